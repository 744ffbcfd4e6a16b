"""Closing the actions of a briefing: they are done, or never will be, and ask nothing of the reader any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.model.actions import action_stamp, is_open
from tui.model.counted import counted

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.journal.journal import Journal
    from tui.journal.records import Identity
    from tui.model.briefing import Action, Briefing


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
        closed = f"{actions_counted(count).capitalize()} closed"
        return kept, f"{closed}: no longer asked of you · ⟦action.close⟧ asks again · ⟦undo.undo⟧ undoes"
    kept = journal.close_actions(identity, stamps, False, f"opened {what} of “{title}” again")
    return kept, f"{actions_counted(count).capitalize()} asked of you again · ⟦undo.undo⟧ undoes"


class AskedActions:
    """The actions of an open briefing that are open by its file, and which of them the reader closed."""

    def __init__(self, briefing: Briefing, journal: Journal, identity: Identity) -> None:
        """Take them from the briefing; the journal is asked whenever it has changed."""
        self._open = [action for action in briefing.actions if is_open(action)]
        self._title = briefing.title
        self._journal = journal
        self._identity = identity
        self._known: tuple[int, frozenset[str]] | None = None
        """The journal's version, and the stamps of what was closed by then."""
        self._forget_done(briefing)

    def _forget_done(self, briefing: Briefing) -> None:
        """What is done by the file is not closed by the reader any more: the file may open it again."""
        done = [action for action in briefing.actions if not is_open(action)]
        items = self._items if done else frozenset()
        stamps = [stamp for stamp in map(action_stamp, done) if items and self._journal.is_closed(stamp, items)]
        if stamps:
            self._journal.forget_closed(self._journal.key_of(self._identity), stamps)

    @property
    def _items(self) -> frozenset[str]:
        """What the journal has of closed actions of the briefing."""
        key = self._journal.key_of(self._identity)
        return self._journal.closed().get(key, frozenset()) if key else frozenset()

    @property
    def _closed(self) -> frozenset[str]:
        """The stamps of those that the reader closed."""
        if not self._open:
            return frozenset()
        version = self._journal.version()
        if self._known is None or self._known[0] != version:
            items = self._items
            stamps = [action_stamp(action) for action in self._open] if items else []
            self._known = version, frozenset(stamp for stamp in stamps if self._journal.is_closed(stamp, items))
        return self._known[1]

    @property
    def left(self) -> list[Action]:
        """Those that the reader did not close."""
        closed = self._closed
        return [action for action in self._open if action_stamp(action) not in closed] if closed else self._open

    @property
    def closed_ids(self) -> frozenset[str]:
        """The ids of those that the reader closed."""
        closed = self._closed
        return frozenset(action.id for action in self._open if action_stamp(action) in closed) if closed else closed

    def close_or_open(self, about: str = "") -> tuple[Future[None] | None, str]:
        """Close them, the one with the id `about` if it is one; have them ask again where all are closed.

        Returns when it is kept, None where there is nothing to close; and what to say.
        """
        wanted = [action for action in self._open if action.id == about] or self._open
        if not wanted:
            return None, "Nothing is asked of you here: there is no open action"
        return close_or_open(self._journal, self._identity, [action_stamp(action) for action in wanted], self._title)
