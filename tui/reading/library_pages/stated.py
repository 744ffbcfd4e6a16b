"""Who reports to whom by some statements, of one actor or a few; of all actors of a library `tui.catalog.statements` tells it.

A statement holds from its `since`, else from the date of its briefing, until its `until`. One that was only made later is shown
where nobody says anything earlier of that actor, and says so. Plans hold from the date that they name; what was refused never does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui.catalog.queue_facts import UNDATED
from tui.catalog.statements import is_believable, order_of
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.model.briefing import Relation
from tui.model.names import name_key


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
    """As it was stated."""
    start: int | None
    """From when it is believed, in seconds; None where that is not known."""
    said: int | None
    """When its briefing was written."""
    end: int | None
    """Until when, where that is said."""

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts the newest first, what nobody dated last."""
        return -(UNDATED if self.said is None else self.said), -(UNDATED if self.start is None else self.start), self.key


def statements_of(relations: Iterable[tuple[int, Relation]], dates: Mapping[int, int]) -> list[Statement]:
    """The relations that order actors, whatever the date.

    Args:
        relations: each with its key.
        dates: by the number of a briefing when it was written (`LibraryItems.dates`).
    """
    made = []
    known: dict[str, str] = {}
    for key, relation in relations:
        order = order_of(relation)
        if order is None or relation.status == "refused":
            continue
        below, above = order
        kind, _ = ORDER_OF_TYPES[known_type(relation.type)]
        said = dates.get(key // SECTIONS_PER_BRIEFING)
        if said == UNDATED:
            said = None
        since, until = relation.since, relation.until
        low = known.get(below) or known.setdefault(below, name_key(below))
        high = known.get(above) or known.setdefault(above, name_key(above))
        if low != high:
            start = said if since is None else since.lower
            end = None if until is None else until.upper
            made.append(Statement(below, above, low, high, kind == "led by", key, relation, start, said, end))
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
        if (one.end is not None and one.end < moment) or not is_believable(one.relation):
            continue
        if one.start is None or one.start <= moment:
            known[one.below_key, one.leads].append(one)
        elif one.relation.since is None:
            later[one.below_key, one.leads].append(one)
    for key, some in later.items():
        known.setdefault(key, some)
    for some in known.values():
        some.sort(key=lambda one: one.order)
    return dict(known)
