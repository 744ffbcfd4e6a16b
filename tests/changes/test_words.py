"""Word differences: exact, readable, and quick on texts of megabytes."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.changes.editions import marked, new_of, old_of
from tests.yardstick import SHARE, cost_of
from tui.changes.align import matching
from tui.changes.results import Segment
from tui.changes.words import likeness, profile, segments

_PIECES = st.sampled_from(
    [
        "a",
        "the",
        "word",
        "don't",
        "3,500.25",
        " ",
        " ",
        "  ",
        "\n",
        "\t",
        ".",
        "! ",
        ", ",
        "東",
        "京",
        "。",
        "が",
        "👩‍👩‍👧",
        "é",
        "ß",
        "“",
        "Zed",
        "नि",
    ]
)
texts = st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=30)


@given(texts, texts)
def test_both_texts_can_be_rebuilt_from_what_changed(before: str, after: str) -> None:
    found = segments(before, after)
    assert old_of(found) == before
    assert new_of(found) == after


@given(texts, texts)
def test_every_piece_says_where_in_the_new_text_it_stands(before: str, after: str) -> None:
    at = 0
    for segment in segments(before, after):
        assert segment.text
        assert segment.start == at
        at += len(segment.text) if segment.op != "deleted" else 0
    assert all(one.op != other.op for one, other in pairwise(segments(before, after)))


@given(texts)
def test_a_text_is_as_it_was_itself(text: str) -> None:
    assert all(segment.op == "equal" for segment in segments(text, text))


@given(st.lists(st.integers(0, 5), max_size=200), st.lists(st.integers(0, 5), max_size=200))
def test_what_is_matched_is_equal_and_in_order(before: list[int], after: list[int]) -> None:
    pairs = matching(before, after)
    assert all(before[i] == after[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def test_only_the_words_that_changed_are_marked() -> None:
    assert marked(segments("The quick brown fox jumps.", "The quick red fox jumps high.")) == (
        "The quick [-brown-]{+red+} fox jumps{+ high+}."
    )
    assert marked(segments("a foo b", "a b")) == "a [-foo -]b"
    assert marked(segments("", "all new")) == "{+all new+}"


def test_a_changed_letter_marks_the_whole_word() -> None:
    assert marked(segments("It was planned.", "It was planed.")) == "It was [-planned-]{+planed+}."
    assert marked(segments("worth 3,500.25 dollars", "worth 3,500.75 dollars")) == "worth [-3,500.25-]{+3,500.75+} dollars"


def test_chinese_and_japanese_are_compared_by_characters() -> None:
    assert marked(segments("東京は日本の首都です。", "東京は日本の古い首都です。")) == "東京は日本の{+古い+}首都です。"


def test_a_comma_between_two_changes_does_not_chop_them_up() -> None:
    found = marked(segments("They met Bob, Carol there", "They met Alice, Dave there"))
    assert found == "They met [-Bob, Carol-]{+Alice, Dave+} there"


def test_a_combined_emoji_is_never_torn() -> None:
    assert marked(segments("a 👩‍👩‍👧 b", "a 👩‍👩‍👦 b")) == "a [-👩‍👩‍👧-]{+👩‍👩‍👦+} b"


def _megabyte(chooser: random.Random, words: int) -> list[str]:
    return [
        f"w{chooser.randrange(20_000)}" if chooser.random() < 0.5 else chooser.choice(["the", "of", "and", "in", "to"])
        for _ in range(words)
    ]


def _cost(before: str, after: str) -> float:
    made: list[tuple[Segment, ...]] = []
    cost = cost_of(lambda: made.append(segments(before, after)))
    (found,) = made
    assert old_of(found) == before
    assert new_of(found) == after
    return cost


def test_a_paragraph_of_a_megabyte_is_compared_soon() -> None:
    chooser = random.Random(1)
    words = _megabyte(chooser, 200_000 // SHARE)
    changed = list(words)
    for _ in range(300):
        changed[chooser.randrange(len(changed))] = "changed"
        changed.insert(chooser.randrange(len(changed)), "some new words")
    assert _cost(" ".join(words), " ".join(changed)) < 75 / SHARE
    found = segments(" ".join(words), " ".join(changed))
    assert sum(len(segment.text) for segment in found if segment.op != "equal") < 600 * 25


def test_two_megabytes_with_nothing_in_common_do_not_take_long() -> None:
    chooser = random.Random(2)
    count = 150_000 // SHARE
    assert _cost(" ".join(_megabyte(chooser, count)), " ".join(_megabyte(chooser, count))) < 150 / SHARE
    count = 10_000 // SHARE
    assert _cost("same " * 10 * count, "same " * 7 * count + "other " * 3 * count) < 150 / SHARE


def test_likeness_is_one_for_the_same_words_and_nothing_for_other_ones() -> None:
    assert likeness(profile("One two three"), profile("three, two: ONE")) == 1
    assert likeness(profile("one two"), profile("drei vier")) == 0
    assert likeness(profile(""), profile("")) == 0
    assert likeness(profile("東京都庁"), profile("京都")) > 0
    assert likeness(profile("日本"), profile("本日")) == 0
