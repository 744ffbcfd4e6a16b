"""What a reader types into a note: the comment, its tags, and the text that an editor is given."""

from __future__ import annotations

import re

from tui.model.late_pattern import late_pattern

CUT = "------------------------ >8 ------------------------"
"""Stands above what the editor is shown but what is no part of the comment."""

_CODE = late_pattern(r"(`+).*?\1", re.S)
_TAG = late_pattern(r"(?<![^\s(,;])#([^\W\d_][\w/-]*)")


def tags_of(comment: str) -> tuple[str, ...]:
    """The words of a comment that begin with `#`, in order, each once, without the sign; none that stands in code.

    A tag begins with a letter, and goes on with letters, digits, `_`, `-` and `/`: `#japan`, `#to-do`, but not `#1` or `C#`.
    """
    tags: dict[str, str] = {}
    for word in _TAG.findall(_CODE.sub(" ", comment)):
        word = word.rstrip("-/")
        tags.setdefault(word.casefold(), word)
    return tuple(tags.values())


def editor_text(comment: str, quote: str, where: str) -> str:
    """What the editor is given: the comment so far, and below a line to cut at, the passage that it is about.

    Args:
        comment: as it is; "" for a new one.
        quote: the passage; "" where it must not be in a file.
        where: the briefing and section, in words; "" where they must not.
    """
    quoted = "\n".join(f"> {line}".rstrip() for line in quote.split("\n")) if quote else ""
    told = "Everything from the line above on is left out. Words that begin with # are tags."
    shown = "".join(f"\n{part}\n" for part in (where, quoted) if part)
    return f"{comment}\n\n{CUT}\n{told}\n{shown}"


def comment_of(edited: str) -> str:
    """The comment in a text that comes back from an editor, without blank lines around it; "" where none was written."""
    lines = edited.replace("\r\n", "\n").split("\n")
    end = next((number for number, line in enumerate(lines) if line.strip() == CUT), len(lines))
    return "\n".join(line.rstrip() for line in lines[:end]).strip("\n")


def merged_text(mine: str, theirs: str, base: str) -> str:
    """What a note says that was changed in two places: what one of them left alone is the other's, else one below the other.

    Args:
        mine: what is written here.
        theirs: what it says now.
        base: what it said when the writing began.
    """
    mine, theirs = mine.strip(), theirs.strip()
    if theirs in (mine, base.strip()) or (theirs and theirs in mine):
        return mine
    return theirs if mine == base.strip() or mine in theirs else f"{mine}\n\n{theirs}"


def to_go_on(text: str) -> str:
    """A note to be written on: one that ends with a `#tag` behind a space, so that what is typed there is no part of it."""
    last = text.rsplit(None, 1)[-1] if text.strip() else ""
    return f"{text} " if last.startswith("#") and not text[-1].isspace() else text
