"""Cutting Markdown where each piece parses alone."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import assume, example, given, settings

from tests.document.sources import blocks_of_pieces, corpus, markdown_texts, read
from tests.yardstick import SHARE, cost_of
from tui.document import split
from tui.document.block import Block
from tui.document.markdown import parse_markdown
from tui.document.split import LONGEST, TextPiece, split_body
from tui.model.briefing import Prose


def pieces_of(source: str) -> list[TextPiece]:
    return split_body(Prose(source, 1, 1))


def headings(source: str) -> list[tuple[int, str, int]]:
    return [(piece.heading_level, piece.heading, piece.line) for piece in pieces_of(source) if piece.heading_level]


def alike(blocks: list[Block]) -> Counter[tuple[object, ...]]:
    return Counter((block.kind, block.text.rstrip(), block.spans, block.line, block.first, block.level) for block in blocks)


def test_headings_of_both_kinds_cut_the_text() -> None:
    assert headings("intro\n\n# One #\n\ntext\n\nTwo\nlines\n===\n\n  ### Three\nFour\n---\n") == [
        (1, "One", 3),
        (1, "Two lines", 7),
        (3, "Three", 11),
        (2, "Four", 12),
    ]


def test_a_heading_is_plain_text_with_spans() -> None:
    (piece,) = pieces_of("# The `code` and [[x]]")
    assert piece.heading == "The code and x"
    assert [(span.role, span.target) for span in piece.spans] == [("code", ""), ("link supplied", "[[x]]")]


@pytest.mark.parametrize(
    "source",
    [
        "```\n# no\n```",
        "~~~~\n~~~\n# no\n",
        "    # no",
        "> # no",
        "- a\n\n  # no",
        "- a\n  ```\n  # no\n  ```",
        "#no",
        "####### no",
        "- a\n---",
        "> a\n---",
        "a\n\n---",
        "| a |\n|---|\n| b |\n---",
        "[^1]: note\n\n    # no",
        "<!--\n# no\n\n# no\n-->",
        "text\n<!-- # no\n\n# no",
        "<pre>\n\n# no\n</pre>",
        "<div>\n# no\n</div>\n# no",
        "<custom-tag a='b'>\n# no",
        "<?php\n\n# no\n?>",
    ],
)
def test_what_only_looks_like_a_heading_does_not_cut(source: str) -> None:
    assert headings(source) == []


def test_headings_around_raw_html_cut() -> None:
    assert headings("<!-- a -->\n# one\n<b>x</b>\n\n<div>\n\n# two\n\n</div>\n\ntext\n<i>\n# three\n") == [
        (1, "one", 2),
        (1, "two", 7),
        (1, "three", 13),
    ]


def test_an_unclosed_fence_goes_to_the_end() -> None:
    assert headings("# yes\n```\n# no\n") == [(1, "yes", 1)]


def test_a_fence_in_a_list_item_ends_with_the_item() -> None:
    assert headings("- a\n  ```\n  code\n\n# yes\n") == [(1, "yes", 5)]


def test_chunks_know_their_source_lines() -> None:
    pieces = split_body(Prose("\n\none\n\n# Two\n\n\nthree", 10, 1))
    assert [(piece.text or piece.heading, piece.line) for piece in pieces] == [("one", 12), ("Two", 14), ("three", 17)]
    assert {piece.line for piece in split_body(Prose("one\n\n# Two\n\nthree", 5, 0))} == {5}
    assert {piece.line for piece in split_body(Prose("one\n\n# Two"))} == {0}


def test_definitions_are_known_in_every_chunk() -> None:
    blocks = blocks_of_pieces("[a] and [^n]\n\n# Next\n\n[a]: http://a.example\n\n[^n]: The note.\n")
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "a and [n]"),
        ("paragraph", "[n] The note."),
        ("heading", "Next"),
    ]
    assert [span.target for span in blocks[0].spans] == ["http://a.example", "^n"]
    assert blocks[1].line == 7


def test_unused_definitions_and_uncited_footnotes_stand_at_the_end_of_their_section() -> None:
    blocks = blocks_of_pieces("# One\n\n[a]: /a\n\n[^n]: note\n\ntext\n\n# Two\n\ntext\n")
    assert [block.text for block in blocks] == ["One", "text", "[n] note", "[a] /a", "Two", "text"]


def test_a_definition_that_repeats_a_label_is_not_lost() -> None:
    assert "[a] /second" in [block.text for block in blocks_of_pieces("[a]\n\n[a]: /first\n\ntext\n\n[a]: /second\n")]


def test_a_definition_that_may_go_on_stays_where_it_is() -> None:
    assert [block.text for block in blocks_of_pieces("[a]\n\n[a]: /u\n'the title'\n\ntext")] == ["a", "[a] /u (the title)", "text"]


@pytest.mark.parametrize("line", ["|a", "a|", "|a|", "a\\|b", "|`a` b\\|c"])
def test_a_line_with_a_bar_over_dashes_is_a_table_of_one_column_and_no_heading(line: str) -> None:
    source = f"{line}\n---\n\ntext"
    assert alike(blocks_of_pieces(source)) == alike(parse_markdown(source, line=1, step=1))
    assert "heading" not in {block.kind for block in blocks_of_pieces(source)}


@settings(max_examples=500, deadline=None)
@given(markdown_texts)
@example("|```py papa\n---")
@example("a|b\n---")
@example("a\\|b\n---")
@example("<!-- comment -->\n---")
@example("# |-|-|\n---| - | - |")
@example("# a|\n---")
@example("# a | b\n---\n\n# c | d\n\n---|---")
@example("<!-- comment -->\nwords\n---")
def test_pieces_parse_to_the_blocks_of_the_whole(source: str) -> None:
    assume("]:" not in source)
    usual, split.CHUNK = split.CHUNK, 1
    try:
        assert alike(blocks_of_pieces(source)) == alike(parse_markdown(source, line=1, step=1))
    finally:
        split.CHUNK = usual


@pytest.mark.parametrize("size", [1, 500])
def test_pieces_of_real_texts_parse_to_the_blocks_of_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    files = corpus("markdown-frontmatter/*/*", "i18n/ja-policy-markdown/*", "hostile-strings/blns/*")
    if not files:
        pytest.skip("the corpora are not here")
    monkeypatch.setattr(split, "CHUNK", size)
    for path in files:
        source = read(path)
        assert alike(blocks_of_pieces(source)) == alike(parse_markdown(source, line=1, step=1)), path.name


def test_chunks_are_small_where_the_text_can_be_cut() -> None:
    pieces = pieces_of("\n\n".join(f"Paragraph {number} of some length." for number in range(3_000)))
    assert max(len(piece.text) for piece in pieces) < 2 * split.CHUNK


_GIANTS = {
    "list": "".join(f"- item {number} of a list without end\n" for number in range(8_000)),
    "fence": "```\n" + "".join(f"line {number} of the log\n" for number in range(12_000)) + "```",
    "table": "| alpha | bravo |\n|---|---|\n" + "".join(f"| row {number} | text |\n" for number in range(12_000)),
    "lines": "".join(f"line {number} of a paragraph\n" for number in range(12_000)),
    "line": " ".join(f"word{number}" for number in range(40_000)),
    "word": "x" * 300_000,
}


@pytest.mark.parametrize("source", _GIANTS.values(), ids=_GIANTS.keys())
def test_what_is_too_long_is_cut_and_keeps_its_kind_and_its_lines(source: str) -> None:
    pieces = pieces_of(source)
    assert len(pieces) > 1
    assert max(len(piece.text) for piece in pieces) <= LONGEST + 200
    whole = parse_markdown(source[:2_000])[0].kind
    numbers: list[str] = []
    lines = source.split("\n")
    for piece in pieces:
        blocks = parse_markdown(piece.text, line=piece.line, step=piece.step, references=piece.references)
        assert {block.kind for block in blocks} == {whole}
        numbers += [word for block in blocks for word in block.text.split() if word.isdigit()]
        if piece.text.startswith("- "):
            assert lines[piece.line - 1] == piece.text.partition("\n")[0]
    assert numbers == [word for word in source.split() if word.isdigit()]


@pytest.mark.parametrize(
    "source",
    [
        "a\n" * 500_000,
        "a\n\n" * 300_000,
        " \n" * 500_000,
        "- a\n---\n" * 100_000,
        "[a\n" * 300_000,
        "# a\n" * 50_000,
        " " * 1_000_000,
    ],
)
def test_a_megabyte_of_anything_is_cut_in_time_in_proportion(source: str) -> None:
    assert cost_of(lambda: pieces_of(source[: len(source) // SHARE])) < 150 / SHARE


def test_cutting_plain_text_imports_no_parser() -> None:
    code = (
        "import sys; from tui.document.split import split_body; from tui.model.briefing import Prose;"
        "split_body(Prose('# One\\n\\ntext\\n', 1, 1));"
        "assert not {'markdown_it', 'pygments', 'regex', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
