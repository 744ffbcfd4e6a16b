"""`briefing notes`: what one wrote beside what one read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

import click

from tui.cli.options import QueryCommand, ceiling_of, ceiling_option, library_option
from tui.cli.output import out, out_json

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.document.document import Document
    from tui.journal.journal import Journal
    from tui.model.handling import Ceiling, Tlp
    from tui.reading.notes.export import Form
    from tui.reading.pages.notebook import Noted


@click.command("notes", cls=QueryCommand, short_help="Print your notes.")
@click.argument("query", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only notes with this tag; may be given more than once.")
@click.option("--to", type=click.Choice(["text", "md", "json", "csv"]), default="text", help="The form; json is one object a line.")
@library_option
@ceiling_option
def command(
    query: tuple[str, ...], tags: tuple[str, ...], to: str, library: tuple[str, ...], max_tlp: Tlp | None, allow_unmarked: bool
) -> int:
    """Print your notes, briefing after briefing: the passage, what became of it, your comment, its tags and a citation.

    A QUERY holds words that must all be in the comment, the passage, the tags or the titles, "phrases", -words that must not
    be there, and tag:japan (or '#japan', which a shell wants in quotes). Where the briefing can still be read, from its file
    or under another name in the default library, it says whether the passage has moved or is gone; with -L only notes on what is
    in that library. Exit status 1 when there is no such note.
    """
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, complain
    from tui.cli.own_journal import own_journal
    from tui.reading.kept_briefings import marking_with_title
    from tui.reading.pages.notebook import Notebook, asked, by_briefing, matching_notes, resolved

    ceiling = ceiling_of(max_tlp, allow_unmarked)
    wanted = asked(" ".join(query))
    for remark in wanted.notes:
        complain(remark)
    with own_journal() as journal:
        book = Notebook(journal.notes, partial(marking_with_title, journal))
        every_note = book.all()
        everything = every_note
        if ceiling != ceiling_of(None, False):
            everything = [
                noted
                for noted in every_note
                if ceiling.allows(noted.marking) and ceiling.allows(journal.marking_read(noted.note.key))
            ]
        found: list[Noted] = []
        wanted_ones = list(by_briefing(matching_notes(everything, wanted, tags)))
        keys = [note.key for note, _ in wanted_ones]
        documents = _in_library(journal, keys, library, ceiling) if library else _documents(journal, keys, ceiling)
        if library:
            wanted_ones = [(note, held) for note, held in wanted_ones if note.key in documents]
        digest = partial(_digest, journal)
        for note, held in wanted_ones:
            document = documents.get(note.key)
            found += resolved(document, [one.note for one in held], digest) if document else held
    _print(found, to)
    if left := len(every_note) - len(everything):
        complain(f"{'1 note is' if left == 1 else f'{left:,} notes are'} on what is {ceiling.excess}, and left out")
    if not found:
        if journal.unread:
            complain("Your notes cannot be read now; those that you wrote before are still where they were.")
            return CANNOT_READ
        none = "There are no notes in what is left of your journal." if journal.is_lost else "You have written no notes yet."
        complain(_nothing(wanted.text, tags) if everything else none if journal.saving else "There are no notes here.")
    return OK if found else FOUND


def _nothing(query: str, tags: Sequence[str]) -> str:
    wanted = [f"“{query}”"] if query else []
    return f"No note of yours has {' and '.join([*wanted, *(f'the tag “{tag}”' for tag in tags)])}."


def _digest(journal: Journal, text: str) -> str:
    from tui.model.digests import text_digest

    return text_digest(text, journal.secret)


def _documents(journal: Journal, keys: Sequence[str], ceiling: Ceiling) -> dict[str, Document]:
    """The briefings of some keys as they are now: from the files where they last were, else from the default library."""
    from tui.reading.kept_briefings import KeptBriefings
    from tui.store.library import read_one

    where_they_were = KeptBriefings(journal, None, partial(read_one, ceiling=ceiling))
    found = {key: document for key in keys if (document := where_they_were.document(key)) is not None}
    lost = [key for key in keys if key not in found]
    return found | _in_library(journal, lost, (), ceiling) if lost else found


def _in_library(journal: Journal, keys: Sequence[str], paths: Sequence[str], ceiling: Ceiling) -> dict[str, Document]:
    """The same for files of a library that may have been renamed or moved; of the default one, nothing where there is none."""
    from tui.cli.exit_status import Stop
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask
    from tui.reading.kept_briefings import KeptBriefings

    try:
        inputs = Inputs(paths, ceiling=ceiling)
    except Stop:
        if paths:
            raise
        return {}

    def looked_up(held: Catalog) -> dict[str, Document]:
        briefings = KeptBriefings(journal, held)
        return {key: document for key in keys if (document := briefings.document(key)) is not None}

    return ask(inputs, looked_up)


def _print(notes: Sequence[Noted], to: str) -> None:
    from tui.reading.notes.export import exported_notes

    if to == "text":
        for line in _lines(notes):
            out(line, end="")
        return
    for piece in exported_notes(notes, cast("Form", to)):
        if to == "json":
            out_json(piece.removesuffix("\n"))
        elif to == "csv":
            out(piece.removesuffix("\r\n"), end="\r\n")
        else:
            out(piece, end="")


def _lines(notes: Sequence[Noted]) -> Iterable[str]:
    """Notes as lines for people."""
    from tui.model.handling import strictest
    from tui.model.text import one_line
    from tui.reading.moments import day
    from tui.reading.notes.export import unwritten_tags
    from tui.reading.pages.notebook import NO_QUOTE, by_briefing, said

    first = True
    for note, held in by_briefing(notes):
        marking = one_line(str(strictest(noted.marking for noted in held)))
        yield ("" if first else "\n") + (f"[{marking}]\n" if marking else "")
        first = False
        name = one_line(note.title or "Untitled")
        yield f"{name} ({one_line(note.briefing_id)})\n" if note.briefing_id else f"{name}\n"
        for noted in held:
            own = one_line(str(noted.note.marking))
            where = one_line(noted.note.section_title)
            yield "\n"
            if own and own != marking:
                yield f"  [{own}]\n"
            yield f"  § {where}\n" if where else ""
            yield f"    {one_line(noted.subject)}\n" if noted.subject else ""
            yield from _indented(f"“{noted.quote}”" if noted.quote else NO_QUOTE)
            if noted.new:
                yield from _indented(f"now: “{noted.new}”")
            yield from _indented(noted.note.text) if noted.note.text else ()
            tags = " ".join(f"#{one_line(tag)}" for tag in unwritten_tags(noted.note))
            last = " · ".join(part for part in (tags, day(noted.note.created), said(noted)) if part)
            yield f"    {last}\n" if last else ""
            if own and own != marking:
                yield f"  [end of {own}]\n"
        if marking:
            yield f"[end of {marking}]\n"


def _indented(text: str) -> Iterable[str]:
    for line in text.replace("\r\n", "\n").split("\n"):
        yield f"    {line}".rstrip() + "\n"
