"""What stands within a paragraph of a Word document: text and its marks, links, fields, notes, pictures, comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree

from tui.store.formats.html_tree import Element, Node, block
from tui.store.formats.word_styles import Style, Styles, is_on, value_of

_NO_TEXT = """
pPr rPr instrText delText delInstrText del moveFrom sdtPr sdtEndPr fldData bookmarkStart bookmarkEnd proofErr rubyPr
lastRenderedPageBreak annotationRef footnoteRef endnoteRef separator continuationSeparator Fallback softHyphen
"""
_SKIPPED = frozenset(_NO_TEXT.split())
_SIGNS = {"tab": " ", "ptab": " ", "noBreakHyphen": "\u2011", "cr": "\n", "br": "\n"}
_SYMBOLS = {"F0FE": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0FB": "✗", "F0E0": "→", "F0B7": "•", "F0A7": "▪", "F0D8": "➢"}
"""Signs of the two fonts that have their own, by the numbers that documents give them."""

_ADDRESS = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]{1,2000})"', re.I)
_LONGEST_QUOTE = 200
_MOST_FIELDS = 100
_MOST_QUOTED = 100
"""Comments that a text is about at once."""


class _Run(NamedTuple):
    node: Node
    marks: tuple[str, ...] = ()
    """Tags of HTML around it, the outermost first."""
    address: str = ""


class _Field:
    """A field that has begun: what it says to do, and then what has come of it."""

    def __init__(self) -> None:
        self.instruction = ""
        self.has_result = False

    @property
    def address(self) -> str:
        found = _ADDRESS.match(self.instruction)
        return found[1] if found else ""


class Runs:
    """Reads what stands within paragraphs, in the order of the document; what belongs elsewhere is put aside."""

    def __init__(self, styles: Styles, relations: Mapping[str, tuple[str, str]], losses: Counter[str]) -> None:
        self._styles = styles
        self._relations = relations
        self._losses = losses
        self._fields: list[_Field] = []
        self.labels: dict[tuple[str, str], str] = {}
        """Labels of the notes that were met, by `footnote` or `endnote` and their ids."""
        self.boxes: list[ElementTree.Element] = []
        """The texts of the boxes that were met, to be read after the paragraph."""
        self.quotes: dict[str, str] = {}
        """By the id of a comment the text that it is about."""
        self._quoting: set[str] = set()

    def of(self, paragraph: ElementTree.Element, style: Style, *, plain: bool = False) -> list[Node]:
        """The nodes of a paragraph, neighbours with the same marks joined.

        Args:
            paragraph: to be read.
            style: its own.
            plain: leave out what makes text bold or slanted, as in a heading.
        """
        runs: list[_Run] = []
        waiting: list[tuple[ElementTree.Element, tuple[str, ...], str]] = [(paragraph, (), "")]
        while waiting:
            one, marks, address = waiting.pop()
            tag = one.tag
            if tag == "t":
                self._add(runs, one.text or "", marks, address)
            elif tag in _SIGNS:
                if tag != "br" or one.get("type", "textWrapping") == "textWrapping":
                    self._add(runs, _SIGNS[tag], marks, address)
            elif tag == "sym":
                self._add(runs, _symbol(one.get("char", "")), marks, address)
            elif tag in ("m:oMath", "m:oMathPara"):
                self._losses["formulas-flattened"] += 1
                self._add(runs, "".join(text.text or "" for text in one.iter("m:t")), marks, address)
            elif tag in ("footnoteReference", "endnoteReference"):
                runs.append(_Run(self._note(tag.removesuffix("Reference"), one.get("id", ""))))
            elif tag in ("drawing", "pict", "object"):
                runs += [_Run(node) for node in self._drawn(one)]
            elif not self._take_in(one):
                if tag == "r":
                    properties = one.find("rPr")
                    if is_on(properties, "vanish"):
                        self._losses["hidden-text-left-out"] += bool("".join(one.itertext()).strip())
                        continue
                    marks = self._marks(properties, style, plain)
                elif tag == "hyperlink":
                    kind, target = self._relations.get(one.get("id", ""), ("", ""))
                    address = target if kind == "hyperlink" else ""
                elif tag == "fldSimple":
                    found = _ADDRESS.match(one.get("instr", ""))
                    address = found[1] if found else address
                waiting += [(child, marks, address) for child in reversed(_inside(one))]
        return _joined(runs)

    def _take_in(self, one: ElementTree.Element) -> bool:
        """Take in what is no text by itself; whether there is nothing else in it."""
        tag = one.tag
        if tag in ("ins", "moveTo", "del", "moveFrom"):
            self._losses["changes-accepted"] += 1
        elif tag == "commentRangeStart":
            if len(self._quoting) < _MOST_QUOTED:
                self._quoting.add(one.get("id", ""))
        elif tag == "commentRangeEnd":
            self._quoting.discard(one.get("id", ""))
        elif tag == "fldChar":
            self._field(one.get("fldCharType", ""))
        elif tag == "instrText" and self._fields and not self._fields[-1].has_result:
            self._fields[-1].instruction += (one.text or "")[:2_000]
        return tag in _SKIPPED

    def _field(self, kind: str) -> None:
        if kind == "begin" and len(self._fields) < _MOST_FIELDS:
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _add(self, runs: list[_Run], text: str, marks: tuple[str, ...], address: str) -> None:
        if not text:
            return
        for number in self._quoting:
            self.quotes[number] = (self.quotes.get(number, "") + text)[:_LONGEST_QUOTE]
        address = address or next((field.address for field in self._fields if field.has_result and field.address), "")
        for at, line in enumerate(text.split("\n")):
            if at:
                runs.append(_Run(Element("br", {}), marks, address))
            if line:
                runs.append(_Run(line, marks, address))

    def _marks(self, properties: ElementTree.Element | None, style: Style, plain: bool) -> tuple[str, ...]:
        named = self._styles.of(value_of(properties, "rStyle"))
        bold, italic = is_on(properties, "b"), is_on(properties, "i")
        marks: list[str] = []
        if not plain:
            if bold if bold is not None else named.bold or style.bold:
                marks.append("strong")
            if italic if italic is not None else named.italic or style.italic:
                marks.append("em")
        if is_on(properties, "strike") or is_on(properties, "dstrike"):
            marks.append("del")
        raised = value_of(properties, "vertAlign")
        if raised in ("superscript", "subscript"):
            marks.append("sup" if raised == "superscript" else "sub")
        return tuple(marks)

    def _note(self, kind: str, number: str) -> Node:
        label = self.labels.setdefault((kind, number), str(len(self.labels) + 1))
        return block("sup", block("a", label, href=f"#note-{label}"))

    def _drawn(self, one: ElementTree.Element) -> list[Node]:
        """What stands for a picture; boxes of text in it are put aside, what else it may be is counted."""
        boxes = _outermost(one, "txbxContent")
        self.boxes += boxes
        if one.find(".//OLEObject") is not None:
            self._losses["embedded-files-not-taken"] += 1
            return []
        pictures = sum(element.tag in ("blip", "a:blip", "imagedata") for element in one.iter())
        if pictures:
            words = next((said for element in one.iter() if (said := _said_of(element))), "")
            return [Element("img", {"alt": words})]
        if not boxes and one.find(".//textpath") is None:
            self._losses["drawings-not-taken"] += 1
        return [element.get("string", "") for element in one.iter("textpath")]


def _said_of(element: ElementTree.Element) -> str:
    """What a picture is said to show."""
    if element.tag == "docPr":
        return element.get("descr", "") or element.get("title", "")
    return element.get("alt", "") if element.tag == "shape" else ""


def _outermost(one: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    """The elements of a tag below one, none of which is in another, nor in what stands in for others."""
    found: list[ElementTree.Element] = []
    waiting = [one]
    while waiting:
        element = waiting.pop()
        if element.tag == tag:
            found.append(element)
        elif element.tag != "Fallback":
            waiting += reversed(element)
    return found


def _symbol(char: str) -> str:
    known = _SYMBOLS.get(char.upper())
    if known is not None:
        return known
    number = int(char, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", char) else 0
    # The fonts' own signs lie where no alphabet has any.
    return "▯" if not number or number >= 0xE000 else chr(number)


def _inside(one: ElementTree.Element) -> list[ElementTree.Element]:
    """What stands in an element; how a sign is read, which stands before it in the file, behind it and in brackets."""
    if one.tag == "ruby":
        return sorted(one, key=lambda child: child.tag == "rt")
    if one.tag != "rt":
        return list(one)
    opening, closing = ElementTree.Element("t"), ElementTree.Element("t")
    opening.text, closing.text = "(", ")"
    return [opening, *one, closing]


def _joined(runs: list[_Run]) -> list[Node]:
    """Runs as nodes: those of one link, and within it those of the same marks, in one element."""
    nodes: list[Node] = []
    for address, linked in groupby(runs, key=lambda run: run.address):
        inner: list[Node] = []
        for marks, alike in groupby(linked, key=lambda run: run.marks):
            held: list[Node] = [run.node for run in alike]
            for mark in reversed(marks):
                held = [block(mark, *held)]
            inner += held
        nodes += [block("a", *inner, href=address)] if address else inner
    return nodes
