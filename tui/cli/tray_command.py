"""`briefing tray`: what one put aside, and the draft of a briefing made of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.options import ceiling_of, ceiling_option, json_option, library_option, named_path
from tui.cli.output import out

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.cli.inputs import Inputs
    from tui.journal.tray import Tray
    from tui.model.handling import Tlp
    from tui.reading.pages.tray import TrayThing


@click.command("tray", short_help="What you put aside, and a briefing made of it.")
@click.option(
    "--to", "shape", type=click.Choice(["md", "yaml"]), default=None, help="Write a draft of a briefing, and print its path."
)
@click.option("--title", metavar="TITLE", default="", help="Of the draft.")
@click.option("-o", "--output", metavar="FOLDER", default=".", help="Where to write it; the current folder by default.")
@click.option("--clear", is_flag=True, help="Take everything out of the tray, after it was written or printed.")
@library_option
@json_option
@ceiling_option
def command(
    shape: str | None,
    title: str,
    output: str,
    clear: bool,
    library: tuple[str, ...],
    as_json: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Print what is in the tray, in its order, read anew from its briefings; or with --to make a draft of a briefing of it.

    On the screen `I` puts passages, judgments, events and hits of a search into the tray. The draft quotes passages with their
    citations, takes judgments, events and the like over as its own, merges their sources, names the briefings under
    `related`, and bears the strictest marking of all. No word of a briefing is kept in the tray. Exit status 1 when
    there is nothing.
    """
    import os

    from tui.cli.composed_page import print_page
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, Stop, complain
    from tui.cli.inputs import Inputs
    from tui.journal.location import data_folder
    from tui.journal.tray import Tray
    from tui.model.counted import counted
    from tui.reading.pages.tray import tray_page

    ceiling = ceiling_of(max_tlp, allow_unmarked)
    tray = Tray(data_folder(os.environ))
    try:
        if not tray.references():
            complain("the tray is empty: `I` on the screen puts what you read there")
            return FOUND
        things = in_tray(tray, Inputs(library, ceiling=ceiling))
    except OSError as error:
        raise Stop(str(error), CANNOT_READ) from None
    may = [one for one in things if ceiling.allows(one.marking)]
    lost = sum(not one.is_there for one in may)
    status = OK
    if shape is None:
        status = print_page(tray_page(things), ceiling, as_json=as_json)
    elif lost == len(may):
        complain("nothing in the tray is where it was, so that there is nothing to write")
        return FOUND
    else:
        out(named_path(str(_written([one for one in may if one.is_there], shape, title, Path(output)))))
        if len(may) < len(things):
            complain(f"{counted(len(things) - len(may), 'thing')} left out, since they are {ceiling.excess}")
    if lost:
        complain(f"{counted(lost, 'thing')} of the tray not to be found as they were in {Inputs(library).name}")
    if clear:
        tray.remove(*[one.reference.id for one in things])
    return status


def in_tray(tray: Tray, inputs: Inputs) -> list[TrayThing]:
    """What is in the tray, as its briefings are now. Raises OSError where the tray cannot be read."""
    from functools import lru_cache

    from tui.cli.lookup import ask
    from tui.reading.pages.tray import TrayThing, found_again

    references = tray.references()

    def answer(held: Catalog) -> list[TrayThing]:
        found, document = [], lru_cache(maxsize=8)(held.document)
        for reference in references:
            n = held.number_at(reference.path) if reference.path else None
            n = held.number_of(reference.briefing) if n is None and reference.briefing else n
            try:
                found.append(TrayThing(reference) if n is None else found_again(reference, document(n), tray.digest))
            except KeyError:
                # Under a ceiling the catalog knows of it, and has nothing of it.
                found.append(TrayThing(reference))
        return found

    return ask(inputs, answer)


def _written(things: list[TrayThing], shape: str, title: str, folder: Path) -> Path:
    """Write a draft, and give its path.

    Raises:
        Stop: it cannot be written.
    """
    from datetime import date

    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.export.draft import written_draft

    try:
        return written_draft(things, shape, title, folder, date.today())
    except FileExistsError as error:
        raise Stop(f"“{named_path(str(error))}” is there already, and is left as it is.", CANNOT_READ) from None
    except OSError as error:
        raise Stop(str(error), CANNOT_READ) from None
