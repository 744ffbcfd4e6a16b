"""What is wrong with the file: listed at the end, and shown where it is in the text.

Blocks of problems are banners: the program's words about the author's, which no search takes for
the text and no comparison with an earlier reading takes for a change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tui.document.apparatus.entry import Context, Phrase, Piece
from tui.document.block import Block, Span
from tui.model.apparatus import PROBLEMS
from tui.model.briefing import Briefing
from tui.model.problem import Problem

SIGN = "▲ "
"""Before a problem within the text."""

_WORDS = {"error": "problem strong", "warning": "problem strong", "info": "muted"}


def told(briefing: Briefing) -> tuple[Problem, ...]:
    """The problems that a reader is shown: all of them where any is more than information."""
    return briefing.problems if any(problem.severity != "info" for problem in briefing.problems) else ()


def piece(briefing: Briefing) -> Piece | None:
    """Every problem with its line and column, and what to do, as `briefing check` prints it."""
    problems = told(briefing)
    width = max((len(_place(problem)) for problem in problems), default=0) + 2

    def entries(context: Context, start: int, end: int) -> list[Block]:
        blocks = [block for problem in problems[start:end] for block in _entry(context, problem, width)]
        return [replace(blocks[0], space=1), *blocks[1:]] if start == 0 and blocks else blocks

    if not problems:
        return None
    return Piece(PROBLEMS, len(problems), entries, size=140)


def _place(problem: Problem) -> str:
    return f"{problem.line}:{problem.column}"


def _said(phrase: Phrase, problem: Problem) -> Phrase:
    return phrase.add(problem.severity, _WORDS[problem.severity], after=" ").add(problem.message)


def _entry(context: Context, problem: Problem, width: int) -> list[Block]:
    row = Phrase(_place(problem), "label").label()
    blocks = [_said(row, problem).block("banner", context, line=problem.line, hang=width, space=0)]
    if problem.suggestion:
        mend = Phrase("→", "muted").literal(" ").add(problem.suggestion)
        blocks.append(mend.block("banner", context, line=problem.line, hang=width, space=0))
    return blocks


class Stretch(NamedTuple):
    """The lines of a file that a part of a document, or an entry of it, comes from."""

    line: int
    """The first."""
    end: int
    """The last that is certainly of it."""
    field: str
    """Key at the top of the file under which it stands: `sections`, `judgments`."""
    part: int
    """Index of the part."""


def by_part(briefing: Briefing, stretches: Iterable[Stretch]) -> dict[int, list[Problem]]:
    """The problems that belong to parts of a document, by index of the part.

    A problem belongs to the last stretch that begins before it, if it lies within it, or before another one
    of the same field, or a value of that field could not be read on its line. Others are only listed.
    """
    ordered = sorted(stretch for stretch in stretches if stretch.line)
    starts = [stretch.line for stretch in ordered]
    unread = {other.line: other.path for other in briefing.other}
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in told(briefing):
        at = bisect_right(starts, problem.line) - 1
        if at < 0 or problem.severity == "info":
            continue
        here = ordered[at]
        path = unread.get(problem.line, "")
        if path and path.split(".")[0].split("[")[0] != here.field:
            continue
        following = ordered[at + 1].field if at + 1 < len(ordered) else ""
        is_inside = problem.line <= here.end or following == here.field
        if is_inside or (path and path != here.field):
            found[here.part].append(problem)
    return found


def blocks_with_problems(blocks: Sequence[Block], problems: Sequence[Problem], context: Context, code_from: int = 0) -> list[Block]:
    """The blocks of a part, each problem behind the last one that begins at its line or before.

    Args:
        blocks: of the part.
        problems: that belong to it.
        context: of its section.
        code_from: where the part is the code of a file that could not be read, the line of the file it begins with.
    """
    in_order = sorted(problems, key=lambda one: (one.line, one.column))
    made = list(blocks)
    if code_from and made and made[0].kind == "code":
        for problem in (one for one in reversed(in_order) if one.severity == "error"):
            made[:1] = _split(made[0], problem.line - code_from + 1, _in_text(context, problem))
        return made
    behind: dict[int, list[Block]] = defaultdict(list)
    for problem in in_order:
        before = (index for index in range(len(made) - 1, -1, -1) if 0 < made[index].line <= problem.line)
        behind[next(before, len(made) - 1)].append(_in_text(context, problem))
    return [one for index, block in enumerate(made) for one in (block, *behind.get(index, ()))]


def _in_text(context: Context, problem: Problem) -> Block:
    phrase = _said(Phrase(), problem).add(problem.suggestion, "muted", before=" → ")
    return phrase.block("banner", context, line=problem.line, role="problem", first=SIGN, space=0)


def _split(code: Block, lines: int, between: Block) -> list[Block]:
    """A block of code with another block behind some of its lines."""
    at = -1
    for _ in range(max(1, lines)):
        following = code.text.find("\n", at + 1)
        if following < 0:
            return [code, between]
        at = following
    return [_piece(code, 0, at, code.space), between, _piece(code, at + 1, len(code.text), 0)]


def _piece(code: Block, start: int, end: int, space: int) -> Block:
    spans = [
        Span(max(span.start, start) - start, min(span.end, end) - start, span.role, span.target)
        for span in code.spans
        if span.start < end and span.end > start
    ]
    return replace(code, text=code.text[start:end], spans=tuple(spans), space=space)
