"""What one read and has found again, as a page: a section for each briefing, the passages below each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from tui.model.counted import counted
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.kept_briefings import About
from tui.reading.moments import day
from tui.reading.read_again import ReadBefore, said_of
from tui.search.explain import explain

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.search.query import Query

LONGEST = 2_000
"""Characters of a passage that are shown, around its first match."""

BEFORE = 300
"""Characters before that match."""


def in_order(found: Sequence[ReadBefore]) -> list[ReadBefore]:
    """Passages briefing by briefing, the one last read first; in each in the order given."""
    places = {key: place for place, key in enumerate(dict.fromkeys(one.key for one in found))}
    return sorted(found, key=lambda one: places[one.key])


def passage_section_title(one: ReadBefore) -> str:
    """The title of a passage's section; "" for the front of a briefing."""
    from tui.changes.edition import document_id
    from tui.model.apparatus import TITLES

    return one.section_title or TITLES.get(document_id(one.section), "")


def read_again_page(found: Sequence[ReadBefore], query: Query, about: Callable[[str], About], *, more: bool = False) -> Composition:
    """A page of passages: a section for each briefing; the id of an entry is its index in `found`.

    The words stand in the title of the page alone, not in its text, so that only passages hold matches.

    Args:
        found: passages, `in_order`.
        query: that found them.
        about: what is kept about the briefing of a key.
        more: whether there are more than are shown.
    """
    sections = []
    for key, group in groupby(enumerate(found), key=lambda one: one[1].key):
        kept = about(key)
        entries = [_entry(number, one, kept, query) for number, one in group]
        sections.append(PageSection(f"~read/{key}", kept.title or kept.briefing_id or "Untitled", entries))
    return Composition(
        "~read",
        f"What you read: {query.text.strip()}",
        sections,
        partial(_summary, found, more),
        "Nothing of what you read has this.",
        explain(query),
        "What you read",
    )


def _entry(number: int, one: ReadBefore, about: About, query: Query) -> PageEntry:
    from tui.changes.edition import document_id

    target = EntryTarget(about.briefing_id, about.path, document_id(one.section), evidence=one.text)
    return PageEntry(str(number), partial(_passage, one, query), target, one.marking, size=300, lines=5)


def _summary(found: Sequence[ReadBefore], more: bool) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    briefings = len({one.key for one in found})
    phrase = Phrase(f"{counted(len(found), 'passage')} in {counted(briefings, 'briefing')}")
    for state, words in (("removed", "removed since"), ("changed", "changed since"), ("unknown", "not to be found now")):
        number = sum(one.now == state for one in found)
        phrase.add(f"{number:,} {words}" if number else "", "problem" if state == "removed" else "status", before=DOT)
    return phrase.add("more not shown" if more else "", "muted", before=DOT)


def _passage(one: ReadBefore, query: Query, context: Context) -> Iterator[Block]:
    """One passage: where and when, the text as it was read, and what it says now."""
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.block import Block

    yield Block("quote", _cut(one.text, query), section=context.section, role="quote", first="│ ", rest="│ ")
    if one.new:
        now = Phrase("now:", "status").literal(" ").literal(_cut(one.new, query))
        yield now.block("quote", context, first="│ ", rest="│ ")
    where = Phrase(passage_section_title(one), "link")
    where.add(said_of(one, day(one.read_at)), "problem" if one.now == "removed" else "date", before=DOT)
    yield where.block("meta", context, role="meta")


def _cut(text: str, query: Query) -> str:
    """A text on one line, at most `LONGEST` characters of it around the first match."""
    from tui.search.query_pattern import query_pattern

    text = text.replace("\t", "  ").replace("\n", " ")
    if len(text) <= LONGEST:
        return text
    pattern = query_pattern(query)
    spans = pattern.spans(text) if pattern is not None else ()
    start = max(0, min(spans[0][0] - BEFORE, len(text) - LONGEST)) if spans else 0
    cut = text[start : start + LONGEST]
    return f"{'…' if start else ''}{cut}{'…' if start + LONGEST < len(text) else ''}"
