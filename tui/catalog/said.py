"""What the page says in the sections that the program makes, value by value, without composing them.

The index takes the values of every file, and to compose them would be a third of all that indexing costs. What is said
here is what composing says: a test holds both against each other. Pieces that are rare or not made of values have no
saying, and are composed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tui.catalog.plain_text import Plain
from tui.document.apparatus.about import URGENT, in_parts, made_by, told_by_time
from tui.document.apparatus.entry import DOT, single_spaced
from tui.document.names import Names, grade_words
from tui.document.source_blocks import NO_REFERENCES
from tui.model.apparatus import ABOUT, BOTTOM_LINE, TOP
from tui.model.briefing import Briefing, Item, Prose
from tui.model.dates import Date
from tui.model.scales import CREDIBILITY, Likelihood

_DASH = " — "
"""Stands between values of one line, as `DOT` does."""

NEXT = "\1"
"""Between values until they are apart: no cleaned text holds it."""


def values_in(lines: str) -> list[str]:
    """The values of some lines, which have `NEXT` between them."""
    return lines.replace(DOT, NEXT).replace(_DASH, NEXT).split(NEXT)


class Saying:
    """Collects what is said in a section."""

    __slots__ = ("names", "plain", "proses", "texts")

    def __init__(self, names: Names, plain: Plain) -> None:
        """Begin.

        Args:
            names: what ids stand for.
            plain: makes the blocks of a Markdown field.
        """
        self.names = names
        self.plain = plain
        self.texts: list[str] = []
        """Lines, which may hold several values."""
        self.proses: list[str] = []
        """Blocks of Markdown fields, with what stands before them on the same line."""

    def prose(self, prose: Prose, before: str = "") -> None:
        """Say a Markdown field behind some words that belong to it."""
        blocks = self.plain(prose, NO_REFERENCES) if prose else []
        if blocks and before:
            *values, last = values_in(single_spaced(before))
            self.texts += values
            self.proses.append(f"{last} {blocks[0]}")
            self.proses += blocks[1:]
        elif before:
            self.texts.append(before)
        else:
            self.proses += blocks

    def date(self, word: str, date: Date | None) -> None:
        """Say a date with a word before it."""
        if date is not None:
            self.texts.append(f"{word} {date.display}")

    def word(self, word: str, value: str) -> None:
        """Say a value with a word before it, unless it is blank."""
        if value and not value.isspace():
            self.texts.append(f"{word} {value}")

    def cited(self, sources: Sequence[str]) -> None:
        """Say citations."""
        if sources:
            self.texts.append("; ".join(sources))

    def referred(self, targets: Sequence[str], word: str = "") -> None:
        """Say actors and the like by their names."""
        if targets:
            label = self.names.label
            listed = ", ".join([label(target) or target for target in targets])
            self.texts.append(f"{word} {listed}" if word else listed)


def _marked(item: Item, text: str = "") -> str:
    """A text behind the item's own marking."""
    return f"{item.handling} {text}" if item.tlp or item.marking else text


def _likely(likelihood: Likelihood) -> str:
    return f"{likelihood.word}, {likelihood.range}"


def _joined(parts: Iterable[tuple[str, str]]) -> str:
    """Texts, each with what goes before it where it is not the first."""
    said = ""
    for before, text in parts:
        if text and not text.isspace():
            said = f"{said}{before}{text}" if said else text
    return said


def _top(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    if briefing.date is not None:
        texts.append(briefing.date.day)
    if briefing.updated is not None:
        texts.append(f"updated {briefing.updated.day}")
    texts += (made_by(briefing), briefing.kind)
    if briefing.priority in URGENT:
        texts.append(briefing.priority)


def _about(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    texts += (f"{briefing.series} {briefing.number}", briefing.status if briefing.status and briefing.status != "issued" else "")
    texts += (", ".join(briefing.authors if briefing.producer else ()), ", ".join(briefing.audience))
    texts += [date.display for _, date in told_by_time(briefing)]
    dates = (briefing.cutoff, briefing.created, briefing.review_by, briefing.embargo)
    texts += [date.display for date in dates if date is not None]
    texts += (briefing.priority or "", ", ".join(briefing.tags), briefing.lang)
    say.referred(briefing.supersedes)
    texts.append(in_parts(briefing))


def _bottom_line(say: Saying, briefing: Briefing) -> None:
    say.prose(briefing.bluf)
    say.prose(briefing.why_it_matters)


def _actions(say: Saying, briefing: Briefing) -> None:
    for action in briefing.actions:
        say.prose(action.text, _marked(action))
        say.texts.append(action.owner)
        say.date("due", action.due)
        if action.status:
            say.texts.append(action.status)


def _judgments(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for judgment in briefing.judgments:
        say.prose(judgment.text, _marked(judgment))
        before = next((was.likelihood for was in judgment.was if was.likelihood), None)
        moved = before is not None and (judgment.likelihood is None or before.word != judgment.likelihood.word)
        is_settled = bool(judgment.resolved or judgment.outcome)
        line = [
            _likely(judgment.likelihood) if judgment.likelihood else "",
            f"{judgment.confidence} confidence" if judgment.confidence else "",
            judgment.horizon.display if judgment.horizon else "",
            f"was {before.word}" if before is not None and moved else "",
            judgment.status if judgment.status and not is_settled else "",
        ]
        texts.append(_joined([(" · ", part) for part in line]))
        if is_settled:
            settled = f"settled {judgment.resolved.display}" if judgment.resolved else ""
            texts.append(_joined([("", judgment.status or ""), (" · ", settled), (": ", judgment.outcome)]))
        say.prose(judgment.basis)
        for was in judgment.was:
            parts = [
                ("", _likely(was.likelihood) if was.likelihood else ""),
                (" · ", f"{was.confidence} confidence" if was.confidence else ""),
                (" ", f"on {was.date.display}" if was.date else ""),
                (": ", was.why),
            ]
            texts.append(_joined(parts))
        for dissent in judgment.dissent:
            who = _joined([("", dissent.by), (", ", _likely(dissent.likelihood) if dissent.likelihood else "")])
            say.prose(dissent.text, f"{who}: " if who and dissent.text else who)
        texts += judgment.assumptions
        texts += judgment.alternatives
        texts += judgment.indicators
        say.cited(judgment.sources)


def _facts(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for fact in briefing.facts:
        if fact.status:
            texts.append(fact.status)
        say.prose(fact.text, _marked(fact))
        texts.append(_joined([("", fact.value), (" ", f"(was {fact.was})" if fact.was else "")]))
        say.word("said by", fact.said_by)
        say.date("as of", fact.as_of)
        if fact.credibility:
            words = CREDIBILITY.get(fact.credibility, "")
            texts.append(f"credibility {fact.credibility}, {words}" if words else fact.credibility)
        say.cited(fact.sources)
        say.prose(fact.note)


def _actors(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for actor in briefing.actors:
        label = actor.label
        name = "" if actor.name == label else actor.name
        texts += (label or "Untitled", _marked(actor, name), actor.rank, actor.role, actor.type or "")
        say.prose(actor.description)
        say.word("also", ", ".join(actor.aliases))
        say.referred(actor.reports_to, "reports to")
        say.referred(actor.led_by, "led by")
        say.referred(actor.part_of, "part of")


def _agreements(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for agreement in briefing.agreements:
        name = agreement.name or agreement.short or agreement.id
        texts.append(_marked(agreement, f"{name} ({agreement.short})" if agreement.short and agreement.name else name))
        texts.append(agreement.status or "")
        say.date("signed", agreement.signed)
        say.referred(agreement.signed_by, "signed by")
        say.cited(agreement.sources)
        say.referred(agreement.parties, "parties")
        say.prose(agreement.text)


def _timeline(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for event in briefing.events:
        texts += (event.date.display if event.date else "undated", _marked(event, event.title or "Untitled"))
        if event.status and event.status != "happened":
            texts.append(event.status)
        texts += (event.when, event.place)
        say.referred(event.actors)
        say.cited(event.sources)
        say.prose(event.note)


def _terms(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    for term in briefing.terms:
        texts.append(_marked(term, term.term or term.short or term.id or "Untitled"))
        texts += (term.short if term.term else "", term.expansion)
        say.word("also", ", ".join(term.aliases))
        say.prose(term.meaning)


def _sources(say: Saying, briefing: Briefing) -> None:
    texts = say.texts
    say.prose(briefing.source_summary)
    for source in briefing.sources:
        texts += (source.id, _marked(source, source.title or "Untitled"))
        if source.status and source.status != "active":
            texts.append(source.status)
        texts.append(source.publisher)
        texts += source.author
        if source.date:
            texts.append(source.date.display)
        texts.append(source.type)
        say.date("read", source.accessed)
        if grade := source.grade:
            texts += (grade, grade_words(source.reliability, source.credibility))
        if source.derived_from:
            texts.append(f"derived from {', '.join(source.derived_from)}")
        texts.append(source.url)
        say.word("pages", source.pages)
        say.word("SHA-256", source.sha256)
        if source.archive:
            texts.append(f"kept at {source.archive}")
        say.prose(source.note)


def _history(say: Saying, briefing: Briefing) -> None:
    for change in briefing.history:
        say.texts.append(change.date.display if change.date else "undated")
        said = change.type or ""
        say.prose(change.summary, f"{said}: " if said and change.summary else said)
        say.word("why:", change.reason)
        say.word("what to do:", change.action)


def _other(say: Saying, briefing: Briefing) -> None:
    for field in briefing.other:
        say.texts.append(field.path)
        say.texts += [row.lstrip(" ") for row in field.text.rstrip("\n").split("\n")]


SAYINGS: Mapping[str, Callable[[Saying, Briefing], None]] = {
    TOP: _top,
    BOTTOM_LINE: _bottom_line,
    "~actions": _actions,
    "~judgments": _judgments,
    "~facts": _facts,
    "~actors": _actors,
    "~agreements": _agreements,
    "~timeline": _timeline,
    "~terms": _terms,
    "~sources": _sources,
    "~history": _history,
    ABOUT: _about,
    "~other": _other,
}
"""By the id of a section."""
