"""Coming back: states, what a briefing is compared with, and comparisons that are made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.shelves import Desk
from tui.document.document import Document
from tui.reading.last_read import Comparison, last_reading_of

TALKS = """
title: Talks
id: talks
date: 2024-07-01
bluf: They agreed.
judgments: {{j2: {{text: It will work., likelihood: {likelihood}}}}}
sections:
  - {{title: One, body: The first text stands.}}
  - {{title: Two, body: {two}}}
"""


def talks(two: str = "The second text.", likelihood: str = "likely") -> str:
    """A briefing of four sections that count."""
    return TALKS.format(two=two, likelihood=likelihood)


@pytest.fixture(params=[False, True], ids=["catalog", "memory"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A reader with one briefing."""
    private_cache(monkeypatch, tmp_path)
    desk = Desk(tmp_path / "library", in_memory=request.param)
    desk.write(talks=talks(), other="title: Other\nbody: Something.\n")
    yield desk
    desk.journal.close()


def unopened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From now on, the numbers of the briefings that are composed."""
    composed: list[int] = []
    compose = type(desk.held).document

    def noting(self: object, n: int) -> Document:
        composed.append(n)
        return compose(self, n)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.held), "document", noting)
    return composed


def test_a_briefing_is_new_then_partly_read_then_read_then_done(desk: Desk) -> None:
    assert desk.states() == {"talks": "new", "other": "new"}
    desk.read("talks", ["one"])
    assert desk.states()["talks"] == "partly read"
    reading = desk.readings.of[desk.number("talks")]
    assert (reading.read, reading.sections) == (1, 4)
    desk.read("talks")
    assert desk.states()["talks"] == "read"
    desk.finish("talks")
    assert desk.states() == {"talks": "done", "other": "new"}


def test_a_file_with_the_same_bytes_is_never_composed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read("talks")
    desk.finish("other")
    composed = unopened(desk, monkeypatch)
    assert desk.settle() == []
    assert desk.states() == {"talks": "read", "other": "done"}
    assert composed == []


def test_a_changed_file_is_updated_and_compared_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.read("talks")
    desk.write(talks=talks("Another text.", "unlikely"))
    assert desk.states()["talks"] == "updated"
    assert desk.settle() == ["talks"]
    composed = unopened(desk, monkeypatch)
    assert desk.settle() == []
    reading = desk.readings.of[desk.number("talks")]
    assert reading.state == "updated"
    assert reading.summary is not None
    assert reading.summary.reasons[0] == "“It will work.” likely → unlikely"
    assert reading.summary.rank == 1
    assert set(reading.summary.sections) == {"two", "~judgments"}
    assert "“It will work.” moved" in reading.summary.summary
    assert composed == []


def test_a_change_that_shows_nowhere_is_no_update_and_is_taken_over_quietly(desk: Desk) -> None:
    desk.read("talks")
    desk.write(talks=talks() + "# only the file knows\n")
    assert desk.states()["talks"] == "updated"
    assert desk.settle() == ["talks"]
    assert desk.states()["talks"] == "read"
    assert desk.journal.seen()["talks"][0] == desk.identity("talks").digest


def test_what_was_done_is_updated_when_it_changes_and_done_again_when_it_is_read(desk: Desk) -> None:
    desk.finish("talks")
    desk.write(talks=talks("Another text."))
    desk.settle()
    assert desk.states()["talks"] == "updated"
    desk.finish("talks")
    assert desk.states()["talks"] == "done"


def test_an_update_is_over_when_all_that_changed_was_read_again(desk: Desk) -> None:
    desk.read("talks")
    desk.write(talks=talks("Another text.", "unlikely"))
    desk.settle()
    desk.read("talks", ["two"])
    assert desk.states()["talks"] == "updated"
    desk.read("talks", ["~judgments"])
    assert desk.states()["talks"] == "read"


def test_sections_that_were_not_read_count_as_unread_and_not_as_changed(desk: Desk) -> None:
    desk.read("talks", ["one"])
    desk.write(talks=talks("Another text."))
    desk.settle()
    assert desk.states()["talks"] == "partly read"


def test_a_briefing_that_moves_is_followed(desk: Desk) -> None:
    desk.read("talks")
    desk.read("other")
    (desk.folder / "later").mkdir()
    (desk.folder / "other.yaml").rename(desk.folder / "later" / "renamed.yaml")
    (desk.folder / "talks.yaml").rename(desk.folder / "later" / "t.yaml")
    desk.look()
    assert desk.states() == {"talks": "read", "later/renamed": "read"}


def test_a_briefing_whose_author_renames_it_is_followed(desk: Desk) -> None:
    desk.read("talks")
    desk.write(talks=talks().replace("id: talks", "id: tokyo-talks\nformerly: talks"))
    desk.settle()
    assert desk.states()["tokyo-talks"] in ("read", "updated")


def test_two_files_with_one_id_are_told_apart(desk: Desk) -> None:
    desk.read("talks")
    desk.write(zweite=talks("A second file."))
    known = desk.readings
    states = sorted(known.state(one.n) for one in desk.held.queue_facts.briefings() if one.id == "talks")
    assert states == ["new", "read"]


WEEKLY = "title: Weekly {n}\nid: weekly-{n}\nseries: Weekly\nnumber: {n}\nbluf: {text}\n"


def weekly(n: int, text: str = "All is quiet.") -> str:
    """A number of a series."""
    return WEEKLY.format(n=n, text=text)


def test_the_next_number_of_a_series_is_compared_with_the_last_one_that_was_read(desk: Desk) -> None:
    desk.write(w1=weekly(1), w2=weekly(2))
    desk.read("weekly-1")
    assert desk.states()["weekly-2"] == "updated"
    desk.read("weekly-2")
    desk.write(w3=weekly(3, "Ships were seen."), w4=weekly(4, "Ships were seen off Kyushu."))
    assert desk.states()["weekly-4"] == "updated"
    assert desk.settle() == ["weekly-4"]
    reading = desk.readings.of[desk.number("weekly-4")]
    assert reading.lineage
    assert reading.summary
    held = desk.held
    older = [desk.identity(row.id) for row in held.rows_of(held.queue_facts.older(desk.number("weekly-4")))]
    assert [identity.id for identity in older] == ["weekly-3", "weekly-2", "weekly-1"]
    back = Comparison(desk.journal, desk.document("weekly-4"), desk.now, older)
    assert back.last_reading is not None
    assert (back.last_reading.key, back.last_reading.own) == ("weekly-2", False)
    assert back.changes is not None
    assert back.changes.before_number == "2"


def test_what_was_begun_is_compared_with_the_older_number_where_it_was_not_read_yet(desk: Desk) -> None:
    sections = "sections:\n  - {{title: A, body: {a}}}\n  - {{title: B, body: {b}}}\n"
    desk.write(w1=weekly(1) + sections.format(a="Old a.", b="Old b."), w2=weekly(2) + sections.format(a="New a.", b="New b."))
    desk.read("weekly-1")
    desk.read("weekly-2", ["a"])
    back = Comparison(desk.journal, desk.document("weekly-2"), desk.now, [desk.identity("weekly-1")])
    assert back.changes is not None
    assert [section.id for section in back.changes.sections] == ["b"]


def test_a_replacing_briefing_whose_text_is_the_same_is_just_new(desk: Desk) -> None:
    desk.write(old="title: Old\nid: old\nbody: The text.\n", fresh="title: Old\nid: fresh\nsupersedes: old\nbody: The text.\n")
    desk.read("old")
    assert desk.states()["fresh"] == "updated"
    desk.settle()
    reading = desk.readings.of[desk.number("fresh")]
    assert reading.summary is None or not reading.unsettled


def test_a_return_holds_what_was_read_before_it_whatever_is_read_meanwhile(desk: Desk) -> None:
    desk.read("talks")
    desk.write(talks=talks("Another text."))
    back = Comparison(desk.journal, desk.document("talks"), desk.now)
    assert not back.same_file
    assert back.last_reading is not None
    desk.read("talks")
    assert back.changes is not None
    assert [section.id for section in back.changes.sections] == ["two"]
    assert not Comparison(desk.journal, desk.document("talks"), desk.now).changes


def test_a_briefing_that_was_never_read_has_nothing_to_be_compared_with(desk: Desk) -> None:
    back = Comparison(desk.journal, desk.document("talks"), desk.now)
    assert (back.last_reading, back.changes, back.summary(), back.standing) == (None, None, None, None)
    assert last_reading_of(desk.journal, "", [desk.identity("other")]) is None


def test_an_empty_journal_makes_everything_new_without_looking_at_the_library(desk: Desk) -> None:
    known = desk.readings
    assert (dict(known.of), dict(known.keys)) == ({}, {})
    assert known.state(1) == "new"


SEED = "title: Seed\nid: seed\nsources: {{s: {{title: Seed article, url: 'https://example.org/a'{status}}}}}\nbody: One.\n"
LEANS = "title: Leans\nid: leans\nsources: {s: {title: Seed article, url: 'https://example.org/a'}}\nbody: It says so [@s].\n"


@pytest.mark.parametrize("finish", ["finish", "read"])
def test_what_was_done_comes_back_once_when_another_briefing_recalls_its_source(desk: Desk, finish: str) -> None:
    desk.write(seed=SEED.format(status=""), leans=LEANS)
    getattr(desk, finish)("leans")
    state = desk.states()["leans"]
    desk.now += 60
    desk.write(seed=SEED.format(status=", status: recalled"))
    assert desk.states()["leans"] == "updated"
    assert desk.journal.flush(20)
    reading = desk.readings.of[desk.number("leans")]
    assert reading.summary is not None
    assert (reading.summary.rank, reading.unsettled) == (0, False)
    getattr(desk, finish)("leans")
    assert desk.states()["leans"] == state
    assert desk.states()["talks"] == "new"


def test_what_was_done_comes_back_when_the_library_recalls_a_source_that_it_shares(desk: Desk) -> None:
    shared = desk.folder / "library.yaml"
    shared.write_text("sources: {s: {title: Shared article}}\n", encoding="utf-8")
    desk.write(leans="title: Leans\nid: leans\nbody: It says so [@s].\n")
    desk.finish("leans")
    assert desk.states()["leans"] == "done"
    shared.write_text("sources: {s: {title: Shared article, status: recalled}}\n", encoding="utf-8")
    desk.now += 60
    desk.look()
    assert desk.states()["leans"] == "updated"
    desk.finish("leans")
    assert desk.states()["leans"] == "done"


def test_what_was_recalled_before_one_was_done_brings_nothing_back(desk: Desk) -> None:
    desk.write(seed=SEED.format(status=", status: recalled"), leans=LEANS)
    assert desk.states()["leans"] == "new"
    desk.finish("leans")
    assert desk.states()["leans"] == "done"
    assert desk.journal.flush(20)
    desk.now += 60
    desk.write(other="title: Other\nbody: Something else.\n")
    assert desk.states()["leans"] == "done"
