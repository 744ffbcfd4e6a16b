"""A library without a catalog answers as one with a catalog: the same hits, in the same order but for near ties."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.catalog.libraries import in_memory, on_disk, private_cache, random_briefing, random_query, random_thing_query, write
from tui.catalog.catalog import Catalog, Results
from tui.search.parse import parse


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalog, Catalog]:
    """Fifty random briefings, in a catalog on disk and in one in memory."""
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(11)
    for number in range(50):
        write(tmp_path / "library", f"b{number}.json", random_briefing(rng))
    return on_disk(tmp_path / "library"), in_memory(tmp_path / "library")


def shown(found: Results) -> list[tuple[object, ...]]:
    """All that is shown of hits, in their order."""
    return [(hit.row, hit.section, hit.section_title, hit.line, hit.score, hit.entry, hit.context, hit.spans) for hit in found.hits]


@pytest.mark.parametrize("typing", [False, True])
def test_hits_and_lists_are_those_of_a_catalog_on_disk(both: tuple[Catalog, Catalog], typing: bool) -> None:
    disk, memory = both
    rng = random.Random(12)
    several = 0
    for number in range(150):
        text = random_query(rng) if number % 5 else random_thing_query(rng)
        query = parse(text, typing=typing)
        assert shown(memory.search(query, 1_000, lines=True)) == shown(disk.search(query, 1_000, lines=True)), text
        found = memory.best(query, 10, 3)
        assert shown(found) == shown(disk.best(query, 10, 3)), text
        assert memory.rows_matching(query) == disk.rows_matching(query), text
        several += len(found.hits) > 1
    assert several > 50


def library(*texts: str) -> Catalog:
    """Briefings in memory."""
    from tui.store.read import read_text

    return in_memory(loose=[read_text(text, name=f"{number}.yaml", kind="yaml") for number, text in enumerate(texts)])


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
