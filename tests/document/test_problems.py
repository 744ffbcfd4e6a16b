"""What is wrong with a file is listed at the end of its page, and shown where it is in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui.catalog.section_texts import section_sources
from tui.changes.document_edition import edition_of
from tui.document.block import Block
from tui.document.compose import compose
from tui.model.problem import Problem
from tui.store.read import read_text

BROKEN = """\
title: Broken
sections:
- title: First
  body: |
    The pier.

    The water.
  colour: red
- title: Second
  body: Text that is #cut
  tlp: BLUE
judgments:
- text: It opens.
  likelihood: perhaps
- text: It closes.
  likelihood: likely
date: yesterday
"""


def blocks(text: str, name: str = "a.yaml") -> dict[str, list[Block]]:
    """The blocks of each section of a page, by its id."""
    document = compose(read_text(text, name=name, kind="json" if name.endswith("json") else "yaml"))
    found: dict[str, list[Block]] = {section.id: [] for section in document.sections}
    for part in document.parts:
        found[document.sections[part.section].id] += part.blocks
    return found


def texts(found: list[Block]) -> list[str]:
    """Their texts, problems with a sign before them."""
    return [block.first + block.text if block.role == "problem" else block.text for block in found]


def test_every_problem_is_listed_with_its_place_and_what_to_do() -> None:
    listed = texts(blocks(BROKEN)["~problems"])
    assert listed[0] == "Problems"
    assert [line.split(" ")[:2] for line in listed if line[0].isdigit()] == [
        ["8:3", "warning"],
        ["10:21", "warning"],
        ["11:8", "error"],
        ["14:15", "error"],
        ["17:7", "error"],
    ]
    assert "→ correct the date, or leave it out" in listed


def test_the_banner_leads_to_the_list() -> None:
    banner = next(block for block in blocks(BROKEN)["~top"] if block.kind == "banner")
    assert banner.text.startswith("3 errors and 2 warnings in this file")
    assert [span.target for span in banner.spans if span.target] == ["#~problems"]


def test_a_problem_of_a_section_stands_in_its_text() -> None:
    found = blocks(BROKEN)
    first, second = texts(found["first"]), texts(found["second"])
    assert [line[:24] for line in first[1:]] == ["The pier.", "The water.", "▲ warning Unknown key “c"]
    assert [line[:14] for line in second[1:]] == ["Text that is", "▲ warning YAML", "▲ error “BLUE”"]


def test_a_problem_of_an_entry_stands_behind_it() -> None:
    lines = texts(blocks(BROKEN)["~judgments"])
    at = next(index for index, line in enumerate(lines) if line.startswith("▲"))
    assert "It opens." in "".join(lines[:at])
    assert "It closes." in "".join(lines[at:])


def test_a_problem_of_the_whole_briefing_stands_in_no_section() -> None:
    found = blocks(BROKEN)
    assert [id for id, own in found.items() if any("yesterday” is not" in block.text for block in own)] == ["~other", "~problems"]


def test_a_file_that_cannot_be_read_shows_its_text_with_the_problem_behind_the_line() -> None:
    text = '{"title": "T",\n "date": 2024-,\n "kind": "note"\n}\n'
    lines = texts(blocks(text, "a.json")["~text"])
    assert lines == ['{"title": "T",\n "date": 2024-,', "▲ error This is no JSON: Here a value should stand.", ' "kind": "note"\n}']


@pytest.mark.parametrize("line", [1, 2, 700, 1500])
def test_the_line_is_found_in_a_long_file(line: int) -> None:
    rows = [f' "k{number}": {number},' for number in range(1500)]
    rows[line - 1] = ' "k": 2024-,'
    text = "{" + "\n".join(rows)[1:] + "\n}"
    found = blocks(text, "a.json")["~text"]
    at = next(index for index, block in enumerate(found) if block.role == "problem")
    assert found[at - 1].text.endswith('"k": 2024-,')


def test_a_file_with_nothing_wrong_has_no_such_section_nor_one_with_mere_information() -> None:
    assert "~problems" not in blocks("title: T\n")
    assert "~problems" not in blocks("title: T\nbluf: |\n  A \x07 bell.\n")


def test_what_is_said_of_a_file_is_not_its_text() -> None:
    briefing = read_text(BROKEN, name="a.yaml", kind="yaml")
    said = " ".join(text for section in section_sources(briefing) for text in section.blocks)
    assert "pier" in said
    assert "Unknown key" not in said


def test_what_is_said_of_a_file_is_no_change_of_it() -> None:
    whole = read_text("title: T\nsections: [{title: S, body: A pier.}]\n", name="a.yaml", kind="yaml")
    problem = Problem("warning", "duplicate-id", "The id “a” is claimed by “b.yaml” too.", path="a.yaml")
    claimed = replace(whole, problems=(problem,))
    assert compose(claimed).sections[-1].id == "~problems"
    assert edition_of(compose(claimed)) == edition_of(compose(whole))


@given(st.text("ab:-[]{}\"'#|\n \t", max_size=120))
def test_any_file_keeps_its_text_whatever_is_wrong(text: str) -> None:
    document = compose(read_text(f"title: T\n{text}", name="a.yaml", kind="yaml"))
    shown = [block for part in document.parts for block in part.blocks if block.kind == "banner"]
    errors = [problem for problem in document.briefing.problems if problem.severity != "info"]
    assert bool(errors) == bool(shown)
    for block in shown:
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
