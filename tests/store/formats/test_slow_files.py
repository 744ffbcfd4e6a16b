"""Files that are made to be slow, for every reader that runs within the program: time grows with their length and no faster."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import islice

import pytest

from tests.yardstick import SHARE
from tui.store.read import held_in

Made = tuple[str, bytes]

LENGTH = 2_000 if SHARE > 1 else 4_000
"""How often what is repeated is repeated in the shorter of two files; in the longer one four times as often."""


def page(text: str) -> Made:
    return "a.html", f"<!doctype html><html><body>{text}".encode()


def mail(head: str, body: str = "") -> Made:
    return "a.eml", f"From: a@b.c\nDate: Mon, 2 Sep 2024 10:00:00 +0200\nSubject: x\n{head}\n{body}".encode()


def feed(text: str) -> Made:
    return "a.rss", f'<rss version="2.0"><channel><title>x</title>{text}</channel></rss>'.encode()


HOSTILE: dict[str, Callable[[int], Made]] = {
    "html tables": lambda n: page("<table><tr><td>" * (n // 10)),
    "html tags": lambda n: page("<b>" * n),
    "html short tags": lambda n: page("<i>x</i>" * n),
    "html lt": lambda n: page("<" * n),
    "html a attr": lambda n: page("<a " + "x=' " * n),
    "html quotes": lambda n: page('<a b="' * n),
    "html comments": lambda n: page("<!--" * n),
    "html script": lambda n: page("<script>" * n),
    "html raw": lambda n: page("<title>" * n + "</title>" * n),
    "html lists": lambda n: page("<ul><li>" * n),
    "html quotes deep": lambda n: page("<blockquote>x" * n),
    "html closes": lambda n: page("<div>" * (n // 2) + "</p>" * (n // 2)),
    "html p": lambda n: page("<p>" * n),
    "html spans in td": lambda n: page("<table>" + "<tr><td rowspan=65000 colspan=99>x" * n),
    "html notes": lambda n: page(
        "".join(f"<sup><a href=#f{i}>1</a></sup>" for i in range(n // 2)) + "".join(f"<p id=f{i}>x" for i in range(n // 2))
    ),
    "html same notes": lambda n: page("".join(f"<sup><a href=#f{i}>1</a></sup><p id=f{i}>x" for i in range(n // 4))),
    "html entities": lambda n: page("&amp" * n),
    "html backticks": lambda n: page("<code>`</code>" * n),
    "html stars": lambda n: page("*_`[" * n),
    "html meta": lambda n: ("a.html", ("<html><head>" + "<meta name=x content=y>" * n).encode()),
    "html ld": lambda n: ("a.html", ('<html><head><script type="application/ld+json">' + "[" * n).encode()),
    "html ld2": lambda n: ("a.html", ('<html><head><script type="application/ld+json">' + "[{}]," * n + "</script>").encode()),
    "html br": lambda n: page("<br>" * n),
    "html dl": lambda n: page("<dl><dt>" * n),
    "html font nest": lambda n: page("<font><p>" * n),
    "html img": lambda n: page("<a href=x><img alt='*'></a>" * n),
    "html spaces": lambda n: page("<p>a" + " " * n + "b"),
    "html pre": lambda n: page("<pre>" * n),
    "html select": lambda n: page("<select><option>" * n),
    "mail headers": lambda n: mail("X-A: b\n" * n),
    "mail one header": lambda n: mail("X-A: " + "b " * n + "\n"),
    "mail cont": lambda n: mail("X-A: b\n" + " c\n" * n),
    "mail to": lambda n: mail("To: " + "a@b.c, " * n + "\n"),
    "mail to parens": lambda n: mail("To: " + "(" * n + "\n"),
    "mail to quotes": lambda n: mail("To: " + '"a' * n + "\n"),
    "mail encoded": lambda n: mail("Subject: " + "=?utf-8?q?a?= " * n + "\n"),
    "mail encoded2": lambda n: mail("Subject: " + "=?" * n + "\n"),
    "mail multipart": lambda n: mail("Content-Type: multipart/mixed; boundary=b\n", "--b\n\nx\n" * n),
    "mail nest": lambda n: mail(
        "Content-Type: multipart/mixed; boundary=b0\n",
        "".join(f"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n" for i in range(min(n // 20, 150))),
    ),
    "mail rfc822 nest": lambda n: mail("Content-Type: message/rfc822\n", "Content-Type: message/rfc822\n\n" * (n // 20)),
    "mail params": lambda n: mail("Content-Type: text/plain; " + "a*0=b; " * n + "\n", "x"),
    "mail params2": lambda n: mail("Content-Type: text/plain; " + '"' * n + "\n", "x"),
    "mail quoted": lambda n: mail("", "> a\n" * n),
    "mail flowed": lambda n: mail("Content-Type: text/plain; format=flowed\n", "a \n" * n),
    "mail qp": lambda n: mail("Content-Transfer-Encoding: quoted-printable\n", "=" * n),
    "mail spaces": lambda n: mail("", "a" + " " * n + "\n"),
    "mail from": lambda n: ("a.mbox", ("From a Mon Jan 1 10:00:00 2024\nSubject: a\n\nx\n\n" * (n // 10)).encode()),
    "mail from2": lambda n: ("a.mbox", (b"From a Mon Jan 1 10:00:00 2024\nSubject: a\n\nx\n\n" + b"From " * n)),
    "mail date": lambda n: mail("Date: " + "1 " * n + "\n"),
    "mail listid": lambda n: mail("List-Id: " + "<" * n + "\n"),
    "mail inreply": lambda n: mail("In-Reply-To: " + "<a " * n + "\n"),
    "feed nest": lambda n: feed("<item>" * n),
    "feed items": lambda n: feed("<item><title>x</title></item>" * (n // 4)),
    "feed item tags": lambda n: feed("<item><title>x</title>" + "<category>a</category>" * n + "</item>"),
    "feed cdata": lambda n: feed("<item><description><![CDATA[" + "<b>" * n + "]]></description></item>"),
    "feed cdatas": lambda n: feed("<item><description>" + "<![CDATA[" * n),
    "feed same guid": lambda n: feed("<item><guid>x</guid><title>y</title></item>" * (n // 10)),
    "feed prolog": lambda n: ("a.xml", ("<?a?>" * n + "<rss>").encode()),
    "feed prolog2": lambda n: ("a.xml", ("<!--a-->" * n + "<rss>").encode()),
    "json deep": lambda n: ("a.json", b"[" * n),
    "json deep obj": lambda n: ("a.json", b'{"a":' * n),
    "json str": lambda n: ("a.json", b'{"title":"' + b"\\u0061" * n + b'"}'),
    "json keys": lambda n: (
        "a.json",
        ("{" + ",".join(f'"k{i}":"some words here to read in it {i}"' for i in range(n // 5)) + "}").encode(),
    ),
    "json quotes": lambda n: ("a.json", b'"' * n),
    "json list": lambda n: ("a.json", json.dumps({"title": "x", "body": "y", "other": [{"a": i} for i in range(n // 5)]}).encode()),
    "json toplist": lambda n: ("a.json", json.dumps([{"title": f"x{i}", "text": "y"} for i in range(n // 10)]).encode()),
    "stix rels": lambda n: (
        "a.json",
        json.dumps(
            {
                "type": "bundle",
                "id": "bundle--1",
                "objects": [
                    {"type": "report", "id": "report--1", "name": "r", "object_refs": [f"malware--{i}" for i in range(n // 10)]}
                ]
                + [{"type": "malware", "id": f"malware--{i}", "name": f"m{i}"} for i in range(n // 10)]
                + [
                    {
                        "type": "relationship",
                        "id": f"relationship--{i}",
                        "relationship_type": "uses",
                        "source_ref": "malware--0",
                        "target_ref": f"malware--{i}",
                    }
                    for i in range(n // 10)
                ],
            }
        ).encode(),
    ),
    "stix reports": lambda n: (
        "a.json",
        json.dumps(
            {
                "type": "bundle",
                "id": "bundle--1",
                "objects": [
                    {"type": "report", "id": f"report--{i}", "name": "r", "object_refs": ["malware--1"]} for i in range(n // 10)
                ]
                + [{"type": "malware", "id": "malware--1", "name": "m"}],
            }
        ).encode(),
    ),
    "stix cycle": lambda n: (
        "a.json",
        json.dumps(
            {
                "type": "bundle",
                "id": "bundle--1",
                "objects": [
                    {
                        "type": "marking-definition",
                        "id": f"marking-definition--{i}",
                        "object_marking_refs": [f"marking-definition--{(i + 1) % (n // 10)}"],
                    }
                    for i in range(n // 10)
                ],
            }
        ).encode(),
    ),
    "csaf notes": lambda n: (
        "a.json",
        json.dumps(
            {
                "document": {
                    "csaf_version": "2.0",
                    "title": "t",
                    "notes": [{"category": "general", "text": "x"}] * (n // 5),
                    "tracking": {"id": "a"},
                }
            }
        ).encode(),
    ),
    "csaf tree": lambda n: (
        "a.json",
        (
            '{"document":{"csaf_version":"2.0","title":"t","tracking":{"id":"a"}},"product_tree":' + '{"branches":[' * (n // 100)
        ).encode(),
    ),
    "csaf prods": lambda n: (
        "a.json",
        json.dumps(
            {
                "document": {"csaf_version": "2.0", "title": "t", "tracking": {"id": "a"}},
                "product_tree": {"full_product_names": [{"product_id": f"p{i}", "name": f"n{i}"} for i in range(n // 20)]},
                "vulnerabilities": [
                    {"cve": f"CVE-{j}", "product_status": {"known_affected": [f"p{i}" for i in range(n // 20)]}} for j in range(5)
                ],
            }
        ).encode(),
    ),
    "misp": lambda n: (
        "a.json",
        json.dumps(
            {"Event": {"info": "e", "Attribute": [{"type": "ip", "value": str(i), "category": "x"} for i in range(n // 5)]}}
        ).encode(),
    ),
    "csv": lambda n: ("a.csv", b"a,b\n" * n),
    "csv quotes": lambda n: ("a.csv", b'"' * n),
    "csv wide": lambda n: ("a.csv", b"a," * n),
    "text lines": lambda n: ("a.txt", b"A. x\n" * n),
    "text long": lambda n: ("a.txt", b"TLP:" * n),
    "text caps": lambda n: ("a.txt", b"SECRET " * n),
    "text slashes": lambda n: ("a.txt", b"GENTEXT/A/\n" * n),
    "text banner": lambda n: ("a.txt", b"_" * n + b"\n"),
    "text banners": lambda n: ("a.txt", (b"*" * 100 + b"\n") * (n // 20)),
    "text kinds": lambda n: ("a", b"[a" * n),
    "enc mixed": lambda n: ("a.txt", b"\x83\x81a " * n),
    "enc koi": lambda n: ("a.txt", "Привет мир ".encode("koi8-r") * (n // 4)),
    "xml pi": lambda n: ("a.html", b"<?xml " * n),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_length_of_a_file_and_no_faster(name: str) -> None:
    def seconds(count: int) -> float:
        path, data = HOSTILE[name](count)
        start = time.process_time()
        for held in islice(held_in(data, below=path), 50):
            held.read()
        return time.process_time() - start

    seconds(10)
    short = min(seconds(LENGTH) for _ in range(2))
    assert any(seconds(4 * LENGTH) < 9 * short + 0.1 for _ in range(3))
