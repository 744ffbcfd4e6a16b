"""What the author changed (ODNI's revision and recall notices: type, date, reason, required action)."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Entry, Phrase, Piece, column, listed, once
from tui.document.block import Block
from tui.model.briefing import Briefing, HistoryEntry

_ROLES = {"update": "status", "correction": "disputed", "recall": "former"}


def newest_first(history: tuple[HistoryEntry, ...]) -> list[HistoryEntry]:
    """The entries by date, newest first; undated ones last, in the author's order."""
    dated = [change for change in history if change.date]
    dated.sort(key=lambda change: change.date.sort_key if change.date else (0, 0), reverse=True)
    return dated + [change for change in history if not change.date]


def piece(briefing: Briefing) -> Piece | None:
    """The history, newest first, with the date in the left column."""
    history = briefing.history
    if not history:
        return None

    @once
    def ordered() -> list[HistoryEntry]:
        return newest_first(history)

    @once
    def hang() -> int:
        return column((_date(change) for change in history), 22)

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, ordered()[index], hang()), start, end)

    return Piece("~history", len(history), entries, size=200)


def _date(change: HistoryEntry) -> str:
    return change.date.display if change.date else "undated"


def _entry(context: Context, change: HistoryEntry, hang: int) -> list[Block]:
    entry = Entry(context, None, column=hang)
    label = Phrase(_date(change), "date" if change.date else "muted")
    row = Phrase(change.type or "", f"{_ROLES.get(change.type or '', 'status')} strong")
    entry.labelled(label, row, change.summary, before=": ")
    entry.detail(Phrase().word("why:", change.reason))
    return entry.detail(Phrase().word("what to do:", change.action)).blocks
