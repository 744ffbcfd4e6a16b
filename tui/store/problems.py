"""Collecting what is wrong with a file while it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from itertools import islice
from typing import Protocol

from tui.model.problem import Problem, Severity
from tui.model.text import cleaned

MOST_OF_A_KIND = 1_000
"""Problems of one code that are listed one by one; of the others only the number is told."""

_LONGEST = 500
"""Characters of a suggestion: a mended line may be a megabyte long."""

_LAST_COLUMN = 1_000_000

_MOST_COMPARED = 20_000
"""Words that unknown ones are compared with in one file: each takes some microseconds, and a file may hold 100,000 of both."""

_MOST_KNOWN = 1_000
"""Known words that one unknown one is compared with."""


class YamlMark(Protocol):
    """A place in a file, as the YAML parser gives it: all from 0, in code points."""

    @property
    def index(self) -> int:
        """From the beginning of the text."""

    @property
    def line(self) -> int:
        """Its number."""

    @property
    def column(self) -> int:
        """From the beginning of the line."""


def quoted(text: str, most: int = 60) -> str:
    """A piece of foreign text within a sentence: on one line, shortened, in quotation marks."""
    flat = " ".join(cleaned(text[: 4 * most]).split())
    return f"“{flat[: most - 1]}…”" if len(flat) > most or len(text) > 4 * most else f"“{flat}”"


def quote(text: str) -> str:
    """A text as YAML in quotes, on one line."""
    flat = " ".join(text.split())
    if '"' not in flat and "\\" not in flat:
        return f'"{flat}"'
    return "'" + flat.replace("'", "''") + "'"


class Problems:
    """The problems of one file, each added where it is found."""

    def __init__(self, path: str = "") -> None:
        self.path = path
        self._found: list[Problem] = []
        self._counts: Counter[str] = Counter()
        self._compared = 0

    def add(
        self, severity: Severity, code: str, message: str, mark: YamlMark | None = None, suggestion: str = "", *, line: int = 0
    ) -> None:
        """Add one problem.

        Args:
            severity: how bad it is.
            code: stable name of this kind of problem.
            message: a sentence without place.
            mark: its place; None where `line` says it, or where it concerns the whole file.
            suggestion: what to do.
            line: the place, from 1, where there is no mark.
        """
        self._counts[code] += 1
        if self._counts[code] > MOST_OF_A_KIND:
            return
        if len(suggestion) > _LONGEST:
            suggestion = suggestion[: _LONGEST - 1] + "…"
        place = (mark.line + 1, mark.column + 1) if mark is not None else (max(line, 1), 1)
        self._found.append(Problem(severity, code, message, *place, suggestion, self.path))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere in the same file."""
        self._found.extend(problems)

    def drop(self, code: str, lines: Container[int]) -> None:
        """Take back the problems of one kind on some lines, from 1: what they told of was put right."""
        kept = [problem for problem in self._found if problem.code != code or problem.line not in lines]
        self._counts[code] -= len(self._found) - len(kept)
        self._found = kept

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """“did you mean ...?” for a word near a known one, else nothing."""
        if self._compared > _MOST_COMPARED or len(word) > 60:
            return ""
        import difflib

        among = [candidate for candidate in islice(known, _MOST_KNOWN) if len(candidate) <= 60]
        self._compared += len(among)
        spelled = {candidate.casefold(): candidate for candidate in reversed(among)}
        wanted = word.casefold()
        near = difflib.get_close_matches(wanted, spelled, 1, 0.7)
        if not near and len(wanted) > 1:
            begun = [candidate for candidate in spelled if candidate.startswith(wanted)]
            near = begun if len(begun) == 1 else []
        return f"did you mean “{spelled[near[0]]}”?" if near else ""

    def sorted(self) -> tuple[Problem, ...]:
        """All of them in order of place; the surplus of each kind is summed up after the last one listed."""
        found = list(self._found)
        for code, count in self._counts.items():
            if count > MOST_OF_A_KIND:
                line = max(problem.line for problem in found if problem.code == code)
                more = f"{count - MOST_OF_A_KIND:,} more problems of the kind “{code}” are not listed."
                found.append(Problem("info", code, more, line, _LAST_COLUMN, path=self.path))
        return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))
