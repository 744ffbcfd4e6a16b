"""What is kept is there at once, and in the next session."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Collection
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, judgments, note, place, section
from tui.changes.edition import KeptSection
from tui.journal.journal import Journal
from tui.journal.records import NotSaved
from tui.journal.redaction import Redaction

TALKS = identity()
ONE, TWO = section("one", "First text.", "More."), section("two", "Second text.")
FIRST = edition(ONE, TWO, judgments("likely"))


def test_an_empty_journal_knows_nothing_and_makes_no_file(journal: Journal, folder: Path) -> None:
    assert journal.key_of(TALKS) == ""
    assert journal.standing("talks") is None
    assert (journal.notes(), dict(journal.marks()), journal.visits(), journal.deeds()) == ([], {}, [], [])
    assert journal.undo() is None
    assert journal.troubles == ()
    assert journal.saving
    assert not folder.exists()


def test_a_section_that_is_read_costs_the_same_in_a_briefing_of_any_length(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = edition(*[section(f"part-{number}", "Text.") for number in range(500)])
    journal.read(TALKS, long, [long.sections[1]]).result(PATIENCE)
    looked_at: list[str] = []
    own = Redaction.section

    def counted(self: Redaction, one: KeptSection, hidden: Collection[str]) -> KeptSection:
        looked_at.append(one.id)
        return own(self, one, hidden)

    monkeypatch.setattr(Redaction, "section", counted)
    journal.read(TALKS, long, [long.sections[2]]).result(PATIENCE)
    assert looked_at == ["part-1"]
    other = replace(long, number="13")
    journal.read(TALKS, other, [long.sections[3]]).result(PATIENCE)
    assert looked_at[1:] == [one.id for one in other.sections] + ["part-2"]
    kept = journal.edition("talks")
    assert kept is not None
    assert [one.id for one in kept.sections if one.read_at] == ["part-0", "part-1", "part-2"]


def test_a_place_is_there_at_once_and_in_the_next_session(journal: Journal, open_journal: Open) -> None:
    journal.keep_place(TALKS, place("one"))
    journal.keep_place(TALKS, place("two", offset=7))
    standing = journal.standing("talks")
    assert standing is not None
    assert standing.place == place("two", offset=7)
    assert journal.close()
    later = open_journal().standing("talks")
    assert later is not None
    assert (later.place, later.title) == (place("two", offset=7), "Title of talks")


def test_what_was_written_is_remembered_without_those_who_waited_for_it(journal: Journal) -> None:
    waited = weakref.ref(journal.read(TALKS, FIRST, [ONE]))
    # What is written later is written last.
    journal.set_done([(TALKS, FIRST)], True, "done").result(PATIENCE)
    gc.collect()
    assert waited() is None


def test_what_was_read_is_kept_section_by_section_over_the_first_reading(
    journal: Journal, open_journal: Open, clock: Clock
) -> None:
    journal.read(TALKS, FIRST, [ONE]).result(PATIENCE)
    standing = journal.standing("talks")
    assert standing is not None
    assert (standing.read, standing.sections, standing.digest) == ({"one": clock.at}, 3, FIRST.digest)
    read = journal.edition("talks")
    assert read is not None
    assert [(s.id, s.blocks is None, s.read_at) for s in read.sections] == [
        ("~front", True, 0),
        ("one", False, clock.at),
        ("two", True, 0),
        ("~judgments", True, 0),
    ]
    assert read.section("~judgments") == judgments("likely")
    clock.at += 60
    new = section("new", "Inserted.")
    later = edition(ONE, new, TWO, judgments("unlikely"), digest=b"2" * 16)
    journal.read(TALKS, later, [new, judgments("unlikely")]).result(PATIENCE)
    journal.close()
    again = open_journal().edition("talks")
    assert again is not None
    assert [s.id for s in again.sections] == ["~front", "one", "new", "two", "~judgments"]
    assert again.section("~judgments").items == judgments("unlikely").items  # type: ignore[union-attr]
    assert again.section("one").read_at == clock.at - 60  # type: ignore[union-attr]


def test_done_keeps_the_whole_briefing_and_what_was_read_of_it(journal: Journal, clock: Clock) -> None:
    journal.read(TALKS, FIRST, [ONE]).result(PATIENCE)
    journal.set_done([(TALKS, FIRST)], True, "marked a briefing done").result(PATIENCE)
    read = journal.edition("talks")
    assert read is not None
    assert all(s.read_at == clock.at for s in read.sections)
    assert read.section("two").blocks == TWO.blocks  # type: ignore[union-attr]
    assert journal.seen() == {"talks": (FIRST.digest, clock.at, 1, 3, 0.0, 0)}


def test_undo_takes_back_one_deed_after_another_and_none_twice(journal: Journal, open_journal: Open, clock: Clock) -> None:
    journal.read(TALKS, FIRST, [ONE]).result(PATIENCE)
    before = journal.edition("talks"), journal.standing("talks"), journal.seen()
    journal.set_done([(TALKS, FIRST)], True, "marked a briefing done")
    journal.set_unread([TALKS], "marked a briefing unread")
    journal.add_note(note())
    journal.close()
    later = open_journal()
    assert [deed.said for deed in later.deeds()] == ["wrote a note", "marked a briefing unread", "marked a briefing done"]
    assert later.undo().kind == "note"  # type: ignore[union-attr]
    assert later.notes() == []
    assert later.undo().kind == "unread"  # type: ignore[union-attr]
    assert later.seen()["talks"][1:4] == (clock.at, 1, 3)
    assert later.undo().kind == "done"  # type: ignore[union-attr]
    assert (later.edition("talks"), later.standing("talks"), later.seen()) == before
    assert later.undo() is None


def test_notes_are_kept_changed_deleted_and_brought_back(journal: Journal) -> None:
    journal.key_of(identity(path="/library/talks.yaml"), make=True)
    journal.add_note(note("a")).result(PATIENCE)
    journal.add_note(note("b", at=6.0)).result(PATIENCE)
    assert journal.notes() == [note("a"), note("b", at=6.0)]
    journal.change_note(note("a", text="Better.")).result(PATIENCE)
    journal.delete_note("b").result(PATIENCE)
    assert journal.notes("talks") == [note("a", text="Better.")]
    assert journal.notes("other") == []
    journal.undo()
    journal.undo()
    assert journal.notes("talks") == [note("a"), note("b", at=6.0)]
    assert journal.keys_with_notes() == {"talks"}


def test_several_notes_are_one_deed_and_kept_together_or_not_at_all(journal: Journal) -> None:
    several = [note("a"), note("b", "other", at=6.0)]
    journal.add_notes(several).result(PATIENCE)
    assert journal.notes() == several
    assert [deed.said for deed in journal.deeds()] == ["wrote 2 notes"]
    assert journal.undo().kind == "note"  # type: ignore[union-attr]
    assert journal.notes() == []
    assert journal.undo() is None
    with pytest.raises(NotSaved):
        journal.add_notes([note("c"), replace(note("d"), text=object())]).result(PATIENCE)
    assert journal.notes() == []
    assert journal.deeds() == []
    journal.add_notes([]).result(PATIENCE)
    assert journal.deeds() == []


def test_a_mark_that_is_set_anew_comes_back_by_an_undo(journal: Journal) -> None:
    journal.mark("a", TALKS, place("one")).result(PATIENCE)
    journal.mark("a", identity("other"), place("two")).result(PATIENCE)
    assert journal.marks()["a"].key == "other"
    journal.undo()
    mark = journal.marks()["a"]
    assert (mark.key, mark.title, mark.place) == ("talks", "Title of talks", place("one"))
    assert journal.keys_with_marks() == {"talks"}


def test_visits_are_in_order_and_bounded(journal: Journal) -> None:
    for offset in range(250):
        journal.visit(TALKS, place(offset=offset))
    assert journal.flush()
    assert [visited.place.offset for visited in journal.visits()] == list(range(50, 250))


def test_what_was_read_in_a_span_of_time(journal: Journal, clock: Clock) -> None:
    start = clock.at
    journal.read(TALKS, FIRST, [ONE])
    clock.at += 100
    journal.set_done([(identity("other"), None)], True, "done").result(PATIENCE)
    assert journal.read_between(start, start + 1) == {"talks"}
    assert journal.read_between(start + 1, start + 101) == {"other"}
    assert journal.read_between(start, start + 100) == {"talks"}


def test_two_journals_of_one_folder_see_each_other(journal: Journal, open_journal: Open) -> None:
    other = open_journal()
    version = other.version()
    journal.read(TALKS, FIRST, [ONE]).result(PATIENCE)
    assert other.version() > version
    other.read(TALKS, FIRST, [TWO]).result(PATIENCE)
    assert set(journal.standing("talks").read) == {"one", "two"}  # type: ignore[union-attr]
    same = journal.version()
    assert journal.version() == same


def test_a_text_without_file_and_id_is_not_kept(journal: Journal, folder: Path) -> None:
    nobody = identity("stdin", named=False)
    journal.keep_place(nobody, place())
    with pytest.raises(NotSaved):
        journal.read(nobody, FIRST, [ONE]).result(PATIENCE)
    assert not folder.exists()


def test_a_summary_of_changes_is_that_of_one_file(journal: Journal) -> None:
    journal.opened(TALKS)
    journal.keep_change_summary("talks", b"1", b"changed")
    assert (journal.change_summary("talks", b"1"), journal.change_summary("talks", b"2")) == (b"changed", None)


def test_everything_is_private(journal: Journal, folder: Path) -> None:
    journal.read(TALKS, FIRST, [ONE]).result(PATIENCE)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir() if path.is_file()} == {0o600}
    assert {"journal.db", "journal.db-wal", "journal.db-shm"} <= {path.name for path in folder.iterdir()}
