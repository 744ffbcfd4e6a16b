"""Judgments, facts and actions as rows."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.document.everything import bare
from tui.document.apparatus.judgments import BAR, bar
from tui.document.block import Block
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.model.briefing import Action, Dissent, Fact, Judgment, Prose, Was
from tui.model.dates import parse_date
from tui.model.scales import SCALES, Likelihood

ICD = SCALES["icd203"]


def lines(section: str, **fields: Any) -> list[str]:
    """A section's lines, without its heading and blank lines."""
    return [line for line in plain_text(compose(bare(**fields)), 88, section) if line][1:]


def blocks(section: str, **fields: Any) -> list[Block]:
    document = compose(bare(**fields))
    index = document.section_of(section)
    return [block for part in document.parts if part.section == index for block in part.blocks][1:]


@pytest.mark.parametrize(
    ("word", "drawing"),
    [
        ("remote", "━···················"),
        ("very unlikely", "·━━━················"),
        ("unlikely", "····━━━━━···········"),
        ("roughly even chance", "·········━━·········"),
        ("likely", "···········━━━━━····"),
        ("very likely", "················━━━·"),
        ("almost certain", "···················━"),
    ],
)
def test_the_bar_shows_the_band_on_a_scale_of_a_hundred(word: str, drawing: str) -> None:
    assert bar(ICD[word])[0] == drawing


@pytest.mark.parametrize("likelihood", [step for scale in SCALES.values() for step in scale.values()], ids=lambda step: step.word)
def test_every_bar_has_one_length_and_shows_something(likelihood: Likelihood) -> None:
    drawing, start, end = bar(likelihood)
    assert len(drawing) == BAR
    assert drawing[start:end] == "━" * drawing.count("━") != ""


def test_one_line_below_its_sentence_says_how_likely_and_how_sure() -> None:
    judgment = Judgment(text=Prose("It will open."), likelihood=ICD["unlikely"], confidence="low", basis=Prose("One report."))
    assert lines("~judgments", judgments=(judgment,)) == [
        "1  It will open.",
        "   ····━━━━━··········· unlikely, 20–45% · low confidence",
        "   Basis          One report.",
    ]
    moved = replace(judgment, horizon=parse_date("by 2025-03-31"), was=(Was(likelihood=ICD["likely"]),), status="revised")
    said = blocks("~judgments", judgments=(moved,))[1].text
    assert said.endswith("low confidence · by 31 Mar 2025 · was likely · revised")


def test_what_a_judgment_said_before_says_when_and_why() -> None:
    was = Was(likelihood=ICD["likely"], date=parse_date("2024-07-21"), why="No date given.")
    found = lines("~judgments", judgments=(Judgment(text=Prose("J."), was=(was,)),))
    assert found[1:] == ["   was likely", "   Was            likely, 55–80% on 21 Jul 2024: No date given."]


def test_nothing_of_what_a_judgment_said_before_stands_out() -> None:
    was = Was(likelihood=ICD["likely"], confidence="low")
    row = blocks("~judgments", judgments=(Judgment(text=Prose("J."), was=(was,)),))[-1]
    roles = {row.text[span.start : span.end]: span.role for span in row.spans}
    assert roles == {"Was": "label", "likely, 55–80%": "former", "low confidence": "former"}


def test_a_dissent_says_who_how_likely_and_what() -> None:
    dissent = Dissent(by="Desk", likelihood=ICD["likely"], text=Prose("It *can*."))
    assert lines("~judgments", judgments=(Judgment(text=Prose("J."), dissent=(dissent,)),))[1:] == [
        "   Dissent        Desk, likely, 55–80%: It can."
    ]


def test_several_values_stand_below_each_other() -> None:
    judgment = Judgment(text=Prose("J."), indicators=("An order.", "A nomination."))
    assert lines("~judgments", judgments=(judgment,))[1:] == [
        "   Watch for      An order.",
        "                  A nomination.",
    ]


def test_what_became_of_a_judgment_is_said() -> None:
    judgment = Judgment(text=Prose("J."), status="not borne out", resolved=parse_date("2025-04-01"), outcome="Nothing opened.")
    assert lines("~judgments", judgments=(judgment,))[1:] == [
        "   Status         not borne out · settled 1 Apr 2025: Nothing opened."
    ]


def test_sources_are_citations_that_link() -> None:
    block = blocks("~judgments", judgments=(Judgment(text=Prose("J."), sources=("seed", "cnn")),))[-1]
    assert block.text == "Sources [seed; cnn]"
    assert [(block.text[span.start : span.end], span.target) for span in block.spans if span.target] == [
        ("seed", "@seed"),
        ("cnn", "@cnn"),
    ]


def test_numbers_of_judgments_are_aligned() -> None:
    found = lines("~judgments", judgments=tuple(Judgment(text=Prose("J.")) for _ in range(10)))
    assert (found[0], found[9]) == (" 1  J.", "10  J.")


def test_a_text_with_a_list_and_a_heading_stays_whole_and_indented() -> None:
    judgment = Judgment(id="j", text=Prose("First.\n\n# Not a section\n\n- one\n- two\n"))
    document = compose(bare(judgments=(judgment,)))
    assert [section.id for section in document.sections] == ["~top", "~judgments"]
    found = blocks("~judgments", judgments=(judgment,))
    assert [block.kind for block in found] == ["row", "detail", "item", "item"]
    assert all(block.first.startswith("   ") for block in found[1:])
    assert {block.about for block in found} == {"j"}


def test_markdown_is_shown_and_brackets_stay() -> None:
    assert blocks("~facts", facts=(Fact(text=Prose("He said **no** [sic].")),))[0].text == "He said no [sic]."


def test_a_fact_says_how_it_stands_who_said_it_and_how_credible_it_is() -> None:
    facts = (
        Fact(text=Prose("The headquarters is due."), status="disputed", said_by="An official", credibility="4", sources=("seed",)),
        Fact(text=Prose("It rained.")),
    )
    assert lines("~facts", facts=facts) == [
        "disputed  The headquarters is due.",
        "          said by An official · credibility 4, doubtful · [seed]",
        "          It rained.",
    ]


def test_a_figure_says_what_it_was() -> None:
    assert lines("~facts", facts=(Fact(text=Prose("Troops."), value="54,000", was="50,000", as_of=parse_date("2024")),)) == [
        "• Troops.",
        "  54,000 (was 50,000) · as of 2024",
    ]


def test_a_disputed_fact_differs_by_word_and_by_role() -> None:
    block = blocks("~facts", facts=(Fact(text=Prose("F."), status="disputed"),))[0]
    assert block.label_end == len("disputed")
    assert block.spans[0].role == "disputed"


def test_actions_say_who_when_and_whether_they_are_done() -> None:
    actions = (
        Action(text=Prose("Decide."), owner="Deputy", due=parse_date("2024-08-02")),
        Action(text=Prose("Ask."), status="done"),
        Action(text=Prose("Wait."), status="dropped"),
    )
    assert lines("~actions", actions=actions) == [
        "☐ Decide.",
        "  Deputy · due 2 Aug 2024",
        "☑ Ask.",
        "  done",
        "☒ Wait.",
        "  dropped",
    ]
