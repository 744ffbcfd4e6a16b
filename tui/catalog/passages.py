"""The texts of sections, for the passages of hits: as they are kept, or of a short briefing made of it again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from tui.catalog.contexts import Passage, passage_of
from tui.catalog.section_source import SectionSource
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.catalog.texts import section_sources
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of

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
        self._made: dict[int, list[SectionSource]] = {}

    def at(self, key: int) -> Passage | None:
        """The section of a key of the index; None where it is gone."""
        kept = self._db.execute("SELECT id, title, line, blocks FROM sections WHERE key = ?", (key,)).fetchone()
        if kept is not None:
            section_id, title, line, text = kept
            return Passage(section_id, title, line, *decoder_of(tuple[list[str], list[tuple[int, str]]]).decode(text))
        n, ordinal = divmod(key, SECTIONS_PER_BRIEFING)
        made = self._made.get(n)
        if made is None:
            made = self._made[n] = self._sources(n)
            if len(self._made) > MOST:
                del self._made[next(iter(self._made))]
        if ordinal >= len(made):
            return None
        return passage_of(made[ordinal])

    def _sources(self, n: int) -> list[SectionSource]:
        from tui.catalog.keeping import whole

        query = "SELECT root, briefing FROM contents JOIN briefings USING (n) WHERE n = ?"
        found = self._db.execute(query, (n,)).fetchone()
        return section_sources(whole(decoder_of(Briefing).decode(found[1]), self._shared_of(found[0]))) if found is not None else []
