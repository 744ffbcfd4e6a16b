"""YAML's traps that lose text without an error: what a ` #` cuts off (FORMAT section 5).

The other silent traps (a comma in braces, a colon that makes a mapping, a tag, an alias) are seen
where nodes are built and decoded.
"""

from __future__ import annotations

import re

from yaml import YAMLError

from tui.model.problem import Problem
from tui.store.nodes import Scalar
from tui.store.problems import Problems, quote, quoted
from tui.store.yaml_reader import yaml_events

_SUSPECT = re.compile(r"#(?<=[ \t]#)(?:[^\s#!]|[ \t]*\d)")


def cut_by_comments(text: str, path: str) -> tuple[Problem, ...]:
    """Unquoted texts that end at a ` #` which does not look like a comment: `title: Sitrep #12`.

    A comment has a space after its sign; `#12` and `# 12` more likely belong to the text.
    """
    suspects = {_value_end(text, found.start()) for found in _SUSPECT.finditer(text)}
    suspects.discard(0)
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


def _value_end(text: str, sign: int) -> int:
    end = sign
    while end and text[end - 1] in " \t":
        end -= 1
    line_start = text.rfind("\n", 0, end) + 1
    return 0 if not text[line_start:end].strip() else end


def _report(event: Scalar, text: str, problems: Problems) -> None:
    end = event.end_mark.index
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    line_start = text.rfind("\n", 0, event.start_mark.index) + 1
    head = text[line_start : event.start_mark.index].strip() + " "
    whole = (text[event.start_mark.index : end] + rest).strip()
    problems.add(
        "warning",
        "comment-in-text",
        f"YAML takes {quoted(rest.strip())} for a comment, so the text ends before it.",
        event.end_mark,
        f"{head.lstrip()}{quote(whole)}",
    )
