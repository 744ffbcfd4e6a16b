"""JSON as the same events that YAML gives, with places, without recursion on depth."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tui.store.build import NextEvent
from tui.store.nodes import Scalar

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
