"""What all briefings ask for, and what their terms mean."""

from __future__ import annotations

from pathlib import Path

from tests.reading.asked import asked, held, said, under
from tui.model.handling import shown_up_to

ASKING = """
title: Asking
id: asking
date: 2024-07-01
tlp: GREEN
actions:
  - {id: late, text: Raise the *question*., owner: Deputy Director, due: 2024-11-28}
  - {id: soon, text: Send the cable., owner: Desk, due: 2024-12}
  - {id: now, text: Answer., owner: deputy director, due: 2024-11-29}
  - {id: open, text: Watch., due: after 2020}
  - {id: undated, text: Think.}
  - {id: done, text: Went., status: done, due: 2024-01-01}
  - {id: strict, text: Hide., due: 2024-11-01, tlp: RED}
"""
TERMS = [
    "title: A\nid: a\ndate: 2024-07-01\ntlp: GREEN\nterms: {deterrence: Keeping from., pier: A jetty.}\n",
    "title: B\nid: b\ndate: 2024-08-01\ntlp: AMBER\nterms:\n"
    "  - {term: Deterrence, short: DET, meaning: Making afraid.}\n  - {term: Pier, meaning: a jetty}\n",
]


def test_actions_stand_under_when_they_are_due(tmp_path: Path) -> None:
    page = asked(held(tmp_path, ASKING), "actions")
    assert under(page) == {
        "Overdue": ["Hide.", "Raise the question."],
        "Due within 7 days": ["Answer."],
        "Due later": ["Send the cable.", "Watch."],
        "Without a date": ["Think."],
        "Done or dropped": ["Went."],
    }
    text = said(page)
    assert "6 actions open · 2 overdue · 1 closed" in text
    assert "Deputy Director · due 28 Nov 2024" in text
    shown, left_out = page.within(shown_up_to("GREEN"))
    assert left_out == 1
    assert "Hide." not in said(shown)


def test_actions_of_one_owner_and_those_that_are_due(tmp_path: Path) -> None:
    catalog = held(tmp_path, ASKING)
    own = asked(catalog, "actions", options={"owner": "Deputy director"})
    assert [entry.target.evidence for entry in own.entries] == ["Raise the question.", "Answer."]
    assert list(under(asked(catalog, "actions", options={"due": "yes"}))) == ["Overdue", "Due within 7 days"]
    assert "Nothing is asked of anybody here." in said(asked(catalog, "actions", options={"owner": "Nobody"}))


def test_a_term_stands_once_with_every_meaning_and_who_gives_it(tmp_path: Path) -> None:
    page = asked(held(tmp_path, *TERMS), "terms")
    records = {str(one["term"]): one for one in page.records()}
    assert {name: one["differs"] for name, one in records.items()} == {"Deterrence": True, "Pier": False}
    assert [one["meaning"] for one in records["Deterrence"]["meanings"]] == ["Making afraid.", "Keeping from."]  # type: ignore[attr-defined]
    text = said(page)
    assert "2 terms · 1 with several meanings" in text
    assert "Deterrence, DET · 2 meanings" in text
    assert text.index("With several meanings") < text.index("Pier")
    assert [str(section.marking) for section in page.sections] == ["TLP:AMBER", "TLP:AMBER"]


def test_a_term_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    catalog = held(tmp_path, *TERMS)
    assert [one["term"] for one in asked(catalog, "terms", options={"word": "det"}).records()] == ["Deterrence"]
    assert asked(catalog, "terms", options={"word": "deterrence"}).count == 1
    assert "No briefing here says what “quay” means." in said(asked(catalog, "terms", options={"word": "quay"}))
