"""Words that the program puts in the place of a link: they are no text of the author's, and change without the briefing.

`[[us-japan-command]]` is shown by the title of what it leads to, as far as that is known; a label of the author's own is
text like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from tui.document.block import SUPPLIED, Span
from tui.model.edition import Edition, KeptBlock, KeptSection, SuppliedLink

_BOUND = "\x00"
"""Stands around such words while white space is collapsed; no document holds it."""


def bounded(text: str, spans: Sequence[Span]) -> str:
    """A text with a sign around all words that the program supplied; itself where there are none."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        if SUPPLIED in span.role.split():
            pieces += (text[at : span.start], _BOUND, text[span.start : span.end], _BOUND)
            at = span.end
    return "".join([*pieces, text[at:]]) if pieces else text


def unbounded(text: str, targets: Sequence[str]) -> tuple[str, tuple[SuppliedLink, ...]]:
    """A text without those signs, and where they stood."""
    pieces = text.split(_BOUND)
    if len(pieces) == 1:
        return text, ()
    links: list[SuppliedLink] = []
    length = 0
    for number, piece in enumerate(pieces):
        if number % 2 and number // 2 < len(targets):
            links.append((length, length + len(piece), targets[number // 2]))
        length += len(piece)
    return "".join(pieces), tuple(links)


def supplied(spans: Sequence[Span]) -> list[str]:
    """Where the links lead whose words the program supplied."""
    return [span.target for span in spans if SUPPLIED in span.role.split()]


def authored(block: KeptBlock, text: str) -> str:
    """The text of a block with the links as their author wrote them; `text` is the block's."""
    return _with(text, [(start, end, target) for start, end, target in block.links or ()]) if block.links else text


def _with(text: str, words: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, word in words:
        pieces += (text[at:start], word)
        at = end
    return "".join([*pieces, text[at:]])


def present(before: Edition, after: Edition) -> Edition:
    """An edition as it was read, with the words for its links that another one has now."""
    names: dict[str, str] = {}
    linking: dict[str, list[KeptBlock]] = {}
    for section in after.sections:
        for block in section.blocks or ():
            for start, end, target in block.links or ():
                names[target] = block.text[start:end]
            if block.links:
                linking.setdefault(section.id, []).append(block)
    if not names:
        return before
    return replace(before, sections=tuple(_present(section, names, linking.get(section.id, ())) for section in before.sections))


def _present(section: KeptSection, names: Mapping[str, str], linking: Sequence[KeptBlock]) -> KeptSection:
    if section.digested or not section.blocks:
        return section
    return replace(section, blocks=tuple(_renamed(block, names, linking) for block in section.blocks))


def _renamed(block: KeptBlock, names: Mapping[str, str], linking: Sequence[KeptBlock]) -> KeptBlock:
    if block.links:
        words = [(start, end, names.get(target, block.text[start:end])) for start, end, target in block.links]
        return replace(block, text=_with(block.text, words), links=None)
    if block.links is None:
        # It was kept by a version that did not know which words were whose.
        same = next((other for other in linking if _is_same(block.text, other)), None)
        return block if same is None else replace(block, text=same.text)
    return block


def _is_same(text: str, other: KeptBlock) -> bool:
    """Whether a text is that of a block, whatever stands in the place of the block's links."""
    pieces = list(_between(other))
    if not text.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = text.find(piece, at + 1)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(pieces[-1]) and len(text) - len(pieces[-1]) > at


def _between(block: KeptBlock) -> Iterator[str]:
    at = 0
    for start, end, _ in block.links or ():
        yield block.text[at:start]
        at = end
    yield block.text[at:]
