"""What has been read: the sections whose text was on screen for as long as it takes to read it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from tui.document.block import DocumentSection
from tui.document.document import Document
from tui.document.flow import Flow, FlowLine
from tui.model.apparatus import is_to_read
from tui.model.reading_time import WORDS_PER_MINUTE, text_minutes
from tui.reading.view import Spot, View

FASTEST = 1_200
"""Words a minute: who skims does not take in more. Time beyond what the words on screen need at this pace counts for nothing."""

MOMENT = 0.6
"""Seconds for which the end of a section is in the window, at least, before it counts as read."""

HELD = 0.2
"""Seconds: a key that comes again sooner is held down."""

_SHORT = 1e-6
"""Seconds by which clocks and timers may fall short."""

TICKS = 100
"""Parts of a second in which time spent is kept."""

PIECE = 1.5
"""Seconds of reading, about, in a piece of a block: a block that is higher than the window is read piece by piece."""

Spent = tuple[int, ...]
"""The time spent on a section, by fours: a part counted from the section's first, a block in it, a piece of that, ticks."""

Piece = tuple[int, int, int]
"""A part, a block in it, and a piece of the block."""


def to_read(sections: Sequence[DocumentSection]) -> list[str]:
    """The ids of the sections that there are to read, in order."""
    return [section.id for section in sections if is_to_read(section.id)]


def seconds_for(text: str) -> float:
    """How long a text takes, at the fastest."""
    return text_minutes(text) * 60 * WORDS_PER_MINUTE / FASTEST if text else 0.0


class _Window(NamedTuple):
    """What the window shows."""

    state: tuple[Flow, object, int]
    pieces: tuple[Piece, ...]
    """From the top."""
    ends: tuple[int, ...]
    """Sections whose last lines are in it."""
    sections: frozenset[int]
    """Those sections, and those of which only what changed is to be read."""


class Attention:
    """Watches what a window shows.

    The time that passes is spent on the text in the window, from its top to its bottom, at most as much on each piece as
    it takes to read; so what is passed by, or only glanced at, is not read. A section is read when that much time was spent
    on all of it, over all visits. Told the time at every move of the window and whenever `wait` has passed, it says which
    sections were read. The clock is whatever the caller uses; it must not go backwards.
    """

    def __init__(self, view: View, told: Iterable[str] = (), spent: Mapping[str, Spent] | None = None) -> None:
        """Begin to watch.

        Args:
            view: the window.
            told: ids of sections that need not be told of, since they were read in this state already.
            spent: the time spent on sections before, by their ids.
        """
        self._view = view
        self._told = set(told)
        self._before = dict(spent or {})
        self._spent: dict[Piece, float] = {}
        self._needs: dict[Spot, tuple[float, int]] = {}
        """Block -> the seconds that a piece of it takes, and how many pieces it has."""
        self._stood: dict[int, float] = {}
        """Section -> seconds for which its end was in the window."""
        self._unread: dict[int, Spot] = {}
        """Section -> the first block of it that was not read when that was last looked at."""
        self._fresh: set[int] = set()
        """Sections on which time was spent since `take_spent`."""
        self._known: set[int] = set()
        """Sections of which only what changed is to be read."""
        self._window: _Window | None = None
        self._at = 0.0

    def look(self, now: float) -> list[str]:
        """The ids of the sections that have been read since the last look, in document order."""
        view, window = self._view, self._window
        if window is not None:
            self._spend(window, now - self._at)
        self._at = now
        found = self._told_now(window) if window is not None else []
        state = (view.flow, view.top, view.rows)
        if window is None or state != window.state:
            self._window = self._shown(state)
        return found

    def wait(self, now: float) -> float | None:
        """Seconds until something will have been read if the window rests; None where nothing will."""
        window = self._window
        if window is None:
            return None
        sections, parts = self._view.document.sections, self._view.document.parts
        needed, after = 0.0, {section: 0.0 for section in window.sections if sections[section].id not in self._told}
        if not after:
            return None
        for piece in window.pieces:
            needed += max(0.0, self._need(piece[:2])[0] - self._spent.get(piece, 0.0))
            if parts[piece[0]].section in after:
                after[parts[piece[0]].section] = needed
        shown = frozenset(window.pieces)
        left = []
        for section, time in after.items():
            moment = 0.0 if section in self._known else MOMENT - self._stood.get(section, 0.0)
            if self._is_read(section, shown):
                left.append(max(time, moment))
        return max(0.0, min(left) - (now - self._at)) if left else None

    def ended(self, now: float) -> bool:
        """Whether the end of the document has been in the window for a moment."""
        window, parts = self._window, self._view.document.parts
        last = parts[-1].section if parts else -1
        return window is not None and last in window.ends and self._stood.get(last, 0.0) + now - self._at > MOMENT - _SHORT

    def look_away(self, now: float) -> None:
        """The window is covered: what it showed counts again only from the next look on."""
        if self._window is not None:
            self._spend(self._window, now - self._at)
        self._window = None

    def forget(self, sections: Iterable[str] | None = None) -> None:
        """Take some sections for unread, so that they are told of when they are read again; all of them when None."""
        document = self._view.document
        gone = {section.id for section in document.sections} if sections is None else set(sections)
        self._told -= gone
        indexes = {section.index for section in document.sections if section.id in gone}
        self._spent = {piece: spent for piece, spent in self._spent.items() if document.parts[piece[0]].section not in indexes}
        for index in indexes:
            self._stood.pop(index, None)
            self._unread.pop(index, None)
            self._before.pop(document.sections[index].id, None)
        self._fresh |= indexes
        self._window = None

    def know(self, sections: Iterable[str], unknown: Container[Spot]) -> None:
        """Of sections that were read before, only some blocks are to be read again, wherever the section ends.

        Args:
            sections: their ids.
            unknown: the blocks that are not as they were, by part and block.
        """
        document, wanted = self._view.document, set(sections)
        self._known = {section.index for section in document.sections if section.id in wanted}
        for part, made in enumerate(document.parts):
            if made.section in self._known and made.made:
                for block in range(len(made.blocks)):
                    if (part, block) not in unknown:
                        need, pieces = self._need((part, block))
                        self._spent.update({(part, block, piece): need for piece in range(pieces)})

    def take_spent(self) -> dict[str, Spent]:
        """The time spent on every section that it was spent on since this was last asked; none on what is read by now."""
        document, fresh = self._view.document, self._fresh
        self._fresh = set()
        found: dict[int, list[int]] = {section: [] for section in fresh}
        for (part, block, piece), seconds in sorted(self._spent.items()):
            section = document.parts[part].section
            if section in found and document.sections[section].id not in self._told:
                found[section] += (part - document.first_part(section), block, piece, round(seconds * TICKS))
        return {document.sections[section].id: tuple(spent) for section, spent in found.items()}

    # time

    def _spend(self, window: _Window, seconds: float) -> None:
        """Let time pass over what is shown: from the top, on each piece as much as it takes."""
        if seconds <= 0:
            return
        for section in window.ends:
            self._stood[section] = self._stood.get(section, 0.0) + seconds
        parts = self._view.document.parts
        for piece in window.pieces:
            spent, need = self._spent.get(piece, 0.0), self._need(piece[:2])[0]
            if need > spent:
                used = min(seconds, need - spent)
                self._spent[piece] = spent + used
                self._fresh.add(parts[piece[0]].section)
                seconds -= used
                if seconds <= 0:
                    return

    def _told_now(self, window: _Window) -> list[str]:
        sections = self._view.document.sections
        found = [
            sections[section].id
            for section in sorted(window.sections)
            if sections[section].id not in self._told
            and (section in self._known or self._stood.get(section, 0.0) > MOMENT - _SHORT)
            and self._is_read(section)
        ]
        self._told.update(found)
        return found

    def _is_read(self, section: int, shown: Container[Piece] = ()) -> bool:
        """Whether all of a section has been read, or will have been with what is shown."""
        parts = self._view.document.parts
        first, after = self._unread.get(section) or (self._view.document.first_part(section), 0)
        read = True
        for part in range(first, len(parts)):
            if parts[part].section != section:
                break
            if not parts[part].made:
                return False
            for block in range(after if part == first else 0, len(parts[part].blocks)):
                if self._view.flow.hides(part, block):
                    continue
                need, pieces = self._need((part, block))
                for piece in range(pieces):
                    spot = (part, block, piece)
                    # What is kept is kept in whole ticks.
                    if self._spent.get(spot, 0.0) < need - 1 / TICKS:
                        if read:
                            self._unread[section] = (part, block)
                        read = False
                        if spot not in shown:
                            return False
        return True

    def _need(self, spot: Spot) -> tuple[float, int]:
        known = self._needs.get(spot)
        if known is None:
            seconds = seconds_for(self._view.document.parts[spot[0]].blocks[spot[1]].text)
            pieces = max(1, ceil(seconds / PIECE))
            known = self._needs[spot] = (seconds / pieces, pieces)
        return known

    # what is shown

    def _shown(self, state: tuple[Flow, object, int]) -> _Window:
        """What the window shows; nothing while only some blocks are shown."""
        flow, document = self._view.flow, self._view.document
        if flow.keep is not None:
            return _Window(state, (), (), frozenset())
        lines = self._view.window()
        rows: dict[Spot, tuple[int, int]] = {}
        for line in lines:
            if line.row >= 0:
                spot = (line.part, line.block)
                rows[spot] = (rows[spot][0] if spot in rows else line.row, line.row + 1)
        pieces: list[Piece] = []
        for spot, (first, end) in rows.items():
            self._recall(document.parts[spot[0]].section)
            need, count = self._need(spot)
            if need:
                # A piece is shown where its middle is.
                height = max(1, flow.rows_of(*spot))
                pieces += [(*spot, piece) for piece in range(count) if first <= (piece + 0.5) * height / count < end]
        ends = _ends(flow, document, lines)
        known = self._known.intersection([document.parts[line.part].section for line in lines]) if self._known else ()
        return _Window(state, tuple(pieces), tuple(ends), frozenset((*ends, *known)))

    def _recall(self, section: int) -> None:
        """Take in the time that was spent on a section before."""
        document = self._view.document
        before = self._before.pop(document.sections[section].id, ())
        if before:
            first = document.first_part(section)
            for part, block, piece, ticks in zip(*(before[start::4] for start in range(4)), strict=False):
                spot = (first + part, block, piece)
                self._spent[spot] = max(self._spent.get(spot, 0.0), ticks / TICKS)


def _ends(flow: Flow, document: Document, lines: Sequence[FlowLine]) -> list[int]:
    """The sections whose last lines are in the window."""
    parts = document.parts
    found: list[int] = []
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else None
        if below is not None and below.part == line.part:
            continue
        if below is None:
            height = flow.height_of(line.part)
            end = flow.line(line.part, height - 1)
            if (end.block, end.row) != (line.block, line.row):
                continue
        # A part that shows nothing may follow the last one that shows something.
        after = line.part + 1
        while after < len(parts) and parts[after].section == parts[line.part].section and not flow.height_of(after):
            after += 1
        if after == len(parts) or parts[after].section != parts[line.part].section:
            found.append(parts[line.part].section)
    return found
