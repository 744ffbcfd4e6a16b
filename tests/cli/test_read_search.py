"""`briefing search --read`: what one read, found again in the shell."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.hostile.strings import TABLE, briefing_with, harm_in
from tui.changes.document_edition import edition_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import identity_of
from tui.model.text import cleaned
from tui.store.library import briefings

JULY = 1_720_000_000.0
"""3 July 2024."""


def read_all(folder: Path, *, read: bool = True) -> None:
    """Somebody read every briefing of a folder on 3 July 2024, or did not, and was done with it."""
    where = data_folder(os.environ)
    assert where is not None
    journal = Journal(where, now=lambda: JULY)
    found = [compose(briefing) for briefing in briefings([folder]).briefings]
    for one in found if read else ():
        edition = edition_of(one)
        journal.read(identity_of(one.briefing), edition, edition.sections).result(10)
    journal.set_done([(identity_of(one.briefing), edition_of(one)) for one in found], True, "done").result(10)
    assert journal.close()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_was_read_is_printed_with_what_became_of_it(run: Run, library: Path) -> None:
    read_all(library)
    assert run("search", "--read", "washington").out == (
        "talks: A joint headquarters: Washington will set up a headquarters. — You read this on 3 Jul 2024.\n"
    )
    talks = library / "talks.yaml"
    text = talks.read_text()
    talks.write_text(text.replace("Washington will set up", "Washington has set up"))
    assert "; it reads differently now.\n" in run("search", "--read", "washington").out
    talks.write_text(text.replace("Washington will set up a headquarters.", "Nobody knows."))
    done = run("search", "--read", "washington", "-L", library)
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("You read this on 3 Jul 2024; it has been removed since.\n")
    talks.unlink()
    assert run("search", "--read", "washington").out.endswith("; its briefing is not to be found now.\n")
    assert run("search", "--read", "washington", "-L", library).status == 1


def test_what_one_was_done_with_and_did_not_read_is_not_said_to_be_read(run: Run, library: Path) -> None:
    read_all(library, read=False)
    done = run("search", "--read", "washington")
    assert done.out.endswith("headquarters. — You were done with this without reading it on 3 Jul 2024.\n")
    (one,) = [json.loads(line) for line in run("search", "--read", "washington", "--json").out.splitlines()]
    assert one["read"] is False


def test_json_has_stable_fields(run: Run, library: Path) -> None:
    read_all(library)
    (library / "talks.yaml").write_text((library / "talks.yaml").read_text().replace("will set up a", "sets up its"))
    (one,) = [json.loads(line) for line in run("search", "--read", "headquarters", "washington", "--json").out.splitlines()]
    assert one == {
        "id": "talks",
        "title": "Talks in Tokyo",
        "section": "a-joint-headquarters",
        "section_title": "A joint headquarters",
        "path": str(library / "talks.yaml"),
        "read": True,
        "read_at": "2024-07-03T09:46:40Z",
        "state": "changed",
        "now": "Washington sets up its headquarters.",
        "context": "Washington will set up a headquarters.",
        "spans": [[0, 10], [25, 37]],
    }


def test_a_moved_file_is_found_in_the_library_at_hand(run: Run, library: Path) -> None:
    read_all(library)
    (library / "talks.yaml").rename(library / "below" / "moved.yaml")
    assert json.loads(run("search", "--read", "washington", "--json", "-L", library).out)["state"] == "there"


def test_a_library_that_is_named_is_all_that_is_searched(run: Run, library: Path) -> None:
    read_all(library)
    assert "industry" in run("search", "--read", "industry").out
    assert run("search", "--read", "industry", "-L", library / "talks.yaml").status == 1
    assert run("search", "--read", "washington", "-L", library / "talks.yaml").status == 0


def test_when_nothing_is_found_it_says_so(run: Run, library: Path) -> None:
    done = run("search", "--read", "washington")
    assert (done.status, done.out, done.err) == (1, "", "briefing: You have read nothing yet.\n")
    read_all(library)
    done = run("search", "--read", "zebra")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("briefing: nothing found in what you read. ")
    assert run("search", "--read").status == 2
    assert run("search", "--read", "read:2024").status == 2
    assert "finds nothing in what you read" in run("search", "--read", "washington", "tag:japan").err


def test_what_is_left_out_is_announced(run: Run, library: Path) -> None:
    read_all(library)
    done = run("search", "--read", "a*", "--limit", "1")
    assert len(done.out.splitlines()) == 1
    assert "1 shown, the last read" in done.err


def test_hostile_text_that_was_read_is_harmless(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    for number, hostile in enumerate(TABLE):
        (folder / f"{number}.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    read_all(folder)
    for path in folder.iterdir():
        path.unlink()
    every = ("title OR text OR why", "--limit", "1000")
    found = run("search", "--read", *every, "--json").out
    assert len({json.loads(line)["path"] for line in found.splitlines()}) == len(TABLE)
    for arguments in (every, (*every, "--json"), *((cleaned(hostile.text),) for hostile in TABLE)):
        done = run("search", "--read", *arguments)
        assert harm_in(done.out.replace("\n", "")) == [], arguments
