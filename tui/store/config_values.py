"""Values of the configuration that are more than a text: commands and templates."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.store.private_files import at_home

if TYPE_CHECKING:
    from tui.store.config_fields import ConfigField
    from tui.store.nodes import Node
    from tui.store.problems import Problems

SHELL = ("/bin/sh", "-c")
"""What runs a command that is to be run by a shell."""

TEMPLATES = ("docx",)
"""The formats that are made from a file of somebody's own where there is one."""


def wrongly_indented(text: str) -> int:
    """The first line, from 0, that is indented otherwise than those it stands with; -1 where there is none."""
    open_at, opens = [0], False
    for number, line in enumerate(text.split("\n")):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent > open_at[-1] and not opens:
            return number
        if indent > open_at[-1]:
            open_at.append(indent)
        while indent < open_at[-1]:
            open_at.pop()
        if indent != open_at[-1]:
            return number
        opens = told.partition(" #")[0].rstrip().endswith((":", "|", ">", "|-", ">-", "[", "{", ","))
    return -1


class SharingReading:
    """The values of `share` and `export` on their way to commands and files."""

    def __init__(self, problems: Problems) -> None:
        """Read a value; what is wrong with it goes to `problems`."""
        self._problems = problems

    def commands(self, field: ConfigField, node: Node) -> dict[str, tuple[str, ...]] | None:
        """Commands by name: a list of arguments, a text that is split as a shell would, or `{shell: TEXT}`."""
        from tui.store.nodes import MappingNode, is_nothing, mark_of

        if not isinstance(node, MappingNode):
            mend = "write “share: {print: [lp, -o, sides=two-sided]}”"
            self._problems.add("error", "not-commands", f"“{field.key}” wants names with commands.", mark_of(node), mend)
            return None
        found: dict[str, tuple[str, ...]] = {}
        for name, (_, value) in node.entries.items():
            command = None if is_nothing(value) else self._command(value)
            if command:
                found[name.strip()] = command
            else:
                message = f"“{field.key}: {name.strip()}” wants a command with its arguments."
                mend = "write “[lp, -o, sides=two-sided]”, or “{shell: 'gpg -ea | mail desk'}” for a shell"
                self._problems.add("error", "not-commands", message, mark_of(value), mend)
        return found

    def _command(self, node: Node) -> tuple[str, ...]:
        from tui.store.nodes import MappingNode, SequenceNode

        if isinstance(node, SequenceNode):
            words = [getattr(item, "value", None) for item in node.items]
            return tuple([str(word) for word in words]) if all(isinstance(word, str) for word in words) else ()
        if isinstance(node, MappingNode):
            told = [(key.strip(), getattr(value, "value", None)) for key, (_, value) in node.entries.items()]
            [(key, text), *more] = told or [("", None)]
            return (*SHELL, text) if key == "shell" and isinstance(text, str) and text.strip() and not more else ()
        text = getattr(node, "value", None)
        try:
            return tuple(shlex.split(text)) if isinstance(text, str) else ()
        except ValueError:
            return ()

    def templates(self, folder: Path, environ: Mapping[str, str], field: ConfigField, node: Node) -> dict[str, Path] | None:
        """Files by format, as in `export: {docx: {template: house.docx}}`; a path is seen from the `folder` of the file."""
        from tui.store.nodes import MappingNode, mark_of

        found: dict[str, Path] = {}
        near = ""
        for name, (_, value) in node.entries.items() if isinstance(node, MappingNode) else ():
            near = near or (self._problems.nearest(name.strip(), TEMPLATES) if name.strip() not in TEMPLATES else "")
            for key in value.entries if isinstance(value, MappingNode) else ():
                near = near or (self._problems.nearest(key.strip(), ["template"]) if key.strip() != "template" else "")
            inner = value.entries.get("template") if isinstance(value, MappingNode) and len(value.entries) == 1 else None
            text = getattr(inner[1], "value", None) if inner is not None else None
            if name.strip() in TEMPLATES and isinstance(text, str) and text.strip():
                found[name.strip()] = folder / at_home(text.strip(), environ)
        if not isinstance(node, MappingNode) or len(found) < len(node.entries):
            message = f"“{field.key}” wants a template for {' or '.join(TEMPLATES)}."
            mend = near or "write “export: {docx: {template: house.docx}}”"
            self._problems.add("error", "not-export", message, mark_of(node), mend)
        return found or None
