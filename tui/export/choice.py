"""Documents with some of their sections or blocks alone, as they are handed out where somebody wants no more of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from functools import partial

from msgspec.structs import replace

from tui.document.block import Block, DocumentSection, Span
from tui.document.compose import ids_of_sections
from tui.document.document import Document, Part
from tui.model.apparatus import APPARATUS, BOTTOM_LINE, PIECE_OF, TOP
from tui.model.briefing import ITEMS, NO_PROSE, Briefing, Item, Section
from tui.model.handling import NO_CEILING, Ceiling, Marking, strictest
from tui.model.problem import LEFT_OUT
from tui.store.outer_references import among
from tui.store.withholding import said_left_out, within

SOURCES, TERMS = "~sources", "~terms"
AUTHORS = "text"
"""What all sections of the author are called together, where sections are named."""

Change = Callable[[Sequence[Block]], Iterable[Block]]


class NothingMayGo(OSError):
    """A briefing is above a ceiling whole."""


def left_out_whole(count: int, ceiling: Ceiling) -> str:
    """A sentence that counts the briefings of which nothing may go out; "" for none."""
    return said_left_out(count, ceiling)


def said_parts_left_out(count: int, of: str, ceiling: Ceiling) -> tuple[str, ...]:
    """A sentence that counts the parts of something which a ceiling leaves out; none for none."""
    what = f"1 part {of} is" if count == 1 else f"{count:,} parts {of} are"
    return (f"{what} {ceiling.excess}, and left out here.",) if count else ()


def for_others(
    briefing: Briefing,
    composed: Callable[[Briefing], Document],
    ceiling: Ceiling = NO_CEILING,
    known: Container[str] = (),
) -> tuple[Document, tuple[str, ...]]:
    """A briefing without what the program says of its file, which is for its author, and without what may not go out.

    Args:
        briefing: as it was read, or as a ceiling has left it.
        composed: makes a document of a briefing.
        ceiling: what may go out.
        known: under a ceiling the ids of the briefings that may be shown, to which it may refer.

    Returns:
        Its document, and sentences that count what was left out.

    Raises:
        NothingMayGo: none of it may go out; the message is a sentence that does not name it.
    """
    kept = within(briefing, ceiling)
    if kept is None:
        raise NothingMayGo(left_out_whole(1, ceiling))
    if not ceiling.allows_everything:
        kept = among(kept, known)
    left_out = tuple([problem.message for problem in kept.problems if problem.code == LEFT_OUT])
    return composed(replace(kept, problems=())), left_out


def sections_named(document: Document, name: str) -> list[str]:
    """The ids of the sections that somebody means: by id, former id, a piece of the apparatus without `~`, or `text`."""
    found = document.section_of(name)
    if found is None:
        found = document.section_of(f"~{name}")
    if name == AUTHORS and found is None:
        return [section.id for section in document.sections if section.group == "text"]
    return [document.sections[found].id] if found is not None else []


def with_sections(document: Document, wanted: Collection[str]) -> Document:
    """A document with its title, some sections with what is nested in them, and of its sources those that are cited there.

    Args:
        document: its parts are made as they are reached.
        wanted: ids of sections.
    """
    chosen = set(wanted)
    for section in document.sections:
        if section.parent >= 0 and document.sections[section.parent].id in chosen:
            chosen.add(section.id)
    kept = [index for index, part in enumerate(document.parts) if document.sections[part.section].id in chosen - {TOP}]
    cited = _cited([block for index in kept for block in document.parts[index].blocks])
    changes: dict[int, Change] = dict.fromkeys(_parts_of(document, TOP), _unchanged) if TOP in chosen else _title_alone(document)
    changes |= dict.fromkeys(kept, _unchanged)
    if SOURCES not in chosen and cited:
        changes |= dict.fromkeys(_parts_of(document, SOURCES), partial(_about, cited))
    briefing = _with_sections(document, chosen)
    if SOURCES not in chosen:
        briefing = replace(briefing, sources=tuple([one for one in document.briefing.sources if one.id in cited]))
    return changed(document, briefing, changes)


def with_blocks(document: Document, spots: Sequence[tuple[int, int]]) -> Document:
    """A document with its title, some blocks, and of its sources those that are cited in them.

    Args:
        document: a whole one.
        spots: part and block, in order.
    """
    wanted: dict[int, set[int]] = {}
    for part, block in spots:
        wanted.setdefault(part, set()).add(block)
    cited = _cited([document.parts[part].blocks[block] for part, block in spots])
    sections = {document.sections[document.parts[part].section].id for part in wanted}
    changes = _title_alone(document)
    if SOURCES not in sections and cited:
        changes |= dict.fromkeys(_parts_of(document, SOURCES), partial(_about, cited))
    abouts = {document.parts[part].blocks[block].about for part, block in spots} | cited
    top = set(_parts_of(document, TOP))
    changes |= {part: partial(_numbered, numbers | ({0} if part in top else set())) for part, numbers in wanted.items()}
    briefing = _with_sections(document, sections | {SOURCES})
    items = {name: tuple([one for one in getattr(briefing, name) if one.id in abouts]) for name in ITEMS}
    return changed(document, replace(briefing, **items), changes)


def changed(document: Document, briefing: Briefing, changes: dict[int, Change]) -> Document:
    """A document with some of its parts alone, each with other blocks.

    Args:
        document: its parts are made as they are reached.
        briefing: what it is a document of.
        changes: for each part that is kept, by its index, what makes its blocks of those that it has.
    """
    kept = sorted({document.parts[index].section for index in changes})
    new = {old: number for number, old in enumerate(kept)}
    sections = [_moved(document.sections[old], number, new, briefing) for old, number in new.items()]
    parts = [
        Part(new[part.section], partial(_made, part, sections[new[part.section]], changes[index]), part.size, part.lines)
        for index, part in enumerate(document.parts)
        if index in changes
    ]
    return Document(briefing, sections, parts)


def _moved(section: DocumentSection, index: int, new: dict[int, int], briefing: Briefing) -> DocumentSection:
    parent = new.get(section.parent, -1)
    level = section.level if parent >= 0 or section.parent < 0 else 1
    return replace(section, index=index, parent=parent, level=level, handling=_handling(section, briefing))


def _handling(section: DocumentSection, briefing: Briefing) -> Marking:
    """The marking of a section, of a piece of the apparatus that of what is left of it."""
    piece = PIECE_OF.get(section.id)
    if piece is None or piece.holds is None or not section.handling:
        return section.handling
    own = briefing.handling
    items: Sequence[Item] = getattr(briefing, piece.field)
    if not items:
        return section.handling
    whole = strictest([Marking(item.tlp or own.tlp, item.marking or own.text) for item in items])
    return whole if whole != own else Marking()


def _made(part: Part, section: DocumentSection, change: Change) -> Sequence[Block]:
    blocks = [block if block.section == section.index else replace(block, section=section.index) for block in change(part.blocks)]
    if section.id in PIECE_OF and blocks and blocks[0].kind == "heading":
        blocks[0] = _headed(blocks[0], str(section.handling))
    return blocks


def _headed(block: Block, marking: str) -> Block:
    """A heading with another marking beside its title, or none."""
    beside = next((span for span in block.spans if span.role.endswith("marking")), None)
    if beside is None or block.text[beside.start : beside.end] == marking:
        return block
    text = block.text[: beside.start] + marking
    spans = tuple(span for span in block.spans if span is not beside)
    return replace(block, text=text.rstrip(), spans=(*spans, Span(beside.start, len(text), beside.role)) if marking else spans)


def _parts_of(document: Document, section: str) -> list[int]:
    return [index for index, part in enumerate(document.parts) if document.sections[part.section].id == section]


def _title_alone(document: Document) -> dict[int, Change]:
    """What stands below the title is of the whole briefing."""
    return dict.fromkeys(_parts_of(document, TOP), lambda blocks: [block for block in blocks if block.kind == "title"])


def _unchanged(blocks: Sequence[Block]) -> Sequence[Block]:
    return blocks


def _about(wanted: Collection[str], blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind == "heading" or block.about in wanted]


def _numbered(wanted: Collection[int], blocks: Sequence[Block]) -> list[Block]:
    return [block for number, block in enumerate(blocks) if number in wanted]


def _cited(blocks: Iterable[Block]) -> set[str]:
    return {span.target[1:] for block in blocks for span in block.spans if span.target.startswith("@")}


def _with_sections(document: Document, wanted: Collection[str]) -> Briefing:
    """A briefing without the fields of which nothing is shown; of a text that is wanted in part, all of it."""
    briefing = document.briefing
    ids = ids_of_sections(briefing.sections, {})
    own = set(ids.values())
    holding: set[str] = set()
    for section in document.sections:
        if section.id in wanted and section.group == "text":
            above: DocumentSection | None = section
            while above is not None and above.id not in own:
                above = document.sections[above.parent] if above.parent >= 0 else None
            holding.add(above.id if above is not None else "")
    kept = {piece.field for piece in APPARATUS if piece.id in wanted}
    fields: dict[str, object] = {piece.field: () for piece in APPARATUS if piece.field and piece.field not in kept}
    if BOTTOM_LINE not in wanted:
        fields |= {"bluf": NO_PROSE, "why_it_matters": NO_PROSE}
    if SOURCES not in wanted:
        fields["source_summary"] = NO_PROSE
    if "" not in holding:
        fields["body"] = NO_PROSE
    if "~other" not in wanted:
        fields["other"] = ()
    return replace(briefing, **fields, sections=tuple(_holding(briefing.sections, ids, holding, Marking())))


def _holding(sections: Sequence[Section], ids: dict[int, str], wanted: Collection[str], around: Marking) -> list[Section]:
    """The sections that are wanted, each without those in it that are not, and those in others that are not by themselves.

    What stood in a section that is not there is marked as that was.
    """
    found: list[Section] = []
    for section in sections:
        own = Marking(section.tlp or around.tlp, section.marking or around.text)
        if ids[id(section)] in wanted:
            inner = _holding(section.sections, ids, wanted, Marking()) if section.sections else ()
            found.append(replace(section, tlp=own.tlp, marking=own.text, sections=tuple(inner)))
        else:
            found += _holding(section.sections, ids, wanted, own)
    return found
