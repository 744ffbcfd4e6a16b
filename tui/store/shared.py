"""What the briefings of a library share: `library.yaml` at its root (`briefing help format`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import force_setattr

from tui.model.briefing import Actor, Briefing, Source, Term
from tui.model.handling import Marking, Tlp, strictest, strictness
from tui.model.problem import Problem
from tui.model.scales import ScaleName
from tui.model.text import shown_path
from tui.store.file_bytes import CannotRead, digest_of, read_bytes
from tui.store.problems import Problems
from tui.store.source_text import MOST_BYTES, source_text

SHARED = "library.yaml"
"""What the briefings of a library share; no briefing itself."""

_BEGINNING = 1 << 20
"""Bytes in which a label is looked for where there are too many to read."""


class Shared(msgspec.Struct, frozen=True, array_like=True):
    """Entries that links and citations find where a briefing has none of its own, and values for what it leaves out."""

    title: str = ""
    actors: tuple[Actor, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    tlp: Tlp | None = None
    producer: str = ""
    lang: str = ""
    authors: tuple[str, ...] = ()
    marking: str = ""
    scale: ScaleName | None = None
    """Of likelihoods: it must be known before a briefing is read."""
    same: tuple[tuple[str, ...], ...] = ()
    """Names that are of one actor, each list one; one name alone where all who have it are one."""
    apart: tuple[tuple[str, ...], ...] = ()
    """Names that are not of one actor; one name alone where those who have it are several."""


NOTHING = Shared()


class LibraryFile(NamedTuple):
    """A `library.yaml` as it was read."""

    entries: Briefing
    """Its title and what it shares; with no problems where it is whole."""
    defaults: Briefing
    """The values for what briefings leave out."""
    scale: ScaleName | None
    same: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()


def _read_library(data: bytes) -> LibraryFile:
    """Read a `library.yaml`.

    A label in one that cannot be parsed, or that stands outside `defaults`, holds all the same: nothing is shown
    unmarked for a mistake in it.
    """
    # Most libraries share nothing, and what reads YAML takes a while to load.
    from tui.store.ids import give_ids
    from tui.store.reading_text import ReadingText

    problems = Problems("library.yaml")
    reading = ReadingText(source_text(data, problems, strict=True), "library.yaml", problems, None, shares=True)
    values = reading.yaml()
    values.pop("scale", None)
    entries = Briefing(**values)
    give_ids(entries, problems)
    force_setattr(entries, "problems", problems.sorted())
    defaults = reading.defaults or Briefing()
    whole = strictest((defaults.handling, entries.handling))
    given = msgspec.structs.replace(defaults, tlp=whole.tlp, marking=whole.text)
    return LibraryFile(entries, given, reading.default_scale, reading.names.get("same", ()), reading.names.get("apart", ()))


def shared_of(data: bytes) -> Shared:
    """What a `library.yaml` holds; what cannot be read of it is left out."""
    entries, defaults, scale, same, apart = _read_library(data)
    titled = not any(problem.code in ("missing-title", "empty") for problem in entries.problems)
    return Shared(
        entries.title if titled else "",
        entries.actors,
        entries.terms,
        entries.sources,
        defaults.tlp,
        defaults.producer,
        defaults.lang,
        defaults.authors,
        defaults.marking,
        scale,
        same,
        apart,
    )


class SharedFile(NamedTuple):
    """A `library.yaml` as it stands on the disk."""

    data: bytes = b""
    """Its bytes, or its beginning where it cannot be read whole; b"" where there is none."""
    why: str = ""
    """A sentence that says why it cannot be read whole; "" where it can, or where there is none."""

    @property
    def shared(self) -> Shared:
        """What it holds. Where it cannot be read whole, that is the label in its beginning, or a restriction that says so."""
        if not self.why:
            return shared_of(self.data) if self.data else NOTHING
        from tui.store.labels import in_unparsed

        found = in_unparsed(source_text(self.data, Problems()))
        # What is milder than this may stand before what is not.
        known = strictness(found.tlp) > strictness("CLEAR")
        return Shared(tlp=found.tlp, marking=found.text if known else f"{SHARED} cannot be read")

    def problem(self, file: str | os.PathLike[str]) -> Problem | None:
        """What is told of the file of this path where it cannot be read whole."""
        if not self.why:
            return None
        message = f"“{SHARED}” cannot be read, so what it would mark counts as restricted. {self.why}"
        suggestion = "split it" if self.data else f"make it readable, or remove it: chmod u+r {SHARED}"
        return Problem("error", "cannot-read", message, suggestion=suggestion, path=shown_path(os.fspath(file)))


def shared_at(file: str | os.PathLike[str]) -> SharedFile:
    """The `library.yaml` at a path. Never raises: what cannot be read says so."""
    try:
        os.lstat(file)
    except (OSError, ValueError):
        return SharedFile()
    if os.path.isdir(file):
        return SharedFile()
    try:
        data = read_bytes(file)
    except CannotRead as error:
        return SharedFile(b"", str(error))
    if len(data) > MOST_BYTES:
        # The zeros of a hole are no text, and making a million of them visible takes seconds.
        return SharedFile(data[:_BEGINNING].rstrip(b"\0"), f"It is larger than {MOST_BYTES >> 20} MB.")
    return SharedFile(data)


class Above:
    """What decides about a folder, or about a file that was named itself. Files are read once, when that is asked for."""

    def __init__(self, root: Path | None, doubtful: Sequence[Path] = ()) -> None:
        """Args:
        root: the folder whose `library.yaml` counts; None where there is none, so that a file stands alone.
        doubtful: those below it that others may have written: only what they restrict holds.
        """
        self.root = root
        self._doubtful = tuple(doubtful)

    @cached_property
    def _own(self) -> SharedFile:
        return SharedFile() if self.root is None else shared_at(self.root / SHARED)

    @cached_property
    def _others(self) -> list[tuple[Path, SharedFile]]:
        return [(file, shared_at(file)) for file in self._doubtful]

    @property
    def seen(self) -> bytes:
        """Tells this state of the files from others; b"" where there are none."""
        parts = [part for held in (self._own, *[other for _, other in self._others]) for part in (held.data, held.why.encode())]
        return digest_of(b"\0".join(parts)) if any(parts) else b""

    @property
    def shared(self) -> Shared:
        """What is given: all that the library shares, made stricter by the others, never milder."""
        shared = self._own.shared
        for _, file in self._others:
            other = file.shared
            # CLEAR would let out what nobody marked.
            label = other.tlp if strictness(other.tlp) > strictness("CLEAR") else None
            whole = strictest((Marking(shared.tlp, shared.marking), Marking(label, other.marking)))
            shared = msgspec.structs.replace(shared, tlp=whole.tlp, marking=whole.text)
        return shared

    @property
    def problems(self) -> list[Problem]:
        """What is told of those that cannot be read, or do not count."""
        told = [] if self.root is None else [self._own.problem(self.root / SHARED)]
        told += [held.problem(file) or _doubtful(file) for file, held in self._others]
        return [problem for problem in told if problem is not None]


def _doubtful(file: Path) -> Problem:
    import shlex

    try:
        own = not hasattr(os, "geteuid") or file.stat().st_uid == os.geteuid()
    except OSError:
        own = False
    message = f"Others may have written this “{SHARED}”, so nothing of it holds but what it restricts."
    advice = f"chmod go-w {shlex.quote(str(file))}" if own else "copy what you trust of it into one of your own"
    return Problem("warning", "not-trusted", message, suggestion=advice, path=shown_path(str(file)))


def above(file: str | os.PathLike[str]) -> Above:
    """What decides about a folder that was named itself, or about a file from its folder upwards.

    The folder of a repository and the user's own are the last that count. Outside of both, only folders count that are
    the user's own and that nobody else may write to, and never the root of a file system.
    """

    if os.path.isdir(file):
        return Above(Path(file))
    home = os.path.expanduser("~")
    folders = Path(os.path.abspath(file)).parents
    last = next((folder for folder in folders if str(folder) == home or os.path.exists(folder / ".git")), None)
    doubtful: list[Path] = []
    for number, folder in enumerate(folders):
        if number and last is None and (os.path.ismount(folder) or not _is_own(folder)):
            break
        if is_trusted(folder / SHARED):
            return Above(folder, doubtful)
        if os.path.isfile(folder / SHARED):
            doubtful.append(folder / SHARED)
        if folder == last:
            break
    return Above(None, doubtful)


def library_root(file: str | os.PathLike[str]) -> Path | None:
    """The folder of the library that a file stands in when nobody names it: the nearest one with a `library.yaml` that counts."""
    return above(file).root


def is_trusted(file: str | os.PathLike[str]) -> bool:
    """Whether a file that nobody named says how others are marked: it is the user's own or root's, and only theirs to change."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return False
    if not stat.S_ISREG(status.st_mode) or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return False
    return not hasattr(os, "geteuid") or status.st_uid in (os.geteuid(), 0)


def _is_own(folder: Path) -> bool:
    """Whether a folder is the user's, and not everybody's to write to."""
    try:
        status = os.stat(folder)
    except OSError:
        return False
    return not status.st_mode & stat.S_IWOTH and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


class Sharing:
    """What the folders of libraries share, each read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Shared] = {}
        self.problems: list[Problem] = []
        """Of those that cannot be read, or do not count."""

    def of(self, named: Path) -> Shared:
        """What is shared with a file that was named itself, or with those of a folder."""
        if named not in self._known:
            found = above(named)
            self._known[named] = found.shared
            self.problems += [problem for problem in found.problems if problem not in self.problems]
        return self._known[named]


def with_shared(briefing: Briefing, shared: Shared) -> Briefing:
    """The briefing with the values it leaves out, and with the shared entries that it names; its own ones win."""
    given = given_to(briefing, shared)
    return msgspec.structs.replace(briefing, **given) if given else briefing


def given_to(briefing: Briefing, shared: Shared) -> dict[str, object]:
    """What a library gives a briefing, by its fields: values that it leaves out, lists with the entries that it names."""
    changed: dict[str, object] = {}
    if shared == NOTHING:
        return changed
    for name in ("tlp", "marking", "producer", "lang", "authors"):
        default = getattr(shared, name)
        if default and not getattr(briefing, name):
            changed[name] = default
    if shared.actors or shared.terms or shared.sources:
        wanted = _named(briefing) - {item.id for item in briefing.items()}
        for name in ("actors", "terms", "sources"):
            added = tuple([item for item in getattr(shared, name) if item.id in wanted])
            if added:
                changed[name] = (*getattr(briefing, name), *added)
    return changed


def _named(briefing: Briefing) -> set[str]:
    """The ids that a briefing names anywhere."""
    return set(_names(briefing))


def _names(briefing: Briefing) -> Iterator[str]:
    from tui.model.fields import FIELDS, Shape
    from tui.store.references import references, things_of

    for thing in things_of(briefing):
        for field in FIELDS[type(thing)]:
            value = getattr(thing, field.attribute, None)
            if not value:
                continue
            if field.shape is Shape.PROSE:
                for reference in references(value.text):
                    yield reference.target
            elif field.shape is Shape.SLUGS:
                yield from value
            elif field.shape is Shape.SLUG and field.key in ("from", "to"):
                yield value
