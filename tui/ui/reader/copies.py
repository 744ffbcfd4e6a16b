"""Selecting and copying in the briefing that is read, and writing it for others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.document.block import SUPPLIED
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.ui.content import row_text
from tui.ui.reader.whole_page import whole_page

if TYPE_CHECKING:
    from tui.export.printout import Printout
    from tui.model.handling import Ceiling
    from tui.model.printed_note import PrintedNote
    from tui.reading.reader import Reader
    from tui.ui.handing_out import Offer
    from tui.ui.pages.composed import ComposedPage, GoingOut
    from tui.ui.surface import ReaderSurface, Surface


def copy_from(on: Surface, text: str, what: str) -> None:
    """Copy a text from a screen, and say there what it was and where it is."""
    on.say(f"Copied {what} {on.program.copy_out(text)}")


class CopyController:
    """Selects blocks and copies what is selected, for one screen."""

    def __init__(self, on: ReaderSurface, composed: ComposedPage | None) -> None:
        """Copy from a screen.

        Args:
            on: the screen.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._composed = composed

    def select(self) -> None:
        """Begin selecting blocks, or stop."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        if reader.selection.active:
            reader.selection.clear()
        else:
            self._on.focus_page()
            reader.selection.start()
        self._on.repaint()

    def text(self) -> None:
        """Copy what is selected, by keys or by mouse, or else the section."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        dragged = self._on.get_selected_text()
        if dragged:
            copy_from(self._on, reader.marked(dragged, self._on.page.dragged_spots), "the selected text")
            self._on.clear_selection()
            return
        copy_from(self._on, *reader.selected_passage())
        reader.selection.clear()
        self._on.repaint()

    def to_tray(self) -> None:
        """Put what is selected into the tray, or else the thing, the block, or at a heading the section that one is at."""
        reader = self._on.reader
        if reader is None:
            return
        if self._on.is_composed:
            self._on.say("Only what stands in a briefing goes into the tray")
            return
        from tui.reading.pages.tray import with_what_is_below
        from tui.ui.pages.tray import put_blocks

        put_blocks(self._on, reader, reader.selection.spots() or with_what_is_below(reader.document, reader.view.current))
        reader.selection.clear()
        self._on.repaint()

    def citation(self) -> None:
        """Copy where this comes from."""
        if self._on.reader is not None:
            copy_from(self._on, self._on.reader.citation(), "the citation")

    def export(self, form: str = "") -> None:
        """Choose a format, unless one is named, and write what is read, or some of it."""
        from tui.ui.handing_out import hand_out

        reader = self._on.reader
        if reader is not None:
            hand_out(self._on, self.offers(reader), self.cancel, form)

    def share(self) -> None:
        """Hand what is selected, else the section, else the page, to a command of the person's own."""
        from tui.ui.handing_out import share

        reader, preferences = self._on.reader, self._on.session.preferences
        if reader is None:
            return
        if preferences.doubt:
            self._on.say(f"No command is run: {preferences.doubt}", problem=True)
        elif not preferences.share:
            self._on.say("There is no command to hand it to: “share” in the configuration names them (⟦app.manual⟧)")
        else:
            offers = self.offers(reader)
            # A whole page is rarely meant where one stands in a section.
            offers.sort(key=lambda offer: not offer.title.startswith(("What is", "This section")))
            share(self._on, offers, preferences.share, self.cancel)

    def offers(self, reader: Reader) -> list[Offer]:
        """What of the page can be handed out, what is selected first."""
        from tui.export.files import id_name
        from tui.ui.handing_out import Offer, book_of
        from tui.ui.pages.composed import going_out

        document, composed = reader.document, self._composed is not None
        if composed:
            # What it is made of is asked in this thread alone.
            for part in document.parts:
                _ = part.blocks
        id = document.briefing.id or document.briefing.title
        make = partial(self._printout, reader, going_out(self._composed, reader) if self._composed is not None else None)
        section = document.sections[reader.section]
        spots = reader.selection.spots() if reader.selection.active else []
        found = []
        if spots:
            what = f"What is selected: {counted(len(spots), 'block')}"
            marking = strictest([*[reader.marking_of(*spot) for spot in spots], *self._titles_in(reader, spots)])
            selected = partial(make, spots=spots, at_least=marking)
            found.append(Offer(what, selected, id_name(id, ["selection"]), marking, False))
        what = "This page" if composed else "This briefing"
        found.append(Offer(what, make, id_name(id), reader.marking, not composed))
        notes = self._notes(reader)
        if notes:
            what = f"This briefing with your {counted(len(notes), 'note')}"
            marking = strictest([reader.marking, *[note.marking for note in notes]])
            found.append(Offer(what, partial(make, notes=notes), id_name(id), marking, has_notes=True))
        if section.index:
            what = f"This section: {row_text(section.title)}"
            handling = section.handling or document.briefing.handling
            found.append(Offer(what, partial(make, section=section.id), id_name(id, [section.id]), handling, False))
        if self._on.walk is not None and not composed:
            rows = self._on.walk.rows
            if len(rows) > 1:
                found.append(book_of(self._on, rows, f"All {len(rows):,} of the list, as a book"))
        return found

    def _titles_in(self, reader: Reader, spots: Sequence[tuple[int, int]]) -> list[Marking]:
        """The markings of briefings whose titles stand in blocks as the words of links to them."""
        library = self._on.session.library
        blocks = [reader.document.parts[part].blocks[block] for part, block in spots]
        targets = {span.target for block in blocks for span in block.spans if SUPPLIED in span.role.split()}
        ids = {target.strip("[]").partition("#")[0] for target in targets if target.startswith("[[")}
        rows = [library.row_with_id(id) for id in ids] if library is not None else []
        return [row.marking for row in rows if row is not None]

    def _notes(self, reader: Reader) -> list[PrintedNote]:
        journal = self._on.session.journal
        if journal is None or self._on.is_composed:
            return []
        from tui.reading.notes.export import printed_notes

        return printed_notes(reader.document, journal)

    def _printout(
        self,
        reader: Reader,
        page: GoingOut | None,
        ceiling: Ceiling,
        *,
        section: str = "",
        spots: Sequence[tuple[int, int]] = (),
        notes: Sequence[PrintedNote] = (),
        at_least: Marking | None = None,
    ) -> Printout:
        """In another thread: what is read, or some of it, with nothing above a ceiling; `page` gives that of a composed page."""
        from tui.document.names import Names
        from tui.export.choice import said_parts_left_out, with_blocks, with_sections
        from tui.export.printout import Printout, printed_marking
        from tui.reading.selection import block_marking, selected_again
        from tui.ui.handing_out import may_go_out

        document, left_out = reader.document, tuple[str, ...]()
        is_whole = ceiling.allows_everything and (spots or page is not None)
        if not is_whole:
            document, left_out = page(ceiling) if page is not None else may_go_out(self._on, document.briefing, ceiling)
        if spots and not is_whole:
            again = selected_again(reader.document, spots, document)
            if not again.spots:
                raise OSError("nothing of what is selected may go out")
            spots = again.spots
            names = Names(document.briefing, None, document.sections)
            at_least = strictest([block_marking(document, names, *spot) for spot in spots])
            left_out = said_parts_left_out(again.gone + again.less, "of this selection", ceiling)
        if spots:
            document = with_blocks(document, spots)
        if section:
            if document.section_of(section) is None:
                raise OSError("none of this section may go out")
            document = with_sections(document, [section])
        left = sum(not ceiling.allows(note.marking) for note in notes) if not ceiling.allows_everything else 0
        left_out += (f"{counted(left, 'note')} left out, since what they are on is {ceiling.excess}.",) if left else ()
        kept = tuple([note for note in notes if ceiling.allows_everything or ceiling.allows(note.marking)])
        marking = strictest([printed_marking([document]), *([at_least] if at_least else []), *[note.marking for note in kept]])
        return Printout([document], document.sections[0].title, marking, left_out, notes=(kept,))

    def cancel(self) -> bool:
        """Select nothing any more. Returns whether something was."""
        reader = self._on.reader
        if reader is None or not reader.selection.active:
            return False
        reader.selection.clear()
        return True

    @property
    def said(self) -> str:
        """What is selected, for the bottom line; "" for nothing."""
        reader = self._on.reader
        if reader is None or not reader.selection.active:
            return ""
        return (
            f"{counted(reader.selection.count, 'block')} selected · ⟦copy.text⟧ copies · ⟦note.write⟧ notes · ⟦app.cancel⟧ cancels"
        )
