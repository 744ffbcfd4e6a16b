"""Changes in words."""

from __future__ import annotations

from tui.document.changes.results import Changes, Sentence


def sentences(changes: Changes) -> tuple[Sentence, ...]:
    """As `Changes.sentences`."""
    return ()


def reasons(changes: Changes) -> tuple[str, ...]:
    """As `Changes.reasons`."""
    return ()


def summary(changes: Changes) -> str:
    """As `Changes.summary`."""
    return ", ".join(reasons(changes))
