"""The panes that one reads in: which of them has the keys, how wide each is, and how lines are laid out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from weakref import ref

from tui.model.counted import counted
from tui.reading.folding import fold_current, fold_every
from tui.reading.session import MEASURE
from tui.reading.view import restore_window
from tui.ui.content import row_text

if TYPE_CHECKING:
    from tui.reading.reader import Reader
    from tui.reading.session import Session
    from tui.reading.view import Spot
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.document_view import DocumentView
    from tui.ui.widgets.section_list import SectionList


LIST_STEP = 4
"""Cells by which a key makes the section list wider."""

LIST_WIDTH = "the width of the section list"
"""What is undone where its edge was drawn, however far."""

NARROWEST_LIST, NARROWEST_PAGE = 12, 44
"""Cells of the section list, and of the page beside it, at least."""


class PaneController:
    """Has one of the panes focused, and lays out the page."""

    def __init__(self, on: ReaderSurface, sections: SectionList, page: DocumentView) -> None:
        """Have the panes of a screen."""
        self._on = on
        self._sections = sections
        self._page = page
        self._read_before: Spot | None = None

    @property
    def is_list_focused(self) -> bool:
        """Whether the section list has the keys."""
        return self._sections.has_focus

    def lay_out(self) -> None:
        """Lay out the page for its size, place held, and the list beside it."""
        self.keep_list_width()
        # What stands at the right of the page makes room for lines that are longer than usual.
        self._on.set_class(self._on.session.measure > MEASURE, "-long-lines")
        reader = self._on.reader
        if reader is not None and self._page.size.width:
            width = min(self._on.session.measure, self._page.text_width)
            reader.view.resize(width, max(1, self._page.size.height))
            restore_window(reader.view, self._on.session.window)

    def focus_page(self) -> None:
        """Give the page the keys; on a narrow screen, show it."""
        self._focus(self._page)

    def other(self) -> None:
        """Move the focus to the other pane; on a narrow screen, show it."""
        self._focus(self._page if self.is_list_focused or self._on.has_class("-zen") else self._sections)

    def list(self) -> None:
        """Give the section list the keys; on a narrow screen, show it."""
        if self._on.has_class("-zen"):
            self._on.say("The section list is hidden: ⟦look.zen⟧ shows it")
        else:
            self._focus(self._sections)

    def _focus(self, pane: SectionList | DocumentView) -> None:
        reader = self._on.reader
        self._on.set_class(pane is self._sections, "-list-shown")
        self._read_before = reader.view.current if pane is self._sections and reader is not None else None
        self._on.set_focus(pane)

    def choose(self, index: int, *, read: bool) -> None:
        """Go to a section that the list points at; with `read`, read there."""
        reader = self._on.reader
        if reader is None:
            return
        if self._read_before is None or not self.is_list_focused:
            self._read_before = reader.view.current
        reader.go_to_section(index)
        if read:
            self._on.session.leave(reader, self._read_before)
            self.focus_page()
        self._on.repaint()

    def read_section(self, index: int) -> None:
        """Go to a section and read there; back leads to where one was."""
        reader = self._on.reader
        if reader is not None and index < len(reader.document.sections):
            self._on.session.leave(reader)
            reader.go_to_section(index)
            self.focus_page()
            self._on.repaint()

    def choose_at(self, percent: int) -> None:
        """Make the block at some height of the window the current one."""
        if self._on.reader is not None:
            self._on.reader.view.choose_at(percent)
            self._on.repaint()

    def current_to(self, percent: int) -> None:
        """Scroll the current block to some height of the window."""
        if self._on.reader is not None:
            self._on.reader.view.move_current_to(percent)
            self._on.repaint()

    def to_item(self, section: str, item: str) -> None:
        """Go to a thing in a piece of the apparatus; back leads to where one was."""
        reader = self._on.reader
        if reader is not None:
            self._on.session.leave(reader)
            reader.go_to_item(section, item)
            self.focus_page()
            self._on.repaint()

    def say_place(self) -> None:
        """Say what this is, and where one is in it."""
        reader = self._on.reader
        if reader is not None:
            view, briefing = reader.view, reader.briefing
            self._on.say(
                f"{view.fraction:.0%} of {view.flow.height:,} lines · “{row_text(briefing.title)}” · {row_text(briefing.path)}"
            )

    def zen(self) -> None:
        """Text only; the marking stays."""
        alone = not self._on.has_class("-zen")
        self.set_zen(alone)
        self._on.session.stepped("the text alone" if alone else "all panes", partial(_set_zen, ref(self), not alone))

    def set_zen(self, alone: bool) -> None:
        """Show the text alone, or all panes."""
        if self._on.is_attached:
            self._on.set_class(alone, "-zen")
            self.focus_page()
            self._on.repaint()

    def fold(self, how: int) -> None:
        """Fold (1) or unfold (0) the entry that one reads, or change it (-1); else the current section in the list."""
        reader = self._on.reader
        if reader is not None and not self.is_list_focused and fold_here(self._on, reader, how):
            return
        if not self._sections.fold(how):
            listed = "Nothing stands below this section in the list" if self.is_list_focused else "There is nothing to fold here"
            self._on.say(listed if how else "There is nothing to unfold here")

    def fold_all(self, how: int) -> None:
        """Fold (1) or unfold (0) all that can be folded: levels of the section list, and the entries of the page."""
        self._sections.fold(how, every=True)
        reader = self._on.reader
        entries = fold_every(reader.view, how) if reader is not None else 0
        also = f" and {counted(entries, 'judgment')}" if entries else ""
        self._on.say(f"All levels of the section list{also} are " + ("folded" if how else "unfolded"))
        self._on.repaint()

    def widen(self, step: int) -> None:
        """Make the section list wider, or narrower, for all pages of the program."""
        self.draw_list_to(self._sections.size.width + step * LIST_STEP)
        self._on.say(f"The section list has {self._on.session.list_width} cells")

    def draw_list_to(self, cells: int) -> None:
        """Give the section list so many cells, as far as the page keeps enough of its own; an undo takes that back."""
        session, before = self._on.session, self._on.session.list_width
        last = session.steps[-1].said if session.steps else ""
        self._set_list_width(cells)
        if session.list_width != before and last != LIST_WIDTH:
            session.stepped(LIST_WIDTH, partial(_restore, session, ref(self), list_width=before))

    def show_widths(self) -> None:
        """Have the widths of the session, where this page is there still."""
        if self._on.is_attached:
            self.lay_out()
            self._on.repaint()

    def _set_list_width(self, cells: int) -> None:
        most = max(NARROWEST_LIST, self._on.size.width - NARROWEST_PAGE)
        self._on.session.list_width = max(NARROWEST_LIST, min(cells, most))
        self.keep_list_width()

    def keep_list_width(self) -> None:
        """Give the section list the width that somebody chose, where it stands beside the page."""
        chosen = self._on.session.list_width
        narrow = self._on.has_class("-narrow") or not chosen
        self._sections.styles.width = None if narrow else min(chosen, max(NARROWEST_LIST, self._on.size.width - NARROWEST_PAGE))

    def measure(self, step: int) -> None:
        """Narrower or wider lines."""
        session, before = self._on.session, self._on.session.measure
        cells = session.change_measure(step)
        if cells != before:
            session.stepped(f"lines of {cells} cells", partial(_restore, session, ref(self), measure=before))
        self.lay_out()
        self._on.repaint()
        # The page may have got other room with it.
        self._on.call_after_refresh(self._tell_measure)

    def _tell_measure(self) -> None:
        cells, room = self._on.session.measure, self._page.text_width
        self._on.say(f"Lines of {min(cells, room)} cells" + (", all there is room for" if cells > room else ""))

    def cancel(self) -> bool:
        """Go back to the page. Returns whether one was in the list."""
        if not self.is_list_focused:
            return False
        self.focus_page()
        return True


# What is taken back may be of a page that was closed: no step may hold one.


def _set_zen(panes: ref[PaneController], alone: bool) -> None:
    there = panes()
    if there is not None:
        there.set_zen(alone)


def _restore(session: Session, panes: ref[PaneController], *, list_width: int = -1, measure: int = 0) -> None:
    """Have widths as they were before, on their page where it is there still."""
    session.list_width = list_width if list_width >= 0 else session.list_width
    session.measure = measure or session.measure
    there = panes()
    if there is not None:
        there.show_widths()


def fold_here(on: ReaderSurface, reader: Reader, how: int) -> bool:
    """Fold (1) or unfold (0) the entry that one reads, at a heading all below it, or change that (-1). Returns whether it did."""
    changed = fold_current(reader.view, how)
    if changed:
        state = reader.view.folds.state
        if changed > 1:
            now, other = ("folded", "unfolds") if state.at_first else ("unfolded", "folds")
            on.say(f"{changed:,} judgments {now} · ⟦fold.toggle⟧ {other} them")
        on.repaint()
    return changed > 0
