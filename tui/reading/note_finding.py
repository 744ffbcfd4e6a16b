"""Finding again what one read, in the text as it was read: what is there no longer is found all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple, Protocol

from tui.model.edition import KeptSection
from tui.model.text import fold
from tui.search.words import tokens

MOST = 100


class KeptTexts(Protocol):
    """What is needed of the journal."""

    def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
        """Every section that was read, with the key of its briefing."""


class ReadBefore(NamedTuple):
    """A passage that was read once."""

    key: str
    section: str
    section_title: str
    text: str
    """The block that holds the words, as it was read."""
    read_at: float
    """Seconds since 1970."""
    now: Literal["there", "removed", ""]
    """Whether the same block is still in its briefing; "" where that is not known."""


def find_read(
    journal: KeptTexts,
    words: str,
    present: Callable[[str], Mapping[str, str] | None] | None = None,
    most: int = MOST,
) -> list[ReadBefore]:
    """The blocks of what was read that hold all of some words, the last read first.

    Texts are compared folded, by whole words; the last word may be the beginning of one.

    Args:
        journal: holds what was read.
        words: what is looked for.
        present: gives, for the key of a briefing, the texts of its sections by their ids as they are now; None where it cannot
            be read. Asked once for each briefing in which something is found.
        most: how many are given.
    """
    wanted = tokens(fold(words))
    if not wanted:
        return []
    needles = sorted(wanted, key=len, reverse=True)
    found: list[ReadBefore] = []
    for key, section in journal.kept_sections():
        if section.digested:
            continue
        for text in _texts(section):
            folded = fold(text)
            if all(word in folded for word in needles) and _holds(tokens(folded), wanted):
                found.append(ReadBefore(key, section.id, section.title, text, section.read_at, ""))
    found.sort(key=lambda one: -one.read_at)
    found = found[:most]
    if present is None:
        return found
    now: dict[str, str | None] = {}
    for key in {one.key for one in found}:
        texts = present(key)
        now[key] = None if texts is None else "\n".join(_plain(text) for text in texts.values())
    return [one._replace(now=_state(one, now[one.key])) for one in found]


def _state(one: ReadBefore, now: str | None) -> Literal["there", "removed", ""]:
    if now is None:
        return ""
    return "there" if _plain(one.text) in now else "removed"


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _texts(section: KeptSection) -> Iterator[str]:
    for block in section.blocks or ():
        yield block.text
    for item in section.items:
        yield " · ".join(dict.fromkeys([item.name, *item.fields.values()]))


def _holds(held: list[str], wanted: list[str]) -> bool:
    have = set(held)
    *whole, last = wanted
    return all(word in have for word in whole) and (last in have or any(word.startswith(last) for word in have))


def said_of(one: ReadBefore, day: str) -> str:
    """In words: `You read this on 3 Jul 2024; it has been removed since.`"""
    when = f"You read this on {day}" if day else "You read this"
    return f"{when}; it has been removed since." if one.now == "removed" else f"{when}."
