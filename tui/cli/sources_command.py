"""`briefing sources`: what a library rests on."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand


@click.command("sources", cls=QueryCommand, short_help="List the sources of a library, and count their origins.")
@query_argument
@page_options
def command(query: tuple[str, ...], **rest: Any) -> int:
    """List every source of the briefings that answer a QUERY once, with who rests on it; recalled and corrected ones come first.

    A source is the same where its address is, or its id and its title. Those that are derived from others are no origins of their
    own: `5 sources, 2 origins`. Exit status 1 when there are none.
    """
    return print_library_page("sources", query, **rest)
