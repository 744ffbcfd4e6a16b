"""Keeping the catalog of a library up to date behind the screen: a child process that indexes, and an eye on the files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tui.model.decoders import json_decoder_of
from tui.reading.session import Session
from tui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    import subprocess

    from textual.app import App
    from textual.timer import Timer

    from tui.catalog.progress import Progress
    from tui.catalog.update import Outcome
    from tui.reading.library import Library

MANY = 200
"""Files that were read at once, so that it is worth while to compose their pages ahead."""

MOST_SAVING = 0.3
"""Seconds that leaving waits for a file that is being taken into the catalog."""

QUIET = 20.0
"""Seconds without a change after which words of what was replaced leave the index: whoever saves again waits for it."""

LOOK_AGAIN = 1.0
"""Seconds between two looks at a catalog that is being built."""


def progress_words(progress: Progress) -> str:
    """How far it is, in a few words."""
    if progress.phase in ("done", "tidying"):
        return ""
    if progress.phase == "looking" or not progress.total:
        return "Looking for changes…"
    if progress.phase == "preparing":
        return "Preparing pages…"
    line = f"Reading {progress.done:,} of {progress.total:,}, {100 * progress.done // max(1, progress.total)}%"
    if progress.rate:
        line += f", {progress.rate:,.0f} a second"
    if progress.eta is not None and progress.eta >= 1:
        line += f", {progress.eta:.0f} s left"
    return line


Changed = Callable[[frozenset[str], bool, str], None]
"""Told which files changed (absolute paths), whether more may have changed, and a sentence or ""."""


IndexSaved = Callable[[frozenset[str]], "Outcome | None"]
"""Brings the catalog up to date with some files, by their absolute paths; None where that takes a look at the whole library."""


class PagesAhead:
    """A process that composes the pages of a library ahead; nobody waits for it."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Of a library, by its files and folders."""
        self._paths = paths
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self, *, many: bool) -> None:
        """Begin, once in a session, and again when many files were read and it has ended."""
        if self._process is not None and (self._process.poll() is None or not many):
            return
        import subprocess

        command = [sys.executable, "-P", "-m", "tui.catalog.prepared_pages", *self._paths]
        with suppress(OSError):
            # It ends when the pipe does, however this process ends.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            # The system keeps what has ended until somebody asks how.
            Thread(target=self._process.wait, daemon=True, name="preparing").start()

    def stop(self) -> None:
        """End it; what it has composed is kept."""
        if self._process is not None:
            self._process.terminate()


class Indexer:
    """Watches the files of a library and runs the indexer when it is opened and whenever they change."""

    def __init__(
        self,
        session: Session,
        name: str,
        paths: Sequence[str | os.PathLike[str]],
        watch: Callable[[Changed], Callable[[], None]],
        *,
        index: bool = True,
        index_saved: IndexSaved | None = None,
        options: Sequence[str] = (),
    ) -> None:
        """Keep a library.

        Args:
            session: its library is read from the catalog on disk as soon as there is one.
            name: of the library.
            paths: its files and folders.
            watch: begins to watch them; gives a function that stops it.
            index: keep a catalog on disk; not for a briefing that was opened alone.
            index_saved: does in a thread what a few files need that were saved; without, a process of its own does.
            options: of `briefing index`, that keep the catalog of a ceiling.
        """
        self._session = session
        self._name = name
        self._paths = [os.fspath(path) for path in paths]
        self._watch = watch
        self._unwatch: Callable[[], None] | None = None
        self._stopping: Thread | None = None
        self._index = index
        self._options = options
        self._child: subprocess.Popen[bytes] | None = None
        self._pages = PagesAhead(self._paths)
        self._index_saved = index_saved
        self._saved: frozenset[str] = frozenset()
        """Files that were saved and are not in the catalog yet."""
        self._saving: Thread | None = None
        self._again = False
        self._tidying: Timer | None = None
        self._looking = False
        self._app: App[None] | None = None
        self._last: Progress | None = None
        self._looked = 0.0
        self._complaint = ""

    def start(self, app: App[None]) -> None:
        """Begin: bring the catalog up to date, and watch the files."""
        self._app = app
        if self._session.library is not None:
            self._session.library.loss.on_notice = self._lost
        self.refresh()
        Thread(target=self._begin_to_watch, daemon=True, name="watch").start()

    def _begin_to_watch(self) -> None:
        self._unwatch = self._watch(lambda paths, more, said: self._tell(self._files_changed, paths, more, said))

    def _files_changed(self, paths: frozenset[str], more: bool, said: str) -> None:
        for screen in self._screens():
            screen.files_changed(paths, said)
        library = self._session.library
        if paths and not more and self._index_saved is not None and self._child is None and library is not None and library.on_disk:
            self._saved |= paths
            self._take_saved(self._index_saved)
        elif paths or more:
            self.refresh(tidy=False)
            self._tidy_when_quiet()

    def _take_saved(self, index_saved: IndexSaved) -> None:
        """Bring the catalog up to date with what was saved, behind the screen: a process of its own takes longer to begin."""
        if self._saving is None and self._saved:
            saved, self._saved = self._saved, frozenset()
            self._saving = Thread(target=self._save_in_thread, args=(index_saved, saved), daemon=True, name="saved")
            self._saving.start()

    def _save_in_thread(self, index_saved: IndexSaved, saved: frozenset[str]) -> None:
        outcome = None
        try:
            outcome = index_saved(saved)
        finally:
            self._tell(self._saved_taken, index_saved, outcome)

    def _saved_taken(self, index_saved: IndexSaved, outcome: Outcome | None) -> None:
        self._saving = None
        if outcome is not None:
            self._renew(_counted(outcome))
        if outcome is None:
            self._saved = frozenset()
            self.refresh(tidy=False)
        else:
            self._take_saved(index_saved)
        if outcome is None or outcome.untidy:
            self._tidy_when_quiet()

    def _tidy_when_quiet(self) -> None:
        """Rewrite the index once nothing has changed for a while; where one leaves before, the next start does."""
        if self._tidying is not None:
            self._tidying.stop()
        self._tidying = self._app.set_timer(QUIET, self._tidy) if self._app is not None and self._index else None

    def _tidy(self) -> None:
        self._tidying = None
        self.refresh()

    def _lost(self) -> None:
        """The catalog was deleted or damaged: it is made anew, once for each loss."""
        self._tell(partial(self.refresh, rebuild=bool((library := self._session.library) and library.loss.damaged)))

    def _screens(self) -> list[BaseScreen]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, BaseScreen)] if self._app is not None else []

    def refresh(self, *, tidy: bool = True, rebuild: bool = False) -> None:
        """Run the indexer, once more when it is running already; without one, look at the files here.

        Args:
            tidy: rewrite the index as well, where it holds words of what was removed.
            rebuild: begin with nothing, since what is there is damaged.
        """
        if not self._index:
            self._look()
            return
        if self._child is not None:
            self._again = True
            return
        self._saved = frozenset()
        import subprocess

        library = [part for path in self._paths for part in ("-L", path)]
        # `-P`: a folder named `tui` where somebody happens to stand is not this program.
        command = [sys.executable, "-P", "-m", "tui", "index", "--progress-json", *library]
        command += [*(["--no-tidy"] if not tidy else []), *(["--rebuild"] if rebuild else []), *self._options]
        try:
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
            )
        except OSError:
            return
        Thread(target=self._follow, args=(self._child,), daemon=True, name="indexer").start()

    def _look(self) -> None:
        """Look at the files of a library whose catalog is in memory, once more when that is being done already."""
        library = self._session.library
        if library is None or library.on_disk:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        Thread(target=self._look_in_thread, args=(library,), daemon=True, name="look").start()

    def _look_in_thread(self, library: Library) -> None:
        outcome = None
        try:
            outcome = library.look()
        finally:
            self._tell(self._looked_at, library, outcome)

    def _looked_at(self, library: Library, outcome: Outcome | None) -> None:
        self._looking = False
        if library.renew():
            self._show_changed(_counted(outcome) if outcome is not None else "")
        if self._again:
            self._again = False
            self._look()

    def _follow(self, child: subprocess.Popen[bytes]) -> None:
        import msgspec

        from tui.catalog.progress import Progress

        decode = json_decoder_of(Progress).decode
        assert child.stderr is not None
        for line in child.stderr:
            try:
                progress = decode(line)
            except msgspec.DecodeError:
                self._complaint = line.decode(errors="replace").removeprefix("briefing: ").strip()
                continue
            self._tell(self._progressed, progress)
        child.wait()
        self._tell(self._ended, child.returncode)

    def _tell(self, function: Callable[..., None], *arguments: object) -> None:
        app = self._app
        if app is not None:
            # The program may have ended meanwhile, and its loop with it.
            with suppress(RuntimeError):
                app.call_later(function, *arguments)

    def _progressed(self, progress: Progress) -> None:
        import time

        self._last = progress
        for screen in self._screens():
            screen.library_progress(progress_words(progress))
        all_read = progress.phase in ("preparing", "tidying")
        if all_read or (progress.phase == "reading" and time.monotonic() - self._looked > LOOK_AGAIN):
            self._looked = time.monotonic()
            self._renew(_counted(progress) if all_read else "")

    def _ended(self, status: int) -> None:
        self._child = None
        for screen in self._screens():
            screen.library_progress("")
            if status > 0:
                screen.library_failed(self._complaint)
        self._renew(_counted(self._last) if self._last is not None else "", whole=status == 0)
        if status > 0:
            self._look()
        if self._again:
            self._again = False
            self.refresh(tidy=self._tidying is None)
        elif status == 0 and not self._options:
            # Those of a ceiling are composed when they are opened, but for the newest.
            self._pages.prepare(many=self._last is not None and self._last.new + self._last.changed >= MANY)

    def _renew(self, notice: str, *, whole: bool = False) -> None:
        library = self._session.library
        if library is None:
            return
        if library.on_disk:
            if library.renew():
                self._show_changed(notice)
        elif (whole or not self._options) and library.move_to_disk():
            # Under a ceiling a catalog is shown that is up to date: something may be marked more strictly than when it was made.
            self._show_changed("")

    def _show_changed(self, notice: str) -> None:
        for screen in self._screens():
            screen.library_changed(notice)

    def stop_soon(self) -> None:
        """Begin to end the watch and the indexer, without waiting; what the indexer has done is kept."""
        self._app = None
        if self._child is not None:
            self._child.terminate()
        self._pages.stop()
        if self._saving is not None:
            # A few hundredths of a second: what was saved while one left is in the catalog then.
            self._saving.join(MOST_SAVING)
        if self._unwatch is not None and self._stopping is None:
            self._stopping = Thread(target=self._unwatch, daemon=True, name="unwatch")
            self._stopping.start()

    def stop(self) -> None:
        """End the watch and the indexer."""
        self.stop_soon()
        if self._stopping is not None:
            self._stopping.join(1.0)


def _counted(done: Progress | Outcome) -> str:
    """What a look at the files has found."""
    counts = ((done.new, "new"), (done.changed, "changed"), (done.removed, "removed"), (done.renamed, "renamed"))
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def catalog_of(session: Session, name: str, paths: Sequence[str | os.PathLike[str]]) -> Library | None:
    """The library as its catalog on disk has it; None where there is none yet or none that can be read."""
    from tui.catalog.catalog import NoCatalog
    from tui.reading.library import Library

    try:
        library = Library(session, name, [Path(path) for path in paths])
    except (NoCatalog, OSError):
        return None
    return library if library.complete else None
