"""Checking a whole library: the same in one process and in several."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from msgspec.structs import force_setattr

from tui.model.briefing import Briefing
from tui.store import check_library as module
from tui.store.check_library import check_library
from tui.store.library import FoundFile, briefings, read_found
from tui.store.lint import check
from tui.store.shared import Shared


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Some of everything: good and broken files, ids claimed twice, links, shared entries, files that are none."""
    rng = random.Random(3)
    for number in range(60):
        folder = tmp_path / f"f{number % 5}"
        folder.mkdir(exist_ok=True)
        text = f"title: Number {number}\nbody: See [[n{rng.randrange(70)}]] and [[shared-actor]].\n"
        if number % 3:
            text += f"id: n{rng.randrange(50)}\n"
        if number % 7 == 0:
            text += "titel: x\ndate: 2024-13\n"
        if number % 11 == 0:
            text = "colour: blue\n"
        (folder / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "library.yaml").write_text("actors: {shared-actor: {name: Shared}}\n", encoding="utf-8")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    return tmp_path


def test_several_processes_find_the_same_in_the_same_order(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH_IT", 2)
    alone = check_library([library])
    assert {problem.code for problem in alone.of_briefings} > {"duplicate-id", "bad-date", "unknown-key"}
    assert len(alone.of_briefings) > 40
    for processes in (2, 3):
        assert check_library([library], processes=processes) == alone
    # More than there are files.
    few = [library / "f1", library / "f2" / "02.yaml"]
    assert check_library(few, processes=20) == check_library(few)


def test_the_outcome_is_that_of_checking_every_briefing_that_is_read(library: Path) -> None:
    (library / "library.yaml").write_text("title: Nothing shared\n", encoding="utf-8")
    listing = briefings([library])
    checked = check_library([library])
    assert checked.briefings == len(listing.briefings)
    told: set[str] = set()
    for briefing in listing.briefings:
        if briefing.id in told:
            # The first that claims an id has told of the clash.
            force_setattr(briefing, "problems", tuple([p for p in briefing.problems if p.code != "duplicate-id"]))
        told.add(briefing.id)
    assert list(checked.of_briefings) == [p for b in listing.briefings for p in check(b, library_ids=listing.ids)]
    assert sorted(checked.by_reading) == sorted(p.severity for b in listing.briefings for p in b.problems)
    assert checked.problems == listing.problems


def test_what_comes_from_no_file_stands_first(library: Path) -> None:
    checked = check_library([library], also=[Briefing(title="Piped", id="piped", related=("n1", "nowhere"))])
    assert checked.briefings == check_library([library]).briefings + 1
    assert checked.of_briefings[0].path == ""
    assert "nowhere" in checked.of_briefings[0].message


def test_a_process_that_is_killed_costs_nothing(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = check_library([library])
    monkeypatch.setattr(module, "WORTH_IT", 2)
    ours = os.getpid()
    read = read_found

    def dying(found: FoundFile, shared: Shared) -> object:
        if os.getpid() != ours and found.path.name == "33.yaml":
            os._exit(9)
        return read(found, shared)

    monkeypatch.setattr(module, "read_found", dying)
    assert check_library([library], processes=2) == alone


def test_one_clash_of_ids_gives_one_message(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "title: One\ndate: 2024\nbluf: So it is [@x], [[x]].\n"
        "judgments:\n- {id: x, text: It rains., likelihood: likely, confidence: low, sources: [x]}\n"
        "sources:\n- {id: x, title: Wire}\n- {id: x, title: Paper}\n",
        "utf-8",
    )
    (problem,) = check_library([tmp_path]).of_briefings
    assert (problem.code, problem.line) == ("duplicate-id", 7)
    assert problem.message == "The id “x” is taken already, on line 5; 1 more below claims it too."
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_text("title: T\ndate: 2024\nid: same\nbluf: B\n", "utf-8")
    found = [problem for problem in check_library([tmp_path]).of_briefings if problem.path != str(tmp_path / "one.yaml")]
    assert [(problem.code, problem.path) for problem in found] == [("duplicate-id", str(tmp_path / "a.yaml"))]
    assert "b.yaml” and 1 more too" in found[0].message


def test_a_file_that_looks_like_a_briefing_and_is_none_is_named_and_counted(tmp_path: Path) -> None:
    (tmp_path / "near.yaml").write_text("kind: note\nactors: [a]\nevents: []\n", "utf-8")
    (tmp_path / "other.yaml").write_text("colour: blue\n", "utf-8")
    (problem,) = check_library([tmp_path]).problems
    assert (problem.code, problem.severity, problem.path) == ("nearly-a-briefing", "warning", str(tmp_path / "near.yaml"))
    listing = briefings([tmp_path])
    assert (listing.others, listing.problems) == (2, ()), "a list only counts it"
