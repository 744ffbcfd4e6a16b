"""Sections and parts of a composed briefing."""

from __future__ import annotations

import pytest

from tests.document.everything import bare, everything, numbered
from tests.yardstick import cost_of
from tui.document.block import Block
from tui.document.compose import compose
from tui.document.document import Document
from tui.model.briefing import Action, Briefing, Event, Fact, HistoryEntry, Judgment, Prose, Section, Source
from tui.model.dates import parse_date
from tui.model.handling import Marking
from tui.model.problem import Problem


def ids(document: Document) -> list[str]:
    return [section.id for section in document.sections]


def numbers(document: Document) -> list[str]:
    return [f"{section.number} {section.title}" for section in document.sections if section.number]


def blocks(document: Document, section_id: str = "") -> list[Block]:
    found = document.section_of(section_id) if section_id else None
    return [block for part in document.parts if found is None or part.section == found for block in part.blocks]


def test_sections_come_in_the_order_in_which_a_briefing_is_read() -> None:
    word, _ = numbered()
    document = compose(everything(word))
    found = [section.id for section in document.sections if section.id.startswith("~")]
    assert found == [
        "~top", "~bottom-line", "~text", "~actions", "~judgments", "~facts", "~actors", "~command", "~relations", "~agreements",
        "~timeline", "~terms", "~sources", "~questions", "~related", "~history", "~about", "~other", "~problems",
    ]  # fmt: skip


def test_only_pieces_with_content_have_a_section() -> None:
    assert ids(compose(bare(questions=("Why?",)))) == ["~top", "~questions"]


def test_groups_part_the_front_the_text_and_the_reference() -> None:
    document = compose(bare(bluf=Prose("So."), sections=(Section(title="One"),), questions=("Why?",)))
    assert [section.group for section in document.sections] == ["front", "front", "text", "reference"]


def test_sections_are_numbered_by_their_nesting() -> None:
    sections = (Section(title="A", sections=(Section(title="B"), Section(title="C"))), Section(title="D"))
    assert numbers(compose(bare(sections=sections))) == ["1 A", "1.1 B", "1.2 C", "2 D"]


def test_headings_in_a_body_are_nested_sections() -> None:
    section = Section(title="A", body=Prose("Before.\n\n## B\n\nIn B.\n\n### C\n\nIn C.\n\n## D\n"), sections=(Section(title="E"),))
    document = compose(bare(sections=(section,)))
    assert numbers(document) == ["1 A", "1.1 B", "1.1.1 C", "1.2 D", "1.3 E"]
    assert [block.text for block in blocks(document, "c")] == ["1.1.1 C", "In C."]


def test_the_shallowest_heading_of_a_body_is_the_top_level() -> None:
    assert numbers(compose(bare(body=Prose("## A\n\n### B\n\n## C\n")))) == ["1 A", "1.1 B", "2 C"]


def test_text_before_the_first_heading_has_a_section_of_its_own() -> None:
    document = compose(bare(body=Prose("Before.\n\n# A\n\nAfter.\n")))
    assert ids(document) == ["~top", "~text", "a"]
    assert [block.text for block in blocks(document, "~text")] == ["Before."]


def test_section_ids_are_unique_and_given_ones_are_kept() -> None:
    sections = (Section(title="Same", body=Prose("# Same\n\nx\n")), Section(title="Other", id="same"), Section(title="Same"))
    document = compose(bare(sections=sections))
    assert len(set(ids(document))) == len(ids(document))
    assert [section.title for section in document.sections if section.id == "same"] == ["Same"]


def test_an_empty_title_is_untitled() -> None:
    document = compose(Briefing(sections=(Section(),)))
    assert [section.title for section in document.sections] == ["Untitled", "Untitled"]
    assert blocks(document)[0].text == "Untitled"


def test_every_section_but_the_front_starts_with_its_heading() -> None:
    word, _ = numbered()
    document = compose(everything(word))
    for section in document.sections[1:]:
        first = document.parts[document.first_part(section.index)].blocks[0]
        assert (first.kind, first.section) == ("heading", section.index), section.id
        assert first.text.startswith(f"{section.number} {section.title}".strip())


def test_every_block_knows_its_section() -> None:
    word, _ = numbered()
    document = compose(everything(word))
    assert all(block.section == part.section for part in document.parts for block in part.blocks)


def test_a_number_is_a_span_of_its_heading() -> None:
    heading = blocks(compose(bare(sections=(Section(title="A"),))))[1]
    assert [(heading.text[span.start : span.end], span.role) for span in heading.spans] == [("1", "number")]


def test_spans_of_every_block_are_sorted_and_inside_its_text() -> None:
    word, _ = numbered()
    for block in blocks(compose(everything(word))):
        end = 0
        for span in block.spans:
            assert end <= span.start < span.end <= len(block.text), block
            end = span.end


def test_composing_makes_no_blocks() -> None:
    word, _ = numbered()
    document = compose(everything(word))
    assert not any(part.made for part in document.parts)


def test_a_long_list_is_cut_into_parts() -> None:
    events = tuple(Event(id=f"e{number}", title=f"Event {number}", date=parse_date("2024")) for number in range(1000))
    document = compose(bare(events=events))
    index = document.section_of("~timeline")
    parts = [part for part in document.parts if part.section == index]
    assert len(parts) == 10
    assert [block.about for part in parts for block in part.blocks if block.about] == [event.id for event in events]


def test_a_long_list_of_single_rows_has_no_gap_where_it_is_cut() -> None:
    document = compose(bare(events=tuple(Event(title=f"Event {number}") for number in range(250))))
    assert [block.text for block in blocks(document, "~timeline")[2:] if block.space] == []


def test_counts_are_the_entries_of_a_piece() -> None:
    document = compose(bare(questions=("A?", "B?"), judgments=(Judgment(text=Prose("J.")),)))
    assert {section.id: section.count for section in document.sections} == {"~top": 0, "~judgments": 1, "~questions": 2}


def test_a_section_has_its_own_marking_only_where_it_differs() -> None:
    sections = (
        Section(title="A", tlp="GREEN", sections=(Section(title="B"), Section(title="C", tlp="AMBER"))),
        Section(title="D"),
        Section(title="E", tlp="CLEAR"),
    )
    document = compose(bare(tlp="CLEAR", sections=sections))
    markings = {section.title: section.handling.tlp for section in document.sections if section.number}
    assert markings == {"A": "AMBER", "B": "GREEN", "C": "AMBER", "D": None, "E": None}
    headings = [block.text for block in blocks(document) if block.kind == "heading"]
    assert headings == ["1 A TLP:AMBER", "1.1 B", "1.2 C TLP:AMBER", "2 D", "3 E"]


def test_headings_in_a_marked_section_are_marked_like_it() -> None:
    document = compose(bare(sections=(Section(title="A", tlp="RED", body=Prose("# B\n\ntext\n")),)))
    assert document.sections[-1].handling == Marking("RED")


def test_a_piece_is_marked_by_the_strictest_of_its_items() -> None:
    judgments = (Judgment(text=Prose("One."), tlp="AMBER"), Judgment(text=Prose("Two.")))
    document = compose(bare(tlp="GREEN", judgments=judgments))
    assert document.sections[-1].handling == Marking("AMBER")
    less = compose(bare(tlp="GREEN", judgments=(Judgment(text=Prose("One."), tlp="CLEAR"), Judgment(text=Prose("Two.")))))
    assert not less.sections[-1].handling


def test_an_items_own_marking_stands_in_its_row() -> None:
    facts = (Fact(text=Prose("It rained."), tlp="RED", marking="Eyes only"),)
    assert blocks(compose(bare(facts=facts)), "~facts")[1].text == "TLP:RED · Eyes only It rained."


def test_blocks_of_an_entry_know_their_item_and_its_line() -> None:
    action = Action(id="a1", line=7, text=Prose("Do it."), owner="Desk")
    assert {(block.about, block.line) for block in blocks(compose(bare(actions=(action,))), "~actions")[1:]} == {("a1", 7)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "Draft"),
        ({"status": "superseded"}, "Superseded"),
        ({"status": "recalled"}, "Recalled: do not use it."),
        ({"embargo": parse_date("2024-08-01")}, "not to be used before 1 Aug 2024"),
        ({"sources": (Source(title="Gone", status="recalled"),)}, "Leans on a recalled source: Gone"),
        (
            {"problems": (Problem("error", "x", "y"), Problem("warning", "x", "y"), Problem("info", "x", "y"))},
            "1 error and 1 warning",
        ),
    ],
)
def test_what_a_reader_must_know_first_is_a_banner(fields: dict[str, object], words: str) -> None:
    assert [block.text for block in blocks(compose(bare(**fields)), "~top") if block.kind == "banner" and words in block.text]


def test_a_recall_says_why_and_what_to_do() -> None:
    history = (HistoryEntry(type="recall", date=parse_date("2024-08-03"), reason="A source withdrew.", action="Delete copies."),)
    banner = blocks(compose(bare(status="recalled", history=history)), "~top")[-1]
    assert banner.text == "Recalled on 3 Aug 2024: A source withdrew. What to do: Delete copies."


def test_infos_alone_are_no_banner() -> None:
    assert not [block for block in blocks(compose(bare(problems=(Problem("info", "x", "y"),)))) if block.kind == "banner"]


DETAILS: dict[str, object] = {
    "kind": "assessment",
    "series": "Weekly",
    "number": "12",
    "producer": "Desk",
    "authors": ("Analyst", "Editor"),
    "audience": ("policy staff",),
    "tags": ("japan",),
    "lang": "en",
    "priority": "priority",
    "status": "draft",
    "tlp": "GREEN",
    "supersedes": ("older",),
    "date": parse_date("2024-07-28T03:00Z"),
    "updated": parse_date("2024-08-08"),
    "cutoff": parse_date("2025-01"),
    "review_by": parse_date("2025-03-31"),
    "embargo": parse_date("2024-07-29"),
}
BELOW_TITLE = "28 Jul 2024 · updated 8 Aug 2024 · Desk · assessment"
ABOUT = [
    "Series Weekly 12",
    "Status draft",
    "By Analyst, Editor",
    "For policy staff",
    "Issued 28 Jul 2024 03:00 UTC",
    "Cut-off Jan 2025",
    "Review by 31 Mar 2025",
    "Not before 29 Jul 2024",
    "Precedence priority",
    "Tags japan",
    "Language en",
    "Replaces older",
]


def metas(document: Document, section_id: str) -> list[str]:
    return [block.text for block in blocks(document, section_id) if block.kind == "meta"]


@pytest.mark.parametrize("lead", [{"bluf": Prose("Act.")}, {"why_it_matters": Prose("It is late.")}, {}])
def test_one_line_stands_below_the_title_and_the_rest_about_the_briefing_at_its_end(lead: dict[str, Prose]) -> None:
    document = compose(bare(**DETAILS, **lead))
    assert metas(document, "~top") == [BELOW_TITLE]
    assert not [block for block in blocks(document) if block.kind == "meta"][1:]
    assert [block.text for block in blocks(document, "~about")] == ["About", *ABOUT]
    assert document.sections[-1].id == "~about"


def test_nothing_is_said_again_at_the_end_where_the_line_below_the_title_says_all_of_it() -> None:
    plain = {key: DETAILS[key] for key in ("kind", "producer", "updated", "tlp")} | {"status": "issued"}
    assert [section.id for section in compose(bare(**plain)).sections] == ["~top"]
    assert compose(bare(**plain, lang="en")).section_of("~about") == 1
    assert compose(bare(authors=("Analyst",))).section_of("~about") is None, "who wrote it stands below the title"


def test_what_must_be_known_at_once_stands_below_the_title() -> None:
    assert metas(compose(bare(priority="flash", authors=("Analyst",))), "~top") == ["Analyst · flash"]
    assert not metas(compose(bare(priority="routine")), "~top")


@pytest.mark.parametrize(
    ("date", "updated", "shown"),
    [
        ("2024-07-28", "2024-08-08", "28 Jul 2024 · updated 8 Aug 2024"),
        ("2024-12-28", "2025-01-03", "28 Dec 2024 · updated 3 Jan 2025"),
        ("2024", "before 2024", "2024 · updated before 2024"),
        ("2024-07-28", "2024-07-29/2024-08-02", "28 Jul 2024 · updated 29 Jul – 2 Aug 2024"),
    ],
)
def test_a_year_is_said_once(date: str, updated: str, shown: str) -> None:
    assert blocks(compose(bare(date=parse_date(date), updated=parse_date(updated))))[1].text == shown


def test_the_bottom_line_leads_and_why_it_matters_follows() -> None:
    document = compose(bare(bluf=Prose("Act **now**."), why_it_matters=Prose("It is late.")))
    assert [(block.role, block.text) for block in blocks(document, "~bottom-line")[1:]] == [
        ("lead", "Act now."),
        ("body", "Why it matters: It is late."),
    ]


def test_links_to_other_briefings_are_named_by_their_titles() -> None:
    document = compose(bare(related=("other", "unknown")), library={"other": "The other one"})
    assert [block.text for block in blocks(document, "~related")[1:]] == ["The other one · other", "unknown"]


def test_a_body_of_five_megabytes_is_not_parsed_before_it_is_read() -> None:
    body = Prose("A paragraph of *some* words that go on for a while.\n\n" * 100_000)
    assert cost_of(lambda: compose(bare(body=body))) < 100
    document = compose(bare(body=body))
    assert not any(part.made for part in document.parts)
    document.parts[1].blocks  # noqa: B018
    assert sum(part.made for part in document.parts) == 1
