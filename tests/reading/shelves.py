"""A library on disk, a journal beside it, and somebody who reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.catalog.libraries import write
from tui.catalog.catalog import Catalog
from tui.catalog.memory import CatalogInMemory
from tui.catalog.refresh import refresh
from tui.changes.document_edition import edition_of, outline, section_of
from tui.document.document import Document
from tui.journal.journal import Journal
from tui.journal.records import Identity, identity_of
from tui.model.apparatus import is_to_read
from tui.reading.last_read import State
from tui.reading.read_state import Readings, readings, settled

NOW = 1_721_995_200.0
"""26 July 2024, 12:00 UTC."""


class Desk:
    """A reader at a library."""

    def __init__(self, folder: Path, *, in_memory: bool = False) -> None:
        """Sit down at an empty library; its cache must have been made private to the test."""
        self.folder = folder
        self.now = NOW
        self.journal = Journal(folder.parent / "data", now=lambda: self.now)
        self._in_memory = in_memory
        self.memory = CatalogInMemory([folder])
        self._age = 10_000.0

    def write(self, **files: str) -> None:
        """Write files, given by their names without suffix, and look at the library again."""
        for name, text in files.items():
            self._age -= 10
            write(self.folder, f"{name}.yaml", text, age=self._age)
        self.look()

    def look(self) -> None:
        """Take the library as it is now."""
        self.held: Catalog
        if self._in_memory:
            self.memory.refresh()
            self.held = self.memory.open()
        else:
            refresh([self.folder])
            self.held = Catalog([self.folder])

    def number(self, briefing_id: str) -> int:
        """The number of a briefing."""
        return next(one.n for one in self.held.queue_facts.briefings() if one.id == briefing_id)

    def document(self, briefing_id: str) -> Document:
        """A briefing composed."""
        return self.held.document(self.number(briefing_id))

    def identity(self, briefing_id: str) -> Identity:
        """What the journal knows a briefing by."""
        return identity_of(self.document(briefing_id).briefing)

    def read(self, briefing_id: str, sections: Sequence[str] | None = None) -> None:
        """Read some sections of a briefing, or all that count; some time passes."""
        self.now += 60
        document = self.document(briefing_id)
        identity = identity_of(document.briefing)
        wanted = [s.index for s in document.sections if (is_to_read(s.id) if sections is None else s.id in sections)]
        self.journal.opened(identity)
        self.journal.read(identity, outline(document), [section_of(document, index) for index in wanted]).result(20)
        assert self.journal.flush(20)

    def finish(self, briefing_id: str) -> None:
        """Be done with a briefing."""
        self.now += 60
        document = self.document(briefing_id)
        self.journal.set_done([(identity_of(document.briefing), edition_of(document))], True, "done").result(20)

    @property
    def readings(self) -> Readings:
        """Where one stands with the library."""
        return readings(self.held, self.journal)

    def states(self) -> dict[str, State]:
        """The state of every briefing by its id."""
        known = self.readings
        return {one.id: known.state(one.n) for one in self.held.queue_facts.briefings()}

    def settle(self) -> list[str]:
        """Compare what may be updated; ids of what was compared."""
        self.now += 60
        ids = {one.n: one.id for one in self.held.queue_facts.briefings()}
        found = [ids[one.n] for one in settled(self.held, self.journal, self.readings, lambda: self.now)]
        assert self.journal.flush(20)
        return found
