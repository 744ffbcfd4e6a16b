"""The catalog finds exactly what a plain look at every briefing finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.catalog.libraries import key, private_cache, random_briefing, random_query, records, write
from tui.catalog import searching
from tui.catalog.catalog import Catalog
from tui.catalog.refresh import refresh
from tui.search.match import matches, sections
from tui.search.parse import parse
from tui.search.record import Record

EVERY = 100_000


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalog, dict[int, Record]]]:
    """Sixty random briefings."""
    folder = tmp_path_factory.mktemp("library")
    rng = random.Random(3)
    for number in range(60):
        write(folder / "briefings", f"b{number}.json", random_briefing(rng))
    with pytest.MonkeyPatch.context() as patch:
        private_cache(patch, folder)
        refresh([folder / "briefings"], prepare=False)
        catalog = Catalog([folder / "briefings"])
        yield catalog, records(catalog)
        catalog.close()


@pytest.mark.parametrize("typing", [False, True])
def test_the_briefings_that_match_are_those_of_the_plain_look(library: tuple[Catalog, dict[int, Record]], typing: bool) -> None:
    catalog, known = library
    rng = random.Random(4)
    found = 0
    for _ in range(600):
        text = random_query(rng)
        query = parse(text, typing=typing)
        expected = {n for n, record in known.items() if matches(query, record)}
        assert catalog.matching(query) == expected, text
        assert catalog.count_matching(query) == len(expected), text
        found += 0 < len(expected) < len(known)
    assert found > 300, "the queries say something"


@pytest.mark.parametrize("few", [searching.FEW, 3], ids=["named one by one", "looked through"])
def test_the_sections_that_are_shown_are_those_of_the_plain_look(
    library: tuple[Catalog, dict[int, Record]], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    catalog, known = library
    rng = random.Random(5)
    for _ in range(400):
        text = random_query(rng)
        query = parse(text)
        with catalog._state.searching() as searching_:
            shown = {section.key for section in searching_.search(query, EVERY).sections}
        expected: set[int] = set()
        for n, record in known.items():
            if matches(query, record):
                expected |= {key(n, ordinal) for ordinal in sections(query, record)}
        # The front of a briefing is shown too where its title or its fields answer.
        fronts = {key(n, 0) for n, record in known.items() if matches(query, record)}
        assert shown - fronts == expected - fronts, text
        assert expected <= shown, text
        assert {one >> 20 for one in shown} == {one >> 20 for one in fronts}, text
