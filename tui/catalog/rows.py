"""The row of a briefing in a list, from the briefing itself."""

from __future__ import annotations

from collections.abc import Iterator

from tui.catalog.tables import Row
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.reading_time import minutes

BOTTOM_LINE = 300
"""Characters of the bottom line that a list shows."""

LOOKED_AT = 4_000
"""Characters of a text in which its first paragraph is looked for."""


_HEADING = ("#", "---", "===", "***")


def opening(briefing: Briefing) -> Iterator[str]:
    """What tells in short what a briefing is about, as it was written: its bottom line, else the first paragraphs of its text."""
    parts = [briefing.bluf, briefing.why_it_matters, briefing.body]
    if not any(parts):
        parts = [prose for section in briefing.sections[:1] if not section.handling for prose in (section.lead, section.body)]
    for prose in parts:
        # The beginning alone: a text may be of any length.
        for paragraph in prose.text[:LOOKED_AT].split("\n\n"):
            if paragraph.strip() and not paragraph.lstrip().startswith(_HEADING):
                yield paragraph


def row_of(briefing: Briefing, number: int = 0, bottom_line: str | None = None, marking: Marking | None = None) -> Row:
    """What a list shows of a briefing.

    Args:
        briefing: as it was read.
        number: its number in the catalog; 0 where there is none.
        bottom_line: as plain text, where that is at hand; else it is taken as it was written.
        marking: its `effective_marking`, where that is at hand.
    """
    if bottom_line is None:
        bottom_line = " ".join(next(opening(briefing), "")[: 2 * BOTTOM_LINE].split())
    if not bottom_line:
        # Where nothing else can be read, what stands apart from all fields.
        told = (other.text[: 2 * BOTTOM_LINE] for other in briefing.other)
        bottom_line = next((" ".join(text.split()) for text in told if " " in text.strip() or not text.isascii()), "")
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
