"""What is asked of the reader."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Entry, Phrase, Piece, listed
from tui.document.block import Block
from tui.model.briefing import Action, Briefing

_BOXES = {"done": "☑ ", "dropped": "☒ "}
_ROLES = {"done": "muted", "dropped": "former", "open": "status"}


def piece(briefing: Briefing) -> Piece | None:
    """The actions, in the author's order."""
    actions = briefing.actions

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, actions[index]), start, end)

    if not actions:
        return None
    return Piece("~actions", len(actions), entries, actions)


def _entry(context: Context, action: Action) -> list[Block]:
    entry = Entry(context, action, indent="  ")
    entry.row(Phrase().marking(action), action.text, first=_BOXES.get(action.status or "", "☐ "))
    details = Phrase(action.owner).date("due", action.due)
    if action.status:
        details.add(action.status, _ROLES[action.status], before=" · ")
    return entry.detail(details).blocks
