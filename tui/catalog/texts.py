"""What is indexed of a briefing: the plain text of its sections, without composing or parsing Markdown.

Sections and their ids are those of the composed document (`tui.document.compose`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tui.catalog.plain import Labels, plain_blocks
from tui.model.briefing import Briefing, Prose, Relation, Section
from tui.model.fields import FIELDS, Shape
from tui.model.text import slug, unique

TITLES = {
    "~top": "",
    "~bottom-line": "Bottom line",
    "~text": "Text",
    "~actions": "Actions",
    "~judgments": "Judgments",
    "~facts": "Facts",
    "~actors": "Actors",
    "~command": "Command structure",
    "~relations": "Relations",
    "~agreements": "Agreements",
    "~timeline": "Timeline",
    "~terms": "Terms",
    "~sources": "Sources",
    "~questions": "Open questions",
    "~related": "Related",
    "~history": "History",
    "~other": "Other fields",
    "~problems": "Problems",
}
"""Of the sections that the program makes; nobody looks for these words."""

_ORDERS = frozenset(("reports to", "commands", "led by", "leads", "part of", "replaces"))
"""Types of relations that the command structure shows."""


class SectionSource(msgspec.Struct, array_like=True):
    """One section as it is indexed."""

    id: str
    title: str
    """As shown; the author's own unless the id starts with `~`."""
    line: int
    """Source line where it starts, from 1; 0 where it comes from no line."""
    blocks: list[str]
    """Plain texts; a phrase never crosses from one to the next."""
    entries: list[tuple[int, int]] = []
    """Where the section is made of things: for each the index of its first block, and its line."""


_PROSE, _TEXT, _TEXTS, _IDS, _DATE, _LIKELIHOOD, _NESTED = range(7)

_KINDS = {
    Shape.PROSE: _PROSE,
    Shape.TEXTS: _TEXTS,
    Shape.SLUGS: _IDS,
    Shape.DATE: _DATE,
    Shape.LIKELIHOOD: _LIKELIHOOD,
    Shape.THINGS: _NESTED,
}


def _plan(of: type[Any]) -> list[tuple[str, int]]:
    """The attributes of a thing that a reader sees, and how each becomes text."""
    unseen = {"id", "formerly", "tlp"}
    return [
        (field.attribute, _KINDS.get(field.shape, _TEXT))
        for field in FIELDS[of]
        if field.key not in unseen and field.shape is not Shape.GRADE
    ]


_PLANS = {of: _plan(of) for of in FIELDS if of not in (Briefing, Section)}


Plain = Callable[[Prose], list[str]]
"""Makes the blocks of a Markdown field."""


def section_sources(briefing: Briefing, plain_of: Callable[[Labels], Plain] | None = None) -> list[SectionSource]:
    """The sections of a briefing with their text, in the order of the composed document.

    Args:
        briefing: with what its library shares.
        plain_of: given the names of its items, makes what turns Markdown into blocks; `plain_blocks` when None.
    """
    labels = _labels(briefing)
    plain = plain_of(labels) if plain_of is not None else lambda prose: plain_blocks(prose.text, labels)
    found = [SectionSource("~top", "", 1, list(_front(briefing)))]
    if briefing.bluf or briefing.why_it_matters:
        blocks = [*plain(briefing.bluf), *plain(briefing.why_it_matters)]
        found.append(SectionSource("~bottom-line", TITLES["~bottom-line"], briefing.bluf.line or 1, blocks))
    found += _author_sections(briefing, plain)
    found += _apparatus(briefing, labels, plain)
    return found


def _labels(briefing: Briefing) -> dict[str, str]:
    labels: dict[str, str] = {source.id: source.title for source in briefing.sources}
    for term in briefing.terms:
        labels[term.id] = term.term or term.short
    for event in briefing.events:
        labels[event.id] = event.title
    for agreement in briefing.agreements:
        labels[agreement.id] = agreement.short or agreement.name
    for actor in briefing.actors:
        labels[actor.id] = actor.label
    return labels


def _front(briefing: Briefing) -> Iterator[str]:
    for text in (briefing.kind, briefing.series, briefing.number, briefing.producer, briefing.marking, briefing.lang):
        if text:
            yield text
    for texts in (briefing.authors, briefing.audience, briefing.tags):
        yield from texts
    for date in (briefing.date, briefing.updated, briefing.cutoff, briefing.review_by, briefing.embargo):
        if date is not None:
            yield date.text


def _author_sections(briefing: Briefing, plain: Plain) -> Iterator[SectionSource]:
    taken: dict[str, int] = {}
    ids: dict[int, str] = {}
    for section in briefing.all_sections():
        ids[id(section)] = unique(section.id or slug(section.title or "Untitled"), taken)
    if briefing.body:
        yield from _body(briefing.body, None, taken, plain)
    for section in briefing.all_sections():
        own = SectionSource(ids[id(section)], section.title, section.line, plain(section.lead))
        if section.marking:
            own.blocks.append(section.marking)
        yield own
        if section.body:
            yield from _body(section.body, own, taken, plain)


def _may_hold_headings(text: str) -> bool:
    return "#" in text or "\n---" in text or "\n===" in text or "\n-" in text or "\n=" in text or " -" in text or " =" in text


def _body(body: Prose, own: SectionSource | None, taken: dict[str, int], plain: Plain) -> Iterator[SectionSource]:
    """The text of a body goes to the section it is in; its headings begin sections, which are given."""
    if own is not None and not _may_hold_headings(body.text):
        own.blocks += plain(body)
        return
    from tui.document.split import split_body

    here = own
    for piece in split_body(body):
        if piece.heading_level:
            title = " ".join(piece.heading.split())
            here = SectionSource(unique(slug(title or "Untitled"), taken), title, piece.line, [])
            yield here
            continue
        if here is None:
            here = SectionSource("~text", TITLES["~text"], piece.line, [])
            yield here
        here.blocks += plain(Prose(piece.text, piece.line, piece.step))


def _apparatus(briefing: Briefing, labels: Labels, plain: Plain) -> Iterator[SectionSource]:
    orders: list[Relation] = []
    others: list[Relation] = []
    for relation in briefing.relations:
        (orders if " ".join(relation.type.split()).casefold() in _ORDERS else others).append(relation)
    for section_id, things in (
        ("~actions", briefing.actions),
        ("~judgments", briefing.judgments),
        ("~facts", briefing.facts),
        ("~actors", briefing.actors),
        ("~command", orders),
        ("~relations", others),
        ("~agreements", briefing.agreements),
        ("~timeline", briefing.events),
        ("~terms", briefing.terms),
        ("~sources", briefing.sources),
    ):
        if things or (section_id == "~sources" and briefing.source_summary):
            blocks = plain(briefing.source_summary) if section_id == "~sources" else []
            entries: list[tuple[int, int]] = []
            for thing in things:
                entries.append((len(blocks), thing.line))
                _say(thing, blocks, labels, plain)
            line = things[0].line if things else briefing.source_summary.line
            yield SectionSource(section_id, TITLES[section_id], line, blocks, entries)
    if briefing.questions:
        yield SectionSource("~questions", TITLES["~questions"], 0, [b for q in briefing.questions for b in plain(Prose(q))])
    if briefing.related:
        yield SectionSource("~related", TITLES["~related"], 0, list(briefing.related))
    if briefing.history:
        blocks = []
        for entry in briefing.history:
            _say(entry, blocks, labels, plain)
        yield SectionSource("~history", TITLES["~history"], 0, blocks)
    if briefing.other:
        blocks = [text for field in briefing.other if (text := " ".join(field.text.split()))]
        yield SectionSource("~other", TITLES["~other"], briefing.other[0].line, blocks)
    if any(problem.severity != "info" for problem in briefing.problems):
        # What the program says of the file is nobody's text.
        yield SectionSource("~problems", TITLES["~problems"], 0, [])


def _say(thing: Any, blocks: list[str], labels: Labels, plain: Plain) -> None:
    """Add what a reader sees of a thing."""
    for attribute, kind in _PLANS[type(thing)]:
        value = getattr(thing, attribute)
        if not value:
            continue
        if kind == _TEXT:
            blocks.append(value)
        elif kind == _PROSE:
            blocks += plain(value)
        elif kind == _TEXTS:
            blocks += value
        elif kind == _IDS:
            blocks += [labels.get(name, name) for name in value] if not isinstance(value, str) else [labels.get(value, value)]
        elif kind == _DATE:
            blocks.append(value.text)
        elif kind == _LIKELIHOOD:
            blocks.append(value.word)
        else:
            for inner in value:
                _say(inner, blocks, labels, plain)
