"""The notes in the margin of an open briefing: where each one stands now, and writing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from tui.journal.records import Note
from tui.model.digests import text_digest
from tui.model.handling import strictest
from tui.model.text import clipped
from tui.reading.reader import Reader
from tui.reading.selection import citation_of, page_at
from tui.reading.view import Spot

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.journal.journal import Journal
    from tui.journal.records import Identity
    from tui.reading.notes.anchors import Resolved
    from tui.reading.notes.texts import Point, Texts
    from tui.reading.pages.notebook import Noted

QUOTE = 60
"""Characters of a quote that stand for it in a sentence."""


class NotePassage(NamedTuple):
    """What a new note is about: one piece for each section it has text in."""

    pieces: Sequence[tuple[Point, Point]]
    quote: str


class Margin:
    """The notes of one briefing against its document as it is now."""

    def __init__(self, reader: Reader, journal: Journal, identity: Identity, now: Callable[[], float]) -> None:
        """Know the notes; where they stand is found when it is first asked.

        Args:
            reader: the open briefing.
            journal: holds the notes.
            identity: the briefing's.
            now: seconds since 1970.
        """
        self._reader = reader
        self._journal = journal
        self._identity = identity
        self._now = now
        self._texts: Texts | None = None
        self._resolved: dict[str, Resolved] = {}
        self._by_block: dict[Spot, list[tuple[Note, int, int]]] | None = None
        self.notes: list[Note] = []
        self.renew()

    def renew(self) -> None:
        """Take the notes as the journal has them now."""
        key = self._journal.key_of(self._identity)
        self.notes = self._journal.notes(key) if key else []
        self._by_block = None

    # where they stand

    def resolved(self, note: Note) -> Resolved:
        """Where a note stands now: in place, moved, or nowhere."""
        from tui.reading.notes.anchors import resolve

        found = self._resolved.get(note.id)
        if found is None:
            digest = partial(text_digest, secret=self._journal.secret)
            found = resolve(self._reader.document, note.anchor, self._shared_texts(), digest)
            self._resolved[note.id] = found
        return found

    def _shared_texts(self) -> Texts:
        from tui.reading.notes.texts import Texts

        if self._texts is None:
            self._texts = Texts(self._reader.document)
        return self._texts

    @property
    def _blocks(self) -> dict[Spot, list[tuple[Note, int, int]]]:
        """Block -> the notes on it, each with the piece of the block's plain text that it is on."""
        if self._by_block is None:
            from tui.reading.notes.anchors import Orphan

            self._by_block = {}
            for note in self.notes:
                found = self.resolved(note)
                if not isinstance(found, Orphan):
                    for spot, start, end in self._pieces(found.start, found.end):
                        self._by_block.setdefault(spot, []).append((note, start, end))
        return self._by_block

    def _pieces(self, start: Point, end: Point) -> list[tuple[Spot, int, int]]:
        parts = self._reader.document.parts
        found = []
        for part in range(start.part, end.part + 1):
            for block in range(len(parts[part].blocks)):
                if (start.part, start.block) <= (part, block) <= (end.part, end.block):
                    first = start.offset if (part, block) == (start.part, start.block) else 0
                    last = end.offset if (part, block) == (end.part, end.block) else len(parts[part].blocks[block].text)
                    found.append(((part, block), first, last))
        return found

    def on(self, part: int, block: int) -> list[Note]:
        """The notes on a block."""
        return [note for note, _, _ in self._blocks.get((part, block), ())] if self.notes else []

    def spans(self, part: int, block: int) -> list[tuple[int, int]]:
        """The pieces of a block's plain text that have a note."""
        return [(start, end) for _, start, end in self._blocks.get((part, block), ())] if self.notes else []

    def next(self, here: Spot) -> Spot | None:
        """The next block with a note behind one, the first where there is none behind it; None without notes."""
        spots = sorted(self._blocks) if self.notes else []
        return next((spot for spot in spots if spot > here), spots[0] if spots else None)

    def spot_of(self, note: Note) -> Spot | None:
        """The block in which a note's passage begins now; None where it is gone."""
        from tui.reading.notes.anchors import Orphan

        found = self.resolved(note)
        return None if isinstance(found, Orphan) else (found.start.part, found.start.block)

    def noted(self) -> list[Noted]:
        """The notes with what became of them, in the order in which they stand now, for a page."""
        from tui.reading.pages.notebook import resolved

        self.renew()
        return resolved(self._reader.document, self.notes, partial(text_digest, secret=self._journal.secret))

    # writing

    def passage(self, spots: Sequence[Spot], dragged: Sequence[tuple[Spot, int, int]] = ()) -> NotePassage | None:
        """What a new note is about; None where there is no text.

        Args:
            spots: blocks, in order.
            dragged: what the mouse selected instead: blocks with a piece of their plain text each.
        """
        from tui.reading.notes.anchors import pieces
        from tui.reading.notes.texts import Point

        parts = self._reader.document.parts
        if dragged:
            (first, start, _), (last, _, end) = dragged[0], dragged[-1]
        else:
            first, last = spots[0], spots[-1]
            if last[1] >= len(parts[last[0]].blocks):
                return None
            start, end = 0, len(parts[last[0]].blocks[last[1]].text)
        found = pieces(self._reader.document, Point(*first, start), Point(*last, end))
        stop = end if first == last else None
        text = parts[first[0]].blocks[first[1]].text[start:stop] if first[1] < len(parts[first[0]].blocks) else ""
        return NotePassage(found, clipped(text[: 4 * QUOTE], QUOTE)) if found and text.strip() else None

    def outside(self, about: NotePassage | Note, quote: str) -> tuple[str, str]:
        """What may be written to a file beside a comment: the quote and the briefing's title, each "" where it may not be kept."""
        keep = self._journal.keep
        if isinstance(about, Note):
            allowed = not about.anchor.digested and keep.allows(about.marking)
        else:
            pieces = (self._pieces(start, end) for start, end in about.pieces)
            allowed = keep.allows(strictest(self._reader.marking_of(*spot) for found in pieces for spot, _, _ in found))
        return quote if allowed else "", self._reader.briefing.title if keep.allows(self._identity.marking) else ""

    def write(self, passage: NotePassage, text: str, tags: Sequence[str]) -> Future[None]:
        """Keep a new note: a comment, or a highlight where the text is empty.

        Over several sections it is a note in each; they are kept, and taken back by an undo, together.

        Raises:
            ValueError: there is nothing that it could hold on to, in one of the sections; the message is a sentence.
                Nothing is kept then.
        """
        from uuid import uuid4

        from tui.reading.notes.anchors import make_anchor

        document, briefing = self._reader.document, self._reader.briefing
        now, notes = self._now(), []
        key = self._journal.key_of(self._identity, make=True)
        for start, end in passage.pieces:
            anchor = make_anchor(document, start, end, self._shared_texts())
            section = document.sections[document.parts[start.part].section]
            marking = strictest(self._reader.marking_of(*spot) for spot, _, _ in self._pieces(start, end))
            names = (key, briefing.id, self._identity.path, briefing.title, section.title)
            cited = citation_of(briefing, section, page_at(document, (start.part, start.block)))
            notes.append(Note(str(uuid4()), *names, anchor, text, tuple(tags), marking, cited, now, now))
        future = self._journal.add_notes(notes, marking=self._identity.marking)
        self.renew()
        return future

    def as_kept(self, note: Note) -> Note | None:
        """A note as the journal has it now; None where it is gone."""
        self.renew()
        return next((known for known in self.notes if known.id == note.id), None)

    @property
    def key(self) -> str:
        """The journal's key of the briefing; "" where there is none."""
        return self._journal.key_of(self._identity) or self._identity.key

    def change(self, note: Note, text: str, tags: Sequence[str]) -> Future[None]:
        """Keep a note with another text."""
        future = self._journal.change_note(replace(note, text=text, tags=tuple(tags), modified=self._now()))
        self.renew()
        return future

    def delete(self, note: Note) -> Future[None]:
        """Delete a note."""
        future = self._journal.delete_note(note.id)
        self.renew()
        return future
