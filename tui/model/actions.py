"""Which action an action is: what a reader closed stays closed until its text or its date is another."""

from __future__ import annotations

from tui.model.briefing import Action

OPEN = (None, "open")
"""The states of an action in which it asks something of the reader."""

_SIZE = 8


def is_open(action: Action) -> bool:
    """Whether an action asks something of the reader, by its file."""
    return action.status in OPEN


def action_stamp(action: Action) -> str:
    """What tells an action from all others of its briefing: 16 hexadecimal digits of its text, its date and its owner."""
    from tui.model.digests import blake2b

    due = action.due.text if action.due is not None else ""
    said = "\x1f".join((" ".join(action.text.text.split()), due, action.owner))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()
