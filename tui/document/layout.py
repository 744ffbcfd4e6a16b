"""Blocks to lines of runs at a width in cells."""

from __future__ import annotations

from tui.document.block import Block, Line, Run


def layout(block: Block, width: int) -> list[Line]:
    """The lines of a block at a width in cells."""
    room = max(1, width - len(block.first))
    starts = range(0, max(1, len(block.text)), room)
    return [
        (Run(block.first if start == 0 else block.rest, "guide"), Run(block.text[start : start + room], block.role, "", start))
        for start in starts
    ]
