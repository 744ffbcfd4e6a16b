"""`briefing timeline`: everything dated of a library on one axis."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument, said_date
from tui.cli.options import QueryCommand


@click.command("timeline", cls=QueryCommand, short_help="List what happens when, in all briefings.")
@query_argument
@click.option("--since", metavar="DATE", default="", help="Only what may be then or later.")
@click.option("--until", metavar="DATE", default="", help="Only what may be then or earlier.")
@page_options
def command(query: tuple[str, ...], since: str, until: str, **rest: Any) -> int:
    """List the events of the briefings that answer a QUERY, with the horizons of judgments and the due dates of open actions.

    A date that is uncertain stands where it can be first, in its author's words. Where another briefing gives the same event a
    date that it cannot have as well, both are named with their sources. A DATE is `2024-08`, `3 Nov`, `yesterday` or any of the
    format; what may lie within is listed. Exit status 1 when there is nothing.
    """
    options = {"since": said_date("--since", since), "until": said_date("--until", until)}
    return print_library_page("timeline", query, options, **rest)
