"""The queue: what asks to be read now, in groups, each briefing once; meant to be finished."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tui.catalog.location import QUEUE, keep
from tui.model.counted import counted
from tui.model.dates import MONTHS, civil_of
from tui.model.decoders import decoder_of
from tui.model.recalls import RECALLED
from tui.reading.last_read import State
from tui.reading.read_state import Reading, Readings
from tui.reading.rows import Group

if TYPE_CHECKING:
    from tui.catalog.queue_facts import BriefingFacts

RECALLS, CONTINUE, ASKED, UPDATED, NEW, REVIEW, BEGUN, STILL, REST = (
    "Recalled",
    "Continue",
    "Asked of you",
    "Updated",
    "New",
    "Review due",
    "Begun earlier",
    "Asked of you, read already",
    "Everything else",
)
GROUPS = (RECALLS, CONTINUE, ASKED, UPDATED, NEW, REVIEW, BEGUN, STILL, REST)
"""Under `STILL` stands what one is done reading, and has yet to do."""

MOST_CONTINUED = 5
"""Briefings under `Continue`; those that were begun before them come later."""

JOINT = " · "
VERSION = 2
"""Of what is kept of a queue."""


RECALL = 0
"""`ChangeSummary.rank` of what tells of a recall."""

STATES: tuple[State, ...] = ("new", "partly read", "read", "updated", "done")
_NUMBERS = {state: number for number, state in enumerate(STATES)}


class Left(NamedTuple):
    """What of a queue still asks for something."""

    reading: int
    """Briefings that are to be read."""
    acting: int
    """Those that were read, and have yet to be done."""


class Queue(msgspec.Struct, frozen=True):
    """A library in the order of its queue."""

    order: array[int]
    """Numbers of all briefings that no other one replaces."""
    groups: tuple[Group, ...] = ()
    """The headings over them; `REST` is over what asks for nothing."""
    reasons: Mapping[int, str] = {}
    """Why a briefing is where it is, in few words; left out where its state says all."""
    states: bytes = b""
    """For each place of `order` the state of the briefing, as its index in `STATES`."""
    acting: frozenset[int] = frozenset()
    """Numbers of those that ask for something to be done."""
    unsettled: tuple[int, ...] = ()
    """Numbers of those that may be updated, in order; a comparison will tell (`tui.reading.read_state.settled`)."""

    def state(self, place: int) -> State:
        """The state of the briefing at a place of `order`."""
        return STATES[self.states[place]] if place < len(self.states) else "new"

    @property
    def length(self) -> int:
        """How many of them ask for something."""
        return next((group.start for group in self.groups if group.title == REST), len(self.order))

    @property
    def reading(self) -> int:
        """How many of those ask to be read; the others were read, and only what they ask is left."""
        return next((group.start for group in self.groups if group.title in (STILL, REST)), len(self.order))

    @property
    def left(self) -> Left:
        """How much of it was left when it was made: all."""
        return Left(self.reading, self.length - self.reading)

    @property
    def asked(self) -> array[int]:
        """The numbers of those that ask for something."""
        return self.order[: self.length]

    @property
    def to_read(self) -> array[int]:
        """The numbers of those that ask to be read."""
        return self.order[: self.reading]


def left_of(queue: Queue, now: Queue) -> Left:
    """How much of a queue is left.

    Args:
        queue: as it is shown.
        now: made of the same state of the library, as things stand.
    """
    asked, to_read = frozenset(now.asked), frozenset(now.to_read)
    left = [n for n in queue.asked if n in asked]
    reading = sum(n in to_read for n in left)
    return Left(reading, len(left) - reading)


def is_due(one: BriefingFacts, day: int, *, reviewed: bool = False) -> bool:
    """Whether an action is due on a day, or was before, or the review is.

    Args:
        one: a briefing; its days are those of its author's calendar.
        day: by `today`.
        reviewed: whether one is done with it: reading it again is what a review asks, and all of that.
    """
    acting = one.open > 0 and one.due is not None and one.due <= day
    return acting or (not reviewed and one.review is not None and one.review <= day)


class _Places(NamedTuple):
    """Numbers by group, each with what it is sorted by there."""

    recalled: list[tuple[int, int, int]]
    continued: list[tuple[float, int, BriefingFacts]]
    asked: list[tuple[int, int, int, int]]
    updated: list[tuple[int, int, int]]
    new: bytearray
    """By rank, one more than the priority; 0 where another group has it. There may be many: a list of numbers takes forty times the
    room, and leaves it in pieces."""
    review: list[tuple[int, int]]
    still: list[tuple[int, int, int, int]]
    rest: bytearray
    """By rank, whether it is one of them."""


def queue_of(
    facts: Iterable[BriefingFacts],
    replaced: Iterable[int],
    known: Readings,
    by_date: Sequence[int],
    day: int,
    recalled: Mapping[int, int] = {},
) -> Queue:
    """Put a library into the order of its queue.

    Args:
        facts: of every briefing, without the actions that the reader closed.
        replaced: numbers of those that another one replaces; they are left out.
        known: where one stands with each.
        by_date: the numbers of all briefings, newest first.
        day: by `today`.
        recalled: what a recall concerns (`tui.model.recalls.recalled_first`).
    """
    older = frozenset(replaced)
    places = _Places([], [], [], [], bytearray(len(by_date)), [], [], bytearray(len(by_date)))
    ranks = array("q", [-1]) * (max(by_date, default=0) + 1)
    for rank, n in enumerate(by_date):
        ranks[n] = rank
    reasons: dict[int, str] = {}
    acting: list[int] = []
    for one in facts:
        n = one.n
        if n in older or n >= len(ranks) or ranks[n] < 0:
            continue
        reading = known.of.get(n)
        fallen = recalled.get(n, 0) if recalled else 0
        _place(one, reading, ranks[n], day, places, fallen)
        if one.open:
            acting.append(n)
        if reading is not None or one.open or fallen or (one.review is not None and one.review <= day):
            said = _reason(one, reading, day, fallen)
            if said:
                reasons[n] = said
    return _ordered(places, by_date, reasons, known, acting)


def _place(one: BriefingFacts, reading: Reading | None, rank: int, day: int, places: _Places, fallen: int) -> None:
    """Put a briefing into the first group that takes it."""
    state = reading.state if reading is not None else "new"
    if state == "done":
        if one.open:
            places.still.append(_asked(one, rank))
        else:
            places.rest[rank] = True
    elif (fallen and state != "read") or _tells_recall(reading):
        places.recalled.append((fallen or len(RECALLED), -one.priority, rank))
    elif state == "partly read" and reading is not None:
        places.continued.append((-reading.opened_at, rank, one))
    elif one.open:
        places.asked.append(_asked(one, rank))
    elif state == "updated" and reading is not None:
        places.updated.append((reading.summary.rank if reading.summary is not None else 8, -one.priority, rank))
    elif state == "new":
        places.new[rank] = one.priority + 1
    elif one.review is not None and one.review <= day:
        places.review.append((one.review, rank))
    else:
        places.rest[rank] = True


def _tells_recall(reading: Reading | None) -> bool:
    """Whether a briefing changed in that something was recalled."""
    return reading is not None and reading.state == "updated" and reading.summary is not None and reading.summary.rank == RECALL


def _asked(one: BriefingFacts, rank: int) -> tuple[int, int, int, int]:
    return one.due is None, one.due or 0, -one.priority, rank


def _ordered(places: _Places, by_date: Sequence[int], reasons: Mapping[int, str], known: Readings, acting: Iterable[int]) -> Queue:
    begun = sorted(places.continued)
    earlier = begun[MOST_CONTINUED:]
    places.asked.extend(_asked(one, rank) for _, rank, one in earlier if one.open)
    ranks: tuple[Iterable[int], ...] = (
        [place[-1] for place in sorted(places.recalled)],
        [rank for _, rank, _ in begun[:MOST_CONTINUED]],
        [place[-1] for place in sorted(places.asked)],
        [place[-1] for place in sorted(places.updated)],
        chain.from_iterable(_marked(places.new, mark) for mark in range(max(places.new, default=0), 0, -1)),
        [place[-1] for place in sorted(places.review)],
        [rank for _, rank, one in earlier if not one.open],
        [place[-1] for place in sorted(places.still)],
        _marked(places.rest, True),
    )
    order = array("q")
    groups: list[Group] = []
    for title, some in zip(GROUPS, ranks, strict=True):
        start = len(order)
        order.extend(by_date[rank] for rank in some)
        if len(order) > start:
            groups.append(Group(start, title))
    states = bytes([_NUMBERS[known.state(n)] for n in order]) if known.of else bytes(len(order))
    unsettled = [n for n, reading in known.of.items() if reading.unsettled] if known.of else []
    first = {n: at for at, n in enumerate(order)} if unsettled else {}
    settling = tuple(sorted((n for n in unsettled if n in first), key=first.__getitem__))
    return Queue(order, tuple(groups), reasons, states, frozenset(acting), settling)


def _marked(marks: bytearray, mark: int) -> Iterator[int]:
    """The ranks with a mark, in their order."""
    rank = marks.find(mark)
    while rank >= 0:
        yield rank
        rank = marks.find(mark, rank + 1)


# reasons


def _reason(one: BriefingFacts, reading: Reading | None, day: int, fallen: int) -> str:
    said: list[str] = []
    state = reading.state if reading is not None else "new"
    if fallen and state not in ("done", "read"):
        said.append(RECALLED[fallen])
    if one.open:
        said.append(_due(one, day))
    if reading is not None:
        if state == "partly read":
            said.append(f"{reading.read} of {reading.sections} sections read" if reading.read else "begun")
        elif state == "updated":
            said += _updated(reading)
    if one.review is not None and one.review <= day and state not in ("done", "new"):
        said.append(f"review was due {day_in_words(one.review, day)}" if one.review < day else "review due today")
    return JOINT.join(said)


def _due(one: BriefingFacts, day: int) -> str:
    count = f" ({one.open} actions)" if one.open > 1 else ""
    if one.due is None:
        return counted(one.open, "action")
    if one.due == day:
        return f"due today{count}"
    return f"{'overdue since' if one.due < day else 'due'} {day_in_words(one.due, day)}{count}"


def _updated(reading: Reading) -> list[str]:
    if reading.summary is None:
        return ["replaces the one you read" if reading.lineage else "changed"]
    return [", ".join(reading.summary.reasons) or "changed"]


def day_in_words(day: int, now: int) -> str:
    """A day in words, its year only where it is another one: `2 Aug`, `2 Aug 2023`."""
    year, month, number = civil_of(day)
    said = f"{number} {MONTHS[month - 1]}"
    return said if year == civil_of(now)[0] else f"{said} {year:04d}"


# kept between two runs


class _Kept(msgspec.Struct, array_like=True):
    key: bytes
    order: bytes
    groups: list[tuple[int, str]]
    reasons: dict[int, str]
    states: bytes
    acting: list[int]
    unsettled: list[int]


class KeptQueue:
    """The last queue of a library, kept in its cache so that the first screen need not wait; it can be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        """`folder` is that of the library's catalog, private to the user."""
        self._path = folder / QUEUE

    def load(self, key: bytes) -> Queue | None:
        """The queue that was kept under this key; None where another one was, or none.

        Args:
            key: of all that the queue depends on, by `key_of`.
        """
        try:
            found = decoder_of(_Kept).decode(self._path.read_bytes())
        except (OSError, msgspec.DecodeError):
            return None
        if found.key != key:
            return None
        order = array("q", found.order)
        groups = tuple(Group(*group) for group in found.groups)
        return Queue(order, groups, found.reasons, found.states, frozenset(found.acting), tuple(found.unsettled))

    def save(self, key: bytes, queue: Queue) -> None:
        """Keep a queue; nothing happens where that is not possible."""
        groups = [(group.start, group.title) for group in queue.groups]
        kept = _Kept(
            key, queue.order.tobytes(), groups, dict(queue.reasons), queue.states, sorted(queue.acting), list(queue.unsettled)
        )
        with suppress(OSError):
            keep(self._path, msgspec.msgpack.encode(kept))


def key_of(catalog: bytes, journal: bytes, day: int) -> bytes:
    """What a queue depends on, as a key.

    Args:
        catalog: tells one state of the catalog from all others.
        journal: the journal's stamp.
        day: by `today`.
    """
    return b"\0".join((str(VERSION).encode(), catalog, journal, str(day).encode()))


def filtered(queue: Queue, wanted: Container[int] | None) -> tuple[Sequence[int], list[Group]]:
    """The numbers of a queue, and the headings over them: all, or those that answer a query.

    Args:
        queue: in its order.
        wanted: the numbers of those that answer; None for all.
    """
    if wanted is None:
        return queue.order, list(queue.groups)
    order: list[int] = []
    groups: list[Group] = []
    ends = [*[group.start for group in queue.groups], len(queue.order)][1:]
    for group, end in zip(queue.groups, ends, strict=True):
        some = [n for n in queue.order[group.start : end] if n in wanted]
        if some:
            groups.append(Group(len(order), group.title))
            order += some
    return order, groups
