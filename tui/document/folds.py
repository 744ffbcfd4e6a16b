"""Which entries of a document show their first lines alone, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui.document.block import Block, Line, Run
from tui.model.briefing import Briefing

FEW = 3
"""So many judgments at most are read whole at first; of more, each shows its sentence and the line below it."""

TARGET = "~fold"
"""Where the line leads that stands for what is folded."""

CLOSED, OPENED = "▸ ", "▾"

_NAMES = {
    "Was": "what it was",
    "Assumes": "assumptions",
    "Watch for": "what would change it",
}
"""What stands under a label, where the label itself does not say it."""


class FoldState(NamedTuple):
    """What is folded: all or none, but for some."""

    at_first: bool
    turned: frozenset[str]
    """Ids of the things whose entries are not as they were at first."""


class EntryFolds:
    """Which entries are folded: all or none at first, and what somebody made of each since."""

    def __init__(self, briefing: Briefing) -> None:
        """Begin with the entries folded where the briefing has more than a few."""
        self._at_first = len(briefing.judgments) > FEW
        self._turned: frozenset[str] = frozenset()

    @property
    def state(self) -> FoldState:
        """What is folded; to be put back with `restore`, in another reading of the same file as well."""
        return FoldState(self._at_first, self._turned)

    def restore(self, state: FoldState) -> bool:
        """Fold as it was, however many judgments there are now. Returns whether it was otherwise."""
        changed = self.state != state
        self._at_first, self._turned = state
        return changed

    def is_folded(self, about: str) -> bool:
        """Whether the entry of a thing is folded, by the thing's id."""
        return self._at_first != (about in self._turned)

    def fold(self, about: str, *, folded: bool) -> bool:
        """Fold an entry, or unfold it. Returns whether it was otherwise."""
        if self.is_folded(about) == folded:
            return False
        self._turned ^= {about}
        return True

    def fold_all(self, abouts: Iterable[str], *, folded: bool) -> None:
        """Fold some entries, or unfold them."""
        for about in abouts:
            self.fold(about, folded=folded)

    def hides(self, block: Block) -> bool:
        """Whether a block is folded away."""
        return block.folds and self.is_folded(block.about)

    def hidden_behind(self, blocks: Sequence[Block], number: int) -> range:
        """Which of some blocks are folded away directly behind one that is shown."""
        behind = folding_behind(blocks, number)
        return behind if behind and self.hides(blocks[behind[0]]) else range(0)

    def ended(self, blocks: Sequence[Block], number: int, line: Line, width: int) -> tuple[Line, ...]:
        """The last line of a shown block, with what stands for the blocks behind it, or the sign that they can be folded."""
        if not folding_behind(blocks, number):
            return (line,)
        hidden = self.hidden_behind(blocks, number)
        return (line, _folded_line(blocks[hidden.start : hidden.stop], width)) if hidden else (_with_sign(line, width),)


def folding_behind(blocks: Sequence[Block], number: int) -> range:
    """Which of some blocks can be folded directly behind one that cannot, all of one thing."""
    end = number + 1
    if blocks[number].folds:
        return range(end, end)
    while end < len(blocks) and blocks[end].folds and blocks[end].about == blocks[number + 1].about:
        end += 1
    return range(number + 1, end)


def folding_of(blocks: Sequence[Block], number: int) -> range:
    """Which of some blocks can be folded in the entry that one of them is of."""
    about = blocks[number].about if number < len(blocks) else ""
    if not about:
        return range(0)
    first = last = number
    while first > 0 and blocks[first - 1].about == about:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].about == about:
        last += 1
    return range(next((at for at in range(first, last + 1) if blocks[at].folds), last + 1), last + 1)


def _folded_line(hidden: Sequence[Block], width: int) -> Line:
    """The line that stands for what is folded: how many blocks, and of what they are as far as there is room."""
    indent = hidden[0].rest if cell_len(hidden[0].rest) + 12 < width else ""
    labels = dict.fromkeys(block.text[: block.label_end] for block in hidden if block.label_end)
    names = [_NAMES.get(label, label.lower()) for label in labels]
    said, room = f"{len(hidden)} more", width - cell_len(indent) - len(CLOSED)
    for number, name in enumerate(names):
        longer = f"{said}{', ' if number else ': '}{name}"
        if cell_len(longer) + (2 if number + 1 < len(names) else 0) > room:
            said += ", …" if number else ""
            break
        said = longer
    sign = Run(CLOSED, "sign", TARGET)
    return (*([Run(indent, "guide")] if indent else []), sign, Run(said, "muted", TARGET))


def _with_sign(line: Line, width: int) -> Line:
    """The last line above what could be folded and is not, with a sign to fold it where there is room."""
    used = sum(cell_len(run.text) for run in line)
    return (*line, Run(f"  {OPENED} ", "muted", TARGET)) if used + 4 <= width else line
