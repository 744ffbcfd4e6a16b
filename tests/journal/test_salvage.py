"""What is brought over from a damaged journal that has no copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import tui
from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, note, section
from tui.journal.journal import Journal
from tui.journal.redaction import KEEP_ALL

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with notes on several briefings, on many pages, and no copy of it."""
    folder = tmp_path_factory.mktemp("made")
    journal = Journal(folder, now=Clock(), keep=KEEP_ALL)
    one = section("one", "Text.")
    for number in range(6):
        journal.read(identity(f"b{number}"), edition(one), [one])
    for number in range(COUNT):
        journal.add_note(note(f"n{number}", f"b{number % 6}", f"{number} " + "x" * 900)).result(PATIENCE)
    journal.close()
    without_copies(folder)
    return folder


@pytest.fixture
def file(made: Path, folder: Path) -> Path:
    """That journal, where `open_journal` opens it."""
    shutil.copytree(made, folder)
    return folder / "journal.db"


def pages_of(file: Path, text: bytes) -> list[int]:
    """The pages of a file that hold a text."""
    data = file.read_bytes()
    return [at // 4_096 for at in range(0, len(data), 4_096) if text in data[at : at + 4_096]]


def root_of(file: Path, name: str) -> int:
    db = sqlite3.connect(file)
    (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    db.close()
    return int(page) - 1


def spoil(file: Path, *pages: int) -> None:
    with file.open("r+b") as stream:
        for page in pages:
            stream.seek(page * 4_096)
            stream.write(b"\xff" * 4_096)


def found(journal: Journal) -> dict[str, str]:
    """The notes that are there, and the briefings that they are on."""
    journal.notes()
    return {kept.id: kept.key for kept in journal.notes()}


def test_notes_around_several_damaged_pages_are_brought_over(open_journal: Open, file: Path) -> None:
    damaged = [page for number in (12, 30, 48) for page in pages_of(file, b"%d xxx" % number)]
    spoil(file, *damaged)
    journal = open_journal()
    notes = found(journal)
    assert "set aside" in journal.troubles[0]
    assert {"n12", "n30", "n48"}.isdisjoint(notes)
    assert len(notes) >= COUNT - 5 * len(damaged)
    assert all(key == f"b{int(name[1:]) % 6}" for name, key in notes.items())


@pytest.mark.parametrize("damaged", ["entries_seen", "entries_by_id", "notes_by_entry", "meta", "reads"])
def test_a_damaged_page_of_something_else_costs_no_note(open_journal: Open, file: Path, damaged: str) -> None:
    spoil(file, root_of(file, damaged))
    journal = open_journal()
    journal.add_note(note("after")).result(PATIENCE)
    assert len(found(journal)) == COUNT + 1


def test_briefings_whose_rows_are_gone_keep_their_notes_and_names(open_journal: Open, file: Path) -> None:
    spoil(file, root_of(file, "entries"))
    journal = open_journal()
    assert found(journal) == {f"n{number}": f"b{number % 6}" for number in range(COUNT)}
    assert {kept.briefing_id for kept in journal.notes()} == {f"b{number}" for number in range(6)}
    assert set(journal.standing("b1").read) == {"one"}  # type: ignore[union-attr]


def test_notes_stay_even_where_nothing_tells_their_briefing(open_journal: Open, file: Path) -> None:
    spoil(file, *(root_of(file, name) for name in ("entries", "entries_seen", "sqlite_autoindex_entries_1")))
    assert len(found(open_journal())) == COUNT


@pytest.mark.parametrize("at", [0, 13, 17, 18, 20, 22, 30])
def test_one_wrong_byte_in_its_head_costs_a_journal_nothing(open_journal: Open, file: Path, at: int) -> None:
    flip(file, at, 0x21)
    assert len(found(open_journal())) == COUNT


def test_a_definition_that_cannot_be_read_ends_nothing(open_journal: Open, file: Path) -> None:
    flip(file, file.read_bytes().index(b"CREATE TABLE verdicts") + 3, 0x80)
    journal = open_journal()
    assert len(found(journal)) == COUNT
    assert "set aside" in journal.troubles[0]
    assert journal.saving


@pytest.mark.parametrize(
    ("definition", "at", "bits"),
    [
        (b"CREATE TABLE notes", 3, 0x80),
        (b"CREATE TABLE notes", 14, 0x01),
        (b"CREATE TABLE notes", 20, 0x10),
        (b"CREATE TABLE notes", 40, 0x04),
        (b"notesnotes", 1, 0x02),
        (b"CREATE TABLE entries", 60, 0x20),
        (b"CREATE INDEX notes_by_entry", 8, 0x01),
        (b"CREATE TRIGGER reads_more", 30, 0x40),
    ],
)
def test_one_wrong_byte_in_a_definition_costs_no_note(
    open_journal: Open, file: Path, definition: bytes, at: int, bits: int
) -> None:
    flip(file, file.read_bytes().index(definition) + at, bits)
    journal = open_journal()
    assert found(journal) == {f"n{number}": f"b{number % 6}" for number in range(COUNT)}
    journal.add_note(note("after")).result(PATIENCE)
    assert journal.saving


def flip(file: Path, at: int, bits: int) -> None:
    """Change some bits of a byte."""
    data = bytearray(file.read_bytes())
    data[at] ^= bits
    file.write_bytes(data)


def without_copies(folder: Path) -> None:
    for backup in (folder / "backups").glob("*"):
        backup.unlink()


def keep_the_log(folder: Path) -> sqlite3.Connection:
    """Read what there is, as another program does at the moment: what is written from now on stays in the log."""
    reading = sqlite3.connect(folder / "journal.db", isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM notes").fetchone()
    return reading


def test_a_file_that_is_emptied_while_a_program_has_its_log_open_loses_nothing(open_journal: Open, folder: Path) -> None:
    holding = open_journal()
    holding.opened(identity())
    holding.flush()
    reading = keep_the_log(folder)
    holding.add_note(note("before")).result(PATIENCE)
    os.truncate(folder / "journal.db", 0)
    without_copies(folder)
    reading.close()
    holding.add_note(note("after")).result(PATIENCE)
    without_copies(folder)
    other = open_journal()
    assert set(found(other)) == {"before", "after"}
    assert "set aside" in (*holding.troubles, *other.troubles)[0]
    other.close()
    assert set(found(holding)) == {"before", "after"}
    holding.add_note(note("last")).result(PATIENCE)
    assert set(found(open_journal())) == {"before", "after", "last"}


def test_the_log_of_a_killed_program_is_set_aside_with_the_emptied_file(open_journal: Open, folder: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tui.journal.journal import Journal;"
        "from tests.journal.things import identity, note, place; from tests.journal.test_salvage import keep_the_log;"
        "j = Journal(Path(sys.argv[1])); j.mark('a', identity(), place()).result(20); r = keep_the_log(Path(sys.argv[1]));"
        "j.add_note(note('a')).result(20); j.add_note(note('b')).result(20); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, folder], check=True, timeout=60, cwd=Path(tui.__file__).parent.parent)
    without_copies(folder)
    os.truncate(folder / "journal.db", 0)
    assert set(found(open_journal())) == {"a", "b"}
    assert list(folder.glob("journal-corrupt-*.db-wal"))


@pytest.mark.parametrize("part", range(1, 20, 3))
def test_a_journal_that_was_cut_off_gives_back_all_that_is_left_of_it(open_journal: Open, file: Path, part: int) -> None:
    whole = file.read_bytes()
    left = whole[: len(whole) * part // 20 + 1_234]
    file.write_bytes(left)
    got = set(found(open_journal()))
    there = {f"n{number}" for number in range(COUNT) if f"{number} {'x' * 900}".encode() in left}
    assert there <= got
    assert part < 19 or len(got) > COUNT // 2


def test_zeros_at_the_end_of_a_journal_cost_only_what_stood_there(open_journal: Open, file: Path) -> None:
    data = file.read_bytes()
    half = len(data) * 3 // 4
    file.write_bytes(data[:half] + bytes(len(data) - half))
    there = {f"n{number}" for number in range(COUNT) if f"{number} {'x' * 900}".encode() in data[:half]}
    assert there
    assert there <= set(found(open_journal()))


def test_a_log_that_was_cut_off_loses_only_what_stood_there(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("first")).result(PATIENCE)
    journal.close()
    journal = open_journal()
    reading = keep_the_log(folder)
    for number in range(20):
        journal.add_note(note(f"n{number}", text="x" * 500)).result(PATIENCE)
    database, log = (folder / "journal.db").read_bytes(), (folder / "journal.db-wal").read_bytes()
    reading.close()
    journal.close()
    counts = []
    for part in range(11):
        elsewhere = folder.parent / f"cut{part}"
        elsewhere.mkdir()
        (elsewhere / "journal.db").write_bytes(database)
        (elsewhere / "journal.db-wal").write_bytes(log[: len(log) * part // 10])
        opened = open_journal(at=elsewhere)
        counts.append(len(opened.notes()))
        opened.close()
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 21)
