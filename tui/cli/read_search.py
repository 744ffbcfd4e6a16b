"""`briefing search --read`: what one read, in the text as it was read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tui.cli.options import named_path
from tui.cli.output import Pieces, out_object, out_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.catalog.catalog import Catalog
    from tui.cli.hit_lines import ShownPassage
    from tui.cli.inputs import Inputs
    from tui.journal.journal import Journal
    from tui.reading.kept_briefings import About
    from tui.reading.pages.read_again import ReadBefore
    from tui.search.query import Query

PATIENCE = 1.0
"""Seconds after which it is said on stderr that it takes a while."""


def search_read(inputs: Inputs, asked: Query, *, here: bool, limit: int, size: int, as_json: bool, catalog: bool) -> int:
    """Search what was read, and print the passages that answer, the last read first. Returns the exit status.

    Args:
        inputs: the library at hand, in which it is looked up what became of a passage.
        asked: the query; it asks for something.
        here: only what is in that library.
        limit: passages at most.
        size: characters of text around the first match.
        as_json: one object a line.
        catalog: whether to use the library's catalog.

    Raises:
        Stop: the query asks for no words.
    """
    from tui.cli.exit_status import FOUND, OK, USAGE, Stop, complain
    from tui.cli.own_journal import own_journal
    from tui.reading.pages.read_again import asks_for_words, not_asked

    if here:
        inputs.introduce()
    else:
        for problem in inputs.config_problems:
            complain(str(problem))
    if not asks_for_words(asked):
        raise Stop("Say which words to look for in what you read; `briefing list read:2024-07` lists what you read when.", USAGE)
    for condition in not_asked(asked):
        complain(f"{condition} finds nothing in what you read: words, “phrases”, section: and read: do")
    with own_journal(inputs.config) as journal:
        found = _found(inputs, journal, asked, here=here, limit=limit + 1, catalog=catalog)
        _print(found[:limit], journal, asked, size, as_json)
        anything = bool(found) or bool(journal.seen())
    if len(found) > limit:
        complain(f"{limit:,} shown, the last read; there are more, and `--limit N` shows them")
    if not found:
        where = f" of {inputs.name}" if here else ""
        nothing = "There is nothing in what is left of your journal." if journal.is_lost else "You have read nothing yet."
        from tui.search.explain import explain

        complain(f"nothing found in what you read{where}. {explain(asked)}" if anything else nothing)
    return OK if found else FOUND


def _found(inputs: Inputs, journal: Journal, asked: Query, *, here: bool, limit: int, catalog: bool) -> list[ReadBefore]:
    """The passages; no library is looked at before anything is found, unless only what is in it is wanted."""
    from tui.cli.lookup import ask
    from tui.reading.kept_briefings import KeptBriefings
    from tui.reading.pages.read_again import find_read, with_outcomes

    def anywhere(within: Callable[[str], bool] = lambda key: True) -> list[ReadBefore]:
        return find_read(journal, asked, most=limit, within=within, stop=_narrator())

    def may_be_told(key: str) -> bool:
        return not inputs.is_limited or inputs.ceiling.allows(journal.marking_read(key))

    def looked_up(held: Catalog) -> list[ReadBefore]:
        briefings = KeptBriefings(journal, held, inputs.read)
        keys = briefings.keys() if here else set()
        found = anywhere(lambda key: key in keys and may_be_told(key)) if here else everything
        return with_outcomes(found, asked, briefings.edition)

    everything = [] if here else anywhere(may_be_told)
    return ask(inputs, looked_up, catalog=catalog) if here or everything else []


def _narrator() -> Callable[[], bool]:
    """Says once on stderr that it takes a while; never asks to stop."""
    from tui.cli.exit_status import complain

    began = time.monotonic()
    said = False

    def tell() -> bool:
        nonlocal said
        if not said and time.monotonic() - began > PATIENCE:
            said = True
            complain("looking through everything you read…")
        return False

    return tell


def _print(found: Sequence[ReadBefore], journal: Journal, query: Query, size: int, as_json: bool) -> None:
    from tui.cli.hit_lines import around
    from tui.reading.kept_briefings import About
    from tui.search.query_pattern import query_pattern

    pattern = query_pattern(query)
    for one in found:
        about = About(*journal.about(one.key))
        context = around(one.text, pattern.spans(one.text) if pattern is not None else (), size)
        if as_json:
            out_object(fields(one, about, context))
        else:
            out_pieces(line(one, about, context))


def fields(one: ReadBefore, about: About, context: ShownPassage) -> dict[str, object]:
    """The fields of a passage in `search --read --json`; they are stable.

    `read` is false for what one was done with and did not read; `read_at` is that moment in UTC (ISO 8601); `state` is "there",
    "changed", "removed", or "unknown" where the briefing is not to be found; `now` is what a changed passage says now, else null.
    `spans` are pairs of offsets into `context`, in code points.
    """
    from tui.reading.moments import in_utc

    return {
        "id": about.briefing_id,
        "title": about.title,
        "section": _section(one),
        "section_title": _title(one, about),
        "path": named_path(about.path) or None,
        "read": not one.unread,
        "read_at": in_utc(one.read_at),
        "state": one.now,
        "now": one.new or None,
        "context": context.text,
        "spans": [list(span) for span in context.spans],
    }


def line(one: ReadBefore, about: About, context: ShownPassage) -> Pieces:
    """A passage as `id: section: context — You read this on 3 Jul 2024; it has been removed since.`"""
    from tui.cli.hit_lines import with_bold
    from tui.model.text import one_line
    from tui.reading.moments import day
    from tui.reading.pages.read_again import said_of

    name = about.briefing_id or named_path(about.path) or "-"
    yield f"{one_line(name)}: {one_line(_title(one, about))}: ", False
    yield from with_bold(context.text, context.spans)
    yield f" — {said_of(one, day(one.read_at))}", False


def _section(one: ReadBefore) -> str:
    from tui.changes.edition import document_id

    return document_id(one.section)


def _title(one: ReadBefore, about: About) -> str:
    """The title of a section; of the front of a briefing, the briefing's."""
    from tui.model.apparatus import TITLES

    return one.section_title or TITLES.get(_section(one)) or about.title or _section(one)
