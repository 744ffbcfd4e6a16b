"""The handover: what is open, what came in, what changed and what was read since the shift began, under what may be shown."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.asked import said, under
from tests.reading.shelves import NOW, Desk
from tui.model.handling import shown_up_to
from tui.reading.composed import Composition
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page
from tui.store.read import read_text

HOUR = 3_600
ROUTINE = """\
title: Routine
id: routine
date: 2024-07-20
tlp: GREEN
actions: [{text: Answer the cable., owner: J3, due: 2024-07-25}, {text: Wait for long., due: 2025-01}]
judgments:
- {id: calm, text: It stays calm., likelihood: likely, horizon: 2024-06, was: [{likelihood: unlikely, date: 2024-07-26, why: news}]}
"""
FLASH = "title: Flash\nid: flash\npriority: flash\ntlp: RED\nactions: [{text: Move now., due: 2024-07-26}]\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One briefing that was read and then changed, one that came in."""
    private_cache(monkeypatch, tmp_path)
    desk = Desk(tmp_path / "library")
    desk.write(old="title: Old\nid: old\ntlp: GREEN\nbody: Nothing.\n", routine=ROUTINE, flash=FLASH)
    for name, age in (("old", 40), ("routine", 2), ("flash", 1)):
        os.utime(tmp_path / "library" / f"{name}.yaml", (NOW - age * HOUR, NOW - age * HOUR))
    desk.look()
    return desk


def handover(desk: Desk, since: float = NOW - 12 * HOUR) -> Composition:
    """The page as it is now."""
    question = PageQuestion(desk.held.items(None), desk.now, "", {"since": str(since)}, desk.held, desk.journal)
    return made_page("handover", question)


def test_a_shift_is_what_is_open_what_came_in_what_moved_and_what_was_read(desk: Desk) -> None:
    assert under(handover(desk)) == {
        "Open and due, by priority": ["Move now.", "Answer the cable.", "It stays calm."],
        "Came in": ["Flash", "Routine"],
        "Judgments that moved": ["It stays calm."],
    }
    assert "now likely · was unlikely · news" in " ".join(said(handover(desk), 200).split())
    desk.read("old")
    desk.finish("routine")
    page = under(handover(desk))
    assert sorted(page["Read"]) == ["Old", "Routine"]
    assert page["Came in"] == ["Flash"]
    assert under(handover(desk, NOW + 24 * HOUR)).keys() == {"Open and due, by priority"}


def test_nothing_above_a_ceiling_is_named(desk: Desk) -> None:
    shown, above = handover(desk).within(shown_up_to("GREEN"))
    assert above == 2
    assert "Flash" not in said(shown)
    assert "Move now" not in said(shown)


def test_it_is_written_as_a_briefing_to_be_edited(desk: Desk, tmp_path: Path) -> None:
    from datetime import date

    from tui.export.draft import listed_draft, write_briefing
    from tui.model.handling import Marking

    page = handover(desk)
    titles = [(section.id, section.title) for section in page.sections]
    fields = listed_draft(list(page.records()), titles, date(2024, 7, 26), Marking("RED"))
    path = write_briefing(fields, Marking("RED"), "yaml", tmp_path)
    made = read_text(path.read_text(), name=path.name, kind="yaml")
    assert [one for one in made.problems if one.severity == "error"] == []
    assert (made.tlp, made.status, made.related) == ("RED", "draft", ("flash", "routine"))
    assert [section.title for section in made.sections] == list(under(page))
    assert made.sections[0].body.text.startswith("- [TLP:RED] Move now.")


def test_what_the_catalog_saw_come_is_known_by_that_and_not_by_the_time_of_its_file(desk: Desk, tmp_path: Path) -> None:
    def put(name: str, text: str, at: float) -> None:
        (tmp_path / "library" / f"{name}.yaml").write_text(text, "utf-8")
        os.utime(tmp_path / "library" / f"{name}.yaml", (at, at))
        desk.look()

    # A copy that keeps the times of files, and a checkout that gives old content a new one.
    put("copied", "title: Copied\nid: copied\ntlp: GREEN\nbody: x\n", NOW - 1_000 * HOUR)
    put("old", "title: Old\nid: old\ntlp: GREEN\nbody: Nothing.\n", NOW)
    assert "Copied" in under(handover(desk))["Came in"]
    # What the desk calls now is long before the time at which the catalog saw it come.
    later = under(handover(desk, since=time.time() + HOUR))
    assert "Came in" not in later
