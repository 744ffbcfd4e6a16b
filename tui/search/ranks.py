"""Conditions on fields that have an order: `>=likely`, `clear..green`, `B2` (`briefing help format`)."""

from __future__ import annotations

import re
from functools import lru_cache

from tui.model.handling import TLP_LABELS, parse_tlp
from tui.model.late_pattern import late_pattern
from tui.model.scales import CONFIDENCES, SCALES, ScaleName, parse_confidence, parse_likelihood
from tui.search.fields import nearest
from tui.search.query import Node, Ranked, both

_COMPARISON = late_pattern(r"(>=|<=|=>|=<|[<>=≥≤])?\s*(.*)", re.S)
_SIGNS = {"=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "=": ""}
_GRADE = late_pattern(r"([a-f])?-?([1-6])?")

Ranks = tuple[tuple[str, ...], ...]
"""For each rank, lowest first, the values that have it."""


class NotUnderstood(ValueError):
    """A value that a field cannot have; the message is the beginning of a sentence, without a full stop."""


def comparison(value: str) -> tuple[str, str]:
    """The sign before a value, one of `>=`, `<=`, `>`, `<` or "", and the value."""
    match = _COMPARISON.fullmatch(value.strip())
    sign, rest = (match.group(1) or "", match.group(2)) if match else ("", value)
    return _SIGNS.get(sign, sign), rest.strip()


@lru_cache(maxsize=16)
def ranks(field: str) -> Ranks:
    """The order of a ranked field. Reliability F and credibility 6 have no rank: they cannot be judged."""
    if field == "tlp":
        return tuple((label,) for label in reversed(TLP_LABELS))
    if field == "priority":
        return (("routine",), ("priority",), ("immediate",), ("flash",))
    if field == "confidence":
        return tuple((level,) for level in CONFIDENCES)
    if field == "reliability":
        return tuple((letter,) for letter in "EDCBA")
    if field == "credibility":
        return tuple((figure,) for figure in "54321")
    if field != "likelihood":
        raise ValueError(f"The field {field} has no order.")
    by_rank: dict[int, list[str]] = {}
    for words in SCALES.values():
        for word, step in words.items():
            if word not in by_rank.setdefault(step.rank, []):
                by_rank[step.rank].append(word)
    return tuple(tuple(by_rank[rank]) for rank in sorted(by_rank))


APART = {"reliability": "F", "credibility": "6"}


def _canonical(field: str, value: str) -> str:
    """A value in the model's spelling. Raises ValueError."""
    if field == "tlp":
        return parse_tlp(value)
    if field == "confidence":
        return parse_confidence(value)
    if field == "likelihood":
        scales: tuple[ScaleName, ...] = ("icd203", "phia")
        for scale in scales:
            try:
                return parse_likelihood(value, scale).word
            except ValueError:
                continue
        raise ValueError(value)
    if field in APART:
        value = value.upper()
    if value == APART.get(field) or any(value in words for words in ranks(field)):
        return value
    raise ValueError(value)


def _ranks_of(field: str, value: str, *, partial: bool) -> tuple[int, int]:
    """The lowest and the highest rank that a written value can mean. Raises NotUnderstood."""
    order = ranks(field)
    try:
        word = _canonical(field, value)
    except ValueError:
        wanted = value.replace("-", " ").casefold()
        found = [at for at, words in enumerate(order) if any(word.casefold().startswith(wanted) for word in words)]
        if partial and found:
            return found[0], found[-1]
        known = [word.casefold() for words in order for word in words]
        near = nearest(wanted, known)
        hint = f"; did you mean “{near}”?" if near else f": {', '.join(words[0].lower() for words in order)}"
        raise NotUnderstood(f"“{value}” is not known as {field}{hint}") from None
    if word == APART.get(field):
        raise NotUnderstood(f"{word} means that it cannot be judged, so nothing is above or below it")
    at = next(at for at, words in enumerate(order) if word in words)
    return at, at


def ranked(field: str, value: str, *, partial: bool = False) -> Node:
    """A condition on a ranked field.

    Args:
        field: of kind "ranked"; `grade` is taken apart into reliability and credibility.
        value: a value, a comparison or a range, folded.
        partial: whether the value is still being typed, so that its beginning is enough.

    Raises:
        NotUnderstood: it is none.
    """
    sign, rest = comparison(value)
    if field == "grade":
        match = _GRADE.fullmatch(rest.casefold())
        if match is None or not any(match.groups()):
            raise NotUnderstood(f"“{rest}” is not a grade, such as B2")
        letter, figure = match.groups()
        parts = (("reliability", letter), ("credibility", figure))
        return both([ranked(name, sign + half) for name, half in parts if half])
    said = " ".join((sign + rest).split()).casefold()
    low, dots, high = rest.partition("..")
    if dots and not sign:
        first = _ranks_of(field, low, partial=False)[0] if low else 0
        last = _ranks_of(field, high, partial=partial)[1] if high else len(ranks(field)) - 1
        return _between(field, min(first, last), max(first, last), said)
    if not sign and rest.upper() == APART.get(field):
        return Ranked(field=field, allowed=(rest.upper(),), said=said)
    first, last = _ranks_of(field, rest, partial=partial)
    top = len(ranks(field)) - 1
    spans = {"": (first, last), ">=": (first, top), ">": (last + 1, top), "<=": (0, last), "<": (0, first - 1)}
    return _between(field, *spans[sign], said)


def _between(field: str, first: int, last: int, said: str) -> Ranked:
    return Ranked(field=field, allowed=tuple(word for words in ranks(field)[first : last + 1] for word in words), said=said)
