"""Markdown as the plain text that is indexed, in one pass: no parsing, about what a reader sees.

Markup and the targets of links go, their words stay. What is not sure to be markup stays, since a
sign more does no harm to words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tui.document.source_blocks import html_end
from tui.model.briefing import Prose
from tui.model.text import cleaned

_BREAK = re.compile(r"\n(?:[ \t>]*\n)+|\n(?=[ \t>]*(?:[-+*][ \t]|#{1,6}[ \t]|\|))")
_BREAK_AT_NUMBERS = re.compile(r"\n(?:[ \t>]*\n)+|\n(?=[ \t>]*(?:[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|))")
_ITEM = re.compile(r"[ \t>]*\d{1,3}[.)][ \t]+")
_NUMBER = re.compile(r"\n[ \t>]*\d{1,9}[.)][ \t]")
_NUMBERED = re.compile(r"^[ \t>]*1[.)][ \t]|(?:\A|\n[ \t>]*\n)[ \t>]*\d{1,9}[.)][ \t]", re.M)
"""Where a list with numbers begins: elsewhere a number with a dot at the beginning of a line is one of the text."""
_SIGNS = re.compile(r"[*`\[\\<&~|_]")
_LINE_SIGNS = re.compile(r"\n[ \t]*(?:[-+>#=]|\d{1,9}[.)])")
_LINE_STARTS = frozenset("-+>#=0123456789")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t\n]|$)))+(?:[ \t]*\[[ xX]\](?=[ \t]))?[ \t]*|[ \t]*#{1,6}[ \t]+")
_QUOTED = re.compile(r"\n[ \t]*>[ \t>]*")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^`\n]*)$", re.M)
_HTML = re.compile(r"(?:\A|\n)(?P<blank>(?:[ \t]*+\n)++)?+ {0,3}<(?=[A-Za-z/!?])")
_RULES = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$", re.M)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t]*<?\S+>?[ \t]*"
    r"(?:\n?[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.M,
)
# Every alternative begins with a sign of its own, so that the text between signs is passed over fast.
_INLINE = re.compile(
    r"`(?<!``)(?P<ticks>`{0,8})(?!`)(?P<code>[^`]{1,4000})`(?P=ticks)(?!`)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[(?P<cited>@[^\[\]\n]{1,400})\](?!\()"
    r"|\[\^(?P<note>[^\[\]\s]{1,200})\]"
    r"|\[\[(?P<target>[^\[\]|\n]{1,200}?)(?:\\?\|(?P<label>[^\[\]]{0,400}))?\]\]"
    r"|\[(?P<words>[^\[\]]{0,4000})\](?:\((?:<[^<>\n]{0,2000}>|(?P<to>[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?))"
    r"(?:\s{1,9}(?P<title>\"[^\"]{0,500}\"|'[^']{0,500}'))?\s{0,9}\)|\[[^\[\]\n]{0,200}\])"
    r"|!(?=\[[^\[\]]{0,4000}\][(\[])"
    r"|<(?P<break>[Bb][Rr])[ \t]*/?>"
    r"|<(?P<address>(?:https?|mailto):[^\s<>]{1,2000})>"
    r"|~~"
)
_STARS = re.compile(r"\*+")
_UNDERSCORES = re.compile(r"(?<![\w\\])_{1,3}(?=\w)|(?<=[^\W_])_{1,3}(?!\w)")
_LITERAL = {ord("*"): "\ufdd0", ord("_"): "\ufdd1", ord("&"): "\ufdd2", ord("|"): "\ufdd3"}
"""Signs that stand for themselves, in code and behind a backslash, become noncharacters until the others are gone."""
_AS_WRITTEN = str.maketrans({sign: chr(code) for code, sign in _LITERAL.items()})
_SPACES = re.compile("  +")
_BARS = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")

Labels = Mapping[str, str]
"""Words for the targets of links and citations, by id."""

Plain = Callable[[Prose], list[str]]
"""Makes the blocks of a Markdown field."""


class PlacedBlock(NamedTuple):
    """A block with the piece of the source that it was made of."""

    text: str
    source: str
    start: int
    """Offset of the piece in the whole source."""


def plain_blocks(text: str, labels: Labels) -> list[str]:
    """The blocks of a Markdown text (paragraphs, items, rows of tables, code), each on one line; none is empty.

    Args:
        text: Markdown, cleaned.
        labels: names of the briefing's items by id, for links without words of their own.
    """
    if _is_plain(text):
        return [block for part in text.split("\n\n") if (block := _on_one_line(part))]
    words = _words(labels)
    found = [_on_one_line(part) if code else _block(part, words) for part, _, code in _parts(text)]
    return [block for block in found if block]


def placed_blocks(text: str, labels: Labels) -> Iterator[PlacedBlock]:
    """The blocks of `plain_blocks` with their places."""
    words = _words(labels)
    if _is_plain(text):
        at = 0
        for part in text.split("\n\n"):
            if block := _on_one_line(part):
                yield PlacedBlock(block, part, at)
            at += len(part) + 2
        return
    for part, at, code in _parts(text):
        if block := _on_one_line(part) if code else _block(part, words):
            yield PlacedBlock(block, part, at)


def block_so_far(source: str, labels: Labels) -> str:
    """The text of a block from the beginning of its source."""
    return _block(source, _words(labels))


def _is_plain(text: str) -> bool:
    """Whether nothing in a text is markup."""
    if _SIGNS.search(text) is not None:
        return False
    if "\n" in text:
        return _LINE_SIGNS.search(f"\n{text}") is None
    return text.lstrip(" \t")[:1] not in _LINE_STARTS


def _parts(text: str) -> Iterator[tuple[str, int, bool]]:
    """The pieces of a text of which each becomes a block, with their offsets, and whether they are code."""
    if "```" not in text and "~~~" not in text:
        yield from _around_html(text, 0)
        return
    position, mark = 0, ""
    for fence in _FENCE.finditer(text):
        if not mark:
            yield from _around_html(text[position : fence.start()], position)
            mark = fence.group(1)
        elif fence.group(1).startswith(mark) and not fence.group(2).strip():
            yield text[position : fence.start()], position, True
            mark = ""
        else:
            continue
        position = fence.end()
    rest = text[position:]
    if mark:
        yield rest, position, True
    else:
        yield from _around_html(rest, position)


def _around_html(text: str, at: int) -> Iterator[tuple[str, int, bool]]:
    """The pieces of a text without code; a block of raw HTML is one, as it was written."""
    start = position = 0
    while found := _HTML.search(text, position):
        end = html_end(text, found.end() - 1, interrupts=found["blank"] is None and found.start() > 0)
        if end < 0:
            position = found.end()
            continue
        yield from _prose(text[start : found.start()], at + start)
        yield text[found.start() : end], at + found.start(), True
        start = position = max(end, found.end())
    yield from _prose(text[start:], at + start)


def _prose(text: str, at: int) -> Iterator[tuple[str, int, bool]]:
    if "]:" in text:
        text = _DEFINITION.sub(_blanked, text)
    if "---" in text or "***" in text or "===" in text or "|" in text or "___" in text:
        text = _RULES.sub(_blanked, text)
    numbered = _NUMBER.search(text) is not None and _NUMBERED.search(text) is not None
    start = 0
    for end in (_BREAK_AT_NUMBERS if numbered else _BREAK).finditer(text):
        yield _unnumbered(text[start : end.start()], at + start, numbered or start == 0)
        start = end.end()
    yield _unnumbered(text[start:], at + start, numbered or start == 0)


def _unnumbered(part: str, at: int, numbered: bool) -> tuple[str, int, bool]:
    """A piece of prose without its number in a list, which stands beside its text."""
    number = _ITEM.match(part) if numbered else None
    return (part, at, False) if number is None else (part[number.end() :], at + number.end(), False)


def _blanked(found: re.Match[str]) -> str:
    """Blanks and line ends instead of a text, so that what stands behind it keeps its place."""
    text = found.group()
    return "\n".join([" " * len(line) for line in text.split("\n")]) if "\n" in text else " " * len(text)


def _block(part: str, words: Callable[[re.Match[str]], str]) -> str:
    """The text of a piece of prose, on one line."""
    prefix = _PREFIX.match(part)
    if prefix is not None:
        part = part[prefix.end() :]
    if _SIGNS.search(part) is not None or ">" in part:
        if "\n" in part and ">" in part:
            part = _QUOTED.sub("\n", part)
        if "[" in part or "`" in part or "\\" in part or "~~" in part or "<" in part:
            part = _INLINE.sub(words, part)
        if "*" in part:
            part = _without_stars(part)
        if "_" in part:
            part = _UNDERSCORES.sub("", part)
        if "|" in part:
            part = _BARS.sub(" ", part)
        if "&" in part:
            part = cleaned(html.unescape(part))
        if not part.isascii():
            part = part.translate(_AS_WRITTEN)
    return _on_one_line(part)


def _on_one_line(text: str) -> str:
    """A text with single spaces for all its white space."""
    line = text.replace("\n", " ").replace("\t", " ")
    return (_SPACES.sub(" ", line) if "  " in line else line).strip(" ")


def _words(labels: Labels) -> Callable[[re.Match[str]], str]:
    def words(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "code" or kind == "ticks":
            return found["code"].translate(_LITERAL)
        if kind == "escaped":
            return found["escaped"].translate(_LITERAL)
        if kind == "cited":
            return f"[{found['cited'].replace('@', '')}]"
        if kind == "note":
            return f"[{found['note']}]"
        if kind == "label":
            return found["label"]
        if kind == "target":
            target = found["target"].strip()
            name, sign, section = target.partition("#")
            return f"{labels.get(name, name)} § {section}" if sign and name else labels.get(target, section or target)
        if kind == "break":
            return " "
        if kind in ("words", "to", "title"):
            inner = found["words"]
            if found["title"]:
                inner = f"{inner} ({found['title'][1:-1]})"
            if not inner.strip() and found["to"]:
                # An image without words shows the name of its file.
                return found["to"].rstrip("/").rpartition("/")[2]
            return _INLINE.sub(words, inner) if "`" in inner or "\\" in inner or "~~" in inner else inner
        return found["address"] if kind == "address" else ""

    return words


def _without_stars(text: str) -> str:
    """Without the stars of emphasis: those that open or close one, which needs another of the same length."""
    opened: dict[int, int] = {}
    pairs: list[tuple[int, int]] = []
    for stars in _STARS.finditer(text):
        start, end = stars.span()
        size = end - start
        after = text[end : end + 1]
        before = text[start - 1 : start]
        if before and not before.isspace() and size in opened:
            first = opened.pop(size)
            pairs += ((first, first + size), (start, end))
        elif after and not after.isspace():
            opened[size] = start
    if not pairs:
        return text
    pairs.sort()
    kept, position = [], 0
    for start, end in pairs:
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    return "".join(kept)
