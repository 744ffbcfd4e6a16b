"""Which actors of a library are one: by full names, by what is said of them, by aliases that are somebody's full name.

Actors of one full name are one, unless something speaks against it: what they are, a briefing that lists both, roles of persons
that have nothing in common, or `library.yaml`. An alias joins two where it is the full name of the one and nobody else's alias.
What only share a short name or an alias are never one: it is asked which is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tui.catalog.items import HeldActor, actor_number, below_number, name_number
from tui.catalog.library_items import ItemKey, LibraryItems
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.briefing import Actor, Item
from tui.model.names import name_key
from tui.model.text import fold
from tui.search.named import NameFinder

MOST_NAMES = 64
"""Names that are looked up for one question."""

_SMALL_WORDS = frozenset(("of", "the", "and", "for", "in", "at", "to", "a", "an", "former", "deputy", "acting"))
"""Words that two roles may share without being of one person."""


class ActorRow(NamedTuple):
    """An actor as one briefing has it."""

    key: ItemKey
    held: HeldActor
    full: str
    """What spellings of its full name share (`tui.model.names.name_key`)."""
    others: frozenset[str]
    """The same of its short name and its aliases."""

    @property
    def n(self) -> int:
        """The number of its briefing."""
        return self.key.key // SECTIONS_PER_BRIEFING

    @property
    def name(self) -> str:
        """Its full name."""
        return self.held.actor.name or self.held.actor.id


class OneActor:
    """An actor, wherever it stands."""

    def __init__(self, rows: Sequence[ActorRow]) -> None:
        """Some rows, which are one."""
        self.rows = sorted(rows, key=lambda row: row.key.key)
        self.full = frozenset(row.full for row in rows)
        """What spellings of its full names share."""
        self.known = self.full.union(*{row.others for row in rows})
        """The same of all its names."""
        self.numbers = frozenset(row.n for row in rows)
        """Of the briefings that list it."""

    @cached_property
    def name(self) -> str:
        """The full name that most briefings give it; of several the last one's."""
        counts = Counter(row.name for row in self.rows)
        most = max(counts.values())
        return next(row.name for row in reversed(self.rows) if counts[row.name] == most)

    @cached_property
    def type(self) -> str:
        """What it is; "" where nobody says so."""
        return next((row.held.actor.type for row in reversed(self.rows) if row.held.actor.type), "")

    @cached_property
    def role(self) -> str:
        """What it does, as the last briefing says that says so."""
        return next((row.held.actor.role for row in reversed(self.rows) if row.held.actor.role), "")

    @cached_property
    def spellings(self) -> list[str]:
        """All its names as they are written."""
        found: dict[str, None] = {}
        for row in self.rows:
            actor = row.held.actor
            found |= dict.fromkeys((row.name, *filter(None, (actor.short, *actor.aliases))))
        return list(found)


class CalledActors(NamedTuple):
    """The actors that are called something."""

    meant: Sequence[OneActor]
    """Those of that full name, where there are any; else those with that short name or alias."""
    others: Sequence[OneActor]
    """The others that are called so."""
    around: Sequence[OneActor]
    """All that have any name in common with these, and these."""


def actors_called(items: LibraryItems, said: str) -> CalledActors:
    """The actors with a name, or the one that a briefing lists under an id (`fleet#kim`)."""
    own = _listed_at(items, said)
    name = own.name if own is not None else said
    around = told_apart(items, _rows_around(items, name))
    if own is not None:
        meant = [one for one in around if any(row.key.key == own.key.key for row in one.rows)]
        return CalledActors(meant, [], around)
    key = name_key(said)
    known = [one for one in around if key in one.known]
    full = [one for one in known if key in one.full]
    meant = full or known
    return CalledActors(meant, [one for one in known if one not in meant], around)


def exact_name(one: OneActor, items: LibraryItems, around: Iterable[OneActor]) -> str:
    """A name that is only this actor's: its full name, or where others have that as well, briefing and id."""
    key = name_key(one.name)
    if sum(key in other.full for other in around) < 2:
        return one.name
    row = one.rows[-1]
    ids = items.ids([row.n])
    return f"{ids.get(row.n, '')}#{row.held.actor.id}"


def _listed_at(items: LibraryItems, said: str) -> ActorRow | None:
    return next(iter(actor_rows(items, items.named(Actor, [actor_number(said)])[:1])), None) if "#" in said else None


def actor_rows(items: LibraryItems, keys: Iterable[ItemKey], known: dict[str, str] | None = None) -> list[ActorRow]:
    """The actors of some keys, with `known` spellings where there are some at hand."""
    by_key = {one.key: one for one in keys}
    slugs: dict[str, str] = {} if known is None else known
    alike: dict[tuple[str, ...], tuple[str, frozenset[str]]] = {}

    def slug(name: str) -> str:
        if (found := slugs.get(name)) is None:
            found = slugs[name] = name_key(name)
        return found

    rows = []
    for key, held in items.contents(list(by_key)):
        actor: Actor = held.actor
        names = (actor.name or actor.id, actor.short, *actor.aliases)
        keyed = alike.get(names)
        if keyed is None:
            full, *others = [slug(name) for name in names]
            keyed = alike[names] = full, frozenset(filter(None, others)) - {full}
        rows.append(ActorRow(by_key[key], held, *keyed))
    return rows


def _rows_around(items: LibraryItems, name: str) -> list[ActorRow]:
    """The rows of all actors that have a name, or a name of such an actor, and so on."""
    slugs: dict[str, str] = {}
    rows: dict[int, ActorRow] = {}
    same = [set(names) for names in items.rules().same if len(names) > 1]
    waiting = [name_number(Actor, name)]
    asked: set[int] = set()
    numbers: dict[str, int] = {}
    while waiting and len(asked) < MOST_NAMES:
        some = waiting[: MOST_NAMES - len(asked)]
        asked |= set(some)
        found = actor_rows(items, [one for one in items.named(Actor, some) if one.key not in rows], slugs)
        rows |= {row.key.key: row for row in found}
        keys = {key for full, others in {(row.full, row.others) for row in found} for key in (full, *others)}
        for key in keys - numbers.keys():
            numbers[key] = name_number(Actor, key)
        wanted = {numbers[key] for key in keys}
        told = wanted.union(_handles(items, found).values()) if same else wanted
        waiting = sorted(wanted.union(*[names for names in same if names & told]) - asked)
    return list(rows.values())


def told_apart(items: LibraryItems, rows: Sequence[ActorRow]) -> list[OneActor]:
    """Which of some rows are one actor."""
    rules = items.rules()
    together = {names[0] for names in rules.same if len(names) == 1}
    several = {names[0] for names in rules.apart if len(names) == 1}
    by_full: dict[str, list[ActorRow]] = {}
    for row in rows:
        by_full.setdefault(row.full, []).append(row)
    handles = _handles(items, rows) if rules.same or rules.apart else {}
    groups: list[list[ActorRow]] = []
    for own in by_full.values():
        number = own[0].key.at or 0
        parts = [own] if number in together else _namesakes(own, several=number in several)
        for names in rules.apart:
            parts = [part for one in parts for part in _singled_out(one, names, handles)]
        groups += parts
    return [OneActor(group) for group in _joined([OneActor(own) for own in groups], rules.same, rules.apart, handles)]


def _handles(items: LibraryItems, rows: Sequence[ActorRow]) -> dict[int, int]:
    """By its key the number of each row as `library.yaml` names it, by briefing and id."""
    ids = items.ids(sorted({row.n for row in rows}))
    return {row.key.key: actor_number(f"{ids.get(row.n, '')}#{row.held.actor.id}") for row in rows}


def _singled_out(own: list[ActorRow], names: Sequence[int], handles: Mapping[int, int]) -> list[list[ActorRow]]:
    """The rows that are named one by one each for itself, where at least two are; the others together."""
    named = [row for row in own if handles[row.key.key] in names]
    if len(named) < 2:
        return [own]
    rest = [row for row in own if row not in named]
    return [*[[row] for row in named], *([rest] if rest else [])]


def _namesakes(own: list[ActorRow], *, several: bool) -> list[list[ActorRow]]:
    """Rows of one full name, apart where they cannot be one."""
    types = {row.held.actor.type for row in own}
    groups = _by(own, lambda row: row.held.actor.type or "") if len(types - {None}) > 1 else [own]
    parts: list[list[ActorRow]] = []
    for group in groups:
        ids: dict[int, set[str]] = {}
        for row in group:
            ids.setdefault(row.n, set()).add(row.held.actor.id)
        if several or any(len(own) > 1 for own in ids.values()):
            parts += _by(group, lambda row: row.held.actor.id)
        elif any(row.held.actor.type == "person" for row in group):
            parts += _by_role(group)
        else:
            parts.append(group)
    return parts


def _by(rows: Iterable[ActorRow], value: Callable[[ActorRow], str]) -> list[list[ActorRow]]:
    groups: dict[str, list[ActorRow]] = {}
    for row in rows:
        groups.setdefault(value(row), []).append(row)
    return list(groups.values())


def _by_role(own: list[ActorRow]) -> list[list[ActorRow]]:
    """Persons of one name, apart where what is said of them has nothing in common: no word of role or rank, no other name."""
    said: dict[tuple[object, ...], list[ActorRow]] = {}
    for row in own:
        actor = row.held.actor
        said.setdefault((actor.role, actor.rank, row.others, actor.reports_to, actor.part_of, actor.led_by), []).append(row)
    silent: list[ActorRow] = []
    groups: list[tuple[set[str], list[ActorRow]]] = []
    for rows in said.values():
        words = _said_of(rows[0])
        if not words:
            silent += rows
            continue
        alike = [group for group in groups if group[0] & words]
        groups = [group for group in groups if not group[0] & words]
        groups.append((words.union(*[group[0] for group in alike]), [*[row for group in alike for row in group[1]], *rows]))
    if len(groups) < 2:
        return [own]
    return [*[rows for _, rows in groups], *([silent] if silent else [])]


def _said_of(row: ActorRow) -> set[str]:
    """What tells a person from others of the same name."""
    actor = row.held.actor
    words = {word.strip(".,;()") for word in fold(f"{actor.role} {actor.rank}").split()} - _SMALL_WORDS
    ties = {f"\0{name_key(name)}" for name in (*actor.reports_to, *actor.led_by, *actor.part_of)}
    return {word for word in words if word} | ties | {f"\1{name}" for name in row.others}


def _joined(
    groups: Sequence[OneActor], same: Iterable[Sequence[int]], apart: Iterable[Sequence[int]], handles: Mapping[int, int]
) -> list[list[ActorRow]]:
    """Rows of all that are one by an alias, or because `library.yaml` says so."""
    above = list(range(len(groups)))
    rules = [set(names) for names in apart if len(names) > 1]
    called = [_numbers_of(one, handles) if handles else frozenset[int]() for one in groups]

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = place = above[above[place]]
        return place

    members: dict[int, list[int]] = {place: [place] for place in above}

    def join(one: int, two: int, *, forced: bool) -> None:
        first, second = sorted((root(one), root(two)))
        if first == second or (not forced and not agree(first, second)):
            return
        above[second] = first
        members[first] += members.pop(second)

    def agree(first: int, second: int) -> bool:
        left, right = [[groups[place] for place in members[where]] for where in (first, second)]
        types = {one.type for one in (*left, *right) if one.type}
        if len(types) > 1 or any(one.numbers & two.numbers for one in left for two in right):
            return False
        return not any(
            names & called[one] and names & called[two] for names in rules for one in members[first] for two in members[second]
        )

    for names in same:
        wanted = [place for place, numbers in enumerate(called) if numbers & set(names)] if len(names) > 1 else []
        for place in wanted[1:]:
            join(wanted[0], place, forced=True)
    full: dict[str, list[int]] = {}
    also: dict[str, list[int]] = {}
    for place, one in enumerate(groups):
        for key in one.full:
            full.setdefault(key, []).append(place)
        for key in one.known - one.full:
            also.setdefault(key, []).append(place)
    for key in sorted(also):
        owners, claimers = full.get(key, []), also[key]
        if len(owners) == 1 and len({root(place) for place in claimers} - {root(owners[0])}) == 1:
            for place in claimers:
                join(place, owners[0], forced=False)
    return [[row for place in own for row in groups[place].rows] for own in members.values()]


def _numbers_of(one: OneActor, handles: Mapping[int, int]) -> frozenset[int]:
    """By what `library.yaml` may name an actor."""
    return frozenset([*{row.key.at or 0 for row in one.rows}, *[handles[row.key.key] for row in one.rows]])


def keys_naming(items: LibraryItems, kind: type[Item], one: OneActor, around: Sequence[OneActor]) -> list[ItemKey]:
    """The things of a kind that name an actor, as in `keys_by_kind`."""
    return keys_by_kind(items, one, around).get(kind, [])


def keys_by_kind(
    items: LibraryItems, one: OneActor, around: Sequence[OneActor], *, below: bool = False
) -> dict[type[Item], list[ItemKey]]:
    """The things that name an actor: by any of its names where it is listed, elsewhere by those that are only its own.

    Args:
        items: of the library.
        one: the actor.
        around: all that share names with it.
        below: only relations that say who is above it.
    """
    found: dict[type[Item], dict[int, ItemKey]] = {}
    elsewhere = frozenset[int]().union(*[other.numbers for other in around if other is not one])
    own = one.numbers
    for name in sorted(one.known):
        shared = any(name in other.known for other in around if other is not one)
        for kind, keys in items.named_by_kind(below_number(name) if below else name_number(Actor, name)).items():
            if shared or elsewhere:
                keys = [key for key in keys if key.n in own or not (shared or key.n in elsewhere)]
            found.setdefault(kind, {}).update({key.key: key for key in keys})
    return {kind: list(keys.values()) for kind, keys in found.items()}


def finder_of(one: OneActor, around: Sequence[OneActor], *, listed: bool) -> NameFinder[str]:
    """Finds an actor in texts by its names: where it is `listed` by all, elsewhere by those that are only its own."""
    others = frozenset[str]().union(*[other.known for other in around if other is not one])
    return NameFinder((name, name) for name in one.spellings if listed or name_key(name) not in others)
