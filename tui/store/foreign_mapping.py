"""YAML and JSON of other programs: what names such a file is its title, its texts, lists and mappings are its sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tui.model.briefing import Prose, Section
from tui.model.counted import counted
from tui.model.dates import Date, parse_date
from tui.model.late_pattern import late_pattern
from tui.model.text import UNSPACED, blanks_in, collapsed
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.markdown_writer import escaped
from tui.store.formats.moments import edtf_of
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, is_nothing, mark_of
from tui.store.problems import Problems
from tui.store.rendering import texts_in

_IN_OTHER_WORDS = (
    "件名",
    "題名",
    "題目",
    "タイトル",
    "标题",
    "標題",
    "主题",
    "제목",
    "заголовок",
    "тема",
    "название",
    "titre",
    "titel",
)
NAMING = ("name", "headline", "subject", "heading", "label", "full_name", "event", "topic", *_IN_OTHER_WORDS)
"""Keys, in small letters, that say what such a file is called; the first that is there counts."""

_WITHIN = ("document", "metadata", "meta", "report", "article", "header", "page", "info", "details")
"""Mappings in which a title may stand."""

_DATES = (
    "published",
    "published_at",
    "publishedat",
    "publication_date",
    "first_published_at",
    "incident-date",
    "incident_date",
    "created",
)
"""Keys that say when such a file was published."""

_LONGEST_TITLE = 300

_ENOUGH_LETTERS, _ENOUGH_BLANKS = 60, 8
"""What a text has from which on it is prose, and not a name or a command."""

_OF_SETTINGS = """
apiversion jobs services steps stages pipeline pipelines dependencies devdependencies scripts openapi swagger $schema
compileroptions repos plugins hooks
"""
SETTINGS = frozenset(_OF_SETTINGS.split())
"""Keys of files that set up programs: they are no briefings, whatever they say."""

_HTML = re.compile(r"</?(?:p|br|div|strong|em|b|i|a|ul|ol|li|h[1-6]|table|blockquote|span)(?:\s[^<>]*)?/?>", re.I)

_DEEPEST, _MOST_SECTIONS = 5, 3_000


_SENTENCE = late_pattern(f"[{UNSPACED}]{{6}}[。！？]")
"""The end of one in a script that parts no words by spaces, which is short for what it says."""


def is_prose(text: str) -> bool:
    """Whether a text is something to read."""
    if not text.isascii() and _SENTENCE.search(text):
        return True
    blanks = blanks_in(text)
    letters = len(text) + 6 * (blanks - text.count(" "))
    return letters >= _ENOUGH_LETTERS and blanks >= _ENOUGH_BLANKS and not text.lstrip().startswith(("#!", "{{", "http"))


def is_readable(keys: Sequence[str], texts: Iterator[str]) -> bool:
    """Whether a file of other keys than those of the format is there to be read, and does not set something up.

    Args:
        keys: at its top, or where it is a list, of its items.
        texts: in it.
    """
    own = {key.casefold() for key in keys}
    return not own & SETTINGS and any(map(is_prose, texts))


def name_of(entries: dict[str, tuple[Scalar, Node]]) -> tuple[str, str]:
    """What a mapping is called, and the key that says so; both "" for nothing."""
    called = {key.casefold().replace("-", "_"): (key, value) for key, (_, value) in entries.items()}
    for name in NAMING:
        key, value = called.get(name, ("", None))
        if isinstance(value, Scalar) and not is_nothing(value) and "\n" not in value.value.strip():
            title = collapsed(value.value)
            if title and len(title) <= _LONGEST_TITLE:
                return title, key
    for name in _WITHIN:
        key, value = called.get(name, ("", None))
        if isinstance(value, MappingNode):
            for inner in ("title", *NAMING):
                held = value.entries.get(inner)
                if held is not None and isinstance(held[1], Scalar) and 0 < len(held[1].value) <= _LONGEST_TITLE:
                    return collapsed(held[1].value), f"{key}.{inner}"
    return "", ""


def published_in(entries: dict[str, tuple[Scalar, Node]]) -> Date | None:
    """When a file was published, by the first of its keys that says so."""
    called = {key.casefold(): value for key, (_, value) in entries.items()}
    for name in _DATES:
        value = called.get(name)
        if isinstance(value, Scalar) and (text := edtf_of(value.value.replace("/", "-"))):
            try:
                return parse_date(text)
            except ValueError:
                continue
    return None


class ForeignSections:
    """Makes sections of what a file holds; `losses` counts what of its HTML was not taken over."""

    def __init__(self) -> None:
        self.losses: Counter[str] = Counter()
        self._made = 0

    def of(self, entries: Sequence[tuple[str, Node]]) -> list[Section]:
        """A section for each text, list and mapping that is worth one; the rest is left to whoever asked.

        Args:
            entries: keys and their values.
        """
        return [section for key, node in entries if self.is_worth_one(node) for section in self._section(key, node, 1)]

    def is_worth_one(self, node: Node) -> bool:
        """Whether a value is shown as a section: a long text, or more than one."""
        if isinstance(node, Scalar):
            return is_prose(node.value) or "\n" in node.value.strip() or _HTML.search(node.value) is not None
        return bool(node.entries if isinstance(node, MappingNode) else node.items)

    def _section(self, key: str, node: Node, depth: int) -> Iterator[Section]:
        self._made += 1
        if self._made > _MOST_SECTIONS:
            return
        title = _words(key)
        line = mark_of(node).line + 1
        if isinstance(node, Scalar):
            yield Section(title=title, line=line, body=self._prose(node))
        elif isinstance(node, SequenceNode):
            yield self._list(title, node, depth, line)
        else:
            yield self._mapping(title, [(name, value) for name, (_, value) in node.entries.items()], depth, line)

    def _list(self, title: str, node: SequenceNode, depth: int, line: int) -> Section:
        plain = [item for item in node.items if isinstance(item, Scalar)]
        if len(plain) == len(node.items) or depth >= _DEEPEST:
            return Section(title=title, line=line, body=Prose(self._rows([("", item) for item in node.items]), line))
        inner: list[Section] = []
        for number, item in enumerate(node.items, 1):
            if isinstance(item, MappingNode):
                named, key = name_of(item.entries)
                if not named and "title" in item.entries and isinstance(item.entries["title"][1], Scalar):
                    named, key = collapsed(item.entries["title"][1].value), "title"
                rest = [(name, value) for name, (_, value) in item.entries.items() if name != key]
                inner.append(self._mapping(named or str(number), rest, depth + 1, mark_of(item).line + 1))
            else:
                inner += self._section(str(number), item, depth + 1)
            self._made += 1
            if self._made > _MOST_SECTIONS:
                break
        return Section(title=title, line=line, sections=tuple(inner))

    def _mapping(self, title: str, entries: Sequence[tuple[str, Node]], depth: int, line: int) -> Section:
        rows: list[tuple[str, Node]] = []
        apart: list[tuple[str, Node]] = []
        for entry in entries:
            (rows if depth >= _DEEPEST or not self._is_apart(entry[1]) else apart).append(entry)
        inner = [section for entry in apart for section in self._section(*entry, depth + 1)]
        body = self._rows(rows)
        if len(inner) == 1 and not body and not inner[0].sections:
            # One text under one key needs no heading of its own.
            return Section(title=title, line=line, body=inner[0].body)
        return Section(title=title, line=line, body=Prose(body, line) if body else Prose(), sections=tuple(inner))

    def _is_apart(self, node: Node) -> bool:
        if isinstance(node, SequenceNode):
            return any(not isinstance(item, Scalar) or is_prose(item.value) for item in node.items)
        return isinstance(node, MappingNode) or self.is_worth_one(node)

    def _rows(self, entries: Sequence[tuple[str, Node]]) -> str:
        """Short values as a list, each with its key."""
        lines: list[str] = []
        waiting = [(key, node, 0) for key, node in reversed(entries)]
        while waiting:
            key, node, level = waiting.pop()
            label = f"**{escaped(_words(key))}**: " if key else ""
            indent = "  " * min(level, 8)
            if isinstance(node, Scalar):
                if not is_nothing(node):
                    lines.append(f"{indent}- {label}{self._inline(node.value)}")
            elif isinstance(node, SequenceNode) and all(isinstance(item, Scalar) for item in node.items):
                texts = [self._inline(item.value) for item in node.items if isinstance(item, Scalar)]
                lines.append(f"{indent}- {label}{', '.join(texts)}")
            else:
                lines.append(f"{indent}- {label}".rstrip())
                inner: list[tuple[str, Node]]
                inner = [("", item) for item in node.items] if isinstance(node, SequenceNode) else []
                inner += [(name, value) for name, (_, value) in node.entries.items()] if isinstance(node, MappingNode) else []
                waiting += [(name, value, level + 1) for name, value in reversed(inner)]
        return "\n".join(lines)

    def _inline(self, text: str) -> str:
        return " ".join(self._markdown(text).split()) if _HTML.search(text) else escaped(collapsed(text))

    def _markdown(self, text: str) -> str:
        try:
            return markdown_of(tree_of(text), self.losses)
        except TooManyNodes:
            return escaped(text)

    def _prose(self, node: Scalar) -> Prose:
        """A text as Markdown, which such files hold more often than anything else; HTML is made Markdown."""
        line = node.start_mark.line + 1
        if _HTML.search(node.value):
            return Prose(self._markdown(node.value), line)
        return Prose(node.value.strip("\n"), line + (node.style in ("|", ">")), 1 if node.style == "|" else 0)


def _words(key: str) -> str:
    """A key as a heading."""
    words = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] if words else key


def values_without(values: dict[str, Any]) -> bool:
    """Whether nothing that was read of a file is there to be read."""
    return not any(
        values.get(name) for name in ("body", "sections", "facts", "judgments", "bluf", "why_it_matters", "events", "actors")
    )


def take_name(values: dict[str, Any], unknown: Sequence[tuple[Scalar, Node]], problems: Problems) -> bool:
    """Take what a file is called for its title, where a key that the format does not have says so; whether one did.

    Args:
        values: of the briefing so far, without a title.
        unknown: as of `take_foreign`.
        problems: where is said what was guessed.
    """
    title, named_by = name_of({key.value: (key, node) for key, node in unknown})
    if not title:
        return False
    values["title"] = title
    values["other"] = tuple([field for field in values.get("other", ()) if field.path != named_by])
    line = next((key.start_mark.line + 1 for key, _ in unknown if key.value == named_by), 0)
    problems.drop("unknown-key", {line})
    said = f"The file has no title: its “{named_by}” is taken for one."
    problems.add("info", "title-guessed", said, suggestion="add a “title”")
    return True


def take_foreign(values: dict[str, Any], unknown: Sequence[tuple[Scalar, Node]], file: str, problems: Problems) -> None:
    """Make what another program wrote readable: where there is no title, or nothing else to be read.

    Args:
        values: of the briefing so far.
        unknown: keys at the top that the format does not have, and their values.
        file: its name.
        problems: where is said what was guessed; what was put right is taken back.
    """
    titled = bool(values.get("title"))
    if titled and not values_without(values):
        return
    entries = {key.value: (key, node) for key, node in unknown}
    texts = [text for _, node in unknown for text in texts_in(node)]
    texts += [values[name].text for name in ("bluf", "body") if name in values]
    if not (any(map(is_prose, texts)) if titled else is_readable(list(entries), iter(texts))):
        return
    title, named_by = ("", "") if titled else name_of(entries)
    making = ForeignSections()
    apart = [(name, node) for name, (_, node) in entries.items() if name != named_by and making.is_worth_one(node)]
    if not titled:
        values["title"] = title or Path(file).stem
        said = f"its “{named_by}” is taken for one" if named_by else "it is called after its file"
        problems.add("info", "title-guessed", f"The file has no title: {said}.", suggestion="add a “title”")
    values["sections"] = (*values.get("sections", ()), *making.of(apart))
    if "date" not in values and (date := published_in(entries)) is not None:
        values["date"] = date
    taken = {name for name, _ in apart} | {named_by}
    values["other"] = tuple([field for field in values["other"] if field.path not in taken])
    problems.drop("unknown-key", {key.start_mark.line + 1 for key, _ in unknown})
    count = counted(len(apart), "key")
    message = f"{count} that the format does not have {'is' if len(apart) == 1 else 'are'} shown as sections."
    problems.add("info", "foreign-keys", message, suggestion="rename them, or put their texts under “sections”")
    for code, number in making.losses.items():
        problems.add("info", code, f"{number:,} times, what HTML in it shows is not taken over.")
