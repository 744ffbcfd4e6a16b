"""`briefing read`: the screen."""

from __future__ import annotations

import click


@click.command("read", short_help="Open the screen on files and folders.")
@click.argument("path", nargs=-1)
@click.option("--at", default="", metavar="ID[#SECTION]", help="Begin at a briefing, or at a section of it.")
@click.option("--find", "words", default="", metavar="WORDS", help="Find these words at once.")
def command(path: tuple[str, ...], at: str, words: str) -> int:
    """Open the screen on files and folders.

    With no PATH: $BRIEFING_PATH, else the configured library, else ./briefings, else the samples. - reads standard input.
    """
    from tui.cli.screen import read

    return read(path, at=at, find=words)
