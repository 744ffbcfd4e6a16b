"""What a reader wrote beside briefings, in a list behind each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tui.document.apparatus.entry import DOT, Context, Phrase, prose_blocks
from tui.document.block import Block, DocumentSection
from tui.document.document import Document, Part
from tui.document.markdown import QUOTE
from tui.document.names import Names
from tui.export.printout import Printout
from tui.model.briefing import Prose
from tui.model.handling import Marking, strictest
from tui.model.printed_note import PrintedNote
from tui.model.text import cleaned, one_line

SECTION, TITLE = "~notes", "Notes of a reader"
LOST = "no longer found in the briefing"


def with_notes(printout: Printout) -> Printout:
    """The printout with the notes on each document in a section at its end."""
    documents = [
        _with(document, printout.notes[number]) if number < len(printout.notes) and printout.notes[number] else document
        for number, document in enumerate(printout.documents)
    ]
    return printout._replace(documents=documents, notes=())


def line_about(note: PrintedNote) -> str:
    """What a note is about, and what became of the passage; "" where there is nothing to say."""
    return DOT.join(filter(None, (one_line(note.subject), LOST if note.is_lost else "")))


def _with(document: Document, notes: Sequence[PrintedNote]) -> Document:
    own = document.briefing.handling
    whole = strictest([note.marking for note in notes])
    handling = whole if whole != own else Marking()
    index = len(document.sections)
    section = DocumentSection(index, SECTION, TITLE, group="reference", handling=handling, count=len(notes))
    context = Context(document.briefing, Names(document.briefing, None, document.sections), index)
    ids = {one.id for one in document.sections}
    part = Part(index, lambda: list(_blocks(notes, context, ids, handling or own)), 300 * len(notes), 6 * len(notes))
    return Document(document.briefing, [*document.sections, section], [*document.parts, part])


def _blocks(notes: Sequence[PrintedNote], context: Context, ids: set[str], around: Marking) -> Iterator[Block]:
    yield Phrase(TITLE).block("heading", context, role="heading1", level=1, space=2)
    for note in notes:
        yield from _note(note, context, ids, around)


def _note(note: PrintedNote, context: Context, ids: set[str], around: Marking) -> Iterator[Block]:
    made = partial(Block, section=context.section)
    if note.marking and note.marking != around:
        yield Phrase(f"[{note.marking}]", "marking").block("meta", context, role="meta")
    if note.quote:
        yield made("quote", cleaned(note.quote), role="quote", first=QUOTE, rest=QUOTE)
    yield from prose_blocks(Prose(cleaned(note.text)), context)
    target = f"#{note.section}" if note.section in ids else ""
    where = Phrase(one_line(note.section_title), "link" if target else "", target)
    where.add(line_about(note), before=DOT).add(" ".join(f"#{one_line(tag)}" for tag in note.tags), before=DOT).add(
        note.day, before=DOT
    )
    yield where.block("meta", context, role="meta")
