"""The article of a saved web page: what is left of a page without its menus, its lists of other pages and what is said of it."""

from __future__ import annotations

import re

from tui.model.late_pattern import late_pattern
from tui.store.formats.html_tree import BLOCKS, NO_TEXT, Element

_AROUND_TAGS = frozenset(("nav", "footer", "aside", "button", "dialog", "menu", "noscript"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "menu", "menubar"))
_AROUND = late_pattern(
    r"comment|disqus|sidebar|side-bar|related|recommend|promo|social|shar(?:e|ing)|newsletter|subscri|cookie|consent|gdpr|breadcrumb"
    r"|foot(?:er)?\b|\bnav|navigation|menu|advert|\bads?\b|sponsor|taboola|outbrain|popup|modal|trending|most-?(?:read|popular)"
    r"|toolbar|widget|masthead|\btags?\b|pagination|pager|skip-|login|signup|sign-up|author-?bio|read-?more|more-?(?:from|stories|on)"
    r"|next-?(?:post|article)|also-?like|carousel|banner|copyright|print-only|screen-reader|sr-only|visually-?hidden",
    re.I,
)
_FOOT = late_pattern(r"foot(?:er)?\b|copyright|cookie|consent|gdpr|disclaimer", re.I)
_WITHIN = late_pattern(
    r"article-?(?:body|text|content)|(?:story|post|entry|page|main|body)-?(?:body|text|content)|hnews|articleBody"
    r"|embed|tweet|twitter|quote",
    re.I,
)

_FEWEST = 250
"""Letters of prose of an article."""

_PROSE = 50
"""Letters of a passage that is prose."""

_LONGEST_QUOTE = 300
"""Letters of what stands beside an article and is one of its own sentences, if nothing in it leads elsewhere."""

_MOSTLY = 0.8
"""Share of the prose of an element that one within it has, which is read in its place then."""

_LINKED = 0.55
"""Share of letters that lead elsewhere, from which on a list is one of other pages."""


class _Weight:
    """How much of an element is text, how much of that leads elsewhere, and how much is prose."""

    __slots__ = ("headings", "linked", "links", "prose", "text")

    def __init__(self) -> None:
        self.text = self.linked = self.links = self.prose = self.headings = 0


def article_of(page: Element) -> Element | None:
    """The article of a page, as a page by itself; None where it has none, or is one.

    Args:
        page: as `html_tree.tree_of` gives it; it stays as it is.
    """
    elements = page.walk()
    before = _weighed(elements)
    whole = before[id(page)]
    if whole.prose < _FEWEST:
        return None
    dropped = {id(one) for one in elements if _is_around(one, before[id(one)], whole)}
    weights = _weighed(elements, dropped)
    headings = {key: weight.headings for key, weight in before.items()}
    found = _heart(_marked(elements, weights, headings) or page, weights)
    return _without(found, weights, dropped) if weights[id(found)].prose >= _FEWEST else None


def _marked(elements: list[Element], weights: dict[int, _Weight], headings: dict[int, int]) -> Element | None:
    """The element that a page itself marks as its article: the one with its only heading of the first level, or the only one."""
    marked = [one for one in elements if one.tag == "article" or "articlebody" in one.get("itemprop").lower()]
    marked = [one for one in marked if weights[id(one)].prose >= _FEWEST]
    headed = [one for one in marked if headings[id(one)] == 1]
    if len(headed) == 1 and headed[0].tag == "article":
        return headed[0]
    return marked[0] if len(marked) == 1 else None


def _weighed(elements: list[Element], dropped: frozenset[int] | set[int] = frozenset()) -> dict[int, _Weight]:
    weights: dict[int, _Weight] = {}
    for one in reversed(elements):
        weight = weights[id(one)] = _Weight()
        if id(one) in dropped or one.tag in NO_TEXT:
            continue
        holds_blocks = False
        for child in one.children:
            if isinstance(child, str):
                weight.text += len(child.strip())
                continue
            own = weights[id(child)]
            weight.text += own.text
            weight.linked += own.linked
            weight.links += own.links
            weight.prose += own.prose
            weight.headings += own.headings
            holds_blocks = holds_blocks or child.tag in BLOCKS or child.holds_blocks
        weight.headings += one.tag == "h1"
        if one.tag == "a":
            weight.linked, weight.links = weight.text, 1
        elif not holds_blocks and one.tag in BLOCKS and weight.text - weight.linked >= _PROSE:
            weight.prose = weight.text - weight.linked
    return weights


def _is_around(one: Element, weight: _Weight, whole: _Weight) -> bool:
    """Whether an element is something that stands around an article."""
    named = f"{one.get('class')} {one.get('id')}"
    if one.tag in ("", "html", "body", "main", "article"):
        return False
    if weight.prose > whole.prose / 2:
        # Below news of two sentences there is often more to read about cookies.
        return whole.headings > weight.headings == 0 and _FOOT.search(named) is not None
    if one.tag == "aside" and not weight.linked and weight.text < _LONGEST_QUOTE:
        return False
    if one.tag in _AROUND_TAGS or one.get("role").lower() in _AROUND_ROLES:
        return True
    if one.tag == "header" and weight.prose < _FEWEST and not weight.headings:
        return True
    if one.tag not in BLOCKS:
        return False
    return len(named) > 1 and _AROUND.search(named) is not None and _WITHIN.search(named) is None


def _heart(page: Element, weights: dict[int, _Weight]) -> Element:
    """The smallest element that has nearly all of the prose."""
    found = page
    while True:
        own = weights[id(found)].prose
        best = max(
            (child for child in found.children if isinstance(child, Element)),
            key=lambda child: weights[id(child)].prose,
            default=None,
        )
        if best is None or best.tag in ("p", "pre", "blockquote", "table", "ul", "ol") or weights[id(best)].prose < _MOSTLY * own:
            return found
        found = best


def _without(found: Element, weights: dict[int, _Weight], dropped: set[int]) -> Element:
    """A copy of an element without what was dropped and without lists of other pages."""
    root = Element("", {})
    waiting = [(root, found)]
    while waiting:
        copy, one = waiting.pop()
        for child in one.children:
            if isinstance(child, str):
                copy.children.append(child)
                continue
            weight = weights[id(child)]
            listed = child.tag in BLOCKS and weight.links > 1 and weight.linked > _LINKED * weight.text and weight.prose < _PROSE
            if id(child) in dropped or (listed and child.tag != "p"):
                continue
            inner = Element(child.tag, child.attributes)
            inner.holds_blocks = child.holds_blocks
            copy.children.append(inner)
            waiting.append((inner, child))
    return root
