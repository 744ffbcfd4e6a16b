"""`briefing list`: the briefings of the library, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tui.cli.options import echo_json, json_option, library_option

if TYPE_CHECKING:
    from tui.model.briefing import Briefing

SORTS = ("date", "title", "updated", "id")


@click.command("list", short_help="List the briefings of a library.")
@click.argument("words", nargs=-1)
@library_option
@json_option
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.option(
    "--sort", type=click.Choice(SORTS), default="date", help="The order; `date` is the later of date and last change, newest first."
)
def command(words: tuple[str, ...], library: tuple[str, ...], as_json: bool, count: bool, sort: str) -> int:
    """List briefings, those that hold all WORDS in title, tags, names or bottom line."""
    from tui.cli.guard import CANNOT_READ, FOUND, OK, complain
    from tui.cli.screen import no_briefings
    from tui.cli.shelf import FileShelf
    from tui.model.text import fold
    from tui.reading.session import by_date, entry_of

    shelf = FileShelf(library)
    listing = shelf.read_all()
    if shelf.note:
        complain(shelf.note)
    for problem in listing.problems:
        complain(str(problem))
    wanted = fold(" ".join(words)).split()
    briefings = by_date(listing.briefings)
    if wanted:
        briefings = [b for b in briefings if all(word in entry_of(b).haystack for word in wanted)]
    if sort != "date":
        briefings = _sorted(briefings, sort)
    if count:
        click.echo(len(briefings))
    elif as_json:
        for briefing in briefings:
            echo_json(row(briefing))
    else:
        print_list(briefings)
    if not listing.briefings:
        complain(no_briefings(shelf.name, listing.others))
    elif listing.others and not count and not as_json:
        complain(f"{listing.others} other file{'' if listing.others == 1 else 's'} left out, which are no briefings")
    if listing.briefings and not briefings and not count:
        complain(f"nothing in {shelf.name} holds “{' '.join(words)}” in its title, tags, names or bottom line")
    if shelf.refused(listing):
        return CANNOT_READ
    return OK if briefings or not words else FOUND


def _sorted(briefings: list[Briefing], sort: str) -> list[Briefing]:
    if sort == "title":
        return sorted(briefings, key=lambda b: b.title.casefold())
    if sort == "id":
        return sorted(briefings, key=lambda b: b.id)
    return sorted(briefings, key=lambda b: b.updated.sort_key[1] if b.updated else float("-inf"), reverse=True)


def row(briefing: Briefing) -> dict[str, object]:
    """The fields of a briefing in `list --json`; they are stable."""
    from tui.model.reading_time import minutes

    return {
        "id": briefing.id,
        "title": briefing.title,
        "date": briefing.date.text if briefing.date else None,
        "updated": briefing.updated.text if briefing.updated else None,
        "tlp": briefing.effective_marking.tlp,
        "tags": list(briefing.tags),
        "kind": briefing.kind or None,
        "path": briefing.path or None,
        "minutes": minutes(briefing),
        "problems": sum(problem.severity != "info" for problem in briefing.problems),
    }


def print_list(briefings: Sequence[Briefing]) -> None:
    """A table: the later of date and last change, marking, minutes, id, title."""
    rows = [
        (
            briefing.newest.text.split("T")[0] if briefing.newest else "",
            briefing.effective_marking.label,
            f"{row(briefing)['minutes']} min",
            briefing.id,
            " ".join(briefing.title.split()),
        )
        for briefing in briefings
    ]
    if not rows:
        return
    from rich.cells import cell_len

    widths = [max(cell_len(cells[column]) for cells in rows) for column in range(4)]
    for date, marking, time, name, title in rows:
        cells = (date.ljust(widths[0]), marking.ljust(widths[1]), time.rjust(widths[2]))
        click.echo("  ".join((*cells, name + " " * (widths[3] - cell_len(name)), title)).rstrip())
