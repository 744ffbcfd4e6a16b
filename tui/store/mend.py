"""Files that YAML refuses: which traps the author fell into, and the text without them (`briefing help format`).

A mend is never guessed only: it is tried, and counts where the parser then gets past the place. A line is
mended once, and what is tried is bounded by the size of the text: a file that somebody is still typing
must cost no more than one that is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from yaml import YAMLError
from yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent

from tui.store.build import HOPELESS, TooDeep
from tui.store.events import nests_too_deeply, yaml_events
from tui.store.mend_lines import Candidate, Trap, candidates
from tui.store.problems import quoted

Reading = TypeVar("Reading")

_MOST_MENDED = 100
"""Lines of one file that are read as they should be."""

_MOST_TRIED = 600
"""Mends that are tried for one file."""

_MOST_PARSED = 2_000_000
"""Characters that may be parsed in search of mends, besides some for each one of the file."""

_AGAIN = 6
"""Times that each character of a file may be parsed again; fewer for a large file."""

_MOST_ADJACENT = 8
"""Lines one below the other that are mended together."""

_OF_A_TRY = 500
"""Characters that could be parsed in the time that it takes to start a parser."""


class _Stop(NamedTuple):
    """How far a parser got."""

    error: YAMLError | None
    """What it said there; None where it got through, or gave up among hopelessly many levels."""
    line: int
    """Where it says so, from 0."""
    reached: int
    """The last line on which it saw something begin."""
    stuck: int
    """Where a text begins that is not closed, a list, a mapping or a text in quotes; else the line of the error."""

    def is_past(self, line: int) -> bool:
        """Whether nothing is wrong with line `line` or, because of it, with the next one."""
        if self.error is None or self.reached > line + 1:
            return True
        mark = getattr(self.error, "problem_mark", None)
        context = getattr(self.error, "context_mark", None)
        return mark is not None and mark.line > line and (context is None or context.line > line or mark.line > line + 1)


class Mending:
    """One text on its way to one that YAML can read."""

    def __init__(self, text: str) -> None:
        self.problems: list[Trap] = []
        """What has been mended and, as the last one, what could not be, each of them once."""
        self._text = text
        self._left = _MOST_PARSED + len(text) * (_AGAIN if len(text) < _MOST_PARSED else 1)
        self._tries = _MOST_TRIED
        self._worded: set[int] = set()
        """Lines whose words were changed."""
        self._shifted: set[int] = set()
        """Lines whose white space was changed."""

    def mended(self, error: YAMLError) -> str | None:
        """The text with its lines as they should be; None where it cannot be made readable.

        Args:
            error: what the parser raised for the text.
        """
        text = self._text
        stop: _Stop | None = self._parsed(text)
        if stop is None or stop.error is None:
            stop = _Stop(error, _line_of(error), 0, _line_of(error))
        while stop is not None and stop.error is not None:
            found = self._first(text, stop, _MOST_ADJACENT) if len(self.problems) < _MOST_MENDED else None
            if found is None:
                self.problems.append(_unknown(text, stop.error))
                return None
            candidate, text, stop = found
            self._touch(candidate)
            self.problems.append(candidate.trap)
        return text

    def _touch(self, candidate: Candidate) -> None:
        (self._shifted if candidate.shifts else self._worded).update(candidate.touches)

    def _is_touched(self, candidate: Candidate) -> bool:
        return not (self._shifted if candidate.shifts else self._worded).isdisjoint(candidate.touches)

    def _first(self, text: str, stop: _Stop, adjacent: int) -> tuple[Candidate, str, _Stop | None] | None:
        """The first mend that gets past the place, else the first one after which the next line can be mended too."""
        assert stop.error is not None
        lines = text.split("\n")
        line = min(stop.line, len(lines) - 1)
        doubtful: list[tuple[Candidate, _Stop]] = []
        for candidate in candidates(lines, line, stop.error, stop.stuck):
            if self._is_touched(candidate):
                continue
            first, replaced = candidate.first, candidate.lines
            tried = _with(lines, candidate)
            after = self._parsed(tried)
            if after is None:
                break
            reached = max(line, first + len(replaced) - 1) if len(replaced) < len(lines) else line
            if after.is_past(reached) or (first <= stop.stuck < line and after.stuck > first + len(replaced) - 1 >= stop.stuck):
                return candidate, tried, after
            if after.line == reached + 1:
                doubtful.append((candidate, after))
        for candidate, after in doubtful if adjacent else ():
            tried = _with(lines, candidate)
            worded, shifted = set(self._worded), set(self._shifted)
            self._touch(candidate)
            further = self._first(tried, after, adjacent - 1)
            self._worded, self._shifted = worded, shifted
            if further is not None:
                return candidate, tried, after
        return None

    def _parsed(self, text: str) -> _Stop | None:
        """How far the parser gets; None where enough has been tried."""
        self._tries -= 1
        if self._left <= 0 or self._tries < 0:
            return None
        stop, index = _parse(text)
        self._left -= index + len(text) // 8 + _OF_A_TRY
        return stop


def read_mended(text: str, read: Callable[[str], Reading]) -> tuple[Reading | None, str, list[Trap]]:
    """Read a text, with its lines mended where the parser refuses it.

    Args:
        text: of a file.
        read: reads it; raises what the parser raises.

    Returns:
        What was read, None where it cannot be; the text of which; what was mended and, as the last one, what could not be.

    Raises:
        TooDeep: it nests too deeply.
    """
    try:
        return read(text), text, []
    except YAMLError as error:
        if nests_too_deeply(error):
            raise TooDeep(getattr(error, "problem_mark", None)) from None
        mending = Mending(text)
        mended = mending.mended(error)
    if mended is None:
        return None, text, mending.problems
    try:
        return read(mended), mended, mending.problems
    except YAMLError as error:
        # It was refused where the mending gave up looking, among hopelessly many levels.
        raise TooDeep(getattr(error, "problem_mark", None)) from None


def _with(lines: list[str], candidate: Candidate) -> str:
    first, replaced = candidate.first, candidate.lines
    return "\n".join([*lines[:first], *replaced, *lines[first + len(replaced) :]])


def _parse(text: str) -> tuple[_Stop, int]:
    """How far the parser gets in a text, and the last place that it looked at."""
    events = yaml_events(text)
    opened: list[int] = []
    depth = reached = 0
    try:
        while (event := events()) is not None:
            mark = event.start_mark
            reached = mark.line
            kind = event.__class__
            if kind is SequenceStartEvent or kind is MappingStartEvent:
                depth += 1
                if event.flow_style or opened:
                    opened.append(reached)
                if depth > HOPELESS:
                    return _Stop(None, reached, reached, reached), mark.index
            elif kind is SequenceEndEvent or kind is MappingEndEvent:
                depth -= 1
                if opened:
                    opened.pop()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        line = _line_of(error)
        if nests_too_deeply(error):
            return _Stop(None, line, reached, line), mark.index if mark is not None else len(text)
        stuck = line
        if opened:
            stuck = opened[0]
        elif context is not None and "quoted" in (getattr(error, "context", None) or ""):
            stuck = int(context.line)
        # Its traceback would keep the parser, and with it the text.
        error.__traceback__ = None
        return _Stop(error, line, reached, stuck), mark.index if mark is not None else len(text)
    end = text.count("\n") + 1
    return _Stop(None, end, end, len(text)), len(text)


def _line_of(error: YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) if mark is not None else 0


def _unknown(text: str, error: YAMLError) -> Trap:
    """What the parser says, where nobody knows better."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    what = getattr(error, "problem", None) or "it cannot be parsed"
    context = getattr(error, "context", None)
    said = f"YAML stops here: {what}" + (f", {context}" if context else "") + "."
    seen = lines[line].strip()
    advice = "check indentation, quotes and colons on this line and the one before it"
    return Trap("yaml-syntax", said, advice + (f": {quoted(seen)}" if seen else ""), line, mark.column if mark else 0)
