"""Numbers of things in words that fit them."""

from __future__ import annotations

from collections.abc import Mapping


def counted(number: int, word: str, plural: str = "") -> str:
    """`1 briefing`, `2 briefings`, `1,000 briefings`.

    Args:
        number: how many there are.
        word: what one of them is called.
        plural: what several of them are called, where that is not the word with an s.
    """
    return f"{number:,} {word}" if number == 1 else f"{number:,} {plural or f'{word}s'}"


MOST_KINDS = 3
"""Kinds of files that are named."""


def other_files(number: int, kinds: Mapping[str, int]) -> str:
    """`12 other files: 7 .docx, 5 .pdf`; the number alone where the kinds are not known.

    Args:
        number: of files that are no briefings.
        kinds: how many there are by the ends of their names, the most first.
    """
    named = [f"{count:,} {ending}" for ending, count in list(kinds.items())[:MOST_KINDS]]
    left = number - sum(list(kinds.values())[:MOST_KINDS])
    told = counted(number, "other file")
    return f"{told}: {', '.join([*named, *([f'{left:,} more'] if left > 0 else [])])}" if named else told
