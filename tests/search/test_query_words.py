"""What a word is, and which words are forms of one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.queries import TEXTS
from tui.model.text import fold
from tui.search import words
from tui.search.stem import beginning, beginnings, stem
from tui.search.words import BREAK, GLUED, folded_tokens, placed_tokens, tokens, tokens_of, without_signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Japan’s F-35B, co_op", ["japan", "f", "35", "_b", "co", "op"]),
        ("F35 C130J 1990s v2.10.4 3f78e", ["f", "35", "c", "130", "_j", "1990", "_s", "v", "2", "10", "4", "3", "_f", "78", "_e"]),
        (
            "U.S.-led, the U.S.S.R.’s 10 U.S.C. 2667, e.g. a.m. www.x.org",
            ["us", "led", "the", "ussr", "10", "usc", "2667", "eg", "am", "www", "x", "org"],
        ),
        ("Ph.D., an M.Sc.", ["phd", "an", "msc", BREAK, "ph", "d", "an", "m", "sc"]),
        ("He didn't; they've", ["he", "didnt", "they"]),
        ("Sana'a, d’Arc", ["sanaa", "darc", BREAK, "sana", "a", "d", "arc"]),
        ("rock'n'roll", ["rocknroll", BREAK, "rock", "n", "roll"]),
        ("$1,234.56 of 12,345,678", ["1234", "56", "of", "12345678", BREAK, "1", "234", "56", "of", "12", "345", "678"]),
        ('צה"ל צה״ל', ["צהל", "צהל", BREAK, "צה", "ל", "צה", "ל"]),
        ("м’ята Hawaiʻi", ["мята", "hawaii", BREAK, "м", "ята", "hawai", "i"]),
        ("'quoted' \"words\" 5'10", ["quoted", "words", "5", "10"]),
        ("日本の参加", ["日本", "本の", "の参", "参加", "加"]),
        ("AUKUS参加", ["aukus", "参加", "加"]),
        ("ｶﾞｲﾄﾞ", ["ガイ", "イド", "ド"]),
        ("हिन्दी", ["हिन्दी"]),
        ("대한민국의", ["대한", "한민", "민국", "국의", "의"]),
        ("กลาโหม", ["กล", "ลา", "าโ", "โห", "หม", "ม"]),
        ("ລາວ ខ្មែរ", ["ລາ", "າວ", "ວ", "ខ្", "្ម", "មែ", "ែរ", "រ"]),
        ("Café ÆGIS Straße", ["cafe", "aegis", "strasse"]),
        ("— … \u0301", []),
    ],
)
def test_a_word_is_a_run_of_letters_or_digits_and_japanese_comes_in_pairs(text: str, found: list[str]) -> None:
    assert tokens(text) == found


@settings(max_examples=50)
@given(st.one_of(TEXTS, st.text("ab1._,'\"’ 日ก\u0e31é", max_size=12)))
def test_words_are_the_same_whatever_script_stands_beside_them(text: str) -> None:
    """Expressions for fewer scripts serve a text that has no others."""
    folded = fold(text)
    own = placed_tokens(folded)[0]
    for beside in ("é", "日", "дя\u0301"):
        assert placed_tokens(f"{folded} {beside}")[0][: len(own)] == own


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("日本 O'Brien's", ["日本", "本", "obrien", BREAK, "日本", "本", "o", "brien"]),
        ("日'a a'日 日's", ["日", "a", "a", "日", "日", "s"]),
        ("日 x's'a b's'日", ["日", "xsa", "b", "日", BREAK, "日", "x", "s", "a", "b", "日"]),
    ],
)
def test_an_apostrophe_beside_a_script_in_pairs_joins_nothing(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_nothing_reaches_across_blocks() -> None:
    assert tokens_of(["a b", "", "c"]) == ["a", "b", BREAK, BREAK, "c"]
    assert tokens(BREAK) == []


@given(st.one_of(TEXTS, st.text(max_size=40), st.text("ab1._,'\"’ 日본צ\u0301ก\u0e31\u3099яह\u093f", max_size=12)))
def test_every_token_stands_where_it_is_said_to(text: str) -> None:
    folded = fold(text)
    own, apart = placed_tokens(folded)
    behind = [BREAK, *[token for token, _, _ in apart]] if apart else []
    for cut_before in (0, words._FEW):
        # By its shape, as the first texts of a process are cut, and by the expressions for whole scripts.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(words, "_cut_by_shape", cut_before)
            assert [token for token, _, _ in own] + behind == folded_tokens(folded)
    for placed in (own, apart):
        assert all(_bare(folded[start:end]) == token.removeprefix(GLUED) for token, start, end in placed)
        assert [start for _, start, _ in placed] == sorted({start for _, start, _ in placed})


def test_what_places_tokens_compiles_no_whole_script() -> None:
    """It takes as long as all else that the first search of a process does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_cutting_of", None)
        patch.setattr(words, "_cut_by_shape", 0)
        own, apart = placed_tokens("日本 o'brien's f-35a हिन्दी กลา")
        assert folded_tokens("日本 हिन्दी") == ["日本", "本", "हिन्दी"]
    assert [token for token, _, _ in own] == ["日本", "本", "obrien", "f", "35", "_a", "हिन्दी", "กล", "ลา", "า"]
    assert [token for token, _, _ in apart][2:4] == ["o", "brien"]


def _bare(written: str) -> str:
    return "".join(char for char in written if char not in "'\",.")


LATIN = st.text(
    st.one_of(st.sampled_from("ab.'\",019 _-é²–’…"), st.characters(max_codepoint=0x2CEE, exclude_categories=["Cs"])), max_size=24
)


@given(text=LATIN.map(fold).filter(lambda text: words._OTHER.search(text) is None))
def test_the_expressions_for_latin_letters_find_what_those_for_any_script_do(text: str) -> None:
    def found() -> tuple[object, ...]:
        return folded_tokens(text), placed_tokens(text), words.has_signs(text), words.without_abbreviations(text)

    with pytest.MonkeyPatch.context() as patch:
        quickly = found()
        patch.setattr(words, "_cutting_of", lambda _: words._of_any_script())
        assert found() == quickly


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
    "pair", ["deter deterrence", "plan plane", "univers university", "hop hope", "news newest", "us use", "日本 日本の"]
)
def test_different_words_keep_different_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


@given(st.from_regex(r"[a-z]{1,6}(ies|ied|sses|s|eed|ed|ing|y|e|nned|tting|ate)?", fullmatch=True))
def test_a_word_begins_as_every_word_of_its_stem_does(word: str) -> None:
    stemmed = stem(word)
    assert stemmed
    assert word.startswith(beginning(stemmed))
    assert word == stemmed or word.startswith(beginnings(stemmed))
    assert len(word) - len(beginning(stemmed)) <= 8


def test_cutting_words_is_linear_and_quick() -> None:
    text = "The quick brown fox, jumped over the lazy dog in 2024 and so on. " * 20_000
    best = min(_seconds(text) for _ in range(3))
    assert len(text) / best > 1_000_000


def _seconds(text: str) -> float:
    started = time.process_time()
    tokens(text)
    return time.process_time() - started


def test_a_long_number_is_cut_in_one_pass() -> None:
    began = time.process_time()
    for text in ("9" * 300_000, f"a{'9' * 300_000}", f"{'9' * 300_000}a", "9a" * 100_000):
        assert without_signs(text)[0].replace(" ", "").replace(GLUED, "") == text
    assert time.process_time() - began < 2
