"""`briefing export`: briefings in formats of other programs, marked, and no more of them than may go out."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.options import TlpLabel, catalog_option, ceiling_of, ceiling_option, library_option, named_path
from tui.cli.output import is_terminal, out_file
from tui.export.formats import FORMATS, ExportFormat
from tui.reading.library_pages.registry import PAGE_OF

if TYPE_CHECKING:
    from tui.cli.handed_out import Chosen
    from tui.export.printout import PrintedFile, Printout
    from tui.model.handling import Tlp

STDOUT = "-"
SHORTEST_PAGE = 10
"""Lines of the shortest page of plain text."""


@click.command("export", short_help="Write briefings in formats of other programs.")
@click.argument("what", nargs=-1, metavar="[ID[#SECTION] or FILE[#SECTION]]...")
@click.option("--query", metavar="QUERY", default=None, help="All briefings that answer a query, as in `briefing list`.")
@click.option("--to", "shape", type=click.Choice(list(FORMATS)), required=True, help="The format.")
@click.option("-o", "--output", metavar="PLACE", default="", help="A file, a folder, or - for standard output.")
@click.option("--sections", metavar="NAME,...", default="", help="Only these: by id, or judgments, timeline, text...")
@click.option("--page", type=click.Choice(list(PAGE_OF)), default=None, help="A page made of all briefings, or those of --query.")
@click.option("--notes", is_flag=True, help="Your notes, too: in Word as comments, else in a list at the end.")
@click.option("--book", is_flag=True, help="One file of all of them, with contents, each under its own marking.")
@click.option("--title", default="", help="Of a book.")
@click.option("--mark-file", type=TlpLabel(), metavar="LABEL", default=None, help="The marking of the file itself.")
@click.option("--say-left-out", is_flag=True, help="Say in the file how much was left out.")
@click.option("--paged", type=click.IntRange(SHORTEST_PAGE), metavar="LINES", default=None, help="Plain text in pages to print.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@library_option
@catalog_option
@ceiling_option
def command(
    what: tuple[str, ...],
    query: str | None,
    shape: str,
    output: str,
    sections: str,
    page: str | None,
    notes: bool,
    book: bool,
    title: str,
    mark_file: Tlp | None,
    say_left_out: bool,
    paged: int | None,
    force: bool,
    library: tuple[str, ...],
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Write briefings in formats of other programs: by id or file, a section of one, or all that answer a query.

    Without -o, text goes to standard output, and what is no text to a file named by the id in the current folder. Under
    --max-tlp whatever is above the label, unmarked or restricted in words is left out, down to a single judgment or source,
    with what refers to it, in other briefings as well. How much was left out is said. No file is overwritten without --force.
    """
    from tui.cli.exit_status import FOUND, OK, complain
    from tui.cli.handed_out import Handout, Request, composed_page
    from tui.cli.refreshing import Teller
    from tui.store.config import load_config

    form = FORMATS[shape]
    _check_usage(form, named=bool(what), asked=query is not None, page=page, paged=paged, notes=notes, sections=sections, book=book)
    _check_at_hand(form)
    ceiling = ceiling_of(max_tlp, allow_unmarked)
    if mark_file is not None and not form.has_marking:
        from tui.cli.exit_status import USAGE, Stop

        raise Stop(f"{form.what[:1].upper()}{form.what[1:]} has no place for the marking of a file: each row has its own.", USAGE)
    names = tuple([name.strip() for name in sections.split(",") if name.strip()])
    target = _Target(form, output, force=force, several=not book and len(what) > 1)
    teller = Teller()
    asked = Handout(Request(tuple(library), ceiling, not no_catalog, names, notes, form.is_page), teller.say)
    if page is not None:
        found = [composed_page(page, query or "", asked.asked)]
    else:
        found = [asked.named(one) for one in what] if query is None else asked.answering(query)
    found = [one for one in found if one.has_any]
    if not found:
        nothing = f"nothing answers “{query}”, so nothing was written" if query else "there is nothing to write"
        complain("none has any of these sections" if names else nothing)
        return FOUND
    printouts = [_book(found, title, asked.left_out)] if book else [_single(one) for one in found]
    printouts = [_marked(printout, mark_file, say_left_out=say_left_out) for printout in printouts]
    target.check(len(printouts))
    config, _ = load_config(os.environ)
    template = str(config.export.get(form.name, ""))
    for number, printout in enumerate(printouts, 1):
        teller.say(f"Writing {number:,} of {len(printouts):,}" if len(printouts) > 1 else f"Writing {form.what}")
        made = _made(form, printout._replace(template=template, readers=config.names), paged)
        teller.end()
        target.write(printout, made)
    for one in found:
        for sentence in one.left_out:
            complain(f"{one.document.briefing.id}: {sentence}")
    return OK


def _check_usage(
    form: ExportFormat,
    *,
    named: bool,
    asked: bool,
    page: str | None,
    paged: int | None,
    notes: bool,
    sections: str,
    book: bool,
) -> None:
    from tui.cli.exit_status import USAGE, Stop

    if page is not None:
        if named:
            raise Stop("A page is made of all briefings, or of those that answer --query; name no others.", USAGE)
        if sections or notes or book:
            raise Stop("A page of all briefings is written whole: without --sections, --notes and --book.", USAGE)
        if not form.is_page:
            raise Stop(f"A page cannot be written as {form.what}: `briefing {page} --json` prints its entries.", USAGE)
    elif named == asked:
        raise Stop("Name briefings or files, or ask for them with --query; not both.", USAGE)
    if paged is not None and form.name != "txt":
        raise Stop("Only plain text has pages to print: --to txt.", USAGE)
    if notes and not form.takes_notes:
        raise Stop(
            f"{form.what[:1].upper()}{form.what[1:]} has no place for your notes; `briefing notes --to md` writes them.", USAGE
        )


def _check_at_hand(form: ExportFormat) -> None:
    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.export.formats import EXTRA

    if not form.is_at_hand:
        raise Stop(f"Writing {form.what} takes a library that is not installed: {EXTRA}", CANNOT_READ)


def _made(form: ExportFormat, printout: Printout, paged: int | None) -> PrintedFile:
    if paged is not None:
        from tui.export.book import as_book
        from tui.export.text import paged as in_pages

        return in_pages(as_book(printout) if printout.is_book else printout, paged)
    from tui.cli.exit_status import CANNOT_READ, Stop

    try:
        return form.write(printout)
    except OSError as error:
        raise Stop(f"{form.what[:1].upper()}{form.what[1:]} cannot be written: {error}", CANNOT_READ) from None


def _single(one: Chosen) -> Printout:
    from tui.export.printout import Printout

    return Printout([one.document], one.document.sections[0].title, one.marking, one.left_out, parts=one.parts, notes=(one.notes,))


def _book(found: Sequence[Chosen], title: str, left_out: str) -> Printout:
    from tui.export.printout import Printout
    from tui.model.counted import counted
    from tui.model.handling import strictest
    from tui.model.text import one_line

    told = [f"{one.document.sections[0].title}: {sentence}" for one in found for sentence in one.left_out]
    return Printout(
        [one.document for one in found],
        one_line(title) or f"Briefing book: {counted(len(found), 'briefing')}",
        strictest([one.marking for one in found]),
        (*told, *filter(None, [left_out])),
        as_of=_today(),
        notes=tuple([one.notes for one in found]),
    )


def _today() -> str:
    from tui.model.dates import parse_date

    here = time.localtime()
    return parse_date(f"{here.tm_year:04}-{here.tm_mon:02}-{here.tm_mday:02}").display


def _marked(printout: Printout, label: Tlp | None, *, say_left_out: bool) -> Printout:
    """With the marking that the file is to have, which may be stricter than what is in it.

    Raises:
        Stop: it would be weaker.
    """
    from tui.cli.exit_status import USAGE, Stop
    from tui.model.handling import strictness

    if not say_left_out:
        printout = printout._replace(left_out=())
    if label is None:
        return printout
    if strictness(label) < strictness(printout.marking.tlp):
        raise Stop(
            f"A file with {printout.marking.label} in it cannot be marked TLP:{label}: "
            f"leave that out with --max-tlp {label}, or mark the file {printout.marking.tlp}.",
            USAGE,
        )
    from msgspec.structs import replace

    return printout._replace(marking=replace(printout.marking, tlp=label))


class _Target:
    """Where files go."""

    def __init__(self, form: ExportFormat, place: str, *, force: bool, several: bool) -> None:
        from tui.cli.exit_status import USAGE, Stop

        self._form = form
        self._force = force
        is_folder = place.endswith(os.sep) or (place and place != STDOUT and Path(place).is_dir())
        to_stdout = place == STDOUT or (not place and form.is_text)
        self._takes_one = bool(to_stdout or (place and not is_folder))
        if several:
            self.check(2)
        if to_stdout and not form.is_text and is_terminal():
            raise Stop(f"A terminal cannot show {form.what}: name a file with -o.", USAGE)
        self._file = Path(place) if place and not is_folder and not to_stdout else None
        self._folder = None if to_stdout else Path(place or ".")

    def check(self, files: int) -> None:
        """See that so many files can go there.

        Raises:
            Stop: it takes one alone.
        """
        from tui.cli.exit_status import USAGE, Stop

        if files > 1 and self._takes_one:
            raise Stop("Several briefings are several files: name a folder with -o FOLDER/, or make one file with --book.", USAGE)

    def write(self, printout: Printout, made: PrintedFile) -> None:
        """Write one file, whole or not at all, and say where it went."""
        from tui.cli.exit_status import CANNOT_READ, Stop, complain
        from tui.export.files import file_name, write_new, write_over

        if self._folder is None:
            out_file(made.data)
            for note in made.notes:
                complain(note)
            return
        path = self._file or self._folder / f"{file_name(printout)}{self._form.suffix}"
        shown = named_path(str(path))
        try:
            if self._file is None and not self._folder.is_file():
                self._folder.mkdir(parents=True, exist_ok=True)
            if not path.parent.is_dir():
                what = "is a file, and no folder" if path.parent.exists() else "is no folder yet: `mkdir -p` makes it"
                raise Stop(f"{shown} cannot be written: {named_path(str(path.parent))} {what}.", CANNOT_READ)
            if self._force:
                write_over(path, made.data, printout)
            else:
                write_new(path, made.data)
        except FileExistsError:
            said = f"{shown} is there already: name another file with -o, or write over it with --force."
            raise Stop(said, CANNOT_READ) from None
        except OSError as error:
            raise Stop(f"{shown} cannot be written: {error.strerror or error}", CANNOT_READ) from None
        complain(f"{shown}: {str(printout.marking) or 'unmarked'}")
        for note in made.notes:
            complain(f"{shown}: {note}")
