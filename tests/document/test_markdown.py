"""Markdown to blocks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from hypothesis import given, settings

from tests.document.layouts import check, shown
from tests.document.sources import blocks_of_pieces, corpus, markdown_texts, read, words_lost
from tests.yardstick import SHARE, cost_of
from tui.document.block import Block, Span
from tui.document.grammar import parser
from tui.document.inline import parse_inline
from tui.document.markdown import parse_markdown
from tui.document.source_blocks import labels_shown


def drawn(source: str, width: int = 60) -> str:
    """The blocks of a source as lines, with the blank lines between them."""
    lines: list[str] = []
    for block in parse_markdown(source):
        lines += [""] * (block.space if lines else 0)
        lines += [shown(line).rstrip() for line in check(block, width)]
    return "\n".join(lines)


def only(source: str) -> Block:
    (block,) = parse_markdown(source)
    return block


def styled(source: str) -> list[tuple[str, str, str]]:
    block = only(source)
    return [(block.text[span.start : span.end], span.role, span.target) for span in block.spans]


def test_blocks_know_their_kind_and_their_source_line() -> None:
    blocks = parse_markdown("# One\n\ntext\n\n> said\n\n---\n\n```\ncode\n```\n", section=3, line=10, step=1)
    assert [(block.kind, block.text, block.line, block.section) for block in blocks] == [
        ("heading", "One", 10, 3),
        ("paragraph", "text", 12, 3),
        ("quote", "said", 14, 3),
        ("rule", "", 16, 3),
        ("code", "code", 18, 3),
    ]


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads take turns as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_the_first_texts_may_be_parsed_by_several_threads_at_once() -> None:
    source = "A [link](http://x.y) and *word*.\n\n- one\n- two\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n> said\n"
    expected = parse_markdown(source)
    with ThreadPoolExecutor(4) as threads:
        for _ in range(50):
            parser.cache_clear()
            parser()
            at_once = Barrier(4)

            def parse(at_once: Barrier = at_once) -> list[Block]:
                at_once.wait()
                return parse_markdown(source)

            for found in [threads.submit(parse) for _ in range(4)]:
                assert found.result() == expected


def test_a_scalar_that_knows_only_its_start_gives_that_line_to_every_block() -> None:
    assert [block.line for block in parse_markdown("one\n\ntwo", line=7, step=0)] == [7, 7]


def test_emphasis_nests() -> None:
    assert styled("a **b *c* d** ~~e~~ `f  g`") == [
        ("b ", "strong", ""),
        ("c", "strong emphasis", ""),
        (" d", "strong", ""),
        ("e", "strike", ""),
        ("f  g", "code", ""),
    ]


def test_soft_breaks_are_spaces_but_nothing_between_cjk_characters() -> None:
    assert only("one\ntwo").text == "one two"
    assert only("東京の\n漢字").text == "東京の漢字"
    assert only("한국\n전쟁").text == "한국 전쟁"


def test_hard_breaks_stay() -> None:
    assert only("one  \ntwo\\\nthree").text == "one\ntwo\nthree"


def test_a_link_shows_its_text_and_its_title_and_leads_to_its_address() -> None:
    assert only("[text](http://a.example/b 'the title')").text == "text (the title)"
    assert styled("[text](http://a.example/b 'the title')") == [("text", "link", "http://a.example/b")]


def test_an_image_is_its_alternative_text_or_else_its_file_name() -> None:
    assert styled("![A map](maps/japan.png)") == [("A map", "image", "maps/japan.png")]
    assert styled("![](maps/japan.png)") == [("japan.png", "image", "maps/japan.png")]


def test_bare_addresses_are_links_without_the_punctuation_behind_them() -> None:
    assert styled("see (https://a.example/x_(y)_z), or") == [("https://a.example/x_(y)_z", "link", "https://a.example/x_(y)_z")]
    assert styled("`https://a.example`") == [("https://a.example", "code", "")]


def test_an_address_that_looks_like_a_source_is_no_source() -> None:
    assert styled("[x](@seed)") == [("x", "link", "./@seed")]


def test_a_citation_leads_to_each_of_its_sources() -> None:
    assert only("Said so [@seed, p. 4; @other].").text == "Said so [seed, p. 4; other]."
    assert styled("[@seed, p. 4; @other]") == [("[seed, p. 4", "cite", "@seed"), ("; other]", "cite", "@other")]


@pytest.mark.parametrize("source", [r"\[@seed]", "`[@seed]`", "[@]", "[@seed", "a@b"])
def test_what_is_no_citation_stays_as_written(source: str) -> None:
    assert only(source).text == source.strip("`").replace("\\", "")
    assert not any(span.target for span in only(source).spans)


def test_a_link_whose_text_looks_like_a_citation_is_a_link() -> None:
    assert styled("[@someone](http://a.example)") == [("@someone", "link", "http://a.example")]
    assert parse_markdown("[@someone]\n\n[@someone]: http://a.example")[0].spans[0].target == "http://a.example"


def test_links_between_things_show_label_or_name_or_target() -> None:
    def names(target: str) -> str | None:
        return {"[[indopacom]]": "INDOPACOM", "#why": "Why it matters"}.get(target)

    (block,) = parse_markdown("[[indopacom]] [[indopacom|the command]] [[other#part]] [[#why]] [[ghost]]", names=names)
    assert block.text == "INDOPACOM the command other § part Why it matters ghost"
    assert [span.target for span in block.spans] == [
        "[[indopacom]]",
        "[[indopacom]]",
        "[[other#part]]",
        "#why",
        "[[ghost]]",
    ]


def test_in_a_table_cell_the_bar_of_a_link_is_escaped() -> None:
    block = only("| a |\n|---|\n| [[x\\|the x]] |")
    assert block.text == "a\nthe x"
    assert block.spans == (Span(2, 7, "link", "[[x]]"),)


@pytest.mark.parametrize("source", [r"\[[x]]", "`[[x]]`", "[[]]", "[[x", "[sic]", "[/oops]", "[@click=app.quit]x[/]"])
def test_brackets_that_mean_nothing_stay_as_written(source: str) -> None:
    assert only(source).text in (source, source.strip("`"), source.replace("\\", ""), source.replace("[@", "[", 1))


def test_markdown_in_a_block_of_raw_html_is_not_interpreted() -> None:
    source = "<pre>\na*b*c [x][y]\n\n# no\n</pre>\n\n<div>\n*a*\n</div>\n\n*b*\n\n[y]: /u\n"
    pre, div, after, definition = parse_markdown(source)
    assert (pre.kind, pre.text) == ("code", "<pre>\na*b*c [x][y]\n\n# no\n</pre>")
    assert (div.kind, div.text) == ("code", "<div>\n*a*\n</div>")
    assert (after.kind, after.text) == ("paragraph", "b")
    assert definition.text == "[y] /u"


def test_a_comment_is_quiet_and_keeps_its_words() -> None:
    (comment,) = parse_markdown("<!-- one\n# two\n\nthree -->\n")
    assert (comment.kind, comment.role, comment.text) == ("code", "muted", "<!-- one\n# two\n\nthree -->")


@pytest.mark.parametrize("tag", ["<br>", "<br/>", "<BR />", "<br>\n"])
def test_a_tag_for_a_line_break_is_one(tag: str) -> None:
    assert drawn(f"a{tag}b") == "a\nb"


def test_a_line_breaks_in_a_cell_too() -> None:
    table = "| head | other |\n|---|---|\n| one<br>two | x |\n"
    assert drawn(table) == "head  other\n───────────\none   x\ntwo"
    assert "one" in drawn(table, 8)
    assert "<br>" not in drawn(table, 8)


def test_a_block_of_raw_html_keeps_its_lines_and_is_wrapped_at_spaces() -> None:
    assert drawn("<div>\n  one two three\n</div>", 14) == "  <div>\n    one two\n    three\n  </div>"


def test_an_image_stands_apart_from_words() -> None:
    assert only("a ![x](y)b").text == "a x b"
    assert only("a![x](y), b").text == "a x, b"
    assert only("![a *b* [c](d)](e)").text == "a b c"
    assert styled("[![a](b)](c)") == [("a", "link image", "c")]


def test_raw_html_is_shown() -> None:
    assert only("<b>bold</b> <!-- note -->").text == "<b>bold</b> <!-- note -->"


def test_entities_are_decoded_but_never_to_anything_a_terminal_obeys() -> None:
    assert only("&amp; &eacute; &#27;[31m &#x202E;x").text == "& é \ufffd[31m \ufffdx"


def test_lists_nest_with_bullets_and_numbers() -> None:
    source = "- a\n- b\n  - c\n    - d\n\n1. one\n2. two\n   more\n"
    assert drawn(source) == "• a\n• b\n  – c\n    · d\n\n1. one\n2. two more"


def test_wrapped_items_hang_and_numbers_align() -> None:
    source = "".join(f"{number}. item number {number}\n" for number in range(8, 11))
    assert drawn(source, 12).splitlines()[:4] == [" 8. item", "    number 8", " 9. item", "    number 9"]


def test_numbers_stay_as_written_but_count_up_where_all_are_alike() -> None:
    assert drawn("3. a\n7. b") == "3. a\n7. b"
    assert drawn("1) a\n1) b") == "1) a\n2) b"


def test_a_loose_list_has_air_and_its_paragraphs_hang() -> None:
    assert drawn("- a\n\n  b\n\n- c") == "• a\n\n  b\n\n• c"


def test_tasks_have_boxes() -> None:
    assert drawn("- [ ] to do\n- [x] done\n- [y] no task") == "☐ to do\n☑ done\n• [y] no task"
    assert [block.text for block in parse_markdown("- [ ] to do")] == ["☐ to do"]


def test_every_line_of_a_quote_has_its_bar() -> None:
    assert drawn("> one two three\n> - four", 9) == "▎ one two\n▎ three\n\n▎ • four"


def test_code_of_a_known_language_is_coloured_and_of_an_unknown_one_named() -> None:
    known = only("```python\nif True: pass\n```")
    assert Span(0, 2, "syntax-keyword") in known.spans
    named, code = parse_markdown("```{note} Mind\ntext\n```")
    assert (named.text, code.text, code.space) == ("{note} Mind", "text", 0)


def test_code_keeps_its_white_space() -> None:
    assert only("```\na\n\n  b\tc\n```").text == "a\n\n  b\tc"


def test_a_table_knows_its_cells_and_keeps_those_beyond_its_headings() -> None:
    block = only("| a | b |\n|--:|:-:|\n| 1 |\n| 2 | 3 | 4 |")
    assert block.text == "a\tb\t\n1\t\t\n2\t3\t4"
    assert block.table is not None
    assert [[block.text[start:end] for start, end in row] for row in block.table.rows] == [
        ["a", "b", ""],
        ["1", "", ""],
        ["2", "3", "4"],
    ]
    assert block.table.align == ("right", "center", "left")


def test_a_footnote_is_cited_and_stands_where_it_is_defined() -> None:
    text, note, more = parse_markdown("Said.[^1]\n\n[^1]: By *whom*.\n\n    And when.\n")
    assert (text.text, text.spans) == ("Said.[1]", (Span(5, 8, "cite", "^1"),))
    assert (note.text, note.about, note.label_end) == ("[1] By whom.", "^1", 3)
    assert (more.text, more.about, more.rest) == ("And when.", "^1", "    ")


def test_an_undefined_footnote_stays_as_written() -> None:
    assert only("Said.[^1]").text == "Said.[^1]"


def test_a_link_definition_is_shown_unless_its_label_is() -> None:
    assert [block.text for block in parse_markdown("[a] and [b][c]\n\n[a]: /a\n[c]: /c 'title'\n[d]: /d")] == [
        "a and b",
        "[c] /c (title)",
        "[d] /d",
    ]


def test_the_second_definition_of_a_label_is_shown() -> None:
    assert [block.text for block in parse_markdown("[a]\n\n[a]: /first\n[a]: /second")] == ["a", "[a] /second"]


def test_labels_are_shown_where_they_are_the_text_of_a_link() -> None:
    assert labels_shown("[a] [b][] [c][d] [e](f) ![g] \\[h]") == {"A", "B", "G"}


def test_inline_text_has_no_newlines() -> None:
    assert parse_inline("one\ntwo  \n**three**") == ("one two three", (Span(8, 13, "strong"),))
    assert parse_inline("  plain   text ") == ("plain text", ())


def test_nesting_too_deep_is_shown_as_source() -> None:
    blocks = parse_markdown(">" * 500 + " deep words")
    assert "deep words" in blocks[-1].text
    assert blocks[-1].kind == "code"


def test_text_that_is_not_markdown_at_all_is_kept() -> None:
    for source in ("\x00", "\ud800", "a\rb", "\ufeff# x", "\t", " " * 1000):
        parse_markdown(source)
        parse_inline(source)


@settings(max_examples=400, deadline=None)
@given(markdown_texts)
def test_no_word_of_the_source_is_lost(source: str) -> None:
    # Definitions that nothing uses are shown at the end of their section, which one text alone does not have.
    if "]:" not in source:
        assert not words_lost(source, parse_markdown(source))
    assert not words_lost(source, blocks_of_pieces(source))


@settings(max_examples=200, deadline=None)
@given(markdown_texts)
def test_blocks_can_be_laid_out(source: str) -> None:
    for block in parse_markdown(source):
        spans = block.spans
        assert all(span.start < span.end <= len(block.text) for span in spans)
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert block.kind == "code" or block.table or "\t" not in block.text
        check(block, 30)


def test_no_word_of_real_texts_is_lost() -> None:
    files = corpus("markdown-frontmatter/*/*", "i18n/ja-policy-markdown/*", "plain-text/*/*", "hostile-strings/*/*")
    if not files:
        pytest.skip("the corpora are not here")
    lost = {path.name: words for path in files if (words := words_lost(source := read(path), blocks_of_pieces(source)))}
    assert lost == {}


_BOMBS = {
    "quotes": ">" * 10_000 + "a",
    "items": "- " * 5_000 + "a",
    "numbers": "1. " * 3_000 + "a",
    "deep list": "\n".join("  " * depth + "- a" for depth in range(500)),
    "brackets": "[" * 50_000,
    "closed brackets": "[" * 20_000 + "a" + "]" * 20_000,
    "images": "![" * 20_000,
    "half links": "[a](" * 10_000,
    "half references": "[a][" * 20_000,
    "half places": "[[a|" * 20_000,
    "half citations": "[@a; @b" * 20_000,
    "half notes": "[^a" * 20_000,
    "stars": "*" * 50_000,
    "open stars": "*a " * 20_000,
    "mixed stars": "*a **b " * 5_000,
    "tildes": "~~a" * 20_000,
    "backticks": " ".join("`" * (count % 300 + 1) for count in range(2_000)),
    "escapes": "\\" * 50_000,
    "less than": "<" * 50_000,
    "comments": "a <!-- " * 10_000,
    "entities": "&" * 50_000,
    "addresses": "http://" * 10_000,
    "address": "http://a" + ")" * 50_000,
    "wide table": "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + ("|b" * 1_000 + "|\n") * 10,
    "underlined": "a\n" * 20_000 + "===",
    "tabs": "\t" * 50_000 + "a",
}


@pytest.mark.parametrize("source", _BOMBS.values(), ids=_BOMBS.keys())
def test_bombs_cost_time_in_proportion(source: str) -> None:
    made: list[object] = []
    assert cost_of(lambda: made.extend(parse_markdown(source[: len(source) // SHARE - 1] + source[-1]))) < 150 / SHARE
    assert made
