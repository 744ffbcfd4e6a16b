"""Walking a library folder by folder gives the files that reading it does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.model.problem import Problem
from tui.store.library import files
from tui.store.walk import walk


def tree(root: Path) -> None:
    """Hidden things, other people's, links inside and out, links to links."""
    for name in ("b.yaml", "a.md", "z/deep/c.yml", "z/d.JSON", ".hidden/e.yaml", "node_modules/f.yaml", "g.png", ".h.yaml"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: x\n", "utf-8")
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("title: y\n", "utf-8")
    (root / "out").symlink_to(outside)
    (root / "out.yaml").symlink_to(outside / "secret.yaml")
    (root / "aa.yaml").symlink_to(root / "b.yaml")
    (root / "loop").symlink_to(root)
    (root / "dead.yaml").symlink_to(root / "nowhere")
    os.link(root / "a.md", root / "y.md")


def test_the_files_are_those_that_are_read(tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    tree(root)
    problems: list[Problem] = []
    paths = [root, root / "g.png", root / "a.md", root / "nothing"]
    walked = [os.path.join(folder.path, name) for folder in walk(paths, problems) for name, *_ in folder.files]
    expected: list[Problem] = []
    assert sorted(walked) == sorted(str(found.path) for found in files(paths, expected))
    assert [problem.code for problem in problems] == [problem.code for problem in expected] == ["leads-out", "no-such-file"]


def test_a_file_comes_with_its_size_its_times_and_its_inode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("title: x\n", "utf-8")
    os.utime(path, ns=(5, 7_000_000_001))
    (folder,) = walk([tmp_path], [])
    status = path.stat()
    assert folder.files == [("a.yaml", 9, 7_000_000_001, status.st_ctime_ns, status.st_ino)]
    assert not folder.named


def test_a_folder_that_cannot_be_read_is_named_once_under_the_path_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lib/a.yaml", "lib/locked/b.yaml", "lib/listed/c/d.yaml", "lib/listed/e.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: x\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    scandir, access = os.scandir, os.access

    def scan(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("listed") and access(path, mode))
    problems: list[Problem] = []
    found = [str(file.path) for file in files(["lib", "lib/locked", tmp_path / "lib"], problems)]
    assert found == ["lib/a.yaml", "lib/listed/e.yaml"]
    assert sorted(problem.path for problem in problems) == ["lib/listed", "lib/locked"]
