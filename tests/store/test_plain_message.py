"""Plain texts in forms of their own: messages, banners, lists and columns, pages with feet and heads."""

from __future__ import annotations

import pytest

from tests.store.formats.words import CORPORA, kept
from tui.model.handling import Marking
from tui.store.read import read_file, read_text

MESSAGE = """UNCLASSIFIED//FOUO
P 021000Z SEP 24
FM COMPACFLT
TO CTF 70
INFO JCS WASHINGTON DC
BT
SUBJ/DAILY SITREP 245//
REF/A/MSG/X//

GENTEXT/SITUATION/1.  ENEMY.
    A. FIRST ITEM
       (1) UNDER IT
           (a) DEEPER
COL1      COL2
  1         2
GENTEXT/MISSION/HOLD.//
3. (U) EXECUTION.
TEXT OF IT  *not markdown*
BT
"""


def test_a_message_says_what_when_from_whom_and_to_whom() -> None:
    briefing = read_text(MESSAGE, name="a.txt", kind="text")
    assert (briefing.title, briefing.producer, briefing.priority) == ("DAILY SITREP 245", "COMPACFLT", "priority")
    assert briefing.audience == ("CTF 70", "JCS WASHINGTON DC")
    assert briefing.date is not None
    assert briefing.date.text == "2024-09-02T10:00Z"
    assert briefing.handling == Marking(None, "UNCLASSIFIED//FOUO")
    assert not briefing.problems


def test_its_sections_keep_their_lines_and_know_where_they_stand() -> None:
    briefing = read_text(MESSAGE, name="a.txt", kind="text")
    assert [section.title for section in briefing.sections] == ["Text", "SITUATION", "MISSION", "EXECUTION"]
    assert briefing.sections[1].body.text.split("\n")[:4] == [
        "1.  ENEMY.",
        "    A. FIRST ITEM",
        "       (1) UNDER IT",
        "           (a) DEEPER",
    ]
    assert [(section.line, section.body.line) for section in briefing.sections] == [(1, 1), (10, 10), (16, 16), (17, 18)]
    assert all(section.body.plain for section in briefing.sections)


def test_what_stands_on_top_of_one_page_alone_is_text() -> None:
    text = "A title\n\nPage one.\n\nBradner        [Page 1]\n\fThe first sentence of page two.\n\nMore.\n"
    shown = read_text(text, name="a.txt").body.text
    assert "The first sentence of page two." in shown
    assert "[Page 1]" not in shown


@pytest.mark.parametrize(("written", "year"), [("24", "2024"), ("99", "1999"), ("1969", "1969")])
def test_two_figures_are_a_year_of_the_century_they_are_nearest_to(written: str, year: str) -> None:
    date = read_text(MESSAGE.replace("SEP 24", f"SEP {written}"), name="a.txt").date
    assert date is not None
    assert date.text.startswith(f"{year}-09-02")


@pytest.mark.parametrize("text", ["1. APPLES\n2. PEARS\n3. PLUMS\n", "A line\n1. ONLY ONE\ntext\n", "Some words.\nMore of them.\n"])
def test_what_is_no_message_stays_in_one_piece(text: str) -> None:
    briefing = read_text(text, name="a.txt", kind="text")
    assert (briefing.title, briefing.sections, briefing.body.text) == ("a", (), text.rstrip())


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("TLP:AMBER\n\nText", Marking("AMBER")),
        ("Text\n\n*** TLP:RED ***\n", Marking("RED")),
        ("SECRET//NOFORN\nText\nTLP:GREEN", Marking("GREEN", "SECRET//NOFORN")),
        ("They said TLP:RED was not meant.\n", Marking()),
    ],
)
def test_a_banner_is_a_label(text: str, marking: Marking) -> None:
    assert read_text(text, name="a.txt", kind="text").handling == marking


def test_feet_and_heads_of_pages_are_left_out_and_counted() -> None:
    foot, head = "Bradner        Best Current Practice        [Page {n}]", "RFC 2119       Key Words       March 1997"
    page = f"Text of the page.\n\n\n{foot}\n\f\n{head}\n\n"
    briefing = read_text("RFC 2119\n\n" + "".join(page.format(n=n) for n in range(1, 4)) + "The end.\n", name="a.txt", kind="text")
    assert "Bradner" not in briefing.body.text
    assert "Key Words" not in briefing.body.text
    assert briefing.body.text.count("Text of the page.") == 3
    assert briefing.body.text.endswith("The end.")
    assert [problem.message for problem in briefing.problems if problem.code == "page-furniture"] == [
        "6 lines at the feet and heads of pages are left out."
    ]


@pytest.mark.parametrize(
    "text", ["1. AAA\nx\n" * 50_000, "\f\n" * 50_000 + "x", "SUBJ: " + "x" * 1_000_000, "TLP:RED " * 100_000, "FM " * 100_000]
)
def test_no_text_takes_long(text: str) -> None:
    assert read_text(text, name="a.txt", kind="text").title


def test_a_sign_that_begins_a_page_is_not_shown_and_needs_no_word() -> None:
    briefing = read_text("One\n\n\fTwo (VA001)\nmore\n", name="a.txt", kind="text")
    assert briefing.body.text == "One\n\nTwo (VA001)\nmore"
    assert not briefing.problems
    assert [one.code for one in read_text("One \f two", name="a.txt", kind="text").problems] == ["character-made-visible"]


def test_public_texts_keep_every_word() -> None:
    files = sorted((CORPORA / "plain-text").rglob("*.txt"))
    if not files:
        pytest.skip("the public files are not here")
    assert {file.name: share for file in files if (share := kept(file.read_text("utf-8"), read_file(file))) < 0.99} == {}
