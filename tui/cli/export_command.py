"""`briefing export`: briefings in formats of other programs, marked, and no more of them than may go out."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tui.cli.options import TlpLabel, catalog_option, ceiling_of, ceiling_option, library_option, named_path
from tui.cli.output import is_terminal, out_file
from tui.export.formats import FORMATS, ExportFormat

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.cli.inputs import Inputs
    from tui.document.document import Document
    from tui.export.printout import PrintedFile, Printout
    from tui.model.briefing import Briefing
    from tui.model.handling import Ceiling, Tlp
    from tui.model.recalls import Recall

STDOUT = "-"
SHORTEST_PAGE = 10
"""Lines of the shortest page of plain text."""


@click.command("export", short_help="Write briefings in formats of other programs.")
@click.argument("what", nargs=-1, metavar="[ID[#SECTION] or FILE[#SECTION]]...")
@click.option("--query", metavar="QUERY", default=None, help="All briefings that answer a query, as in `briefing list`.")
@click.option("--to", "shape", type=click.Choice(list(FORMATS)), required=True, help="The format.")
@click.option("-o", "--output", metavar="PLACE", default="", help="A file, a folder, or - for standard output.")
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
    with every reference to it; how much that was is said. No file is overwritten without --force.
    """
    from tui.cli.exit_status import OK, USAGE, Stop, complain

    if bool(what) == (query is not None):
        raise Stop("Name briefings or files, or ask for them with --query; not both.", USAGE)
    if paged is not None and shape != "txt":
        raise Stop("Only plain text has pages to print: --to txt.", USAGE)
    form = FORMATS[shape]
    _check_at_hand(form)
    ceiling = ceiling_of(max_tlp, allow_unmarked)
    asked = _Library(library, ceiling, catalog=not no_catalog)
    found = [asked.named(one) for one in what] if query is None else asked.answering(query)
    if not found:
        return _nothing(query or "")
    printouts = [_book(found, title)] if book else [_single(one) for one in found]
    printouts = [_marked(printout, mark_file, say_left_out=say_left_out) for printout in printouts]
    target = _Target(form, output, force=force, several=len(printouts) > 1)
    for printout in printouts:
        target.write(printout, _made(form, printout, paged))
    for one in found:
        for sentence in one.left_out:
            complain(f"{one.document.briefing.id}: {sentence}")
    return OK


def _check_at_hand(form: ExportFormat) -> None:
    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.export.formats import EXTRA

    if not form.is_at_hand:
        raise Stop(f"Writing {form.what} takes a library that is not installed: {EXTRA}", CANNOT_READ)


def _nothing(query: str) -> int:
    from tui.cli.exit_status import FOUND, complain

    complain(f"nothing answers “{query}”, so nothing was written")
    return FOUND


def _made(form: ExportFormat, printout: Printout, paged: int | None) -> PrintedFile:
    if paged is not None:
        from tui.export.text import paged as in_pages

        return in_pages(printout, paged)
    return form.write(printout)


class _Chosen(NamedTuple):
    """A briefing that is to be written."""

    document: Document
    section: str
    """The id of the section that is wanted; "" for all of it."""
    left_out: tuple[str, ...]
    """Sentences that count what may not go out."""


class _Library:
    """Where briefings are asked for, each with nothing in it that may not go out."""

    def __init__(self, paths: Sequence[str], ceiling: Ceiling, *, catalog: bool) -> None:
        self._paths = paths
        self._ceiling = ceiling
        self._catalog = catalog

    def named(self, what: str) -> _Chosen:
        """One by its id or file, or a section of it."""
        from tui.cli.exit_status import CANNOT_READ, USAGE, Stop
        from tui.cli.lookup import ask, number_named
        from tui.cli.show_command import document_named, inputs_named

        if not what:
            raise Stop("An empty name names nothing: give the id of a briefing or a file.", USAGE)
        inputs, name, section = inputs_named(what, self._paths, self._ceiling)
        if name:
            number = partial(number_named, name=name, library=inputs.name)
            chosen = ask(inputs, lambda held: _handed_out(held, inputs, number(held)), catalog=self._catalog)
        else:
            chosen = _for_others(document_named(inputs, "", catalog=False).briefing, {}, ())
        place = chosen.document.section_of(section) if section else 0
        if place is None:
            ids = ", ".join(known.id for known in chosen.document.sections)
            raise Stop(f"“{chosen.document.briefing.id}” has no section “{section}”. Its sections: {ids}", CANNOT_READ)
        return chosen._replace(section=chosen.document.sections[place].id if place else "")

    def answering(self, query: str) -> list[_Chosen]:
        """All that answer a query, newest first."""
        from tui.cli.exit_status import complain
        from tui.cli.inputs import Inputs
        from tui.cli.lookup import ask
        from tui.cli.personal_filters import conditions
        from tui.search.parse import parse

        inputs = Inputs(self._paths, ceiling=self._ceiling)
        inputs.introduce()
        asked = parse(query)
        for note in asked.notes:
            complain(note)

        def answer(held: Catalog) -> list[_Chosen]:
            return [_handed_out(held, inputs, row.n) for row in held.rows_matching(own.resolve(held), "date")]

        with conditions(inputs, asked, queue=False) as own:
            return ask(inputs, answer, catalog=self._catalog)


def _handed_out(held: Catalog, inputs: Inputs, n: int) -> _Chosen:
    from tui.cli.lookup import document_now

    return _for_others(document_now(held, inputs, n).briefing, held.titles, held.queue_facts.recalls(n))


def _for_others(briefing: Briefing, titles: Mapping[str, str], recalls: Sequence[Recall]) -> _Chosen:
    """A briefing without what the program says of its file, which is for its author."""
    from msgspec.structs import replace

    from tui.document.compose import compose
    from tui.model.problem import LEFT_OUT

    left_out = tuple([problem.message for problem in briefing.problems if problem.code == LEFT_OUT])
    return _Chosen(compose(replace(briefing, problems=()), library=titles, recalls=recalls), "", left_out)


def _single(one: _Chosen) -> Printout:
    from tui.export.printout import Printout, printed_marking

    sections = frozenset({one.section} if one.section else ())
    marking = printed_marking([one.document], sections)
    return Printout([one.document], one.document.sections[0].title, marking, one.left_out, sections=sections)


def _book(found: Sequence[_Chosen], title: str) -> Printout:
    from tui.export.printout import Printout, printed_marking
    from tui.model.counted import counted

    documents = [one.document for one in found]
    left_out = tuple([f"{one.document.sections[0].title}: {sentence}" for one in found for sentence in one.left_out])
    title = title or f"Briefing book: {counted(len(documents), 'briefing')}"
    return Printout(documents, title, printed_marking(documents), left_out, as_of=_today())


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
        if several and (to_stdout or (place and not is_folder)):
            raise Stop("Several briefings are several files: name a folder with -o FOLDER/, or make one file with --book.", USAGE)
        if to_stdout and not form.is_text and is_terminal():
            raise Stop(f"A terminal cannot show {form.what}: name a file with -o.", USAGE)
        self._file = Path(place) if place and not is_folder and not to_stdout else None
        self._folder = None if to_stdout else Path(place or ".")

    def write(self, printout: Printout, made: PrintedFile) -> None:
        """Write one file, whole or not at all, and say where it went."""
        from tui.cli.exit_status import CANNOT_READ, Stop, complain
        from tui.export.files import file_name, write_new
        from tui.store.private_files import replace_private

        if self._folder is None:
            out_file(made.data)
            for note in made.notes:
                complain(note)
            return
        path = self._file or self._folder / f"{file_name(printout)}{self._form.suffix}"
        shown = named_path(str(path))
        try:
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
            (replace_private if self._force else write_new)(path, made.data)
        except FileExistsError:
            said = f"{shown} is there already: name another file with -o, or write over it with --force."
            raise Stop(said, CANNOT_READ) from None
        except OSError as error:
            raise Stop(f"{shown} cannot be written: {error.strerror or error}", CANNOT_READ) from None
        complain(f"{shown}: {str(printout.marking) or 'unmarked'}")
        for note in made.notes:
            complain(f"{shown}: {note}")
