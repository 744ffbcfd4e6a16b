"""A briefing as a web page: whole, valid, closed to the network, and readable by ear."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.export.printouts import SAMPLES, Page, printed, printout_of, words_of, words_shown
from tui.document.compose import compose
from tui.export import html
from tui.export.printout import Printout
from tui.model.briefing import Briefing, Prose, Section
from tui.model.handling import TLP_LABELS
from tui.store.read import read_text

MARKDOWN = """# First

- one
  more

  second

      code in it
- two
  1. in
  2. er

> quoted *words*
>
> - listed

| a | b |
|---|--:|
| 1 | 2\\|3 |

Foot[^1] and ![picture](http://example.org/x.png), [out](https://example.org/?a=1&b="2") and [[#second]] and <b>bold</b>.

[^1]: The note.

    Goes on.

### Third level after the first

---

## Second
"""


def page_of(printout: Printout) -> Page:
    return Page(html.as_printed(printout).data.decode())


def briefing_of(text: str, **fields: object) -> Briefing:
    return Briefing(title="Odd <script>alert(1)</script>", body=Prose(text), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_word_of_a_page_is_lost_and_none_is_added(path: Path) -> None:
    printout = printout_of(path)
    page = page_of(printout)
    shown, found = words_shown(printout.documents[0]), words_of(" ".join(page.text))
    assert shown - found == {}
    # Beside the marking and the contents.
    contents = words_of(" ".join(f"{section.number} {section.title}" for section in printout.documents[0].sections))
    signs = words_of(" ".join(block.first for part in printout.documents[0].parts for block in part.blocks))
    marks = set(words_of(f"Skip to the text End of {' '.join(f'TLP {label}' for label in TLP_LABELS)}"))
    assert set(found - shown - contents - signs) <= marks


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_page_can_be_read_by_ear(path: Path) -> None:
    page = page_of(printout_of(path))
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.tags["main"] == page.tags["header"] == page.tags["footer"] == page.tags["nav"] == 1
    assert ("html", "lang", "en") in page.attributes


def test_what_markdown_nests_is_nested() -> None:
    page = page_of(printed(compose(briefing_of(MARKDOWN))))
    text = html.as_printed(printed(compose(briefing_of(MARKDOWN)))).data.decode()
    assert "<ul>\n<li>one more\n<p>second</p>\n<pre><code>code in it</code></pre>\n</li>\n<li>two\n<ol>\n<li>in\n</li>" in text
    assert "<blockquote>\n<p>quoted <em>words</em></p>\n<ul>\n<li>listed\n</li>\n</ul>\n</blockquote>" in text
    assert '<tr><th scope="col">a</th><th scope="col" class="right">b</th></tr>' in text
    assert '<tr><td>1</td><td class="right">2|3</td></tr>' in text
    note = next(id for id in page.ids if "note" in id)
    assert f'<a href="#{note}"><cite>[1]</cite></a>' in text
    assert page.headings == [1, 2, 3, 3]


def test_nothing_is_fetched_and_nothing_is_run() -> None:
    printout = printed(compose(briefing_of(MARKDOWN + "\n[x](javascript:alert(1)) [y](data:text/html,z) <javascript:a>\n")))
    page = page_of(printout)
    assert not {"script", "img", "iframe", "link", "object", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "src"]
    assert all(link.startswith(("#", "https://")) for link in page.links)
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert 'href="https://example.org/?a=1&amp;b=%222%22"' in html.as_printed(printout).data.decode()


def test_the_marking_stands_first_and_last_and_around_what_is_marked_otherwise() -> None:
    sections = (Section(id="a", title="A", tlp="AMBER", body=Prose("Inside.")), Section(id="b", title="B", body=Prose("After.")))
    text = " ".join(page_of(printed(compose(Briefing(title="T", tlp="GREEN", sections=sections)))).text)
    words = " ".join(text.split())
    assert words.index("TLP:AMBER") < words.index("[TLP:AMBER]") < words.index("Inside.") < words.index("[End of TLP:AMBER]")
    assert words.endswith("After. TLP:AMBER")


def test_a_book_has_contents_and_each_briefing_its_own_marking() -> None:
    documents = [compose(Briefing(title="T1", id="t1", tlp="GREEN")), compose(Briefing(title="T2", id="t2", tlp="RED"))]
    page = page_of(printed(*documents, as_of="4 May 2026", title="Book"))
    words = " ".join(" ".join(page.text).split())
    assert words.startswith("Skip to the text TLP:RED Book As of 4 May 2026 T1 (TLP:GREEN) T2 (TLP:RED) [TLP:GREEN] T1")
    assert page.headings == [1, 2, 2]
    assert len([link for link in page.links if link.startswith("#b")]) == 2


def test_a_link_between_the_briefings_of_a_book_leads_there() -> None:
    one = compose(read_text("title: One\nid: one\nbody: See [[two]].\n", name="a", kind="yaml"))
    two = compose(read_text("title: Two\nid: two\nbody: x\n", name="b", kind="yaml"))
    page = page_of(printed(one, two, as_of="today"))
    assert page.links[-1] in {f"#{id}" for id in page.ids if id.startswith("b2-")}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_letters_can_be_told_from_its_ground() -> None:
    looks = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", part)) for part in html.STYLE.split("@media (prefers-color-scheme: dark)")]
    assert len(looks) == 2
    for look in looks:
        for ink in ("ink", "quiet", "link", "head"):
            for ground in ("paper", "lift"):
                dark, light = sorted((luminance(look[ink]), luminance(look[ground])))
                assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"


def test_a_message_looks_the_same_where_a_mail_program_drops_its_style_sheet() -> None:
    printout = printed(compose(briefing_of(MARKDOWN, tlp="AMBER", marking='"Ours" alone')))
    source = html.as_message(printout)
    page, whole = Page(source), page_of(printout)
    assert "".join(page.text).split() == "".join(whole.text).replace("Skip to the text", "").split()
    styles = [(tag, dict(one.split(":", 1) for one in value.split(";"))) for tag, name, value in page.attributes if name == "style"]
    told = dict(reversed(styles))
    assert told["body"]["background"] == "#fdfdfb"
    # The banner with the marking, above and below.
    assert told["header"]["border-top"] == told["footer"]["border-bottom"] == "1px solid #c9ccd1"
    assert told["header"]["background"] == "#f0f0ec"
    assert (told["th"]["border"], told["td"]["border"]) == ("1px solid #c9ccd1",) * 2
    # A class says more than a name, and what it is in counts.
    assert "right" in [style.get("text-align") for tag, style in styles if tag == "td"]
    assert told["h1"]["color"] == "#1b1d22"
    assert told["h2"]["color"] == "#6b4a00"
    # Nothing that few mail programs know, and one look, since colours in elements are those of a light one.
    said = " ".join(value for _, style in styles for value in style.values())
    assert not re.search(r"var\(|\drem|\{", said)
    assert "prefers-color-scheme" not in source
    assert "@media print" in source


@pytest.mark.parametrize(("language", "begins"), [("ur-PK", '<html lang="ur-PK" dir="rtl">'), ("", '<html lang="en">')])
def test_a_page_is_read_from_where_its_language_is(language: str, begins: str) -> None:
    source = html.as_printed(printed(compose(briefing_of("Text.\n\n| a |\n| - |\n| b |\n", lang=language)))).data.decode()
    assert begins in source
    # What may be wider than a phone is scrolled by keys too.
    assert '<div class="wide" role="group" aria-label="Table" tabindex="0">\n<table>' in source
