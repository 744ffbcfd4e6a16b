"""Styles written into the elements that have them, for mail programs that drop a style sheet.

Only what `tui.export.html` makes is read here: well-formed, every text escaped, selectors of elements and classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import NamedTuple

_PIXELS = 16
"""Of a `rem`, which mail programs do not know."""

_TAG = re.compile(r"<(?P<end>/)?(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+(?:=\"[^\"]*\")?)*)>")
_CLASSES = re.compile(r' class="([^"]*)"')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[a-z]+)\)")
_REM = re.compile(r"(\d*\.?\d+)rem")
_SIMPLE = re.compile(r"[a-z0-9]*(?:\.[a-z-]+)*")
_EMPTY = frozenset({"br", "hr", "meta"})
_UNKNOWN = {"border-block": ("border-top", "border-bottom")}
"""What few mail programs know, and what says the same."""


class _Element(NamedTuple):
    name: str
    classes: frozenset[str]


class _Rule(NamedTuple):
    path: tuple[_Element, ...]
    """What it is in, and last the element itself."""
    declarations: tuple[tuple[str, str], ...]


def without_dark(style: str) -> str:
    """A style sheet without what it says of dark screens: colours in elements are those of a light one."""
    found = re.search(r"@media \(prefers-color-scheme: dark\) (\{(?:[^{}]|\{[^{}]*\})*\})\n?", style)
    return (style[: found.start()] + style[found.end() :] if found else style).replace("color-scheme: light dark; ", "")


def inlined(page: str, style: str) -> str:
    """A page with what a style sheet says of an element in the element itself.

    Args:
        page: of `tui.export.html`.
        style: its style sheet; rules for media, states and neighbours are left to it.
    """
    rules = _rules(style)
    head, start, body = page.partition("<body>")
    within: list[_Element] = []

    def styled(found: re.Match[str]) -> str:
        name, attributes = found["name"], found["attributes"]
        if found["end"]:
            if within:
                within.pop()
            return found[0]
        classes = _CLASSES.search(attributes)
        element = _Element(name, frozenset(classes[1].split() if classes else ()))
        told = _told(rules, (*within, element))
        if name not in _EMPTY:
            within.append(element)
        return f'<{name}{attributes} style="{escape(told)}">' if told else found[0]

    return head + _TAG.sub(styled, start + body)


def _told(rules: tuple[_Rule, ...], path: tuple[_Element, ...]) -> str:
    said: dict[str, str] = {}
    for rule in rules:
        if _answers(rule.path[-1], path[-1]) and _is_within(rule.path[:-1], path[:-1]):
            said |= dict(rule.declarations)
    return ";".join(f"{name}:{value}" for name, value in said.items())


def _answers(wanted: _Element, element: _Element) -> bool:
    return wanted.name in ("", element.name) and wanted.classes <= element.classes


def _is_within(wanted: tuple[_Element, ...], around: tuple[_Element, ...]) -> bool:
    rest = iter(around)
    return all(any(_answers(one, element) for element in rest) for one in wanted)


@cache
def _rules(style: str) -> tuple[_Rule, ...]:
    """The rules that hold for elements by their names, classes, and what they are in, the strongest last."""
    plain = re.sub(r"@media[^{]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", _COMMENT.sub("", style))
    variables: dict[str, str] = {}
    found: list[tuple[int, int, _Rule]] = []
    for selectors, text in _RULE.findall(plain):
        declarations = [
            (name.strip(), value.strip()) for name, _, value in (one.partition(":") for one in text.split(";")) if value
        ]
        if selectors.strip() == ":root":
            variables |= {name: value for name, value in declarations if name.startswith("--")}
            continue
        said = tuple(_known(declarations, variables))
        for selector in selectors.split(","):
            path = tuple(_elements(selector))
            if path:
                found.append((sum(len(one.classes) for one in path), sum(bool(one.name) for one in path), _Rule(path, said)))
    return tuple([rule for _, _, rule in sorted(found, key=lambda one: one[:2])])


def _elements(selector: str) -> Iterator[_Element]:
    """What a selector names; nothing for one of states or neighbours."""
    pieces = selector.split()
    if all(_SIMPLE.fullmatch(piece) for piece in pieces):
        for piece in pieces:
            name, *classes = piece.split(".")
            # Of a message nothing is kept that stands around its body.
            yield _Element("body" if name == "html" else name, frozenset(classes))


def _known(declarations: list[tuple[str, str]], variables: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in declarations:
        plain = _VARIABLE.sub(lambda found: variables[found[1]], value)
        plain = _REM.sub(lambda found: f"{round(float(found[1]) * _PIXELS, 1):g}px", plain)
        for known in _UNKNOWN.get(name, (name,)):
            yield known, plain
