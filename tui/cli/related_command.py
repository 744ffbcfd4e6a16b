"""`briefing related`: what in a library is like one briefing."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page


@click.command("related", short_help="List the briefings of a library that are like one of them.")
@click.argument("about", metavar="ID")
@page_options
def command(about: str, **rest: Any) -> int:
    """List what is like the briefing ID: others with the same actors, sources and terms, then others whose texts are alike.

    Exit status 1 when nothing is.
    """
    return print_library_page("related", (), {"id": about}, about=about, **rest)
