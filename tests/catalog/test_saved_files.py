"""Files that were saved are taken into the catalog by work for them alone, and it is what a look at everything would make of it."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import bytes_below, private_cache, write
from tui.catalog.catalog import Catalog
from tui.catalog.ceiling import Withheld
from tui.catalog.location import location_of
from tui.catalog.lock import WriteLock
from tui.catalog.refresh import refresh, refresh_saved
from tui.catalog.update import Outcome
from tui.document.plain import plain_text
from tui.model.handling import shown_up_to
from tui.search.parse import parse

WORDS = ("harbour", "airfield", "pier", "fuel")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders of briefings that replace, link to, recall and claim the ids of each other."""
    private_cache(monkeypatch, tmp_path)
    folder = tmp_path / "library"
    rng = random.Random(1)
    for number in range(30):
        write(folder, f"{'ab'[number % 2]}/{number:02}.yaml", some(rng, number))
    refresh([folder])
    return folder


def some(rng: random.Random, number: int) -> str:
    """A briefing that may have to do with others."""
    lines = [f"title: The {rng.choice(WORDS)} {rng.randrange(5)} of {number}", f"date: 2024-{rng.randrange(1, 13):02}-03"]
    lines += [f"id: b{number if rng.random() < 0.8 else rng.randrange(30)}"] if rng.random() < 0.7 else []
    lines += [f"series: Weekly\nnumber: {rng.randrange(6)}"] if rng.random() < 0.3 else []
    lines += [f"supersedes: [b{rng.randrange(30)}]"] if rng.random() < 0.2 else []
    lines += ["status: recalled"] if rng.random() < 0.1 else []
    lines += [f"related: [b{rng.randrange(30)}]"] if rng.random() < 0.3 else []
    lines += [f"updated: 2025-0{rng.randrange(1, 9)}"] if rng.random() < 0.3 else []
    return "\n".join([*lines, f"body: See [[b{rng.randrange(30)}]] on {rng.choice(WORDS)}."]) + "\n"


def state(folder: Path) -> dict[str, object]:
    """All that a catalog says of a library, by paths, since numbers are others after each way."""
    held = Catalog([folder])
    paths = {n: held.row(n).path for n in held.order()}
    facts = held.queue_facts
    found: dict[str, object] = {
        sort: [paths[n] for n in held.order(sort)] for sort in ("date", "updated", "title") if len(paths) == held.count()
    }
    found |= {
        f"{word}?": {row.path for row in held.rows_matching(parse(word))} for word in (*WORDS, "series:weekly", "is:recalled")
    }
    rows = {row.path: (row.title, row.superseded, row.affected, row.warnings) for row in held.rows(0, len(paths))}
    lines = {paths[n]: {paths[old] for old in olds} for n, olds in facts.lines().items()}
    recalled = {paths[n]: why for n, why in facts.recalled().items()}
    text = {path: list(plain_text(held.document(n), 80)) for n, path in paths.items()}
    return found | {"rows": rows, "lines": lines, "recalled": recalled, "others": held.others, "text": text}


def saved(folder: Path, *names: str) -> Outcome | None:
    """Take some files into the catalog."""
    return refresh_saved([folder], [str(folder / name) for name in names])


@pytest.mark.parametrize("seed", range(8))
def test_what_is_known_of_a_library_is_the_same_as_if_it_were_read_anew(library: Path, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        numbers = rng.sample(range(36), rng.choice((1, 1, 1, 3)))
        names = [f"{'ab'[number % 2]}/{number:02}.yaml" for number in numbers]
        new = sum(not (library / name).exists() for name in names)
        for number, name in zip(numbers, names, strict=True):
            write(library, name, some(rng, number))
        outcome = saved(library, *names)
        assert outcome is not None
        assert (outcome.new, outcome.changed + outcome.new <= len(names), outcome.removed) == (new, True, 0)
    incremental = state(library)
    assert not Catalog([library]).files.refresh_needed()
    refresh([library], rebuild=True)
    assert incremental == state(library)


@pytest.fixture
def scanned() -> Iterator[list[str]]:
    """The folders that are looked through from now on."""
    found: list[str] = []
    watching = True

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("os.scandir", "os.listdir") and isinstance(arguments[0], str | bytes | os.PathLike):
            found.append(os.fsdecode(arguments[0]))

    # A hook cannot be taken away again.
    sys.addaudithook(audit)
    yield found
    watching = False


def test_no_folder_of_the_library_is_looked_through(library: Path, scanned: list[str]) -> None:
    write(library, "a/02.yaml", "title: Another\nbody: Text.\n")
    scanned.clear()
    assert saved(library, "a/02.yaml") is not None
    assert [path for path in scanned if path.startswith(str(library))] == []
    assert not Catalog([library]).files.refresh_needed()


def gone(library: Path) -> None:
    (library / "a/02.yaml").unlink()


def linked(library: Path) -> None:
    (library / "a/02.yaml").unlink()
    (library / "a/02.yaml").symlink_to(library / "a/04.yaml")


def twice(library: Path) -> None:
    os.link(library / "a/02.yaml", library / "a/second.yaml")


def large(library: Path) -> None:
    write(library, "a/02.yaml", "title: Large\nbody: " + "word " * 100_000)


@pytest.mark.parametrize("what", [gone, linked, twice, large])
def test_what_takes_a_look_at_everything_is_left_for_that(library: Path, what: Callable[[Path], None]) -> None:
    before = Catalog([library]).generation
    what(library)
    assert saved(library, "a/02.yaml") is None
    assert Catalog([library]).generation == before


def test_a_folder_that_is_not_known_and_what_is_shared_take_a_look_at_everything(library: Path) -> None:
    write(library, "new/01.yaml", "title: New\nbody: Text.\n")
    assert saved(library, "new/01.yaml") is None
    write(library, "library.yaml", "tlp: AMBER\n")
    assert saved(library, "library.yaml") is None
    assert saved(library, "a/02.yaml") is None


def test_while_another_process_writes_nothing_is_done(library: Path) -> None:
    write(library, "a/02.yaml", "title: Another\nbody: Text.\n")
    with WriteLock(location_of([library])):
        assert saved(library, "a/02.yaml") is None


def test_what_a_catalog_may_not_hold_is_not_taken_and_ends_it(library: Path) -> None:
    ceiling = shown_up_to("AMBER", unmarked=True)
    write(library, "a/02.yaml", "title: A secret\ntlp: RED\nbody: Quince.\n")
    assert refresh_saved([library], [str(library / "a/02.yaml")], ceiling) is None
    assert b"Quince" not in bytes_below(location_of([library]))
    with pytest.raises(Withheld):
        refresh([library], ceiling=ceiling)
