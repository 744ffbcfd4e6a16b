"""Where the links of a printout lead: to sections, entries and footnotes in it, or outside."""

from __future__ import annotations

import re

from tui.document.block import Block
from tui.export.printout import Printout, SectionBegins, events
from tui.model.text import unique

_OUTSIDE = re.compile(r"(?:https?://|mailto:|ftp://)\S+", re.IGNORECASE)
_NAMED = re.compile(r"\[\[([^\[\]#]*)(?:#([^\[\]]*))?\]\]")
_SHARED = re.compile(r"@~(.+)|\[\[~(.+)\]\]")
"""What leads to an entry behind all documents of a book."""
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class Anchors:
    """Names of places in one file, unique in it, and which links lead to them.

    A section has its own id as its name where that is plain letters, so that a link to it from elsewhere goes on leading there.
    """

    def __init__(self, printout: Printout) -> None:
        """Name all sections, entries and footnotes of its documents."""
        documents = printout.documents
        self._bound = printout.bound
        self._taken: dict[str, int] = {}
        self._sections: list[dict[str, str]] = []
        self._things: list[dict[str, str]] = []
        self._documents: dict[str, int] = {}
        for number, document in enumerate(documents, 1):
            before = f"b{number}-" if len(documents) > 1 else ""
            sections: dict[str, str] = {}
            things: dict[str, str] = {}
            for event in events(document):
                if isinstance(event, SectionBegins):
                    sections[event.section.id] = self._new(before + event.section.id.lstrip("~"))
                elif isinstance(event, Block) and event.about and event.about not in things:
                    things[event.about] = self._new(
                        f"{before}{'note' if event.about.startswith('^') else 'item'}-{len(things) + 1}"
                    )
            self._sections.append(sections)
            self._things.append(things)
            for known in (document.briefing.id, *document.briefing.formerly):
                self._documents.setdefault(known, number - 1)

    def _new(self, wanted: str) -> str:
        return unique(wanted if _PLAIN.fullmatch(wanted) else "part", self._taken)

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
        shared = _SHARED.fullmatch(target) if self._bound else None
        if shared is not None:
            place = self._things[-1].get(shared[1] or shared[2], "")
            return f"#{place}" if place else ""
        found = _NAMED.fullmatch(target)
        if found is not None:
            name, section = found[1], found[2] or ""
            place = sections.get(section, "") if not name else things.get(name, "") or self._briefing(name, section)
        elif target.startswith("#"):
            place = sections.get(target[1:], "")
        else:
            place = things.get(target.removeprefix("@"), "") or self._briefing(target)
        return f"#{place}" if place else ""

    def _briefing(self, id: str, section: str = "") -> str:
        """The name of a briefing, or of a section of it where it has that; "" where it is not in the file."""
        number = self._documents.get(id)
        if number is None:
            return ""
        names = self._sections[number]
        return names.get(section, "") or next(iter(names.values()), "")
