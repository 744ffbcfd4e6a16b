"""From a briefing to what a query is held against."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui.document.block import Block, DocumentSection
from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.text import fold
from tui.search.record import Bounds, Record, SectionText

MADE_ROLES = frozenset({"label", "muted", "guide", "date", "grade", "number", "value"})
"""Roles of pieces of the apparatus that the program words or computes: labels, dates as displayed, bands in percent."""

AUTHORS_ROLES = {"~facts": frozenset({"value"}), "~sources": frozenset({"label"})}
"""Those of them that are the author's in one section: figures of facts, ids of sources."""

_BLANK = re.compile(r"[^ ]")


def record_of(briefing: Briefing, document: Document | None = None) -> Record:
    """A briefing as search sees it.

    Args:
        briefing: what to look through.
        document: the briefing composed, where it is at hand; all its parts are made.
    """
    if document is None:
        from tui.document.compose import compose

        document = compose(briefing)
    return Record(briefing.title, section_texts(document), fields_of(briefing), dates_of(briefing), flags_of(briefing))


def section_texts(document: Document) -> tuple[SectionText, ...]:
    """What words are looked for in, section by section as in `document.sections`: the author's words, without headings.

    Titles, labels and figures that the program adds are left out, so that `confidence` does not find every judgment.
    The top section holds what its quiet lines show: kind, series, producer, authors, audience, tags, restrictions.
    """
    texts: list[list[str]] = [[] for _ in document.sections]
    for part in document.parts:
        section = document.sections[part.section]
        if section.id != "~top":
            made = _made(section)
            texts[part.section] += [
                text for block in part.blocks if block.kind not in ("meta", "banner") and (text := block_text(block, made)).strip()
            ]
    found = []
    for section, own in zip(document.sections, texts, strict=True):
        if section.id == "~top":
            own = _top(document.briefing)
        title = section.title if section.group == "text" and not section.id.startswith("~") else ""
        found.append(SectionText(section.id, title, tuple(own)))
    return tuple(found)


def _made(section: DocumentSection) -> frozenset[str]:
    """Roles of the program's own words in a section."""
    if section.group == "reference":
        return MADE_ROLES - AUTHORS_ROLES.get(section.id, frozenset())
    return frozenset({"label"}) if section.group == "front" else frozenset()


def block_text(block: Block, made: frozenset[str] = MADE_ROLES) -> str:
    """The author's words in a block: spaces stand where pieces of the roles in `made` were, so that offsets hold."""
    if block.kind in ("heading", "title"):
        return ""
    text = block.text
    for span in block.spans if made else ():
        if not made.isdisjoint(span.role.split(" ")):
            text = text[: span.start] + _BLANK.sub(" ", text[span.start : span.end]) + text[span.end :]
    return text


def _top(briefing: Briefing) -> list[str]:
    series = f"{briefing.series} {briefing.number}".strip()
    texts = (briefing.kind, series, briefing.producer, *briefing.authors, *briefing.audience, *briefing.tags, briefing.marking)
    return [text for text in texts if text]


def fields_of(briefing: Briefing, marking: Marking | None = None) -> dict[str, tuple[str, ...]]:
    """The values of every field but the texts and dates, by name; fields of kind "value" are folded.

    Args:
        briefing: with what its library shares.
        marking: its `effective_marking`, where that is at hand.
    """
    marking = briefing.effective_marking if marking is None else marking
    values: dict[str, Iterable[str]] = {
        "tag": briefing.tags,
        "actor": [name for actor in briefing.actors for name in (actor.name, actor.short, *actor.aliases, actor.id)],
        "source": [text for source in briefing.sources for text in (source.title, source.publisher, *source.author, source.id)],
        "term": [text for term in briefing.terms for text in (term.term, term.short, term.expansion, *term.aliases, term.id)],
        "author": (*briefing.authors, briefing.producer),
        "series": (f"{briefing.series} {briefing.number}".strip() if briefing.series else "",),
        "kind": (_label(briefing.kind),),
        "status": (briefing.status or "",),
        "id": [_label(id) for id in (briefing.id, *briefing.formerly)],
        "lang": (_label(briefing.lang).replace("_", "-"),),
        "priority": (briefing.priority or "",),
        "tlp": (marking.tlp or "",),
        "likelihood": [judgment.likelihood.word for judgment in briefing.judgments if judgment.likelihood],
        "confidence": [judgment.confidence or "" for judgment in briefing.judgments],
        "reliability": [source.reliability for source in briefing.sources],
        "credibility": [source.credibility for source in briefing.sources] + [fact.credibility for fact in briefing.facts],
    }
    kept = {name: tuple(dict.fromkeys([value for value in given if value])) for name, given in values.items() if given}
    return {name: given for name, given in kept.items() if given}


def _label(text: str) -> str:
    return " ".join(fold(text).split())


def dates_of(briefing: Briefing) -> dict[str, Bounds]:
    """The bounds of the dates that are given."""
    dates = {"date": briefing.date, "updated": briefing.updated}
    return {name: (date.lower, date.upper) for name, date in dates.items() if date is not None}


def flags_of(briefing: Briefing, marking: Marking | None = None) -> frozenset[str]:
    """What `is:` can ask of a briefing, from the briefing alone (`tui.search.fields.FLAGS`); `marking` as of `fields_of`."""
    marking = briefing.effective_marking if marking is None else marking
    disputed = (
        "disputed" in [fact.status for fact in briefing.facts]
        or "disputed" in [event.status for event in briefing.events]
        or "disputed" in [relation.status for relation in briefing.relations]
    )
    holding = {
        "broken": "error" in [problem.severity for problem in briefing.problems],
        "disputed": disputed,
        "marked": bool(marking),
        "unmarked": not marking,
        "restricted": bool(marking.text),
    }
    return frozenset([name for name, holds in holding.items() if holds] + ([briefing.status] if briefing.status else []))
