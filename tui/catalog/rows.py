"""The row of a briefing in a list, from the briefing itself."""

from __future__ import annotations

from tui.catalog.tables import Row
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.reading_time import minutes

BOTTOM_LINE = 300
"""Characters of the bottom line that a list shows."""


def row_of(briefing: Briefing, number: int = 0, bottom_line: str | None = None, marking: Marking | None = None) -> Row:
    """What a list shows of a briefing.

    Args:
        briefing: as it was read.
        number: its number in the catalog; 0 where there is none.
        bottom_line: as plain text, where that is at hand; else it is taken as it was written.
        marking: its `effective_marking`, where that is at hand.
    """
    if bottom_line is None:
        bottom_line = " ".join(briefing.bluf.text[: 2 * BOTTOM_LINE].split())
    severities = [problem.severity for problem in briefing.problems]
    return Row(
        number,
        briefing.path,
        briefing.id,
        briefing.title,
        briefing.date.display if briefing.date else "",
        briefing.date.text if briefing.date else "",
        briefing.updated.display if briefing.updated else "",
        briefing.updated.text if briefing.updated else "",
        briefing.kind,
        briefing.status or "",
        briefing.priority or "",
        briefing.series,
        briefing.number,
        briefing.lang,
        briefing.effective_marking if marking is None else marking,
        briefing.tags,
        minutes(briefing),
        severities.count("error"),
        severities.count("warning"),
        bottom_line[:BOTTOM_LINE],
        briefing.formerly,
        briefing.supersedes,
        named=briefing.named,
        digest=briefing.digest,
        hidden=briefing.hidden,
    )
