"""From one piece of a query to a condition: words, or a field with its value."""

from __future__ import annotations

from typing import cast

from tui.model.briefing import Status
from tui.model.text import fold
from tui.search.fields import FIELDS, FLAGS, HAS, LABELS, nearest
from tui.search.query import DateField, ExactPhrase, Flag, Node, Value, Word
from tui.search.ranks import NotUnderstood, ranked
from tui.search.spelled_dates import spelled_date
from tui.search.when import dated
from tui.search.words import GLUED, Placed, is_paired, placed_tokens

LONGEST_PHRASE = 64
"""Tokens of a phrase that are looked for."""

A_LONG_NUMBER = 7
"""Digits from which on a number that somebody typed is the beginning of one."""

STATUSES: tuple[Status, ...] = ("draft", "issued", "superseded", "recalled")


def condition(field: str, text: str, *, quoted: bool = False, star: bool = False, partial: bool = False) -> Node | None:
    """The condition that a piece of a query means; None for one that asks for nothing.

    Args:
        field: a name of `FIELDS`, or "" for words anywhere.
        text: the value as written, without quotes.
        quoted: whether it stood in quotes.
        star: whether a star followed, so that the last word is a beginning.
        partial: whether it is still being typed.

    Raises:
        NotUnderstood: the field cannot have this value.
    """
    kind = FIELDS[field].kind if field else "words"
    if kind == "words":
        return _words(field, text.lstrip("=<> ") if field else text, quoted, star, partial)
    value = " ".join(fold(text).split())
    if not value.strip("=<>≥≤. "):
        return None
    if kind == "ranked":
        return ranked(field, value, partial=partial)
    if kind == "date":
        return dated(cast("DateField", field), value, partial=partial)
    value = value.lstrip("=<> ")
    if kind == "flag":
        return _flag(field, value, partial)
    return _value(field, value, star or partial, partial)


def _words(field: str, text: str, quoted: bool, star: bool, partial: bool) -> Word | ExactPhrase | None:
    folded = fold(text)
    date = spelled_date(folded, partial=partial) if field not in LABELS else None
    if date is not None:
        return ExactPhrase(text=date.text, tokens=date.tokens, others=date.others, field=field)
    placed, _ = placed_tokens(folded)
    if not placed:
        return None
    shortened = len(placed) > LONGEST_PHRASE
    placed = placed[:LONGEST_PHRASE]
    tokens = [token for token, _, _ in placed]
    last, start, end = placed[-1]
    # Dots and an ending that went say that a word is complete.
    prefix = (star or partial) and not shortened and end == len(folded) and "." not in folded[start:end]
    if is_paired(last):
        # The run may go on in the text: its last character is not known to end it.
        alone = len(placed) == 1 or placed[-2].end <= start
        prefix = alone
        if not alone and not shortened:
            tokens.pop()
    elif not quoted and last.isdecimal():
        # So do designations: what is asked as F-35 is found as F-350.
        prefix = prefix or len(tokens) > 1 or len(last) >= A_LONG_NUMBER
    if len(tokens) == 1:
        exact = quoted or star or field in LABELS or is_paired(last) or (last.isdecimal() and prefix and not partial)
        return Word(text=tokens[0], prefix=prefix, exact=exact, field=field)
    return ExactPhrase(text=_written(placed), tokens=tuple(tokens), prefix=prefix, field=field)


def _written(placed: list[Placed]) -> str:
    """Words for some tokens: those that are glued, or pairs of one run, as one."""
    text, before = "", 0
    for token, start, end in placed:
        if start < before:
            text += token[1:]
        elif token.startswith(GLUED):
            text += token.removeprefix(GLUED)
        else:
            text += f" {token}" if text else token
        before = end
    return text


def _value(field: str, value: str, prefix: bool, partial: bool) -> Value:
    if field == "lang":
        value = value.replace("_", "-")
    if field == "status" and not any(status.startswith(value) if prefix else status == value for status in STATUSES):
        near = nearest(value, list(STATUSES))
        hint = f"; did you mean status:{near}?" if near else f": {', '.join(STATUSES)}"
        raise NotUnderstood(f"there is no status “{value}”{hint}")
    return Value(field=field, value=value, prefix=prefix)


def _flag(field: str, name: str, partial: bool) -> Flag | None:
    known = HAS if field == "has" else FLAGS
    if name in known:
        return Flag(name=name, field="has" if field == "has" else "is")
    if partial and any(flag.startswith(name) for flag in known):
        return None
    near = nearest(name, list(known))
    hint = f"; did you mean {field}:{near}?" if near else f": {', '.join(known)}"
    raise NotUnderstood(f"there is no {field}:{name}{hint}")
