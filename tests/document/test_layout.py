"""Blocks to lines."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.document.layouts import check, shown
from tests.document.sources import blocks_of_pieces, corpus, read
from tui.document.block import Block, Run, Span, Table
from tui.document.layout import layout


def lines_of(block: Block, width: int) -> list[str]:
    return [shown(line) for line in check(block, width)]


def test_a_paragraph_without_spans_is_one_run_a_line() -> None:
    assert layout(Block("paragraph", "one two three"), 8) == [
        (Run("one two", "body", "", 0),),
        (Run("three", "body", "", 8),),
    ]


def test_an_empty_block_is_one_line() -> None:
    assert layout(Block("paragraph", ""), 8) == [()]
    assert lines_of(Block("item", "", first="• ", rest="  "), 8) == ["• "]


def test_decoration_stands_before_every_line() -> None:
    assert lines_of(Block("item", "one two three", first="• ", rest="  "), 9) == ["• one two", "  three"]


def test_roles_of_block_and_span_are_joined() -> None:
    block = Block("lead", "one two", (Span(4, 7, "strong"),), role="lead")
    assert layout(block, 20) == [(Run("one ", "lead", "", 0), Run("two", "lead strong", "", 4))]


def test_a_span_goes_on_over_the_line_with_its_target() -> None:
    block = Block("paragraph", "see the long name here", (Span(4, 17, "link", "#x"),))
    assert [[(run.text, run.target) for run in line] for line in layout(block, 12)] == [
        [("see ", ""), ("the long", "#x")],
        [("name", "#x"), (" here", "")],
    ]


def test_a_hard_break_begins_a_new_line() -> None:
    assert lines_of(Block("paragraph", "one\n\ntwo"), 20) == ["one", "", "two"]


def test_a_label_stands_in_a_column_of_its_own() -> None:
    block = Block("row", "28 Jul 2024 Talks in Tokyo on the command of forces", label_end=11, hang=13)
    assert lines_of(block, 40) == ["28 Jul 2024  Talks in Tokyo on the", "             command of forces"]
    assert layout(block, 40)[0][0].role == "label"


def test_a_label_longer_than_its_column_wraps_there() -> None:
    block = Block("row", "by March (no year) Due", label_end=18, hang=10)
    assert lines_of(block, 30) == ["by March  Due", "(no year)"]


def test_a_label_too_wide_for_the_line_stands_alone() -> None:
    block = Block("row", "28 Jul 2024 Talks in Tokyo", label_end=11, hang=13)
    assert lines_of(block, 16) == ["28 Jul 2024", "  Talks in Tokyo"]


def test_a_label_stands_above_where_too_little_would_be_left_beside_it() -> None:
    block = Block("row", "before 28 Jul 2024 Japan asks for a four-star commander", label_end=18, hang=20)
    assert lines_of(block, 50) == ["before 28 Jul 2024", "  Japan asks for a four-star commander"]
    assert lines_of(block, 62) == ["before 28 Jul 2024  Japan asks for a four-star commander"]


def test_a_rule_fills_the_line() -> None:
    assert lines_of(Block("rule", "", role="rule"), 5) == ["─────"]


def test_code_keeps_its_spaces_and_marks_what_it_folds() -> None:
    block = Block("code", "if  x:\n\treturn a_long_name\n\nend", role="code", first="  ", rest="  ")
    assert lines_of(block, 20) == ["  if  x:", "      return a_long_", "  ↪ name", "  ", "  end"]


def test_tabs_in_code_go_to_the_next_stop() -> None:
    assert lines_of(Block("code", "a\tb\tc"), 20) == ["a   b   c"]


def test_decoration_gives_way_before_text_does() -> None:
    block = Block("tree", "Headquarters", first="│  " * 20 + "├─ ", rest="│  " * 21)
    assert all(len(line) <= 30 for line in lines_of(block, 30))
    assert lines_of(block, 30)[0].endswith("├─ Headquarters")


def test_a_style_that_starts_inside_a_cluster_starts_after_it() -> None:
    block = Block("paragraph", "e\u0301a", (Span(1, 3, "strong"),))
    assert layout(block, 9) == [(Run("e\u0301", "body", "", 0), Run("a", "strong", "", 2))]


_CHARS = "abc -/—“”あ、。（「」カッー가ㄱ한é\u0301\u200d\ufe0f👩🏽❤🇯🇵\u200b\xa0\u3000\t\n가กำन्\u2060\u200fא☔"
_texts = st.text(st.sampled_from(_CHARS) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
_decorations = st.sampled_from([("", ""), ("• ", "  "), ("│ ├─ ", "│ │  "), ("x" * 30, "y" * 30)])


@settings(max_examples=500, deadline=None)
@given(
    _texts,
    st.integers(1, 40),
    _decorations,
    st.lists(st.integers(0, 60), max_size=5),
    st.sampled_from(["paragraph", "code", "row"]),
)
def test_every_character_is_shown_once_and_no_line_is_too_wide(
    text: str, width: int, decoration: tuple[str, str], cuts: list[int], kind: str
) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    roles = ("strong", "link", "link", "code")
    spans = tuple(Span(start, end, role) for start, end, role in zip(edges, edges[1:], roles, strict=False))
    first, rest = decoration
    if kind == "code":
        check(Block("code", text, spans, first=first, rest=rest), width)
    elif kind == "row":
        check(Block("row", text, spans, first=first, rest=rest, label_end=min(5, len(text)), hang=8), width)
    else:
        check(Block("paragraph", text, spans, first=first, rest=rest), width)


def table_block(rows: list[list[str]], heads: int = 1) -> Block:
    position, cells = 0, []
    for row in rows:
        ranges = []
        for text in row:
            ranges.append((position, position + len(text)))
            position += len(text) + 1
        cells.append(tuple(ranges))
    text = "\n".join("\t".join(row) for row in rows)
    return Block("table", text, table=Table(tuple(cells), ("left", "left", "right"), heads))


TALKS = [["Country", "Wish", "Since"], ["Japan", "A four-star commander in the country", "2024"], ["Philippines", "", "30 July"]]


def test_a_table_that_fits_has_aligned_columns_and_a_rule_below_its_headings() -> None:
    assert lines_of(table_block(TALKS), 80) == [
        "Country      Wish                                    Since",
        "──────────────────────────────────────────────────────────",
        "Japan        A four-star commander in the country     2024",
        "Philippines                                        30 July",
    ]


def test_cells_wrap_when_the_table_is_too_wide() -> None:
    assert lines_of(table_block(TALKS), 44) == [
        "Country      Wish                      Since",
        "────────────────────────────────────────────",
        "Japan        A four-star commander      2024",
        "             in the country",
        "",
        "Philippines                          30 July",
    ]


def test_a_table_too_narrow_to_read_becomes_a_record_for_each_row() -> None:
    assert lines_of(table_block(TALKS), 20) == [
        "Country: Japan",
        "Wish: A four-star",
        "  commander in the",
        "  country",
        "Since: 2024",
        "",
        "Country: Philippines",
        "Since: 30 July",
    ]


def test_headings_of_records_are_text_once_and_decoration_afterwards() -> None:
    heads = [run for line in layout(table_block(TALKS), 20) for run in line if run.text.startswith("Country")]
    assert [(run.offset, run.role) for run in heads] == [(0, "table-head"), (-1, "table-head")]


_cells = st.text(st.sampled_from(_CHARS.replace("\t", "").replace("\n", "")), max_size=25)
_rows = st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(_cells, min_size=n, max_size=n), min_size=1, max_size=4))


@settings(max_examples=300, deadline=None)
@given(_rows, st.integers(1, 60), st.integers(0, 1))
@example([["", "", "", "aaaaaaaaaaaa", "\u200d、"]], 24, 0)
@example([["a「、、ッ”"]], 9, 0)
def test_tables_show_every_character_once_at_every_width(rows: list[list[str]], width: int, heads: int) -> None:
    check(table_block(rows, heads), width)


@pytest.mark.parametrize("width", [1, 2, 7, 20, 40, 88, 200])
def test_real_texts_are_shown_whole_at_every_width(width: int) -> None:
    files = corpus("i18n/ja-policy-markdown/*", "i18n/udhr/*", "hostile-strings/blns/*", "markdown-frontmatter/*/*")
    if not files:
        pytest.skip("the corpora are not here")
    for path in files[width % 5 :: 5]:
        for block in blocks_of_pieces(read(path)[:20_000]):
            check(block, width)
