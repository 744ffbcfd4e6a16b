"""Folders of the user: made private, whatever the umask."""

from __future__ import annotations

import os
from pathlib import Path

from tui.store.user_folders import make_user_folder


def test_folders_that_are_missing_above_are_private_as_well(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_user_folder(tmp_path / "cache" / "deep" / "briefing")
    finally:
        os.umask(before)
    made = [tmp_path / "cache", tmp_path / "cache" / "deep", tmp_path / "cache" / "deep" / "briefing"]
    assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700] * 3
