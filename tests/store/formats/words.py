"""The words of a source against those of its page, as a reader sees it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.model.briefing import Briefing

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
"""Public files, beside the checkout where a founder has them."""

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(_WORD.findall(text.casefold()))


def shown_words(briefing: Briefing) -> Counter[str]:
    """The words of the whole page of a briefing."""
    return words_of("\n".join(plain_text(compose(briefing), 100_000)))


def kept(source: str, briefing: Briefing) -> float:
    """Which share of the words of a source are on the page, each as often as it stands in the source."""
    wanted, there = words_of(source), shown_words(briefing)
    total = sum(wanted.values())
    return sum(min(count, there[word]) for word, count in wanted.items()) / total if total else 1.0
