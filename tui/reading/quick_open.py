"""Opening by title: letters in order are enough, and what stands together comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import NamedTuple

from tui.model.text import fold


class Named(NamedTuple):
    """A title to choose from."""

    title: str
    folded: str
    place: int
    """Where it stands in the list it came from, from 0; earlier ones win ties."""


class Choice(NamedTuple):
    """A title that fits what was typed."""

    title: str
    place: int
    spans: tuple[tuple[int, int], ...]
    """The letters that were matched, in the title as shown."""


def named(titles: Iterable[str]) -> list[Named]:
    """Titles made ready to be looked through."""
    return [Named(title, fold(title), index) for index, title in enumerate(titles)]


def rank(typed: str, folded: str) -> tuple[int, int, int] | None:
    """How well a folded title fits folded letters, smaller is better; None when it does not.

    First what begins the title, then what begins a word, then what stands together anywhere, then
    words in any order, then letters in order, scattered; among equals the earlier and the tighter.
    """
    at = folded.find(typed)
    if at == 0:
        return 0, 0, len(folded)
    if at > 0:
        word = folded.find(f" {typed}")
        return (1, word, len(folded)) if word >= 0 else (2, at, len(folded))
    words = typed.split()
    if len(words) > 1 and all(word in folded for word in words):
        return 3, 0, len(folded)
    first = place = -1
    for letter in typed.replace(" ", ""):
        place = folded.find(letter, place + 1)
        if place < 0:
            return None
        first = place if first < 0 else first
    return 4, place - first, len(folded)


def choices(typed: str, titles: Sequence[Named], limit: int) -> list[Choice]:
    """The titles that fit best, at most `limit`; with nothing typed, the first ones."""
    letters = fold(typed).strip()
    if not letters:
        return [Choice(entry.title, entry.place, ()) for entry in titles[:limit]]
    ranked = ((fit, entry.place, entry) for entry in titles if (fit := rank(letters, entry.folded)) is not None)
    return [Choice(entry.title, entry.place, _spans(letters, entry, fit[0])) for fit, _, entry in nsmallest(limit, ranked)]


def _spans(letters: str, entry: Named, kind: int) -> tuple[tuple[int, int], ...]:
    if len(entry.folded) != len(entry.title):
        return ()
    if kind < 3:
        at = entry.folded.find(f" {letters}") + 1 if kind == 1 else entry.folded.find(letters)
        return ((at, at + len(letters)),)
    if kind == 3:
        return tuple(sorted((entry.folded.find(word), entry.folded.find(word) + len(word)) for word in set(letters.split())))
    spans: list[tuple[int, int]] = []
    place = -1
    for letter in letters.replace(" ", ""):
        place = entry.folded.find(letter, place + 1)
        spans.append((place, place + 1))
    return tuple(spans)
