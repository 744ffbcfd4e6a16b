"""How long something takes to read."""

from __future__ import annotations

from tui.model.briefing import Briefing
from tui.model.late_pattern import late_pattern

WORDS_PER_MINUTE = 230
"""Silent reading of English non-fiction: 238 on average (Brysbaert 2019), rounded down."""
IDEOGRAPHS_PER_MINUTE = 450
LETTERS_PER_WORD = 6
"""Characters of running text for one word, the space included."""
SAMPLE, ASCII_SAMPLE = 5_000, 1_000
"""Characters of a text by which it is told what it is."""
LONGEST_PROSE_WORDS = 30
"""Characters a word on average from which on a text is no prose but addresses, keys or data: each is passed over as one word."""
_KANA = late_pattern("[\u3040-\u30ff]+")
_HAN = bytes(range(0x34, 0xA0))
"""First bytes of ideographs in UTF-16: an expression for so many of them takes milliseconds to compile."""


def text_minutes(text: str) -> float:
    """Minutes for a text, from its length; its beginning tells how much of it is Chinese or Japanese, and whether it is prose."""
    if text.isascii():
        beginning = text[:ASCII_SAMPLE]
        if len(beginning) < LONGEST_PROSE_WORDS * len(beginning.split()):
            return len(text) / LETTERS_PER_WORD / WORDS_PER_MINUTE
        beginning = text[:SAMPLE]
        words = len(beginning.split())
        letters = LETTERS_PER_WORD if len(beginning) < LONGEST_PROSE_WORDS * words else len(beginning) / max(1, words)
        return len(text) / letters / WORDS_PER_MINUTE
    sample = text[:SAMPLE]
    share = _ideographs(sample) / len(sample) if max(sample) >= "\u3040" else 0
    return len(text) * (share / IDEOGRAPHS_PER_MINUTE + (1 - share) / LETTERS_PER_WORD / WORDS_PER_MINUTE)


def _ideographs(text: str) -> int:
    """How many characters of Chinese or Japanese a text has."""
    first_bytes = text.encode("utf-16-be", "surrogatepass")[::2]
    return len(first_bytes) - len(first_bytes.translate(None, _HAN)) + sum(map(len, _KANA.findall(text)))


def minutes(briefing: Briefing) -> int:
    """Whole minutes for the prose of a briefing and its judgments and facts; at least 1 when there is any."""
    texts = [briefing.bluf.text, briefing.why_it_matters.text, briefing.body.text]
    texts += [text for section in briefing.all_sections() for text in (section.lead.text, section.body.text)]
    texts += [action.text.text for action in briefing.actions]
    texts += [judgment.text.text for judgment in briefing.judgments]
    texts += [fact.text.text for fact in briefing.facts]
    total = sum(text_minutes(text) for text in texts if text)
    return max(1, round(total)) if total else 0
