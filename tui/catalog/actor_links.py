"""Where a briefing links to its actors and names them: what a catalog keeps of that beside an actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tui.catalog.items import PARAGRAPH, HeldMention
from tui.catalog.plain_inline import Label
from tui.catalog.plain_text import plain_blocks
from tui.catalog.section_source import SectionSource
from tui.catalog.section_texts import WrittenSection
from tui.document.names import Names
from tui.model.briefing import Actor, Briefing, Prose, Relation
from tui.search.named import NameFinder
from tui.store.references import references

AROUND = 2_000
"""Characters before and behind a link that are looked at for its paragraph."""

MOST_LINKS = 20
"""Paragraphs that are kept of the links to one actor in one briefing."""


def links_to_actors(sections: Iterable[SectionSource], names: Names, words: Label) -> dict[int, list[HeldMention]]:
    """By the identity of an actor (`id`) the paragraphs that link to it, without text beyond the first `MOST_LINKS`.

    Args:
        sections: of a briefing.
        names: of the things in it.
        words: gives those of a link.
    """
    found: dict[int, list[HeldMention]] = {}
    for section in sections:
        if not isinstance(section, WrittenSection):
            continue
        for prose, _ in section.proses:
            told: set[tuple[int, int]] = set()
            for reference in references(prose.text) if not prose.plain else ():
                actor = names.item(reference.target) if not (reference.cites or reference.section) else None
                if not isinstance(actor, Actor):
                    continue
                own = found.setdefault(id(actor), [])
                start, end = _paragraph(prose.text, reference.offset)
                if (id(actor), start) not in told:
                    told.add((id(actor), start))
                    said = " ".join(plain_blocks(prose.text[start:end], words)) if len(own) < MOST_LINKS else ""
                    own.append(HeldMention(section.id, section.title, _cut(said)))
    return found


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    """Where the paragraph of a text begins and ends that an offset is in; of a long one the part around it."""
    start, end = text.rfind("\n\n", max(0, offset - AROUND), offset), text.find("\n\n", offset, offset + AROUND)
    return max(0, offset - AROUND, start + 2 if start >= 0 else 0), end if end >= 0 else min(len(text), offset + AROUND)


def _cut(text: str) -> str:
    return f"{text[: PARAGRAPH - 1]}…" if len(text) > PARAGRAPH else text


class NamedActors:
    """Tells which actors of a briefing a text links to or names."""

    def __init__(self, actors: Sequence[Actor], names: Names) -> None:
        """Look for some actors, among the `names` of all things of their briefing."""
        self._names = names
        self._finder = NameFinder((name, actor) for actor in actors for name in (actor.name, actor.short, *actor.aliases))

    def __call__(self, prose: Prose, plain: str) -> Iterator[str]:
        """The full names of those that a text names as `plain` text, and of those that it links to."""
        for named in self._finder.find(plain):
            yield named.value.name or named.value.id
        for reference in references(prose.text) if not prose.plain else ():
            actor = self._names.item(reference.target) if not (reference.cites or reference.section) else None
            if isinstance(actor, Actor):
                yield actor.name or actor.id


def stated_relations(briefing: Briefing) -> Iterator[Relation]:
    """The relations of a briefing, those that its actors state in short among them."""
    yield from briefing.relations
    for actor in briefing.actors:
        for type, targets in (("reports to", actor.reports_to), ("led by", actor.led_by), ("part of", actor.part_of)):
            for target in targets:
                # It stands in no list of its own, so that it is shown where its actor is.
                yield Relation(
                    id=actor.id, line=actor.line, tlp=actor.tlp, marking=actor.marking, from_=actor.id, type=type, to=target
                )
