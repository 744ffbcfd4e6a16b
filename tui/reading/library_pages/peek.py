"""What a library says of one thing in a few lines, for somebody who reads on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tui.catalog.items import meaning_number, name_number, source_number
from tui.catalog.library_items import FoundItem
from tui.catalog.queue_facts import UNDATED
from tui.catalog.source_groups import SourceGroups
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.model.briefing import Relation, Source, Term
from tui.model.counted import counted
from tui.model.dates import DAY
from tui.model.handling import Marking, strictest
from tui.model.recalls import source_names
from tui.reading.library_pages.actor import day_of_moment
from tui.reading.library_pages.actor_names import OneActor, actors_called, keys_by_kind
from tui.reading.library_pages.mentions import Mention, aside_of, is_aside, mentions_of
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.stated import believed, statements_of

LINES = 8
"""Lines that a peek has at most."""

LAST = 3
"""Mentions, and briefings, that it names."""

LOOKED_AT = 30
"""Sections that are looked at for the last mentions."""


class Peeked(NamedTuple):
    """What is said of a thing."""

    lines: Sequence[tuple[str, str]]
    """Each with a role ("" for plain), the name of the thing first."""
    marking: Marking
    """The strictest of all that is said."""


def peeked(question: PageQuestion, page: str, options: Mapping[str, str]) -> Peeked | None:
    """What a library says of what has a page of its own; None where it says nothing.

    Args:
        question: the library, and the time.
        page: `actors`, `sources` or `terms`.
        options: those with which that page is asked for it.
    """
    asked = question._replace(options=options)
    made = {"actors": _actor, "sources": _source, "terms": _term}[page](asked)
    return made._replace(lines=made.lines[:LINES]) if made is not None else None


def _actor(question: PageQuestion) -> Peeked | None:
    items, name, at = question.items, question.option("name"), question.option("at")
    listed = actors_called(items, at) if at else None
    called = listed if listed is not None and listed.meant else actors_called(items, name)
    if not called.meant:
        return None
    if len(called.meant) > 1:
        marking = items.marking([row.key for one in called.meant for row in one.rows])
        names = [(f"{one.name}{f', {one.role}' if one.role else ''}", "") for one in called.meant]
        return Peeked([(f"{len(called.meant)} actors are called “{name}”", "problem"), *names], marking)
    one = called.meant[0]
    dates = items.dates(sorted(one.numbers))
    order = sorted(one.rows, key=lambda row: -dates.get(row.n, UNDATED))
    others = [spelling for spelling in one.spellings if spelling != one.name][:4]
    about = (one.name, ", ".join(others), one.type, f"in {counted(len(one.numbers), 'briefing')}")
    lines = [(" · ".join(filter(None, about)), "strong")]
    stated = next((row for row in order if row.held.actor.role or row.held.actor.rank), None)
    if stated is not None:
        role = ", ".join(filter(None, (stated.held.actor.rank, stated.held.actor.role)))
        lines.append((f"{role} (as stated {day_of_moment(dates.get(stated.n, UNDATED)) or 'without a date'})", ""))
    keys = keys_by_kind(items, one, called.around, below=True).get(Relation, [])
    statements = statements_of(items.contents([key.key for key in keys]), items.dates(sorted({key.n for key in keys})))
    today = [some[0] for some in believed(statements, question.day + DAY - 1).values() if some[0].below_key in one.known]
    above = ", ".join(f"{ORDER_OF_TYPES[known_type(said.relation.type)][0]} {said.above}" for said in today)
    lines += [(above, "")] if above else []
    mentions = _last_mentions(question, one, called.around, dates)
    for day, mention in mentions:
        lines.append((f"{day or 'undated'} · {mention.row.title}: {_around(mention)}", "muted"))
    said = items.marking([*[row.key for row in one.rows], *keys])
    return Peeked(lines, strictest([said, *[mention.row.marking for _, mention in mentions]]))


def _last_mentions(
    question: PageQuestion, one: OneActor, around: Sequence[OneActor], dates: Mapping[int, int]
) -> list[tuple[str, Mention]]:
    """The last mentions of an actor, by a link or without one, each with its day."""
    items = question.items
    every = mentions_of(question, one, around, LOOKED_AT)[0]
    found = [mention for mention in every if not is_aside(question.journal, aside_of(one, mention))]
    order = sorted((row for row in one.rows if row.held.links), key=lambda row: -dates.get(row.n, UNDATED))[:LAST]
    rows = {row.n: row for row in items.rows_of([row.n for row in order])}
    linked = [(rows[row.n], link) for row in order for link in row.held.links[:1] if row.n in rows]
    links = [Mention(row, link.section, link.title, link.text) for row, link in linked]
    days = items.dates([mention.row.n for mention in (*found, *links)])
    last = sorted((*found, *links), key=lambda mention: -days.get(mention.row.n, UNDATED))[:LAST]
    return [(day_of_moment(days.get(mention.row.n, UNDATED)), mention) for mention in last]


def _around(mention: Mention) -> str:
    """A mention from a little before the name on."""
    start = mention.spans[0][0] if mention.spans else 0
    cut = mention.text.rfind(" ", 0, max(0, start - 30)) + 1 if start > 40 else 0
    return ("…" if cut else "") + mention.text[cut:]


def _source(question: PageQuestion) -> Peeked | None:
    items = question.items
    wanted = Source(id=question.option("id"), title=question.option("source"), url=question.option("url"))
    groups = SourceGroups(items)
    source = next(iter(sorted(groups.named(source_number(name) for name in source_names(wanted)))), -1)
    known = groups.groups([source]).get(source)
    found = items.found(groups.newest([source], LAST)[source]) if known is not None else []
    if known is None or not found:
        return None
    from tui.document.names import grade_words

    own: Source = found[0].item.source
    grades = dict.fromkeys([*[one.item.source.grade for one in found if one.item.source.grade], *known.grades])
    words = grade_words(own.reliability, own.credibility) if len(grades) == 1 else ""
    status = known.status or ""
    lines = [(own.title or own.id, "strong")]
    graded = " and ".join(grades) + (f" — {words}" if words else "")
    if graded or status:
        lines.append((" · ".join(filter(None, (graded, status))), "problem" if status else ""))
    leaning = [counted(number, word) for number, word in ((known.judgments, "judgment"), (known.facts, "fact")) if number]
    lines.append((" · ".join([f"in {counted(known.briefings, 'briefing')}", *leaning]), ""))
    lines += _said_by(found)
    return Peeked(lines, strictest([known.marking, *[one.marking for one in found]]))


def _term(question: PageQuestion) -> Peeked | None:
    items, word = question.items, question.option("word")
    found = items.found([key.key for key in items.named(Term, [name_number(Term, word)])[-200:]])
    if not found:
        return None
    found.sort(key=lambda one: one.row.date_text, reverse=True)
    own: Term = found[0].item
    lines = [(", ".join(filter(None, (own.term or own.id, own.short, own.expansion))), "strong")]
    meanings: dict[int, FoundItem] = {}
    for one in found:
        meanings.setdefault(meaning_number(one.item), one)
    for one in list(meanings.values())[:LAST]:
        lines += [(one.item.meaning.text.strip(" .") or "No meaning is given", ""), *_said_by([one])]
    return Peeked(lines, strictest(one.marking for one in found))


def _said_by(found: Sequence[FoundItem]) -> Iterator[tuple[str, str]]:
    for one in found[:LAST]:
        yield " · ".join(filter(None, (one.row.title or one.row.id, one.row.date, str(one.marking)))), "muted"
