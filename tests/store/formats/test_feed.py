"""Feeds: one briefing an entry, known again by what its author calls it; bombs are refused, what is ill-formed is read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.store.formats.words import CORPORA, kept
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.formats import decoding
from tui.store.formats.html_tree import tree_of
from tui.store.library import briefings
from tui.store.read import held_by, read_text

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Wire</title><link>https://x.org/</link><description>All the news</description><language>en-gb</language>
<item><title>One &amp;amp; only</title><link>https://x.org/1</link><guid isPermaLink="false">tag:x,1</guid>
<pubDate>Mon, 02 Sep 2024 10:00:00 +0200</pubDate><dc:creator>A. Writer</dc:creator><category>fuel</category>
<description>In short.</description><content:encoded><![CDATA[<p>The <b>whole</b> text.</p><ul><li>a</ul>]]></content:encoded>
</item>
<item><title>TLP:AMBER Two</title><link>https://x.org/2</link><description>Words &lt;i&gt;here&lt;/i&gt;</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="text">Atom</title><author><name>Desk</name></author>
<entry><id>urn:1</id><title>Eins</title><link rel="alternate" href="https://x.org/1"/><published>2024-09-02T08:00:00Z</published>
<updated>2024-09-03T08:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h2>K</h2><p>T</p></div></content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d">
<channel rdf:about="u">
<title>R</title></channel><item rdf:about="https://x.org/1"><title>One</title><link>https://x.org/1</link><dc:date>2024-09-02</dc:date></item>
</rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "items": [
        {"id": 1, "title": "One", "content_html": "<p>a</p>", "date_published": "2024-09-02T08:00:00Z", "tags": ["x"]},
        {"id": "2", "content_text": "# not a heading", "authors": [{"name": "N"}]},
    ],
}


def read(tmp_path: Path, text: str | bytes, name: str = "f.xml") -> list[Briefing]:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [held.read() for held in held_by(file)]


def test_an_entry_of_rss_is_a_briefing_in_the_series_of_its_feed(tmp_path: Path) -> None:
    one, two = read(tmp_path, RSS)
    assert (one.title, one.series, one.producer, one.authors) == ("One & only", "The Wire", "The Wire", ("A. Writer",))
    assert (one.tags, one.lang, one.named) == (("fuel",), "en-gb", True)
    assert one.date is not None
    assert one.date.text == "2024-09-02T08:00:00Z"
    assert one.body.text == "The **whole** text.\n\n- a"
    assert {other.path: other.text for other in one.other} == {"summary": "In short.", "guid": "tag:x,1"}
    assert (one.sources[0].url, one.sources[0].publisher) == ("https://x.org/1", "The Wire")
    assert two.body.text == "Words *here*"
    assert two.handling == Marking("AMBER")


def test_atom_rdf_and_json_are_read_alike(tmp_path: Path) -> None:
    (atom,) = read(tmp_path, ATOM)
    assert (atom.title, atom.series, atom.producer, atom.lang, atom.body.text) == ("Eins", "Atom", "Desk", "de", "## K\n\nT")
    assert [date and date.text for date in (atom.date, atom.updated)] == ["2024-09-02T08:00:00Z", "2024-09-03T08:00:00Z"]
    (entry,) = read(tmp_path, RDF)
    assert (entry.title, entry.series, entry.date and entry.date.text) == ("One", "R", "2024-09-02")
    one, two = read(tmp_path, json.dumps(JSON_FEED), "f.json")
    assert (one.title, one.body.text, one.tags, one.series) == ("One", "a", ("x",), "J")
    assert (two.title, two.body.text, two.authors) == ("# not a heading", "\\# not a heading", ("N",))


def test_an_entry_is_the_same_in_whichever_file_it_stands(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    first = read(tmp_path, RSS)[0]
    again = read(
        tmp_path / "new", RSS.replace("<item><title>One", "<item><title>Zero</title><guid>z</guid></item><item><title>One")
    )[1]
    assert (first.id, first.digest) == (again.id, again.digest)


def test_entries_of_one_name_are_several_briefings_with_an_id_each(tmp_path: Path) -> None:
    found = read(tmp_path, "<rss><channel>" + "<item><title>T</title><guid>x</guid></item>" * 3)
    assert [(briefing.id, briefing.named) for briefing in found] == [("x", True), ("f/x-2", False), ("f/x-3", False)]


def test_a_folder_with_feeds_lists_their_entries_and_no_other_xml(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(RSS)
    (tmp_path / "b.xml").write_text("<settings><body/></settings>")
    listing = briefings([tmp_path])
    assert [briefing.title for briefing in listing.briefings] == ["One & only", "TLP:AMBER Two"]
    assert listing.others == 1


@pytest.mark.parametrize(
    ("entry", "title", "body"),
    [
        ('<title>T</title><summary mode="base64">\n PHA+T25l\n IHR3bzwvcD4=\n</summary>', "T", "One two"),
        ('<title type="application/octet-stream">T25lIHR3bw==</title>', "One two", ""),
        ('<title>T</title><content type="image/png">iVBORw0KGgo=</content>', "T", "iVBORw0KGgo="),
        ('<title type="xhtml"><div>The &lt;blink> tag</div></title>', "The <blink> tag", ""),
        ("<title>T</title><fullitem>&lt;p>One two&lt;/p></fullitem>", "T", "One two"),
        ("<title>T</title><media:group><media:description>One</media:description></media:group>", "T", "One"),
    ],
)
def test_what_an_entry_says_is_read_wherever_and_however_it_is_written(tmp_path: Path, entry: str, title: str, body: str) -> None:
    (briefing,) = read(tmp_path, f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>')
    assert (briefing.title, briefing.body.text) == (title, body)


def test_a_feed_without_entries_is_a_briefing(tmp_path: Path) -> None:
    (feed,) = read(tmp_path, re.sub(r"<item>.*</item>", "", RSS, flags=re.S))
    assert (feed.title, feed.body.text) == ("The Wire", "All the news")


def test_a_feed_that_declares_entities_is_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY x "&a;&a;">]>'
    external = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for declared in (bomb, external):
        (briefing,) = read(tmp_path, f"{declared}<rss><channel><item><title>&x;</title></item></channel></rss>")
        assert [problem.code for problem in briefing.problems if problem.severity == "error"] == ["reader-failed"]
        assert "root:" not in briefing.body.text


@pytest.mark.parametrize(
    "text", [RSS.replace("</item>", ""), RSS.replace("</channel></rss>", ""), RSS.replace("&amp;amp;", "& <b>"), "\n\n" + RSS]
)
def test_a_feed_that_is_not_well_formed_is_read(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[0].title.startswith("One")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "koi8_r", "utf-8-sig"])
def test_a_feed_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = RSS.replace("The Wire", "Штаб").replace('version="1.0"?', f'version="1.0" encoding="{encoding.removesuffix("-sig")}"?')
    assert read(tmp_path, text.encode(encoding))[0].series == "Штаб"


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>x</title></item>" * 2_050,
        "<item>" * 20_000,
        "<item><title><![CDATA[" * 5_000,
        "<item><category>x</category>" + "<category>y</category>" * 20_000,
    ],
    ids=["entries", "nested", "texts without end", "tags"],
)
def test_no_feed_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    monkeypatch.setattr(decoding, "MOST_PARTS", 2_000)
    held = read(tmp_path, f"<rss><channel><title>T</title>{inside}")
    assert held
    assert len(held) <= 2_001
    assert len(held) == 2_001 or inside.count("</item>") < 2_001, "what is left out is said once"


def test_public_feeds_keep_the_words_of_their_entries() -> None:
    feeds = [file for file in sorted((CORPORA / "feeds").rglob("*")) if file.suffix in (".xml", ".rss", ".atom", ".rdf")]
    if not feeds:
        pytest.skip("the public files are not here")
    lost = {}
    for file in feeds:
        try:
            root = tree_of(file.read_text("utf-8"), xml=True)
        except UnicodeDecodeError:
            continue
        if "<!ENTITY" in file.read_text("utf-8"):
            continue
        entries = [element for element in root.walk() if element.tag in ("item", "entry")]
        wanted = [
            one.text()
            for entry in entries
            for name in ("title", "description", "content")
            for one in entry.walk()
            if one.tag == name
        ]
        shown = [held.read() for held in held_by(file)]
        if not entries:
            continue
        share = kept(" ".join(tree_of(text).text() for text in wanted), shown[0] if len(shown) == 1 else _joined(shown))
        if share < 0.99:
            lost[file.name] = share
    assert lost == {}


def _joined(shown: list[Briefing]) -> Briefing:
    """One page with the words of all, so that they can be counted together."""
    text = "\n\n".join(
        f"{briefing.title}\n\n{briefing.body.text}\n\n{' '.join(other.text for other in briefing.other)}" for briefing in shown
    )
    return read_text(text, name="all.md", kind="md")


def test_entries_that_say_nothing_are_counted_and_no_briefings(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "<feed><title>F</title>" + "<entry>" * 3_000, "a.atom")
    assert only.title == "F"
    assert [(problem.code, problem.message) for problem in only.problems] == [
        ("empty-entries", "3,000 entries of this feed have neither a title nor any words, and are left out.")
    ]
    one, two = read(
        tmp_path, "<rss><channel><item/><item><title>One</title></item><item><guid/></item><item>Two</item></channel></rss>"
    )
    assert [problem.message for problem in one.problems if problem.code == "empty-entries"] == [
        "2 entries of this feed have neither a title nor any words, and are left out."
    ]
    assert (one.title, [problem.code for problem in two.problems]) == ("One", [])
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "title": "J",
        "items": [{}, {"id": 1, "url": "https://x.org/"}, {"tags": []}],
    }
    (one,) = read(tmp_path, json.dumps(feed), "f.json")
    assert (one.title, [problem.code for problem in one.problems]) == ("https://x.org/", ["empty-entries"])


def test_an_entry_that_is_not_ended_ends_where_the_next_begins(tmp_path: Path) -> None:
    held = read(
        tmp_path,
        "<rss><channel><item><title>One</title><description>First<item><title>Two</title><description>Second</channel></rss>",
    )
    assert [(briefing.title, briefing.body.text) for briefing in held] == [("One", "First"), ("Two", "Second")]
    enclosed = "<rss><channel><item><enclosure url='https://x.org/a.mp3'/></item></channel></rss>"
    assert [briefing.other[0].text for briefing in read(tmp_path, enclosed)] == ["https://x.org/a.mp3"]
