"""Editions as the journal puts them together: what was read at first, overridden by what was read since."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection


def baseline(edition: Edition) -> Edition:
    """What is kept of a briefing when its first section is read: its outline and its items, no prose."""
    return replace(edition, sections=tuple(replace(section, blocks=None, read_at=0.0) for section in edition.sections))


def overridden(base: Edition, kept: Sequence[tuple[KeptSection, str]]) -> Edition:
    """An edition with the sections that were read later.

    Args:
        base: the first reading.
        kept: sections, each with the id of the one before it in the briefing, for those that are new since.
    """
    later = {section.id: section for section, _ in kept}
    sections = [later.pop(section.id, section) for section in base.sections]
    left = [(section, after) for section, after in kept if section.id in later]
    while left:
        places = {"": -1} | {section.id: position for position, section in enumerate(sections)}
        placed = next((pair for pair in left if pair[1] in places), None)
        section, after = placed or left[0]
        sections.insert(places[after] + 1 if placed else len(sections), section)
        left.remove((section, after))
    return replace(base, sections=tuple(sections))


def before_each(edition: Edition) -> dict[str, str]:
    """Id of every section -> id of the one before it."""
    ids = [section.id for section in edition.sections]
    return dict(zip(ids, ["", *ids], strict=False))
