"""Editions as the journal puts them together: what was read at first, overridden by what was read since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.model.digests import digested, hidden_id
from tui.model.edition import Edition, KeptSection


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


def hidden(section: KeptSection, secret: bytes) -> KeptSection:
    """A section as it may be kept where its text may not: digests of everything, ids of sections among it."""
    return replace(
        digested(section, secret),
        id=hidden_id(section.id, secret),
        parent=hidden_id(section.parent, secret),
        formerly=tuple(hidden_id(former, secret) for former in section.formerly),
    )


def renamed(edition: Edition, shown: Mapping[str, str]) -> Edition:
    """An edition with the ids of sections in the place of their digests, where they are known."""
    sections = [
        replace(
            section,
            id=shown.get(section.id, section.id),
            parent=shown.get(section.parent, section.parent),
            formerly=tuple(shown.get(former, former) for former in section.formerly),
        )
        for section in edition.sections
    ]
    return replace(edition, sections=tuple(sections))


def before_each(edition: Edition) -> dict[str, str]:
    """Id of every section -> id of the one before it."""
    ids = [section.id for section in edition.sections]
    return dict(zip(ids, ["", *ids], strict=False))
