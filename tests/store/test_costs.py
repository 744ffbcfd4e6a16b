"""What a stranger's file costs: no more than its size explains, whatever stands in it."""

from __future__ import annotations

import pytest

from tests.store.bombs import BOMBS
from tests.store.mutations import HALF_TYPED, dearest, most_memory, mutated
from tests.yardstick import cost_of
from tui.store.lint import check
from tui.store.read import Kind, read_text


@pytest.mark.parametrize("text", HALF_TYPED[:3])
def test_a_half_typed_file_opens_at_once_with_one_problem_where_it_breaks_off(text: str) -> None:
    before = most_memory()
    assert cost_of(lambda: read_text(text, name="x.yaml", kind="yaml")) < 50
    briefing = read_text(text, name="x.yaml", kind="yaml")
    assert most_memory() - before < 100_000_000
    lines = [problem.line for problem in briefing.problems if problem.severity == "error" and problem.code != "missing-title"]
    assert len(lines) == len(set(lines))


def test_a_key_that_is_still_being_typed_costs_nothing_else() -> None:
    briefing = read_text("title: T\nsources:\n- title: S\nta\n", name="x.yaml", kind="yaml")
    assert [source.title for source in briefing.sources] == ["S"]
    (problem,) = briefing.problems
    assert (problem.code, problem.line, problem.suggestion) == ("no-colon", 4, "ta:")


def test_a_line_is_mended_once() -> None:
    briefing = read_text("title: T\nbluf: a: 'b\n  c\n - d: \"e\nf\n", name="x.yaml", kind="yaml")
    mended = [(problem.code, problem.line) for problem in briefing.problems]
    assert len(mended) == len(set(mended)) <= 4


@pytest.mark.parametrize("kind", ["yaml", "json", "md"])
def test_damaged_files_open_soon_and_in_little_memory(kind: Kind) -> None:
    before = most_memory()
    worst = dearest(mutated(HALF_TYPED, 400, 7), kind)
    assert cost_of(lambda: check(read_text(worst.text, name="x", kind=kind))) < 50, worst.text
    assert most_memory() - before < 100_000_000


@pytest.mark.parametrize("name", ["ids same", "refs2", "TAG", "hash one line"])
def test_a_cost_that_grew_with_the_square_does_not_any_more(name: str) -> None:
    kind, text = BOMBS[name]
    if name in ("ids same", "refs2"):
        text = text[: text.rfind("\n", 0, 120_000) + 1]
    assert cost_of(lambda: check(read_text(text, name="x", kind=kind))) < 100


def test_ids_are_made_unique_in_order() -> None:
    text = "title: T\nactors: [{id: a}, {id: a-2}, {id: a}, {name: a}, {name: b}, {name: b}]\nfacts: [{text: x}, {id: f1}, x]\n"
    briefing = read_text(text, name="x.yaml", kind="yaml")
    assert [actor.id for actor in briefing.actors] == ["a", "a-2", "a-3", "a-4", "b", "b-2"]
    assert [fact.id for fact in briefing.facts] == ["f2", "f1", "f3"]
