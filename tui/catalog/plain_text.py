"""Markdown as the plain text that is indexed: what the page shows, block by block.

A text is cut into units, pieces at the top level that mean the same alone as in the whole. Where all of a unit's markup is of
a kind that cannot be taken for another, its text is made here, in one pass; any other unit is parsed as for the page. So
what is indexed is what is shown, and most of it costs no parsing. A test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from tui.catalog.plain_inline import Label, has_markup_signs, plain_inline
from tui.document.certain import certain_paragraphs
from tui.document.source_blocks import NO_REFERENCES, References, html_end, may_head_table
from tui.model.briefing import Prose
from tui.model.late_pattern import late_pattern

Plain = Callable[[Prose, References], list[str]]
"""Makes the blocks of a Markdown field, given what the whole text defines that it is a piece of."""


_NO_LABELS: dict[str, str] = {}


class PlacedBlock(NamedTuple):
    """A block with the piece of the source that it was made of."""

    text: str
    source: str
    start: int
    """Offset of the piece in the whole source."""
    raw: bool = False
    """Whether it is shown as it was written: code, raw HTML."""


def plain_blocks(text: str, label: Label = _NO_LABELS.get, references: References = NO_REFERENCES) -> list[str]:
    """The blocks of a Markdown text (paragraphs, items, rows of tables, code), each on one line; none is empty.

    Args:
        text: Markdown, cleaned.
        label: words for links without words of their own.
        references: what the whole text defines, when `text` is a piece of it.
    """
    if _is_plain(text):
        return [block for part in text.split("\n\n") if (block := _on_one_line(part))]
    if references is NO_REFERENCES and (certain := certain_paragraphs(text)) is not None:
        return [paragraph.text for paragraph in certain]
    return [block.text for block in placed_blocks(text, label, references)]


def placed_blocks(text: str, label: Label = _NO_LABELS.get, references: References = NO_REFERENCES) -> Iterator[PlacedBlock]:
    """The blocks of `plain_blocks` with their places."""
    if references is NO_REFERENCES and "]:" in text:
        yield from _parsed(text, 0, label, references)
        return
    for start, end, kind in _units(text):
        unit = text[start:end]
        if kind == "raw":
            if block := _written(unit):
                yield PlacedBlock(block, unit, start, True)
            continue
        found = _surely(unit, start, label, references) if kind == "prose" else None
        yield from _parsed(unit, start, label, references) if found is None else found


def written_blocks(text: str) -> Iterator[PlacedBlock]:
    """The paragraphs of a text that is no Markdown."""
    ends = [0, *[place for blank in _BLANK.finditer(text) for place in blank.span()], len(text)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        if block := _written(text[start:end]):
            yield PlacedBlock(block, text[start:end], start, True)


def length_so_far(source: str, raw: bool, label: Label) -> int:
    """How long a block is that is made of the beginning of a block's source."""
    return len(_written(source) if raw else " ".join(plain_blocks(source.strip(" \t"), label)))


_BLANK = late_pattern(r"\n(?:[ \t]*\n)+")
_LINE_SIGNS = late_pattern(r"\n(?: {4}|[ \t]*(?:[-+>#=]|\d{1,9}[.)]|\t|\n(?<=[ \t]\n)))")
_LINE_STARTS = frozenset("-+>#=0123456789")
_SPACES = late_pattern("  +")
_LINE_END = late_pattern(r" ?\n[ \t]*")


def _is_plain(text: str) -> bool:
    """Whether nothing in a text is markup."""
    if has_markup_signs(text):
        return False
    if "\n" in text:
        return _LINE_SIGNS.search(f"\n{text}") is None
    return text.lstrip(" \t")[:1] not in _LINE_STARTS


def _on_one_line(text: str) -> str:
    """A text with single spaces for all its white space."""
    if "\n" in text and not text.isascii() and max(text) >= "\u2e80":
        text = _LINE_END.sub(_unbroken, text)
    return _written(text)


def _unbroken(end: re.Match[str]) -> str:
    """The end of a line, which is no space between two characters of Chinese or Japanese."""
    from tui.document.breaking import is_cjk

    text, (first, last) = end.string, end.span()
    return "" if first and last < len(text) and is_cjk(text[first - 1]) and is_cjk(text[last]) else end[0]


def _written(text: str) -> str:
    """The same of a text whose lines stay apart on the page."""
    line = text.replace("\n", " ").replace("\t", " ")
    return (_SPACES.sub(" ", line) if "  " in line else line).strip(" ")


_BLANK_LINES = late_pattern(r"(?:[ \t]*\n)*")
_HTML = late_pattern(r" {0,3}<(?=[A-Za-z/!?])")
_FENCE = late_pattern(r" {0,3}(?P<mark>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})(?P<info>[^\n]*)(?:\n|\Z)")
_INNER = late_pattern(
    r"^(?P<before>[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*)(?:(?P<mark>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})|(?P<html><)(?=[A-Za-z/!?]))",
    re.M,
)
_LISTED = late_pattern(r"^(?:[ >]*(?:[-+*]|\d{1,9}[.)]|\[\^)| {4}|\t)", re.M)
_GOES_ON = late_pattern(r"[ \t]|(?:[-+*]|\d{1,9}[.)])[ \t][^\n]*\n *[|:-][|: \t-]*(?:\n|\Z)")
"""What may belong to a list above a blank line: indented, or an item that would be the head of a table if it stood alone."""
_LANGUAGE = late_pattern(r"[\w+#-]{1,40}")


def _units(text: str) -> Iterator[tuple[int, int, Literal["prose", "raw", "fence"]]]:
    """The units of a text: start, end, and kind; of a fence whose opening line shows nothing only the code, as raw text."""
    position = 0
    while position < len(text):
        blank = _BLANK_LINES.match(text, position)
        position = blank.end() if blank else position
        if position >= len(text):
            return
        fence = _FENCE.match(text, position)
        if fence is not None:
            stop, end = _fence_end(text, fence.end(), fence["mark"])
            if _shows_nothing(fence["info"].strip()):
                yield fence.end(), stop, "raw"
            else:
                yield position, end, "fence"
        elif (
            (html := _HTML.match(text, position))
            and (end := html_end(text, html.end() - 1, interrupts=False)) >= 0
            and not may_head_table(text, position)
        ):
            yield position, end, "raw"
        else:
            end = _unit_end(text, position)
            yield position, end, "prose"
        position = end + 1


def _shows_nothing(info: str) -> bool:
    """Whether what stands behind the opening of a fence is at most the name of a language."""
    if not info:
        return True
    from tui.document.verbatim import is_language

    return _LANGUAGE.fullmatch(info) is not None and is_language(info)


def _fence_end(text: str, start: int, mark: str) -> tuple[int, int]:
    """Where the code of a fence at the top level ends, and where its closing line does."""
    close = re.compile(rf"^ {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*$", re.M).search(text, start)
    return (max(start, close.start() - 1), close.end()) if close else (len(text), len(text))


def _unit_end(text: str, start: int) -> int:
    """The end of what begins at a place of the top level: a blank line behind which nothing is indented, or a fence or HTML."""
    end, at = _after_blank(text, start, start), start
    while any(text.find(sign, at, end) >= 0 for sign in ("<", "```", "~~~")) and (inner := _INNER.search(text, at, end)):
        at = inner.end()
        at_top = not inner["before"] and inner.start() > start
        if at_top and (inner["mark"] or html_end(text, inner.start(), interrupts=True) >= 0):
            return inner.start() - 1
        stop = _nested_fence_end(text, inner) if inner["mark"] else html_end(text, inner.start("html"), interrupts=False)
        if stop > at:
            end = max(end, _after_blank(text, start, stop))
            # HTML in a list or a quote ends with that, so that what stands in its way may be something else.
            at = stop if inner["mark"] or not inner["before"] else at
    return end


def _after_blank(text: str, start: int, at: int) -> int:
    """The next blank line at which what begins at `start` ends: in a list or code one behind which nothing is indented."""
    listed = False
    for blank in _BLANK.finditer(text, at):
        listed = listed or _LISTED.search(text, start, blank.start()) is not None
        if not listed or not _GOES_ON.match(text, blank.end()):
            return blank.start()
    return len(text)


def _nested_fence_end(text: str, opening: re.Match[str]) -> int:
    """Where a fence in a list or a quote surely has ended."""
    mark, width, quotes = opening["mark"], len(opening["before"]), opening["before"].count(">")
    at = text.find("\n", opening.end())
    while 0 <= at < len(text) - 1:
        end = text.find("\n", at + 1)
        line = text[at + 1 : end if end >= 0 else len(text)]
        bare = line.lstrip(" \t>")
        if bare and (len(line) - len(bare) < width or line.count(">", 0, -len(bare)) != quotes):
            return len(text)
        if bare.startswith(mark) and not bare.strip(f"{mark[0]} \t"):
            return at + 1 + len(line)
        at = end
    return len(text)


def _parsed(text: str, start: int, label: Label, references: References) -> Iterator[PlacedBlock]:
    """The blocks of a text as the page has them."""
    from tui.document.markdown import parse_markdown

    blocks = parse_markdown(text, line=1, step=1, references=references, names=label, coloured=False)
    offsets = [0]
    offsets += [match.end() for match in re.finditer("\n", text)]
    ends = [*[block.line - 1 for block in blocks[1:]], len(offsets)]
    for block, after in zip(blocks, ends, strict=False):
        first = block.line - 1
        rows = block.table.rows if block.table is not None else ()
        texts = [" ".join([block.text[begin:end] for begin, end in row]) for row in rows] if rows else [block.text]
        for number, one in enumerate(texts):
            if shown := _written(one):
                own = first + number + (number > 0) if rows else first
                stop = own + 1 if rows else max(first + 1, after)
                begin, end = (offsets[line] if line < len(offsets) else len(text) for line in (own, stop))
                yield PlacedBlock(shown, text[begin:end], start + begin, block.kind == "code")


_ODD_LINE = late_pattern(
    r"\n(?: *(?:\t|>|#{1,6}(?:[ \t\n]|\Z)|[-=*_][-=*_ \t]*(?:\n|\Z)|\+[ \t]*(?:\n|\Z)|\d{1,9}[.)][ \t]*(?:\n|\Z)"
    r"|(?:[-+*]|\d{1,9}[.)])[ \t]+(?:[-+*](?:[ \t\n]|\Z)|[>\t<]|#{1,6}[ \t\n]|\d{1,9}[.)](?:[ \t\n]|\Z)| {4}|```|~~~))"
    r"|(?:[ \t]*\n)+ {4})"
)
"""A line that is a heading, a rule, a quote, an empty item, an item in an item, or one that may be code."""
_DELIMITERS = late_pattern(r"\n {0,3}(?=[^\n]*-)[|: \t-]+(?:\n|\Z)")
_INDENTED = late_pattern(r"\n {4,}")
_MARKER = late_pattern(r"\n( *)((?:[-+*]|\d{1,9}[.)])[ \t]+)")
_NUMBER = late_pattern(r"\n( *)\d{1,9}[.)][ \t]")
_MAY_BE_HTML = late_pattern(r"\n *<[A-Za-z/!?]")
_BREAK = late_pattern(r"\n(?:[ \t]*\n)+|\n(?=[ \t]*[-+*][ \t])")
_BREAK_AT_NUMBERS = late_pattern(r"\n(?:[ \t]*\n)+|\n(?=[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t])")
_ITEM = late_pattern(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[(?P<task>[ xX])\](?=[ \t\n]+\S))?")
_BULLET = late_pattern(r"[ \t]*[-+*][ \t]+(?:\[(?P<task>[ xX])\](?=[ \t\n]+\S))?")


def _surely(unit: str, start: int, label: Label, references: References) -> list[PlacedBlock] | None:
    """The blocks of a unit, where it is sure what they are."""
    lines = f"\n{unit}"
    if "|" in unit and _DELIMITERS.search(lines):
        return _table(unit, start, label, references)
    if unit.startswith("    ") or _ODD_LINE.search(lines):
        return None
    if "<" in unit and _MAY_BE_HTML.search(unit):
        return None
    numbered = _NUMBER.search(lines) is not None
    if numbered and (not _NUMBER.match(lines) or len(set(_NUMBER.findall(lines))) > 1):
        return None
    if _INDENTED.search(lines) and not _all_are_items(lines):
        return None
    item = _ITEM if numbered else _BULLET
    found: list[PlacedBlock] = []
    ends = [0, *[place for end in (_BREAK_AT_NUMBERS if numbered else _BREAK).finditer(unit) for place in end.span()], len(unit)]
    for at, end in zip(ends[::2], ends[1::2], strict=True):
        part = unit[at:end]
        prefix = item.match(part)
        shown = plain_inline(part[prefix.end() :] if prefix else part, label, references)
        if shown is None:
            return None
        if shown := _on_one_line(shown):
            task = prefix["task"] if prefix else None
            found.append(PlacedBlock(f"{'☐' if task == ' ' else '☑'} {shown}" if task else shown, part, start + at))
    return found


def _all_are_items(lines: str) -> bool:
    """Whether every line that looks like an item is one, and none that of a paragraph that goes on."""
    columns = [0]
    for marker in _MARKER.finditer(lines):
        indent = len(marker[1])
        while indent < columns[-1]:
            columns.pop()
        if indent - columns[-1] >= 4:
            return False
        columns.append(indent + len(marker[2]))
    return True


_ROWS = late_pattern(r"\|[^\n]*\|[ \t]*\n\|[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|[ \t]*(?:\n\|[^\n]*\|[ \t]*)*")
_MOST_CELLS = 60


def _table(unit: str, start: int, label: Label, references: References) -> list[PlacedBlock] | None:
    """The rows of a table in which every row begins and ends with a bar and has no bar in a cell."""
    if _ROWS.fullmatch(unit) is None or "\\" in unit or "`" in unit:
        return None
    rows = unit.split("\n")
    columns = rows[0].count("|")
    if columns != rows[1].count("|") or columns > _MOST_CELLS:
        return None
    found: list[PlacedBlock] = []
    at = start
    for number, row in enumerate(rows):
        if number != 1:
            cells = [plain_inline(cell.strip(), label, references) for cell in row.strip().strip("|").split("|")]
            shown = _written(" ".join([cell for cell in cells if cell is not None]))
            if None in cells:
                return None
            if shown:
                found.append(PlacedBlock(shown, row, at))
        at += len(row) + 1
    return found
