"""A journal and a library of the first version: whatever the program composes otherwise by now, nothing has changed for a reader.

`version_1` holds files and the journal of somebody who read them with that version, wrote notes in them, and set a mark.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reading.shelves import Desk
from tui.journal import migrations
from tui.reading.last_read import Comparison
from tui.reading.notes.anchors import InPlace, resolve
from tui.reading.personal_filters import PersonalFilters
from tui.search.parse import parse

OLD = Path(__file__).parent / "version_1"
IDS = ("changed", "escapes", "heading", "links")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Somebody who comes back to them with this version."""
    shutil.copytree(OLD / "library", tmp_path / "library")
    (tmp_path / "data").mkdir(mode=0o700)
    journal = tmp_path / "data" / "journal.db"
    journal.write_bytes(gzip.decompress((OLD / "journal.db.gz").read_bytes()))
    journal.chmod(0o600)
    desk = Desk(tmp_path / "library", in_memory=True)
    desk.look()
    yield desk
    desk.journal.close()


def save(desk: Desk, name: str, old: str, new: str) -> None:
    """Save a file with other words; and all files with a remark that no page shows."""
    for path in desk.folder.iterdir():
        text = path.read_text(encoding="utf-8")
        text = text + "\n# a remark\n" if path.suffix == ".yaml" else text.replace("---\n", "---\n# a remark\n", 1)
        if path.stem == name:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    desk.look()


def changed(desk: Desk, name: str) -> list[tuple[str, str]]:
    """The texts of a briefing that changed: as they were, as they are."""
    changes = Comparison(desk.journal, desk.document(name), desk.now).changes
    assert changes is not None
    return [(block.before, block.after) for _, block in changes.blocks()]


def test_it_opens_and_nothing_is_updated(desk: Desk) -> None:
    assert desk.states() == {"changed": "read", "escapes": "done", "heading": "done", "links": "done"}
    assert desk.settle() == []
    assert desk.journal.troubles == ()
    assert desk.journal.flush(20)
    assert [changed(desk, name) for name in IDS] == [[], [], [], []]
    sets = PersonalFilters(desk.held, desk.journal, desk.now)
    assert desk.held.rows_matching(sets.resolve(parse("is:updated"))) == []
    assert [row.id for row in desk.held.rows_matching(sets.resolve(parse("is:due")))] == ["escapes"]


def test_files_that_were_saved_without_another_word_are_as_they_were_read(desk: Desk) -> None:
    save(desk, "", "", "")
    desk.settle()
    assert desk.states() == {"changed": "read", "escapes": "done", "heading": "done", "links": "done"}


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("heading", "and says what this is about.", "and says what that was about."),
        ("links", "words of its own.", "words that were its own."),
        ("changed", "will be another one", "is another one now"),
    ],
)
def test_what_was_edited_is_all_that_has_changed(desk: Desk, name: str, old: str, new: str) -> None:
    save(desk, name, old, new)
    desk.settle()
    assert [known for known, state in sorted(desk.states().items()) if state == "updated"] == [name]
    ((before, after),) = changed(desk, name)
    assert old in before
    assert new in after


def test_notes_hold_their_passages_and_marks_their_places(desk: Desk) -> None:
    found: dict[str, object] = {}
    for name in IDS:
        document = desk.document(name)
        found |= {note.id: resolve(document, note.anchor) for note in desk.journal.notes(name)}
    assert len(found) == 5
    assert [note for note, place in found.items() if not isinstance(place, InPlace)] == []
    assert desk.journal.marks()["a"].place.section == "second"


def test_the_file_is_of_the_version_of_this_program_afterwards(desk: Desk, tmp_path: Path) -> None:
    import sqlite3

    desk.journal.opened(desk.identity("links"))
    assert desk.journal.flush(20)
    desk.journal.close()
    db = sqlite3.connect(tmp_path / "data" / "journal.db")
    assert db.execute("PRAGMA user_version").fetchone() == (migrations.latest(),)
    db.close()
    assert list((tmp_path / "data" / "backups").glob(f"journal-before-version-{migrations.latest()}-*"))
