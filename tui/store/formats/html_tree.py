"""HTML as a tree, in time that grows with the text alone, whatever is wrong with it.

It is its own code since what there is can be made to hang: Python's `html.parser` (before 3.14) and lexbor take time that grows
with the square of what is never closed, a minute for 100,000 nested tags. It knows what a text needs: which tags
have no end, which ends are left out, what is no text at all.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TypeAlias

MOST_NODES = 1_000_000
"""Elements and texts of one page."""

DEEPEST = 100
"""Levels that are kept apart; what is nested deeper belongs to the last one."""


class TooManyNodes(Exception):
    """A page holds more than `MOST_NODES`."""


class Element:
    """An element with what is in it."""

    __slots__ = ("attributes", "children", "holds_blocks", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        """In small letters."""
        self.attributes = attributes
        """Names in small letters; values decoded, "" where there is none."""
        self.children: list[Node] = []
        self.holds_blocks = False
        """Whether anything in it begins a line of its own."""

    def get(self, name: str) -> str:
        """An attribute; "" where it is not given."""
        return self.attributes.get(name, "")

    def walk(self) -> list[Element]:
        """It and every element in it, in the order of the text."""
        found: list[Element] = []
        waiting = [self]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += [child for child in reversed(one.children) if isinstance(child, Element)]
        return found

    def text(self) -> str:
        """All text in it, as it stands, without what is no text."""
        found: list[str] = []
        waiting: list[Node] = [self]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                found.append(one)
            elif one.tag == "br":
                found.append("\n")
            elif one.tag not in NO_TEXT:
                waiting += reversed(one.children)
        return "".join(found)


Node: TypeAlias = "Element | str"

NO_TEXT = frozenset(
    ("script", "style", "template", "head", "svg", "canvas", "object", "iframe", "video", "audio", "select", "textarea")
)
"""Elements whose content is not shown."""

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
_RAW = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"))
_BLOCK_TAGS = """
address article aside blockquote body caption center dd details dialog dir div dl dt
fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup
hr html legend li main menu nav ol optgroup option p pre search section
summary table tbody td tfoot th thead tr ul xmp
"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
"""Elements that begin a line of their own."""

_PARAGRAPH = frozenset(("p",))
_CELLS = frozenset(("td", "th"))
_ROWS = frozenset(("thead", "tbody", "tfoot"))
_CLOSED_BY: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu", "dir"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "td": (_CELLS, frozenset(("tr", "table"))),
    "th": (_CELLS, frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    **dict.fromkeys(_ROWS, (_ROWS | {"caption", "colgroup"}, frozenset(("table",)))),
    "option": (frozenset(("option",)), frozenset(("select",))),
}
"""For a tag: which open elements it ends, and within which others."""

_SCOPE = frozenset(("td", "th", "table", "caption", "html", "body", "object"))
"""What the end of a tag never reaches beyond, unless it is one of these."""

_START = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]*)|(!--)|([!?/]))")
_QUOTE_OR_END = re.compile(r"[>\"']")
_ATTRIBUTE = re.compile(r"([^\s=>/\"'][^\s=>/]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


def block(tag: str, *children: Node, **attributes: str) -> Element:
    """An element of what is made, and not read."""
    made = Element(tag, attributes)
    made.children += children
    return made


def knowing_blocks(root: Element) -> Element:
    """A tree in which every element knows whether it holds blocks."""
    for element in reversed(root.walk()):
        element.holds_blocks = any(
            child.tag in BLOCKS or child.holds_blocks for child in element.children if isinstance(child, Element)
        )
    return root


def tree_of(text: str, *, xml: bool = False, never_within: frozenset[str] = frozenset()) -> Element:
    """The page that a text is, as one element whose children are its parts.

    Args:
        text: HTML, well-formed or not.
        xml: it is XML: every tag has its end, `<![CDATA[` begins a text. No entity is taken from the text itself, and none is
            fetched: only those that HTML has are known.
        never_within: tags of elements that are never in one another, so that one that is open ends where the next begins.

    Raises:
        TooManyNodes: it is too much.
    """
    return _Builder(text, xml, never_within).built()


class _Builder:
    def __init__(self, text: str, xml: bool, never_within: frozenset[str]) -> None:
        self._text = text
        self._xml = xml
        self._never_within = never_within
        self._root = Element("", {})
        self._open = [self._root]
        self._nodes = 0
        self._paragraphs = 0
        """How many of those that are open are paragraphs, which any block ends."""
        self._unclosed: set[str] = set()
        """Signs that do not come any more, so that nobody looks for them again."""

    def built(self) -> Element:
        text, position = self._text, 0
        while (found := _START.search(text, position)) is not None:
            if found.start() > position:
                self._add_text(text[position : found.start()])
            start, position = found.start(), found.end()
            if found[2]:
                end = self._end_of_tag(position)
                if end < 0:
                    # Nothing is a tag that never ends.
                    self._add_text(text[start:])
                    position = len(text)
                    break
                tag = found[2].lower()
                if found[1]:
                    self._close(tag)
                    position = end + 1
                else:
                    position = self._begin(tag, text[position:end], end + 1)
            elif self._xml and text.startswith("[CDATA[", position):
                end = text.find("]]>", position)
                self._add_text(text[position + 7 : end if end >= 0 else len(text)], raw=True)
                position = end + 3 if end >= 0 else len(text)
            else:
                closing = "-->" if found[3] else ">"
                end = -1 if closing in self._unclosed else text.find(closing, position)
                if end < 0:
                    self._unclosed.add(closing)
                    self._add_text(text[start:position])
                else:
                    position = end + len(closing)
        self._add_text(text[position:])
        return knowing_blocks(self._root)

    def _end_of_tag(self, position: int) -> int:
        """Where the `>` of a tag is, whose name ends at a place; -1 where there is none."""
        text = self._text
        while (found := _QUOTE_OR_END.search(text, position)) is not None:
            sign = found[0]
            if sign == ">":
                return found.start()
            position = found.end()
            if text[max(0, found.start() - 10) : found.start()].rstrip().endswith("="):
                end = -1 if sign in self._unclosed else text.find(sign, position)
                if end < 0:
                    self._unclosed.add(sign)
                else:
                    position = end + 1
        return -1

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise TooManyNodes

    def _add_text(self, text: str, *, raw: bool = False) -> None:
        if text:
            self._count()
            self._open[-1].children.append(unescape(text) if "&" in text and not raw else text)

    def _begin(self, tag: str, attributes: str, position: int) -> int:
        """Open an element; gives where the text goes on."""
        self._count()
        ends = _CLOSED_BY.get(tag) if not self._xml else None
        if ends is not None:
            self._end_first(*ends)
        if tag in self._never_within:
            self._end_first(self._never_within, frozenset())
        if self._paragraphs and tag in BLOCKS:
            self._end_first(_PARAGRAPH, _SCOPE)
        element = Element(tag, _attributes(attributes))
        self._open[-1].children.append(element)
        if attributes.endswith("/") and (self._xml or (tag not in BLOCKS and tag not in _RAW)):
            return position
        if tag in VOID and not self._xml:
            return position
        if tag in _RAW and not self._xml:
            closing = f"</{tag}"
            found = None if closing in self._unclosed else re.compile(rf"</{tag}(?=[\s/>])", re.I).search(self._text, position)
            if found is None:
                self._unclosed.add(closing)
                return position
            raw = self._text[position : found.start()]
            element.children.append(unescape(raw) if tag in ("title", "textarea") else raw)
            end = self._text.find(">", found.end())
            return end + 1 if end >= 0 else len(self._text)
        if len(self._open) < DEEPEST:
            self._open.append(element)
            self._paragraphs += tag == "p"
        return position

    def _end_first(self, tags: frozenset[str], within: frozenset[str]) -> None:
        """End the innermost of some open elements, unless one of others stands between."""
        for index in range(len(self._open) - 1, 0, -1):
            tag = self._open[index].tag
            if tag in tags:
                self._cut(index)
                return
            if tag in within:
                return

    def _cut(self, index: int) -> None:
        """End all elements from one on."""
        self._paragraphs -= sum(element.tag == "p" for element in self._open[index:])
        del self._open[index:]

    def _close(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                self._cut(index)
                return
            if self._open[index].tag in _SCOPE and tag not in BLOCKS | _SCOPE:
                return


def _attributes(text: str) -> dict[str, str]:
    if not text or text.isspace():
        return {}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        value = double or single or bare
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found
