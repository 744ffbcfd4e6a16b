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


_FORMS = "The form; json is one object a line, annotations the W3C's."


@click.command("notes", cls=QueryCommand, short_help="Print your notes.")
@click.argument("query", nargs=-1)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only notes with this tag; may be given more than once.")
@click.option("--to", type=click.Choice(["text", "md", "json", "csv", "annotations"]), default="text", help=_FORMS)
@click.option("--import", "file", metavar="FILE", default="", help="Bring in W3C annotations, from a file or - instead.")
@library_option
@ceiling_option
def command(
    query: tuple[str, ...],
    tags: tuple[str, ...],
    to: str,
    file: str,
    library: tuple[str, ...],
    max_tlp: Tlp | None,
    allow_unmarked: bool,
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
    if file:
        return _bring_in(file, library, ceiling)
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


MOST_BYTES = 64_000_000
"""Of a file of annotations that is read."""


def _bring_in(file: str, library: Sequence[str], ceiling: Ceiling) -> int:
    """Keep the annotations of a file as notes on the briefings of a library. Returns the exit status."""
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, Stop, complain
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask, document_now
    from tui.cli.own_journal import own_journal
    from tui.journal.records import identity_of
    from tui.model.counted import counted
    from tui.reading.notes.annotations import Annotation, annotations_in, placed

    read = list(annotations_in(_json_of(file)))
    by_briefing: dict[str, list[Annotation]] = {}
    for one in read:
        if one is not None:
            by_briefing.setdefault(one.briefing, []).append(one)
    inputs = Inputs(library, ceiling=ceiling)
    inputs.introduce()

    def found(held: Catalog) -> dict[str, Document]:
        numbers = {id: held.number_of(id) for id in by_briefing}
        return {id: document_now(held, inputs, number) for id, number in numbers.items() if number is not None}

    documents = ask(inputs, found)
    with own_journal(inputs.config) as journal:
        if not journal.saving:
            raise Stop("Notes cannot be kept now, so none were brought in.", CANNOT_READ)
        known = {note.id for note in journal.notes()}
        kept, there = 0, 0
        for id, document in documents.items():
            fresh = [one for one in by_briefing[id] if one.id not in known]
            there += len(by_briefing[id]) - len(fresh)
            identity = identity_of(document.briefing)
            notes = placed(document, fresh, journal.key_of(identity, make=True))
            if notes:
                journal.add_notes(notes, f"brought in {counted(len(notes), 'note')}", marking=identity.marking).result()
            kept += len(notes)
    wrong = sum(one is None for one in read)
    elsewhere = sum(len(held) for id, held in by_briefing.items() if id not in documents)
    lost = len(read) - wrong - elsewhere - there - kept
    told = [
        (there, "was there already", "were there already"),
        (elsewhere, "is on a briefing that is not in this library", "are on briefings that are not in this library"),
        (lost, "is on words that are not in its briefing any more", "are on words that are not in their briefings any more"),
        (wrong, "is no annotation of words in a briefing", "are no annotations of words in briefings"),
    ]
    complain(f"brought in: {counted(kept, 'note')}")
    for number, one_is, they_are in told:
        if number:
            complain(f"{number:,} {one_is if number == 1 else they_are}")
    return OK if kept + there == len(read) else FOUND


def _json_of(file: str) -> object:
    import json

    from tui.cli.exit_status import CANNOT_READ, Stop
    from tui.cli.pipes import standard_input

    try:
        if file == "-":
            data = standard_input().read(MOST_BYTES + 1)
        else:
            with open(file, "rb") as stream:
                data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Stop(f"{file} is larger than {MOST_BYTES // 1_000_000} MB.", CANNOT_READ)
        return json.loads(data)
    except OSError as error:
        raise Stop(f"{file} cannot be read: {error.strerror or error}", CANNOT_READ) from None
    except (ValueError, RecursionError) as error:
        raise Stop(f"{file} is no JSON: {error}", CANNOT_READ) from None


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
        if to in ("json", "annotations"):
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
