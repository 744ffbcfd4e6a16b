"""The strict reader: places, limits, and what it does instead of failing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.model.briefing import Briefing
from tui.model.text import cleaned
from tui.store.events import YamlStream, read_node, yaml_events
from tui.store.nodes import MappingNode, Scalar, SequenceNode
from tui.store.problems import Problems
from tui.store.read import read_text


def read(text: str | bytes) -> Briefing:
    return read_text(text, name="x.yaml", kind="yaml")


def codes(briefing: Briefing) -> list[str]:
    return [problem.code for problem in briefing.problems]


@pytest.mark.parametrize("value", ["NO", "2024-03", "1:30", "012", "on", "1.10", "0x1F", "yes", "1e3", ".inf"])
def test_every_scalar_stays_the_text_that_was_typed(value: str) -> None:
    assert read(f"title: {value}\n").title == value


@pytest.mark.parametrize("value", ["~", "null", "Null", "", '""'])
def test_nothing_means_not_given(value: str) -> None:
    assert read(f"title: T\nproducer: {value}\n").producer == ""


def test_null_in_quotes_is_a_text() -> None:
    assert read('title: "null"\n').title == "null"


def test_a_duplicate_key_is_refused_and_the_first_is_kept() -> None:
    briefing = read("title: first\nkind: note\ntitle: second\n")
    assert briefing.title == "first"
    (problem,) = briefing.problems
    assert (problem.code, problem.severity, problem.line, problem.column) == ("duplicate-key", "error", 3, 1)
    assert "line 1" in problem.message
    assert [other.text for other in briefing.other] == ["second"]


def test_a_duplicate_key_inside_an_item_is_refused_too() -> None:
    briefing = read("title: T\nactors:\n  - name: A\n    name: B\n")
    assert [actor.name for actor in briefing.actors] == ["A"]
    assert codes(briefing) == ["duplicate-key"]


def test_block_text_knows_the_exact_line_and_column_of_each_of_its_lines() -> None:
    briefing = read("title: T\n\nbluf: |\n\n  one\n    two\n  three\n")
    prose = briefing.bluf
    source = ["title: T", "", "bluf: |", "", "  one", "    two", "  three", ""]
    for number, line in enumerate(prose.text.rstrip("\n").split("\n")):
        assert source[prose.source_line(number) - 1][prose.indent :] == line if line else True
    assert (prose.line, prose.step, prose.indent) == (4, 1, 2)


def test_other_texts_know_where_they_start() -> None:
    briefing = read("title: T\nbluf: >\n  one\n  two\nwhy_it_matters: plain\n  and more\n")
    assert (briefing.bluf.line, briefing.bluf.step) == (3, 0)
    assert (briefing.why_it_matters.line, briefing.why_it_matters.step) == (5, 0)


def test_items_know_the_line_they_start_on() -> None:
    briefing = read("title: T\nactors:\n  a: {name: A}\n  b:\n    name: B\nfacts:\n  - text: F\n")
    assert [actor.line for actor in briefing.actors] == [3, 4]
    assert briefing.facts[0].line == 7


def nested(levels: int) -> str:
    return "title: T\nodd: " + "[" * (levels - 1) + "]" * (levels - 1) + "\n"


def test_sixty_four_levels_are_read_and_one_more_is_a_problem() -> None:
    assert "too-deep" not in codes(read(nested(64)))
    assert "too-deep" in codes(read(nested(65)))


@pytest.mark.parametrize("text", ["title: " + "[" * 30_000, "[" * 30_000 + "]" * 30_000, "{a: " * 30_000, "- " * 3_000 + "x"])
def test_thousands_of_brackets_are_a_problem_and_the_file_shows_its_text(text: str) -> None:
    briefing = read(text)
    assert codes(briefing) == ["too-deep"]
    assert text.strip() in briefing.body.text


def test_what_is_nested_too_deep_is_kept_as_it_was_typed() -> None:
    briefing = read(nested(100))
    assert briefing.other[0].text == "[" * 99 + "]" * 99


def test_aliases_are_read_within_their_limit() -> None:
    briefing = read("title: T\ntags: &t [a, b]\naudience: *t\n")
    assert briefing.audience == ("a", "b")
    assert not briefing.problems


def test_an_alias_bomb_is_a_problem_and_costs_no_memory() -> None:
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
    briefing = read(f"title: T\na0: &a0 [x]\n{levels}questions: *a11\n")
    assert "too-many-aliases" in codes(briefing)
    assert sum(len(question) for question in briefing.questions) < 100_000


def test_an_alias_inside_what_it_stands_for_is_a_problem() -> None:
    assert codes(read("title: T\nquestions: &q [a, *q]\n")) == ["recursive-alias"]


def test_a_second_document_is_a_problem_and_is_kept() -> None:
    briefing = read("title: T\n---\ntitle: U\n")
    assert briefing.title == "T"
    assert codes(briefing) == ["second-document"]
    assert "title: U" in briefing.other[0].text


def test_a_key_that_is_no_text_is_a_problem_and_its_value_is_kept() -> None:
    briefing = read("title: T\n? [a, b]\n: c\n")
    assert "key-not-text" in codes(briefing)
    assert [(other.path, other.text) for other in briefing.other] == [("[a, b]", "c")]


@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x1b", "\x7f", "\x0c", "\x0b", "\x85", "\x9b", "\u2028", "\u2029", "\ufffe", "\ufeff"]
)
def test_a_character_that_yaml_forbids_or_breaks_lines_at_moves_no_line_and_is_reported(char: str) -> None:
    briefing = read(f"title: a{char}b\nbluf: |\n  x{char}y\n  w\nodd key: z\n")
    assert len(briefing.title) == 3
    assert char not in briefing.title
    assert char not in briefing.bluf.text
    made_visible, unknown = briefing.problems
    assert (made_visible.code, made_visible.severity, made_visible.line, made_visible.column) == (
        "character-made-visible",
        "info",
        1,
        9,
    )
    assert (unknown.code, unknown.line) == ("unknown-key", 5)


def test_an_escape_inside_double_quotes_is_made_visible() -> None:
    briefing = read('title: "a\\e[31mb"\n')
    assert briefing.title == "a␛[31mb"
    assert codes(briefing) == ["character-made-visible"]


def test_line_ends_of_windows_and_of_old_macs_are_line_ends() -> None:
    for end in ("\r\n", "\r"):
        briefing = read(f"title: T{end}bluf: |{end}  a{end}  b{end}".encode())
        assert briefing.bluf.text == "a\nb\n"
        assert not briefing.problems


def test_utf_16_is_read_and_bytes_that_are_no_utf_8_are_named_with_their_place() -> None:
    assert read("title: Ünï\n".encode("utf-16")).title == "Ünï"
    briefing = read(b"title: T\nkind: caf\xe9\n")
    assert briefing.kind == "café"
    assert [(problem.code, problem.line, problem.column) for problem in briefing.problems] == [("other-encoding", 2, 10)]


def test_the_parser_without_libyaml_gives_the_same_events() -> None:
    text = "title: T\nbluf: |\n  a\n  b\nactors: {a: {name: 'x', short: \"y\"}}\n# end\n"

    def told(pure: bool) -> list[tuple[str, int, int, str]]:
        get, seen = yaml_events(text, pure=pure), []
        while (event := get()) is not None:
            mark = event.start_mark
            seen.append((type(event).__name__, mark.line, mark.column, getattr(event, "value", "")))
        return seen

    assert told(True) == told(False)


def test_a_file_that_is_no_briefing_can_be_read_as_nodes() -> None:
    problems = Problems()
    node = read_node("a: [1, 2]\nb: x\n", problems)
    assert isinstance(node, MappingNode)
    key, value = node.entries["a"]
    assert isinstance(value, SequenceNode)
    assert [item.value for item in value.items if isinstance(item, Scalar)] == ["1", "2"]
    assert (key.start_mark.line, value.start.column) == (0, 3)
    assert read_node("", problems) is None


def test_a_stream_knows_whether_its_top_is_a_mapping() -> None:
    assert YamlStream("a: b\n", Problems()).is_mapping
    assert not YamlStream("- a\n", Problems()).is_mapping
    assert YamlStream("# only a comment\n", Problems()).is_empty


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1))
def test_any_text_in_quotes_comes_back_cleaned(text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=True)
    briefing = read_text(f'{{"title": "T", "bluf": {quoted}}}', name="x.json", kind="json")
    expected = cleaned(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")) if not text.isascii() else cleaned(text)
    assert briefing.bluf.text == ("" if expected.isspace() else expected)
