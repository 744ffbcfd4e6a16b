"""`briefing command`: who reports to whom on a date."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, said_date


@click.command("command", short_help="Print who reports to whom on a date, by all briefings.")
@click.argument("root", required=False, default="")
@click.option("--as-of", metavar="DATE", default="", help="The date; today without.")
@page_options
def command(root: str, as_of: str, **rest: Any) -> int:
    """Print who reports to whom, by all briefings of the library: below the actor ROOT, or everybody.

    Each line says which briefing states it, from when and until when. Where briefings disagree, the newest stands in the tree and
    the others beside it; what differs from today is marked. Exit status 1 when nobody says anything.
    """
    return print_library_page("command", (), {"root": root, "as_of": said_date("--as-of", as_of)}, **rest)
