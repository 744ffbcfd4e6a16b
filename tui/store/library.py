"""Folders and files of briefings, read together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import force_setattr

from tui.model.briefing import Briefing
from tui.model.garbage import nothing_collected
from tui.model.handling import NO_CEILING, Ceiling
from tui.model.part_path import part_of, part_path
from tui.model.problem import Problem
from tui.model.text import hidden_name, shown_path
from tui.store.duplicate_ids import claimed_twice
from tui.store.file_kinds import is_foreign
from tui.store.read import CannotRead, digest_of, held_by, held_in, read_bytes, read_file
from tui.store.shared import NOTHING, Shared, Sharing, above, given_to, library_root, shared_at, with_shared
from tui.store.shared import SHARED as SHARED
from tui.store.standing import is_briefing, standing
from tui.store.walk import walk
from tui.store.withholding import Shown, said_left_out, within

NEARLY = "nearly-a-briefing"
"""The code of the problem that a file in a folder looks like a briefing and is none. Only `check` tells of it."""


class Listing(msgspec.Struct, frozen=True):
    """A library as it was read."""

    briefings: tuple[Briefing, ...] = ()
    others: int = 0
    """Files in its folders that could be briefings by their endings, and are none."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the library itself: paths that are not there, files and folders that cannot be read."""
    shared: tuple[str, ...] = ()
    """Ids of the actors, terms and sources that all briefings share."""
    left_out: str = ""
    """A sentence that counts the briefings, and the files that cannot be read, which may not be shown; "" where there are none."""

    @property
    def ids(self) -> frozenset[str]:
        """Every id that a link out of a briefing can name."""
        return frozenset([*(briefing.id for briefing in self.briefings), *self.shared])


class FoundFile(NamedTuple):
    """A file of a library that may be a briefing."""

    path: Path
    root: Path
    """The folder from which its id is made: the one that was named, or for a file the one of its `library.yaml`, else its own."""
    named: bool
    """Whether it was named itself, and not found in a folder."""

    @property
    def under(self) -> Path:
        """What was named: the file, or the folder that it was found in."""
        return self.path if self.named else self.root


def files(paths: Iterable[str | os.PathLike[str]], problems: list[Problem]) -> Iterator[FoundFile]:
    """The files of a library as `tui.store.walk` finds them, under the paths by which it was named.

    Those of a folder come in order of name, files before folders; each comes once.

    Args:
        paths: files and folders.
        problems: where paths that are not there and folders that cannot be read are reported.
    """
    named = [Path(path) for path in paths]
    roots = [os.path.abspath(path) for path in named]
    for folder in walk(named, problems):
        root = named[folder.root]
        if folder.named:
            yield FoundFile(root, library_root(root) or root.parent, True)
            continue
        here = root if folder.path == roots[folder.root] else root / os.path.relpath(folder.path, roots[folder.root])
        for name, *_ in folder.files:
            yield FoundFile(here / name, root, False)


def real_file(paths: Iterable[str | os.PathLike[str]], shown: str) -> Path:
    """The path behind one that is shown, of a file or of a briefing in it: control characters in names are shown as pictures."""
    meant = ((shown, ""), part_of(shown))
    for file, key in meant:
        if Path(file).exists():
            return Path(part_path(file, key))
    for found in files(paths, []):
        for file, key in meant:
            if shown_path(str(found.path)) == file:
                return Path(part_path(str(found.path), key))
    return Path(shown)


def briefings(paths: Iterable[str | os.PathLike[str]], ceiling: Ceiling = NO_CEILING, *, whole: bool = False) -> Listing:
    """Read every briefing of these files and folders.

    A file that is named opens whatever it holds. In a folder, YAML and JSON without title,
    sections or body is only counted. What a folder's `library.yaml` shares is given to its briefings.
    What a ceiling does not allow to be shown is left out, and counted; where only `whole` ones are wanted, so is every briefing
    with a part that may not be shown.
    """
    problems: list[Problem] = []
    read: list[Briefing] = []
    shared: list[str] = []
    others = left_out = 0
    sharing = Sharing()
    for found in files(paths, problems):
        for held in read_found(found, sharing.of(found.under)):
            if held is None or (isinstance(held, Problem) and held.code == NEARLY):
                others += 1
            elif isinstance(held, Briefing):
                shown = Shown(ceiling, whole).of(with_shared(held, sharing.of(found.under)))
                if shown is None:
                    left_out += 1
                else:
                    read.append(shown)
            elif isinstance(held, Problem):
                # A file that cannot be read is unmarked, and so is its name.
                if ceiling.unmarked or found.named:
                    problems.append(held)
                else:
                    left_out += 1
            else:
                shared += held
    for briefing, claimed in zip(read, claimed_twice([(briefing.id, briefing.path) for briefing in read]), strict=True):
        with_problems(briefing, claimed)
    return Listing(
        tuple(read), others, (*sharing.problems, *problems), tuple(shared), said_left_out(left_out, ceiling, whole=whole)
    )


def read_one(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None, ceiling: Ceiling = NO_CEILING
) -> Briefing:
    """Read one file with what its library shares.

    Args:
        path: of the file.
        root: the folder of its library; by default the one that `library_root` finds.
        ceiling: what of it may be shown.

    Raises:
        CannotRead: there is no such file, or it cannot be read, or it may not be shown.
    """
    found = above(root if root is not None else path)
    shared = found.shared
    with nothing_collected():
        briefing = within(with_shared(read_file(path, root=found.root, scale=shared.scale), shared), ceiling)
    if briefing is None:
        raise CannotRead(f"“{shown_path(os.fspath(path))}” is {ceiling.excess}, and left out.")
    if root is None:
        with_problems(briefing, tuple(found.problems))
    return briefing


class FromLibrary(NamedTuple):
    """What a briefing has from the `library.yaml` of its folder."""

    path: str
    fields: tuple[str, ...]
    """Names of fields of which it is the value, or a part."""


def from_library(path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None) -> FromLibrary | None:
    """What `read_one` takes from a `library.yaml`; None where that is nothing. Arguments and errors as for `read_one`."""
    found = above(root if root is not None else path)
    if found.root is None:
        return None
    given = given_to(read_file(path, root=found.root, scale=found.shared.scale), found.shared)
    return FromLibrary(os.fspath(found.root / SHARED), tuple(given)) if given else None


def origin_of(path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None) -> str:
    """A sentence that says which values of a briefing come from its library, and which from its own file.

    Arguments and errors as for `read_one`.
    """
    own = shown_path(Path(path).name)
    found = from_library(path, root=root)
    if found is None:
        return f"Every value is from the file itself, “{own}”"
    names = [{"tlp": "TLP", "lang": "language"}.get(field, field) for field in found.fields]
    values = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
    return f"From “{shown_path(found.path)}”: {values}. All else is from the file itself, “{own}”"


def read_found(found: FoundFile, shared: Shared = NOTHING) -> Iterator[Briefing | Problem | list[str] | None]:
    """What a file of a library holds, each briefing of one that holds several.

    Args:
        found: the file.
        shared: what its library shares, for the scale of its likelihoods; `with_shared` gives it the rest.

    Yields:
        A briefing; the problem where it cannot be read, or is nearly a briefing (`NEARLY`); the ids that a `library.yaml`
        shares; None for any other file.
    """
    stands = "briefing"
    try:
        if found.path.name == SHARED and not found.named:
            if found.path.parent == found.root and shared_at(found.path).why:
                # `Sharing` tells of it.
                yield []
                return
            yield [item.id for item in read_file(found.path).items()]
            return
        if not found.named:
            if is_foreign(found.path.name):
                yield None
                return
            stands = standing(found.path.name, read_bytes(found.path))
            if stands not in ("briefing", "foreign"):
                yield _nearly(found) if stands == "near" else None
                return
        for held in held_by(found.path, root=found.root, scale=shared.scale):
            briefing = held.read()
            yield briefing if found.named or is_briefing(briefing) else _nearly(found) if stands == "briefing" else None
    except CannotRead as error:
        shown = shown_path(str(found.path))
        yield Problem("error", "cannot-read", str(error), path=shown, hidden=hidden_name(str(found.path), shown))


def _nearly(found: FoundFile) -> Problem:
    shown = shown_path(str(found.path))
    message = "This file holds fields of a briefing, but neither a title nor any text, so it is none."
    advice = "add a line such as “title: What it is about”"
    return Problem("warning", NEARLY, message, suggestion=advice, path=shown, hidden=hidden_name(str(found.path), shown))


def briefing_in(data: bytes, path: str) -> Briefing | None:
    """The briefing that some bytes would be at a path, with what its library shares now; None where they hold none.

    Args:
        data: of a whole file.
        path: where that file is, or of a briefing in one that holds several.
    """
    file, key = (path, "") if os.path.exists(path) else part_of(path)
    found = above(file)
    root = found.root or Path(file).parent
    with suppress(ValueError):
        below = Path(os.path.abspath(file)).relative_to(os.path.abspath(root)).as_posix()
        for held in held_in(data, below=below, digest=digest_of(data), scale=found.shared.scale):
            if held.key == key:
                return with_shared(held.read(), found.shared)
    return None


def with_problems(briefing: Briefing, problems: tuple[Problem, ...]) -> None:
    """Add problems to a briefing that has just been read, before its own."""
    if problems:
        force_setattr(briefing, "problems", (*problems, *briefing.problems))
