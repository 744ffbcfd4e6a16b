"""The briefings of which something was kept, as they are now: in the library at hand, else in the file where they last were."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.journal.records import Identity, identity_of
from tui.model.apparatus import FRONT
from tui.model.handling import Marking, strictest

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.changes.edition import Edition
    from tui.document.document import Document
    from tui.model.briefing import Briefing


class About(NamedTuple):
    """What is kept about a briefing."""

    key: str
    briefing_id: str
    path: str
    """Where its file last was; "" where it had none."""
    title: str
    """"" where it must not be kept."""


class KeptMarkings(Protocol):
    """What is asked of the journal for the marking of a title."""

    def edition(self, key: str) -> Edition | None:
        """A briefing as it was last read; None where nothing is kept."""

    def marking_read(self, key: str) -> Marking:
        """The strictest marking of a briefing and all that was in it when it was last read."""


def marking_with_title(journal: KeptMarkings, key: str, marking: Marking) -> Marking:
    """The marking of something of a briefing, `marking`, where the title of the briefing is shown with it.

    A title is marked as its briefing is, however loosely a section of it is. Where it is not known how the briefing itself was
    marked, all that was in it counts.
    """
    whole = strictest([marking, journal.marking_read(key)])
    if whole == marking:
        return marking
    edition = journal.edition(key)
    front = edition.section(FRONT) if edition is not None else None
    return whole if front is None or front.digested else strictest([marking, front.marking])


class JournalEntries(Protocol):
    """What is asked of the journal."""

    def key_of(self, identity: Identity, *, make: bool = False) -> str:
        """The key of a briefing, "" where it is not known."""

    def keys_of(self, identities: Iterable[Identity]) -> list[str]:
        """The same for many."""

    def about(self, key: str) -> tuple[str, str, str, str]:
        """The key, id, path and title of a briefing."""


class KeptBriefings:
    """Finds them by the journal's keys. For one thread."""

    def __init__(self, journal: JournalEntries, held: Catalog | None, read: Callable[[str], Briefing] | None = None) -> None:
        """Look nothing up yet.

        Args:
            journal: knows where they were.
            held: the library at hand; None where there is none.
            read: reads a file; raises OSError where it cannot. None where no file is to be read.
        """
        self._journal = journal
        self._held = held
        self._read = read
        self._paths: dict[str, int] | None = None

    def document(self, key: str) -> Document | None:
        """A briefing composed, as it is now; None where it is not to be found, or another has taken its place."""
        about = About(*self._journal.about(key))
        if self._held is not None:
            number = self._number(self._held, about)
            if number is not None:
                try:
                    return self._held.document(number)
                except KeyError:
                    pass
        return self._from_file(about)

    def edition(self, key: str) -> Edition | None:
        """The same as what is kept of a reading: all of its texts."""
        document = self.document(key)
        if document is None:
            return None
        from tui.changes.document_edition import edition_of

        return edition_of(document)

    def keys(self) -> set[str]:
        """The keys of all briefings of the library that the journal knows."""
        if self._held is None:
            return set()
        from tui.reading.last_read import identity_of_row
        from tui.search.query import Query

        return set(self._journal.keys_of(map(identity_of_row, self._held.rows_matching(Query())))) - {""}

    def _number(self, held: Catalog, about: About) -> int | None:
        from tui.reading.last_read import identity_of_row

        for number in self._candidates(held, about):
            rows = held.rows_of((number,))
            if rows and self._journal.key_of(identity_of_row(rows[0])) == about.key:
                return number
        return None

    def _candidates(self, held: Catalog, about: About) -> Iterable[int]:
        if about.path:
            number = held.number_at(about.path)
            if number is None:
                if self._paths is None:
                    both = (held.queue_facts.paths(), held.queue_facts.paths(named=True))
                    self._paths = {os.path.realpath(path): n for paths in both for n, path in paths.items()}
                number = self._paths.get(about.path)
            if number is not None:
                yield number
        if about.briefing_id:
            from tui.model.text import fold
            from tui.search.query import Query, Value

            query = Query(Value(field="id", value=fold(about.briefing_id)))
            yield from (row.n for row in held.rows_matching(query))

    def _from_file(self, about: About) -> Document | None:
        if self._read is None or not about.path or not os.path.isfile(about.path):
            return None
        from tui.document.compose import compose

        try:
            briefing = self._read(about.path)
        except OSError:
            return None
        return compose(briefing) if self._journal.key_of(identity_of(briefing)) == about.key else None
