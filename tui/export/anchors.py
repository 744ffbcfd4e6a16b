"""Where the links of a printout lead: to sections, entries and footnotes in it, or outside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.document.block import Block
from tui.document.document import Document
from tui.export.printout import SectionBegins, events

_OUTSIDE = re.compile(r"(?:https?://|mailto:|ftp://)\S+", re.IGNORECASE)
_NAMED = re.compile(r"\[\[([^\[\]#]*)(?:#([^\[\]]*))?\]\]")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class Anchors:
    """Names of places in one file, unique in it, and which links lead to them.

    A section has its own id as its name where that is plain letters, so that a link to it from elsewhere goes on leading there.
    """

    def __init__(self, documents: Sequence[Document], wanted: frozenset[str] = frozenset()) -> None:
        """Name all sections, entries and footnotes of some documents."""
        self._taken: set[str] = set()
        self._sections: list[dict[str, str]] = []
        self._things: list[dict[str, str]] = []
        self._documents: dict[str, str] = {}
        for number, document in enumerate(documents, 1):
            before = f"b{number}-" if len(documents) > 1 else ""
            sections: dict[str, str] = {}
            things: dict[str, str] = {}
            for event in events(document, wanted):
                if isinstance(event, SectionBegins):
                    sections[event.section.id] = self._new(before + event.section.id.lstrip("~"))
                elif isinstance(event, Block) and event.about and event.about not in things:
                    things[event.about] = self._new(
                        f"{before}{'note' if event.about.startswith('^') else 'item'}-{len(things) + 1}"
                    )
            self._sections.append(sections)
            self._things.append(things)
            top = next(iter(sections.values()), "")
            for known in (document.briefing.id, *document.briefing.formerly):
                self._documents.setdefault(known, top)

    def _new(self, wanted: str) -> str:
        name = wanted if _PLAIN.fullmatch(wanted) else "part"
        number = 2
        while name in self._taken:
            name, number = f"{wanted if _PLAIN.fullmatch(wanted) else 'part'}-{number}", number + 1
        self._taken.add(name)
        return name

    def of_section(self, document: int, id: str) -> str:
        """The name of a section of a document, by their number from 0 and id."""
        return self._sections[document][id]

    def of_thing(self, document: int, about: str) -> str:
        """The name of an entry or a footnote; "" where there is none of that id."""
        return self._things[document].get(about, "")

    def address(self, document: int, target: str) -> str:
        """Where a link of a document leads: `#name`, an address outside, or "" for nowhere that the file holds."""
        if _OUTSIDE.fullmatch(target):
            return target
        sections, things = self._sections[document], self._things[document]
        found = _NAMED.fullmatch(target)
        if found is not None:
            name, section = found[1], found[2] or ""
            place = sections.get(section, "") if not name else things.get(name, "") or self._documents.get(name, "")
        elif target.startswith("#"):
            place = sections.get(target[1:], "")
        else:
            place = things.get(target.removeprefix("@"), "") or self._documents.get(target, "")
        return f"#{place}" if place else ""
