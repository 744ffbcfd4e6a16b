"""Cutting what is too long to be parsed or laid out at once: a list, fence, table or paragraph of megabytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GOOD_LINE = re.compile(r"\n[ \t]*\n(?=\S)|\n(?=[-+*][ \t]|\d{1,9}[.)][ \t]|>)")
_HEADINGS = re.compile(r"\n([^\n|]*\|[^\n]*\n {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*)(?=\n)")
_WORD = re.compile(r"[ \t](?=[^\W\d_])")


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
