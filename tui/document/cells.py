"""The cells of a Markdown table: from the parser's tokens to the text of a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui.document.block import Span, Table
from tui.document.inline import inline_text
from tui.document.references import Names

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_EMPTY = 20_000
"""Cells that are made empty so that every row of a table has as many as the longest."""

_SIDES: dict[str, Literal["left", "right", "center"]] = {"right": "right", "center": "center"}

_Cell: TypeAlias = tuple[str, tuple[Span, ...]]


def _within(row: list[_Cell], columns: int) -> list[_Cell]:
    """A row of a table whose cells beyond the last column stand in that column, with bars between them."""
    if len(row) <= columns:
        return row
    text, spans = "", list[Span]()
    for cell, own in row[columns - 1 :]:
        text += " | " if text else ""
        spans += [span._replace(start=span.start + len(text), end=span.end + len(text)) for span in own]
        text += cell
    return [*row[: columns - 1], (text, tuple(spans))]


def table_text(tokens: Sequence[Token], names: Names | None) -> tuple[str, tuple[Span, ...], Table]:
    """The plain text of a table, its spans, and where its cells are.

    Args:
        tokens: of one table.
        names: words for links to things of the briefing.
    """
    rows: list[list[_Cell]] = []
    align: list[Literal["left", "right", "center"]] = []
    heads = 0
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            heads = 1
            align.append(_SIDES.get(str(token.attrGet("style") or "").removeprefix("text-align:"), "left"))
        elif token.type == "inline":
            text, spans = inline_text(token.children or (), names)
            rows[-1].append((text.replace("\t", " "), spans))
    columns = max(len(row) for row in rows)
    if columns * len(rows) > 2 * sum(map(len, rows)) + MOST_EMPTY:
        # One row with thousands of cells would give as many to each of thousands of rows.
        columns = len(rows[0])
        rows = [_within(row, columns) for row in rows]
    position = 0
    texts: list[str] = []
    spans_: list[Span] = []
    cells: list[tuple[tuple[int, int], ...]] = []
    for row in rows:
        row += [("", ())] * (columns - len(row))
        ranges = []
        for text, spans in row:
            ranges.append((position, position + len(text)))
            spans_ += [span._replace(start=span.start + position, end=span.end + position) for span in spans]
            position += len(text) + 1
        texts.append("\t".join(text for text, _ in row))
        cells.append(tuple(ranges))
    align += ["left"] * (columns - len(align))
    return "\n".join(texts), tuple(spans_), Table(tuple(cells), tuple(align), heads)
