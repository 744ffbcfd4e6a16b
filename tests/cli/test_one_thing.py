"""Commands that ask a library for one thing: they are answered from its catalog, and say what the files say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import ROOT, Run
from tui.catalog.location import location_of
from tui.catalog.lock import WriteLock
from tui.changes.other_pages import said_since
from tui.model.dates import parse_date
from tui.store.library import briefings

SAMPLES = ROOT / "briefings"

ONE_THING = [
    ["show", "talks", "-L"],
    ["read", "--at", "talks"],
    ["read"],
    ["changes", "--since", "2024-07", "-L"],
]
"""Each with a library behind it."""


class Opened:
    """The files that this process opened."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.watching = True

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note what is opened."""
        if self.watching and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.paths.append(os.fsdecode(arguments[0]))


@pytest.fixture
def opened() -> Iterator[Opened]:
    """What is opened from now on."""
    found = Opened()
    # A hook cannot be taken away again.
    sys.addaudithook(found.audit)
    yield found
    found.watching = False


@pytest.mark.parametrize("command", ONE_THING)
def test_no_briefing_is_read_for_it_where_the_catalog_has_it(run: Run, library: Path, opened: Opened, command: list[str]) -> None:
    run("index", "-L", library)
    opened.paths.clear()
    done = run(*command, library)
    assert done.status == 0
    assert "Talks in Tokyo" in done.out
    assert [path for path in opened.paths if path.endswith(".yaml") and Path(path).name != "library.yaml"] == []


@pytest.mark.parametrize("command", ONE_THING)
def test_it_is_the_same_without_a_catalog(run: Run, library: Path, command: list[str]) -> None:
    assert run(*command, library, "--no-catalog") == run(*command, library) == run(*command, library)


def test_every_sample_is_shown_from_the_catalog_as_from_its_file(run: Run) -> None:
    ids = [line.split('"id": "')[1].split('"')[0] for line in run("list", "-L", SAMPLES, "--json").out.splitlines()]
    assert len(ids) > 3
    for name in ids:
        for how in ((), ("--json",), ("--links", "--width", "60")):
            assert run("show", name, "-L", SAMPLES, *how) == run("show", name, "-L", SAMPLES, *how, "--no-catalog")


@pytest.mark.parametrize("day", ["1990", "2024-07-03", "2024-08", "2025", "2030"])
def test_what_authors_say_is_told_of_all_briefings_whose_files_say_it(run: Run, library: Path, day: str) -> None:
    (library / "was.yaml").write_text(
        "title: Was\njudgments: [{text: Rain., likelihood: likely, was: {likelihood: unlikely, date: 2024-08-01}}]\n", "utf-8"
    )
    history = "title: History\nhistory: [{date: 2024-12-31, summary: A name.}, {summary: b}]\n"
    (library / "history.yaml").write_text(history, "utf-8")
    since = parse_date(day)
    read = briefings([SAMPLES, library]).briefings
    told = run("changes", "--since", day, "-L", SAMPLES, "-L", library, "--json").out.splitlines()
    assert sorted(json.loads(line)["path"] for line in told) == sorted(one.path for one in read if said_since(one, since))
    assert all(json.loads(line)["summary"] == json.loads(line)["reasons"][0] for line in told)


def test_what_was_just_saved_is_shown(run: Run, library: Path) -> None:
    run("index", "-L", library)
    file = library / "talks.yaml"
    file.write_text(file.read_text("utf-8").replace("Washington", "Canberra"), "utf-8")
    assert "Canberra will set up" in run("show", "talks", "-L", library).out


def test_what_was_just_saved_is_shown_while_another_process_reads_the_library(run: Run, library: Path) -> None:
    run("index", "-L", library)
    file = library / "talks.yaml"
    file.write_text(file.read_text("utf-8").replace("Washington", "Canberra"), "utf-8")
    with WriteLock(location_of([library])):
        done = run("show", "talks", "-L", library)
    assert "Canberra will set up" in done.out
    assert "another process is refreshing this library" in done.err


def test_an_id_that_was_made_of_a_path_leads_to_where_the_file_went(run: Run, library: Path) -> None:
    notes = library / "notes.md"
    notes.write_text("# Notes of the day\n\nText.\n", "utf-8")
    run("index", "-L", library)
    notes.rename(library / "below" / "old-notes.md")
    assert "Notes of the day" in run("show", "notes", "-L", library).out


def test_a_title_that_changed_elsewhere_is_said_in_the_link(run: Run, library: Path) -> None:
    assert "See The forum." in run("show", "talks", "-L", library).out
    file = library / "below" / "forum.yaml"
    file.write_text(file.read_text("utf-8").replace("The forum", "The new forum"), "utf-8")
    assert "See The new forum." in run("show", "talks", "-L", library).out


def test_paths_beside_an_entry_are_printed_as_its_own(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, day in (("a", 1), ("b", 2)):
        (library / f"{name}.yaml").write_text(
            f"title: {name}\nevents: [{{title: A long landing, date: 2024-08-0{day}}}]\n", "utf-8"
        )
    monkeypatch.chdir(library)
    told = [json.loads(line) for line in run("timeline", "--json", "-L", ".").out.splitlines()]
    assert [(one["path"], [other["path"] for other in one["differs"]]) for one in told if one["text"] == "A long landing"] == [
        ("a.yaml", ["b.yaml"]),
        ("b.yaml", ["a.yaml"]),
    ]
