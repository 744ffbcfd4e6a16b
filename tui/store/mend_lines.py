"""The traps that make YAML refuse a line: each with the lines as they should be (`briefing help format`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from yaml import YAMLError

from tui.model.fields import FIELDS
from tui.model.late_pattern import late_pattern
from tui.model.problem import Severity
from tui.store.problems import quote

_ENTRY = late_pattern(
    r"(?P<head>[ ]*(?:-[ ]+)*"
    r"(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'#\-\[\]{},&*!|>%@`][^#]*?|-[^\s#][^#]*?)(?<! )[ ]*:[ \t]+)?)(?P<value>\S.*)"
)
_TIGHT = late_pattern(r"(?P<head>[ ]*(?:-[ ]+)*[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)")
_IN_BRACES = late_pattern(
    r"(?P<head>[{,][ ]*[^\s{},:\"'\[\]][^{},:\"']*:[ ]+)"
    r"(?P<value>(?![\"'\[{])[^,{}]*?[\[\]:@`%&*!#|>][^,{}]*?)(?=[ ]*[,}])"
)
_CUT_IN_BRACKETS = late_pattern(
    r"(?P<head>(?:[\[{,]|[{,][ ]*[^\s{},:\"'\[\]#][^{},:\"'#]*:)[ ]*)(?P<value>(?:[^\"'\[\]{},#]*[ ])?#[^,\[\]{}]*?)(?=[ ]*[,\]}])"
)
_ITEM = late_pattern(r"(?P<dash>[ ]*(?:-[ ]+)+)(?P<key>[^\"'][^:]*):[ ]+$")
"""The head of a list's item that begins with a key."""
_FARTHEST = 40
"""Lines above the parser's complaint in which its cause is looked for."""
_LONGEST_LINE = 20_000
"""Characters; a longer line is no person's, and is not looked at."""
_LONGEST_IN_BRACES = 2_000
"""Characters of a line whose braces and brackets are looked into: the cost grows with its square."""
_LONGEST_ENTRY = 400
"""Lines of a text that are put in quotes together."""
_MOST_INDENTED = 20_000
"""Lines of a text that are indented together."""

_STARTS = {
    "[": ("bracket-start", "a list"),
    "{": ("brace-start", "a mapping"),
    "@": ("at-start", "a reserved sign"),
    "`": ("backtick-start", "a reserved sign"),
    "%": ("percent-start", "a directive"),
    "*": ("star-start", "an alias"),
    "&": ("ampersand-start", "an anchor"),
    "!": ("tag", "a tag"),
    "|": ("bar-start", "the sign of a block text"),
    ">": ("greater-start", "the sign of a block text"),
    "]": ("bracket-start", "the end of a list"),
    "}": ("brace-start", "the end of a mapping"),
    ",": ("comma-start", "a separator"),
    "?": ("question-start", "the sign of a key"),
}

_COLON = ("colon-in-text", "A colon followed by a space inside unquoted text: YAML takes what is before it for a key.")

_COMMENT = ("comment-in-text", "YAML takes what follows the # for a comment, and cannot go on with the text after it.")
_BLOCK_HEADER = late_pattern(r"[|>][+-]?[1-9]?[+-]?(?:[ ]+#.*)?")
_KEY = late_pattern(r"[ ]*(?:-[ ]+)*[A-Za-z_][\w -]*:(?:[ ]|$)")
_KEY_ALONE = late_pattern(r"[ ]*(?:-[ ]+)*(?P<key>[A-Za-z_][\w-]*)[ ]*")
"""A line that may be a key whose colon is still to be written."""


@dataclass(frozen=True)
class Trap:
    """What is wrong at a place; shaped like a mark, so that it can be reported at itself."""

    code: str
    message: str
    suggestion: str
    line: int
    """From 0."""
    column: int
    """From 0."""
    index: int = 0
    severity: Severity = "error"


class Candidate(NamedTuple):
    """A mend that may be tried."""

    trap: Trap
    first: int
    """The line from which on lines are replaced, from 0."""
    lines: list[str]
    """As many as they replace."""
    shifts: bool = False
    """Whether only white space changes, so that the lines may be mended once more."""

    @property
    def touches(self) -> Sequence[int]:
        """The lines that this mends; of all those that a tab indents, the one that was complained of."""
        return (self.trap.line,) if self.trap.code == "tab" else range(self.first, self.first + len(self.lines))


def candidates(lines: list[str], line: int, error: YAMLError, stuck: int) -> Iterator[Candidate]:
    """The mends for what the parser says, the likeliest first.

    Args:
        lines: of the file.
        line: the one that the parser stopped at.
        error: what it said.
        stuck: where a text or a collection begins that is not closed there; else the line.
    """
    if any("\t" in current[: len(current) - len(current.lstrip())] for current in lines[max(0, line - 1) : line + 1]):
        yield from _without_tabs(lines, line)
    context = getattr(error, "context_mark", None)
    above = [line]
    if stuck < line:
        above.append(stuck)
        if len(lines[stuck]) < _LONGEST_IN_BRACES:
            yield from _quoted_in_brackets(lines, stuck)
    if context is not None and context.line < line and context.line != stuck:
        above.append(context.line)
    above += [number for number in range(line - 1, max(-1, line - _FARTHEST), -1) if number not in above]
    above = [number for number in above if number < len(lines) and len(lines[number]) < _LONGEST_LINE]
    for number in above[:2]:
        yield from _with_colon(lines, number, certain=True)
    for number in above:
        yield from _indented_block(lines, number, line)
    for number in above:
        match = _ENTRY.fullmatch(lines[number].rstrip())
        if match is None or match["value"].startswith("#"):
            continue
        if "{" in match["value"] and len(lines[number]) < _LONGEST_IN_BRACES:
            yield from _quoted_in_braces(lines, number)
        yield from _quoted_entry(lines, number, match["head"], match["value"], line)
        if number == line or number == line - 1:
            tight = _TIGHT.fullmatch(lines[number].rstrip())
            if tight:
                should = f"{tight['head']}: {tight['value']}"
                message = "A space is missing after the colon, so YAML sees no key here."
                trap = Trap("no-space-after-colon", message, should.strip(), number, len(tight["head"]))
                yield Candidate(trap, number, [should], True)
    yield from _reindented(lines, line)
    for number in above[:2]:
        yield from _with_colon(lines, number, certain=False)


def _with_colon(lines: list[str], number: int, *, certain: bool) -> Iterator[Candidate]:
    """Line `number` as a key, where it is one word: certain where it begins a key of the format or ends the file."""
    match = _KEY_ALONE.fullmatch(lines[number])
    if match is None:
        return
    word = match["key"].casefold()
    is_last = not any(line.strip() for line in lines[number + 1 : number + 100]) and number + 100 > len(lines)
    if certain != (is_last or (len(word) > 1 and any(key.startswith(word) for key in _known_keys()))):
        return
    should = lines[number].rstrip() + ":"
    message = "This line is a key without its colon, or the rest of it is still to be written."
    yield Candidate(Trap("no-colon", message, should.strip(), number, match.start("key")), number, [should])


def _indented_block(lines: list[str], number: int, wrong: int) -> Iterator[Candidate]:
    """The lines after a `|` that should have been indented, up to the next key."""
    match = _ENTRY.fullmatch(lines[number].rstrip())
    if number >= wrong or match is None or not _BLOCK_HEADER.fullmatch(match["value"]):
        return
    indent = _entry_indent(match["head"])
    end = number + 1
    while end < len(lines) and end < number + _MOST_INDENTED and not _KEY.match(lines[end]):
        end += 1
    first = next((at for at in range(number + 1, end) if lines[at].strip() and _indent(lines[at]) <= indent), None)
    if first is None or end < wrong:
        return
    replaced = [" " * (indent + 2) + part if part.strip() else part for part in lines[number + 1 : end]]
    message = "The text below a | or > must be indented; YAML takes this line for something else."
    advice = f"indent it by {indent + 2} spaces: {lines[first].strip()}"
    yield Candidate(Trap("text-not-indented", message, advice, first, _indent(lines[first])), number + 1, replaced)


def _reindented(lines: list[str], line: int) -> Iterator[Candidate]:
    """Line `line` indented like one of those above it."""
    now = _indent(lines[line])
    above = lines[max(0, line - _FARTHEST) : line]
    columns = {_indent(part) for part in above} | {len(part) - len(part.lstrip(" -")) for part in above}
    message = "The indentation of this line fits nothing above it."
    for column in sorted(columns - {now}, key=lambda column: (abs(column - now), -column)):
        if abs(column - now) <= 2 and lines[line].strip():
            advice = f"indent it by {column} spaces: {lines[line].strip()}"
            yield Candidate(Trap("indentation", message, advice, line, now), line, [" " * column + lines[line].lstrip(" ")])


def _without_tabs(lines: list[str], line: int) -> Iterator[Candidate]:
    longest = max(len(current) - len(current.lstrip()) for current in lines)
    for width in (2, 4, 8, 1):
        if longest * width > _LONGEST_IN_BRACES:
            return
        replaced = [_untabbed(current, width) for current in lines]
        first = next(number for number, current in enumerate(lines) if current != replaced[number])
        message = "A tab indents this line; YAML takes spaces only."
        number = line if lines[line] != replaced[line] else first
        yield Candidate(Trap("tab", message, replaced[number].strip(), number, lines[number].index("\t")), 0, replaced, True)


def _untabbed(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return line.replace(indent, indent.replace("\t", " " * width), 1) if "\t" in indent else line


def _quoted_entry(lines: list[str], number: int, head: str, value: str, wrong: int) -> Iterator[Candidate]:
    """Line `number` with its text in quotes; with the lines that go on with it, where line `wrong` may be among them."""
    indent = _entry_indent(head)
    end = number
    last = min(len(lines) - 1, number + _LONGEST_ENTRY)
    while end < last and (not lines[end + 1].strip() or _indent(lines[end + 1]) > indent):
        end += 1
    while end > number and not lines[end].strip():
        end -= 1
    kind = _kind(value)
    if kind is None and number < wrong <= end and head.rstrip().endswith(":") and _is_plain(value):
        kind = _COMMENT if any(" #" in part for part in lines[number:wrong]) else _COLON
    if kind is None:
        return
    code, message = kind
    column = len(head)
    item = _ITEM.match(head)
    if code == "colon-in-text" and end == number and item is not None and item["key"].strip().casefold() not in _known_keys():
        should = item["dash"] + _quote_exactly(lines[number][item.end("dash") :].rstrip())
        yield Candidate(Trap(code, message, should.strip(), number, item.end("dash")), number, [should])
    if code in ("quote-closes-early", "unknown-escape") and len(value) > 1 and value[-1] == value[0]:
        should = head + _other_quotes(value)
        yield Candidate(Trap(code, message, should.strip(), number, column), number, [should])
    if end == number or wrong == number:
        should = head + _quote_exactly(value)
        yield Candidate(Trap(code, message, should.strip(), number, column), number, [should])
    if end > number:
        inside = [part.replace("\\", "\\\\").replace('"', '\\"') for part in (value, *map(str.strip, lines[number + 1 : end + 1]))]
        replaced = [f'{head}"{inside[0]}', *(" " * (indent + 2) + part if part else "" for part in inside[1:])]
        replaced[-1] += '"'
        suggestion = f"{head.strip()} |, with the text on the lines below, indented"
        yield Candidate(Trap(code, message, suggestion, number, column), number, replaced)


def _quoted_in_braces(lines: list[str], number: int) -> Iterator[Candidate]:
    """Line `number` with those texts inside its braces in quotes that hold a sign of YAML's."""
    first = _IN_BRACES.search(lines[number])
    if first is None:
        return
    should = _IN_BRACES.sub(lambda found: found["head"] + _quote_exactly(found["value"]), lines[number])
    message = "Inside {...} a text that holds a bracket, a colon or another sign of YAML's needs quotes."
    yield Candidate(Trap("sign-in-braces", message, should.strip(), number, first.start("value")), number, [should])


def _quoted_in_brackets(lines: list[str], number: int) -> Iterator[Candidate]:
    """Line `number` with those texts inside its brackets in quotes that a # begins or cuts."""
    line = lines[number]
    first = _CUT_IN_BRACKETS.search(line)
    if first is None or not line.rstrip().endswith(("]", "}")):
        return
    should = _CUT_IN_BRACKETS.sub(lambda found: found["head"] + _quote_exactly(found["value"]), line)
    message = "Inside [...] a # begins a comment, so YAML does not see where the list ends."
    yield Candidate(Trap("comment-in-text", message, should.strip(), number, first.start("value")), number, [should])


@cache
def _known_keys() -> frozenset[str]:
    """Every key of the format; what stands before a colon otherwise is a part of a text."""
    return frozenset(field.key for fields in FIELDS.values() for field in fields)


def _is_plain(value: str) -> bool:
    return value[0] not in "\"'" and not _BLOCK_HEADER.fullmatch(value)


def _entry_indent(head: str) -> int:
    """The column that the lines of the entry's text must go beyond."""
    spaces = len(head) - len(head.lstrip(" "))
    return len(head) - len(head.lstrip(" -")) if head.strip(" -") else spaces


def _other_quotes(value: str) -> str:
    inner = value[1:-1]
    return "'" + inner.replace("'", "''") + "'" if value[0] == '"' else quote(inner)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quote_exactly(value: str) -> str:
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _kind(value: str) -> tuple[str, str] | None:
    """The trap that a value is, by its first sign or by the colon in it; None where it is none."""
    start = value[0]
    if start in "\"'":
        closes = _closing(value)
        if closes < 0:
            return "quote-not-closed", "This quotation mark is not closed."
        if closes < len(value) - 1 and not value[closes + 1 :].lstrip().startswith("#"):
            return "quote-closes-early", "The quotation mark closes before the text ends, and YAML cannot read what follows it."
        if start == '"' and "\\" in value:
            return "unknown-escape", "Inside double quotes a backslash begins an escape, and YAML does not know this one."
        return None
    if _BLOCK_HEADER.fullmatch(value):
        return None
    if value.startswith("- "):
        return "dash-start", "A text cannot start with a dash and a space without quotes: YAML takes it for a list."
    if start in _STARTS:
        code, taken_for = _STARTS[start]
        return code, f"A text cannot start with {start} without quotes: YAML takes it for {taken_for}."
    if ": " in value or value.endswith(":") or ":\t" in value:
        return _COLON
    if " #" in value:
        return _COMMENT
    return None


def _closing(value: str) -> int:
    """Where the quotation mark at the start closes; -1 where it does not."""
    pattern = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    found = re.match(pattern, value)
    return found.end() - 1 if found else -1
