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
        for name, (_, value) in node.entries.items() if isinstance(node, MappingNode) else ():
            inner = value.entries.get("template") if isinstance(value, MappingNode) and len(value.entries) == 1 else None
            text = getattr(inner[1], "value", None) if inner is not None else None
            if name.strip() in TEMPLATES and isinstance(text, str) and text.strip():
                found[name.strip()] = folder / at_home(text.strip(), environ)
        if not isinstance(node, MappingNode) or len(found) < len(node.entries):
            message = f"“{field.key}” wants a template for {' or '.join(TEMPLATES)}."
            self._problems.add("error", "not-export", message, mark_of(node), "write “export: {docx: {template: house.docx}}”")
        return found or None
