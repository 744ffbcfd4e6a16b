"""What leans on something that was recalled or corrected: sources wherever they are named, and briefings.

A briefing leans on a source that it lists, whoever says that the source was recalled: the briefing itself, what its
library shares, or another briefing of the library that lists the same source. It leans on a briefing that it names.
Sources are the same where their address is, or their id and their title. What leans on a briefing that only leans on
something recalled is not told: that is a matter of the one between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from tui.model.briefing import Briefing, HistoryEntry, Source
from tui.model.digests import blake2b
from tui.model.text import fold

RecallStatus = Literal["recalled", "corrected"]


class Recall(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A source that was recalled or corrected, or a briefing that was recalled, and what its author says of it."""

    status: RecallStatus
    of: Literal["source", "briefing", "entry"]
    """`entry` for one of the history that says something was recalled, where nothing else tells what."""
    title: str
    names: tuple[int, ...]
    """What it is known by, in the numbers of `leans_of`."""
    id: str = ""
    """In its briefing; the briefing's own."""
    date: str = ""
    """For people."""
    reason: str = ""
    action: str = ""
    """What readers are asked to do."""

    @property
    def said(self) -> tuple[str, str]:
        """For a banner: what happened, and the particulars (`Seed (recalled 3 Jul 2024: a forgery); required action: ...`)."""
        particulars = f"{self.status} {self.date}".rstrip() + (f": {self.reason.rstrip('.')}" if self.reason else "")
        action = f"; required action: {self.action}" if self.action else ""
        return f"Leans on a {self.status} {self.of}", f"{self.title} ({particulars}){action}"


class Leaning(NamedTuple):
    """What one briefing leans on, and what it says was recalled."""

    n: int
    """Of the briefing."""
    leans: Sequence[int]
    """By `leans_of`."""
    recalls: tuple[Recall, ...]
    """By `recalls_of`."""


def _number(*parts: str) -> int:
    """A number of 63 bits for a name: many names are kept, and compared."""
    return int.from_bytes(blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1


def briefing_number(name: str) -> int:
    """The number of a briefing's id, among those of `leans_of`."""
    return _number("briefing", name)


def address(url: str) -> str:
    """A web address without what may differ between two ways to write it: scheme, `www.`, fragment, campaign, last slash."""
    rest = url.strip().partition("#")[0]
    scheme, found, after = rest.partition("://")
    rest = after if found and scheme.lower() in ("http", "https") else rest
    host, slash, path = rest.partition("/")
    host = host.lower().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    path, _, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("utm_"))
    return f"{host}{slash}{path}".rstrip("/") + (f"?{kept}" if kept else "")


@lru_cache(maxsize=8192)
def _source_number(source_id: str, title: str) -> int:
    return _number("source", source_id, " ".join(fold(title).split()))


@lru_cache(maxsize=8192)
def _address_number(url: str) -> int:
    return _number("address", address(url))


def source_names(source: Source) -> Iterator[int]:
    """What a source is known by, as numbers: its addresses, and its id with its title. Two that share one are the same source."""
    for url in (source.url, source.archive):
        if url:
            yield _address_number(url)
    if source.id and source.title:
        yield _source_number(source.id, source.title)


def leans_of(briefing: Briefing, named: Iterable[str] = ()) -> tuple[int, ...]:
    """What a briefing leans on, as numbers of names, in order.

    Args:
        briefing: with what its library shares.
        named: ids that its texts link to or cite.
    """
    found = {name for source in briefing.sources for name in source_names(source)}
    others = {*briefing.related, *briefing.supersedes, *named}
    others |= {name for source in briefing.sources for name in source.derived_from}
    if others:
        own = {item.id for item in briefing.items()}
        found |= {briefing_number(name) for name in others - own}
    return tuple(sorted(found))


def recalls_of(briefing: Briefing) -> tuple[Recall, ...]:
    """What a briefing says was recalled or corrected: sources that it lists, and itself."""
    found: list[Recall] = []
    for source in briefing.sources:
        if source.status == "recalled" or source.status == "corrected":
            title, names = source.title or source.id, tuple(source_names(source))
            found.append(_told(source.status, "source", title, names, source.id, _entry(briefing, source), source.note.text))
    if briefing.status == "recalled":
        names = tuple([briefing_number(name) for name in (briefing.id, *briefing.formerly) if name])
        entry = next(_of_type(briefing, "recall"), None)
        found.append(_told("recalled", "briefing", briefing.title, names, briefing.id, entry, ""))
    elif not any(recall.status == "recalled" for recall in found):
        entry = next(_of_type(briefing, "recall"), None)
        if entry is not None:
            found.append(_told("recalled", "entry", entry.summary.text, (), "", entry, ""))
    return tuple(found)


def recalls_for_others(briefing: Briefing, recalls: Iterable[Recall]) -> tuple[Recall, ...]:
    """What is said of recalls where a briefing is handed out: that a source which it lists was recalled or corrected.

    Why, and what readers are asked to do, stands in another briefing, which may be marked more strictly than this one.
    """
    own = recalls_of(briefing)
    listed = [(source, frozenset(source_names(source))) for source in briefing.sources]
    found = []
    for recall in recalls:
        if recall in own:
            found.append(recall)
        elif recall.of == "source":
            source = next((source for source, names in listed if not names.isdisjoint(recall.names)), None)
            if source is not None:
                found.append(Recall(recall.status, "source", _flat(source.title or source.id), recall.names, source.id))
    return tuple(found)


def _told(
    status: RecallStatus,
    of: Literal["source", "briefing", "entry"],
    title: str,
    names: tuple[int, ...],
    id: str,
    entry: HistoryEntry | None,
    note: str,
) -> Recall:
    if entry is None:
        return Recall(status, of, _flat(title), names, id, reason=_flat(note))
    date = entry.date.day if entry.date else ""
    return Recall(status, of, _flat(title), names, id, date, _flat(entry.reason or entry.summary.text), _flat(entry.action))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _of_type(briefing: Briefing, type: str) -> Iterator[HistoryEntry]:
    """The entries of a type, newest first."""
    dated = [entry for entry in briefing.history if entry.type == type and entry.date]
    dated.sort(key=lambda entry: entry.date.sort_key if entry.date else (0, 0), reverse=True)
    yield from dated
    yield from (entry for entry in briefing.history if entry.type == type and not entry.date)


def _entry(briefing: Briefing, source: Source) -> HistoryEntry | None:
    """What the history says of a source: an entry that names it, or the only one of a briefing that was not recalled itself."""
    entries = list(_of_type(briefing, "recall" if source.status == "recalled" else "correction"))
    for entry in entries:
        said = f"{entry.summary.text} {entry.reason} {entry.action}"
        if (source.id and f"@{source.id}]" in said) or (source.title and source.title in said):
            return entry
    alone = len(entries) == 1 and briefing.status != "recalled"
    return entries[0] if alone and sum(one.status == source.status for one in briefing.sources) == 1 else None


def touching(leans: Iterable[int], own: tuple[Recall, ...], others: Iterable[Recall]) -> tuple[Recall, ...]:
    """What a briefing leans on that was recalled or corrected, each once, in the fullest account; recalls come first.

    Args:
        leans: of the briefing, by `leans_of`.
        own: what it says was recalled, by `recalls_of`.
        others: what the other briefings of its library say.
    """
    known = frozenset(leans)
    accounts = [recall for recall in own if recall.of == "source"]
    accounts += [recall for recall in others if not known.isdisjoint(recall.names)]
    # Which account is taken does not depend on the order in which they come.
    accounts.sort(key=lambda recall: (recall.status == "corrected", not recall.action, not recall.reason, not recall.date, recall))
    told: set[int] = set()
    found: list[Recall] = []
    for recall in accounts:
        if recall not in found and told.isdisjoint(recall.names):
            found.append(recall)
            told.update(recall.names)
    return tuple(found)


RECALLED = ("", "recalled", "leans on a recalled source", "leans on a recalled briefing", "something in it was recalled")
"""What a list says of a briefing that is to be read first, by the numbers of `recalled_first`."""


def recalled_first(library: Iterable[Leaning], told: Mapping[int, tuple[Recall, ...]]) -> dict[int, int]:
    """The briefings that a recall concerns, each with the place in `RECALLED` of what to say.

    Args:
        library: every briefing that leans on anything or says that something was recalled.
        told: by `affected`.
    """
    found: dict[int, int] = {}
    for one in library:
        own = {recall.of for recall in one.recalls if recall.status == "recalled"}
        others = {recall.of for recall in told.get(one.n, ()) if recall.status == "recalled"}
        kinds = ("briefing" in own, "source" in own | others, "briefing" in others, "entry" in own)
        if any(kinds):
            found[one.n] = 1 + kinds.index(True)
    return found


def recalled_names(told: Iterable[Iterable[Recall]]) -> set[int]:
    """The names of all that was recalled, of what the briefings of a library say."""
    return {name for recalls in told for recall in recalls if recall.status == "recalled" for name in recall.names}


def affected(library: Iterable[Leaning]) -> Mapping[int, tuple[Recall, ...]]:
    """The briefings of a library that lean on something recalled or corrected, each with what that is.

    Args:
        library: every briefing that leans on anything or says that something was recalled.
    """
    known = list(library)
    by_name: dict[int, list[tuple[int, Recall]]] = {}
    for one in known:
        for recall in one.recalls:
            for name in recall.names:
                by_name.setdefault(name, []).append((one.n, recall))
    found: dict[int, tuple[Recall, ...]] = {}
    for one in known:
        leans = one.leans if one.recalls or not by_name.keys().isdisjoint(one.leans) else ()
        others = [recall for name in leans for n, recall in by_name.get(name, ()) if n != one.n]
        told = touching(leans, one.recalls, others)
        if told:
            found[one.n] = told
    return found
