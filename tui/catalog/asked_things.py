"""What queries ask of one judgment, one event, one action: in which briefings there is such a thing, and which it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

from tui.catalog.hits import Hit, cut_around
from tui.catalog.items import KIND, KINDS, OPEN_END, HeldActor, HeldSource
from tui.catalog.library_items import held_content
from tui.catalog.packing import all_things_in_rows
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.model.briefing import Action, Actor, Event, Fact, Item, Judgment, Relation, Source
from tui.model.dates import Date
from tui.search.fields import THING_STATUS, THINGS, WORDS_OF_THINGS
from tui.search.match import thing_holds
from tui.search.query import Condition, Dated, ExactPhrase, Leaf, Node, Not, Numbered, Query, Thing, Value, Word, both
from tui.search.record import RecordThing
from tui.search.things import thing_of

REMEMBERED = 16
"""Queries of which is remembered what they come to without their things: a search asks for the same ones several times."""

KIND_NAMED = {kind.__name__.casefold(): kind for kind in KINDS}
"""By the names that queries have for them."""

_ASKED_FOR = frozenset(KIND[KIND_NAMED[name]] for name in THINGS)

_DEADLINES = ("horizon", "due")

Asked = Callable[[Query], Iterable[int]]
"""Gives the numbers of the briefings that answer a query without a `Thing`."""


def decoded_item(kind: int, content: bytes) -> Item:
    """A thing of a row: of the model, with plain texts and names in the place of references."""
    found = held_content(kind, content)
    if isinstance(found, HeldSource):
        return found.source
    return found.actor if isinstance(found, HeldActor) else found


def things_in(kept: Iterable[tuple[int, bytes]]) -> list[RecordThing]:
    """Things as search sees them, of their kinds and contents as rows have them; those that no query asks for are left out."""
    made = (thing_of(decoded_item(kind, content)) for kind, content in kept if kind in _ASKED_FOR)
    return [thing for thing in made if thing is not None]


class AskedThings:
    """What queries ask of things, in one state of a catalog."""

    def __init__(self, db: sqlite3.Connection, every: Callable[[], Sequence[int]]) -> None:
        """Ask nothing yet.

        Args:
            db: of the catalog.
            every: gives the numbers of all briefings.
        """
        self._db = db
        self._every = every
        self._known: dict[Query, Query] = {}

    def numbered(self, query: Query, ask: Asked) -> Query:
        """The same query with the numbers of briefings in place of each `Thing`: as the index can be asked, which `ask` asks."""
        known = self._known.get(query)
        if known is None:
            while len(self._known) >= REMEMBERED:
                del self._known[next(iter(self._known))]
            known = self._known[query] = query.with_leaves(lambda leaf: self._numbered(leaf, ask))
        return known

    def _numbered(self, leaf: Leaf, ask: Asked) -> Node:
        if not isinstance(leaf, Thing):
            return leaf
        every = frozenset(self._every())
        found = briefings_with(leaf, self._db, ask) & every
        if 2 * len(found) <= len(every):
            return Numbered(numbers=found, said=str(leaf))
        return Not(Numbered(numbers=every - found, said=f"-{leaf}"))


def briefings_with(asked: Thing, db: sqlite3.Connection, ask: Asked) -> frozenset[int]:
    """The numbers of the briefings that have such a thing, those that others replace among them."""
    found: set[int] = set()
    for kind in asked.kinds:
        found |= _with_kind(asked, kind, db, ask)
    return frozenset(found)


def _with_kind(asked: Thing, kind: str, db: sqlite3.Connection, ask: Asked) -> set[int]:
    dates = [one for one in asked.conditions if isinstance(one, Dated)]
    others: list[Node] = [_of_briefing(one, kind) for one in asked.conditions if not isinstance(one, Dated)]
    number = KIND[KIND_NAMED[kind]]
    if not dates and len(others) == 1:
        return set(ask(Query(others[0])))
    where, values = ["kind = ?"], [number]
    for date in dates:
        clause, bounds = _within(date)
        where.append(clause)
        values += bounds
    if not others:
        return {key // SECTIONS_PER_BRIEFING for (key,) in db.execute(f"SELECT key FROM items WHERE {' AND '.join(where)}", values)}
    # What the index knows of briefings tells where such a thing may be; which thing it is its row tells.
    among, found, holds = sorted(ask(Query(both(others)))), set[int](), _Test(asked)
    if dates:
        wanted = frozenset(among)
        keys = db.execute(f"SELECT key FROM items WHERE {' AND '.join(where)}", values).fetchall()
        for (key,) in keys:
            n = key // SECTIONS_PER_BRIEFING
            if n in wanted and n not in found:
                found |= {n} if holds(number, all_things_in_rows(db, (key,))[key]) else set()
        return found
    query = "SELECT key FROM items WHERE key >= ? AND key < ? AND +kind = ?"
    for n in among:
        rows = db.execute(query, (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING, number))
        if any(holds(number, content) for content in all_things_in_rows(db, [key for (key,) in rows]).values()):
            found.add(n)
    return found


def _of_briefing(condition: Condition, kind: str) -> Leaf:
    """What the index can be asked of the briefing where a thing of this kind is to meet a condition."""
    if isinstance(condition, Value):
        return Value(field=THING_STATUS, value=f"{kind} {condition.value}", prefix=condition.prefix)
    return condition


def _within(date: Dated) -> tuple[str, list[int]]:
    """A condition on the bounds of a row that says what `tui.search.match.in_bounds` does."""
    lower = -OPEN_END if date.lower is None else date.lower
    upper = OPEN_END if date.upper is None else date.upper
    if date.field not in _DEADLINES:
        return "lower <= ? AND upper >= ?", [upper, lower]
    # Without a first moment it is where it ends (`tui.search.things`).
    return "(CASE WHEN lower = ? THEN upper ELSE lower END) <= ? AND upper >= ?", [-OPEN_END, upper, lower]


class _Test:
    """Whether things are what is asked for; texts are looked through by a pattern, not cut into words."""

    def __init__(self, asked: Thing) -> None:
        from tui.search.query_pattern import QueryPattern

        words = [one for one in asked.conditions if isinstance(one, Word | ExactPhrase)]
        self._patterns = [(one.field, QueryPattern([one])) for one in words]
        self._rest = Thing(kinds=asked.kinds, conditions=tuple([one for one in asked.conditions if one not in words]))

    def __call__(self, kind: int, content: bytes) -> bool:
        thing = thing_of(decoded_item(kind, content))
        if thing is None or not thing_holds(self._rest, thing):
            return False
        return all(any(map(pattern.spans, thing.fields.get(field, ()))) for field, pattern in self._patterns)


# which thing it is


def hits_in(db: sqlite3.Connection, leaves: Sequence[Leaf], rows: Mapping[int, Row]) -> dict[int, list[Hit]]:
    """The things that are asked for in some briefings, by their numbers and in the order in which they stand there.

    Args:
        db: of the catalog.
        leaves: what asks for things (`tui.search.things.of_things`).
        rows: of the briefings.
    """
    from tui.search.query_pattern import QueryPattern

    conditions = [one for leaf in leaves for one in (leaf.conditions if isinstance(leaf, Thing) else (leaf,))]
    words = [one for one in conditions if isinstance(one, Word | ExactPhrase)]
    spans = QueryPattern(words).spans if words else lambda _: []
    wanted = sorted({KIND[KIND_NAMED[kind]] for leaf in leaves for kind in _kinds(leaf)})
    marks = ",".join("?" * len(wanted))
    asked = f"SELECT key, kind FROM items WHERE key >= ? AND key < ? AND +kind IN ({marks}) ORDER BY key"
    found: dict[int, list[Hit]] = {}
    for n, row in rows.items():
        kinds = dict(db.execute(asked, (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING, *wanted)))
        contents = all_things_in_rows(db, kinds)
        for key, kind in kinds.items():
            item = decoded_item(kind, contents[key])
            thing = thing_of(item)
            if thing is not None and any(thing_holds(leaf, thing) for leaf in leaves):
                found.setdefault(n, []).append(_hit(row, thing.kind, item, spans))
    return found


def _kinds(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Thing):
        return leaf.kinds
    field = str(getattr(leaf, "field", ""))
    return WORDS_OF_THINGS.get(field, (field,)) if isinstance(leaf, Word | ExactPhrase) else (field,)


def _hit(row: Row, kind: str, item: Item, spans: Callable[[str], Sequence[tuple[int, int]]]) -> Hit:
    section, sentence, beside, date = _said(item)
    shown, found = cut_around(sentence, tuple(spans(sentence)))
    return Hit(row, section, "", item.line, 0.0, beside, shown, found, kind, item.id, date.text if date is not None else "")


def _said(item: Item) -> tuple[str, str, str, Date | None]:
    """Of a thing the section that it stands in, its sentence, what is said beside that, and its date."""
    status = getattr(item, "status", None)
    if isinstance(item, Judgment):
        likelihood = item.likelihood.word if item.likelihood else ""
        return "~judgments", item.text.text, _beside(item.horizon, likelihood, status), item.horizon
    if isinstance(item, Event):
        return "~timeline", item.title, _beside(item.date, status), item.date
    if isinstance(item, Action):
        return "~actions", item.text.text, _beside(item.due, item.owner, status), item.due
    if isinstance(item, Actor):
        return "~actors", _listed(item.name or item.id, item.short, *item.aliases), item.type or "", None
    if isinstance(item, Relation):
        section = "~command" if known_type(item.type) in ORDER_OF_TYPES else "~relations"
        return section, f"{item.from_ or '?'} — {item.type} — {item.to or '?'}", _beside(item.since, status), item.since
    if isinstance(item, Source):
        said = _listed(item.title or item.id, item.publisher, *item.author)
        return "~sources", said, _beside(item.date, item.grade, status), item.date
    assert isinstance(item, Fact)
    return "~facts", item.text.text, _beside(item.as_of, status), item.as_of


def _beside(date: Date | None, *more: str | None) -> str:
    return _listed(date.display if date is not None else "", *more)


def _listed(*texts: str | None) -> str:
    return " · ".join(text for text in texts if text)
