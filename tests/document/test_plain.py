"""The document as plain text."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tests.document.everything import bare, everything, numbered
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.model.briefing import Actor, Briefing, Event, Judgment, Prose, Relation, Section, Source, Term
from tui.model.text import cleaned

HOSTILE = (
    "[/oops]",
    "[sic]",
    "[@click=app.quit]x[/]",
    cleaned("\x1b[31mred\x1b]0;title\x07"),
    cleaned("abc\u202edef\u2066"),
    "日本語の指揮系統、統合司令部。",
    "👩‍👩‍👧‍👦 family 🇯🇵",
    "שלום עולם مرحبا",
    "e\u0301" * 40,
    "a" * 3000,
    "<script>alert(1)</script>",
    "%s {0} {title} $(id)",
)


def text_of(briefing: Briefing, width: int = 0, section: str | None = None) -> str:
    return "\n".join(plain_text(compose(briefing), width, section))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_word_of_every_field_of_the_format_is_shown() -> None:
    word, given = numbered()
    text = text_of(everything(word))
    assert [missing for missing in given if missing not in text] == []


@pytest.mark.parametrize("width", [20, 36, 88])
def test_no_line_is_wider_than_the_width(width: int) -> None:
    word, _ = numbered()
    assert [line for line in plain_text(compose(everything(word)), width) if cell_len(line) > width] == []


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:24])
@pytest.mark.parametrize("width", [0, 40])
def test_hostile_text_in_every_field_is_shown_as_it_is(hostile: str, width: int) -> None:
    document = compose(everything(lambda field: hostile))
    text = squeezed("".join(block.text for part in document.parts for block in part.blocks))
    assert text.count(squeezed(hostile)) > 100
    lines = list(plain_text(document, width))
    assert not [line for line in lines if "\x1b" in line]
    if width == 0:
        assert squeezed("".join(lines)).count(squeezed(hostile)) >= text.count(squeezed(hostile))


def test_a_briefing_with_a_title_alone_is_that_title() -> None:
    assert text_of(Briefing(title="Alone")) == "Alone"


def test_a_briefing_without_a_title_is_untitled() -> None:
    assert text_of(Briefing()) == "Untitled"


def test_lines_have_no_blanks_at_their_end() -> None:
    word, _ = numbered()
    assert [line for line in plain_text(compose(everything(word)), 60) if line != line.rstrip()] == []


def test_the_marking_stands_in_the_first_and_the_last_line() -> None:
    lines = text_of(bare(tlp="AMBER", marking="Embassy staff only", body=Prose("Text."))).splitlines()
    assert lines[0] == lines[-1] == "TLP:AMBER · Embassy staff only"


def test_the_marking_at_top_is_the_strictest_inside() -> None:
    lines = text_of(bare(tlp="CLEAR", judgments=(Judgment(text=Prose("It is so."), tlp="RED"),))).splitlines()
    assert lines[0] == lines[-1] == "TLP:RED"


def test_an_unmarked_briefing_says_nothing_about_handling() -> None:
    assert "TLP" not in text_of(bare(body=Prose("Text.")))


def test_a_section_with_a_stricter_marking_has_it_directly_before_and_its_end_marked() -> None:
    sections = (
        Section(title="Open", body=Prose("First.")),
        Section(title="Close", tlp="GREEN", body=Prose("Second."), sections=(Section(title="Inner", body=Prose("Third.")),)),
        Section(title="After", body=Prose("Fourth.")),
    )
    lines = [line for line in text_of(bare(tlp="CLEAR", sections=sections)).splitlines() if line]
    assert lines.index("[TLP:GREEN]") + 1 == lines.index("2 Close TLP:GREEN")
    assert lines.index("[end of TLP:GREEN]") == lines.index("Third.") + 1
    assert lines.count("[TLP:GREEN]") == 1


def test_a_section_is_printed_with_what_is_nested_in_it() -> None:
    sections = (Section(title="One", id="one", sections=(Section(title="Inner", body=Prose("Inside.")),)), Section(title="Two"))
    assert [line for line in text_of(bare(sections=sections), 88, "one").splitlines() if line] == ["1 One", "1.1 Inner", "Inside."]


def test_a_section_is_printed_under_its_own_marking() -> None:
    sections = (Section(title="One", id="one", tlp="GREEN"), Section(title="Two", id="two", tlp="RED"))
    assert text_of(bare(tlp="CLEAR", sections=sections), 88, "one").splitlines()[0] == "TLP:GREEN"


def test_a_former_id_names_a_section_too() -> None:
    assert "1 New" in text_of(bare(sections=(Section(title="New", formerly=("old",)),)), 88, "old")


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(KeyError):
        list(plain_text(compose(bare()), 88, "nowhere"))


def test_a_title_of_100_kilobytes_is_shown_whole() -> None:
    title = "word " * 20_000
    assert squeezed(text_of(Briefing(title=title), 88)) == squeezed(title)


def test_width_zero_leaves_every_paragraph_on_one_line() -> None:
    assert "word " * 99 + "word" in text_of(bare(body=Prose("word\n" * 100))).splitlines()


@pytest.mark.parametrize(
    "fields",
    [
        {"actors": (Actor(),)},
        {"relations": (Relation(),)},
        {"judgments": (Judgment(),)},
        {"events": (Event(),)},
        {"terms": (Term(),)},
        {"sources": (Source(),)},
        {"sections": (Section(),)},
        {"questions": ("",)},
        {"body": Prose("   \n\n")},
    ],
)
def test_empty_items_are_no_error(fields: dict[str, Any]) -> None:
    assert "Bare" in text_of(bare(**fields), 40)


def test_links_are_numbered_and_their_addresses_stand_at_the_end_of_their_section() -> None:
    body = (
        "# One\n\nA [*bold* link](http://a.example/x) and ![a picture](b.png), https://c.example, [again](http://a.example/x),"
        " [[#two]] and [@s].\n\n## Two\n\n| a | b |\n|---|---|\n| [x](http://d.example) | y |\n"
    )
    document = compose(Briefing(title="T", body=Prose(body, 1, 1), sources=(Source(id="s", title="S", url="http://e.example"),)))
    printed = "\n".join(plain_text(document, 0, links=True))
    assert "A bold link →1 and a picture →2, https://c.example, again →1, Two and [s]." in printed
    assert "\n\n→1 http://a.example/x\n→2 b.png\n\n" in printed
    assert "x →3  y\n\n→3 http://d.example\n" in printed
    assert "→" not in "\n".join(plain_text(document, 0))
    assert printed.count("→") == 7
    assert "\n".join(plain_text(document, 0, "two", links=True)).endswith("\n\n→1 http://d.example")
