"""Where lines break."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.document.sources import corpus
from tests.yardstick import cost_of
from tui.document.breaking import break_lines, clip_left, full_lines, graphemes, is_single_width


def broken(text: str, room: int) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, 0, len(text), room)]


def test_a_line_breaks_at_the_last_space_that_fits() -> None:
    assert broken("one two three", 7) == ["one two", "three"]
    assert broken("one two three", 6) == ["one", "two", "three"]


def test_spaces_at_the_ends_of_lines_belong_to_no_line() -> None:
    assert broken("  one     two  ", 5) == ["one", "two"]


def test_nothing_but_spaces_is_one_empty_line() -> None:
    assert broken("     ", 3) == [""]
    assert broken("", 3) == [""]


def test_a_word_parts_after_a_hyphen_or_slash_between_letters() -> None:
    assert broken("command-and-control", 12) == ["command-and-", "control"]
    assert broken("either/or", 8) == ["either/", "or"]
    assert broken("war—peace", 5) == ["war—", "peace"]


def test_dates_and_signs_do_not_part_at_their_hyphens() -> None:
    assert broken("on 2024-07-28", 10) == ["on", "2024-07-28"]
    assert broken("use --force", 8) == ["use", "--force"]


def test_a_word_wider_than_the_line_is_folded() -> None:
    assert broken("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"]


def test_the_first_line_can_have_other_room_than_the_rest() -> None:
    assert break_lines("aa bb cc dd", 0, 11, 2, 5) == [(0, 2), (3, 8), (9, 11)]


def test_cjk_text_breaks_between_characters_but_not_before_closing_punctuation() -> None:
    assert broken("日本国民は、正当に", 10) == ["日本国民", "は、正当に"]
    assert broken("「日本」「国」", 8) == ["「日本」", "「国」"]
    assert broken("東京です。", 8) == ["東京で", "す。"]


def test_cjk_text_does_not_break_before_small_kana_or_the_long_vowel_mark() -> None:
    assert broken("あいうカッ", 8) == ["あいう", "カッ"]
    assert broken("あいうパー", 8) == ["あいう", "パー"]


def test_hangul_breaks_at_spaces_only() -> None:
    assert broken("대한민국 만세다", 10) == ["대한민국", "만세다"]


def test_a_zero_width_space_lets_a_word_part() -> None:
    assert broken("abcd\u200befgh", 5) == ["abcd\u200b", "efgh"]


def test_a_no_break_space_holds_words_together() -> None:
    assert broken("aa bb\u00a0cc", 6) == ["aa", "bb\u00a0cc"]


def test_a_family_of_emoji_is_never_split() -> None:
    assert broken("👩‍👩‍👧👩‍👩‍👧", 2) == ["👩‍👩‍👧", "👩‍👩‍👧"]
    assert broken("e\u0301e\u0301", 1) == ["e\u0301", "e\u0301"]


def test_code_is_cut_wherever_the_line_is_full() -> None:
    assert [("a b c d")[start:end] for start, end in full_lines("a b c d", 0, 7, 4, 2)] == ["a b ", "c ", "d"]
    assert list(full_lines("漢字か", 0, 3, 4)) == [(0, 2), (2, 3)]


def test_the_end_of_a_decoration_is_kept_when_it_is_too_wide() -> None:
    assert clip_left("│ │ ├─ ", 3) == "├─ "
    assert clip_left("漢字", 3) == "字"


def test_every_plain_character_is_one_cell_and_no_part_of_a_cluster() -> None:
    other = regex.compile(r"\p{GCB=Other}")
    plain = [char for char in map(chr, range(0x20, 0x3000)) if is_single_width(char)]
    assert len(plain) > 1000
    assert [char for char in plain if cell_len(char) != 1 or not other.match(char)] == []


def test_clusters_are_those_of_the_unicode_test_file() -> None:
    files = corpus("i18n/unicode-tests/GraphemeBreakTest.txt")
    if not files:
        pytest.skip("the corpora are not here")
    checked = 0
    for line in files[0].read_text(encoding="utf-8").splitlines():
        rule = line.partition("#")[0].strip()
        if not rule or "D800" in rule or "2701" in rule:
            continue  # U+2701 is a pictograph in some versions of Unicode only.
        expected = ["".join(chr(int(code, 16)) for code in part.split(" × ")) for part in rule.strip("÷ ").split(" ÷ ")]
        assert graphemes("".join(expected)) == expected, rule
        checked += 1
    assert checked > 500


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("ab -/—“”あ、（「」ー가é\u0301\u200d\ufe0f👩🏽🇯🇵\u200b\u3000가กำन्"), max_size=40), st.integers(2, 20)
)
def test_no_line_is_wider_than_its_room_and_nothing_but_spaces_is_left_out(text: str, room: int) -> None:
    lines = break_lines(text, 0, len(text), room)
    assert all(cell_len(text[start:end]) <= room for start, end in lines)
    assert "".join(text[start:end] for start, end in lines).split() == [] or "".join(
        "".join(text[start:end] for start, end in lines).split()
    ) == "".join(text.split())
    edges, offset = {0}, 0
    for cluster in graphemes(text):
        offset += len(cluster)
        edges.add(offset)
    wide = any(cell_len(cluster) > room for cluster in graphemes(text))
    assert wide or all(start in edges and end in edges for start, end in lines)


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "あ" * 300_000, " -" * 300_000 + "a", "\u3000" * 300_000 + "a", "e\u0301" * 200_000]
)
def test_a_line_of_a_million_characters_takes_time_in_proportion(text: str) -> None:
    assert cost_of(lambda: break_lines(text, 0, len(text), 40)) < 250
