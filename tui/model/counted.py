"""Numbers of things in words that fit them."""

from __future__ import annotations


def counted(number: int, word: str, plural: str = "") -> str:
    """`1 briefing`, `2 briefings`, `1,000 briefings`.

    Args:
        number: how many there are.
        word: what one of them is called.
        plural: what several of them are called, where that is not the word with an s.
    """
    return f"{number:,} {word}" if number == 1 else f"{number:,} {plural or f'{word}s'}"
