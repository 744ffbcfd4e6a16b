"""The one table of the pages that are made from the things of a library: commands and screen read it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tui.model.garbage import nothing_collected

if TYPE_CHECKING:
    from tui.reading.composed import Composition
    from tui.reading.library_pages.question import PageQuestion


class LibraryPage(NamedTuple):
    """A page that is made from a library."""

    name: str
    """Of its command, of its module here, and of its action in the table of keys: `page.judgments`."""
    title: str
    orders: tuple[str, ...] = ()
    """Orders of its entries, the usual one first; none where there is one alone."""
    hint: str = ""
    """What the bottom line says of its own keys."""
    keys: tuple[str, ...] = ()
    """Those of `SOME_PAGES` that do something here."""


SOME_PAGES = {
    "record": "Only judgments have a track record",
    "mine": "Only actions are asked of anybody",
    "dates": "This page is of no date",
}
"""What is said of a key that some of the pages have, on the others."""

PAGES = (
    LibraryPage(
        "judgments", "Judgments", ("horizon", "likelihood", "change"), "⟦page.sort⟧ order · ⟦page.record⟧ record", ("record",)
    ),
    LibraryPage("timeline", "Timeline"),
    LibraryPage("sources", "Sources"),
    LibraryPage("handover", "Handover"),
    LibraryPage("actions", "Actions", hint="⟦page.mine⟧ yours alone", keys=("mine",)),
    LibraryPage("terms", "Terms"),
    LibraryPage("actors", "Actors", hint="⟦find.open⟧ finds · ⟦find.only-matching⟧ only matches"),
    LibraryPage("related", "Related"),
    LibraryPage("agreements", "Agreements", ("state", "party"), "⟦page.sort⟧ order"),
    LibraryPage("command", "Command", hint="⟦page.later⟧ ⟦page.earlier⟧ other dates", keys=("dates",)),
)

PAGE_OF = {page.name: page for page in PAGES}
"""By its name."""


def saved_page(query: str) -> tuple[LibraryPage, str] | None:
    """The page that a saved query is one of, by `page:NAME` before it, and its query; None for any other."""
    word, _, rest = query.strip().partition(" ")
    sign, _, name = word.partition(":")
    return (PAGE_OF[name], rest.strip()) if sign == "page" and name in PAGE_OF else None


def made_page(name: str, question: PageQuestion) -> Composition:
    """The page of a name, which answers a question."""
    with nothing_collected():
        made: Composition = import_module(f"tui.reading.library_pages.{name}").answer(question)
    return made
