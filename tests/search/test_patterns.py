"""What find takes for a match in one text."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.model.text import fold
from tui.search.folded import Folded
from tui.search.patterns import BadPattern, Expression, Pattern, Substring, compile_pattern

LETTERS = 'aAbéÉßﬁ“" \n\u00ad\u200b-–がかｶﾞ가\u1100\u1161\u0301'
TEXTS = st.text(st.one_of(st.sampled_from(LETTERS), st.characters(exclude_categories=["Cs"])), max_size=30)


def found(query: str, text: str, *, regex: bool = False) -> list[str]:
    """The pieces of a text that a query matches."""
    pattern = compile_pattern(query, regex=regex)
    assert pattern is not None
    return [text[start:end] for start, end in pattern.spans(text)]


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("deterrence", "Extended Deterrence, deterrence.", ["Deterrence", "deterrence"]),
        ("cafe", "Café, CAFÉ, cafe\u0301", ["Café", "CAFÉ", "cafe\u0301"]),
        ("joint head", "a joint\n   headquarters", ["joint\n   head"]),
        ("it's", "It’s", ["It’s"]),
        ('"four stars"', "“four stars”", ["“four stars”"]),
        ("2024-25", "2024–25", ["2024–25"]),
        ("strasse", "Straße", ["Straße"]),
        ("file", "a ﬁle", ["ﬁle"]),
        ("fi", "ﬁ", ["ﬁ"]),
        ("separate", "sep\u00adar\u200bate", ["sep\u00adar\u200bate"]),
        ("概要", "防衛省の概要", ["概要"]),
        ("が", "か が", ["が"]),
        ("ガイド", "ｶﾞｲﾄﾞ", ["ｶﾞｲﾄﾞ"]),
        ("한", "\u1112\u1161\u11ab", ["\u1112\u1161\u11ab"]),
        ("aa", "aaaa", ["aa", "aa"]),
        ("[sic]", "he said [sic] so", ["[sic]"]),
        (".*", "a.*b", [".*"]),
        ("nothing", "something else", []),
    ],
)
def test_plain_words_match_as_a_reader_would_expect(query: str, text: str, pieces: list[str]) -> None:
    assert found(query, text) == pieces


def test_a_capital_in_the_query_makes_capitals_count() -> None:
    assert found("us", "US us Us") == ["US", "us", "Us"]
    assert found("US", "US us Us") == ["US"]
    assert found("Café", "Café cafe CAFE Cafe") == ["Café", "Cafe"]


@pytest.mark.parametrize("query", ["", "   ", "\n\t", "\u00ad", "\u200b\u00ad "])
def test_a_query_without_anything_to_look_for_is_no_pattern(query: str) -> None:
    assert compile_pattern(query) is None


def check_spans(pattern: Pattern, text: str) -> None:
    """Spans are sorted, not empty, inside the text, and do not overlap."""
    previous = 0
    for start, end in pattern.spans(text):
        assert previous <= start < end <= len(text)
        previous = end


@settings(max_examples=300)
@given(st.lists(TEXTS, max_size=4), TEXTS)
@example(["ﬁ"], "i")
@example(["ßß"], "s")
@example([".……"], "..")
@example(["\u1100\u1100"], "\u1100")
@example(["a  a"], " a")
def test_counts_equal_the_number_of_spans(texts: list[str], query: str) -> None:
    pattern = compile_pattern(query)
    if pattern is None:
        return
    assert pattern.count(Folded(texts)) == sum(len(pattern.spans(text)) for text in texts)


@settings(max_examples=300)
@given(TEXTS, TEXTS)
@example("ﬁ", "i")
@example("ﬃ", "f")
@example(".……", "..")
@example("ß", "s")
def test_spans_are_in_order_never_empty_and_hold_the_query(text: str, query: str) -> None:
    pattern = compile_pattern(query)
    if pattern is None:
        return
    check_spans(pattern, text)
    for start, end in pattern.spans(text):
        assert fold(query, case=pattern.case).strip() in fold(text[start:end], case=pattern.case)


@settings(max_examples=200)
@given(TEXTS, st.data())
def test_every_piece_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.strip():
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    piece = folded[start : data.draw(st.integers(start + 1, len(folded)))]
    pattern = compile_pattern(piece)
    if pattern is not None and not pattern.case and fold(piece) == piece:
        assert pattern.spans(text)


def test_a_match_never_spans_two_blocks() -> None:
    assert Substring("one two").count(Folded(["one", "two"])) == 0
    assert Substring("one two").count(Folded(["one two", "one\ntwo"])) == 2


# regular expressions


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        (r"\d{4}", "2024 and 25 and 1999", ["2024", "1999"]),
        ("deter(rence|s)", "Deterrence deters", ["Deterrence", "deters"]),
        ("US", "US us", ["US"]),
        ("^b", "a\nb", ["b"]),
        ("x*", "axxb", ["xx"]),
        (r"[概要]+", "防衛省の概要", ["概要"]),
        (r"(?i)us", "US us", ["US", "us"]),
    ],
)
def test_an_expression_matches_the_text_as_it_is_written(query: str, text: str, pieces: list[str]) -> None:
    assert found(query, text, regex=True) == pieces


@pytest.mark.parametrize("query", ["(", "[a", "*", "a{2,1}", "(?P<n>", "\\", "(?<=a+", "(?P<1>a)", "[[:foo:]]" * 2 + "("])
def test_a_malformed_expression_is_refused_with_a_sentence(query: str) -> None:
    with pytest.raises(BadPattern, match="not a regular expression"):
        compile_pattern(query, regex=True)


@given(st.text(st.sampled_from("ab(){}[]|*+?\\^$.:<>=!P12&-~#pLN"), max_size=16))
def test_any_expression_is_compiled_or_refused_and_matches_or_is_refused(query: str) -> None:
    with suppress(BadPattern):
        pattern = compile_pattern(query, regex=True)
        if pattern is not None:
            check_spans(pattern, "abab 12 (a)")


def test_an_expression_that_would_take_for_ever_is_refused_quickly() -> None:
    pattern = Expression("(a+)+$")
    start = time.process_time()
    with pytest.raises(BadPattern, match="too long"):
        pattern.spans("a" * 5000 + "b")
    assert time.process_time() - start < 2


def test_many_texts_that_are_each_a_little_slow_share_one_limit() -> None:
    pattern = Expression("(a|aa)+$")
    start = time.process_time()
    with pytest.raises(BadPattern, match="too long"):
        pattern.count(Folded(["a" * 18 + "b"] * 100_000))
    assert time.process_time() - start < 2
