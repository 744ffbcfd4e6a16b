"""Notes and random edits: whatever happens to a text, no note is put on what was not its passage."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.reading.note_edits import Chapter, Numbers, Text, flat_words, made_up, notes_and_outcomes

TEXTS = int(os.environ.get("BRIEFING_NOTE_TEXTS", "60"))
"""How many texts are made up and edited; thousands were, to set the limits of `tui.reading.notes.anchors`."""
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


def real_text(path: Path, numbers: Numbers) -> Text:
    """A text of a corpus: its paragraphs in sections of ten, plain words only."""
    found = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
    plain = ["".join(c if c.isalnum() or c in " ,.;'" else " " for c in " ".join(paragraph.split())) for paragraph in found]
    paragraphs = [numbers.paragraph(f"P {paragraph}") for paragraph in plain if len(paragraph.split()) > 2][:120]
    return [Chapter(f"C{n}", paragraphs[n * 10 : n * 10 + 10]) for n in range((len(paragraphs) + 9) // 10)]


def test_no_note_is_put_on_a_look_alike_whatever_is_edited() -> None:
    outcomes: Counter[tuple[str, bool]] = Counter()
    for seed in range(TEXTS):
        rng, numbers = random.Random(seed), Numbers()
        text = made_up(rng, numbers, boilerplate=rng.choice((0.1, 0.3, 0.7)))
        for outcome in notes_and_outcomes(text, rng, numbers, 15, rng.choice((0, 1, 2, 4, 8, 16))):
            assert outcome.kind != "wrong", (seed, outcome)
            outcomes[outcome.kind, outcome.survives] += 1
    kept = sum(count for (kind, survives), count in outcomes.items() if survives and kind != "orphan")
    survived = sum(count for (_, survives), count in outcomes.items() if survives)
    # These texts are made of fifty words and copies of each other: what tells passages apart there is little.
    assert kept > 0.88 * survived


def test_an_unedited_text_loses_no_note() -> None:
    for seed in range(10):
        rng, numbers = random.Random(seed), Numbers()
        text = made_up(rng, numbers, boilerplate=0.7)
        assert {outcome.kind for outcome in notes_and_outcomes(text, rng, numbers, 20, 0)} == {"in place"}


@pytest.mark.parametrize(
    "folder", ["plain-text/state-of-the-union", "plain-text/us-founding-documents", "plain-text/nps-battlefield-reports"]
)
def test_notes_on_real_texts_survive_edits_or_say_that_they_did_not(folder: str) -> None:
    paths = sorted((CORPORA / folder).rglob("*.txt"))[:3]
    if not paths:
        pytest.skip("the corpora are not here")
    outcomes: Counter[tuple[str, bool]] = Counter()
    for seed, path in enumerate(paths):
        rng, numbers = random.Random(seed), Numbers()
        text = real_text(path, numbers)
        if not flat_words(text):
            continue
        for outcome in notes_and_outcomes(text, rng, numbers, 40, 20):
            assert outcome.kind != "wrong", (path.name, outcome)
            outcomes[outcome.kind, outcome.survives] += 1
    kept = sum(count for (kind, survives), count in outcomes.items() if survives and kind != "orphan")
    # Half of these are footers of pages and forms, the same everywhere.
    assert kept >= 0.75 * sum(count for (_, survives), count in outcomes.items() if survives)
