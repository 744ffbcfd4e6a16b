"""Asking the library that is open on the screen for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui.model.handling import NO_CEILING, Ceiling
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import PAGE_OF, made_page
from tui.reading.rows import TROUBLE
from tui.search.parse import parse

if TYPE_CHECKING:
    from tui.reading.composed import Composition
    from tui.reading.library_pages.peek import Peeked
    from tui.reading.session import Session

MOST = 5_000
"""Entries of a page that are shown on the screen: finding in more would keep one waiting, and nobody reads them."""


class NoAnswer(OSError):
    """The library cannot be asked; the message is a sentence."""


def peeked_at(session: Session, page: str, options: Mapping[str, str]) -> Peeked | None:
    """What the library says of one thing, as in `tui.reading.library_pages.peek.peeked`. Safe in any thread."""
    from tui.reading.library_pages.peek import peeked

    held = session.library.held_elsewhere() if session.library is not None else None
    try:
        if held is None:
            return None
        return peeked(PageQuestion(held.items(), session.now(), held=held, journal=session.journal), page, options)
    except TROUBLE:
        return None


def page_up_to(session: Session, name: str, words: str, options: Mapping[str, str], ceiling: Ceiling) -> tuple[Composition, int]:
    """A page made of what of the library may go out, and how many entries of the whole page have more in them. Safe in any thread.

    Args:
        session: has the library.
        name: of the page, in `PAGES`.
        words: a query.
        options: as in `PageQuestion`.
        ceiling: what may go out.

    Raises:
        NoAnswer: as `asked_page`.
    """
    above = asked_page(session, name, words, options).within(ceiling)[1]
    return asked_page(session, name, words, options, ceiling).within(ceiling)[0], above


def asked_page(
    session: Session,
    name: str,
    words: str,
    options: Mapping[str, str],
    ceiling: Ceiling = NO_CEILING,
    *,
    beginning: bool = False,
) -> Composition:
    """A page about the briefings that answer a query, from the newest state of the library. Safe in any thread.

    Args:
        session: has the library.
        name: of the page, in `PAGES`.
        words: a query, of which the last word may be a beginning.
        options: as in `PageQuestion`.
        ceiling: things above it are as if they were not there; entries that are made of whole briefings may be above it.
        beginning: whether the beginning of the page will do where all of it takes longer.

    Raises:
        NoAnswer: the catalog is gone or damaged, and is being made anew.
    """
    held = session.library.held_elsewhere() if session.library is not None else None
    if held is None:
        raise NoAnswer("The catalog is gone or damaged and is being made anew; try again in a moment.")
    try:
        among = None
        query = parse(words, typing=True)
        if not query.everything:
            if query.personal:
                from tui.reading.personal_filters import PersonalFilters

                query = PersonalFilters(held, session.journal, session.now()).resolve(query)
            among = held.matching(query)
        items = held.items(among, ceiling)
        question = PageQuestion(items, session.now(), words, options, held, session.journal, beginning)
        return made_page(name, question).some(MOST, f"A filter of the list chooses; `briefing {PAGE_OF[name].name}` prints all.")
    except TROUBLE as error:
        raise NoAnswer("The catalog is gone or damaged and is being made anew; try again in a moment.") from error
