"""Closing the actions of a briefing: they are done, or never will be, and ask nothing of the reader any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.model.counted import counted

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.journal.journal import Journal
    from tui.journal.records import Identity


def actions_counted(count: int) -> str:
    """`1 action is`, `3 actions are`."""
    return "1 action is" if count == 1 else f"{count:,} actions are"


def asked_still(count: int) -> str:
    """What is said of open actions where one is done reading: `1 action is still asked of you, C closes it`."""
    return f"{actions_counted(count)} still asked of you, C closes {'it' if count == 1 else 'them'}"


def close_or_open(journal: Journal, identity: Identity, stamps: Sequence[str], title: str) -> tuple[Future[None], str]:
    """Close those actions that are not closed yet; where all of them are, have them ask again.

    Args:
        journal: where that is kept.
        identity: of the briefing.
        stamps: of actions that are open by its file (`tui.model.actions.action_stamp`).
        title: of the briefing.

    Returns:
        When it is kept, and what to say then.
    """
    key = journal.key_of(identity)
    items = journal.closed().get(key, frozenset()) if key else frozenset()
    left = [stamp for stamp in stamps if not journal.is_closed(stamp, items)]
    count = len(left or stamps)
    what = "an action" if count == 1 else counted(count, "action")
    if left:
        kept = journal.close_actions(identity, left, True, f"closed {what} of “{title}”")
        return kept, f"{actions_counted(count).capitalize()} closed: no longer asked of you · C asks again · U undoes"
    kept = journal.close_actions(identity, stamps, False, f"opened {what} of “{title}” again")
    return kept, f"{actions_counted(count).capitalize()} asked of you again · U undoes"
