"""Handling is never lost: whatever cannot be read as a label is shown as a restriction, and hides nothing."""

from __future__ import annotations

import pytest

from tui.model.briefing import Briefing
from tui.model.handling import Marking
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"title": "T", "tlp": {"label": "AMBER", "url": "https://x"}}', "json"),
        ('{"title": "T", "document": {"distribution": {"text": "x", "tlp": {"url": "u", "label": "AMBER"}}}}', "json"),
        ('{"title": "T", "Tag": [{"name": "x"}, {"name": "tlp:amber"}]}', "json"),
        ('{"title": "T", "object_marking_refs": ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"]}', "json"),
        ('{"title": "T", "objects": [{"definition_type": "tlp", "definition": {"tlp": "amber"}}]}', "json"),
        ("title: T\ndocument:\n  distribution:\n    tlp:\n      label: AMBER\n", "yaml"),
        ("title: T\ntlp:\n  label: TLP:AMBER\n", "yaml"),
        ("title: T\nTLP: [AMBER]\n", "yaml"),
        ("title: T\ntpl: AMBER\n", "yaml"),
        ("title: T\ntlp_label: amber\n", "yaml"),
        ("title: T\nTraffic Light Protocol: Amber\n", "yaml"),
        ("title: T\nhandling: TLP:AMBER\n", "yaml"),
        ("title: T\nhandling: AMBER\n", "yaml"),
        ("title: T\ntlp_2_0: amber\n", "yaml"),
        ("title: T\n\uff34\uff2c\uff30: amber\n", "yaml"),
        ("title: T\nclassification: TLP AMBER\n", "yaml"),
        ("title: T\ntags: ['tlp=\"amber\"']\n", "yaml"),
        ('{"title": "T", "objects": [{"extensions": {"extension-definition--60a3c5c5": {"tlp_2_0": "amber"}}}]}', "json"),
        ('title: T\nmeta: \'{"tlp": "AMBER"}\'\n', "yaml"),
        ("title: T\ndistribution: {tlp: {label: AMBER}\nsections:\n- title: x\n", "yaml"),
        ("title: T\ntags: [x, 'tlp:amber']\n", "yaml"),
        ("title: T\nsections:\n- title: S\n  tlp: {label: AMBER}\n", "yaml"),
        ("title: T\nsections:\n- title: S\n  distribution: {tlp: {label: AMBER}}\n", "yaml"),
        ("title: T\nfacts: [{text: F, meta: {TLP: AMBER}}]\n", "yaml"),
        ('{"title": "T", "document": {"distribution": {"tlp": {"label": "AMBER"', "json"),
        ("---\ntitle: T\nmeta:\n  tlp:\n    level: amber\n---\n# T\n", "md"),
    ],
)
def test_a_label_below_another_key_is_understood(text: str, kind: Kind) -> None:
    assert str(read(text, kind).effective_marking) == "TLP:AMBER"


def test_a_label_below_a_key_of_a_part_is_the_part_s_own() -> None:
    briefing = read("title: T\ntlp: GREEN\nfacts:\n- {text: F, meta: {tlp: AMBER}}\n- G\n")
    assert [fact.tlp for fact in briefing.facts] == ["AMBER", None]
    assert briefing.tlp == "GREEN"


def test_a_label_inside_a_mapping_is_told_and_nothing_of_the_mapping_is_lost() -> None:
    briefing = read("title: T\ntlp:\n  label: AMBER\n  note: Ask first\n")
    assert (briefing.tlp, codes(briefing)) == ("AMBER", ["tlp-inside"])
    assert briefing.other[0].text == "label: AMBER\nnote: Ask first"


def test_what_cannot_be_understood_below_a_key_of_handling_restricts() -> None:
    assert read("title: T\nx:\n  tlp:\n    label: SECRET\n").marking == "TLP label not understood: “SECRET”"
    assert read("title: T\nx: {tags: ['tlp:ex:chr']}\n").marking == "TLP label not understood: “tlp:ex:chr”"
    assert read("title: T\nx: {marking: {a: Eyes only, b: Desk}}\n").marking == "Eyes only Desk"


def test_one_clear_item_of_a_list_says_nothing_of_the_whole() -> None:
    assert not read("title: T\nx:\n- tlp: CLEAR\n- y\n").effective_marking
    assert read("title: T\nx: {tlp: WHITE}\n").tlp == "CLEAR"


def test_a_library_yaml_that_cannot_be_parsed_keeps_its_handling() -> None:
    shared = shared_of(b"title: L\n  kind: ```x\n bluf: [\n- }\ndefaults: {tlp: RED}\n")
    assert with_shared(read("title: T\n"), shared).tlp == "RED"


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("# Harbour\n\nTLP:RED\n\nThe pilots wait.\n", "TLP:RED"),
        ("TLP:AMBER\n\n# Harbour\n\nThe pilots wait.\n\n**SECRET//NOFORN**\n", "TLP:AMBER · SECRET//NOFORN"),
        ("---\ntags: [pilots]\n---\n> TLP:AMBER+STRICT\n\nThe pilots wait.\n", "TLP:AMBER+STRICT"),
        ("---\ntlp: GREEN\n---\nTLP:RED\n\nis the strictest label.\n", "TLP:GREEN"),
        ("# Labels\n\n```\nTLP:RED\n```\n\ntlp: RED\n", ""),
        ("# Labels\n\nA text may be TLP:RED, or TLP:GREEN.\n", ""),
    ],
)
def test_in_markdown_a_label_in_a_line_of_its_own_counts_where_no_field_says_one(text: str, marking: str) -> None:
    assert str(read(text, "md").effective_marking) == marking


@pytest.mark.parametrize("line", ["SECRET//NOFORN     Page 1 of 3", "PAGE 2 | SECRET//NOFORN", "SECRET//NOFORN"])
def test_a_banner_of_a_text_holds_with_the_number_of_the_page_beside_it(line: str) -> None:
    assert read(f"{line}\n\nThe text.\n", "text").handling == Marking(None, "SECRET//NOFORN")
