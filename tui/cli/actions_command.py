"""`briefing actions`: what a library asks for."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand


@click.command("actions", cls=QueryCommand, short_help="List what all briefings ask for, by due date.")
@query_argument
@click.option("--owner", metavar="NAME", multiple=True, help="Only what is asked of this one; of several, of any of them.")
@click.option("--mine", is_flag=True, help="Only what is asked of you, who are `me` in the configuration.")
@click.option("--due", is_flag=True, help="Only what is overdue, or due within seven days.")
@page_options
def command(query: tuple[str, ...], owner: tuple[str, ...], mine: bool, due: bool, **rest: Any) -> int:
    """List the actions of the briefings that answer a QUERY: what is overdue, what is due, what has no date, what is closed.

    An action is closed by its file, or by you: with `C` on the screen. Who you are is said by `me: J3, Deputy director` in the
    configuration, by as many names as you have. Exit status 1 when there is nothing.
    """
    owners = [*owner, *own_names()] if mine else owner
    return print_library_page("actions", query, {"owner": "\n".join(owners), "due": "yes" if due else ""}, own=True, **rest)


def own_names() -> tuple[str, ...]:
    """The names of whoever runs the command, by the configuration.

    Raises:
        Stop: it does not say.
    """
    import os

    from tui.cli.exit_status import USAGE, Stop
    from tui.store.config import load_config

    config, _ = load_config(os.environ)
    if not config.names:
        raise Stop(f"--mine: who are you? Write “me: NAME” in {config.path or 'config.yaml'}.", USAGE)
    return config.names
