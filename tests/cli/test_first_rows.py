"""A large library that was never opened shows its newest briefings while its catalog is made."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tui.catalog.catalog import Catalog
from tui.catalog.memory import CatalogInMemory
from tui.catalog.refresh import refresh

MANY = 320
"""Files from which on a library is not read before its list is shown."""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    for number in range(MANY):
        place = folder / f"{number % 7}"
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"{number:03}.yaml"
        file.write_text(
            f"title: Report {number}\ndate: {date(2023, 1, 1) + timedelta(number)}\nbody: Text of {number}.\n", encoding="utf-8"
        )
        os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))
    return folder


def titles(catalog: Catalog) -> set[str]:
    return {row.title for row in catalog.rows(0, MANY)}


def test_the_newest_files_are_read_first_up_to_so_many(large: Path) -> None:
    packed = CatalogInMemory([large]).read_packed(20)
    memory = CatalogInMemory([large], ahead=lambda: packed)
    memory.refresh()
    found = memory.open()
    assert found.count() == 20
    assert not found.complete, "there are more"
    assert titles(found) == {f"Report {number}" for number in range(MANY - 20, MANY)}


def test_a_catalog_on_disk_begins_with_the_newest_files_as_well(large: Path) -> None:
    left = iter(range(30))
    refresh([large], stop=lambda: next(left, None) is None)
    found = Catalog([large])
    assert 20 < found.count() < 40
    assert min(int(title.split()[1]) for title in titles(found)) >= MANY - 40


def test_rows_stand_there_before_the_catalog_does_and_all_of_them_in_the_end(large: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(str(large), cwd=large)
    opened.append(terminal)
    terminal.wait_for(f"Report {MANY - 1}")
    first = terminal.output
    assert b"There are no briefings here" not in first
    assert b"so far" in first or f"{MANY} in all".encode() in first
    terminal.wait_for(f"{MANY} in all")
    terminal.press("q")
    assert terminal.end() == 0
