"""What is handed out: documents under one marking, and their blocks as a writer goes through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from tui.document.block import Block, DocumentSection, Role
from tui.document.document import Document
from tui.model.handling import Marking, strictest
from tui.model.printed_note import PrintedNote


class Printout(NamedTuple):
    """Documents that leave the program together."""

    documents: Sequence[Document]
    """With nothing in them that may not be handed out (`tui.store.withholding`)."""
    title: str
    """Of the whole: the briefing's own where there is one."""
    marking: Marking
    """Of the whole file, never weaker than that of anything in it."""
    left_out: tuple[str, ...] = ()
    """Sentences that count what was left out, where the file itself is to say so."""
    as_of: str = ""
    """The day for which a book was made, as people write it; "" for a single briefing."""
    parts: tuple[str, ...] = ()
    """Names of the sections that these are documents of, for the name of the file; empty for whole ones."""
    notes: tuple[tuple[PrintedNote, ...], ...] = ()
    """For each document what its reader wrote beside it; empty for none."""
    readers: tuple[str, ...] = ()
    """Who wrote the notes, as the reader calls themself; empty where that is not known."""
    template: str = ""
    """The file of somebody's own that it is made from, where the format is made from one; "" for the program's."""
    bound: bool = False
    """Whether the last document is what `tui.export.book` puts behind the others."""

    @property
    def is_book(self) -> bool:
        """Whether it holds several briefings, each under its own marking."""
        return bool(self.as_of)


def printed_marking(documents: Sequence[Document]) -> Marking:
    """The marking that holds for some documents together."""
    return strictest([document.briefing.effective_marking for document in documents])


class PrintedFile(NamedTuple):
    """The bytes of a file."""

    data: bytes
    notes: tuple[str, ...] = ()
    """Sentences for whoever had it written."""


class StyledText(NamedTuple):
    """Some text of a block, all of one role."""

    text: str
    role: Role
    target: str = ""

    def has(self, *roles: str) -> bool:
        """Whether it has one of some roles."""
        return not set(self.role.split(" ")).isdisjoint(roles)


def styled_texts(block: Block, start: int = 0, end: int | None = None) -> Iterator[StyledText]:
    """The text of a block, or some of it, as styled_texts of one role each."""
    stop = len(block.text) if end is None else end
    at = start
    for span in block.spans:
        if span.end <= at or span.start >= stop:
            continue
        if span.start > at:
            yield StyledText(block.text[at : span.start], block.role)
        yield StyledText(block.text[max(at, span.start) : min(span.end, stop)], span.role, span.target)
        at = min(span.end, stop)
    if at < stop:
        yield StyledText(block.text[at:stop], block.role)


class MarkingBegins(NamedTuple):
    """What follows is marked otherwise than what it stands in."""

    marking: str


class MarkingEnds(NamedTuple):
    """What was marked otherwise is over."""

    marking: str


class SectionBegins(NamedTuple):
    """What follows is of this section."""

    section: DocumentSection


Mark: TypeAlias = MarkingBegins | MarkingEnds | SectionBegins
Event: TypeAlias = Block | Mark


def events(document: Document) -> Iterator[Event]:
    """A document from its beginning to its end: sections, what is marked otherwise, and blocks, made as they are reached."""
    outer = str(document.briefing.handling)
    open_: list[DocumentSection] = []
    current = -1
    for part in document.parts:
        for section in document.sections[current + 1 : part.section + 1]:
            while open_ and open_[-1].level >= section.level:
                yield MarkingEnds(str(open_.pop().handling))
            surrounding = str(open_[-1].handling) if open_ else outer
            if section.handling and str(section.handling) != surrounding:
                yield MarkingBegins(str(section.handling))
                open_.append(section)
            yield SectionBegins(section)
        current = max(current, part.section)
        yield from part.blocks
    while open_:
        yield MarkingEnds(str(open_.pop().handling))


def stretches(document: Document) -> Iterator[Mark | list[Block]]:
    """The same as `events`, the blocks that stand between two of the others together, for lists and quotes go on in them."""
    blocks: list[Block] = []
    for event in events(document):
        if isinstance(event, Block):
            blocks.append(event)
            continue
        if blocks:
            yield blocks
        blocks = []
        yield event
    if blocks:
        yield blocks
