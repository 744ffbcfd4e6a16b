"""What happens when."""

from __future__ import annotations

from collections.abc import Iterable

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, cite, column, listed, once, refer
from tui.document.block import Block
from tui.model.briefing import Briefing, Event

ROLES = {
    "planned": "planned",
    "expected": "planned",
    "proposed": "planned",
    "refused": "former",
    "disputed": "disputed",
    "cancelled": "former",
}
"""Roles of what did not simply happen."""


def piece(briefing: Briefing) -> Piece | None:
    """The events by their bounds, undated ones last, with the date in the left column."""
    events = briefing.events
    if not events:
        return None

    @once
    def ordered() -> list[Event]:
        return events_in_order(events)

    @once
    def hang() -> int:
        return column((_date(event) for event in events), 20)

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, ordered()[index], hang()), start, end)

    return Piece("~timeline", len(events), entries, events, size=140, rows=3)


def events_in_order(events: Iterable[Event]) -> list[Event]:
    """The events by their bounds, undated ones last."""
    return sorted(events, key=_bounds)


def _bounds(event: Event) -> tuple[bool, int, bool, int]:
    """Orders as `Date.sort_key` does, an open end after every other that starts with it."""
    if event.date is None:
        return (True, 0, False, 0)
    low, high = event.date.sort_key
    return (False, low, event.date.upper is None, high)


def _date(event: Event) -> str:
    return event.date.display if event.date else "undated"


def _entry(context: Context, event: Event, hang: int) -> list[Block]:
    entry = Entry(context, event, column=hang)
    row = Phrase().marking(event)
    row.add(event.title or "Untitled", "strong" if event.status in (None, "happened") else f"strong {ROLES[event.status]}")
    if event.status and event.status != "happened":
        row.add(event.status, ROLES[event.status], before=" — ")
    entry.labelled(Phrase(_date(event), "date" if event.date else "muted"), row)
    details = Phrase(f"“{event.when}”" if event.when else "").add(event.place, before=DOT)
    entry.detail(cite(refer(details, event.actors, context, role="muted"), event.sources), role="muted")
    return entry.detail(Phrase(), event.note, role="muted").blocks
