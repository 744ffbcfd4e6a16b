"""A library whose files change at any moment while somebody reads in it, and a plain account of what must be true."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tui.catalog.location import location_of
from tui.catalog.memory import CatalogInMemory
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.journal.journal import Journal
from tui.reading.current_files import OpenFile
from tui.reading.last_read import identity_of_row
from tui.reading.library import Library
from tui.reading.queue_run import MOST, QueueRun
from tui.reading.reader import Reader
from tui.reading.reading_log import ReadingLog
from tui.reading.session import Session
from tui.reading.way import ListWalk
from tui.ui.start import composed_document

NOW = 1_721_995_200.0

Kept = Literal["on disk", "in memory", "in memory at first"]
"""Where the catalog is."""


class Files:
    """Files that a random hand changes; each says which briefing it is, and in which version."""

    def __init__(self, folder: Path, rng: random.Random, count: int) -> None:
        self.folder = folder
        self.rng = rng
        folder.mkdir()
        self.held: dict[str, tuple[int, int]] = {}
        """Name -> number of the briefing, version."""
        self.version = 0
        self.number = 0
        for _ in range(count):
            self.make()

    def write(self, name: str, number: int) -> None:
        """Save a briefing in a new version, in place or by a file that takes its place; sometimes under its old time."""
        self.version += 1
        path, fresh = self.folder / name, self.folder / ".fresh"
        before = path.stat() if path.exists() else None
        named = f"id: briefing-{number}\n" if number % 2 else ""
        text = f"title: B{number:03}\n{named}body: Version {self.version:05}.\n"
        target = fresh if self.rng.random() < 0.5 else path
        target.write_text(text, encoding="utf-8")
        if before is not None and self.rng.random() < 0.5:
            os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
        if target is fresh:
            fresh.replace(path)
        self.held[name] = number, self.version

    def make(self) -> None:
        """A new briefing."""
        self.number += 1
        self.write(f"f{self.number:03}.yaml", self.number)

    def any(self) -> str:
        """One of the files."""
        return self.rng.choice(sorted(self.held))

    def edit(self) -> None:
        """Change one."""
        name = self.any()
        self.write(name, self.held[name][0])

    def touch(self) -> None:
        """Change nothing but times or rights."""
        path = self.folder / self.any()
        path.touch() if self.rng.random() < 0.5 else path.chmod(self.rng.choice((0o600, 0o644)))

    def delete(self) -> None:
        """Delete one, if more than two are left."""
        if len(self.held) > 2:
            name = self.any()
            (self.folder / name).unlink()
            del self.held[name]

    def rename(self) -> None:
        """Give one another name."""
        name = self.any()
        number, version = self.held.pop(name)
        self.version += 1
        other = f"r{self.version:05}.yaml"
        (self.folder / name).rename(self.folder / other)
        self.held[other] = number, version


def said_by(reader: Reader) -> tuple[int, int]:
    """Which briefing a page shows, in which version."""
    return int(reader.briefing.title[1:]), int(reader.briefing.body.text.split()[1].rstrip("."))


class Restless:
    """Somebody who reads there: by the round of the queue, along lists, and by looking at one page for a while."""

    def __init__(self, folder: Path, seed: int, *, kept: Kept, count: int = 6) -> None:
        """Begin with a library of some files, its catalog kept on disk, in memory, or in memory until there is one on disk."""
        self.rng = random.Random(seed)
        self.files = Files(folder / "library", self.rng, count)
        self.journal = Journal(folder / "data", now=lambda: NOW)
        self.session = Session(Inputs([self.files.folder]), composed_document, journal=self.journal, now=lambda: NOW)
        self.round: QueueRun | None = None
        self.kept = kept
        folders = [self.files.folder]
        if kept == "on disk":
            refresh(folders)
        memory = CatalogInMemory(folders) if kept != "on disk" else None
        self.session.library = Library(self.session, "library", folders, memory=memory)
        self.library.look()
        self.library.renew()
        self.shown: list[tuple[int, int]] = []
        """What one is done with in the round, in order."""
        self.on_screen: set[bytes] = set()
        """Digests of all texts that were on the screen."""
        self.reader: Reader | None = None
        self.done_with: Reader | None = None
        self.file = OpenFile()
        self.walk: ListWalk | None = None
        rows = self.library.rows("", "title")
        self.way = self.round = QueueRun(map(identity_of_row, rows), self.session.files.row, lambda row: "")

    @property
    def library(self) -> Library:
        """What is read now."""
        assert self.session.library is not None
        return self.session.library

    # the catalog

    def swap(self) -> None:
        """Bring the catalog up to date, and take it: the first one, a newer one, or one that was made anew."""
        if self.kept == "in memory":
            self.library.look()
        elif self.rng.random() < 0.2:
            refresh([self.files.folder], rebuild=True, prepare=False)
        else:
            refresh([self.files.folder], prepare=self.rng.random() < 0.5)
        if self.library.on_disk or self.kept == "in memory":
            self.library.renew()
        else:
            assert self.library.move_to_disk()
        if self.round is not None:
            self.round.follow()

    def index_behind(self) -> None:
        """Bring the catalog up to date, which nobody has noticed yet."""
        if self.kept == "in memory":
            self.library.look()
        else:
            refresh([self.files.folder], prepare=False)

    def rename(self) -> None:
        """Rename a file; without an id it is known again by what it held when the catalog last looked."""
        self.swap()
        self.files.rename()
        self.swap()

    def rename_unnoticed(self) -> None:
        """Rename a file of which the catalog knows what it holds, and not yet where it is: every row still leads to its file."""
        self.swap()
        self.files.rename()
        for row in self.library.rows("", "title"):
            reader = self.library.open(row)
            assert not reader.doubt, "a file that was renamed this moment is said to be gone"
            assert said_by(reader) == self.files.held[Path(reader.briefing.path).name]

    # reading

    def show(self, reader: Reader) -> None:
        """Have a page on the screen: what it says is what its file says."""
        self.reader = reader
        self.on_screen.add(reader.briefing.digest)
        if not reader.doubt:
            name = Path(reader.briefing.path).name
            assert said_by(reader) == self.files.held[name], "a page opened with another text than that of its file"
        else:
            assert reader.doubt == "gone"
            assert not Path(reader.briefing.path).exists()

    def look(self) -> bool:
        """Look at the file of the open page, as the screen does once a second. Returns whether it is shown anew."""
        reader, anew = self.reader, False
        for _ in range(2):
            if reader is None:
                return anew
            step = self.file.look(reader, self.session.files.stamp(reader.briefing.path))
            if step == "gone":
                moved = self.session.files.moved(reader)
                if moved is None:
                    reader.doubt = "gone"
                else:
                    moved.take_over(reader)
                    self.show(moved)
                    reader, anew = moved, True
            elif step == "read" and not self.session.files.confirm(reader):
                fresh = self.session.files.reload(reader)
                self.show(fresh)
                reader, anew = fresh, True
        return anew

    def rest(self) -> None:
        """A second passes: the page is what its file says, or says that there is none."""
        self.look()
        if self.reader is not None and self.reader.doubt != "gone":
            name = Path(self.reader.briefing.path).name
            assert said_by(self.reader) == self.files.held[name], "a page is not what its file says after a second"

    def read_on(self) -> bool:
        """Be done with the page, unless its file says something else by now, and go on. Returns whether there is a next one."""
        if self.reader is not None and self.reader is not self.done_with:
            if self.look():
                return True
            log = ReadingLog(self.reader, self.journal, clock=lambda: 0.0, now=lambda: NOW)
            log.set_done().result(20)
            self.way.finish(log.identity, log.key)
            self.shown.append(said_by(self.reader))
            self.done_with = self.reader
        found = self.way.next()
        if found is None:
            return False
        self.show(self.library.open(found[0]))
        number, whole = map(int, self.way.position.replace(",", "").split(" of "))
        assert 1 <= number <= whole
        return True

    def step(self, by: int) -> None:
        """Go along the list."""
        if self.walk is None or self.rng.random() < 0.2:
            rows = self.library.rows("", "title")
            self.walk = ListWalk(
                rows, self.rng.randrange(len(rows)), self.session.files.row, lambda: self.library.rows("", "title")
            )
        row = self.walk.step(by)
        if row is not None:
            kept = self.reader
            self.show(self.library.open(row))
            self.reader = kept

    def anything(self) -> Callable[[], object]:
        """Something that may happen at any moment."""
        files = self.files
        many: list[tuple[int, Callable[[], object]]] = [
            (6, files.edit),
            (2, files.touch),
            (2, files.delete),
            (2, files.make),
            (2, self.rename),
            (2, self.rename_unnoticed),
            (4, self.swap),
            (2, self.index_behind),
            (4, self.rest),
            (6, self.read_on),
            (2, lambda: self.step(1)),
            (2, lambda: self.step(-1)),
        ]
        return self.rng.choices([what for _, what in many], [weight for weight, _ in many])[0]

    def live(self, moments: int) -> None:
        """Let things happen, then read to the end, and see that the account is right."""
        for _ in range(moments):
            self.anything()()
        for _ in range(10):
            while self.read_on():
                pass
            self.reader = None
            self.swap()
            asked, beyond = self.library.asked(MOST)
            if not self.way.offer(asked, beyond=beyond):
                break
        else:
            raise AssertionError("the round has no end")
        self.reconcile()

    def reconcile(self) -> None:
        """Every briefing that is there was shown in its newest text, no text twice, and the counters say so."""
        assert len(set(self.shown)) == len(self.shown), "a text was shown twice"
        newest = dict(self.shown)
        for number, version in self.files.held.values():
            assert newest.get(number) == version, f"B{number:03} was not shown in its newest text"
        assert self.way.said.startswith(f"Done. {len(newest)} of {len(newest)}."), self.way.said
        done = {row.digest for row in self.library.rows("is:done", "title")}
        assert done <= self.on_screen, "something is done that was not on the screen"
        assert self.journal.flush(20)

    def close(self) -> None:
        """Leave."""
        self.journal.close()
        assert location_of([self.files.folder]).exists() == (self.kept != "in memory")
