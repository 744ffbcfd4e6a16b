"""The notes of one briefing and of a whole library: where they stand now, found by words and tags, and as a page to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import msgspec

from tui.journal.records import Note
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.moments import day

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.document.document import Document
    from tui.model.briefing import Item
    from tui.search.query import Query
    from tui.search.record import Record

State = Literal["in place", "moved", "orphan", ""]
"""What became of a note's passage; "" where nobody has looked since the program started."""

NO_QUOTE = "(the text is marked too strictly to be kept)"


class Noted(msgspec.Struct, frozen=True):
    """A note, and what is known of where it stands."""

    note: Note
    state: State = ""
    new: str = ""
    """What the passage says now, where it has moved in other words."""
    section: str = ""
    """Id of the section it stands in now; the one that it was made in where that is not known, or it stands nowhere."""
    spot: tuple[int, int] | None = None
    """Part and block of the briefing's document that it stands in now."""
    subject: str = ""
    """Whose entry the passage stands in: `Judgment: “It will rain.” (likely)`; "" for prose, and where nobody has looked."""
    shown: str = ""
    """The passage as it is shown, where links stand in it whose words the program supplies."""
    titled: Marking = Marking()
    """The marking of the title of its briefing."""

    @property
    def marking(self) -> Marking:
        """That of all that is said with the note: its passage and the title of its briefing."""
        return strictest([self.note.marking, self.titled])

    @property
    def quote(self) -> str:
        """The passage as it was; "" where only a digest is kept."""
        return "" if self.note.anchor.digested else self.shown or self.note.anchor.exact


def resolved(document: Document, notes: Iterable[Note], digest: Callable[[str], str] | None = None) -> list[Noted]:
    """Notes held against their briefing as it is now, in the order in which they stand there; lost ones last.

    Args:
        document: the briefing.
        notes: of that briefing.
        digest: how the journal digests what it must not keep.
    """
    from tui.reading.notes.anchors import InPlace, Orphan, resolve
    from tui.reading.notes.texts import Texts, shown_between

    texts, titled = Texts(document), document.briefing.handling
    placed: list[tuple[Sequence[int], Noted]] = []
    lost: list[Noted] = []
    for note in notes:
        found = resolve(document, note.anchor, texts, digest)
        if isinstance(found, Orphan):
            about = note.anchor.about
            own = next((item for item in document.briefing.items() if about and item.id == about and not item.numbered), None)
            subject = subject_of(document, note, own)
            lost.append(Noted(note, "orphan", section=note.anchor.section, subject=subject, titled=titled))
            continue
        state: State = "in place" if isinstance(found, InPlace) else "moved"
        new = "" if isinstance(found, InPlace) or found.new == found.old else found.new
        links = isinstance(found, InPlace) and "[[" in note.anchor.exact and not note.anchor.digested
        shown = shown_between(document, found.start, found.end) if links else ""
        section = document.sections[found.section].id
        about = document.parts[found.start.part].blocks[found.start.block].about
        own = next((item for item in document.briefing.items() if about and item.id == about), None)
        subject = subject_of(document, note, own)
        spot = found.start.part, found.start.block
        placed.append((found.start, Noted(note, state, new, section, spot, subject, shown, titled)))
    placed.sort(key=lambda one: tuple(one[0]))
    return [noted for _, noted in placed] + lost


def subject_of(document: Document, note: Note, item: Item | None) -> str:
    """What a note on a part of an entry is about, with its date or how likely it is; "" for prose.

    Nothing of a text that must not be kept is handed out with the note.
    """
    from tui.changes.document_edition import kept_item
    from tui.changes.item_fields import shown_value
    from tui.document.apparatus.entry import Context
    from tui.document.names import Names

    if item is None or note.anchor.digested:
        return ""
    kept = kept_item(item, Context(document.briefing, Names(document.briefing, None, document.sections), 0))
    values = {key: shown_value(kept.kind, key, value) for key, value in kept.fields.items()}
    said = [values.get(key, "") for key in ("date", "likelihood", "status")]
    said += [f"{values['confidence']} confidence"] if "confidence" in values else []
    said += [f"due {values['due']}"] if "due" in values else []
    beside = ", ".join(filter(None, said))
    return f"{kept.kind.capitalize()}: “{kept.name}”" + (f" ({beside})" if beside else "")


class Notebook:
    """All notes of a journal, with what was last known of where they stand."""

    def __init__(
        self,
        notes: Callable[[], Sequence[Note]],
        marking_with_title: Callable[[str, Marking], Marking],
        digest: Callable[[str], str] | None = None,
    ) -> None:
        """Know where none stands.

        Args:
            notes: gives them as they are now (`Journal.notes`).
            marking_with_title: of a key and a marking (`tui.reading.kept_briefings.marking_with_title`).
            digest: how the journal digests what it must not keep.
        """
        self._notes = notes
        self._marking_with_title = marking_with_title
        self._digest = digest
        self._known: dict[str, Noted] = {}

    def look(self, document: Document, key: str) -> list[Noted]:
        """Hold the notes of one briefing against its document, and remember what came of it."""
        found = resolved(document, [note for note in self._notes() if note.key == key], self._digest)
        self._known.update((noted.note.id, noted) for noted in found)
        return found

    def all(self) -> list[Noted]:
        """Every note, each with what was last known: briefing after briefing, the one noted last first."""
        known: dict[tuple[str, Marking], Marking] = {}
        found = []
        for note in self._notes():
            about = note.key, note.marking
            if about not in known:
                known[about] = self._marking_with_title(*about)
            found.append(self._last_known(note, known[about]))
        newest: dict[str, float] = {}
        for noted in found:
            newest[noted.note.key] = max(newest.get(noted.note.key, 0), noted.note.created)
        return sorted(found, key=lambda noted: (-newest[noted.note.key], noted.note.key))

    def _last_known(self, note: Note, titled: Marking) -> Noted:
        known = self._known.get(note.id)
        if known is not None and known.note.anchor == note.anchor:
            return msgspec.structs.replace(known, note=note, titled=strictest([known.titled, titled]))
        return Noted(note, section=note.anchor.section, titled=titled)


_TAG = re.compile(r"(?<![^\s(|-])#(?=[^\W_])")
"""A sign before the word of a tag, as it is written in a query."""


def asked(words: str, *, typing: bool = False) -> Query:
    """Understand a query about notes: as any other, and `#word` is `tag:word`."""
    from tui.search.parse import parse

    # What stands in quotes is a phrase.
    pieces = words.split('"')
    pieces[::2] = (_TAG.sub("tag:", piece) for piece in pieces[::2])
    return msgspec.structs.replace(parse('"'.join(pieces), typing=typing), text=words)


Records = dict[str, tuple[Noted, "Record"]]
"""By the id of a note, what a query is held against; kept from one key press to the next."""


def matching_notes(notes: Iterable[Noted], query: Query, tags: Sequence[str] = (), records: Records | None = None) -> list[Noted]:
    """The notes that answer a query and bear all of some tags.

    Words are looked for in the comment, the quote, the tags, the titles of section and briefing; `tag:` and `note:` are
    understood; every other field finds nothing.

    Args:
        notes: in any order.
        query: what is asked.
        tags: with or without their sign.
        records: filled here, for the next query about the same notes.
    """
    from tui.search.match import matches

    wanted = {tag.casefold().removeprefix("#") for tag in tags}
    records = {} if records is None else records
    found = []
    for noted in notes:
        if wanted and not wanted <= {tag.casefold() for tag in noted.note.tags}:
            continue
        known = records.get(noted.note.id)
        if known is None or known[0] != noted:
            known = records[noted.note.id] = noted, _record(noted)
        if matches(query, known[1]):
            found.append(noted)
    return found


def _record(noted: Noted) -> Record:
    from tui.search.record import Record, RecordSection

    note = noted.note
    texts = tuple(text for text in (noted.quote, noted.new, note.text, *note.tags) if text)
    section = RecordSection(note.anchor.section, note.section_title, texts)
    return Record(note.title, (section,), fields={"tag": note.tags, "note": texts})


def by_briefing(notes: Iterable[Noted]) -> Iterator[tuple[Note, list[Noted]]]:
    """The notes of each briefing, with one of them to tell it by."""
    for _, group in groupby(notes, key=lambda noted: noted.note.key):
        held = list(group)
        yield held[0].note, held


def said(noted: Noted) -> str:
    """What became of a note's passage, in words; "" where it is in place or nobody has looked."""
    if noted.state == "orphan":
        return "no longer found in the briefing"
    if noted.state == "moved":
        return "now reads differently" if noted.new else "now at another place"
    return ""


def notes_page(notes: Sequence[Noted], title: str = "Notes", of: int | None = None) -> Composition:
    """A page of notes: a section for each briefing, the notes below each other.

    An entry has the note's id, and the name of its section is a link to that section of the briefing (`[[id#section]]`).

    Args:
        notes: briefing after briefing.
        title: of the page.
        of: how many there are where only some of them are shown; None where these are all.
    """
    sections = [
        PageSection(f"~notes/{note.key}", note.title or note.briefing_id or "Untitled", [_entry(noted) for noted in held])
        for note, held in by_briefing(notes)
    ]
    empty = "No notes." if of is None else f"None of {of:,}."
    return Composition("~notes", title, sections, partial(_summary, notes, of), empty)


def _entry(noted: Noted) -> PageEntry:
    note = noted.note
    target = EntryTarget(note.briefing_id, note.path, noted.section, evidence=noted.quote)
    return PageEntry(note.id, partial(_blocks, noted), target, noted.marking, size=200, lines=6)


def _summary(all_of: Sequence[Noted], of: int | None, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    ids = {entry.id for entry in shown.entries}
    notes = [noted for noted in all_of if noted.note.id in ids]
    briefings = len({noted.note.key for noted in notes})
    many = counted(len(notes), "note") if of is None else f"{len(notes):,} of {counted(of, 'note')}"
    phrase = Phrase(f"{many} in {counted(briefings, 'briefing')}")
    lost, moved, unknown = (sum(noted.state == state for noted in notes) for state in ("orphan", "moved", ""))
    phrase.add(f"{lost:,} no longer found" if lost else "", "problem", before=DOT)
    phrase.add(f"{moved:,} moved" if moved else "", "status", before=DOT)
    return phrase.add(f"{unknown:,} not looked up" if unknown else "", "muted", before=DOT)


def _blocks(noted: Noted, context: Context) -> Iterator[Block]:
    """One note: the passage, what became of it, the comment, and where and when."""
    from tui.document.apparatus.entry import DOT, Phrase, prose_blocks
    from tui.document.block import Block
    from tui.model.briefing import Prose

    note = noted.note
    yield Block("quote", noted.quote or NO_QUOTE, section=context.section, role="quote", first="│ ", rest="│ ")
    if noted.new:
        yield Phrase("now:", "status").literal(" ").literal(noted.new).block("quote", context, first="│ ", rest="│ ")
    for block in prose_blocks(Prose(note.text), context):
        yield msgspec.structs.replace(block, space=0)
    yield from [Phrase(noted.subject, "muted").block("meta", context, role="meta")] if noted.subject else ()
    where = Phrase(note.section_title, "link", f"[[{note.briefing_id}#{noted.section}]]") if note.section_title else Phrase()
    where.add(" ".join(f"#{tag}" for tag in note.tags), "term", before=DOT)
    where.add(day(note.created), "date", before=DOT)
    where.add(said(noted), "problem" if noted.state == "orphan" else "status", before=DOT)
    if where:
        yield where.block("meta", context, role="meta")
