"""Finding in a document, held against a naive search of all of it."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.document.block import Block, DocumentSection
from tui.document.document import RUN_PARTS, Document, Part
from tui.model.briefing import Briefing
from tui.search.find import BadPattern, Finder, Match, Pattern, compile_pattern

Texts = list[list[str]]
"""For each part, the texts of its blocks."""


def document_of(texts: Texts, *, parts_per_section: int = 1) -> Document:
    """A document whose blocks hold these texts."""
    sections = [DocumentSection(n, f"s{n}", f"Section {n}") for n in range(1 + len(texts) // parts_per_section)]

    def part(number: int, blocks: list[str]) -> Part:
        section = number // parts_per_section
        return Part(section, lambda: [Block("paragraph", text, section=section) for text in blocks], sum(map(len, blocks)))

    return Document(Briefing(title="x"), sections, [part(number, blocks) for number, blocks in enumerate(texts)])


def finder_of(texts: Texts, query: str, *, regex: bool = False) -> Finder:
    """A finder that has counted everything."""
    document = document_of(texts)
    finder = Finder(document)
    for part in range(len(document.parts)):
        finder.fold_ahead(part)
    finder.look_for(compile_pattern(query, regex=regex))
    assert finder.advance(60, count().__next__)
    return finder


def naive(texts: Texts, pattern: Pattern | None) -> list[Match]:
    """Every match in order, found one text after the other."""
    if pattern is None:
        return []
    return [
        Match(part, block, start, end)
        for part, blocks in enumerate(texts)
        for block, text in enumerate(blocks)
        for start, end in pattern.spans(text)
    ]


TEXTS = st.lists(st.lists(st.text(st.sampled_from("abé ﬁßA\n"), max_size=12), max_size=4), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.text(st.sampled_from("abéﬁsA"), min_size=1, max_size=2), st.data())
def test_it_finds_what_a_naive_search_finds(texts: Texts, query: str, data: st.DataObject) -> None:
    finder = finder_of(texts, query)
    expected = naive(texts, compile_pattern(query))
    assert [match for part in range(len(texts)) for match in finder.matches(part)] == expected
    assert finder.total == len(expected)
    assert [finder.ordinal(match) for match in expected] == list(range(1, len(expected) + 1))
    by_part = {part: sum(match.part == part for match in expected) for part in range(len(texts))}
    assert finder.by_section() == {part: number for part, number in by_part.items() if number}
    part = data.draw(st.integers(0, len(texts) - 1))
    block, offset = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 12))
    after = [match for match in expected if (match.part, match.block, match.start) >= (part, block, offset)]
    before = [match for match in expected if (match.part, match.block, match.start) < (part, block, offset)]
    assert finder.after(part, block, offset) == (after[0] if after else None)
    assert finder.before(part, block, offset) == (before[-1] if before else None)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.lists(st.text(st.sampled_from("abéﬁsA"), min_size=1, max_size=2), min_size=1, max_size=3))
def test_one_query_after_another_finds_the_same_in_a_large_document_held_packed(
    monkeypatch: pytest.MonkeyPatch, texts: Texts, queries: list[str]
) -> None:
    monkeypatch.setattr("tui.document.document.RUN_PARTS", 2)
    monkeypatch.setattr("tui.document.document.SMALL", -1)
    document = document_of(texts)
    finder = Finder(document)
    for part in range(len(texts)):
        finder.fold_ahead(part)
    assert document.complete
    for query in queries:
        finder.look_for(compile_pattern(query))
        assert finder.advance(60, count().__next__)
        assert [match for part in range(len(texts)) for match in finder.matches(part)] == naive(texts, compile_pattern(query))
        assert finder.total == len(naive(texts, compile_pattern(query)))


def test_several_parts_of_a_section_are_counted_together() -> None:
    document = document_of([["a"], ["a a"], ["b"], ["a"]], parts_per_section=2)
    finder = Finder(document)
    finder.look_for(compile_pattern("a"))
    for part in range(4):
        finder.count(part)
    assert finder.by_section() == {0: 3, 1: 1}


def test_parts_that_nobody_has_read_are_not_made_by_counting() -> None:
    document = document_of([["a"], ["a"], ["a"]])
    finder = Finder(document)
    finder.look_for(compile_pattern("a"))
    assert not finder.advance(60, count().__next__)
    assert not any(part.made for part in document.parts)
    assert finder.total == 0
    finder.fold_ahead(1)
    assert not finder.advance(60, count().__next__)
    assert [part.made for part in document.parts] == [False, True, False]
    assert (finder.total, finder.counted) == (1, 1)


def test_counting_stops_when_the_time_is_over_and_goes_on_later() -> None:
    parts = 10 * RUN_PARTS
    document = document_of([["a"]] * parts)
    finder = Finder(document)
    for part in range(parts):
        finder.fold_ahead(part)
    finder.look_for(compile_pattern("a"))
    assert not finder.advance(2.5, count().__next__)
    assert 0 < finder.counted < parts
    while not finder.advance(2.5, count().__next__):
        pass
    assert finder.total == parts


def test_another_pattern_forgets_what_was_counted() -> None:
    finder = finder_of([["a b"], ["b"]], "a")
    finder.look_for(compile_pattern("b"))
    assert finder.total == 0
    assert finder.advance(60, count().__next__)
    assert finder.total == 2
    finder.look_for(None)
    assert finder.advance(60, count().__next__)
    assert (finder.total, finder.by_section(), finder.after(0, 0, 0), finder.before(1, 0, 9)) == (0, {}, None, None)


def test_a_slow_expression_is_refused_while_counting() -> None:
    with pytest.raises(BadPattern, match="too long"):
        finder_of([["a" * 5000 + "b"]], "(a+)+$", regex=True)


def test_an_empty_document_holds_no_match() -> None:
    finder = finder_of([[]], "a")
    assert finder.total == 0
    assert finder.after(0, 0, 0) is None
    assert finder.before(0, 0, 0) is None
