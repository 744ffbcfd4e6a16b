"""The one door by which files and standard input become briefings.

Whatever the text is, a briefing comes out: a file that is broken, or that is no briefing at all,
opens under its name with its problems and everything that it holds.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import force_setattr, replace

from tui.model.briefing import Briefing
from tui.model.handling import strictest
from tui.model.part_path import part_of, part_path
from tui.model.scales import ScaleName
from tui.model.text import cleaned, hidden_name, nfc_name, shown_path
from tui.store.encodings import binary_kind
from tui.store.file_bytes import CannotRead as CannotRead
from tui.store.file_bytes import digest_of as digest_of
from tui.store.file_bytes import read_bytes as read_bytes
from tui.store.file_kinds import SUFFIXES as SUFFIXES
from tui.store.file_kinds import Kind as Kind
from tui.store.file_kinds import guess
from tui.store.file_kinds import kind_of as kind_of
from tui.store.formats.registry import Format, format_of, may_hold_many
from tui.store.ids import give_ids
from tui.store.problems import Problems
from tui.store.reading_text import ReadingText
from tui.store.source_text import MOST_BYTES, source_text

if TYPE_CHECKING:
    from tui.store.formats.rendition import FilePart, Rendition, Unread


class Held(NamedTuple):
    """A briefing that a file holds, before it is read."""

    key: str
    """Names it among those of its file; "" where the file is the briefing."""
    digest: bytes
    """Of the bytes that it is read from."""
    read: Callable[[], Briefing]


def read_file(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None, scale: ScaleName | None = None
) -> Briefing:
    """Read one file, or a briefing in one (`tui.model.part_path`).

    Args:
        path: a file of any format that is read; by its content where its ending says nothing.
        root: the folder of the library it belongs to, from which its id is made where it has none; its own folder by default.
        scale: of its likelihoods, where it names none itself.

    Raises:
        CannotRead: there is no such file or no such briefing in it, or it cannot be read.
    """
    named = os.fspath(path)
    file, key = (named, "") if os.path.lexists(named) else part_of(named)
    found = next((held for held in held_by(file, root=root, scale=scale) if not key or held.key == key), None)
    if found is None:
        raise CannotRead(f"It is not in its file any more: “{shown_path(named)}”.")
    return found.read()


def held_by(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None, scale: ScaleName | None = None
) -> Iterator[Held]:
    """The briefings of a file, read one by one as they are asked for; arguments and errors as of `read_file`."""
    file = Path(path)
    data = read_bytes(file)
    base = Path(root) if root is not None else file.parent
    try:
        below = file.resolve().relative_to(base.resolve()) if root is not None else Path(file.name)
    except ValueError:
        below = Path(file.name)
    made_id = nfc_name(cleaned(below.with_suffix("").as_posix())) if below.name.strip(".") else below.name
    name = _FileName(cleaned(file.name), os.fspath(path), made_id)
    return _held(data, name, kind_of(file.name), digest_of(data), scale)


def held_in(data: bytes, *, below: str, digest: bytes = b"", scale: ScaleName | None = None) -> Iterator[Held]:
    """The briefings in the bytes of a file of a library.

    Args:
        data: as `read_bytes` gives them.
        below: its path below the library's root, with `/`; its id comes from it, problems name it.
        digest: `digest_of(data)`, where it is known.
        scale: of its likelihoods, where it names none itself.
    """
    shown = shown_path(below)
    name = shown.rpartition("/")[2]
    stem, dot, _ = name.rpartition(".")
    made_id = nfc_name(shown[: len(shown) - len(name)] + (stem if dot and stem else name))
    return _held(data, _FileName(name, below, made_id), kind_of(name), digest or digest_of(data), scale)


def holds_many(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a library of its own: a mailbox, a feed, several reports in one bundle. Never raises."""
    if not may_hold_many(os.fspath(path)):
        return False
    try:
        return any(held.key for held in held_by(path))
    except CannotRead:
        return False


def digest_at(path: str | os.PathLike[str]) -> bytes:
    """The digest of what a briefing is read from (`Briefing.digest`): of its file, or of its part of it.

    Raises:
        CannotRead: there is no such file or no such briefing in it, or it cannot be read.
    """
    named = os.fspath(path)
    file, key = (named, "") if os.path.lexists(named) else part_of(named)
    if not key and not may_hold_many(file):
        return digest_of(read_bytes(file))
    for held in held_by(file):
        if held.key == key:
            return held.digest
    raise CannotRead(f"It is not in its file any more: “{shown_path(named)}”.")


def read_text(text: str | bytes, *, name: str, kind: Kind = "auto", scale: ScaleName | None = None) -> Briefing:
    """Read a briefing that is in memory already, such as standard input; the first, where there are several.

    Args:
        text: the whole text.
        name: what to call it in problems, and as title where it has none.
        kind: how to read it; by its content with "auto".
        scale: of its likelihoods, where it names none itself.
    """
    shown = cleaned(name.replace("\n", " "))
    file = _FileName(shown, "" if name == "-" else shown, Path(shown).stem or shown)
    if isinstance(text, bytes):
        return next(_held(text, file, kind, digest_of(text), scale)).read()
    return _read(text, file, kind, digest_of(text), scale)


class _FileName(NamedTuple):
    """What a file is called."""

    name: str
    """Cleaned; the title of a briefing that has none."""
    path: str
    """As the system has it; "" where there is no file."""
    made_id: str
    """The id of a briefing that has none."""

    @property
    def shown(self) -> str:
        """Its path as it is shown."""
        return shown_path(self.path)


def _held(data: bytes, file: _FileName, kind: Kind, digest: bytes, scale: ScaleName | None) -> Iterator[Held]:
    found = format_of(file.name, data) if len(data) <= MOST_BYTES else None
    unread: Unread | None = None
    if found is not None:
        from tui.store.formats.decoding import held_parts
        from tui.store.formats.rendition import Unread

        try:
            for part in held_parts(found, data, file.name, file.shown):
                made_id = f"{file.made_id}/{part.key}" if part.key else file.made_id
                whole = _FileName(file.name, part_path(file.path, part.key) if file.path else "", made_id)
                own = digest if part.data is data else digest_of(part.data)
                if part.rendition is None:
                    yield from _inner(part, file, whole._replace(name=part.name), own, scale)
                else:
                    yield Held(part.key, own, partial(_foreign, part, part.rendition, found, whole, own, scale))
            return
        except Unread as reason:
            unread = reason
    yield Held("", digest, lambda: _of_file(_read(data, file, kind, digest, scale, unread), file.path))


def _inner(part: FilePart, outer: _FileName, file: _FileName, digest: bytes, scale: ScaleName | None) -> Iterator[Held]:
    """The briefings that a file within another one holds, under the path of the other."""
    if not may_hold_many(part.name):
        yield Held(part.key, digest, partial(_under, part, partial(_first, part.data, file, digest, scale)))
        return
    for held in _held(part.data, file, kind_of(part.name), digest, scale):
        key = f"{part.key}~{held.key}" if held.key else part.key
        path = part_path(outer.path, key) if outer.path else ""
        yield Held(key, held.digest, partial(_under, part, partial(_at, held, file._replace(path=path), held.digest)))


def _under(part: FilePart, read: Callable[[], Briefing]) -> Briefing:
    """A briefing of a file within another one, under what is said around it."""
    briefing = read()
    around = [marking for marking in part.around() if marking]
    if not around:
        return briefing
    whole = strictest([*around, *filter(None, [briefing.handling])])
    return replace(briefing, tlp=whole.tlp, marking=whole.text)


def _first(data: bytes, file: _FileName, digest: bytes, scale: ScaleName | None) -> Briefing:
    return _at(next(_held(data, file, kind_of(file.name), digest, scale)), file, digest)


def _at(held: Held, file: _FileName, digest: bytes) -> Briefing:
    """A briefing of a file within another one, under its path there."""
    return _of_file(replace(held.read(), path=file.shown, digest=digest), file.path)


def _foreign(
    part: FilePart, read: Callable[[], Rendition], found: Format, file: _FileName, digest: bytes, scale: ScaleName | None
) -> Briefing:
    """The briefing that a reader makes of a part of a file; one that fails costs that briefing alone."""
    from tui.store.formats.decoding import briefing_values
    from tui.store.formats.rendition import Unread

    try:
        rendition = read()
        values = briefing_values(rendition, scale or "icd203")
    except Unread as reason:
        return _of_file(_read(part.data, file, "text", digest, scale, reason), file.path)
    except Exception as error:  # Whatever a reader stumbles over in a stranger's file.
        said = Unread(f"This file is {found.name}, and reading it failed ({type(error).__name__}); it is shown as it stands.")
        return _of_file(_read(part.data, file, "text", digest, scale, said), file.path)
    values.setdefault("title", file.name)
    return _of_file(_finished(values, file, rendition.problems, digest, scale), file.path)


def _of_file(briefing: Briefing, path: str) -> Briefing:
    """A briefing that was just read, with the name of its file where the shown one would not open it."""
    hidden = hidden_name(path, briefing.path) if path else b""
    if hidden:
        force_setattr(briefing, "hidden", hidden)
    return briefing


def _read(
    data: bytes | str, file: _FileName, kind: Kind, digest: bytes, scale: ScaleName | None, unread: Unread | None = None
) -> Briefing:
    # The parser's events make the collector run thousands of times and leave it nothing: a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _briefing(data, file, kind, digest, scale, unread)
    finally:
        if collecting:
            gc.enable()


def _briefing(
    data: bytes | str, file: _FileName, kind: Kind, digest: bytes, scale: ScaleName | None, unread: Unread | None
) -> Briefing:
    problems = Problems(file.shown)
    if unread is not None and str(unread):
        problems.add("error", unread.code, str(unread), suggestion=unread.suggestion)
    if len(data) > MOST_BYTES:
        problems.add("error", "too-large", "The file is larger than 64 MB and is not read.", suggestion="split it")
        return Briefing(title=file.name, id=file.made_id, path=file.shown, problems=problems.sorted(), digest=digest)
    if isinstance(data, bytes) and (found := binary_kind(data)) is not None:
        if not problems.sorted():
            problems.add("error", "not-a-text", f"This file is {found.name}, which cannot be read yet.", suggestion=found.advice)
        return Briefing(title=file.name, id=file.made_id, path=file.shown, problems=problems.sorted(), digest=digest)
    text = source_text(data, problems)
    kind = guess(text) if kind == "auto" else kind
    reading = ReadingText(text, file.name, problems, scale)
    read = {"md": reading.markdown, "json": reading.json, "text": reading.plain}.get(kind, reading.yaml)
    return _finished(read(), file, problems, digest, scale)


def _finished(values: dict[str, Any], file: _FileName, problems: Problems, digest: bytes, scale: ScaleName | None) -> Briefing:
    if scale is not None:
        values.setdefault("scale", scale)
    briefing = Briefing(**values)
    if briefing.id:
        force_setattr(briefing, "named", True)
    else:
        force_setattr(briefing, "id", file.made_id)
    force_setattr(briefing, "digest", digest)
    give_ids(briefing, problems)
    force_setattr(briefing, "path", file.shown)
    force_setattr(briefing, "problems", problems.sorted())
    return briefing
