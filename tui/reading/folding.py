"""Folding what stands below an entry in a view, and unfolding it: by hand, or since one is brought to something in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.document.folds import folding_of
from tui.reading.view import Top

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.document.folds import FoldState
    from tui.reading.view import View

UNFOLD, FOLD, TURN = 0, 1, -1


def restore(view: View, state: FoldState) -> None:
    """Fold as it was when `EntryFolds.state` was asked for."""
    if view.folds.restore(state):
        view.flow = view.flow.again(view.flow.folding_parts())


def unfold(view: View, abouts: Iterable[str]) -> None:
    """Unfold the entries of some things, by their ids."""
    before = view.folds.state
    view.folds.fold_all(abouts, folded=False)
    if view.folds.state != before:
        view.replace_flow(view.flow.again(view.flow.folding_parts()))


def fold_current(view: View, how: int) -> bool:
    """Fold the entry of the current block (`FOLD`), unfold it, or do the other (`TURN`). Returns whether anything changed."""
    part, block = view.current
    folding = folding_of(view.document.parts[part].blocks, block) if view.flow.keep is None else ()
    if not folding:
        return False
    about = view.flow.block(part, folding[0]).about
    folded = not view.folds.is_folded(about) if how == TURN else how == FOLD
    if not view.folds.fold(about, folded=folded):
        return False
    if folded and block in folding:
        _stand_above(view, part, folding[0])
    spot = view.current
    view.replace_flow(view.flow.again({part}))
    if not folded:
        # What was asked for is to be seen, and above it what it belongs to.
        view.show_whole((part, folding[-1]))
        first = Top(spot[0], view.flow.top_of(*spot))
        if first < view.top:
            view.top = first
        view.restore(spot)
    return True


def _stand_above(view: View, part: int, folding: int) -> None:
    """Choose the block above the first of those that fold, and have its entry in the window from its first block on."""
    first = folding - 1
    while first > 0 and view.flow.block(part, first - 1).about == view.flow.block(part, folding).about:
        first -= 1
    view.show_whole((part, folding - 1))
    view.show_whole((part, first))
    view.restore((part, folding - 1))


def fold_every(view: View, how: int) -> int:
    """Fold the entries of the whole document, or unfold them. Returns how many can be folded."""
    abouts = dict.fromkeys(
        block.about for part in view.document.parts if part.made or view.document.is_small for block in part.blocks if block.folds
    )
    view.folds.fold_all(abouts, folded=how == FOLD)
    part, block = view.current
    if view.flow.hides(part, block):
        _stand_above(view, part, folding_of(view.document.parts[part].blocks, block)[0])
    view.replace_flow(view.flow.again(view.flow.folding_parts()))
    return len(abouts)
