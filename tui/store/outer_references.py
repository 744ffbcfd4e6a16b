"""References from one briefing to others, of which not all may be shown.

Whether a briefing that is named may be shown is not known while a file is read alone. So what is made of the file at once, rows
and index, has plain words in the place of all of them (`in_plain_words`); and whoever has the library at hand leaves those that
lead to what is shown, and takes away the rest (`among`). What leads nowhere at all goes as well, since nobody may know whether
there is anything.
"""

from __future__ import annotations

import re
from collections.abc import Container
from posixpath import splitext
from typing import Any
from urllib.parse import unquote

from msgspec.structs import replace

from tui.model.briefing import Briefing
from tui.model.fields import Field, Shape
from tui.model.handling import ANOTHER_BRIEFING
from tui.model.late_pattern import late_pattern
from tui.model.names import name_key, name_keys
from tui.model.problem import LEFT_OUT, Problem
from tui.model.text import nfc_name
from tui.store.references import addressed_without, cited_without, file_stem, linked_otherwise, with_fields

_OF_IDS = frozenset(("related", "supersedes", "sources", "derived_from"))
"""Fields that hold ids of briefings, or of sources, in whose place a briefing may stand."""

_ADDRESSES = frozenset(("url", "archive"))
_PLAIN = frozenset((Shape.TEXT, Shape.TEXTS))
_ELSEWHERE = late_pattern(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*:|//|#")
"""How an address begins that is not of a file beside the briefing."""


def in_plain_words(briefing: Briefing) -> Briefing:
    """A briefing whose texts have plain words in the place of all references to others; its fields are as they were."""
    return _Texts(briefing, ()).briefing()


def among(briefing: Briefing, known: Container[str]) -> Briefing:
    """A briefing without the references that lead to no briefing which may be shown.

    Links become plain words, as their author wrote them; the other references go. They are counted.

    Args:
        briefing: what may be shown of it.
        known: the ids of the briefings that may be shown.

    Returns:
        The same one where all of its references lead to such.
    """
    return _Among(briefing, known).briefing()


class _Texts:
    """The texts of one briefing being gone through."""

    def __init__(self, briefing: Briefing, known: Container[str]) -> None:
        self._whole = briefing
        self._known = known
        self._inner = _inner(briefing)
        self._count = 0

    def briefing(self) -> Briefing:
        kept: Briefing = with_fields(self._whole, self._changed)
        other = [replace(field, text=text) if (text := self._text(field.text)) != field.text else field for field in kept.other]
        return replace(kept, other=tuple(other)) if tuple(other) != kept.other else kept

    def _leads(self, target: str) -> bool:
        return not target or target in self._inner or name_key(target) in self._inner or target in self._known

    def _changed(self, field: Field, value: Any) -> Any:
        if field.shape in _PLAIN:
            return self._changed_plain(field, value)
        if field.shape is not Shape.PROSE or value.plain:
            return value
        text = self._text(value.text)
        return replace(value, text=text) if text != value.text else value

    def _changed_plain(self, field: Field, value: Any) -> Any:
        """A text that is no Markdown: what is written as a link there is none, but names a briefing all the same."""
        if field.key in _ADDRESSES:
            return "" if _is_near(value) and self._has_gone(value.removeprefix("file:")) else value
        if isinstance(value, str):
            return linked_otherwise(value, self._linked) if "[[" in value else value
        if not any("[[" in one for one in value):
            return value
        return tuple([linked_otherwise(one, self._linked) for one in value])

    def _text(self, text: str) -> str:
        if "[@" in text:
            text = cited_without(text, self._goes)
        if "](" in text or "]:" in text:
            text = addressed_without(text, self._has_gone)
        return linked_otherwise(text, self._linked) if "[[" in text else text

    def _goes(self, target: str) -> bool:
        goes = not self._leads(target)
        self._count += goes
        return goes

    def _has_gone(self, path: str) -> bool:
        """Whether a file must not be named: one that is not called by the id of a briefing that may be shown."""
        bare, _, section = unquote(path).partition("#")
        name = file_stem(bare)
        if section and name not in self._inner:
            return self._goes("#")  # whether that section may be shown is not known
        return self._goes(name if self._leads(name) else splitext(bare)[0])

    def _linked(self, found: re.Match[str]) -> str | None:
        target, _, section = found[1].partition("#")
        name = nfc_name(target.strip())
        if not self._goes(name):
            # A section of another briefing is named by what its title is, and whether that may be shown is not known.
            return f"[[{target}{found[2] or ''}]]" if section and name and name not in self._inner else None
        return (found[2] or "").lstrip("\\").removeprefix("|").strip() or ANOTHER_BRIEFING


class _Among(_Texts):
    """One briefing whose references are gone through."""

    def briefing(self) -> Briefing:
        kept = super().briefing()
        if not self._count:
            return kept
        one, several = "1 reference in this briefing leads", f"{self._count:,} references in this briefing lead"
        said = (
            f"{one if self._count == 1 else several} to none that may be shown, and {'is' if self._count == 1 else 'are'} left out."
        )
        told = Problem("info", LEFT_OUT, said, path=kept.path)
        return replace(kept, problems=(*kept.problems, told))

    def _changed(self, field: Field, value: Any) -> Any:
        if field.key not in _OF_IDS:
            return super()._changed(field, value)
        kept = tuple([one for one in value if not self._goes(one)])
        return kept if len(kept) != len(value) else value


def _is_near(address: str) -> bool:
    return _ELSEWHERE.match(address) is None and ("/" in address or "." in address)


def _inner(briefing: Briefing) -> frozenset[str]:
    """All that leads into a briefing itself: its ids, and the names of the things in it, as they are and as keys."""
    ids = {briefing.id, *briefing.formerly}
    for item in briefing.items():
        ids.add(item.id)
        ids |= name_keys(item)
    return frozenset(ids - {""})
