"""What could not be saved, for the person: the words that would be lost, and of the rest how much there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tui.journal.tables import Patch


class Unsaved(NamedTuple):
    """What is kept in memory alone."""

    notes: Sequence[str]
    """The comments of notes; "" for a highlight."""
    others: int
    """Marks, read marks, deletions."""
    reason: str
    """Why, in words."""

    @property
    def sentences(self) -> Sequence[str]:
        """What to say when the program ends; nothing where nothing is lost."""
        if not (self.notes or self.others):
            return ()
        count = len(self.notes)
        lost = [f"{count:,} note{'' if count == 1 else 's'}"] if count else []
        if self.others:
            lost.append(f"{self.others:,} place{'' if self.others == 1 else 's'}, read marks or other marks")
        reason = self.reason or "there was no time for it"
        said = f"{' and '.join(lost)} could not be saved: {reason}."
        return (f"{said} Here is what you wrote:", *self.notes) if any(self.notes) else (said,)


def unsaved(pending: Sequence[Patch], reason: str) -> Unsaved:
    """What is lost where these changes are not saved."""
    notes: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    others = set()
    for patch in pending:
        if patch.table == "notes" and patch.values is not None:
            notes[patch.key] = {**notes.get(patch.key, {}), **patch.values}
        elif patch.table == "notes":
            if notes.pop(patch.key, None) is None:
                others.add((patch.table, patch.key))
        elif patch.table in ("marks", "reads") or "done_at" in (patch.values or {}) or "place" in (patch.values or {}):
            others.add((patch.table, patch.key))
    return Unsaved([str(note.get("text", "")) for note in notes.values()], len(others), reason)
