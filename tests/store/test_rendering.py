"""What no field holds is shown as text: decoded, nested by indentation, with the lines it stands on."""

from __future__ import annotations

import pytest

from tui.model.briefing import OtherField
from tui.store.read import Kind, read_text


def other(text: str, kind: Kind = "yaml") -> OtherField:
    (field,) = read_text(text, name="x", kind=kind).other
    return field


def test_escapes_are_decoded_at_every_level() -> None:
    field = other("title: T\nmembers:\n- name: \"Jos\\xE9\"\n  note: \"First\\nSecond\"\n- name: 'It''s'\n")
    assert field.text == "- name: José\n  note:\n    First\n    Second\n- name: It's"
    assert field.lines == (3, 4, 4, 4, 5)


def test_json_keeps_its_nesting_and_loses_its_escapes() -> None:
    text = '{"title": "T",\n "data": {\n  "a": {"b": ["Stra\\u00dfe", "\\ud83d\\ude00"]},\n  "c": null, "d": []}}'
    field = other(text, "json")
    assert field.text == "a:\n  b:\n    - Straße\n    - 😀\nc:\nd: []"
    assert field.lines == (3, 3, 3, 3, 4, 4)


def test_what_an_escape_stands_for_is_harmless() -> None:
    assert other('title: T\nx: {a: "\\e[2J"}\n').text == "a: ␛[2J"
    assert other('{"title": "T", "x": {"a": "\\u001b[2J"}}', "json").text == "a: ␛[2J"


@pytest.mark.parametrize("nothing", ["", "~", "null", '""'])
def test_nothing_is_shown_as_nothing(nothing: str) -> None:
    assert other(f"title: T\nx: {nothing}\n").text == ""
    assert other(f"title: T\nx:\n  a: {nothing}\n  b: 1\n").text == "a:\nb: 1"
    assert other('{"title": "T", "x": null}', "json").text == ""


def test_lists_in_lists_and_empty_things_keep_their_places() -> None:
    assert other("title: T\nx:\n- - a\n  - b\n- {}\n- c:\n  - d: 1\n    e: 2\n").text == (
        "- - a\n  - b\n- {}\n- c:\n    - d: 1\n      e: 2"
    )


def test_a_literal_text_tells_the_line_of_each_of_its_lines() -> None:
    field = other("title: T\nx: |\n  One\n\n  Two\n")
    assert (field.text, field.lines[:3]) == ("One\n\nTwo\n", (3, 4, 5))


def test_an_alias_shows_what_it_stands_for() -> None:
    assert read_text("title: T\nx: &a [1, 2]\ny: {b: *a}\n", name="x", kind="yaml").other[1].text == "b:\n  - 1\n  - 2"
