"""Reading a catalog: rows of lists, briefings, documents and hits, without parsing anything."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

import msgspec

from tui.catalog.asks import Asks
from tui.catalog.contexts import Hit, hit_of
from tui.catalog.location import location_of, roots_of
from tui.catalog.state import NoCatalog, State
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row, meta
from tui.catalog.titles import Titles
from tui.model.briefing import Briefing
from tui.model.problem import Problem
from tui.search.query import Phrase, Query, Word

if TYPE_CHECKING:
    import sqlite3

    from tui.catalog.searching import FoundSection, Searching
    from tui.document.document import Document
    from tui.model.recalls import Recall

__all__ = ["Catalog", "NoCatalog", "Results", "Sort"]

Thing = TypeVar("Thing")

T = TypeVar("T")
Sort: TypeAlias = Literal["date", "updated", "title"]


class Results(msgspec.Struct, frozen=True):
    """What a search found."""

    hits: tuple[Hit, ...]
    briefings: int | None
    """How many briefings match in all; None where that would take long to count."""
    sections: int | None
    """How many sections; None where it is not known."""
    did_you_mean: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words that the library does not have, each with words it has that are nearly the same."""


class Catalog:
    """One library as it was last seen. For one thread at a time; `changed` tells when to call `reload`."""

    def __init__(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        """Open the catalog of a library.

        Args:
            paths: files and folders; paths of briefings are shown as they are named here.

        Raises:
            NoCatalog: there is none that can be read.
        """
        named = [os.fspath(path) for path in paths]
        self._roots = roots_of(named)
        self._shown = [next(name for name in named if os.path.abspath(name) == root) for root in self._roots]
        self._state = State(location_of(self._roots))
        self._forget()

    def close(self) -> None:
        """Let go of the files."""
        self._state.close()

    def reload(self) -> None:
        """Read the newest state from now on.

        Raises:
            NoCatalog: it has gone or is damaged; what was read before can no longer be relied on.
        """
        self._state.close()
        self._state = State(self._state.folder)
        self._forget()

    def _forget(self) -> None:
        self._db = self._state.db
        self._orders: dict[str, array[int]] = {}
        self._older: frozenset[int] = frozenset(self._numbers("superseded"))
        self._affected: frozenset[int] = frozenset(self._numbers("affected"))
        self._claimed: frozenset[int] = frozenset(self._numbers("claimed"))
        self._shared: dict[int, bytes] = {}

    @property
    def generation(self) -> int:
        """Goes up whenever the catalog changes."""
        return self._state.generation

    @property
    def changed(self) -> bool:
        """Whether the catalog on disk is newer than what is being read. Costs some microseconds."""
        return self._state.changed

    def _numbers(self, name: str) -> array[int]:
        found = self._db.execute("SELECT numbers FROM orders WHERE name = ?", (name,)).fetchone()
        numbers = array("q")
        if found is not None:
            numbers.frombytes(found[0])
        return numbers

    @property
    def complete(self) -> bool:
        """Whether every file of the library was read at least once."""
        return meta(self._db, "complete") == 1

    @property
    def others(self) -> int:
        """How many files are no briefings."""
        return meta(self._db, "others")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the library itself: folders and files that cannot be read."""
        found = self._db.execute("SELECT value FROM meta WHERE name = 'problems'").fetchone()
        return msgspec.msgpack.decode(found[0], type=tuple[Problem, ...]) if found is not None else ()

    # lists

    def count(self) -> int:
        """How many briefings there are."""
        return len(self.order("date"))

    def order(self, sort: Sort = "date", *, newest_only: bool = False) -> array[int]:
        """The numbers of all briefings in an order.

        Args:
            sort: newest first by the later of date and last change, by last change, or by title.
            newest_only: without those that another briefing of the library replaces.
        """
        name = f"{sort}/newest" if newest_only else sort
        found = self._orders.get(name)
        if found is None:
            found = self._numbers(sort)
            if newest_only and self._older:
                found = array("q", [n for n in found if n not in self._older])
            self._orders[name] = found
        return found

    def rows(self, start: int, stop: int, sort: Sort = "date", *, newest_only: bool = False) -> list[Row]:
        """The rows of a list from one index to before another."""
        return self.rows_of(self.order(sort, newest_only=newest_only)[start:stop])

    def rows_of(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of some briefings, in the order given; numbers that are gone are left out."""
        found: dict[int, Row] = {}
        for start in range(0, len(numbers), 500):
            some = [int(n) for n in numbers[start : start + 500]]
            marks = ",".join("?" * len(some))
            for n, root, data in self._db.execute(f"SELECT n, root, row FROM briefings WHERE n IN ({marks})", some):
                found[n] = self._row(n, root, data)
        return [found[n] for n in numbers if n in found]

    def _row(self, n: int, root: int, data: bytes) -> Row:
        row = _decode_row(data)
        row.n, row.superseded, row.affected = n, n in self._older, n in self._affected
        # That another briefing claims its id is a problem of its own.
        row.warnings += n in self._claimed
        row.path = self._path(root, row.path)
        return row

    def _path(self, root: int, below: str) -> str:
        from tui.model.text import cleaned

        named = cleaned(self._shown[root])
        # A file that was named itself stands below the folder of its `library.yaml`, or its own.
        is_itself = f"{os.sep}{cleaned(self._roots[root])}".endswith(f"{os.sep}{below}") and not os.path.isdir(self._shown[root])
        return named if is_itself else os.path.join(named, below)

    def row(self, n: int) -> Row:
        """The row of a briefing. Raises KeyError where the number is gone."""
        found = self.rows_of((n,))
        if not found:
            raise KeyError(n)
        return found[0]

    def number_of(self, briefing_id: str) -> int | None:
        """The number of a briefing by its id, a former one, or the one it had before its file moved; None where there is none.

        Of several that claim the id, the first by path.
        """
        query = "SELECT n FROM ids JOIN files USING (n) WHERE id = ? ORDER BY former, folder, name LIMIT 1"
        found = self._db.execute(query, (briefing_id,)).fetchone()
        if found is None:
            moved = self._db.execute("SELECT new FROM moved WHERE old = ?", (briefing_id,)).fetchone()
            found = self._db.execute(query, moved).fetchone() if moved is not None else None
        return int(found[0]) if found is not None else None

    def moved_ids(self) -> dict[str, str]:
        """Ids of briefings whose files were moved or renamed, each with the id that the same content has now.

        Only ids that come from paths change so; a move is recognised by the file's bytes (`tui.catalog.moving`).
        The newest moves are known, some 20,000 of them, and none from before the catalog was made.
        """
        return dict(self._db.execute("SELECT old, new FROM moved"))

    def number_at(self, path: str) -> int | None:
        """The number of a briefing by its path as it is shown; None where there is none."""
        folder, name = os.path.split(os.path.abspath(path))
        query = "SELECT n FROM files WHERE folder = ? AND name = ?"
        found = self._db.execute(query, (os.fsencode(folder), os.fsencode(name))).fetchone()
        return int(found[0]) if found is not None else None

    def numbers_of(self, briefing_ids: Iterable[str]) -> frozenset[int]:
        """The numbers of the briefings with these ids, for the filters of search; ids that are gone are left out."""
        query = "SELECT n FROM ids WHERE former = 0 AND id IN (SELECT value FROM json_each(?))"
        wanted = msgspec.json.encode(list(briefing_ids)).decode()
        return frozenset(n for (n,) in self._db.execute(query, (wanted,)))

    # briefings

    def briefing(self, n: int) -> Briefing:
        """A briefing as it was last read, with what its library shares. Raises KeyError where the number is gone."""
        query = "SELECT root, row, briefing FROM contents JOIN briefings USING (n) WHERE n = ?"
        found = self._db.execute(query, (n,)).fetchone()
        if found is None:
            raise KeyError(n)
        from msgspec.structs import force_setattr, replace

        from tui.catalog.keeping import whole

        briefing = whole(_decoder(Briefing).decode(found[2]), self._shared_of(found[0]))
        path = self._row(n, found[0], found[1]).path
        problems = (*self._claims(briefing.id, n, path), *[replace(problem, path=path) for problem in briefing.problems])
        force_setattr(briefing, "path", path)
        force_setattr(briefing, "problems", problems)
        return briefing

    def _claims(self, briefing_id: str, n: int, path: str) -> tuple[Problem, ...]:
        """The problem of a briefing whose id others claim."""
        if n not in self._claimed:
            return ()
        from tui.store.claims import claim_problem

        query = "SELECT n FROM ids JOIN files USING (n) WHERE id = ? AND former = 0 AND n != ? ORDER BY root, folder, name"
        others = [other for (other,) in self._db.execute(query, (briefing_id, n))]
        rows = self.rows_of(others[:1])
        return (claim_problem(briefing_id, path, [rows[0].path, *[""] * (len(others) - 1)]),) if rows else ()

    def _shared_of(self, root: int) -> bytes:
        found = self._shared.get(root)
        if found is None:
            kept = self._db.execute("SELECT value FROM meta WHERE name = ?", (f"library-{root}",)).fetchone()
            found = msgspec.msgpack.decode(kept[0], type=tuple[bytes, bytes])[1] if kept is not None else b""
            self._shared[root] = found
        return found

    def document(self, n: int) -> Document:
        """A briefing composed for reading: as it was prepared, or composed now. Raises KeyError where the number is gone."""
        briefing = self.briefing(n)
        found = self._db.execute("SELECT prepared FROM documents WHERE n = ?", (n,)).fetchone()
        if n in self._affected:
            return self._compose(briefing, self.asks.recalls(n))
        if found is None or n in self._claimed:
            # What others claim changes without the briefing.
            return self._compose(briefing)
        from tui.document.prepared import PreparedDocument, RestoredDocument

        return RestoredDocument(briefing, _decoder(PreparedDocument).decode(found[0]), self._compose)

    @property
    def titles(self) -> Titles:
        """Titles of all briefings by id."""
        return Titles(self._db)

    def _compose(self, briefing: Briefing, recalls: Sequence[Recall] = ()) -> Document:
        from tui.document.compose import compose

        return compose(briefing, library=self.titles, recalls=recalls)

    @property
    def asks(self) -> Asks:
        """What the queue asks of the catalog as it is now."""
        return Asks(self._db, self._older, self._affected)

    # search

    @contextmanager
    def _searching(self) -> Iterator[Searching]:
        with self._state.searching() as searching:
            searching.know({"superseded": self._older, "affected": self._affected})
            yield searching

    def search(
        self, query: Query, limit: int = 50, offset: int = 0, *, among: frozenset[int] | None = None, lines: bool = False
    ) -> Results:
        """The best sections that answer a query, with the text in which the words stand.

        Args:
            query: what is looked for.
            limit: how many sections at most.
            offset: how many of the best are passed over.
            among: numbers of the only briefings that may match, from filters that the catalog does not know.
            lines: give hits the line of their first match instead of that of their section; takes longer.

        Raises:
            NoCatalog: the index is gone or damaged.
        """
        with self._searching() as searching:
            found = searching.search(query, limit, offset, among)
            meant = () if found.sections else _did_you_mean(query, searching)
        keys = [section.key for section in found.sections]
        rows = {row.n: row for row in self.rows_of(list(dict.fromkeys(key // SECTIONS_PER_BRIEFING for key in keys)))}
        hits = _hits(self._db, query, found.sections, rows)
        if lines:
            from tui.catalog.lines import with_lines

            hits = with_lines(hits, query, self.briefing)
        return Results(hits, found.briefings, found.total, meant)

    def matching(self, query: Query, *, among: frozenset[int] | None = None) -> frozenset[int]:
        """The numbers of all briefings that match."""
        with self._searching() as searching:
            return frozenset(searching.numbers(query, among))

    def matching_order(self, query: Query, sort: Sort = "date", *, newest_only: bool = False) -> array[int]:
        """The numbers of the briefings that match, in an order: what a filtered list shows."""
        order = self.order(sort, newest_only=newest_only)
        if query.everything:
            return order
        wanted = self.matching(query)
        return array("q", [n for n in order if n in wanted])

    def rows_matching(self, query: Query, sort: Sort = "date") -> list[Row]:
        """The rows of the briefings that match, in an order."""
        return self.rows_of(self.matching_order(query, sort))

    def dates(self, numbers: Sequence[int]) -> list[int]:
        """For each of some briefings the seconds of its newest date, undated ones far below zero."""
        return _of(numbers, self._db.execute("SELECT n, by_date FROM briefings"), 0)

    def series(self, numbers: Sequence[int]) -> list[str]:
        """For each of some briefings its series, or ""."""
        rows = self._db.execute("SELECT n, row FROM briefings")
        return _of(numbers, ((n, _decode_row(data).series) for n, data in rows), "")

    def count_matching(self, query: Query, *, among: frozenset[int] | None = None) -> int:
        """How many briefings match."""
        with self._searching() as searching:
            return searching.count(query, among)

    def refresh_needed(self) -> bool:
        """Whether any file of the library is new, changed or gone; looks at every one of them, but reads none."""
        from tui.catalog.comparing import compare

        found = compare(self._db, self._roots, time.time_ns())
        return bool(found.to_read or found.gone or found.gone_folders)


def _of(numbers: Sequence[int], pairs: Iterable[tuple[int, T]], absent: T) -> list[T]:
    found = dict(pairs)
    return [found.get(n, absent) for n in numbers]


_decode_row = msgspec.msgpack.Decoder(Row).decode


@cache
def _decoder(of: type[Thing]) -> msgspec.msgpack.Decoder[Thing]:
    """Made when it is first needed: a list needs none."""
    return msgspec.msgpack.Decoder(of)


def _hits(db: sqlite3.Connection, query: Query, sections: Iterable[FoundSection], rows: Mapping[int, Row]) -> tuple[Hit, ...]:
    """The sections as hits, given the rows of their briefings; what is gone is left out."""
    from tui.search.query_pattern import query_pattern

    pattern = query_pattern(query)
    hits = []
    for section in sections:
        row = rows.get(section.key // SECTIONS_PER_BRIEFING)
        text = db.execute("SELECT id, title, line, blocks FROM sections WHERE key = ?", (section.key,)).fetchone()
        if row is not None and text is not None:
            hits.append(hit_of(row, section.score, text, pattern))
    return tuple(hits)


def words_of(query: Query) -> list[str]:
    """The first words of a query that are looked for in text: those for which others may be offered."""
    words: list[str] = []
    for leaf in query.leaves():
        if isinstance(leaf, Word | Phrase) and leaf.field in ("", "title", "section", "body"):
            words += [leaf.text] if isinstance(leaf, Word) else leaf.tokens
    return words[:8]


def _did_you_mean(query: Query, searching: Searching) -> tuple[tuple[str, tuple[str, ...]], ...]:
    near = {word: tuple(searching.close_to(word)) for word in words_of(query)}
    return tuple((word, found) for word, found in near.items() if found)
