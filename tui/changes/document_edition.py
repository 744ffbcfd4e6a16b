"""Editions made of documents: what is kept of one when somebody has read it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from tui.changes.edition import COMPOSED, Edition, KeptBlock, KeptItem, KeptSection, SuppliedLink, edition_id, section_digest
from tui.changes.item_fields import JOINED, KINDS, kept_fields
from tui.document.apparatus.entry import Context, prose_blocks
from tui.document.apparatus.hierarchy import ordering
from tui.document.apparatus.history import newest_first
from tui.document.block import SUPPLIED, Block, DocumentSection, Span
from tui.document.document import Document
from tui.document.names import Names
from tui.document.split import LONGEST
from tui.model import apparatus
from tui.model.apparatus import FRONT, NOT_KEPT, PIECE_OF, TOP
from tui.model.briefing import Briefing, Prose
from tui.model.dates import Date
from tui.model.fields import FIELDS, Shape
from tui.model.text import clipped, collapsed

_NO_PROSE = ("title", "meta", "banner")
STRUCTURED = frozenset({TOP, FRONT, *PIECE_OF} - NOT_KEPT)
"""Sections that a document shows from structured things. Only `~sources` may have prose beside them, its summary."""


NAME_LENGTH = 80
"""Characters of a text that stands for a name."""


class ShownBlock(NamedTuple):
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
        if section.id in NOT_KEPT:
            continue
        with_prose = read is None or section.id in read or edition_id(section.id) in read
        sections.append(_kept(document, section, front, with_prose=with_prose))
    return Edition(tuple(sections), collapsed(briefing.title), briefing.number, briefing.digest)


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
    title = "" if section.id == TOP else section.title
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
    return replace(kept, digest=section_digest(kept)) if blocks is not None or section.id in STRUCTURED else kept


def shown_blocks(document: Document, index: int) -> Iterator[ShownBlock]:
    """The blocks of prose of a section, as they are kept and where they stand.

    Titles, banners, details about the briefing, the section's own heading and entries of the apparatus are
    none. What was cut only because it is long is one block, at the place of its first piece.
    """
    section = document.sections[index]
    waiting: ShownBlock | None = None
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
                waiting = ShownBlock(KeptBlock(block.kind, text, links), part, number)
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
        return "\n".join("\t".join(collapsed(cell) for cell in row.split("\t")) for row in text.split("\n"))
    return collapsed(text)


def _is_heading(block: Block, section: DocumentSection) -> bool:
    """Whether it is the heading that the composed document put over the section."""
    return block.kind == "heading" and not block.first and block.role == f"heading{min(section.level, 6)}"


def _is_entry(block: Block, section: DocumentSection) -> bool:
    about_source = bool(block.about) and not block.about.startswith("^")
    return section.id == "~sources" and (about_source or block.kind in ("row", "detail"))


def _items(section_id: str, briefing: Briefing, context: Context) -> Iterator[KeptItem]:
    """The structured things that a section of the document shows."""
    match section_id:
        case apparatus.TOP:
            yield kept_item(briefing, context)
        case "~command" | "~relations":
            ordering_, others = ordering(briefing)
            wanted = {id(relation) for relation in (ordering_ if section_id == "~command" else others)}
            yield from (kept_item(relation, context) for relation in briefing.relations if id(relation) in wanted)
        case "~history":
            yield from (kept_item(entry, context) for entry in newest_first(briefing.history))
        case "~questions":
            for question in filter(None, map(collapsed, briefing.questions)):
                yield KeptItem("question", "", clipped(question, NAME_LENGTH), {"text": question})
        case "~related":
            yield from (KeptItem("related", target, target, {"id": target}) for target in map(collapsed, briefing.related))
        case "~other":
            for field in briefing.other:
                yield KeptItem("other", field.path, field.path, {"text": collapsed(field.text)})
        case _ if section_id in PIECE_OF:
            holds = PIECE_OF[section_id].holds
            yield from (kept_item(item, context) for item in briefing.items() if type(item) is holds)


def kept_item(thing: Any, context: Context) -> KeptItem:
    """A struct of the format as an edition keeps it.

    Args:
        thing: an item of the briefing, or the briefing itself.
        context: for the words of links in its prose.
    """
    struct = type(thing)
    values = {}
    for field in kept_fields(struct):
        value = _words(getattr(thing, field.attribute), context)
        if value:
            values[field.key] = value
    kind = KINDS[struct]
    return KeptItem(kind, getattr(thing, "id", "") if kind != "briefing" else "", _name(thing, values, context), values)


def plain_prose(prose: Prose, context: Context) -> str:
    """Markdown as plain text, its blocks on lines of their own."""
    return "\n".join(collapsed(block.text) for block in prose_blocks(prose, context) if block.text.strip())


def _words(value: Any, context: Context) -> str:
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, str):
        return collapsed(value)
    if isinstance(value, Prose):
        return plain_prose(value, context)
    if isinstance(value, Date):
        return collapsed(value.text)
    if isinstance(value, tuple):
        return JOINED.join(words for one in value if (words := _words(one, context)))
    if type(value) in FIELDS:
        return ", ".join(_of_thing(value, context))
    return collapsed(str(getattr(value, "word", value)))


def _of_thing(thing: Any, context: Context) -> Iterator[str]:
    for field in FIELDS[type(thing)]:
        value = getattr(thing, field.attribute)
        words = value.display if isinstance(value, Date) else _words(value, context)
        if words:
            yield f"{words} confidence" if field.shape is Shape.CONFIDENCE else words


def _text(values: dict[str, str]) -> str:
    return values.get("text", "")


_NAMES: dict[str, Callable[[dict[str, str]], str]] = {
    "briefing": lambda values: values.get("title", ""),
    "actor": lambda values: values.get("short") or values.get("name", ""),
    "agreement": lambda values: values.get("short") or values.get("name", ""),
    "event": lambda values: values.get("title", ""),
    "source": lambda values: values.get("title", ""),
    "term": lambda values: values.get("term") or values.get("short", ""),
    "history": lambda values: values.get("summary", ""),
}


def _name(thing: Any, values: dict[str, str], context: Context) -> str:
    kind = KINDS[type(thing)]
    if kind == "relation":
        ends = (context.names.label(end) or collapsed(end) or "?" for end in (thing.from_, thing.to))
        return " → ".join(ends)
    name = _NAMES.get(kind, _text)(values)
    return clipped(name, NAME_LENGTH) or getattr(thing, "id", "")


_BOUND = "\x00"
"""Stands around such words while white space is collapsed; no document holds it."""


def bounded(text: str, spans: Sequence[Span]) -> str:
    """A text with a sign around all words that the program supplied; itself where there are none."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        if SUPPLIED in span.role.split():
            pieces += (text[at : span.start], _BOUND, text[span.start : span.end], _BOUND)
            at = span.end
    return "".join([*pieces, text[at:]]) if pieces else text


def unbounded(text: str, targets: Sequence[str]) -> tuple[str, tuple[SuppliedLink, ...]]:
    """A text without those signs, and where they stood."""
    pieces = text.split(_BOUND)
    if len(pieces) == 1:
        return text, ()
    links: list[SuppliedLink] = []
    length = 0
    for number, piece in enumerate(pieces):
        if number % 2 and number // 2 < len(targets):
            links.append((length, length + len(piece), targets[number // 2]))
        length += len(piece)
    return "".join(pieces), tuple(links)


def supplied(spans: Sequence[Span]) -> list[str]:
    """Where the links lead whose words the program supplied."""
    return [span.target for span in spans if SUPPLIED in span.role.split()]
