"""What the journal keeps, as data: whose it is, where one stands, what was read, marks, notes and deeds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from tui.changes.edition import Edition
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.place import Anchor, Place


class Identity(msgspec.Struct, frozen=True):
    """What tells a briefing from all others, whatever happens to its file."""

    id: str
    named: bool
    """Whether the author gave the id. One that was made from the path says nothing in another folder."""
    path: str = ""
    """Absolute; "" where it came from no file."""
    digest: bytes = b""
    """Of the file's bytes; b"" where unknown."""
    formerly: tuple[str, ...] = ()
    title: str = ""
    marking: Marking = Marking()
    """The strictest of the briefing and all that is in it."""

    @property
    def key(self) -> str:
        """The journal's key while nothing contradicts it: the author's id, else the path; "" where neither is known.

        Keys that are made from ids hold `@` only in pairs, those from paths begin with a single one, so that no id
        can be taken for a path.
        """
        return self.id.replace("@", "@@") if self.named else path_key(self.path) if self.path else ""


def path_key(path: str) -> str:
    """The key of a briefing whose author gave it no id, from its absolute path."""
    return "@" + os.fsencode(path).decode("utf-8", "backslashreplace")


def identity_of(briefing: Briefing) -> Identity:
    """The identity of a briefing that was read."""
    path = os.path.abspath(briefing.path) if briefing.path else ""
    return Identity(
        briefing.id, briefing.named, path, briefing.digest, briefing.formerly, briefing.title, briefing.effective_marking
    )


class Standing(msgspec.Struct, frozen=True):
    """Where one stands with a briefing."""

    key: str
    title: str = ""
    opened_at: float = 0.0
    """Seconds since 1970 when it was last open."""
    place: Place | None = None
    read: Mapping[str, float] = {}
    """Section id -> when it was read; in the ids of the edition that was read."""
    sections: int = 0
    """How many sections there were to read."""
    done_at: float = 0.0
    """When it was done with; 0 where it is not."""
    digest: bytes = b""
    """Of the file when it was last read from."""
    path: str = ""
    begun: bool = False
    """Whether one has been beyond its first page."""


class Mark(msgspec.Struct, frozen=True):
    """A letter that leads to a place, in whichever briefing."""

    letter: str
    key: str
    briefing_id: str
    path: str
    title: str
    place: Place
    at: float


class Note(msgspec.Struct, frozen=True):
    """A highlight, or a comment on a passage."""

    id: str
    """A UUID: notes of several machines can be brought together."""
    key: str
    briefing_id: str
    path: str
    """Where the briefing was last seen."""
    title: str
    """Of the briefing."""
    section_title: str
    anchor: Anchor
    text: str = ""
    """The comment, Markdown; "" for a highlight alone."""
    tags: tuple[str, ...] = ()
    marking: Marking = Marking()
    """Of the passage when the note was made."""
    citation: str = ""
    created: float = 0.0
    modified: float = 0.0


class Earlier(NamedTuple):
    """A briefing as it was read before it was read from another file."""

    edition: Edition
    until: float
    """When that was, in seconds since 1970."""


class Visited(msgspec.Struct, frozen=True):
    """A place one was at, for the way back."""

    key: str
    briefing_id: str
    path: str
    title: str
    place: Place
    at: float


Seen = tuple[bytes, float, int, int, float, int]
"""Of one briefing, for lists: digest of the file last read from, when it was done (0: not), sections read, of how many,
when it was last open, and whether (1) one has been beyond its first page."""


class NotSaved(Exception):
    """Something was not saved durably; the sentence says why. It is kept in memory as long as the program runs."""


DeedKind = Literal["done", "read", "unread", "close", "mark", "note", "edit-note", "delete-note", "import"]


class Deed(msgspec.Struct, frozen=True):
    """Something the reader did that can be undone."""

    n: int
    kind: DeedKind
    said: str
    """In words, past tense: `marked 14 briefings done`."""
    at: float
