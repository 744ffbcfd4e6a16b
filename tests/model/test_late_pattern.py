"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from tui.model.late_pattern import late_pattern


def test_it_finds_what_the_expression_finds_each_time() -> None:
    late = late_pattern(r"(?P<word>[a-z]+)", re.IGNORECASE)
    for _ in range(2):
        found = late.search("12 Ab c")
        assert found is not None
        assert found["word"] == "Ab"
        assert late.sub("x", "ab-cd") == "x-x"
    assert late.pattern == r"(?P<word>[a-z]+)"
    assert late_pattern(rb"a+").findall(b"aaba") == [b"aa", b"a"]


def test_what_is_no_expression_is_refused_only_where_it_is_used() -> None:
    late = late_pattern("(")
    with pytest.raises(re.error):
        late.search("")
