"""Positions in a briefing that survive edits and another layout: places, and the anchors of notes."""

from __future__ import annotations

import msgspec

QUOTE = 64
"""Folded characters of a block's plain text that a place remembers."""

AROUND = 32
"""Characters before and after a quote that an anchor remembers (W3C Web Annotation, TextQuoteSelector)."""


class Place(msgspec.Struct, frozen=True):
    """A position as text remembers it, not as a number of lines."""

    section: str
    kind: str
    quote: str
    """The first `QUOTE` folded characters of the block's plain text."""
    ordinal: int = 0
    """Which of the section's blocks of that kind and quote, from 0."""
    offset: int = 0
    """Code points into the block's plain text."""
    part: int = 0
    """Which part of the section it was in, from 0: where to look first."""
    block: int = 0
    """Which block of that part it was, from 0: the nearest one is taken when the block is gone."""
    whole: int = 0
    """Which part of the whole document it was in, from 0: where to look when the section is gone."""


class Anchor(msgspec.Struct, frozen=True):
    """What a note holds on to: a quote with its surroundings (W3C TextQuoteSelector) and where it stood (TextPositionSelector).

    Offsets count code points in the section's plain text: the plain texts of its blocks, each followed by one newline,
    headings without their numbers.
    """

    section: str
    """Id of the section, `~judgments` for a piece of the apparatus."""
    exact: str
    """The quote itself, as the document shows it; a link for which the program supplies the words as its author wrote it."""
    prefix: str = ""
    """`AROUND` characters before it, of the same section, white space collapsed; more where fewer would not tell the quote
    from the same words elsewhere in the briefing, none where 512 would not."""
    suffix: str = ""
    """The same after it."""
    start: int = 0
    """Where it began."""
    length: int = 0
    """Code points of the quote; the quote itself may have been left out (`digested`)."""
    digested: bool = False
    """Whether `exact`, `prefix` and `suffix` are digests: the text was marked too strictly to be kept."""
    about: str = ""
    """Id of the item (judgment, source, ...) whose entry it stands in; "" for prose."""
    rival: int = -1
    """How alike the most alike other passage of the briefing was when the note was made, in percent; 100 where the same words
    stood elsewhere too, -1 where it is not known. What is no more alike than that is no proof of being the same passage."""
    whole: str = ""
    """Digest of the section's plain text when the note was made; "" where it is not known."""
