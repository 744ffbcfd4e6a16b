"""Markdown as the plain text that is indexed, in one pass: no parsing, about what a reader sees.

Markup and the targets of links go, their words stay. What is not sure to be markup stays, since a
sign more does no harm to words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from tui.model.text import cleaned

_BREAK = re.compile(r"\n(?:[ \t>]*\n)+|\n(?=[ \t>]*(?:[-+*][ \t]|#{1,6}[ \t]|\|))")
_BREAK_AT_NUMBERS = re.compile(r"\n(?:[ \t>]*\n)+|\n(?=[ \t>]*(?:[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|))")
_NUMBER = re.compile(r"\n[ \t>]*\d{1,9}[.)][ \t]")
_NUMBERED = re.compile(r"^[ \t>]*1[.)][ \t]|(?:\A|\n[ \t>]*\n)[ \t>]*\d{1,9}[.)][ \t]", re.M)
"""Where a list with numbers begins: elsewhere a number with a dot at the beginning of a line is one of the text."""
_SIGNS = re.compile(r"[*`\[\\<&~|_]")
_LINE_SIGNS = re.compile(r"\n[ \t]*(?:[-+>#=]|\d{1,9}[.)])")
_LINE_STARTS = frozenset("-+>#=0123456789")
_PREFIX = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t\n]|$)))+(?:[ \t]*\[[ xX]\](?=[ \t]))?[ \t]*|[ \t]*#{1,6}[ \t]+")
_QUOTED = re.compile(r"\n[ \t]*>[ \t>]*")
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^`\n]*)$", re.M)
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
    r"|\[@[^\[\]\n]{1,400}\](?!\()"
    r"|\[\[(?P<target>[^\[\]|\n]{1,200}?)(?:\\?\|(?P<label>[^\[\]]{0,400}))?\]\]"
    r"|\[(?P<words>[^\[\]]{0,4000})\](?:\((?:<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)"
    r"(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'))?\s{0,9}\)|\[[^\[\]\n]{0,200}\])"
    r"|!(?=\[[^\[\]]{0,4000}\][(\[])"
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


def plain_blocks(text: str, labels: Labels) -> list[str]:
    """The blocks of a Markdown text (paragraphs, items, rows of tables, code), each on one line; none is empty.

    Args:
        text: Markdown, cleaned.
        labels: names of the briefing's items by id, for links without words of their own.
    """
    if _SIGNS.search(text) is None and (
        _LINE_SIGNS.search(f"\n{text}") is None if "\n" in text else text.lstrip(" \t")[:1] not in _LINE_STARTS
    ):
        return [block for part in text.split("\n\n") if (block := _on_one_line(part))]
    if "```" not in text and "~~~" not in text:
        return _prose(text, labels)
    blocks: list[str] = []
    position, mark = 0, ""
    for fence in _FENCE.finditer(text):
        if not mark:
            blocks += _prose(text[position : fence.start()], labels)
            mark = fence.group(1)
        elif fence.group(1).startswith(mark) and not fence.group(2).strip():
            blocks += _lines(text[position : fence.start()])
            mark = ""
        else:
            continue
        position = fence.end()
    rest = text[position:]
    return blocks + (_lines(rest) if mark else _prose(rest, labels))


def _lines(code: str) -> list[str]:
    joined = _on_one_line(code)
    return [joined] if joined else []


def _prose(text: str, labels: Labels) -> list[str]:
    if "]:" in text:
        text = _DEFINITION.sub("", text)
    if "---" in text or "***" in text or "===" in text or "|" in text or "___" in text:
        text = _RULES.sub("", text)
    words = _words(labels)
    blocks: list[str] = []
    numbered = _NUMBER.search(text) is not None and _NUMBERED.search(text) is not None
    for part in (_BREAK_AT_NUMBERS if numbered else _BREAK).split(text):
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
        part = _on_one_line(part)
        if part:
            blocks.append(part)
    return blocks


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
        if kind == "label":
            return found["label"]
        if kind == "target":
            target = found["target"].strip()
            return labels.get(target, target.partition("#")[0] or target.lstrip("#"))
        if kind == "words":
            inner = found["words"]
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
