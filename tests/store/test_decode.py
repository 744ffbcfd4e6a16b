"""From keys to a briefing: the table of fields, the shorthands, ids, and what is kept when something is wrong."""

from __future__ import annotations

import json

import pytest

from tui.model.briefing import Briefing
from tui.model.fields import FIELDS, Shape
from tui.store.read import read_text


def read(text: str) -> Briefing:
    return read_text(text, name="x.yaml", kind="yaml")


def codes(briefing: Briefing) -> list[str]:
    return [problem.code for problem in briefing.problems]


EXAMPLES = {
    Shape.TEXT: "Some words",
    Shape.PROSE: "Some *prose*",
    Shape.TEXTS: ["one", "two"],
    Shape.SLUG: "an-id",
    Shape.SLUGS: ["one", "two"],
    Shape.DATE: "2024-07",
    Shape.LIKELIHOOD: "likely",
    Shape.CONFIDENCE: "low",
    Shape.TLP: "GREEN",
    Shape.RELIABILITY: "B",
    Shape.CREDIBILITY: "2",
}


@pytest.mark.parametrize("of", list(FIELDS), ids=lambda of: of.__name__)
def test_every_field_of_the_table_is_read(of: type) -> None:
    given: dict[str, object] = {}
    for field in FIELDS[of]:
        if field.shape is Shape.CHOICE:
            given[field.key] = field.values[0]
        elif field.shape not in (Shape.THINGS, Shape.GRADE):
            given[field.key] = EXAMPLES[field.shape]
    homes = {field.of: field.key for field in FIELDS[Briefing] if field.of}
    nested = {"Dissent": "dissent", "Was": "was"}
    if of is Briefing:
        whole: dict[str, object] = given
    elif of.__name__ in nested:
        whole = {"title": "T", "judgments": [{"text": "J", nested[of.__name__]: [given]}]}
    else:
        whole = {"title": "T", homes[of]: [given]}
    briefing = read_text(json.dumps(whole), name="x.json", kind="json")
    assert codes(briefing) == []
    thing: object = briefing
    if of.__name__ in nested:
        thing = getattr(briefing.judgments[0], nested[of.__name__])[0]
    elif of is not Briefing:
        thing = getattr(briefing, homes[of])[0]
    for field in FIELDS[of]:
        if field.key in given:
            assert getattr(thing, field.attribute), field.key


def test_a_single_value_is_a_list_of_one() -> None:
    briefing = read("title: T\ntags: japan\nfacts:\n  text: F\n  sources: seed\nquestions: Why?\n")
    assert briefing.tags == ("japan",)
    assert briefing.facts[0].sources == ("seed",)
    assert briefing.questions == ("Why?",)


def test_a_mapping_of_things_is_keyed_by_id() -> None:
    briefing = read("title: T\nactors:\n  usfj: {name: Forces Japan, short: USFJ}\n  jfhq:\n  third: Third Fleet\n")
    assert [(actor.id, actor.name) for actor in briefing.actors] == [
        ("usfj", "Forces Japan"),
        ("jfhq", "jfhq"),
        ("third", "Third Fleet"),
    ]


def test_a_text_is_a_thing_with_its_main_field() -> None:
    briefing = read("title: T\nterms:\n  extended deterrence: Protection.\njudgments: [It holds.]\nsources: {seed: An article}\n")
    assert (briefing.terms[0].id, briefing.terms[0].term, briefing.terms[0].meaning.text) == (
        "extended-deterrence",
        "extended deterrence",
        "Protection.",
    )
    assert briefing.judgments[0].text.text == "It holds."
    assert (briefing.sources[0].id, briefing.sources[0].title) == ("seed", "An article")


def test_a_mapping_of_known_keys_is_one_thing() -> None:
    briefing = read(
        "title: T\njudgments:\n  text: J\n  was: {likelihood: likely, date: 2024-07-21}\n  dissent: {by: Desk, text: No.}\n"
    )
    (judgment,) = briefing.judgments
    assert judgment.was[0].date is not None
    assert (judgment.dissent[0].by, judgment.dissent[0].text.text) == ("Desk", "No.")


def test_history_and_events_can_be_keyed_by_date() -> None:
    briefing = read("title: T\nhistory: {2024-07-28: Fixed}\nevents: {2024-07-29: Signed}\n")
    assert briefing.history[0].date is not None
    assert briefing.history[0].summary.text == "Fixed"
    assert briefing.events[0].date is not None
    assert briefing.events[0].title == "Signed"


def test_sections_nest_with_their_leads_and_bodies() -> None:
    briefing = read(
        "title: T\nsections:\n  - title: A\n    lead: L\n    sections:\n      - title: B\n        body: X\n  - Only text\n"
    )
    assert [section.title for section in briefing.all_sections()] == ["A", "B", ""]
    assert briefing.sections[0].sections[0].body.text == "X"
    assert briefing.sections[1].body.text == "Only text"


def test_a_grade_fills_reliability_and_credibility() -> None:
    briefing = read("title: T\nsources:\n  a: {title: A, grade: b2}\n  b: {title: B, grade: F3, credibility: 4}\n")
    assert [(source.reliability, source.credibility) for source in briefing.sources] == [("B", "2"), ("F", "4")]


@pytest.mark.parametrize(
    "order", ["scale: phia\njudgments: [{text: J, likelihood: %s}]\n", "judgments: [{text: J, likelihood: %s}]\nscale: phia\n"]
)
def test_the_scale_counts_wherever_it_stands(order: str) -> None:
    briefing = read("title: T\n" + order % "highly likely")
    assert not briefing.problems
    assert briefing.judgments[0].likelihood is not None
    assert briefing.judgments[0].likelihood.scale == "phia"


@pytest.mark.parametrize("order", ["scale: phia\n{}", "{}scale: phia\n"])
def test_a_relation_says_how_likely_it_is_on_the_scale_of_the_briefing(order: str) -> None:
    relation = "relations: [{from: a, type: part of, to: b, likelihood: highly likely, confidence: low}]\n"
    briefing = read("title: T\n" + order.format(relation))
    assert not briefing.problems
    (read_of,) = briefing.relations
    assert read_of.likelihood is not None
    assert (read_of.likelihood.scale, read_of.likelihood.word, read_of.confidence) == ("phia", "highly likely", "low")


@pytest.mark.parametrize("status", ["in force", "In Force", "in-force", "in_force"])
def test_choices_are_read_in_any_spelling(status: str) -> None:
    assert read(f"title: T\nagreements: [{{name: A, status: {status}}}]\n").agreements[0].status == "in force"


@pytest.mark.parametrize(
    ("line", "code", "suggestion"),
    [
        ("status: isued", "bad-choice", "did you mean “issued”?"),
        ("date: 2024-13-01", "bad-date", "correct the date, or leave it out"),
        ("tlp: PURPLE", "bad-tlp", ""),
        ("titel: X", "unknown-key", "did you mean “title”?"),
    ],
)
def test_a_value_that_cannot_be_read_is_kept_with_its_problem(line: str, code: str, suggestion: str) -> None:
    briefing = read(f"title: T\n{line}\nkind: note\n")
    (problem,) = briefing.problems
    assert (problem.code, problem.line, problem.suggestion) == (code, 2, suggestion)
    (other,) = briefing.other
    key, value = line.split(": ")
    assert (other.path, other.text, other.line) == (key, value, 2)
    assert briefing.kind == "note"


def test_one_bad_item_costs_that_item_only() -> None:
    briefing = read("title: T\njudgments:\n  - text: A\n    likelihood: quite likely\n  - [odd]\n  - text: B\n    colour: red\n")
    assert [judgment.text.text for judgment in briefing.judgments] == ["A", "B"]
    assert [(other.path, other.text) for other in briefing.other] == [
        ("judgments[1].likelihood", "quite likely"),
        ("judgments[2]", "[odd]"),
        ("judgments[3].colour", "red"),
    ]
    assert codes(briefing) == ["bad-likelihood", "expected-thing", "unknown-key"]


def test_all_problems_of_a_file_are_collected_in_order_of_place() -> None:
    briefing = read("title: T\nsections:\n  - title: S\n    colour: red\nstatus: x\ndate: y\nkinds: z\n")
    assert [(problem.line, problem.code) for problem in briefing.problems] == [
        (4, "unknown-key"),
        (5, "bad-choice"),
        (6, "bad-date"),
        (7, "unknown-key"),
    ]
    assert briefing.problems[0].column == 5


def test_unknown_structures_are_kept_as_they_were_typed() -> None:
    briefing = read("title: T\nextra:\n  a: 1\n  b:\n    - x\n    - y\n")
    assert briefing.other[0].text == "a: 1\nb:\n  - x\n  - y"


def test_tlp_white_is_read_as_clear_with_a_warning() -> None:
    briefing = read("title: T\ntlp: TLP:WHITE\n")
    assert briefing.tlp == "CLEAR"
    assert codes(briefing) == ["tlp-white"]


def test_ids_are_made_in_order_and_the_authors_own_win() -> None:
    briefing = read(
        "title: T\njudgments: [{text: A}, {text: B, id: j1}, {text: C}]\n"
        "actors: [{name: Seoul}, {name: Seoul}]\nterms: [{term: x, id: seoul}]\n"
    )
    assert [judgment.id for judgment in briefing.judgments] == ["j2", "j1", "j3"]
    assert [actor.id for actor in briefing.actors] == ["seoul-2", "seoul-3"]
    assert len({item.id for item in briefing.items()}) == 6


def test_sections_have_ids_of_their_own() -> None:
    briefing = read(
        "title: T\nactors: [{name: Seoul}]\nsections:\n  - title: Seoul\n    sections: [{title: Über uns}]\n  - title: Seoul\n"
    )
    assert [section.id for section in briefing.all_sections()] == ["seoul", "über-uns", "seoul-2"]
    assert briefing.actors[0].id == "seoul"


def test_an_id_that_two_claim_stays_with_the_first_and_is_reported() -> None:
    briefing = read("title: T\nactors: [{name: A, id: x}]\nsources:\n  x: S\n")
    assert [item.id for item in briefing.items()] == ["x", "x-2"]
    assert codes(briefing) == ["duplicate-id"]


def test_an_id_that_no_link_could_name_becomes_a_slug() -> None:
    briefing = read("title: T\nid: My Briefing\n")
    assert briefing.id == "my-briefing"
    assert codes(briefing) == ["bad-id"]


def test_names_are_one_line() -> None:
    assert read("title: |\n  Two\n  lines\n").title == "Two lines"


def test_thousands_of_unknown_keys_are_bounded_in_problems_and_all_kept() -> None:
    briefing = read("title: T\n" + "".join(f"key{number}: v\n" for number in range(20_000)))
    assert len(briefing.other) == 20_000
    assert len(briefing.problems) == 1_001
    assert "19,000 more" in briefing.problems[-1].message


def test_an_id_made_from_a_number_is_told_from_the_authors_own() -> None:
    text = "title: x\njudgments: {j1: One}\nfacts: [One]\nactors: [{name: Tokyo}, {name: Tokyo}, {name: Desk 12}]\n"
    briefing = read_text(text, name="x.yaml", kind="yaml")
    assert [item.numbered for item in (*briefing.judgments, *briefing.facts, *briefing.actors)] == [False, True, False, True, False]
