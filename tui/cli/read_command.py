"""`briefing read`: the screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tui.cli.options import catalog_option, ceiling_of, ceiling_option

if TYPE_CHECKING:
    from tui.model.handling import Tlp


@click.command("read", short_help="Open the screen on files and folders.")
@click.argument("path", nargs=-1)
@click.option("--at", default="", metavar="ID[#SECTION]", help="Begin at a briefing, or at a section of it.")
@click.option("--find", "words", default="", metavar="WORDS", help="Find these words at once.")
@click.option("--no-journal", is_flag=True, help="Keep nothing of what you read, mark or write, and look at nothing kept before.")
@click.option(
    "--resume",
    is_flag=False,
    flag_value=0,
    type=click.IntRange(0),
    default=None,
    metavar="[N]",
    help="List the sessions that you left; with a number, go on with that one.",
)
@click.option("--linear", is_flag=True, help="Read by lines, without a screen: for ears and fingers, and for scripts.")
@catalog_option
@ceiling_option
def command(
    path: tuple[str, ...],
    at: str,
    words: str,
    no_journal: bool,
    linear: bool,
    resume: int | None,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Open the screen on files and folders.

    With no PATH: $BRIEFING_PATH, else the configured library, else ./briefings, else the samples. - reads standard input.
    With --max-tlp your journal is neither read nor written, and the catalog is one of its own that holds nothing above the label.
    """
    from tui.cli.screen import read

    ceiling = ceiling_of(max_tlp, allow_unmarked)
    search = ""
    if resume is not None:
        from tui.cli.exit_status import CANNOT_READ, FOUND, OK, USAGE, Stop, complain
        from tui.cli.output import out
        from tui.cli.sessions import left_sessions, numbered_sessions
        from tui.model.text import cleaned_line

        if path or at or words:
            raise Stop("--resume goes on with what was open: give no files, no --at and no --find with it.", USAGE)
        if no_journal:
            raise Stop("--resume goes on with what was kept, and --no-journal looks at nothing that was.", USAGE)
        # Under a ceiling neither the names of what was read nor words of it are said.
        is_limited = not ceiling.allows_everything
        sessions = [one.bare if is_limited else one for one in left_sessions(os.environ)]
        if not sessions:
            complain("no session was left yet")
            return FOUND
        if not resume:
            for line in numbered_sessions(sessions):
                out(line)
            complain("`briefing --resume 1` goes on with the first of them")
            return OK
        if resume > len(sessions):
            raise Stop(f"There is no session {resume}: `briefing --resume` lists {len(sessions)}.", USAGE)
        one = sessions[resume - 1]
        path, at, search = tuple(path for path in one.paths if path not in one.gone), one.place, one.words
        if not path:
            raise Stop(f"What was open then is not there now: {', '.join(map(cleaned_line, one.gone))}", CANNOT_READ)
        for lost in one.gone:
            complain(f"{cleaned_line(lost)}, which was open then, is not there now")
    return read(
        path,
        at=at,
        find=words,
        journal=not no_journal,
        catalog=not no_catalog,
        ceiling=ceiling,
        linear=linear,
        search=search,
        resumed=bool(resume),
    )
