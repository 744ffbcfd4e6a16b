"""Word documents: their text as a page, and around it what belongs to it: headers, footers, notes, comments, properties.

It is read by our own code since what the libraries leave out, text boxes, comments, headers, footers, numbers of headings,
formulas and the strict kind, is more than what they would save; and so it needs nothing that is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in, labels_in_markdown, labels_on_edges, marking_said
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import block, knowing_blocks
from tui.store.formats.moments import edtf_of
from tui.store.formats.package import Package
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition
from tui.store.formats.word_text import WordText, plain_text_of

_LONGEST_TITLE = 300
_PAGE_NUMBER = re.compile(r"(?:page|seite|página|стр\.?)?\s*\d{0,5}\s*(?:(?:of|/|von|de|из)\s*\d{0,5})?", re.I)
_NO_TITLE = re.compile(r"(?:microsoft word\b.*|document\d*|untitled|title|\W*)", re.I)
_MARKED_BY = re.compile(r"tlp|classification|protective-?marking|handling|sensitivity|msip_label_.*_name$", re.I)
_OPEN_TO_ALL = ("", "general", "public", "normal", "none", "personal", "non-business")


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    package = Package(data, "a Word document")
    main = next((target for kind, target in package.relations_of("").values() if kind == "officeDocument"), "word/document.xml")
    root = package.xml(main)
    bodies = root.findall("body") if root is not None else []
    if not bodies:
        raise NotOfThisFormat
    made = Rendition(file)
    package.tell_macros(made)
    text = WordText(package, main, made.losses)
    page = block("div", *[one for body in bodies for one in text.blocks_of(body)])
    page.children += text.notes()
    comments = text.comments()
    if comments:
        page.children += [block("h1", "Comments in the file"), block("ul", *comments)]
    properties = _properties(package)
    written = markdown_of(knowing_blocks(page), made.losses)
    made.handling += labels_in_markdown(written)
    _edges(package, main, made)
    _labels(package, made)
    named = properties.get("title", "")
    title = text.title or ("" if _NO_TITLE.fullmatch(named) else named) or file.stem
    made.fields |= {
        "title": clipped(collapsed(title), _LONGEST_TITLE),
        "date": edtf_of(properties.get("created", "")) or edtf_of(properties.get("modified", "")),
        "authors": [name for name in re.split(r"\s*;\s*", properties.get("creator", "")) if name],
        "lang": properties.get("language", ""),
        "tags": [tag for tag in re.split(r"\s*[;,]\s*", properties.get("keywords", "")) if tag],
        "body": written,
    }
    changed = edtf_of(properties.get("modified", ""))
    if changed != made.fields["date"]:
        made.fields["updated"] = changed
    for name in ("subject", "description", "category", "contentStatus", "version"):
        made.keep(name, properties.get(name, ""))
    own_source(made, data, date=made.fields["date"], author=properties.get("creator", ""))
    return made


def _properties(package: Package) -> dict[str, str]:
    root = package.xml("docProps/core.xml")
    return {one.tag: collapsed(one.text or "") for one in root if one.text} if root is not None else {}


def _edges(package: Package, main: str, made: Rendition) -> None:
    """Headers and footers: labels in them hold for the document, and what else they say is kept."""
    kept: dict[str, list[str]] = {"header": [], "footer": []}
    for kind, target in package.relations_of(main).values():
        root = package.xml(target) if kind in kept else None
        if root is None:
            continue
        lines = [line for line in plain_text_of(root).split("\n") if line and not _PAGE_NUMBER.fullmatch(line)]
        made.handling += labels_on_edges(lines)
        others = [collapsed(line) for line in lines if not labels_in([line])]
        kept[kind] += [line for line in others if line not in kept[kind]]
    for kind, lines in kept.items():
        made.keep(kind, "\n".join(lines))


def _labels(package: Package, made: Rendition) -> None:
    """Labels among the properties that an organisation adds to its documents."""
    root = package.xml("docProps/custom.xml")
    for one in root if root is not None else ():
        name, value = one.get("name", ""), collapsed("".join(one.itertext()))[:200]
        if _MARKED_BY.search(name) and value.casefold() not in _OPEN_TO_ALL:
            made.handling.append(marking_said(value))
