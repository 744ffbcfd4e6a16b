"""YAML's traps for authors: each is named, shown with the line as it should be, and loses no text."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tui.model.briefing import Briefing
from tui.store.read import read_text


class Trap(NamedTuple):
    line: str
    """The second line of the file."""
    code: str
    mend: str
    shown: str
    """The bottom line as the reader sees it."""


TRAPS = [
    Trap("bluf: Bottom line: we go", "colon-in-text", 'bluf: "Bottom line: we go"', "Bottom line: we go"),
    Trap("bluf: We ask:", "colon-in-text", 'bluf: "We ask:"', "We ask:"),
    Trap("bluf: [Draft] we go", "bracket-start", 'bluf: "[Draft] we go"', "[Draft] we go"),
    Trap("bluf: [Draft", "bracket-start", 'bluf: "[Draft"', "[Draft"),
    Trap("bluf: [Draft]", "text-became-list", 'bluf: "[Draft]"', "[Draft]"),
    Trap("bluf: {Draft} we go", "brace-start", 'bluf: "{Draft} we go"', "{Draft} we go"),
    Trap("bluf: {Draft}", "text-became-mapping", 'bluf: "{Draft}"', "{Draft}"),
    Trap("bluf: @desk asks", "at-start", 'bluf: "@desk asks"', "@desk asks"),
    Trap("bluf: `code` first", "backtick-start", 'bluf: "`code` first"', "`code` first"),
    Trap("bluf: %40 more", "percent-start", 'bluf: "%40 more"', "%40 more"),
    Trap("bluf: *Bold* words", "star-start", 'bluf: "*Bold* words"', "*Bold* words"),
    Trap("bluf: *note", "star-start", 'bluf: "*note"', "*note"),
    Trap("bluf: &now we go", "anchor", 'bluf: "&now we go"', "&now we go"),
    Trap("bluf: **Bold** words", "star-start", 'bluf: "**Bold** words"', "**Bold** words"),
    Trap("bluf: !important", "tag", 'bluf: "!important"', "!important"),
    Trap("bluf: !important we go", "tag", 'bluf: "!important we go"', "!important we go"),
    Trap("bluf: > 40 ships", "greater-start", 'bluf: "> 40 ships"', "> 40 ships"),
    Trap("bluf: |x| is large", "bar-start", 'bluf: "|x| is large"', "|x| is large"),
    Trap('bluf: "X" on Y', "quote-closes-early", "bluf: '\"X\" on Y'", '"X" on Y'),
    Trap("bluf: 'It's here'", "quote-closes-early", 'bluf: "It\'s here"', "It's here"),
    Trap('bluf: "X and', "quote-not-closed", "bluf: '\"X and'", '"X and'),
    Trap('bluf: "C:\\Users"', "unknown-escape", "bluf: 'C:\\Users'", "C:\\Users"),
    Trap("bluf:We go", "no-space-after-colon", "bluf: We go", "We go"),
    Trap("bluf: Sitrep #12", "comment-in-text", 'bluf: "Sitrep #12"', "Sitrep"),
    Trap("bluf: #1 on the list", "comment-in-text", 'bluf: "#1 on the list"', ""),
    Trap("bluf: - first", "dash-start", 'bluf: "- first"', "- first"),
    Trap("bluf: ? what", "question-start", 'bluf: "? what"', "? what"),
    Trap("bluf: Sitrep # 12", "comment-in-text", 'bluf: "Sitrep # 12"', "Sitrep"),
]


def read(text: str) -> Briefing:
    return read_text(text, name="x.yaml", kind="yaml")


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.line for trap in TRAPS])
def test_a_trap_is_named_with_its_place_and_the_line_as_it_should_be(trap: Trap) -> None:
    briefing = read(f"title: T\n{trap.line}\nkind: note\n")
    (problem,) = briefing.problems
    assert (problem.code, problem.line) == (trap.code, 2)
    assert problem.suggestion.endswith(trap.mend)


@pytest.mark.parametrize("trap", TRAPS, ids=[trap.line for trap in TRAPS])
def test_a_trap_costs_neither_its_text_nor_the_rest_of_the_file(trap: Trap) -> None:
    briefing = read(f"title: T\n{trap.line}\nkind: note\n")
    assert (briefing.title, briefing.bluf.text, briefing.kind) == ("T", trap.shown, "note")


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.mend.startswith("bluf: ")], ids=lambda trap: trap.line)
def test_a_file_with_the_mended_line_has_no_problem(trap: Trap) -> None:
    assert read(f"title: T\n{trap.mend}\nkind: note\n").problems == ()


@pytest.mark.parametrize(
    "line", ["kind: note # a comment", "kind: note #!shebang", "kind: C#", "kind: a#b", 'kind: "a #1"', "# 12 comments"]
)
def test_a_comment_is_no_trap(line: str) -> None:
    assert read(f"title: T\n{line}\n").problems == ()


def test_a_heading_in_a_block_text_is_no_comment() -> None:
    assert read("title: T\nbody: |\n  text #1\n  # 2 Heading\n   #3\n").problems == ()


def test_a_comma_in_braces_splits_no_text() -> None:
    briefing = read("title: T\nactors:\n  s: {name: Smith, John, and Co, type: person}\n")
    assert briefing.actors[0].name == "Smith, John, and Co"
    (problem,) = briefing.problems
    assert (problem.code, problem.suggestion) == ("comma-in-braces", 's: {name: "Smith, John, and Co", type: person}')


def test_a_sign_inside_braces_is_mended_where_it_stands() -> None:
    briefing = read("title: T\njudgments: [{text: J, basis: Officials say so [@s].}, {text: K: L}]\nkind: note\n")
    assert [judgment.text.text for judgment in briefing.judgments] == ["J", "K: L"]
    assert briefing.judgments[0].basis.text == "Officials say so [@s]."
    (problem,) = briefing.problems
    assert problem.code == "sign-in-braces"
    assert problem.suggestion == 'judgments: [{text: J, basis: "Officials say so [@s]."}, {text: "K: L"}]'


def test_an_empty_value_in_braces_is_no_text_after_a_comma() -> None:
    briefing = read("title: T\nactors:\n  s: {name: Smith, rank: , type: person}\n")
    assert (briefing.actors[0].name, briefing.problems) == ("Smith", ())


def test_a_comma_in_brackets_that_cuts_a_sentence_is_named() -> None:
    briefing = read("title: T\nquestions: [A command with Japan, on the Korean model.]\n")
    assert [problem.code for problem in briefing.problems] == ["comma-in-brackets"]
    assert read("title: T\ntags: [Japan, command and control, talks]\n").problems == ()


@pytest.mark.parametrize("key", ["questions", "actions", "facts", "judgments"])
def test_a_list_item_with_a_colon_stays_a_text(key: str) -> None:
    briefing = read(f"title: T\n{key}:\n  - Tokyo says: four stars\n  - second\n")
    first = getattr(briefing, key)[0]
    assert (first if isinstance(first, str) else first.text.text) == "Tokyo says: four stars"
    (problem,) = briefing.problems
    assert (problem.code, problem.line, problem.suggestion) == ("text-became-mapping", 3, '- "Tokyo says: four stars"')


def test_tabs_are_read_as_spaces() -> None:
    briefing = read("title: T\nsections:\n  - title: S\n\tbody: x\n")
    assert briefing.sections[0].body.text == "x"
    (problem,) = briefing.problems
    assert (problem.code, problem.line, problem.column, problem.suggestion) == ("tab", 4, 1, "body: x")


def test_several_traps_in_one_file_are_all_named_and_mended() -> None:
    briefing = read('title: "A" on B\nbluf: So: this\nsections:\n  - title: @x\n    body: |\n      a: b\n')
    assert [(problem.code, problem.line) for problem in briefing.problems] == [
        ("quote-closes-early", 1),
        ("colon-in-text", 2),
        ("at-start", 4),
    ]
    assert (briefing.title, briefing.sections[0].title) == ('"A" on B', "@x")


def test_a_text_over_several_lines_with_a_colon_is_read_whole() -> None:
    for text in ("bluf: So: this\n  and that: too\n", "bluf: So\n  this: and that\n"):
        briefing = read(f"title: T\n{text}kind: note\n")
        assert " ".join(text.split()) == f"bluf: {briefing.bluf.text}"
        assert [problem.code for problem in briefing.problems] == ["colon-in-text"]
        assert briefing.kind == "note"


def test_text_below_a_bar_that_is_not_indented_is_read_as_that_text() -> None:
    briefing = read("title: T\nbluf: |\nWe go.\n\nAnd then\nkind: note\n")
    assert [(problem.code, problem.line) for problem in briefing.problems] == [("text-not-indented", 3)]
    assert briefing.problems[0].suggestion == "indent it by 2 spaces: We go."
    assert briefing.bluf.text == "We go.\n\nAnd then\n"
    assert briefing.kind == "note"


def test_a_line_indented_by_one_too_many_is_read_where_it_belongs() -> None:
    briefing = read(
        "title: T\nsections:\n  - title: A\n    body: x\n   - title: B\n    body: y\nevents:\n  - date: 2024\n   title: E\n"
    )
    assert [section.title for section in briefing.sections] == ["A", "B"]
    assert briefing.events[0].title == "E"
    assert [(problem.code, problem.line, problem.column) for problem in briefing.problems] == [
        ("indentation", 5, 4),
        ("indentation", 9, 4),
    ]
    assert briefing.problems[0].suggestion == "indent it by 2 spaces: - title: B"


def test_a_body_indented_less_than_its_section_stays_in_it() -> None:
    briefing = read("title: T\nsections:\n  - title: A\n  body: x\n")
    assert briefing.sections[0].body.text == "x"
    assert [problem.code for problem in briefing.problems] == ["indentation"]


def test_a_comment_inside_a_text_of_several_lines_is_named() -> None:
    briefing = read("title: T\nbluf: We\n  go #now\n  and then\n")
    assert briefing.bluf.text == "We go #now and then"
    assert [problem.code for problem in briefing.problems] == ["comment-in-text"]


def test_a_name_for_aliases_that_nothing_uses_is_named() -> None:
    assert [problem.code for problem in read("title: T\nkind: &note this\n").problems] == ["anchor"]


def test_a_file_that_no_mend_helps_opens_showing_its_text() -> None:
    text = "title: T\n  kind: ```x\n bluf: [\n- }\n"
    briefing = read(text)
    assert briefing.title == "x.yaml"
    assert briefing.body.text == f"````yaml\n{text.rstrip()}\n````"
    assert briefing.problems[-1].severity == "error"


@pytest.mark.parametrize(
    ("text", "title", "bluf", "codes"),
    [
        ("title: A: b\nbluf: [x] y", "A: b", "[x] y", ["colon-in-text", "bracket-start"]),
        (
            "title: \"Hold\" on the line\nbluf: 'it' is",
            '"Hold" on the line',
            "'it' is",
            ["quote-closes-early", "quote-closes-early"],
        ),
        ('title: x: y\nbluf: "quote "inside" it"', "x: y", 'quote "inside" it', ["colon-in-text", "quote-closes-early"]),
    ],
)
@pytest.mark.parametrize("rest", ["", "\n", "\nkind: note\n", "\nkind: @note\nid: *x y\n"])
def test_traps_on_adjacent_lines_are_each_named_and_mended(text: str, title: str, bluf: str, codes: list[str], rest: str) -> None:
    briefing = read(text + rest)
    assert (briefing.title, briefing.bluf.text) == (title, bluf)
    assert [problem.code for problem in briefing.problems][:2] == codes
    assert [problem.line for problem in briefing.problems][:2] == [1, 2]
    assert briefing.kind == ("@note" if "@" in rest else "note" if "note" in rest else "")


def test_many_adjacent_traps_cost_little_and_lose_nothing() -> None:
    lines = [f"k{number}: a: b\nm{number}: [x] y" for number in range(20)]
    briefing = read("title: T\n" + "\n".join(lines) + "\n")
    assert [field.text for field in briefing.other] == ["a: b", "[x] y"] * 20


def test_a_hash_in_brackets_is_mended_in_every_line_that_has_one() -> None:
    briefing = read("title: T\ntags: [a, #b, c]\nrelated: [#x]\nkind: note\n")
    assert (briefing.tags, briefing.related, briefing.kind) == (("a", "#b", "c"), ("#x",), "note")
    assert [(problem.code, problem.line, problem.suggestion) for problem in briefing.problems] == [
        ("comment-in-text", 2, 'tags: [a, "#b", c]'),
        ("comment-in-text", 3, 'related: ["#x"]'),
    ]


def test_a_quotation_mark_that_is_not_closed_is_named_beside_another_error() -> None:
    briefing = read('title: "a\nbluf: x\ntags: [a, b\n')
    assert [(problem.code, problem.line) for problem in briefing.problems] == [("quote-not-closed", 1), ("bracket-start", 3)]
    assert (briefing.title, briefing.bluf.text) == ('"a', "x")


def test_an_item_with_two_colons_is_shown_as_it_was_typed() -> None:
    briefing = read("title: T\nquestions:\n - Who: pays: now?\n - second\n")
    assert briefing.questions == ("Who: pays: now?", "second")
    (problem,) = briefing.problems
    assert (problem.code, problem.line, problem.column) == ("colon-in-text", 3, 4)
    assert problem.suggestion == '- "Who: pays: now?"'


def test_an_item_that_begins_with_a_field_keeps_the_field() -> None:
    briefing = read("title: T\nactions:\n  - text: Who: pays\n    owner: us\n")
    assert (briefing.actions[0].text.text, briefing.actions[0].owner) == ("Who: pays", "us")


@pytest.mark.parametrize(
    ("line", "should"),
    [
        ("questions: [Tokyo says: four stars]", 'questions: ["Tokyo says: four stars"]'),
        ("questions: [first, Tokyo: stars, last]", 'questions: [first, "Tokyo: stars", last]'),
        ("actions: [Do: this, Do that]", 'actions: ["Do: this", Do that]'),
        ("actions: [do: this, Do that]", 'actions: ["do: this", Do that]'),
        (
            "questions: [A command with Japan, on the Korean model.]",
            'questions: ["A command with Japan, on the Korean model."]',
        ),
        ("actors: {s: {name: Smith, John, type: person}}", 'actors: {s: {name: "Smith, John", type: person}}'),
        ("actors: {s: {name: !x y, type: person}}", 'actors: {s: {name: "!x y", type: person}}'),
        ("tags: [*x, y]", 'tags: ["*x", y]'),
        ("tags: [&x y, z]", 'tags: ["&x y", z]'),
    ],
)
def test_the_whole_line_is_given_as_it_should_be(line: str, should: str) -> None:
    (problem,) = read(f"title: T\n{line}\nkind: note\n").problems
    assert problem.suggestion == should
    assert read(f"title: T\n{should}\nkind: note\n").problems == ()


def test_one_capital_word_before_a_colon_is_a_text_where_things_are_listed() -> None:
    briefing = read("title: T\nevents:\n - Talks: Tokyo\nactions:\n  - Do: this\n")
    assert briefing.events[0].title == "Talks: Tokyo"
    assert briefing.actions[0].text.text == "Do: this"
    assert [problem.code for problem in briefing.problems] == ["text-became-mapping"] * 2


@pytest.mark.parametrize("item", ["- Titel: x", "- colour: blue", "- {Talks: Tokyo}"])
def test_what_may_be_a_field_stays_one_that_is_not_known(item: str) -> None:
    briefing = read(f"title: T\nevents:\n {item}\n")
    assert [problem.code for problem in briefing.problems] == ["unknown-key"]


def test_a_name_that_an_alias_uses_is_no_part_of_the_text() -> None:
    briefing = read("title: T\nkind: &k note\nseries: *k\n")
    assert (briefing.kind, briefing.series, briefing.problems) == ("note", "note", ())
