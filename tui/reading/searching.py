"""Hits of a search as a list to walk: briefings with their best sections below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.catalog.catalog import Results
    from tui.catalog.tables import Row

HITS = 4
"""Sections that are shown of one briefing."""


class Context(NamedTuple):
    """A piece of a section's text, on one line."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """The matches in `text`."""


NO_CONTEXT = Context("", ())


class Line(NamedTuple):
    """A line of the list of hits: a briefing's title, or one of its sections with context."""

    briefing: int
    """Index of the briefing among those shown."""
    section: str
    """Id of the section; "" for the line of the briefing itself."""
    title: str
    context: Context


def listed(found: Results, limit: int) -> tuple[list[Row], list[Line]]:
    """The briefings of some hits, best first, at most `limit`, and the lines that show them."""
    rows: list[Row] = []
    sections: list[list[Line]] = []
    places: dict[int, int] = {}
    for hit in found.hits:
        place = places.get(hit.row.n)
        if place is None:
            if len(rows) == limit:
                continue
            place = places[hit.row.n] = len(rows)
            rows.append(hit.row)
            sections.append([])
        if len(sections[place]) < HITS and (hit.section != "~top" or hit.spans):
            title = hit.section_title or section_title(hit.section)
            sections[place].append(Line(place, hit.section, title, Context(_flat(hit.context), hit.spans)))
    lines: list[Line] = []
    for place, row in enumerate(rows):
        lines += [Line(place, "", row.title, NO_CONTEXT), *sections[place]]
    return rows, lines


def meant(found: Results) -> list[str]:
    """Sentences about words that the library does not have."""
    return [f"“{word}” is not in this library; did you mean {' or '.join(near[:3])}?" for word, near in found.did_you_mean]


def section_title(section_id: str) -> str:
    """The title of a section that the program makes, by its id."""
    from tui.catalog.texts import TITLES

    return TITLES.get(section_id, "") or ("Details" if section_id == "~top" else section_id)


def _flat(text: str) -> str:
    """One line, one character for one."""
    return text.replace("\n", " ").replace("\t", " ")


def step(lines: Sequence[Line], at: int, by: int) -> int:
    """The index of the line `by` lines further on that can be opened; stays inside the list."""
    return max(0, min(len(lines) - 1, at + by)) if lines else 0
