"""Briefings as text, read, composed and kept, for the tests of what changed."""

from __future__ import annotations

from tui.changes.compare import compare
from tui.changes.document_edition import edition_of
from tui.changes.edition import Edition
from tui.changes.results import BlockChange, Changes, ItemChange, Segment
from tui.changes.wording import sentences
from tui.document.compose import compose
from tui.document.document import Document
from tui.model.briefing import Briefing, Prose
from tui.store.read import read_text


def document(text: str) -> Document:
    """A YAML text as a document."""
    return compose(read_text(text.encode(), name="briefing.yaml", kind="yaml"))


def prose(text: str) -> Document:
    """A Markdown text as a document."""
    return compose(Briefing(title="Title", id="title", body=Prose(text, 1, 1)))


def edition(text: str) -> Edition:
    """A YAML text as an edition that was read whole."""
    return edition_of(document(text))


def changes(before: str, after: str) -> Changes:
    """What changed between two YAML texts, the first read whole."""
    return compare(edition(before), edition(after))


def prose_changes(before: str, after: str) -> Changes:
    """What changed between two Markdown texts, the first read whole."""
    return compare(edition_of(prose(before)), edition_of(prose(after)))


def blocks(found: Changes) -> list[BlockChange]:
    """All changed blocks."""
    return [block for _, block in found.blocks()]


def kinds(found: Changes) -> list[str]:
    """The kinds of all changed blocks, in order."""
    return [block.kind for block in blocks(found)]


def item(found: Changes, what: str) -> ItemChange:
    """The one changed thing of a kind."""
    (only,) = (change for change in found.items if change.what == what)
    return only


def said(found: Changes) -> list[str]:
    """All changes in words."""
    return [sentence.text for sentence in sentences(found)]


def marked(segments: tuple[Segment, ...]) -> str:
    """Segments as one text with signs."""
    signs = {"equal": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(signs[segment.op].format(segment.text) for segment in segments)


def old_of(segments: tuple[Segment, ...]) -> str:
    """The old text that segments tell."""
    return "".join(segment.text for segment in segments if segment.op != "inserted")


def new_of(segments: tuple[Segment, ...]) -> str:
    """The new text that segments tell."""
    return "".join(segment.text for segment in segments if segment.op != "deleted")
