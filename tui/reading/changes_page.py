"""The page of what changed since a briefing was last read, and when that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.last_read import Comparison
from tui.reading.looking_back import Further, readings_of, when

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.document.document import Document
    from tui.model.briefing import Briefing
    from tui.reading.reading_log import ReadingLog


def since(back: Comparison, now: float) -> str:
    """When it was last read, to follow the word "since": `you read it on 3 Jul`.

    Args:
        back: what it is compared with.
        now: seconds since 1970.
    """
    return when(back.last_reading, now) if back.last_reading is not None else ""


def page(back: Comparison, briefing: Briefing, now: float, *, last: bool = True) -> Document | None:
    """Compose the page of what changed; None where there is nothing to compare with.

    Args:
        back: what it is compared with.
        briefing: as it is now.
        now: seconds since 1970.
        last: whether that is the last reading.
    """
    from tui.changes.page import changes_document

    changes = back.changes
    if changes is None or back.last_reading is None:
        return None
    return changes_document(changes, briefing, back.last_reading.edition, when(back.last_reading, now, last=last))


def further_back(books: ReadingLog, compose: Callable[[], Document], step: int, now: float) -> Further:
    """The page of what changed since one of the readings before the last one, where anything did since.

    Args:
        books: of the briefing.
        compose: gives the briefing as it is now, for the thread that compares.
        step: how many readings back to begin; 0 for the last one.
        now: seconds since 1970.
    """
    last = books.back.last_reading
    found = readings_of(books.journal, last) if last is not None else []
    document: Document | None = None
    for at in range(step, len(found)):
        document = document or compose()
        back = books.returned(document, found[at])
        if back.changes:
            made = page(back, document.briefing, now, last=at == 0)
            after = when(found[at + 1], now, last=False) if at + 1 < len(found) else ""
            return Further(made, at, after)
    return Further(None, step, when(found[-1], now, last=len(found) == 1) if found else "")
