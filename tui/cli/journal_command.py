"""`briefing journal`: the reader's own data, handed out, taken in, and forgotten."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tui.cli.options import CommandGroup, ceiling_of, ceiling_option, json_option
from tui.cli.output import err, flush, out, out_json_bytes, out_object
from tui.model.counted import counted
from tui.store.private_files import open_private

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.model.handling import Tlp


@click.group("journal", cls=CommandGroup, short_help="Your own data: places, read marks, notes.")
def command() -> None:
    """Your own data: places, read marks, marks, notes, and what you last read.

    It is kept in one file, private to you, and never in a briefing. `keep_text_up_to` in the configuration keeps the
    text of what is marked more strictly out of it.
    """


@command.command("path", short_help="Print where it is kept.")
def path() -> int:
    """Print the path of the journal's file, which is made when something is first kept."""
    from tui.cli.exit_status import CANNOT_READ, OK, complain
    from tui.journal.location import DATABASE, data_folder
    from tui.model.text import cleaned_line

    folder = data_folder(os.environ)
    if folder is None:
        complain("there is no home folder to keep a journal in; XDG_DATA_HOME can name another")
        return CANNOT_READ
    out(cleaned_line(str(folder / DATABASE)))
    return OK


@command.command("stores", short_help="List what the program keeps, where, and how large.")
@json_option
def list_stores(as_json: bool) -> int:
    """List all that the program keeps in your folders: where it lies, how large it is, what it holds, and how it goes.

    Everything there is private to you. What may hold text of briefings names the key of the configuration that limits it.
    """
    from tui.cli.exit_status import OK
    from tui.cli.private_stores import kept_in
    from tui.model.text import cleaned_line

    for store, folder, files, size in kept_in(os.environ):
        if as_json:
            fields = {name: getattr(store, name) for name in ("holds", "ceiling", "own_words", "forgotten", "goes")}
            out_object({"store": store.name, "folder": str(folder), "files": files, "bytes": size, **fields})
            continue
        out(f"{store.name}: {counted(files, 'file')}, {size:,} bytes in {cleaned_line(str(folder))}")
        limit = f"up to `{store.ceiling}`" if store.ceiling else "no text of briefings"
        out(f"  {store.holds} ({limit}); to forget a briefing, {store.forgotten}; cleaned up: {store.goes}")
    return OK


@command.command("places", short_help="List where you were at last.")
@json_option
@ceiling_option
def places(as_json: bool, max_tlp: Tlp | None, allow_unmarked: bool) -> int:
    """List the places you were at last, under their days, the newest first: briefing, section, and the words that stood there.

    Exit status 1 where there is none. With --json the fields of each are under (its day), briefing (its id), path, section, item,
    evidence (the words), marking, title, section_title and at (UTC).
    """
    import time

    from tui.cli.composed_page import print_page
    from tui.reading.pages.recent_places import recent, recent_places_page

    ceiling = ceiling_of(max_tlp, allow_unmarked)
    with _journal() as journal:
        every = recent(journal.visits())
        told = [visit for visit in every if ceiling.allows_everything or ceiling.allows(journal.marking_read(visit.key))]
        page = recent_places_page(told, journal, time.time())
        return print_page(page, ceiling, as_json=as_json, left_out=len(every) - len(told))


@command.command("export", short_help="Write all of it as lines of JSON.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("-o", "place", type=click.Path(path_type=Path), metavar="PLACE", help="The same as FILE.")
def export(file: Path | None, place: Path | None) -> int:
    """Write everything as JSON, one object a line, to a new FILE or to standard output.

    The file is private to you, and one that exists is never overwritten. It holds text of what you read.
    """
    from tui.cli.exit_status import CANNOT_READ, OK, USAGE, Stop, complain

    if file is not None and place is not None:
        raise Stop(f"{file} and {place} are both named; write one of them", USAGE)
    file = file if place is None else place
    with _journal() as journal:
        if file is None or str(file) == "-":
            count = journal.export(out_json_bytes)
            flush()
        else:
            try:
                number = open_private(file, new=True)
            except FileExistsError:
                complain(f"{file} exists and is not overwritten; name another file")
                return CANNOT_READ
            with os.fdopen(number, "wb") as stream:
                count = journal.export(stream.write)
        complain(f"{counted(count, 'line')} exported; {_WARNING}")
    return OK


_WARNING = "they hold text of what you read, of any marking that your configuration lets the journal keep"


@command.command("import", short_help="Bring in what `export` wrote.")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> int:
    """Bring in what `briefing journal export` wrote, from FILE or from standard input (`-`).

    Of two versions of a thing the newer one stays, and nothing is deleted. It can be undone on the screen like any
    deed. Lines that cannot be used are named and left out, and the status is 1.
    """
    from tui.cli.exit_status import FOUND, OK, complain

    with _opened(file) as stream, _journal(saving=True) as journal:
        came = journal.import_(stream, f"imported a journal from {'standard input' if str(file) == '-' else file.name}")
        for problem in came.problems:
            complain(f"{file}: {problem}")
        counts = (counted(came.briefings, "briefing"), counted(came.notes, "note"), counted(came.marks, "mark"))
        complain(f"brought in: {', '.join(counts)}")
    return FOUND if came.problems else OK


@command.command("forget", short_help="Remove all of one briefing, for good.")
@click.argument("briefing_id", metavar="ID")
def forget(briefing_id: str) -> int:
    """Remove all that is kept of one briefing, for good: place, read marks, notes, marks, and its text.

    ID is the briefing's id, or the path of its file. Copies of the journal, and catalogs that may hold words of the
    briefing, are deleted as well, and so are the list of sessions and what was typed in prompts. This cannot be undone.
    Files that you exported are yours to delete.
    """
    from tui.catalog.removal import forget_in_catalogs as forget_in_catalogs
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, complain
    from tui.cli.kept_frames import forget_frames
    from tui.cli.prompt_history import forget_typed
    from tui.cli.sessions import forget_sessions
    from tui.model.text import cleaned_line

    # Which of them shows it is not looked for: the next start makes another one.
    forget_frames()

    def forget_beside() -> None:
        # Nor in these. A mistyped id leaves them as they are: nothing makes them anew.
        forget_sessions(os.environ)
        forget_typed(os.environ)

    with _journal(saving=True) as journal:
        keys = journal.keys_named(briefing_id)
        if not keys:
            if removed := _forgotten_in_tray(journal, {briefing_id}, ""):
                forget_beside()
                complain(f"forgotten: {counted(removed, 'thing')} of the tray")
                return OK
            complain(f"the journal knows nothing of {briefing_id}")
            return FOUND
        standings = [journal.standing(key) for key in keys]
        files = list(dict.fromkeys(one.path if one is not None else key for one, key in zip(standings, keys, strict=True)))
        # One file may have been several briefings: its id was another, or it was damaged for a while.
        if len(files) > 1:
            complain(f"{briefing_id} is the id of several briefings; name the file of the one to forget:")
            for path in files:
                err(cleaned_line(path))
            return FOUND
        forget_beside()
        removed, obstacle, left, file = 0, False, list[Path](), ""
        for key in keys:
            _, own_id, file, _ = journal.about(key)
            names = frozenset({own_id, briefing_id})
            # The journal comes last: whoever is interrupted can forget the briefing again as long as that knows it.
            forget_in_catalogs(names, file)
            removed += _forgotten_in_tray(journal, names, file)
            done = journal.forget(key)
            removed, obstacle = removed + done.removed, obstacle or bool(done.traces.obstacle)
            left = list(forget_in_catalogs(names, file))
        forget_frames()
        complain(f"forgotten: {counted(removed, 'thing')}")
        for catalog in left:
            complain(f"this catalog is in use and may hold words of it; delete it: {catalog}")
        if file and os.path.exists(file):
            complain(f"its file is still there, and a catalog of its library will hold its words again: {file}")
    return CANNOT_READ if left or obstacle else OK


def _forgotten_in_tray(journal: Journal, names: Collection[str], path: str) -> int:
    """How much of a briefing was in the tray, and is no more.

    Raises:
        Stop: the tray cannot be read or written.
    """
    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.journal.tray import forget_in_tray

    try:
        return forget_in_tray(journal.folder, names, path)
    except OSError as error:
        raise Stop(str(error), CANNOT_READ) from None


@contextmanager
def _journal(*, saving: bool = False) -> Iterator[Journal]:
    """The user's journal; what is wrong with it is said on stderr.

    Raises:
        Stop: it cannot be read, or where `saving` is wanted, not be written.
    """
    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.cli.own_journal import own_journal
    from tui.journal.records import NotSaved

    try:
        with own_journal() as journal:
            if saving and not journal.saving:
                raise Stop("nothing can be changed in the journal", CANNOT_READ)
            yield journal
    except NotSaved as error:
        raise Stop(str(error), CANNOT_READ) from None


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    from tui.cli.exit_status import CANNOT_READ, Stop

    if str(file) == "-":
        from tui.cli.pipes import standard_input

        yield standard_input()
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise Stop(f"{file}: {error.strerror}", CANNOT_READ) from None
    with stream:
        yield stream
