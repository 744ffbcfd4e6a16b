"""What a line of the list of hits shows of a passage."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.reading.searching import HitContext, Line
from tui.ui.widgets.prompted_lists import BESIDE, PlacedHits, in_whole_words, on_two_lines

TEXT = "The command was cut out of the Joint Staff, which keeps the task of advising the government."


def marked(context: HitContext) -> list[str]:
    return [context.text[start:end] for start, end in context.spans]


def at(text: str, *words: str) -> HitContext:
    return HitContext(text, tuple((text.index(word), text.index(word) + len(word)) for word in words))


def test_what_fits_is_shown_as_it_is() -> None:
    assert in_whole_words(at(TEXT, "Joint"), 200) == at(TEXT, "Joint")
    assert in_whole_words(at(TEXT, "Joint"), len(TEXT)) == at(TEXT, "Joint")


def test_an_end_that_is_left_out_ends_with_a_whole_word() -> None:
    shown = in_whole_words(at(TEXT, "command"), 38)
    assert shown.text == "The command was cut out of the Joint…"
    assert marked(shown) == ["command"]


def test_a_beginning_that_is_left_out_begins_with_a_whole_word() -> None:
    shown = in_whole_words(at(TEXT, "task", "government"), 40)
    assert shown.text == "…which keeps the task of advising the…"
    assert marked(shown) == ["task"]


def test_text_without_spaces_is_cut_anywhere() -> None:
    text = "統合作戦司令部は統合幕僚監部から切り離された組織である"
    shown = in_whole_words(at(text, "幕僚"), 20)
    assert cell_len(shown.text) <= 20
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")
    assert marked(shown) == ["幕僚"]


@pytest.mark.parametrize("room", range(1, 100))
@pytest.mark.parametrize("word", ["The", "command", "task", "government."])
def test_never_more_than_has_room_and_the_spans_hold(room: int, word: str) -> None:
    shown = in_whole_words(at(TEXT, word), room)
    assert cell_len(shown.text) <= max(room, 1)
    assert all(word.startswith(piece.rstrip("…")) for piece in marked(shown))
    if room > len(word) + 16:
        assert marked(shown) == [word]


@pytest.mark.parametrize("first", [10, 24, 40])
@pytest.mark.parametrize("word", ["Joint", "command", "government", "task"])
def test_a_context_takes_two_lines_of_whole_words_with_its_match_on_one_of_them(word: str, first: int) -> None:
    made = on_two_lines(at(TEXT, word), first, 44)
    assert [cell_len(line.text) <= room for line, room in zip(made, (first, 44), strict=True)] == [True, True]
    assert [text for line in made for text in marked(line)] == [word]
    said = f"{made[0].text} {made[1].text}".replace("…", "").strip()
    assert said in TEXT
    assert set(said.split()) <= set(TEXT.split())


def test_a_context_without_blanks_is_broken_where_it_must() -> None:
    made = on_two_lines(at("幕僚監部" * 20, "監部"), 11, 14)
    assert [cell_len(line.text) <= room for line, room in zip(made, (11, 14), strict=True)] == [True, True]
    assert sum(len(line.text) for line in made) >= 10


@pytest.mark.parametrize(("width", "label"), [(57, False), (38, False), (80, True)])
def test_what_a_hit_is_of_leaves_room_for_its_words(width: int, label: bool) -> None:
    line = Line(0, "~judgments", "Judgments", at(TEXT, "advising"), entry="very likely: the command goes")
    placed = PlacedHits([line], width, two=False)
    (shown,) = placed.contexts(0)
    assert bool(placed.entry(line)) == label
    assert cell_len(placed.entry(line) + shown.text) <= width - placed.title_width - BESIDE
    assert marked(shown) == ["advising"]
    assert "task of" in shown.text or label
