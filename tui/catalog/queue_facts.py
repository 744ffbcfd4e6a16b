"""What the queue asks of a catalog: few numbers of every briefing, kept apart from its row, so that none needs to be decoded."""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from tui.catalog.packing import content_in
from tui.model.actions import action_stamp, is_open
from tui.model.briefing import Briefing
from tui.model.dates import DAY, Date
from tui.model.decoders import decoder_of
from tui.model.late_pattern import late_pattern
from tui.model.part_path import part_path
from tui.model.recalls import RECALLED, Leaning, Recall, affected, leans_of, recalled_first, recalled_names, recalls_of, touching
from tui.model.text import shown_path
from tui.store.file_bytes import digest_of

UNDATED = -(1 << 62)
"""Sorts what has no date behind everything that has one."""

PRIORITIES = ("routine", "priority", "immediate", "flash")
"""From the lowest; what has none is like `routine`."""


class RecordedFacts(msgspec.Struct, array_like=True):
    """What a record keeps of a briefing for the queue, in the table `agenda`. Days are counted from 1970-01-01."""

    id: str
    named: bool
    """Whether its author gave it its id."""
    digest: bytes
    """Of its file's bytes."""
    due: int | None
    """The earliest day on which one of its open actions is due; None where none has a date."""
    open: int
    """How many open actions it has."""
    review: int | None
    """The day of its review."""
    priority: int
    """Index in `PRIORITIES`."""
    leans: bytes
    """What it leans on (`tui.model.recalls.leans_of`), as an array of numbers."""
    recalls: bytes | None
    """What it says was recalled, as msgpack; None for nothing."""
    actions: bytes | None
    """Its actions (`ActionFacts`), as msgpack; None for none."""
    told: int
    """Seconds of the newest of `Briefing.dates`; far below zero where it has none."""


class BriefingFacts(NamedTuple):
    """What of that the queue reads of every briefing; fields as of `RecordedFacts`."""

    n: int
    id: str
    named: bool
    digest: bytes
    due: int | None
    open: int
    review: int | None
    priority: int
    date: int
    """Seconds of its newest date; far below zero where it has none."""


class ActionFacts(NamedTuple):
    """An action, by its file."""

    stamp: str
    """By `tui.model.actions.action_stamp`."""
    due: int | None
    """The day on which it is due, counted from 1970-01-01; None where it has none."""
    is_open: bool
    """Whether it asks something of the reader."""


_actions = decoder_of(list[ActionFacts]).decode


class QueueFacts:
    """One state of a catalog as the queue sees it."""

    def __init__(self, db: sqlite3.Connection, replaced: Collection[int], affected: Collection[int]) -> None:
        self._db = db
        self.replaced = replaced
        """The numbers of the briefings that another one of the library replaces."""
        self.affected = affected
        """The numbers of the briefings that lean on something recalled or corrected."""

    def briefings(self) -> Iterator[BriefingFacts]:
        """Every briefing, in the order of their numbers."""
        query = "SELECT n, id, named, digest, due, open, review, priority, by_date FROM agenda ORDER BY n"
        return map(BriefingFacts._make, self._db.execute(query))

    def actions(self, n: int) -> list[ActionFacts]:
        """The actions of a briefing, those that are done among them."""
        found = self._db.execute("SELECT actions FROM agenda WHERE n = ?", (n,)).fetchone()
        return _actions(found[0]) if found is not None and found[0] is not None else []

    def open_actions(self, n: int) -> list[ActionFacts]:
        """The open actions of a briefing."""
        return [action for action in self.actions(n) if action.is_open]

    def recalled(self) -> dict[int, int]:
        """The briefings that were recalled, or lean on what was (`tui.model.recalls.recalled_first`)."""
        return _pairs_of(self._recalled_numbers)

    @property
    def _recalled_numbers(self) -> array[int]:
        found = self._db.execute("SELECT numbers FROM orders WHERE name = 'recalled'").fetchone()
        return array("q", found[0] if found is not None else b"")

    @property
    def withdrawn(self) -> frozenset[int]:
        """The briefings that were recalled themselves."""
        return recalled_themselves(self._recalled_numbers)

    def paths(self, *, named: bool = False) -> dict[int, str]:
        """The absolute paths, as they are shown, of the briefings whose ids come from them; of all others where `named`."""
        query = "SELECT n, folder, name, part FROM files JOIN agenda USING (n) WHERE named = ? AND root >= 0"
        return {
            n: shown_path(part_path(os.fsdecode(os.path.join(folder, name)), part))
            for n, folder, name, part in self._db.execute(query, (named,))
        }

    def formers(self) -> dict[int, list[str]]:
        """The former ids of the briefings that have any."""
        found: dict[int, list[str]] = {}
        for n, former in self._db.execute("SELECT n, id FROM ids WHERE former = 1"):
            found.setdefault(n, []).append(former)
        return found

    def older(self, n: int) -> list[int]:
        """The numbers of the briefings that one replaces, directly or by others between, the nearest first."""
        from tui.catalog.lineage import line_of

        return line_of(n, self._pairs())

    def lines(self) -> dict[int, list[int]]:
        """For every briefing that replaces others and is not replaced itself: the numbers of those others, the nearest first."""
        from tui.catalog.lineage import lines_of

        return lines_of(self._pairs())

    def _pairs(self) -> Iterable[tuple[int, int]]:
        found = self._db.execute("SELECT numbers FROM orders WHERE name = 'lineage'").fetchone()
        pairs = array("q", found[0] if found is not None else b"")
        return zip(pairs[::2], pairs[1::2], strict=True)

    def recalls(self, n: int) -> tuple[Recall, ...]:
        """What a briefing leans on that was recalled or corrected."""
        found = self._db.execute("SELECT leans FROM agenda WHERE n = ?", (n,)).fetchone()
        if found is None:
            return ()
        known = recalled(self._db)
        own = known.pop(n, ())
        return touching(leans_in(found[0]), own, [recall for recalls in known.values() for recall in recalls])

    def told_of_others(self, n: int) -> bytes:
        """A digest of what the page of a briefing says of others: their titles in links and citations, recalls, shared ids.

        Takes some 20 ms for 5 MB. Raises KeyError where the number is gone.
        """
        from tui.catalog.titles import Titles

        content = content_in(self._db, n)
        (own,) = self._db.execute("SELECT id FROM agenda WHERE n = ?", (n,)).fetchone()
        briefing = decoder_of(Briefing).decode(content)
        named = {name.decode("utf-8", "replace") for name in _named_in(content)} | {*briefing.related, *briefing.supersedes}
        titles = Titles(self._db)
        called = sorted((name, titles.get(name)) for name in named)
        claims = self._db.execute("SELECT count(*) FROM ids WHERE id = ? AND former = 0", (own,)).fetchone()
        return digest_of(msgspec.msgpack.encode((called, self.recalls(n), claims[0])))

    def recalled_names(self) -> set[int]:
        """The names (`tui.model.recalls.Recall.names`) of all that the library says was recalled."""
        return recalled_names(recalled(self._db).values())

    def recalls_of_many(self, numbers: Collection[int]) -> Mapping[int, tuple[Recall, ...]]:
        """What each of some briefings leans on that was recalled or corrected; those that lean on nothing such are left out."""
        known = recalled(self._db)
        leans = dict(self._db.execute("SELECT n, leans FROM agenda")) if numbers else {}
        wanted = {n: leans_in(leans[n]) for n in numbers if n in leans}
        found = affected(Leaning(n, wanted.get(n, ()), known.get(n, ())) for n in {*known, *wanted})
        return {n: told for n, told in found.items() if n in wanted}


def _pairs_of(numbers: array[int]) -> dict[int, int]:
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def recalled_themselves(pairs: array[int]) -> frozenset[int]:
    """The briefings that were recalled themselves, of the numbers that `leaning` gives second."""
    return frozenset([n for n, why in _pairs_of(pairs).items() if why == RECALLED.index("recalled")])


def day_of(date: Date) -> int | None:
    """The last day that a date can mean, else the first one; days are those of the author's calendar."""
    moment = date.upper if date.upper is not None else date.lower
    return None if moment is None else moment // DAY


def _actions_of(briefing: Briefing) -> list[ActionFacts]:
    return [
        ActionFacts(action_stamp(action), day_of(action.due) if action.due is not None else None, is_open(action))
        for action in briefing.actions
    ]


def recorded_facts(briefing: Briefing, content: bytes | None = None) -> RecordedFacts:
    """What is kept of a briefing, which must have what its library shares.

    Args:
        briefing: any.
        content: the briefing as msgpack, where that is at hand: its texts are looked through only where it may name a
            briefing anywhere.
    """
    actions = _actions_of(briefing)
    days = [action.due for action in actions if action.due is not None and action.is_open]
    recalls = recalls_of(briefing)
    return RecordedFacts(
        briefing.id,
        briefing.named,
        briefing.digest,
        min(days, default=None),
        sum(action.is_open for action in actions),
        day_of(briefing.review_by) if briefing.review_by else None,
        PRIORITIES.index(briefing.priority) if briefing.priority else 0,
        array("q", leans_of(briefing, _named(briefing) if content is None or _may_name(briefing, content) else ())).tobytes(),
        msgspec.msgpack.encode(recalls) if recalls else None,
        msgspec.msgpack.encode(actions) if actions else None,
        max([date.sort_key[1] for date in briefing.dates], default=UNDATED),
    )


_MENTION = late_pattern(rb"\[(?:\[([^\[\]|#\n]+)|@([^\[\]]+))")
_CITED = late_pattern(rb"@([^\s,;\[\]]+)")


def _may_name(briefing: Briefing, content: bytes) -> bool:
    """Whether anything that looks like a link or a citation in a briefing leads out of it."""
    named = _named_in(content)
    return bool(named) and not {item.id.encode() for item in briefing.items()}.issuperset(named)


def _named_in(content: bytes) -> set[bytes]:
    """The ids in all that looks like a link or a citation in a briefing as msgpack."""
    named: set[bytes] = set()
    if b"[[" not in content and b"[@" not in content:
        return named
    for link, cited in _MENTION.findall(content):
        if link:
            named.add(link.strip())
        else:
            named.update(_CITED.findall(b"@" + cited))
    return named


def _named(briefing: Briefing) -> set[str]:
    """The ids that the texts of a briefing link to or cite."""
    from tui.store.references import prose_of, references

    return {found.target for _, _, prose in prose_of(briefing) for found in references(prose.text) if found.target}


def leans_in(data: bytes) -> array[int]:
    """The numbers of `RecordedFacts.leans`."""
    numbers = array("q")
    numbers.frombytes(data)
    return numbers


_recalls = decoder_of(tuple[Recall, ...]).decode


def recalled(db: sqlite3.Connection) -> dict[int, tuple[Recall, ...]]:
    """What the briefings of a catalog say was recalled, by their numbers."""
    return {n: _recalls(data) for n, data in db.execute("SELECT n, recalls FROM agenda WHERE recalls IS NOT NULL")}


def leaning(db: sqlite3.Connection) -> tuple[array[int], array[int]]:
    """Of a catalog, the numbers of the briefings that lean on something recalled or corrected, in order.

    And pairs for those that ask to be read first, by `tui.model.recalls.recalled_first`.
    """
    known = recalled(db)
    if not known:
        return array("q"), array("q")
    rows = db.execute("SELECT n, leans FROM agenda")
    leanings = [Leaning(n, leans_in(data), known.get(n, ())) for n, data in rows]
    told = affected(leanings)
    pairs = (number for pair in sorted(recalled_first(leanings, told).items()) for number in pair)
    return array("q", sorted(told)), array("q", pairs)
