"""`briefing judgments`: what a library's authors think, and how good that was."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.library_page import page_options, print_library_page, query_argument
from tui.cli.options import QueryCommand
from tui.reading.library_pages.registry import PAGE_OF


@click.command("judgments", cls=QueryCommand, short_help="List the judgments of a library, or their track record.")
@query_argument
@click.option("--sort", type=click.Choice(PAGE_OF["judgments"].orders), default="horizon", help="The order of those that stand.")
@click.option("--record", is_flag=True, help="How many of the resolved ones were borne out.")
@page_options
def command(query: tuple[str, ...], sort: str, record: bool, **rest: Any) -> int:
    """List the judgments of the briefings that answer a QUERY, of all without one.

    First those that are past their horizon and not resolved, then those that expire this quarter, then the others; last those
    that are settled. Judgments of briefings that another one replaces, or that were recalled, do not count.

    With --record the resolved ones are counted: how many of each likelihood were borne out, whether that share is inside
    the word's own range, and the Brier score with its parts. Nothing is said of fewer than 20. Exit status 1 when there are none.
    """
    return print_library_page("judgments", query, {"sort": sort, "record": "yes" if record else ""}, **rest)
