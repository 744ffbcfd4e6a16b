"""The events of a text: of YAML from libyaml where it is there, else from PyYAML's own parser; of JSON the same, with places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tui.store.build import Builder, NextEvent
from tui.store.nodes import Node, Scalar
from tui.store.problems import Problems

ParseError = yaml.YAMLError
"""What reading raises where YAML cannot be parsed any further."""

_MOST_TAG_DIRECTIVES = 100
"""Directives at the start of a file that are left to the parser."""


def nests_too_deeply(error: yaml.YAMLError) -> bool:
    """Whether a parser gave up at a depth of its own.

    PyYAML has such a limit from 6.0.4 on; the releases before it leave the depth to whoever asks for events.
    """
    return isinstance(error, MarkedYAMLError) and "nesting depth" in (error.problem or "")


class _PurePython(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser without libyaml: same events, some thirty times slower."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


def yaml_events(text: str, *, pure: bool = False) -> NextEvent:
    """A function that gives the next event of a text that is already harmless, and None after the last.

    Args:
        text: YAML without characters that it forbids.
        pure: do without libyaml.
    """
    parser: Any
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        pure = True
    if "%" in text and text.count("%TAG", 0, text.find("---")) > _MOST_TAG_DIRECTIVES:
        # libyaml compares each directive with all before it; nothing here needs them.
        text = text.replace("%TAG", "#TAG")
    parser = _PurePython(text) if pure else CParser(text)
    get: NextEvent = parser.get_event
    return get


class YamlStream:
    """A YAML file, entered as far as its first document's top node."""

    def __init__(self, text: str, problems: Problems, next_event: NextEvent | None = None, *, plain_json: bool = False) -> None:
        """Go to the first document.

        Args:
            text: the file, harmless.
            problems: where to report.
            next_event: events to read instead of this text's own.
            plain_json: the events come from JSON, where a comma cannot cut a text.
        """
        get = next_event or yaml_events(text)
        self.builder = Builder(get, text, problems, plain_json=plain_json)
        self._get = get
        self._problems = problems
        self._text = text
        event = get()
        while event is not None and not isinstance(event, (DocumentStartEvent, StreamEndEvent)):
            event = get()
        self.top: Any = get() if isinstance(event, DocumentStartEvent) else None
        """The first event of the top node; None where the file holds no document."""
        self.second = ""
        """The text of all documents after the first; there from `finish` on."""

    @property
    def is_mapping(self) -> bool:
        """Whether the top node is a mapping."""
        return isinstance(self.top, MappingStartEvent)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at the top."""
        return self.top is None or (isinstance(self.top, ScalarEvent) and not self.top.value)

    def finish(self) -> None:
        """Read to the end of the first document, and report what follows it."""
        event = self._get()
        while event is not None and not isinstance(event, (DocumentStartEvent, StreamEndEvent)):
            event = self._get()
        self.builder.finish()
        if isinstance(event, DocumentStartEvent):
            start: Any = event.start_mark
            self._problems.add(
                "error",
                "second-document",
                "A second document starts here; a file holds one briefing.",
                start,
                "put it into a file of its own",
            )
            self.second = self._text[start.index :].strip()


def read_node(text: str, problems: Problems) -> Node | None:
    """The whole first document as nodes, None where there is none: for files other than briefings.

    Raises:
        yaml.YAMLError, TooDeep: the file cannot be parsed.
    """
    stream = YamlStream(text, problems)
    if stream.top is None:
        return None
    node = stream.builder.node(stream.top)
    stream.finish()
    return node


_TOKEN = re.compile(r"[ \t\n\r]*([{}\[\],:\"]|[^\s{}\[\],:\"]+|\Z)")
_BARE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|-?Infinity|NaN")


class JsonError(Exception):
    """The text is no JSON; `index` is where it stops being so."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class _Mark:
    __slots__ = ("_starts", "index")

    def __init__(self, starts: list[int], index: int) -> None:
        self._starts = starts
        self.index = index

    @property
    def line(self) -> int:
        return bisect_right(self._starts, self.index) - 1

    @property
    def column(self) -> int:
        return self.index - self._starts[self.line]


def json_events(text: str) -> NextEvent:
    """A function that gives the next event of a JSON text, and None after the last; it raises `JsonError`."""
    events = _events(text)
    return lambda: next(events, None)


def _string(text: str, start: int) -> tuple[str, int]:
    try:
        value, end = scanstring(text, start + 1, False)
    except JSONDecodeError as error:
        raise JsonError(error.msg, error.pos) from error
    return value, end


def _scalar(value: str, style: str | None, start: Any, end: Any) -> Scalar:
    return Scalar(None, None, (True, False), value, start, end, style)


def _events(text: str) -> Iterator[Any]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    closers: list[str] = []
    wants = "value"
    position = 0
    origin: Any = _Mark(starts, 0)
    yield DocumentStartEvent(origin, origin)
    while True:
        match = _TOKEN.match(text, position)
        token = match.group(1) if match else ""
        start = match.start(1) if match else position
        position = match.end(1) if match else position
        mark: Any = _Mark(starts, start)
        after: Any = _Mark(starts, position)
        if wants == "end":
            if token:
                raise JsonError("There is something after the end of the JSON value", start)
            break
        if not token:
            raise JsonError("The JSON ends too early", start)
        if token == '"' and wants in ("value", "key", "first key", "first value"):
            value, position = _string(text, start)
            yield _scalar(value, '"', mark, _Mark(starts, position))
            wants = "colon" if "key" in wants else "comma"
        elif token in "{[" and wants in ("value", "first value"):
            closers.append("}" if token == "{" else "]")
            start_event = MappingStartEvent if token == "{" else SequenceStartEvent
            yield start_event(None, None, True, mark, mark, True)
            wants = "first key" if token == "{" else "first value"
            continue
        elif token in "}]" and closers and token == closers[-1] and wants in ("comma", "first key", "first value"):
            closers.pop()
            end_event = MappingEndEvent if token == "}" else SequenceEndEvent
            yield end_event(mark, after)
            wants = "comma"
        elif token == ":" and wants == "colon":
            wants = "value"
            continue
        elif token == "," and wants == "comma":
            wants = "key" if closers[-1] == "}" else "value"
            continue
        elif wants in ("value", "first value") and _BARE.fullmatch(token):
            yield _scalar(token, None, mark, after)
            wants = "comma"
        else:
            raise JsonError(f"Here {_expected(wants)} should stand", start)
        if wants == "comma" and not closers:
            wants = "end"
    end: Any = _Mark(starts, len(text))
    yield DocumentEndEvent(end, end)
    yield StreamEndEvent(end, end)


def _expected(wants: str) -> str:
    return {"colon": "a colon", "comma": "a comma or the end of the list or mapping", "key": "a key in quotes"}.get(
        wants.removeprefix("first "), "a value"
    )
