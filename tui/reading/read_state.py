"""Where one stands with every briefing of a library, from what the journal has of all of them at once.

At 100,000 briefings nothing can be asked one by one. Keys are matched directly; only briefings that may have been
renamed or moved since they were read are looked up by the journal's own rules.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.changes.results import ChangeSummary, decoded_summary
from tui.journal.records import Identity, Seen, path_key
from tui.model.apparatus import FRONT
from tui.model.recalls import recalled_names
from tui.reading.last_read import Comparison, ReadingJournal, State, identity_of_row

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.queue_facts import QueueFacts
    from tui.journal.recall_times import RecallTimes
    from tui.model.recalls import Recall

MOST_FOLLOWED = 2_000
"""Briefings that are looked up one by one at a time, since their files may have been renamed or moved."""


UNKNOWN = ChangeSummary(reasons=("changed",), sections=(FRONT,))
"""Of a file that changed since one was done with it, where nothing of it was kept."""


RECALLED_SINCE = ChangeSummary(rank=0, reasons=("since you read it",), sections=(FRONT,))
"""Of a briefing that leans on what was recalled elsewhere since one read it."""


class LibraryJournal(ReadingJournal, Protocol):
    """What is asked of the journal for lists."""

    def seen(self) -> Mapping[str, Seen]:
        """What was done with every briefing."""

    def change_summaries(self) -> Mapping[str, tuple[bytes, bytes]]:
        """The last summary of every briefing that has one."""

    def keys_of(self, identities: Iterable[Identity]) -> list[str]:
        """The keys of many briefings."""

    @property
    def recall_times(self) -> RecallTimes:
        """When recalls were first seen."""


class Reading(NamedTuple):
    """Where one stands with a briefing that was begun, or that replaces one that was."""

    n: int
    key: str
    """Of the journal; "" where it has no entry of its own."""
    state: State
    read: int
    sections: int
    opened_at: float
    summary: ChangeSummary | None = None
    """Where it is updated: why, as far as it is known."""
    lineage: bool = False
    """Whether it is compared with one that it replaces."""

    @property
    def unsettled(self) -> bool:
        """Whether it may be updated, which only a comparison can tell."""
        return self.state == "updated" and self.summary is None


class Readings(NamedTuple):
    """Where one stands with a library."""

    of: Mapping[int, Reading]
    """By number; those that are left out are new."""
    keys: Mapping[str, int]
    """Key of the journal -> number, for every briefing of the library that it has an entry of."""

    def state(self, n: int) -> State:
        """The state of a briefing."""
        reading = self.of.get(n)
        return reading.state if reading is not None else "new"


class Settled(NamedTuple):
    """What came out of a comparison."""

    n: int
    key: str
    """Of what it was compared with."""
    digest: bytes
    """Of the file."""
    summary: ChangeSummary


FreshSummaries = dict[str, tuple[bytes, ChangeSummary]]
"""Key of what was compared with -> digest of the file, what came out."""


def readings(held: Catalog, journal: LibraryJournal, fresh: FreshSummaries | None = None) -> Readings:
    """Where one stands with every briefing of a library. Looks into no briefing.

    Args:
        held: the library.
        journal: knows what was read.
        fresh: what came out of comparisons just now; the journal keeps none of what is marked too strictly.
    """
    seen = journal.seen()
    facts = held.queue_facts
    if not seen:
        # What is recalled before anything is done brings nothing back.
        if facts.affected:
            journal.recall_times.since(facts.recalled_names(), keep=False)
        return Readings({}, {})
    keys, seen = _keys(held, journal, seen)
    summaries = dict(fresh) if fresh else {}
    for name, (digest, data) in journal.change_summaries().items():
        kept = decoded_summary(data)
        if kept is not None and name not in summaries:
            summaries[name] = digest, kept
    found: dict[int, Reading] = {}
    lines = facts.lines()
    digests: dict[int, bytes] = {}
    for one in facts.briefings():
        if one.n in lines:
            digests[one.n] = one.digest
        key = keys.get(one.n)
        if key is not None and key in seen:
            found[one.n] = _reading(one.n, key, seen[key], one.digest, summaries.get(key), journal)
    for n, olds in lines.items():
        mine = found.get(n)
        if mine is None or mine.state == "new":
            before = next((found[old] for old in olds if old in found and found[old].state != "new"), None)
            if before is not None:
                found[n] = _replacing(n, mine, digests.get(n, b""), summaries.get(before.key))
    for n in _recalled_since(found, seen, facts, journal.recall_times):
        found[n] = found[n]._replace(state="updated", summary=RECALLED_SINCE)
    return Readings(found, {key: n for n, key in keys.items()})


def _recalled_since(found: Mapping[int, Reading], seen: Mapping[str, Seen], facts: QueueFacts, times: RecallTimes) -> list[int]:
    """The numbers of briefings that lean on what was recalled elsewhere after one was done with them, or read them."""
    since = times.since(facts.recalled_names() if facts.affected else ())
    wanted = {n for n in facts.affected if n in found and found[n].state in ("done", "read")} if since else set()
    again = []
    for n, recalls in facts.recalls_of_many(wanted).items() if wanted else ():
        _, done_at, _, _, opened_at, _ = seen[found[n].key]
        last = done_at or opened_at
        if any(is_since(recall, since, last) for recall in recalls):
            again.append(n)
    return again


def recalled_after(recalls: Collection[Recall], times: RecallTimes, moment: float) -> bool:
    """Whether any of what one briefing leans on was first seen to be recalled after a moment.

    Args:
        recalls: what it leans on.
        times: when recalls were first seen.
        moment: seconds since 1970.
    """
    since = times.since(recalled_names([recalls]))
    return any(is_since(recall, since, moment) for recall in recalls)


def is_since(recall: Recall, since: Mapping[int, float], moment: float) -> bool:
    """Whether something was first seen to be recalled after a moment, under whatever name.

    Args:
        recall: what was recalled or corrected.
        since: when its names were first seen to be recalled.
        moment: seconds since 1970.
    """
    return recall.status == "recalled" and min((since.get(name, 0.0) for name in recall.names), default=0.0) > moment


def _reading(
    n: int, key: str, seen: Seen, digest: bytes, kept: tuple[bytes, ChangeSummary] | None, journal: ReadingJournal
) -> Reading:
    last, done_at, read, sections, opened_at, begun = seen
    # Without a digest nothing is known of its sections: then only its place was kept.
    if not (read or done_at or (begun and (sections or not last))):
        # A briefing of which nothing counts is read when it was opened.
        state: State = "read" if opened_at and last and not sections else "new"
        return Reading(n, key, state, read, sections, opened_at)
    summary = kept[1] if kept is not None and kept[0] == digest else None
    same = not last or last == digest
    changed = not same
    if summary is not None:
        changed = bool(summary) and (not same or (done_at < summary.at and _left(key, summary, journal)))
    if changed:
        return Reading(n, key, "updated", read, sections, opened_at, summary)
    state = "done" if done_at else "read" if read and read >= sections else "partly read"
    return Reading(n, key, state, read, sections, opened_at)


def _left(key: str, summary: ChangeSummary, journal: ReadingJournal) -> bool:
    """Whether any of the changed sections was not read since they were compared."""
    journal.learn(summary.sections)
    standing = journal.standing(key)
    return standing is None or any(standing.read.get(section, 0.0) < summary.at for section in summary.sections)


def _replacing(n: int, mine: Reading | None, digest: bytes, kept: tuple[bytes, ChangeSummary] | None) -> Reading:
    """A briefing that was not begun, and that replaces one that was: an update of that one, unless nothing differs."""
    summary = kept[1] if kept is not None and kept[0] == digest else None
    key, opened_at = (mine.key, mine.opened_at) if mine is not None else ("", 0.0)
    state: State = "new" if summary is not None and not summary else "updated"
    return Reading(n, key, state, 0, 0, opened_at, summary, lineage=True)


def _keys(held: Catalog, journal: LibraryJournal, seen: Mapping[str, Seen]) -> tuple[dict[int, str], Mapping[str, Seen]]:
    """By number, the key of every briefing that the journal has an entry of; and the entries, some under other keys now."""
    paths = _path_keys(held.queue_facts.paths()) if any(key.startswith("@") for key in seen) else {}
    found: dict[int, str] = {}
    for one in held.queue_facts.briefings():
        key = one.id.replace("@", "@@") if one.named else paths.get(one.n, "")
        if key in seen:
            found[one.n] = key
    numbers = _doubtful(found, held, seen)
    if numbers:
        rows = held.rows_of(numbers[:MOST_FOLLOWED])
        looked_up = journal.keys_of([identity_of_row(row) for row in rows])
        if any(key and key not in seen for key in looked_up):
            seen = journal.seen()
        for row, key in zip(rows, looked_up, strict=True):
            if key in seen:
                found[row.n] = key
            else:
                found.pop(row.n, None)
    return found, seen


def _path_keys(paths: Mapping[int, str]) -> dict[int, str]:
    real: dict[str, str] = {}
    found: dict[int, str] = {}
    for n, path in paths.items():
        folder, name = os.path.split(path)
        if folder not in real:
            real[folder] = os.path.realpath(folder)
        found[n] = path_key(f"{real[folder]}/{name}")
    return found


def _doubtful(found: Mapping[int, str], held: Catalog, seen: Mapping[str, Seen]) -> list[int]:
    """Briefings whose entries may stand under other keys than their own; the journal also tells of other libraries."""
    numbers = list(_sharing(found, held, seen))
    loose = seen.keys() - set(found.values())
    if loose:
        digests = {seen[key][0] for key in loose} - {b""}
        names = {os.path.splitext(os.path.basename(key))[0] for key in loose if key.startswith("@")}
        formers = held.queue_facts.formers()
        renamed = {n for n, ids in formers.items() if not loose.isdisjoint(ids) or any(_last(former) in names for former in ids)}
        named_paths = _path_keys(held.queue_facts.paths(named=True)) if names else {}
        for one in held.queue_facts.briefings() if digests or names or renamed else ():
            if one.n in found:
                continue
            moved = one.digest in digests or _last(one.id) in names if not one.named else named_paths.get(one.n) in loose
            if moved or one.n in renamed:
                numbers.append(one.n)
    return numbers


def _last(briefing_id: str) -> str:
    return briefing_id.rpartition("/")[2]


def _sharing(found: Mapping[int, str], held: Catalog, seen: Mapping[str, Seen]) -> Iterator[int]:
    """Briefings whose id another file claims, or did."""
    if len(set(found.values())) < len(found):
        claimed: set[str] = set()
        for n, key in found.items():
            if key in claimed:
                yield n
            claimed.add(key)
    # The second file of an id has a key made of both.
    apart = {key.partition("@/")[0] for key in seen if "@/" in key and not key.startswith("@")}
    if apart:
        yield from (one.n for one in held.queue_facts.briefings() if one.named and one.id.replace("@", "@@") in apart)


def settled(
    held: Catalog,
    journal: LibraryJournal,
    known: Readings,
    now: Callable[[], float],
    *,
    stop: Callable[[], bool] = lambda: False,
    wanted: Sequence[int] | None = None,
) -> Iterator[Settled]:
    """Compare the briefings that may be updated, one after another; each comparison is kept in the journal.

    Afterwards `readings` tells of all of them.

    Args:
        held: the library, for this thread.
        journal: knows what was read.
        known: where one stands.
        now: seconds since 1970.
        stop: asked between briefings.
        wanted: numbers of the only ones to compare, in order.

    Yields:
        What came out of each.
    """
    numbers = known.of if wanted is None else wanted
    for n in numbers:
        reading = known.of.get(n)
        if reading is None or not reading.unsettled:
            continue
        if stop():
            return
        try:
            document = held.document(n)
        except (KeyError, OSError):
            continue
        older = [identity_of_row(row) for row in held.rows_of(held.queue_facts.older(n))] if reading.lineage else []
        back = Comparison(journal, document, now(), older)
        summary = back.summary()
        # What was done without a word of it being read has nothing to be compared with.
        key = back.last_reading.key if back.last_reading is not None else reading.key
        yield Settled(n, key, back.identity.digest, summary if summary is not None else UNKNOWN)
