"""Who reports to whom on a date, by all briefings of a library: each line with who says so, and where they disagree.

What is believed comes from an index (`tui.catalog.statements`); what a line says is read when somebody looks at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from tui.catalog.items import name_number
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.statements import Beliefs, StatedPlace, names_above, order_of
from tui.model.briefing import Actor, Relation
from tui.model.counted import counted
from tui.model.dates import DAY, MONTHS, civil_of, parse_date
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageOf, PageSection
from tui.reading.library_pages.question import LateFields, PageQuestion, asked_of, date_text, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

DEEPEST = 24
"""Levels that are drawn beneath each other; what is deeper is not moved further to the right."""

MOST_TREES = 40
"""Trees up to which each has a heading of its own."""

MOST_OTHERS = 5
"""Other places of an actor that its entry names; of more it says how many."""


def answer(question: PageQuestion) -> Composition:
    """The trees of a date, the largest first, or the one below an actor."""
    items = question.items
    asked = parse_date(said) if (said := question.option("as_of")) else None
    bounds = [bound for bound in (asked.upper, asked.lower) if bound is not None] if asked is not None else []
    last = question.day + DAY - 1
    moment = bounds[0] if bounds else last
    now = Beliefs(items, moment)
    trees = _Trees(items, now, now if moment == last else Beliefs(items, last))
    title = f"Command on {_day(moment)}"
    wanted, empty = _root(question, trees)
    roots = trees.roots if not question.option("root") else wanted
    return Composition(
        "~command-of-library",
        "Command",
        _sections(items, trees, roots),
        partial(_summary, question, trees),
        empty or f"Nobody says who reported to whom on {_day(moment)}.",
        "A briefing says so under `relations:`, or by `reports_to`, `led_by` and `part_of` of an actor.",
        title,
        earlier=_iso(now.earlier),
        later=_iso(now.later),
    )


def _day(moment: int) -> str:
    year, month, day = civil_of(moment // DAY)
    return f"{day} {MONTHS[month - 1]} {year}"


def _iso(moment: int | None) -> str:
    return "" if moment is None else "{:04}-{:02}-{:02}".format(*civil_of(moment // DAY))


def _root(question: PageQuestion, trees: _Trees) -> tuple[list[int], str]:
    """The actors that somebody means by a name, and what to say where that is not one."""
    said = question.option("root")
    if not said:
        return [], ""
    if name_number(Actor, said) in trees.names:
        return [name_number(Actor, said)], ""
    found = question.items.found([one.key for one in question.items.named(Actor, [name_number(Actor, said)])])
    called = [one.item.actor.name or one.item.actor.label for one in found]
    names = {name_number(Actor, name): name for name in called}
    if len(names) > 1:
        return [], f"“{said}” may be {', or '.join(sorted(names.values()))}: give the whole name."
    known = [key for key in names if key in trees.names]
    return known, "" if known else f"Nobody says who reports to “{said}”, or to whom it does."


class _Trees:
    """Who stands under whom, drawn from what is believed; actors are told by the numbers of their names."""

    def __init__(self, items: LibraryItems, now: Beliefs, today: Beliefs) -> None:
        self.now = now
        self.today = today
        self._items = items
        self.names: dict[int, str] = {}
        """By its number, an actor's name."""
        self.under: dict[int, list[int]] = defaultdict(list)
        """By the number of an actor, those under it, by name."""
        named = names_above(items, [place.first.key for place in now.places.values()])
        for own in (True, False):
            # An actor is called as the newest statement of its own place calls it.
            for (below, leads), place in now.places.items():
                names = named.get(place.first.key, ("", ""))
                if own:
                    self.names.setdefault(below, names[0])
                elif not leads:
                    self.names.setdefault(place.first.above, names[1])
                    self.under[place.first.above].append(below)
        self._folded = {key: name.casefold() for key, name in self.names.items()}
        for group in self.under.values():
            group.sort(key=self._by_name)

    def _by_name(self, key: int) -> tuple[str, int]:
        return self._folded[key], key

    @property
    def roots(self) -> list[int]:
        """The tops of all trees, the largest tree first; of a circle the first by name."""
        sizes: dict[int, int] = {}
        reached: set[int] = set()
        for key in sorted((key for key in self.names if (key, False) not in self.now.places), key=self._by_name):
            own = self._below(key)
            sizes[key] = len(own)
            reached |= own
        for key in self.names.keys() - reached:
            if key not in reached:
                # Whoever is above it stands in a circle, or below one.
                above = {key: 0}
                at = key
                while (at := self.now.places[at, False].first.above) not in above:
                    above[at] = len(above)
                top = min(islice(above, above[at], None), key=self._by_name)
                own = self._below(top)
                sizes[top] = len(own)
                reached |= own
        return sorted(sizes, key=lambda key: (-sizes[key], self._by_name(key)))

    def _below(self, root: int) -> set[int]:
        """The actors of the tree below one, with it."""
        seen = {root}
        waiting = [root]
        while waiting:
            new = [one for one in self.under.get(waiting.pop(), ()) if one not in seen]
            seen.update(new)
            waiting += new
        return seen

    def rows(self, root: int) -> Iterator[tuple[int, str, str]]:
        """Of the tree below an actor each one's number, and what is drawn before its first line and before the others."""
        seen: set[int] = set()
        waiting = [(root, "", "", 0)]
        while waiting:
            key, first, rest, depth = waiting.pop()
            if key in seen:
                continue
            seen.add(key)
            yield key, first, rest
            below = [one for one in self.under.get(key, ()) if one not in seen]
            for number, one in enumerate(reversed(below)):
                if depth >= DEEPEST:
                    waiting.append((one, first, rest, depth))
                else:
                    waiting.append((one, rest + ("├─ " if number else "└─ "), rest + ("│  " if number else "   "), depth + 1))

    @cached_property
    def moved(self) -> dict[int, str]:
        """By the number of an actor under whom it is today, where that is another than on the date."""
        before, after = self.now.places, self.today.places
        if before is after:
            return {}
        places = {key: [some[key, False].first if (key, False) in some else None for some in (before, after)] for key in self.names}
        found = {key: new for key, (old, new) in places.items() if (old.above if old else None) != (new.above if new else None)}
        named = names_above(self._items, [new.key for new in found.values() if new is not None])
        return {key: "nobody that is known" if new is None else named.get(new.key, ("", ""))[1] for key, new in found.items()}


class _Said:
    """What is said of one actor's place."""

    def __init__(self, trees: _Trees, key: int) -> None:
        now = trees.now
        self.own = now.all_of((key, False))
        """Under whom it is, by the newest briefing and by others."""
        self.leaders = now.all_of((key, True))
        """Who leads it."""
        self.every = [*self.own, *self.leaders]
        """All of it; of a top, what the first one under it says."""
        self.says_nothing = not self.every
        if self.says_nothing:
            self.every = [now.places[one, False].first for one in trees.under.get(key, ())[:1]]

    @property
    def shown(self) -> list[StatedPlace]:
        """What an entry names of it."""
        return [*self.own[: 1 + MOST_OTHERS], *self.leaders[: 1 + MOST_OTHERS]] if not self.says_nothing else self.every


def _sections(items: LibraryItems, trees: _Trees, roots: Sequence[int]) -> list[PageSection]:
    """Trees, of which no row is made before somebody looks at it."""
    rows: list[tuple[int, str, str]] = []
    groups: list[tuple[str, range]] = []
    for root in roots:
        start = len(rows)
        rows += trees.rows(root)
        groups.append((trees.names[root], range(start, len(rows))))
    if len(groups) > MOST_TREES:
        groups = [("All trees", range(len(rows)))]

    def fetch(numbers: Sequence[int]) -> list[PageEntry]:
        wanted = [(number, rows[number], _Said(trees, rows[number][0])) for number in numbers]
        found = {one.key: one for one in items.found([place.key for *_, said in wanted for place in said.shown])}
        return [_entry(items, trees, number, row, said, found) for number, row, said in wanted]

    sections = []
    for number, (title, own) in enumerate(groups):
        keys = trees.now.keys((rows[place][0], leads) for place in own for leads in (False, True))
        sections.append(PageSection(f"~tree/{number}", title, FetchedEntries(own, fetch, items.marking(keys)), 120, 2))
    return sections


def _summary(question: PageQuestion, trees: _Trees, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(counted(shown.count, "actor"))
    disputed = sum(place.disputed for place in trees.now.places.values())
    phrase.add(f"briefings disagree about {disputed:,}" if disputed else "", "problem", before=DOT)
    moved = len(trees.moved)
    phrase.add(f"{moved:,} under another one today" if moved else "", "status", before=DOT)
    return asked_of(question, phrase)


# one actor


def _entry(
    items: LibraryItems, trees: _Trees, number: int, row: tuple[int, str, str], said: _Said, found: Mapping[int, FoundItem]
) -> PageEntry:
    key, first, rest = row
    home = next((found[one.key] for one in said.every if one.key in found), None)
    target = (
        EntryTarget(home.row.id, home.row.real_path, "~command", evidence=trees.names[key]) if home is not None else EntryTarget()
    )
    known: dict[str, object] = {
        "actor": trees.names[key],
        "reports_to": _above(said.own, found),
        "led_by": _above(said.leaders, found),
        "today": trees.moved.get(key),
    }
    fields = LateFields(known, "said", partial(_all_said, items, said))
    marking = items.marking([ItemKey(None, one.key, one.label) for one in said.every])
    make = partial(_blocks, trees, key, (first, rest), said, found)
    page = PageOf(trees.names[key], "actors", {"name": trees.names[key]})
    return PageEntry(str(number), make, target, marking, fields, size=120, lines=2, page=page)


def _names(found: FoundItem | None) -> tuple[str, str]:
    """The one below and the one above, as a relation names them."""
    return ("", "") if found is None else order_of(found.item) or ("", "")


def _above(places: Sequence[StatedPlace], found: Mapping[int, FoundItem]) -> str | None:
    return _names(found.get(places[0].key))[1] or None if places else None


def _all_said(items: LibraryItems, said: _Said) -> list[dict[str, object]]:
    return [_told(one) for one in items.found([place.key for place in said.every])] if not said.says_nothing else []


def _told(found: FoundItem) -> dict[str, object]:
    relation: Relation = found.item
    return {
        "type": relation.type,
        "above": _names(found)[1],
        "status": relation.status,
        "authority": relation.authority or None,
        "since": date_text(relation.since),
        "until": date_text(relation.until),
        "briefing": found.row.id,
        "title": found.row.title,
        "stated": found.row.updated_text or found.row.date_text or None,
        "sources": list(relation.sources),
        "marking": str(found.marking),
    }


def _blocks(
    trees: _Trees, key: int, drawn: tuple[str, str], said: _Said, found: Mapping[int, FoundItem], context: Context
) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    first, rest = drawn
    inside = rest + ("│  " if trees.under.get(key) else "   ")
    row = Phrase(trees.names[key], "strong")
    if leader := _above(said.leaders, found):
        row.add("led by", "muted", before=", ").add(leader, before=" ")
    if differs := trees.moved.get(key):
        row.add(f"today under {differs}", "status", before=" — ")
    yield row.block("tree", context, first=first, rest=rest, space=0 if first else 1)
    # The one above what stands at the top, in a circle or as somebody asked for it, is drawn nowhere else.
    above = "" if first or not said.own else f"under {_above(said.own, found)}"
    for places, alone, verb in ((said.own, above, "under"), (said.leaders, "led", "led by")):
        for one in places[:1]:
            yield _line(found.get(one.key), alone).block("tree", context, first=inside, rest=inside, role="muted")
        for one in places[1 : 1 + MOST_OTHERS]:
            before = f"{'also' if one.agrees else 'otherwise'} {verb} {_names(found.get(one.key))[1]}"
            yield _line(found.get(one.key), before).block("tree", context, first=inside, rest=inside)
        if more := len(places[1 + MOST_OTHERS :]):
            yield Phrase(f"and otherwise {verb} {more:,} more", "muted").block("tree", context, first=inside, rest=inside)


def _line(found: FoundItem | None, before: str) -> Phrase:
    """Who says so, and until when it is believed."""
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(before, "problem" if before.startswith("otherwise") else "muted")
    if found is None:
        return phrase
    relation: Relation = found.item
    phrase.add(relation.authority, before=DOT)
    phrase.add("" if relation.status in (None, "current") else str(relation.status), "planned", before=DOT)
    phrase.date("since", relation.since).date("until", relation.until)
    if relation.since is None and relation.until is None and (found.row.date or found.row.updated):
        phrase.add("as stated", "muted", before=DOT)
    said = said_in(found)
    return phrase.inline(said.text, said.spans, DOT)
