"""Links of a document without a mouse: labels to type, where they lead, and what a block links to, cites, shows or names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from tui.document.block import Block
from tui.model.briefing import Briefing, Item
from tui.model.text import fold
from tui.reading.view import View

if TYPE_CHECKING:
    from tui.document.names import Names


LETTERS = "asdfghjklqwertuiopzxcvbnm"
"""Home row first; no `y`, which copies."""

ALLOWED_SCHEMES = ("http", "https", "mailto")


class Link(NamedTuple):
    """One link of one block."""

    part: int
    block: int
    start: int
    end: int
    target: str


def links_of(part: int, number: int, block: Block) -> Iterator[Link]:
    """The links of a block, in order; pieces of one link that differ only in style are one."""
    previous: Link | None = None
    for span in block.spans:
        if not span.target:
            continue
        if previous and previous.target == span.target and previous.end == span.start:
            previous = previous._replace(end=span.end)
            continue
        if previous:
            yield previous
        previous = Link(part, number, span.start, span.end, span.target)
    if previous:
        yield previous


def labels(count: int) -> list[str]:
    """`count` labels, all of one length, so that none is the beginning of another."""
    size, room = 1, len(LETTERS)
    while room < count:
        size, room = size + 1, room * len(LETTERS)
    made: list[str] = []
    for number in range(count):
        label = ""
        for _ in range(size):
            number, letter = divmod(number, len(LETTERS))
            label = LETTERS[letter] + label
        made.append(label)
    return made


class Hints:
    """Labels over links, waiting for one to be typed."""

    def __init__(self, links: Iterable[Link]) -> None:
        found = list(links)
        self.links: dict[str, Link] = dict(zip(labels(len(found)), found, strict=True))
        self.typed = ""

    def type(self, letter: str) -> Link | Literal["more", "none"]:
        """Take one letter: the link it completes, "more" while several fit, "none" when nothing does."""
        typed = self.typed + letter.lower()
        if typed in self.links:
            return self.links[typed]
        if any(label.startswith(typed) for label in self.links):
            self.typed = typed
            return "more"
        return "none"

    def label_at(self, part: int, block: int, offset: int) -> str:
        """The label of the link that starts at an offset of a block, or ""."""
        for label, link in self.links.items():
            if (link.part, link.block, link.start) == (part, block, offset) and label.startswith(self.typed):
                return label
        return ""


def safe_address(target: str) -> str | None:
    """An address that may be opened, percent-encoded to printable ASCII; None for any other target.

    Only http, https and mailto are opened: a briefing must not start anything else.
    """
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), parts.netloc
    if scheme not in ALLOWED_SCHEMES or not (parts.path if scheme == "mailto" else host):
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not all("!" <= char <= "~" for char in host):
        return None
    address = parts._replace(scheme=scheme, netloc=host).geturl()
    return quote(address, safe="%/:?#[]@!$&'()*+,;=-._~", errors="replace")


class Peek:
    """What is known about the things in a block."""

    def __init__(self, briefing: Briefing, view: View, names: Names) -> None:
        self._briefing = briefing
        self._view = view
        self._names = names

    def here(self) -> list[str]:
        """The lines of the current block; for a heading, of the first block under it as well."""
        current = self._view.current
        lines = self._lines(*current)
        if not lines and self._view.current_block.kind in ("heading", "title"):
            below = self._view.flow.neighbour(*current, 1)
            lines = self._lines(*below) if below is not None else []
        return lines

    def _lines(self, part: int, number: int) -> list[str]:
        block = self._view.flow.block(part, number)
        targets = [link.target for link in links_of(part, number, block)]
        if block.about:
            targets.append(block.about)
        text = fold(block.text, case=True)
        targets += [item.id for item, names in self._named if any(name in text for name in names)]
        lines = (self._names.peek(target) or target for target in dict.fromkeys(targets))
        return list(dict.fromkeys(lines))

    @cached_property
    def _named(self) -> list[tuple[Item, tuple[str, ...]]]:
        """The actors and terms with their names as they stand in folded text, capitals kept."""
        briefing = self._briefing
        named: list[tuple[Item, tuple[str, ...]]] = [
            (actor, (actor.name, actor.short, *actor.aliases)) for actor in briefing.actors
        ]
        named += [(term, (term.term, term.short, *term.aliases)) for term in briefing.terms]
        return [(item, tuple(fold(name, case=True) for name in names if len(name) > 1)) for item, names in named]
