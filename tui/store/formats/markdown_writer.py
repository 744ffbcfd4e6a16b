"""Writing Markdown that says what a text says and nothing else: signs that Markdown would take for its own are escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIGNS = re.compile(r"[\\`*\[\]<>~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
"""What Markdown, links and citations would take for markup within a line. An underscore within a word is none."""

_AT_START = re.compile(r"(?m)^([ \t]*)([-+#=>:|]|\d{1,9}(?=[.)](?:[ \t]|$)))")
"""What would begin a list, a heading, a quote, a rule or a table at the beginning of a line."""


def escaped(text: str) -> str:
    """A text within a line of Markdown."""
    return _SIGNS.sub(r"\\\g<0>", text)


def escaped_start(line: str) -> str:
    """A line whose signs are escaped already, so that it begins no list, heading, quote or table either."""

    def escape(found: re.Match[str]) -> str:
        sign = found[2]
        # A backslash before a figure would be shown: it goes before the point behind it.
        return f"{found[1]}{sign}\\" if sign[0].isdigit() else f"{found[1]}\\{sign}"

    return _AT_START.sub(escape, line)


def plain_paragraphs(text: str) -> str:
    """Plain text as Markdown: paragraphs stay apart, lines within one run together as they do in any text that was wrapped."""
    lines = [escaped_start(escaped(line.strip())) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def heading(text: str, level: int) -> str:
    """A heading on one line."""
    return f"{'#' * max(1, min(level, 6))} {' '.join(escaped(text).split())}"


def cell(text: str) -> str:
    """Markdown on one line of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def row(cells: Sequence[str]) -> str:
    """A row of a table, of cells that are Markdown already."""
    return f"| {' | '.join(map(cell, cells))} |"


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its head; cells are Markdown, rows may be of different lengths."""
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    filled = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    return "\n".join([row(filled[0]), f"|{' --- |' * width}", *map(row, filled[1:])])


def pipe_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of plain texts whose first row is its head."""
    return markdown_table([[escaped(text) for text in cells] for cells in rows])


_PLAIN_ADDRESS = re.compile(r"(?:[^\s()<>\\&\"']|&(?=\w+=)|\([^\s()<>\\&]{0,200}\))+")
"""An address that stands in a link as it is."""


def link(label: str, address: str) -> str:
    """A link, of a label that is Markdown; the label alone where the address leads nowhere outside."""
    address = "".join(address.split())
    if not address.lower().startswith(("http://", "https://", "mailto:")):
        return label
    bare = address.translate({ord("<"): "%3C", ord(">"): "%3E", ord("\\"): "%5C"})
    return f"[{label or escaped(address)}]({bare if _PLAIN_ADDRESS.fullmatch(bare) else f'<{bare}>'})"
