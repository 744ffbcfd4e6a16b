"""The notebook: comments and tags, notes against their briefing, as a page, and handed out."""

from __future__ import annotations

import csv
import io
import json

import pytest
from msgspec.structs import replace

from tests.hostile.strings import TABLE
from tests.reading.briefings import TALKS, briefing_of, document_of, spot_of
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.journal.records import Note
from tui.model.handling import Marking
from tui.model.place import Anchor
from tui.reading.notes.anchors import make_anchor
from tui.reading.notes.export import FIELDS, exported_notes
from tui.reading.notes.writing import comment_of, editor_text, tags_of
from tui.reading.pages.notebook import Notebook, Noted, asked, matching_notes, notes_page, resolved
from tui.reading.selection import citation_of
from tui.search.parse import parse

UNMARKED = Marking()


def note_on(
    words: str, text: str = "", tags: tuple[str, ...] = (), *, marking: Marking = UNMARKED, n: int = 1, key: str = "talks"
) -> Note:
    """A note on some words of the talks."""
    briefing = briefing_of(TALKS)
    document = compose(briefing)
    part, block = spot_of(document, words)
    start = document.parts[part].blocks[block].text.index(words)
    anchor = make_anchor(document, (part, block, start), (part, block, start + len(words)))
    section = document.sections[document.parts[part].section]
    names = (f"id-{n}", key, key, f"{key}.yaml", briefing.title, section.title)
    return Note(*names, anchor, text, tags, marking, citation_of(briefing, section), float(n), float(n))


# writing


def test_words_that_begin_with_a_number_sign_are_tags() -> None:
    assert tags_of("#Japan and #to-do, (#a/b) #japan; #国防。") == ("Japan", "to-do", "a/b", "国防")


@pytest.mark.parametrize("comment", ["#1", "C#", "a#b", "`#code`", "# heading", "https://x.org/#top", "``#a `b` #c``", "##"])
def test_other_number_signs_are_none(comment: str) -> None:
    assert tags_of(comment) == ()


@pytest.mark.parametrize("comment", ["", "One.", "# Heading\n\n#tag text\n\n> quoted by hand", "two\n\nparagraphs", "x >8 y"])
def test_what_goes_to_the_editor_comes_back_without_the_passage(comment: str) -> None:
    given = editor_text(comment, "The passage\nof two lines", "Talks § Deterrence")
    assert "> The passage\n> of two lines" in given
    assert comment_of(given) == comment
    assert comment_of("New words. \r\n" + given).startswith("New words.")


def test_a_text_without_the_line_is_all_comment() -> None:
    assert comment_of("\n\nAll of it.\n") == "All of it."


# a briefing's notes


def test_notes_come_in_the_order_of_the_text_and_lost_ones_last() -> None:
    notes = [note_on("Missile warning", n=1), note_on("Deterrence rests on forces", n=2), note_on("Washington", n=3)]
    found = resolved(document_of(TALKS.replace("Deterrence rests on forces.", "Nothing.")), notes)
    assert [(one.note.id, one.state) for one in found] == [("id-3", "in place"), ("id-1", "in place"), ("id-2", "orphan")]
    assert found[2].quote == "Deterrence rests on forces"


def test_a_moved_note_carries_what_the_passage_says_now() -> None:
    note = note_on("Washington will set up a headquarters in Japan.")
    (found,) = resolved(document_of(TALKS.replace("will set up a headquarters", "will set up a small headquarters")), [note])
    assert (found.state, found.new) == ("moved", "Washington will set up a small headquarters in Japan.")


# the library's


def test_the_notebook_remembers_what_was_found_when_it_last_looked() -> None:
    notes = [note_on("Missile warning", n=1), note_on("Washington", n=2, key="other")]
    book = Notebook(lambda: notes, lambda key, marking: marking)
    assert [(one.note.key, one.state) for one in book.all()] == [("other", ""), ("talks", "")]
    book.look(document_of(TALKS), "talks")
    assert [(one.note.key, one.state) for one in book.all()] == [("other", ""), ("talks", "in place")]


@pytest.mark.parametrize(
    ("query", "tags", "ids"),
    [
        ("", (), [1, 2]),
        ("rank", (), [1]),
        ("washington", (), [2]),
        ("tag:japan", (), [1]),
        ("", ("#Japan",), [1]),
        ("-rank", (), [2]),
        ("note:rank", (), [1]),
        ("rank washington", (), []),
        ("title:Talks", (), [1, 2]),
        ("deterrence", (), [1]),
    ],
)
def test_notes_are_found_by_words_and_tags(query: str, tags: tuple[str, ...], ids: list[int]) -> None:
    notes = [Noted(note_on("rests on forces", "Ask about rank.", ("japan",), n=1)), Noted(note_on("Washington", n=2))]
    assert [one.note.id for one in matching_notes(notes, parse(query), tags)] == [f"id-{n}" for n in ids]


def test_a_page_of_notes_reads_like_a_briefing() -> None:
    notes = [
        Noted(
            note_on("Deterrence rests on forces", "Ask *again*.", ("rank",), marking=Marking("AMBER"), n=1),
            "moved",
            "It rests on more",
            "deterrence",
        ),
        Noted(note_on("Washington", n=2), "orphan"),
        Noted(note_on("Missile warning", n=3, key="other")),
    ]
    document = notes_page(notes).document()
    text = "\n".join(plain_text(document))
    assert text.startswith("TLP:AMBER")
    assert text.endswith("TLP:AMBER")
    for words in (
        "3 notes in 2 briefings · 1 no longer found",
        "Talks in Tokyo",
        "│ Deterrence rests on forces",
        "│ now: It rests on more",
        "Ask again.",
        "#rank",
        "no longer found in the briefing",
    ):
        assert words in text
    blocks = [block for part in document.parts for block in part.blocks]
    assert {block.about for block in blocks} == {"", "id-1", "id-2", "id-3"}
    assert "[[talks#deterrence]]" in [span.target for block in blocks for span in block.spans]


def test_a_page_without_notes_says_so() -> None:
    assert "No notes." in "\n".join(plain_text(notes_page([]).document()))
    assert "None of 4." in "\n".join(plain_text(notes_page([], of=4).document()))
    assert "2 of 4 notes in 1 briefing" in "\n".join(plain_text(notes_page(noted()[:2], of=4).document()))


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("ships #rank", "ships tag:rank"),
        ("#rank", "tag:rank"),
        ("-#rank (#a|#b)", "-tag:rank (tag:a OR tag:b)"),
        ('"see #rank" C#', '"see rank" c'),
    ],
)
def test_a_number_sign_asks_for_a_tag(words: str, understood: str) -> None:
    assert str(asked(words)) == understood
    assert asked(words).text == words


# handing out


def noted() -> list[Noted]:
    return [
        Noted(
            note_on("Deterrence rests on forces", "=1+1 #rank", ("rank",), marking=Marking("AMBER", "NOFORN"), n=1),
            "moved",
            "It *rests*",
        ),
        Noted(note_on("Washington", n=2), "in place"),
    ]


def test_markdown_marks_before_and_after_and_cites() -> None:
    text = "".join(exported_notes(noted(), "md"))
    first, last = text.split("\n")[0], text.rstrip().split("\n")[-1]
    assert first == last == "TLP:AMBER · NOFORN"
    # What does not change is not said again.
    assert text.count("TLP:AMBER · NOFORN") == 2
    green = Noted(note_on("Washington", marking=Marking("GREEN"), n=3))
    text = "".join(exported_notes([*noted(), green], "md"))
    assert text.index("\\[TLP:GREEN\\]") < text.rindex("> Washington") < text.index("\\[end of TLP:GREEN\\]")
    paragraphs = Noted(replace(green.note, anchor=Anchor("a", "One\nTwo")))
    assert "> One\n>\n> Two\n" in "".join(exported_notes([paragraphs], "md"))
    assert "> It \\*rests\\*" in text
    assert "— “Talks in Tokyo”, Desk, 28 Jul 2024, § 2 Deterrence (talks)" in text
    assert "### Deterrence" in text


def test_json_has_stable_fields_one_object_a_line() -> None:
    first, second = [json.loads(line) for line in exported_notes(noted(), "json")]
    assert tuple(first) == FIELDS
    assert (first["marking"], first["end_of_marking"]) == ("TLP:AMBER · NOFORN", "end of TLP:AMBER · NOFORN")
    assert (first["state"], first["now"], first["tags"], first["created"]) == (
        "moved",
        "It *rests*",
        ["rank"],
        "1970-01-01T00:00:01Z",
    )
    assert (second["marking"], second["end_of_marking"]) == ("", "")


def test_no_cell_of_csv_can_be_taken_for_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(exported_notes(noted(), "csv")), newline="")))
    assert [tuple(row) for row in rows] == [FIELDS, FIELDS]
    assert rows[0]["comment"] == "'=1+1 #rank"
    assert rows[1]["quote"] == "Washington"
    for sign in ("=", "+", "-", "@", " =", "\t@", "\n+"):
        made = "".join(exported_notes([Noted(note_on("Washington", f"{sign}cmd"))], "csv"))
        assert next(iter(csv.DictReader(io.StringIO(made, newline=""))))["comment"].startswith("'")


@pytest.mark.parametrize("text", [hostile.text for hostile in TABLE], ids=[hostile.name for hostile in TABLE])
def test_nothing_in_a_comment_reaches_the_terminal_or_breaks_a_form(text: str) -> None:
    notes = [Noted(note_on("Washington", text))]
    for form in ("md", "csv"):
        assert "\x1b" not in "".join(exported_notes(notes, form))
    assert json.loads("".join(exported_notes(notes, "json")))["comment"] == text
    assert len(list(csv.reader(io.StringIO("".join(exported_notes(notes, "csv")), newline="")))) == 2


ENTRIES = """
title: Talks
id: talks
judgments: [{text: The headquarters will be working by the end of March., likelihood: likely, confidence: low}]
events: [{date: 2024-07-28, title: Ministers meet in Tokyo, note: Nobody from Seoul was there.}]
"""


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("end of March", "Judgment: “The headquarters will be working by the end of March.” (likely, low confidence)"),
        ("Nobody from Seoul", "Event: “Ministers meet in Tokyo” (28 Jul 2024)"),
    ],
)
def test_a_note_on_part_of_an_entry_is_handed_out_with_what_it_is_on(words: str, subject: str) -> None:
    document = compose(briefing_of(ENTRIES))
    part, block = next((p, b) for p, made in enumerate(document.parts) for b, one in enumerate(made.blocks) if words in one.text)
    start = document.parts[part].blocks[block].text.index(words)
    anchor = make_anchor(document, (part, block, start), (part, block, start + len(words)))
    note = Note("a", "talks", "talks", "", "Talks", "", anchor, "See #lead and more.", ("lead", "rank"), Marking(), "", 1.0, 1.0)
    (noted,) = resolved(document, [note])
    assert noted.subject == subject
    markdown = "".join(exported_notes([noted], "md"))
    assert subject in markdown
    assert markdown.count("lead") == 1
    assert "\\#rank" in markdown
    assert json.loads("".join(exported_notes([noted], "json")))["subject"] == subject
    shown = [block.text for part in notes_page([noted]).document().parts for block in part.blocks]
    assert subject in shown
    (kept_out,) = resolved(document, [replace(note, anchor=replace(anchor, digested=True))])
    assert kept_out.subject == ""


def test_a_note_on_a_link_is_handed_out_with_the_words_that_are_shown_for_it_now() -> None:
    text = "title: Ports\nid: ports\nbody: As [[forum]] says, ships stay in port.\n"
    before, now = (compose(briefing_of(text), library={"forum": title}) for title in ("The industry forum", "Factories"))
    part, block = spot_of(before, "ships stay")
    anchor = make_anchor(before, (part, block, 0), (part, block, len("As The industry forum says")))
    note = Note("n1", "ports", "ports", "", "Ports", "", anchor)
    (noted,) = resolved(now, [note])
    assert (noted.state, noted.quote, anchor.exact) == ("in place", "As Factories says", "As [[forum]] says")
    (lost,) = resolved(compose(briefing_of("title: Ports\nid: ports\nbody: Nothing.\n")), [note])
    assert (lost.state, lost.quote) == ("orphan", "As [[forum]] says")
