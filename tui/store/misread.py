"""Signs that look like YAML's and are not, and one that is: a file with them is read without complaint, and as something else.

A no-break space that indents, a colon of full width, a colon without its space, a line `...` in the middle, and the pairs of
escapes that JSON writes for one character are put right before anything else is read. A `#` that cuts a text short is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from yaml import YAMLError

from tui.model.briefing import Briefing
from tui.model.counted import counted
from tui.model.fields import FIELDS, field_called
from tui.model.late_pattern import late_pattern
from tui.model.problem import Problem
from tui.store.events import yaml_events
from tui.store.mend_lines import Trap
from tui.store.nodes import Scalar
from tui.store.problems import Problems, quote, quoted

_BLANK = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANKS = " \u00a0\u3000"
_INDENTED = late_pattern(rf"^[ ]*[{_BLANK}][ {_BLANK}]*(?=\S)", re.M)
_COLON = late_pattern(r"^(?P<head>[ ]*(?:-[ ]+)*)(?P<key>[A-Za-z_][\w -]{0,30}?)[ ]*(?P<colon>[:\uff1a])(?P<rest>[^\n]*)$", re.M)
_END = late_pattern(r"^\.\.\.[ \t]*\n(?=(?:[ \t]*\n)*(?!---|%|#|[ \t]*\n|\.\.\.)[^\n])", re.M)
_PAIR = late_pattern(r"(?<!\\)((?:\\\\)*)\\u[dD]([89abAB][0-9a-fA-F]{2})\\u[dD]([c-fC-F][0-9a-fA-F]{2})")
_SIGN = late_pattern(rf"[{_BLANK}\uff1a]")
_TIGHT = late_pattern(r":(?<=[\w -]:)(?![\s/])")
_KEY = late_pattern(r"[ ]*(?:-[ ]+)*[A-Za-z_][\w -]{0,30}")
_NEAR = 400
"""Characters before a colon within which the line must begin for it to be that of a key."""
_MOST = 2_000
"""Signs of a kind that are put right in one file."""

_NAMES = frozenset(name for of in FIELDS for name in (field.key for field in FIELDS[of]))


class PutRight(NamedTuple):
    """A text, and what was put right in it."""

    text: str
    problems: list[Trap]


def _is_field(key: str) -> bool:
    return key in _NAMES or field_called(key, Briefing) is not None


def put_right(text: str, is_key: Callable[[str], bool] = _is_field) -> PutRight:
    """The text with its signs as they were meant; unchanged, and at little cost, where there are none of these.

    Lines stay what they are.

    Args:
        text: of a file.
        is_key: whether a word is a key of such a file, so that a colon behind it is meant for YAML's.
    """
    if not _is_suspect(text):
        return PutRight(text, [])
    problems: list[Trap] = []
    text = _pairs(text, problems)
    if _END.search(text) and not text.lstrip().startswith("---\n"):
        text = _END.sub(lambda found: _without_end(text, found, problems), text, count=_MOST)
    lines = text.split("\n")
    for number in sorted(_plain_lines(text, len(lines))):
        before = lines[number]
        lines[number] = _line(before, number, problems, is_key)
    return PutRight("\n".join(lines) if problems else text, _few(problems))


def _is_suspect(text: str) -> bool:
    """Whether a text may hold any of these signs."""
    if "\n..." in text or text.startswith("...") or ("\\" in text and ("\\ud" in text or "\\uD" in text)):
        return True
    if not text.isascii() and _SIGN.search(text):
        return True
    for colon in _TIGHT.finditer(text):
        at = colon.start()
        first = max(0, at - _NEAR)
        start = text.rfind("\n", first, at) + 1
        if start or not first:
            if _KEY.fullmatch(text, start, at):
                return True
        elif not text[first : at - 40].strip(" -"):
            return True
    return False


def _few(problems: list[Trap]) -> list[Trap]:
    """Of each kind the first one, which says how many there are: one habit is one problem."""
    kinds: dict[str, list[Trap]] = {}
    for trap in problems:
        kinds.setdefault(trap.code, []).append(trap)
    found = []
    for traps in kinds.values():
        first, more = traps[0], len(traps) - 1
        said = f"{first.message} The same on {counted(more, 'more line')}." if more else first.message
        found.append(Trap(first.code, said, first.suggestion, first.line, first.column, first.index, first.severity))
    return found


def _plain_lines(text: str, count: int) -> set[int]:
    """The lines, of so many, with unquoted text that may mean something else; where the parser fails, all after it."""
    found: set[int] = set()
    events = yaml_events(text)
    reached = 0
    depth = 0
    try:
        while (event := events()) is not None:
            depth += event.__class__.__name__.endswith("StartEvent") - event.__class__.__name__.endswith("EndEvent")
            if depth > 200:
                return found
            reached = event.end_mark.line
            if event.__class__ is Scalar and not event.style:
                first, last = event.start_mark.line, event.end_mark.line
                found.update(range(first, min(count, last + 1, first + _MOST)))
    except YAMLError:
        found.update(range(reached, min(count, reached + _MOST)))
    return found


def _line(line: str, number: int, problems: list[Trap], is_key: Callable[[str], bool]) -> str:
    indented = _INDENTED.match(line)
    if indented:
        line = " " * indented.end() + line[indented.end() :]
        message = "A no-break space indents this line; YAML takes plain spaces only."
        problems.append(Trap("no-break-space", message, line.strip(), number, 0))
    match = _COLON.fullmatch(line)
    if match is None or not is_key(match["key"]):
        return line
    rest = match["rest"]
    if match["colon"] == ":" and (not rest or rest[0] in " \t/"):
        return line
    should = f"{match['head']}{match['key']}: {rest.lstrip(_BLANKS)}".rstrip()
    if match["colon"] == ":":
        code, message = "no-space-after-colon", "A space is missing after the colon, so YAML sees no key here."
    else:
        code, message = "full-width-colon", "The colon is one of full width, so YAML sees no key here."
    problems.append(Trap(code, message, should.strip(), number, match.start("colon")))
    return should


def _without_end(text: str, found: re.Match[str], problems: list[Trap]) -> str:
    number = text.count("\n", 0, found.start()) if len(problems) < 2 else problems[-1].line
    message = "YAML takes a line of three dots for the end of the file; what follows it is read all the same."
    problems.append(Trap("document-end", message, "leave the line out, or indent it where it belongs to a text", number, 0))
    after = text[found.end() : found.end() + 400].lstrip("\n")
    indent = len(after) - len(after.lstrip(" "))
    return f"{' ' * indent}...\n" if indent else "\n"


def _pairs(text: str, problems: list[Trap]) -> str:
    first = _PAIR.search(text)
    if first is None:
        return text
    line = text.count("\n", 0, first.start())
    message = "Two escapes stand for one character here, as JSON writes it; YAML knows no such pairs."
    code = 0x10000 + ((int("d" + first[2], 16) - 0xD800) << 10) + (int("d" + first[3], 16) - 0xDC00)
    column = first.start() - (text.rfind("\n", 0, first.start()) + 1)
    problems.append(Trap("surrogates", message, f"write the character itself, or \\U{code:08X}", line, column))

    def whole(found: re.Match[str]) -> str:
        point = 0x10000 + ((int("d" + found[2], 16) - 0xD800) << 10) + (int("d" + found[3], 16) - 0xDC00)
        return f"{found[1]}\\U{point:08X}"

    return _PAIR.sub(whole, text)


_LONGEST = 2_000
"""Characters of a line that is shown as it should be."""

_SUSPECT = late_pattern(r"#(?<=[ \t]#)(?:[^\s#!]|[ \t]*\d)")


def cut_by_comments(text: str, path: str) -> tuple[Problem, ...]:
    """Unquoted texts that end at a ` #` which does not look like a comment: `title: Sitrep #12`.

    A comment has a space after its sign; `#12` and `# 12` more likely belong to the text.
    """
    suspects = set(_value_ends(text))
    problems = Problems(path)
    if not suspects:
        return ()
    events = yaml_events(text)
    try:
        while (event := events()) is not None:
            if event.__class__ is Scalar and not event.style and event.end_mark.index in suspects:
                _report(event, text, problems)
    except YAMLError:
        pass
    return problems.sorted()


def _value_ends(text: str) -> Iterator[int]:
    """Where something ends before a sign that begins a comment, on the same line."""
    done = line_start = 0
    for found in _SUSPECT.finditer(text):
        end = found.start()
        line_start = text.rfind("\n", done, end) + 1 or line_start
        while end > line_start and text[end - 1] in " \t":
            end -= 1
        done = found.end()
        if end > line_start:
            yield end


def _report(event: Scalar, text: str, problems: Problems) -> None:
    end = event.end_mark.index
    start = event.start_mark.index
    line_end = text.find("\n", end, end + _LONGEST)
    rest = text[end : line_end if line_end >= 0 else end + _LONGEST]
    line_start = text.rfind("\n", max(0, start - _LONGEST), start) + 1
    should = ""
    if end - start < _LONGEST and (line_start or start < _LONGEST):
        should = f"{(text[line_start:start].strip() + ' ').lstrip()}{quote((text[start:end] + rest).strip())}"
    problems.add(
        "warning",
        "comment-in-text",
        f"YAML takes {quoted(rest.strip())} for a comment, so the text ends before it.",
        event.end_mark,
        should or "put the whole text in quotes",
    )
