"""Reading a query: any text is one.

Words that all must be there, `"phrases"`, `-not` (or `NOT`), `this OR that` (or `|`), `begin*`, `field:value`,
`field:>=value`, `field:a..b`, parentheses. `OR` joins its two neighbours and binds closer than the space between words:
`japan tokyo OR osaka` wants japan, and tokyo or osaka.
"""

from __future__ import annotations

import re

from tui.model.text import cleaned, fold
from tui.search.conditions import condition
from tui.search.fields import ALIASES, FIELDS, nearest
from tui.search.query import Node, Query, both, either, negated
from tui.search.ranks import NotUnderstood
from tui.search.spelled_dates import WORDED

LONGEST = 4_000
"""Characters of a query that are read."""
MOST_PARTS = 64
"""Conditions of a query that are used."""
DEEPEST = 16
"""Parentheses inside each other that count; deeper ones are passed over."""
MOST_NOTES = 5

_PIECE = re.compile(
    rf' +|(?P<date>{WORDED})(?=[ ()|"]|[,.]?$)|(?P<quote>")'
    r'(?P<phrase>[^"]*)(?P<end>"(?P<star>\*)?)?|(?P<sign>[()|])|(?P<chunk>[^ "()|]+)',
    re.I,
)
_FIELD = re.compile(r"([^\W\d_][\w-]*):(.*)", re.S)
_BARE = re.compile(r"[=<>≥≤]*")


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
        self.joins = False

    def add(self, node: Node) -> None:
        if self.joins and self.nodes:
            self.nodes[-1] = either([self.nodes[-1], node])
        else:
            self.nodes.append(node)
        self.joins = False


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
        for match in _PIECE.finditer(self._text):
            if self._parts >= MOST_PARTS:
                self._note(f"Only the first {MOST_PARTS} conditions of the query are used.")
                break
            self._piece(match)
        self._forget_field()
        while len(self._groups) > 1:
            self._close()
        return Query(both(self._groups[0].nodes), self._written, tuple(self._notes))

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
                node = both(group.nodes)
                self._groups[-1].add(negated(node) if group.negative else node)

    def _note(self, sentence: str) -> None:
        if sentence not in self._notes and len(self._notes) < MOST_NOTES:
            self._notes.append(sentence)
