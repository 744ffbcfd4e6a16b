"""Who reports to whom on a date, by all briefings of a library: each line with who says so, and where they disagree.

A statement holds from its `since`, else from the date of its briefing, until its `until`. One that was only made later is shown
where nobody says anything earlier of that actor, and says so. Plans hold from the date that they name; what was refused never does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import name_number
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.queue_facts import UNDATED
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.document.apparatus.hierarchy import NOT_DRAWN, ORDER_OF_TYPES, PLANNED, known_type
from tui.model.briefing import Actor, Relation
from tui.model.counted import counted
from tui.model.dates import DAY, MONTHS, civil_of, parse_date
from tui.model.handling import strictest
from tui.model.names import name_key
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

DEEPEST = 24
"""Levels that are drawn beneath each other; what is deeper is not moved further to the right."""

MOST_TREES = 40
"""Trees up to which each has a heading of its own."""


class Statement(NamedTuple):
    """What one briefing says of one actor's place."""

    below: str
    above: str
    """Names, as their briefing has them."""
    below_key: str
    above_key: str
    """What their spellings share (`tui.model.names.name_key`)."""
    leads: bool
    """Whether the one above leads the one below, and is shown beside it."""
    key: int
    """Of the relation in the catalog."""
    relation: Relation
    """As it was stated, its `_TOLD` at least."""
    start: int | None
    """From when it is believed, in seconds; None where that is not known."""
    said: int | None
    """When its briefing was written."""
    end: int | None
    """Until when, where that is said."""

    @property
    def n(self) -> int:
        """The number of its briefing."""
        return self.key // SECTIONS_PER_BRIEFING


_TOLD = ("from_", "type", "to", "authority", "status", "since", "until")
"""Fields of a relation that tell who stands where."""


def statements_of(relations: Iterable[tuple[int, Relation]], dates: Mapping[int, int]) -> list[Statement]:
    """The relations that order actors, whatever the date.

    Args:
        relations: each with its key.
        dates: by the number of a briefing when it was written (`LibraryItems.dates`).
    """
    made = []
    known: dict[str, str] = {}
    new = tuple.__new__
    for key, relation in relations:
        below, above = relation.from_, relation.to
        kind, inverse = ORDER_OF_TYPES.get(known_type(relation.type), (None, False))
        if kind is None or relation.status == "refused" or not below or not above:
            continue
        if inverse:
            below, above = above, below
        said = dates.get(key // SECTIONS_PER_BRIEFING)
        if said == UNDATED:
            said = None
        since, until = relation.since, relation.until
        low = known.get(below) or known.setdefault(below, name_key(below))
        high = known.get(above) or known.setdefault(above, name_key(above))
        if low != high:
            start = said if since is None else since.lower
            end = None if until is None else until.upper
            made.append(new(Statement, (below, above, low, high, kind == "led by", key, relation, start, said, end)))
    return made


def believed(statements: Iterable[Statement], moment: int) -> dict[tuple[str, bool], list[Statement]]:
    """What is believed on a date of each actor, the newest statement first.

    Args:
        statements: all that there are.
        moment: the date's last second.

    Returns:
        By the key of the actor's name, and whether it is about who leads it.
    """
    known: dict[tuple[str, bool], list[Statement]] = defaultdict(list)
    later: dict[tuple[str, bool], list[Statement]] = defaultdict(list)
    for one in statements:
        status = one.relation.status
        if one.end is not None and one.end < moment:
            continue
        if (status in NOT_DRAWN and one.end is None) or (status in PLANNED and one.relation.since is None):
            continue
        if one.start is None or one.start <= moment:
            known[one.below_key, one.leads].append(one)
        elif one.relation.since is None:
            later[one.below_key, one.leads].append(one)
    for key, some in later.items():
        known.setdefault(key, some)
    for some in known.values():
        some.sort(key=lambda one: (one.said or 0, one.start or 0), reverse=True)
    return dict(known)


def changes_of(statements: Iterable[Statement]) -> list[int]:
    """The moments at which what is believed may change, in order: first seconds of days."""
    moments = {one.start for one in statements if one.start is not None}
    moments |= {one.end + 1 for one in statements if one.end is not None}
    return sorted({moment // DAY * DAY for moment in moments})


def answer(question: PageQuestion) -> Composition:
    """The trees of a date, the largest first, or the one below an actor."""
    items = question.items
    asked = parse_date(said) if (said := question.option("as_of")) else None
    bounds = [bound for bound in (asked.upper, asked.lower) if bound is not None] if asked is not None else []
    moment = bounds[0] if bounds else question.day + DAY - 1
    keys: dict[int, ItemKey] = {}

    def stated() -> Iterator[tuple[int, Relation]]:
        for key, relation in items.some_fields(Relation, _TOLD):
            keys[key.key] = key
            yield key.key, relation

    statements = statements_of(stated(), items.dates())
    now = believed(statements, moment)
    today = now if moment == question.day + DAY - 1 else believed(statements, question.day + DAY - 1)
    trees = _Trees(now, today)
    moments = changes_of(statements)
    title = f"Command on {_day(moment)}"
    wanted, empty = _root(question, trees)
    roots = trees.roots if not question.option("root") else wanted
    sections = _sections(items, trees, roots, keys)
    return Composition(
        "~command-of-library",
        "Command",
        sections,
        partial(_summary, question, trees),
        empty or f"Nobody says who reported to whom on {_day(moment)}.",
        "A briefing says so under `relations:`, or by `reports_to`, `led_by` and `part_of` of an actor.",
        title,
        earlier=_iso(max((one for one in moments if one + DAY - 1 < moment), default=None)),
        later=_iso(min((one for one in moments if one > moment), default=None)),
    )


def _day(moment: int) -> str:
    year, month, day = civil_of(moment // DAY)
    return f"{day} {MONTHS[month - 1]} {year}"


def _iso(moment: int | None) -> str:
    return "" if moment is None else "{:04}-{:02}-{:02}".format(*civil_of(moment // DAY))


def _root(question: PageQuestion, trees: _Trees) -> tuple[list[str], str]:
    """The actors that somebody means by a name, and what to say where that is not one."""
    said = question.option("root")
    if not said:
        return [], ""
    if name_key(said) in trees.names:
        return [name_key(said)], ""
    found = question.items.found([one.key for one in question.items.named(Actor, [name_number(Actor, said)])])
    names = {name_key(one.item.actor.name or one.item.actor.label): one.item.actor.name or one.item.actor.label for one in found}
    if len(names) > 1:
        return [], f"“{said}” may be {', or '.join(sorted(names.values()))}: give the whole name."
    known = [key for key in names if key in trees.names]
    return known, "" if known else f"Nobody says who reports to “{said}”, or to whom it does."


class _Trees:
    """Who stands under whom, drawn from what is believed."""

    def __init__(self, now: Mapping[tuple[str, bool], list[Statement]], today: Mapping[tuple[str, bool], list[Statement]]) -> None:
        self.now = now
        self.today = today
        self.names: dict[str, str] = {}
        """By its key, an actor's name."""
        self.under: dict[str, list[str]] = defaultdict(list)
        """By the key of an actor, those under it, by name."""
        for (below, leads), some in now.items():
            first = some[0]
            self.names.setdefault(below, first.below)
            if not leads:
                above = first.above_key
                self.names.setdefault(above, first.above)
                self.under[above].append(below)
        for group in self.under.values():
            group.sort(key=lambda key: self.names[key].casefold())

    @property
    def roots(self) -> list[str]:
        """The tops of all trees, the largest tree first; of a circle the first by name."""
        tops = sorted((key for key in self.names if (key, False) not in self.now), key=lambda key: self.names[key].casefold())
        sizes = {key: sum(1 for _ in self.rows(key)) for key in tops}
        reached = {key for top in tops for key, *_ in self.rows(top)}
        for key in sorted(self.names.keys() - reached):
            if key not in reached:
                own = [each for each, *_ in self.rows(key)]
                reached |= set(own)
                sizes[key] = len(own)
        return sorted(sizes, key=lambda key: -sizes[key])

    def rows(self, root: str) -> Iterator[tuple[str, str, str]]:
        """Of the tree below an actor each one's key, and what is drawn before its first line and before the others."""
        seen: set[str] = set()
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

    def others(self, key: str, *, leads: bool = False) -> list[Statement]:
        """What other briefings say of an actor's place than the newest one, each place once."""
        some = self.now.get((key, leads), [])
        told = {some[0].above_key} if some else set()
        found = []
        for one in some[1:]:
            if one.above_key not in told:
                told.add(one.above_key)
                found.append(one)
        return found

    def said(self, key: str) -> list[Statement]:
        """All that the row of an actor says, its own place first; of a top, what the first one under it says."""
        own, leaders = self.now.get((key, False), []), self.now.get((key, True), [])
        found = [*own[:1], *self.others(key), *leaders[:1], *self.others(key, leads=True)]
        return found or [self.now[one, False][0] for one in self.under.get(key, ())[:1]]

    def differs(self, key: str) -> str:
        """Under whom an actor is today, where that is another than on the date; "" where it is the same."""
        now, today = self.now.get((key, False), []), self.today.get((key, False), [])
        before, after = (some[0].above_key if some else "" for some in (now, today))
        return "" if before == after else today[0].above if today else "nobody that is known"


def _sections(items: LibraryItems, trees: _Trees, roots: Sequence[str], keys: Mapping[int, ItemKey]) -> list[PageSection]:
    """Trees, of which no row is made before somebody looks at it."""
    rows: list[tuple[str, str, str]] = []
    groups: list[tuple[str, range]] = []
    for root in roots:
        start = len(rows)
        rows += trees.rows(root)
        groups.append((trees.names[root], range(start, len(rows))))
    if len(groups) > MOST_TREES:
        groups = [("All trees", range(len(rows)))]

    def fetch(numbers: Sequence[int]) -> list[PageEntry]:
        wanted = [rows[number] for number in numbers]
        found = {one.key: one for one in items.found([one.key for key, *_ in wanted for one in trees.said(key)])}
        return [_entry(trees, number, row, found) for number, row in zip(numbers, wanted, strict=True)]

    sections = []
    for number, (title, own) in enumerate(groups):
        stated = {one.key for place in own for one in trees.said(rows[place][0])}
        marking = items.marking([keys[key] for key in sorted(stated)])
        sections.append(PageSection(f"~tree/{number}", title, FetchedEntries(own, fetch, marking), 120, 2))
    return sections


def _summary(question: PageQuestion, trees: _Trees, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(counted(shown.count, "actor"))
    disputed = sum(any(_is_against(one, trees, key) for one in trees.others(key)) for key, leads in trees.now if not leads)
    phrase.add(f"briefings disagree about {disputed:,}" if disputed else "", "problem", before=DOT)
    moved = sum(bool(trees.differs(key)) for key in trees.names)
    phrase.add(f"{moved:,} under another one today" if moved else "", "status", before=DOT)
    return asked_of(question, phrase)


# one actor


def _entry(trees: _Trees, number: int, row: tuple[str, str, str], found: Mapping[int, FoundItem]) -> PageEntry:
    key, first, rest = row
    own, leaders = trees.now.get((key, False), []), trees.now.get((key, True), [])
    all_said = [one for one in trees.said(key) if one.key in found]
    said = all_said if own or leaders else []
    home = next((found[one.key] for one in all_said), None)
    target = (
        EntryTarget(home.row.id, home.row.real_path, "~command", evidence=trees.names[key]) if home is not None else EntryTarget()
    )
    fields: dict[str, object] = {
        "actor": trees.names[key],
        "reports_to": own[0].above if own else None,
        "led_by": leaders[0].above if leaders else None,
        "today": trees.differs(key) or None,
        "said": [_said(one, found[one.key]) for one in said],
    }
    marking = strictest(found[one.key].marking for one in all_said)
    make = partial(_blocks, trees, key, (first, rest), found)
    return PageEntry(str(number), make, target, marking, fields, size=120, lines=2)


def _is_against(one: Statement, trees: _Trees, key: str) -> bool:
    """Whether another briefing than the newest one says it: within one, an actor may have two superiors."""
    return one.n != trees.now[key, one.leads][0].n


def _said(one: Statement, found: FoundItem) -> dict[str, object]:
    relation: Relation = found.item
    return {
        "type": relation.type,
        "above": one.above,
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


def _blocks(trees: _Trees, key: str, drawn: tuple[str, str], found: Mapping[int, FoundItem], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    first, rest = drawn
    inside = rest + ("│  " if trees.under.get(key) else "   ")
    own, leaders = trees.now.get((key, False), []), trees.now.get((key, True), [])
    row = Phrase(trees.names[key], "strong")
    if leaders:
        row.add("led by", "muted", before=", ").add(leaders[0].above, before=" ")
    if differs := trees.differs(key):
        row.add(f"today under {differs}", "status", before=" — ")
    yield row.block("tree", context, first=first, rest=rest, space=0 if first else 1)
    for one in own[:1]:
        yield _line(one, "", found).block("tree", context, first=inside, rest=inside, role="muted")
    for one in trees.others(key):
        word = "otherwise" if _is_against(one, trees, key) else "also"
        yield _line(one, f"{word} under {one.above}", found).block("tree", context, first=inside, rest=inside)
    for one in leaders[:1]:
        yield _line(one, "led", found).block("tree", context, first=inside, rest=inside, role="muted")
    for one in trees.others(key, leads=True):
        word = "otherwise" if _is_against(one, trees, key) else "also"
        yield _line(one, f"{word} led by {one.above}", found).block("tree", context, first=inside, rest=inside)


def _line(one: Statement, before: str, found: Mapping[int, FoundItem]) -> Phrase:
    """Who says so, and until when it is believed."""
    from tui.document.apparatus.entry import DOT, Phrase

    relation = one.relation
    phrase = Phrase(before, "problem" if before.startswith("otherwise") else "muted")
    phrase.add(relation.authority, before=DOT)
    phrase.add("" if relation.status in (None, "current") else str(relation.status), "planned", before=DOT)
    phrase.date("since", relation.since).date("until", relation.until)
    if relation.since is None and relation.until is None and one.said is not None:
        phrase.add("as stated", "muted", before=DOT)
    said = said_in(found[one.key]) if one.key in found else Phrase()
    return phrase.inline(said.text, said.spans, DOT)
