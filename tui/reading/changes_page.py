"""The page of what changed since a briefing was last read, and when that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.queue import day_in_words, today
from tui.reading.returning import Return

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.model.briefing import Briefing


def since(back: Return, now: float) -> str:
    """When it was last read, to follow the word "since": `you read it on 3 Jul`.

    Args:
        back: what it is compared with.
        now: seconds since 1970.
    """
    if back.basis is None:
        return ""
    day, here = today(back.basis.since), today(now)
    when = "today" if day == here else "yesterday" if day == here - 1 else f"on {day_in_words(day, here)}"
    return f"you read {'it' if back.basis.own else 'the one before it'} {when}"


def page(back: Return, briefing: Briefing, now: float) -> Document | None:
    """Compose the page of what changed; None where there is nothing to compare with.

    Args:
        back: what it is compared with.
        briefing: as it is now.
        now: seconds since 1970.
    """
    from tui.document.changes.page import changes_document

    changes = back.changes
    if changes is None or back.basis is None:
        return None
    return changes_document(changes, briefing, back.basis.edition, since(back, now))
