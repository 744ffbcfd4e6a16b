"""Folding what stands below an entry in a view, and unfolding it: by hand, or since one is brought to something in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from tui.document.folds import FoldState, folding_of
from tui.reading.view import Top

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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


def fold_current(view: View, how: int) -> int:
    """Fold the entry of the current block (`FOLD`), unfold it, or do the other (`TURN`); at a heading all entries below it.

    Returns:
        How many entries changed.
    """
    part, block = view.current
    folding = folding_of(view.document.parts[part].blocks, block) if view.flow.keep is None else ()
    if not folding:
        return _fold_below(view, how) if view.flow.keep is None else 0
    about = view.flow.block(part, folding[0]).about
    folded = not view.folds.is_folded(about) if how == TURN else how == FOLD
    if not view.folds.fold(about, folded=folded):
        return 0
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
    return 1


def _fold_below(view: View, how: int) -> int:
    """Fold all entries of the section of a heading, or unfold them. Returns how many changed."""
    heading, document = view.current_block, view.document
    parts = (part for part in document.parts[view.current[0] :] if part.section == view.section)
    first = next((block.about for part in islice(parts, 2) for block in part.blocks if block.folds), "")
    if heading.kind != "heading" or not first:
        return 0
    abouts = _foldable(view)
    unfolded = sum(not view.folds.is_folded(about) for about in abouts)
    folded = unfolded > 0 if how == TURN else how == FOLD
    fold_every(view, FOLD if folded else UNFOLD)
    return unfolded if folded else len(abouts) - unfolded


def _stand_above(view: View, part: int, folding: int) -> None:
    """Choose the block above the first of those that fold, and have its entry in the window from its first block on."""
    first = folding - 1
    while first > 0 and view.flow.block(part, first - 1).about == view.flow.block(part, folding).about:
        first -= 1
    view.show_whole((part, folding - 1))
    view.show_whole((part, first))
    view.restore((part, folding - 1))


def fold_every(view: View, how: int) -> int:
    """Fold the entries of the whole document, or unfold them. Returns how many can be folded, as far as they are composed."""
    abouts = _foldable(view)
    view.folds.restore(FoldState(how == FOLD, frozenset()))
    part, block = view.current
    if view.flow.hides(part, block):
        _stand_above(view, part, folding_of(view.document.parts[part].blocks, block)[0])
    view.replace_flow(view.flow.again(view.flow.folding_parts()))
    return len(abouts)


def _foldable(view: View) -> Collection[str]:
    """The ids of the things whose entries can be folded, as far as they are composed."""
    document = view.document
    parts = (part for part in document.parts if part.made or document.is_small)
    return dict.fromkeys(block.about for part in parts for block in part.blocks if block.folds)
