"""EPUB books: an archive of web pages, in the order of its spine, and what the book says of itself."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from tui.model.text import clipped, collapsed, fenced
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in_markdown
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.moments import edtf_of
from tui.store.formats.package import Package
from tui.store.formats.rendition import FilePart, ForeignFile, Rendition, Unread
from tui.store.formats.web_page import page_text

_LONGEST_TITLE = 300
_NOTE = re.compile(r"\[\^(\w{1,20})\]")
_OF_PAGES = ("application/xhtml+xml", "text/html")


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one book of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    package = Package(data, "an EPUB book")
    if b".xhtml" in (locked := package.read("META-INF/encryption.xml")) or b".html" in locked:
        raise Unread("This file is an EPUB book, and it is encrypted.", "encrypted", "it opens only where it was bought for")
    container = package.xml("META-INF/container.xml")
    rootfile = next(container.iter("rootfile"), None) if container is not None else None
    name = rootfile.get("full-path", "") if rootfile is not None else ""
    book = package.xml(name)
    if book is None:
        raise Unread("This file is an EPUB book, and it is damaged: nothing tells what its pages are.")
    made = Rendition(file)
    pages = {one.get("id", ""): one for one in book.iter("item") if one.get("media-type") in _OF_PAGES}
    folder = name.rpartition("/")[0]
    texts: list[str] = []
    for number, entry in enumerate(book.iter("itemref"), 1):
        page = pages.get(entry.get("idref", ""))
        if page is None or "nav" in page.get("properties", "").split():
            continue
        target = posixpath.normpath(posixpath.join(folder, unquote(page.get("href", "").partition("#")[0])))
        text = page_text(package.read(target), made)
        try:
            written = markdown_of(tree_of(text, xml=True), made.losses)
        except TooManyNodes:
            written = fenced(text)
        # Each page counts its notes anew.
        texts.append(_NOTE.sub(rf"[^{number}-\1]", written))
    body = "\n\n".join(filter(None, texts))
    said = _said(book)
    made.handling += labels_in_markdown(body)
    made.fields |= {
        "title": clipped((said.get("title") or [file.stem])[0], _LONGEST_TITLE),
        "date": edtf_of((said.get("date") or [""])[0]),
        "authors": said.get("creator", []),
        "producer": (said.get("publisher") or [""])[0],
        "lang": (said.get("language") or [""])[0],
        "tags": said.get("subject", []),
        "body": body,
    }
    for key in ("identifier", "rights", "description", "contributor"):
        made.keep(key, "\n".join(said.get(key, [])))
    own_source(made, data, date=made.fields["date"], publisher=made.fields["producer"], type="book")
    return made


def _said(book: Element) -> dict[str, list[str]]:
    """What a book says of itself, by the names of Dublin Core."""
    found: dict[str, list[str]] = {}
    metadata = book.find("metadata")
    for one in metadata if metadata is not None else ():
        text = collapsed("".join(one.itertext()))
        if text and one.tag != "meta":
            found.setdefault(one.tag, []).append(text)
    return found
