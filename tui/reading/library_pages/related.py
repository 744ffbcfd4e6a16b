"""What is like one briefing: others with the same actors, sources and terms, then others whose texts are like its own.

Texts are compared by their rarest words, and once more by those that the best of what these find has in common (pseudo-relevance
feedback): five briefings, twenty words, each of which weighs three tenths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import log
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.library_items import FoundItem
from tui.catalog.sorted_items import keys_named
from tui.model.apparatus import TOP
from tui.model.briefing import Actor, Item, Source, Term
from tui.model.counted import counted
from tui.model.dates import without_clock
from tui.model.handling import strictest
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.tables import Row
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST = 20
"""Briefings that each section lists."""

MOST_ALIKE = 2_000
"""Briefings up to which a name that is shared tells which are like each other."""

MOST_TOLD = 6
"""Things or words that an entry names; of more it says how many."""

KINDS_SHARED: tuple[type[Item], ...] = (Actor, Source, Term)

FEEDBACK, WORDS, WEIGHT = 5, 20, 0.3
"""Of how many of the best hits words are taken, how many words, and what they weigh."""


class SharingBriefing(NamedTuple):
    """A briefing that has things in common with another."""

    n: int
    score: float
    """By how rare they are."""
    keys: Sequence[int]
    """Of the things in it."""


def answer(question: PageQuestion) -> Composition:
    """What is like the briefing of an id."""
    held, id = question.held, question.option("id")
    n = held.number_of(id) if held is not None and id else None
    if held is None or n is None:
        return Composition("~related-to", "Related", [], partial(_summary, question, id), f"There is no briefing “{id}” here.")
    own = held.rows_of([n])[0]
    shared = _sharing(question, held, n)
    rows = {row.n: row for row in held.rows_of([one.n for one in shared])}
    first = [_entry(question, own, rows[one.n], one.keys, ()) for one in shared if one.n in rows]
    texts = _like_in_text(question, held, n, {one.n for one in shared})
    rows = {row.n: row for row in held.rows_of(list(texts))}
    second = [_entry(question, own, rows[other], (), words) for other, words in texts.items() if other in rows]
    groups = (("~shares", "With the same actors, sources or terms", first), ("~text", "Alike in their texts", second))
    return Composition(
        "~related-to",
        "Related",
        [PageSection(name, title, entries) for name, title, entries in groups if entries],
        partial(_summary, question, own.title or own.id),
        f"Nothing here is like “{own.title or own.id}”.",
    )


def _summary(question: PageQuestion, title: str, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    return asked_of(question, Phrase(f"{counted(shown.count, 'briefing')} like “{title}”"))


def _sharing(question: PageQuestion, held: Catalog, n: int) -> list[SharingBriefing]:
    """The briefings with which one has things in common, those with the rarest and the most first."""
    items = question.items
    count = max(2, held.count())
    scores: dict[int, float] = {}
    keys: dict[int, dict[int, None]] = {}
    most = max(MOST, min(MOST_ALIKE, count // 4))
    for kind, name in items.names_in(n, KINDS_SHARED):
        found: dict[int, list[int]] = {}
        for key in keys_named(items, kind, name):
            other = items.number_of(key)
            if other != n:
                found.setdefault(other, []).append(key)
            if len(found) > most:
                break
        if not 0 < len(found) <= most:
            continue
        weight = log(count / len(found)) + 0.1
        for other, own in found.items():
            scores[other] = scores.get(other, 0.0) + weight
            keys.setdefault(other, {}).update(dict.fromkeys(own))
    best = sorted(scores, key=lambda other: (-scores[other], -other))[:MOST]
    return [SharingBriefing(other, scores[other], list(keys[other])) for other in best]


def _like_in_text(question: PageQuestion, held: Catalog, n: int, without: set[int]) -> Mapping[int, Sequence[str]]:
    """Briefings whose words are those of one, and the rarest of the words that they share."""
    items = question.items
    left_out = without | {n}
    with held.searching() as searching:
        index = searching.words
        weights = index.rarest(_words(held, n), WORDS)
        if not weights:
            return {}
        first = [other for other in index.with_words(weights, MOST) if other != n and other in items][:FEEDBACK]
        expanded: dict[str, float] = {}
        for other in first:
            for word, weight in index.rarest(_words(held, other), 2 * WORDS).items():
                expanded[word] = expanded.get(word, 0.0) + weight
        best = dict(sorted(expanded.items(), key=lambda one: (-one[1], one[0]))[:WORDS])
        top, most = max(best.values(), default=1.0), max(weights.values())
        wanted = {word: most * WEIGHT * weight / top for word, weight in best.items()}
        for word, weight in weights.items():
            wanted[word] = wanted.get(word, 0.0) + weight
        found = [other for other in index.with_words(wanted, MOST + len(left_out)) if other not in left_out and other in items]
        shared: dict[int, list[str]] = {other: [] for other in found[:MOST]}
        # Its own words say why; where there are none, those of what is like it.
        for words in (weights, best):
            silent = [other for other, told in shared.items() if not told]
            for word in words:
                for other in index.holding(word, silent):
                    shared[other].append(word)
    return shared


def _words(held: Catalog, n: int) -> dict[str, int]:
    """How often each word stands in a briefing; none where it is gone."""
    from tui.catalog.record import told_words

    try:
        return told_words(held.briefing(n))
    except KeyError:
        return {}


def _entry(question: PageQuestion, own: Row, row: Row, keys: Sequence[int], words: Sequence[str]) -> PageEntry:
    things = question.items.found(keys)
    shared = list(dict.fromkeys(filter(None, map(_name, things))))
    fields: dict[str, object] = {
        "title": row.title,
        "date": row.date_text or None,
        "actors": [_name(one) for one in things if one.kind is Actor],
        "sources": [_name(one) for one in things if one.kind is Source],
        "terms": [_name(one) for one in things if one.kind is Term],
        "words": list(words),
    }
    make = partial(_blocks, row, shared, words)
    # What both have tells of the one as well, and its title stands on the page.
    marking = strictest([own.marking, row.marking])
    return PageEntry(f"like/{row.n}", make, EntryTarget(row.id, row.real_path, TOP), marking, fields, 200, 3)


def _name(found: FoundItem) -> str:
    item = found.item
    own = item.actor if found.kind is Actor else item.source if found.kind is Source else item
    return str(getattr(own, {Actor: "name", Source: "title"}.get(found.kind, "term")) or own.id)


def _blocks(row: Row, shared: Sequence[str], words: Sequence[str], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    head = Phrase(row.title or row.id or "Untitled", "strong")
    head.add(without_clock(row.updated if row.was_updated else row.date), "date", before=DOT)
    yield head.add(str(row.marking), "marking", before=DOT).block("row", context, space=1)
    told, word = (shared, "shares") if shared else (words, "words")
    phrase = Phrase(word, "muted").add(", ".join(told[:MOST_TOLD]), before=" ")
    phrase.add(f"and {len(told) - MOST_TOLD:,} more" if len(told) > MOST_TOLD else "", "muted", before=DOT)
    if told:
        yield phrase.block("detail", context, first="  ")
