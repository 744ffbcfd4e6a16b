"""A rule among the events of a briefing where today is: drawn where it is shown, since a page that is kept knows no day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.document.block import Line, Run
from tui.model.dates import DAY, MONTHS, civil_of

if TYPE_CHECKING:
    from tui.document.document import Document

TIMELINE = "~timeline"
_BEGINS = "── today, "


def today_in_words(day: int) -> str:
    """What stands in a rule of today, a day since 1970."""
    year, month, number = civil_of(day)
    return f"{_BEGINS}{number} {MONTHS[month - 1]} {year} ──"


def rule_said(text: str) -> str:
    """A rule of today as a sentence; "" for any other text."""
    return f"Today, {text.removeprefix(_BEGINS).rstrip(' ─')}." if text.startswith(_BEGINS) else ""


class RulePlace(NamedTuple):
    """Where the rule stands in a part."""

    block: int
    is_below: bool
    """Whether it stands below the block; above it otherwise."""
    lines: Sequence[Line]
    """A blank line and the rule."""


class TodayRule:
    """The rule in one document, on one day."""

    def __init__(self, document: Document, day: int) -> None:
        """Draw a rule of a day since 1970."""
        self.day = day
        self._document = document
        self._section = document.section_of(TIMELINE)
        self._beside: tuple[str, bool] | None = None

    def place_in(self, part: int) -> RulePlace | None:
        """Where the rule stands in a part that is made; None where it does not."""
        if self._section is None or self._document.parts[part].section != self._section:
            return None
        about, is_below = self._event
        blocks = self._document.parts[part].blocks
        own = [number for number, block in enumerate(blocks) if about and block.about == about]
        drawn = (), (Run(today_in_words(self.day), "status"),)
        return RulePlace(own[-1] if is_below else own[0], is_below, drawn) if own else None

    @property
    def _event(self) -> tuple[str, bool]:
        """The first event of today or later, else the last one before; "" where none has a date."""
        if self._beside is None:
            from tui.document.apparatus.timeline import events_in_order

            dated = [event for event in events_in_order(self._document.briefing.events) if event.date is not None]
            after = (event.id for event in dated if event.date is not None and event.date.sort_key[0] >= DAY * self.day)
            about = next(after, "")
            self._beside = (about, False) if about else (dated[-1].id if dated else "", True)
        return self._beside
