"""Queries of the shell that ask for what one has read and written, with the journal where it belongs."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.cli.shell import Run
from tui.changes.document_edition import outline, section_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import identity_of
from tui.model.apparatus import is_to_read
from tui.store.read import read_file


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(params=["catalog", "memory"])
def way(request: pytest.FixtureRequest) -> list[str]:
    """With a catalog, and without one."""
    return [] if request.param == "catalog" else ["--no-catalog"]


def read(path: Path, root: Path) -> None:
    """Read a briefing to its end, an hour ago."""
    briefing = read_file(path, root=root)
    document = compose(briefing, library={"forum": "The forum"})
    journal = Journal(data_folder(os.environ), now=lambda: time.time() - 3600)
    sections = [section_of(document, section.index) for section in document.sections if is_to_read(section.id)]
    journal.opened(identity_of(briefing))
    journal.read(identity_of(briefing), outline(document), sections).result(20)
    assert journal.close()


def ids(out: str) -> set[str]:
    """The ids of `list --json`."""
    return {json.loads(line)["id"] for line in out.splitlines()}


def test_what_was_read_is_left_out_of_what_is_unread(run: Run, library: Path, way: list[str]) -> None:
    assert run("list", "is:unread", "--count", "-L", library, *way).out == "3\n"
    read(library / "talks.yaml", library)
    assert ids(run("list", "is:unread", "--json", "-L", library, *way).out) == {"broken", "forum"}
    assert ids(run("list", "is:read", "--json", "-L", library, *way).out) == {"talks"}
    assert run("list", "is:queue", "--count", "-L", library, *way).out == "2\n"
    found = run("list", "is:done", "-L", library, *way)
    assert (found.status, found.out) == (1, "")
    assert "the state “done”" in found.err


def test_a_search_takes_the_readers_own_conditions(run: Run, library: Path, way: list[str]) -> None:
    assert "talks.yaml" in run("search", "is:unread headquarters", "-L", library, *way).out
    read(library / "talks.yaml", library)
    assert run("search", "is:unread headquarters", "-L", library, *way).status == 1
    assert "talks.yaml" in run("search", "is:read headquarters", "-L", library, *way).out


def test_an_update_is_listed_with_its_reason_and_without_it_in_json(run: Run, library: Path, way: list[str]) -> None:
    read(library / "talks.yaml", library)
    talks = library / "talks.yaml"
    talks.write_text(talks.read_text("utf-8").replace("will set up", "will not set up"), "utf-8")
    found = run("list", "is:updated", "-L", library, *way)
    assert found.out.rstrip().endswith("Talks in Tokyo — 1 paragraph")
    assert set(json.loads(run("list", "is:updated", "--json", "-L", library, *way).out)) == {
        *("id", "title", "date", "updated", "tlp", "tags", "kind", "path", "minutes", "problems")
    }
    talks.write_text(talks.read_text("utf-8").replace("will not set up", "will set up") + "# no word of it\n", "utf-8")
    assert run("list", "is:updated", "--count", "-L", library, *way).out == "0\n"


def test_the_order_of_the_queue_can_be_asked_for(run: Run, library: Path, way: list[str]) -> None:
    (library / "asked.yaml").write_text("title: Asked\nid: asked\nactions: [{text: Act., due: 2020-01-02}]\n", "utf-8")
    read(library / "talks.yaml", library)
    lines = run("list", "--sort", "queue", "-L", library, *way).out.splitlines()
    assert lines[0].endswith("Asked — overdue since 2 Jan 2020")
    assert lines[-1].endswith("Talks in Tokyo")
    assert len(lines) == 4


def test_no_journal_is_made_by_asking(run: Run, library: Path, tmp_path: Path, way: list[str]) -> None:
    assert run("list", "is:unread", "-L", library, *way).status == 0
    assert run("list", "-L", library, *way).status == 0
    assert not (tmp_path / "data").exists()


def test_a_journal_that_cannot_be_read_is_told_and_everything_is_new(
    run: Run, library: Path, tmp_path: Path, way: list[str]
) -> None:
    (tmp_path / "data").write_text("no folder")
    found = run("list", "is:new", "--count", "-L", library, *way)
    assert found.out == "3\n"
    assert "not being saved" in found.err
