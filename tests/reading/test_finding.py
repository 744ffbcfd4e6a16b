"""Find as a reader uses it: while typing, on and back, and out again."""

from __future__ import annotations

import pytest

from tests.reading.briefings import TALKS, lines, long_text, reader_of, spot_of
from tui.reading.reader import Reader

LONG = long_text(60)


def typing(reader: Reader, words: str, *, regex: bool = False) -> None:
    """Open the prompt and type letter by letter."""
    reader.find.begin()
    if regex:
        reader.find.type("", regex=True)
    for end in range(1, len(words) + 1):
        reader.find.type(words[:end])


def matched(reader: Reader) -> str:
    """The text of the match one is on."""
    match = reader.find.match
    assert match is not None
    return reader.document.parts[match.part].blocks[match.block].text[match.start : match.end]


def on(reader: Reader) -> str:
    """The text of the block of the match one is on."""
    match = reader.find.match
    assert match is not None
    return reader.document.parts[match.part].blocks[match.block].text


def in_window(reader: Reader) -> bool:
    """Whether the match one is on can be seen."""
    match = reader.find.match
    assert match is not None
    return any((line.part, line.block) == (match.part, match.block) for line in reader.view.window())


def test_typing_goes_to_the_first_match_and_each_letter_narrows() -> None:
    reader = reader_of()
    reader.find.begin()
    reader.find.type("d")
    many = reader.find.total
    reader.find.type("deterrence")
    assert 0 < reader.find.total < many
    assert (matched(reader), reader.find.ordinal) == ("deterrence", 1)
    assert in_window(reader)


def test_a_match_spans_the_boundaries_of_styles_and_links() -> None:
    reader = reader_of()
    typing(reader, "and agreed on")
    assert matched(reader) == "and agreed on"
    typing(reader, "reports to INDOPACOM, as the release")
    assert matched(reader) == "reports to INDOPACOM, as the release"


def test_a_match_spans_the_wrap_of_a_line() -> None:
    reader = reader_of(width=12)
    typing(reader, "headquarters in Japan")
    assert matched(reader) == "headquarters in Japan"
    assert reader.view.flow.rows_of(reader.find.match.part, reader.find.match.block) > 1  # type: ignore[union-attr]


def test_the_apparatus_is_found_like_the_text() -> None:
    reader = reader_of()
    typing(reader, "four stars")
    assert reader.document.sections[reader.section].id == "~facts"


def test_matches_are_counted_for_each_section() -> None:
    reader = reader_of()
    typing(reader, "deterrence")
    held = {section.title: reader.find.in_sections().within(section.index) for section in reader.document.sections}
    assert {title: count for title, count in held.items() if count} == {"A joint headquarters": 1, "Deterrence": 3}
    assert reader.find.total == 4


def test_find_starts_from_where_one_stands_not_from_the_top() -> None:
    reader = reader_of(LONG)
    reader.view.show(spot_of(reader.document, "Paragraph 41 "), at_top=True)
    typing(reader, "something")
    assert on(reader).startswith("Paragraph 41 ")
    reader.find.type("something s")
    assert on(reader).startswith("Paragraph 41 ")


def test_letters_taken_back_return_to_where_find_began() -> None:
    reader = reader_of(LONG)
    top = reader.view.top
    typing(reader, "paragraph 50")
    assert reader.view.top != top
    reader.find.type("")
    assert reader.view.top == top
    assert not reader.find.active


def test_with_no_match_below_it_goes_to_the_first_from_the_top() -> None:
    reader = reader_of(LONG)
    reader.view.show(spot_of(reader.document, "Paragraph 41 "), at_top=True)
    typing(reader, "paragraph 7")
    assert on(reader).startswith("Paragraph 7")


def test_cancelling_restores_the_window_and_what_was_found_before() -> None:
    reader = reader_of(LONG)
    typing(reader, "paragraph 20")
    reader.find.accept()
    reader.view.scroll(3)
    before = (reader.view.top, reader.view.current, reader.find.query, reader.find.total, reader.find.match, reader.find.regex)
    typing(reader, r"paragraph 5\d", regex=True)
    assert reader.find.regex
    reader.find.cancel()
    assert not reader.find.prompting
    assert (
        reader.view.top,
        reader.view.current,
        reader.find.query,
        reader.find.total,
        reader.find.match,
        reader.find.regex,
    ) == before


def test_cancelling_the_first_find_leaves_nothing_highlighted() -> None:
    reader = reader_of(LONG)
    typing(reader, "paragraph")
    reader.find.cancel()
    assert not reader.find.active
    assert reader.find.spans(2, 0) == []
    assert (reader.find.query, reader.find.total, reader.find.ordinal) == ("", 0, 0)


def test_accepting_stays_and_keeps_the_matches() -> None:
    reader = reader_of(LONG)
    typing(reader, "paragraph 50")
    top = reader.view.top
    reader.find.accept()
    assert not reader.find.prompting
    assert reader.find.active
    assert reader.view.top == top


def test_n_walks_every_match_and_wraps_with_a_notice() -> None:
    reader = reader_of()
    typing(reader, "deterrence")
    reader.find.accept()
    seen = [reader.find.ordinal]
    notices = []
    for _ in range(4):
        notices.append(reader.find.step(1))
        seen.append(reader.find.ordinal)
        assert in_window(reader)
    assert seen == [1, 2, 3, 4, 1]
    assert notices == ["", "", "", "Continued at the top"]


def test_capital_n_walks_back_and_wraps_with_a_notice() -> None:
    reader = reader_of()
    typing(reader, "deterrence")
    reader.find.accept()
    assert reader.find.step(-1) == "Continued at the end"
    assert [reader.find.ordinal, reader.find.step(-1), reader.find.ordinal] == [4, "", 3]


def test_n_goes_on_from_where_one_has_scrolled_to() -> None:
    reader = reader_of(LONG)
    typing(reader, "paragraph")
    reader.find.accept()
    reader.view.show(spot_of(reader.document, "Paragraph 41 "), at_top=True)
    reader.find.step(1)
    assert on(reader).startswith("Paragraph 41 ")
    reader.find.step(1)
    assert on(reader).startswith("Paragraph 42")


def test_several_matches_of_one_block_are_walked_one_by_one() -> None:
    reader = reader_of("title: x\nbody: one one one")
    typing(reader, "one")
    reader.find.accept()
    starts = [reader.find.match.start]  # type: ignore[union-attr]
    for _ in range(2):
        reader.find.step(1)
        starts.append(reader.find.match.start)  # type: ignore[union-attr]
    assert starts == [0, 4, 8]


def test_n_without_a_find_or_without_a_match_says_so() -> None:
    reader = reader_of()
    assert "type ⟦find.open⟧ and some words" in reader.find.step(1)
    typing(reader, "zebra")
    reader.find.accept()
    assert reader.find.step(1) == "No match"
    assert reader.find.ordinal == 0


def test_only_matching_shows_matching_blocks_and_the_headings_above_them() -> None:
    reader = reader_of()
    typing(reader, "extended deterrence")
    reader.find.accept()
    reader.find.show_only_matching(True)
    shown = [line for line in lines(reader.view) if line]
    assert any("Extended deterrence was discussed." in line for line in shown)
    assert any(line.startswith("2 Deterrence") for line in shown)
    assert not any("rests on forces" in line or "Seoul" in line for line in shown)
    reader.find.show_only_matching(False)
    reader.view.go_top()
    reader.view.resize(60, 100)
    assert any("rests on forces" in line for line in lines(reader.view))


def test_only_matching_holds_the_current_block() -> None:
    reader = reader_of(LONG)
    typing(reader, "something")
    reader.find.accept()
    reader.view.show(spot_of(reader.document, "Paragraph 41 "))
    reader.find.show_only_matching(True)
    assert reader.view.current_block.text.startswith("Paragraph 41 ")
    reader.find.show_only_matching(False)
    assert reader.view.current_block.text.startswith("Paragraph 41 ")


def test_only_matching_follows_what_is_typed_next() -> None:
    reader = reader_of(LONG, rows=100)
    typing(reader, "paragraph 4")
    reader.find.accept()
    reader.find.show_only_matching(True)
    typing(reader, "paragraph 58")
    assert sum(line.startswith("Paragraph") for line in lines(reader.view)) == 1
    reader.find.cancel()
    assert sum(line.startswith("Paragraph") for line in lines(reader.view)) == 11


def test_clearing_shows_everything_again() -> None:
    reader = reader_of(LONG, rows=300)
    typing(reader, "paragraph 58")
    reader.find.accept()
    reader.find.show_only_matching(True)
    reader.find.clear()
    assert not reader.find.active
    assert not reader.find.only_matching
    assert sum(line.startswith("Paragraph") for line in lines(reader.view)) == 60


def test_history_gives_earlier_words_and_the_draft_back() -> None:
    past: list[str] = []
    for words in ("first", "second", "first"):
        reader = reader_of(past=past)
        typing(reader, words)
        reader.find.accept()
    assert past == ["second", "first"]
    reader = reader_of(past=past)
    reader.find.begin()
    assert reader.find.recall(-1, "dra") == "first"
    assert reader.find.recall(-1, "first") == "second"
    assert reader.find.recall(-1, "second") is None
    assert reader.find.recall(1, "second") == "first"
    assert reader.find.recall(1, "first") == "dra"
    assert reader.find.recall(1, "dra") is None


def test_history_keeps_no_empty_and_no_cancelled_words_and_does_not_grow_for_ever() -> None:
    past: list[str] = []
    reader = reader_of(past=past)
    typing(reader, "cancelled")
    reader.find.cancel()
    reader.find.begin()
    reader.find.type("  ")
    reader.find.accept()
    assert past == []
    for number in range(200):
        reader.find.begin()
        reader.find.type(f"words {number}")
        reader.find.accept()
    assert len(past) == 50
    assert past[-1] == "words 199"


SLOW = f"title: x\nbody: |\n  some words\n\n  {'a' * 5000}b"
EMPTIED = "an expression that takes too long empties the find that was there"


def test_a_malformed_expression_is_said_and_changes_nothing() -> None:
    reader = reader_of(LONG)
    typing(reader, "paragraph 58", regex=True)
    before = (reader.view.top, reader.find.total, reader.find.match, reader.find.query)
    reader.find.type("paragraph 5(")
    assert "not a regular expression" in reader.find.error
    assert (reader.view.top, reader.find.total, reader.find.match, reader.find.query) == before
    reader.find.type("paragraph 5")
    assert reader.find.error == ""


def test_a_slow_expression_is_said_and_changes_nothing() -> None:
    reader = reader_of(SLOW)
    typing(reader, "words", regex=True)
    before = (reader.view.top, reader.find.total, reader.find.query)
    reader.find.type("(a+)+$")
    assert "too long" in reader.find.error
    assert (reader.view.top, reader.find.total, reader.find.query) == before


def test_a_slow_expression_leaves_the_match_one_was_on() -> None:
    reader = reader_of(SLOW)
    typing(reader, "words", regex=True)
    reader.find.type("(a+)+$")
    assert matched(reader) == "words"
    assert reader.find.ordinal == 1


def test_after_a_slow_expression_plain_ones_are_found_again() -> None:
    reader = reader_of(SLOW)
    typing(reader, "words", regex=True)
    reader.find.type("(a+)+$")
    reader.find.type("some")
    assert reader.find.error == ""
    assert matched(reader) == "some"


def test_switching_to_an_expression_looks_for_the_same_letters_anew() -> None:
    reader = reader_of("title: x\nbody: a.c abc")
    typing(reader, "a.c")
    assert reader.find.total == 1
    reader.find.type("a.c", regex=True)
    assert reader.find.total == 2
    reader.find.type("a.c", regex=False)
    assert reader.find.total == 1


def test_find_answers_before_a_document_has_been_read_and_completes_as_it_is() -> None:
    reader = reader_of(LONG, ready=False)
    reader.find.begin()
    reader.find.type("paragraph 58")
    assert not reader.find.complete
    assert reader.find.total == 0
    assert reader.find.step(1) == ""
    reader.find.accept()
    assert reader.read_ahead(1)
    assert reader.find.complete
    assert (reader.find.total, reader.find.progress, reader.read_so_far) == (1, 1.0, 1.0)
    assert reader.find.step(1) in ("", "Continued at the top")
    assert on(reader).startswith("Paragraph 58")


def test_a_find_that_is_still_being_typed_moves_to_the_first_match_once_it_is_read() -> None:
    reader = reader_of(LONG, ready=False)
    typing(reader, "paragraph 58")
    assert reader.find.match is None
    reader.read_ahead(1)
    assert on(reader).startswith("Paragraph 58")
    assert in_window(reader)


def test_spans_for_painting_are_the_matches_of_the_block() -> None:
    reader = reader_of()
    typing(reader, "deterrence")
    part, block = spot_of(reader.document, "Deterrence rests")
    assert reader.find.spans(part, block) == [(0, 10)]
    assert reader.find.spans(*spot_of(reader.document, "Missile")) == []


def test_what_is_typed_may_be_any_text() -> None:
    reader = reader_of(TALKS)
    for words in (
        "[/oops]",
        "[@click=app.quit]x[/]",
        "\x1b[31m",
        "\u202e",
        "\ud800",
        "(",
        "\\",
        "が",
        "\U0001f468\u200d\U0001f469",
    ):
        for regex in (False, True):
            reader.find.begin()
            reader.find.type(words, regex=regex)
            reader.find.cancel()
    assert not reader.find.active


@pytest.mark.parametrize("moved", [False, True])
def test_a_find_that_was_accepted_before_there_was_a_match_goes_to_it_unless_one_went_on(moved: bool) -> None:
    reader = reader_of(LONG, ready=False)
    typing(reader, "paragraph 58")
    reader.find.accept()
    assert reader.find.step(1) == ""
    if moved:
        reader.view.step_block(2)
    before = reader.view.current
    assert reader.read_ahead(1)
    assert reader.find.complete
    if moved:
        assert (reader.find.match, reader.view.current) == (None, before)
    else:
        assert on(reader).startswith("Paragraph 58")
        assert in_window(reader)
