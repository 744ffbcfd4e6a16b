"""A document of which only the beginning was prepared: the rest is composed once, and for nobody who asks for nothing of it."""

from __future__ import annotations

import gc
import threading

from tui.document.block import Block
from tui.document.compose import compose
from tui.document.document import Document, PackedBlocks, Part
from tui.document.prepared import RestoredDocument, prepare
from tui.model.briefing import Briefing
from tui.reading.reader import Reader
from tui.store.read import read_text

TEXT = "title: Long\nsections:\n" + "".join(
    f"  - title: Part {number}\n    body: {'harbour pier fuel ' * 60}\n" for number in range(600)
)


def restored(composed: list[int]) -> tuple[Briefing, RestoredDocument]:
    """It, and a list to which each composing adds."""
    briefing = read_text(TEXT, name="long.yaml")

    def whole(same: Briefing) -> Document:
        composed.append(1)
        return compose(same)

    return briefing, RestoredDocument(briefing, prepare(compose(briefing)), whole)


def reader_of(briefing: Briefing, document: Document) -> Reader:
    """A reader at its top."""
    reader = Reader(briefing, document, clock=iter(range(10**9)).__next__)
    reader.view.resize(80, 30)
    return reader


def test_find_counts_what_is_prepared_and_composes_nothing() -> None:
    composed: list[int] = []
    reader = reader_of(*restored(composed))
    reader.find.begin()
    reader.find.type("pier")
    for _ in range(5):
        reader.read_ahead(1_000)
    assert reader.find.total > 0
    assert not reader.find.complete
    assert reader.waits
    assert composed == []


def test_once_it_is_composed_reading_goes_on_to_the_end() -> None:
    composed: list[int] = []
    briefing, document = restored(composed)
    reader = reader_of(briefing, document)
    reader.find.begin()
    reader.find.type("pier")
    document.warm()
    while not (reader.read_ahead_done and reader.find.complete):
        reader.read_ahead(1_000)
    assert reader.find.total == TEXT.count("pier")
    assert composed == [1]


def test_two_threads_that_need_all_of_it_compose_it_once() -> None:
    composed: list[int] = []
    _, document = restored(composed)
    threads = [threading.Thread(target=document.warm) for _ in range(3)]
    for thread in threads:
        thread.start()
    last = document.parts[-1].blocks
    for thread in threads:
        thread.join(30)
    assert last
    assert composed == [1]


def test_the_first_part_of_a_section_is_the_first_that_is_its_own_or_behind() -> None:
    _, document = restored([])
    for section in range(len(document.sections)):
        assert document.first_part(section) == next(n for n, part in enumerate(document.parts) if part.section >= section)
    assert document.first_part(len(document.sections)) == len(document.parts) - 1


def test_what_was_prepared_goes_once_it_is_composed() -> None:
    """A page of tens of thousands of sections is not held twice."""
    briefing, document = restored([])
    first = document.parts[0]
    assert first.made
    document.warm()
    assert document.parts[0] is first, "nothing is made again that was there"
    composed = document.whole()
    assert document.sections is composed.sections
    assert all(own is other for own, other in zip(document.parts, composed.parts, strict=True) if not own.made)
    assert [part.size for part in document.parts] == [part.size for part in compose(briefing).parts]


def test_what_has_been_read_is_held_packed_and_is_the_same_to_whoever_asks() -> None:
    briefing, document = restored([])
    reader = reader_of(briefing, document)
    document.warm()
    while not reader.read_ahead_done:
        reader.read_ahead(1_000)
    assert document.complete
    gc.collect()
    held = sum(isinstance(one, PackedBlocks) for one in gc.get_objects())
    assert held >= len(document.run_starts) - 1 > 10
    assert [tuple(part.blocks) for part in document.parts] == [tuple(part.blocks) for part in compose(briefing).parts]


def test_blocks_that_cannot_be_packed_stay_as_they_are() -> None:
    block = Block("paragraph", "half \ud800 of a pair")
    document = Document(Briefing(title="x"), [], [Part(0, lambda: [block], 10)])
    _ = document.parts[0].blocks
    document.pack(document.run_of(0))
    assert document.parts[0].blocks[0] is block
