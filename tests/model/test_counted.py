"""Numbers of things in words that fit them."""

from __future__ import annotations

import pytest

from tui.model.counted import counted, other_files


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


def test_other_files_are_counted_by_kind_the_most_first() -> None:
    assert other_files(12, {".docx": 7, ".pdf": 5}) == "12 other files: 7 .docx, 5 .pdf"
    assert other_files(1, {".rst": 1}) == "1 other file: 1 .rst"
    assert other_files(10, {".a": 4, ".b": 3, ".c": 1, ".d": 1}) == "10 other files: 4 .a, 3 .b, 1 .c, 2 more"
    assert other_files(1_000, {}) == "1,000 other files"
