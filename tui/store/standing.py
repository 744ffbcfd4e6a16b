"""Whether a file found in a folder is a briefing: by its keys at the top, however it is written.

Keys are read from the parser's events, so that braces, quotes, marks of UTF-8 and line ends make no difference;
a file is looked at only as far as is needed, since a folder may hold thousands that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Literal

from yaml import YAMLError
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from tui.model.briefing import Briefing
from tui.model.fields import FIELDS, Shape, field_called
from tui.model.late_pattern import late_pattern
from tui.model.text import UNSPACED, cleaned_line
from tui.store.events import yaml_events
from tui.store.file_kinds import SUFFIXES
from tui.store.formats.registry import format_of
from tui.store.problems import Problems
from tui.store.source_text import source_text

_FIRST = re.compile(r"(?:(?:#.*|---[ \t]*|[ \t]*)\n)*+[A-Za-z_]")
_UNUSUAL = re.compile(r"^[?&!{\[%\ufeff]", re.M)
_BEGINS_LINE = re.compile(r"""^ ?["']?([A-Za-z_][^\n:\uff1a"']{0,60})["']?[ \t]{0,20}[:\uff1a]""", re.M)
"""Keys at the beginning of lines, and perhaps more than these."""

Standing = Literal["briefing", "near", "foreign", "other"]
"""`near` is what holds fields of the format and none that makes it a briefing, `foreign` what may be one for all that."""

_MAKES = frozenset(("title", "sections", "body", "bluf", "judgments", "facts", "why_it_matters", "source_summary"))
"""Fields of which one makes a file a briefing."""

_USUAL = frozenset(("id", "date", "updated", "kind", "status", "priority", "number", "lang", "tags", "history", "marking"))
"""Fields that files of other kinds have as often; three of them are near."""

_CONTENT = tuple(field.key for field in FIELDS[Briefing] if field.shape in (Shape.PROSE, Shape.THINGS) and field.key != "history")

_MOST = 1 << 18
"""Bytes of a file that are looked at by a parser."""

_DEEPEST = 200

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.S)
_LINE = re.compile(rb"^([a-z_]{2,20}):", re.M)
_AT_ONCE = re.compile(rb"(?:(?:#[^\n]*)?\n|(?:id|date|kind|status|lang|number): [\w.+-]*\n){0,20}(?:title|bluf|sections): [\w ]")
"""How most briefings begin: nothing before their title that could be anything else."""
_MARGIN = re.compile(r"""^[{\s]{0,20}["']?([A-Za-z_][\w -]{1,30}?)["']?[ \t]{0,20}[:\uff1a]""", re.M)


def standing(name: str, data: bytes) -> Standing:
    """What a file found in a folder is, by the end of its name and its keys at the top.

    Args:
        name: of the file.
        data: its bytes.
    """
    lower = name.lower()
    if not lower.endswith((".yaml", ".yml")) and format_of(name, data) is not None:
        return "briefing"
    if not lower.endswith((".yaml", ".yml", ".json")):
        return "briefing" if lower.endswith(SUFFIXES) else "other"
    if not lower.endswith(".json") and _AT_ONCE.match(data):
        return "briefing"
    text = source_text(data[:_MOST], Problems())
    if not lower.endswith(".json") and len(data) <= _MOST and _is_plainly_other(text):
        return _foreign(text, _BEGINS_LINE.findall(text))
    keys = list(islice(_of_json(text) if lower.endswith(".json") else _of_yaml(text), 2_000))
    found: Standing = _standing(keys)
    if found in ("near", "other") and _foreign(text, keys) == "foreign":
        return "foreign"
    if found == "other" and len(data) > _MOST and not lower.endswith(".json"):
        return _standing(match[1].decode() for match in _LINE.finditer(data))
    return found


def why_other(name: str, data: bytes) -> str:
    """Why a file found in a folder is no briefing by its keys at the top, as a sentence; "" where its keys do not tell.

    Args:
        name: of the file, one of YAML or JSON.
        data: its bytes.
    """
    from tui.store.foreign_mapping import NAMING, SETTINGS

    text = source_text(data[:_MOST], Problems())
    keys = list(islice(_of_json(text) if name.lower().endswith(".json") else _of_yaml(text), 2_000))
    setting = next((key for key in keys if key.strip().casefold() in SETTINGS), "")
    if setting:
        return f"It sets up a program: it has the key “{cleaned_line(setting)[:40]}”."
    naming = next((key for key in keys if key.strip().casefold() in NAMING), "")
    if naming and not naming.isascii():
        return (
            f"Its key “{cleaned_line(naming)[:40]}” names something, and there is too little text in it to read: no whole sentence."
        )
    if keys:
        return "None of its keys says anything of a briefing, as `title` and `sections` do, and there is no passage to read in it."
    return ""


_SEVERAL_WORDS = late_pattern(
    rf"(?:[^\s\"]+[ \n]+){{9}}|(?:[{UNSPACED}\u3000-\u3004\uff00-\uffef][\w ]?){{16}}|(?:\\u[0-9A-Fa-f]{{4}}[\w ]?){{16}}"
    rf"|[{UNSPACED}]{{6}}[。！？]|(?:\\u[0-9A-Fa-f]{{4}}){{6}}\\u(?:3002|[fF][fF]01|[fF][fF]1[fF])"
)
"""Nine of them, or as much of a script that writes none apart, or the end of a sentence in it; also as JSON may write it."""


def _foreign(text: str, keys: Sequence[str]) -> Standing:
    """Whether a file without fields of the format may be there to be read: it has words in succession, and sets up nothing."""
    from tui.store.foreign_mapping import SETTINGS

    own = {key.strip().casefold() for key in keys}
    return "foreign" if own and not own & SETTINGS and _SEVERAL_WORDS.search(text) else "other"


def _is_plainly_other(text: str) -> bool:
    """Whether a mapping whose keys begin their lines has none that names a field, which needs no parser to see."""
    first = _FIRST.match(text)
    if first is None or _UNUSUAL.search(text):
        return False
    return not any(field_named(key) for key in set(_BEGINS_LINE.findall(text)))


def is_briefing(briefing: Briefing) -> bool:
    """Whether what was read from a file found in a folder is a briefing: it has a title, nearly has one, or holds anything."""
    if not any(problem.code in ("missing-title", "not-a-mapping", "empty") for problem in briefing.problems):
        return True
    return any(getattr(briefing, name) for name in _CONTENT) or any(field_named(other.path) == "title" for other in briefing.other)


def _standing(keys: Iterable[str]) -> Standing:
    own: set[str] = set()
    for number, key in enumerate(keys):
        if number > 2_000:
            break
        name = field_named(key)
        if name in _MAKES:
            return "briefing"
        if name:
            own.add(name)
    telling = own - _USUAL
    if len(telling) >= 3:
        return "briefing"
    return "near" if len(telling) >= 2 or len(own) >= 3 else "other"


@cache
def _misspelt() -> dict[str, str]:
    """Fields that make a briefing, by what they are with two letters in each other's place."""
    words = [word for word in _MAKES if len(word) > 3]
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :]: word for word in words for at in range(len(word) - 1)}


def field_named(key: str) -> str:
    """The field at the top that a key names or nearly names; "" for none."""
    return field_called(key, Briefing) or _misspelt().get(key.strip().casefold(), "")


def _of_json(text: str) -> Iterator[str]:
    depth = 0
    for found in _STRING.finditer(text):
        sign = found[0]
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif depth == 1 and len(sign) < 40 and text[found.end() : found.end() + 20].lstrip()[:1] == ":":
            yield sign[1:-1]


def _of_yaml(text: str) -> Iterator[str]:
    """The keys at the top, as far as the parser gets; where it fails, what looks like keys at the margin."""
    events = yaml_events(text)
    depth, is_key = 0, True
    try:
        while (event := events()) is not None:
            kind = event.__class__
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
                if depth == 1 and kind is SequenceStartEvent:
                    return
                if depth > _DEEPEST:
                    break
                is_key = True
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                depth -= 1
                if depth == 0:
                    return
                is_key = True
            elif kind is ScalarEvent or kind is AliasEvent:
                if depth == 1:
                    if is_key and kind is ScalarEvent:
                        yield event.value
                    is_key = not is_key
                elif depth == 0:
                    # A text at the top: it may be keys without their spaces, or with a colon of full width.
                    break
    except YAMLError:
        pass
    yield from (match[1] for match in _MARGIN.finditer(text[:100_000]))
