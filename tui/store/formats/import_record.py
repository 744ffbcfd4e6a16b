"""What an imported briefing keeps of its import, so that it can be renewed: digests of what came, in a comment of its file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any, NamedTuple

_SIGN = "# imported: "
_LINE = re.compile(rf"(?m)^{re.escape(_SIGN)}(\{{.*\}})[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6} ")
_OF_IMPORT = ("sources",)
"""Fields in which every import says something new of its file."""


class Conflict(Exception):
    """Something was changed both in the source and by the author; the message names where."""


def digest_of_value(value: Any) -> str:
    """A few figures that tell a value of a field from others."""
    return blake2b(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace"), digest_size=4).hexdigest()


def sections_of(body: str) -> list[str]:
    """A text cut before each heading; joined by empty lines it is whole again."""
    cut: list[list[str]] = [[]]
    fence = ""
    for line in body.split("\n"):
        opened = _FENCE.match(line)
        if opened and not fence:
            fence = opened[1]
        elif opened and opened[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence and _HEADING.match(line):
            cut.append([])
        cut[-1].append(line)
    return [text for lines in cut if (text := "\n".join(lines).strip("\n"))]


class ImportRecord(NamedTuple):
    """What was imported."""

    source: str
    """The file, from the folder of the briefing, and the key of the briefing in it."""
    sha256: str
    """Of the bytes it was made from."""
    fields: dict[str, str]
    """Digests of the fields that came, without the text."""
    body: list[str]
    """Digests of the sections of the text."""

    @classmethod
    def of(cls, source: str, sha256: str, fields: Mapping[str, Any]) -> ImportRecord:
        """The record of some fields that were just made."""
        named = {key: digest_of_value(value) for key, value in fields.items() if key != "body"}
        return cls(source, sha256, named, [digest_of_value(text) for text in sections_of(str(fields.get("body", "")))])

    @classmethod
    def in_text(cls, text: str) -> ImportRecord | None:
        """The record that a file holds; None where it holds none."""
        found = _LINE.search(text)
        try:
            said = json.loads(found[1]) if found else None
            return cls(str(said["from"]), str(said["sha256"]), dict(said["fields"]), list(said["body"])) if said else None
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    @property
    def line(self) -> str:
        """It as a comment."""
        said = {"from": self.source, "sha256": self.sha256, "fields": self.fields, "body": self.body}
        return _SIGN + json.dumps(said, ensure_ascii=True)

    def renewed(self, own: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a briefing where a newer source has come: what the author changed stays, all else is taken from there.

        Args:
            own: fields of the briefing as it stands now.
            new: of the source.

        Raises:
            Conflict: both changed the same field, or the same section of the text.
        """
        merged = dict(own)
        for key in {**self.fields, **new}:
            if key == "body":
                continue
            before, mine = self.fields.get(key), digest_of_value(own[key]) if key in own else None
            theirs = digest_of_value(new[key]) if key in new else None
            if theirs in (before, mine):
                continue
            if mine != before and key not in _OF_IMPORT:
                raise Conflict(f"the field “{key}”")
            if key in new:
                merged[key] = new[key]
            else:
                merged.pop(key, None)
        body = "\n\n".join(_merged(self.body, sections_of(str(own.get("body", ""))), sections_of(str(new.get("body", "")))))
        return {**merged, "body": body}


class _Side(NamedTuple):
    """What one side made of sections of which only digests are known."""

    now: list[str | None]
    """For each section as it was: what it is now, None where it is gone."""
    added: list[list[str]]
    """What was put before each of them, and behind the last one."""

    @classmethod
    def of(cls, before: Sequence[str], sections: Sequence[str]) -> _Side:
        """Compare the sections as they are with those that were; where one became another, they are paired in order."""
        now: list[str | None] = [None] * len(before)
        added: list[list[str]] = [[] for _ in range(len(before) + 1)]
        matcher = SequenceMatcher(None, before, [digest_of_value(text) for text in sections], autojunk=False)
        for _, start, end, first, last in matcher.get_opcodes():
            paired = min(end - start, last - first)
            now[start : start + paired] = sections[first : first + paired]
            added[end] += sections[first + paired : last]
        return cls(now, added)


def _merged(before: Sequence[str], own: Sequence[str], new: Sequence[str]) -> list[str]:
    """Sections of a text that two sides have changed; what both have added at one place stands there twice, the source's first.

    Raises:
        Conflict: both changed the same section, and not to the same.
    """
    mine, theirs = _Side.of(before, own), _Side.of(before, new)
    merged: list[str] = []
    for at in range(len(before) + 1):
        merged += theirs.added[at]
        merged += [text for text in mine.added[at] if text not in theirs.added[at]]
        if at == len(before):
            break
        ours, other = mine.now[at], theirs.now[at]
        if ours is not None and digest_of_value(ours) == before[at]:
            ours = other
        elif ours != other and (other is None or digest_of_value(other) != before[at]):
            named = (ours or other or "").split("\n")[0].lstrip("# ")[:80]
            raise Conflict(f"the section “{named}”")
        if ours is not None:
            merged.append(ours)
    return merged
