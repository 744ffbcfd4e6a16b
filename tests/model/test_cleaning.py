"""Cleaning: what is done once to every text, so that no character of it reaches the terminal as a command."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.model.text import clean, cleaned

DANGEROUS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
ANY_TEXT = st.text(
    st.one_of(st.characters(), st.characters(codec=None, categories=["Cs"]), st.sampled_from([*map(chr, DANGEROUS)]))
)


@pytest.mark.parametrize(
    ("given_char", "shown", "kind"),
    [
        ("\x00", "␀", "control character"),
        ("\x1b", "␛", "control character"),
        ("\r", "␍", "control character"),
        ("\x07", "␇", "control character"),
        ("\x7f", "␡", "control character"),
        ("\x85", "\ufffd", "C1 control character"),
        ("\x9b", "\ufffd", "C1 control character"),
        ("\u202d", "\ufffd", "text direction override"),
        ("\u202e", "\ufffd", "text direction override"),
        ("\u202a", "\u2060", "text direction mark"),
        ("\u202c", "\u2060", "text direction mark"),
        ("\u2066", "\u2060", "text direction mark"),
        ("\u2069", "\u2060", "text direction mark"),
        ("\u2028", "␤", "line separator"),
        ("\u2029", "␤", "line separator"),
        ("\ud800", "\ufffd", "half of a surrogate pair"),
        ("\ufffe", "\ufffd", "noncharacter"),
        ("\uffff", "\ufffd", "noncharacter"),
    ],
)
def test_every_kind_of_dangerous_character_has_its_replacement_and_its_name(given_char: str, shown: str, kind: str) -> None:
    text, found = clean(f"a{given_char}b")
    assert text == f"a{shown}b"
    assert [(one.offset, one.code_point, one.kind) for one in found] == [(1, ord(given_char), kind)]


@pytest.mark.parametrize("char", ["\n", "\t", "\u200e", "\u200f", "\u200d", "\u00a0", "é", "が", "😀", "[", "\\"])
def test_what_is_harmless_stays(char: str) -> None:
    assert clean(f"a{char}b") == (f"a{char}b", [])


@given(ANY_TEXT)
@example("\x1b]0;title\x07")
def test_cleaning_is_one_for_one_and_says_where(text: str) -> None:
    shown, found = clean(text)
    assert len(shown) == len(text)
    changed = [at for at, (before, after) in enumerate(zip(text, shown, strict=True)) if before != after]
    assert changed == [one.offset for one in found]
    assert all(one.code_point == ord(text[one.offset]) for one in found)


@given(ANY_TEXT)
def test_no_control_override_or_half_character_is_left(text: str) -> None:
    for char in cleaned(text):
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        assert ord(char) not in DANGEROUS or char in "\n\t"


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
