"""What changes in a library is told soon, completely, and not more often than need be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from watchfiles import _rust_notify

import tui
from tui.store.file_system import file_system
from tui.store.watch import FileChanges, Watch, WatchState

PATIENCE = 8.0
"""Seconds until something that should happen counts as not happening."""


class Told:
    """Keeps what a watch tells."""

    def __init__(self) -> None:
        self.calls: list[FileChanges] = []
        self.times: list[float] = []
        self.states: list[WatchState] = []
        self._more = threading.Condition()

    def change(self, changes: FileChanges) -> None:
        with self._more:
            self.calls.append(changes)
            self.times.append(time.monotonic())
            self._more.notify_all()

    def state(self, state: WatchState) -> None:
        with self._more:
            self.states.append(state)
            self._more.notify_all()

    @property
    def paths(self) -> set[str]:
        return {path for call in self.calls for path in call.paths}

    def forget(self) -> None:
        with self._more:
            self.calls.clear()
            self.times.clear()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._more:
            assert self._more.wait_for(until, PATIENCE), f"told only {self.calls}, {self.states}"

    def wait_for(self, *paths: Path) -> None:
        self.wait(lambda: {str(path) for path in paths} <= self.paths)


class Watching:
    """Starts watches and ends them."""

    def __init__(self) -> None:
        self._watches: list[Watch] = []

    def __call__(self, *paths: Path, **options: Any) -> Told:
        told = Told()
        watch = Watch(paths, told.change, on_state=told.state, **{"interval": 0.1, **options})
        self._watches.append(watch)
        watch.start()
        told.wait(lambda: bool(told.states))
        return told

    def stop(self) -> None:
        for watch in self._watches:
            watch.stop()


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    monkeypatch.setattr("tui.store.watch.ROOTS_EVERY", 0.2)
    starts = Watching()
    yield starts
    starts.stop()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two files, one of them in a folder of its own."""
    root = tmp_path / "library"
    write(root / "a.yaml")
    write(root / "deep" / "b.md")
    return root


def write(path: Path, text: str = "title: x\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_file_that_is_saved_is_told_alone(library: Path, watching: Watching) -> None:
    told = watching(library)
    assert told.states == [("watching", "")]
    write(library / "deep" / "b.md", "# y\n")
    told.wait_for(library / "deep" / "b.md")
    assert told.calls == [FileChanges(frozenset({str(library / "deep" / "b.md")}), False)]


def test_a_file_that_is_new_moved_or_deleted_is_told(library: Path, watching: Watching) -> None:
    told = watching(library)
    write(library / "new.yaml")
    told.wait_for(library / "new.yaml")
    told.forget()
    (library / "new.yaml").rename(library / "deep" / "moved.yaml")
    told.wait_for(library / "new.yaml", library / "deep" / "moved.yaml")
    told.forget()
    (library / "deep" / "moved.yaml").unlink()
    told.wait_for(library / "deep" / "moved.yaml")
    assert not any(call.folders or call.lost or call.back for call in told.calls)


def test_an_editor_that_saves_by_renaming_changes_one_file(library: Path, watching: Watching) -> None:
    told = watching(library)
    write(library / ".a.yaml.swp")
    (library / "a.yaml").rename(library / "a.yaml~")
    write(library / "4913")
    write(library / ".tmp").replace(library / "a.yaml")
    (library / "4913").unlink()
    (library / "a.yaml~").unlink()
    told.wait_for(library / "a.yaml")
    assert told.paths == {str(library / "a.yaml")}


def test_a_new_folder_is_watched_with_what_was_put_into_it_at_once(library: Path, watching: Watching) -> None:
    told = watching(library)
    expected = [write(library / "new" / "below" / f"{number}.yaml") for number in range(20)]
    told.wait_for(*expected)
    assert any(call.folders for call in told.calls)
    told.forget()
    write(expected[7], "title: y\n")
    told.wait_for(expected[7])
    assert told.calls == [FileChanges(frozenset({str(expected[7])}), False)]


def test_a_folder_replaced_by_another_of_its_name_is_watched_anew(library: Path, watching: Watching) -> None:
    other = write(library.parent / "other" / "below" / "c.yaml").parent.parent
    write(other / "b.md")
    write(library / "deep" / "below" / "c.yaml")
    told = watching(library)
    (library / "deep").rename(library.parent / "gone")
    other.rename(library / "deep")
    told.wait_for(library / "deep" / "b.md", library / "deep" / "below" / "c.yaml")
    told.forget()
    write(library / "deep" / "below" / "c.yaml", "title: y\n")
    told.wait_for(library / "deep" / "below" / "c.yaml")
    told.forget()
    write(library.parent / "gone" / "b.md", "no longer ours")
    write(library / "a.yaml")
    told.wait_for(library / "a.yaml")
    assert told.paths == {str(library / "a.yaml")}


def test_a_folder_that_goes_is_told(library: Path, watching: Watching) -> None:
    told = watching(library)
    shutil.rmtree(library / "deep")
    told.wait(lambda: any(call.folders for call in told.calls))
    told.wait_for(library / "deep" / "b.md")


def test_a_thousand_files_are_told_in_few_calls(library: Path, watching: Watching) -> None:
    told = watching(library, interval=0.25)
    paths = [library / ("deep" if number % 2 else "") / f"{number}.yaml" for number in range(1_000)]
    began = time.monotonic()
    for path in paths:
        path.write_bytes(b"title: x\n")
    told.wait_for(*paths)
    # Two, and one more for every 0.75 seconds that a slow machine takes.
    assert len(told.calls) <= 2 + (told.times[-1] - began) / 0.75


def test_calls_keep_their_distance(library: Path, watching: Watching) -> None:
    told = watching(library, interval=0.3)
    until = time.monotonic() + 1.0
    number = 0
    while time.monotonic() < until:
        number += 1
        write(library / "a.yaml", f"title: {number}\n")
        time.sleep(0.06)
    told.wait(lambda: len(told.calls) >= 2)
    distances = [later - earlier for earlier, later in zip(told.times, told.times[1:], strict=False)]
    assert min(distances) >= 0.29


def test_what_is_not_walked_is_not_told(library: Path, watching: Watching) -> None:
    outside = write(library.parent / "outside" / "o.yaml")
    for folder in (".git", "node_modules", ".hidden"):
        write(library / folder / "x.yaml")
    (library / "out").symlink_to(outside.parent)
    told = watching(library)
    for folder in (".git", "node_modules", ".hidden", "__pycache__", ".new"):
        write(library / folder / "x.yaml", "title: y\n")
    for name in (".h.yaml", "picture.png", "b.yaml~", "#a.yaml#"):
        write(library / name)
    write(outside, "title: y\n")
    (library / "out.yaml").symlink_to(outside)
    os.utime(library)
    (library / "deep").chmod(0o755)
    # Only a folder that is walked is followed by a call, and by then all else would have been told.
    write(library / "a.yaml")
    told.wait_for(library / "a.yaml")
    assert told.calls == [FileChanges(frozenset({str(library / "a.yaml")}), False)]


def test_a_library_that_goes_is_lost_and_told_when_it_is_back(library: Path, watching: Watching) -> None:
    told = watching(library)
    library.rename(library.parent / "elsewhere")
    told.wait(lambda: any(call.lost == (str(library),) for call in told.calls))
    assert not any(call.back for call in told.calls)
    told.forget()
    (library.parent / "elsewhere").rename(library)
    told.wait(lambda: any(call.back == (str(library),) for call in told.calls))
    told.wait_for(library / "a.yaml", library / "deep" / "b.md")
    told.forget()
    write(library / "deep" / "b.md", "# y\n")
    told.wait_for(library / "deep" / "b.md")


@pytest.mark.parametrize("name", ["deep", "deep/b.md"])
def test_a_folder_above_what_was_named_may_go_too(library: Path, watching: Watching, tmp_path: Path, name: str) -> None:
    told = watching(library / name)
    library.rename(tmp_path / "elsewhere")
    told.wait(lambda: any(call.lost == (str(library / name),) for call in told.calls))
    told.forget()
    write(library / "deep" / "b.md")
    told.wait_for(library / "deep" / "b.md")
    told.wait(lambda: any(call.back == (str(library / name),) for call in told.calls))


def test_a_library_that_is_not_there_yet_is_waited_for(tmp_path: Path, watching: Watching) -> None:
    told = watching(tmp_path / "later")
    assert told.states == [("watching", "")]
    write(tmp_path / "later" / "a.yaml")
    told.wait_for(tmp_path / "later" / "a.yaml")
    assert any(call.back == (str(tmp_path / "later"),) for call in told.calls)


def test_a_named_file_is_told_and_its_neighbours_are_not(library: Path, watching: Watching) -> None:
    named = write(library / ".notes")
    told = watching(named)
    write(library / "a.yaml", "title: y\n")
    write(library / "new" / "c.yaml")
    write(library / ".new").replace(named)
    told.wait_for(named)
    assert told.calls == [FileChanges(frozenset({str(named)}), False)]
    told.forget()
    named.unlink()
    told.wait_for(named)
    assert told.calls[-1].lost == (str(named),)
    write(named)
    told.wait(lambda: told.calls[-1].back == (str(named),))


def test_a_name_that_is_no_text_is_answered_with_a_look_at_everything(library: Path, watching: Watching) -> None:
    told = watching(library)
    try:
        (library / os.fsdecode(b"\xff.yaml")).write_text("title: x\n", "utf-8")
    except OSError:
        pytest.skip("the file system wants text")
    told.wait(lambda: any(call.folders for call in told.calls))
    told.forget()
    write(library / "a.yaml", "title: y\n")
    told.wait_for(library / "a.yaml")
    assert told.states == [("watching", "")]


def test_more_folders_than_may_be_watched_are_polled_until_they_are_fewer(library: Path, watching: Watching) -> None:
    told = watching(library, most_folders=2, poll_every=0.1)
    assert told.states == [("watching", "")]
    write(library / "third" / "c.yaml")
    told.wait_for(library / "third" / "c.yaml")
    told.wait(lambda: told.states[-1].mode == "polling")
    assert told.states[-1].reason == (
        "The library is not watched, since it has 3 folders, and no more than 2 may be watched; "
        "it is looked through every 0.1 seconds instead."
    )
    write(library / "a.yaml", "title: longer\n")
    told.wait_for(library / "a.yaml")
    shutil.rmtree(library / "third")
    told.wait(lambda: told.states[-1].mode == "watching")
    told.forget()
    write(library / "deep" / "b.md", "# y\n")
    told.wait_for(library / "deep" / "b.md")


def test_polling_tells_what_watching_does(library: Path, watching: Watching) -> None:
    named = write(library.parent / "named.txt")
    told = watching(library, named, most_folders=0, poll_every=0.1)
    assert told.states[0].mode == "polling"
    write(library / "a.yaml", "title: longer\n")
    write(library / ".git" / "x.yaml")
    write(library / "new" / "c.yaml")
    (library / "deep" / "b.md").rename(library / "b.md")
    named.unlink()
    told.wait_for(*(library / name for name in ("a.yaml", "new/c.yaml", "deep/b.md", "b.md")), named)
    assert any(call.folders for call in told.calls)
    assert any(call.lost == (str(named),) for call in told.calls)
    assert not any(".git" in path for path in told.paths)
    told.forget()
    library.rename(library.parent / "elsewhere")
    told.wait(lambda: any(call.lost == (str(library),) for call in told.calls))
    (library.parent / "elsewhere").rename(library)
    told.wait(lambda: any(call.back == (str(library),) for call in told.calls))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            OSError("OS file watch limit reached. (Error { kind: MaxFilesWatch })"),
            "(fs.inotify.max_user_watches) is too low for its 2",
        ),
        (RuntimeError("Error creating watcher: Too many open files (os error 24)"), "too many programs watch files already"),
        (OSError("no\n\x1bluck"), "the system does not let its 2 folders be watched (no ␛luck)"),
    ],
)
def test_what_the_system_refuses_to_watch_is_polled(
    library: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(_rust_notify, "RustNotify", refuse)
    told = watching(library, poll_every=0.1)
    assert told.states[0].mode == "polling"
    assert reason in told.states[0].reason
    write(library / "a.yaml", "title: longer\n")
    told.wait_for(library / "a.yaml")


def test_what_happens_between_watching_and_polling_is_told(
    library: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify = _rust_notify.RustNotify
    saved = 0

    def save_and_open(folders: list[str], *options: Any) -> Any:
        nonlocal saved
        if len(folders) > 2:
            write(library / "a.yaml", "title: saved while it was still watched\n")
            time.sleep(0.3)
            raise OSError("too many")
        saved += 1
        write(library / "deep" / "b.md", f"saved before it is watched, {'again' * saved}")
        return notify(folders, *options)

    monkeypatch.setattr(_rust_notify, "RustNotify", save_and_open)
    told = watching(library, poll_every=0.1)
    write(library / "third" / "c.yaml")
    told.wait_for(library / "a.yaml")
    told.wait(lambda: told.states[-1].mode == "polling")
    told.forget()
    shutil.rmtree(library / "third")
    told.wait_for(library / "deep" / "b.md")
    assert told.states[-1].mode == "watching"


def test_a_file_system_that_is_silent_is_polled(library: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.watch.file_system", lambda path: "nfs4")
    assert "on a file system (nfs4) that does not tell" in watching(library).states[0].reason


def test_the_kind_of_a_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    real = os.path.realpath(tmp_path)
    table = tmp_path / "mountinfo"
    table.write_text(
        "22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/sda rw\n"
        f"30 22 0:44 / {real}/my\\040share rw - nfs4 server:/x rw\n"
        f"31 22 0:45 / {real}/my rw - tmpfs none rw\n"
        "damaged\n",
        "utf-8",
    )
    kinds = [file_system(f"{real}/{name}", str(table)) for name in ("my share/deep", "my/x", "mys", "my share")]
    assert kinds == ["nfs4", "tmpfs", "ext4", "nfs4"]
    assert file_system(real, str(tmp_path / "nothing")) == ""


def test_an_error_ends_in_a_sentence_and_not_in_a_traceback(library: Path, watching: Watching) -> None:
    told = Told()

    def fail(_: FileChanges) -> None:
        raise RuntimeError("no \x1b[31mroom")

    watch = Watch([library], fail, on_state=told.state, interval=0.1)
    watch.start()
    told.wait(lambda: bool(told.states))
    write(library / "a.yaml", "title: y\n")
    told.wait(lambda: told.states[-1].mode == "off")
    assert told.states[-1].reason == ("The library is not watched any more (no ␛[31mroom); reload to see what has changed since.")
    assert watch.state == told.states[-1]
    watch.stop()


def test_stopping_is_quick_and_nothing_is_told_after_it(library: Path) -> None:
    for options in ({}, {"most_folders": 0}):
        told = Told()
        watch = Watch([library], told.change, on_state=told.state, **options)
        watch.start()
        told.wait(lambda told=told: bool(told.states))  # type: ignore[misc]
        threads = [thread for thread in threading.enumerate() if thread.name == "watch"]
        assert len(threads) == 1
        began = time.monotonic()
        watch.stop()
        assert time.monotonic() - began < 0.9
        assert not threads[0].is_alive()
        write(library / "a.yaml", "title: y\n")
        watch.stop()
        assert told.calls == []


def test_a_watch_may_be_stopped_from_what_it_calls(library: Path) -> None:
    told = Told()

    def stop(changes: FileChanges) -> None:
        watch.stop()
        told.change(changes)

    watch = Watch([library], stop, on_state=told.state, interval=0.1)
    watch.start()
    told.wait(lambda: bool(told.states))
    write(library / "a.yaml", "title: y\n")
    told.wait_for(library / "a.yaml")


def test_a_program_that_forgets_to_stop_ends_the_thread_before_itself(library: Path) -> None:
    code = (
        "import atexit, sys, threading; from tui.store.watch import Watch; ready = threading.Event()\n"
        "atexit.register(lambda: print(threading.active_count()))\n"
        "Watch(sys.argv[1:], print, on_state=lambda state: ready.set()).start(); ready.wait(20)"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(tui.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(library)], capture_output=True, text=True, timeout=60, check=False, env=environ
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_the_library_behind_it_is_not_imported_before_it_starts() -> None:
    code = "import sys, tui.store.watch; sys.exit('watchfiles' in sys.modules)"
    environ = {**os.environ, "PYTHONPATH": str(Path(tui.__file__).parent.parent)}
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False, env=environ).returncode == 0


def test_of_the_library_behind_it_only_what_watches_is_loaded() -> None:
    code = (
        "import sys; from tui.store.watch import _notify; found = _notify(); assert 'multiprocessing' not in sys.modules;"
        "import watchfiles.main; assert watchfiles.main.RustNotify is found is _notify()"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(tui.__file__).parent.parent)}
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False, env=environ).returncode == 0
