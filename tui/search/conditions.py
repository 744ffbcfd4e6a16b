"""From one piece of a query to a condition: words, or a field with its value."""

from __future__ import annotations

from typing import cast

from tui.model.briefing import Status
from tui.model.text import fold
from tui.search.fields import FIELDS, FLAGS, HAS, LABELS, nearest
from tui.search.query import DateField, Flag, Node, Phrase, Value, Word
from tui.search.ranks import NotUnderstood, ranked
from tui.search.when import dated
from tui.search.words import is_cjk, word_tokens, words

LONGEST_PHRASE = 32
"""Words of a phrase that are looked for."""

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


def _words(field: str, text: str, quoted: bool, star: bool, partial: bool) -> Word | Phrase | None:
    folded = fold(text)
    found = words(folded)
    if not found:
        return None
    shortened = len(found) > LONGEST_PHRASE
    found = found[:LONGEST_PHRASE]
    last = found[-1]
    prefix = (star or partial) and not shortened and folded.endswith(last)
    if len(found) == 1 and not is_cjk(last):
        return Word(text=last, prefix=prefix, exact=quoted or star or field in LABELS, field=field)
    tokens = [token for word in found for token in word_tokens(word)]
    if is_cjk(last):
        # The run may go on in the text: its last character is not known to end it.
        prefix = len(last) == 1
        if not prefix:
            tokens.pop()
    if len(tokens) == 1:
        return Word(text=tokens[0], prefix=prefix, exact=True, field=field)
    return Phrase(text=" ".join(found), tokens=tuple(tokens), prefix=prefix, field=field)


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
