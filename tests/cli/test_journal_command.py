"""`briefing journal`: the reader's own data from the shell."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.journal.things import PATIENCE, edition, identity, note, section
from tui.cli.sessions import LeftSession, keep_session, left_sessions
from tui.journal.journal import Journal
from tui.model.handling import Marking
from tui.model.place import Place
from tui.model.text import fold
from tui.store.config import Config


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the journal is kept."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "briefing"


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A journal that knows of two briefings."""
    journal = Journal(folder)
    one = section("one", "Text.")
    journal.read(identity(path=tmp_path / "talks.yaml"), edition(one), [one])
    journal.read(identity("other"), edition(one), [one])
    journal.add_note(note()).result(PATIENCE)
    journal.close()
    return folder


def test_the_path_is_printed_whether_it_is_there_or_not(run: Run, folder: Path) -> None:
    assert run("journal", "path")[:2] == (0, f"{folder / 'journal.db'}\n")
    assert not folder.exists()


def test_an_export_goes_to_a_private_new_file_or_to_standard_output(run: Run, filled: Path, tmp_path: Path) -> None:
    done = run("journal", "export", tmp_path / "out.jsonl")
    assert (done.status, done.out) == (0, "")
    assert "6 lines exported" in done.err
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o600
    types = [json.loads(line)["type"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert types == ["journal", "briefing", "briefing", "edition", "edition", "note"]
    again = run("journal", "export", tmp_path / "out.jsonl")
    assert (again.status, again.out) == (3, "")
    assert "is not overwritten" in again.err


def test_an_import_brings_it_in_elsewhere(run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("journal", "export", tmp_path / "out.jsonl")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new"))
    done = run("journal", "import", tmp_path / "out.jsonl")
    assert (done.status, done.out) == (0, "")
    assert "2 briefings, 1 note, 0 marks" in done.err
    with (tmp_path / "out.jsonl").open("a", encoding="utf-8") as file:
        file.write("oops\n")
    bad = run("journal", "import", tmp_path / "out.jsonl")
    assert bad.status == 1
    assert "line 7 is left out" in bad.err
    assert run("journal", "import", tmp_path / "nowhere").status == 3


def test_a_briefing_is_forgotten_by_its_id_or_file(run: Run, filled: Path, tmp_path: Path) -> None:
    keep_session(os.environ, Config(), LeftSession(1_700_000_000.0, (str(tmp_path),)))
    assert run("journal", "forget", "nobody").status == 1
    assert len(left_sessions(os.environ)) == 1, "an id that is mistyped takes nothing away"
    assert run("journal", "forget", "other").status == 0
    assert left_sessions(os.environ) == []
    done = run("journal", "forget", str(tmp_path / "talks.yaml"))
    assert (done.status, done.out) == (0, "")
    journal = Journal(filled)
    assert dict(journal.standings()) == {}
    assert journal.notes() == []
    journal.close()


def test_a_file_that_was_several_briefings_is_forgotten_whole(run: Run, filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    journal = Journal(filled)
    one = section("one", "Text.")
    for own in ("damaged", "renamed"):
        journal.read(identity(own, path=path), edition(one), [one])
    journal.close()
    known = Journal(filled)
    assert len(known.keys_named(str(path))) == 3
    known.close()
    assert run("journal", "forget", path).status == 0
    left = Journal(filled)
    assert list(dict(left.standings())) == ["other"]
    left.close()


def test_forgetting_says_where_traces_are_left(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path) -> list[Path]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("tui.journal.forget.remove_copies", full)
        done = run("journal", "forget", "other")
    assert done.status == 3
    assert "may be on the disk until the program is started again: No space left on device" in done.err
    assert run("journal", "forget", "other").status == 1


def test_a_journal_that_cannot_be_written_is_not_imported_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "in.jsonl").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    done = run("journal", "import", tmp_path / "in.jsonl")
    assert done.status == 3
    assert "not a folder" in done.err


def test_places_are_listed_up_to_a_marking_the_newest_first(run: Run, folder: Path, tmp_path: Path) -> None:
    nowhere = run("journal", "places")
    assert (nowhere.status, nowhere.out) == (1, "")
    assert "No place yet." in nowhere.err
    journal = Journal(folder)
    for name, marking in (("open", Marking("CLEAR")), ("closed", Marking("AMBER"))):
        who = identity(name, tmp_path / f"{name}.yaml", title=f"Title of {name}", marking=marking)
        part = section("one", "Ships sail.", marking=marking)
        journal.read(who, edition(part), [part])
        journal.visit(who, Place("one", "paragraph", fold("Ships sail.")))
    journal.close()
    everything = run("journal", "places")
    assert everything.status == 0
    assert everything.out.index("Title of closed") < everything.out.index("Title of open")
    told = run("journal", "places", "--json", "--max-tlp", "GREEN")
    (record,) = [json.loads(line) for line in told.out.splitlines()]
    assert (record["under"], record["briefing"], record["section"], record["marking"]) == ("Today", "open", "one", "TLP:CLEAR")
    assert (record["evidence"], record["path"]) == ("Ships sail.", str(tmp_path / "open.yaml"))
    assert "1 entry left out, since they are above TLP:GREEN" in told.err
    assert "closed" not in told.out + told.err
