"""The files of a library that are no briefings, and why each is none."""

from __future__ import annotations

import os
from typing import NamedTuple

from tui.model.text import shown_path
from tui.store.encodings import binary_kind
from tui.store.file_bytes import CannotRead, read_bytes
from tui.store.file_kinds import FOREIGN, kind_of
from tui.store.read import read_text
from tui.store.standing import is_briefing, standing, why_other

_KINDS = {".yaml": "YAML", ".yml": "YAML", ".json": "JSON"}
_TEXTS = {".md": "Markdown", ".markdown": "Markdown", ".txt": "plain text", ".text": "plain text"}
_OF_OFFICE = {
    ".doc": "a document of an old Office",
    ".xls": "a workbook of an old Office",
    ".ppt": "a presentation of an old Office",
    ".pages": "a Pages document",
    ".ods": "an OpenDocument spreadsheet",
    ".odp": "an OpenDocument presentation",
}
"""What is known by the ends of names alone."""


class OtherFile(NamedTuple):
    """A file that is no briefing."""

    path: str
    """As the system has it."""
    shown: str
    """From the folder of the library, as it is shown."""
    kind: str
    """What it is: `YAML`, `an Excel workbook`, `AsciiDoc`."""
    reason: str
    """Why it is no briefing, as a sentence."""
    advice: str = ""
    """What makes something of it that can be read; "" where nothing is known."""


def other_file(path: str, base: str) -> OtherFile:
    """Look into a file that is no briefing, and say why it is none. Never raises.

    Args:
        path: of the file, as the system has it.
        base: the folder of the library.
    """
    try:
        below = os.path.relpath(path, base)
    except ValueError:
        below = path
    shown = shown_path(path if below.startswith("..") else below)
    name = os.path.basename(path)
    suffix = os.path.splitext(name)[1].lower()
    kind = _KINDS.get(suffix) or _TEXTS.get(suffix) or FOREIGN.get(suffix) or _OF_OFFICE.get(suffix) or suffix or "a file"
    try:
        data = read_bytes(path)
    except CannotRead as error:
        return OtherFile(path, shown, kind, str(error))
    return OtherFile(path, shown, *_what_and_why(name, suffix, kind, data))


def _what_and_why(name: str, suffix: str, kind: str, data: bytes) -> tuple[str, str, str]:
    """Kind, reason and advice."""
    if not data.strip():
        return kind, "It is empty.", ""
    binary = binary_kind(data)
    if binary is not None:
        return (_OF_OFFICE.get(suffix) or binary.name), "It is not read.", binary.advice
    if suffix == ".xml":
        return kind, "It is no feed, no web page and nothing else that is known.", ""
    if suffix not in _KINDS:
        return kind, f"{kind} is not read.", "save it as Markdown, HTML or plain text" if suffix in FOREIGN else ""
    briefing = read_text(data, name=name, kind=kind_of(name))
    if standing(name, data) != "other" and is_briefing(briefing):
        return kind, "It is a briefing now: reading the folder again lists it.", ""
    why = why_other(name, data)
    problem = next((one for one in briefing.problems if one.severity == "error" and one.code != "missing-title"), None)
    if problem is not None:
        return kind, problem.message, problem.suggestion
    if why:
        return kind, why, ""
    return kind, "It is a list or a single value, without anything that names it.", ""
