"""The door for files of other formats: known by content before name, a source of their own, no reader costs more than its file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tui.model.part_path import OWN_SOURCE, part_of, part_path
from tui.store.check_library import check_library
from tui.store.formats import table
from tui.store.formats.registry import FORMATS
from tui.store.formats.rendition import FilePart, ForeignFile
from tui.store.library import briefings
from tui.store.read import read_file

PEOPLE = 'Name;Rank;Note\nSmith;General;"a; | b"\nJones;;"*x* [[y]] `z` <b> [@c] &amp;"\n'


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    return file


def test_a_table_is_a_briefing_with_every_cell_as_it_was_written(people: Path) -> None:
    briefing = read_file(people)
    assert (briefing.title, briefing.id, briefing.named) == ("people", "people", False)
    assert "| Smith | General | a; \\| b |" in briefing.body.text
    assert "\\*x\\* \\[\\[y\\]\\] \\`z\\` \\<b\\> \\[@c\\] \\&amp;" in briefing.body.text
    assert not briefing.problems


def test_what_comes_from_another_format_has_its_file_as_its_source(people: Path) -> None:
    (source,) = read_file(people).sources
    assert (source.id, source.title, source.sha256) == (OWN_SOURCE, "people", hashlib.sha256(PEOPLE.encode()).hexdigest())
    assert not [problem for problem in check_library([people]).of_briefings if problem.code == "uncited-source"]


def test_a_folder_of_such_files_is_a_library(people: Path) -> None:
    (people.parent / "b.tsv").write_text("a\tb\n1\t2\n")
    assert [briefing.title for briefing in briefings([people.parent]).briefings] == ["b", "people"]


def test_a_table_beyond_the_limit_says_how_many_rows_are_left_out(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_CELLS", 6)
    briefing = read_file(people)
    assert "Jones" not in briefing.body.text
    assert [problem.message for problem in briefing.problems] == ["1 row is beyond the limit, and left out."]


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n"])
def test_a_table_without_a_cell_opens_under_its_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes(data)
    assert read_file(file).title == "e"


def test_a_picture_that_is_called_a_table_is_said_to_be_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (problem,) = read_file(file).problems
    assert "picture" in problem.message


def test_a_reader_that_fails_costs_no_more_than_its_file(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, file: ForeignFile) -> list[FilePart]:
        raise ZeroDivisionError

    monkeypatch.setattr(table, "parts", fail)
    briefing = read_file(people)
    assert briefing.body.text == PEOPLE.strip()
    (problem,) = briefing.problems
    assert (problem.code, problem.severity) == ("reader-failed", "error")
    assert "a table" in problem.message


def test_a_reader_that_fails_at_one_briefing_shows_that_one_as_it_stands(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "pipe_table", lambda rows: 1 // 0)
    assert read_file(people).body.text == PEOPLE.strip()


@pytest.mark.parametrize("file", ["a.mbox", "/b/c:d.xml", "x::y/z.md"])
def test_a_briefing_in_a_file_is_found_again_by_its_path(file: str) -> None:
    assert part_of(part_path(file, "key")) == (file, "key")
    assert part_of(part_path(file, "")) == (file, "")


def test_a_file_whose_own_name_looks_like_a_briefing_in_another_is_that_file(tmp_path: Path) -> None:
    file = tmp_path / "a::b"
    file.write_text("# Own\n")
    assert read_file(file).title == "Own"


def test_the_manual_names_every_ending_that_is_read() -> None:
    page = (Path(__file__).parents[3] / "tui" / "manual" / "formats.md").read_text("utf-8")
    missing = [suffix for one in FORMATS for suffix in one.suffixes if not one.binary and f"`{suffix}`" not in page]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("TLP:RED\na,b\n1,2\n", "RED"),
        ("a,note\n1,TLP:AMBER\n", "AMBER"),
        ("url,TLP\nx,green\ny,AMBER+STRICT\nz,\n", "AMBER+STRICT"),
        ("url,tlp\nx,CLEAR\n", None),
        ("a,b\nred,the TLP:RED label is used for\n", None),
    ],
)
def test_a_label_in_a_table_holds(tmp_path: Path, text: str, label: str | None) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text)
    assert read_file(file).tlp == label


def test_a_label_in_a_row_beyond_the_limit_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_CELLS", 4)
    file = tmp_path / "a.csv"
    file.write_text("url,tlp\nx,GREEN\ny,RED\n")
    assert read_file(file).tlp == "RED"
