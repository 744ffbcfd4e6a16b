"""Every source of a library once: its grades, who rests on it, and how many origins there are behind all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import DERIVED, KIND, KIND_BITS, SETTLED, HeldSource, source_number
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.queue_facts import UNDATED
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.briefing import Source
from tui.model.counted import counted
from tui.model.handling import strictest
from tui.model.recalls import Recall, source_names
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST_BRIEFINGS = 5
"""Briefings that an entry names; of more it says how many."""

MOST_ALIKE = 200
"""Places at which a source stands that are looked at for what is said of it."""


class OneSource(NamedTuple):
    """A source, wherever it stands."""

    keys: Sequence[ItemKey]
    """By key; the first tells it from all others."""

    @property
    def key(self) -> int:
        """Tells it from all others."""
        return self.keys[0].key

    @property
    def briefings(self) -> int:
        """How many briefings name it."""
        return 1 if len(self.keys) == 1 else len({one.key // SECTIONS_PER_BRIEFING for one in self.keys})


class EverySource:
    """The sources of a library, each once."""

    def __init__(
        self,
        by_key: Mapping[int, OneSource],
        named: Mapping[int, int],
        whole: Mapping[int, int],
        derived: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Hold them.

        Args:
            by_key: by the key that tells it from all others.
            named: by each name the key of one of its places.
            whole: by the key of each of its places that key, where it is another.
            derived: pairs of the key of a place and a name of what the source is derived from there.
        """
        self.derived = derived
        self.by_key = by_key
        self._named = named
        self._whole = whole

    def at(self, key: int) -> int:
        """The key that tells a source from all others, by that of any place."""
        return self._whole.get(key, key)

    def named(self, name: int) -> int | None:
        """The same by a name; None where no source has it."""
        key = self._named.get(name)
        return None if key is None else self._whole.get(key, key)


class Origins(NamedTuple):
    """What is behind some sources."""

    number: int
    """Sources that rest on no other, and circles of sources that rest on each other alone."""
    circular: frozenset[int]
    """Keys of sources that are derived from themselves, by others between."""


def every_source(items: LibraryItems) -> EverySource:
    """The sources of a library, each once: those that share an address, or id and title, are the same."""
    places = {one.key: one for one in items.keys(Source)}
    first: dict[int, int] = {}
    home: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    # The names of one place stand together, and places in order: so most are told apart by one look.
    derived: list[tuple[int, int]] = []
    of_source, bits = KIND[Source], (1 << KIND_BITS) - 1
    for key, name in items.names(of_source, DERIVED):
        if name & bits != of_source:
            derived.append((key, name - DERIVED + of_source))
            continue
        other = first.setdefault(name, key)
        one = home.get(key)
        if one is None:
            one = home[key] = key
            groups[key] = [key]
        two = home[other]
        if one != two:
            small, large = (one, two) if len(groups[one]) < len(groups[two]) else (two, one)
            moved = groups.pop(small)
            groups[large] += moved
            for each in moved:
                home[each] = large
    by_key: dict[int, OneSource] = {}
    whole: dict[int, int] = {}
    for own in groups.values():
        if len(own) == 1:
            [key] = own
            if key in places:
                by_key[key] = OneSource((places[key],))
            continue
        own = sorted([key for key in own if key in places])
        if own:
            by_key[own[0]] = OneSource([places[key] for key in own])
            whole |= dict.fromkeys(own[1:], own[0])
    return EverySource(by_key, first, whole, derived)


def origins_of(sources: EverySource, derived: Iterable[tuple[int, int]]) -> Origins:
    """Count what is behind some sources.

    Args:
        sources: each once.
        derived: pairs of the key of a source and a name that it is derived from.
    """
    outside: set[int] = set()
    edges: dict[int, set[int]] = {}
    for key, name in derived:
        other = sources.named(name)
        if other is None:
            # What is no source here, such as a briefing, is an origin of its own; keys are never negative.
            other = -1 - name
            outside.add(other)
        if other != key:
            edges.setdefault(key, set()).add(other)
    closed, circular = _circles(edges)
    return Origins(len(sources.by_key) - len(edges) + len(outside) + closed, frozenset(circular))


def _circles(edges: Mapping[int, set[int]]) -> tuple[int, set[int]]:
    """How many circles nothing leads out of, and what stands in any circle (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    standing: set[int] = set()
    closed, circular = 0, set[int]()
    for start in edges:
        if start in index:
            continue
        work: list[tuple[int, Iterator[int]]] = []
        waiting: int | None = start
        while waiting is not None or work:
            if waiting is not None:
                index[waiting] = low[waiting] = len(index)
                stack.append(waiting)
                standing.add(waiting)
                work.append((waiting, iter(sorted(edges.get(waiting, ())))))
                waiting = None
            place, rest = work[-1]
            for other in rest:
                if other not in index:
                    waiting = other
                    break
                if other in standing:
                    low[place] = min(low[place], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    at = stack.index(place) if stack[-1] != place else len(stack) - 1
                    circle = set(stack[at:])
                    del stack[at:]
                    standing -= circle
                    if len(circle) > 1:
                        circular |= circle
                        closed += all(edges[one] <= circle for one in circle)
    return closed, circular


def answer(question: PageQuestion) -> Composition:
    """Recalled and corrected sources, then the others, those that most briefings name first."""
    items = question.items
    sources = every_source(items)
    origins = origins_of(sources, [(sources.at(key), name) for key, name in sources.derived])
    recalls = {key: told for name, told in items.recalls().items() if (key := sources.named(name)) is not None}
    withdrawn = {sources.at(one.key) for one in items.keys(Source, state=SETTLED)} | recalls.keys()
    first = [sources.by_key[key] for key in sorted(withdrawn)]
    rest = [one for key, one in sources.by_key.items() if key not in withdrawn]
    rest.sort(key=lambda one: -one.briefings)
    if question.option("source"):
        asked = Source(id=question.option("id"), title=question.option("source"), url=question.option("url"))
        wanted = {sources.named(source_number(name)) for name in source_names(asked)}
        first, rest = [[one for one in some if one.key in wanted] for some in (first, rest)]
    sections = [
        _section(items, id, title, some, recalls, origins)
        for id, title, some in (
            ("~withdrawn", "Recalled or corrected", first),
            ("~sources-of-all", "What most rests on first", rest),
        )
        if some
    ]
    return Composition(
        "~sources-of-library",
        "Sources",
        sections,
        partial(_summary, question, origins),
        "There are no sources here.",
        "A briefing names its sources under `sources:`, each with a grade, and what it is `derived_from`.",
    )


def _section(
    items: LibraryItems, id: str, title: str, sources: Sequence[OneSource], recalls: Mapping[int, Recall], origins: Origins
) -> PageSection:
    by_key = {one.key: one for one in sources}

    def fetch(keys: Sequence[int]) -> list[PageEntry]:
        wanted = [by_key[key] for key in keys if key in by_key]
        places = [each for one in wanted for each in one.keys[:MOST_ALIKE]]
        held = dict(items.contents([each.key for each in places]))
        dates = items.dates(list({each.n for each in places}))
        # The newest briefing's word of it comes first.
        newest = {
            one.key: sorted(
                [each.key for each in one.keys[:MOST_ALIKE] if each.key in held],
                key=lambda key: dates.get(items.number_of(key), UNDATED),
                reverse=True,
            )
            for one in wanted
        }
        named = items.found([key for own in newest.values() for key in own[:MOST_BRIEFINGS]])
        found = {each.key: each for each in named}
        entries = []
        for one in wanted:
            shown = [found[key] for key in newest[one.key][:MOST_BRIEFINGS] if key in found]
            if shown:
                every = [held[key] for key in newest[one.key]]
                rest = partial(items.found, newest[one.key][MOST_BRIEFINGS:])
                entries.append(_entry(one, shown, every, rest, items, recalls.get(one.key), one.key in origins.circular))
        return entries

    marking = items.marking([each for one in sources for each in one.keys])
    return PageSection(id, title, FetchedEntries([one.key for one in sources], fetch, marking), 250, 5)


def _summary(question: PageQuestion, origins: Origins, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(f"{counted(shown.count, 'source')}, {counted(origins.number, 'origin')}")
    withdrawn = sum(len(section.entries) for section in shown.sections if section.id == "~withdrawn")
    phrase.add(f"{withdrawn:,} recalled or corrected" if withdrawn else "", "problem", before=DOT)
    phrase.add(f"{len(origins.circular):,} in a circle" if origins.circular else "", "problem", before=DOT)
    return asked_of(question, phrase)


# one source


class _Fields(Mapping[str, object]):
    """What `--json` says of a source; only that reads the rows of all briefings that name it."""

    def __init__(self, known: Mapping[str, object], found: Sequence[FoundItem], rest: Callable[[], Sequence[FoundItem]]) -> None:
        self._known, self._found, self._rest = known, found, rest

    def __getitem__(self, name: str) -> object:
        if name != "briefings":
            return self._known[name]
        every = [*self._found, *self._rest()]
        return [{"briefing": one.row.id, "title": one.row.title, "grade": one.item.source.grade or None} for one in every]

    def __iter__(self) -> Iterator[str]:
        yield from (*self._known, "briefings")

    def __len__(self) -> int:
        return len(self._known) + 1


def _entry(
    source: OneSource,
    found: Sequence[FoundItem],
    every: Sequence[HeldSource],
    rest: Callable[[], Sequence[FoundItem]],
    items: LibraryItems,
    recall: Recall | None,
    circular: bool,
) -> PageEntry:
    own: Source = found[0].item.source
    target = EntryTarget(found[0].row.id, found[0].row.real_path, "~sources", own.id, own.title)
    grades = list(dict.fromkeys(one.source.grade for one in every if one.source.grade))
    status = next((one.source.status for one in every if one.source.status not in (None, "active")), None)
    rests = {name: sum(getattr(one, name) for one in every) for name in ("judgments", "facts", "others")}
    fields: dict[str, object] = {
        "title": own.title,
        "publisher": own.publisher or None,
        "date": date_text(own.date),
        "url": own.url or None,
        "grades": grades,
        "status": status or (recall.status if recall is not None else None),
        "reason": (recall.reason or None) if recall is not None else None,
        "action": (recall.action or None) if recall is not None else None,
        "derived_from": list(dict.fromkeys(name for one in every for name in one.source.derived_from)),
        "circular": circular,
        **rests,
    }
    make = partial(_blocks, source.briefings, found, fields)
    marking = items.marking(source.keys)
    return PageEntry(
        str(source.key), make, target, strictest([marking, *[one.marking for one in found]]), _Fields(fields, found, rest)
    )


def _blocks(briefings: int, found: Sequence[FoundItem], fields: Mapping[str, object], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.names import grade_words

    own: Source = found[0].item.source
    status = str(fields["status"] or "")
    row = Phrase(own.title or own.id or "Untitled", "strong")
    yield row.add(status, "problem strong", before=" — ").block("row", context, space=1)
    details = Phrase(own.publisher).add(own.date.display if own.date else "", "date", before=DOT).add(own.type, before=DOT)
    details.add(own.url, "link", own.url.strip(), before=DOT)
    if details:
        yield details.block("detail", context, first="  ")
    told = Phrase("because", "muted").add(str(fields["reason"]), before=" ") if fields["reason"] else Phrase()
    told.add(str(fields["action"] or ""), "problem", before=DOT)
    if told:
        yield told.block("detail", context, first="  ")
    grades = [str(grade) for grade in list(fields["grades"])]  # type: ignore[call-overload]
    if len(grades) == 1:
        words = grade_words(own.reliability, own.credibility)
        yield Phrase(grades[0], "grade").add(words, before=" — ").block("detail", context, first="  ")
    elif grades:
        yield Phrase("graded", "muted").add(" and ".join(grades), "grade", before=" ").block("detail", context, first="  ")
    derived = Phrase()
    for name in list(fields["derived_from"]):  # type: ignore[call-overload]
        derived.add(str(name), "cite", before=DOT)
    if derived:
        phrase = Phrase("derived from", "muted").literal(" ").inline(derived.text, derived.spans)
        phrase.add("in a circle" if fields["circular"] else "", "problem", before=DOT)
        yield phrase.block("detail", context, first="  ")
    rests = [
        (int(str(fields[name])), word) for name, word in (("judgments", "judgment"), ("facts", "fact"), ("others", "other thing"))
    ]
    said = Phrase(f"in {counted(briefings, 'briefing')}")
    for number, word in rests:
        said.add(counted(number, word) if number else "", before=DOT)
    yield said.block("detail", context, first="  ")
    for one in found[:MOST_BRIEFINGS]:
        line = Phrase(one.row.title or one.row.id, "link").add(
            one.item.source.grade if len(grades) > 1 else "", "grade", before=DOT
        )
        yield line.add(str(one.marking), "marking", before=DOT).block("detail", context, first="  ")
    if briefings > MOST_BRIEFINGS:
        yield Phrase(f"and {briefings - MOST_BRIEFINGS:,} more", "muted").block("detail", context, first="  ")
