"""What every layout must hold, for the tests of layout."""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len

from tui.document.block import Block, Line
from tui.document.layout import layout


def shown(line: Line) -> str:
    """The text of a line."""
    return "".join(run.text for run in line)


def check(block: Block, width: int) -> list[Line]:
    """Lay out a block and assert the invariants of layout."""
    lines = layout(block, width)
    assert lines
    seen = bytearray(len(block.text))
    prose = block.table is None and not block.label_end
    last = -1
    for line in lines:
        if width >= 2:
            assert cell_len(shown(line)) <= width, (width, shown(line))
            assert sum(cell_len(run.text) for run in line) <= width, (width, line)
        at = -1
        for run, following in zip_longest(line, line[1:]):
            assert run.text
            assert "\n" not in run.text
            assert "\t" not in run.text
            if following is not None and run.offset >= 0:
                same = run.role == following.role and run.target == following.target
                assert not (same and following.offset == run.offset + len(run.text)), line
            if run.offset < 0:
                continue
            assert block.text[run.offset : run.offset + len(run.text)] == run.text
            assert run.offset > at
            at = run.offset
            if prose:
                assert run.offset > last
                last = run.offset
            for position in range(run.offset, run.offset + len(run.text)):
                if not block.text[position].isspace():
                    assert not seen[position], f"shown twice: {block.text[position]!r}"
                seen[position] = 1
    missing = [char for char, was in zip(block.text, seen, strict=True) if not was and not char.isspace()]
    assert not missing, missing
    return lines
