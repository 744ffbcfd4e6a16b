"""All of what is read, where only the beginning of a page that was made is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.reading.reader import Reader
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.surface import ReaderSurface


def whole_page(on: ReaderSurface, composed: ComposedPage | None) -> Reader | None:
    """What a screen reads, once all of it is there: what is asked for needs it."""
    if composed is not None:
        composed.complete()
    return on.reader
