"""Lists of things to read in JSON, as other programs export them: each entry is a briefing, read as a file by itself would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tui.model.text import blanks_in
from tui.store.foreign_mapping import NAMING
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, part_key
from tui.store.source_text import source_text
from tui.store.standing import standing

_NAMED_BY = ("id", "guid", "uuid", "url", "link", "title", "name", "headline", "subject")
"""What tells an entry from the others, the surest first."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The entries of a list that there is something to read in."""
    from tui.store.problems import Problems

    try:
        entries = json.loads(source_text(data, Problems()))
    except (ValueError, RecursionError):
        raise NotOfThisFormat from None
    if not isinstance(entries, list):
        raise NotOfThisFormat
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            continue
        written = json.dumps(entry, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        name = f"{file.stem} {number}.json"
        if _is_called(entry) or standing(name, written) != "other":
            yield FilePart(_key(entry) or f"entry-{number}", written, None, name)


def _is_called(entry: dict[str, Any]) -> bool:
    """Whether an entry is called something and says more than a word."""
    called = next((key for key in entry if key.casefold() in ("title", *NAMING) and isinstance(entry[key], str)), "")
    return bool(called) and any(isinstance(value, str) and blanks_in(value) > 1 for key, value in entry.items() if key != called)


def _key(entry: dict[str, Any]) -> str:
    return next((part_key(str(entry[name])) for name in _NAMED_BY if isinstance(entry.get(name), str | int) and entry[name]), "")
