"""What is wrong with the journal, in sentences for the person, and what is lost where it cannot be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tui.journal.tables import Patch
from tui.model.counted import counted

_NOT_SAVED = "Your places, notes and read marks are not being saved: "

_DAMAGED = {"notes": "the passage of a note", "kept": "a section", "bases": "what was read first"}


class Troubles:
    """The sentences, each said once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.sentences: tuple[str, ...] = ()

    def tell(self, sentence: str) -> None:
        """Say something."""
        if sentence not in self.sentences:
            self.sentences += (sentence,)

    def not_saved(self, reason: str, better: str) -> None:
        """Say that nothing is saved, and why; or where there is no reason any more, that it is better."""
        kept = tuple(sentence for sentence in self.sentences if not sentence.startswith(_NOT_SAVED))
        self.sentences = (*kept, f"{_NOT_SAVED}{reason}.") if reason else (*kept, better)

    def damaged_row(self, table: str, row: Mapping[str, Any]) -> None:
        """A row cannot be read, or only in part."""
        what = _DAMAGED.get(table, "something")
        about = str(row.get("title") or row.get("key") or row.get("n"))
        where = f" ({row['section']})" if table == "kept" else ""
        self.tell(f"What is kept of “{about}”{where} is damaged: {what} cannot be read any more. All else can.")

    def damaged_text(self) -> None:
        """A text is no UTF-8; what cannot be read of it is shown as U+FFFD."""
        self.tell("Some text in the journal is damaged; what cannot be read of it is shown as “\ufffd”. All else can be read.")


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
        lost = [counted(count, "note")] if count else []
        if self.others:
            lost.append(f"{counted(self.others, 'place')}, read marks or other marks")
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
