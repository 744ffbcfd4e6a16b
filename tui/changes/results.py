"""What a comparison of two editions found, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from tui.model.decoders import decoder_of
from tui.model.handling import Marking

Op = Literal["equal", "inserted", "deleted"]
BlockChangeKind = Literal["added", "removed", "changed", "moved"]
SectionChangeKind = Literal["added", "removed", "changed"]
ItemChangeKind = Literal["added", "removed", "changed"]


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """A piece of a changed text. All but the deleted ones, joined, are the new text; all but the inserted ones the old."""

    op: Op
    text: str
    start: int
    """Code points into the new text; where a deleted piece stood."""


class BlockChange(msgspec.Struct, frozen=True):
    """One block of prose that is not as it was, or several that one was split into."""

    kind: BlockChangeKind
    at: int
    """Index among the kept blocks of the section as it is now; of what follows, where it was removed."""
    before: str
    """The old text; several blocks are joined by newlines. "" where it was added or is not kept."""
    after: str
    """The new text, likewise."""
    count: int = 1
    """How many of the new section's blocks it covers; 0 where it was removed."""
    block_kind: str = ""
    """As in `tui.document.block.BlockKind`, of the new block where there is one."""
    origin: str = ""
    """Where it was moved from: the id of the section as it is now called."""
    known: bool = True
    """Whether the old text was kept."""


class SectionChange(msgspec.Struct, frozen=True):
    """A section that is not as it was; one that was only moved or renamed has no `blocks`."""

    kind: SectionChangeKind
    id: str
    """As it is now; as it was, where it was removed."""
    title: str
    """As it is now; as it was, where it was removed."""
    was_title: str = ""
    """The old title, where it was renamed and the old title was kept."""
    renamed: bool = False
    moved: bool = False
    under: str = ""
    """Title of the section it is in now, where it was moved into another."""
    was_marking: Marking = Marking()
    marking: Marking = Marking()
    """How it may be handled now, where that is not as it was; both are empty otherwise."""
    blocks: tuple[BlockChange, ...] = ()
    """In the order of the new section."""
    around: tuple[tuple[int, str], ...] = ()
    """Unchanged blocks next to changed ones: index among the new section's kept blocks, text."""
    total: int = 0
    """How many kept blocks it has now."""
    known: bool = True
    """Whether its old text was kept: where it was not, that it changed is known, and not how."""


class FieldChange(msgspec.Struct, frozen=True):
    """One field of a structured thing that is not as it was."""

    key: str
    """As in the format."""
    before: str
    """In words; "" where it was not given, or is not kept (`known`)."""
    after: str
    known: bool = True


class LeaningThing(msgspec.Struct, frozen=True, array_like=True):
    """A thing that rests on a source that no longer stands as it did."""

    kind: str
    id: str
    name: str
    by: str = ""
    """Title of the source in between, where it rests on one that is derived from the other."""


class ItemChange(msgspec.Struct, frozen=True):
    """A judgment, a source, an event, ... or the briefing's own fields (`what` is `briefing`) that is not as it was."""

    kind: ItemChangeKind
    what: str
    """As `KeptItem.kind`."""
    id: str
    name: str
    section: str
    """Id of the section it stands in; it stood in, where it was removed."""
    fields: tuple[FieldChange, ...] = ()
    """What changed; all that it says, where it was added or removed."""
    leaning: tuple[LeaningThing, ...] = ()
    """What rests on it, where it is a source that was corrected or recalled since."""

    def field(self, key: str) -> FieldChange | None:
        """The change of one field; None where that is as it was."""
        return next((field for field in self.fields if field.key == key), None)


class Changes(msgspec.Struct, frozen=True):
    """All that changed between two editions. False where nothing did."""

    sections: tuple[SectionChange, ...] = ()
    """Changed ones only, in the order of the new edition; a removed one stands where it stood."""
    items: tuple[ItemChange, ...] = ()
    unread: tuple[str, ...] = ()
    """Ids of sections as they are now that had not been read, so that nothing can be said of them."""
    read: int = 0
    """How many sections with text had been read."""
    names: tuple[tuple[str, str], ...] = ()
    """What people call the things that changed fields name: id, name."""
    titles: tuple[tuple[str, str], ...] = ()
    """Of the sections that hold something changed: id in the edition, title."""
    handlings: tuple[tuple[str, Marking], ...] = ()
    """How those sections may be handled that are marked otherwise than the briefing: id, marking."""
    before_number: str = ""
    """Of the edition that was read, which may be an older one of the series."""
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.sections or self.items)

    def blocks(self) -> Iterator[tuple[SectionChange, BlockChange]]:
        """Every changed block with its section."""
        for section in self.sections:
            for block in section.blocks:
                yield section, block


SUMMARY_VERSION = 1
"""Of the summaries that are kept; those of another version are made anew."""

UNRANKED = 9
"""The rank of a summary in which nothing asks for attention."""


class ChangeSummary(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a comparison. False where nothing that is shown differs."""

    version: int = SUMMARY_VERSION
    at: float = 0.0
    """When it was compared, in seconds since 1970."""
    rank: int = UNRANKED
    """How much it asks for attention, as `tui.changes.wording.Sentence.rank`."""
    reasons: tuple[str, ...] = ()
    summary: str = ""
    sections: tuple[str, ...] = ()
    """Ids (of an edition) of the sections in which something changed; `~front` for what is gone altogether."""

    def __bool__(self) -> bool:
        return bool(self.sections)


encoded_summary = msgspec.msgpack.Encoder().encode
_summary_decoder = decoder_of(ChangeSummary)


def decoded_summary(data: bytes) -> ChangeSummary | None:
    """A summary that was kept; None for one of another version."""
    try:
        found = _summary_decoder.decode(data)
    except msgspec.DecodeError:
        return None
    return found if found.version == SUMMARY_VERSION else None
