"""What one read, found again by words in the text as it was read; as a page, a section for each briefing with its passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from heapq import heappush, heapreplace
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from tui.changes.edition import Edition, KeptItem, KeptSection
from tui.model.counted import counted
from tui.model.handling import Marking
from tui.model.text import fold
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.kept_briefings import About
from tui.reading.moments import day
from tui.search.explain import explain
from tui.search.query import And, Dated, ExactPhrase, Node, Or, Query, Word

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.journal.records import Standing
    from tui.search.query_pattern import QueryPattern

MOST = 100
"""Passages that are shown, the last read first."""

ALIKE = 0.5
"""How alike (`tui.reading.notes.evidence`) a text must be to be taken for what became of a passage."""

COMPARED = 200
"""Texts of a briefing that a passage is compared with closely."""

Now = Literal["there", "changed", "removed", "unknown"]
"""What became of a passage; "unknown" where its briefing is not to be found, or nobody has looked."""


class KeptTexts(Protocol):
    """What is needed of the journal."""

    def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
        """Every section that was read, or that one was done with, with the key of its briefing."""

    def standing(self, key: str) -> Standing | None:
        """Where one stands with a briefing; None where that is not known."""


class ReadBefore(NamedTuple):
    """A passage that was read once."""

    key: str
    section: str
    """Id of its section in the edition that was read; see `tui.changes.edition.document_id`."""
    section_title: str
    text: str
    """The block or the entry that holds the words, as it was read."""
    read_at: float
    """Seconds since 1970."""
    marking: Marking = Marking()
    now: Now = "unknown"
    new: str = ""
    """What it says now, where it has changed."""
    item: KeptItem | None = None
    """What the text was made of, where that is something structured."""
    unread: bool = False
    """Whether one was done with its briefing then, and did not read the passage."""


def find_read(
    journal: KeptTexts,
    query: Query,
    most: int = MOST,
    *,
    within: Callable[[str], bool] = lambda key: True,
    stop: Callable[[], bool] = lambda: False,
) -> list[ReadBefore]:
    """The passages of what was read that answer a query, the last read first; what became of them is not looked up.

    A passage is a block of prose, or an entry such as a judgment. Words and phrases are looked for in its text, those of
    `section:` in the title of its section; `read:` is held against the moment it was read. All other fields find nothing.

    Args:
        journal: holds what was read.
        query: what is looked for; it must ask for words (`asks_for_words`).
        most: how many are given.
        within: whether the briefing of a key is wanted; asked of each before its text is looked at.
        stop: asked now and then; where it is true, what was found so far is given.
    """
    from tui.search.match import matches
    from tui.search.query_pattern import query_pattern
    from tui.search.record import Record, RecordSection
    from tui.search.words import without_signs

    pattern = query_pattern(query)
    if pattern is None:
        return []
    needed = list(_needed(query.root))
    titled = any(isinstance(leaf, Word | ExactPhrase) and leaf.field == "section" for leaf in query.leaves())
    # The last read ones, the one read longest ago at the root; the number keeps the order of equals.
    newest: list[tuple[float, int, ReadBefore]] = []
    wanted: dict[str, bool] = {}
    standings: dict[str, Standing | None] = {}
    count = 0
    for key, section in journal.kept_sections():
        if stop():
            break
        if key not in wanted:
            wanted[key] = within(key)
        if not wanted[key] or section.digested or not section.read_at:
            continue
        read = int(section.read_at)
        for text, item in _texts(section):
            folded = fold(text)
            bare = without_signs(folded)[0]
            if not all(any(literal in folded or literal in bare for literal in group) for group in needed):
                continue
            inside = RecordSection(section.id, section.title if titled else "", (text,))
            if not matches(query, Record("", (inside,), dates={"read": (read, read)})):
                continue
            count += 1
            if key not in standings:
                standings[key] = journal.standing(key)
            title, marking, unread = section.title, section.marking, _is_unread(section, standings[key])
            passage = ReadBefore(key, section.id, title, text, section.read_at, marking, item=item, unread=unread)
            ranked = (section.read_at, -count, passage)
            if len(newest) < most:
                heappush(newest, ranked)
            elif newest[0] < ranked:
                heapreplace(newest, ranked)
    return [passage for _, _, passage in sorted(newest, reverse=True, key=lambda one: one[:2])]


def _is_unread(section: KeptSection, standing: Standing | None) -> bool:
    """Whether a section is kept as it is since one was done with its briefing, and not since one read it so."""
    return standing is not None and bool(standing.done_at) and standing.read.get(section.id) != section.read_at


def asks_for_words(query: Query) -> bool:
    """Whether a query asks for words or phrases in the text, so that there is something to look for in what was read."""
    return any(isinstance(leaf, Word | ExactPhrase) and leaf.field in ("", "body", "section") for leaf in query.leaves())


def not_asked(query: Query) -> tuple[str, ...]:
    """The conditions of a query that find nothing in what was read."""
    return tuple(
        str(leaf)
        for leaf in query.leaves()
        if not (isinstance(leaf, Word | ExactPhrase) and leaf.field in ("", "body", "section"))
        and not (isinstance(leaf, Dated) and leaf.field == "read")
    )


def _needed(node: Node) -> Iterator[tuple[str, ...]]:
    """Groups of literals: of each group a folded text must hold one, or the query does not hold of it."""
    from tui.search.query_pattern import literals

    if isinstance(node, And):
        for part in node.parts:
            yield from _needed(part)
    elif isinstance(node, Word | ExactPhrase) and node.field in ("", "body"):
        yield literals(node)
    elif isinstance(node, Or):
        groups = [list(_needed(part)) for part in node.parts]
        if all(len(group) == 1 for group in groups):
            yield tuple(one for group in groups for one in group[0])


def _texts(section: KeptSection) -> Iterator[tuple[str, KeptItem | None]]:
    for block in section.blocks or ():
        yield block.text, None
    for item in section.items:
        yield item_text(item), item


def item_text(item: KeptItem) -> str:
    """Something structured as one text: its name and its values."""
    values = list(dict.fromkeys(filter(None, item.fields.values())))
    # A name may be the beginning of a text.
    name = item.name.removesuffix("…")
    named = any(value.startswith(name) for value in values)
    return " · ".join(values if named else [item.name, *values])


# what became of it


def with_outcomes(found: Sequence[ReadBefore], query: Query, present: Callable[[str], Edition | None]) -> list[ReadBefore]:
    """The same passages with what became of them.

    Args:
        found: by `find_read`.
        query: that found them.
        present: gives the briefing of a key as it is now, None where it is not to be found. Asked once for each.
    """
    from tui.search.query_pattern import query_pattern

    pattern = query_pattern(query)
    editions = {key: present(key) for key in dict.fromkeys(one.key for one in found)}
    texts = {key: _Texts(edition) for key, edition in editions.items() if edition is not None}
    answer = []
    for one in found:
        there = texts.get(one.key)
        state: tuple[Now, str] = ("unknown", "") if there is None else there.became(one, pattern)
        answer.append(one._replace(now=state[0], new=state[1]))
    return answer


class _Texts:
    """The texts of a briefing as it is now."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        blocks = (_plain(block.text) for section in edition.sections for block in section.blocks or ())
        self._joined = f" {' '.join(blocks)} "

    def became(self, one: ReadBefore, pattern: QueryPattern | None) -> tuple[Now, str]:
        """What became of a passage, and what it says now where it has changed."""
        return self._block(one) if one.item is None else self._item(one, one.item, pattern)

    def _block(self, one: ReadBefore) -> tuple[Now, str]:
        if f" {_plain(one.text)} " in self._joined:
            return "there", ""
        same = self._edition.section(one.section)
        sections = self._edition.sections if same is None else (same,)
        return self._likest(one.text, (block.text for section in sections for block in section.blocks or ()))

    def _item(self, one: ReadBefore, item: KeptItem, pattern: QueryPattern | None) -> tuple[Now, str]:
        alike = [other for section in self._edition.sections for other in section.items if other.kind == item.kind]
        if any(item_text(other) == one.text for other in alike):
            return "there", ""
        same = next((other for other in alike if item.id and other.id == item.id), None)
        if same is None:
            return self._likest(one.text, map(item_text, alike))
        values = [value for value in (item.name, *item.fields.values()) if pattern is not None and pattern.spans(value)]
        if values and set(values) <= {same.name, *same.fields.values()}:
            return "there", ""
        return "changed", item_text(same)

    @staticmethod
    def _likest(text: str, others: Iterator[str]) -> tuple[Now, str]:
        from itertools import islice

        from tui.reading.notes.evidence import note_words, run_likeness

        words = note_words(text)
        best, new = ALIKE, ""
        for other in islice(others, COMPARED):
            theirs = note_words(other)
            if 2 * min(len(words), len(theirs)) < ALIKE * (len(words) + len(theirs)):
                continue
            alike = run_likeness(words, theirs)
            if alike >= best:
                best, new = alike, other
        return ("changed", new) if new else ("removed", "")


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


SAID: dict[Now, str] = {
    "there": ".",
    "changed": "; it reads differently now.",
    "removed": "; it has been removed since.",
    "unknown": "; its briefing is not to be found now.",
}


def said_of(one: ReadBefore, day: str) -> str:
    """In words: `You read this on 3 Jul 2024; it has been removed since.`"""
    did = "You were done with this without reading it" if one.unread else "You read this"
    return f"{did} on {day}{SAID[one.now]}" if day else f"{did}{SAID[one.now]}"


# the page

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


def read_again_page(
    found: Sequence[ReadBefore],
    query: Query,
    about: Callable[[str], About],
    marking_with_title: Callable[[str, Marking], Marking],
    *,
    more: bool = False,
) -> Composition:
    """A page of passages: a section for each briefing; the id of an entry is its index in `found`.

    The words stand in the title of the page alone, not in its text, so that only passages hold matches.

    Args:
        found: passages, `in_order`.
        query: that found them.
        about: what is kept about the briefing of a key.
        marking_with_title: of a key and a marking (`tui.reading.kept_briefings.marking_with_title`).
        more: whether there are more than are shown.
    """
    sections = []
    for key, group in groupby(enumerate(found), key=lambda one: one[1].key):
        kept = about(key)
        known: dict[Marking, Marking] = {}
        entries = []
        for number, one in group:
            if one.marking not in known:
                known[one.marking] = marking_with_title(key, one.marking)
            entries.append(_entry(number, one, known[one.marking], kept, query))
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


def _entry(number: int, one: ReadBefore, marking: Marking, about: About, query: Query) -> PageEntry:
    from tui.changes.edition import document_id

    target = EntryTarget(about.briefing_id, about.path, document_id(one.section), evidence=one.text)
    return PageEntry(str(number), partial(_passage, one, query), target, marking, size=300, lines=5)


def _summary(all_of: Sequence[ReadBefore], more: bool, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    found = [all_of[int(entry.id)] for entry in shown.entries]
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
