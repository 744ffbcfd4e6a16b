"""What may not be shown is left out at the smallest unit, and leaves no trace."""

from __future__ import annotations

import msgspec
import pytest

from tui.model.handling import TLP_LABELS, shown_up_to
from tui.model.problem import LEFT_OUT
from tui.store.read import read_text
from tui.store.withholding import within

SECRET = "zebra"
"""Stands in everything that may not be shown, and nowhere else."""

WHOLE = f"""\
title: Harbour watch
id: harbour
tlp: GREEN
bluf: "It is [[#{SECRET}-plan|planned]], see [[{SECRET}-term]] and [@{SECRET}-src, p. 3; @gazette] and [x](#{SECRET}-heading)."
sections:
  - title: Open part
    body: "Nothing here but [[#{SECRET}-plan]]."
    sections:
      - {{title: "{SECRET} inside", tlp: AMBER, body: "{SECRET} one"}}
      - {{title: Milder, tlp: CLEAR, body: kept text}}
  - title: "{SECRET} plan"
    tlp: RED
    body: "## {SECRET} heading\\n\\n{SECRET} two"
    sections:
      - {{title: "{SECRET} below", body: "{SECRET} three"}}
judgments:
  - {{text: It will rain., likelihood: likely, sources: [{SECRET}-src, gazette]}}
  - {{text: "{SECRET} four", tlp: AMBER+STRICT}}
facts:
  - {{text: Ships left., said_by: {SECRET}-actor}}
  - {{text: "{SECRET} five", marking: "{SECRET} eyes only"}}
actors:
  - {{id: {SECRET}-actor, name: "{SECRET} six", tlp: AMBER}}
  - {{id: port, name: The port, reports_to: [{SECRET}-actor]}}
relations:
  - {{from: {SECRET}-actor, type: commands, to: port}}
agreements:
  - {{name: Treaty, parties: [{SECRET}-actor, port]}}
events:
  - {{title: "{SECRET} seven", date: 2024-07-28, tlp: RED}}
  - {{title: Arrival, date: 2024-07-28, actors: [{SECRET}-actor]}}
terms:
  - {{id: {SECRET}-term, term: "{SECRET} eight", meaning: "{SECRET} nine", tlp: AMBER}}
sources:
  - {{id: {SECRET}-src, title: "{SECRET} ten", tlp: AMBER}}
  - {{id: gazette, title: Gazette, derived_from: [{SECRET}-src]}}
actions:
  - {{text: "{SECRET} eleven", tlp: AMBER, owner: "{SECRET} twelve"}}
"""


def test_nothing_of_what_is_above_is_left_in_any_field() -> None:
    briefing = read_text(WHOLE, name="harbour.yaml")
    assert SECRET in msgspec.json.encode(briefing).decode()
    cut = within(briefing, shown_up_to("GREEN"))
    assert cut is not None
    shown = msgspec.json.encode(cut).decode()
    assert SECRET not in shown
    for kept in ("Harbour watch", "planned", "Nothing here", "kept text", "It will rain.", "Ships left.", "Gazette", "Arrival"):
        assert kept in shown
    assert cut.judgments[0].sources == ("gazette",)
    assert cut.bluf.text == "It is planned, see (left out) and [@gazette] and x."
    assert cut.relations == ()


def test_it_is_counted_and_nothing_else_is_said_of_it() -> None:
    cut = within(read_text(WHOLE, name="harbour.yaml"), shown_up_to("GREEN"))
    assert cut is not None
    (told,) = cut.problems
    assert told.code == LEFT_OUT
    assert told.message.startswith("10 parts of this briefing are above TLP:GREEN")


@pytest.mark.parametrize("label", TLP_LABELS)
def test_what_is_all_below_is_the_same_briefing(label: str) -> None:
    briefing = read_text(f"title: A\ntlp: {label}\nbluf: b\n", name="a.yaml")
    for ceiling in TLP_LABELS:
        allowed = TLP_LABELS.index(ceiling) <= TLP_LABELS.index(briefing.tlp or "RED")
        found = within(briefing, shown_up_to(ceiling))
        assert found is (briefing if allowed else None)


def test_what_is_unmarked_or_restricted_in_words_is_left_out_but_on_request() -> None:
    unmarked = read_text("title: A\nbluf: b\n", name="a.yaml")
    restricted = read_text("title: A\nbluf: b\ntlp: GREEN\nmarking: For the board only\n", name="a.yaml")
    for briefing in (unmarked, restricted):
        assert within(briefing, shown_up_to("AMBER")) is None
        assert within(briefing, shown_up_to("AMBER", unmarked=True)) is briefing
    assert within(restricted, shown_up_to("RED")) is restricted
    assert within(unmarked, shown_up_to("RED")) is None


def test_a_milder_part_of_a_strict_briefing_does_not_bring_it_in() -> None:
    briefing = read_text("title: A\ntlp: RED\nsections:\n- {title: B, tlp: CLEAR, body: c}\n", name="a.yaml")
    assert within(briefing, shown_up_to("GREEN")) is None


def test_other_fields_inside_of_things_go_with_the_problems_that_quote_them() -> None:
    text = "title: A\ntlp: GREEN\nmine: kept\nfacts:\n- {text: b, colour: zebra, tlp: RED, as_of: zebraday}\n- {text: c}\n"
    briefing = read_text(text, name="a.yaml")
    assert any("zebra" in problem.message + problem.suggestion for problem in briefing.problems)
    cut = within(briefing, shown_up_to("GREEN"))
    assert cut is not None
    assert "zebra" not in msgspec.json.encode(cut).decode()
    assert [field.path for field in cut.other] == ["mine"]


def test_a_text_keeps_its_lines_where_citations_go() -> None:
    text = "title: A\ntlp: GREEN\nbody: |\n  One [@zebra,\n  p. 3] two.\n\n  Three.\nsources:\n- {id: zebra, title: s, tlp: RED}\n"
    cut = within(read_text(text, name="a.yaml"), shown_up_to("GREEN"))
    assert cut is not None
    assert cut.body.text.splitlines() == ["One ", " two.", "", "Three."]
