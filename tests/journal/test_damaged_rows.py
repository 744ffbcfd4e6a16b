"""One damaged or poisoned row costs what is in it, and nothing else: what can be read is handed out, the rest named."""

from __future__ import annotations

import io
import json
import lzma
import sqlite3
from pathlib import Path

import pytest

from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, note, place, section
from tui.journal.journal import Journal
from tui.journal.redaction import Keep
from tui.model.handling import Marking

GREEN = Marking("GREEN")
OLD = Path(__file__).parent / "old"


def changed(folder: Path, sql: str, *values: object) -> None:
    """Change something behind the program's back, while no program has the journal open."""
    with sqlite3.connect(folder / "journal.db") as db:
        db.execute(sql, values)
    db.close()


def lines_of(journal: Journal) -> list[dict[str, object]]:
    stream = io.BytesIO()
    journal.export(stream.write)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def read_twice(open_journal: Open, folder: Path) -> Path:
    """A journal with two briefings of which sections are kept, and notes on both."""
    journal = open_journal()
    for name in ("talks", "other"):
        one, two = section("one", f"Text one of {name}.", marking=GREEN), section("two", f"Text two of {name}.", marking=GREEN)
        journal.read(identity(name), edition(one, two), [one, two])
        journal.add_note(note(f"on-{name}", name)).result(PATIENCE)
    journal.mark("a", identity("talks"), place()).result(PATIENCE)
    journal.keep_place(identity("talks"), place())
    journal.visit(identity("talks"), place())
    journal.close()
    return folder


@pytest.mark.parametrize(
    ("table", "column"), [("notes", "text"), ("notes", "section_title"), ("entries", "title"), ("deeds", "said")]
)
def test_a_text_that_is_no_text_any_more_hides_no_other(open_journal: Open, read_twice: Path, table: str, column: str) -> None:
    changed(read_twice, f"UPDATE {table} SET {column} = CAST(x'41ff42' AS TEXT) WHERE rowid = (SELECT min(rowid) FROM {table})")
    journal = open_journal()
    assert {kept.id for kept in journal.notes()} == {"on-talks", "on-other"}
    assert len(journal.deeds(50)) == 3
    assert [line["type"] for line in lines_of(journal)].count("note") == 2
    assert any("is damaged" in trouble for trouble in journal.troubles)
    journal.add_note(note("later", "other")).result(PATIENCE)
    assert journal.forget("talks").removed > 3
    assert journal.saving
    journal.close()
    assert {kept.id for kept in open_journal().notes()} == {"on-other", "later"}
    assert not list(read_twice.glob("journal-corrupt-*"))


def flip(folder: Path, table: str, column: str = "data") -> None:
    with sqlite3.connect(folder / "journal.db") as db:
        n = "rowid" if table != "entries" else "n"
        number, data = db.execute(f"SELECT {n}, {column} FROM {table} ORDER BY 1 LIMIT 1").fetchone()
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1 :] if table in ("kept", "bases") else b"\xc1"
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {n} = ?", (flipped, number))
    db.close()


@pytest.mark.parametrize("table", ["kept", "bases"])
def test_a_flipped_byte_in_a_kept_text_costs_that_text_alone(open_journal: Open, read_twice: Path, table: str) -> None:
    flip(read_twice, table)
    journal = open_journal()
    lines = lines_of(journal)
    assert [line["id"] for line in lines if line["type"] == "note"] == ["on-other", "on-talks"]
    editions = {str(line["key"]): json.dumps(line) for line in lines if line["type"] == "edition"}
    assert "Text one of other." in editions["other"]
    assert "Text two of other." in editions["other"]
    texts = [kept.blocks for _, kept in journal.kept_sections()]
    assert len(texts) >= 2
    (told,) = journal.troubles
    assert "is damaged" in told
    assert "talks" in told


def test_a_note_whose_passage_is_damaged_keeps_its_words(open_journal: Open, read_twice: Path) -> None:
    flip(read_twice, "notes", "anchor")
    journal = open_journal()
    assert [(kept.id, kept.text) for kept in journal.notes()] == [("on-other", "A comment."), ("on-talks", "A comment.")]
    assert len([line for line in lines_of(journal) if line["type"] == "note"]) == 2
    assert "the passage of a note cannot be read any more" in journal.troubles[0]


def test_a_damaged_deed_is_not_in_the_way_of_undoing_those_before_it(open_journal: Open, read_twice: Path) -> None:
    changed(read_twice, "UPDATE deeds SET images = x'00' WHERE d = (SELECT max(d) FROM deeds)")
    undone = open_journal().undo()
    assert undone is not None
    assert undone.kind == "note"


@pytest.mark.parametrize("table", ["kept", "bases", "visits", "marks", "entries", "notes"])
def test_what_is_damaged_is_taken_out_where_less_may_be_kept(open_journal: Open, read_twice: Path, table: str) -> None:
    column = {"kept": "data", "bases": "data", "notes": "anchor"}.get(table, "place")
    if table == "marks":
        changed(read_twice, "UPDATE marks SET place = x'c1'")
    else:
        flip(read_twice, table, column)
    journal = open_journal(keep=Keep("CLEAR", False))
    assert journal.flush()
    journal.close()
    data = b"".join(path.read_bytes() for path in read_twice.rglob("*") if path.is_file())
    assert b"some words" not in data
    assert b"Title of" not in data


# numbers out of range


def poisoned(**values: object) -> bytes:
    good = {"type": "note", "id": "n9", "key": "talks", "anchor": {"section": "one", "exact": "some words"}, "text": "words"}
    return json.dumps({**good, **values}).encode()


@pytest.mark.parametrize(
    "line",
    [
        poisoned(created=1e300),
        poisoned(modified=-5.0),
        poisoned(created=1e12),
        poisoned(anchor={"section": "one", "exact": "x", "start": 10**17}),
        b'{"type":"briefing","key":"k","opened_at":1e18}',
        b'{"type":"briefing","key":"k","read":{"one":-1e9}}',
        b'{"type":"briefing","key":"k","sections":99999999999999999999}',
        b'{"type":"edition","key":"k","sections":[{"id":"one","read_at":1e200}]}',
        b'{"type":"visit","v":9223372036854775808,"key":"k","place":{"section":"one","kind":"p","quote":"q"},"at":1.0}',
        b'{"type":"mark","letter":"a","key":"k","place":{"section":"one","kind":"p","quote":"q"},"at":1e15}',
        poisoned(created=float("inf")),
        poisoned(created="yesterday"),
    ],
)
def test_a_line_with_a_number_out_of_range_is_refused_with_its_number(journal: Journal, line: bytes) -> None:
    came = journal.import_([poisoned(id="good", created=5.0, modified=5.0), line, poisoned(id="last", modified=6.0)])
    (problem,) = came.problems
    assert problem.startswith("line 2 is left out")
    assert {kept.id for kept in journal.notes()} == {"good", "last"}


def test_a_journal_that_an_older_version_let_be_poisoned_is_read(open_journal: Open, read_twice: Path) -> None:
    for sql in (
        "UPDATE notes SET created = 1e300, modified = 9e999",
        "UPDATE reads SET at = 1e20",
        "UPDATE entries SET opened_at = -1e20, done_at = 1e18",
        "UPDATE visits SET at = 1e300",
        "UPDATE marks SET at = 1e300",
    ):
        changed(read_twice, sql)
    journal = open_journal()
    assert [(kept.id, kept.created) for kept in journal.notes()] == [("on-other", 0.0), ("on-talks", 0.0)]
    standing = journal.standing("talks")
    assert standing is not None
    assert (standing.opened_at, standing.done_at, set(standing.read.values())) == (0.0, 0.0, {0.0})
    assert all(0 <= at <= 253_402_300_799 for _, done, _, _, at, *_ in journal.seen().values() for at in (done, at))
    elsewhere = Journal(read_twice.parent / "elsewhere")
    stream = io.BytesIO()
    journal.export(stream.write)
    assert elsewhere.import_(stream.getvalue().splitlines()).problems == ()
    elsewhere.close()


# journals of older and newer versions


def test_a_journal_of_the_first_version_opens_with_everything_in_it(open_journal: Open, folder: Path, clock: Clock) -> None:
    folder.mkdir(parents=True)
    (folder / "journal.db").write_bytes(lzma.decompress((OLD / "journal-1.db.xz").read_bytes()))
    journal = open_journal()
    assert journal.troubles == ()
    assert [(kept.id, kept.text, str(kept.marking)) for kept in journal.notes()] == [
        ("n1", "A comment.", ""),
        ("n2", "Märk this #japan", "TLP:AMBER"),
    ]
    assert list(journal.marks()) == ["a"]
    assert [visit.key for visit in journal.visits()] == ["talks"]
    standing = journal.standing("talks")
    assert standing is not None
    assert (sorted(standing.read), standing.place) == (["one", "two"], place("two", "Text of two."))
    assert journal.seen()["@/library/plain.md"][1] == 1_720_000_000.0
    texts = [block.text for _, kept in journal.kept_sections() for block in kept.blocks or ()]
    assert "Some words before some words after." in texts
    assert [deed.kind for deed in journal.deeds()] == ["done", "mark", "note", "note"]
    assert journal.undo().kind == "done"  # type: ignore[union-attr]
    journal.add_note(note("n3")).result(PATIENCE)
    journal.close()
    assert len(open_journal().notes()) == 3


def test_an_older_program_that_meets_this_journal_refuses_and_changes_nothing(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("n1")).result(PATIENCE)
    journal.close()
    # What the first version looked at: its own number is 1, and any higher one is refused.
    with sqlite3.connect(folder / "journal.db") as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    assert version > 1


# copies


def test_a_copy_that_was_made_with_a_wrong_clock_is_not_the_newest_for_ever(open_journal: Open, folder: Path, clock: Clock) -> None:
    right = clock.at
    clock.at = right + 3e8
    journal = open_journal()
    journal.add_note(note("n0")).result(PATIENCE)
    journal.close()
    for day in (1, 2):
        clock.at = right + day * 90_000
        journal = open_journal()
        journal.add_note(note(f"n{day}")).result(PATIENCE)
        journal.close()
        journal = open_journal()
        journal.opened(identity())
        journal.close()
    (folder / "journal.db").write_bytes(b"\xff" * 9_000)
    assert {kept.id for kept in open_journal().notes()} == {"n0", "n1", "n2"}


def test_copies_of_a_version_that_did_not_number_them_are_older_and_those_of_the_future_oldest(
    open_journal: Open, folder: Path, clock: Clock
) -> None:
    import os

    journal = open_journal()
    journal.add_note(note("n0")).result(PATIENCE)
    journal.close()
    backups = folder / "backups"
    (made,) = backups.glob("journal-*.db")
    for name, when in (("journal-2020-01-01T0000.db", clock.at - 9e7), ("journal-2034-01-01T0000.db", clock.at + 3e8)):
        (backups / name).write_bytes(b"old")
        os.utime(backups / name, (when, when))
    (folder / "journal.db").write_bytes(b"\xff" * 9_000)
    again = open_journal()
    assert [kept.id for kept in again.notes()] == ["n0"]
    assert made.exists()


# what is left behind


def test_what_killed_programs_left_half_made_goes_at_the_next_start(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.add_note(note("n0")).result(PATIENCE)
    journal.close()
    left = [folder / "backups" / "new-4711-1.db", folder / "backups" / "new-4711-1.db-journal", folder / "journal.db.new-4711-1"]
    for path in left:
        path.write_bytes(b"quetzalcoatl")
    journal = open_journal()
    journal.add_note(note("n1")).result(PATIENCE)
    journal.close()
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize("how", ["forget", "less may be kept"])
def test_no_file_of_the_journal_holds_what_is_to_be_gone(open_journal: Open, folder: Path, how: str) -> None:
    journal = open_journal()
    one = section("one", "The word is quetzalcoatl.", marking=Marking("RED"))
    journal.read(identity(marking=Marking("RED")), edition(one), [one]).result(PATIENCE)
    journal.add_note(note("other", "other")).result(PATIENCE)
    journal.close()
    for name in ("backups/new-1-1.db", "journal.db.new-1-1", "journal-corrupt-2024-01-01T0000.db", "journal-replaced-x.jsonl"):
        (folder / name).write_bytes(b"quetzalcoatl")
    if how == "forget":
        journal = open_journal()
        assert journal.forget("talks").removed
        assert any("set aside" in trouble for trouble in journal.troubles)
    else:
        journal = open_journal(keep=Keep("GREEN"))
        assert journal.flush()
    assert [kept.id for kept in journal.notes()] == ["other"]
    journal.close()
    assert b"quetzalcoatl" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_every_file_of_the_journal_is_known(open_journal: Open, folder: Path) -> None:
    from tui.journal.files import KINDS

    journal = open_journal()
    journal.add_note(note("n0")).result(PATIENCE)
    during = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    journal.close()
    (folder / "journal.db").write_bytes(b"\xff" * 9_000)
    open_journal().notes()
    after = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    unknown = [path for path in during | after if not any(path.match(kind.pattern) for kind in KINDS)]
    assert unknown == []
