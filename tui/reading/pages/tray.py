"""The tray as a page: everything in it is read anew from its briefing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.journal.tray import TrayReference, new_id
from tui.model.briefing import ITEMS, Briefing, Item
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.selection import citation_of, pages_at, text_of

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block, DocumentSection
    from tui.document.document import Document
    from tui.reading.view import Spot

Digest = Callable[[str], str]
"""What stands for a text in a tray (`Tray.digest`)."""

SHOWN = 600
"""Characters of something in the tray that its page shows."""


class TrayThing(NamedTuple):
    """Something in the tray, and what stands there by now."""

    reference: TrayReference
    briefing: Briefing | None = None
    """None where it is not to be found, or where it may not be shown."""
    section: DocumentSection | None = None
    item: Item | None = None
    """The thing; None for a passage."""
    text: str = ""
    """What is read there; "" where that is gone."""
    marking: Marking = Marking()
    """The one that holds for it, the title of its briefing among it."""
    page: str = ""
    lead: str = ""
    """Of a thing its first line, of a passage all of it."""
    cited: tuple[str, ...] = ()
    """Ids of the sources that a passage cites."""

    @property
    def note(self) -> str:
        """One's own words on it."""
        return self.reference.note

    @property
    def citation(self) -> str:
        """Where it comes from, in one line."""
        return citation_of(self.briefing, self.section, self.page) if self.briefing is not None else ""

    @property
    def is_there(self) -> bool:
        """Whether what was put into the tray is where it was."""
        return bool(self.text) and self.briefing is not None


def references_to(document: Document, spots: Sequence[Spot], digest: Digest, now: float) -> list[TrayReference]:
    """What is to be kept of some blocks: the things that they show, else the passages, one for each section.

    Args:
        document: of a briefing.
        spots: in order.
        digest: as of the tray.
        now: seconds since 1970.
    """
    briefing = document.briefing
    found: dict[tuple[int, str], list[Spot]] = {}
    for spot in spots:
        block = document.parts[spot[0]].blocks[spot[1]]
        section = document.parts[spot[0]].section
        known = block.about if document.sections[section].id.startswith("~") and _thing(briefing, block.about) else ""
        found.setdefault((section, known), []).append(spot)
    made = []
    for (section, about), own in found.items():
        place = digest(document.sections[section].id)
        if about:
            made.append(TrayReference(new_id(), briefing.id, briefing.real_path, place, digest(about), at=now))
            continue
        ordinals = {spot: ordinal for ordinal, spot in enumerate(_spots_of(document, section))}
        blocks = tuple((ordinals[spot], digest(document.parts[spot[0]].blocks[spot[1]].text)) for spot in own)
        made.append(TrayReference(new_id(), briefing.id, briefing.real_path, place, blocks=blocks, at=now))
    return made


def reference_to(briefing_id: str, path: str, section: str, item: str, digest: Digest, now: float) -> TrayReference:
    """What is to be kept of a thing of a briefing that is not open."""
    return TrayReference(new_id(), briefing_id, path, digest(section), digest(item), at=now)


def with_what_is_below(document: Document, spot: Spot) -> list[Spot]:
    """The blocks that are meant by one: by a heading its section, with those that are nested in it; else it alone.

    A heading of the apparatus means the things that are listed below it, the title what stands above the first section.
    """
    part, block = spot
    first = document.sections[document.parts[part].section]
    if document.parts[part].blocks[block].kind not in ("heading", "title"):
        return [spot]
    within = {first.index}
    for section in document.sections[first.index + 1 :] if first.group != "front" else ():
        if section.parent in within:
            within.add(section.index)
    spots = [one for index in sorted(within) for one in _spots_of(document, index)]
    if not first.id.startswith("~"):
        return spots
    things = [(part, block) for part, block in spots if _thing(document.briefing, document.parts[part].blocks[block].about)]
    return things or spots


def _thing(briefing: Briefing, id: str) -> Item | None:
    if not id:
        return None
    groups = (getattr(briefing, name) for name in (*ITEMS, "relations"))
    return next((item for group in groups for item in group if item.id == id), None)


def _spots_of(document: Document, section: int) -> Iterator[Spot]:
    for number, part in enumerate(document.parts):
        if part.section == section:
            yield from ((number, block) for block in range(len(part.blocks)))


def found_again(reference: TrayReference, document: Document, digest: Digest) -> TrayThing:
    """What stands where something was that is in the tray."""
    briefing = document.briefing
    section = next((one for one in document.sections if digest(one.id) == reference.section), None)
    if section is None:
        return TrayThing(reference, briefing, marking=briefing.handling)
    spots = list(_spots_of(document, section.index))
    item = None
    if reference.item:
        groups = (getattr(briefing, name) for name in (*ITEMS, "relations"))
        item = next((one for group in groups for one in group if one.id and digest(one.id) == reference.item), None)
        own = [spot for spot in spots if item is not None and document.parts[spot[0]].blocks[spot[1]].about == item.id]
    else:
        own = _passage(document, spots, reference, digest)
    marking = strictest([briefing.handling, section.handling, *_markings(document, own)])
    if item is not None:
        marking = strictest([marking, item.handling])
    cited = _cited(document, own)
    text = text_of(document, own)
    # Which section it is stands below it: its heading would run into its first words.
    below = [spot for spot in own if document.parts[spot[0]].blocks[spot[1]].kind != "heading"]
    lead = text_of(document, own[:1] if item is not None else below or own)
    return TrayThing(reference, briefing, section, item, text, marking, pages_at(document, own), lead, cited)


def _passage(document: Document, spots: Sequence[Spot], reference: TrayReference, digest: Digest) -> list[Spot]:
    """The blocks of a passage where they are, or in their order somewhere else in the section; none where one has changed."""
    texts = [digest(document.parts[part].blocks[block].text) for part, block in spots]
    found: list[Spot] = []
    for ordinal, wanted in reference.blocks:
        if ordinal < len(texts) and texts[ordinal] == wanted:
            found.append(spots[ordinal])
        elif wanted in texts:
            found.append(spots[texts.index(wanted)])
        else:
            return []
    return found


def _markings(document: Document, spots: Iterable[Spot]) -> Iterator[Marking]:
    """Of what some blocks name."""
    named = {span.target for part, block in spots for span in document.parts[part].blocks[block].spans if span.target}
    named |= {document.parts[part].blocks[block].about for part, block in spots}
    for target in named:
        item = _thing(document.briefing, target.removeprefix("@"))
        if item is not None:
            yield item.handling


def _cited(document: Document, spots: Iterable[Spot]) -> tuple[str, ...]:
    targets = [span.target for part, block in spots for span in document.parts[part].blocks[block].spans]
    known = {source.id for source in document.briefing.sources}
    return tuple(dict.fromkeys(one[1:] for one in targets if one.startswith("@") and one[1:] in known))


# the page


def tray_page(things: Sequence[TrayThing]) -> Composition:
    """The tray, in its order."""
    entries = [_entry(number, one) for number, one in enumerate(things, 1)]
    return Composition(
        "~tray",
        "Tray",
        [PageSection("~in-tray", "For a briefing of your own", entries)] if entries else [],
        _summary,
        "The tray is empty.",
        "“Into the tray” on a passage, a judgment or an event puts it here; `briefing tray --to yaml` makes a briefing of it.",
    )


def _summary(shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    gone = sum(not entry.fields["there"] for entry in shown.entries)
    phrase = Phrase(f"{counted(shown.count, 'thing')}, read anew")
    return phrase.add(f"{gone:,} not to be found as they were" if gone else "", "problem", before=DOT)


def _entry(number: int, one: TrayThing) -> PageEntry:
    reference, section = one.reference, one.section.id if one.section is not None else ""
    item = one.item.id if one.item is not None else ""
    target = EntryTarget(reference.briefing, reference.path, section, item, one.text)
    kind = type(one.item).__name__.casefold() if one.item is not None else "passage"
    fields: dict[str, object] = {
        "number": number,
        "what": kind,
        "there": one.is_there,
        "title": one.briefing.title if one.briefing is not None else None,
        "note": reference.note or None,
    }
    return PageEntry(reference.id, partial(_blocks, one, kind), target, one.marking, fields, 200, 4)


def _blocks(one: TrayThing, kind: str, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    briefing = one.briefing
    if one.is_there:
        text = one.lead if len(one.lead) <= SHOWN else f"{one.lead[:SHOWN]}…"
        yield Phrase(" ".join(text.split())).block("row", context, space=1)
    else:
        why = "It is not in its briefing as it was" if briefing is not None else "Its briefing is not to be found here"
        yield Phrase(why, "problem").block("row", context, space=1)
    said = Phrase(kind, "muted")
    if briefing is not None:
        said.add(briefing.title or briefing.id or "Untitled", "link", before=DOT)
    said.add(one.section.title if one.section is not None else "", before=" › ").add(str(one.marking), "marking", before=DOT)
    yield said.block("detail", context, first="  ")
    if one.reference.note:
        yield Phrase("note", "muted").add(one.reference.note, before=": ").block("detail", context, first="  ")
