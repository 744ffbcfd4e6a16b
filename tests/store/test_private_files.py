"""Folders and files of the user: private, whatever the umask; written whole; locked by one process at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui
from tui.store.private_files import (
    close_to_others,
    locked,
    make_private_file,
    make_private_folder,
    open_private,
    replace_private,
    write_private,
)


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """A umask that takes no right away."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("open_to_all")
def test_folders_that_are_missing_above_are_private_as_well(tmp_path: Path) -> None:
    made = [tmp_path / "cache", tmp_path / "cache" / "deep", tmp_path / "cache" / "deep" / "briefing"]
    make_private_folder(made[-1])
    assert [mode_of(folder) for folder in made] == [0o700] * 3


def test_a_folder_that_is_there_is_closed_to_others_and_the_one_above_it_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "above" / "briefing"
    folder.mkdir(parents=True)
    for one in (folder.parent, folder):
        one.chmod(0o755)
    make_private_folder(folder)
    assert (mode_of(folder.parent), mode_of(folder)) == (0o755, 0o700)


@pytest.mark.usefixtures("open_to_all")
def test_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    made = [tmp_path / name for name in "abcd"]
    os.close(open_private(made[0]))
    make_private_file(made[1])
    write_private(made[2], b"2")
    replace_private(made[3], b"3")
    assert [mode_of(file) for file in made] == [0o600] * 4
    assert sorted(tmp_path.iterdir()) == made, "and nothing half made is left"


def test_what_others_may_read_is_closed_to_them_and_what_its_owner_may_not_write_stays_so(tmp_path: Path) -> None:
    for before, after in ((0o644, 0o600), (0o400, 0o400)):
        file = tmp_path / f"{before}"
        file.touch()
        file.chmod(before)
        close_to_others(file)
        assert mode_of(file) == after


def test_a_file_that_must_be_new_takes_no_others_place(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    write_private(file, b"before")
    with pytest.raises(FileExistsError):
        make_private_file(file)
    with pytest.raises(FileExistsError):
        write_private(file, b"now", new=True)
    make_private_file(file, new=False)
    assert file.read_bytes() == b"before"


def test_a_file_that_cannot_be_replaced_stays_as_it_was_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept"
    replace_private(file, b"before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_private(file, b"now")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"before"}


def test_one_process_at_a_time_holds_a_lock_and_it_goes_with_the_process(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    code = f"""
import sys
from pathlib import Path
from tui.store.private_files import locked_file
locked_file(Path({str(lock)!r}))
print("held", flush=True)
sys.stdin.read()
"""
    environ = {**os.environ, "PYTHONPATH": str(Path(tui.__file__).parent.parent)}
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with locked(lock, wait=False) as mine:
            assert not mine
        other.kill()
        other.wait()
        with locked(lock) as mine:
            assert mine
