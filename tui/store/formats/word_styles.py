"""What the styles and numberings of a Word document say of its paragraphs: which are headings and items, and their numbers."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

_HEADING = re.compile(r"heading ([1-9])$", re.I)
_DEEPEST_STYLE = 20
"""Styles that one may be based on, in turn."""
_LEVELS = 9


def value_of(element: Element | None, path: str, otherwise: str = "") -> str:
    """The value of an element below another one."""
    found = element.find(path) if element is not None else None
    return found.get("val", otherwise) if found is not None else otherwise


def is_on(element: Element | None, path: str) -> bool | None:
    """Whether a property is switched on below an element; None where it says nothing of it."""
    found = element.find(path) if element is not None else None
    return None if found is None else found.get("val", "1") not in ("0", "false", "off", "none")


def number_in(text: str) -> int:
    """A small whole number; -1 where the text is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else -1


class Style(NamedTuple):
    """What is known of a style, with all that it is based on."""

    name: str = ""
    """In small letters."""
    level: int = 0
    """Of its heading, from 1; 0 where it is none."""
    numbering: tuple[str, int] = ("", 0)
    """Id and level, from 0."""
    bold: bool = False
    italic: bool = False


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._given = {one.get("styleId", ""): one for one in (root.findall("style") if root is not None else ())}
        self._known: dict[str, Style] = {}

    def of(self, style_id: str) -> Style:
        """A style; one that says nothing where there is none of that id."""
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> Style:
        name, level, numbering, list_level = "", 0, "", -1
        bold: bool | None = None
        italic: bool | None = None
        seen: set[str] = set()
        while style_id in self._given and style_id not in seen and len(seen) < _DEEPEST_STYLE:
            seen.add(style_id)
            one = self._given[style_id]
            own = value_of(one, "name").lower()
            name = name or own
            if not level:
                heading = _HEADING.match(own)
                outline = number_in(value_of(one, "pPr/outlineLvl"))
                level = (
                    outline + 1
                    if 0 <= outline < _LEVELS
                    else int(heading[1])
                    if heading
                    else _LEVELS + 1
                    if outline == _LEVELS
                    else 0
                )
            numbering = numbering or value_of(one, "pPr/numPr/numId")
            list_level = list_level if list_level >= 0 else number_in(value_of(one, "pPr/numPr/ilvl"))
            bold = is_on(one, "rPr/b") if bold is None else bold
            italic = is_on(one, "rPr/i") if italic is None else italic
            style_id = value_of(one, "basedOn")
        return Style(name, level if level <= _LEVELS else 0, (numbering, max(0, list_level)), bool(bold), bool(italic))


class _Level(NamedTuple):
    form: str
    text: str
    start: int
    style: str


class Label(NamedTuple):
    """What stands before an item."""

    text: str
    """As it is shown; "" for a bullet."""
    number: int
    """Of an item that is numbered 1, 2, 3; else 0."""


class Numberings:
    """The numberings of a document, which count as its paragraphs are met in order."""

    def __init__(self, root: Element | None) -> None:
        kinds: dict[str, dict[int, _Level]] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int]] = {}
        self._kind: dict[str, str] = {}
        for kind in root.findall("abstractNum") if root is not None else ():
            kinds[kind.get("abstractNumId", "")] = _levels_of(kind)
        for number in root.findall("num") if root is not None else ():
            kind_id, num_id = value_of(number, "abstractNumId"), number.get("numId", "")
            levels = dict(kinds.get(kind_id, {}))
            for change in number.findall("lvlOverride"):
                levels |= _levels_of(change)
                at, start = number_in(change.get("ilvl", "")), number_in(value_of(change, "startOverride"))
                if at in levels and start >= 0:
                    levels[at] = levels[at]._replace(start=start)
                    kind_id = f"{kind_id} of {num_id}"
            self._levels[num_id], self._kind[num_id] = levels, kind_id

    def level_of_style(self, numbering: str, style_id: str) -> int:
        """The level of a numbering that a style is tied to; 0 where none is."""
        return next((at for at, level in self._levels.get(numbering, {}).items() if level.style == style_id), 0)

    def next(self, numbering: str, level: int) -> Label | None:
        """Count an item and give its label; None where there is no such numbering."""
        levels = self._levels.get(numbering, {})
        own = levels.get(level)
        if own is None or not 0 <= level < _LEVELS:
            return None
        counts = self._counts.setdefault(self._kind[numbering], [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else own.start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if own.form in ("bullet", "none") or not own.text.strip():
            return Label("", 0)

        def written(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if not 0 <= at < _LEVELS:
                return ""
            return numeral(counts[at] or 1, levels[at].form if at in levels else "decimal")

        text = re.sub(r"%(\d)", written, own.text[:100]).strip()
        plain = own.form.startswith("decimal") and re.fullmatch(r"\s*%\d[.)]?\s*", own.text)
        return Label(text, counts[level] if plain else 0)


def _levels_of(element: Element) -> dict[int, _Level]:
    return {
        number_in(one.get("ilvl", "")): _Level(
            value_of(one, "numFmt", "decimal"),
            value_of(one, "lvlText"),
            max(0, number_in(value_of(one, "start", "1"))),
            value_of(one, "pStyle"),
        )
        for one in element.findall("lvl")
    }


_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def numeral(number: int, form: str) -> str:
    """A number as a numbering writes it: in figures, letters or Roman numerals."""
    if form.endswith("Letter") and 0 < number < 1_000:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form.endswith("Roman") and 0 < number < 4_000:
        text, left = "", number
        for value, sign in _ROMAN:
            text += sign * (left // value)
            left %= value
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text
