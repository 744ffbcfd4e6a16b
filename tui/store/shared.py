"""What the briefings of a library share: `library.yaml` at its root (FORMAT section 1)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tui.model.briefing import Actor, Briefing, Source, Term
from tui.model.fields import FIELDS, Shape
from tui.model.handling import Tlp
from tui.model.scales import ScaleName
from tui.store.read import CannotRead, read_bytes, read_data, read_text
from tui.store.references import references, things_of

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


def shared_of(data: bytes) -> Shared:
    """What a `library.yaml` holds; what cannot be read of it is left out."""
    read = read_data(data, below="library.yaml")
    written = next((field.text for field in read.other if field.path == "defaults"), "")
    defaults = read_text(written, name="defaults", kind="yaml") if written else Briefing()
    return Shared(
        read.title if any(problem.code == "missing-title" for problem in read.problems) is False else "",
        read.actors,
        read.terms,
        read.sources,
        defaults.tlp,
        defaults.producer,
        defaults.lang,
        defaults.authors,
        defaults.marking,
        defaults.scale if _gives_scale(written) else None,
    )


def _gives_scale(written: str) -> bool:
    """Whether defaults, as text, name a scale that is one."""
    return (
        read_text(written, name="defaults", kind="yaml", scale="phia").scale
        == read_text(written, name="defaults", kind="yaml").scale
    )


def library_root(file: str | os.PathLike[str]) -> Path | None:
    """The folder of the library that a file stands in when nobody names it: the nearest one that holds a `library.yaml`.

    It is looked for in the file's folder and above, up to the folder of a repository or the user's own, which are the
    last that count. None where there is none, so that the file stands alone.
    """
    home = os.path.expanduser("~")
    for folder in Path(os.path.abspath(file)).parents:
        if os.path.isfile(folder / SHARED):
            return folder
        if str(folder) == home or os.path.exists(folder / ".git"):
            return None
    return None


class Sharing:
    """What the folders of libraries share, each read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Shared] = {}

    def of(self, root: Path) -> Shared:
        """What a folder's `library.yaml` shares; nothing where there is none, or where it cannot be read."""
        if root not in self._known:
            self._known[root] = _shared_in(root)
        return self._known[root]


def _shared_in(root: Path) -> Shared:
    file = root / SHARED
    if not file.is_file():
        return NOTHING
    try:
        return shared_of(read_bytes(file))
    except CannotRead:
        return NOTHING


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
