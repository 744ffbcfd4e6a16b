"""Actors, agreements, timeline, terms, sources, history, questions, other fields as rows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.document.everything import bare
from tui.document.block import Block
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.model.briefing import Actor, Agreement, Event, HistoryEntry, OtherField, Prose, Source, Term
from tui.model.dates import parse_date


def lines(section: str, width: int = 88, **fields: Any) -> list[str]:
    """A section's lines, without its heading and blank lines."""
    return [line for line in plain_text(compose(bare(**fields)), width, section) if line][1:]


def blocks(section: str, **fields: Any) -> list[Block]:
    document = compose(bare(**fields))
    index = document.section_of(section)
    return [block for part in document.parts if part.section == index for block in part.blocks][1:]


def test_events_are_sorted_by_their_bounds_and_undated_ones_come_last() -> None:
    dates = ["2024-07-28/..", "2024-07-28", "by 2024-03", None, "2023", "2024-07"]
    events = tuple(Event(title=str(text), date=parse_date(text) if text else None) for text in dates)
    titles = [line.split("  ")[-1].strip() for line in lines("~timeline", events=events)]
    assert titles == ["2023", "by 2024-03", "2024-07", "2024-07-28", "2024-07-28/..", "None"]


def test_an_event_shows_the_authors_own_words_for_its_date() -> None:
    event = Event(
        date=parse_date("by 2025-03"),
        when="by March (no year given)",
        title="Joint headquarters due",
        status="disputed",
        place="Tokyo",
        actors=("jfhq", "A passer-by"),
        sources=("seed",),
        note=Prose("Either country's."),
    )
    assert lines("~timeline", events=(event,), actors=(Actor(id="jfhq", short="JFHQ"),)) == [
        "by Mar 2025  Joint headquarters due — disputed",
        "             “by March (no year given)” · Tokyo · JFHQ, A passer-by · [seed]",
        "             Either country's.",
    ]


@pytest.mark.parametrize(("status", "role"), [("planned", "planned"), ("disputed", "disputed"), ("cancelled", "former")])
def test_what_did_not_happen_is_said_in_a_word_and_by_a_role(status: Any, role: str) -> None:
    block = blocks("~timeline", events=(Event(title="Talks", status=status),))[0]
    assert block.text.endswith(f"Talks — {status}")
    assert {span.role for span in block.spans[-2:]} == {role, f"strong {role}"}


def test_what_happened_needs_no_word() -> None:
    assert lines("~timeline", events=(Event(title="Talks", status="happened", date=parse_date("2024")),)) == ["2024  Talks"]


def test_an_actor_is_listed_by_the_name_readers_know() -> None:
    actors = (
        Actor(
            id="usfj",
            name="United States Forces Japan",
            short="USFJ",
            type="unit",
            aliases=("在日米軍",),
            reports_to=("top",),
            led_by=("rupp",),
        ),
        Actor(id="rupp", name="Ricky Rupp", rank="Lieutenant General", role="Commander"),
    )
    assert lines("~actors", actors=actors) == [
        "USFJ        United States Forces Japan · unit",
        "            also 在日米軍",
        "            reports to top · led by Ricky Rupp",
        "Ricky Rupp  Lieutenant General · Commander",
    ]


def test_a_name_too_long_for_its_column_has_a_line_of_its_own() -> None:
    actors = (Actor(id="a", name="Short"), Actor(id="b", name="A name that is much longer than any column", role="Clerk"))
    assert lines("~actors", actors=actors) == ["Short", "A name that is much longer than any column", "       Clerk"]


def test_a_narrow_pane_puts_labels_above_what_they_label() -> None:
    event = Event(
        date=parse_date("before 2024-07-28"), title="Japan asks for four stars", place="Tokyo", note=Prose("One.\n\n- two\n")
    )
    assert lines("~timeline", 30, events=(event,)) == [
        "before 28 Jul 2024",
        "  Japan asks for four stars",
        "  Tokyo",
        "  One.",
        "  • two",
    ]
    assert lines("~timeline", 60, events=(event,)) == [
        "before 28 Jul 2024  Japan asks for four stars",
        "                    Tokyo",
        "                    One.",
        "                    • two",
    ]


def test_an_agreement_says_who_signed_what_and_when() -> None:
    agreement = Agreement(
        name="Memorandum",
        short="MoC",
        parties=("us", "Japan"),
        signed=parse_date("2024-07-28"),
        signed_by=("Austin",),
        status="in force",
        text=Prose("They *share* data."),
        sources=("tmm",),
    )
    assert lines("~agreements", agreements=(agreement,), actors=(Actor(id="us", name="United States"),)) == [
        "Memorandum (MoC)",
        "  in force · signed 28 Jul 2024 · signed by Austin · [tmm]",
        "  parties United States, Japan",
        "  They share data.",
    ]


def test_a_term_stands_above_its_meaning() -> None:
    term = Term(term="extended deterrence", short="ED", meaning=Prose("Protection."), aliases=("umbrella", "拡大抑止"))
    assert lines("~terms", terms=(term,)) == ["extended deterrence · ED · also umbrella, 拡大抑止", "  Protection."]


def test_a_source_has_its_grade_in_letters_and_in_words() -> None:
    source = Source(
        id="seed",
        title="Overhaul",
        publisher="Gazette",
        author=("A. Writer",),
        date=parse_date("2024"),
        type="article",
        accessed=parse_date("2024-07-28"),
        reliability="F",
        credibility="3",
        derived_from=("tmm", "kbs"),
        status="recalled",
        url="https://example.org/a",
        archive="https://archive.example.org/a",
        note=Prose("Unsigned."),
    )
    assert lines("~sources", sources=(source,)) == [
        "seed  Overhaul — recalled",
        "      Gazette · A. Writer · 2024 · article · read 28 Jul 2024",
        "      F3 — reliability cannot be judged, possibly true",
        "      derived from tmm, kbs",
        "      https://example.org/a",
        "      kept at https://archive.example.org/a",
        "      Unsigned.",
    ]


def test_addresses_and_origins_of_a_source_are_links() -> None:
    source = Source(id="a", title="A", url="https://example.org", archive="https://archive.org", derived_from=("b",))
    targets = [span.target for block in blocks("~sources", sources=(source,)) for span in block.spans if span.target]
    assert targets == ["@b", "https://example.org", "https://archive.org"]


@pytest.mark.parametrize(("reliability", "credibility", "words"), [("B", "", "B — usually reliable"), ("", "4", "4 — doubtful")])
def test_half_a_grade_is_shown_as_half(reliability: str, credibility: str, words: str) -> None:
    source = Source(id="a", title="A", reliability=reliability, credibility=credibility)
    assert lines("~sources", sources=(source,))[1].strip() == words


def test_a_summary_of_sources_stands_before_them_or_alone() -> None:
    assert lines("~sources", source_summary=Prose("Thin.")) == ["Thin."]
    assert lines("~sources", source_summary=Prose("Thin."), sources=(Source(id="a", title="A"),)) == ["Thin.", "a  A"]


def test_history_is_newest_first() -> None:
    history = (
        HistoryEntry(date=parse_date("2024-07-28"), type="update", summary=Prose("Links.")),
        HistoryEntry(type="correction", summary=Prose("Undated.")),
        HistoryEntry(date=parse_date("2024-08-08"), type="recall", summary=Prose("Wrong."), reason="Source.", action="Delete."),
    )
    assert lines("~history", history=history) == [
        "8 Aug 2024   recall: Wrong.",
        "             why: Source.",
        "             what to do: Delete.",
        "28 Jul 2024  update: Links.",
        "undated      correction: Undated.",
    ]


def test_open_questions_are_rows() -> None:
    assert lines("~questions", questions=("Which one?", "When?")) == ["? Which one?", "? When?"]


def test_other_fields_show_their_place_their_text_and_what_is_wrong() -> None:
    other = (
        OtherField("colour", "blue"),
        OtherField("events[2].date", "soon", 12, "This is not a date."),
        OtherField("a", "b: 1\nc: 2"),
    )
    assert lines("~other", other=other) == [
        "colour",
        "  blue",
        "events[2].date",
        "  soon",
        "  This is not a date.",
        "a",
        "  b: 1",
        "  c: 2",
    ]
    assert blocks("~other", other=other)[2].line == 12


def test_a_blank_line_stands_around_entries_with_details_only() -> None:
    actors = (
        Actor(id="a", name="A"),
        Actor(id="b", name="B"),
        Actor(id="c", name="C", description=Prose("Text.")),
        Actor(id="d", name="D"),
    )
    assert [block.space for block in blocks("~actors", actors=actors)] == [1, 0, 1, 0, 1]
