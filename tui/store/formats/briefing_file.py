"""Writing the file that an import makes of a briefing, as front matter and Markdown or as YAML, and renewing it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import yaml

from tui.model.text import clean, cleaned_line, fenced, unique
from tui.store.formats.markdown_writer import escaped, escaped_start
from tui.store.markdown import split_markdown

Shape = Literal["md", "yaml"]

_STRUCTURE = ("judgments", "facts", "sections", "actors", "relations", "agreements", "events", "terms")
"""Fields that YAML is better for."""
_FIRST = ("title", "id", "tlp", "marking", "date", "created", "updated", "kind", "producer", "authors")
_LAST = ("sources", "other_fields", "body")
_COLUMNS = re.compile(r"(?m)^[ \t]{2,}\S|\S {3,}\S|\t")
_KEY = re.compile(r"(?m)^(?=[^\s#\-\]}'\"][^\n]*?:(?:\s|$))")


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # A block ends at the first line that is indented less; one that begins with a space would have to say by how much.
    style = "|" if "\n" in text and not text.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


class _Loader(yaml.BaseLoader):
    """Reads every value as it is written; an alias, of which a few make a text without end, is refused."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it has aliases, as `*name`")
        return super().compose_node(parent, index)


def plain_as_markdown(text: str) -> str:
    """Plain text as Markdown that keeps its lines; what stands in columns is kept as it stands."""
    written: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.strip("\n")):
        if _COLUMNS.search(paragraph):
            written.append(fenced(paragraph.strip("\n")))
        elif paragraph.strip():
            written.append("\\\n".join(escaped_start(escaped(line.strip())) for line in paragraph.split("\n") if line.strip()))
    return "\n\n".join(written)


def harmless_fields(value: Any) -> Any:
    """A value whose texts and keys hold nothing that a terminal obeys, without what is empty; numbers are texts."""
    if isinstance(value, dict):
        taken: dict[str, int] = {}
        kept = ((key, made) for key, held in value.items() if (made := harmless_fields(held)) not in (None, "", [], {}))
        return {unique(cleaned_line(str(key)), taken): made for key, made in kept}
    if isinstance(value, list | tuple):
        return [made for held in value if (made := harmless_fields(held)) not in (None, "", [], {})]
    if value is None:
        return None
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    return "\n".join(line.rstrip(" ") for line in clean(text)[0].split("\n"))


def shape_for(fields: Mapping[str, Any]) -> Shape:
    """What a briefing is best written as."""
    return "yaml" if any(fields.get(key) for key in _STRUCTURE) else "md"


def _dumped(fields: Mapping[str, Any]) -> str:
    return yaml.dump(dict(fields), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120) if fields else ""


def written(fields: Mapping[str, Any], shape: Shape, comment: str, before: str = "") -> str:
    """A briefing as the text of a file.

    Args:
        fields: with texts, lists and mappings.
        shape: of the file.
        comment: a line for the person and for the next import.
        before: the text of the file as it stands; what does not change keeps its words, its order and its comments.
    """
    order = (*_FIRST, *(key for key in fields if key not in (*_FIRST, *_LAST)), *_LAST)
    wanted = {key: fields[key] for key in order if key in fields and not (key == "body" and shape == "md")}
    head = _kept_head(wanted, _head_of(before, shape)) if before else _dumped(wanted)
    head = f"{comment}\n{head}"
    return f"---\n{head}---\n\n{fields.get('body', '')}\n" if shape == "md" else head


def _head_of(text: str, shape: Shape) -> str:
    head = split_markdown(text).front_matter if shape == "md" else text
    return "".join(line for line in head.splitlines(keepends=True) if not line.startswith("# imported: "))


def fields_in(text: str, shape: Shape) -> dict[str, Any]:
    """The fields of a file, each text as it is written; raises ValueError where it is no briefing."""
    try:
        read = yaml.load(_head_of(text, shape), Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(read, dict):
        raise ValueError("it has no fields")
    fields = harmless_fields(read)
    if shape == "md":
        fields["body"] = harmless_fields(split_markdown(text).body.strip("\n"))
    return dict(fields)


def _kept_head(wanted: Mapping[str, Any], head: str) -> str:
    """Fields as they stand in a file already where they say the same, others in their place or behind."""
    kept: list[str] = []
    left = dict(wanted)
    for piece in _KEY.split(head):
        try:
            said = yaml.load(piece, Loader=_Loader)
        except yaml.YAMLError:
            return _dumped(wanted)
        if not isinstance(said, dict):
            kept.append(piece)
            continue
        if len(said) != 1:
            return _dumped(wanted)
        key = next(iter(said))
        if key not in left:
            continue
        value = left.pop(key)
        kept.append(piece if harmless_fields(said).get(key) == value else _dumped({key: value}))
    return "".join(kept) + _dumped(left)
