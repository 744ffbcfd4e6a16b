"""What a STIX bundle says of a report in another language is a briefing of its own, under the strictest label of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.store.formats.test_structured import ACTOR, MALWARE, TLP_RED_1, TLP_WHITE_1, bundle, other, read
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.read import held_by

GERMAN = {
    "type": "language-content",
    "id": "language-content--1",
    "object_ref": "report--1",
    "object_modified": "2024-09-02T08:00:00.000Z",
    "contents": {"de": {"name": "Bericht", "description": "Der *Text*.", "labels": ["Treibstoff"]}},
}


def read_all(tmp_path: Path, held: dict[str, Any]) -> list[Briefing]:
    file = tmp_path / "b.json"
    file.write_text(json.dumps(held))
    return [one.read() for one in held_by(file)]


@pytest.mark.parametrize("reports", [1, 2])
def test_a_report_in_another_language_is_a_briefing_of_its_own(tmp_path: Path, reports: int) -> None:
    first, second, *_ = read_all(tmp_path, bundle(ACTOR, GERMAN, reports=reports))
    assert (first.title, first.lang, first.related) == ("Report 1", "", (second.id,))
    assert (second.title, second.lang, second.related) == ("Bericht", "de", (first.id,))
    assert (second.body.text, second.tags) == ("Der *Text*.", ("Treibstoff", "type/threat-report"))
    assert (second.date, second.producer, [one.name for one in second.actors][-1]) == (first.date, first.producer, "BEAR")
    assert second.id.startswith("language-content-1-de")
    assert other(second)["STIX id of the translation"] == "language-content--1"
    assert not [path for path in other(first) if "language" in path]
    assert not first.problems
    assert not second.problems


def test_what_is_not_translated_stays_and_what_is_no_text_of_it_is_kept(tmp_path: Path) -> None:
    odd = {"name": "Bericht", "labels": ["a", "b"], "id": "report--9", "object_marking_refs": [TLP_WHITE_1], "x_more": "Mehr"}
    content = {**GERMAN, "contents": {"de": odd, "fr": "rien"}, "labels": ["of it"]}
    _, second = read_all(tmp_path, bundle(content, marks=[TLP_RED_1]))
    assert (second.title, second.body.text, second.tags[0]) == ("Bericht", "The *text*.", "fuel")
    assert second.handling == Marking("RED")
    assert all(text in other(second)["translation"] for text in ("x_more: Mehr", "labels: a, b", "fr: rien", "labels: of it"))


def test_objects_of_the_report_are_in_its_language_too(tmp_path: Path) -> None:
    claw = {**GERMAN, "id": "language-content--2", "object_ref": "malware--1", "contents": {"de": {"name": "Klaue"}}}
    first, second = read_all(tmp_path, bundle(MALWARE, GERMAN, claw))
    assert [briefing.actors[-1].name for briefing in (first, second)] == ["Claw", "Klaue"]
    assert not first.problems
    alone = read(bundle(MALWARE, claw))
    assert "Klaue" in other(alone)["language-content--2"]


@pytest.mark.parametrize(
    ("of_report", "of_content", "tlp", "text"),
    [
        ([TLP_WHITE_1], [TLP_RED_1], "RED", ""),
        ([TLP_RED_1], [TLP_WHITE_1], "RED", ""),
        ([TLP_RED_1], [], "RED", ""),
        ([TLP_WHITE_1], [TLP_WHITE_1], "CLEAR", ""),
        ([TLP_WHITE_1], [], None, ""),
        ([], [TLP_WHITE_1], None, ""),
        ([], [TLP_RED_1], "RED", "not marked as a whole"),
    ],
)
def test_a_translation_is_under_the_strictest_label_of_both(
    tmp_path: Path, of_report: list[str], of_content: list[str], tlp: str | None, text: str
) -> None:
    held = bundle({**GERMAN, "object_marking_refs": of_content}, marks=of_report)
    assert read_all(tmp_path, held)[1].handling == Marking(tlp, text)  # type: ignore[arg-type]


@pytest.mark.parametrize(("own", "said", "tlp"), [([TLP_RED_1], [], "RED"), ([], [TLP_RED_1], "RED"), ([], [TLP_WHITE_1], None)])
def test_an_object_in_another_language_is_under_the_strictest_label_of_both(
    tmp_path: Path, own: list[str], said: list[str], tlp: str | None
) -> None:
    claw = {**GERMAN, "id": "language-content--2", "object_ref": "malware--1", "contents": {"de": {"name": "Klaue"}}}
    held = bundle({**MALWARE, "object_marking_refs": own}, GERMAN, {**claw, "object_marking_refs": said})
    assert read_all(tmp_path, held)[1].actors[-1].tlp == tlp


def test_what_is_kept_of_a_marked_translation_restricts_the_briefing(tmp_path: Path) -> None:
    claw = {**GERMAN, "id": "language-content--2", "object_ref": "malware--1", "contents": {"de": {"x_more": "Mehr"}}}
    first, second = read_all(tmp_path, bundle(MALWARE, GERMAN, {**claw, "object_marking_refs": [TLP_RED_1]}, marks=[TLP_WHITE_1]))
    assert "x_more: Mehr" in other(second)["translation of language-content--2"]
    assert (first.tlp, second.tlp) == ("CLEAR", "RED")
