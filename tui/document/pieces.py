"""All of the apparatus: what makes a piece of a briefing, where there is anything for it."""

from __future__ import annotations

from collections.abc import Callable

from tui.document.apparatus import (
    about,
    actions,
    actors,
    agreements,
    command,
    facts,
    history,
    judgments,
    other,
    problems,
    questions,
    related,
    relations,
    sources,
    terms,
    timeline,
)
from tui.document.apparatus.entry import Piece
from tui.model.briefing import Briefing

PIECES: tuple[Callable[[Briefing], Piece | None], ...] = (
    actions.piece,
    judgments.piece,
    facts.piece,
    actors.piece,
    command.piece,
    relations.piece,
    agreements.piece,
    timeline.piece,
    terms.piece,
    sources.piece,
    questions.piece,
    related.piece,
    history.piece,
    about.piece,
    other.piece,
    problems.piece,
)
"""The apparatus, in the order of `tui.model.apparatus.APPARATUS`."""
