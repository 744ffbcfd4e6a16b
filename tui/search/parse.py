"""Reading a query: any text is one.

Words that all must be there, `"phrases"`, `-not` (or `NOT`), `this OR that` (or `|`), `begin*`, `field:value`,
`field:>=value`, `field:a..b`, parentheses. `OR` joins its two neighbours and binds closer than the space between words:
`japan tokyo OR osaka` wants japan, and tokyo or osaka.
"""

from __future__ import annotations

import re
from typing import cast

from tui.model.briefing import Status
from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned, fold
from tui.search.fields import ALIASES, FIELDS, FLAGS, HAS, LABELS, THING_STATUSES, nearest
from tui.search.query import DateField, ExactPhrase, Flag, Node, Query, Thing, Value, Word, both, either, negated
from tui.search.query_dates import WORDED, dated, reads_as_date, spelled_date
from tui.search.ranks import NotUnderstood, ranked
from tui.search.things import together, with_status
from tui.search.words import GLUED, Placed, is_paired, placed_tokens, without_abbreviations

LONGEST = 4_000
"""Characters of a query that are read."""
MOST_PARTS = 64
"""Conditions of a query that are used."""
DEEPEST = 16
"""Parentheses inside each other that count; deeper ones are passed over."""
MOST_NOTES = 5

_PIECES = (
    r' +|(?P<date>DATE)(?=[,.]?(?:[ ()|"]|$))|(?P<quote>")'
    r'(?P<phrase>[^"]*)(?P<end>"(?P<star>\*)?)?|(?P<sign>[()|])|(?P<chunk>[^ "()|]+)'
)
_PIECE = late_pattern(_PIECES.replace("DATE", WORDED), re.I)
_PIECE_WITHOUT_DATES = late_pattern(_PIECES.replace("DATE", "(?!)"), re.I)
"""For texts without a digit, as most are: the names of all months take longer to compile than a query to answer."""
_FIELD = late_pattern(r"([^\W\d_][\w-]*):(.*)", re.S)
_BARE = late_pattern(r"[=<>≥≤]*")


def parse(text: str, *, typing: bool = False) -> Query:
    """Understand a query. Never raises, whatever the text; time grows with its length and is bounded.

    Args:
        text: what was typed.
        typing: whether somebody is still typing, so that the last word is the beginning of one.
    """
    return _Parser(text, typing).query()


class _Group:
    """What an open parenthesis holds so far."""

    def __init__(self, field: str = "", negative: bool = False) -> None:
        self.field = field
        self.negative = negative
        self.nodes: list[Node] = []
        self.closed: set[int] = set()
        self.joins = False

    def add(self, node: Node, *, closed: bool = False) -> None:
        """Add what comes next; `closed` where it stood in parentheses, so that nothing outside is said of the things in it."""
        if self.joins and self.nodes:
            self.nodes[-1] = either([self.nodes[-1], node])
        else:
            self.nodes.append(node)
        if closed:
            self.closed.add(len(self.nodes) - 1)
        self.joins = False

    @property
    def node(self) -> Node:
        """All of it."""
        return both(together(self.nodes, self.closed, self.field))


class _Parser:
    """One pass over one query."""

    def __init__(self, text: str, typing: bool) -> None:
        self._written = text
        self._text = fold(cleaned(text[:LONGEST]), case=True)
        self._typing = typing
        self._groups = [_Group()]
        self._passed = 0
        self._parts = 0
        self._notes: list[str] = []
        self._negative = False
        self._field = ""
        self._sign = ""
        self._adjacent = -1

    def query(self) -> Query:
        """The whole query."""
        if len(self._written) > LONGEST:
            self._note(f"Only the first {LONGEST:,} characters of the query are used.")
        piece = _PIECE if any(map(str.isdecimal, self._text)) else _PIECE_WITHOUT_DATES
        for match in piece.finditer(self._text):
            if self._parts >= MOST_PARTS:
                self._note(f"Only the first {MOST_PARTS} conditions of the query are used.")
                break
            self._piece(match)
        self._forget_field()
        while len(self._groups) > 1:
            self._close()
        return Query(self._groups[0].node, self._written, tuple(self._notes))

    def _piece(self, match: re.Match[str]) -> None:
        sign, chunk = match["sign"], match["chunk"]
        if match["date"]:
            if match.start() != self._adjacent:
                self._settle()
            self._add(self._sign + match["date"])
        elif match["quote"]:
            if match.start() != self._adjacent:
                self._settle()
            phrase = match["phrase"]
            partial = self._typing and not match["end"]
            star = bool(match["star"]) or phrase.endswith("*")
            self._add(self._sign + phrase.rstrip("*"), quoted=True, star=star, partial=partial)
        elif sign == "(":
            if match.start() != self._adjacent:
                self._settle()
            self._open()
        elif sign == ")":
            self._forget_field()
            self._close()
        elif sign == "|":
            self._forget_field()
            self._groups[-1].joins = True
        elif chunk:
            self._chunk(chunk, match.end())

    def _settle(self) -> None:
        """A minus or a sign that stands alone means nothing; a field, and NOT, wait for what comes next."""
        if self._adjacent >= 0 and not self._field:
            self._negative = False
        self._adjacent = -1

    def _forget_field(self) -> None:
        if self._field and not self._typing:
            self._note(f"“{self._field}:” wants a value, such as {FIELDS[self._field].example}.")
        self._field = self._sign = ""
        self._negative = False
        self._adjacent = -1

    def _chunk(self, chunk: str, end: int) -> None:
        if self._adjacent != end - len(chunk):
            self._settle()
        if chunk == "OR":
            self._forget_field()
            self._groups[-1].joins = True
            return
        if chunk in ("AND", "NOT") and not self._field:
            self._negative = chunk == "NOT"
            return
        value = chunk.lstrip("-") if not self._field else chunk
        if value != chunk:
            self._negative = True
        if not value:
            self._adjacent = end
            return
        if not self._field:
            value = self._named(value)
            if self._field and _BARE.fullmatch(value):
                self._sign = value
                self._adjacent = end
                return
        elif _BARE.fullmatch(value):
            self._sign += value
            self._adjacent = end
            return
        self._add_starred(self._sign + value, end == len(self._text))

    def _named(self, chunk: str) -> str:
        """The value of a chunk whose field is known, which is remembered; else the chunk."""
        match = _FIELD.fullmatch(chunk)
        if match is None:
            return chunk
        written, value = match.groups()
        name = fold(written)
        name = ALIASES.get(name, name)
        if name in FIELDS:
            self._field = name
            return value
        if not value.startswith("//"):
            near = nearest(name, [*FIELDS, *ALIASES])
            if near:
                self._note(f"There is no field “{written}”; did you mean “{near}:”? It was taken as words.")
            elif value:
                self._note(f"There is no field “{written}”; it was taken as words.")
        return chunk

    def _add_starred(self, value: str, last: bool) -> None:
        head, star, tail = value.partition("*")
        if star and not head.strip("=<>-"):
            value, star = tail.replace("*", " "), "*" if tail.endswith("*") else ""
        elif star:
            if tail.strip("*"):
                self._note("A star stands for the end of a word: what follows it was left out.")
            value = head
        self._add(value, star=bool(star), partial=self._typing and last and not star)

    def _add(self, value: str, *, quoted: bool = False, star: bool = False, partial: bool = False) -> None:
        group = self._groups[-1]
        field, negative = self._field or group.field, self._negative
        self._field = self._sign = ""
        self._negative = False
        self._adjacent = -1
        try:
            node = condition(field, value, quoted=quoted, star=star, partial=partial)
        except NotUnderstood as problem:
            sentence = str(problem).rstrip(".?")
            asks = str(problem).endswith("?")
            self._note(f"{sentence[0].upper()}{sentence[1:]}{'?' if asks else ';'} {'It' if asks else 'it'} was left out.")
            return
        if node is not None:
            self._parts += 1
            group.add(negated(node) if negative else node)

    def _open(self) -> None:
        if len(self._groups) > DEEPEST:
            self._passed += 1
            return
        self._groups.append(_Group(self._field or self._groups[-1].field, self._negative))
        self._field = self._sign = ""
        self._negative = False
        self._adjacent = -1

    def _close(self) -> None:
        if self._passed:
            self._passed -= 1
        elif len(self._groups) > 1:
            group = self._groups.pop()
            if group.nodes:
                node = group.node
                closed = group.field == self._groups[-1].field or group.negative
                self._groups[-1].add(negated(node) if group.negative else node, closed=closed)

    def _note(self, sentence: str) -> None:
        if sentence not in self._notes and len(self._notes) < MOST_NOTES:
            self._notes.append(sentence)


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
    if field == "event" and reads_as_date(text):
        field, kind = "on", "date"
    if kind == "words":
        return _words(field, text.lstrip("=<> ") if field else text, quoted, star, partial)
    value = " ".join(fold(text).split())
    if not value.strip("=<>≥≤. "):
        return None
    if kind == "ranked":
        return ranked(field, value, partial=partial)
    if kind == "date":
        asked = dated(cast("DateField", field), value, partial=partial)
        return Thing(kinds=of, conditions=(asked,)) if (of := FIELDS[field].of) else asked
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
    cut = without_abbreviations(folded)
    if cut != folded and not shortened:
        apart = tuple(token for token, _, _ in placed_tokens(cut)[0])
        written = " ".join(folded[placed[0].start : end].split())
        return ExactPhrase(text=written, tokens=tuple(tokens), others=(apart,), prefix=prefix, field=field)
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


def _value(field: str, value: str, prefix: bool, partial: bool) -> Value | Thing:
    asked = Value(field=field, value=value.replace("_", "-") if field == "lang" else value, prefix=prefix)
    if field != "status" or any(status.startswith(value) if prefix else status == value for status in STATUSES):
        return asked
    thing = with_status(asked)
    if thing is None:
        known = list(dict.fromkeys([*STATUSES, *[status for own in THING_STATUSES.values() for status in own]]))
        near = nearest(value, known)
        hint = f"; did you mean status:{near}?" if near else f": {', '.join(STATUSES)}, or that of a thing: {', '.join(known[4:])}"
        raise NotUnderstood(f"there is no status “{value}”{hint}")
    return thing


def _flag(field: str, name: str, partial: bool) -> Flag | None:
    known = HAS if field == "has" else FLAGS
    if name in known:
        return Flag(name=name, field="has" if field == "has" else "is")
    if partial and any(flag.startswith(name) for flag in known):
        return None
    near = nearest(name, list(known))
    hint = f"; did you mean {field}:{near}?" if near else f": {', '.join(known)}"
    raise NotUnderstood(f"there is no {field}:{name}{hint}")
