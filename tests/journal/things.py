"""Briefings, sections, places and notes to keep."""

from __future__ import annotations

from pathlib import Path

from tui.changes.edition import Edition, KeptBlock, KeptItem, KeptSection
from tui.journal.records import Identity, Note
from tui.model.handling import Marking
from tui.model.place import Anchor, Place

UNMARKED = Marking()

PATIENCE = 20.0
"""Seconds to wait for a future on a busy machine."""


def identity(name: str = "talks", path: Path | str = "", *, named: bool = True, **fields: object) -> Identity:
    """A briefing's identity."""
    fields.setdefault("title", f"Title of {name}")
    return Identity(name, named, str(path), **fields)  # type: ignore[arg-type]


def section(name: str, *texts: str, marking: Marking = UNMARKED, **fields: object) -> KeptSection:
    """A section of prose."""
    blocks = tuple(KeptBlock("paragraph", text) for text in texts)
    return KeptSection(name, name.capitalize(), marking=marking, blocks=blocks, digest=b"d" * 16, **fields)  # type: ignore[arg-type]


def judgments(*likelihoods: str, marking: Marking = UNMARKED) -> KeptSection:
    """Judgments j1, j2, ..."""
    items = tuple(KeptItem("judgment", f"j{n}", f"Judgment {n}", {"likelihood": word}) for n, word in enumerate(likelihoods, 1))
    return KeptSection("~judgments", "Judgments", marking=marking, items=items, digest=b"j" * 16)


def edition(*sections: KeptSection, digest: bytes = b"1" * 16) -> Edition:
    """A briefing with these sections."""
    return Edition(
        (KeptSection("~front", "Front", items=(KeptItem("briefing", "", "Talks", {"status": "issued"}),)), *sections),
        "Title of talks",
        "12",
        digest,
    )


def place(name: str = "one", quote: str = "some words", **fields: object) -> Place:
    """A place in a section."""
    return Place(name, "paragraph", quote, **fields)  # type: ignore[arg-type]


def note(
    note_id: str = "n1", key: str = "talks", text: str = "A comment.", *, marking: Marking = UNMARKED, at: float = 5.0
) -> Note:
    """A note on some words."""
    anchor = Anchor("one", "some words", "before ", " after", 7, 10)
    about = "talks", "/library/talks.yaml", "Title of talks", "One"
    return Note(note_id, key, *about, anchor, text, ("tag",), marking, "Talks, 2024, One", at, at)
