"""Blocks of a page found again in what a ceiling leaves of it."""

from __future__ import annotations

from tests.reading.briefings import spot_of
from tui.document.compose import compose
from tui.document.document import Document
from tui.model.handling import shown_up_to
from tui.reading.selection import selected_again
from tui.reading.view import Spot
from tui.store.outer_references import among
from tui.store.read import read_text
from tui.store.withholding import within

SOURCE = """
title: Open
id: open
tlp: CLEAR
judgments:
  - {id: j1, text: First so., tlp: RED}
  - {id: j2, text: Second so., likelihood: likely, basis: Both reports., sources: [shut, fine]}
sections:
  - title: Text
    body: |
      Alike.

      It leans on this [@shut] and on that [@fine]; see [[shut]].

      Alike.
  - {title: Hidden, tlp: AMBER, body: Alike.}
sources:
  - {id: fine, title: Fine}
  - {id: shut, title: Zephyr, tlp: RED}
"""


def _spots(document: Document, first: str, last: str) -> list[Spot]:
    every = [(part, block) for part in range(len(document.parts)) for block in range(len(document.parts[part].blocks))]
    start, end = (spot_of(document, words) for words in (first, last))
    return [spot for spot in every if start <= spot <= end]


def test_what_is_there_is_found_and_what_is_not_is_counted() -> None:
    briefing = read_text(SOURCE, name="open.yaml", kind="yaml")
    cut = within(briefing, shown_up_to("GREEN"))
    assert cut is not None
    whole, other = compose(briefing), compose(cut)

    def texts(first: str, last: str) -> tuple[list[str], int, int]:
        again = selected_again(whole, _spots(whole, first, last), other)
        return [other.parts[part].blocks[block].text for part, block in again.spots], again.gone, again.less

    assert texts("First so", "First so")[:2] == ([], 1)
    found, gone, less = texts("Alike.", "Alike.")
    assert (found, gone, less) == (["Alike."], 0, 0)
    found, gone, less = texts("It leans", "It leans")
    assert (gone, less) == (0, 1)
    assert found[0].startswith("It leans on this")
    assert "hut" not in found[0]
    # What is marked more strictly, a section and a judgment, is gone whole; a heading without its marking is the same one.
    found, gone, less = texts("It leans", "Sources [shut")
    assert found[1:] == [
        "Alike.",
        "Judgments",
        "Second so.",
        "···········━━━━━···· likely, 55–80%",
        "Basis Both reports.",
        "Sources [fine]",
    ]
    assert (gone, less) == (3, 2)


def test_a_block_with_a_link_to_a_briefing_that_may_not_be_shown_is_found_with_less_in_it() -> None:
    briefing = read_text("title: Open\nid: open\nbody: See [[narwhal]] and [[open]] for more.\n", name="open.yaml", kind="yaml")
    whole, other = compose(briefing), compose(among(briefing, {"open"}))
    again = selected_again(whole, _spots(whole, "See", "See"), other)
    assert (len(again.spots), again.gone, again.less) == (1, 0, 1)
    (spot,) = again.spots
    assert "narwhal" not in other.parts[spot[0]].blocks[spot[1]].text
