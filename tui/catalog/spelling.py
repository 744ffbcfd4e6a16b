"""Did you mean: words of the library that are nearly a word it does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

SHORTEST = 3
"""Letters of a word for which another one is offered."""

MOST_LOOKED_AT = 4_000
"""Words with the same beginning that are compared."""


class Terms(Protocol):
    """The words of a library: an index, or a list of them."""

    def doc_freq(self, field_name: str, field_value: str, /) -> int:
        """How many documents hold a word."""

    def terms_with_prefix(self, field_name: str, prefix: str, *, limit: int | None = None) -> Sequence[tuple[str, int]]:
        """Words that begin so, each with the number of documents that hold it."""


def near_words(searcher: Terms, word: str, limit: int = 3) -> list[str]:
    """Words that differ from `word` by a letter or two (one in short words, two letters swapped count as one), the best first.

    Empty where the library has the word itself, or nothing near it.
    """
    if len(word) < SHORTEST or searcher.doc_freq("everything", word):
        return []
    most = 1 if len(word) < 6 else 2
    found: dict[str, tuple[int, int]] = {}
    # Nearly every slip leaves the first letter or the second one where it was.
    for beginning in dict.fromkeys((word[:2], word[0], word[1::-1], word[1])):
        for candidate, count in searcher.terms_with_prefix("everything", beginning, limit=MOST_LOOKED_AT):
            if abs(len(candidate) - len(word)) <= most and candidate not in found:
                distance = slips(word, candidate, most)
                if distance <= most:
                    found[candidate] = (distance, -count)
        if found:
            break
    return sorted(found, key=lambda candidate: (found[candidate], candidate))[:limit]


def slips(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped with the next; `most + 1` where more than `most`."""
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (letter != wanted))
            if before and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)
