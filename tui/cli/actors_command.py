"""`briefing actors`: who appears in a library, and all that is said of one actor."""

from __future__ import annotations

from typing import Any, get_args

import click

from tui.cli.library_page import page_options, print_library_page


@click.command("actors", short_help="List the actors of a library, or print all that is said of one.")
@click.argument("name", required=False, default="")
@click.option("--type", "kind", default="", metavar="TYPE", help="Only actors that are this: person, unit, state, ...")
@click.option("--aside", is_flag=True, help="Of one actor, print the mentions as well that you put aside on the screen.")
@page_options
def command(name: str, kind: str, aside: bool, **rest: Any) -> int:
    """List the actors of all briefings by what they are, or print what is said of NAME: a name of any kind, or BRIEFING#ID.

    Actors that share a name are not taken for one: it is asked which is meant. Exit status 1 when there are none.
    """
    from tui.cli.exit_status import USAGE, Stop
    from tui.model.briefing import ActorType

    known = get_args(ActorType)
    if kind and kind not in known:
        raise Stop(f"--type takes one of {', '.join(known)}, not “{kind}”", USAGE)
    return print_library_page("actors", (), {"name": name, "type": kind, "aside": "yes" if aside else ""}, own=bool(name), **rest)
