"""A file that is gone is looked for at once, near where it was, and known by its id or its bytes alone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tui.catalog import renames
from tui.catalog.renames import MOST_READ, MovedFiles, SoughtFile
from tui.model.file_stamp import stamp_of
from tui.store import file_bytes
from tui.store.file_bytes import digest_of

PLAIN = "title: The coast\n"
NAMED = "title: The coast\nid: coast\n"


def written(path: Path, text: str = PLAIN) -> SoughtFile:
    """A file, and what one knows of it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    named = text.partition("id: ")[2].strip()
    return SoughtFile(str(path), digest_of(text), named, stamp_of(path.stat()))


@pytest.mark.parametrize("to", ["b.yaml", "b.md", "archive/a.yaml", "../a.yaml"])
def test_a_file_is_found_in_its_folder_in_one_of_that_and_in_the_one_above(tmp_path: Path, to: str) -> None:
    library = tmp_path / "library"
    (library / "reports" / "archive").mkdir(parents=True)
    sought = written(library / "reports" / "a.yaml")
    assert MovedFiles().find(sought, library) is None
    to_path = (library / "reports" / to).resolve()
    os.rename(sought.path, to_path)
    assert MovedFiles().find(sought, library) == str(to_path)
    assert MovedFiles().find(sought._replace(stamp=None), library) == str(to_path)


def test_nothing_is_looked_at_above_the_folder_of_the_library(tmp_path: Path) -> None:
    library = tmp_path / "library"
    sought = written(library / "a.yaml")
    os.rename(sought.path, tmp_path / "a.yaml")
    assert MovedFiles().find(sought, library) is None
    assert MovedFiles().find(sought) is None


@pytest.mark.parametrize("name", ["a.yaml~", ".a.yaml", "a.bak", "__pycache__/a.yaml", ".git/a.yaml"])
def test_what_is_no_file_of_a_library_is_not_followed(tmp_path: Path, name: str) -> None:
    sought = written(tmp_path / "a.yaml")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.rename(sought.path, tmp_path / name)
    assert MovedFiles().find(sought, tmp_path) is None


def test_a_new_file_with_the_inode_of_a_deleted_one_is_another_file(tmp_path: Path) -> None:
    sought = written(tmp_path / "a.yaml")
    other = tmp_path / "b.yaml"
    os.rename(sought.path, other)
    other.write_text("title: The island\n")
    assert stamp_of(other.stat()).inode == (sought.stamp.inode if sought.stamp else 0)
    assert MovedFiles().find(sought, tmp_path) is None


def test_a_file_with_an_id_is_found_though_it_was_changed_as_well(tmp_path: Path) -> None:
    sought = written(tmp_path / "a.yaml", NAMED)
    os.remove(sought.path)
    written(tmp_path / "b.yaml", "title: See coast\nid: other\n")
    assert MovedFiles().find(sought, tmp_path) is None
    written(tmp_path / "c.yaml", NAMED.replace("coast\n", "coast, again\n", 1))
    assert MovedFiles().find(sought, tmp_path) == str(tmp_path / "c.yaml")


def test_of_files_with_the_same_bytes_the_one_that_was_made_last_is_it(tmp_path: Path) -> None:
    written(tmp_path / "z.yaml")
    os.utime(tmp_path / "z.yaml", ns=(0, 0))
    sought = written(tmp_path / "a.yaml")
    while written(tmp_path / "m.yaml").stamp.ctime_ns <= (tmp_path / "z.yaml").stat().st_ctime_ns:  # type: ignore[union-attr]
        pass
    os.remove(sought.path)
    assert MovedFiles().find(sought, tmp_path) == str(tmp_path / "m.yaml")


def test_a_file_that_is_there_again_is_not_looked_for(tmp_path: Path) -> None:
    sought = written(tmp_path / "a.yaml")
    written(tmp_path / "b.yaml")
    assert MovedFiles().find(sought, tmp_path) is None
    os.remove(sought.path)
    os.symlink("nowhere", sought.path)
    assert MovedFiles().find(sought, tmp_path) is None


def test_thousands_that_are_gone_cost_one_look_at_their_folder_and_few_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        written(tmp_path / f"{number:03}.yaml")
    read: list[object] = []
    looked: list[object] = []
    scandir, read_bytes = os.scandir, file_bytes.read_bytes
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(path) or scandir(path))  # type: ignore[func-returns-value]
    monkeypatch.setattr(renames, "read_bytes", lambda path: read.append(path) or read_bytes(path))  # type: ignore[func-returns-value]
    monkeypatch.setattr(time, "time_ns", lambda: 1 << 62)
    moved = MovedFiles()
    for number in range(50):
        assert moved.find(SoughtFile(str(tmp_path / f"gone-{number}.yaml"), digest_of("else"), "", None), tmp_path) is None
    assert len(looked) == 1
    assert len(read) == 50 * MOST_READ
