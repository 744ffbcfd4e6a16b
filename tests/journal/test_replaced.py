"""A program that keeps folders of several machines alike puts another journal in place, or takes it away, while it is open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import tui
from tests.journal.conftest import Open
from tests.journal.things import PATIENCE, edition, identity, note, place, section
from tui.journal.journal import Journal


def other_machine(folder: Path, count: int = 300) -> Path:
    """A journal of another machine with many notes."""
    journal = Journal(folder)
    journal.add_notes([note(f"other{n}", text="words " * 60) for n in range(count)]).result(PATIENCE)
    journal.close()
    return folder / "journal.db"


def put_in_place(made: Path, folder: Path) -> None:
    """What the program does: a copy under another name, which is given the right one."""
    shutil.copy(made, folder / ".sync")
    os.rename(folder / ".sync", folder / "journal.db")


def ids(journal: Journal) -> set[str]:
    return {kept.id for kept in journal.notes()}


@pytest.mark.parametrize("first", ["write", "read"])
def test_both_versions_are_kept_where_the_journal_is_replaced_while_it_is_open(
    open_journal: Open, folder: Path, tmp_path: Path, first: str
) -> None:
    made = other_machine(tmp_path / "other")
    journal = open_journal()
    one = section("one", "Text.")
    journal.read(identity(), edition(one), [one]).result(PATIENCE)
    journal.mark("a", identity(), place()).result(PATIENCE)
    journal.add_note(note("one")).result(PATIENCE)
    put_in_place(made, folder)
    if first == "read":
        assert len(ids(journal)) == 301
    journal.add_note(note("two")).result(PATIENCE)
    expected = {"one", "two", *(f"other{n}" for n in range(300))}
    assert ids(journal) == expected
    assert [trouble for trouble in journal.troubles if "put another version of the journal in its place" in trouble]
    assert not journal.is_lost
    journal.close()
    later = open_journal()
    assert ids(later) == expected
    assert list(later.marks()) == ["a"]
    assert "one" in later.standing("talks").read  # type: ignore[union-attr]
    assert later.troubles == ()
    db = sqlite3.connect(folder / "journal.db")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_what_was_written_is_kept_where_nothing_is_done_after_the_journal_was_replaced(
    open_journal: Open, folder: Path, tmp_path: Path
) -> None:
    made = other_machine(tmp_path / "other", 20)
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    put_in_place(made, folder)
    journal.close()
    assert ids(open_journal()) == {"one", *(f"other{n}" for n in range(20))}


def test_another_program_that_starts_meanwhile_sees_the_new_journal_whole(open_journal: Open, folder: Path, tmp_path: Path) -> None:
    made = other_machine(tmp_path / "other")
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    put_in_place(made, folder)
    second = open_journal()
    assert len(ids(second)) == 300
    second.add_note(note("second")).result(PATIENCE)
    assert second.troubles == ()
    journal.add_note(note("two")).result(PATIENCE)
    assert ids(second) == ids(journal) == {"one", "two", "second", *(f"other{n}" for n in range(300))}


def test_two_programs_that_had_it_open_bring_it_together_once(open_journal: Open, folder: Path, tmp_path: Path) -> None:
    made = other_machine(tmp_path / "other", 20)
    one, two = open_journal(), open_journal()
    one.add_note(note("one")).result(PATIENCE)
    two.add_note(note("two")).result(PATIENCE)
    put_in_place(made, folder)
    one.add_note(note("three")).result(PATIENCE)
    two.add_note(note("four")).result(PATIENCE)
    assert ids(one) == ids(two) == {"one", "two", "three", "four", *(f"other{n}" for n in range(20))}


def test_after_a_kill_the_log_of_the_old_journal_is_not_taken_for_that_of_the_new_one(
    open_journal: Open, folder: Path, tmp_path: Path
) -> None:
    made = other_machine(tmp_path / "other")
    code = (
        "import os, sys; from pathlib import Path; from tui.journal.journal import Journal;"
        "from tests.journal.things import note, identity, place; from tests.journal.test_salvage import keep_the_log;"
        "j = Journal(Path(sys.argv[1])); j.mark('a', identity(), place()).result(20); r = keep_the_log(Path(sys.argv[1]));"
        "j.add_notes([note(f'n{n}', text='old ' * 200) for n in range(100)]).result(20); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, folder], check=True, timeout=60, cwd=Path(tui.__file__).parent.parent)
    assert (folder / "journal.db-wal").stat().st_size > 0
    put_in_place(made, folder)
    journal = open_journal()
    assert len(ids(journal)) == 300
    journal.add_note(note("new")).result(PATIENCE)
    assert len(ids(journal)) == 301
    assert list(folder.glob("journal-replaced-*-wal"))


def test_a_journal_that_is_deleted_while_it_is_open_is_kept(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    assert ids(journal) == {"one"}
    for path in folder.glob("journal.db*"):
        path.unlink()
    journal.add_note(note("two")).result(PATIENCE)
    assert ids(journal) == {"one", "two"}
    assert "The journal was deleted while it was open" in journal.troubles[0]
    journal.close()
    assert ids(open_journal()) == {"one", "two"}


def test_what_cannot_be_brought_together_is_written_beside_to_be_imported(open_journal: Open, folder: Path, tmp_path: Path) -> None:
    made = other_machine(tmp_path / "other", 3)
    with sqlite3.connect(made) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    assert ids(journal) == {"one"}
    put_in_place(made, folder)
    assert "one" not in ids(journal)
    (aside,) = folder.glob("journal-replaced-*.jsonl")
    assert aside.stat().st_mode & 0o777 == 0o600
    assert any(str(aside) in trouble for trouble in journal.troubles)
    journal.close()
    elsewhere = Journal(tmp_path / "elsewhere")
    with aside.open("rb") as lines:
        assert elsewhere.import_(lines).notes == 1
    elsewhere.close()
