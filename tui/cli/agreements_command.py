"""`briefing agreements`: what was signed, or is about to be, in all of a library."""

from __future__ import annotations

from typing import Any, get_args

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand


@click.command("agreements", cls=QueryCommand, short_help="List the agreements of a library by state or by party.")
@query_argument
@click.option("--party", default="", metavar="NAME", help="Only those of this party, by any name of it.")
@click.option(
    "--state", default="", metavar="STATE", help="Only those that stand so: in force, signed, proposed, suspended, ended."
)
@click.option("--by", "order", type=click.Choice(("state", "party")), default="state", help="What they are listed by.")
@page_options
def command(query: tuple[str, ...], party: str, state: str, order: str, **rest: Any) -> int:
    """List the agreements of the briefings that answer a QUERY, the last one signed first.

    Exit status 1 when there are none.
    """
    from tui.cli.exit_status import USAGE, Stop
    from tui.model.briefing import AgreementStatus

    known = get_args(AgreementStatus)
    said = " ".join(state.replace("-", " ").split()).lower()
    if said and said not in known:
        raise Stop(f"--state takes one of {', '.join(known)}, not “{state}”", USAGE)
    return print_library_page("agreements", query, {"party": party, "state": said, "sort": order}, **rest)
