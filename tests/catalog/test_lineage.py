"""Which briefings another one replaces, and how that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.libraries import BOTH, Door, private_cache, write
from tui.catalog.lineage import Claim, replaced
from tui.search.parse import parse


def claim(n: int, *, series: str = "", number: str = "", supersedes: tuple[str, ...] = (), date: int = 0) -> Claim:
    """A briefing whose id is its number in words of a sort."""
    return Claim(n, f"b{n}", (f"old{n}",), series, number, supersedes, date)


def test_every_lower_number_of_a_series_is_replaced_as_people_count() -> None:
    numbers = ("9", "10", "2", "10")
    assert replaced([claim(n, series="Weekly  Note" if n else "weekly note", number=text) for n, text in enumerate(numbers)]) == {
        0,
        2,
    }


def test_two_of_one_number_are_both_replaced_by_the_next() -> None:
    assert replaced([claim(n, series="w", number=text) for n, text in enumerate(("1", "1", "2"))]) == {0, 1}


def test_what_is_named_by_a_former_id_is_replaced_and_nothing_replaces_itself() -> None:
    assert replaced([claim(1, supersedes=("old2", "b1", "old1")), claim(2)]) == {2}


def test_of_briefings_that_replace_each_other_the_newest_stays() -> None:
    circle = [claim(1, supersedes=("b2",), date=5), claim(2, supersedes=("b3",), date=9), claim(3, supersedes=("b1",), date=7)]
    assert replaced([*circle, claim(4)]) == {1, 3}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14))
def test_something_always_stays(pairs: list[tuple[int, int]]) -> None:
    claims = [claim(n, supersedes=tuple(f"b{old}" for new, old in pairs if new == n)) for n in range(8)]
    found = replaced(claims)
    assert len(found) < 8
    assert found <= {old for _, old in pairs}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A series of three, one that is replaced by name, one by its own account, and one that stands."""
    private_cache(monkeypatch, tmp_path)
    library = tmp_path / "library"
    for number in (1, 2, 10):
        write(library, f"s{number}.yaml", f"title: Weekly {number}\nseries: weekly\nnumber: {number}\nbluf: A harbour.\n")
    write(library, "new.yaml", "title: New\nsupersedes: old\nbluf: A harbour.\n")
    write(library, "old.yaml", "title: Old\nbluf: A harbour.\n")
    write(library, "said.yaml", "title: Said\nstatus: superseded\n")
    return library


@BOTH
def test_superseded_is_what_a_newer_one_replaces_or_says_so_itself(folder: Path, door: Door) -> None:
    library = door(folder)

    def found(query: str) -> set[str]:
        return {row.title for row in library.rows_matching(parse(query), "title")}

    assert found("is:superseded") == {"Weekly 1", "Weekly 2", "Old", "Said"}
    assert found("-is:superseded") == {"Weekly 10", "New"}
    assert found("harbour -is:superseded") == {"Weekly 10", "New"}
    assert found("is:superseded OR title:new") == {"Weekly 1", "Weekly 2", "Old", "Said", "New"}
    assert {hit.row.title for hit in library.search(parse("harbour is:superseded")).hits} == {"Weekly 1", "Weekly 2", "Old"}
    assert {row.title for row in library.rows_matching(parse(""), "title") if row.superseded} == {"Weekly 1", "Weekly 2", "Old"}
