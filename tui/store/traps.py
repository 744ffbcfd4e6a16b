"""YAML's traps that lose text without an error: what a ` #` cuts off (FORMAT section 5).

The other silent traps (a comma in braces, a colon that makes a mapping, a tag, an alias) are seen
where nodes are built and decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml import YAMLError

from tui.model.problem import Problem
from tui.store.nodes import Scalar
from tui.store.problems import Problems, quote, quoted
from tui.store.yaml_reader import yaml_events

_LONGEST = 2_000
"""Characters of a line that is shown as it should be."""

_SUSPECT = re.compile(r"#(?<=[ \t]#)(?:[^\s#!]|[ \t]*\d)")


def cut_by_comments(text: str, path: str) -> tuple[Problem, ...]:
    """Unquoted texts that end at a ` #` which does not look like a comment: `title: Sitrep #12`.

    A comment has a space after its sign; `#12` and `# 12` more likely belong to the text.
    """
    suspects = set(_value_ends(text))
    problems = Problems(path)
    if not suspects:
        return ()
    events = yaml_events(text)
    try:
        while (event := events()) is not None:
            if event.__class__ is Scalar and not event.style and event.end_mark.index in suspects:
                _report(event, text, problems)
    except YAMLError:
        pass
    return problems.sorted()


def _value_ends(text: str) -> Iterator[int]:
    """Where something ends before a sign that begins a comment, on the same line."""
    done = line_start = 0
    for found in _SUSPECT.finditer(text):
        end = found.start()
        line_start = text.rfind("\n", done, end) + 1 or line_start
        while end > line_start and text[end - 1] in " \t":
            end -= 1
        done = found.end()
        if end > line_start:
            yield end


def _report(event: Scalar, text: str, problems: Problems) -> None:
    end = event.end_mark.index
    start = event.start_mark.index
    line_end = text.find("\n", end, end + _LONGEST)
    rest = text[end : line_end if line_end >= 0 else end + _LONGEST]
    line_start = text.rfind("\n", max(0, start - _LONGEST), start) + 1
    should = ""
    if end - start < _LONGEST and (line_start or start < _LONGEST):
        should = f"{(text[line_start:start].strip() + ' ').lstrip()}{quote((text[start:end] + rest).strip())}"
    problems.add(
        "warning",
        "comment-in-text",
        f"YAML takes {quoted(rest.strip())} for a comment, so the text ends before it.",
        event.end_mark,
        should or "put the whole text in quotes",
    )
