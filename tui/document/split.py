"""Cutting a Markdown text into headings and chunks that parse alone, in one pass over its lines.

Nothing is parsed here but what decides where to cut: headings, fences, lists, footnotes and link
definitions at the top level. Where the pass is not sure, it does not cut: the chunk's own parsing
decides. Footnotes go to the end of the first section that cites them, link definitions and uncited
footnotes to the end of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from tui.document.block import Span
from tui.document.inline import parse_inline
from tui.document.source_blocks import (
    BLANK_LINE,
    CITED,
    NO_REFERENCES,
    ONE_CELL,
    Names,
    References,
    cut_fence,
    cut_long,
    html_end,
    labels_shown,
    may_head_table,
    normal_label,
)
from tui.document.verbatim import chunks
from tui.model.briefing import Prose
from tui.model.text import fenced

CHUNK = 8_192
"""Characters after which a chunk ends at the next safe place."""
LONGEST = 131_072
"""A list, fence, table or paragraph longer than so many characters is cut although it is one block."""


class TextPiece(msgspec.Struct, frozen=True, gc=False):
    """A heading, or a chunk of Markdown between headings that parses alone as it does in the whole."""

    heading_level: int = 0
    """1 to 6 for a heading, whose `text` is ""; 0 for a chunk of Markdown."""
    heading: str = ""
    """The heading as plain text."""
    spans: tuple[Span, ...] = ()
    """Spans of `heading`."""
    text: str = ""
    """Markdown of a chunk; hand it to `parse_markdown` with `line`, `step` and `references`."""
    line: int = 0
    """Source line of the first line; 0 when unknown."""
    step: int = 0
    """Source lines per line of text, as in `Prose`."""
    references: References = NO_REFERENCES
    plain: bool = False
    """Whether it is a fence around a chunk of a text that is no Markdown; `line` is that of the fence's opening."""

    @property
    def inner(self) -> Prose:
        """The text in the fence of such a chunk."""
        text = self.text.partition("\n")[2].rpartition("\n")[0]
        return Prose(text, self.line + self.step, self.step, 0, True)


_LABEL = r"\[(?:[^\[\]\\\n]|\\.){1,999}\]:"
_STOP = re.compile(
    r"\n((?:[ \t]*+\n)++)?+( {0,3})"
    r"(?:(?P<atx>#{1,6})(?=[ \t\n]|\Z)"
    r"|(?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})"
    r"|(?P<under>=+|-+)[ \t]*(?=\n|\Z)"
    r"|\[\^(?P<note>[^\]\s]+)\]:"
    rf"|(?P<definition>{_LABEL})"
    r"|(?P<html><)(?=[A-Za-z/!?])"
    r"|(?P<item>[-+*](?=[ \t\n]|\Z)|\d{1,9}[.)](?=[ \t\n]|\Z))"
    r"|(?(1)|(?!)))"
)
_NOTE_LINE = re.compile(
    r"\n(?P<blank>(?:[ \t]*+\n)++)?+ {0,3}(?:"
    r"(?P<block>#{1,6}[ \t\n]|```|~~~|[-+*][ \t\n]|\d{1,9}[.)][ \t\n]|>|\[\^[^\]\s]+\]:|(?:-[ \t]*+){3,}\n|(?:_[ \t]*+){3,}\n)"
    r"|(?P<text>[^ \t\n])|)"
)
_DEFINITIONS = re.compile(
    rf"(?:\n {{0,3}}{_LABEL}[ \t]*(?:<[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?=\n|\Z))+"
)
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_BLANK_OR_END = re.compile(r"[ \t]*(?:\n|\Z)")
_NOT_PROSE = re.compile(
    r"(?: {4}| {0,3}\t| {0,3}(?:[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$)|>|`{3}|~{3}|\[[^\]]*\]:)|[ |:]*-[ |:-]*$)"
)
_ENDS_PROSE = re.compile(r" {0,3}(?:#{1,6}(?:[ \t]|$)|([-_*])[ \t]*(?:\1[ \t]*){2,}$)|[ \t]*$")
_ONE_LABEL = re.compile(r"^ {0,3}\[((?:[^\[\]\\\n]|\\.){1,999})\]:", re.M)

_LONGEST_HEADING = 2_000


class _Heading(msgspec.Struct):
    offset: int
    level: int
    source: str


class _Chunk(msgspec.Struct):
    offset: int
    text: str
    repeats: int = 0
    """Lines at its start that repeat earlier ones: the opening of a fence, the headings of a table."""


class _Note(msgspec.Struct):
    offset: int
    text: str
    label: str = ""
    """Label of a footnote; "" for link definitions."""


class _Scanner:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = "\n" + text
        self.found: list[_Heading | _Chunk | _Note] = []
        self.definitions: list[str] = []
        self.notes: set[str] = set()
        self.start = 1
        """Where the chunk being collected starts."""
        self.in_list = False
        self.no_heading = 0
        """Where an underline stands that makes no heading of the paragraph above it; nor does one further down in it."""
        self.html_end = 0  # Where the line behind the last block of raw HTML begins: no paragraph goes further up.

    def scan(self) -> None:
        text, position = self.text, 0
        search = _STOP.search
        while match := search(text, position):
            after_blank = match.group(1) is not None
            start = match.end(1) if after_blank else match.start() + 1
            indent = match.end(2) - match.start(2)
            position = match.end()
            inside = self.in_list and indent >= 2
            kind = match.lastgroup
            if kind is None:
                if text[position : position + 1].isspace():
                    continue
                if indent == 0:
                    self.in_list = False
                if not self.in_list and start - self.start >= CHUNK:
                    self.flush(start)
            elif kind == "item":
                if after_blank and not self.in_list and start - self.start >= CHUNK:
                    self.flush(start)
                self.in_list = True
            elif kind == "atx":
                if not inside and not may_head_table(text, start):
                    position = self.heading(start, match.end("atx"), len(match.group("atx")))
            elif kind == "fence":
                if not inside:
                    position = self.fence(start, match)
            elif kind == "html":
                if not inside and not may_head_table(text, start):
                    position = self.html(start, match.start("html"), after_blank)
            elif kind == "under":
                if not after_blank and not inside:
                    self.underlined(start, match)
                elif after_blank and match.group("under") == "-":
                    self.in_list = True
            elif kind == "note":
                self.notes.add(match.group("note"))
                if not inside:
                    position = self.note(start, match.group("note"))
            elif not inside and (after_blank or self.start >= start):
                position = self.definition(start)
        self.flush(len(text))

    def flush(self, end: int) -> None:
        """End the chunk before `end`."""
        start, self.start = self.start, end
        if start >= end:
            return
        blank = _BLANK_LINES.match(self.text, start, end)
        start = blank.end() if blank else start
        if end - start > LONGEST:
            for offset, text, repeats in cut_long(self.text, start, end, LONGEST // 2):
                self.found.append(_Chunk(offset, text.rstrip("\n"), repeats))
            return
        text = self.text[start:end].rstrip("\n")
        if text and not text.isspace():
            self.found.append(_Chunk(start, text))

    def line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def heading(self, start: int, after: int, level: int) -> int:
        end = self.line_end(after)
        self.flush(start)
        source = self.text[after:end].strip(" \t")
        bare = source.rstrip("#")
        if not bare or bare[-1] in " \t":
            source = bare.rstrip(" \t")
        self.found.append(_Heading(start, level, source))
        self.start, self.in_list = min(end + 1, len(self.text)), False
        return end

    def fence(self, start: int, match: re.Match[str]) -> int:
        """Step over a fence; it ends at its closing line or with the text (CommonMark 4.5)."""
        if start - self.start >= CHUNK:
            self.flush(start)
        self.in_list = False
        mark = match.group("fence")
        opening = self.line_end(match.end())
        close = re.compile(rf"\n {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*(?=\n|\Z)").search(self.text, opening)
        end = close.end() if close else len(self.text)
        if end - start > LONGEST:
            self.flush(start)
            stop = close.start() if close else end
            for offset, text in cut_fence(self.text, start, opening, stop, mark, LONGEST // 2):
                self.found.append(_Chunk(offset, text, 1))
            self.start = min(end + 1, len(self.text))
        return end

    def html(self, start: int, sign: int, after_blank: bool) -> int:
        """Step over a block of raw HTML; nothing in it is Markdown."""
        end = html_end(self.text, sign, interrupts=not after_blank and start > self.start)
        if end < 0:
            return sign + 1
        if start - self.start >= CHUNK:
            self.flush(start)
        self.in_list = False
        self.html_end = min(end + 1, len(self.text))
        return end

    def underlined(self, start: int, match: re.Match[str]) -> None:
        """A setext heading, where the lines above are certainly a paragraph of the top level (CommonMark 4.3)."""
        taken: list[str] = []
        begin, first = start, max(self.start, self.html_end)
        while begin > first:
            before = self.text.rfind("\n", 0, begin - 1) + 1
            line = self.text[before : begin - 1]
            if _ENDS_PROSE.match(line):
                break
            if before == self.no_heading or _NOT_PROSE.match(line) or start - before > _LONGEST_HEADING:
                self.no_heading = start
                return
            taken.append(line)
            begin = before
        if not taken:
            return
        if self.in_list and taken[-1].startswith(" "):
            self.no_heading = start
            return
        if match.group("under")[0] == "-" and ONE_CELL.fullmatch(taken[0].strip(" \t")):
            return
        taken.reverse()
        self.flush(begin)
        source = "\n".join(line.strip(" \t") for line in taken)
        self.found.append(_Heading(begin, 1 if match.group("under")[0] == "=" else 2, source))
        self.start, self.in_list = min(self.line_end(match.end()) + 1, len(self.text)), False

    def note(self, start: int, label: str) -> int:
        self.flush(start)
        self.in_list = False
        end, position = len(self.text), start
        while match := _NOTE_LINE.search(self.text, position):
            if match["block"] or (match["blank"] and match["text"]):
                end = match.start()
                break
            position = match.end()
        self.found.append(_Note(start, self.text[start:end].rstrip("\n"), label))
        self.start = min(end + 1, len(self.text))
        return end

    def definition(self, start: int) -> int:
        """Link definitions, one a line; where they may be something else they stay in their chunk."""
        self.in_list = False
        match = _DEFINITIONS.match(self.text, start - 1)
        if match is not None and _BLANK_OR_END.match(self.text, match.end() + 1):
            self.flush(start)
            text = self.text[start : match.end()]
            self.found.append(_Note(start, text))
            self.definitions.append(text)
            self.start = min(match.end() + 1, len(self.text))
            return match.end()
        blank = BLANK_LINE.search(self.text, start)
        end = blank.start() if blank else len(self.text)
        self.definitions.append(self.text[start:end])
        return max(start, match.end() if match else start)


def _references(scanner: _Scanner) -> References:
    if not scanner.definitions and not scanner.notes:
        return NO_REFERENCES
    links: dict[str, dict[str, Any]] = {}
    if scanner.definitions:
        from tui.document.grammar import link_definitions

        links = link_definitions(scanner.definitions)
    shown: set[str] = set()
    if links:
        for one in scanner.found:
            if isinstance(one, _Heading):
                shown |= labels_shown(one.source)
            elif not isinstance(one, _Note) or one.label:
                shown |= labels_shown(one.text)
    quiet = frozenset(label for label, link in links.items() if label in shown and not link["title"])
    return References(links, frozenset(scanner.notes), quiet)


def _in_reading_order(found: list[_Heading | _Chunk | _Note]) -> Iterator[_Heading | _Chunk | _Note]:
    """Headings and chunks as they stand, notes at the end of the section they belong to."""
    if not any(isinstance(one, _Note) for one in found):
        yield from found
        return
    cited: dict[str, int] = {}
    section = 0
    for one in found:
        if isinstance(one, _Heading):
            section += 1
        text = one.source if isinstance(one, _Heading) else one.text if isinstance(one, _Chunk) else ""
        if "[^" in text:
            for label in CITED.findall(text):
                cited.setdefault(label, section)
    notes: dict[int, list[_Note]] = {}
    section = 0
    for one in found:
        if isinstance(one, _Heading):
            section += 1
        elif isinstance(one, _Note):
            notes.setdefault(cited.get(one.label, section) if one.label else section, []).append(one)
    section = 0
    for one in found:
        if isinstance(one, _Heading):
            yield from sorted(notes.get(section, ()), key=lambda note: not note.label)
            section += 1
            yield one
        elif isinstance(one, _Chunk):
            yield one
    yield from sorted(notes.get(section, ()), key=lambda note: not note.label)


def _offsets_to_list(found: list[_Heading | _Chunk | _Note], references: References) -> set[int]:
    """Where the link definitions stand that need lines of their own: not the first of a label, or not shown in the text."""
    offsets: set[int] = set()
    seen: set[str] = set()
    for one in found:
        if isinstance(one, _Note) and not one.label:
            for match in _ONE_LABEL.finditer(one.text):
                label = normal_label(match.group(1))
                if label in seen or label not in references.quiet:
                    offsets.add(one.offset)
                seen.add(label)
    return offsets


def split_body(prose: Prose, *, names: Names | None = None) -> list[TextPiece]:
    """Cut a text into its top-level headings and chunks of about 8 KB, in reading order.

    Args:
        prose: Markdown, cleaned.
        names: words for links in headings to things of the briefing.

    Returns:
        Headings and chunks. The blocks of all chunks, each parsed with its own `references`, are those of the
        whole text, except that notes stand at the end of a section and that a block longer than `LONGEST` is cut.
    """
    if prose.plain:
        # Each chunk in a fence, so that nobody takes it for Markdown.
        found = chunks(prose)
        return [TextPiece(text=fenced(one.text), line=one.line - one.step, step=one.step, plain=True) for one in found]
    if len(prose.text) <= LONGEST and prose.text[:1].strip() and _STOP.search("\n" + prose.text) is None:
        # Nothing but one paragraph, as of many short sections.
        return [TextPiece(text=prose.text.rstrip("\n"), line=prose.line, step=prose.step)]
    scanner = _Scanner(prose.text)
    scanner.scan()
    references = _references(scanner)
    lines: dict[int, int] = {}
    offset, count = 1, 0
    for one in scanner.found:
        count += scanner.text.count("\n", offset, one.offset)
        offset = one.offset
        lines[id(one)] = count
    loud = _offsets_to_list(scanner.found, references)
    pieces: list[TextPiece] = []
    for one in _in_reading_order(scanner.found):
        line = prose.source_line(lines[id(one)]) if prose.line else 0
        if isinstance(one, _Heading):
            plain, spans = parse_inline(one.source, names=names, references=references)
            pieces.append(TextPiece(one.level, plain, spans, "", line, prose.step, references))
            continue
        if isinstance(one, _Chunk) and line:
            line = max(1, line - one.repeats * prose.step)
        if isinstance(one, _Note) and not one.label and one.offset not in loud:
            continue
        pieces.append(TextPiece(0, "", (), one.text, line, prose.step, references))
    return pieces
