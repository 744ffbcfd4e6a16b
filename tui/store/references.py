"""Links and citations: where they stand in a briefing, and where they lead.

The marks are those of RULES section 2 of the format: `[@id, locator; @id]` cites sources,
`[[target#section|label]]` links. Code is skipped, and a backslash before the bracket disables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Set
from posixpath import basename, splitext
from typing import Any, NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from tui.model.briefing import Briefing, Prose
from tui.model.fields import FIELDS, Field, Shape
from tui.model.handling import WITHOUT_WORDS
from tui.model.late_pattern import late_pattern
from tui.model.text import nfc_name, slug

_FENCE = late_pattern(r"[ ]{0,3}(?:[-*+>][ ]+)*[ ]*(`{3,}|~{3,})")
_CODE_SPAN = late_pattern(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
# What stands before a sign is asked behind it: a search for a sign passes over the rest fast.
_CITATION = late_pattern(r"\[@(?<!\\\[@)([^\[\]]{1,400})\](?!\()")
_CITED = late_pattern(r"@([^\s,;\[\]]+)")
_LINK = late_pattern(r"\[\[(?<!\\\[\[)([^\[\]|\n]{1,200}?)(\\?\|[^\[\]]{0,400})?\]\](?!\()")
_HEADING = late_pattern(r"^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.M)
_SETEXT = late_pattern(r"^ {0,3}(\S.*)\n {0,3}(?:=+|-{2,})[ \t]*$", re.M)
_MARKS = late_pattern(r"[*_`~]|\]\([^)]*\)|[\[\]]")


_Instead = Callable[[re.Match[str]], str]


class Reference(NamedTuple):
    """One place in a text that names something else."""

    target: str
    """An id, without the section; "" for a section of the same briefing."""
    section: str
    """The section's id, where one is named."""
    cites: bool
    """Whether it is a citation of a source."""
    bare_bar: bool
    """Whether a label follows a bar without a backslash: such a link is cut in a table."""
    offset: int
    """Where it starts in the text."""


def without_code(text: str) -> str:
    """The text with everything in code fences and code spans replaced by spaces, of the same length."""
    if "`" not in text and "~~~" not in text:
        return text
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if fence:
            kept.append(" " * len(line))
            if opened and opened.group(1).startswith(fence) and not line.strip(" >").strip(fence[0]):
                fence = ""
        elif opened and "`" not in line[opened.end() :]:
            fence = opened.group(1)
            kept.append(" " * len(line))
        else:
            kept.append(line)
    paragraphs = "\n".join(kept).split("\n\n")
    return "\n\n".join(_CODE_SPAN.sub(_blank, part) if "`" in part else part for part in paragraphs)


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if char == "\n" else " " for char in match.group())


def references(text: str) -> Iterator[Reference]:
    """The links and citations of a Markdown text, in order of kind and place."""
    if "[@" not in text and "[[" not in text:
        return
    masked = without_code(text)
    for found in _CITATION.finditer(masked):
        for cited in _CITED.finditer(f"@{found.group(1)}"):
            yield Reference(nfc_name(cited.group(1)), "", True, False, found.start())
    for found in _LINK.finditer(masked):
        target, _, section = found.group(1).partition("#")
        label = found.group(2) or ""
        yield Reference(nfc_name(target.strip()), nfc_name(section.strip()), False, label.startswith("|"), found.start())


def without_references(text: str, items: Set[str], sections: Set[str], own: Set[str] = frozenset()) -> str:
    """A Markdown text in which links to some things are plain words, and citations of them are gone; it keeps its lines.

    Args:
        text: the text. What looks like a link in code is taken for one: rather that than its id.
        items: ids of structured items.
        sections: ids of sections, and slugs of headings in them.
        own: what the briefing itself is called where a link says whose section it leads to: its ids, its file without the ending.
    """
    if "[@" in text:
        text = _CITATION.sub(lambda found: _cited(found, items.__contains__), text)
    if "[[" in text:
        text = _LINK.sub(lambda found: _linked(found, items, sections, own), text)
    gone = items | sections

    def goes(address: str) -> bool:
        path, _, section = nfc_name(unquote(address)).partition("#")
        return section in gone and (not path or file_stem(path) in own)

    return _addressed(text, goes, lambda pattern, text, instead: pattern.sub(instead, text))


def file_stem(path: str) -> str:
    """The name of the file, or the folder, at the end of a path, without its ending."""
    return splitext(basename(path.rstrip("/")))[0]


def cited_without(text: str, goes: Callable[[str], bool]) -> str:
    """A Markdown text without the citations of some sources; what looks like one in code stays.

    Args:
        text: the text; it keeps its lines.
        goes: whether a source is not to be cited, by its id.
    """
    return _outside_code(_CITATION, text, lambda found: _cited(found, goes))


def linked_otherwise(text: str, instead: Callable[[re.Match[str]], str | None]) -> str:
    """A Markdown text with something else in the place of some links between things; what looks like one in code stays.

    Args:
        text: the text.
        instead: gives what is to stand for a link, None for the same: its group 1 is the target, group 2 its words with their bar.
    """

    def links(found: re.Match[str]) -> str:
        new = instead(found)
        return found[0] if new is None else new

    return _outside_code(_LINK, text, links)


# What is no address of another computer: those begin with a scheme or a host.
_NEAR = r"(?!(?!file:)[A-Za-z][A-Za-z0-9+.-]*:|//)"
_ADDRESS = (
    rf"(?:<{_NEAR}(?P<enclosed>[^<>\n]+)>|{_NEAR}(?P<bare>(?:[^()\s<>]|\([^()\s<>]*\))+))"
    r"(?:[ \t]*\n?[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?"
)
_ADDRESSED = late_pattern(rf"!?\[(?P<words>(?:[^\[\]\n]|\n(?![ \t]*\n))*)\]\([ \t]*{_ADDRESS}[ \t]*\)")
"""A link, or a picture, with its words."""
_ADDRESSED_BEHIND = late_pattern(rf"(?P<head>\]\([ \t]*){_ADDRESS}(?P<tail>[ \t]*\))")
"""The same of a link in whose words other brackets stand."""
_NAMED_ADDRESS = late_pattern(rf"^(?P<head>[ >]*\[[^\[\]\n]+\]:[ \t]*){_ADDRESS}(?P<tail>)(?=[ \t]*$)", re.M)
"""The address of a link that is named below it."""


def addressed_without(text: str, goes: Callable[[str], bool]) -> str:
    """A Markdown text in which links to some files beside its own are plain words; what looks like one in code stays.

    Args:
        text: the text; it keeps its lines.
        goes: whether nothing is to lead to a file, by its path and the section in it.
    """
    return _addressed(text, lambda address: address[0] != "#" and goes(nfc_name(address)), _outside_code)


def _addressed(text: str, goes: Callable[[str], bool], through: Callable[[re.Pattern[str], str, _Instead], str]) -> str:
    def address(found: re.Match[str]) -> str:
        return found["enclosed"] or found["bare"]

    def words(found: re.Match[str]) -> str:
        if not goes(address(found)):
            return found[0]
        return found["words"] + "\n" * found.string.count("\n", found.end("words"), found.end())

    def nowhere(found: re.Match[str]) -> str:
        lines = "\n" * found[0].count("\n")
        return f"{found['head']}#{lines}{found['tail']}" if goes(address(found)) else found[0]

    if "](" in text:
        text = through(_ADDRESSED, text, words)
        text = through(_ADDRESSED_BEHIND, text, nowhere)
    return through(_NAMED_ADDRESS, text, nowhere) if "]:" in text else text


def _outside_code(pattern: re.Pattern[str], text: str, instead: _Instead) -> str:
    masked = without_code(text)
    if masked == text:
        return pattern.sub(instead, text)
    return pattern.sub(lambda found: instead(found) if masked[found.start() : found.end()].strip() else found[0], text)


def _cited(found: re.Match[str], goes: Callable[[str], bool]) -> str:
    parts = f"@{found[1]}".split(";")
    kept = [part for part in parts if not any(goes(nfc_name(one)) for one in _CITED.findall(part))]
    if len(kept) == len(parts):
        return found[0]
    lines = "\n" * found[0].count("\n")
    return f"[{';'.join(kept).strip()}]{lines}" if kept else lines


def _linked(found: re.Match[str], items: Set[str], sections: Set[str], own: Set[str]) -> str:
    target, _, section = found[1].partition("#")
    target, section = nfc_name(target.strip()), nfc_name(section.strip())
    if target not in items and not ((not target or target in own) and (section in sections or section in items)):
        return found[0]
    label = (found[2] or "").lstrip("\\").removeprefix("|")
    return label if label.strip() else WITHOUT_WORDS


def with_references(text: str, cited: Mapping[str, str], said: Callable[[str], str]) -> str:
    """A Markdown text that stands elsewhere than it was written: its citations have other ids, its links are plain words.

    Args:
        text: the text.
        cited: the new ids of sources by those that they have; others stay.
        said: gives the words of a link without any of its own, as Markdown, for its target (`id`, `id#section`, `#section`).
    """

    def cites(found: re.Match[str]) -> str:
        return f"[{_CITED.sub(lambda one: f'@{cited.get(nfc_name(one[1]), one[1])}', f'@{found[1]}')}]"

    def links(found: re.Match[str]) -> str:
        label = (found[2] or "").lstrip("\\").removeprefix("|")
        return label if label.strip() else said(nfc_name(found[1].strip()))

    if "[@" in text:
        text = _CITATION.sub(cites, text)
    return _LINK.sub(links, text) if "[[" in text else text


_TEXTS = {of: tuple(field for field in fields if field.shape is Shape.PROSE) for of, fields in FIELDS.items()}
_THINGS = {of: tuple(field for field in reversed(fields) if field.shape is Shape.THINGS) for of, fields in FIELDS.items()}
"""The fields of each kind of thing that hold Markdown, and those that hold things, the last one first."""


def prose_of(briefing: Briefing) -> Iterator[tuple[Any, str, Prose]]:
    """Every Markdown text of a briefing: the thing it belongs to, the key, the text."""
    for thing in things_of(briefing):
        for field in _TEXTS[type(thing)]:
            prose: Prose = getattr(thing, field.attribute)
            if prose.text:
                yield thing, field.key, prose


def things_of(briefing: Briefing) -> Iterator[Any]:
    """The briefing and everything structured in it, nested things after what they are in."""
    waiting: list[Any] = [briefing]
    while waiting:
        thing = waiting.pop()
        yield thing
        for field in _THINGS[type(thing)]:
            if things := getattr(thing, field.attribute):
                waiting.extend(reversed(things))


def with_fields(thing: Any, changed: Callable[[Field, Any], Any]) -> Any:
    """A thing with other values in its fields, and in those of all in it; the same one where none is another.

    Args:
        thing: a briefing, or anything structured in one.
        changed: gives the value of a field of that value, which is never empty; not asked about fields that hold things.
    """
    new: dict[str, object] = {}
    for field in FIELDS[type(thing)]:
        value = getattr(thing, field.attribute)
        if not value:
            continue
        if field.shape is Shape.THINGS:
            made: object = tuple([with_fields(one, changed) for one in value])
            if all(one is other for one, other in zip(value, made, strict=True)):  # type: ignore[call-overload]
                continue
        else:
            made = changed(field, value)
            if made is value:
                continue
        new[field.attribute] = made
    return replace(thing, **new) if new else thing


def section_ids(briefing: Briefing) -> set[str]:
    """The ids that `#` can name: sections, their former ids, and the slugs of headings in texts."""
    ids: set[str] = set()
    for section in briefing.all_sections():
        ids.add(section.id)
        ids.update(section.formerly)
    for _, key, prose in prose_of(briefing):
        if key == "body":
            masked = without_code(prose.text)
            for pattern in (_HEADING, _SETEXT):
                ids.update(slug(_MARKS.sub("", heading)) for heading in pattern.findall(masked))
    return ids


class Places:
    """Where the offsets of one text stand in its file."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._starts = [0, *(found.end() for found in re.finditer("\n", prose.text))] if prose.step else []

    def of(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset in the text; the text's start where no more is known."""
        prose = self._prose
        if not prose.step:
            return max(prose.line, 1), 1
        line = bisect_right(self._starts, offset) - 1
        return prose.source_line(line), offset - self._starts[line] + prose.indent + 1
