"""Rows of the table: what was measured, against what, and whether the target is met."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

SCALES = {"ms": 1000.0, "B": 1.0, "MB": 1e-6, "MB/s": 1e-6, "frames": 1.0, "/s": 1.0}
"""Unit -> factor from seconds, bytes, or bytes a second."""


class Target(NamedTuple):
    """A bound on the ratio, or (`absolute`) on our own figure in the row's unit."""

    limit: float
    absolute: bool = False
    at_least: bool = False

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.limit:g}" if self.absolute else f"{sign} {self.limit:.2f}x"


class Row(NamedTuple):
    """One line of the table; figures in seconds, bytes, or bytes a second."""

    what: str
    ours: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    ratio: float | None = None
    target: Target | None = None

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or nothing where there is no target."""
        if self.target is None:
            return ""
        figure = self.ours * SCALES[self.unit] if self.target.absolute else self.ratio
        if figure is None:
            return ""
        met = figure >= self.target.limit if self.target.at_least else figure <= self.target.limit
        return "met" if met else "missed"

    def cells(self) -> tuple[str, ...]:
        """The texts of the columns."""
        return (
            self.what,
            _figure(self.ours, self.unit),
            f"{_figure(self.baseline, self.unit)} {self.baseline_name}" if self.baseline is not None else "",
            f"{self.ratio:.2f}x" if self.ratio is not None else "",
            str(self.target) if self.target else "",
            self.verdict,
        )


def _figure(value: float, unit: str) -> str:
    scaled = value * SCALES[unit]
    return f"{scaled:.0f} {unit}" if scaled >= 100 else f"{scaled:.1f} {unit}"


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that `share` per cent of the values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def pairs(
    what: str,
    unit: str,
    ours: Sequence[float],
    baseline: Sequence[float],
    name: str,
    target: Target | None = None,
    *,
    p95: bool = False,
) -> Row:
    """A row of figures measured in turn, one of ours and one of the baseline each time.

    Medians, and the median of the ratios of the pairs, so that a machine that changes its speed while
    it measures does not change the ratio. With `p95`, 95th percentiles and their ratio.
    """
    if p95:
        mine, theirs = percentile(ours, 95), percentile(baseline, 95)
        return Row(f"{what}, p95", mine, unit, theirs, name, mine / theirs, target)
    ratio = median(one / other for one, other in zip(ours, baseline, strict=True))
    return Row(what, median(ours), unit, median(baseline), name, ratio, target)


HEADINGS = ("what", "ours", "baseline", "ratio", "target", "")


def printed(rows: Sequence[Row]) -> str:
    """The table, its columns aligned."""
    table = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADINGS))]
    lines = []
    for cells in table:
        what, ours, baseline, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append("  ".join((what, ours.strip().rjust(widths[1]), baseline, *rest)).rstrip())
    lines.insert(1, "-" * sum(widths, 2 * (len(widths) - 1)))
    return "\n".join(lines)
