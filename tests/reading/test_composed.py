"""Pages made from the library or the journal: sections of entries, whose markings hold for what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from tui.document.apparatus.entry import Context, Phrase
from tui.document.block import Block
from tui.document.plain import plain_text
from tui.model.handling import Marking, Tlp, shown_up_to
from tui.reading.composed import PER_PART, Composition, EntryTarget, PageEntry, PageSection


def said(words: str, context: Context) -> Iterator[Block]:
    """An entry of two blocks."""
    yield Phrase(words).block("row", context)
    yield Phrase(f"more of {words}").block("detail", context)


def entry(words: str, tlp: Tlp | None = None) -> PageEntry:
    """An entry that says some words."""
    return PageEntry(words, partial(said, words), EntryTarget("b", "b.yaml", "~facts", words), Marking(tlp), {"kind": "fact"})


def page(*sections: PageSection) -> Composition:
    """A page of sections."""
    return Composition(
        "~facts", "Facts", sections, lambda shown: Phrase(f"{shown.count} facts"), "No facts.", "Nobody has said any.", "All facts"
    )


MIXED = page(
    PageSection("~a", "Open", [entry("one", "CLEAR"), entry("two", "GREEN")]),
    PageSection("~b", "Closed", [entry("three", "AMBER")]),
    PageSection("~c", "Unmarked", [entry("four")]),
)


def test_a_page_bears_the_strictest_marking_of_its_entries_and_each_section_its_own() -> None:
    document = MIXED.document()
    assert str(document.briefing.handling) == "TLP:AMBER"
    assert [str(section.handling) for section in document.sections] == ["", "TLP:GREEN", "", ""]
    assert [(section.title, section.count) for section in document.sections[1:]] == [("Open", 2), ("Closed", 1), ("Unmarked", 1)]


def test_every_block_of_an_entry_leads_back_to_it() -> None:
    document = MIXED.document()
    abouts = [block.about for part in document.parts[1:] for block in part.blocks if block.kind != "heading"]
    assert abouts == [name for name in ("one", "two", "three", "four") for _ in range(2)]
    assert {name: MIXED.entry(name).target.item for name in abouts} == {name: name for name in abouts}  # type: ignore[union-attr]
    assert MIXED.entry("five") is None


def test_a_ceiling_takes_entries_and_empty_sections_off_and_counts_them() -> None:
    shown, left_out = MIXED.within(shown_up_to("GREEN"))
    assert [section.title for section in shown.sections] == ["Open"]
    assert left_out == 2
    assert str(shown.marking) == "TLP:GREEN"
    text = "\n".join(plain_text(shown.document(), 80))
    assert "2 facts" in text
    assert "three" not in text


def test_a_page_without_entries_says_so_and_why() -> None:
    text = "\n".join(plain_text(page().document(), 80))
    assert "All facts" in text
    assert "No facts." in text
    assert "Nobody has said any." in text
    assert "0 facts" not in text
    full = "\n".join(plain_text(MIXED.document(), 80))
    assert "4 facts" in full
    assert "Nobody has said any." not in full


def test_each_entry_is_told_with_where_it_stands_and_leads() -> None:
    first = next(MIXED.records())
    assert first == {
        "under": "Open",
        "briefing": "b",
        "path": "b.yaml",
        "section": "~facts",
        "item": "one",
        "evidence": "",
        "marking": "TLP:CLEAR",
        "kind": "fact",
    }


def test_of_a_long_section_only_what_is_looked_at_is_made() -> None:
    asked: list[int] = []

    def counted(number: int, context: Context) -> Iterator[Block]:
        asked.append(number)
        yield Phrase(str(number)).block("row", context)

    long = page(PageSection("~a", "Many", [PageEntry(str(n), partial(counted, n)) for n in range(3 * PER_PART)])).document()
    assert len(long.parts[1].blocks) == PER_PART + 1
    assert asked == list(range(PER_PART))
    assert [block.text for block in long.parts[3].blocks] == [str(n) for n in range(2 * PER_PART, 3 * PER_PART)]


def test_of_a_page_that_is_too_long_what_is_around_its_beginning_is_shown_and_all_of_it_is_counted() -> None:
    long = page(*[PageSection(f"~{name}", name, [entry(f"{name}{n}") for n in range(4)]) for name in "abc"])
    first = long.some(5, "Ask the shell.")
    assert [one.id for one in first.entries] == ["a0", "a1", "a2", "a3", "b0"]
    around = msgspec.structs.replace(long, start=("~b", 3)).some(5, "Ask the shell.")
    assert [one.id for one in around.entries] == ["b1", "b2", "b3", "c0", "c1"]
    assert around.start == ("~b", 2)
    assert [section.count for section in around.document().sections[1:]] == [0, 0]
    assert [section.count for section in first.document().sections[1:]] == [4, 0]
    text = "\n".join(plain_text(around.document(), 100))
    assert "12 facts" in text
    assert "5 of 12 are shown, those around where it begins. Ask the shell." in text
    assert [one.id for one in msgspec.structs.replace(long, start=("~c", 3)).some(5, "").entries] == ["b3", "c0", "c1", "c2", "c3"]
