"""A PDF for reading by eye and by ear: tagged, the marking above and below every page, pages numbered.

Typst sets it. What is in a briefing reaches it as data, never as markup: none of it can name a file or a package.

Sources: ISO 14289-1 (PDF/UA-1); Typst 0.15, `sys.inputs`.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.document.block import Block
from tui.document.document import Document
from tui.export.anchors import Anchors
from tui.export.nesting import Begin, End, nested
from tui.export.printout import (
    MarkingBegins,
    MarkingEnds,
    PrintedFile,
    Printout,
    SectionBegins,
    StyledText,
    stretches,
    styled_texts,
)
from tui.model.text import cleaned_line
from tui.store.formats.confined import MEMORY_STATUS

TEMPLATE = Path(__file__).with_name("pdf.typ")
"""How it is set; the data is in `sys.inputs.data`."""

Node = dict[str, Any]

_LANGUAGE = re.compile("[A-Za-z]{2,3}")
"""A code of ISO 639; Typst sets nothing in a language that is called otherwise."""


MOST_MEMORY = 2 << 30
"""Bytes that setting a file may take: some 50 pages take 100 MB, and 100,000 paragraphs three times of this."""
SPARED = 0.8
"""Of the memory that is free, how much setting a file may take at the most."""
MAPPED = 512 << 20
"""Bytes of fonts and programs that count as memory where that is limited, and take none."""
LEAST_MEMORY = 512 << 20
"""Bytes that are asked for in any case."""
PER_CHARACTER = 200
"""Bytes of memory that a character of the data takes at least; measured: 217 in paragraphs, 660 in Japanese ones."""
SECONDS = 600
"""That setting a file may take."""

CHILD = """import sys
sys.path[:] = {path!r}
from tui.export.pdf import set_confined
set_confined({memory!r}, {seconds!r})
"""
"""What the process runs that sets a file: how much that takes is known when it is done, and it is given back with the process."""
_NO_UA = "There is a character in it that PDF/UA does not allow: the PDF is tagged, but no PDF/UA."
_FAILED = 65
"""The exit status of a process that says why there is no file."""


def as_printed(printout: Printout) -> PrintedFile:
    """The file: one that is accessible by the standard, or where a character has no sign in any font here, one that is tagged.

    Raises:
        OSError: it would take more memory or time than there is; the message is a sentence that says what to do.
    """
    memory = memory_for_one()
    data = json.dumps(_tree(printout), ensure_ascii=False)
    if PER_CHARACTER * len(data) > memory:
        raise OSError(_too_long(memory))
    status, answer = _answer(data.encode("utf-8", "replace"), memory)
    said, _, made = answer.partition(b"\n")
    if status in (0, _FAILED):
        told: dict[str, str] = json.loads(said)
        if "failed" in told:
            raise OSError(told["failed"])
        return PrintedFile(made, (told["note"],) if told["note"] else ())
    if -status in (signal.SIGALRM, signal.SIGXCPU):
        raise OSError(f"setting it takes more than {SECONDS // 60} minutes. {_INSTEAD}")
    # The process ends itself where it gets no more memory, and the system ends it where there is none.
    if status == MEMORY_STATUS or -status in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS):
        raise OSError(_too_long(memory))
    raise OSError(f"what sets it ended with status {status}")


_INSTEAD = "Write some sections of it (--sections), briefings one by one, or a Word document (--to docx)."


def _too_long(memory: int) -> str:
    return f"so much text takes more than the {memory / (1 << 30):.1f} GB of memory that there are for it. {_INSTEAD}"


def memory_for_one() -> int:
    """Bytes that setting a file may take on this machine as it is now."""
    free = MOST_MEMORY
    with suppress(OSError, ValueError), open("/proc/meminfo", encoding="ascii") as told:
        free = next((int(line.split()[1]) << 10 for line in told if line.startswith("MemAvailable:")), free)
    return max(LEAST_MEMORY, min(MOST_MEMORY, int(SPARED * free)))


def _answer(data: bytes, memory: int) -> tuple[int, bytes]:
    """The exit status of the process that sets a file, below 0 the signal that ended it, and what it wrote."""
    code = CHILD.format(path=[os.path.abspath(each) for each in sys.path], memory=memory + MAPPED, seconds=SECONDS)
    threads = str(min(4, os.cpu_count() or 1))  # each has memory of its own
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "RAYON_NUM_THREADS": threads, "MALLOC_ARENA_MAX": threads},
        start_new_session=True,
    )
    try:
        answer, _ = child.communicate(data, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM, b""
    finally:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    return child.returncode, answer


def set_confined(memory: int, seconds: int) -> None:
    """In a process of its own: set what comes by standard input, say in one line how that went, and write the file behind it."""
    from tui.store.formats.confined_reader import confine

    # A PDF has a tenth of the bytes that it takes in memory.
    confine(memory, seconds, memory)
    # What the library prints goes nowhere.
    given = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        import typst

        inputs = {"data": sys.stdin.buffer.read().decode()}
        try:
            said, made = "", _set(inputs, accessible=True)
        except typst.TypstError as error:
            if not error.message.startswith("PDF/UA"):
                raise
            missing = re.search(r'the text `"(.+?)"` could not', error.message)
            said = f"No font here has “{missing[1]}”, or more: the PDF is tagged, but no PDF/UA." if missing else _NO_UA
            made = _set(inputs, accessible=False)
    except MemoryError:
        os._exit(MEMORY_STATUS)
    except typst.TypstError as error:
        _answered(given, json.dumps({"failed": error.message}).encode() + b"\n")
        os._exit(_FAILED)
    _answered(given, json.dumps({"note": said}).encode() + b"\n" + made)
    # Nothing that a library would still do is waited for.
    os._exit(0)


def _answered(given: int, data: bytes) -> None:
    """Hand over to the process that waits for it."""
    left = memoryview(data)
    while left:
        left = left[os.write(given, left) :]


def _set(inputs: dict[str, str], *, accessible: bool) -> bytes:
    import typst

    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if accessible else [],
    )


def _tree(printout: Printout) -> Node:
    anchors = Anchors(printout)
    briefing = printout.documents[0].briefing
    contents = [
        {
            "name": anchors.of_section(number, document.sections[0].id),
            "title": document.sections[0].title,
            "marking": str(document.briefing.effective_marking),
        }
        for number, document in enumerate(printout.documents)
    ]
    date = briefing.newest
    language = briefing.lang.partition("-")[0]
    return {
        "title": cleaned_line(printout.title),
        "marking": str(printout.marking),
        "language": language.lower() if _LANGUAGE.fullmatch(language) else "en",
        "authors": [] if printout.is_book else list(briefing.authors),
        "date": date.text[:10] if date is not None else "",
        "book": printout.as_of,
        "left_out": list(printout.left_out),
        "contents": contents,
        "documents": [_Writer(document, n, anchors, printout).nodes() for n, document in enumerate(printout.documents)],
    }


class _Writer:
    """One document as a tree."""

    def __init__(self, document: Document, number: int, anchors: Anchors, printout: Printout) -> None:
        self._document = document
        self._number = number
        self._anchors = anchors
        self._printout = printout
        self._deeper = 1 if printout.is_book else 0
        self._level = 0
        self._named: set[str] = set()
        self._nodes: list[Node] = []

    def nodes(self) -> list[Node]:
        marking = str(self._document.briefing.effective_marking)
        if self._deeper and marking:
            self._note(f"[{marking}]")
        name = ""
        for event in stretches(self._document):
            if isinstance(event, list):
                name = self._blocks(event, name)
            elif isinstance(event, SectionBegins):
                name = self._anchors.of_section(self._number, event.section.id)
            elif isinstance(event, MarkingBegins):
                self._note(f"[{event.marking}]")
            elif isinstance(event, MarkingEnds):
                self._note(f"[End of {event.marking}]")
        if self._deeper and marking:
            self._note(f"[End of {marking}]")
        return self._nodes

    def _note(self, words: str) -> None:
        self._nodes.append({"kind": "marking", "runs": [{"text": words}]})

    def _blocks(self, blocks: Iterable[Block], name: str) -> str:
        """Add blocks; the first has the name of their section. Returns the name that is left for the next ones."""
        inside: list[list[Node]] = [self._nodes]
        for event in nested(blocks):
            if isinstance(event, Begin):
                node: Node = {"kind": event.container.kind, "number": event.container.number, "nodes": []}
                inside[-1].append(node)
                inside.append(node["nodes"])
            elif isinstance(event, End):
                inside.pop()
            else:
                node = self._node(event)
                if name:
                    node["name"], name = name, ""
                inside[-1].append(node)
        return name

    def _node(self, block: Block) -> Node:
        node: Node = {"kind": block.kind, "runs": self._runs(block)}
        match block.kind:
            case "title":
                node |= {"kind": "heading" if self._deeper else "title", "level": 1}
            case "heading":
                self._level = min(block.level + self._deeper, self._level + 1, 6)
                node["level"] = self._level
            case "code":
                node["text"] = block.text
            case "row" | "detail":
                node["sign"] = block.first.strip()
                node["deeper"] = block.kind == "detail" and bool(block.hang) and not block.label_end
            case "tree":
                node["depth"] = len(block.first) // 3
            case "table" if block.table is not None:
                node["heads"] = block.table.heads
                node["align"] = list(block.table.align)
                node["rows"] = [[self._runs(block, start, end) for start, end in row] for row in block.table.rows]
        if block.role.startswith("lead") and block.section > 1:
            node["lead"] = True
        if block.about and block.about not in self._named:
            self._named.add(block.about)
            node["name"] = self._anchors.of_thing(self._number, block.about)
        return node

    def _runs(self, block: Block, start: int = 0, end: int | None = None) -> list[Node]:
        runs = []
        if block.label_end and not start:
            runs += [self._run(piece) | {"strong": True} for piece in styled_texts(block, 0, block.label_end)]
            runs.append({"text": "  "})
            start = block.label_end
        return runs + [self._run(piece) for piece in styled_texts(block, start, end)]

    def _run(self, piece: StyledText) -> Node:
        run: Node = {"text": piece.text}
        for role, name in (
            ("strong", "strong"),
            ("label", "strong"),
            ("emphasis", "emphasis"),
            ("strike", "strike"),
            ("code", "code"),
        ):
            if piece.has(role):
                run[name] = True
        if piece.has("muted", "meta", "cite"):
            run["quiet"] = True
        if piece.has("guide", "likelihood") and not any(map(str.isalnum, piece.text)):
            run["drawn"] = True
        if piece.target and not piece.has("image"):
            address = self._anchors.address(self._number, piece.target)
            if address:
                run["link"] = address
        return run
