"""By which names things are found: what a link says, and what a thing is called."""

from __future__ import annotations

from tui.model.briefing import Actor, Agreement, Event, Item, Source, Term
from tui.model.text import fold, slug


def name_key(text: str) -> str:
    """What two spellings of one name share: case, accents, hyphens, blanks and punctuation aside.

    A name of symbols alone is only folded, so that `→` and `←` stay apart.
    """
    folded = fold(text).strip()
    return slug(folded) if any(char.isalnum() for char in folded) else folded


def names_of(item: Item) -> tuple[str, ...]:
    """Every name by which a reader or an author may call a thing, its id first; empty ones are among them."""
    if isinstance(item, Actor):
        return (item.id, item.name, item.short, *item.aliases)
    if isinstance(item, Term):
        return (item.id, item.term, item.short, item.expansion, *item.aliases)
    if isinstance(item, Agreement):
        return (item.id, item.name, item.short)
    if isinstance(item, Event | Source):
        return (item.id, item.title)
    return (item.id,)


def name_keys(item: Item) -> frozenset[str]:
    """The keys (`name_key`) of all the names of a thing."""
    return frozenset(name_key(name) for name in names_of(item) if name)
