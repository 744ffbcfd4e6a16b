"""`briefing show`: one briefing, or a section of it, as text."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.access import access_of
from tui.cli.options import catalog_option, ceiling_of, ceiling_option, library_option, named_path
from tui.cli.output import is_terminal, out, out_json

if TYPE_CHECKING:
    from tui.cli.inputs import Inputs
    from tui.document.document import Document
    from tui.model.briefing import Briefing
    from tui.model.handling import Ceiling, Tlp

WIDTH = 88


@click.command("show", short_help="Print a briefing or a section of it.")
@click.argument("what", metavar="ID[#SECTION] or FILE[#SECTION]")
@library_option
@click.option("--width", type=click.IntRange(0, 10_000), default=None, help="Cells of a line; 0 leaves lines unwrapped.")
@click.option("--links", is_flag=True, help="Number the links; print their addresses at the end of each section.")
@click.option("--linear", is_flag=True, help="Print sentences for whoever hears them: nothing drawn, one thing a line.")
@click.option("--json", "as_json", is_flag=True, help="Print the briefing as one JSON object.")
@catalog_option
@ceiling_option
def command(
    what: str,
    library: tuple[str, ...],
    width: int | None,
    links: bool,
    linear: bool,
    as_json: bool,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Print a briefing, or a section of it: the same document that the screen shows. - reads standard input."""
    from tui.cli.exit_status import OK, USAGE, Stop

    if not what:
        raise Stop("An empty name names nothing: give the id of a briefing or a file; `briefing list` lists the ids.", USAGE)

    from tui.store.file_system import as_on_disk

    path, sign, section = what.rpartition("#")
    what = as_on_disk(path) + sign + section if _is_there(as_on_disk(path)) else as_on_disk(what)
    ceiling = ceiling_of(max_tlp, allow_unmarked)
    inputs, name, section = inputs_named(what, library, ceiling)
    document = document_named(inputs, name, catalog=not no_catalog)
    if as_json:
        import json

        from tui.export.data import named_values

        briefing = document.briefing
        shown = named_values(briefing) | {"from_library": _from_library(briefing, inputs)}
        out_json(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        linear = linear or access_of(os.environ, inputs.config) == "yes"
        print_section(document, section, width, links=links, linear=linear)
    return OK


def _from_library(briefing: Briefing, inputs: Inputs) -> dict[str, object] | None:
    """Which fields are those of a `library.yaml`, in full or in part, and of which one; None where there are none."""
    from tui.store.library import from_library

    path = briefing.real_path
    found = from_library(path, root=inputs.root_of(Path(path))) if path else None
    return None if found is None else {"path": named_path(found.path), "fields": list(found.fields)}


def is_file(what: str) -> bool:
    """Whether a name is a file, `-`, or a file with the id of a section behind it."""
    return what == "-" or _is_there(what) or _is_there(what.rpartition("#")[0])


def _is_there(path: str) -> bool:
    """Whether this is a file, a briefing in one, or something else that is no folder; a device is refused when it is read."""
    from tui.model.part_path import part_of

    return bool(path) and (os.path.lexists(path) or os.path.isfile(part_of(path)[0])) and not Path(path).is_dir()


def inputs_named(what: str, library: Sequence[str], ceiling: Ceiling) -> tuple[Inputs, str, str]:
    """Where a briefing is, its id where that is a library, and the id of its section."""
    from tui.cli.inputs import Inputs

    if not is_file(what):
        name, _, section = what.partition("#")
        return Inputs(library, ceiling=ceiling), name, section
    whole = what == "-" or _is_there(what)
    path, _, section = (what, "", "") if whole else what.rpartition("#")
    return Inputs([path], ceiling=ceiling), "", section


def document_named(inputs: Inputs, name: str, *, catalog: bool) -> Document:
    """The briefing meant, the only one where it has no name."""
    if not name:
        from tui.cli.inputs import composed

        if not inputs.single:
            raise _of_several(inputs.name)
        return composed(inputs.only(), {})
    from tui.cli.lookup import ask, document_now, number_named

    return ask(inputs, lambda held: document_now(held, inputs, number_named(held, name, inputs.name)), catalog=catalog)


def _of_several(path: str) -> Exception:
    """What is said where a file that was named holds more than one briefing."""
    from tui.cli.exit_status import USAGE, Stop

    return Stop(f"“{path}” holds several briefings: `briefing list -L {shlex.quote(path)} --json` names their paths.", USAGE)


def print_section(document: Document, section: str, width: int | None, *, links: bool = False, linear: bool = False) -> None:
    """Print a document, or one of its sections, at a width; by default that of the terminal, 88 at most, and 88 in a pipe.

    With `linear`, in sentences, each on a line of its own. Among the events it is said where today is.

    Raises:
        Stop: it has no section of that id; the sentence names those that it has.
    """
    import time

    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.model.dates import today

    if section and document.section_of(section) is None:
        ids = ", ".join(known.id for known in document.sections)
        raise Stop(f"“{document.briefing.id}” has no section “{section}”. Its sections: {ids}", CANNOT_READ)
    day = today(time.time())
    if linear:
        from tui.document.sentences import said_document

        for line in said_document(document, section or None, day):
            out(line)
    else:
        print_document(document, width, section, links=links, day=day)


def _terminal_width() -> int:
    """The terminal's own cells; what the environment says only where it does not tell: that may be of another window."""
    with suppress(OSError):
        columns = os.get_terminal_size(1).columns
        if columns > 0:
            return columns
    return shutil.get_terminal_size((80, 24)).columns


def print_document(
    document: Document, width: int | None, section: str = "", *, links: bool = False, day: int | None = None
) -> None:
    """Print any document, or one of its sections, at a width as of `print_section`; with a day, today's rule among its events."""
    from tui.cli.access import has_ascii_signs
    from tui.document.plain import plain_text
    from tui.model.signs import in_ascii
    from tui.store.config import load_config

    if width is None:
        width = min(WIDTH, _terminal_width()) if is_terminal() else WIDTH
    config, _ = load_config(os.environ)
    spell = in_ascii if has_ascii_signs(os.environ, config) else str
    for line in plain_text(document, width, section or None, links=links, day=day):
        out(spell(line))
