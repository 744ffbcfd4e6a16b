"""No word of what is marked too strictly is in the journal, whatever one does in a briefing that is marked in two ways."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pytest

from tests.reading.briefings import briefing_of, spot_of
from tui.changes.document_edition import edition_of, section_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.records import Note, identity_of
from tui.journal.redaction import Keep
from tui.model.place import Place
from tui.reading.notes.margin import Margin
from tui.reading.reader import Reader

RED_WITH_GREEN = """
    title: Zirconium Titleword
    id: two-ways
    producer: Producerheron
    tlp: RED
    bluf: Marzipan leaks.
    sections:
      - title: Narwhal Heading
        body: A capybara is hidden.
        sections:
          - title: Open below
            tlp: GREEN
            body: This may be known as well.
      - title: Open heading
        tlp: GREEN
        body: Everybody may know this.
"""
GREEN_WITH_RED = """
    title: Plain talks
    id: two-ways
    tlp: GREEN
    sections:
      - title: Narwhal Heading
        tlp: RED
        body: A capybara is hidden.
        sections:
          - title: Open below
            tlp: GREEN
            body: This may be known as well.
      - title: Open heading
        body: Everybody may know this.
"""
SECRET = ("zirconium", "titleword", "producerheron", "marzipan", "narwhal", "capybara")
STRICT = Keep("GREEN", unmarked=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def words_in(folder: Path) -> set[str]:
    """Which secret words are in the files below a folder: in their bytes, and in whatever is packed in their tables."""
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for path in folder.rglob("*.db"):
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f"SELECT * FROM {table}"):
                for value in row:
                    if isinstance(value, bytes) and value[:1] == b"x":
                        try:
                            data += zlib.decompress(value)
                        except zlib.error:
                            continue
        db.close()
    return {word for word in SECRET if word.encode() in data.lower()}


def do_everything(journal: Journal, text: str) -> list[Note]:
    """Read, stand, mark, note, change, delete and undo, in both sections; mark it done."""
    briefing = briefing_of(text)
    identity, document = identity_of(briefing), compose(briefing)
    journal.learn(section.id for section in document.sections)
    margin = Margin(Reader(briefing, document, clock=lambda: 0.0), journal, identity, lambda: 5.0)
    journal.opened(identity)
    whole = edition_of(document)
    for letter, words in (("a", "capybara"), ("b", "Everybody"), ("c", "as well")):
        spot = spot_of(document, words)
        section = document.parts[spot[0]].section
        place = Place(document.sections[section].id, "paragraph", document.parts[spot[0]].blocks[spot[1]].text)
        journal.keep_place(identity, place)
        journal.visit(identity, place)
        journal.mark(letter, identity, place, f"set mark {letter} in {briefing.title}").result(20)
        journal.read(identity, whole, [section_of(document, section)], said=f"read in {briefing.title}").result(20)
        passage = margin.passage([spot])
        assert passage is not None
        for _ in range(2):
            margin.write(passage, "Mine.", ("tag",)).result(20)
        margin.change(margin.notes[-1], "Changed.", ()).result(20)
        margin.change(margin.notes[-1], "Changed again.", ()).result(20)
        margin.delete(margin.notes[-1]).result(20)
        journal.undo()
        margin.renew()
    journal.set_done([(identity, whole)], True, f"done with {briefing.title}").result(20)
    other = identity_of(briefing_of("{id: another, title: Another, tlp: GREEN}"))
    journal.set_done([(identity, None), (other, None)], False, f"not done with {briefing.title} and Another").result(20)
    assert journal._database is not None
    db = journal._database.writer()
    journal._database.backups.make(db)
    db.close()
    return margin.notes


def note_in(notes: list[Note], section_title: str) -> Note:
    return next(note for note in notes if note.section_title == section_title)


@pytest.mark.parametrize("text", [RED_WITH_GREEN, GREEN_WITH_RED])
def test_no_file_has_a_word_of_what_is_marked_too_strictly(folder: Path, text: str) -> None:
    journal = Journal(folder, now=lambda: 5.0, keep=STRICT)
    do_everything(journal, text)
    assert words_in(folder) == set()
    journal.close()
    assert words_in(folder) == set()


def test_a_note_on_the_open_section_of_a_strict_briefing_cites_it_without_its_title(folder: Path) -> None:
    journal = Journal(folder, now=lambda: 5.0, keep=STRICT)
    note = note_in(do_everything(journal, RED_WITH_GREEN), "Open heading")
    assert (note.anchor.exact, note.citation, note.title) == ("Everybody may know this.", "§ Open heading (two-ways)", "")
    journal.close()


@pytest.mark.parametrize("text", [RED_WITH_GREEN, GREEN_WITH_RED])
def test_tightening_takes_every_such_word_out(folder: Path, text: str) -> None:
    journal = Journal(folder, now=lambda: 5.0)
    do_everything(journal, text)
    journal.close()
    assert "capybara" in words_in(folder)
    tightened = Journal(folder, now=lambda: 5.0, keep=STRICT)
    assert tightened.flush()
    tightened.close()
    assert words_in(folder) == set()


def test_a_citation_that_was_kept_too_fully_is_shortened_at_the_next_start(folder: Path) -> None:
    journal = Journal(folder, now=lambda: 5.0, keep=STRICT)
    do_everything(journal, RED_WITH_GREEN)
    journal.close()
    db = sqlite3.connect(folder / "journal.db")
    db.execute("UPDATE notes SET citation = 'Zirconium Titleword' WHERE citation <> ''")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('keep', 'GREEN False')")
    db.commit()
    db.close()
    again = Journal(folder, now=lambda: 5.0, keep=STRICT)
    assert again.flush()
    again.close()
    assert words_in(folder) == set()


def test_the_section_of_a_note_that_was_changed_while_more_was_allowed_is_hidden_again(folder: Path) -> None:
    for keep in (STRICT, Keep(), STRICT):
        journal = Journal(folder, now=lambda: 5.0, keep=keep)
        assert journal.flush()
        briefing = briefing_of(GREEN_WITH_RED)
        document = compose(briefing)
        journal.learn(section.id for section in document.sections)
        margin = Margin(Reader(briefing, document, clock=lambda: 0.0), journal, identity_of(briefing), lambda: 5.0)
        if not margin.notes:
            passage = margin.passage([spot_of(document, "capybara")])
            assert passage is not None
            margin.write(passage, "Mine.", ()).result(20)
        elif keep != STRICT:
            margin.change(margin.notes[0], "Changed.", ()).result(20)
        journal.close()
    assert words_in(folder) == set()


def test_what_was_kept_while_more_was_allowed_is_taken_out_when_it_is_forbidden_again(folder: Path) -> None:
    for keep in (STRICT, Keep(), STRICT):
        journal = Journal(folder, now=lambda: 5.0, keep=keep)
        assert journal.flush()
        do_everything(journal, GREEN_WITH_RED)
        assert bool(words_in(folder)) == (keep != STRICT)
        journal.close()
