"""Everything that is wrong or doubtful in a briefing, for its author: what reading found, and the rules of the trade."""

from __future__ import annotations

from collections.abc import Container

from tui.model.briefing import Briefing
from tui.model.problem import Problem
from tui.store.lint import lint
from tui.store.lint_references import lint_references
from tui.store.problems import Problems


def check(briefing: Briefing, *, library_ids: Container[str] | None = None) -> list[Problem]:
    """All problems of a briefing in order of place.

    Args:
        briefing: as it was read; its own problems come first where places are equal.
        library_ids: the ids that links may name besides its own: of other briefings and of shared
            entries. None where the library is not known: links that lead out of the briefing are
            then told as information only.
    """
    problems = Problems(briefing.path)
    problems.extend(briefing.problems)
    lint(briefing, problems)
    lint_references(briefing, library_ids, problems)
    return list(problems.sorted())
