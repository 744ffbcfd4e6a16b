"""The library that a command works on."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.cli import COMMANDS
from tui.cli.exit_status import CANNOT_READ, USAGE, Stop, complain
from tui.cli.pipes import STDIN, read_once
from tui.model.file_stamp import FileStamp, settled_stamp
from tui.model.handling import NO_CEILING, Ceiling
from tui.model.part_path import part_of
from tui.store.config import load_config
from tui.store.file_system import as_on_disk, is_file_beyond
from tui.store.private_files import at_home, remove_frames

if TYPE_CHECKING:
    from tui.catalog.memory import CatalogInMemory
    from tui.catalog.renames import MovedFiles
    from tui.cli.read_ahead import ReadAhead
    from tui.document.document import Document
    from tui.model.briefing import Briefing
    from tui.model.problem import Problem
    from tui.store.config import Config
    from tui.store.withholding import Shown


MANY_FILES = 300
"""From so many files on, reading all of them keeps one waiting."""
LARGE, ENDLESS = 1_000_000, 8_000_000
"""Bytes of a file from which on the screen does not wait for it: where it is read in another process, and in this one."""


class WithProblems(Protocol):
    """What a library gave, whichever way it was asked."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the library itself."""


class Inputs:
    """Briefings from files and folders, and from standard input and pipes where they are among them."""

    def __init__(self, paths: Sequence[str | Path], *, bare: bool = False, title: str = "", ceiling: Ceiling = NO_CEILING) -> None:
        """Stand before the inputs; nothing is read yet but what can be read only once.

        Args:
            paths: files, folders, pipes and `-`; with none, the default library.
            bare: the paths stood alone on the command line, so that one of them may be meant for a command.
            title: what to call the library; by default its paths.
            ceiling: what may be shown. Catalogs of their own are made under one; a journal is not, since it knows of all.

        Raises:
            Stop: a path is empty, or none of them leads to anything that can be read.
        """
        self.note = ""
        self.missing: list[str] = []
        """A sentence for each path that was named and leads to nothing; it keeps nobody from the others."""
        self._title = title
        self.ceiling = ceiling
        self.whole = False
        """Whether briefings with a part that may not be shown are left out: a journal knows only of whole ones."""
        self.is_up_to_date = False
        """Whether its catalog was just brought up to date; under a ceiling no other one is shown."""
        self.counted_left_out = self._told_left_out = ""
        self._memory: CatalogInMemory | None = None
        self._moved: MovedFiles | None = None
        self.config, self.config_problems = load_config(os.environ)
        if not self.config.keeps_all:
            with suppress(OSError):
                remove_frames(os.environ)
        named_by = ""
        if not paths:
            paths, self.note, named_by = default_library(os.environ, Path.cwd(), self.config)
            self._title = "Sample briefings" if self.note else title
        self._ahead: ReadAhead | None = None
        self.ahead: ReadAhead | None = None
        """What another process began to read, to be stopped when one leaves."""
        if "" in paths:
            raise Stop("An empty path names nothing: give a file or a folder, or none for the default library.", USAGE)
        pipes: list[str | Path] = []
        self.paths: list[str | Path] = []
        for number, path in enumerate(paths):
            if not str(path).isascii():
                path = as_on_disk(str(path))
            try:
                (pipes if str(path) == STDIN or _is_pipe(path, named_by, bare, self.is_limited) else self.paths).append(path)
            except Stop as stop:
                # What stands where a command would stand may be one, mistyped; then the rest is no list of paths.
                if len(paths) == 1 or (bare and number == 0 and "did you mean `" in str(stop)):
                    raise
                self.missing.append(str(stop))
        if self.missing and not self.paths and not pipes:
            raise Stop(" ".join(self.missing), CANNOT_READ)
        for sentence in self.missing:
            complain(sentence)
        self.from_pipes = tuple([read_once(str(path), ceiling) for path in dict.fromkeys(pipes)])
        """What is in no file that could be read again: of standard input, of pipes, and made by the program."""

    @property
    def left_out(self) -> str:
        """A sentence that counts the briefings which were left out of what was read, since they may not be shown; "" for none."""
        return self.counted_left_out or (self._memory.left_out if self._memory is not None else "")

    def tell_left_out(self) -> None:
        """Say on stderr how many briefings were left out, since they may not be shown."""
        if self.left_out != self._told_left_out:
            complain(self.left_out)
            self._told_left_out = self.left_out

    @property
    def shown(self) -> Shown:
        """What may be shown."""
        from tui.store.withholding import Shown

        return Shown(self.ceiling, self.whole)

    def introduce(self) -> None:
        """Say on stderr what is wrong with the configuration, and which library this is where that is not obvious."""
        for problem in self.config_problems:
            complain(str(problem))
        if self.note:
            complain(self.note)

    def read_ahead(self, most: int | None = None) -> None:
        """Begin reading in another process, for `opened` and what is `in_memory` to use: all, or the newest files up to so many."""
        from tui.store.processes import cores

        # Of a single file the first page is there sooner without, where both processes would share a core.
        if not self.from_pipes and not (self.single and cores() == 1):
            from tui.cli.read_ahead import ReadAhead

            read = self._prepared if self.single else lambda: iter([self.in_memory().read_packed(most)])
            self._ahead = self.ahead = ReadAhead(read, self.paths[0] if self.single else None)

    @property
    def is_limited(self) -> bool:
        """Whether something in it may not be shown."""
        return self.ceiling != NO_CEILING

    @property
    def has_catalog(self) -> bool:
        """Whether there may be a catalog to read from, so that no file has to be read to show the list."""
        from tui.catalog.location import DATABASE, location_of

        if self.config.doubt or (self.is_limited and not self.is_up_to_date):
            return False
        if not self.config.cache_ceiling.allows_everything:
            from tui.catalog.ceiling import enforce

            enforce(self.config.cache_ceiling)
        with suppress(OSError):
            return (location_of(self.paths, self.shown.limit) / DATABASE).exists()
        return False

    def is_large(self) -> bool:
        """Whether there are so many files that reading all of them would keep one waiting. A guess, made without reading any."""
        from tui.store.file_kinds import may_hold_briefings

        count = 0
        for path in self.paths:
            for _, folders, names in os.walk(path):
                folders[:] = [name for name in folders if not name.startswith(".")]
                count += sum(map(may_hold_briefings, names))
                if count >= MANY_FILES:
                    return True
        return False

    def soon(self, seconds: float) -> bool | None:
        """Whether what is read in another process is there within so many seconds; None where nothing is."""
        if self._ahead is None or not self._ahead.started:
            return False if self._is_beyond(ENDLESS) else None
        # What is large arrives over a while: the screen is shown before it.
        return not self._is_beyond(LARGE) and self._ahead.ready(seconds)

    def _is_beyond(self, size: int) -> bool:
        return self.single and any(is_file_beyond(path, size) for path in self.paths)

    def _prepared(self) -> Iterator[object]:
        from tui.document.prepared import AT_ONCE, prepare, prepare_left_out

        document = composed(self.only(), {})
        beginning = prepare(document, AT_ONCE)
        yield document.briefing, beginning
        if beginning.has_rest:
            yield prepare_left_out(document, beginning)

    def opened(self) -> tuple[Briefing, Document | None, FileStamp | None]:
        """The single briefing, its document where another process has composed it, and the stamp that its file had before."""
        ahead, self._ahead = self._ahead, None
        stamp = ahead.stamp if ahead is not None else None if self.from_pipes else settled_stamp(self.paths[0])
        if ahead is None or (found := ahead.briefing()) is None:
            return self.only(), None, stamp
        from tui.document.prepared import RestoredDocument

        briefing, prepared = found
        return briefing, RestoredDocument(briefing, prepared, lambda known: composed(known, {}), ahead.rest), stamp

    def watch(self, changed: Callable[[frozenset[str], bool, str], None]) -> Callable[[], None]:
        """Watch the files; gives a function that stops it.

        Args:
            changed: told, in another thread, which files changed (absolute paths), whether more may have
                changed than these, and a sentence where something is to be said.
        """
        from tui.store.watch import watched

        return watched(self.paths, changed)

    @property
    def single(self) -> bool:
        """Whether it is one briefing (a file, or standard input), to be opened at once."""
        if self.from_pipes:
            return not self.paths and len(self.from_pipes) == 1
        return len(self.paths) == 1 and not Path(self.paths[0]).is_dir() and not self._holds_many

    @cached_property
    def _holds_many(self) -> bool:
        return _holds_many(self.paths[0])

    @property
    def name(self) -> str:
        """What to call the library."""
        name = self._title or ", ".join(str(path) for path in self.paths) or "standard input"
        return f"TLP:{self.ceiling.up_to} at most · {name}" if self.is_limited else name

    def only(self) -> Briefing:
        """The single briefing."""
        return self.from_pipes[0] if self.from_pipes else self.read(str(self.paths[0]))

    def read(self, path: str) -> Briefing:
        """Read one file. Raises OSError, with a sentence, when it cannot be read."""
        from tui.cli.one_file import read_shown
        from tui.store.library import real_file

        real = real_file(self.paths, path)
        return read_shown(real, self.root_of(real), self.shown, () if self.single else self.paths, self._memory)

    def stamp(self, path: str) -> FileStamp | None:
        """What the system says of a file now; None where there is none. Raises OSError where it does not say."""
        from tui.catalog.files import look_at

        return look_at(path)

    def digest(self, path: str) -> bytes:
        """The digest of a file's bytes (`Briefing.digest`). Raises OSError, with a sentence, when it cannot be read."""
        from tui.store.read import digest_at

        return digest_at(path)

    def origin_of(self, path: str) -> str:
        """Which values of a briefing come from a `library.yaml`, as in `BriefingInputs`."""
        from tui.store.library import origin_of

        return origin_of(path, root=self.root_of(Path(path)))

    def moved_to(self, path: str, digest: bytes, named_id: str = "", before: FileStamp | None = None) -> str | None:
        """Where a file is that is gone from its path, as in `BriefingInputs`; None where it is not found."""
        from tui.catalog.renames import MovedFiles, SoughtFile

        self._moved = self._moved or MovedFiles()
        return self._moved.find(SoughtFile(os.path.abspath(path), digest, named_id, before), self.root_of(Path(path)))

    def root_of(self, file: Path) -> Path | None:
        """The folder of the library that a file stands in, from which its id is made."""
        for folder in map(Path, self.paths):
            if folder.is_dir() and file.absolute().is_relative_to(folder.absolute()):
                return folder
        return None

    def in_memory(self) -> CatalogInMemory:
        """A catalog of all this that is kept nowhere but in this process; nothing is read for it yet."""
        from tui.catalog.memory import CatalogInMemory

        self._memory = CatalogInMemory(self.paths, self.from_pipes, self.shown, self._packed_ahead)
        return self._memory

    def _packed_ahead(self) -> bytes | None:
        """What another process has read of a library."""
        ahead, self._ahead = self._ahead, None
        return ahead.packed_catalog() if ahead is not None else None

    def refused(self, found: WithProblems) -> bool:
        """Whether something that was named itself could not be read."""
        if self.missing or not found.problems:
            return bool(self.missing)
        from tui.model.text import shown_path

        named = {shown_path(os.path.abspath(path)) for path in self.paths}
        return any(os.path.abspath(problem.path) in named for problem in found.problems)


def _holds_many(path: str | Path) -> bool:
    from tui.store.formats.registry import may_hold_many

    if not may_hold_many(str(path)):
        # Looking into it imports what reads files, which another process does meanwhile.
        return False
    from tui.store.read import holds_many

    return holds_many(path)


def _is_pipe(path: str | Path, named_by: str, bare: bool, limited: bool) -> bool:
    try:
        return stat.S_ISFIFO(Path(path).stat().st_mode)
    except FileNotFoundError as error:
        if not os.path.lexists(path):
            if os.path.isfile(part_of(str(path))[0]):
                return False
            raise Stop(_missing(str(path), named_by, bare, limited), CANNOT_READ) from None
        raise Stop(_refusal(path, error), CANNOT_READ) from None
    except (OSError, ValueError) as error:
        raise Stop(_refusal(path, error), CANNOT_READ) from None


def _refusal(path: str | Path, error: OSError | ValueError) -> str:
    from tui.store.file_bytes import cannot_read

    return str(cannot_read(Path(path), error))


_MISTYPED = 3
"""Letters that a mistyped command may have too many: `us-japan-command` is none of `command`."""


def _missing(path: str, named_by: str, bare: bool, limited: bool) -> str:
    """What to say of a path that is not there, and what may be meant; no file is named where not all may be shown."""
    if named_by:
        return f"{named_by} names “{path}”, which does not exist. Correct it, or remove it to read ./briefings or the samples."
    from difflib import get_close_matches

    sentence = f"There is no file or folder “{path}”"
    if bare and (command := get_close_matches(path, COMMANDS, 1, 0.6)) and len(path) <= len(command[0]) + _MISTYPED:
        return f"{sentence}; did you mean `briefing {command[0]}`?"
    folder, name = os.path.split(path)
    try:
        beside = [entry for entry in os.listdir(folder or ".") if not entry.startswith(".")]
    except OSError:
        beside = []
    near = get_close_matches(name, beside, 1, 0.7) or [entry for entry in sorted(beside) if Path(entry).stem == name]
    if near and not limited:
        return f"{sentence}; did you mean “{os.path.join(folder, near[0])}”?"
    if bare and not folder and not os.path.splitext(name)[1]:
        return f"{sentence}. `briefing --at {name}` opens a briefing by its id, `briefing --help` lists commands."
    if bare:
        return f"{sentence}. `briefing` alone opens the default library, `briefing --help` lists commands."
    return f"{sentence}. Give a file or a folder; `briefing list` names the briefings of the default library."


def composed(briefing: Briefing, titles: dict[str, str]) -> Document:
    """A document, with the words of links to other briefings."""
    from tui.document.compose import compose

    return compose(briefing, library=titles)


class DefaultLibrary(NamedTuple):
    """Paths to read, and a sentence that says where they come from where that is not obvious."""

    paths: list[Path]
    note: str
    named_by: str = ""
    """Who named the paths, for a path that is not there: `$BRIEFING_PATH`, or the configuration file; "" where the program did."""


def samples() -> Path:
    """The folder of the briefings that come with the program."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "samples"
    # In a checkout (and an editable install) the samples are beside the package; a wheel has them in it.
    return shipped if shipped.is_dir() else package.parent / "briefings"


def default_library(environ: Mapping[str, str], folder: Path, config: Config | None = None) -> DefaultLibrary:
    """`$BRIEFING_PATH`, else the configured library, else `./briefings`, else the samples.

    Args:
        environ: the environment; `BRIEFING_PATH` holds paths as `PATH` does.
        folder: the current folder.
        config: what the user has set; nothing when None.
    """
    named = [at_home(part, environ) for part in environ.get("BRIEFING_PATH", "").split(os.pathsep) if part]
    if named:
        return DefaultLibrary(named, "", "$BRIEFING_PATH")
    if config is not None and config.library:
        return DefaultLibrary(list(config.library), "", config.path)
    here = folder / "briefings"
    if here.is_dir():
        return DefaultLibrary([Path("briefings")], "")
    return DefaultLibrary([samples()], "These are the sample briefings: name a file or folder to read your own.")
