"""The one door by which files and standard input become briefings.

Whatever the text is, a briefing comes out: a file that is broken, or that is no briefing at all,
opens under its name with its problems and everything that it holds.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

from msgspec.structs import force_setattr

from tui.model.briefing import Briefing
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
from tui.store.ids import give_ids
from tui.store.problems import Problems
from tui.store.reading_text import ReadingText
from tui.store.source_text import MOST_BYTES, source_text


def read_file(
    path: str | os.PathLike[str], *, root: str | os.PathLike[str] | None = None, scale: ScaleName | None = None
) -> Briefing:
    """Read one file.

    Args:
        path: a YAML, Markdown, text or JSON file; by its content where its ending says nothing.
        root: the folder of the library it belongs to, from which its id is made where it has none; its own folder by default.
        scale: of its likelihoods, where it names none itself.

    Raises:
        CannotRead: there is no such file, or it cannot be read.
    """
    file = Path(path)
    shown = shown_path(os.fspath(path))
    data = read_bytes(file)
    base = Path(root) if root is not None else file.parent
    try:
        below = file.resolve().relative_to(base.resolve()) if root is not None else Path(file.name)
    except ValueError:
        below = Path(file.name)
    made_id = nfc_name(cleaned(below.with_suffix("").as_posix())) if below.name.strip(".") else below.name
    read = _read(data, name=cleaned(file.name), shown=shown, made_id=made_id, kind=kind_of(file.name), scale=scale)
    return _of_file(read, os.fspath(path))


def _of_file(briefing: Briefing, path: str) -> Briefing:
    """A briefing that was just read, with the name of its file where the shown one would not open it."""
    hidden = hidden_name(path, briefing.path)
    if hidden:
        force_setattr(briefing, "hidden", hidden)
    return briefing


def read_data(data: bytes, *, below: str, digest: bytes = b"", scale: ScaleName | None = None) -> Briefing:
    """Read the bytes of a file of a library.

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
    read = _read(data, name=name, shown=shown, made_id=made_id, kind=kind_of(name), digest=digest, scale=scale)
    return _of_file(read, below)


def read_text(text: str | bytes, *, name: str, kind: Kind = "auto", scale: ScaleName | None = None) -> Briefing:
    """Read a briefing that is in memory already, such as standard input.

    Args:
        text: the whole text.
        name: what to call it in problems, and as title where it has none.
        kind: how to read it; by its content with "auto".
        scale: of its likelihoods, where it names none itself.
    """
    shown = cleaned(name.replace("\n", " "))
    made_id = Path(shown).stem or shown
    return _read(text, name=shown, shown="" if name == "-" else shown, made_id=made_id, kind=kind, scale=scale)


def _read(
    data: bytes | str, *, name: str, shown: str, made_id: str, kind: Kind, digest: bytes = b"", scale: ScaleName | None = None
) -> Briefing:
    # The parser's events make the collector run thousands of times and leave it nothing: a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _briefing(data, name, shown, made_id, kind, digest or digest_of(data), scale)
    finally:
        if collecting:
            gc.enable()


def _briefing(
    data: bytes | str, name: str, shown: str, made_id: str, kind: Kind, digest: bytes, scale: ScaleName | None
) -> Briefing:
    problems = Problems(shown)
    if len(data) > MOST_BYTES:
        problems.add("error", "too-large", "The file is larger than 64 MB and is not read.", suggestion="split it")
        return Briefing(title=name, id=made_id, path=shown, problems=problems.sorted(), digest=digest)
    if isinstance(data, bytes) and (found := binary_kind(data)) is not None:
        problems.add("error", "not-a-text", f"This file is {found.name}, which cannot be read yet.", suggestion=found.advice)
        return Briefing(title=name, id=made_id, path=shown, problems=problems.sorted(), digest=digest)
    text = source_text(data, problems)
    kind = guess(text) if kind == "auto" else kind
    reading = ReadingText(text, name, problems, scale)
    read = {"md": reading.markdown, "json": reading.json, "text": reading.plain}.get(kind, reading.yaml)
    values = read()
    if scale is not None:
        values.setdefault("scale", scale)
    briefing = Briefing(**values)
    if briefing.id:
        force_setattr(briefing, "named", True)
    else:
        force_setattr(briefing, "id", made_id)
    force_setattr(briefing, "digest", digest)
    give_ids(briefing, problems)
    force_setattr(briefing, "path", shown)
    force_setattr(briefing, "problems", problems.sorted())
    return briefing
