"""What one read and has found again, as a page: a section for each briefing, the passages below each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tui.model.apparatus import TOP
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.reading.kept_briefings import About
from tui.reading.pages.notebook import day
from tui.reading.read_again import ReadBefore, said_of
from tui.search.explain import explain

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context
    from tui.document.block import Block
    from tui.document.document import Document
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


def read_again_document(
    found: Sequence[ReadBefore], query: Query, about: Callable[[str], About], *, more: bool = False
) -> Document:
    """Compose the page.

    Every block of a passage has its index in `found` as `about`. The words stand in the title of the briefing alone, not in its
    text, so that only passages hold matches. The page bears the strictest marking of the passages, each
    section that of its own.

    Args:
        found: passages, `in_order`.
        query: that found them.
        about: what is kept about the briefing of a key.
        more: whether there are more than are shown.
    """
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import DocumentSection
    from tui.document.document import Document, Part
    from tui.document.names import Names
    from tui.model.briefing import Briefing

    title = f"What you read: {query.text.strip()}"
    whole = strictest(one.marking for one in found)
    briefing = Briefing(title=title, id="~read", tlp=whole.tlp, marking=whole.text)
    sections = [DocumentSection(0, TOP, title, group="front")]
    names = Names(briefing, None, sections)
    top = Context(briefing, names, 0)
    parts = [Part(0, lambda: _top(top, found, query, more), 200, 3)]
    numbered = list(enumerate(found))
    for key, group in groupby(numbered, key=lambda one: one[1].key):
        held = list(group)
        own = strictest(one.marking for _, one in held)
        handling = own if own != whole else Marking()
        kept = about(key)
        name = kept.title or kept.briefing_id or "Untitled"
        context = Context(briefing, names, len(sections))
        sections.append(DocumentSection(context.section, f"~read/{key}", name, handling=handling, count=len(held)))

        def make(
            context: Context = context, held: Sequence[tuple[int, ReadBefore]] = held, name: str = name, own: Marking = handling
        ) -> list[Block]:
            heading = Phrase(name).add(str(own), "marking", before=" ")
            shown = heading.block("heading", context, role="heading1", level=1, space=2)
            return [shown, *(block for n, one in held for block in _passage(context, n, one, query))]

        parts.append(Part(context.section, make, 300 * len(held), 5 * len(held)))
    return Document(briefing, sections, parts)


def _top(context: Context, found: Sequence[ReadBefore], query: Query, more: bool) -> list[Block]:
    from tui.document.apparatus.entry import Phrase
    from tui.document.block import Block

    briefings = len({one.key for one in found})
    passages = counted(len(found), "passage")
    count = f"{passages} in {counted(briefings, 'briefing')}" if found else "Nothing of what you read has this."
    phrase = Phrase(count)
    for state, words in (("removed", "removed since"), ("changed", "changed since"), ("unknown", "not to be found now")):
        number = sum(one.now == state for one in found)
        phrase.add(f"{number:,} {words}" if number else "", "problem" if state == "removed" else "status", before=" · ")
    phrase.add("more not shown" if more else "", "muted", before=" · ")
    blocks = [Phrase("What you read").block("title", context, role="title"), phrase.block("meta", context, role="meta")]
    return blocks if found else [*blocks, Block("paragraph", explain(query), section=context.section, role="muted")]


def _passage(context: Context, number: int, one: ReadBefore, query: Query) -> Iterator[Block]:
    """One passage: where and when, the text as it was read, and what it says now."""
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.block import Block

    about = str(number)
    text = _cut(one.text, query)
    yield Block("quote", text, section=context.section, role="quote", first="│ ", rest="│ ", about=about)
    if one.new:
        now = Phrase("now:", "status").literal(" ").literal(_cut(one.new, query))
        yield now.block("quote", context, about=about, first="│ ", rest="│ ")
    where = Phrase(passage_section_title(one), "link")
    where.add(said_of(one, day(one.read_at)), "problem" if one.now == "removed" else "date", before=DOT)
    yield where.block("meta", context, about=about, role="meta")


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
