"""Another program writes into the journal's file while it is open, as `cp` or a program that copies folders in place does."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import tui
from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, note, place, section
from tui.journal import transcript
from tui.journal.journal import Journal
from tui.journal.redaction import Keep
from tui.model.handling import Marking

ROOT = Path(tui.__file__).parent.parent
ONE = section("one", "Text.")


def ids(journal: Journal) -> set[str]:
    return {kept.id for kept in journal.notes()}


def emptied_log(folder: Path) -> None:
    """Wait until everything stands in the file itself."""
    log, until = folder / "journal.db-wal", time.monotonic() + PATIENCE
    while log.stat().st_size and time.monotonic() < until:
        time.sleep(0.02)
    assert not log.stat().st_size


def overwrite(made: Path, folder: Path) -> None:
    """What `cp` does: the same file, other bytes."""
    before = (folder / "journal.db").stat().st_ino
    shutil.copyfile(made, folder / "journal.db")
    assert (folder / "journal.db").stat().st_ino == before


@pytest.fixture
def earlier(open_journal: Open, folder: Path, tmp_path: Path) -> Path:
    """A copy of the journal as it was some days ago, with one note; no copy of the program's own."""
    journal = open_journal()
    journal.add_note(note("old")).result(PATIENCE)
    journal.close()
    made = tmp_path / "earlier.db"
    shutil.copy(folder / "journal.db", made)
    shutil.rmtree(folder / "backups")
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The journal of another machine with many notes."""
    journal = Journal(tmp_path / "other")
    journal.add_notes([note(f"other{n}", text="words " * 60) for n in range(300)]).result(PATIENCE)
    journal.close()
    return tmp_path / "other" / "journal.db"


def sound(folder: Path) -> bool:
    db = sqlite3.connect(folder / "journal.db")
    answer = db.execute("PRAGMA integrity_check").fetchone(), db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    return answer == (("ok",), [])


@pytest.mark.parametrize("log", ["emptied", "full"])
@pytest.mark.parametrize("then", ["write", "read", "close"])
def test_what_was_acknowledged_is_kept_where_an_earlier_copy_is_put_over_the_open_journal(
    open_journal: Open, folder: Path, earlier: Path, then: str, log: str
) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    journal.read(identity(), edition(ONE), [ONE]).result(PATIENCE)
    journal.mark("a", identity(), place()).result(PATIENCE)
    if log == "emptied":
        emptied_log(folder)
    overwrite(earlier, folder)
    expected = {"old", "one"}
    if then == "write":
        journal.add_note(note("two")).result(PATIENCE)
        expected.add("two")
    if then != "close":
        assert ids(journal) == expected
        (told,) = journal.troubles
        assert "Another program has written over the journal" in told
    journal.close()
    later = open_journal()
    assert ids(later) == expected
    assert list(later.marks()) == ["a"]
    assert set(later.standing("talks").read) == {"one"}  # type: ignore[union-attr]
    assert later.troubles == ()
    assert sound(folder)


def test_both_journals_are_kept_where_that_of_another_machine_is_written_over_it(
    open_journal: Open, folder: Path, elsewhere: Path
) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    overwrite(elsewhere, folder)
    journal.add_note(note("two")).result(PATIENCE)
    expected = {"one", "two", *(f"other{n}" for n in range(300))}
    assert ids(journal) == expected
    undone = journal.undo()
    assert undone is not None
    assert ids(journal) == expected - {"two"}
    journal.close()
    assert ids(open_journal()) == expected - {"two"}
    assert sound(folder)


def test_what_earlier_programs_wrote_comes_from_the_copy(open_journal: Open, folder: Path, elsewhere: Path, clock: Clock) -> None:
    journal = open_journal()
    journal.add_note(note("yesterday")).result(PATIENCE)
    journal.close()
    assert list((folder / "backups").iterdir())
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    overwrite(elsewhere, folder)
    assert {"yesterday", "one", "other0", "other299"} <= ids(journal)
    (told,) = journal.troubles
    assert "nothing is lost" in told


def test_where_something_may_be_missing_that_is_said(open_journal: Open, folder: Path, elsewhere: Path, earlier: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    shutil.rmtree(folder / "backups", ignore_errors=True)
    overwrite(elsewhere, folder)
    assert "one" in ids(journal)
    (told,) = journal.troubles
    assert "nothing is lost" not in told
    assert "may be missing" in told


def test_what_was_deleted_and_undone_stays_so(open_journal: Open, folder: Path, earlier: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    journal.undo()
    journal.delete_note("old").result(PATIENCE)
    journal.add_note(note("two")).result(PATIENCE)
    emptied_log(folder)
    overwrite(earlier, folder)
    assert ids(journal) == {"two"}
    assert [deed.kind for deed in journal.deeds(2)] == ["note", "delete-note"]


def test_the_newer_of_two_versions_of_a_note_stays(open_journal: Open, folder: Path, tmp_path: Path, earlier: Path) -> None:
    other = tmp_path / "third"
    other.mkdir()
    shutil.copy(earlier, other / "journal.db")
    third = open_journal(at=other)
    third.change_note(note("old", text="Changed elsewhere.", at=99.0)).result(PATIENCE)
    third.close()
    journal = open_journal()
    journal.change_note(note("old", text="Changed here.", at=50.0)).result(PATIENCE)
    emptied_log(folder)
    overwrite(other / "journal.db", folder)
    assert [kept.text for kept in journal.notes()] == ["Changed elsewhere."]


def test_what_was_forgotten_and_renamed_stays_so(open_journal: Open, folder: Path, earlier: Path) -> None:
    journal = open_journal()
    journal.add_note(note("two", "other")).result(PATIENCE)
    assert journal.forget("talks").removed
    emptied_log(folder)
    overwrite(earlier, folder)
    assert ids(journal) == {"two"}
    journal.flush()
    assert journal.standing("talks") is None
    journal.close()
    assert b"A comment." in (folder / "journal.db").read_bytes()
    assert open_journal().standing("talks") is None


def test_what_may_not_be_kept_here_is_taken_out_of_what_another_program_wrote(
    open_journal: Open, folder: Path, tmp_path: Path
) -> None:
    secret = section("one", "The word is quetzalcoatl.", marking=Marking("RED"))
    lax = Journal(tmp_path / "lax")
    lax.read(identity(marking=Marking("RED")), edition(secret), [secret]).result(PATIENCE)
    lax.close()
    journal = open_journal(keep=Keep("GREEN"))
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    overwrite(tmp_path / "lax" / "journal.db", folder)
    assert "one" in ids(journal)
    assert journal.flush()
    journal.close()
    assert b"quetzalcoatl" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_two_programs_that_have_it_open_lose_nothing(open_journal: Open, folder: Path, elsewhere: Path) -> None:
    one, two = open_journal(), open_journal()
    one.add_note(note("one")).result(PATIENCE)
    two.add_note(note("two")).result(PATIENCE)
    one.add_note(note("three")).result(PATIENCE)
    overwrite(elsewhere, folder)
    two.add_note(note("four")).result(PATIENCE)
    one.add_note(note("five")).result(PATIENCE)
    expected = {"one", "two", "three", "four", "five", *(f"other{n}" for n in range(300))}
    assert ids(one) == ids(two) == expected
    one.close()
    two.close()
    assert ids(open_journal()) == expected
    assert sound(folder)


@pytest.mark.parametrize("how", ["garbage", "cut", "nothing"])
def test_bytes_that_are_no_journal_cost_nothing_of_what_this_program_wrote(
    open_journal: Open, folder: Path, earlier: Path, how: str
) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    data = {"garbage": b"\xff" * 9_000, "cut": earlier.read_bytes()[:30_000], "nothing": b""}[how]
    (folder / "journal.db").write_bytes(data)
    journal.add_note(note("two")).result(PATIENCE)
    assert ids(journal) >= {"one", "two"}
    assert len(journal.troubles) == 1
    assert list(folder.glob("journal-corrupt-*.db"))
    journal.close()
    assert ids(open_journal()) >= {"one", "two"}
    assert sound(folder)


def test_a_journal_of_a_newer_version_is_left_and_what_was_written_stands_beside(
    open_journal: Open, folder: Path, tmp_path: Path, elsewhere: Path
) -> None:
    with sqlite3.connect(elsewhere) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    overwrite(elsewhere, folder)
    assert "one" not in ids(journal)
    (aside,) = folder.glob("journal-replaced-*.jsonl")
    assert any(str(aside) in trouble for trouble in journal.troubles)
    journal.close()
    other = Journal(tmp_path / "elsewhere")
    with aside.open("rb") as lines:
        assert other.import_(lines).notes == 1
    other.close()


def test_programs_that_write_and_end_meanwhile_are_no_other_program(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    for number in range(5):
        other = open_journal()
        other.add_note(note(f"other{number}", text="x" * 40_000)).result(PATIENCE)
        other.close()
        assert len(ids(journal)) == 2 + 2 * number
        journal.add_note(note(f"mine{number}")).result(PATIENCE)
    assert journal.troubles == ()
    assert len(ids(journal)) == 11
    assert not list(folder.glob("journal-replaced-*"))


def test_a_program_that_only_reads_sees_what_stands_there_now(
    open_journal: Open, folder: Path, elsewhere: Path, earlier: Path
) -> None:
    journal = open_journal()
    assert ids(journal) == {"old"}
    version = journal.version()
    overwrite(elsewhere, folder)
    assert len(ids(journal)) == 300
    assert journal.version() != version
    assert "Another program has written over the journal" in journal.troubles[0]


def test_a_copy_that_is_still_being_written_is_waited_for(open_journal: Open, folder: Path, elsewhere: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    code = (
        "import sys, time; data = open(sys.argv[1], 'rb').read(); file = open(sys.argv[2], 'r+b', buffering=0); file.truncate(0);"
        "print('begun', flush=True);"
        "[(file.write(data[at:at + 8192]), time.sleep(0.01)) for at in range(0, len(data), 8192)]"
    )
    process = subprocess.Popen([sys.executable, "-c", code, elsewhere, folder / "journal.db"], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    process.stdout.readline()
    journal.add_note(note("two")).result(PATIENCE)
    process.communicate(timeout=PATIENCE)
    assert ids(journal) == {"one", "two", *(f"other{n}" for n in range(300))}


@pytest.mark.parametrize("act", ["import", "rename"])
def test_what_is_done_by_other_means_than_rows_is_done_again(
    open_journal: Open, folder: Path, tmp_path: Path, earlier: Path, act: str
) -> None:
    lines: list[bytes] = []
    source = Journal(tmp_path / "source")
    source.add_note(note("imported")).result(PATIENCE)
    source.export(lines.append)
    source.close()
    acts: dict[str, Callable[[Journal], object]] = {
        "import": lambda journal: journal.import_(lines),
        "rename": lambda journal: journal.key_of(identity("renamed", formerly=("talks",)), make=True),
    }
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    acts[act](journal)
    journal.flush()
    before = {(kept.id, kept.key) for kept in journal.notes()}
    emptied_log(folder)
    overwrite(earlier, folder)
    assert {(kept.id, kept.key) for kept in journal.notes()} == before
    assert len(before) == (3 if act == "import" else 2)


def test_the_file_that_is_open_is_told_from_others_by_what_is_in_it(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("one")).result(PATIENCE)
    emptied_log(folder)
    os.utime(folder / "journal.db", (1.0, 1.0))
    journal.add_note(note("two")).result(PATIENCE)
    assert journal.troubles == ()
    assert ids(journal) == {"one", "two"}


def test_what_is_written_while_another_program_writes_over_it_again_and_again_is_kept(
    open_journal: Open, folder: Path, elsewhere: Path
) -> None:
    chance = random.Random(5)
    journal = open_journal()
    journal.add_note(note("first")).result(PATIENCE)
    before = {"first"}
    for number in range(40):
        journal.add_note(note(f"n{number}", text="y" * chance.randrange(3_000))).result(PATIENCE)
        before.add(f"n{number}")
        if chance.random() < 0.2:
            time.sleep(chance.random())
        if chance.random() < 0.3:
            overwrite(elsewhere, folder)
    assert ids(journal) >= before
    journal.close()
    assert ids(open_journal()) >= before
    assert sound(folder)


def test_of_much_that_was_written_a_copy_is_made_in_its_place(
    open_journal: Open, folder: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "LONG", 10)
    journal = open_journal()
    for number in range(30):
        journal.add_note(note(f"n{number}")).result(PATIENCE)
        time.sleep(0.02)
    emptied_log(folder)
    (copy,) = (folder / "backups").iterdir()
    db = sqlite3.connect(copy)
    assert db.execute("SELECT count(*) FROM notes").fetchone()[0] > 10
    db.close()
    overwrite(elsewhere, folder)
    assert ids(journal) >= {f"n{number}" for number in range(30)}
