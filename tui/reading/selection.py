"""Selecting blocks with a cursor, and how passages leave the program: marked before and after, with where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.document.block import Block, DocumentSection
from tui.document.document import Document
from tui.document.names import Names
from tui.model.briefing import Briefing
from tui.model.handling import ANOTHER_BRIEFING, WITHOUT_WORDS, Marking, strictest
from tui.model.part_path import OWN_SOURCE
from tui.model.text import one_line
from tui.reading.view import Spot, View


class Selection:
    """A run of blocks from where `v` was pressed to the current block."""

    def __init__(self, document: Document, view: View) -> None:
        self._document = document
        self._view = view
        self._anchor: Spot | None = None
        self._cursor: Spot | None = None

    @property
    def active(self) -> bool:
        """Whether something is selected."""
        return self._anchor is not None

    def start(self) -> None:
        """Select the current block."""
        self._anchor = self._cursor = self._view.current
        self._view.restore(self._anchor)

    def extend(self, blocks: int) -> None:
        """Move the cursor end by `blocks`, as far as there are any, and bring it into the window."""
        if self._cursor is None:
            return
        for _ in range(abs(blocks)):
            self._cursor = self._view.flow.neighbour(*self._cursor, 1 if blocks > 0 else -1) or self._cursor
        self._view.show_whole(self._cursor)

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._cursor = None

    def covers(self, part: int, block: int) -> bool:
        """Whether a block is selected."""
        if self._anchor is None or self._cursor is None:
            return False
        first, last = sorted((self._anchor, self._cursor))
        return first <= (part, block) <= last

    def spots(self) -> list[Spot]:
        """The selected blocks in order, with those that are folded away; what is hidden since it does not match is left out."""
        if self._anchor is None or self._cursor is None:
            return []
        first, last = sorted((self._anchor, self._cursor))
        found: list[Spot] = []
        spot: Spot | None = first
        while spot is not None and spot <= last:
            found.append(spot)
            found += [(spot[0], block) for block in self._view.flow.hidden_below(*spot)]
            spot = self._view.flow.neighbour(*spot, 1)
        return found

    @property
    def count(self) -> int:
        """How many blocks are selected."""
        return len(self.spots())


def text_of(document: Document, spots: list[Spot]) -> str:
    """The plain text of some blocks as it is copied: decoration of lists and trees kept, blank lines as in the document."""
    lines: list[str] = []
    for part, number in spots:
        block = document.parts[part].blocks[number]
        if lines and block.space:
            lines.append("")
        for index, line in enumerate(block.text.split("\n")):
            lines.append((block.first if index == 0 else block.rest) + line)
    return "\n".join(lines).strip("\n")


def block_marking(document: Document, names: Names, part: int, block: int) -> Marking:
    """The marking that holds for one block: its section's (or the briefing's), its item's and that of every item it names."""
    section = document.sections[document.parts[part].section]
    shown = document.parts[part].blocks[block]
    named = {span.target for span in shown.spans if span.target} | {shown.about}
    items = (names.item(target) for target in named if target and not target.startswith("#"))
    own = section.handling or document.briefing.handling
    return strictest([own, *(item.handling for item in items if item is not None)])


_MOST_BLOCKS = 5_000
"""Blocks in which the end of a page is looked for."""


def page_at(document: Document, spot: Spot) -> str:
    """The page of a file that a block comes from, as `p. 4`; "" where nothing says it.

    A citation of the file itself stands at the end of each page, so the next one from the block on names its page.
    """
    if not any(source.id == OWN_SOURCE and source.pages for source in document.briefing.sources):
        return ""
    if document.sections[document.parts[spot[0]].section].group == "front":
        return ""
    left, first = _MOST_BLOCKS, spot[1]
    for part in document.parts[spot[0] :]:
        for block in part.blocks[first:]:
            for span in block.spans:
                if span.target == f"@{OWN_SOURCE}":
                    return block.text[span.start : span.end].strip("[] ").removeprefix(OWN_SOURCE).strip(", ")
            left -= 1
        if left < 0:
            break
        first = 0
    return ""


def pages_at(document: Document, spots: Sequence[Spot]) -> str:
    """The pages that some blocks come from, as `p. 4` or `p. 4 to p. 6`; "" where nothing says it."""
    first, last = (page_at(document, spot) for spot in (spots[0], spots[-1])) if spots else ("", "")
    return first if first == last or not last else f"{first} to {last}" if first else last


def citation_of(briefing: Briefing, section: DocumentSection | None = None, page: str = "") -> str:
    """A citation in one line: title, producer or authors, date, section, page, id.

    `“Washington rebuilds its command in Japan”, Desk, 28 Jul 2024, § 1 A joint headquarters (us-japan-command)`
    """
    parts = [f"“{briefing.title}”"]
    origin = briefing.producer or ", ".join(briefing.authors)
    if origin:
        parts.append(origin)
    if briefing.date:
        parts.append(briefing.date.display)
    if section is not None and section.title and section.group != "front":
        parts.append(f"§ {section.number} {section.title}" if section.number else f"§ {section.title}")
    if page:
        parts.append(page)
    return one_line(", ".join(parts) + (f" ({briefing.id})" if briefing.id else ""))


def passage(text: str, briefing: Briefing, section: DocumentSection | None, marking: Marking, page: str = "") -> str:
    """A passage to be copied: label directly before it, its end marked (TLP 2.0), then the citation."""
    if marking:
        label = one_line(str(marking))
        text = f"[{label}]\n{text}\n[end of {label}]"
    return f"{text}\n— {citation_of(briefing, section, page)}\n"


# what a ceiling leaves


class SelectedAgain(NamedTuple):
    """What is there of some blocks."""

    spots: list[Spot]
    """Where they stand in the other document, in order."""
    gone: int
    """How many are not there."""
    less: int
    """How many are there with less in them."""


def selected_again(document: Document, spots: Sequence[Spot], other: Document) -> SelectedAgain:
    """Find blocks in a document that was made from less of the same.

    A block is the same where section, thing, kind and text are; it has less in it where its words are some of those that it had.

    Args:
        document: has the blocks.
        spots: part and block, in order.
        other: has no sections but those of the document, each with blocks in the same order.
    """
    numbers = {section.id: section.index for section in other.sections}
    found: dict[Spot, Spot] = {}
    less = 0
    for index in dict.fromkeys(document.parts[part].section for part, _ in spots):
        there = numbers.get(document.sections[index].id)
        if there is None:
            continue
        before, after = _blocks_of(document, index), _blocks_of(other, there)
        pairs, changed = _paired([block for _, block in before], [block for _, block in after])
        found |= {before[here][0]: after[now][0] for here, now in pairs}
        less += sum(before[here][0] in spots for here in changed)
    kept = [found[spot] for spot in spots if spot in found]
    return SelectedAgain(sorted(kept), len(spots) - len(kept), less)


def _blocks_of(document: Document, section: int) -> list[tuple[Spot, Block]]:
    own = [(number, part) for number, part in enumerate(document.parts) if part.section == section]
    return [((number, place), block) for number, part in own for place, block in enumerate(part.blocks)]


def _paired(before: Sequence[Block], after: Sequence[Block]) -> tuple[list[tuple[int, int]], list[int]]:
    """Indexes of blocks that are the same, and those of the first that have less in them now."""
    from tui.changes.align import matching

    same = matching([_key(block) for block in before], [_key(block) for block in after])
    pairs, changed = list(same), []
    for here, now in _between(same, len(before), len(after)):
        place = now.start
        for index in here:
            wanted = next((one for one in range(place, now.stop) if _is_left_of(after[one], before[index])), None)
            if wanted is not None:
                pairs.append((index, wanted))
                changed.append(index)
                place = wanted + 1
    return pairs, changed


def _between(pairs: Sequence[tuple[int, int]], before: int, after: int) -> Iterator[tuple[range, range]]:
    """The stretches between what is the same."""
    here = now = 0
    for start, end in [*pairs, (before, after)]:
        if here < start and now < end:
            yield range(here, start), range(now, end)
        here, now = start + 1, end + 1


def _key(block: Block) -> tuple[str, str, str]:
    return block.kind, block.about, _words(block)


def _words(block: Block) -> str:
    """Its text without how it is marked, which may be another marking where less is in it."""
    text = block.text
    for span in reversed(block.spans):
        if "marking" in span.role.split(" "):
            text = text[: span.start] + text[span.end :]
    return text.strip()


def _is_left_of(block: Block, whole: Block) -> bool:
    """Whether a block has nothing in it but words of another one, in their order, or what stands for a link without words."""
    if (block.kind, block.about) != (whole.kind, whole.about):
        return False
    rest = iter(_bare(_words(whole)))
    words = _words(block).replace(WITHOUT_WORDS, " ").replace(ANOTHER_BRIEFING, " ")
    return all(any(word == other for other in rest) for word in _bare(words))


_ENDS = ".,;:·()[]"


def _bare(text: str) -> list[str]:
    """The words of a text without what stands before and behind them."""
    return [bare for word in text.split() if (bare := word.strip(_ENDS))]
