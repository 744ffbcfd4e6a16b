"""A changed text with its insertions and deletions marked, by roles and by signs: `[-old-]{+new+}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui.document.apparatus.entry import Context, Phrase
from tui.document.block import Block, BlockKind, Span
from tui.document.changes.results import BlockChange, Segment

DELETED, INSERTED = ("[-", "-]"), ("{+", "+}")
"""The signs of word differences, as `git diff --word-diff` has them."""

NEAR = 120
"""Characters of an unchanged stretch that are shown beside a change, where the stretch is long."""

LONGEST = 8_000
"""Characters of one block; a longer text goes on in another."""

ENDED = "¶"
"""Stands for the end of a line that was inserted or deleted."""


def marked_blocks(
    change: BlockChange, context: Context, *, first: str = "", label: str = "", about: str = "", space: int = 1
) -> Iterator[Block]:
    """The blocks that show a change, long unchanged stretches of it shortened.

    Args:
        change: what to show.
        context: where it is shown.
        first: decoration before each line.
        label: what it is, before it.
        about: id of the item it belongs to.
        space: blank lines before it.
    """
    kind: BlockKind = "item" if change.block_kind == "item" else "code" if change.block_kind == "code" else "paragraph"
    if change.block_kind == "item":
        first += "• "
    text = ""
    pieces: list[Segment] = []
    for segment in _cut(_shortened(_segments(change))):
        if pieces and len(text) + len(segment.text) > LONGEST:
            yield _block(pieces, kind, context, first, label, about, space)
            pieces, text, label = [], "", ""
        pieces.append(segment)
        text += segment.text
    if pieces:
        yield _block(pieces, kind, context, first, label, about, space)


def _segments(change: BlockChange) -> Sequence[Segment]:
    if change.kind == "removed":
        return (Segment("deleted", change.before, 0),) if change.known else ()
    if change.kind == "added":
        return (Segment("inserted", change.after, 0),)
    return change.segments


def _shortened(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments with the middle of long unchanged stretches left out, cut between words."""
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        text = segment.text
        if segment.op != "equal" or len(text) <= 3 * NEAR or last == 0:
            yield segment
            continue
        head = "" if index == 0 else text[:NEAR].rpartition(" ")[0] or text[:NEAR]
        tail = "" if index == last else text[-NEAR:].partition(" ")[2] or text[-NEAR:]
        yield Segment("equal", " … ".join((head, tail)) if head and tail else f"{head} …" if head else f"… {tail}", segment.start)


def _cut(segments: Iterator[Segment]) -> Iterator[Segment]:
    for segment in segments:
        for start in range(0, max(1, len(segment.text)), LONGEST):
            yield Segment(segment.op, segment.text[start : start + LONGEST], segment.start + start)


def _block(pieces: Sequence[Segment], kind: BlockKind, context: Context, first: str, label: str, about: str, space: int) -> Block:
    phrase = Phrase(label, "label").literal(": ") if label else Phrase()
    for segment in pieces:
        text = segment.text.replace("\t", " | ")
        if segment.op == "equal":
            phrase.literal(text)
            continue
        role, (opening, closing) = ("deleted", DELETED) if segment.op == "deleted" else ("inserted", INSERTED)
        if kind != "code":
            text = text.replace("\n", ENDED if segment.op == "deleted" else f"{ENDED}\n")
        marked = f"{opening}{text}{closing}"
        phrase.inline(marked, (Span(0, len(marked), role),))
    return phrase.block(kind, context, first=first, about=about, space=space)
