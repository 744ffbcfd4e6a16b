"""Text that is marked too strictly is not in any file of the journal; a briefing that is forgotten is gone from all."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.journal.conftest import Clock, Open
from tests.journal.things import PATIENCE, edition, identity, judgments, note, place, section
from tui.changes.edition import Edition, KeptItem, KeptSection
from tui.journal.drafts import Drafts
from tui.journal.journal import Journal
from tui.journal.redaction import KEEP_ALL, Keep, Redaction
from tui.journal.tables import unpack_images
from tui.model.digests import id_digest, text_digest
from tui.model.handling import Marking
from tui.model.place import Anchor
from tui.reading.kept_briefings import marking_with_title

RED, GREEN = Marking("RED"), Marking("GREEN")
UP_TO_AMBER = Keep("AMBER")


def copy_of(journal: Journal) -> Path:
    """Copy the journal as it does once a day."""
    assert journal._database is not None
    db = journal._database.writer()
    try:
        return journal._database.backups.make(db)
    finally:
        db.close()


def found(folder: Path, *words: str) -> list[str]:
    """Which of the words stand somewhere in the files below a folder, as they are."""
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in words if word.encode() in data]


def plain(journal: Journal) -> str:
    """Everything that is in the journal, uncompressed, in one text."""
    answers = [journal.standing("talks"), journal.notes(), dict(journal.marks()), journal.visits(), journal.deeds(300)]
    rows = [list(journal.rows.of(table).values()) for table in ("kept", "bases", "readings")]
    images = [unpack_images(data) for (data,) in journal.rows.ask("SELECT images FROM deeds")]
    return repr((answers, rows, images)).lower()


WORDS = ("Zirconium", "Xylophone", "Quagmire", "Wolverine", "Javelin", "Kestrel", "Ibex", "Osprey", "Lynx")


def do_everything(journal: Journal, marking: Marking) -> None:
    """Read, note and mark a briefing full of those words."""
    item = KeptItem("judgment", "xylophone", "Xylophone", {"text": "Wolverine"})
    prose = replace(section("zirconium", "Javelin.", marking=marking, parent="lynx"), title="Zirconium")
    secret = [prose, KeptSection("~judgments", "Judgments", marking=marking, items=(item,), digest=b"q" * 16)]
    briefing = identity(title="Quagmire", marking=marking)
    front = KeptSection("~front", "Front", marking=marking, items=(item,))
    whole = Edition((front, section("open", "Nothing.", marking=GREEN), *secret), "Quagmire", "1", b"1" * 16)
    here = place("zirconium", "Kestrel")
    journal.opened(briefing)
    journal.keep_place(briefing, here)
    journal.visit(briefing, here)
    journal.mark("a", briefing, here, "set mark a in Quagmire")
    journal.read(briefing, whole, secret)
    anchor = Anchor("zirconium", "Ibex", "Kestrel ", " Osprey", 0, 4, about="lynx")
    about = {"title": "Quagmire", "section_title": "Zirconium", "citation": "Quagmire, 2024"}
    journal.add_note(replace(note(text="Mine.", marking=marking), anchor=anchor, **about))
    journal.keep_change_summary("talks", b"1", b"Wolverine")
    journal.set_done([(briefing, whole)], True, "done with “Quagmire”").result(PATIENCE)


def test_nothing_of_a_too_strict_briefing_is_kept_but_digests(open_journal: Open, folder: Path) -> None:
    journal = open_journal(UP_TO_AMBER)
    do_everything(journal, RED)
    # Ids of sections are told as they are while the program that met them runs.
    assert [word for word in WORDS if word.lower() in plain(journal)] == ["Zirconium"]
    journal.close()
    again = open_journal(UP_TO_AMBER)
    assert [word for word in WORDS if word.lower() in plain(again)] == []
    assert found(folder, *WORDS, *map(str.lower, WORDS)) == []
    assert [kept.text for kept in again.notes()] == ["Mine."]


def test_the_same_words_are_found_where_they_may_be_kept(open_journal: Open, folder: Path) -> None:
    journal = open_journal(UP_TO_AMBER)
    do_everything(journal, GREEN)
    assert [word for word in WORDS if word.lower() not in plain(journal)] == []
    journal.close()
    assert set(found(folder, *WORDS)) >= {"Quagmire", "Kestrel", "Ibex", "Osprey"}


def test_the_ids_of_hidden_sections_are_told_to_whoever_knows_them(open_journal: Open, clock: Clock) -> None:
    do_everything(journal := open_journal(UP_TO_AMBER), RED)
    journal.close()
    again = open_journal(UP_TO_AMBER)
    again.learn(["zirconium", "open"])
    standing = again.standing("talks")
    assert standing is not None
    assert set(standing.read) == {"zirconium", "~judgments"}
    assert standing.place is not None
    assert (standing.place.section, standing.place.quote) == ("zirconium", text_digest("Kestrel", again.secret))
    assert again.notes()[0].anchor.section == "zirconium"
    read = again.edition("talks")
    assert read is not None
    assert [kept.digested for kept in read.sections] == [True, False, True, True]


def test_ids_that_were_learnt_before_the_secret_is_known_are_told() -> None:
    redaction = Redaction(KEEP_ALL, b"of nobody", str)
    redaction.learn(["zirconium"])
    redaction.secret = b"the journal's own"
    assert redaction.shown(id_digest("zirconium", b"the journal's own")) == "zirconium"


def test_what_is_hidden_already_is_not_hidden_twice() -> None:
    redaction = Redaction(UP_TO_AMBER, b"secret", str)
    hidden = redaction.section(section("zirconium", "Kestrel.", marking=RED), ())
    anchor = redaction.anchor(Anchor("zirconium", "Kestrel"))
    again = Redaction(UP_TO_AMBER, b"secret", str)
    assert again.section(hidden, ()).id == hidden.id
    assert again.anchor(anchor) == anchor


def test_unmarked_text_stays_out_where_the_configuration_says_so(open_journal: Open) -> None:
    do_everything(journal := open_journal(Keep(None, False)), Marking(None, "For official use"))
    assert "official" not in plain(journal)
    assert [word for word in WORDS if word.lower() in plain(journal)] == ["Zirconium"]


@pytest.mark.parametrize("how", ["configuration", "marking"])
def test_what_was_kept_is_taken_out_when_it_becomes_too_strict(open_journal: Open, folder: Path, how: str) -> None:
    first = open_journal()
    do_everything(first, RED if how == "configuration" else GREEN)
    assert first.flush()
    copy_of(first)
    first.close()
    assert found(folder, *WORDS)
    second = open_journal(UP_TO_AMBER)
    if how == "marking":
        kept = second.edition("talks")
        assert kept is not None
        now = replace(kept, sections=tuple(replace(one, marking=RED if one.id != "open" else GREEN) for one in kept.sections))
        second.read(identity(title="Quagmire", marking=RED), now, []).result(PATIENCE)
    assert second.flush()
    second.close()
    third = open_journal(UP_TO_AMBER)
    assert [word for word in WORDS if word.lower() in plain(third)] == []
    assert found(folder, *WORDS, *map(str.lower, WORDS)) == []


def marked(edition: Edition, marking: Marking, *, but: str = "") -> Edition:
    """An edition as a file says it that was marked otherwise since, and is another one: what it said of `but` is gone."""
    sections = tuple(replace(one, marking=marking) for one in edition.sections if one.id != but)
    return replace(edition, sections=sections, digest=b"2" * 16)


@pytest.mark.parametrize("how", ["read", "done", "opened"])
def test_what_was_kept_is_taken_out_when_a_newer_file_is_marked_too_strictly(open_journal: Open, folder: Path, how: str) -> None:
    first = open_journal(UP_TO_AMBER)
    do_everything(first, GREEN)
    kept = first.edition("talks")
    assert kept is not None
    first.close()
    second = open_journal(UP_TO_AMBER)
    now, briefing = marked(kept, RED, but="zirconium"), identity(title="Quagmire", marking=RED, digest=b"2" * 16)
    if how == "read":
        second.read(briefing, now, []).result(PATIENCE)
    elif how == "done":
        second.set_done([(briefing, now)], True, "done with “Quagmire”").result(PATIENCE)
    else:
        second.opened(briefing, lambda: now)
    assert second.flush()
    second.close()
    assert open_journal(UP_TO_AMBER).earlier("talks") or how == "opened"
    assert [word for word in WORDS if word.lower() in plain(open_journal(UP_TO_AMBER))] == []
    assert found(folder, *WORDS, *map(str.lower, WORDS)) == []


def test_an_older_export_puts_nothing_back_that_became_too_strict(open_journal: Open, folder: Path) -> None:
    journal = open_journal(UP_TO_AMBER)
    do_everything(journal, GREEN)
    older: list[bytes] = []
    journal.export(older.append)
    kept = journal.edition("talks")
    assert kept is not None
    now, briefing = marked(kept, RED), identity(title="Quagmire", marking=RED, digest=b"2" * 16)
    journal.read(briefing, now, list(now.sections)).result(PATIENCE)
    for note_here in journal.notes():
        journal.delete_note(note_here.id).result(PATIENCE)
    journal.import_(older)
    assert journal.flush()
    journal.close()
    again = open_journal(UP_TO_AMBER)
    assert [kept.text for kept in again.notes()] == ["Mine."]
    assert [word for word in WORDS if word.lower() in plain(again)] == []


def test_what_it_said_before_is_kept_of_a_briefing_of_which_one_section_became_too_strict(open_journal: Open) -> None:
    journal = open_journal(UP_TO_AMBER)
    do_everything(journal, GREEN)
    kept = journal.edition("talks")
    assert kept is not None
    now = marked(kept, GREEN)
    strict = replace(now, sections=tuple(replace(one, marking=RED) if one.id == "zirconium" else one for one in now.sections))
    journal.read(identity(marking=RED), strict, []).result(PATIENCE)
    (before,) = journal.earlier("talks")
    assert {one.id for one in before.edition.sections if one.digested} == {id_digest("zirconium", journal.secret)}


def test_a_forgotten_briefing_is_gone_from_every_file(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.read(identity("other"), edition(judgments("likely")), [judgments("likely")])
    do_everything(journal, GREEN)
    journal.set_unread([identity(title="Quagmire"), identity("other")], "marked 2 briefings unread").result(PATIENCE)
    journal.set_unread([identity("other"), identity(title="Quagmire")], "marked Quagmire and another unread").result(PATIENCE)
    copy = copy_of(journal)
    assert journal.forget("talks").removed > 5
    assert journal.standing("talks") is None
    assert journal.notes() == []
    assert not copy.exists()
    assert [deed.said for deed in journal.deeds()] == ["marked a briefing and another unread", "marked 2 briefings unread"]
    assert [word for word in WORDS if word.lower() in plain(journal)] == []
    assert found(folder, *WORDS, *map(str.lower, WORDS), "talks") == []
    journal.undo()
    assert journal.standing("talks") is None
    assert journal.standing("other") is not None
    assert journal.forget("talks").removed == 0
    assert journal.key_of(identity()) == ""


@pytest.mark.parametrize("how", ["forgotten", "tightened"])
def test_what_was_removed_is_erased_by_the_next_program_where_the_first_was_ended_over_it(
    open_journal: Open, folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    first = open_journal()
    do_everything(first, RED)
    copy_of(first)
    (folder / "journal-corrupt-2024-01-01T0000.db").write_bytes(b"Quagmire")

    def ended(*_: object) -> None:
        raise OSError("as a kill would")

    with monkeypatch.context() as patched:
        patched.setattr("tui.journal.forget.remove_copies", ended)
        if how == "forgotten":
            assert first.forget("talks").traces.obstacle == "as a kill would"
            assert "may be on the disk until the program is started again" in first.troubles[-1]
            first.close()
        else:
            first.close()
            open_journal(UP_TO_AMBER).close()
    assert "Quagmire" in found(folder, *WORDS)
    second = open_journal(KEEP_ALL if how == "forgotten" else UP_TO_AMBER)
    assert second.flush()
    assert found(folder, *WORDS, *map(str.lower, WORDS)) == []
    assert second.rows.ask("SELECT 1 FROM meta WHERE name = 'erasing'") == []


def test_drafts_under_a_former_id_are_forgotten_with_a_briefing(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    journal.opened(identity("before", "/library/talks.yaml"))
    assert journal.flush()
    Drafts(folder).keep("before", "before", "Quagmire")
    journal.opened(identity("after", "/library/talks.yaml", formerly=("before",)))
    assert journal.flush()
    assert journal.forget("after").removed == 2
    assert found(folder, "Quagmire") == []


def test_damaged_journals_that_may_hold_what_is_forgotten_are_named(open_journal: Open, folder: Path) -> None:
    journal = open_journal()
    do_everything(journal, GREEN)
    (folder / "journal-corrupt-2024-01-01T0000.db").write_bytes(b"Quagmire")
    journal.forget("talks")
    assert any("journal-corrupt-2024-01-01T0000.db" in trouble for trouble in journal.troubles)


def test_what_is_shown_with_a_title_is_marked_as_the_briefing_itself_was(journal: Journal) -> None:
    front = KeptSection("~front", "Front", marking=Marking("AMBER"))
    whole = Edition((front, section("open", "Words.", marking=Marking("CLEAR")), section("shut", "More.", marking=RED)), "T", "1")
    journal.opened(identity(marking=RED))
    assert str(marking_with_title(journal, "talks", Marking("CLEAR"))) == "TLP:RED", "it is not known how the briefing itself was"
    journal.read(identity(marking=RED), whole, whole.sections[1:2]).result(PATIENCE)
    assert str(marking_with_title(journal, "talks", Marking("CLEAR"))) == "TLP:AMBER"
    assert marking_with_title(journal, "talks", RED) == RED
    assert marking_with_title(journal, "elsewhere", GREEN) == GREEN


def test_digests_of_ids_are_made_where_one_is_asked_for_and_each_secret_tells_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(name: str, secret: bytes) -> str:
        made.append(name)
        return id_digest(name, secret)

    monkeypatch.setattr("tui.model.digests.id_digest", counted)
    redaction, names = Redaction(UP_TO_AMBER, b"first" * 4, str), [f"part-{number}" for number in range(200)]
    redaction.learn(names)
    redaction.learn(names)
    assert [redaction.shown("part-7"), redaction.hidden_id("part-7", set()), made] == ["part-7", "part-7", []]
    redaction.secret = b"second" * 4
    redaction.learn(["~facts", "later"])
    for secret in (b"first" * 4, b"second" * 4):
        assert [redaction.shown(id_digest(name, secret)) for name in names] == names
    assert redaction.shown(id_digest("later", b"second" * 4)) == "later"
    assert len(made) == 2 * len(names) + 2
    redaction.secret = b"third" * 4
    assert redaction.shown(id_digest("part-9", b"third" * 4)) == "part-9"
    assert redaction.shown(id_digest("part-9", b"first" * 4)) == "part-9"
