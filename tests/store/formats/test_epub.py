"""EPUB books: pages in the order of the spine, their notes apart, what the book says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.formats.packed import packed, written
from tui.store.read import read_file

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
BOOK = """<package xmlns:dc="urn:dc"><metadata><dc:title>Two Ports</dc:title><dc:creator>Ann Lee</dc:creator>
<dc:date>2024-05-01</dc:date>
<dc:language>en</dc:language></metadata><manifest><item id="b" href="b%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="p" href="p.png" media-type="image/png"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>"""


def page(title: str) -> str:
    """A page with a note."""
    note = f'<p>Text<sup><a href="#n">1</a></sup></p><div id="n"><p>Note of {title}</p></div>'
    return f"<html><body><h1>{title}</h1>{note}</body></html>"


def book(**others: str) -> bytes:
    """A book of two pages."""
    pages = {"OPS/a.xhtml": page("First"), "OPS/b two.xhtml": page("Second")}
    start = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": BOOK}
    return packed({**start, **pages, **others})


def test_pages_come_in_order_and_each_has_its_own_notes(tmp_path: Path) -> None:
    briefing = read_file(written(tmp_path, book(), "a.epub"))
    assert (briefing.title, briefing.authors, briefing.date and briefing.date.text, briefing.lang) == (
        "Two Ports",
        ("Ann Lee",),
        "2024-05-01",
        "en",
    )
    assert briefing.body.text == (
        "# First\n\nText[^1-1]\n\n[^1-1]: Note of First\n\n# Second\n\nText[^2-1]\n\n[^2-1]: Note of Second"
    )
    assert not briefing.problems


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("META-INF/encryption.xml", '<a URI="OPS/a.xhtml"/>', "encrypted"),
        ("META-INF/container.xml", "<container/>", "reader-failed"),
        ("OPS/book.opf", "<package", "reader-failed"),
    ],
)
def test_a_book_that_cannot_be_read_is_a_sentence(tmp_path: Path, name: str, content: str, code: str) -> None:
    briefing = read_file(written(tmp_path, book(**{name: content}), "a.epub"))
    assert [problem.code for problem in briefing.problems] == [code]
    assert not briefing.body.text
