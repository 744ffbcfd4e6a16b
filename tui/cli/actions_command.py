"""`briefing actions`: what a library asks for."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand


@click.command("actions", cls=QueryCommand, short_help="List what all briefings ask for, by due date.")
@query_argument
@click.option("--owner", metavar="NAME", default="", help="Only what is asked of this one.")
@click.option("--due", is_flag=True, help="Only what is overdue, or due within seven days.")
@page_options
def command(query: tuple[str, ...], owner: str, due: bool, **rest: Any) -> int:
    """List the actions of the briefings that answer a QUERY: what is overdue, what is due, what has no date, what is closed.

    An action is closed by its file; what you closed yourself is in your journal, and does not count here. Exit status 1 when there
    is nothing.
    """
    return print_library_page("actions", query, {"owner": owner, "due": "yes" if due else ""}, **rest)
