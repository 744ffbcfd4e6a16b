"""What `briefing export` writes: briefings, sections of them, and pages of all, each with nothing in it that may not go out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.exit_status import CANNOT_READ, USAGE, Stop, complain
from tui.cli.inputs import Inputs
from tui.cli.lookup import ask, document_now, healed, number_named
from tui.cli.personal_filters import conditions
from tui.cli.show_command import document_named, inputs_named
from tui.document.compose import compose
from tui.export.choice import for_others, sections_named, with_sections
from tui.journal.records import identity_of
from tui.model.counted import counted
from tui.model.handling import Ceiling, Marking, strictest
from tui.reading.for_others import composed_for_others
from tui.search.parse import parse

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.document.document import Document
    from tui.model.printed_note import PrintedNote
    from tui.reading.composed import Composition


class Chosen(NamedTuple):
    """A briefing, or a page, that is to be written."""

    document: Document
    left_out: tuple[str, ...] = ()
    """Sentences that count what may not go out."""
    parts: tuple[str, ...] = ()
    """Names of the sections that it is a document of; empty for a whole one."""
    notes: tuple[PrintedNote, ...] = ()
    """What its reader wrote beside it."""
    has_any: bool = True
    """Whether it has any of the sections that were asked for."""

    @property
    def marking(self) -> Marking:
        """Of all that is in it, its notes among it."""
        return strictest([self.document.briefing.effective_marking, *[note.marking for note in self.notes]])


class Request(NamedTuple):
    """What of a library is asked for."""

    paths: tuple[str, ...]
    ceiling: Ceiling
    catalog: bool
    sections: tuple[str, ...]
    """Names of the sections that are wanted; empty for all."""
    notes: bool
    """Whether the reader's notes go with it."""
    is_page: bool
    """Whether it is written from the page."""


class Handout:
    """Where briefings are asked for."""

    def __init__(self, asked: Request, tell: Callable[[str], object]) -> None:
        """Ask nothing yet.

        Args:
            asked: what is wanted.
            tell: told in a few words how far it is.
        """
        self.asked = asked
        self.left_out = ""
        """A sentence that counts the briefings which were left out whole."""
        self._tell = tell

    def named(self, what: str) -> Chosen:
        """One by its id or file, or a section of it."""
        if not what:
            raise Stop("An empty name names nothing: give the id of a briefing or a file.", USAGE)
        inputs, name, section = inputs_named(what, self.asked.paths, self.asked.ceiling)
        if name:
            number = partial(number_named, name=name, library=inputs.name)
            whole = ask(inputs, lambda held: _handed_out(held, inputs, number(held)), catalog=self.asked.catalog)
        else:
            whole = Chosen(*for_others(document_named(inputs, "", catalog=False).briefing, compose))
        self.left_out = inputs.left_out
        names = (section,) if section else self.asked.sections
        if section and not sections_named(whole.document, section):
            ids = ", ".join(known.id for known in whole.document.sections)
            raise Stop(f"“{whole.document.briefing.id}” has no section “{section}”. Its sections: {ids}", CANNOT_READ)
        [chosen] = self._with_notes([whole])
        return self._cut(chosen, names)

    def answering(self, query: str) -> list[Chosen]:
        """All that answer a query, newest first."""
        inputs = Inputs(self.asked.paths, ceiling=self.asked.ceiling)
        inputs.introduce()
        wanted = parse(query)
        for note in wanted.notes:
            complain(note)

        def answer(held: Catalog) -> list[Chosen]:
            rows = held.rows_matching(own.resolve(held), "date")
            found = []
            for number, row in enumerate(rows, 1):
                self._tell(f"Reading: {number:,} of {len(rows):,}")
                found.append(_handed_out(held, inputs, row.n))
            return found

        with conditions(inputs, wanted, queue=False) as own:
            found = ask(inputs, answer, catalog=self.asked.catalog)
        self.left_out = inputs.left_out
        return [self._cut(one, self.asked.sections) for one in self._with_notes(found)]

    def _cut(self, chosen: Chosen, names: Sequence[str]) -> Chosen:
        """Of a briefing the sections that are wanted."""
        if not names:
            return chosen
        ids = [id for name in names for id in sections_named(chosen.document, name)]
        if not ids:
            return chosen._replace(has_any=False)
        document = with_sections(chosen.document, ids)
        if not self.asked.is_page:
            document = compose(document.briefing)
        there = {section.id for section in document.sections}
        notes = tuple([note for note in chosen.notes if note.section in there])
        return chosen._replace(document=document, parts=tuple(dict.fromkeys(ids)), notes=notes)

    def _with_notes(self, found: Sequence[Chosen]) -> Sequence[Chosen]:
        """The same, with the reader's notes that may go out, where they are wanted."""
        if not self.asked.notes:
            return found
        from tui.cli.own_journal import own_journal
        from tui.reading.notes.export import printed_notes

        with own_journal() as journal:
            noted = [one._replace(notes=tuple(printed_notes(one.document, journal))) for one in found]
        ceiling = self.asked.ceiling
        kept = [
            one._replace(notes=tuple([note for note in one.notes if ceiling.allows_everything or ceiling.allows(note.marking)]))
            for one in noted
        ]
        left = sum(len(one.notes) for one in noted) - sum(len(one.notes) for one in kept)
        if left:
            complain(f"{counted(left, 'note')} left out, since they are on what is {ceiling.excess}")
        return kept


def composed_page(name: str, query: str, asked: Request) -> Chosen:
    """A page that is made of the things of all briefings, or of those that answer a query."""
    from tui.reading.library_pages.question import PageQuestion
    from tui.reading.library_pages.registry import made_page

    inputs = Inputs(asked.paths, ceiling=asked.ceiling)
    inputs.introduce()
    wanted = parse(query)
    for note in wanted.notes:
        complain(note)

    def answer(held: Catalog) -> tuple[Composition, int]:
        among = None if wanted.everything else held.matching(own.resolve(held))
        items = held.items(among)
        page = made_page(name, PageQuestion(items, time.time(), wanted.text, {}))
        return page, items.withheld

    with conditions(inputs, wanted) as own:
        page, withheld = ask(inputs, answer, catalog=asked.catalog)
    shown, above = page.within(asked.ceiling)
    left = above + withheld
    told = (f"{counted(left, 'part')} left out, since they are {asked.ceiling.excess}.",) if left else ()
    document = shown.document()
    with healed(inputs):
        # What is fetched is fetched here, before a file is begun.
        for part in document.parts:
            _ = part.blocks
    return Chosen(document, (*told, *filter(None, [inputs.left_out])), has_any=bool(shown.sections))


def _handed_out(held: Catalog, inputs: Inputs, n: int) -> Chosen:
    briefing = document_now(held, inputs, n).briefing
    return Chosen(*for_others(briefing, partial(composed_for_others, held, identity_of(briefing))))
