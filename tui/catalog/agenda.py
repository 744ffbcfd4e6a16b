"""What a briefing asks of its readers, and what it leans on: kept apart from its row, since the queue looks at all of them."""

from __future__ import annotations

import re
import sqlite3
from array import array

import msgspec

from tui.catalog.asks import Asking, OpenAction
from tui.model.actions import action_stamp, is_open
from tui.model.briefing import Briefing
from tui.model.dates import DAY, Date
from tui.model.decoders import decoder_of
from tui.model.recalls import Leaning, Recall, affected, leans_of, recalled_first, recalls_of

PRIORITIES = ("routine", "priority", "immediate", "flash")
"""From the lowest; what has none is like `routine`."""


class Agenda(msgspec.Struct, array_like=True):
    """What is kept of a briefing for the queue. Days are counted from 1970-01-01."""

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
    """Its open actions (`tui.catalog.asks.OpenAction`), as msgpack; None for none."""


def day_of(date: Date) -> int | None:
    """The last day that a date can mean, else the first one; days are those of the author's calendar."""
    moment = date.upper if date.upper is not None else date.lower
    return None if moment is None else moment // DAY


def open_actions_of(briefing: Briefing) -> list[OpenAction]:
    """The actions of a briefing that ask something of its readers, by its file."""
    return [
        OpenAction(action_stamp(action), day_of(action.due) if action.due is not None else None)
        for action in briefing.actions
        if is_open(action)
    ]


def agenda_of(briefing: Briefing, content: bytes | None = None) -> Agenda:
    """What is kept of a briefing, which must have what its library shares.

    Args:
        briefing: any.
        content: the briefing as msgpack, where that is at hand: its texts are looked through only where it may name a
            briefing anywhere.
    """
    actions = open_actions_of(briefing)
    days = [action.due for action in actions if action.due is not None]
    recalls = recalls_of(briefing)
    return Agenda(
        briefing.id,
        briefing.named,
        briefing.digest,
        min(days, default=None),
        len(actions),
        day_of(briefing.review_by) if briefing.review_by else None,
        PRIORITIES.index(briefing.priority) if briefing.priority else 0,
        array("q", leans_of(briefing, _named(briefing) if content is None or _may_name(briefing, content) else ())).tobytes(),
        msgspec.msgpack.encode(recalls) if recalls else None,
        msgspec.msgpack.encode(actions) if actions else None,
    )


_MENTION = re.compile(rb"\[(?:\[([^\[\]|#\n]+)|@([^\[\]]+))")
_CITED = re.compile(rb"@([^\s,;\[\]]+)")


def _may_name(briefing: Briefing, content: bytes) -> bool:
    """Whether anything that looks like a link or a citation in a briefing leads out of it."""
    if b"[[" not in content and b"[@" not in content:
        return False
    named: set[bytes] = set()
    for link, cited in _MENTION.findall(content):
        if link:
            named.add(link.strip())
        else:
            named.update(_CITED.findall(b"@" + cited))
    return not {item.id.encode() for item in briefing.items()}.issuperset(named)


def asking_of(n: int, briefing: Briefing, date: int) -> Asking:
    """What the queue knows of a briefing in memory.

    Args:
        n: its number.
        briefing: with what its library shares.
        date: seconds of its newest date.
    """
    kept = agenda_of(briefing, b"")
    return Asking(n, kept.id, kept.named, kept.digest, kept.due, kept.open, kept.review, kept.priority, date)


def leaning_of(n: int, briefing: Briefing) -> Leaning:
    """What a briefing in memory leans on, and what it says was recalled."""
    return Leaning(n, leans_of(briefing, _named(briefing)), recalls_of(briefing))


def _named(briefing: Briefing) -> set[str]:
    """The ids that the texts of a briefing link to or cite."""
    from tui.store.references import prose_of, references

    return {found.target for _, _, prose in prose_of(briefing) for found in references(prose.text) if found.target}


def leans_in(data: bytes) -> array[int]:
    """The numbers of `Agenda.leans`."""
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
