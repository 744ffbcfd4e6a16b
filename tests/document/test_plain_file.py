"""Texts that are no Markdown keep their lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.document.layouts import check, shown
from tui.catalog.section_texts import section_sources
from tui.document.block import Block
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.model.briefing import Briefing, Prose


def blocks(text: str, line: int = 1) -> list[Block]:
    document = compose(Briefing(title="T", body=Prose(text, line, 1, 0, True)))
    return [block for part in document.parts[1:] for block in part.blocks]


def drawn(text: str, width: int = 40) -> list[str]:
    return list(plain_text(compose(Briefing(title="T", body=Prose(text, 1, 1, 0, True))), width))[2:]


def test_lines_columns_and_indentation_stay() -> None:
    text = "Port      Ships\n  Busan       12\n\tUlsan      3\n\n\n# not a heading\n* not a list\n---\na_b_c <br> [x][y] &amp;"
    assert drawn(text) == text.replace("\t", "    ").split("\n")


def test_a_line_that_is_too_long_is_wrapped_at_spaces_below_its_own_indent() -> None:
    assert drawn("one two three four five\n  six seven eight nine ten", 16) == [
        "one two three",
        "four five",
        "  six seven",
        "  eight nine ten",
    ]


def test_paragraphs_know_their_lines() -> None:
    assert [(block.text, block.line, block.space) for block in blocks("a\nb\n\n\n\nc\n", 5)] == [("a\nb", 5, 1), ("c", 10, 3)]


def test_a_large_text_is_cut_between_paragraphs_and_lines_count_on() -> None:
    text = "\n\n".join(f"paragraph {number}\n   of two lines" for number in range(2_000))
    found = blocks(text)
    assert len(found) == 2_000
    lines = text.split("\n")
    assert all(lines[block.line - 1] == block.text.partition("\n")[0] for block in found)


def test_a_text_without_blank_lines_is_cut_between_lines() -> None:
    text = "\n".join(f"line {number} of a log" for number in range(5_000))
    found = blocks(text)
    assert "\n".join(block.text for block in found) == text
    assert max(len(block.text) for block in found) < 20_000
    lines = text.split("\n")
    assert all(lines[block.line - 1] == block.text.partition("\n")[0] for block in found)


def test_nothing_in_it_is_taken_for_markdown_when_it_is_indexed() -> None:
    text = "# a *b*\n```\nc_d_e\n\n<!-- f -->"
    (source,) = [one for one in section_sources(Briefing(title="T", body=Prose(text, 1, 1, 0, True))) if one.id == "~text"]
    assert " ".join(source.blocks) == "# a *b* ``` c_d_e <!-- f -->"


@given(st.text(alphabet="ab \t\n-*\u65e5\u0301`", max_size=300), st.integers(2, 30))
def test_every_character_is_shown_once(text: str, width: int) -> None:
    found = blocks(text) if text.strip() else []
    assert "".join("".join(block.text.split()) for block in found) == "".join(text.split())
    for block in found:
        check(block, width)


def test_a_line_that_fits_is_not_touched() -> None:
    (block,) = blocks("  a   b\t c")
    assert [shown(line) for line in check(block, 20)] == ["  a   b  c"]
