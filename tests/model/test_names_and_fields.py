"""Slugs, unique ids, reading time, problems, and the table of fields held against the structs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.briefing import Briefing, Fact, Judgment, Prose, Section
from tui.model.fields import FIELDS, MAIN, NAME, PREFIX, Shape
from tui.model.problem import Problem
from tui.model.reading_time import minutes
from tui.model.text import slug, unique

MADE_BY_READING = {"line", "numbered", "other", "problems", "path", "named", "digest", "hidden"}
"""Attributes that are no keys of the format."""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A joint headquarters", "a-joint-headquarters"),
        ("  Japan & Korea: 2024/25 ", "japan-korea-2024-25"),
        ("Straße", "strasse"),
        ("防衛省の概要", "防衛省の概要"),
        ("snake_case_title", "snake-case-title"),
        ("—", "section"),
        ("", "section"),
        ("[/oops]", "oops"),
    ],
)
def test_a_slug_is_the_words_of_the_title(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text())
def test_a_slug_is_short_never_empty_and_its_own_slug(title: str) -> None:
    made = slug(title)
    assert 0 < len(made) <= 80
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert not any(char.isspace() for char in made)


@given(st.lists(st.sampled_from(["a", "a-2", "b"])))
def test_unique_ids_are_all_different_and_the_first_keeps_its_name(wanted: list[str]) -> None:
    taken: dict[str, int] = {}
    made = [unique(name, taken) for name in wanted]
    assert len(set(made)) == len(wanted)
    assert set(taken) == set(made)
    if wanted:
        assert made[0] == wanted[0]


def test_the_second_of_a_name_is_numbered_two() -> None:
    taken: dict[str, int] = {}
    assert [unique("talks", taken) for _ in range(3)] == ["talks", "talks-2", "talks-3"]


def test_reading_time_counts_prose_judgments_and_facts() -> None:
    text = Prose("word. " * 2300)
    assert minutes(Briefing(title="x", body=text)) == 10
    assert minutes(Briefing(title="x", sections=(Section(sections=(Section(body=text),)),))) == 10
    assert minutes(Briefing(title="x", judgments=(Judgment(text=text),), facts=(Fact(text=text),))) == 20
    assert minutes(Briefing(title="x", bluf=Prose("Short."))) == 1
    assert minutes(Briefing(title="x")) == 0


def test_what_is_no_prose_is_passed_over_word_by_word() -> None:
    assert minutes(Briefing(body=Prose("x" * 5_000_000))) <= 5
    assert minutes(Briefing(body=Prose(f"{'QUJD' * 19}\n" * 2300))) == 10
    assert minutes(Briefing(body=Prose(" " * 100_000))) <= 1


def test_japanese_is_read_by_characters_not_by_spaces() -> None:
    assert minutes(Briefing(body=Prose("防衛省の概要について" * 450))) == 10


@pytest.mark.parametrize("kind", FIELDS)
def test_the_table_of_fields_and_the_struct_agree(kind: type[Any]) -> None:
    table = {field.attribute for field in FIELDS[kind]} - {"grade"}
    struct = {field.name for field in msgspec.structs.fields(kind)} - MADE_BY_READING
    if kind in (item for item in FIELDS if "grade" in {field.key for field in FIELDS[item]}):
        struct -= {"reliability", "credibility"} - table
    without_id = {"id"} if kind.__name__ == "Relation" else set()
    assert table == struct - without_id


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_is_described_and_every_choice_has_values(kind: type[Any]) -> None:
    keys = [field.key for field in FIELDS[kind]]
    assert len(keys) == len(set(keys))
    for field in FIELDS[kind]:
        assert field.note.endswith((".", "..."))
        if field.shape is Shape.CHOICE:
            assert field.values
        if field.shape is Shape.THINGS:
            assert field.of in FIELDS


@pytest.mark.parametrize("table", [MAIN, NAME, PREFIX], ids=["main", "name", "prefix"])
def test_main_fields_and_names_are_fields(table: dict[type[Any], str]) -> None:
    for kind, key in table.items():
        keys = {field.key for field in FIELDS[kind]}
        assert key in keys if table is not PREFIX else "id" in keys


def test_a_problem_is_one_line_that_editors_can_follow() -> None:
    problem = Problem("error", "bad-date", "There is no month 13.", 3, 7, "write 2024-12", "x.yaml")
    assert str(problem) == "x.yaml:3:7: error bad-date There is no month 13. (write 2024-12)"
    assert Problem("info", "a", "b").where == "1:1"


def test_a_line_of_prose_knows_its_line_in_the_file() -> None:
    assert Prose("a\nb", line=10, step=1).source_line(1) == 11
    assert Prose("a\nb", line=10, step=0).source_line(1) == 10


def test_nested_sections_are_walked_after_their_parent() -> None:
    tree = (Section(title="1", sections=(Section(title="1.1"), Section(title="1.2"))), Section(title="2"))
    assert [section.title for section in Briefing(sections=tree).all_sections()] == ["1", "1.1", "1.2", "2"]
