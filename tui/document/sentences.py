"""A document for whoever hears it: the same blocks in sentences, without anything that is drawn, one line for each thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tui.document.block import Block, DocumentSection, Span
from tui.document.document import Document
from tui.document.today_rule import TodayRule, rule_said, today_in_words
from tui.model.apparatus import TOP
from tui.model.counted import counted
from tui.model.reading_time import text_minutes

_DRAWN = ("guide",)
_ENTRIES = frozenset(("row", "detail", "tree", "meta", "banner"))
"""Kinds of blocks that the program has worded, with signs between the phrases."""

_TASKS = {"☐": "Open", "☑": "Done", "☒": "Not to be done"}


def _has(span: Span, *names: str) -> bool:
    return any(name in names for name in span.role.split())


def _pieces(block: Block, start: int, end: int) -> Iterator[str]:
    """What is said of a stretch of a block's text: bars and lines are left out, and what only a look tells is told."""
    at = start
    for span in block.spans:
        if span.end <= start or span.start >= end:
            continue
        yield block.text[at : span.start]
        text, at = block.text[max(span.start, start) : min(span.end, end)], min(span.end, end)
        if _has(span, *_DRAWN) or (_has(span, "likelihood") and not text.strip("━ ")):
            continue
        if _has(span, "inserted", "deleted") and text.strip():
            # A comparison has signs of its own around these, for whoever sees no colour.
            bare = text.strip().removeprefix("{+").removeprefix("[-").removesuffix("+}").removesuffix("-]").strip()
            yield f" ({'added' if _has(span, 'inserted') else 'removed'}: {bare}) "
        else:
            yield text.replace(" – ", " to ").replace("–", " to ") if _has(span, "value", "date") else text
    yield block.text[at:end]


def in_words(text: str) -> str:
    """A phrase of the program's own with words, and pauses, for its signs."""
    text = text.removeprefix("→ ")
    for sign, word in ((" · ", ", "), (" — ", ", "), ("→ ", "to "), (" ⋯ ", " … ")):
        text = text.replace(sign, word)
    return text.strip()


def _said(block: Block, start: int = 0, end: int | None = None) -> str:
    text = "".join(_pieces(block, start, len(block.text) if end is None else end))
    return in_words(text) if block.kind in _ENTRIES else text.strip()


def _table(block: Block) -> Iterator[str]:
    assert block.table is not None
    heads = block.table.rows[: block.table.heads]
    rows = block.table.rows[block.table.heads :]

    def cell(row: tuple[tuple[int, int], ...], column: int) -> str:
        return " ".join(_said(block, *row[column]).split())

    names = [" ".join(filter(None, (cell(head, column) for head in heads))) for column in range(len(block.table.rows[0]))]
    yield f"Table, {counted(len(rows), 'row')} of {counted(len(names), 'column')}."
    for number, row in enumerate(rows, 1):
        said = [f"{name}: {cell(row, column) or 'nothing'}" if name else cell(row, column) for column, name in enumerate(names)]
        yield f"Row {number}: {'; '.join(filter(None, said))}."


class Sentences:
    """Says a document, block after block; of a tree it has to know what stands above."""

    def __init__(self, document: Document, day: int | None = None) -> None:
        """Say nothing yet of a document.

        Args:
            document: what is said.
            day: that of today, since 1970, to be said among the events; None where it is not known.
        """
        self._document = document
        self._today = TodayRule(document, day) if day is not None else None
        self._above: list[tuple[int, str]] = []
        self._places: dict[int, int] = {}
        self._counts: Counter[str] = Counter()
        for section in document.sections:
            if section.id != TOP:
                self._counts[self._kind(section)] += 1
                self._places[section.index] = self._counts[self._kind(section)]

    @staticmethod
    def _kind(section: DocumentSection) -> str:
        return "Reference" if section.group == "reference" else "Section"

    def announced(self, index: int) -> str:
        """What is said where a section begins: which it is, of how many, and how long it takes or how much it holds."""
        document, section = self._document, self._document.sections[index]
        kind, title = self._kind(section), " ".join(section.title.split())
        marked = f" Marked {section.handling}." if section.handling else ""
        if index not in self._places:
            return f"Title page, {title}.{marked}"
        if kind == "Reference":
            more = f", {counted(section.count, 'entry', 'entries')}" if section.count else ""
        else:
            text = " ".join(
                block.text for number in part_numbers(document, index, index + 1) for block in document.parts[number].blocks
            )
            more = f", {counted(max(1, round(text_minutes(text))), 'minute')}"
        return f"{kind} {self._places[index]} of {self._counts[kind]}, {title}{more}.{marked}"

    def at(self, part: int, number: int) -> list[str]:
        """The lines that say a block of a part, with today before or behind it where it stands there."""
        block = self._document.parts[part].blocks[number]
        said = self.of(block) if block.kind not in ("heading", "title") else []
        rule = self._today.place_in(part) if self._today is not None else None
        if rule is None or rule.block != number or self._today is None:
            return said
        today = rule_said(today_in_words(self._today.day))
        return [*said, today] if rule.is_below else [today, *said]

    def of(self, block: Block) -> list[str]:
        """The lines that say a block; none where it says nothing."""
        first = block.first.strip()
        if said := rule_said(block.text):
            return [said]
        if block.kind == "rule":
            return []
        if block.kind == "table" and block.table is not None:
            return list(_table(block))
        if block.kind == "code":
            lines = block.text.split("\n")
            return [f"Code, {counted(len(lines), 'line')}:", *lines, "End of the code."]
        if block.kind == "tree":
            return [self._in_tree(block)]
        text = self._labelled(block)
        if not text:
            return []
        if first[:1] in _TASKS:
            return [f"{_TASKS[first[:1]]}: {text}"]
        if block.kind == "item":
            level = f", level {block.level + 1}" if block.level else ""
            number = f" {first.rstrip('.)')}" if first.rstrip(".)").isalnum() else ""
            return [f"Point{number}{level}: {text}"]
        if block.kind == "row" and first.isdecimal():
            return [f"{first}: {text}"]
        before = {"quote": "Quote: ", "banner": "Take note: "}.get(block.kind, "")
        return [f"{before}{text}"]

    @staticmethod
    def _labelled(block: Block) -> str:
        if not block.label_end:
            return " ".join(_said(block).split()) if block.kind in _ENTRIES else _said(block)
        label, text = _said(block, 0, block.label_end), _said(block, block.label_end)
        return f"{label}: {' '.join(text.split())}" if text else label

    def _in_tree(self, block: Block) -> str:
        text, depth = " ".join(_said(block).split()), len(block.first)
        if block.role == "muted" or not block.spans or not _has(block.spans[0], "strong"):
            return text
        name = block.text[block.spans[0].start : block.spans[0].end]
        while self._above and self._above[-1][0] >= depth:
            self._above.pop()
        above = self._above[-1][1] if self._above and depth else ""
        self._above.append((depth, name))
        more = text[len(name) :].lstrip(" ,")
        if not above:
            return f"{name} stands at the top" + (f": {more}" if more else "")
        tie = "stands under" if f" {above}" in more else "reports to"
        return f"{name} {tie} {above}" + (f": {more}" if more else "")


def part_numbers(document: Document, start: int, end: int) -> Iterator[int]:
    """The numbers of the parts of some sections, from the index of the first to the one behind the last."""
    for number in range(document.first_part(start), len(document.parts)):
        section = document.parts[number].section
        if section >= end:
            return
        if section >= start:
            yield number


def end_of(document: Document, index: int) -> int:
    """The index behind the last section that is nested in one."""
    level = document.sections[index].level
    return next((one.index for one in document.sections[index + 1 :] if one.level <= level), len(document.sections))


def said_document(document: Document, section: str | None = None, day: int | None = None) -> Iterator[str]:
    """The lines that say a document, or one of its sections with what is nested in it; the marking is the first and the last.

    With a day, since 1970, today is said among the events.

    Raises:
        KeyError: there is no such section.
    """
    found = document.section_of(section) if section is not None else None
    if section is not None and found is None:
        raise KeyError(section)
    marking, start, end = document.briefing.effective_marking, 0, len(document.sections)
    if found is not None:
        marking = document.sections[found].handling or document.briefing.handling
        start, end = found, end_of(document, found)
    if marking:
        yield f"Marked {marking}."
    sentences, current = Sentences(document, day), -1
    for index in part_numbers(document, start, end):
        part = document.parts[index]
        for number in range(len(part.blocks)):
            if part.section != current:
                current = part.section
                yield ""
                yield sentences.announced(current)
            yield from sentences.at(index, number)
    if marking:
        yield ""
        yield f"End. Marked {marking}."
