"""Mails: who, when, for whom, from which list; a mailbox is a library; what is attached is read too."""

from __future__ import annotations

import base64
import hashlib
import mailbox
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path

import pytest

from tests.store.formats.words import kept
from tui.catalog.memory import CatalogInMemory
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.part_path import part_of
from tui.model.reading_time import minutes
from tui.store.formats.mail import people_in
from tui.store.formats.mail_message import MailPart, mail_in
from tui.store.library import briefings, read_one
from tui.store.read import digest_at, holds_many, read_file, read_text


def mail(subject: str = "Status", body: str = "All is well.\n  1. a\n", number: int = 1, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Jane Smith <jane@example.org>"
    message["To"] = "Desk <desk@example.org>, ops@example.org"
    message["Date"] = "Mon, 2 Sep 2024 10:00:00 +0200"
    message["Message-ID"] = f"<m{number}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def read(message: EmailMessage, name: str = "a.eml") -> Briefing:
    return read_text(message.as_bytes(), name=name)


def test_headers_become_fields() -> None:
    briefing = read(mail(List_Id='"The List" <list.example.org>'))
    assert (briefing.title, briefing.producer, briefing.audience) == ("Status", "Jane Smith", ("Desk", "ops@example.org"))
    assert (briefing.series, briefing.kind) == ("The List", "mail")
    assert briefing.date is not None
    assert briefing.date.text == "2024-09-02T08:00:00Z"
    assert briefing.named
    assert (briefing.body.text, briefing.body.plain) == ("All is well.\n  1. a", True)
    assert [source.author for source in briefing.sources] == [("Jane Smith",)]
    assert not briefing.problems


def test_a_mail_is_known_by_its_content_and_by_its_name(tmp_path: Path) -> None:
    for name in ("a.txt", "a", "a.eml"):
        (tmp_path / name).write_bytes(mail().as_bytes())
        assert read_file(tmp_path / name).kind == "mail"
    (tmp_path / "b.eml").write_text("no mail at all")
    assert read_file(tmp_path / "b.eml").body.text == "no mail at all"
    (tmp_path / "b.txt").write_text("PEP: 8\nTitle: Style\nVersion: 1\nStatus: Active\n\nText")
    assert read_file(tmp_path / "b.txt").kind == ""


@pytest.mark.parametrize(
    ("headers", "subject", "body", "marking"),
    [
        ({}, "[TLP:AMBER] Status", "x", Marking("AMBER")),
        ({"X_TLP": "RED"}, "Status", "x", Marking("RED")),
        ({"X_TLP": "amber+strict"}, "Status TLP:GREEN", "x", Marking("AMBER+STRICT")),
        ({"X_Classification": "RESTRICTED"}, "Status", "x", Marking(None, "RESTRICTED")),
        ({"Sensitivity": "Company-Confidential"}, "Status", "x", Marking(None, "Company-Confidential")),
        ({}, "Status", "TLP:RED\n\nText", Marking("RED")),
        ({}, "Status", "UNCLASSIFIED//FOUO\nText", Marking(None, "UNCLASSIFIED//FOUO")),
        ({}, "Status", "Nothing", Marking()),
    ],
)
def test_labels_hold_wherever_they_stand(headers: dict[str, str], subject: str, body: str, marking: Marking) -> None:
    assert read(mail(subject, body, 1, **headers)).handling == marking


def test_of_alternatives_the_page_is_read_and_what_follows_is_kept() -> None:
    message = mail("S", "plain")
    message.add_alternative("<p>The <b>page</b><img src='https://x.org/1' width=1 height=1>", subtype="html")
    assert read(message).body.text == "The **page**"
    message.make_mixed()
    footer = EmailMessage()
    footer.set_content("the list's footer")
    message.attach(footer)
    assert read(message).body.text == "The **page**\n\n```\nthe list's footer\n```"


def test_what_is_attached_is_listed_and_read_where_it_can_be(tmp_path: Path) -> None:
    message = mail()
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="figures.csv")
    message.add_attachment(b"# Plan\n\nText", maintype="text", subtype="markdown", filename="plan.md")
    message.add_attachment(b"\x00\x01\x02" * 50, maintype="application", subtype="octet-stream", filename="x.bin")
    message.add_attachment(mail("Forwarded", number=2))
    file = tmp_path / "m.eml"
    file.write_bytes(message.as_bytes())
    found = briefings([tmp_path]).briefings
    assert [briefing.title for briefing in found] == ["Status", "figures", "Plan", "Forwarded"]
    (listed,) = [other.text for other in found[0].other if other.path == "attachments"]
    assert [line.split(" (")[0] for line in listed.split("\n")] == ["figures.csv", "plan.md", "x.bin", "Forwarded.eml"]
    assert [problem.code for problem in found[0].problems] == ["attachments-not-read"]
    for briefing in found:
        assert read_one(briefing.path, root=tmp_path).title == briefing.title
        assert digest_at(briefing.path) == briefing.digest


def sent_along(*subjects: str) -> EmailMessage:
    """A mail with another one in it, which has the next one in it."""
    first, *rest = subjects
    message = mail(first, "Text\n", len(rest))
    if rest:
        message.add_attachment(sent_along(*rest))
    return message


@pytest.mark.parametrize(
    ("subjects", "markings"),
    [
        # What is in a mail is under its marking, and a mail names the subjects of those in it.
        (("TLP:CLEAR a", "TLP:RED b", "c"), ["RED", "RED", "RED"]),
        (("TLP:AMBER a", "b", "TLP:GREEN c"), ["AMBER", "AMBER", "AMBER"]),
        (("a", "b", "TLP:RED c"), ["RED", "RED", "RED"]),
        (("TLP:CLEAR a", "b", "TLP:CLEAR c"), ["CLEAR", None, "CLEAR"]),
    ],
)
def test_mails_in_one_another_are_under_the_strictest_label(tmp_path: Path, subjects: tuple[str, ...], markings: list[str]) -> None:
    (tmp_path / "m.eml").write_bytes(sent_along(*subjects).as_bytes())
    found = briefings([tmp_path]).briefings
    assert [briefing.title for briefing in found] == [*subjects]
    assert [briefing.handling.tlp for briefing in found] == markings
    assert [read_one(briefing.path, root=tmp_path).handling.tlp for briefing in found] == markings


@pytest.mark.parametrize(
    ("subject", "label"), [("TLP:RED a", "RED"), ("TLP:CLEAR a", None), ("TLP:GREEN a", "AMBER"), ("a", "AMBER")]
)
def test_files_attached_to_a_marked_mail_are_under_its_label(tmp_path: Path, subject: str, label: str | None) -> None:
    message, inner = mail(subject), mail("b")
    own = "tlp: AMBER\n" if label == "AMBER" else ""
    posted = f"From x Mon Sep  2 10:00:00 2024\nSubject: c\n\n{own.upper().replace(' ', '')}\nText\n"
    for name, text in (("plan.md", f"---\ntitle: d\n{own}---\nText\n"), ("feed.mbox", posted), ("notes.yaml", f"title: e\n{own}")):
        inner.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename=name)
    message.add_attachment(inner)
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    attached = briefings([tmp_path]).briefings[2:]
    assert [briefing.handling.tlp for briefing in attached] == [label] * 3
    assert [read_one(briefing.path, root=tmp_path).handling.tlp for briefing in attached] == [label] * 3


def nested(depth: int) -> bytes:
    """Mails in one another, the innermost of which is `depth` below the first."""
    data = mail(f"Mail {depth}", f"Text {depth}\n", depth).as_bytes()
    for number in range(depth - 1, -1, -1):
        boundary = f"=={number}=="
        head = mail(f"Mail {number}", "", number).as_bytes().partition(b"Content-Type")[0].decode()
        text = f'{head}Content-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n\nText {number}\n--{boundary}\n'
        data = f"{text}Content-Type: message/rfc822\n\n".encode() + data + f"\n--{boundary}--\n".encode()
    return data


@pytest.mark.parametrize(("depth", "below"), [(12, 0), (21, 1), (600, 580)])
def test_mails_in_one_another_are_read_down_to_a_limit_and_those_below_are_counted(tmp_path: Path, depth: int, below: int) -> None:
    file = tmp_path / "m.eml"
    file.write_bytes(nested(depth))
    began = time.process_time()
    found = briefings([tmp_path]).briefings
    assert time.process_time() - began < 2
    assert [briefing.title for briefing in found] == [f"Mail {number}" for number in range(min(depth, 20) + 1)]
    assert all(briefing.body.text == f"Text {number}" for number, briefing in enumerate(found))
    for briefing in found[:3]:
        assert read_one(briefing.path, root=tmp_path).title == briefing.title
        assert digest_at(briefing.path) == briefing.digest
    said = [(problem.code, problem.message) for briefing in found for problem in briefing.problems]
    left = f"{below} {'mail in this one is' if below == 1 else 'mails in this one are'} not"
    assert said == ([("mails-too-deep", f"Mails in one another are read 20 deep: {left}.")] if below else [])
    assert [code for code, _ in said] == [problem.code for problem in found[-1].problems]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig", "utf-32"])
def test_a_mail_in_another_form_of_unicode_is_read_whatever_it_says_of_its_encoding(tmp_path: Path, encoding: str) -> None:
    head = 'From: a@b.c\nSubject: Штаб\nMIME-Version: 1.0\nContent-Type: text/plain; charset="windows-1251"\n'
    text = f"{head}Content-Transfer-Encoding: 8bit\n\nШтаб объявило о создании.\n"
    data = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    file = tmp_path / "a.eml"
    file.write_bytes(data)
    (found,) = briefings([tmp_path]).briefings
    assert (found.title, found.body.text, found.problems) == ("Штаб", "Штаб объявило о создании.", ())
    assert found.sources[0].sha256 == hashlib.sha256(data).hexdigest()
    assert digest_at(file) == found.digest


def test_a_mailbox_that_is_attached_gives_all_its_mails(tmp_path: Path, box: Path) -> None:
    message = mail("Outer", number=9)
    message.add_attachment(box.read_bytes(), maintype="application", subtype="mbox", filename="in.mbox")
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    found = briefings([tmp_path / "m.eml"]).briefings
    assert [briefing.title for briefing in found] == ["Outer", "Mail 1", "Mail 2", "Mail 3"]
    assert len({briefing.path for briefing in found}) == 4
    for briefing in found:
        assert read_one(briefing.path).title == briefing.title
        assert digest_at(briefing.path) == briefing.digest


def test_attachments_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    message = mail()
    for number in range(203):
        message.add_attachment(b"a,b", maintype="text", subtype="csv", filename=f"f{number}.csv")
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    found = briefings([tmp_path]).briefings
    assert len(found) == 201
    assert [problem.message for problem in found[0].problems] == ["3 attachments are listed, but cannot be read."]


def test_what_a_machine_says_of_a_mail_that_did_not_arrive_is_read() -> None:
    data = (
        b"From: a@b.c\nSubject: Returned\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=x\n\n"
        b"--x\n\nIt did not arrive.\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        b"Final-Recipient: rfc822; jane@example.org\nAction: failed\n--x--\n"
    )
    text = read_text(data, name="a.eml").body.text
    assert all(said in text for said in ("It did not arrive.", "dns; mx.example.org", "Action: failed"))


def as_parser_has_it(data: bytes) -> list[tuple[str, bytes]]:
    """Kind and content of each part of a mail that holds no others, as the standard library has them."""
    message = BytesParser().parsebytes(data)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return [(part.get_content_type(), bytes(part.get_payload(decode=True))) for part in leaves]


def leaves_of(part: MailPart) -> list[tuple[str, bytes]]:
    return [one for inner in part.held for one in leaves_of(inner)] if part.held else [(part.kind.type, part.content())]


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: a\n\nb\n",
        b"Subject: a\r\n b\r\n\r\nb\r\n",
        b"Subject: a\nno header\nb",
        b"\nb",
        b"Content-Type: multipart/mixed; boundary=x\n\nbefore\n--x\n\none\n--x\nContent-Type: text/html\n\ntwo\n--x--\nafter",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n\r\n--x  \r\n\r\ntwo\r\n--x--\r\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--xy\n\n-- \n--x\n\ncut",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/a; boundary=xy\n\n--xy\n\n1\n--x\n\n2\n--x--\n",
        b"Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: a\n\none\n--x\n\nSubject: b\n\ntwo\n--x--\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n\none\n",
        b"Content-Type: message/rfc822\n\nSubject: a\n\none\n",
        b'Content-Type: multipart/mixed; boundary="a:b"\n\n--a:b\n\n1\n--a:b\nX: y\n\none\n--a:b--\n',
        b"Content-Transfer-Encoding: base64\n\neHh4\neHh4\n",
    ],
)
def test_a_mail_is_cut_as_the_standard_library_cuts_it(data: bytes) -> None:
    assert leaves_of(mail_in(data)) == as_parser_has_it(data)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    file = tmp_path / "lib" / "in.mbox"
    file.parent.mkdir()
    made = mailbox.mbox(file)
    for number in range(1, 4):
        made.add(mail(f"Mail {number}", f"Text {number}\n\nFrom here on it is quoted.\n", number))
    made.close()
    return file


def test_a_mailbox_is_a_library_of_its_mails(box: Path) -> None:
    assert holds_many(box)
    found = briefings([box]).briefings
    assert [(briefing.title, briefing.id) for briefing in found] == [
        (f"Mail {number}", found[number - 1].id) for number in range(1, 4)
    ]
    assert all("\nFrom here on" in briefing.body.text for briefing in found)
    assert len({briefing.path for briefing in found}) == 3
    assert part_of(found[1].path)[0] == str(box)
    assert read_one(found[1].path).title == "Mail 2"


def test_a_catalog_keeps_what_of_a_mailbox_did_not_change(box: Path) -> None:
    catalog = CatalogInMemory([box.parent])
    catalog.refresh()
    before = {row.title: row.n for row in catalog.open().rows(0, 10)}
    assert sorted(before) == ["Mail 1", "Mail 2", "Mail 3"]
    made = mailbox.mbox(box)
    made.add(mail("Mail 4", "New", 4))
    del made[made.keys()[0]]
    made.flush()
    made.close()
    catalog.refresh()
    after = {row.title: row.n for row in catalog.open().rows(0, 10)}
    assert sorted(after) == ["Mail 2", "Mail 3", "Mail 4"]
    assert (after["Mail 2"], after["Mail 3"]) == (before["Mail 2"], before["Mail 3"])
    now = catalog.open()
    row = now.row(after["Mail 4"])
    assert now.number_at(row.path) == row.n
    assert now.files.agreement(row.n).state == "same"
    assert now.files.agreement(after["Mail 2"]).state == "same"
    box.unlink()
    catalog.refresh()
    assert catalog.open().rows(0, 10) == []


def test_a_maildir_is_a_library_though_its_files_have_no_endings(tmp_path: Path) -> None:
    made = mailbox.Maildir(tmp_path / "Maildir")
    for number in range(1, 4):
        made.add(mailbox.MaildirMessage(mail(f"Mail {number}", number=number)))
    assert [briefing.title for briefing in briefings([tmp_path]).briefings] != []
    assert {briefing.title for briefing in briefings([tmp_path]).briefings} == {"Mail 1", "Mail 2", "Mail 3"}


def test_a_reply_that_quotes_the_whole_takes_the_place_of_what_it_answers(tmp_path: Path) -> None:
    text = "".join(f"Line {number} of the report.\n" for number in range(8))
    answer = "I agree.\n\n" + "".join(f"> {line}\n" for line in text.splitlines())
    part = "No.\n\n> Line 1 of the report.\n"
    made = mailbox.mbox(tmp_path / "a.mbox")
    made.add(mail("Report", text, 1))
    made.add(mail("Re: Report", answer, 2, In_Reply_To="<m1@example.org>"))
    made.add(mail("Re: Report", part, 3, In_Reply_To="<m1@example.org>"))
    made.close()
    first, whole, some = briefings([tmp_path]).briefings
    assert (whole.supersedes, whole.related) == ((first.id,), ())
    assert (some.supersedes, some.related) == ((), (first.id,))


def test_a_mail_in_another_encoding_or_without_one_is_read() -> None:
    data = mail().as_bytes().replace(b"All is well.", "Штаб объявило о создании".encode("koi8_r"))
    data = data.replace(b'charset="utf-8"', b'charset="koi8-r"')
    assert "Штаб" in read_text(data, name="a.eml").body.text
    assert "Штаб" in read_text(data.replace(b'charset="koi8-r"', b'charset="x-unknown"'), name="a.eml").body.text


@pytest.mark.parametrize("named", ["iso-8859-9", "x-unknown"])
def test_a_subject_in_bytes_of_no_encoding_is_read_as_the_mail_is_written(named: str) -> None:
    body = "Feribot hakkında rapor. Şimdi dokuz günlük stok kaldı; hükümet yeni bir planı açıkladı.\n" * 3
    data = mail().as_bytes().replace(b"All is well.", body.encode("iso-8859-9")).replace(b'"utf-8"', f'"{named}"'.encode())
    data = data.replace(b"Subject: Status", "Subject: Feribot hakkında".encode("iso-8859-9"))
    assert read_text(data, name="a.eml").title == "Feribot hakkında"
    whole = data.replace("hakkında\nFrom".encode("iso-8859-9"), "hakkında\nFrom".encode())
    assert read_text(whole, name="a.eml").title == "Feribot hakkında"


WORD = "=?utf-8?B?5Lya6K2w?="
"""Encoded: 会議."""


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (f"日本 {WORD} €", "日本 会議 €"),
        (" ".join([WORD] * 2_000), "会議" * 952 + " …"),
        ("wort " * 5_000, " ".join(["wort"] * 4_000) + " …"),
        (f"Re: =?utf-8?Q?{'=E4=BC=9A' * 3_000}?= x", f"Re: {'会' * 3_000} …"),
    ],
)
def test_a_subject_is_read_in_whole_words_however_long_it_is(subject: str, title: str) -> None:
    data = f"From: a@b.org\nDate: Mon, 2 Sep 2024 10:00:00 +0000\nSubject: {subject}\n\nText\n".encode()
    assert read_text(data, name="a.eml").title == title


def test_an_encrypted_mail_says_so() -> None:
    data = (
        mail().as_bytes().replace(b"Content-Type: text/plain", b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data")
    )
    briefing = read_text(data, name="a.eml")
    assert [problem.code for problem in briefing.problems] == ["encrypted"]
    assert not briefing.body


DEEP = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
HEAD = b"From: a@b\nDate: Mon, 2 Sep 2024 10:00:00 +0200\nSubject: S\n"


def test_text_of_a_mail_that_cannot_be_decoded_is_left_out_and_told() -> None:
    head = HEAD + b"Content-Transfer-Encoding: base64\n\n"
    briefing = read_text(head + b"x" * 50_001, name="a.eml")
    assert not briefing.body
    assert minutes(briefing) == 0
    assert [(problem.code, problem.message) for problem in briefing.problems] == [
        ("text-not-decoded", "37,500 bytes that this mail calls text are none once they are decoded, and are left out.")
    ]
    # A text that is broken off is read as far as it goes.
    whole = base64.encodebytes("Ships left the port of Kōbe.\n".encode() * 20)
    cut = read_text(head + whole.rstrip()[:-11], name="a.eml")
    assert cut.body.text.startswith("Ships left the port of Kōbe.\nShips")
    assert [problem.code for problem in cut.problems] == ["text-cut"]
    wide = base64.encodebytes("Ships left.".encode("utf-16-le"))
    as_wide = head.replace(b"Content-T", b"Content-Type: text/plain; charset=utf-16-le\nContent-T") + wide
    assert read_text(as_wide, name="a.eml").body.text == "Ships left."


@pytest.mark.parametrize(
    "data",
    [
        HEAD + DEEP + b"\nx",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000,
        HEAD + b"X: y\n" * 50_000 + b"\nx",
        HEAD + b"To: " + b"<a@b>, " * 50_000 + b"\n\nx",
        HEAD + b"Content-Type: multipart/mixed\n\nx",
        HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"x" * 100_001,
        HEAD + b"Subject: =?utf-8?b?" + b"eHh4" * 10_000 + b"?=\n\nx",
        HEAD[:30],
        b"From a Mon Sep  2 10:00:00 2024\n" * 20_000 + b"x",
    ],
    ids=["nested", "parts", "headers", "people", "no boundary", "base64", "long words", "cut", "postmarks"],
)
def test_no_mail_takes_long_or_stops_the_program(data: bytes) -> None:
    assert read_text(data, name="a.eml").title


def test_public_mails_keep_their_words() -> None:
    folder = pytest.importorskip("test.test_email").__path__[0]
    files = sorted(Path(folder, "data").glob("msg_*.txt"))
    if not files:
        pytest.skip("Python's own mails are not here")
    lost = {}
    for file in files:
        message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        texts = [
            part.get_content()
            for part in message.walk()
            if isinstance(part, EmailMessage)
            and part.get_content_type() == "text/plain"
            and not part.is_multipart()
            and not part.get_filename()
        ]
        library = briefings([file])
        share = max((kept("\n".join(texts), briefing) for briefing in library.briefings), default=0.0)
        together = " ".join(briefing.body.text for briefing in library.briefings)
        if share < 0.99 and not all(word in together for word in " ".join(texts).split()):
            lost[file.name] = share
    assert lost == {}


@pytest.mark.parametrize(
    "header",
    [
        "Ann Lee <ann@example.org>",
        "ann@example.org",
        "Ann  Lee <ann@example.org>,bob.b+x@example.org , Jörg O_Neil-Ray <j@x.org>",
        '"Lee, Ann" <ann@example.org>, bob@example.org',
        "Ann (the chief) <ann@example.org>",
        "undisclosed-recipients:;",
        "Ann <ann@example.org>, Bob",
        "A. B. Cee <a@b.org>",
        "=?x?= <a@b.org>",
        "a b@example.org",
        "<ann@example.org>",
    ],
)
def test_names_without_signs_are_cut_as_a_parser_cuts_them(header: str) -> None:
    given = [(" ".join(name.split()), address) for name, address in people_in(header)]
    assert given == getaddresses([header])
