"""Finding in a document, held against a naive search of all of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.document.block import Block, DocumentSection
from tui.document.document import RUN_PARTS, Document, Part
from tui.model.briefing import Briefing
from tui.search.find import Finder, Match
from tui.search.folded import FoldedRun
from tui.search.patterns import BadPattern, Pattern, Substring, compile_pattern

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
    assert list(finder.matching_parts()) == [part for part, number in by_part.items() if number]
    assert [finder.in_sections().within(part) for part in by_part] == list(by_part.values())
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


WORDS = st.text(st.sampled_from("ab ﬁA"), min_size=1, max_size=4).filter(str.strip)
"""What is typed letter by letter."""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, WORDS, st.integers(1, 3), st.sampled_from((1, -1)), st.data())
def test_letters_typed_and_taken_back_while_a_document_is_read_find_what_a_naive_search_finds(
    monkeypatch: pytest.MonkeyPatch, texts: Texts, word: str, per_section: int, direction: int, data: st.DataObject
) -> None:
    monkeypatch.setattr("tui.document.document.RUN_PARTS", 2)
    monkeypatch.setattr("tui.search.find.RUN_PARTS", 2)
    document = document_of(texts, parts_per_section=per_section)
    finder, start = Finder(document), data.draw(st.integers(0, len(texts) - 1))
    for length in [*range(1, len(word) + 1), *range(len(word), 0, -1), *range(1, len(word) + 1)]:
        pattern = compile_pattern(word[:length])
        finder.look_for(pattern, start, direction)
        for part in data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=3)):
            finder.advance(1.5, count().__next__)
            finder.fold_ahead(part)
        if data.draw(st.booleans()):
            finder.advance(60, count().__next__)
            made = [[] if not part.made else blocks for part, blocks in zip(document.parts, texts, strict=True)]
            expected = naive(made, pattern)
            assert finder.total == len(expected)
            assert [match for part in range(len(texts)) if finder.known(part) for match in finder.matches(part)] == expected
            sections = [document.parts[match.part].section for match in expected]
            for first in range(len(document.sections)):
                for below in range(len(document.sections) - first):
                    within = sum(first <= section <= first + below for section in sections)
                    assert finder.in_sections().within(first, below) == within


def looks(monkeypatch: pytest.MonkeyPatch, parts: int, words: list[str]) -> dict[str, int]:
    """How often a run was looked at, and one divided, when words are typed into a document of so many parts, all of which match."""
    counted = {"total": 0, "counts": 0}

    def counting(name: str) -> Callable[[Substring, FoldedRun], object]:
        own = getattr(Substring, name)

        def look(self: Substring, run: FoldedRun) -> object:
            counted[name] += 1
            return own(self, run)

        return look

    document = document_of([["a worms" if number % (20 * RUN_PARTS) == 0 else "a words"] for number in range(parts)])
    finder = Finder(document)
    for part in range(parts):
        finder.fold_ahead(part)
    with monkeypatch.context() as patch:
        for name in counted:
            patch.setattr(Substring, name, counting(name))
        for word in words:
            finder.look_for(compile_pattern(word), parts // 2)
            assert finder.advance(10**9, count().__next__)
            match = finder.after(parts // 2, 0, 0) or finder.before(parts // 2, 0, 0)
            assert match is not None
            assert finder.ordinal(match) > 0
            for section in range(parts // 2, parts // 2 + 40):
                finder.in_sections().within(section)
            assert finder.in_sections().within(0, parts) == finder.total
    return counted


def test_a_letter_looks_once_at_each_run_of_parts_and_divides_those_that_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for runs in (40, 160):
        seen = looks(monkeypatch, runs * RUN_PARTS, ["w"])
        assert seen["total"] == runs
        assert seen["counts"] <= 3


def test_a_longer_word_looks_only_where_the_shorter_one_was(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = 160
    assert looks(monkeypatch, runs * RUN_PARTS, ["wor", "worm", "worms"])["total"] == runs + runs + runs // 20


def test_a_letter_looks_at_no_run_of_which_nothing_has_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    document, asked = document_of([["a word"]] * (200 * RUN_PARTS)), set[int]()
    finder, own = Finder(document), Finder._run

    def noted(self: Finder, run: int) -> FoldedRun | None:
        asked.add(run)
        return own(self, run)

    for part in range(RUN_PARTS + 3):
        finder.fold_ahead(part)
    monkeypatch.setattr(Finder, "_run", noted)
    finder.look_for(compile_pattern("w"))
    assert not finder.advance(10**9, count().__next__)
    assert (finder.total, finder.counted) == (RUN_PARTS + 3, RUN_PARTS + 3)
    assert asked == {0, 1}


def test_the_first_match_from_where_one_stands_is_known_before_all_is_counted() -> None:
    parts, here = 40 * RUN_PARTS, 20 * RUN_PARTS + 3
    document = document_of([["a"]] * parts)
    finder = Finder(document)
    for part in range(parts):
        finder.fold_ahead(part)
    finder.look_for(compile_pattern("a"), here)
    assert not finder.advance(2.5, count().__next__)
    assert finder.after(here, 0, 0) == Match(here, 0, 0, 1)
    finder.look_for(compile_pattern("b"), here, -1)
    finder.look_for(compile_pattern("a"), here, -1)
    assert not finder.advance(2.5, count().__next__)
    assert finder.before(here, 0, 0) == Match(here - 1, 0, 0, 1)


def test_several_parts_of_a_section_are_counted_together() -> None:
    document = document_of([["a"], ["a a"], ["b"], ["a"]], parts_per_section=2)
    finder = Finder(document)
    finder.look_for(compile_pattern("a"))
    for part in range(4):
        finder.count(part)
    assert [finder.in_sections().within(section) for section in (0, 1)] == [3, 1]
    assert finder.in_sections().within(0, 1) == 4


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
    assert (finder.total, list(finder.matching_parts()), finder.after(0, 0, 0), finder.before(1, 0, 9)) == (0, [], None, None)


def test_a_slow_expression_is_refused_while_counting() -> None:
    with pytest.raises(BadPattern, match="too long"):
        finder_of([["a" * 5000 + "b"]], "(a+)+$", regex=True)


def test_an_empty_document_holds_no_match() -> None:
    finder = finder_of([[]], "a")
    assert finder.total == 0
    assert finder.after(0, 0, 0) is None
    assert finder.before(0, 0, 0) is None
