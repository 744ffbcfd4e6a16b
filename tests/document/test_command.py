"""Command structure: graph, trees, words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.document.everything import bare
from tests.yardstick import SHARE, cost_of
from tui.document.block import Block
from tui.document.compose import compose
from tui.document.layout import layout
from tui.document.plain import plain_text
from tui.model.briefing import RELATION_TYPES, Actor, Prose, Relation
from tui.model.dates import parse_date
from tui.model.scales import SCALES

ORBAT = Path(__file__).parents[3] / "shared" / "corpora" / "relations" / "orbat" / "narvik40.json"


def relation(from_: str, type_: str, to: str, **fields: Any) -> Relation:
    return Relation(from_=from_, type=type_, to=to, **fields)


def drawn(*relations: Relation, actors: tuple[Actor, ...] = (), section: str = "~command") -> list[str]:
    """The section's lines, without the heading and blank lines."""
    document = compose(bare(relations=relations, actors=actors))
    return [line for line in plain_text(document, 0, section) if line][1:]


def command_blocks(*relations: Relation, actors: tuple[Actor, ...] = ()) -> list[Block]:
    document = compose(bare(relations=relations, actors=actors))
    index = document.section_of("~command")
    return [block for part in document.parts if part.section == index for block in part.blocks][1:]


def test_who_reports_to_whom_is_a_tree() -> None:
    assert drawn(relation("a", "reports to", "top"), relation("b", "reports to", "a"), relation("c", "reports to", "top")) == [
        "top",
        "├─ a",
        "│  └─ b",
        "└─ c",
    ]


def test_commands_is_the_inverse_of_reports_to() -> None:
    assert drawn(relation("top", "commands", "a")) == drawn(relation("a", "reports to", "top")) == ["top", "└─ a"]


@pytest.mark.parametrize("spelling", ["reports to", "Reports To", "reports_to", "reports-to", " reports  to "])
def test_the_type_of_a_relation_is_known_in_any_spelling(spelling: str) -> None:
    assert drawn(relation("a", spelling, "top")) == ["top", "└─ a"]


def test_shorthands_of_actors_draw_the_same_tree() -> None:
    actors = (Actor(id="top", short="TOP", led_by=("cdr",)), Actor(id="a", name="Alpha", reports_to=("top",)))
    assert drawn(actors=actors) == ["TOP — led by cdr", "└─ Alpha"]


def test_an_actor_is_found_by_its_short_name_and_alias() -> None:
    actors = (Actor(id="top-command", name="Top Command", short="TOP", aliases=("The Top",)), Actor(id="a", name="A"))
    assert drawn(relation("a", "reports to", "TOP"), relation("b", "reports to", "the top"), actors=actors) == [
        "TOP",
        "├─ A",
        "└─ b",
    ]


def test_a_shorthand_that_a_relation_says_again_is_drawn_once() -> None:
    actors = (Actor(id="top"), Actor(id="a", reports_to=("top",)))
    assert drawn(relation("a", "reports to", "top", authority="full"), actors=actors) == ["top", "└─ a — authority: full"]


def test_a_leader_is_folded_into_what_it_leads() -> None:
    actors = (Actor(id="cdr", name="Samuel Paparo", rank="Admiral", type="person"),)
    assert drawn(relation("unit", "led by", "cdr"), actors=actors) == ["unit — led by Admiral Samuel Paparo"]
    assert drawn(relation("cdr", "leads", "unit"), actors=actors) == ["unit — led by Admiral Samuel Paparo"]


def test_a_post_is_folded_with_the_person_who_holds_it() -> None:
    actors = (Actor(id="post", name="Commander", type="post"), Actor(id="p", name="Jones", type="person"))
    relations = (relation("unit", "led by", "post"), relation("post", "led by", "p"), relation("sub", "reports to", "post"))
    assert drawn(*relations, actors=actors) == ["unit — led by Commander · held by Jones", "└─ sub — answers to Commander"]


def test_a_state_that_leads_is_drawn_above_what_it_leads() -> None:
    actors = (Actor(id="us", name="US", type="state"), Actor(id="nato", name="Coalition", type="organisation"))
    assert drawn(relation("us", "leads", "nato"), actors=actors) == ["US", "└─ Coalition"]


def test_authority_status_dates_sources_and_note_are_in_words() -> None:
    relations = relation(
        "a",
        "reports to",
        "top",
        authority="operational",
        status="disputed",
        since=parse_date("2024"),
        until=parse_date("2025"),
        sources=("seed",),
        note=Prose("Says *who*?"),
    )
    assert drawn(relations) == [
        "top",
        "└─ a — disputed, authority: operational, since 2024, until 2025 [seed]",
        "      Says who?",
    ]


def test_part_of_is_said_only_beside_other_kinds() -> None:
    assert drawn(relation("a", "part of", "top")) == ["top", "└─ a"]
    assert drawn(relation("a", "part of", "top"), relation("b", "reports to", "top")) == ["top", "├─ a — part of top", "└─ b"]


def test_now_and_planned_are_two_trees() -> None:
    actors = (Actor(id="old"), Actor(id="top"), Actor(id="new"))
    lines = drawn(
        relation("old", "reports to", "top"),
        relation("new", "reports to", "top", status="planned", authority="operational"),
        relation("new", "replaces", "old", status="planned"),
        relation("sub", "reports to", "old"),
        relation("x", "reports to", "y"),
        actors=actors,
    )
    assert lines == [
        "Now",
        "top",
        "└─ old — to be replaced by new",
        "   └─ sub",
        "y",
        "└─ x",
        "Planned — where something changes",
        "top",
        "└─ new — planned, authority: operational · replaces old",
        "   └─ sub — now under old",
    ]


def test_a_planned_superior_takes_the_place_of_the_present_one() -> None:
    lines = drawn(relation("a", "reports to", "old"), relation("a", "reports to", "new", status="planned"))
    assert lines == ["Now", "old", "└─ a", "Planned — where something changes", "new", "└─ a — planned, now under old"]


def test_a_further_superior_with_another_authority_leaves_the_present_one() -> None:
    lines = drawn(
        relation("a", "reports to", "old", authority="administrative"),
        relation("a", "reports to", "new", authority="operational", status="planned"),
    )
    planned = lines[lines.index("Planned — where something changes") :]
    assert "new" in planned
    assert "old" in planned


def test_what_is_refused_or_former_is_listed_and_not_drawn() -> None:
    lines = drawn(
        relation("a", "reports to", "top"), relation("a", "reports to", "x", status="refused", note=Prose("Asked in May."))
    )
    assert lines == ["top", "└─ a", "Refused or former", "a — reports to — x · refused", "  Asked in May."]


def test_an_actor_with_two_superiors_is_in_full_under_the_first_and_a_reference_under_the_second() -> None:
    lines = drawn(relation("a", "reports to", "x"), relation("a", "reports to", "y"), relation("b", "reports to", "a"))
    assert lines == ["x", "└─ a", "   └─ b", "y", "└─ a → see under x"]


def test_reporting_comes_before_being_part_of() -> None:
    lines = drawn(relation("a", "part of", "x"), relation("a", "reports to", "y"), relation("b", "reports to", "a"))
    assert lines == ["x", "└─ a — part of x → see under y", "y", "└─ a", "   └─ b"]


def test_a_circle_is_cut_and_said() -> None:
    lines = drawn(relation("a", "reports to", "b"), relation("b", "reports to", "c"), relation("c", "reports to", "a"))
    assert lines == ["b", "└─ a", "   └─ c", "      └─ b → a circle: it stands above"]


def test_leaders_who_lead_each_other_are_no_endless_loop() -> None:
    actors = (Actor(id="a", type="person"), Actor(id="b", type="person"))
    lines = drawn(relation("a", "leads", "b"), relation("b", "leads", "a"), actors=actors)
    assert lines == ["b — led by a", "Not in the tree", "b — leads — a"]


def test_whoever_reports_to_itself_or_to_nobody_is_listed() -> None:
    lines = drawn(relation("a", "reports to", "a"), relation("a", "reports to", ""))
    assert lines == ["Not in the tree", "a — reports to — a", "a — reports to — ?"]


def test_replaces_alone_is_an_ordinary_relation() -> None:
    assert drawn(relation("a", "replaces", "b"), section="~relations") == ["a — replaces — b"]


def test_relations_of_other_kinds_are_a_list() -> None:
    actors = (Actor(id="a", name="Alpha"),)
    lines = drawn(
        relation("a", "counterpart of", "b", since=parse_date("2024"), sources=("s",)), actors=actors, section="~relations"
    )
    assert lines == ["Alpha — counterpart of — b · since 2024 [s]"]


def test_rows_link_to_their_actors() -> None:
    block = command_blocks(relation("a", "reports to", "b"), actors=(Actor(id="a", name="Alpha"),))[1]
    assert block.about == "a"
    assert [(block.text[span.start : span.end], span.target) for span in block.spans] == [("Alpha", "a")]


def test_deep_trees_keep_room_for_their_text() -> None:
    found = command_blocks(*[relation(f"a{number}", "reports to", f"a{number - 1}") for number in range(1, 3000)])
    assert len(found) == 3000
    assert max(len(block.first) for block in found) <= 22
    assert all(len(block.first) == len(block.rest) for block in found)
    assert all(len(line[-1].text) > 1 for block in found for line in layout(block, 36))


def test_a_large_planned_tree_shows_only_what_changes() -> None:
    relations = [relation(f"a{number}", "reports to", "top") for number in range(100)]
    lines = drawn(*relations, relation("new", "reports to", "top", status="planned"))
    planned = lines[lines.index("Planned — where something changes") + 1 :]
    assert planned == ["top", "├─ new — planned", "└─ and 100 more, as now"]


def test_a_marked_relation_has_its_marking_in_its_row() -> None:
    assert drawn(relation("a", "reports to", "b", tlp="RED"))[-2:] == ["└─ TLP:RED a", "TLP:RED"]


NAMES = [f"n{number}" for number in range(7)]
GRAPHS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([*RELATION_TYPES, "own type"]),
        st.sampled_from(NAMES),
        st.sampled_from([None, "current", "planned", "proposed", "refused", "disputed", "former"]),
    ),
    max_size=14,
)
TYPES = st.lists(st.sampled_from([None, "person", "post", "unit", "state"]), min_size=7, max_size=7)


@settings(max_examples=150, deadline=None)
@given(GRAPHS, TYPES)
@example(
    [("n0", "leads", "n3", None), ("n3", "leads", "n1", None), ("n3", "leads", "n1", None)],
    [None, None, None, "person", None, None, None],
)
def test_whatever_the_relations_each_is_told_once_and_each_actor_is_named(
    graph: list[tuple[str, str, str, Any]], types: list[Any]
) -> None:
    actors = tuple(Actor(id=name, type=kind) for name, kind in zip(NAMES, types, strict=True))
    relations = tuple(
        relation(from_, kind, to, status=status, note=Prose(f"note{number}x"))
        for number, (from_, kind, to, status) in enumerate(graph)
    )
    document = compose(bare(relations=relations, actors=actors))
    blocks = [block for part in document.parts for block in part.blocks if document.sections[part.section].id != "~actors"]
    words = Counter(word for block in blocks for word in block.text.split())
    assert [number for number in range(len(graph)) if words[f"note{number}x"] != 1] == []
    named = {name for from_, _, to, _ in graph for name in (from_, to)}
    text = " ".join(block.text for block in blocks)
    assert [name for name in named if name not in text] == []


RELATIONS = 10_000 // SHARE
"""How many there are where time is measured."""


@pytest.mark.parametrize(
    "superior",
    [
        lambda number: number // 3,
        lambda number: number - 1,
        lambda number: number + 1,
        lambda number: (number + 1) % RELATIONS,
        lambda number: number % 7,
    ],
    ids=["tree", "chain", "chain from below", "circle", "stars"],
)
def test_ten_thousand_relations_are_drawn_within_seconds(superior: Any) -> None:
    relations = tuple(relation(f"a{number}", "reports to", f"a{superior(number)}") for number in range(1, RELATIONS))
    document = compose(bare(relations=relations))
    # What grows with the square of them is too slow in a part as it is in the whole.
    assert cost_of(lambda: [part.blocks for part in document.parts]) < 250 / SHARE**2
    assert sum(len(part.blocks) for part in document.parts) >= RELATIONS


@pytest.mark.skipif(not ORBAT.exists(), reason="the corpora are not here")
def test_an_order_of_battle_is_drawn_whole() -> None:
    sides = json.loads(ORBAT.read_text())["sides"]
    actors: list[Actor] = []

    def walk(node: dict[str, Any], above: str) -> None:
        actors.append(Actor(id=node["id"], name=node["name"], part_of=(above,) if above else ()))
        for below in [*node.get("groups", ()), *node.get("subUnits", ())]:
            walk(below, node["id"])

    for side in sides:
        walk(side, "")
    blocks = command_blocks(actors=tuple(actors))
    assert len(actors) > 39
    assert [block.text for block in blocks] == [actor.name for actor in actors]
    assert len({len(block.first) for block in blocks}) >= 4


def test_a_relation_shows_how_likely_it_is_and_how_sure_one_is() -> None:
    likely = relation("a", "allied with", "b", likelihood=SCALES["icd203"]["likely"], confidence="low")
    (line,) = drawn(likely, section="~relations")
    assert line.strip() == "a — allied with — b · likely, 55–80% · low confidence"
