"""A run of the program: the list, opening, reading again, and walking across briefings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.reading.briefings import TALKS, ShelfOf, spot_of
from tui.catalog.memory import CatalogInMemory
from tui.document.compose import compose
from tui.reading.library import Library
from tui.reading.session import Session
from tui.store.read import read_text

TEXTS = {
    "talks.yaml": TALKS,
    "forum.yaml": """
        title: The industry forum
        id: forum
        formerly: dicas
        date: 2024-06
        updated: 2024-08-01
        tags: [industry, café]
        body: See [[talks#deterrence]] and [[talks]].
        facts:
          - {text: Secret., tlp: RED}
    """,
    "old.yaml": "title: An older note\nid: old\ndate: 2019\nauthors: Łukasz\nbody: Nothing here.\ndate2: x\ntlp: PURPLE",
    "undated.yaml": "title: Undated\nid: undated\nproducer: Desk",
}


def session_of(texts: dict[str, str] | None = None) -> tuple[Session, ShelfOf]:
    """A session with a library in memory, and the shelf behind it."""
    shelf = ShelfOf(TEXTS if texts is None else texts)
    session = Session(shelf, lambda briefing, titles: compose(briefing, library=titles), clock=lambda: 0.0)
    loose = [shelf.read(path) for path in shelf.texts]
    session.library = Library(session, "x", [], memory=CatalogInMemory([], loose))
    session.library.look()
    session.library.renew()
    return session, shelf


def ids(session: Session, words: str = "") -> list[str]:
    """The ids of the entries that a filter leaves."""
    assert session.library is not None
    return [row.id for row in session.library.rows(words, "date")]


def test_entries_are_newest_first_by_the_later_of_date_and_change_and_undated_ones_last() -> None:
    assert ids(session_of()[0]) == ["forum", "talks", "old", "undated"]


def test_a_row_knows_the_strictest_marking_inside_the_minutes_and_the_problems() -> None:
    session, _ = session_of()
    assert session.library is not None
    forum, _, old, undated = session.library.rows("", "date")
    assert forum.marking.tlp == "RED"
    assert undated.marking.tlp is None
    assert forum.minutes == 1
    assert (old.errors + old.warnings) == 2
    assert (forum.errors, forum.warnings) == (0, 0)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("industry", ["forum"]),
        ("CAFE", ["forum"]),
        ("lukasz", ["old"]),
        ("desk", ["talks", "undated"]),
        ("desk talks", ["talks"]),
        ("headquarters", ["talks"]),
        ("2024-nothing", []),
        ("   ", ["forum", "talks", "old", "undated"]),
        ("[/oops]", []),
    ],
)
def test_the_filter_keeps_what_holds_all_words_anywhere_in_title_tags_names_or_bottom_line(words: str, left: list[str]) -> None:
    assert ids(session_of()[0], words) == left


def test_a_briefing_is_found_by_its_id_or_a_former_one() -> None:
    session, _ = session_of()
    readers = [session.open_id(name) for name in ("forum", "dicas")]
    assert [reader.briefing.title for reader in readers if reader is not None] == ["The industry forum"] * 2
    assert session.open_id("nowhere") is None


def test_links_to_other_briefings_show_their_titles() -> None:
    session, _ = session_of()
    reader = session.open_id("forum")
    assert reader is not None
    part, block = spot_of(reader.document, "See")
    assert "Talks in Tokyo" in reader.document.parts[part].blocks[block].text
    assert reader.names.elsewhere("[[talks#deterrence]]") == ("talks", "deterrence")


def test_a_file_outside_the_library_can_be_opened_and_one_that_is_gone_is_said() -> None:
    session, shelf = session_of()
    shelf.texts["new.yaml"] = "title: New"
    assert session.open_path("new.yaml").briefing.title == "New"
    with pytest.raises(OSError, match="There is no file"):
        session.open_path("gone.yaml")


def test_words_found_in_one_briefing_can_be_recalled_in_another() -> None:
    session, _ = session_of()
    first = session.open_path("talks.yaml")
    first.find.begin()
    first.find.type("deterrence")
    first.find.accept()
    second = session.open_path("forum.yaml")
    second.find.begin()
    assert second.find.recall(-1, "") == "deterrence"


def test_back_and_forward_walk_across_briefings_to_the_block() -> None:
    session, _ = session_of()
    talks = session.open_path("talks.yaml")
    talks.view.resize(60, 8)
    talks.view.show(spot_of(talks.document, "Missile"), at_top=True)
    session.leave(talks)
    forum = session.open_path("forum.yaml")
    forum.view.resize(60, 8)
    found = session.walk(forum, -1)
    assert found is not None
    reader, place = found
    assert reader.briefing.id == "talks"
    assert reader.go_to_place(place)
    assert "Missile" in reader.view.current_block.text
    found = session.walk(reader, 1)
    assert found is not None
    assert found[0].briefing.id == "forum"


def test_walking_inside_a_briefing_keeps_its_reader() -> None:
    session, _ = session_of()
    reader = session.open_path("talks.yaml")
    reader.view.resize(60, 8)
    session.leave(reader)
    reader.view.show(spot_of(reader.document, "Missile"), at_top=True)
    found = session.walk(reader, -1)
    assert found is not None
    assert found[0] is reader
    assert session.walk(reader, -1) is None


def test_a_jump_can_be_left_at_another_block_than_the_current_one() -> None:
    session, _ = session_of()
    reader = session.open_path("talks.yaml")
    reader.view.resize(60, 8)
    session.leave(reader, spot_of(reader.document, "Missile"))
    found = session.walk(reader, -1)
    assert found is not None
    reader.go_to_place(found[1])
    assert "Missile" in reader.view.current_block.text


def test_a_briefing_that_is_gone_is_said_when_one_walks_back_to_it() -> None:
    session, shelf = session_of()
    shelf.texts["other.yaml"] = "title: Other"
    other = session.open_path("other.yaml")
    session.leave(other)
    del shelf.texts["other.yaml"]
    with pytest.raises(OSError, match="There is no file"):
        session.walk(session.open_path("talks.yaml"), -1)


@pytest.mark.parametrize("briefing_id", ["../secret", "a/b.md", "/etc/hostname", "secret.yaml"])
def test_an_id_that_looks_like_a_path_is_never_taken_for_one(briefing_id: str) -> None:
    session, shelf = session_of()
    shelf.texts |= dict.fromkeys((briefing_id, os.path.abspath(briefing_id)), "title: Not in this library")
    piped = session.open(read_text(f"title: Piped\nid: {briefing_id}\n", name="-", kind="yaml"))
    session.leave(piped)
    talks = session.open_path("talks.yaml")
    with pytest.raises(OSError, match=f"There is no briefing “{briefing_id}” in this library"):
        session.walk(talks, -1)
    with pytest.raises(OSError, match="There is no briefing"):
        session.open_kept(briefing_id, "")
    assert session.open_id(briefing_id) is None


def test_what_was_kept_of_a_file_opens_though_the_library_still_has_it_at_a_path_that_is_gone(tmp_path: Path) -> None:
    session, shelf = session_of({})
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    shelf.texts[str(old)] = "title: Here once"
    session.library = Library(session, "x", [], memory=CatalogInMemory([], [shelf.read(str(old))]))
    session.library.look()
    session.library.renew()
    (row,) = session.library.rows("", "date")
    new.write_text("title: Another")
    shelf.texts = {str(new): "title: Another"}
    assert session.open_kept(row.id, str(new)).briefing.title == "Another"
