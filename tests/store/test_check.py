"""What `check` says beyond reading: references, sourcing, wording, dates, markings."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import pytest

from tui.model.problem import Problem
from tui.store.library import briefings
from tui.store.lint import check
from tui.store.read import read_text
from tui.store.references import references, without_code

SAMPLES = Path(__file__).resolve().parents[2] / "briefings"


def checked(text: str, ids: Container[str] | None = frozenset()) -> list[Problem]:
    return check(read_text(text, name="x.yaml", kind="yaml"), library_ids=ids)


def codes(text: str, ids: Container[str] | None = frozenset()) -> list[str]:
    return [problem.code for problem in checked(text, ids)]


def test_a_good_briefing_is_passed_in_silence() -> None:
    assert codes("title: T\ndate: 2024\nbluf: We go.\nsections:\n  - {title: A, body: Text}\n") == []


def test_the_samples_pass_without_errors_or_warnings() -> None:
    library = briefings([SAMPLES])
    assert len(library.briefings) >= 5
    found = [problem for briefing in library.briefings for problem in check(briefing, library_ids=library.ids)]
    assert [str(problem) for problem in found if problem.severity != "info"] == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title: T\nfacts: [{text: F, sources: sed}]\nsources: {seed: S}\nbluf: '[@seed]'\n", 2, 1),
        ("title: T\nbluf: |\n  A\n\n  see [@sed, p. 4]\nsources: {seed: S}\nwhy_it_matters: '[@seed]'\n", 5, 7),
        ("title: T\nbluf: |\n  see [[nowhere]]\n", 3, 7),
        ("title: T\nbody: |\n  see [[nowhere|label]]\n", 3, 7),
        ("title: T\nactors: [{name: A, reports_to: b}]\n", 2, 1),
        ("title: T\nactors: {a: A}\nrelations:\n  - {from: a, type: commands, to: c}\n", 4, 1),
        ("title: T\nrelated: other\n", 1, 1),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_with_its_place(text: str, line: int, column: int) -> None:
    dead = [problem for problem in checked(text) if problem.code == "dead-reference"]
    assert [(problem.line, problem.column, problem.severity) for problem in dead] == [(line, column, "warning")]


def test_the_nearest_id_is_suggested() -> None:
    (problem,) = [p for p in checked("title: T\nbluf: '[@sed] [@seed]'\nsources: {seed: S}\n") if p.code == "dead-reference"]
    assert problem.suggestion == "did you mean “seed”?"


def test_without_the_library_links_out_of_the_briefing_are_information() -> None:
    (problem,) = checked("title: T\nrelated: other\n", None)
    assert (problem.code, problem.severity) == ("dead-reference", "info")


def test_ids_of_the_library_are_found() -> None:
    assert codes("title: T\nrelated: other\nbluf: '[[other]] [[other#part]] [[shared]]'\n", {"other", "shared"}) == []


def test_sections_are_found_by_id_by_former_id_and_by_their_headings_in_a_body() -> None:
    text = "title: T\nbluf: '[[#one]] [[#old]] [[#two-words]] [[#under]] [[x#one]] [[#~timeline]]'\nsections:\n"
    text += "  - title: One\n    formerly: old\n    body: |\n      ## Two *words*\n      text\n\n      Under\n      -----\n"
    assert codes(text) == []
    assert codes("title: T\nbluf: '[[#nowhere]]'\n") == ["dead-section"]


def test_names_lead_to_what_they_name_and_two_of_one_name_are_ambiguous() -> None:
    assert codes("title: T\nbluf: '[[USFJ]] [[Forces Japan]]'\nactors: {u: {name: Forces Japan, short: USFJ}}\n") == []
    assert codes("title: T\nbluf: '[[USFJ]]'\nactors: {u: {name: A, short: USFJ}, v: {name: B, short: usfj}}\n") == [
        "ambiguous-reference"
    ]
    assert codes("title: T\nbluf: '[[other]]'\nactors: {other: A}\n", {"other"}) == ["ambiguous-reference"]


def test_a_citation_of_something_else_than_a_source_is_named() -> None:
    assert codes("title: T\nbluf: '[@a]'\nactors: {a: A}\n") == ["not-a-source"]


def test_code_escapes_and_ordinary_links_are_no_references() -> None:
    body = (
        "`[[a]]` \\[[b]] ``[@c] ` `` [@user](https://example.org) [[1]](https://example.org)\n\n      ```\n      [[d]]\n      ```\n"
    )
    assert codes(f"title: T\nbody: |\n      {body}") == []


def test_masking_code_keeps_every_offset() -> None:
    text = "a `b` c\n~~~\n[[x]]\n~~~\n[[y]]"
    assert len(without_code(text)) == len(text)
    assert [reference.offset for reference in references(text)] == [text.index("[[y]]")]


def test_a_bar_in_a_table_cuts_a_link() -> None:
    table = "title: T\nactors: {a: A}\nbody: |\n  | x | y |\n  |---|---|\n  | [[a%s|A]] | z |\n\n  [[a|A]]\n"
    (problem,) = checked(table % "")
    assert (problem.code, problem.line, problem.column) == ("bar-in-table", 6, 5)
    assert codes(table % "\\") == []


def test_a_source_never_cited_is_named() -> None:
    text = "title: T\nfacts: [{text: F, sources: a}]\nsources: {a: A, b: B, c: {title: C}}\nbluf: '[@c]'\n"
    (problem,) = checked(text)
    assert (problem.code, problem.severity) == ("uncited-source", "warning")
    assert "“b”" in problem.message
    assert [(p.code, p.severity) for p in checked("title: T\nsources: [A, B]\n")] == [("uncited-source", "info")]


def test_a_judgment_without_a_source_is_named() -> None:
    assert codes("title: T\njudgments: [J]\n") == ["unsourced-judgment"]
    assert codes("title: T\njudgments:\n  - {text: J, basis: 'Officials say so [@s].'}\nsources: {s: S}\n") == []


def test_words_of_both_rows_of_icd_203_are_not_mixed() -> None:
    text = "title: T\nsources: {s: S}\njudgments:\n"
    text += "  - {text: A, likelihood: likely, sources: s}\n  - {text: B, likelihood: %s, sources: s}\n"
    assert codes(text % "highly improbable") == ["mixed-rows"]
    assert codes(text % "very unlikely") == []


def judgment(words: str, likelihood: str = "") -> str:
    given = f", likelihood: {likelihood}" if likelihood else ""
    return f'title: T\nsources: {{s: S}}\njudgments: [{{text: "{words}", sources: s{given}}}]\n'


def test_likelihood_and_confidence_in_one_sentence_are_named() -> None:
    assert codes(judgment("We assess with high confidence that it will likely open.")) == ["likelihood-and-confidence"]
    assert codes(judgment("It will likely open. Our confidence is low.")) == []
    assert codes(judgment("It is likely that public confidence falls.")) == []


def test_a_text_that_says_another_likelihood_than_its_field_is_named() -> None:
    assert codes(judgment("It is unlikely to open.", "likely")) == ["likelihood-disagrees"]
    assert codes(judgment("It will very likely open.", "very likely")) == []
    assert codes(judgment("It will probably open.", "likely")) == []
    assert codes(judgment("It is no more likely than before on a remote island.", "unlikely")) == []


def test_an_update_before_publication_is_named() -> None:
    assert codes("title: T\ndate: 2024-07-28\nupdated: 2024-07-27\n") == ["updated-before-date"]
    assert codes("title: T\ndate: 2024-07-28T06:00Z\nupdated: 2024-07-28\n") == []


def test_an_event_after_the_cut_off_cannot_have_happened() -> None:
    text = "title: T\ncutoff: 2024-07-28\nevents: [{title: E, date: %s, status: %s}]\n"
    assert codes(text % ("2024-08-01", "happened")) == ["event-after-cutoff"]
    assert codes(text % ("2024-08-01", "planned")) == []
    assert codes(text % ("2024-07", "happened")) == []


def test_a_section_stricter_than_its_briefing_is_information() -> None:
    (problem,) = checked("title: T\ntlp: CLEAR\nsections: [{title: S, tlp: GREEN, body: x}]\n")
    assert (problem.code, problem.severity, problem.line) == ("stricter-part", "info", 3)


def test_items_without_their_text_and_relations_without_an_end_are_named() -> None:
    assert codes("title: T\nfacts: [{said_by: X}]\n") == ["missing-text"]
    assert codes("title: T\nactors: {a: A}\nrelations: [{from: a, type: leads}]\n") == ["missing-end"]


def test_what_reading_found_is_among_the_problems_in_order_of_place() -> None:
    found = checked("title: T\nbluf: '[[nowhere]]'\ncolour: red\njudgments: [J]\n")
    assert [(problem.line, problem.code) for problem in found] == [
        (2, "dead-reference"),
        (3, "unknown-key"),
        (4, "unsourced-judgment"),
    ]
