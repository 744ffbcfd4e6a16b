"""A library without a catalog answers as one with a catalog: the same hits, in the same order but for near ties."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache, random_briefing, random_query, write
from tui.catalog.catalog import Catalog, Results
from tui.catalog.in_memory import InMemory
from tui.catalog.refresh import refresh
from tui.search.parse import parse
from tui.store.library import briefings


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalog, InMemory]:
    """Fifty random briefings, in a catalog and in memory."""
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(11)
    for number in range(50):
        write(tmp_path / "library", f"b{number}.json", random_briefing(rng))
    refresh([tmp_path / "library"], prepare=False)
    return Catalog([tmp_path / "library"]), InMemory(briefings([tmp_path / "library"]).briefings)


def order(found: Results) -> list[tuple[str, str]]:
    """The hits in order, as briefing and section."""
    return [(hit.row.id, hit.section) for hit in found.hits]


def test_hits_are_those_of_a_catalog_and_come_in_its_order(both: tuple[Catalog, InMemory]) -> None:
    catalog, memory = both
    rng = random.Random(12)
    compared = 0
    for _ in range(150):
        text = random_query(rng)
        query = parse(text)
        ranked = catalog.search(query, 1_000)
        found = memory.search(query, 1_000)
        assert {one for one, _ in order(found)} == {one for one, _ in order(ranked)}, text
        scores = {(hit.row.id, hit.section): hit.score for hit in ranked.hits}
        mine = [scores[one] for one in order(found) if one in scores]
        assert {one for one in order(found) if one[1] != "~top"} == {one for one in scores if one[1] != "~top"}, text
        if "OR" in text:
            continue
        # Lengths of texts are kept coarsely in an index, so that scores that are nearly the same may change places.
        assert all(first >= second * 0.8 - 0.1 for first, second in pairwise(mine)), text
        compared += len(mine) > 1
    assert compared > 50


def library(*texts: str) -> InMemory:
    """Briefings in memory."""
    from tui.store.read import read_text

    return InMemory([read_text(text, name=f"{number}.yaml", kind="yaml") for number, text in enumerate(texts)])


def test_a_title_weighs_more_than_a_section_title_and_that_more_than_text() -> None:
    held = library(
        "title: In text\nsections: [{title: One, body: a harbour}]\ndate: 2025",
        "title: In section\nsections: [{title: harbour, body: a pier}]\ndate: 2024",
        "title: The harbour\nsections: [{title: Two, body: a pier}]\ndate: 2023",
    )
    assert [hit.row.title for hit in held.search(parse("harbour")).hits] == ["The harbour", "In section", "In text"]


def test_the_newer_of_two_equal_hits_comes_first() -> None:
    held = library(*(f"title: N{year}\ndate: {year}\nbluf: A harbour." for year in (2021, 2024, 2022)))
    assert [hit.row.title for hit in held.search(parse("harbour")).hits] == ["N2024", "N2022", "N2021"]


@pytest.mark.parametrize(("typed", "meant"), [("harbuor", "harbour"), ("harbor", "harbour"), ("xylophone", "")])
def test_a_word_that_is_nowhere_has_others_offered(typed: str, meant: str) -> None:
    held = library("title: One\nbluf: A harbour and a pier.")
    found = held.search(parse(typed))
    assert found.did_you_mean == (((typed, (meant,)),) if meant else ())
    assert not found.hits
