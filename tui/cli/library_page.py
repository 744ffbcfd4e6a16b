"""Printing a page that is made from the things of a library: the one way in which all such commands ask and print."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from tui.cli.options import catalog_option, ceiling_of, ceiling_option, json_option, library_option

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.model.handling import Ceiling, Tlp
    from tui.reading.composed import Composition
    from tui.store.config import Config


saved_option = click.option("--saved", metavar="NAME", default=None, help="A query of the configuration, to which QUERY is added.")
"""Which briefings a page is made of, as the configuration names them."""


def page_options(command: Any) -> Any:
    """The options of every page that is made from a library, which `print_library_page` takes."""
    decorate: Callable[[Any], Any]
    for decorate in (ceiling_option, catalog_option, json_option, saved_option, library_option):
        command = decorate(command)
    return command


def print_library_page(
    name: str,
    query: Sequence[str],
    options: Mapping[str, str] = {},
    *,
    library: Sequence[str],
    as_json: bool,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
    saved: str | None = None,
    own: bool = False,
    about: str = "",
    instead: Callable[[Composition, Ceiling], int] | None = None,
) -> int:
    """Print a page of `tui.reading.library_pages.registry` about the briefings that answer a query. Returns the exit status.

    Args:
        name: of the page.
        query: its words.
        options: what else was asked for, as in `PageQuestion`.
        library: as the options of `page_options` give it, like all that follows.
        as_json: print one object an entry.
        no_catalog: read every file.
        max_tlp: what is above it is counted and not named.
        allow_unmarked: beside a ceiling, keep what has no label.
        saved: the name of a query of the configuration.
        own: whether the page leaves out what the reader put aside, as the journal knows it.
        about: id of the briefing that the page is about; "" where it is about all.
        instead: what is done with the page instead of printing it; gives the exit status.
    """
    from tui.cli.composed_page import print_page
    from tui.cli.exit_status import CANNOT_READ, complain
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask, healed, no_briefings, number_named
    from tui.cli.own_journal import own_journal
    from tui.cli.personal_filters import conditions
    from tui.model.counted import counted
    from tui.reading.library_pages.question import PageQuestion
    from tui.reading.library_pages.registry import made_page
    from tui.search.parse import parse

    ceiling = ceiling_of(max_tlp, allow_unmarked)
    inputs = Inputs(library, ceiling=ceiling)
    inputs.introduce()
    asked = parse(asked_text(query, saved, inputs.config))
    for note in asked.notes:
        complain(note)

    def answer(held: Catalog) -> tuple[Catalog, Composition, int]:
        if about:
            number_named(held, about, inputs.name)
        among = None if asked.everything else held.matching(personal.resolve(held))
        items = held.items(among)
        return held, made_page(name, PageQuestion(items, time.time(), asked.text, options, held, journal)), items.withheld

    with conditions(inputs, asked) as personal, own_journal(inputs.config) if own else nullcontext() as journal:
        held, page, withheld = ask(inputs, answer, catalog=not no_catalog)
    for problem in held.problems:
        complain(str(problem))
    if not held.count() and not inputs.left_out:
        complain(no_briefings(inputs.name, held))
    with healed(inputs):
        status = print_page(page, ceiling, as_json=as_json) if instead is None else instead(page, ceiling)
    if withheld:
        complain(f"{counted(withheld, 'part')} of these briefings left out, since they are {ceiling.excess}")
    return CANNOT_READ if inputs.refused(held) else status


def query_argument(command: Any) -> Any:
    """The words of a query."""
    return click.argument("query", nargs=-1)(command)


def said_date(option: str, said: str) -> str:
    """The date of the format that somebody means with the value of an option; "" where none is given.

    Raises:
        Stop: it is no date.
    """
    if not said:
        return ""
    from tui.cli.exit_status import USAGE, Stop
    from tui.reading.looking_back import date_of

    try:
        return date_of(said, time.time()).text
    except ValueError as error:
        raise Stop(f"{option} takes a date: {error}", USAGE) from None


def asked_text(words: Sequence[str], saved: str | None, config: Config) -> str:
    """The query as text: the words, with those of a saved query before them, whose page does not matter.

    Raises:
        Stop: no query is saved under this name.
    """
    typed = " ".join(words)
    if saved is None:
        return typed
    if saved in config.searches:
        from tui.reading.library_pages.registry import saved_page

        page = saved_page(config.searches[saved])
        query = page[1] if page else config.searches[saved]
        return f"({query}) {typed}" if typed and query else typed or query
    from difflib import get_close_matches

    from tui.cli.exit_status import USAGE, Stop

    if not config.searches:
        where = config.path or "config.yaml"
        raise Stop(f"No query is saved as “{saved}”: there are no `searches` in {where}.", USAGE)
    near = get_close_matches(saved, config.searches, 1, 0.6)
    hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(config.searches)}."
    raise Stop(f"No query is saved as “{saved}”; {hint}", USAGE)
