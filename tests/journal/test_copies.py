"""When copies of the journal are made, and what they save."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, identity, note
from tui.journal.journal import Journal


def copies(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("journal-*.db"))


def notes_in(copy: Path) -> int:
    db = sqlite3.connect(copy)
    (count,) = db.execute("SELECT count(*) FROM notes").fetchone()
    db.close()
    return int(count)


def test_no_copy_is_made_of_a_journal_without_anything_in_it(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.opened(identity())
    journal.flush()
    time.sleep(0.1)
    journal.close()
    assert copies(folder) == []


def test_on_the_first_day_the_copy_is_as_new_as_the_last_program_that_ended(open_journal: Open, folder: Path, clock: Clock) -> None:
    for number in range(3):
        journal = open_journal()
        for turn in range(2):
            journal.add_note(note(f"n{number}-{turn}")).result(PATIENCE)
        journal.close()
        (copy,) = copies(folder)
        assert notes_in(copy) == 2 * (number + 1)
        assert copy.stat().st_mtime == clock.at
        clock.at += 3_600
    clock.at += 86_400
    journal = open_journal()
    journal.add_note(note("next day")).result(PATIENCE)
    journal.close()
    first, second = copies(folder)
    assert (notes_in(first), notes_in(second)) == (6, 7)
    journal = open_journal()
    journal.add_note(note("later that day")).result(PATIENCE)
    journal.close()
    assert [notes_in(copy) for copy in copies(folder)] == [6, 7]


def test_damage_on_the_first_day_loses_nothing_of_the_programs_that_ended(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    for number in range(5):
        journal.add_note(note(f"n{number}")).result(PATIENCE)
    journal.close()
    (folder / "journal.db").write_bytes(b"\xff" * 9_000)
    assert len(open_journal().notes()) == 5


def test_a_journal_that_is_gone_is_told_and_where_its_copy_is(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note()).result(PATIENCE)
    journal.close()
    (copy,) = copies(folder)
    (folder / "journal.db").unlink()
    later = open_journal()
    assert later.notes() == []
    (told,) = later.troubles
    assert f"The journal {folder / 'journal.db'} is gone" in told
    assert f"3 July 2024, 09:46 UTC is in {copy}" in told
    assert later.is_lost
    later.add_note(note("new")).result(PATIENCE)
    later.close()
    assert open_journal().troubles == ()


def test_a_first_journal_is_not_said_to_be_gone(journal: Journal) -> None:
    assert journal.notes() == []
    assert (journal.troubles, journal.is_lost) == ((), False)


def test_the_log_of_a_journal_that_is_gone_is_not_taken_for_that_of_a_new_one(open_journal: Open, folder: Path) -> None:
    folder.mkdir(parents=True)
    kept_log(folder)
    journal = open_journal()
    journal.add_note(note("new")).result(PATIENCE)
    assert [kept.id for kept in journal.notes()] == ["new"]
    assert [path.read_bytes()[:4] for path in folder.glob("journal-corrupt-*-wal")] == [b"7\x7f\x06\x82"]


def kept_log(folder: Path) -> None:
    """Leave the log of a journal that is open elsewhere, as a kill does, without the journal."""
    elsewhere = folder.parent / "elsewhere"
    Journal(elsewhere).add_note(note("old")).result(PATIENCE)
    with sqlite3.connect(elsewhere / "journal.db") as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE notes SET text = 'changed'")
        db.commit()
        log = (elsewhere / "journal.db-wal").read_bytes()
    db.close()
    (folder / "journal.db-wal").write_bytes(log)
