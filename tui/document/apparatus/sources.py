"""Where it comes from: sources with their grades in letters and in words, and what derives from what."""

from __future__ import annotations

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, column, listed, once, prose_blocks
from tui.document.block import Block
from tui.document.names import grade_words
from tui.model.briefing import Briefing, Source

_ROLES = {"corrected": "disputed", "recalled": "former"}


def piece(briefing: Briefing) -> Piece | None:
    """The author's summary of the sourcing (ICD 206), then the sources in the author's order."""
    sources, summary = briefing.sources, briefing.source_summary
    if not sources and not summary:
        return None

    @once
    def hang() -> int:
        return column((source.id for source in sources), 16)

    def entries(context: Context, start: int, end: int) -> list[Block]:
        before = prose_blocks(summary, context) if start == 0 else []
        return before + listed(lambda index: _entry(context, sources[index], hang()), start, end)

    return Piece("~sources", len(sources), entries, sources, size=300, rows=5)


def _entry(context: Context, source: Source, hang: int) -> list[Block]:
    entry = Entry(context, source, column=hang)
    row = Phrase().marking(source).add(source.title or "Untitled", "strong")
    if source.status and source.status != "active":
        row.add(source.status, f"{_ROLES[source.status]} strong", before=" — ")
    if source.id:
        entry.labelled(Phrase(source.id, "label"), row)
    else:
        entry.unlabelled(row)
    details = Phrase(source.publisher)
    for author in source.author:
        details.add(author, before=DOT)
    details.add(source.date.display if source.date else "", "date", before=DOT).add(source.type, before=DOT)
    details.date("read", source.accessed)
    entry.detail(details)
    words = grade_words(source.reliability, source.credibility)
    entry.detail(Phrase(source.grade, "grade").add(words, before=" — "))
    entry.detail(_derived(source))
    entry.detail(Phrase(source.url, "link", one_address(source.url)))
    entry.detail(Phrase().word("pages", source.pages, "muted").word("SHA-256", source.sha256, "muted"))
    if source.archive:
        entry.detail(Phrase("kept at", "muted").literal(" ").add(source.archive, "link", one_address(source.archive)))
    return entry.detail(Phrase(), source.note, role="muted").blocks


def _derived(source: Source) -> Phrase:
    phrase = Phrase()
    for index, other in enumerate(source.derived_from):
        phrase.add("derived from" if index == 0 else "", "muted", after=" ")
        phrase.add(other, "cite", f"@{other}", before=", " if index else "")
    return phrase


def one_address(text: str) -> str:
    """An address as a link's target: without blanks at its ends."""
    return text.strip()
