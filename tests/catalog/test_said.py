"""What the index takes of a section without composing it is what the composed section shows."""

from __future__ import annotations

import random
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from tests.catalog.test_shown import WHOLE, read
from tui.catalog.section_source import ShownSection
from tui.catalog.section_texts import section_sources
from tui.model.briefing import (
    Action,
    Actor,
    Agreement,
    Briefing,
    Event,
    Fact,
    HistoryEntry,
    Judgment,
    OtherField,
    Prose,
    Source,
    Term,
)
from tui.model.dates import Date, parse_date
from tui.model.scales import Likelihood, parse_likelihood
from tui.search.words import tokens
from tui.store.library import briefings

WORDS = (
    *("harbour", "Ann O'Brien", "U.S. fuel", "1,234 tonnes", "日本統合", "a — b", "c · d"),
    *("two  spaces", "line\nend", "F-35A", "[x]", "Actor0", "Term1"),
)
DATES = ("2024-07-28", "2024-07", "2024-07-28T10:30Z", "2024-07-28/2024-07-30", "about 2024")

FRONT = (
    *("kind", "status", "priority", "producer", "authors", "audience", "series", "number", "lang", "tags", "tlp", "marking"),
    *("date", "updated", "cutoff", "review_by", "embargo", "bluf", "why_it_matters", "source_summary"),
)
"""Fields of a briefing that are no lists of things."""


def _text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.choice((1, 1, 2))))


def _value(rng: random.Random, kind: Any, name: str) -> Any:
    """A value of a type, often nothing where that may be."""
    if kind is str:
        return _text(rng) if rng.random() < 0.7 else ""
    if kind is Prose:
        paragraphs = ("Nine *days* of — fuel [@s1].", "It · stops.", "| a | b |\n|---|---|\n| c | d |", "<!-- nothing -->")
        return Prose("\n\n".join(rng.sample(paragraphs, rng.choice((1, 1, 2, 3)))), 3) if rng.random() < 0.7 else Prose()
    if kind is Date:
        return parse_date(rng.choice(DATES))
    if kind is Likelihood:
        return parse_likelihood(rng.choice(("likely", "very unlikely")))
    if get_origin(kind) is Literal:
        return rng.choice(get_args(kind))
    if get_origin(kind) is tuple:
        return tuple(_value(rng, get_args(kind)[0], name) or "x" for _ in range(rng.choice((0, 1, 2))))
    if type(None) in get_args(kind):
        return _value(rng, get_args(kind)[0], name) if rng.random() < 0.6 else None
    assert issubclass(kind, msgspec.Struct), kind
    return _struct(rng, kind)


def _struct(rng: random.Random, kind: Any, **given: Any) -> Any:
    """A struct with something in most of its fields."""
    hints = get_type_hints(kind)
    names = {field.name for field in msgspec.structs.fields(kind)} - {"line", "numbered", *given}
    values = {name: _value(rng, hints[name], name) for name in sorted(names)}
    if "reliability" in values:
        values["reliability"] = rng.choice(("", "B"))
    if "credibility" in values:
        values["credibility"] = rng.choice(("", "2"))
    return kind(**values, **given)


def _briefing(rng: random.Random) -> Briefing:
    def some(kind: Any) -> tuple[Any, ...]:
        return tuple(_struct(rng, kind, id=f"{kind.__name__}{number}") for number in range(rng.choice((0, 1, 2))))

    hints = get_type_hints(Briefing)
    values = {name: _value(rng, hints[name], name) for name in FRONT}
    things: dict[str, Any] = {
        "actions": some(Action),
        "judgments": some(Judgment),
        "facts": some(Fact),
        "actors": some(Actor),
        "agreements": some(Agreement),
        "events": some(Event),
        "terms": some(Term),
        "sources": some(Source),
        "history": tuple(_struct(rng, HistoryEntry) for _ in range(2)),
        "other": tuple(
            OtherField(
                _text(rng), "\n".join([f"{' ' * rng.randrange(4)}{_text(rng)}", "", _text(rng)]), 1, rng.choice(("", "Odd."))
            )
            for _ in range(rng.choice((0, 1, 2)))
        ),
    }
    return Briefing(title="T", supersedes=("Actor0", "gone"), **values, **things)


def _said(values: list[str]) -> list[list[str]]:
    """Values as the index has them, in any order."""
    return sorted(filter(None, map(tokens, values)))


def _same(briefing: Briefing) -> int:
    """How many sections of a briefing were compared."""
    compared = 0
    for source in section_sources(briefing):
        if isinstance(source, ShownSection):
            said, shown = _said(source.values), _said(source.composed_values())
            less, more = [one for one in shown if one not in said], [one for one in said if one not in shown]
            assert less == more, f"{source.id}: tui/catalog/said.py must say what the page shows, and no more"
            assert said == shown
            compared += 1
    return compared


def test_what_is_said_of_random_things_is_what_the_page_shows() -> None:
    rng = random.Random(5)
    assert sum(_same(_briefing(rng)) for _ in range(120)) > 800


@pytest.mark.parametrize("briefing", [*briefings(["briefings"]).briefings, read(WHOLE)], ids=lambda briefing: briefing.id)
def test_what_is_said_of_samples_is_what_the_page_shows(briefing: Briefing) -> None:
    assert _same(briefing)


def test_a_briefing_has_something_of_every_saying() -> None:
    from tui.catalog.said import SAYINGS

    rng = random.Random(5)
    seen = {source.id for _ in range(40) for source in section_sources(_briefing(rng)) if source.values}
    assert set(SAYINGS) <= seen
