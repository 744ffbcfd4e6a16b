"""`briefing terms`: what terms mean in a library."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page


@click.command("terms", short_help="List terms with every meaning that briefings give them.")
@click.argument("word", required=False, default="")
@page_options
def command(word: str, **rest: Any) -> int:
    """List the terms of all briefings, each once with every meaning that is given, or those that are known by WORD.

    Terms of which briefings say different things come first. Exit status 1 when there are none.
    """
    return print_library_page("terms", (), {"word": word}, **rest)
