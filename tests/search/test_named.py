"""Names in texts are found whether few or many are looked for."""

from __future__ import annotations

import random

import pytest

from tui.search import named
from tui.search.named import NameFinder

NAMES = (
    *("U.S. Forces", "U.S.", "O'Brien", "JJOC", "F-16", "F16", "3M", "the fleet", "Kim Jong-un", "Réunion"),
    *("統合司令部", "日", 'צה"ל'),
)
PIECES = (
    *NAMES,
    *("US Forces", "u.s. forces", "OBrien", "o'brien's", "f 16", "1,000", "m3m", "fleets", "the", "reunion", "統合", "部日", "צהל"),
    *(" ", ", ", ".", "-", "_", "3"),
)


def test_names_are_found_alike_with_and_without_the_look_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    found = 0
    for _ in range(3_000):
        wanted = rng.sample(NAMES, k=rng.randrange(1, 4))
        finder = NameFinder((name, name) for name in wanted)
        text = "".join(rng.choices((*PIECES, *wanted, *wanted), k=rng.randrange(1, 8)))
        few = finder.find(text)
        monkeypatch.setattr(named, "FEW", 0)
        assert few == finder.find(text), text
        monkeypatch.undo()
        found += bool(few)
    assert found > 400


def test_a_text_without_the_names_is_not_cut_into_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = NameFinder([("Joint Staff", 1)])
    monkeypatch.setattr(named, "placed_tokens", lambda folded: pytest.fail("the text was cut"))
    assert finder.find("The staff of another ministry agreed.") == []
