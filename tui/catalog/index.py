"""The full-text index: one document for each section, the first of a briefing telling of the whole.

A query holds of a briefing as a whole (`tui.search.query`), so the document of a briefing's first
section also has every token of the briefing once, and all its fields. Hits are sections: their
documents have the text with positions, for phrases and ranking.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.search.fields import NAME_FIELDS

if TYPE_CHECKING:
    from tantivy import Index, Schema

SPLIT = "split"
"""Name of the tokenizer that cuts at spaces."""

NO_DATE = -(1 << 60), 1 << 60
"""Stand for a lower and an upper bound that are open."""

WORD_FIELDS = ("title", *NAME_FIELDS)
"""Fields of a briefing that are looked for by words; `section` and `text` are those of its sections."""

HEAP = 64_000_000
"""Bytes that the writer may hold before it writes a segment."""


OF_THINGS = "in=things"
"""Stands among the facts of a section that is a list of things."""

DOCUMENTS_AT_ONCE, CHARACTERS_AT_ONCE = 8_000, 4_000_000
"""What is held back to be handed to the writer together: its thread takes more time to wake up than to index a document."""


class Indexed(msgspec.Struct, array_like=True):
    """A briefing as the index takes it; every text is tokens separated by spaces (`tui.catalog.tokens`)."""

    sections: list[tuple[str, str]]
    """For each section its title and its text."""
    words: dict[str, str]
    """Of the briefing, by `WORD_FIELDS`; what is empty is left out."""
    facts: str
    """Values that are compared as a whole, by `tui.catalog.tokens.value_token`."""
    bounds: dict[str, int]
    """`date_from`, `date_to`, `updated_from`, `updated_to`, in seconds; absent where there is no such date."""
    newness: float
    """From 0 to 1: what breaks ties between equal hits."""
    things: list[int] = []
    """Ordinals of the sections that are lists of things, and no text."""


def schema() -> Schema:
    """The fields of the index."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("n", indexed=True, fast=True)
    builder.add_integer_field("key", fast=True)
    builder.add_integer_field("head", indexed=True)
    builder.add_float_field("newness", fast=True)
    for name in ("text", "section", *WORD_FIELDS):
        builder.add_text_field(name, tokenizer_name=SPLIT, index_option="position")
    for name in ("everything", "facts"):
        builder.add_text_field(name, tokenizer_name=SPLIT, index_option="basic")
    for name in ("date_from", "date_to", "updated_from", "updated_to"):
        builder.add_integer_field(name, fast=True)
    return builder.build()


def open_index(folder: Path | None, *, create: bool = False) -> tuple[Index, Schema]:
    """Open an index.

    Args:
        folder: where it is; None for a new one in memory.
        create: make it where there is none.

    Raises:
        OSError, ValueError: it is not there, or damaged.
    """
    from tantivy import Index, Order, TextAnalyzerBuilder, Tokenizer

    fields = schema()
    if create or folder is None:
        if folder is not None:
            folder.mkdir(mode=0o700, exist_ok=True)
        # Documents lie in this order, so that of equal hits the newer comes first.
        index = Index(fields, path=str(folder) if folder else None, sort_by_field="newness", sort_order=Order.Desc)
    else:
        index = Index.open(str(folder))
    if folder is None or not create:
        # Else a thread would look for a newer state twice a second.
        index.config_reader("manual")
    index.register_tokenizer(SPLIT, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index, fields


def opstamp(folder: Path) -> int:
    """The number of the last operation that the index on disk contains; -1 where it cannot be read."""
    try:
        return int(msgspec.json.decode((folder / "meta.json").read_bytes())["opstamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def documents(folder: Path) -> int:
    """How many documents an index has.

    Raises:
        OSError, ValueError: it is not there, or damaged.
    """
    index, _ = open_index(folder)
    return int(index.searcher().num_docs)


def numbers_in(folder: Path) -> set[int]:
    """The numbers of the briefings that an index has.

    Raises:
        OSError, ValueError: it is not there, or damaged.
    """
    from tantivy import Query

    index, fields = open_index(folder)
    searcher = index.searcher()
    if not searcher.num_docs:
        return set()
    found = searcher.search(Query.term_query(fields, "head", 1), limit=searcher.num_docs, count=False)
    addresses = [address for _, address in found.hits]
    return {int(n or 0) for n in searcher.fast_field_values("n", addresses)} if addresses else set()


def remove_index(folder: Path) -> None:
    """Delete an index; processes that read it still see it until they close it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _everything(indexed: Indexed) -> str:
    """The tokens of title, section titles and text, of which the index keeps only that they are there."""
    return " ".join([indexed.words.get("title", ""), *[text for section in indexed.sections for text in section]])


class IndexWriting:
    """Adding to and removing from an index; nothing is seen by readers before `commit`."""

    def __init__(self, index: Index, schema: Schema, heap: int = HEAP) -> None:
        """Begin to write.

        Args:
            index: as `open_index` gives it.
            schema: its own.
            heap: bytes that may be held before a segment is written.

        Raises:
            ValueError: another process writes to it.
        """
        from tantivy import Document

        self._schema = schema
        self._writer = index.writer(heap, 1)
        self._make = Document.from_dict
        self._held: list[tuple[int, Indexed]] = []
        self._held_documents = self._held_characters = 0

    def add(self, n: int, indexed: Indexed) -> None:
        """Add the sections of a briefing under its number."""
        self._held.append((n, indexed))
        self._held_documents += len(indexed.sections)
        self._held_characters += sum([len(text) for _, text in indexed.sections])
        if self._held_documents >= DOCUMENTS_AT_ONCE or self._held_characters >= CHARACTERS_AT_ONCE:
            self._hand_over()

    def _hand_over(self) -> None:
        for n, indexed in self._held:
            self._add(n, indexed)
        self._held.clear()
        self._held_documents = self._held_characters = 0

    def _add(self, n: int, indexed: Indexed) -> None:
        first = n * SECTIONS_PER_BRIEFING
        add, make, schema = self._writer.add_document, self._make, self._schema
        things = frozenset(indexed.things)
        for ordinal, (title, text) in enumerate(indexed.sections[:SECTIONS_PER_BRIEFING]):
            document: dict[str, Any] = {"n": n, "key": first + ordinal, "newness": indexed.newness}
            if title:
                document["section"] = title
            if text:
                document["text"] = text
            if ordinal in things:
                document["facts"] = OF_THINGS
            if ordinal == 0:
                document |= indexed.words
                document |= indexed.bounds
                facts = f"{indexed.facts} {OF_THINGS}" if ordinal in things else indexed.facts
                document |= {"head": 1, "everything": _everything(indexed), "facts": facts}
            add(make(document, schema))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove the sections of briefings."""
        for n in numbers:
            self._writer.delete_documents_by_term("n", n)

    def commit(self) -> int:
        """Make what was done last and seen. Returns the stamp of this state, which is that of `opstamp`."""
        self._hand_over()
        return int(self._writer.commit())

    def close(self) -> None:
        """Let merges end and drop what they left; nothing can be added any more."""
        self._writer.wait_merging_threads()
