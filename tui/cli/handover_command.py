"""`briefing handover`: what happened on one's shift, to be handed on."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand, named_path
from tui.cli.output import out

if TYPE_CHECKING:
    from tui.model.handling import Ceiling
    from tui.reading.composed import Composition

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}


@click.command("handover", cls=QueryCommand, short_help="What happened on your shift, as a briefing to hand on.")
@query_argument
@click.option("--since", metavar="DATE|12h", default="12h", show_default=True, help="How far to look back: 12h, 3d, or a date.")
@click.option("--to", "shape", type=click.Choice(["md", "yaml"]), default=None, help="Write it as a draft, and print its path.")
@click.option("-o", "--output", metavar="FOLDER", default=".", help="Where to write it; the current folder by default.")
@page_options
def command(query: tuple[str, ...], since: str, shape: str | None, output: str, **rest: Any) -> int:
    """Tell what happened in the briefings that answer a QUERY: what is open and due, by the priority of its briefing; what came in;
    what changed, and how; which judgments moved; what you read and noted.

    What came in or changed is known by when the catalog saw it, before that by the time of its file; what you read and noted by
    your journal. With --to it is written as a draft of a briefing, under the strictest marking of all that it names, ready for
    your editor. Exit status 1 when there is nothing.
    """

    def write(page: Composition, ceiling: Ceiling) -> int:
        return _written(page, ceiling, str(shape), Path(output))

    return print_library_page(
        "handover", query, {"since": str(shift_start(since))}, own=True, instead=write if shape else None, **rest
    )


def shift_start(said: str) -> float:
    """The second, from 1970, at which a time before now begins.

    Raises:
        Stop: it is none.
    """
    now = time.time()
    match = re.fullmatch(r"(\d{1,6})([mhdw])", said.strip().casefold())
    if match:
        return now - int(match[1]) * _UNITS[match[2]]
    from tui.cli.exit_status import USAGE, Stop
    from tui.reading.looking_back import date_of, moment_of

    try:
        return moment_of(date_of(said, now))
    except ValueError as error:
        raise Stop(f"--since takes a time such as 12h or 3d, or a date: {error}", USAGE) from None


def _written(page: Composition, ceiling: Ceiling, shape: str, folder: Path) -> int:
    from datetime import date

    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, Stop, complain
    from tui.export.draft import listed_draft, write_briefing
    from tui.model.counted import counted
    from tui.model.handling import strictest

    shown, above = page.within(ceiling)
    if above:
        complain(f"{counted(above, 'entry', 'entries')} left out, since they are {ceiling.excess}")
    if not shown.sections:
        complain(shown.empty)
        return FOUND
    marking = strictest(entry.marking for entry in shown.entries)
    titles = [(section.id, section.title) for section in shown.sections]
    fields = listed_draft(list(shown.records()), titles, date.today(), marking)
    try:
        out(named_path(str(write_briefing(fields, marking, shape, folder))))
    except FileExistsError as error:
        raise Stop(f"“{named_path(str(error))}” is there already, and is left as it is.", CANNOT_READ) from None
    except OSError as error:
        raise Stop(str(error), CANNOT_READ) from None
    return OK
