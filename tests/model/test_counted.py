"""Numbers of things in words that fit them."""

from __future__ import annotations

import pytest

from tui.model.counted import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("note",), "0 notes"),
        (1, ("note",), "1 note"),
        (2, ("other file",), "2 other files"),
        (1_234, ("briefing",), "1,234 briefings"),
        (1, ("entry of the history", "entries of the history"), "1 entry of the history"),
        (3, ("entry of the history", "entries of the history"), "3 entries of the history"),
    ],
)
def test_the_word_fits_the_number(number: int, words: tuple[str, ...], said: str) -> None:
    assert counted(number, *words) == said
