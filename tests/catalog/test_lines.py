"""The line of a hit is that of its first match in the file, where the text stands there line by line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.catalog.libraries import BOTH, Door, private_cache, write
from tui.catalog.catalog import Catalog
from tui.catalog.refresh import refresh
from tui.search.parse import parse

BRIEFING = """\
title: Lines
bluf: |
  A first line,
  then one with walrus.
sections:
  - title: Prose
    lead: The lead has a heron.
    body: |
      A paragraph of **some
      words** with a link to [the
      pelican](http://x.example/gull)
      over several lines.

      > A quote
      > with an otter in it.

      - an item
      - one with a badger

      ## Inside

      | a | b |
      |---|---|
      | c | stoat |

      ```
      code
      lynx
      ```

      [gone]: http://x.example/marten "Nothing"

      The end, with a [[wolf]] and
      a phrase that is
      broken by a line.
  - title: Folded
    body: >
      A folded text
      with a moose in it.
  - title: Quoted
    body: "One line with an ibex."
judgments:
  - text: It opens.
  - text: |
      It closes,
      says the weasel.
    assumptions: [no ferret]
  - basis: A third.
    text: There is a polecat.
terms:
  first: A thing.
  second: A mink.
actors:
  wolf: {name: Canis lupus}
"""

EXACT = ("walrus", "pelican", "otter", "badger", "Inside", "stoat", "lynx", "weasel", '"that is broken"', "lupus")
STARTS = {"heron": "lead:", "moose": "A folded", "ibex": "body:", "ferret": "- text: |", "polecat": "text: There", "mink": "second"}


def line_of(text: str, words: str) -> int:
    """The number of the first line that holds some words."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if words.lower() in line.lower())


@BOTH
def test_a_hit_has_the_line_of_its_first_match_or_of_the_start_of_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    private_cache(monkeypatch, tmp_path)
    write(tmp_path / "library", "a.yaml", BRIEFING)
    library = door(tmp_path / "library")

    def found(words: str) -> int:
        return library.search(parse(words), lines=True).hits[0].line

    wanted = {words: line_of(BRIEFING, "phrase that is" if words.startswith('"') else words) for words in EXACT}
    wanted |= {words: line_of(BRIEFING, start) for words, start in STARTS.items()}
    wanted["ibex"] = line_of(BRIEFING, "One line with")
    assert {words: found(words) for words in wanted} == wanted


def test_every_word_of_a_long_text_is_found_on_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(5)
    shapes = ("{}", "**{}** and", "a `{}` b", "- {}", "> {}", "", "# {}", "[{}](http://x)", "~~{}~~ x", "1. {}")
    lines = [rng.choice(shapes).format(f"w{number}x") for number in range(900)]
    text = "title: T\nsections:\n- title: S\n  body: |\n" + "".join(f"    {line}\n" for line in lines)
    write(tmp_path / "library", "a.yaml", text)
    refresh([tmp_path / "library"], prepare=False)
    catalog = Catalog([tmp_path / "library"])
    wrong = []
    for number in range(0, 900, 9):
        if lines[number]:
            hit = catalog.search(parse(f"w{number}x"), lines=True).hits[0]
            if hit.line != number + 5:
                wrong.append((number, hit.line, lines[number]))
    assert not wrong
