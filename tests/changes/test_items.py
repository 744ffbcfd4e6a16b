"""What changed in judgments, sources, events and the like, and how it is said."""

from __future__ import annotations

import pytest

from tests.changes.editions import changes, edition, item, said
from tui.changes.compare import compare
from tui.changes.results import LeaningThing
from tui.changes.summary import reasons, summary_line
from tui.changes.wording import sentences, slip
from tui.model.briefing import Briefing
from tui.model.fields import FIELDS

BEFORE = """
title: Command in Japan
tlp: CLEAR
status: issued
priority: routine
review_by: 2025-03-31
tags: [japan, command]
actions:
- {text: Decide whether to raise the question., owner: Deputy, due: 2024-08-02, status: open}
judgments:
- {text: The headquarters will be working by the end of March., likelihood: likely, confidence: low, sources: report}
- {text: Seoul will ask for the same arrangement before long., likelihood: unlikely, sources: other}
facts:
- {text: Japan asked for a four-star commander., status: reported, sources: seed}
actors:
  usfj: {name: United States Forces Japan, short: USFJ}
  indopacom: {name: Indo-Pacific Command, short: INDOPACOM}
relations:
- {from: usfj, type: reports to, to: indopacom, status: planned}
events:
- {date: by 2025-03, title: Joint headquarters due, status: planned, actors: usfj}
terms: {deterrence: Protection of an ally.}
sources:
  seed: {title: Seed article, grade: F3}
  report: {title: A report on it, derived_from: seed}
  other: {title: Another source}
body: |
  Text that cites it [@report, p. 3].
"""


SHORT = "The headquarters will be working by the…"
FIRST = "judgment “The headquarters will be working by the end of March.”"
SECOND = "judgment “Seoul will ask for the same arrangement before long.”"
ACTION = "action “Decide whether to raise the question.”"


def after(old: str, new: str) -> list[str]:
    """What is said when one thing of the briefing is written otherwise."""
    assert BEFORE.count(old) == 1, old
    return said(changes(BEFORE, BEFORE.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("likelihood: likely,", "likelihood: unlikely,", f"{FIRST} moved: likely → unlikely"),
        ("confidence: low", "confidence: high", f"{FIRST} moved: confidence low → high"),
        ("likely, confidence: low", "remote, confidence: high", f"{FIRST} moved: likely → remote, confidence low → high"),
        (" likelihood: unlikely,", "", f"{SECOND} moved: unlikely → not given"),
        ("sources: report}", "sources: report, status: withdrawn}", f"{FIRST} is now withdrawn"),
        ("end of March", "end of spring", "judgment “The headquarters will be working by the end of spring.”: reworded"),
        ("status: reported", "status: confirmed", "fact “Japan asked for a four-star commander.” is now confirmed (was reported)"),
        ("status: reported", "status: denied", "fact “Japan asked for a four-star commander.” is now denied (was reported)"),
        ("indopacom, status: planned", "indopacom, status: current", "the relation USFJ → INDOPACOM: planned → current"),
        ("by 2025-03", "by 2025-06", "event “Joint headquarters due” slipped: by Mar 2025 → by Jun 2025, three months later"),
        ("by 2025-03", "by 2024", "event “Joint headquarters due” brought forward: by Mar 2025 → by 2024, three months earlier"),
        ("due, status: planned", "due, status: cancelled", "event “Joint headquarters due” is now cancelled (was planned)"),
        ("actors: usfj}", "actors: [usfj, indopacom]}", "event “Joint headquarters due”: actors: added INDOPACOM"),
        ("due: 2024-08-02", "due: 2024-08-09", f"{ACTION} due date slipped: 2 Aug 2024 → 9 Aug 2024, one week later"),
        ("status: open", "status: done", f"{ACTION} is now done (was open)"),
        ("grade: F3", "grade: B2", "source “Seed article”: grade F3 → B2"),
        ("tlp: CLEAR", "tlp: AMBER", "the briefing: TLP:CLEAR → TLP:AMBER"),
        ("priority: routine", "priority: flash", "the briefing: priority routine → flash"),
        ("status: issued", "status: recalled", "the briefing: now recalled"),
        ("review_by: 2025-03-31", "review_by: 2025-06-30", "the briefing: review by 31 Mar 2025 → 30 Jun 2025, three months later"),
        ("[japan, command]", "[command, tokyo]", "the briefing: tags: added tokyo and removed japan"),
        ("Protection of an ally.", "Protection of a friend.", "term “deterrence”: reworded"),
        ("sources:\n  seed", "questions: Which forces?\nsources:\n  seed", "new question “Which forces?”"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(old: str, new: str, words: str) -> None:
    assert after(old, new) == [words]


def test_a_recalled_source_names_all_that_leans_on_it_also_through_another() -> None:
    found = changes(BEFORE, BEFORE.replace("grade: F3", "grade: F3, status: recalled"))
    assert item(found, "source").leaning == (
        LeaningThing("judgment", "j1", "The headquarters will be working by the end of March.", "A report on it"),
        LeaningThing("fact", "f1", "Japan asked for a four-star commander."),
        LeaningThing("source", "report", "A report on it"),
        LeaningThing("section", "~text", "Text", "A report on it"),
    )
    assert said(found) == [
        f"source “Seed article” recalled; judgment “{SHORT}” (through “A report on it”), "
        "fact “Japan asked for a four-star commander.”, source “A report on it” and section “Text” (through “A report on it”) "
        "lean on it"
    ]
    assert reasons(found)[0] == "1 source recalled"
    back = changes(BEFORE.replace("grade: F3", "grade: F3, status: recalled"), BEFORE)
    assert said(back) == ["source “Seed article” stands again (was recalled)"]


def test_things_that_came_and_went_are_named() -> None:
    new = BEFORE.replace("facts:", "facts:\n- {text: Something else was told.}").replace("  other: {title: Another source}\n", "")
    found = changes(
        BEFORE, new.replace("actors:\n  usfj", "actors:\n  jfhq: {name: Joint Force Headquarters, short: JFHQ}\n  usfj")
    )
    assert said(found) == ["new fact “Something else was told.”", "new actor “JFHQ”", "source “Another source” removed"]
    assert reasons(found) == ("1 fact added", "1 source removed", "1 actor added")


def test_numbers_that_shift_are_no_change() -> None:
    new = BEFORE.replace("judgments:\n", "judgments:\n- {text: Wholly new and put on top., likelihood: very likely}\n")
    assert said(changes(BEFORE, new)) == ["new judgment “Wholly new and put on top.”, very likely"]


def test_a_judgment_of_which_only_the_past_is_told_otherwise_says_that_it_changed() -> None:
    old = BEFORE.replace("judgments:\n", "judgments:\n- {text: Rain is coming., was: [{likelihood: likely, date: 2024-07-21}]}\n")
    assert said(changes(old, old.replace("{likelihood: likely, date", "{likelihood: unlikely, date"))) == [
        "judgment “Rain is coming.”: its history changed"
    ]


def test_a_judgment_is_never_said_to_have_moved_to_that_of_another_with_its_number() -> None:
    kept = BEFORE.replace(
        "The headquarters will be working by the end of March., likelihood: likely", "Rain is coming., likelihood: remote"
    )
    assert said(changes(BEFORE, kept)) == [
        "new judgment “Rain is coming.”, remote, low confidence",
        f"{FIRST} removed",
    ]


def test_a_thing_whose_id_changed_is_known_by_its_name() -> None:
    found = changes(BEFORE, BEFORE.replace("  seed: {title: Seed article, grade: F3}", "  grain: {title: Seed article, grade: B2}"))
    assert (item(found, "source").kind, item(found, "source").id) == ("changed", "grain")


def test_another_spelling_of_a_date_is_no_change() -> None:
    assert after("by 2025-03", "../2025-03") == []
    assert edition(BEFORE).section("~timeline") != edition(BEFORE.replace("by 2025-03", "../2025-03")).section("~timeline")
    digests = {edition(text).sections[-4].digest for text in (BEFORE, BEFORE.replace("by 2025-03", "../2025-03"))}
    assert len(digests) == 1


def test_reasons_put_recalls_first_then_moved_judgments_then_the_rest() -> None:
    new = BEFORE.replace("grade: F3", "grade: F3, status: recalled").replace("likelihood: likely,", "likelihood: unlikely,")
    new = new.replace("by 2025-03", "by 2025-06").replace("Text that cites", "Words that cite")
    found = changes(BEFORE, new)
    assert reasons(found) == (
        "1 source recalled",
        f"“{SHORT}” likely → unlikely",
        "1 event changed",
        "1 paragraph",
    )
    assert summary_line(found) == (
        f"1 section changed, judgment “{SHORT}” moved: likely → unlikely, 1 source recalled, 1 event changed"
    )


def test_a_list_of_many_moved_judgments_is_counted() -> None:
    old = "title: T\njudgments:\n" + "".join(f"- {{text: Judgment number {n} on {n * 7}., likelihood: likely}}\n" for n in range(9))
    assert reasons(changes(old, old.replace("likelihood: likely", "likelihood: unlikely"))) == ("9 judgments moved",)


def test_a_new_date_alone_is_a_small_change_with_a_reason() -> None:
    found = changes("title: T\nupdated: 2024-01-01\n", "title: T\nupdated: 2024-02-01\n")
    assert reasons(found) == ("only updated",)
    assert [sentence.rank for sentence in sentences(found)] == [4]


def test_the_series_is_followed_by_number() -> None:
    found = compare(edition("title: Weekly\nseries: W\nnumber: 11\n"), edition("title: Weekly\nseries: W\nnumber: 12\n"))
    assert (found.before_number, found.number) == ("11", "12")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2024-08-02", "2024-08-09", "one week later"),
        ("2024-08-02", "2024-08-05", "three days later"),
        ("2024-08-02", "2025-08-02", "one year later"),
        ("2025-06", "2025-03", "three months earlier"),
        ("2024-01-31", "2024-02-29", "one month later"),
        ("2024-01-10", "2024-05-20", "about four months later"),
        ("2024-07-28T06:00Z", "2024-07-28T09:00Z", "three hours later"),
        ("2024/2025", "2024/2026", "one year later"),
        ("after 2024-03", "after 2024-04", "one month later"),
        ("by 2025-03", "after 2025-03", ""),
        ("nonsense", "2024", ""),
        ("2024", "2024", ""),
    ],
)
def test_how_far_a_date_moved(before: str, after: str, words: str) -> None:
    assert slip(before, after)[1] == words


def test_every_field_of_the_briefing_is_kept_somewhere() -> None:
    """One that is added to the format must be added to an edition, or be left out knowingly."""
    front = {field.key for field in FIELDS[Briefing] if field.of is None}
    from tui.changes.item_fields import kept_fields

    assert front - {field.key for field in kept_fields(Briefing)} == {
        *("id", "formerly", "bluf", "why_it_matters", "body", "source_summary", "related", "questions"),
    }


def test_nothing_is_called_by_an_id_that_its_author_did_not_show() -> None:
    old = (
        "title: T\nfacts: {output: {text: The output of shells doubled.}, bare: {status: reported}}\n"
        "judgments: {j9: {likelihood: likely}}\nsources: {one: {title: First source}, two: {title: Second source}}\n"
        "events: [{title: A meeting, date: 2024, sources: one}]\n"
    )
    new = old.replace("doubled.}", "doubled., status: denied}").replace("status: reported", "status: confirmed")
    new = new.replace("likelihood: likely", "likelihood: remote").replace("sources: one}", "sources: [one, two]}")
    found = changes(old, new)
    assert said(found) == [
        "a judgment moved: likely → remote",
        "fact “The output of shells doubled.” is now denied",
        "a fact is now confirmed (was reported)",
        "event “A meeting”: sources: added Second source",
    ]
    assert reasons(found)[0] == "a judgment likely → remote"


def test_a_recall_that_only_the_history_tells_of_comes_first() -> None:
    old = BEFORE + "history:\n- {date: 2024-08-01, summary: First issue.}\n"
    new = old.replace("history:", "history:\n- {date: 2024-08-02, type: recall, summary: The report on strength was wrong.}")
    found = changes(old, new.replace("likelihood: likely,", "likelihood: unlikely,"))
    first = min(sentences(found), key=lambda sentence: sentence.rank)
    assert first.rank == 0
    assert first.text.startswith("new entry of the history “The report on strength was wrong.”, 2 Aug 2024: a recall")
    assert reasons(found)[0] == "a recall"
