"""Notes on a briefing, in the journal of whoever runs the tests."""

from __future__ import annotations

import os
from pathlib import Path

from tui.document.compose import compose
from tui.journal.opening import open_journal
from tui.journal.records import Note, identity_of
from tui.model.handling import Marking
from tui.reading.notes.anchors import make_anchor
from tui.store.read import read_file


def note(path: Path, *made: tuple[str, str, Marking]) -> None:
    """Write notes, each on some words of a briefing, with a comment, under the marking of the passage."""
    briefing = read_file(path)
    document = compose(briefing)
    journal = open_journal(os.environ)
    identity = identity_of(briefing)
    key = journal.key_of(identity, make=True)
    for number, (words, comment, marking) in enumerate(made):
        part, block = next((p, b) for p, held in enumerate(document.parts) for b, x in enumerate(held.blocks) if words in x.text)
        start = document.parts[part].blocks[block].text.index(words)
        anchor = make_anchor(document, (part, block, start), (part, block, start + len(words)))
        title = document.sections[document.parts[part].section].title
        names = (f"id-{number}", key, briefing.id, identity.path, briefing.title, title)
        journal.add_note(Note(*names, anchor, comment, ("tagged",), marking, "cited", 1.0, 1.0)).result(5)
    journal.close()
