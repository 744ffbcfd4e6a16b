"""What the briefings of a library share: `library.yaml` at its root (FORMAT section 1)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import force_setattr

from tui.model.briefing import Actor, Briefing, Source, Term
from tui.model.fields import FIELDS, Shape
from tui.model.handling import Tlp, strictest
from tui.model.scales import ScaleName
from tui.store.file_bytes import CannotRead, read_bytes
from tui.store.ids import give_ids
from tui.store.problems import Problems
from tui.store.reading_text import ReadingText
from tui.store.references import references, things_of
from tui.store.source_text import MOST_BYTES, source_text

SHARED = "library.yaml"
"""What the briefings of a library share; no briefing itself."""


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


NOTHING = Shared()


class LibraryFile(NamedTuple):
    """A `library.yaml` as it was read."""

    entries: Briefing
    """Its title and what it shares; with no problems where it is whole."""
    defaults: Briefing
    """The values for what briefings leave out."""
    scale: ScaleName | None


def _read_library(data: bytes) -> LibraryFile:
    """Read a `library.yaml`.

    A label in one that cannot be parsed, or that stands outside `defaults`, holds all the same: nothing is shown
    unmarked for a mistake in it.
    """
    problems = Problems("library.yaml")
    if len(data) > MOST_BYTES:
        problems.add("error", "too-large", "The file is larger than 64 MB and is not read.", suggestion="split it")
        return LibraryFile(Briefing(problems=problems.sorted()), Briefing(), None)
    reading = ReadingText(source_text(data, problems), "library.yaml", problems, None, shares=True)
    values = reading.yaml()
    values.pop("scale", None)
    entries = Briefing(**values)
    give_ids(entries, problems)
    force_setattr(entries, "problems", problems.sorted())
    defaults = reading.defaults or Briefing()
    whole = strictest((defaults.handling, entries.handling))
    return LibraryFile(entries, msgspec.structs.replace(defaults, tlp=whole.tlp, marking=whole.text), reading.default_scale)


def shared_of(data: bytes) -> Shared:
    """What a `library.yaml` holds; what cannot be read of it is left out."""
    entries, defaults, scale = _read_library(data)
    titled = not any(problem.code in ("missing-title", "empty", "too-large") for problem in entries.problems)
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
    )


def library_root(file: str | os.PathLike[str]) -> Path | None:
    """The folder of the library that a file stands in when nobody names it: the nearest one that holds a `library.yaml`.

    It is looked for in the file's folder and above, up to the folder of a repository or the user's own, which are the
    last that count; one that somebody else may have written does not count. None where there is none, so that the file
    stands alone.
    """
    home = os.path.expanduser("~")
    for folder in Path(os.path.abspath(file)).parents:
        if is_trusted(folder / SHARED):
            return folder
        if str(folder) == home or os.path.exists(folder / ".git"):
            return None
    return None


def is_trusted(file: str | os.PathLike[str]) -> bool:
    """Whether a file that nobody named says how others are marked: it is the user's own or root's, and only theirs to change."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return False
    if not stat.S_ISREG(status.st_mode) or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return False
    return not hasattr(os, "geteuid") or status.st_uid in (os.geteuid(), 0)


class Sharing:
    """What the folders of libraries share, each read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Shared] = {}

    def of(self, root: Path) -> Shared:
        """What a folder's `library.yaml` shares; nothing where there is none, or where it cannot be read."""
        if root not in self._known:
            self._known[root] = _shared_in(root)
        return self._known[root]


def shared_bytes(file: str | os.PathLike[str]) -> bytes:
    """The bytes of a `library.yaml`; b"" where there is none, or where it cannot be read or is too large."""
    if not os.path.isfile(file):
        return b""
    try:
        data = read_bytes(file)
    except CannotRead:
        return b""
    return data if len(data) <= MOST_BYTES else b""


def _shared_in(root: Path) -> Shared:
    data = shared_bytes(root / SHARED)
    return shared_of(data) if data else NOTHING


def with_shared(briefing: Briefing, shared: Shared) -> Briefing:
    """The briefing with the values it leaves out, and with the shared entries that it names; its own ones win."""
    if shared == NOTHING:
        return briefing
    changed: dict[str, object] = {}
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
    return msgspec.structs.replace(briefing, **changed) if changed else briefing


def _named(briefing: Briefing) -> set[str]:
    """The ids that a briefing names anywhere."""
    return set(_names(briefing))


def _names(briefing: Briefing) -> Iterator[str]:
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
