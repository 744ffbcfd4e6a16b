"""Small libraries whose answers are known, and pages made from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.catalog.libraries import in_memory, write
from tui.catalog.catalog import Catalog
from tui.document.plain import plain_text
from tui.reading.composed import Composition
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page
from tui.search.parse import parse

NOW = datetime(2024, 11, 29, 12, tzinfo=UTC).timestamp()
"""The moment at which the pages are asked for."""


def held(folder: Path, *texts: str) -> Catalog:
    """The catalog of a library of some briefings."""
    for number, text in enumerate(texts):
        write(folder, f"b{number}.yaml", text)
    return in_memory(folder)


def asked(catalog: Catalog, name: str, words: str = "", options: Mapping[str, str] | None = None, now: float = NOW) -> Composition:
    """A page of a library, of the briefings that answer a query."""
    among = catalog.matching(parse(words)) if words else None
    return made_page(name, PageQuestion(catalog.items(among), now, words, options or {}, catalog))


def under(page: Composition) -> dict[str, list[str]]:
    """By the title of a section, the evidence of its entries."""
    return {section.title: [entry.target.evidence for entry in section.entries] for section in page.sections}


def said(page: Composition, width: int = 80) -> str:
    """The page as it is read."""
    return "\n".join(plain_text(page.document(), width))
