"""What is found in a library, as lists to choose from: hits below their briefings, and titles by a few letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from tui.model.text import fold

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog, Results
    from tui.catalog.hits import Hit
    from tui.catalog.tables import Row
    from tui.search.query import Query


HITS = 4
"""Sections that are shown of one briefing, until all are asked for."""

UNFOLDED = 1_000
"""Sections that are shown of one briefing at most."""


def typed_query(words: str) -> Query:
    """What is typed, understood. A list of everything needs no parser, which takes as long to import as to show it."""
    if not words.strip():
        from tui.search.query import Query

        return Query(text=words)
    from tui.search.parse import parse

    return parse(words, typing=True)


class HitContext(NamedTuple):
    """A piece of a section's text, on one line."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """The matches in `text`."""

    @property
    def start(self) -> int:
        """Where the first match begins."""
        return self.spans[0][0] if self.spans else 0


NO_CONTEXT = HitContext("", ())


class Line(NamedTuple):
    """A line of the list of hits: a briefing's title, or one of its sections with context."""

    briefing: int
    """Index of the briefing among those shown."""
    section: str
    """Id of the section; "" for the line of the briefing itself."""
    title: str
    context: HitContext
    entry: str = ""
    """Of which judgment, event or actor the context tells, where it does not say so itself."""
    shown: int = 0
    """Of the line of a briefing: how many hits stand below it,"""
    total: int = 0
    """and how many there are,"""
    at_least: bool = False
    """or at least, where a word that is still being typed may go on in other ways."""
    item: str = ""
    """The id of the thing that the context is the sentence of; "" where it is one of the section's."""


def listed_hits(found: Results, all_of: Results | None = None) -> tuple[list[Row], list[Line]]:
    """The briefings of some hits and the lines that show them.

    Args:
        found: by `best` of a catalog or of a library in memory.
        all_of: all hits of one of the briefings, to be shown in place of its best.
    """
    from tui.model.apparatus import TOP, is_text

    hits: dict[int, list[Hit]] = {}
    rows: list[Row] = []
    for hit in found.hits:
        if hit.row.n not in hits:
            rows.append(hit.row)
        hits.setdefault(hit.row.n, []).append(hit)
    more = {hit.row.n for hit in all_of.hits[:1]} if all_of is not None else set()
    lines: list[Line] = []
    for place, row in enumerate(rows):
        own = list(all_of.hits) if all_of is not None and row.n in more else hits[row.n]
        # What was asked for by name, and text, before what is looked up.
        shown = [hit for hit in own if hit.section != TOP or hit.spans]
        shown.sort(key=lambda hit: not (hit.kind or is_text(hit.section)))
        total = found.each.get(row.n, len(own)) - (len(own) - len(shown))
        lines.append(
            Line(place, "", row.title, NO_CONTEXT, shown=len(shown), total=max(total, len(shown)), at_least=found.unfinished)
        )
        for hit in shown:
            title = hit.section_title or section_title(hit.section) or row.title
            context = HitContext(_flat(hit.context), hit.spans)
            # Beside the sentence of a thing its date says more than the title of its section.
            title, entry = (hit.entry or title, "") if hit.kind else (title, hit.entry)
            lines.append(Line(place, hit.section, title, context, _flat(entry), item=hit.item))
    return rows, lines


def meant(found: Results) -> list[str]:
    """Sentences about words that the library does not have."""
    return [f"“{word}” is not in this library; did you mean {' or '.join(near[:3])}?" for word, near in found.did_you_mean]


def section_title(section_id: str) -> str:
    """The title of a section that the program makes, by its id; "" for the front of a briefing, which has that of the briefing."""
    from tui.model.apparatus import TITLES

    return TITLES.get(section_id, section_id)


def _flat(text: str) -> str:
    """One line, one character for one."""
    return text.replace("\n", " ").replace("\t", " ")


class Search(NamedTuple):
    """What a query found, as far as it is shown."""

    query: Query
    total: int | None
    """How many briefings match; None where it is only known that there are more than are shown."""
    rows: Sequence[Row]
    """Those that are shown, best first."""
    lines: Sequence[Line]
    """A line for each of them, followed by its best sections, or of one by all."""
    seconds: float
    notes: Sequence[str]
    """Sentences: what was not understood, what may have been meant, what was left out."""
    more: bool = False
    """Whether there are more briefings than those that are shown."""


def unfolded_in(held: Catalog, found: Results, query: Query, path: str) -> Results | None:
    """All hits of one of the briefings that were found, by its path; None where it is not among them."""
    from tui.search.query import Numbered, both

    n = next((hit.row.n for hit in found.hits if hit.row.path == path), 0) if path else 0
    if not n:
        return None
    only = Numbered(numbers=frozenset((n,)), said="")
    return held.search(type(query)(both([query.root, only]), query.text, query.notes), UNFOLDED)


class Named(NamedTuple):
    """A title to choose from."""

    title: str
    folded: str
    place: int
    """Where it stands in the list it came from, from 0; earlier ones win ties."""


class Choice(NamedTuple):
    """A title that fits what was typed."""

    title: str
    place: int
    spans: tuple[tuple[int, int], ...]
    """The letters that were matched, in the title as shown."""


def named(titles: Iterable[str]) -> list[Named]:
    """Titles made ready to be looked through."""
    return [Named(title, fold(title), index) for index, title in enumerate(titles)]


def rank(typed: str, folded: str) -> tuple[int, int, int] | None:
    """How well a folded title fits folded letters, smaller is better; None when it does not.

    First what begins the title, then what begins a word, then what stands together anywhere, then
    words in any order, then letters in order, scattered; among equals the earlier and the tighter.
    """
    at = folded.find(typed)
    if at == 0:
        return 0, 0, len(folded)
    if at > 0:
        word = folded.find(f" {typed}")
        return (1, word, len(folded)) if word >= 0 else (2, at, len(folded))
    words = typed.split()
    if len(words) > 1 and all(word in folded for word in words):
        return 3, 0, len(folded)
    first = place = -1
    for letter in typed.replace(" ", ""):
        place = folded.find(letter, place + 1)
        if place < 0:
            return None
        first = place if first < 0 else first
    return 4, place - first, len(folded)


def choices(typed: str, titles: Sequence[Named], limit: int) -> list[Choice]:
    """The titles that fit best, at most `limit`; with nothing typed, the first ones."""
    letters = fold(typed).strip()
    if not letters:
        return [Choice(entry.title, entry.place, ()) for entry in titles[:limit]]
    ranked = ((fit, entry.place, entry) for entry in titles if (fit := rank(letters, entry.folded)) is not None)
    return [Choice(entry.title, entry.place, _spans(letters, entry, fit[0])) for fit, _, entry in nsmallest(limit, ranked)]


def _spans(letters: str, entry: Named, kind: int) -> tuple[tuple[int, int], ...]:
    if len(entry.folded) != len(entry.title):
        return ()
    if kind < 3:
        at = entry.folded.find(f" {letters}") + 1 if kind == 1 else entry.folded.find(letters)
        return ((at, at + len(letters)),)
    if kind == 3:
        return tuple(sorted((entry.folded.find(word), entry.folded.find(word) + len(word)) for word in set(letters.split())))
    spans: list[tuple[int, int]] = []
    place = -1
    for letter in letters.replace(" ", ""):
        place = entry.folded.find(letter, place + 1)
        spans.append((place, place + 1))
    return tuple(spans)
