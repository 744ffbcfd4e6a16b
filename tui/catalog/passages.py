"""The texts of sections, for the passages of hits: as they are kept, or of a short briefing made of it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from tui.catalog.contexts import Passage, passage_of
from tui.catalog.section_source import SectionSource
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.catalog.texts import sections_in_order
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.search.pattern import Folded
from tui.search.query_pattern import QueryPattern

MOST = 128
"""Short briefings whose sections are remembered: the next letter of a search mostly finds the same ones."""


class Passages:
    """The sections of one state of a catalog."""

    def __init__(self, db: sqlite3.Connection, shared_of: Callable[[int], bytes]) -> None:
        """Begin.

        Args:
            db: the catalog's database.
            shared_of: gives what the briefings of a root share, as msgpack.
        """
        self._db = db
        self._shared_of = shared_of
        self._made: dict[int, _Sections] = {}

    def at(self, key: int, pattern: QueryPattern | None) -> Passage | None:
        """The section of a key of the index; None where it is gone. Its text may be left out where the pattern is not in it."""
        n, ordinal = divmod(key, SECTIONS_PER_BRIEFING)
        made = self._made.get(n)
        if made is None:
            kept = self._db.execute("SELECT id, title, line, blocks FROM sections WHERE key = ?", (key,)).fetchone()
            if kept is not None:
                section_id, title, line, text = kept
                return Passage(section_id, title, line, *decoder_of(tuple[list[str], list[tuple[int, str]]]).decode(text))
            made = self._made[n] = self._sources(n)
            if len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        source = made.at(ordinal)
        if source is not None and ordinal == 0 and (pattern is None or not pattern.count(made.front)):
            # Most such hits are of words in the title. Beside those the bottom line is shown, not the text of the front.
            return Passage(source.id, source.title, source.line, [], [])
        return passage_of(source) if source is not None else None

    def _sources(self, n: int) -> _Sections:
        from tui.catalog.record import whole

        query = "SELECT root, briefing FROM contents JOIN briefings USING (n) WHERE n = ?"
        found = self._db.execute(query, (n,)).fetchone()
        if found is None:
            return _Sections(iter(()))
        return _Sections(sections_in_order(whole(decoder_of(Briefing).decode(found[1]), self._shared_of(found[0]))))


class _Sections:
    """The sections of a briefing, as far as one was asked for."""

    def __init__(self, sources: Iterator[SectionSource]) -> None:
        self._rest = sources
        self._known: list[SectionSource] = []

    @cached_property
    def front(self) -> Folded:
        """The text of the first section, which stands on the front of a briefing."""
        first = self.at(0)
        return Folded(first.values if first is not None else [])

    def at(self, ordinal: int) -> SectionSource | None:
        missing = ordinal + 1 - len(self._known)
        if missing > 0:
            self._known += islice(self._rest, missing)
        return self._known[ordinal] if ordinal < len(self._known) else None
