"""What a query is held against: the texts and fields of one briefing, wherever they come from, and what a briefing has of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.late_pattern import late_pattern
from tui.model.text import fold
from tui.search.words import tokens_of

Bounds = tuple[int | None, int | None]
"""First and last second that a date can mean, as in `tui.model.dates.Date`."""


class RecordSection:
    """The text of one section; its tokens are made once."""

    def __init__(self, id: str, title: str, texts: tuple[str, ...]) -> None:
        """Make one.

        Args:
            id: as in the composed document, `~timeline` for a piece of the apparatus.
            title: in the author's words; "" where the title is the program's ("Timeline", "Bottom line").
            texts: the plain texts of its blocks, without that title; a phrase never crosses from one to the next.
        """
        self.id = id
        self.title = title
        self.texts = texts

    @cached_property
    def tokens(self) -> list[str]:
        """The tokens of the text, `BREAK` between blocks."""
        return tokens_of(self.texts)

    @cached_property
    def title_tokens(self) -> list[str]:
        """The tokens of the title."""
        return tokens_of((self.title,))


class RecordThing(NamedTuple):
    """A thing of a briefing as search sees it."""

    kind: str
    """One of `tui.search.fields.THINGS`."""
    fields: Mapping[str, tuple[str, ...]]
    """Texts and values by the name of the field; the texts that its own field looks in by `kind`."""
    bounds: Bounds | None = None
    """Of its date, where it has one."""


class Record:
    """One briefing as search sees it."""

    def __init__(
        self,
        title: str,
        sections: tuple[RecordSection, ...] = (),
        fields: Mapping[str, tuple[str, ...]] | None = None,
        dates: Mapping[str, Bounds] | None = None,
        flags: frozenset[str] = frozenset(),
        number: int = 0,
        things: Sequence[RecordThing] = (),
    ) -> None:
        """Make one.

        Args:
            title: of the briefing.
            sections: in document order.
            fields: values by the name of a field (`tui.search.fields`); ranked ones in the spelling of `tui.model`.
                `tlp` is the strictest label inside, absent when unmarked.
            dates: bounds of `date` and `updated`, absent where they are not given.
            flags: which of `tui.search.fields.FLAGS` hold.
            number: of the briefing in its library, from 1; 0 where it has none.
            things: in it, for conditions that hold of one and the same thing; what `fields` says of them is `thing_fields`.
        """
        self.things = things
        self.title = title
        self.sections = sections
        self.fields: Mapping[str, tuple[str, ...]] = fields or {}
        self.dates: Mapping[str, Bounds] = dates or {}
        self.flags = flags
        self.number = number

    @cached_property
    def title_tokens(self) -> list[str]:
        """The tokens of the title."""
        return tokens_of((self.title,))

    def only(self, section: int) -> Record:
        """The same briefing with one of its sections."""
        return Record(self.title, (self.sections[section],), self.fields, self.dates, self.flags, self.number, self.things)


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
        "links": linked_by(briefing),
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


_LINK = late_pattern(r"\[\[([^\[\]|#\n\\]{1,200})")
_encode = msgspec.msgpack.Encoder().encode


def linked_by(briefing: Briefing) -> list[str]:
    """The ids that a briefing links to in any of its texts, names as related, or replaces, as they are compared."""
    targets = [*briefing.related, *briefing.supersedes]
    content = _encode(briefing)
    if b"[[" in content:
        targets += _LINK.findall(content.decode("utf-8", "replace"))
    return list(dict.fromkeys(map(_label, targets)))


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
