"""The lists of the program of lines: the queue, all briefings, hits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.document.sentences import in_words
from tui.model.counted import counted
from tui.reading.last_read import identity_of_row
from tui.reading.queue_run import set_out

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.cli.linear_page import LineSurface
    from tui.reading.rows import Group

FOUND = 25
"""Briefings of which hits are listed at the most."""


class LinearLists:
    """Lists briefings, each with a number."""

    def __init__(self, on: LineSurface) -> None:
        """List nothing yet."""
        self._on = on
        self.rows: Sequence[Row] = ()
        self._groups: Sequence[Group] = ()

    @property
    def is_finished(self) -> bool:
        """Whether the queue is listed, and nothing in it asks to be read."""
        queue = self._on.library.listed if self._on.library is not None and self._groups else None
        return queue is not None and not queue.reading

    def queue(self, _: str) -> None:
        """The queue; where nothing is kept, all by date."""
        self._on.leave()
        library = self._on.library
        if library is None:
            self._on.say("There is one briefing alone here; “quit” ends the program.")
            return
        library.look()
        library.renew()
        rows, groups = library.grouped("", "queue") if self._on.journal is not None else (library.rows("", "date"), [])
        self._show_rows(rows, groups)

    def all(self, words: str) -> None:
        """All briefings by date, or those that answer some words."""
        self._on.leave()
        if self._on.library is not None:
            self._show_rows(self._on.library.rows(words, "date"), [])

    def _show_rows(self, rows: Sequence[Row], groups: Sequence[Group]) -> None:
        library = self._on.library
        queue = library.listed if library is not None and groups else None
        asks = f"{queue.length:,} in the queue, " if queue is not None else ""
        self._on.say(f"{asks}{counted(len(rows), 'briefing')}.")
        if self._on.left_out():
            self._on.say(self._on.left_out())
        self.rows, self._groups = rows, groups
        self._on.listed(map(self._row_said, range(len(rows))), [partial(self._open_row, n) for n in range(len(rows))])
        if rows:
            self._on.say("Enter reads the first; a number another one; “help” says what else." if queue else "A number opens one.")

    def _row_said(self, n: int) -> str:
        row = self.rows[n]
        at = bisect_right(self._groups, n, key=lambda one: one.start) - 1
        group = self._groups[at].title if at >= 0 else ""
        queue = self._on.library.listed if self._on.library is not None and self._groups else None
        reason = in_words(queue.reasons.get(row.n, "")) if queue is not None else ""
        title = row.title.rstrip(".")
        dated = f"updated {row.updated}" if row.was_updated else row.date
        told = [dated, str(row.marking) or "not marked", counted(row.minutes or 1, "minute"), reason]
        return f"{n + 1}. {f'{group}: ' if group else ''}{title}. {', '.join(filter(None, told))}."

    def _open_row(self, n: int) -> None:
        library, row = self._on.library, self.rows[n]
        assert library is not None
        identity, queue = identity_of_row(row), library.listed if self._groups else None
        if queue is not None and n < queue.reading and (self._on.round is None or not self._on.round.begin(identity)):
            self._on.round = set_out(library, queue, n, self._on.session.files.row, lambda row: queue.reasons.get(row.n, ""))
            self._on.round.begin(identity)
        elif queue is None:
            self._on.round = None
        self._on.open(library.open(row))

    def search(self, words: str) -> None:
        """Find words in all briefings."""
        library = self._on.library
        if library is None:
            self._on.say("There is one briefing alone here.")
            return
        if not words:
            self._on.say("“search WORDS” finds words in all briefings.")
            return
        library.make_index()
        found = library.search(words, FOUND)
        hits = [line for line in found.lines if line.section]
        for note in found.notes:
            self._on.say(note)
        whole = len(found.rows) if found.total is None else found.total
        self._on.say(f"{counted(whole, 'briefing')}, {counted(len(hits), 'hit')} here." if hits else "Nothing found.")

        def told(number: int) -> str:
            hit = hits[number]
            return f"{number + 1}. {found.rows[hit.briefing].title}, {hit.title}: {' '.join(hit.context.text.split())}"

        def go(number: int) -> None:
            hit = hits[number]
            reader = library.open(found.rows[hit.briefing])
            self._on.round = None
            self._on.open(reader)
            reader.search_for(found.query)
            reader.go_to_hit(hit.section, hit.context.text, hit.context.start)
            if self._on.page is not None:
                self._on.page.show_current()

        self._on.listed(map(told, range(len(hits))), [partial(go, number) for number in range(len(hits))])
