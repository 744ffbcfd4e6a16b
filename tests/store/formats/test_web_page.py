"""Saved web pages: every word, in the order of the page; tables, lists, notes and code as such; what is not taken is counted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.store.formats.words import CORPORA, kept
from tests.yardstick import SHARE
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import DEEPEST, tree_of
from tui.store.formats.rendition import ForeignFile, Rendition
from tui.store.formats.web_page import page_text
from tui.store.library import briefings
from tui.store.read import read_file, read_text

PAGE = "<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def page(body: str = "", head: str = "", title: str = "T") -> Briefing:
    return read_text(PAGE.format(body=body, head=head, title=title).encode(), name="a.html")


def markdown(body: str) -> str:
    return markdown_of(tree_of(body), Counter())


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a <b>b </b>c<i>d</i>", "a **b** c*d*"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("x<br>y", "x\\\ny"),
        ("x<br><br>y", "x\n\ny"),
        ("<h2>H <a href='#x'>x</a></h2>", "## H x"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<blockquote><p>a</p>b</blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  *b*\n</pre>", "```\na\n  *b*\n```"),
        ("<p>a <code>x`y</code>", "a ``x`y``"),
        ("1. no list", "1\\. no list"),
        ("# no heading", "\\# no heading"),
        ("[[no link]] [@no] *no* _no_ a_b", "\\[\\[no link\\]\\] \\[@no\\] \\*no\\* \\_no\\_ a_b"),
        ("<a href='https://x.org/a b'>l</a>", "[l](https://x.org/ab)"),
        ("<a href='javascript:alert(1)'>l</a>", "l"),
        ("<dl><dt>t<dd>d</dl>", "**t**\n\n- d"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2|3</table>", "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |"),
        ("<table><tr><th>a<th>b<tr><td rowspan=2>1<td>2<tr><td>3</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 1 | 3 |"),
        ("<table><tr><td colspan=2>a<tr><td>1<td>2</table>", "| a |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td>a<tr><td>b</table>", "a\n\nb"),
        ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd"),
        ("<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e</table>", "| a | b |\n| --- | --- |\n| c | d |\n\ne"),
        ("x<sup><a href='#f1'>1</a></sup><ol><li id=f1>n</li></ol>", "x[^1]\n\n[^1]: n"),
        ("<script>no</script><style>no</style><template>no</template>a", "a"),
        ("a<script>no", "ano"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
        ("a &amp; b &lt;i&gt; &amp;amp;", "a & b \\<i\\> \\&amp;"),
        ("a < b and c<d", "a \\< b and c\\<d"),
        ("<div><a href='https://x.org'><h3>t</h3><p>u</p></a></div>", "### [t](https://x.org)\n\nu"),
    ],
)
def test_html_is_written_as_markdown(html: str, wanted: str) -> None:
    assert markdown(html) == wanted


def test_a_page_says_title_date_authors_site_and_address() -> None:
    head = (
        '<meta property="og:site_name" content="The Paper"><meta name=author content="A. Writer">'
        '<meta property="article:published_time" content="2024-07-28T06:00:00+02:00"><link rel=canonical href="https://x.org/a">'
    )
    briefing = page("<h1>The headline</h1><p>Text.", head, "The headline | The Paper")
    assert (briefing.title, briefing.producer, briefing.authors, briefing.lang) == (
        "The headline",
        "The Paper",
        ("A. Writer",),
        "en",
    )
    assert briefing.date is not None
    assert briefing.date.text == "2024-07-28T04:00:00Z"
    assert briefing.sources[0].url == "https://x.org/a"
    assert briefing.body.text == "Text."
    assert not briefing.problems


SENTENCE = "The harbour master said on Monday that the ships would leave the port before the storm came. "
LINKS = "".join(f"<li><a href='https://x.org/{at}'>Other story number {at}</a></li>" for at in range(9))


@pytest.mark.parametrize(
    ("opened", "closed"), [("<article><h1>Ships leave</h1>", "</article>"), ("<h1>Ships leave</h1><div class=a>", "</div>")]
)
def test_of_a_page_the_article_is_the_text_and_the_rest_is_kept_beside_it(opened: str, closed: str) -> None:
    html = (
        f"<html><head><title>Ships leave</title></head><body><nav><ul>{LINKS}</ul></nav><div>{opened}<p>{SENTENCE * 3}</p>"
        f"<ul><li>One thing</li></ul><table><tr><th>Ship<th>Day</tr><tr><td>Ida<td>1</tr></table><p>{SENTENCE * 2}</p>{closed}"
        f"<div class=related-stories><p>{SENTENCE}</p></div></div><div class=comments><p><b>What a storm</b> that was, I have never"
        f" seen one like it in all my years.</p></div><footer><p>TLP:AMBER</p></footer></body></html>"
    )
    briefing = read_text(html.encode(), name="a.html")
    table = "| Ship | Day |\n| --- | --- |\n| Ida | 1 |"
    assert briefing.body.text == f"{(SENTENCE * 3).strip()}\n\n- One thing\n\n{table}\n\n{(SENTENCE * 2).strip()}"
    assert briefing.handling == Marking("AMBER")
    (rest,) = briefing.other
    assert rest.path == "around the article"
    assert "Other story number 8" in rest.text
    assert "\nWhat a storm that was, I have never" in rest.text
    assert [problem.code for problem in briefing.problems] == ["around-the-article"]


_SAID = "<p>The ministry said on Monday that the ships had left the port in the night, and that nobody had seen them since.</p>"


@pytest.mark.parametrize(
    "within",
    [
        "<div class='social-media-embed'><blockquote class='twitter-tweet'>We are sailing.</blockquote></div>",
        "<div class='story-widget story-tweet'>We are sailing.</div>",
        "<aside>We are sailing.</aside>",
        "<div class='pull-quote promo'>We are sailing.</div>",
    ],
)
def test_what_an_article_quotes_is_a_part_of_it(within: str) -> None:
    aside = "<aside><a href='/x'>We never saw a thing</a></aside><div class='story-widget'>Read this as well.</div>"
    text = page(f"<nav><a href='/'>Home</a></nav><div>{_SAID * 2}{within}{_SAID * 2}{aside}</div>").body.text
    assert "We are sailing." in text
    assert not re.search("Home|never saw|as well", text)


def test_what_is_said_below_a_short_article_is_not_taken_for_it() -> None:
    below = f"<div class='footer-text'>{_SAID.replace('ships', 'cookies') * 6}</div>"
    assert "Tuesday" in page(f"<h1>Ships gone</h1><div>{_SAID.replace('Monday', 'Tuesday')}</div>{below}").body.text


def test_a_page_that_is_no_article_is_shown_whole() -> None:
    assert "Other story number 8" in read_text(f"<html><body><ul>{LINKS}</ul></body></html>".encode(), name="a.html").body.text


def test_json_ld_says_it_too() -> None:
    said = '{"@graph": [{"headline": "H", "datePublished": "2024-07-28", "author": {"name": "N"}}]}'
    head = f'<script type="application/ld+json">{said}</script>'
    briefing = page("<p>x", head)
    assert (briefing.title, briefing.authors, str(briefing.date and briefing.date.text)) == ("H", ("N",), "2024-07-28")


@pytest.mark.parametrize(
    ("body", "marking"),
    [
        ("<div>TLP:AMBER+STRICT</div><p>x", Marking("AMBER+STRICT")),
        ("<footer>Handling: TLP: GREEN | page 1</footer><p>x<p>TLP:RED", Marking("RED")),
        ("<p>TLP:WHITE", Marking("CLEAR")),
        ("<p>SECRET//NOFORN</p>x", Marking(None, "SECRET//NOFORN")),
        ("<p>The report was marked TLP:RED by its author, who was wrong about that.", Marking()),
        ("<p>The secret is out", Marking()),
    ],
)
def test_a_label_holds_where_it_is_a_line_of_its_own(body: str, marking: Marking) -> None:
    assert page(body).handling == marking


def test_what_is_not_taken_over_is_counted() -> None:
    briefing = page("<img src=a alt='A map'><img src=b><img width=1 height=1 src=c><iframe src=d></iframe><div hidden>x</div>y")
    assert [(problem.code, problem.severity) for problem in briefing.problems] == [
        ("images-not-taken", "info"),
        ("media-not-taken", "info"),
        ("hidden-text-left-out", "info"),
    ]
    assert briefing.problems[0].message.startswith("2 images are not shown")
    assert briefing.body.text == "*A map*\n\ny"


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    data = '<html><meta charset="koi8-r"><title>Штаб</title><p>Объявило'.encode("koi8_r")
    briefing = read_text(data, name="a.html")
    assert (briefing.title, briefing.body.text) == ("Штаб", "Объявило")
    assert [problem.code for problem in briefing.problems] == ["other-encoding"]


@pytest.mark.parametrize("name", ["page.txt", "page", "page.xml", "page.json"])
def test_a_page_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("\n<!-- c -->\n<!DOCTYPE html><title>T</title><p>x")
    assert read_file(file).title == "T"


def test_a_folder_of_pages_is_a_library(tmp_path: Path) -> None:
    for name in ("a.html", "b.HTM", "c.xhtml"):
        (tmp_path / name).write_text(f"<title>{name}</title><p>x")
    assert [briefing.title for briefing in briefings([tmp_path]).briefings] == ["a.html", "b.HTM", "c.xhtml"]


HOSTILE = {
    "nested": "<div>" * 50_000 + "x",
    "tables in tables": "<table><tr><td>" * 20_000 + "x",
    "never closed": "<b><i><a href='x'>" * 20_000 + "x",
    "tags without end": "<a href=" * 50_000 + "x",
    "quotes without end": "<a href=\"x'" * 50_000 + "x",
    "comments without end": "<!--" * 50_000 + "x",
    "scripts without end": "<script>" * 50_000 + "x",
    "ends without beginning": "</div></table></li>" * 30_000 + "x",
    "spans": "<table>" + "<tr><td rowspan=60000 colspan=60000>x<td>y" * 2_000,
    "comments before the page": "<!---->" * 1_000 + "<html>x",
    "items": "<ul>" + "<li>x" * 50_000,
    "cells": "<table><tr>" + "<td>x" * 50_000,
    "articles": "<article><header>" * 20_000 + "x",
    "signs": "*_`[<&" * 50_000 + "x",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=list(HOSTILE))
def test_no_page_takes_long_or_loses_its_text(html: str) -> None:
    briefing = read_text(f"<html>{html[: len(html) // SHARE]}x".encode(), name="a.html")
    assert "x" in briefing.body.text
    assert all(problem.code != "reader-failed" for problem in briefing.problems)


def test_what_is_nested_deeper_than_is_kept_apart_is_there_all_the_same() -> None:
    html = "<ul><li>" * (2 * DEEPEST) + "deep"
    assert "deep" in markdown(html)


def test_public_pages_keep_their_words() -> None:
    pages = [file for file in sorted(CORPORA.rglob("*.html")) if file.parent.name != "hidden-nodes"]
    if not pages:
        pytest.skip("the public files are not here")
    lost = {}
    for file in pages:
        source = tree_of(page_text(file.read_bytes(), Rendition(ForeignFile("", "")))).text()
        share = kept(source, read_file(file))
        if share < 0.99:
            lost[file.name] = share
    assert lost == {}


def test_tables_of_public_pages_keep_their_cells() -> None:
    tables = sorted((CORPORA / "html").rglob("svstab*.html"))
    if not tables:
        pytest.skip("the public files are not here")
    for file in tables:
        cells = [" ".join(cell.text().split()) for cell in tree_of(file.read_text("cp1252")).walk() if cell.tag in ("td", "th")]
        text = re.sub(r"[\\*]", "", read_file(file).body.text)
        assert [cell for cell in cells if cell not in text] == []


@pytest.mark.parametrize("number", [1_000])
def test_notes_that_all_have_one_label_are_told_apart_in_little_time(tmp_path: Path, number: int) -> None:
    refs = "".join(f"<sup><a href=#f{at}>1</a></sup>" for at in range(number))
    text = f"<!doctype html><body><p>{refs}</p>" + "".join(f"<p id=f{at}>Note {at}</p>" for at in range(number))
    (tmp_path / "a.html").write_text(text)
    body = read_file(tmp_path / "a.html").body.text
    assert all(f"]: Note {at}\n" in f"{body}\n" for at in range(number))
    assert len(body) < 60 * number
