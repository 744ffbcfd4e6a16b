"""Rules about references: they lead somewhere, to one thing, and sources are cited."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import chain
from typing import Any

from tui.model.briefing import Agreement, Briefing, Event, Item, Judgment, Prose, Source
from tui.model.fields import FIELDS, Shape
from tui.model.names import name_key, name_keys
from tui.model.problem import Severity
from tui.store.problems import Problems, quoted
from tui.store.references import Places, Reference, prose_of, references, section_ids, things_of

_TO_BRIEFINGS = frozenset(("related", "supersedes"))
_TO_SOURCES = frozenset(("sources", "derived_from"))
_NOT_LINKS = frozenset(("id", "formerly"))
_OR_NAMES: dict[type[Any], frozenset[str]] = {Agreement: frozenset(("parties", "signed_by")), Event: frozenset(("actors",))}
_LARGEST_TABLE = 5_000
"""Characters before and behind a link in which the rule of its table is looked for."""
_TABLE_RULE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")


class _References:
    """The references of one briefing on their way to what they name."""

    def __init__(self, briefing: Briefing, library_ids: Container[str] | None, problems: Problems) -> None:
        self.briefing = briefing
        self.library = library_ids
        self.problems = problems
        self.items: dict[str, Item] = {item.id: item for item in briefing.items()}
        self._named: dict[str, list[Item]] = {}
        for item in briefing.items():
            for key in name_keys(item):
                self._named.setdefault(key, []).append(item)
        self._clashing = _clashing(briefing, self.items)
        self.sections = section_ids(briefing)
        self.cited: set[str] = set()
        self.prose_cites: set[int] = set()
        """Identities of the things whose text cites something."""

    def dead(self, target: str, line: int, column: int, what: str, known: Any) -> None:
        severity: Severity = "warning"
        message = f"{quoted(target)} is not the id of {what}."
        if self.library is None and what.endswith("briefing"):
            severity = "info"
            message = f"{quoted(target)} leads out of this briefing; without its library it is not known where to."
        self._report(severity, "dead-reference", message, line, column, self.problems.nearest(target, known))

    def _report(self, severity: Severity, code: str, message: str, line: int, column: int, suggestion: str = "") -> None:
        self.problems.add(severity, code, message, _Place(line, column), suggestion)

    def find(self, target: str) -> list[Item]:
        """The items that a target names: by id, else by a name, short name or alias, case and hyphens aside."""
        item = self.items.get(target)
        return [item, *self._clashing.get(target, ())] if item is not None else self._named.get(name_key(target), [])

    def to_source(self, target: str, line: int, column: int) -> None:
        found = self.find(target)
        sources = [item for item in found if isinstance(item, Source)]
        self.cited.update(item.id for item in sources or found)
        if sources:
            self._if_several(target, sources, line, column)
        elif found:
            item = found[0]
            message = f"{quoted(target)} is cited, but it is {_article(item)}, not a source."
            self._report("warning", "not-a-source", message, line, column)
        elif self.library is None or target not in self.library:
            self.dead(target, line, column, "a source", (source.id for source in self.briefing.sources))

    def to_item(self, target: str, line: int, column: int) -> None:
        found = self.find(target)
        self.cited.update(item.id for item in found)
        self._if_several(target, found, line, column)
        if not found and (self.library is None or target not in self.library):
            self.dead(target, line, column, "anything in this briefing", self.items)

    def _if_several(self, target: str, found: Sequence[Item], line: int, column: int) -> None:
        if len(found) > 1 and target not in self._clashing:
            places = " and ".join(f"{_article(item)} ({quoted(item.id)})" for item in found[:2])
            message = f"{quoted(target)} names more than one thing: {places}."
            self._report("warning", "ambiguous-reference", message, line, column, "use the id")

    def to_briefing(self, target: str, line: int) -> None:
        target = target.partition("#")[0]
        if target == self.briefing.id:
            self._report("warning", "self-reference", f"{quoted(target)} is this briefing itself.", line, 1, "remove it")
        elif self.library is None or target not in self.library:
            self.dead(target, line, 1, "a briefing", ())

    def link(self, found: Reference, line: int, column: int) -> None:
        if found.cites:
            self.to_source(found.target, line, column)
            return
        here = not found.target or found.target == self.briefing.id
        if here and found.section and not found.section.startswith("~") and found.section not in self.sections:
            message = f"There is no section {quoted(found.section)} here."
            self._report("warning", "dead-section", message, line, column, self.problems.nearest(found.section, self.sections))
        if here:
            return
        in_library = self.library is not None and found.target in self.library
        items = [] if found.section else self.find(found.target)
        if items:
            self.cited.update(item.id for item in items)
            self._if_several(found.target, items, line, column)
            if in_library:
                item = _article(items[0])
                message = f"{quoted(found.target)} is both {item} here and an id of the library; the link leads to the first."
                self._report("warning", "ambiguous-reference", message, line, column, "rename one of them")
        elif not in_library:
            self.dead(found.target, line, column, "anything here, nor of a briefing", chain(self.items, self.sections))


def _clashing(briefing: Briefing, items: dict[str, Item]) -> dict[str, list[Item]]:
    """Id -> the things that claim it as well and were given another; that they do is told already."""
    lines = {problem.line for problem in briefing.problems if problem.code == "duplicate-id"}
    if not lines:
        return {}
    renamed: dict[str, list[Item]] = {}
    for item in items.values():
        own, hyphen, number = item.id.rpartition("-")
        if hyphen and number.isdecimal() and own in items and not item.numbered:
            renamed.setdefault(own, []).append(item)
    return {own: others for own, others in renamed.items() if any(item.line in lines for item in others)}


class _Place:
    def __init__(self, line: int, column: int) -> None:
        self.line, self.column, self.index = max(line, 1) - 1, max(column, 1) - 1, 0


def _article(item: Any) -> str:
    name = type(item).__name__.lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _in_table(prose: Prose, offset: int) -> bool:
    """Whether an offset is in a row of a table: a delimiter row stands above it in the same paragraph, or just below."""
    text = prose.text
    from_, to = max(0, offset - _LARGEST_TABLE), offset + _LARGEST_TABLE
    start = max(text.rfind("\n", from_, offset) + 1, from_)
    below = text[offset:to].split("\n", 2)[1:2]
    above = text[max(text.rfind("\n\n", from_, offset) + 1, from_) : start].split("\n")
    return any("|" in line and _TABLE_RULE.match(line) for line in (*above, *below))


def lint_references(briefing: Briefing, library_ids: Container[str] | None, problems: Problems) -> None:
    """Report references that lead nowhere or two ways, links that a table cuts, sources never cited, judgments without a source."""
    found = _References(briefing, library_ids, problems)
    for thing in things_of(briefing):
        _fields(thing, found)
    for thing, _, prose in prose_of(briefing):
        places: Places | None = None
        for reference in references(prose.text) if not prose.plain else ():
            places = places or Places(prose)
            line, column = places.of(reference.offset)
            found.link(reference, line, column)
            if reference.cites:
                found.prose_cites.add(id(thing))
            if reference.bare_bar and _in_table(prose, reference.offset):
                message = "The bar in this link ends the table's cell."
                problems.add(
                    "warning", "bar-in-table", message, _Place(line, column), "write it with a backslash: [[target\\|label]]"
                )
    _sourcing(briefing, found, problems)


def _fields(thing: Any, found: _References) -> None:
    line = getattr(thing, "line", 1)
    for field in FIELDS[type(thing)]:
        if field.shape is Shape.SLUGS and field.key not in _NOT_LINKS:
            for target in getattr(thing, field.attribute):
                if field.key in _TO_BRIEFINGS:
                    found.to_briefing(target, line)
                elif field.key in _TO_SOURCES:
                    found.to_source(target, line, 1)
                elif field.key not in _OR_NAMES.get(type(thing), ()):
                    found.to_item(target, line, 1)
        elif field.shape is Shape.SLUG and field.key not in _NOT_LINKS:
            target = getattr(thing, field.attribute)
            if target:
                found.to_item(target, line, 1)
            else:
                found.problems.add(
                    "warning", "missing-end", f"This relation has no “{field.key}”.", line=line, suggestion=f"add “{field.key}”"
                )


def _sourcing(briefing: Briefing, found: _References, problems: Problems) -> None:
    uncited = [source for source in briefing.sources if source.id not in found.cited]
    if uncited and len(uncited) == len(briefing.sources):
        message = "Nothing in the briefing says what it rests on: none of its sources is cited."
        problems.add("info", "uncited-source", message, line=uncited[0].line, suggestion="cite them with “sources:” or [@id]")
    else:
        for source in uncited:
            message = f"The source {quoted(source.id)} is never cited."
            problems.add(
                "warning", "uncited-source", message, line=source.line, suggestion=f"cite it with [@{source.id}], or remove it"
            )
    for judgment in briefing.judgments:
        if not judgment.sources and id(judgment) not in found.prose_cites:
            _unsourced(judgment, problems)


def _unsourced(judgment: Judgment, problems: Problems) -> None:
    message = f"The judgment {quoted(judgment.id)} names no source."
    problems.add("warning", "unsourced-judgment", message, line=judgment.line, suggestion="add “sources:”, or cite in its basis")
