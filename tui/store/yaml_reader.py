"""The YAML parser's events, from libyaml where it is there, else from PyYAML's own parser."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import DocumentStartEvent, MappingStartEvent, ScalarEvent, StreamEndEvent

from tui.store.build import Builder, NextEvent
from tui.store.nodes import Node
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
    if text.count("%TAG", 0, text.find("---")) > _MOST_TAG_DIRECTIVES:
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
