"""The scales of the trade, held against the tables they come from."""

from __future__ import annotations

import pytest

from tui.model.scales import (
    SCALES,
    ScaleName,
    parse_confidence,
    parse_credibility,
    parse_grade,
    parse_likelihood,
    parse_reliability,
)

ICD203 = [
    ("almost no chance", "remote", "01–05%"),
    ("very unlikely", "highly improbable", "05–20%"),
    ("unlikely", "improbable", "20–45%"),
    ("roughly even chance", "roughly even odds", "45–55%"),
    ("likely", "probable", "55–80%"),
    ("very likely", "highly probable", "80–95%"),
    ("almost certain", "nearly certain", "95–99%"),
]
PHIA = [
    ("remote chance", "≤5%"),
    ("highly unlikely", "10–20%"),
    ("unlikely", "25–35%"),
    ("realistic possibility", "40–50%"),
    ("likely", "55–75%"),
    ("highly likely", "80–90%"),
    ("almost certain", "≥95%"),
]


def test_both_rows_of_icd_203_have_their_bands_and_ranks() -> None:
    for rank, (first, second, band) in enumerate(ICD203, 1):
        for row, word in ((1, first), (2, second)):
            step = parse_likelihood(word)
            assert (step.rank, step.row, step.range, step.scale) == (rank, row, band, "icd203")
    assert len(SCALES["icd203"]) == 14


def test_the_phia_yardstick_has_its_bands_and_ranks() -> None:
    for rank, (word, band) in enumerate(PHIA, 1):
        step = parse_likelihood(word, "phia")
        assert (step.rank, step.range, step.scale) == (rank, band, "phia")
    assert parse_likelihood("probable", "phia").rank == parse_likelihood("likely", "phia").rank


@pytest.mark.parametrize(
    ("written", "word", "scale"),
    [
        ("probably", "probable", "icd203"),
        ("improbably", "improbable", "icd203"),
        ("Almost Certainly", "almost certain", "icd203"),
        ("VERY_LIKELY", "very likely", "icd203"),
        (" very  likely ", "very likely", "icd203"),
        ("highly-improbable", "highly improbable", "icd203"),
        ("even chance", "roughly even chance", "icd203"),
        ("realistic possibility", "realistic possibility", "phia"),
        ("a realistic possibility", "realistic possibility", "phia"),
    ],
)
def test_a_likelihood_is_read_in_the_forms_people_write(written: str, word: str, scale: ScaleName) -> None:
    assert parse_likelihood(written, scale).word == word


@pytest.mark.parametrize(
    ("written", "scale"), [("maybe", "icd203"), ("", "icd203"), ("realistic possibility", "icd203"), ("remote", "phia")]
)
def test_a_word_of_no_scale_or_of_the_other_is_refused_with_the_words_there_are(written: str, scale: ScaleName) -> None:
    with pytest.raises(ValueError, match="almost certain") as refusal:
        parse_likelihood(written, scale)
    assert f"“{written}”" in str(refusal.value)


def test_confidence_has_three_levels_and_medium_is_moderate() -> None:
    assert [parse_confidence(text) for text in ("high", "Moderate", "medium", "low confidence")] == [
        "high",
        "moderate",
        "moderate",
        "low",
    ]
    with pytest.raises(ValueError, match=r"“middling”.*high, moderate or low"):
        parse_confidence("middling")


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("B2", ("B", "2")),
        ("b2", ("B", "2")),
        ("F3", ("F", "3")),
        ("B 2", ("B", "2")),
        ("C-3", ("C", "3")),
        ("A", ("A", "")),
        ("6", ("", "6")),
    ],
)
def test_an_admiralty_grade_is_a_letter_a_figure_or_both(text: str, grade: tuple[str, str]) -> None:
    assert parse_grade(text) == grade


@pytest.mark.parametrize("text", ["", "G2", "B7", "B0", "2B", "B22", "BB", "good"])
def test_what_is_no_grade_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a grade"):
        parse_grade(text)


def test_the_halves_of_a_grade_are_read_alone_too() -> None:
    assert (parse_reliability(" f "), parse_credibility(" 6 ")) == ("F", "6")
    with pytest.raises(ValueError, match="A to F"):
        parse_reliability("G")
    with pytest.raises(ValueError, match="1 to 6"):
        parse_credibility("7")
