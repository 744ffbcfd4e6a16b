"""Signs that look like YAML's and are not, and keys and dates as people write them: read as they were meant, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.model.briefing import Briefing
from tui.store.library import briefings
from tui.store.read import Kind, read_text


def read(text: str, kind: Kind = "yaml") -> Briefing:
    return read_text(text, name="x.yaml", kind=kind)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("title: T\nsections:\n\u00a0\u00a0- title: S\n\u00a0\u00a0\u00a0 body: B\n", "no-break-space", (3, 1)),
        ("title:T\nsections: [{title: S, body: B}]\n", "no-space-after-colon", (1, 6)),
        ("title: T\n...\nsections: [{title: S, body: B}]\n", "document-end", (2, 1)),
        ("title\uff1aT\nsections\uff1a\n- title\uff1a S\n  body\uff1aB\n", "full-width-colon", (1, 6)),
    ],
)
def test_a_sign_that_is_none_is_put_right_and_told_once(text: str, code: str, place: tuple[int, int]) -> None:
    briefing = read(text)
    assert (briefing.title, briefing.sections[0].title, briefing.sections[0].body.text) == ("T", "S", "B")
    (problem,) = briefing.problems
    assert (problem.code, (problem.line, problem.column)) == (code, place)


def test_pairs_of_escapes_are_one_character() -> None:
    briefing = read('title: "\\ud83d\\ude00 smile"\n')
    assert briefing.title == "😀 smile"
    (problem,) = briefing.problems
    assert (problem.code, problem.suggestion) == ("surrogates", "write the character itself, or \\U0001F600")


def test_such_signs_in_prose_stay_what_they_are() -> None:
    text = "title: T\nbody: |\n  \u00a0\u00a0 title\uff1aX\n  bluf:X\n  https://x\nbluf: see note:this\n"
    briefing = read(text)
    assert briefing.body.text == "\u00a0\u00a0 title\uff1aX\nbluf:X\nhttps://x\n"
    assert (briefing.bluf.text, briefing.problems) == ("see note:this", ())


def test_a_file_that_ends_with_three_dots_is_whole() -> None:
    assert read("---\ntitle: T\n...\n").problems == ()
    assert read("title: T\n...\n# the end\n").problems == ()


@pytest.mark.parametrize(
    ("text", "of", "field"),
    [
        ("Bottom line: B\n", "bluf", "bluf"),
        ("summary: B\n", "bluf", "bluf"),
        ("BLUF: B\n", "bluf", "bluf"),
        ("why-it-matters: B\n", "why_it_matters", "why_it_matters"),
        ("Timeline: [{date: 2024-01, title: E}]\n", "events", "events"),
        ("judgements: [J]\n", "judgments", "judgments"),
        ("Judgment: {J1: {text: J}}\n", "judgments", "judgments"),
        ("Sections:\n- Title: S\n  Body: B\n", "sections", "sections"),
    ],
)
def test_names_that_the_screen_teaches_are_read_and_told(text: str, of: str, field: str) -> None:
    briefing = read(f"title: T\n{text}")
    assert getattr(briefing, of)
    assert briefing.other == ()
    assert briefing.problems[0].severity == "info"
    assert f"“{field}”" in briefing.problems[0].message


def test_probability_is_likelihood_in_a_judgment() -> None:
    (judgment,) = read("title: T\njudgments:\n- text: J\n  Probability: likely\n").judgments
    assert judgment.likelihood is not None
    assert judgment.likelihood.word == "likely"


def test_what_two_spellings_say_is_not_lost() -> None:
    briefing = read("title: T\nbluf: A\nsummary: B\n")
    assert briefing.bluf.text == "A"
    assert [field.text for field in briefing.other] == ["B"]
    assert "duplicate-key" in [problem.code for problem in briefing.problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4 January 2024", "2024-01-04"),
        ("4 Jan 2024", "2024-01-04"),
        ("January 4, 2024", "2024-01-04"),
        ("January 2024", "2024-01"),
        ("2024-7-8", "2024-07-08"),
        ("2024/07/08", "2024-07-08"),
        ("28.7.2024", "2024-07-28"),
        ("28/07/2024", "2024-07-28"),
        ("7/28/2024", "2024-07-28"),
        ("7.7.2024", "2024-07-07"),
        ("281800ZJUL24", "2024-07-28T18:00Z"),
        ("281800Z JUL 2024", "2024-07-28T18:00Z"),
    ],
)
def test_a_date_in_another_form_is_read_and_shown_as_it_should_be(written: str, meant: str) -> None:
    briefing = read(f"title: T\ndate: {written}\n")
    assert briefing.date is not None
    assert briefing.date.text == meant
    (problem,) = briefing.problems
    assert (problem.code, problem.severity, problem.suggestion) == ("bad-date", "warning", f"date: {meant}")


@pytest.mark.parametrize(
    "written", ["4/1/2024", "31 February 2024", "soon", "2024-13-1", "12 Jan 24", "31.2.2024", "13/13/2024", "28.7/2024", "28.7.24"]
)
def test_a_date_that_may_mean_two_things_is_not_guessed(written: str) -> None:
    briefing = read(f"title: T\ndate: {written}\n")
    assert briefing.date is None
    assert [problem.severity for problem in briefing.problems] == ["error"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("date: 3.7.2024", "write 2024-07-03 or 2024-03-07"),
        ("tlp: AMBR", "did you mean “AMBER”?"),
        ("judgments: [{text: a, confidence: med}]", "did you mean “medium”?"),
        ("judgments: [{text: a, confidence: hi}]", "did you mean “high”?"),
        ("judgments: [{text: a, likelihood: likly}]", "did you mean “likely”?"),
        ("judgments: [{text: a, likelihood: 70%}]", "write “likely”, which is 55–80%"),
        ("judgments: [{text: a, likelihood: 0.7}]", "write “likely”, which is 55–80%"),
        ("scale: phia\njudgments: [{text: a, likelihood: 92 percent}]", ""),
        ("judgments: [{text: a, likelihood: 700%}]", ""),
    ],
)
def test_what_cannot_be_read_comes_with_what_may_be_meant(text: str, suggestion: str) -> None:
    assert [problem.suggestion for problem in read(f"title: T\n{text}\n").problems] == [suggestion]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"id": "m", "date": "2026-01-02", "title": "T", "body": "text"}'),
        ("a.json", '\ufeff{"title": "T"}'),
        ("a.yaml", "\ufefftitle: T\n"),
        ("a.yaml", "{id: x, title: T}"),
        ("a.yaml", "--- {title: T}"),
        ("a.yaml", "Title: T\n"),
        ("a.yaml", "titel: T\n"),
        ("a.yaml", "id: q\rtitle: T\r"),
        ("a.yaml", "title\uff1aT\n"),
        ("a.yaml", "bluf: Text\n"),
        ("a.yaml", "? title\n: T\n"),
        ("a.yaml", "x: &a {title: no}\ny: [1, {body: no}]\njudgments: [J]\n"),
    ],
)
def test_a_briefing_in_a_folder_is_known_by_its_keys_at_the_top(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert len(briefings([tmp_path]).briefings) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"name": "x", "meta": {"title": "T", "body": "B"}}'),
        ("a.yaml", "kind: Deployment\nspec:\n  title: x\n"),
        ("a.yaml", "jobs:\n  title: nested only\n"),
        ("a.yaml", "- title: x\n"),
        ("a.yaml", "x: 'title: T'\n"),
    ],
)
def test_a_file_with_such_keys_only_further_down_is_none(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    listing = briefings([tmp_path])
    assert (listing.briefings, listing.others) == ((), 1)
