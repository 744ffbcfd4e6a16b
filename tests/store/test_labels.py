"""Handling is never lost: whatever cannot be read as a label is shown as a restriction, and hides nothing."""

from __future__ import annotations

import pytest

from tui.model.briefing import Briefing
from tui.store.read import Kind, read_text
from tui.store.shared import shared_of, with_shared


def read(text: str, kind: Kind = "yaml") -> Briefing:
    return read_text(text, name="x.yaml", kind=kind)


def codes(briefing: Briefing) -> list[str]:
    return [problem.code for problem in briefing.problems]


@pytest.mark.parametrize("written", ['"RED # x"', "SECRET", "[RED, x]", "{a: RED}", "'UK OFFICIAL'"])
def test_a_label_that_is_none_becomes_a_restriction_in_words(written: str) -> None:
    briefing = read(f"title: T\ntlp: {written}\n")
    assert briefing.tlp is None
    assert briefing.marking == f"TLP label not understood: “{written.strip(chr(34) + chr(39))}”"
    assert codes(briefing) == ["bad-tlp"]


def test_a_label_that_is_none_stands_beside_the_restrictions_that_are_there() -> None:
    briefing = read("title: T\nmarking: Not for release\ntlp: SECRET\n")
    assert briefing.marking == "TLP label not understood: “SECRET”; Not for release"


def test_a_label_that_is_none_on_a_part_holds_for_the_part_and_the_whole() -> None:
    briefing = read("title: T\nfacts:\n  - {text: F, tlp: SECRET}\nsections:\n  - title: S\n    tlp: SECRET\n")
    said = "TLP label not understood: “SECRET”"
    assert (briefing.facts[0].marking, briefing.sections[0].marking, briefing.marking) == (said, said, "")
    assert str(briefing.effective_marking) == said


@pytest.mark.parametrize("nothing", ["", "~", "null", '""'])
def test_no_label_is_no_restriction(nothing: str) -> None:
    assert not read(f"title: T\ntlp: {nothing}\n").handling


@pytest.mark.parametrize("text", ["TLP: RED\nMarking: Eyes only\n", "Tlp: RED\nMARKING: Eyes only\n"])
def test_keys_of_handling_are_read_in_any_case_with_a_warning(text: str) -> None:
    for briefing in (read(f"title: T\n{text}"), read(f"---\ntitle: T\n{text}---\nBody.\n", "md")):
        assert (briefing.tlp, briefing.marking, briefing.other) == ("RED", "Eyes only", ())
        assert codes(briefing) == ["key-case", "key-case"]
    assert briefing.problems[0].suggestion == "tlp: RED"


def test_keys_of_handling_are_read_in_any_case_on_parts() -> None:
    briefing = read("title: T\nfacts:\n  - text: F\n    TLP: RED\nsections: [{title: S, Marking: Eyes only}]\n")
    assert (briefing.facts[0].tlp, briefing.sections[0].marking) == ("RED", "Eyes only")


@pytest.mark.parametrize("text", ["tlp: GREEN\nTLP: RED\n", "TLP: RED\ntlp: GREEN\n", "tlp: GREEN\ntlp: RED\n"])
def test_of_two_labels_the_stricter_holds(text: str) -> None:
    assert read(f"title: T\n{text}").tlp == "RED"


@pytest.mark.parametrize(
    "text",
    [
        "facts:\n  - [{text: F, tlp: RED}]\n",
        "bluf: {text: F, tlp: RED}\n",
        "sektions:\n  - title: S\n    tlp: RED\n",
        "body: x\nfacts:\n  - F\nfacts:\n  - text: G\n    tlp: RED\n",
        "judgments:\n  - text: J\n    dissent: {text: D, tlp: RED}\n",
        "body: x\n---\ntitle: Second\ntlp: RED\n",
    ],
)
def test_a_label_in_what_is_shown_as_it_was_typed_holds_for_the_briefing(text: str) -> None:
    assert read(f"title: T\n{text}").effective_marking.tlp == "RED"


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("tlp: RED\n", "TLP:RED"),
        ("TLP: red # strictly\n", "TLP:RED"),
        ('"tlp" : "TLP:AMBER",\n', "TLP:AMBER"),
        ("tlp: GREEN\ntlp: RED\n", "TLP:RED"),
        ("tlp: SECRET\n", "TLP label not understood: “SECRET”"),
        ("marking: 'Eyes only'\n", "Eyes only"),
        ("marking: |\n  Eyes\n\n  only\n", "Eyes only"),
        ("facts:\n  - {text: F, tlp: RED}\n", "TLP:RED"),
        ("x: the tlp: RED\nroad marking: none\n", ""),
    ],
)
def test_a_file_that_cannot_be_parsed_keeps_its_handling(lines: str, shown: str) -> None:
    broken = "title: T\n  kind: ```x\n bluf: [\n- }\n"
    briefing = read(lines + broken)
    assert briefing.body.text.startswith("````yaml")
    assert str(briefing.effective_marking) == shown


@pytest.mark.parametrize(
    "text",
    [
        "---\ntlp: RED\ntitle: T\n  kind: ```x\n bluf: [\n- }\n---\nBody.\n",
        "---\ntlp:RED\n---\nBody.\n",
        "---\ntitle: T\ntlp: RED\n\nBody.\n",
        '+++\ntlp = "RED"\n+++\nBody.\n',
    ],
)
def test_front_matter_that_is_not_read_keeps_its_handling(text: str) -> None:
    assert read(text, "md").tlp == "RED"


def test_handling_in_the_text_of_a_markdown_file_is_text() -> None:
    assert not read("# T\n\ntlp: RED\n\n---\n\ntlp: RED\n", "md").handling


def test_broken_json_and_hopelessly_deep_files_keep_their_handling() -> None:
    assert read('{\n  "title": "T",\n  "tlp": "RED",\n', "json").tlp == "RED"
    assert read("tlp: RED\nbody: " + "[" * 5_000).tlp == "RED"


def test_a_text_instead_of_a_mapping_keeps_its_handling() -> None:
    assert read("tlp:RED\n").tlp == "RED"
    assert read("- tlp: RED\n- b\n").tlp == "RED"


def test_a_default_label_that_is_none_restricts_what_leaves_it_out() -> None:
    shared = shared_of(b"title: L\ndefaults: {tlp: SECRET}\n")
    said = "TLP label not understood: “SECRET”"
    assert with_shared(read("title: T\n"), shared).marking == said
    assert with_shared(read("title: T\nmarking: Own\n"), shared).marking == "Own"
