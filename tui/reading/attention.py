"""What has been read: the sections whose ends stood in the window for a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.document.block import DocumentSection
from tui.document.document import Document
from tui.model.edition import counts
from tui.reading.view import View

MOMENT = 0.6
"""Seconds for which the end of a section is in the window before it counts as read."""

HELD = 0.2
"""Seconds: a window that moves on sooner was not read, as where a key is held down."""


def to_read(sections: Sequence[DocumentSection]) -> list[str]:
    """The ids of the sections that there are to read, in order."""
    return [section.id for section in sections if counts(section.id)]


_SHORT = 1e-6
"""Seconds by which clocks and timers may fall short."""


class Attention:
    """Watches what a window shows.

    Told the time at every move of the window and whenever `wait` has passed, it says which sections were read. The
    clock is whatever the caller uses; it must not go backwards.
    """

    def __init__(self, view: View, told: Iterable[str] = ()) -> None:
        """Begin to watch.

        Args:
            view: the window.
            told: ids of sections that need not be told of, since they were read in this state already.
        """
        self._view = view
        self._told = set(told)
        self._seen: dict[int, float] = {}
        """Section with its end in the window -> seconds of earlier rests during which it was there."""
        self._shown: object = None
        self._rested = 0.0
        """Since when the window has not moved."""

    def look(self, now: float) -> list[str]:
        """The ids of the sections that have been read since the last look, in document order."""
        shown = (self._view.flow, self._view.top, self._view.rows)
        found = self._told_now(now) if self._shown is not None else []
        if shown != self._shown:
            rest = now - self._rested
            earned = rest if self._shown is not None and rest > HELD - _SHORT else 0.0
            self._shown, self._rested = shown, now
            self._seen = {section: self._seen.get(section, -earned) + earned for section in _ends(self._view)}
        return found

    def _told_now(self, now: float) -> list[str]:
        if now - self._rested < HELD - _SHORT:
            return []
        sections = self._view.document.sections
        found = [section for section, seconds in self._seen.items() if seconds + now - self._rested > MOMENT - _SHORT]
        new = [sections[section].id for section in sorted(found) if sections[section].id not in self._told]
        self._told.update(new)
        return new

    def wait(self, now: float) -> float | None:
        """Seconds until something will have been read if the window rests; None where nothing will."""
        sections = self._view.document.sections
        left = [
            max(MOMENT - seconds, HELD) - (now - self._rested)
            for section, seconds in self._seen.items()
            if sections[section].id not in self._told
        ]
        return max(0.0, min(left)) if left else None

    def ended(self, now: float) -> bool:
        """Whether the end of the document has been in the window for a moment."""
        last = _last(self._view.document)
        seconds = self._seen.get(last)
        rest = now - self._rested
        return seconds is not None and rest > HELD - _SHORT and seconds + rest > MOMENT - _SHORT

    def look_away(self) -> None:
        """The window is covered: what it showed counts again only from the next look on."""
        self._shown = None
        self._seen.clear()

    def forget(self, sections: Iterable[str] | None = None) -> None:
        """Tell of some sections anew when they are read again; of all when None."""
        self._told = set() if sections is None else self._told - set(sections)
        self.look_away()


def _last(document: Document) -> int:
    return document.parts[-1].section if document.parts else -1


def _ends(view: View) -> list[int]:
    """The sections whose last lines are in the window; none while only some blocks are shown."""
    flow, parts = view.flow, view.document.parts
    if flow.keep is not None:
        return []
    found: list[int] = []
    window = view.window()
    for line, below in zip(window, [*window[1:], None], strict=True):
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
