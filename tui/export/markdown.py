"""CommonMark with footnotes and tables, for editors and other programs.

Sources: CommonMark 0.31; GitHub's tables and footnotes. A citation is a footnote, and each source is written as one; the program's
own links, which lead nowhere in another program, are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tui.document.block import Block
from tui.document.document import Document
from tui.export.nesting import Begin, End, nested
from tui.export.printout import Mark, MarkingBegins, MarkingEnds, PrintedFile, Printout, StyledText, stretches, styled_texts
from tui.model.text import cleaned_line, code_span, fenced
from tui.store.formats.markdown_writer import escaped, escaped_start, heading, link, markdown_table

_INLINE = (("strong", "**"), ("emphasis", "*"), ("strike", "~~"))
_LABEL = re.compile(r"[^\w.-]+")


def as_printed(printout: Printout) -> PrintedFile:
    """The text of the file."""
    return PrintedFile(("\n".join(_lines(printout)).rstrip("\n") + "\n").encode())


def _lines(printout: Printout) -> Iterator[str]:
    marking = escaped(str(printout.marking))
    if marking:
        yield from (f"**{marking}**", "")
    if printout.is_book:
        yield from (heading(cleaned_line(printout.title), 1), "", f"As of {escaped(printout.as_of)}", "")
        for document in printout.documents:
            own = str(document.briefing.effective_marking)
            yield f"- {escaped(document.sections[0].title)}{f' ({escaped(own)})' if own else ''}"
        yield ""
    for sentence in printout.left_out:
        yield from (escaped(sentence), "")
    for number, document in enumerate(printout.documents, 1):
        if printout.is_book:
            yield from ("---", "")
            own = str(document.briefing.effective_marking)
            if own:
                yield from (f"**{escaped(own)}**", "")
        yield from _Writer(document, f"{number}-" if printout.is_book else "", printout).lines()
    if marking:
        yield f"**{marking}**"


class _Writer:
    """Writes one document."""

    def __init__(self, document: Document, before: str, printout: Printout) -> None:
        self._document = document
        self._before = before
        """Goes before the labels of footnotes, which are one namespace in a file."""
        self._printout = printout
        self._deeper = 1 if printout.is_book else 0
        self._sources = {source.id for source in document.briefing.sources}
        self._entry = ""
        self._prefix: list[str] = []
        self._marker = ""

    def lines(self) -> Iterator[str]:
        for event in stretches(self._document):
            yield from self._blocks(event) if isinstance(event, list) else self._mark(event)

    def _mark(self, event: Mark) -> Iterator[str]:
        if isinstance(event, MarkingBegins):
            yield from (f"**\\[{escaped(event.marking)}\\]**", "")
        elif isinstance(event, MarkingEnds):
            yield from (f"**\\[End of {escaped(event.marking)}\\]**", "")

    def _blocks(self, blocks: list[Block]) -> Iterator[str]:
        was_entry = False
        for event in nested(blocks):
            is_entry = isinstance(event, Block) and event.kind in ("row", "detail", "tree") and event.about not in self._sources
            if was_entry and not is_entry:
                yield ""
            was_entry = is_entry
            if isinstance(event, Begin):
                if event.container.kind == "quote":
                    self._prefix.append("> ")
                elif event.container.kind == "item":
                    self._marker = f"{event.container.number}. " if event.container.number else "- "
                    self._prefix.append(" " * len(self._marker))
            elif isinstance(event, End):
                if event.container.kind != "list":
                    self._prefix.pop()
            else:
                yield from self._in_place(self._block(event))
        if was_entry:
            yield ""

    def _in_place(self, lines: list[str]) -> Iterator[str]:
        for line in lines:
            before = "".join(self._prefix)
            if self._marker:
                before = before[: len(before) - len(self._marker)] + self._marker
                self._marker = ""
            yield (before + line).rstrip(" ")

    def _block(self, block: Block) -> list[str]:
        text = self._inline(block)
        match block.kind:
            case "title":
                return [heading(block.text, 1 + self._deeper), ""]
            case "heading":
                return [f"{'#' * min(block.level + 1 + self._deeper, 6)} {' '.join(text.split())}", ""]
            case "banner":
                return [f"**{text}**", ""]
            case "code":
                return [*fenced(block.text).split("\n"), ""]
            case "rule":
                return ["---", ""]
            case "table" if block.table is not None:
                rows = [[self._inline(block, start, end) for start, end in row] for row in block.table.rows]
                return [*markdown_table(rows).split("\n"), ""]
            case "row" | "detail" if block.about in self._sources:
                return self._source(block)
            case "row":
                return [f"- {self._signed(block, text)}"]
            case "detail":
                return [f"  - {self._signed(block, text)}"]
            case "tree":
                return [f"{'  ' * (len(block.first) // 3)}- {text}"]
            case _:
                own = block.about.startswith("^") and self._entry != block.about
                self._entry = block.about
                if own:
                    label = self._label(block.about[1:])
                    return [f"[^{label}]: {self._inline(block, block.text.find(']') + 1).strip()}", ""]
                if block.about.startswith("^"):
                    return [f"    {line}" for line in text.split("\n")] + [""]
                return [*self._paragraph(text), ""]

    def _paragraph(self, text: str) -> list[str]:
        return [escaped_start(line) for line in text.split("\n")]

    def _signed(self, block: Block, text: str) -> str:
        sign = block.first.strip()
        return f"{escaped(sign)} {text}" if sign else text

    def _source(self, block: Block) -> list[str]:
        """A source as a footnote, which is where its citations lead."""
        if block.about == self._entry:
            return [f"    {self._inline(block)}", ""]
        self._entry = block.about
        return [f"[^{self._source_label(block.about)}]: {self._inline(block, block.label_end).strip()}", ""]

    def _source_label(self, id: str) -> str:
        return id.removeprefix("~") if self._printout.bound else self._label(id)

    def _label(self, id: str) -> str:
        return self._before + _LABEL.sub("-", id)

    def _inline(self, block: Block, start: int = 0, end: int | None = None) -> str:
        if block.label_end > start and not start and not any(span.role.endswith("strong") for span in block.spans[:1]):
            label = "".join(self._joined(styled_texts(block, 0, block.label_end))).strip()
            return f"**{label}** {''.join(self._joined(styled_texts(block, block.label_end, end))).lstrip()}"
        return "".join(self._joined(styled_texts(block, start, end)))

    def _joined(self, found: Iterable[StyledText]) -> Iterator[str]:
        for piece in found:
            target = piece.target
            if piece.has("cite") and target.startswith("@") and target[1:] in self._sources:
                locator = piece.text.strip("[]; ").removeprefix(target[1:].removeprefix("~")).strip(", ")
                yield f"[^{self._source_label(target[1:])}]" + (f" ({escaped(locator)})" if locator else "")
            elif piece.has("cite") and not target and not piece.text.strip("[]; "):
                continue
            elif piece.has("cite") and target.startswith("^"):
                yield f"[^{self._label(target[1:])}]"
            elif piece.has("code"):
                yield code_span(piece.text)
            else:
                yield self._words(piece)

    def _words(self, piece: StyledText) -> str:
        core = piece.text.strip()
        if not core:
            return piece.text
        lead, tail = piece.text[: piece.text.index(core)], piece.text[piece.text.index(core) + len(core) :]
        words = escaped(core).replace("\n", "\\\n")
        for role, sign in _INLINE:
            if piece.has(role):
                words = f"{sign}{words}{sign}"
        if piece.target and core == piece.target and not re.search(r"[<>\s]", core):
            words = f"<{core}>" if core.lower().startswith(("http://", "https://", "mailto:")) else words
        elif piece.target:
            words = link(words, piece.target)
        return f"{lead}{words}{tail}"
