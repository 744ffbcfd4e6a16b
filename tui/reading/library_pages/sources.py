"""Every source of a library once: its grades, who rests on it, and how many origins there are behind all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import DERIVED, KIND, KIND_BITS, SETTLED, HeldSource, source_number
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.queue_facts import UNDATED
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
        return 1 if len(self.keys) == 1 else len({one.n for one in self.keys})


class EverySource(NamedTuple):
    """The sources of a library, each once."""

    by_key: Mapping[int, OneSource]
    """By the key that tells it from all others."""
    named: Mapping[int, int]
    """That key by each name."""


class Origins(NamedTuple):
    """What is behind some sources."""

    number: int
    """Sources that rest on no other, and circles of sources that rest on each other alone."""
    circular: frozenset[int]
    """Keys of sources that are derived from themselves, by others between."""


def every_source(items: LibraryItems) -> EverySource:
    """The sources of a library, each once: those that share an address, or id and title, are the same."""
    first: dict[int, int] = {}
    above: dict[int, int] = {}

    def root(key: int) -> int:
        while (found := above.get(key, key)) != key:
            above[key] = above.get(found, found)
            key = found
        return key

    for key, name in items.names(KIND[Source]):
        other = first.setdefault(name, key)
        if other != key:
            one, two = root(key), root(other)
            if one != two:
                above[max(one, two)] = min(one, two)
    groups: dict[int, list[ItemKey]] = {}
    for held in sorted(items.keys(Source), key=itemgetter(1)):
        key = held[1]
        groups.setdefault(root(key) if key in above else key, []).append(held)
    named = {name: root(key) if key in above else key for name, key in first.items()}
    return EverySource({key: OneSource(own) for key, own in groups.items()}, named)


def origins_of(sources: EverySource, derived: Iterable[tuple[int, int]]) -> Origins:
    """Count what is behind some sources.

    Args:
        sources: each once.
        derived: pairs of the key of a source and a name that it is derived from.
    """
    outside: set[int] = set()
    edges: dict[int, set[int]] = {}
    for key, name in derived:
        other = sources.named.get(name)
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
    whole = {each.key: key for key, one in sources.by_key.items() for each in one.keys if each.key != key}
    edges = items.names(DERIVED)
    origins = origins_of(sources, [(whole.get(key, key), name >> KIND_BITS << KIND_BITS | KIND[Source]) for key, name in edges])
    recalls = {sources.named[name]: told for name, told in items.recalls().items() if name in sources.named}
    withdrawn = {whole.get(one.key, one.key) for one in items.keys(Source, state=SETTLED)} | recalls.keys()
    first = [sources.by_key[key] for key in sorted(withdrawn)]
    rest = [one for key, one in sources.by_key.items() if key not in withdrawn]
    rest.sort(key=lambda one: -one.briefings)
    if question.option("source"):
        asked = Source(id=question.option("id"), title=question.option("source"), url=question.option("url"))
        wanted = {sources.named.get(source_number(name)) for name in source_names(asked)}
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
