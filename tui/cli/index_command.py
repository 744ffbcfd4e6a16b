"""`briefing index`: make the catalog of a library, or bring it up to date."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.options import ceiling_of, ceiling_option, library_option
from tui.cli.output import err_json
from tui.cli.refreshing import Teller, stopping
from tui.model.counted import counted
from tui.store.processes import cores

if TYPE_CHECKING:
    from tui.catalog.progress import Progress
    from tui.model.handling import Tlp


@click.command("index")
@library_option
@ceiling_option
@click.option("--rebuild", is_flag=True, help="Begin with nothing instead of reading only what changed.")
@click.option("--progress-json", is_flag=True, help="Say on stderr how far it is as JSON, one object a line.")
@click.option(
    "--no-tidy", is_flag=True, help="Leave words of what was removed in the index for another time; no search finds them."
)
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="How many processes read files. Default: all cores.")
def command(
    library: tuple[str, ...],
    max_tlp: Tlp | None,
    allow_unmarked: bool,
    rebuild: bool,
    progress_json: bool,
    no_tidy: bool,
    processes: int | None,
) -> int:
    """Make the catalog of a library, or bring it up to date: what lists and searches are answered from.

    Only files that are new or changed are read. It can be interrupted at any time: what is done is kept.
    The catalog is a cache: it can be deleted at any time. With --max-tlp it is that of the ceiling, which holds nothing above it.
    """
    from tui.catalog.ceiling import Withheld
    from tui.catalog.location import location_of
    from tui.catalog.lock import LockBusy
    from tui.catalog.refresh import follow, refresh
    from tui.catalog.removal import sweep
    from tui.cli.exit_status import CANNOT_READ, FOUND, INTERRUPTED, OK, complain
    from tui.cli.inputs import Inputs
    from tui.store.file_bytes import why_unreadable

    inputs = Inputs(library, ceiling=ceiling_of(max_tlp, allow_unmarked))
    inputs.introduce()
    if inputs.config.doubt:
        complain("the catalog stays as it is until the configuration can be read")
        return CANNOT_READ
    refused = [sentence for path in inputs.paths if (sentence := why_unreadable(Path(path)))]
    for sentence in refused:
        complain(sentence)
    _be_modest()
    teller = _json if progress_json else Teller()
    outcome = None
    try:
        while outcome is None:
            try:
                with stopping() as stopped:
                    outcome = refresh(
                        inputs.paths,
                        teller,
                        rebuild=rebuild,
                        processes=processes or cores(),
                        tidy=not no_tidy,
                        stop=stopped,
                        ceiling=inputs.config.cache_ceiling,
                        shown=inputs.shown,
                    )
            except Withheld as error:
                complain(f"there is no catalog: {error}. Lists and searches read every file")
                return FOUND
            except LockBusy:
                complain("another process is refreshing this library; here is how far it is")
                # What changed after it looked is left for this one.
                follow(inputs.paths, teller, limit=inputs.shown.limit)
                rebuild = False
    finally:
        if isinstance(teller, Teller):
            teller.end()
    if outcome.stopped:
        complain("interrupted; what was read is kept, and the rest is read next time")
        return INTERRUPTED
    sweep(time.time(), location_of(inputs.paths, inputs.shown.limit))
    if not progress_json:
        counts = f"{outcome.new:,} new, {outcome.changed:,} changed, {outcome.removed:,} removed"
        counts += f", {outcome.renamed:,} renamed" if outcome.renamed else ""
        complain(f"{counted(outcome.files, 'file')}: {counts}")
    return CANNOT_READ if refused else OK


def _be_modest() -> None:
    """Let whoever waits for the screen go first."""
    try:
        os.nice(5)
    except (AttributeError, OSError):
        return


def _json(progress: Progress) -> None:
    import msgspec

    # Where whoever started this has left, the work is worth finishing.
    err_json(msgspec.json.encode(progress))
