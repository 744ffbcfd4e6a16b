"""A document in sentences: nothing drawn, trees and bars and tables in words."""

from __future__ import annotations

from tui.document.compose import compose
from tui.document.sentences import in_words, said_document
from tui.model.dates import day_number
from tui.store.read import read_text

TEXT = """\
title: Coast
tlp: GREEN
bluf: It is quiet.
sections:
  - title: Harbour
    tlp: AMBER
    body: |
      First [it](https://example.org).

      - one
        - inner
      1. two

      > said so

      | item | state |
      |------|-------|
      | rank | open  |
      | post |       |

      ```
      a  b
      ```
judgments:
  - {text: It stays quiet., likelihood: likely, confidence: low}
actions:
  - {text: Ask., owner: Desk, due: 2024-08-02}
actors:
  corps: {name: Corps, type: unit}
  wing: {name: Wing, type: unit, reports_to: corps}
  flight: {name: Flight, type: unit, reports_to: wing}
events:
  - {date: 2024-07-01, title: Sailing, actors: [wing]}
"""


def lines(section: str | None = None) -> list[str]:
    return list(said_document(compose(read_text(TEXT, name="coast.yaml")), section))


def test_trees_bars_and_tables_are_sentences() -> None:
    said = lines()
    for sentence in (
        "Section 2 of 2, Harbour, 1 minute. Marked TLP:AMBER.",
        "Point: one",
        "Point, level 2: inner",
        "Quote: said so",
        "Table, 2 rows of 2 columns.",
        "Row 1: item: rank; state: open.",
        "Row 2: item: post; state: nothing.",
        "Code, 1 line:",
        "a  b",
        "Open: Ask.",
        "1: It stays quiet.",
        "likely, 55 to 80%, low confidence",
        "Corps stands at the top",
        "Wing reports to Corps",
        "Flight reports to Wing",
        "1 Jul 2024: Sailing",
        "Reference 1 of 5, Actions, 1 entry.",
    ):
        assert sentence in said, sentence
    assert said[0] == "Marked TLP:AMBER."
    assert said[-1] == "End. Marked TLP:AMBER."
    assert not set("".join(said)) & set("│└├─━▏▎·•☐→")


def test_a_section_is_said_alone_with_its_own_marking() -> None:
    said = lines("harbour")
    assert said[0] == "Marked TLP:AMBER."
    assert "It is quiet." not in said
    assert "Point: one" in said


def test_an_arrow_is_a_word_between_two_things_alone() -> None:
    assert in_words("likely → unlikely") == "likely to unlikely"
    assert in_words("→ did you mean “review_by”?") == "did you mean “review_by”?"


def test_a_line_among_the_events_says_that_today_is_there() -> None:
    document = compose(read_text(TEXT.replace("2024-07-01, title", "2024-07-01/2024-08-03, title"), name="coast.yaml"))
    said = list(said_document(document, None, day_number(2024, 6, 28)))
    at = said.index("Today, 28 Jun 2024.")
    assert said[at + 1].startswith("1 Jul to 3 Aug 2024")
    later = list(said_document(document, None, day_number(2026, 11, 30)))
    assert later.index("Today, 30 Nov 2026.") > at
    assert not [line for line in said_document(document) if line.startswith("Today")]
