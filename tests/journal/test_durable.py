"""What was acknowledged is there after a kill, with other processes writing, and as well as can be after damage."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

import tui
from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, note, place, section
from tui.journal import migrations
from tui.journal.journal import Journal
from tui.journal.records import NotSaved
from tui.journal.tasks import Task

KILLS = 60 if os.environ.get("LONG") else 8
"""How often a writing process is killed."""

ROOT = Path(tui.__file__).parent.parent
ONE = section("one", "Text.")


def writing(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that writes."""
    command = [sys.executable, "-m", "tests.journal.writer_process", str(folder), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def missing(journal: Journal, acknowledged: list[str]) -> list[str]:
    """What was acknowledged and is not there."""
    notes = {kept.id for kept in journal.notes()}

    def there(what: str, name: str, value: str = "") -> bool:
        if what == "note":
            return name in notes
        if what == "mark":
            return journal.marks()[name].place.offset >= int(value)
        standing = journal.standing(name)
        return standing is not None and (value in standing.read if what == "read" else standing.done_at > 0)

    return [line for line in acknowledged if not there(*line.split())]


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal")
def test_a_kill_at_any_instant_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(12)
    folder = tmp_path / "journal"
    acknowledged: list[str] = []
    for turn in range(KILLS):
        process = writing(folder, f"p{turn % 5}", 10_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate(timeout=PATIENCE)
        told = [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        # Later processes set the same marks anew: only those of this one are compared.
        acknowledged += [line for line in told if not line.startswith("mark")]
        marks = {line.split()[1]: line for line in told if line.startswith("mark")}
        journal = Journal(folder)
        assert journal.troubles == ()
        assert missing(journal, [*acknowledged, *marks.values()]) == []
        db = sqlite3.connect(folder / "journal.db")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()
        journal.close()
    assert len(acknowledged) > KILLS // 4


@pytest.mark.parametrize("processes", [2, 5])
def test_several_processes_lose_nothing_of_each_other(tmp_path: Path, processes: int) -> None:
    folder = tmp_path / "journal"
    running = [writing(folder, f"p{number}", 40) for number in range(processes)]
    acknowledged = []
    for process in running:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        acknowledged += [line for line in out.splitlines() if not line.startswith(("mark", "open"))]
    journal = Journal(folder)
    assert len(acknowledged) == processes * 30
    assert missing(journal, acknowledged) == []
    assert journal.troubles == ()
    journal.close()


def test_the_log_is_emptied_once_nothing_follows(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    log = folder / "journal.db-wal"
    for number in range(5):
        journal.add_note(note(f"n{number}")).result(PATIENCE)
    until = time.monotonic() + PATIENCE
    while log.stat().st_size and time.monotonic() < until:
        time.sleep(0.02)
    assert log.stat().st_size == 0
    copied = folder.parent / "copied"
    copied.mkdir()
    (copied / "journal.db").write_bytes((folder / "journal.db").read_bytes())
    assert len(open_journal(at=copied).notes()) == 5


def test_two_readings_of_one_briefing_at_once_are_both_kept(open_journal: Open) -> None:
    one, two = open_journal(), open_journal()
    sections = [section(f"s{number}", "Text.") for number in range(40)]
    whole = edition(*sections)
    futures = [(one if n % 2 else two).read(identity(), whole, [kept]) for n, kept in enumerate(sections)]
    for future in futures:
        future.result(PATIENCE)
    standing = open_journal().standing("talks")
    assert standing is not None
    assert len(standing.read) == 40
    assert one.seen()["talks"][2] == 40


def test_an_undo_in_two_programs_at_once_undoes_two_deeds(open_journal: Open) -> None:
    one, two = open_journal(), open_journal()
    for number in range(6):
        one.add_note(note(f"n{number}")).result(PATIENCE)
    undone = [journal.undo() for _ in range(3) for journal in (one, two)]
    assert len({deed.n for deed in undone if deed is not None}) == 6
    assert one.notes() == two.notes() == []


# damage


def full(open_journal: Open, folder: Path) -> None:
    """Keep some notes, and see that there is a backup with all of them."""
    journal = open_journal()
    for number in range(30):
        journal.add_note(note(f"n{number}", text="x" * 900)).result(PATIENCE)
    journal.close()
    for backup in (folder / "backups").glob("*"):
        backup.unlink()
    wait_for_backup(open_journal, folder)


def wait_for_backup(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.opened(identity())
    until = time.monotonic() + PATIENCE
    while not list((folder / "backups").glob("journal-*.db")) and time.monotonic() < until:
        time.sleep(0.01)
    journal.close()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "begin": lambda data: b"\xff" * 200 + data[200:],
    "tables": lambda data: data[:100] + b"\xff" * 400 + data[500:],
    "middle": lambda data: data[: len(data) // 2] + os.urandom(20_000) + data[len(data) // 2 + 20_000 :],
    "cut": lambda data: data[: len(data) // 3],
    "empty": lambda data: b"",
    "zeros": lambda data: bytes(len(data)),
    "text": lambda data: b"This is no database at all.",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_journal_is_set_aside_and_its_backup_used(open_journal: Open, folder: Path, how: str) -> None:
    full(open_journal, folder)
    path = folder / "journal.db"
    damaged = DAMAGE[how](path.read_bytes())
    path.write_bytes(damaged)
    journal = open_journal()
    kept = journal.notes()
    journal.add_note(note("after")).result(PATIENCE)
    assert len(journal.notes()) == len(kept) + 1
    aside = folder / "journal-corrupt-2024-07-03T0946.db"
    assert aside.read_bytes()[:1_000] == damaged[:1_000]
    (told,) = journal.troubles
    assert str(aside) in told
    assert "the copy of 3 July 2024, 09:46 UTC is used" in told
    assert len(kept) == 30
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*.db*") if file.is_file()} == {0o600}


def test_what_can_be_read_of_a_damaged_journal_is_brought_over(open_journal: Open, folder: Path) -> None:
    full(open_journal, folder)
    journal = open_journal()
    journal.add_note(note("late", "talks", "Written after the backup.")).result(PATIENCE)
    journal.change_note(note("n3", text="Changed after the backup.", at=9.0)).result(PATIENCE)
    journal.read(identity("new"), edition(ONE), [ONE]).result(PATIENCE)
    journal.close()
    db = sqlite3.connect(folder / "journal.db")
    page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'deeds'").fetchone()[0]
    size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    with (folder / "journal.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    later = open_journal()
    later.add_note(note("after")).result(PATIENCE)
    notes = {kept.id: kept.text for kept in later.notes()}
    assert len(notes) == 32
    assert (notes["late"], notes["n3"]) == ("Written after the backup.", "Changed after the backup.")
    assert set(later.standing("new").read) == {"one"}  # type: ignore[union-attr]
    assert later.seen()["new"][2] == 1
    assert "set aside" in later.troubles[0]


def test_a_damaged_journal_without_a_backup_is_set_aside_and_a_new_one_begun(open_journal: Open, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "journal.db").write_bytes(b"nothing" * 1_000)
    journal = open_journal()
    journal.add_note(note()).result(PATIENCE)
    assert "a new one is begun" in journal.troubles[0]
    assert [kept.id for kept in open_journal().notes()] == ["n1"]


def test_a_journal_that_is_damaged_while_it_is_open_is_replaced_without_losing_what_waits(open_journal: Open, folder: Path) -> None:
    full(open_journal, folder)
    journal = open_journal()
    assert len(journal.notes()) == 30
    data = (folder / "journal.db").read_bytes()
    with (folder / "journal.db").open("r+b") as file:
        file.write(b"\xff" * len(data))
    journal.add_note(note("late")).result(PATIENCE)
    assert "late" in {kept.id for kept in journal.notes()}
    assert len(journal.troubles) == 1


def test_two_programs_set_a_damaged_journal_aside_once(open_journal: Open, folder: Path) -> None:
    full(open_journal, folder)
    (folder / "journal.db").write_bytes(b"\xff" * 20_000)
    one, two = open_journal(), open_journal()
    one.add_note(note("one")).result(PATIENCE)
    two.add_note(note("two")).result(PATIENCE)
    assert len(list(folder.glob("journal-corrupt-*.db"))) == 1
    assert {kept.id for kept in one.notes()} >= {"one", "two"}


def test_backups_are_made_once_a_day_and_the_newest_three_stay(open_journal: Open, folder: Path, clock: Clock) -> None:
    for day in range(5):
        for _ in range(2):
            journal = open_journal()
            journal.add_note(note(f"n{day}")).result(PATIENCE)
            time.sleep(0.05)
            wait_for_backup(open_journal, folder)
            journal.close()
        clock.at += 86_400 + 60
    assert sorted(path.name[8:18] for path in (folder / "backups").iterdir()) == ["2024-07-05", "2024-07-06", "2024-07-07"]


# where nothing can be saved


def all_works_in_memory(journal: Journal) -> None:
    """Everything can be done, and nothing is acknowledged."""
    assert not journal.saving
    with pytest.raises(NotSaved, match="not saved"):
        journal.read(identity(), edition(ONE), [ONE]).result(PATIENCE)
    journal.keep_place(identity(), place())
    with pytest.raises(NotSaved):
        journal.add_note(note()).result(PATIENCE)
    standing = journal.standing("talks")
    assert standing is not None
    assert (standing.place, set(standing.read)) == (place(), {"one"})
    assert [kept.id for kept in journal.notes()] == ["n1"]
    assert [deed.said for deed in journal.deeds()] == ["wrote a note"]
    assert journal.undo().said == "wrote a note"  # type: ignore[union-attr]
    assert journal.undo() is None
    assert journal.notes() == []
    assert len(journal.troubles) == 1
    assert "not being saved" in journal.troubles[0]


def test_without_a_home_everything_works_in_memory(open_journal: Open) -> None:
    all_works_in_memory(Journal(None))


def test_a_folder_that_cannot_be_made_leaves_everything_in_memory(tmp_path: Path, open_journal: Open) -> None:
    (tmp_path / "file").write_text("in the way")
    all_works_in_memory(open_journal(at=tmp_path / "file" / "briefing"))


def test_a_journal_of_a_newer_version_is_read_and_not_touched(open_journal: Open, folder: Path) -> None:
    first = open_journal()
    first.add_note(note("old")).result(PATIENCE)
    first.close()
    with sqlite3.connect(folder / "journal.db") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    journal = open_journal()
    assert "a newer version of this program made it" in journal.troubles[0]
    assert [kept.id for kept in journal.notes()] == ["old"]
    with pytest.raises(NotSaved):
        journal.add_note(note("new")).result(PATIENCE)
    assert [kept.id for kept in journal.notes()] == ["new", "old"]
    journal.close()
    with sqlite3.connect(folder / "journal.db") as db:
        assert db.execute("SELECT count(*) FROM notes").fetchone() == (1,)
    db.close()


def test_a_full_disk_is_told_and_what_waits_is_saved_when_there_is_room(
    open_journal: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.journal import database

    monkeypatch.setattr("tui.journal.writer.RETRY_PAUSE", 0.05)
    pages = [0]
    original = database.Database.writer

    def writer(self: database.Database) -> sqlite3.Connection:
        db = original(self)
        if pages[0]:
            db.execute(f"PRAGMA max_page_count = {pages[0]}")
        return db

    monkeypatch.setattr(database.Database, "writer", writer)
    first = open_journal()
    first.add_note(note("a")).result(PATIENCE)
    first.close()
    with sqlite3.connect(folder / "journal.db") as db:
        pages[0] = db.execute("PRAGMA page_count").fetchone()[0] + 2
    db.close()
    journal = open_journal()
    with pytest.raises(NotSaved, match="the disk is full"):
        journal.add_note(note("b", text="y" * 50_000)).result(PATIENCE)
    assert not journal.saving
    assert [kept.id for kept in journal.notes()] == ["a", "b"]
    assert "not being saved: the disk is full" in journal.troubles[0]
    journal.keep_place(identity(), place())
    pages[0] = 1_000_000
    until = time.monotonic() + PATIENCE
    while not journal.saving and time.monotonic() < until:
        time.sleep(0.02)
    assert journal.saving
    assert journal.troubles == ("What could not be saved before is saved now.",)
    assert [kept.id for kept in open_journal().notes()] == ["a", "b"]


def test_a_row_that_cannot_be_stored_takes_nothing_else_with_it(journal: Journal) -> None:
    bad = note("bad")
    first = journal.add_note(note("good"))
    with pytest.raises(NotSaved):
        journal.add_note(replace(bad, text=object())).result(PATIENCE)
    second = journal.add_note(note("better", text="\ud800 lone"))
    first.result(PATIENCE)
    second.result(PATIENCE)
    assert journal.saving
    assert {kept.id for kept in journal.notes()} == {"good", "better"}


# versions


def test_tables_of_an_older_version_are_brought_up_to_date_after_a_backup(
    open_journal: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_journal()
    first.add_note(note()).result(PATIENCE)
    first.close()
    more = "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'yellow';"
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, more))
    later = open_journal()
    assert [kept.id for kept in later.notes()] == ["n1"]
    assert later.troubles == ()
    later.add_note(note("n2")).result(PATIENCE)
    with sqlite3.connect(folder / "journal.db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (migrations.latest(),)
        assert db.execute("SELECT DISTINCT colour FROM notes").fetchall() == [("yellow",)]
    db.close()
    (backup,) = (folder / "backups").glob(f"journal-before-version-{migrations.latest()}-*.db")
    with sqlite3.connect(backup) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (migrations.latest() - 1,)
        assert db.execute("SELECT count(*) FROM notes").fetchone() == (1,)
    db.close()


def test_a_migration_that_fails_changes_nothing(open_journal: Open, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_journal()
    first.add_note(note()).result(PATIENCE)
    first.close()
    broken = "ALTER TABLE notes ADD COLUMN colour TEXT;\nALTER TABLE nowhere ADD COLUMN colour TEXT;"
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    failed = open_journal()
    assert not failed.saving
    monkeypatch.undo()
    assert [kept.id for kept in open_journal().notes()] == ["n1"]


def test_nothing_waits_for_the_disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.journal.database import WritingConnection

    original, disk = WritingConnection.all, threading.Event()

    def slow(self: WritingConnection, tasks: Sequence[Task]) -> None:
        assert disk.wait(PATIENCE)
        original(self, tasks)

    monkeypatch.setattr(WritingConnection, "all", slow)
    journal.keep_place(identity(), place())
    futures = [journal.read(identity(), edition(ONE), [ONE]), journal.add_note(note()), journal.mark("a", identity(), place())]
    standing = journal.standing("talks")
    assert standing is not None
    assert (set(standing.read), standing.place) == ({"one"}, place())
    assert (len(journal.notes()), set(journal.marks()), journal.seen()["talks"][2]) == (1, {"a"}, 1)
    assert journal.edition("talks") is not None
    assert not any(future.done() for future in futures)
    disk.set()
    for future in futures:
        future.result(PATIENCE)
