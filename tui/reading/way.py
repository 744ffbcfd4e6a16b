"""Briefings in the order in which one set out to read them, each known by what it is and not by its place or number.

The identity of a briefing is `tui.journal.records.Identity`: the id that its author gave it, else the path of its file,
which is followed where the library saw it move. Nothing of a way refers to a row or a number of any list: a file that is
saved, renamed or deleted, and another state of the catalog, change what a member resolves to and never which one it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from tui.reading.last_read import identity_of_row

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.journal.records import Identity

RowOf = Callable[["Identity"], "Row | None"]
"""The row that a briefing has in the library now; None where it is gone."""


class Way:
    """Members in order; those that are gone are passed over and named once."""

    def __init__(self, members: Iterable[Identity], row_of: RowOf) -> None:
        """Set out.

        Args:
            members: what the briefings are, in order.
            row_of: finds one in the library as it is now.
        """
        self._members: list[Identity] = []
        self._paths: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        """Of those whose authors gave them one."""
        self._row_of = row_of
        self._left: dict[str, int] = {}
        """Path that a member had before -> its index."""
        self._gone: set[int] = set()
        self._named: set[int] = set()
        self._passed: list[str] = []
        self.at = -1
        """Index of the member one is at; -1 at the start."""
        self.extend(members)

    def __len__(self) -> int:
        return len(self._members)

    def extend(self, members: Iterable[Identity]) -> int:
        """Go on with more of them, those left out that are members already. Returns how many are new."""
        before = len(self._members)
        for identity in members:
            if self.index(identity) is None:
                self._members.append(identity)
                self._know(len(self._members) - 1, identity)
        return len(self._members) - before

    def _know(self, index: int, identity: Identity) -> None:
        if identity.path:
            self._paths[identity.path] = index
        if identity.named:
            self._ids.setdefault(identity.id, index)

    def index(self, identity: Identity) -> int | None:
        """The index of a briefing; None where it is none of them."""
        here = self._paths.get(identity.path) if identity.path else None
        if here is not None and (not identity.named or self._members[here].id == identity.id):
            return here
        if identity.named and (known := self._ids.get(identity.id)) is not None:
            elsewhere = self._members[known].path
            # Of two files with one id, each is itself.
            if not elsewhere or not identity.path or here is not None or self._is_now_at(known, identity.path):
                return known
        return here

    def moved_from(self, path: str) -> int | None:
        """The index of the member that was at a path before it moved; None where none was."""
        return self._left.get(path)

    def _is_now_at(self, index: int, path: str) -> bool:
        row = self._row_of(self._members[index])
        return row is not None and identity_of_row(row).path == path

    def go(self, identity: Identity) -> bool:
        """Be at a briefing. Returns whether it is a member."""
        index = self.index(identity)
        if index is not None:
            self.at = index
        return index is not None

    def row(self, index: int) -> Row | None:
        """The row of a member as the library has it now; None where it is gone, or has become what another member is."""
        row = self._found(index)
        if row is None:
            self._gone.add(index)
            if index not in self._named:
                self._named.add(index)
                self._passed.append(self._members[index].title or self._members[index].id)
            return None
        self._gone.discard(index)
        return row

    def _found(self, index: int) -> Row | None:
        """The row of a member, which is known by what it is now from here on."""
        row = self._row_of(self._members[index])
        now = identity_of_row(row) if row is not None else None
        if now is None or self._is_another(index, now):
            return None
        before = self._members[index]
        if before.path != now.path and self._paths.get(before.path) == index:
            self._left[before.path] = self._paths.pop(before.path)
        self._members[index] = now
        self._know(index, now)
        return row

    def follow(self) -> None:
        """Look all of them up, so that each is known by what it is now."""
        for index in range(len(self._members)):
            self._found(index)

    def _is_another(self, index: int, now: Identity) -> bool:
        """Whether another member stands for the same file, as where one was moved over the other."""
        other = self._paths.get(now.path)
        return other is not None and other != index and self._is_now_at(other, now.path)

    def is_gone(self, index: int) -> bool:
        """Whether a member was found to be gone."""
        return index in self._gone

    def passed_over(self) -> list[str]:
        """The titles of those that were found to be gone since this was last asked, each once."""
        passed, self._passed = self._passed, []
        return passed

    def position_of(self, index: int) -> tuple[int, int]:
        """The place of a member, from 1, and how many there are; those that are gone do not count."""
        before = sum(1 for gone in self._gone if gone < index)
        return index + 1 - before, len(self._members) - len(self._gone - {index})


AROUND = 100
"""Rows of a long list that are taken on either side: they are looked up now, while the list is as it was."""

MOST_LISTED = 2_000
"""Rows of a list up to which it is looked through for what came in."""


class ListWalk:
    """The list that a briefing was opened from, as it was then."""

    def __init__(self, rows: Sequence[Row], place: int, row_of: RowOf, now: Callable[[], Sequence[Row]] | None = None) -> None:
        """Set out.

        Args:
            rows: of the list.
            place: index of the row that is opened.
            row_of: finds a briefing in the library as it is now.
            now: gives the rows of the list as it is by now; None where it has no other state.
        """
        self._rows = rows
        self._row_of = row_of
        self._now = now
        self._take(place)

    def _take(self, place: int) -> None:
        self._first = max(0, place - AROUND)
        self._way = Way(map(identity_of_row, self._rows[self._first : place + AROUND + 1]), self._row_of)
        self._way.at = place - self._first
        self._taken = len(self._way)

    @property
    def rows(self) -> Sequence[Row]:
        """Those of the whole list, as it is by now where that can be told."""
        return self._now() if self._now is not None else self._rows

    @property
    def position(self) -> str:
        """`3 of 14`."""
        place, whole = self._way.position_of(self._way.at)
        return f"{self._first + place:,} of {whole + len(self._rows) - self._taken:,}"

    def step(self, by: int) -> Row | None:
        """Go to the next member (1) or the one before (-1) that is there; None where there is none, and one stays.

        Returns:
            Its row as the library has it now.
        """
        index = self._way.at + by
        while True:
            place = self._first + index
            if not 0 <= index < len(self._way):
                if not 0 <= place < len(self._rows):
                    return None
                self._take(place)
                index = self._way.at
            row = self._way.row(index)
            if row is not None:
                self._way.at = index
                return row
            index += by

    def passed_over(self) -> list[str]:
        """The titles of those that were found to be gone since this was last asked."""
        return self._way.passed_over()

    def take_up(self) -> int:
        """At the end, take up what came into the list since. Returns how many there are to go on with."""
        now = self._now() if self._now is not None else ()
        if now is self._rows or len(now) > MOST_LISTED or len(self._rows) > MOST_LISTED:
            return 0
        old = Way(map(identity_of_row, self._rows), self._row_of)
        old.follow()
        return self._way.extend(identity for row in now if row.path and old.index(identity := identity_of_row(row)) is None)


def walk_from(rows: Callable[[], Sequence[Row]], row: Row, near: int, row_of: RowOf) -> ListWalk | None:
    """The way along a list from a row of it; None where it has gone from the list since it was chosen.

    Args:
        rows: of the list, as they are at any moment.
        row: the one that is opened.
        near: index at which it is likely to be.
        row_of: finds a briefing in the library as it is now.
    """
    now = rows()
    place = index_near(now, row, near)
    return ListWalk(now, place, row_of, rows) if place is not None else None


def index_near(rows: Sequence[Row], wanted: Row, near: int) -> int | None:
    """The index of a briefing in another state of a list, `near` first; None where it is not among the rows.

    Args:
        rows: of the list.
        wanted: the row that it had.
        near: where it is likely to be.
    """
    if near < len(rows) and rows[near].path == wanted.path and (not wanted.named or rows[near].id == wanted.id):
        return near
    from tui.reading.rows import Rows

    if isinstance(rows, Rows):
        return rows.place_of(wanted)
    return Way(map(identity_of_row, rows), lambda identity: None).index(identity_of_row(wanted))
