"""The two panes of the screen one reads on, the section list and the page: which has the keys, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.reading.view import Spot
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.document_view import DocumentView
    from tui.ui.widgets.section_list import SectionList


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
        """Lay out the page for its size, place held."""
        reader = self._on.reader
        if reader is not None and self._page.size.width:
            width = min(self._on.session.measure, self._page.text_width)
            reader.view.resize(width, max(1, self._page.size.height))

    def focus_page(self) -> None:
        """Give the page the keys; on a narrow screen, show it."""
        self._focus(self._page)

    def other(self) -> None:
        """Move the focus to the other pane; on a narrow screen, show it."""
        self._focus(self._page if self.is_list_focused or self._on.has_class("-zen") else self._sections)

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

    def zen(self) -> None:
        """Text only; the marking stays."""
        self._on.set_class(not self._on.has_class("-zen"), "-zen")
        self.focus_page()
        self._on.repaint()

    def measure(self, step: int) -> None:
        """Narrower or wider lines."""
        cells, room = self._on.session.change_measure(step), self._page.text_width
        self.lay_out()
        self._on.repaint()
        self._on.say(f"Lines of {min(cells, room)} cells" + (", all there is room for" if cells > room else ""))

    def cancel(self) -> bool:
        """Go back to the page. Returns whether one was in the list."""
        if not self.is_list_focused:
            return False
        self.focus_page()
        return True
