"""Links of a document without a mouse: labels to type, where they lead, and what a block links to, cites, shows or names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from tui.document.block import Block
from tui.model.briefing import Briefing, Item
from tui.reading.view import View

if TYPE_CHECKING:
    from tui.document.names import Names
    from tui.search.named import NameFinder


LETTERS = "asdghjklqwertuiopzxcvbnm"
"""Home row first; no `y`, which copies, and no `f`, which labels more."""

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


class HintLabel(NamedTuple):
    """A label where it stands in a block."""

    start: int
    end: int
    """Of what it stands over."""
    text: str
    is_quiet: bool
    """Whether it is of something that is named without being linked."""


class Hints:
    """Labels over links, waiting for one to be typed."""

    def __init__(self, links: Iterable[Link], named: Iterable[Link] = ()) -> None:
        """HintLabel links, and things that are `named` without being linked."""
        found = list(links)
        self._quiet = frozenset(quiet := list(named))
        self.links: dict[str, Link] = dict(zip(labels(len(found) + len(quiet)), [*found, *quiet], strict=True))
        self.typed = ""

    @property
    def has_names(self) -> bool:
        """Whether there are labels over what is named without being linked."""
        return bool(self._quiet)

    def type(self, letter: str) -> Link | Literal["more", "none"]:
        """Take one letter: the link it completes, "more" while several fit, "none" when nothing does."""
        typed = self.typed + letter.lower()
        if typed in self.links:
            return self.links[typed]
        if any(label.startswith(typed) for label in self.links):
            self.typed = typed
            return "more"
        return "none"

    def labels_in(self, part: int, block: int, start: int, end: int) -> list[HintLabel]:
        """The labels that begin in a stretch of a block, in order."""
        found = [
            HintLabel(link.start, link.end, label, link in self._quiet)
            for label, link in self.links.items()
            if (link.part, link.block) == (part, block) and start <= link.start < end and label.startswith(self.typed)
        ]
        return sorted(found)


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


class NamedThing(NamedTuple):
    """A thing that a block links to, shows or names."""

    line: str
    """What is known of it in its briefing, on one line."""
    target: str
    """What leads to it."""
    item: Item | None
    """The thing; None where the target is of no thing of the briefing."""


class Peek:
    """What is known about the things in a block."""

    def __init__(self, briefing: Briefing, view: View, names: Names) -> None:
        self._briefing = briefing
        self._view = view
        self._names = names

    def here(self) -> list[NamedThing]:
        """The things of the current block; for a heading, of the first block under it as well."""
        current = self._view.current
        things = self._things(*current)
        if not things and self._view.current_block.kind in ("heading", "title"):
            below = self._view.flow.neighbour(*current, 1)
            things = self._things(*below) if below is not None else []
        return things

    def _things(self, part: int, number: int) -> list[NamedThing]:
        block = self._view.flow.block(part, number)
        targets = [link.target for link in links_of(part, number, block)]
        if block.about:
            targets.append(block.about)
        targets += [named.value for named in self._finder.find(block.text)]
        things = [NamedThing(self._names.peek(target) or target, target, self._names.item(target)) for target in targets]
        by_line: dict[str, NamedThing] = {}
        for thing in things:
            by_line.setdefault(thing.line, thing)
        return list(by_line.values())

    def named(self, part: int, number: int) -> list[Link]:
        """The actors, sources and terms that a block names without a link, where the names stand."""
        block = self._view.flow.block(part, number)
        linked = links_of(part, number, block)
        taken = [(link.start, link.end) for link in linked]
        return [
            Link(part, number, named.start, named.end, named.value)
            for named in self._finder.find(block.text)
            if named.value != block.about and not any(start < named.end and named.start < end for start, end in taken)
        ]

    @cached_property
    def _finder(self) -> NameFinder[str]:
        """Finds the actors, terms and sources of the briefing by their names, and gives their ids."""
        from tui.search.named import NameFinder

        briefing = self._briefing
        named = [(name, actor.id) for actor in briefing.actors for name in (actor.name, actor.short, *actor.aliases)]
        named += [(name, term.id) for term in briefing.terms for name in (term.term, term.short, *term.aliases)]
        named += [(source.title, f"@{source.id}") for source in briefing.sources]
        return NameFinder(named)
