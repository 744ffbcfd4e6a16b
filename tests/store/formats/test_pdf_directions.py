"""Lines of PDFs that are read from the right to the left or from the top to the bottom: out of the places of their pieces."""

from __future__ import annotations

import re

import pytest

from tui.store.formats.pdf_directions import PlacedWord, from_the_right, from_the_top, is_in_columns, is_right_to_left

SIGN = 10.0
"""Width and height of a sign."""


def seen(drawn: str) -> list[PlacedWord]:
    """The pieces of a line as they stand from the left to the right, `|` between those that touch; letters in their order."""
    pieces: list[PlacedWord] = []
    left = 0.0
    for piece in re.findall(r"[^ |]+|[ |]", drawn):
        if piece in " |":
            left += SIGN / 2 if piece == " " else 0
            continue
        pieces.append(PlacedWord(piece, left, left + SIGN * len(piece), 0, SIGN))
        left += SIGN * len(piece)
    return pieces


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (".|הצפוני הגבול אל", "אל הגבול הצפוני."),
        ("חיפה בנמל עגנו US Navy של ספינות 12 ,|הדיווח לפי", "לפי הדיווח, 12 ספינות של US Navy עגנו בנמל חיפה"),
        ('.ל"|הרמטכ ובמינוי', 'ובמינוי הרמטכ"ל.'),
        (".2025 لعام الدفاع", "الدفاع لعام 2025."),
        ("(|الميناء|) الأسطول", "الأسطول (الميناء)"),
        (")|الميناء|( الأسطول", "الأسطول (الميناء)"),
        ("ביום F 16 מטוס", "מטוס F 16 ביום"),
        ("10 ,12 בתי", "בתי 12, 10"),
    ],
)
def test_a_line_from_the_right_is_put_in_the_order_in_which_it_is_read(drawn: str, read: str) -> None:
    assert is_right_to_left(drawn)
    assert from_the_right(seen(drawn)) == read


def test_columns_are_read_from_the_right_and_those_above_first() -> None:
    above, below = ("桜が咲いた", "川は流れた"), ("雪が降った",)
    pieces = [
        PlacedWord(sign, 100 - 20 * column, 110 - 20 * column, top + SIGN * at, top + SIGN * at + SIGN)
        for top, texts in ((0, above), (100, below))
        for column, text in enumerate(texts)
        for at, sign in enumerate(text)
    ]
    assert from_the_top(sorted(pieces)).replace("\n", "") == "".join((*above, *below))
    assert from_the_top(pieces).endswith("\n\n" + below[0])


def test_only_a_page_whose_signs_stand_apart_is_written_in_columns() -> None:
    assert is_in_columns(["川 桜 雪 山"] * 12)
    assert not is_in_columns(["川は流れて桜が咲いた"] * 12)
    assert not is_in_columns(["川 桜 雪 山"])
    assert not is_in_columns(["A B C D"] * 40)
