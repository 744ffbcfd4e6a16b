"""The file in which a note goes to the reader's own editor."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import tui
from tui.journal.editor_files import editor_file, folders, remove_left
from tui.reading.notes.writing import comment_of, editor_text


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A runtime folder and a home of a nobody."""
    (tmp_path / "run").mkdir(mode=0o700)
    return {"XDG_RUNTIME_DIR": str(tmp_path / "run"), "HOME": str(tmp_path / "home")}


def test_the_file_is_private_and_goes_again(environ: dict[str, str], tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with editor_file(environ, "my words") as path:
            assert path.is_relative_to(tmp_path / "run")
            assert path.read_text("utf-8") == "my words"
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}
            (path.parent / ".note.md.swp").write_text("what an editor puts beside it", encoding="utf-8")
    finally:
        os.umask(before)
    assert list((tmp_path / "run" / "briefing").iterdir()) == []


@pytest.mark.parametrize("runtime", ["", "relative", "missing", "open to all"])
def test_without_a_runtime_folder_it_is_beside_other_state(environ: dict[str, str], tmp_path: Path, runtime: str) -> None:
    (tmp_path / "run").chmod(0o755)
    environ["XDG_RUNTIME_DIR"] = {"open to all": str(tmp_path / "run"), "missing": str(tmp_path / "no")}.get(runtime, runtime)
    with editor_file(environ, "") as path:
        assert path.is_relative_to(tmp_path / "home")


def test_where_there_is_no_place_for_it_that_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="there is no home folder"), editor_file({"HOME": ""}, "x"):
        pass
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="no place for its file"), editor_file({"HOME": str(tmp_path / "file")}, "x"):
        pass


def test_what_a_killed_program_left_goes_and_what_is_being_edited_stays(environ: dict[str, str]) -> None:
    code = (
        "import os, sys; from tui.journal.editor_files import editor_file\n"
        "with editor_file(os.environ, 'quetzalcoatl'): os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=environ, cwd=Path(tui.__file__).parent.parent)
    (above, *_) = folders(environ)
    assert len(list(above.iterdir())) == 1
    with editor_file(environ, "in use") as path:
        remove_left(environ)
        assert list(above.iterdir()) == [path.parent]
        # An editor that saves by renaming changes nothing about that.
        (path.parent / "new").write_text("saved", encoding="utf-8")
        os.replace(path.parent / "new", path)
        remove_left(environ)
        assert path.read_text("utf-8") == "saved"


def test_what_may_not_be_in_a_file_is_left_out_of_the_text() -> None:
    whole = editor_text("mine", "a passage", "Title")
    assert "> a passage" in whole
    assert "Title" in whole
    bare = editor_text("mine", "", "")
    assert comment_of(bare) == comment_of(whole) == "mine"
    assert "\n> " not in bare
