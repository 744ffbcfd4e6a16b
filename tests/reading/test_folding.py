"""What stands below a judgment folds: what is folded is said, found, copied and read, and nothing is lost by it."""

from __future__ import annotations

import pytest

from tests.reading.briefings import document_of, lines, reader_of, spot_of
from tui.document.folds import FoldState
from tui.document.plain import plain_text
from tui.reading.attention import Attention
from tui.reading.folding import FOLD, TURN, UNFOLD, fold_current, fold_every, unfold
from tui.reading.reader import Reader
from tui.reading.session import FoldsLeft
from tui.reading.view import View


def text(count: int, more: str = "") -> str:
    """A briefing with some judgments, the last of which is settled."""
    made = "".join(
        f"""
  j{n}:
    text: Judgment number {n} holds.
    likelihood: likely
    basis: Reason {n} for it.
    assumptions: [Rain {n}, Snow {n}]
    indicators: Sign {n}.
"""
        for n in range(1, count + 1)
    )
    return f"title: T\njudgments:{made}    status: borne out\n    outcome: It came so.\n{more}"


MANY = text(4)


def shown(view: View) -> str:
    return "\n".join(lines(view))


def at(reader: Reader, words: str) -> Reader:
    """A reader that stands at some words without having been brought there: they are shown already."""
    reader.view.restore(spot_of(reader.document, words))
    return reader


@pytest.mark.parametrize(("count", "folded"), [(1, False), (3, False), (4, True)])
def test_of_few_judgments_all_is_shown_at_first(count: int, folded: bool) -> None:
    page = shown(reader_of(text(count), rows=200).view)
    assert ("Reason 1" in page) != folded
    assert ("▸ 4 more: basis, assumptions, what would change it" in page) == folded
    assert ("▾" in page) != folded
    assert "borne out: It came so." in page, "how it came out is never folded"


def test_what_is_folded_is_said_as_far_as_there_is_room() -> None:
    for width, said in (
        (60, "▸ 4 more: basis, assumptions, what would change it"),
        (34, "▸ 4 more: basis, assumptions, …"),
        (12, "▸ 4 more"),
    ):
        made = lines(View(document_of(MANY), width, 300))
        assert next(line for line in made if "▸" in line).rstrip() == ("   " if width > 15 else "") + said
        assert all(len(line) <= width for line in made)


def test_a_judgment_is_folded_and_unfolded_where_one_reads() -> None:
    reader = at(reader_of(MANY, rows=200), "Judgment number 2")
    before = shown(reader.view)
    assert fold_current(reader.view, TURN)
    assert [f"Reason {n}" in shown(reader.view) for n in (1, 2, 3)] == [False, True, False]
    assert not fold_current(reader.view, UNFOLD)
    at(reader, "Snow 2")
    assert fold_current(reader.view, FOLD)
    assert shown(reader.view) == before
    assert not reader.view.flow.hides(*reader.view.current)


def test_at_their_heading_all_are_folded_and_unfolded() -> None:
    reader = at(reader_of(MANY, rows=200), "Judgments")
    before = shown(reader.view)
    assert fold_current(reader.view, TURN) == 4
    assert shown(reader.view).count("Reason") == 4
    assert fold_current(at(reader, "Judgment number 2").view, FOLD) == 1
    assert fold_current(at(reader, "Judgments").view, TURN) == 3
    assert shown(reader.view) == before
    assert fold_current(reader.view, FOLD) == 0
    assert reader.view.current == spot_of(reader.document, "Judgments")
    other = reader_of(text(4, "sections: [{title: Weather, body: Rain.}]"), rows=200)
    assert not fold_current(at(other, "Weather").view, TURN), "nothing of it folds"


def test_what_is_folded_is_as_it_was_when_one_comes_back() -> None:
    left = FoldsLeft(lambda: {"t": FoldState(False, frozenset(("j2",)))})
    reader = at(reader_of(f"id: t\n{MANY}", rows=200), "Judgment number 3")
    at_first = reader.view.folds.state
    left.opened(reader.view)
    assert [f"Reason {n}" in shown(View(reader.document, 60, 200)) for n in (1, 2, 3)] == [False, False, False]
    assert [f"Reason {n}" in shown(reader.view) for n in (1, 2, 3)] == [True, False, True]
    fold_current(reader.view, FOLD)
    left.left(reader.view)
    assert left.states == {"t": FoldState(False, frozenset(("j2", "j3")))}
    fold_every(reader.view, FOLD)
    assert reader.view.folds.state == at_first
    left.left(reader.view)
    assert left.states == {}, "as at first nothing is to be known"
    for number in range(50):
        other = reader_of(f"id: t{number}\n{MANY}")
        fold_every(other.view, UNFOLD)
        left.left(other.view)
    assert [*left.states] == [f"t{number}" for number in range(30, 50)]


def test_what_is_unfolded_at_the_end_of_the_window_comes_into_it() -> None:
    reader = at(reader_of(MANY, rows=5), "likely")
    reader.view.show(spot_of(reader.document, "Judgment number 3"), at_top=True)
    reader.view.scroll(-3)
    at(reader, "Judgment number 3")
    fold_current(reader.view, TURN)
    assert "Reason 3" in "\n".join(lines(reader.view)[:5])


@pytest.mark.parametrize("every", [False, True])
def test_what_is_folded_from_its_end_comes_into_the_window(every: bool) -> None:
    reader = reader_of(MANY, rows=4)
    fold_every(reader.view, UNFOLD)
    reader.view.show(spot_of(reader.document, "Snow 3"), at_top=True)
    assert "Judgment number 3" not in shown_now(reader.view)
    if every:
        fold_every(reader.view, FOLD)
    else:
        assert fold_current(reader.view, TURN)
    assert "Judgment number 3" in shown_now(reader.view)
    assert reader.view.current_block.about == "j3"


def shown_now(view: View) -> str:
    return "\n".join("".join(run.text for run in line.line) for line in view.window())


def test_all_are_unfolded_and_folded_at_once() -> None:
    reader = reader_of(MANY, rows=200)
    before = shown(reader.view)
    assert fold_every(reader.view, UNFOLD) == 4
    assert shown(reader.view).count("Reason") == 4
    fold_every(reader.view, FOLD)
    assert shown(reader.view) == before


def test_a_match_unfolds_what_it_stands_in_and_giving_up_folds_it_again() -> None:
    reader = reader_of(MANY, rows=12)
    before = shown(reader.view)
    reader.find.begin()
    reader.find.type("snow 2")
    assert "Snow 2" in shown(reader.view)
    reader.find.type("snow 3")
    assert "Snow 2" not in shown(reader.view)
    assert "Snow 3" in shown(reader.view)
    reader.find.cancel()
    assert shown(reader.view) == before
    reader.find.begin()
    reader.find.type("sign")
    reader.find.accept()
    assert reader.find.total == 4
    reader.find.step(1)
    assert [f"Sign {n}" in shown(reader_at_size(reader)) for n in (1, 2, 3)] == [True, True, False]


def reader_at_size(reader: Reader) -> View:
    reader.view.resize(reader.view.flow.width, 200)
    return reader.view


def test_a_hit_a_place_and_a_link_unfold_what_they_lead_to() -> None:
    hit, place, link = (reader_of(MANY, rows=12) for _ in range(3))
    from tui.search.parse import parse

    hit.search_for(parse("snow"))
    hit.go_to_hit("~judgments", "Snow 4", 0)
    assert "Snow 4" in shown(hit.view)
    hit.view.show(spot_of(hit.document, "Rain 3"))
    place.go_to_place(hit.place())
    assert "Rain 3" in shown(place.view)
    assert link.go_to_item("~judgments", "j2")
    assert "Reason 2" in shown(link.view)


def test_the_file_read_again_leaves_folded_what_was() -> None:
    reader = reader_of(MANY, rows=200)
    unfold(reader.view, ["j3"])
    new = reader_of(MANY.replace("Judgment number 1", "Judgment number one"), rows=200)
    new.take_over(reader)
    assert [f"Reason {n}" in shown(new.view) for n in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(("before", "after"), [(4, 3), (3, 4)])
def test_a_file_that_has_few_judgments_no_more_or_no_longer_leaves_folded_what_was(before: int, after: int) -> None:
    reader = reader_of(text(before), rows=200)
    assert fold_current(at(reader, "Judgment number 2").view, TURN)
    new = reader_of(text(after), rows=200)
    new.take_over(reader)
    assert [f"Reason {n}" in shown(new.view) for n in (1, 2, 3)] == [f"Reason {n}" in shown(reader.view) for n in (1, 2, 3)]


def test_what_is_folded_is_copied_and_printed_whole() -> None:
    reader = reader_of(MANY, rows=200)
    at(reader, "Judgment number 1")
    copied, _ = reader.selected_passage()
    assert all(f"Snow {n}" in copied for n in (1, 2, 3, 4))
    reader.selection.start()
    reader.selection.extend(1)
    copied, _ = reader.selected_passage()
    assert "Snow 1" in copied
    assert "Judgment number 2" not in copied
    assert "Snow 4" in "\n".join(plain_text(reader.document))


def test_only_matching_blocks_are_those_that_match_folded_or_not() -> None:
    reader = reader_of(MANY, rows=200)
    reader.find.begin()
    reader.find.type("snow")
    reader.find.accept()
    reader.find.show_only_matching(True)
    assert [line.split()[-1] for line in lines(reader.view) if "Snow" in line] == ["1", "2", "3", "4"]
    reader.find.show_only_matching(False)
    assert "▸ 4 more" in shown(reader.view)


def seconds_to_read(reader: Reader) -> float:
    """How long the judgments have to be in the window until they are read."""
    attention = Attention(reader.view)
    return next(float(second) for second in range(600) if "~judgments" in attention.look(second))


def test_what_is_folded_need_not_be_read() -> None:
    folded, whole = (reader_of(text(9), rows=200) for _ in range(2))
    fold_every(whole.view, UNFOLD)
    assert seconds_to_read(folded) < seconds_to_read(whole) / 1.5
