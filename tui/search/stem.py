"""English stems, for inflections only: `policies` and `policy`, `planned` and `plan`, but not `deterrence` and `deter`.

The steps 0, 1a, 1b, 1c and 5 of Porter's second English stemmer (Snowball); its steps 2 to 4, which take
derivations for the same word, and its lists of exceptions are left out, so that a reader sees why something was found.
"""

from __future__ import annotations

from functools import lru_cache

from tui.model.late_pattern import late_pattern

_REGION = late_pattern(r"[aeiouy][^aeiouy]")
_VOWEL = late_pattern(r"[aeiouy]")
_SHORT = late_pattern(r"(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$")
_DOUBLE = late_pattern(r"(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$")
_STEMMABLE = late_pattern(r"[a-z]{3,}")


def _region(word: str, start: int = 0) -> int:
    """Where the part after the first consonant that follows a vowel begins: R1, and R2 when `start` is R1."""
    found = _REGION.search(word, start)
    return found.end() if found else len(word)


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ies", "ied")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss", "is")) and _VOWEL.search(word, 0, len(word) - 2):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _region(word) <= len(word) - 3 else word
    ending = 3 if word.endswith("ing") else 2 if word.endswith("ed") else 0
    if not ending or not _VOWEL.search(word, 0, len(word) - ending):
        return word
    bare = word[:-ending]
    if bare.endswith(("at", "bl", "iz")):
        return bare + "e"
    if _DOUBLE.search(bare):
        return bare[:-1]
    return bare + "e" if _region(bare) >= len(bare) and _SHORT.search(bare) else bare


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word; the word itself where it is not made of at least three letters a to z."""
    if not _STEMMABLE.fullmatch(word):
        return word
    word = _past(_plural(word))
    if len(word) > 2 and word.endswith("y") and word[-2] not in "aeiouy":
        word = word[:-1] + "i"
    if word.endswith("e"):
        first = _region(word)
        last = len(word) - 1
        if _region(word, first) <= last or (first <= last and not _SHORT.search(word[:-1])):
            word = word[:-1]
    return word


def beginning(stemmed: str) -> str:
    """What every word with this stem begins with."""
    return stemmed[:-1] if len(stemmed) > 1 and stemmed[-1] in "eiy" else stemmed


def beginnings(stemmed: str) -> tuple[str, ...]:
    """Every other word with this stem begins with one of them, which say more than `beginning`; none where there is no other."""
    if not (stemmed.isascii() and stemmed.isalpha()):
        return ()
    if len(stemmed) == 1:
        return (f"{stemmed}ed", f"{stemmed}ing") if stemmed in "aeiouy" else ()
    # Of a last letter e the word may have the i of `ing`, of a last letter i the y that it was.
    return tuple(stemmed[:-1] + last for last in {"e": "ei", "i": "iy"}.get(stemmed[-1], stemmed[-1]))
