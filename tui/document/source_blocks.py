"""Markdown before it is parsed: what its pieces share, where raw HTML ends, and where to cut what is too long to parse at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from tui.model.late_pattern import late_pattern

Names: TypeAlias = Callable[[str], str | None]
"""Gives the words to show for a link's target as `Span.target` has it (`[[indopacom]]`, `#section`); None to show the target."""


class References(msgspec.Struct, frozen=True):
    """What is defined once in a Markdown text and used anywhere in it."""

    links: Mapping[str, Mapping[str, Any]] = msgspec.field(default_factory=dict)
    """Link definitions, `{"href": ..., "title": ...}`, by label as CommonMark matches labels (section 4.7)."""
    notes: frozenset[str] = frozenset()
    """Labels of the footnotes that are defined."""
    quiet: frozenset[str] = frozenset()
    """Labels, as in `links`, of definitions that need no line of their own: their label stands in the text as a link."""


NO_REFERENCES = References()

CITED = late_pattern(r"\[\^([^\[\]\s]+)\]")
"""Finds the label of a footnote where it is cited."""

BLANK_LINE = late_pattern(r"\n[ \t]*(?=\n)")
"""Finds the end of the last line before a blank one."""

_LITERAL = late_pattern(
    r"^ {0,3}(`{3,}|~{3,})(?:[^\n]*\n)(?:(?! {0,3}\1)[^\n]*\n)*|`[^`]{1,500}`|^ {0,3}<(?:[^\n]+\n?)+|^(?: {4}|\t)[^\n]*", re.M
)
_USE = late_pattern(r"\[(?<![\]\\]\[)((?:[^\[\]\\]|\\.){1,999})\](?:\[\])?(?![\[(:])")


def labels_shown(text: str) -> frozenset[str]:
    """Labels that a text uses in a way that shows them, `[label]` or `[label][]`, normalised.

    Found without parsing. What may be code or raw HTML is passed over: a label that is not found has its definition shown.
    """
    if "]" not in text:
        return frozenset()
    return frozenset(normal_label(match.group(1)) for match in _USE.finditer(_LITERAL.sub("", text)))


def normal_label(label: str) -> str:
    """A link label as labels are compared: case folded, white space collapsed (CommonMark 4.7)."""
    return " ".join(label.split()).lower().upper()


_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|"
    "figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|"
    "noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_TAG = r"[A-Za-z][\w-]*"
_ATTRIBUTE = r"[A-Za-z_:][\w.:-]*(?:=(?:[^ \t\n\"'=<>`]+|'[^'\n]*'|\"[^\"\n]*\"))?"
_START = late_pattern(
    r"<(?:(?P<text>(?:pre|script|style|textarea)(?=[\s>]|\Z))|(?P<comment>!--)|(?P<processing>\?)|(?P<cdata>!\[CDATA\[)"
    rf"|(?P<declaration>![A-Za-z])|(?P<block>/?(?:{_NAMES})(?=\s|/?>|\Z))"
    rf"|(?P<tag>(?:/{_TAG}|{_TAG}(?:[ \t]+{_ATTRIBUTE})*[ \t]*/?)>[ \t]*(?=\n|\Z)))",
    re.I,
)
_ENDS = {
    "text": late_pattern(r"</(?:pre|script|style|textarea)>", re.I),
    "comment": late_pattern("-->"),
    "processing": late_pattern(r"\?>"),
    "cdata": late_pattern(r"\]\]>"),
    "declaration": late_pattern(">"),
}


ONE_CELL = late_pattern(r"(?=.*\|)(?!\|\Z)\|?(?:[^|]|(?<=\\)\|)*\|?", re.S)
"""A line that is the head of a table of one column where dashes stand below it, and no heading (GFM tables)."""

_TWO_LINES = late_pattern(r"([^\n|]*\|[^\n]*)\n( {0,3}[-:|][-:| \t]*)(?=\n|\Z)")


def may_head_table(text: str, start: int) -> bool:
    """Whether the line at an offset may be the head of a table, which the parser asks for before it asks for a heading."""
    found = _TWO_LINES.match(text, start)
    return found is not None and ("|" in found[2] or ONE_CELL.fullmatch(found[1].strip(" \t")) is not None)


def html_end(text: str, start: int, *, interrupts: bool) -> int:
    """Where a block of raw HTML ends that begins at `start`; -1 where none does.

    Args:
        text: with `<` at `start`, at most three blanks from the start of its line.
        start: offset.
        interrupts: whether a paragraph stands directly above, which only some blocks end.

    Returns:
        The offset of the end of its last line.
    """
    begun = _START.match(text, start)
    if begun is None or (interrupts and begun.lastgroup == "tag"):
        return -1
    close = _ENDS.get(begun.lastgroup or "")
    if close is None:
        blank = BLANK_LINE.search(text, start)
        return blank.start() if blank else len(text.rstrip("\n"))
    ending = close.search(text, begun.end() if begun.lastgroup != "comment" else start + 2)
    end = text.find("\n", ending.end()) if ending else -1
    return end if end >= 0 else len(text)


_GOOD_LINE = late_pattern(r"\n[ \t]*\n(?=\S)|\n(?=[-+*][ \t]|\d{1,9}[.)][ \t]|>)")
_HEADINGS = late_pattern(r"\n([^\n|]*\|[^\n]*\n {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*)(?=\n)")
_WORD = late_pattern(r"[ \t](?=[^\W\d_])")


def cut_fence(text: str, start: int, opening: int, end: int, mark: str, size: int) -> Iterator[tuple[int, str]]:
    """Cut the lines of a fence into fences of about `size` characters.

    Args:
        text: what the fence stands in.
        start: offset of its opening line.
        opening: offset of that line's end.
        end: offset after its last line of code.
        mark: its mark, three or more backticks or tildes.
        size: characters of code in each part.

    Yields:
        The offset where a part's code starts, and the part, its opening line repeated.
    """
    position = min(opening + 1, end)
    while position < end:
        stop = end
        if end - position > size:
            newline = text.find("\n", position + size, min(end, position + 2 * size))
            stop = newline if newline >= 0 else position + size
        yield position, f"{text[start:opening]}\n{text[position:stop]}\n{mark}"
        position = stop + 1 if text[stop : stop + 1] == "\n" else stop


def cut_long(text: str, start: int, end: int, size: int) -> Iterator[tuple[int, str, int]]:
    """Cut Markdown that has no safe place to cut into parts of about `size` characters, at the best places there are.

    Yields:
        The offset where a part starts, the part, and how many lines at its start repeat headings of a table.
    """
    headings = ""
    while start < end:
        stop = end if end - start <= size else _best_cut(text, start + size, min(end, start + 2 * size))
        if not headings:
            for match in _HEADINGS.finditer(text, max(0, start - 1), stop):
                headings = match.group(1)
        here = text[start:stop]
        line_before = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : start]
        continues = bool(headings) and "|" in line_before and "|" in here.partition("\n")[0] and not here.startswith("\n")
        if continues and headings not in here[: len(headings) + 1]:
            yield start, f"{headings}\n{here}", 2
        else:
            yield start, here, 0
        if "\n\n" in here.rstrip("\n"):
            headings = ""
            for match in _HEADINGS.finditer(text, text.rfind("\n\n", start, stop), stop):
                headings = match.group(1)
        start = stop


def _best_cut(text: str, low: int, high: int) -> int:
    """An offset between `low` and `high`: before a new block or item, else at a line's end, else between words."""
    match = _GOOD_LINE.search(text, low, min(high, low + (high - low) // 4))
    if match:
        return match.end()
    newline = text.find("\n", low, high)
    if newline >= 0:
        return newline + 1
    word = _WORD.search(text, low, high)
    return word.end() if word else high
