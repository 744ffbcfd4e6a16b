"""Editions: what of a document is kept when somebody has read it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from tui.document.apparatus.entry import Context
from tui.document.apparatus.hierarchy import ordering
from tui.document.apparatus.history import newest_first
from tui.document.block import Block, DocumentSection
from tui.document.changes.links import authored, bounded, supplied, unbounded
from tui.document.changes.values import clipped, kept_item, one_line, shown
from tui.document.document import Document
from tui.document.names import Names
from tui.document.split import LONGEST
from tui.model.briefing import Briefing
from tui.model.digests import id_digest, text_digest
from tui.model.edition import COMPOSED, FRONT, VERSION, Edition, KeptBlock, KeptItem, KeptSection, SuppliedLink, edition_id
from tui.model.handling import Marking

PROBLEMS = "~problems"
"""What the program says of the file; it changes without the briefing, as when another one claims its id."""

_NO_PROSE = ("title", "meta", "banner")
_APPARATUS = (
    *("~actions", "~judgments", "~facts", "~actors", "~command", "~relations", "~agreements", "~timeline", "~terms"),
    *("~sources", "~questions", "~related", "~history", "~other"),
)
STRUCTURED = frozenset({"~top", FRONT, *_APPARATUS})
"""Sections that a document shows from structured things. Only `~sources` may have prose beside them, its summary."""


class Shown(NamedTuple):
    """A kept block and where it stands."""

    kept: KeptBlock
    part: int
    block: int


def edition_of(document: Document, read: Container[str] | None = None) -> Edition:
    """What a document shows, as far as wanted.

    Args:
        document: composed from a briefing.
        read: ids of the sections whose prose is wanted; of the others the outline is kept, and no part of them
            is made. All of them when None.
    """
    briefing = document.briefing
    front = Context(briefing, Names(briefing, None, document.sections), 0)
    sections = []
    for section in document.sections:
        if section.id == PROBLEMS:
            continue
        with_prose = read is None or section.id in read or edition_id(section.id) in read
        sections.append(_kept(document, section, front, with_prose=with_prose))
    return Edition(tuple(sections), one_line(briefing.title), briefing.number, briefing.digest)


def outline(document: Document) -> Edition:
    """A document before any of it was read: titles of its sections and all that is structured; no part of it is made."""
    return edition_of(document, ())


def edition_to_compare(document: Document, before: Edition) -> Edition:
    """As much of a document as a comparison with an earlier reading needs.

    Sections that were not read are not made; those that are new since are.
    """
    unread = {section.id for section in before.sections if section.blocks is None and not (section.digest and section.read_at)}
    wanted = {section.id for section in document.sections if section.id not in unread and unread.isdisjoint(section.formerly)}
    return edition_of(document, wanted)


def section_of(document: Document, index: int) -> KeptSection:
    """One section of a document, with its prose; only its own parts are made."""
    briefing = document.briefing
    context = Context(briefing, Names(briefing, None, document.sections), index)
    return _kept(document, document.sections[index], context, with_prose=True)


def _kept(document: Document, section: DocumentSection, context: Context, *, with_prose: bool) -> KeptSection:
    briefing = document.briefing
    items = tuple(_items(section.id, briefing, context))
    prose = with_prose and (section.id not in STRUCTURED or section.id == "~sources")
    blocks = tuple(found.kept for found in shown_blocks(document, section.index)) if prose else None
    title = "" if section.id == "~top" else section.title
    parent = document.sections[section.parent].id if section.parent >= 0 else ""
    kept = KeptSection(
        edition_id(section.id),
        title,
        parent,
        section.formerly,
        section.handling or briefing.handling,
        blocks,
        items,
        version=COMPOSED,
    )
    return replace(kept, digest=digest_of(kept)) if blocks is not None or section.id in STRUCTURED else kept


def shown_blocks(document: Document, index: int) -> Iterator[Shown]:
    """The blocks of prose of a section, as they are kept and where they stand.

    Titles, banners, details about the briefing, the section's own heading and entries of the apparatus are
    none. What was cut only because it is long is one block, at the place of its first piece.
    """
    section = document.sections[index]
    waiting: Shown | None = None
    joins = False
    for part in range(document.first_part(index), len(document.parts)):
        if document.parts[part].section != index:
            break
        for number, block in enumerate(document.parts[part].blocks):
            text, links = _block_text(block)
            if not text or block.kind in _NO_PROSE or (number == 0 and _is_heading(block, section)) or _is_entry(block, section):
                continue
            if waiting is not None and joins and number == 0 and block.kind == waiting.kept.kind:
                between = "\n" if block.kind in ("code", "table") else " "
                before = f"{waiting.kept.text}{between}"
                moved = ((start + len(before), end + len(before), target) for start, end, target in links)
                both = (*(waiting.kept.links or ()), *moved)
                waiting = waiting._replace(kept=KeptBlock(block.kind, f"{before}{text}", both))
            else:
                if waiting is not None:
                    yield waiting
                waiting = Shown(KeptBlock(block.kind, text, links), part, number)
            joins = len(text) > LONGEST // 3
    if waiting is not None:
        yield waiting


def _block_text(block: Block) -> tuple[str, tuple[SuppliedLink, ...]]:
    """The text of a block, its white space collapsed, and which of it the program supplied."""
    return unbounded(_collapsed(block, bounded(block.text, block.spans)), supplied(block.spans))


def _collapsed(block: Block, text: str) -> str:
    if block.kind == "code":
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    if block.kind == "table":
        return "\n".join("\t".join(one_line(cell) for cell in row.split("\t")) for row in text.split("\n"))
    return one_line(text)


def compared(block: KeptBlock) -> str:
    """What of a block tells whether it is as it was: its text with white space collapsed, though code is kept with its lines."""
    return one_line(block.text) if block.kind == "code" else block.text


def digested_text(block: KeptBlock) -> str:
    """What of a block its digest is made of: what is compared, its links as they were written."""
    return authored(block, block.text) if block.links else compared(block)


def _is_heading(block: Block, section: DocumentSection) -> bool:
    """Whether it is the heading that the composed document put over the section."""
    return block.kind == "heading" and not block.first and block.role == f"heading{min(section.level, 6)}"


def _is_entry(block: Block, section: DocumentSection) -> bool:
    about_source = bool(block.about) and not block.about.startswith("^")
    return section.id == "~sources" and (about_source or block.kind in ("row", "detail"))


def _items(section_id: str, briefing: Briefing, context: Context) -> Iterator[KeptItem]:
    """The structured things that a section of the document shows."""
    match section_id:
        case "~top":
            yield kept_item(briefing, context)
        case "~command" | "~relations":
            ordering_, others = ordering(briefing)
            wanted = {id(relation) for relation in (ordering_ if section_id == "~command" else others)}
            yield from (kept_item(relation, context) for relation in briefing.relations if id(relation) in wanted)
        case "~history":
            yield from (kept_item(entry, context) for entry in newest_first(briefing.history))
        case "~questions":
            for question in filter(None, map(one_line, briefing.questions)):
                yield KeptItem("question", "", clipped(question), {"text": question})
        case "~related":
            yield from (KeptItem("related", target, target, {"id": target}) for target in map(one_line, briefing.related))
        case "~other":
            for field in briefing.other:
                yield KeptItem("other", field.path, field.path, {"text": one_line(field.text)})
        case _ if section_id in _THINGS:
            for item in _THINGS[section_id](briefing):
                yield kept_item(item, context)


_THINGS: dict[str, Callable[[Briefing], tuple[object, ...]]] = {
    "~actions": lambda briefing: briefing.actions,
    "~judgments": lambda briefing: briefing.judgments,
    "~facts": lambda briefing: briefing.facts,
    "~actors": lambda briefing: briefing.actors,
    "~agreements": lambda briefing: briefing.agreements,
    "~timeline": lambda briefing: briefing.events,
    "~terms": lambda briefing: briefing.terms,
    "~sources": lambda briefing: briefing.sources,
}


def digest_of(section: KeptSection) -> bytes:
    """BLAKE2b, 16 bytes, of what is shown of a section: title, texts and values; not of kinds of blocks, nor of its place."""
    made = hashlib.blake2b(digest_size=16)
    texts = map(digested_text, section.blocks or ())
    values = (
        f"{item.kind}\x1f{item.id}\x1f{key}\x1f{shown(item.kind, key, value)}"
        for item in section.items
        for key, value in sorted(item.fields.items())
    )
    for text in chain((f"{VERSION}", section.title), texts, ("\x1d",), values):
        made.update(text.encode("utf-8", "surrogatepass"))
        made.update(b"\x1e")
    return made.digest()


def digested(section: KeptSection, secret: bytes) -> KeptSection:
    """A section with keyed digests instead of every text, value, name and id that an author gave.

    Ids that start with `~` and keys of fields stay: they are the format's.

    Args:
        section: as it was read; one that is digested already is returned as it is.
        secret: the journal's own, at most 64 bytes.
    """
    if section.digested:
        return section

    def hide(section_id: str) -> str:
        return id_digest(section_id, secret)

    blocks = section.blocks
    return replace(
        section,
        id=hide(section.id),
        title=section.title if section.id.startswith("~") else text_digest(section.title, secret),
        parent=hide(section.parent),
        formerly=tuple(map(hide, section.formerly)),
        marking=Marking(section.marking.tlp, text_digest(section.marking.text, secret)),
        blocks=None
        if blocks is None
        else tuple(KeptBlock(block.kind, text_digest(digested_text(block), secret)) for block in blocks),
        items=tuple(digested_item(item, secret) for item in section.items),
        digest=hashlib.blake2b(section.digest, digest_size=16, key=secret).digest() if section.digest else b"",
        digested=True,
    )


def digested_item(item: KeptItem, secret: bytes) -> KeptItem:
    """An item with keyed digests instead of its id, name and values."""
    return KeptItem(
        item.kind,
        text_digest(item.id, secret),
        text_digest(item.name, secret),
        {key: text_digest(shown(item.kind, key, value), secret) for key, value in item.fields.items()},
    )
