"""What a word is, and which words are forms of one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search.queries import TEXTS
from tui.model.text import fold
from tui.search.stem import beginning, stem
from tui.search.words import BREAK, folded_tokens, placed_tokens, tokens, tokens_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Japan’s F-35B, co_op", ["japan", "s", "f", "35b", "co", "op"]),
        ("日本の参加", ["日本", "本の", "の参", "参加", "加"]),
        ("AUKUS参加", ["aukus", "参加", "加"]),
        ("ｶﾞｲﾄﾞ", ["ガイ", "イド", "ド"]),
        ("हिन्दी ที่นี่", ["हिन्दी", "ที่นี่"]),
        ("대한민국", ["대한민국"]),
        ("Café ÆGIS Straße", ["cafe", "aegis", "strasse"]),
        ("— … \u0301", []),
    ],
)
def test_a_word_is_a_run_of_letters_or_digits_and_japanese_comes_in_pairs(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_nothing_reaches_across_blocks() -> None:
    assert tokens_of(["a b", "", "c"]) == ["a", "b", BREAK, BREAK, "c"]
    assert tokens(BREAK) == []


@given(st.one_of(TEXTS, st.text(max_size=40)))
def test_every_token_stands_where_it_is_said_to(text: str) -> None:
    folded = fold(text)
    placed = placed_tokens(folded)
    assert [token for token, _ in placed] == folded_tokens(folded)
    assert all(folded.startswith(token, start) for token, start in placed)
    assert [start for _, start in placed] == sorted({start for _, start in placed})


@pytest.mark.parametrize(
    "forms",
    [
        "policy policies",
        "plan plans planned planning",
        "make makes making",
        "announce announces announced announcing",
        "agree agrees agreed agreeing",
        "deter deters deterred deterring",
        "missile missiles",
        "ally allies allied",
        "pass passes passed passing",
        "size sizes sized sizing",
        "operate operates operated operating",
    ],
)
def test_inflections_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["deter deterrence", "plan plane", "univers university", "hop hope", "news newest", "us use", "日本 日本の", "f35s f35"]
)
def test_different_words_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@given(st.from_regex(r"[a-z]{1,6}(ies|ied|sses|s|eed|ed|ing|y|e|nned|tting|ate)?", fullmatch=True))
def test_a_word_begins_as_every_word_of_its_stem_does(word: str) -> None:
    stemmed = stem(word)
    assert stemmed
    assert word.startswith(beginning(stemmed))
    assert len(word) - len(beginning(stemmed)) <= 8


def test_cutting_words_is_linear_and_quick() -> None:
    text = "The quick brown fox, jumped over the lazy dog in 2024 and so on. " * 20_000
    best = min(_seconds(text) for _ in range(3))
    assert len(text) / best > 1_000_000


def _seconds(text: str) -> float:
    started = time.process_time()
    tokens(text)
    return time.process_time() - started
