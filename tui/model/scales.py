"""The scales of the trade: likelihood (ICD 203, PHIA), analytic confidence, the Admiralty code."""

from __future__ import annotations

from typing import Literal

import msgspec

from tui.model.late_pattern import late_pattern

ScaleName = Literal["icd203", "phia"]
Confidence = Literal["high", "moderate", "low"]

CONFIDENCES: tuple[Confidence, ...] = ("low", "moderate", "high")
"""Weakest first, for comparison by rank."""


class Likelihood(msgspec.Struct, frozen=True, array_like=True):
    """One step of a likelihood scale, in the author's word.

    Bands share their ends, so steps are compared by `rank`, never by `low` or `high`.
    """

    word: str
    """The word as the scale spells it: `very likely`."""
    rank: int
    """From 1, least likely, to 7."""
    low: int
    """Percent, lower end of the band."""
    high: int
    """Percent, upper end of the band."""
    scale: ScaleName = "icd203"
    row: int = 0
    """ICD 203 has two rows of words that one product must not mix: 1 and 2; 0 where the scale has one row."""

    @property
    def range(self) -> str:
        """The band in figures: `55–80%`; at the ends of PHIA `≤5%` and `≥95%`."""
        if self.scale == "phia" and self.low == 0:
            return f"≤{self.high}%"
        if self.scale == "phia" and self.high == 100:
            return f"≥{self.low}%"
        return f"{self.low:02d}–{self.high:02d}%"


_ICD203 = (
    (1, 5, ("almost no chance",), ("remote",)),
    (5, 20, ("very unlikely",), ("highly improbable",)),
    (20, 45, ("unlikely",), ("improbable",)),
    (45, 55, ("roughly even chance",), ("roughly even odds",)),
    (55, 80, ("likely",), ("probable",)),
    (80, 95, ("very likely",), ("highly probable",)),
    (95, 99, ("almost certain",), ("nearly certain",)),
)
_PHIA = (
    (0, 5, ("remote chance",)),
    (10, 20, ("highly unlikely",)),
    (25, 35, ("unlikely",)),
    (40, 50, ("realistic possibility",)),
    (55, 75, ("likely", "probable")),
    (80, 90, ("highly likely",)),
    (95, 100, ("almost certain",)),
)
_ADVERBS = {
    "probably": "probable",
    "improbably": "improbable",
    "remotely": "remote",
    "highly probably": "highly probable",
    "highly improbably": "highly improbable",
    "very probably": "highly probable",
    "very probable": "highly probable",
    "almost certainly": "almost certain",
    "nearly certainly": "nearly certain",
    "even chance": "roughly even chance",
    "a roughly even chance": "roughly even chance",
    "roughly an even chance": "roughly even chance",
    "even odds": "roughly even odds",
    "a realistic possibility": "realistic possibility",
    "a remote chance": "remote chance",
}


def _steps() -> dict[ScaleName, dict[str, Likelihood]]:
    icd203 = {
        word: Likelihood(word, rank, low, high, "icd203", row)
        for rank, (low, high, *rows) in enumerate(_ICD203, 1)
        for row, words in enumerate(rows, 1)
        for word in words
    }
    phia = {
        word: Likelihood(word, rank, low, high, "phia", 0) for rank, (low, high, words) in enumerate(_PHIA, 1) for word in words
    }
    return {"icd203": icd203, "phia": phia}


SCALES: dict[ScaleName, dict[str, Likelihood]] = _steps()
"""Every known word of each scale, least likely first (ICD 203, January 2015; PHIA probability yardstick)."""


def parse_likelihood(text: str, scale: ScaleName = "icd203") -> Likelihood:
    """Read a likelihood word, adverb forms and any case accepted.

    Raises:
        ValueError: the word is not on the scale; the message names the words that are.
    """
    wanted = " ".join(text.replace("-", " ").replace("_", " ").split()).casefold()
    words = SCALES[scale]
    step = words.get(wanted) or words.get(_ADVERBS.get(wanted, ""))
    if step is None:
        known = ", ".join(words)
        raise ValueError(f"“{text}” is not a likelihood of {SCALE_TITLES[scale]}: {known}")
    return step


_PERCENT = late_pattern(r"(\d{1,3})(?:[.,]\d+)? ?(?:%|percent|per cent)|0?[.,](\d{1,2})")


def percent_advice(text: str, scale: ScaleName = "icd203") -> str:
    """What to write instead of a probability in figures, `70%` or `0.7`; "" for any other text, and between the bands."""
    found = _PERCENT.fullmatch(text.strip().casefold())
    if found is None:
        return ""
    percent = int(found[1]) if found[1] else int(found[2].ljust(2, "0"))
    steps = (step for step in SCALES[scale].values() if step.low <= percent <= step.high)
    return next((f"write “{step.word}”, which is {step.range}" for step in steps), "")


SCALE_TITLES: dict[ScaleName, str] = {"icd203": "ICD 203", "phia": "the PHIA yardstick"}


def parse_confidence(text: str) -> Confidence:
    """Read a confidence level; `medium` is read as moderate.

    Raises:
        ValueError: it is none of high, moderate, low.
    """
    wanted = text.strip().casefold().removesuffix(" confidence")
    if wanted == "medium":
        return "moderate"
    for level in CONFIDENCES:
        if wanted == level:
            return level
    raise ValueError(f"“{text}” is not a confidence level: high, moderate or low")


RELIABILITY: dict[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
"""Admiralty code, first half: the source."""

CREDIBILITY: dict[str, str] = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
"""Admiralty code, second half: the item of information, judged apart from its source."""


def parse_reliability(text: str) -> str:
    """Read a letter A to F. Raises ValueError otherwise."""
    letter = text.strip().upper()
    if letter not in RELIABILITY:
        raise ValueError(f"“{text}” is not a reliability: a letter from A to F")
    return letter


def parse_credibility(text: str) -> str:
    """Read a figure 1 to 6. Raises ValueError otherwise."""
    figure = text.strip()
    if figure not in CREDIBILITY:
        raise ValueError(f"“{text}” is not a credibility: a figure from 1 to 6")
    return figure


def parse_grade(text: str) -> tuple[str, str]:
    """Read an Admiralty grade such as `B2` into reliability and credibility; either half may be missing.

    Raises:
        ValueError: it is not a letter A to F, a figure 1 to 6, or both.
    """
    compact = "".join(text.split()).upper().replace("-", "")
    reliability, credibility = compact[:1], compact[1:]
    if reliability.isdigit():
        reliability, credibility = "", compact
    if (reliability and reliability not in RELIABILITY) or (credibility and credibility not in CREDIBILITY) or not compact:
        raise ValueError(f"“{text}” is not a grade: a letter A to F and a figure 1 to 6, such as B2")
    return reliability, credibility
