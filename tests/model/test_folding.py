"""Folding: which texts find takes for the same, and which it keeps apart."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.model.text import fold, fold_with_map

TRICKY = "éÉがかйиёﬁßẞ“”«»‘’–—\u00ad\u200b \n\t\u3000\u00a0가\u1100\u1161\u11a8ｶﾞﾟﾡ\u0301\u0306\u0327\u0345\u1acfΑΣςאָ\u0651İı´`½㎏ﷺ"
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(TRICKY)), max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("café", "CAFE"),
        ("cafe\u0301", "café"),
        ("Škoda", "skoda"),
        ("ё", "е"),
        ("ά", "Α"),
        ("ﬁle", "file"),
        ("ﬃ", "ffi"),
        ("Straße", "STRASSE"),
        ("ẞ", "ss"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("Manœuvres, ŒUVRE", "manoeuvres, oeuvre"),
        ("Þór, Seyðisfjörður", "thor, seydisfjordur"),
        ("Ħamrun, Ŧ", "hamrun, t"),
        ("Đà Nẵng", "da nang"),
        ("“quoted”", '"quoted"'),
        ("it’s", "it's"),
        ("it`s", "it's"),
        ("2024–25", "2024-25"),
        ("a — b", "a - b"),
        ("sep\u00adarate", "separate"),
        ("no\u200bbreak", "nobreak"),
        ("two\n   lines", "two lines"),
        ("no\u00a0break", "no break"),
        ("ideo\u3000graphic", "ideo graphic"),
        ("ｆｕｌｌ", "full"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("\u1112\u1161\u11ab", "한"),
        ("か\u3099", "が"),
        ("и\u0306", "й"),
        ("и\u0301\u0306", "й"),
        ("а\u0483\u0301", "а"),
        ("3\u0483\u0301\u0302", "3\u0483"),
        ("“e\u0301”", '"e"'),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("ΟΔΟΣ", "οδος"),
        ("…", "..."),
        ("㎏", "kg"),
    ],
)
def test_these_are_the_same_to_a_reader(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("ガイド", "カイト"), ("й", "и"), ("ぱ", "は"), ("กำ", "กา"), ("한", "하")]
)
def test_these_are_different_letters_and_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_with_case_only_capitals_stay_apart() -> None:
    assert fold("Café", case=True) == "Cafe"
    assert fold("CAFÉ", case=True) != fold("café", case=True)
    assert fold("Й", case=True) != fold("И", case=True)
    assert fold("Ё", case=True) == fold("Е", case=True)


@settings(max_examples=400)
@given(ANY_TEXT, st.booleans())
@example("A\u1acf", False)
@example("a \u200b b", False)
@example("\u00b4", True)
def test_the_map_folds_to_the_same_text_and_its_spans_walk_forward_through_the_source(text: str, case: bool) -> None:
    mapped = fold_with_map(text, case=case)
    assert mapped.folded == fold(text, case=case)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.folded)
    previous = 0
    for start, end in zip(mapped.starts, mapped.ends, strict=True):
        assert previous <= start < end <= len(text)
        previous = start


@settings(max_examples=200)
@given(ANY_TEXT, st.data())
def test_a_folded_piece_maps_back_to_a_source_that_holds_it(text: str, data: st.DataObject) -> None:
    mapped = fold_with_map(text)
    if not mapped.folded:
        return
    first = data.draw(st.integers(0, len(mapped.folded) - 1))
    last = data.draw(st.integers(first + 1, len(mapped.folded)))
    start, end = mapped.source(first, last)
    assert mapped.folded[first:last].strip() in fold(text[start:end])


@settings(max_examples=200)
@given(ANY_TEXT, st.booleans())
def test_folding_twice_is_folding_once_and_leaves_no_line_break(text: str, case: bool) -> None:
    folded = fold(text, case=case)
    assert fold(folded, case=case) == folded
    assert "\n" not in folded
    assert "  " not in folded


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_takes_a_short_cut_to_the_same_result(text: str) -> None:
    assert fold(text + "é") == fold(text) + "e"
