"""Where texts speak of an actor: by links, and by its names alone, each of which a reader may put aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import PARAGRAPH, HeldMention
from tui.catalog.queue_facts import UNDATED
from tui.catalog.tables import Row
from tui.model.apparatus import TITLES
from tui.model.digests import blake2b
from tui.model.handling import Marking
from tui.reading.composed import Aside, EntryTarget, FetchedEntries, PageEntry, PageSection
from tui.reading.last_read import identity_of_row
from tui.reading.library_pages.actor_names import OneActor, finder_of
from tui.reading.library_pages.question import PageQuestion
from tui.search.named import NameFinder, is_long_enough

if TYPE_CHECKING:
    from tui.catalog.hits import Hit
    from tui.document.apparatus.entry import Context
    from tui.document.block import Block
    from tui.journal.journal import Journal
    from tui.search.query import Query

MOST_MENTIONS = 100
"""Sections that are looked at for mentions, the best first."""

DECLARED = frozenset(("~actors", "~command", "~relations"))
"""Sections in which an actor is listed, and not spoken of."""


class Mention(NamedTuple):
    """A place that names an actor."""

    row: Row
    section: str
    title: str
    """Of the section."""
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Where in the text it is named."""


def linked_mentions(question: PageQuestion, one: OneActor, dates: Mapping[int, int]) -> PageSection:
    """The paragraphs that link to an actor, those of the newest briefing first."""
    order = sorted((row for row in one.rows if row.held.links), key=lambda row: (-dates.get(row.n, UNDATED), row.key.key))
    places = [(row.key.key, link) for row in order for link in row.held.links]
    items = question.items

    def fetch(numbers: Sequence[int]) -> list[PageEntry]:
        rows = {found.key: found.row for found in items.found(list(dict.fromkeys(places[number][0] for number in numbers)))}
        made = [(number, rows.get(places[number][0]), places[number][1]) for number in numbers]
        return [_entry(str(number), _linked(row, link)) for number, row, link in made if row is not None]

    more = sum(row.held.more for row in order)
    title = "Mentions by a link" + (f", without {more:,} more" if more else "")
    # Their paragraphs may be marked more strictly than the actor: the page bears the marking of all that its briefings hold.
    rows = {row.n: row for row in items.rows_of(sorted({row.n for row in order}))}
    return PageSection("~linked", title, FetchedEntries(range(len(places)), fetch, _strictest(rows.values())), PARAGRAPH, 3)


def _linked(row: Row, link: HeldMention) -> Mention:
    return Mention(row, link.section, link.title, link.text)


def _strictest(rows: object) -> Marking:
    from tui.model.handling import strictest

    return strictest(row.marking for row in rows)  # type: ignore[attr-defined]


class UnlinkedMentions(NamedTuple):
    """Where an actor is named without a link."""

    shown: list[PageEntry]
    aside: list[PageEntry]
    """Those that the reader put aside."""
    more: int
    """How many sections hold its names and were not looked at."""


def unlinked_mentions(question: PageQuestion, one: OneActor, around: Sequence[OneActor]) -> UnlinkedMentions:
    """The sections that name an actor without a link, those that the reader put aside apart from the others."""
    found, more = mentions_of(question, one, around)
    shown: list[PageEntry] = []
    aside: list[PageEntry] = []
    for number, mention in enumerate(found):
        entry = _entry(f"mention/{number}", mention, one)
        (aside if is_aside(question.journal, entry.aside) else shown).append(entry)
    return UnlinkedMentions(shown, aside, more)


def mentions_of(
    question: PageQuestion, one: OneActor, around: Sequence[OneActor], most: int = MOST_MENTIONS
) -> tuple[list[Mention], int]:
    """Where an actor is named without a link, in the newest briefing first; and how many sections were not looked at.

    Args:
        question: what is asked.
        one: the actor.
        around: all that share names with it.
        most: sections that are looked at.
    """
    held, items = question.held, question.items
    query = _query_for(one)
    if held is None or query is None:
        return [], 0
    with held.searching() as searching:
        sections = searching.naming(query, most, sorted(one.numbers))
    finders = {listed: finder_of(one, around, listed=listed) for listed in (True, False)}
    others = frozenset[int]().union(*[other.numbers for other in around if other is not one])
    links: dict[tuple[int, str], list[str]] = {}
    for row in one.rows:
        for link in row.held.links:
            links.setdefault((row.n, link.section), []).append(link.text.rstrip("…"))
    found = []
    for hit in held.hits(query, sections.sections):
        n = hit.row.n
        listed = n in one.numbers and n not in others
        if n not in items or hit.section in DECLARED:
            continue
        mention = _mention(hit, finders[listed])
        bare = mention.text.strip("…")
        if mention.spans and not any(link and (link in bare or bare in link) for link in links.get((n, hit.section), ())):
            found.append(mention)
    found.sort(key=lambda mention: mention.row.updated_text or mention.row.date_text, reverse=True)
    return found, max(0, (sections.total or 0) - len(sections.sections))


def _mention(hit: Hit, finder: NameFinder[str]) -> Mention:
    # The sign of what was cut is folded to three characters, which takes a map of the whole text.
    text = hit.context.strip("…")
    start = len(hit.context) - len(hit.context.lstrip("…"))
    spans = tuple((start + name.start, start + name.end) for name in finder.find(text))
    return Mention(hit.row, hit.section, hit.section_title or TITLES.get(hit.section, ""), hit.context, spans)


def _query_for(one: OneActor) -> Query | None:
    """What asks the index for the names of an actor; None where they are all too short to tell anything."""
    from tui.model.text import fold
    from tui.search.query import ExactPhrase, Node, Query, Word, either
    from tui.search.words import BREAK, folded_tokens

    parts: list[Node] = []
    for name in one.spellings:
        if not is_long_enough(name):
            continue
        tokens = folded_tokens(fold(name))
        tokens = tokens[: tokens.index(BREAK)] if BREAK in tokens else tokens
        if len(tokens) == 1:
            parts.append(Word(text=tokens[0], exact=True, field="body"))
        elif tokens:
            parts.append(ExactPhrase(text=" ".join(fold(name).split()), tokens=tuple(tokens), field="body"))
    return Query(either(parts)) if parts else None


# what a reader puts aside


def aside_stamp(actor: str, mention: str) -> str:
    """What is kept of a mention that is put aside: no word of it, and another one where the text is another.

    Args:
        actor: what spellings of its name share.
        mention: section and text.
    """
    said = "\0".join((actor, mention)).encode("utf-8", "surrogatepass")
    return f"mention:{blake2b(said, digest_size=16).hexdigest()}"


def aside_of(one: OneActor, mention: Mention) -> Aside:
    """What is kept of a mention: by each full name that the actor has, so that it stays aside where one more comes."""
    stamps = tuple(aside_stamp(full, f"{mention.section}\0{mention.text}") for full in sorted(one.full))
    return Aside(identity_of_row(mention.row), stamps)


def is_aside(journal: Journal | None, aside: Aside | None) -> bool:
    """Whether the reader put something aside."""
    closed = journal.closed() if journal is not None and aside is not None else {}
    if journal is None or aside is None or not closed:
        return False
    items = closed.get(journal.key_of(aside.identity))
    return items is not None and any(journal.is_closed(stamp, items) for stamp in aside.stamps)


# one mention


def _entry(id: str, mention: Mention, one: OneActor | None = None) -> PageEntry:
    """The entry of a mention; of one without a link `one` is who it names, so that it can be put aside."""
    row = mention.row
    target = EntryTarget(row.id, row.real_path, mention.section, evidence=mention.text)
    fields: dict[str, object] = {
        "title": row.title,
        "date": row.date_text or None,
        "section_title": mention.title or None,
        "text": mention.text,
        "linked": not mention.spans,
        "spans": [list(span) for span in mention.spans],
    }
    aside = aside_of(one, mention) if one is not None else None
    # Of a section it is not known how it is marked; that of all in the briefing is never too mild.
    return PageEntry(id, partial(_blocks, mention), target, row.marking, fields, len(mention.text) + 60, 3, aside)


def _blocks(mention: Mention, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.block import Span
    from tui.model.dates import without_clock

    text = mention.text.replace("\n", " ").replace("\t", " ")
    spans = [Span(start, end, "strong") for start, end in mention.spans]
    yield Phrase().inline(text, spans).block("row", context, space=1)
    row = mention.row
    said = Phrase(row.title or row.id or "Untitled", "link").add(mention.title, before=" § ")
    said.add(without_clock(row.updated if row.was_updated else row.date), "date", before=DOT)
    yield said.add(str(row.marking), "marking", before=DOT).block("detail", context, first="  ")
