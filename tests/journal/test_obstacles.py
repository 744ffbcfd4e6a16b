"""Where nothing can be written, locked or read: the program starts at once, says so, and says at the end what is lost."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

import pytest

from tests.cli.shell import Run, runner
from tests.journal.conftest import Open
from tests.journal.things import PATIENCE, identity, note, place
from tui.journal.journal import Journal
from tui.journal.records import NotSaved
from tui.journal.troubles import unsaved


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process."""
    return runner(capsys, monkeypatch)


def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system refuse to lock files, as a network share does without its lock service."""

    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "lockf", refused)


def test_where_files_cannot_be_locked_nothing_is_written_and_that_is_said(
    open_journal: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(parents=True)
    no_locks(monkeypatch)
    began = time.monotonic()
    journal = open_journal()
    with pytest.raises(NotSaved, match="cannot be locked"):
        journal.add_note(note("one", text="my own words")).result(PATIENCE)
    assert time.monotonic() - began < 5
    assert [kept.text for kept in journal.notes()] == ["my own words"]
    assert "cannot be locked (No locks available)" in journal.troubles[0]
    journal.close()
    first, words = journal.unsaved().sentences
    assert first.startswith("1 note could not be saved: files in")
    assert words == "my own words"


def test_a_journal_that_another_program_holds_locked_is_not_said_to_be_empty(open_journal: Open, folder: Path, run: Run) -> None:
    import sqlite3

    first = open_journal()
    first.add_note(note("one")).result(PATIENCE)
    first.close()
    holding = sqlite3.connect(folder / "journal.db", isolation_level=None)
    holding.execute("PRAGMA locking_mode = EXCLUSIVE")
    holding.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    journal = open_journal()
    assert journal.notes() == []
    assert time.monotonic() - began < 3
    assert journal.unread
    assert "What you kept before cannot be read" in journal.troubles[0]
    holding.close()
    assert [kept.id for kept in journal.notes()] == ["one"]
    assert not journal.unread


def test_notes_that_cannot_be_read_are_not_said_never_to_have_been_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "briefing"
    journal = Journal(folder)
    journal.add_note(note("one")).result(PATIENCE)
    journal.close()
    holding = sqlite3.connect(folder / "journal.db", isolation_level=None)
    holding.execute("PRAGMA locking_mode = EXCLUSIVE")
    holding.execute("BEGIN EXCLUSIVE")
    done = run("notes")
    holding.close()
    assert done.status == 3
    assert "cannot be read" in done.err
    assert "no notes yet" not in done.err


def test_a_file_in_place_of_the_folder_is_not_said_to_hold_no_notes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "briefing").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    done = run("notes")
    assert "no notes yet" not in done.err
    assert "is not a folder" in done.err


def test_what_is_lost_at_the_end_is_the_last_state_of_each_thing() -> None:
    journal = Journal(None)
    journal.add_note(note("one", text="first words"))
    journal.change_note(note("one", text="last words"))
    journal.add_note(note("two", text="deleted"))
    journal.delete_note("two")
    journal.add_note(note("three", text=""))
    journal.keep_place(identity(), place())
    journal.mark("a", identity(), place())
    journal.close()
    left = journal.unsaved()
    assert left.notes == ["last words", ""]
    assert left.sentences[0].startswith("2 notes and 2 places, read marks or other marks could not be saved")
    assert left.sentences[1:] == ("last words", "")


def test_nothing_is_said_where_nothing_is_lost(journal: Journal) -> None:
    journal.add_note(note("one")).result(PATIENCE)
    journal.close()
    assert journal.unsaved().sentences == ()
    assert unsaved([], "").sentences == ()


@pytest.mark.parametrize("home", ["", "relative/home"])
def test_without_a_home_everything_works_and_nothing_is_written_where_one_stands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "relative/folder")
    monkeypatch.setenv("HOME", home)
    stand = tmp_path / "stand"
    library = tmp_path / "library"
    stand.mkdir()
    library.mkdir()
    (library / "a.md").write_text("# Ferry\n\nA harbour.\n", encoding="utf-8")
    monkeypatch.chdir(stand)
    done = run("list", "-L", library)
    assert (done.status, done.err.count("\n")) == (0, 1)
    assert "there is no home folder" in done.err
    assert run("search", "-L", library, "harbour").status == 0
    assert run("show", library / "a.md").status == 0
    assert run("notes").err.count("not being saved") == 1
    assert run("index", "-L", library).status == 3
    assert list(stand.iterdir()) == []


def test_a_user_whom_the_system_does_not_know_has_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pwd

    from tui.store.private_files import home, user_folder

    def unknown(_: int) -> object:
        raise KeyError("uid not found")

    assert home({"HOME": "/home/x"}) == "/home/x"
    assert home({}) == pwd.getpwuid(os.getuid()).pw_dir
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert home({}) == ""
    assert user_folder({}, "data") is None
    assert user_folder({"XDG_DATA_HOME": str(tmp_path)}, "data") == tmp_path / "briefing"
