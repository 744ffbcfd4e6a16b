"""Outlines (OPML), as readers of feeds and outliners export them: a list of what stands in one, with its links."""

from __future__ import annotations

from collections.abc import Iterator

from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in_markdown
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import Element, TooManyNodes, block, knowing_blocks, tree_of
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition
from tui.store.source_text import source_text

_LONGEST_TITLE = 300


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one outline of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file)
    try:
        elements = tree_of(source_text(data, made.problems), xml=True).walk()
    except TooManyNodes:
        raise NotOfThisFormat("This outline holds more than is read; it is shown as it stands.") from None
    said = {one.tag: collapsed(one.text()) for one in elements if one.tag in ("title", "datecreated", "datemodified", "ownername")}
    body = next((one for one in elements if one.tag == "body"), None)
    if body is None:
        raise NotOfThisFormat
    written = markdown_of(knowing_blocks(block("div", _list(body))), made.losses)
    made.handling += labels_in_markdown(written)
    made.fields |= {
        "title": clipped(said.get("title", "") or file.stem, _LONGEST_TITLE),
        "date": edtf_of(said.get("datecreated", "")),
        "updated": edtf_of(said.get("datemodified", "")),
        "producer": said.get("ownername", ""),
        "body": written,
    }
    own_source(made, data, date=made.fields["date"])
    return made


def _list(outline: Element) -> Element:
    """The entries within one, as a list; a tree is no deeper than `html_tree.DEEPEST`."""
    made = block("ul")
    for one in outline.children:
        if isinstance(one, Element) and one.tag == "outline":
            words = one.get("text") or one.get("title")
            address = one.get("htmlurl") or one.get("url") or one.get("xmlurl")
            item = block("li", block("p", block("a", words or address, href=address) if address else words))
            if note := one.get("_note"):
                item.children.append(block("p", note))
            within = _list(one)
            made.children.append(item)
            if within.children:
                item.children.append(within)
    return made
