"""Markdown files: where the front matter ends, what it says where it is TOML, and which heading is the title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tui.model.briefing import Prose
from tui.model.text import fold

Language = Literal["yaml", "toml", "json"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[>#|]|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:[-*_][ \t]*){3,}$|<)|    |\t")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_PLAIN_MARKS = re.compile(r"(\*\*|__|\*|`+|~~)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FOREIGN_FRONT = re.compile(r"(`{3,}|~{3,})[ \t]*(?:toml|yaml|json)[ \t]*$")

LONGEST_TITLE = 300
"""Characters of a heading that may still be a title."""

_TITLE_LINES = 2
"""Lines of an underlined heading that may still be a title: more are text above a rule."""

LONGEST_FRONT = 100_000
"""Characters of front matter in TOML or JSON; more is text."""


@dataclass(frozen=True)
class _Heading:
    line: int
    """Index of its first line."""
    lines: int
    level: int
    markdown: str

    @property
    def plain(self) -> str:
        """Its text without the marks of Markdown."""
        text = _LINK.sub(r"\1", self.markdown)
        previous = ""
        while previous != text:
            previous, text = text, _PLAIN_MARKS.sub(r"\2", text)
        return " ".join(_ESCAPE.sub(r"\1", text).split())

    @property
    def says_more(self) -> bool:
        """Whether its Markdown holds something that its plain text does not: an address, a citation, HTML."""
        return any(sign in self.markdown for sign in ("](", "[", "<", "&", "{"))


@dataclass(frozen=True)
class MarkdownFile:
    """The front matter of a file and the text after it."""

    front_matter: str
    """Without the lines `---` or `+++` around it; "" where there is none."""
    front_line: int
    """Line of its first line, from 1."""
    body: str
    body_line: int
    """Line of the first line of `body`, from 1."""
    language: Language = "yaml"
    """In which the front matter is written."""

    def whole(self, text: str) -> MarkdownFile:
        """The same file read as if it had no front matter."""
        return MarkdownFile("", 1, text, 1)

    def titled(self, given: str, otherwise: str = "") -> tuple[str, Prose]:
        """The title and the body that remains.

        Where no title is given, a heading that begins the text is the title. It is taken out of the body where
        it would only say the same again; its line stays, empty, so that lines count on. A heading that
        comes later is a section, whatever its level.

        Args:
            given: the title of the front matter.
            otherwise: the title where there is neither.
        """
        lines = self.body.split("\n")
        first = _beginning(lines)
        title = given or (first.plain if first else "") or otherwise
        if first and not first.says_more and fold(first.plain).strip() == fold(title).strip():
            rest = lines[first.line + first.lines :]
            if first.level == 1 or all(level > first.level for level in _levels(rest)):
                lines[first.line : first.line + first.lines] = [""] * first.lines
        skipped = 0
        while skipped < len(lines) and not lines[skipped].strip():
            skipped += 1
        text = "\n".join(lines[skipped:]).rstrip()
        return title, Prose(text, self.body_line + skipped, 1) if text else Prose()


def _atx(line: str) -> tuple[int, str] | None:
    """Level and text of a heading that begins with number signs."""
    opening = _ATX.match(line)
    if opening is None:
        return None
    text = line[opening.end() :].strip(" \t")
    bare = text.rstrip("#")
    return len(opening.group(1)), bare.rstrip(" \t") if not bare or bare[-1] in " \t" else text


def _beginning(lines: list[str]) -> _Heading | None:
    """The heading that begins a text; only comments, and front matter in a fence, may stand before it."""
    index = _after_comments(lines, 0)
    fence = _FOREIGN_FRONT.match(lines[index]) if index < len(lines) else None
    if fence:
        ends = (at for at in range(index + 1, len(lines)) if lines[at].rstrip() == fence.group(1))
        index = _after_comments(lines, next(ends, len(lines)) + 1)
    if index >= len(lines) or len(lines[index]) > LONGEST_TITLE:
        return None
    if atx := _atx(lines[index]):
        return _Heading(index, 1, *atx) if atx[1] else None
    if _NO_PARAGRAPH.match(lines[index]) or _FENCE.match(lines[index]):
        return None
    for under in range(index + 1, min(len(lines), index + 1 + _TITLE_LINES)):
        rule = _SETEXT.match(lines[under]) if len(lines[under]) <= LONGEST_TITLE else None
        if rule:
            text = " ".join(part.strip() for part in lines[index:under])
            # Bars above a rule are a table, whatever Markdown makes of it.
            return None if "|" in text else _Heading(index, under - index + 1, 1 if rule.group(1)[0] == "=" else 2, text)
        if not lines[under].strip():
            return None
    return None


def _after_comments(lines: list[str], index: int) -> int:
    """The index of the first line from `index` on that is neither empty nor of an HTML comment."""
    while index < len(lines):
        line = lines[index].strip()
        if line.startswith("<!--"):
            while index < len(lines) and "-->" not in lines[index]:
                index += 1
            if index < len(lines) and not lines[index].rstrip().endswith("-->"):
                return index
        elif line:
            return index
        index += 1
    return index


def _levels(lines: list[str]) -> Iterator[int]:
    """The levels of the headings outside fences, as far as that can be told from single lines."""
    fence = ""
    paragraph = False
    for line in lines:
        opened = _FENCE.match(line)
        if fence:
            if opened and opened.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opened:
            fence, paragraph = opened.group(1), False
        elif not line.strip():
            paragraph = False
        elif atx := _atx(line):
            yield atx[0]
            paragraph = False
        elif paragraph and (rule := _SETEXT.match(line)):
            yield 1 if rule.group(1)[0] == "=" else 2
            paragraph = False
        else:
            paragraph = paragraph or not _NO_PARAGRAPH.match(line)


def split_markdown(text: str) -> MarkdownFile:
    """Tell front matter from text.

    YAML stands between two lines `---`, the second one may be `...`; TOML between two lines `+++`; JSON is an
    object that begins the file, with nothing behind it on its last line. Blank lines may stand before it.
    """
    blank = re.match(r"(?:[ \t]*\n)*", text)
    start = blank.end() if blank else 0
    first_line = text.count("\n", 0, start) + 1
    opener, _, rest = text[start:].partition("\n")
    opener = opener.rstrip()
    if opener == "---" and rest:
        closing = re.search(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", rest, re.M)
        if closing:
            front = rest[: closing.start()]
            return MarkdownFile(front or "\n", first_line + 1, rest[closing.end() :], first_line + 2 + front.count("\n"))
    if opener == "+++" and rest:
        closing = re.search(r"^\+\+\+[ \t]*(?:\n|\Z)", rest, re.M)
        if closing and closing.start() <= LONGEST_FRONT:
            front = rest[: closing.start()]
            body_line = first_line + 2 + front.count("\n")
            return MarkdownFile(front or "\n", first_line + 1, rest[closing.end() :], body_line, "toml")
    if opener[:1] == "{" and opener[1:].lstrip()[:1] in ("", '"'):
        try:
            found, end = json.JSONDecoder().raw_decode(text[start : start + LONGEST_FRONT])
        except (ValueError, RecursionError):
            return MarkdownFile("", 1, text, 1)
        behind, _, body = text[start + end :].partition("\n")
        if isinstance(found, dict) and found and not behind.strip():
            front = text[start : start + end]
            return MarkdownFile(front, first_line, body, first_line + front.count("\n") + 1, "json")
    return MarkdownFile("", 1, text, 1)


def unread_front_matter(text: str) -> str:
    """What looks like front matter that `split_markdown` does not read as such: without its second line `---` or `+++`."""
    start = text.lstrip()
    if start.startswith("+++"):
        return start.partition("\n+++")[0]
    return re.split(r"\n[ \t]*\n", start, maxsplit=1)[0] if start.startswith("---") else ""


_TOML_KEY = re.compile(r"[ \t]*\[{0,2}[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")

_MOST_PARTS = 1_000
"""Dots on a line of a key that is still read: tomllib's own cost grows with the square of the depth."""

_TOML_KEY_END = re.compile(r"[=\]\n]|\Z")


class TomlError(Exception):
    """The text is no TOML; `line` is where it stops being so, from 1, or 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def json_of_toml(text: str, line: int) -> str:
    """A JSON object of what a TOML text says; dates become text.

    Args:
        text: TOML.
        line: of the file, where the text begins, from 1; the keys of the JSON stand on the lines of the file.

    Raises:
        TomlError: it is no TOML, or nested too deeply.
    """
    import tomllib

    places: dict[str, int] = {}
    for number, one in enumerate(text.split("\n"), line):
        ends = _TOML_KEY_END.search(one)
        if one.count(".", 0, ends.start() if ends else len(one)) > _MOST_PARTS:
            raise TomlError("it is nested too deeply", number)
        if begun := _TOML_KEY.match(one):
            places.setdefault(begun[1] or begun[2] or begun[3] or "", number)
    try:
        found = tomllib.loads(text)
        entries = [(places.get(key, line), key, json.dumps(value, default=_moment_text)) for key, value in found.items()]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        raise TomlError(str(error).partition(" (at")[0].lower(), line + int(place[1]) - 1 if place else line) from error
    except (ValueError, RecursionError) as error:
        raise TomlError("it is nested too deeply, or a number is too long", line) from error
    entries.sort(key=lambda entry: entry[0])
    pieces, here = ["{"], 1
    for count, (at, key, value) in enumerate(entries):
        pieces.append("," if count else "")
        pieces.append("\n" * (at - here))
        here = max(here, at)
        pieces.append(f"{json.dumps(key)}: {value}")
    return "".join([*pieces, "}"])


def _moment_text(value: Any) -> str:
    """A date or a time as text."""
    return str(value.isoformat())
