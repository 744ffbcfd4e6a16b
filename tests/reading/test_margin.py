"""Notes in the margin of an open briefing: written, changed, deleted, and where they stand after an edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reading.briefings import TALKS, briefing_of, spot_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.records import Note, identity_of
from tui.journal.redaction import Keep
from tui.reading.notes.margin import Margin, NotePassage
from tui.reading.notes.texts import Point
from tui.reading.reader import Reader

NOW = 1_721_995_200.0


class Notes:
    """A journal, and margins of one text after the other."""

    def __init__(self, folder: Path, keep: Keep | None = None) -> None:
        """Begin with an empty journal."""
        self.journal = Journal(folder / "data", now=lambda: NOW, **({"keep": keep} if keep else {}))

    def margin(self, text: str = TALKS) -> Margin:
        """The margin of a text."""
        briefing = briefing_of(text)
        self.reader = Reader(briefing, compose(briefing), clock=lambda: 0.0)
        return Margin(self.reader, self.journal, identity_of(briefing), lambda: NOW)

    def spot(self, words: str) -> tuple[int, int]:
        """The block with some words."""
        return spot_of(self.reader.document, words)

    def write(self, margin: Margin, words: str, text: str = "A comment.") -> Note:
        """A note on the block with some words."""
        passage = margin.passage([self.spot(words)])
        assert passage is not None
        before = {note.id for note in margin.notes}
        margin.write(passage, text, ()).result(20)
        return next(note for note in margin.notes if note.id not in before)


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    notes = Notes(tmp_path)
    yield notes
    notes.journal.close()


def test_a_note_stands_on_its_block_with_section_marking_and_citation(notes: Notes) -> None:
    margin = notes.margin()
    note = notes.write(margin, "Missile warning")
    spot = notes.spot("Missile warning")
    assert margin.on(*spot) == [note]
    assert margin.spans(*spot) == [(0, len("Missile warning data are shared."))]
    assert margin.on(*notes.spot("Extended deterrence")) == []
    assert margin.spot_of(note) == spot
    assert (note.section_title, note.title, note.created) == ("Seoul", "Talks in Tokyo", NOW)
    assert note.marking.text == "NOFORN"
    assert "Talks in Tokyo" in note.citation


def test_a_piece_of_a_block_is_what_the_mouse_selected(notes: Notes) -> None:
    margin = notes.margin()
    spot = notes.spot("Missile warning")
    passage = margin.passage([spot], [(spot, 8, 15)])
    assert passage is not None
    assert passage.quote.startswith("warning")
    margin.write(passage, "", ()).result(20)
    assert margin.spans(*spot) == [(8, 15)]
    assert margin.notes[0].anchor.exact == "warning"


def test_a_selection_over_two_sections_is_a_note_in_each(notes: Notes) -> None:
    margin = notes.margin()
    passage = margin.passage([notes.spot("Deterrence rests"), notes.spot("Missile warning")])
    assert passage is not None
    margin.write(passage, "Across.", ("tag",)).result(20)
    assert {note.anchor.section for note in margin.notes} == {"deterrence", "seoul"}
    assert {note.marking.tlp for note in margin.notes} == {"AMBER", "GREEN"}
    assert all(note.tags == ("tag",) for note in margin.notes)
    deed = notes.journal.undo()
    assert deed is not None
    assert deed.said == "wrote 2 notes"
    margin.renew()
    assert margin.notes == []
    assert notes.journal.undo() is None


def test_what_a_note_is_on_is_told_in_whole_words(notes: Notes) -> None:
    margin = notes.margin(
        TALKS.replace("Missile warning data are shared.", "Missile warning data are shared by all of the three of them, always.")
    )
    passage = margin.passage([notes.spot("Missile warning")])
    assert passage is not None
    assert passage.quote == "Missile warning data are shared by all of the three of…"


def test_of_a_selection_that_a_note_cannot_hold_on_to_everywhere_nothing_is_kept(notes: Notes) -> None:
    margin = notes.margin()
    good = margin.passage([notes.spot("Deterrence rests")])
    assert good is not None
    nowhere = Point(*notes.spot("Missile warning"), 3)
    with pytest.raises(ValueError, match="no text"):
        margin.write(NotePassage([*good.pieces, (nowhere, nowhere)], ""), "Across.", ())
    margin.renew()
    assert margin.notes == []
    assert notes.journal.undo() is None


def test_where_there_is_no_text_there_is_nothing_to_note(notes: Notes) -> None:
    margin = notes.margin()
    part, _ = notes.spot("Missile warning")
    assert margin.passage([(part, 99)]) is None
    spot = notes.spot("Missile warning")
    assert margin.passage([spot], [(spot, 7, 8)]) is None


def test_notes_are_walked_in_the_order_of_the_text_and_around(notes: Notes) -> None:
    margin = notes.margin()
    assert margin.next((0, 0)) is None
    notes.write(margin, "Missile warning")
    notes.write(margin, "Extended deterrence")
    first, last = notes.spot("Extended deterrence"), notes.spot("Missile warning")
    assert margin.next((0, 0)) == first
    assert margin.next(first) == last
    assert margin.next(last) == first


def test_a_note_is_changed_and_deleted(notes: Notes) -> None:
    margin = notes.margin()
    note = notes.write(margin, "Missile warning")
    margin.change(note, "Another.", ("new",)).result(20)
    assert [(one.text, one.tags, one.modified) for one in margin.notes] == [("Another.", ("new",), NOW)]
    margin.delete(margin.notes[0]).result(20)
    assert margin.notes == []
    assert margin.on(*notes.spot("Missile warning")) == []
    assert notes.journal.undo() is not None
    margin.renew()
    assert len(margin.on(*notes.spot("Missile warning"))) == 1


def test_a_note_follows_its_passage_and_is_said_to_be_lost_where_that_is_gone(notes: Notes) -> None:
    margin = notes.margin()
    notes.write(margin, "Missile warning")
    gone = notes.write(margin, "Extended deterrence")
    later = notes.margin(
        TALKS.replace("title: Seoul", "title: Elsewhere\n        id: seoul").replace(
            "Extended deterrence was discussed.", "Nothing."
        )
    )
    assert len(later.on(*notes.spot("Missile warning"))) == 1
    assert [note for note in later.notes if later.spot_of(note) is None] == [gone]
    assert [noted.note.id for noted in later.noted() if noted.state == "orphan"] == [gone.id]


def test_a_note_on_what_may_not_be_kept_holds_on_by_its_digest(tmp_path: Path) -> None:
    notes = Notes(tmp_path, Keep(up_to="GREEN"))
    margin = notes.margin()
    notes.write(margin, "Extended deterrence")
    assert notes.journal.flush(20)
    again = notes.margin()
    assert len(again.on(*notes.spot("Extended deterrence"))) == 1
    notes.journal.close()
    assert b"Extended deterrence was" not in b"".join(file.read_bytes() for file in (tmp_path / "data").glob("*") if file.is_file())
