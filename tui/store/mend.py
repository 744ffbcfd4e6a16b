"""Files that YAML refuses: which trap the author fell into, and the line as it should be (FORMAT section 5).

A mend is never guessed only: it is tried, and counts where the parser then gets past the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from yaml import YAMLError
from yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent

from tui.model.fields import FIELDS
from tui.model.problem import Severity
from tui.store.problems import quote, quoted
from tui.store.yaml_reader import yaml_events

_ENTRY = re.compile(
    r"(?P<head>[ ]*(?:-[ ]+)*(?:(?:\"[^\"]*\"|'[^']*'|[^\s\"'#\-\[\]{},&*!|>%@`][^#]*?|-[^\s#][^#]*?)[ ]*:[ \t]+)?)(?P<value>\S.*)"
)
_TIGHT = re.compile(r"(?P<head>[ ]*(?:-[ ]+)*[A-Za-z_][\w-]*):(?P<value>[^\s:/].*)")
_IN_BRACES = re.compile(
    r"(?P<head>[{,][ ]*[^\s{},:\"'\[\]][^{},:\"']*:[ ]+)"
    r"(?P<value>(?![\"'\[{])[^,{}]*?[\[\]:@`%&*!#|>][^,{}]*?)(?=[ ]*[,}])"
)
_CUT_IN_BRACKETS = re.compile(
    r"(?P<head>(?:[\[{,]|[{,][ ]*[^\s{},:\"'\[\]#][^{},:\"'#]*:)[ ]*)(?P<value>(?:[^\"'\[\]{},#]*[ ])?#[^,\[\]{}]*?)(?=[ ]*[,\]}])"
)
_ITEM = re.compile(r"(?P<dash>[ ]*(?:-[ ]+)+)(?P<key>[^\"'][^:]*):[ ]+$")
"""The head of a list's item that begins with a key."""
_MOST_ADJACENT = 8
"""Lines one below the other that are mended together."""
_FARTHEST = 40
"""Lines above the parser's complaint in which its cause is looked for."""

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
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?(?:[ ]+#.*)?")
_KEY = re.compile(r"[ ]*(?:-[ ]+)*[A-Za-z_][\w -]*:(?:[ ]|$)")


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


class Repair(NamedTuple):
    """A trap, and the whole text without it; None where no mend was found."""

    problem: Trap
    text: str | None


def mend(text: str, error: YAMLError, *, tries: int = 100) -> Repair:
    """Explain a parser's error and mend the lines that caused it.

    Args:
        text: the whole file.
        error: what the parser raised.
        tries: how many mends may be tried; each parses the file again, up to the error.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    column = mark.column if mark else 0
    found = _mended(text, error, _Tries(tries), _MOST_ADJACENT)
    if found is not None:
        return found
    what = getattr(error, "problem", None) or "it cannot be parsed"
    context = getattr(error, "context", None)
    said = f"YAML stops here: {what}" + (f", {context}" if context else "") + "."
    seen = lines[line].strip() if lines else ""
    advice = "check indentation, quotes and colons on this line and the one before it"
    return Repair(Trap("yaml-syntax", said, advice + (f": {quoted(seen)}" if seen else ""), line, column), None)


class _Tries:
    """How many mends may still be tried."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _mended(text: str, error: YAMLError, tries: _Tries, adjacent: int) -> Repair | None:
    """The first mend that gets past the place, else the first one after which the next line can be mended too."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    if tries.left <= 0:
        return None
    stuck = _stuck(text, line)
    doubtful: list[tuple[Repair, YAMLError]] = []
    for trap, first, replaced in _candidates(lines, line, error, stuck):
        if not tries.take():
            break
        tried = "\n".join([*lines[:first], *replaced, *lines[first + len(replaced) :]])
        reached = max(line, first + len(replaced) - 1)
        stopped = _stops(tried, reached, len(lines))
        if stopped is None:
            return Repair(trap, tried)
        if first <= stuck < line and _stuck(tried, line) > first + len(replaced) - 1 >= stuck:
            return Repair(trap, tried)
        if getattr(stopped, "problem_mark", None) is not None and stopped.problem_mark.line == reached + 1:  # type: ignore[attr-defined]
            doubtful.append((Repair(trap, tried), stopped))
    if adjacent:
        for repair, stopped in doubtful:
            if repair.text is not None and _mended(repair.text, stopped, tries, adjacent - 1) is not None:
                return repair
    return None


def _stops(text: str, line: int, last: int) -> YAMLError | None:
    """What the parser still says of line `line` or, because of it, of the next one; None where it gets past both."""
    events = yaml_events(text)
    try:
        while (event := events()) is not None:
            if event.start_mark.line > line + 1 and line + 1 < last:
                return None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        past = mark is not None and mark.line > line and (context is None or context.line > line or mark.line > line + 1)
        return None if past else error
    return None


def _stuck(text: str, line: int) -> int:
    """Where a text begins that is not closed, a list, a mapping or a text in quotes; else the line of the error."""
    events = yaml_events(text)
    opened: list[int] = []
    try:
        while (event := events()) is not None:
            at: int = event.start_mark.line
            if event.__class__ in (SequenceStartEvent, MappingStartEvent) and (event.flow_style or opened):
                opened.append(at)
            elif event.__class__ in (SequenceEndEvent, MappingEndEvent) and opened:
                opened.pop()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        if opened:
            return opened[0]
        if context is not None and "quoted" in (getattr(error, "context", None) or ""):
            return int(context.line)
        return int(mark.line) if mark is not None else line
    return len(text)


def _candidates(lines: list[str], line: int, error: YAMLError, stuck: int) -> Iterator[tuple[Trap, int, list[str]]]:
    if any("\t" in current[: len(current) - len(current.lstrip())] for current in lines[max(0, line - 1) : line + 1]):
        yield from _without_tabs(lines, line)
    context = getattr(error, "context_mark", None)
    above = [line]
    if stuck < line:
        above.append(stuck)
        yield from _quoted_in_brackets(lines, stuck)
    if context is not None and context.line < line and context.line != stuck:
        above.append(context.line)
    above += [number for number in range(line - 1, max(-1, line - _FARTHEST), -1) if number not in above]
    for number in above:
        yield from _indented_block(lines, number, line)
    for number in above:
        if number >= len(lines):
            continue
        match = _ENTRY.fullmatch(lines[number].rstrip())
        if match is None or match["value"].startswith("#"):
            continue
        if "{" in match["value"]:
            yield from _quoted_in_braces(lines, number)
        yield from _quoted_entry(lines, number, match["head"], match["value"], line)
        if number == line or number == line - 1:
            tight = _TIGHT.fullmatch(lines[number].rstrip())
            if tight:
                should = f"{tight['head']}: {tight['value']}"
                message = "A space is missing after the colon, so YAML sees no key here."
                yield Trap("no-space-after-colon", message, should.strip(), number, len(tight["head"])), number, [should]
    yield from _reindented(lines, line)


def _indented_block(lines: list[str], number: int, wrong: int) -> Iterator[tuple[Trap, int, list[str]]]:
    """The lines after a `|` that should have been indented, up to the next key."""
    match = _ENTRY.fullmatch(lines[number].rstrip())
    if number >= wrong or match is None or not _BLOCK_HEADER.fullmatch(match["value"]):
        return
    indent = _entry_indent(match["head"])
    end = number + 1
    while end < len(lines) and not _KEY.match(lines[end]):
        end += 1
    first = next((at for at in range(number + 1, end) if lines[at].strip() and _indent(lines[at]) <= indent), None)
    if first is None or end < wrong:
        return
    replaced = [" " * (indent + 2) + part if part.strip() else part for part in lines[number + 1 : end]]
    message = "The text below a | or > must be indented; YAML takes this line for something else."
    advice = f"indent it by {indent + 2} spaces: {lines[first].strip()}"
    yield Trap("text-not-indented", message, advice, first, _indent(lines[first])), number + 1, replaced


def _reindented(lines: list[str], line: int) -> Iterator[tuple[Trap, int, list[str]]]:
    """Line `line` indented like one of those above it."""
    now = _indent(lines[line])
    above = lines[max(0, line - _FARTHEST) : line]
    columns = {_indent(part) for part in above} | {len(part) - len(part.lstrip(" -")) for part in above}
    message = "The indentation of this line fits nothing above it."
    for column in sorted(columns - {now}, key=lambda column: (abs(column - now), -column)):
        if abs(column - now) <= 2 and lines[line].strip():
            advice = f"indent it by {column} spaces: {lines[line].strip()}"
            yield Trap("indentation", message, advice, line, now), line, [" " * column + lines[line].lstrip(" ")]


def _without_tabs(lines: list[str], line: int) -> Iterator[tuple[Trap, int, list[str]]]:
    for width in (2, 4, 8, 1):
        replaced = [_untabbed(current, width) for current in lines]
        first = next(number for number, current in enumerate(lines) if current != replaced[number])
        message = "A tab indents this line; YAML takes spaces only."
        number = line if lines[line] != replaced[line] else first
        yield Trap("tab", message, replaced[number].strip(), number, lines[number].index("\t")), 0, replaced


def _untabbed(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return line.replace(indent, indent.replace("\t", " " * width), 1) if "\t" in indent else line


def _quoted_entry(lines: list[str], number: int, head: str, value: str, wrong: int) -> Iterator[tuple[Trap, int, list[str]]]:
    """Line `number` with its text in quotes; with the lines that go on with it, where line `wrong` may be among them."""
    indent = _entry_indent(head)
    end = number
    while end + 1 < len(lines) and (not lines[end + 1].strip() or _indent(lines[end + 1]) > indent):
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
        yield Trap(code, message, should.strip(), number, item.end("dash")), number, [should]
    if code in ("quote-closes-early", "unknown-escape") and len(value) > 1 and value[-1] == value[0]:
        should = head + _other_quotes(value)
        yield Trap(code, message, should.strip(), number, column), number, [should]
    if end == number or wrong == number:
        should = head + _quote_exactly(value)
        yield Trap(code, message, should.strip(), number, column), number, [should]
    if end > number:
        inside = [part.replace("\\", "\\\\").replace('"', '\\"') for part in (value, *map(str.strip, lines[number + 1 : end + 1]))]
        replaced = [f'{head}"{inside[0]}', *(" " * (indent + 2) + part if part else "" for part in inside[1:])]
        replaced[-1] += '"'
        suggestion = f"{head.strip()} |, with the text on the lines below, indented"
        yield Trap(code, message, suggestion, number, column), number, replaced


def _quoted_in_braces(lines: list[str], number: int) -> Iterator[tuple[Trap, int, list[str]]]:
    """Line `number` with those texts inside its braces in quotes that hold a sign of YAML's."""
    first = _IN_BRACES.search(lines[number])
    if first is None:
        return
    should = _IN_BRACES.sub(lambda found: found["head"] + _quote_exactly(found["value"]), lines[number])
    message = "Inside {...} a text that holds a bracket, a colon or another sign of YAML's needs quotes."
    yield Trap("sign-in-braces", message, should.strip(), number, first.start("value")), number, [should]


def _quoted_in_brackets(lines: list[str], number: int) -> Iterator[tuple[Trap, int, list[str]]]:
    """Line `number` with those texts inside its brackets in quotes that a # begins or cuts."""
    line = lines[number]
    first = _CUT_IN_BRACKETS.search(line)
    if first is None or not line.rstrip().endswith(("]", "}")):
        return
    should = _CUT_IN_BRACKETS.sub(lambda found: found["head"] + _quote_exactly(found["value"]), line)
    message = "Inside [...] a # begins a comment, so YAML does not see where the list ends."
    yield Trap("comment-in-text", message, should.strip(), number, first.start("value")), number, [should]


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
