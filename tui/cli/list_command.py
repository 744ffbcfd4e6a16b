"""`briefing list`: the briefings of the library that answer a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import click

from tui.cli.options import QueryCommand, catalog_option, ceiling_of, ceiling_option, json_option, library_option, named_path
from tui.cli.output import out, out_object
from tui.model.counted import counted

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.tables import Row
    from tui.cli.inputs import Inputs
    from tui.model.handling import Tlp
    from tui.search.query import Query
    from tui.store.config import Config

WIDEST_ID = 48
"""Cells that the column of ids takes at the most: one longer id pushes its own title aside, not all the others'."""

SORTS = ("date", "title", "updated", "id", "queue")


@click.command("list", cls=QueryCommand, short_help="List the briefings of a library.")
@click.argument("query", nargs=-1)
@library_option
@json_option
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.option("--others", is_flag=True, help="List the files that are no briefings instead, and why each is none.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="date",
    help="The order; `date` is the later of date and last change, newest first; `queue` is that of the screen's queue.",
)
@catalog_option
@ceiling_option
def command(
    query: tuple[str, ...],
    library: tuple[str, ...],
    as_json: bool,
    count: bool,
    others: bool,
    sort: str,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """List the briefings that answer a QUERY, all of them without one.

    A QUERY holds words that must all be there, "phrases", -words that must not be there, begin*, this OR that, and
    fields: tag:japan date:2024-07..2024-09 tlp:<=green is:recalled. is:queue, is:unread, is:updated, has:note and the
    like ask for what you have read and written.
    """
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, complain
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask, count_left_out
    from tui.cli.personal_filters import conditions
    from tui.search.query import Query

    inputs = Inputs(library, ceiling=ceiling_of(max_tlp, allow_unmarked))
    inputs.introduce()
    if others:
        return _list_others(inputs, query, as_json=as_json, catalog=not no_catalog)
    asked = Query()
    if query:
        from tui.search.parse import parse

        asked = parse(" ".join(query))
    for note in asked.notes:
        complain(note)

    def answer(held: Catalog) -> tuple[Catalog, int, list[tuple[Row, str]], int]:
        query = own.resolve(held)
        if count:
            number = held.count() if query.everything else held.count_matching(query)
            return held, number, [], count_left_out(held, query)
        rows = sorted_rows(held, query, sort)
        rows = own.by_queue(rows) if sort == "queue" else rows
        return held, len(rows), [(row, own.reason(row)) for row in rows], count_left_out(held, query)

    with conditions(inputs, asked, queue=sort == "queue") as own:
        held, number, rows, unmarked = ask(inputs, answer, catalog=not no_catalog)
    for problem in held.problems:
        complain(str(problem))
    if count:
        out(str(number))
    elif as_json:
        for row, _ in rows:
            out_object(fields(row, inputs.config))
    else:
        print_rows([row for row, _ in rows], inputs.config, [reason for _, reason in rows])
    if unmarked:
        complain(unmarked_left_out(unmarked))
    if not held.count() and not inputs.left_out:
        from tui.cli.lookup import no_briefings

        complain(no_briefings(inputs.name, held))
    elif held.others and not count and not as_json and held.count():
        complain(f"{counted(held.others, 'other file')} left out, which are no briefings")
    if held.count() and not number and not count:
        from tui.search.explain import explain

        complain(f"nothing in {inputs.name} holds “{asked.text}”. {explain(asked)}")
    if inputs.refused(held):
        return CANNOT_READ
    return OK if number or (not query and held.count()) else FOUND


def _list_others(inputs: Inputs, query: tuple[str, ...], *, as_json: bool, catalog: bool) -> int:
    """Print the files that are no briefings. Returns the exit status."""
    import os

    from tui.catalog.other_files import other_file
    from tui.cli.composed_page import print_page
    from tui.cli.exit_status import USAGE, Stop
    from tui.cli.lookup import ask
    from tui.model.handling import Marking
    from tui.reading.pages.other_files import MOST, other_files_page

    if query:
        raise Stop("files that are no briefings answer no query; leave it out, or --others", USAGE)
    paths, number = ask(inputs, lambda held: (held.files.others(MOST), held.others), catalog=catalog)
    if not inputs.ceiling.allows(Marking()):
        # Nothing says how they are marked.
        return print_page(other_files_page([], 0), inputs.ceiling, as_json=as_json, left_out=number)
    base = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    return print_page(other_files_page([other_file(path, base) for path in paths], number), inputs.ceiling, as_json=as_json)


def sorted_rows(held: Catalog, query: Query, sort: str) -> list[Row]:
    """The rows that answer a query, in one of `SORTS`."""
    if sort == "id":
        return sorted(held.rows_matching(query, "title"), key=lambda row: row.id)
    order: Literal["date", "updated", "title"] = "title" if sort == "title" else "updated" if sort == "updated" else "date"
    return held.rows_matching(query, order)


def unmarked_left_out(count: int) -> str:
    """What is said of briefings that only their missing label, or restrictions in words, keep out of an answer."""
    return f"{count:,} more would answer, but {'has' if count == 1 else 'have'} no TLP label, or restrictions in words"


def fields(row: Row, config: Config) -> dict[str, object]:
    """The fields of a briefing in `list --json`; they are stable."""
    return {
        "id": row.id,
        "title": row.title,
        "date": row.date_text or None,
        "updated": row.updated_text or None,
        "tlp": row.marking.tlp,
        "tags": list(row.tags),
        "kind": row.kind or None,
        "path": named_path(row.real_path) or None,
        "minutes": config.minutes(row.minutes),
        "problems": row.errors + row.warnings,
    }


def print_rows(rows: Sequence[Row], config: Config, reasons: Sequence[str] = ()) -> None:
    """A table: the later of date and last change, marking, minutes, id, title, and why it is listed where that is known."""
    from tui.model.text import one_line

    if not rows:
        return
    table = [
        (_newest(row), one_line(row.marking.label), f"{config.minutes(row.minutes)} min", one_line(row.id), one_line(row.title))
        for row in rows
    ]
    date_width, label_width, time_width = [max(len(cells[column]) for cells in table) for column in range(3)]
    widths = [_width(cells[3]) for cells in table]
    widest = min(max(widths), WIDEST_ID)
    lines = [
        f"{date:<{date_width}}  {label:<{label_width}}  {time:>{time_width}}  {name}{' ' * (widest - width)}  {title}".rstrip()
        for (date, label, time, name, title), width in zip(table, widths, strict=True)
    ]
    if any(reasons):
        lines = [f"{line} — {one_line(reason)}" if reason else line for line, reason in zip(lines, reasons, strict=True)]
    out("\n".join(lines))


def _newest(row: Row) -> str:
    """The later of date and last change, as written, without its time of day."""
    return (row.updated_text if row.was_updated else row.date_text).split("T")[0]


def _width(text: str) -> int:
    """Cells that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
