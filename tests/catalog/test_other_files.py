"""Files of a library that are no briefings: each with what it is and why it is none, whatever stands in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.store.formats.packed import packed
from tui.catalog.memory import CatalogInMemory
from tui.catalog.other_files import other_file

WHY: dict[str, tuple[bytes, str, str]] = {
    "ci.yml": (b"jobs:\n  build: x\n", "YAML", "It sets up a program: it has the key “jobs”."),
    "a.json": (b'{"a": 1}', "JSON", "None of its keys says anything of a briefing"),
    "b.json": ('{"件名": "会議", "内容": "中止"}'.encode(), "JSON", "Its key “件名” names something, and there is too little text"),
    "c.yaml": ("Тема: Встреча\nтекст: Отменена\n".encode(), "YAML", "Its key “Тема” names something, and there is too little text"),
    "list.json": (b"[1, 2]", "JSON", "The file holds a list at its top"),
    "cut.yaml": (b"a: x\n- y", "YAML", "YAML stops here"),
    "empty.md": (b" \n", "Markdown", "It is empty."),
    "a.adoc": (b"= Title\n\nText", "AsciiDoc", "AsciiDoc is not read."),
    "a.xlsx": (packed({"xl/workbook.xml": "<a/>"}), "an Excel workbook", "It is not read."),
    "a.pptx": (packed({"ppt/slides/a.xml": "<a/>"}), "a PowerPoint presentation", "It is not read."),
    "a.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a document of an old Office", "It is not read."),
    "a.xml": (b"<a/>", "XML", "It is no feed"),
}


@pytest.mark.parametrize("name", WHY)
def test_a_file_that_is_no_briefing_says_what_it_is_and_why(tmp_path: Path, name: str) -> None:
    data, kind, reason = WHY[name]
    (tmp_path / name).write_bytes(data)
    found = other_file(str(tmp_path / name), str(tmp_path))
    assert (found.shown, found.kind) == (name, kind)
    assert found.reason.startswith(reason)


def test_all_of_them_are_known_to_the_catalog_and_none_that_is_a_briefing(tmp_path: Path) -> None:
    for name, (data, _, _) in WHY.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "briefing.yaml").write_text("title: A\nbody: Text\n")
    memory = CatalogInMemory([str(tmp_path)])
    memory.refresh()
    found = memory.open().files.others(100)
    assert sorted(map(os.path.basename, found)) == sorted(WHY)
    assert len(memory.open().files.others(3)) == 3


def test_a_file_that_has_gone_or_become_a_briefing_since_says_so(tmp_path: Path) -> None:
    assert "no file" in other_file(str(tmp_path / "gone.yaml"), str(tmp_path)).reason
    (tmp_path / "new.yaml").write_text("title: A\nbody: Text\n")
    assert other_file(str(tmp_path / "new.yaml"), str(tmp_path)).reason.startswith("It is a briefing now")


def test_a_name_with_signs_that_a_terminal_obeys_is_shown_harmless(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m.yaml"
    file.write_bytes(b"- 1\n")
    assert "\x1b" not in other_file(str(file), str(tmp_path)).shown
