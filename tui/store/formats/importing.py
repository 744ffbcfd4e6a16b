"""Making editable briefings of files of other programs, and renewing them when those have changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tui.model.briefing import Briefing
from tui.model.fields import field_called
from tui.model.handling import Marking, strictest
from tui.model.problem import Problem
from tui.model.text import cleaned, shown_path, slug
from tui.store.file_kinds import guess, kind_of
from tui.store.foreign_mapping import is_prose
from tui.store.formats import briefing_file as file_of
from tui.store.formats.decoding import briefing_values, held_parts, own_source
from tui.store.formats.import_record import Conflict, ImportRecord
from tui.store.formats.plain_message import message_of
from tui.store.formats.registry import Format, format_of
from tui.store.formats.rendition import LOSSES, FilePart, ForeignFile, NotOfThisFormat, Rendition, Unread
from tui.store.private_files import unique_suffix
from tui.store.source_text import MOST_BYTES, source_text

State = Literal["written", "unchanged", "changed", "updated", "conflict"]

_MOST_OF_A_NAME = 1_000
_MOST_WITHIN = 3
"""Files within files within a file that are opened."""


class ImportedBriefing(NamedTuple):
    """What a source, or one of those in it, has become before it is written."""

    key: str
    """Names it among those of its file; "" where the file is the briefing."""
    fields: dict[str, Any]
    """As `briefing_file.written` takes them; nothing where it could not be read."""
    sha256: str
    problems: tuple[Problem, ...]
    shape: file_of.Shape | None = None
    """What it is to be written as, where its fields do not tell."""

    @property
    def lost(self) -> bool:
        """Whether anything was not taken over."""
        return not self.fields or any(one.code in LOSSES or one.severity == "error" for one in self.problems)


def imported_from(data: bytes, name: str, path: str) -> Iterator[ImportedBriefing]:
    """The briefings that a file becomes.

    Args:
        data: of the file.
        name: of it, by which its format is told where its content does not tell it.
        path: as it is shown in problems.

    Raises:
        Unread: it cannot be read, or needs no import.
    """
    if len(data) > MOST_BYTES:
        raise Unread(f"The file is larger than {MOST_BYTES >> 20} MB and is not read.", "too-large", "split it")
    yield from _within(data, cleaned(name), path, "", 0)


def _within(data: bytes, name: str, path: str, above: str, depth: int) -> Iterator[ImportedBriefing]:
    found = format_of(name, data)
    if found is None:
        yield _imported(_text_of(data, name, path), data, above, name)
        return
    for part in held_parts(found, data, name, path):
        key = f"{above}~{part.key}" if above and part.key else above or part.key
        if part.rendition is not None:
            yield _read(part, key, name, path, found)
            continue
        if found.module == "json_list":
            yield _entry(part, key, path)
            continue
        try:
            if depth >= _MOST_WITHIN:
                raise Unread("This file is within too many others.", "attachment-not-imported")
            for one in _within(part.data, part.name, path, key, depth + 1):
                yield _under(one, part.around())
        except Unread as reason:
            yield _not_taken(reason, key, part.name, path)


def _under(one: ImportedBriefing, around: Sequence[Marking]) -> ImportedBriefing:
    """A briefing of a file within another one, under what is said around it."""
    own = Marking(one.fields.get("tlp") or None, one.fields.get("marking") or "")
    whole = strictest([*filter(None, around), own])
    if not one.fields or whole == own:
        return one
    return one._replace(fields=one.fields | {"tlp": whole.tlp, "marking": whole.text})


def _read(part: FilePart, key: str, name: str, path: str, found: Format) -> ImportedBriefing:
    assert part.rendition is not None
    try:
        try:
            made = part.rendition()
        except NotOfThisFormat:
            made = _text_of(part.data, name, path)
        return _imported(made, part.data, key, name)
    except Unread as error:
        reason = error
    except Exception as error:  # Whatever a reader stumbles over in a stranger's file.
        reason = Unread(f"This file is {found.name}, and reading it failed ({type(error).__name__}).")
    if not key:
        raise reason
    return _not_taken(reason, key, name, path)


def _entry(part: FilePart, key: str, path: str) -> ImportedBriefing:
    """An entry of a list in JSON: what the format has a field for under its key, long texts as sections, the rest beside them."""
    from tui.store.read import read_text

    read = read_text(part.data, name=part.name, kind="json")
    made = Rendition(ForeignFile(part.name, path), read.title)
    made.fields["date"] = read.date.text if read.date is not None else ""
    sections: list[dict[str, str]] = []
    for name, value in json.loads(part.data).items():
        if field_called(name, Briefing):
            made.fields[name] = value
        elif isinstance(value, str) and (is_prose(value) or "\n" in value.strip()):
            sections.append({"title": name.replace("_", " ").capitalize(), "body": value})
        elif value != read.title:
            made.keep(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    if sections:
        given = made.fields.get("sections", [])
        made.fields["sections"] = [*(given if isinstance(given, list) else [given]), *sections]
    if not isinstance(made.fields.get("sources", []), list):
        made.keep("sources", json.dumps(made.fields.pop("sources"), ensure_ascii=False))
    own_source(made, part.data, title=read.title)
    handling = {"tlp": read.handling.tlp or "", "marking": read.handling.text}
    fields = {"id": key, **made.fields, **handling, "other_fields": {one.path: one.text for one in made.other}}
    sha256 = hashlib.sha256(part.data).hexdigest()
    return ImportedBriefing(key, file_of.harmless_fields(fields), sha256, made.problems.sorted(), "yaml")


def _not_taken(reason: Unread, key: str, name: str, path: str) -> ImportedBriefing:
    """What stands for a briefing within a file that cannot be had."""
    failed = Rendition(ForeignFile(name, path))
    if reason.code == "no-import":
        said, suggestion = f"“{name}” is a briefing or a text already, and is not written.", "save it by itself"
        failed.problems.add("error", "attachment-not-imported", said, suggestion=suggestion)
    else:
        failed.problems.add("error", reason.code, str(reason), suggestion=reason.suggestion)
    return ImportedBriefing(key, {}, "", failed.problems.sorted())


def _text_of(data: bytes, name: str, path: str) -> Rendition:
    """A text that is of no format."""
    from tui.store.encodings import binary_kind

    kind = binary_kind(data)
    if kind is not None:
        raise Unread(f"This file is {kind.name}, which cannot be read.", "not-a-text", kind.advice)
    made = Rendition(ForeignFile(name, path))
    text = source_text(data, made.problems)
    if not text.strip():
        raise Unread("This file is empty.", "empty", "there is nothing to import")
    if (guess(text) if kind_of(name) == "auto" else kind_of(name)) in ("yaml", "md", "json"):
        raise Unread("This file is read as it stands, and needs no import.", "no-import")
    said = message_of(text)
    made.handling += said.handling
    made.fields |= {
        "title": said.title or ForeignFile(name, path).stem,
        "date": said.date.text if said.date is not None else "",
        "priority": said.priority,
        "producer": said.producer,
        "audience": list(said.audience),
        "body": text,
    }
    made.plain = True
    return made


def _imported(made: Rendition, data: bytes, key: str, name: str) -> ImportedBriefing:
    fields = dict(made.fields)
    values = briefing_values(made, "icd203")
    if made.plain:
        fields["body"] = file_of.plain_as_markdown(str(fields.get("body", "")))
    other = {one.path: one.text for one in made.other}
    fields |= {"tlp": values.get("tlp"), "marking": values.get("marking"), "other_fields": other}
    stem = ForeignFile(name, "").stem
    title = fields.get("title") or stem
    fields["title"] = title
    fields["id"] = fields.get("id") or "-".join(filter(None, (slug(title if name == "-" else stem), slug(key) if key else "")))
    return ImportedBriefing(key, file_of.harmless_fields(fields), hashlib.sha256(data).hexdigest(), made.problems.sorted())


class ImportTarget(NamedTuple):
    """A file that an imported briefing is in, or comes into."""

    path: Path
    text: str
    """What is to stand in it; "" where nothing is to be written."""
    state: State
    reason: str = ""
    """Why nothing is written."""


def target_for(one: ImportedBriefing, source: str, folder: Path, shape: file_of.Shape | None, *, update: bool) -> ImportTarget:
    """Where an imported briefing goes, and what is to be written there. A file that is no import of the same source is left alone.

    Args:
        one: the briefing.
        source: its file, from the folder; a name where there is none.
        folder: for it.
        shape: of the file; the better one for its fields by default.
        update: whether one that was imported before is renewed.
    """
    kind = shape or one.shape or file_of.shape_for(one.fields)
    whence = f"{source}::{one.key}" if one.key else source
    record = ImportRecord.of(whence, one.sha256, one.fields)
    stem = slug(str(one.fields["id"]))
    for number in range(1, _MOST_OF_A_NAME):
        name = stem if number == 1 else f"{stem}-{number}"
        found = next((path for ending in ("md", "yaml") if os.path.lexists(path := folder / f"{name}.{ending}")), None)
        if found is None:
            fields = {**one.fields, **({"id": f"{one.fields['id']}-{number}"} if number > 1 else {})}
            record = ImportRecord.of(whence, one.sha256, fields)
            return ImportTarget(folder / f"{name}.{kind}", file_of.written(fields, kind, record.line), "written")
        try:
            text = found.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        before = ImportRecord.in_text(text)
        if before is not None and before.source == whence:
            fields = {**one.fields, **({"id": f"{one.fields['id']}-{number}"} if number > 1 else {})}
            return _renewed(found, text, before, ImportRecord.of(whence, one.sha256, fields), fields, update)
    return ImportTarget(folder / f"{stem}.{kind}", "", "conflict", "there are too many files of this name")


def _renewed(
    path: Path, text: str, before: ImportRecord, record: ImportRecord, fields: dict[str, Any], update: bool
) -> ImportTarget:
    if before.sha256 == record.sha256:
        return ImportTarget(path, "", "unchanged")
    if not update:
        return ImportTarget(path, "", "changed", "its source has changed; --update renews it")
    shape: file_of.Shape = "yaml" if path.suffix == ".yaml" else "md"
    try:
        own = file_of.fields_in(text, shape)
        merged = before.renewed(own, fields)
    except ValueError:
        return ImportTarget(path, "", "conflict", "it cannot be read any more, and is left as it is")
    except Conflict as where:
        return ImportTarget(path, "", "conflict", f"{where} was changed here and in the source; it is left as it is")
    return ImportTarget(path, file_of.written(merged, shape, record.line, text), "updated")


class CannotWrite(Exception):
    """A file cannot be written; the message is a sentence that says which one, and why."""


def write(target: ImportTarget) -> None:
    """Write a file whole or not at all; a new one never takes the place of another.

    Raises:
        FileExistsError: a file of its name has come.
        CannotWrite: it cannot be written.
    """
    shown = shown_path(os.fspath(target.path))
    try:
        target.path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotWrite(f"“{shown}” cannot be written: what it would be in is no folder.") from None
    except OSError as error:
        raise CannotWrite(f"“{shown}” cannot be written: {error.strerror}.") from None
    try:
        _write(target)
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWrite(f"“{shown}” cannot be written: {error.strerror}.") from None


def _write(target: ImportTarget) -> None:
    if target.state != "updated":
        file = open(target.path, "x", encoding="utf-8", newline="\n")  # noqa: SIM115 - what cannot be written whole goes again
        try:
            with file:
                file.write(target.text)
        except OSError:
            with suppress(OSError):
                target.path.unlink()
            raise
        return
    real = Path(os.path.realpath(target.path))
    beside = real.with_name(f"{real.name}.{unique_suffix()}.new")
    try:
        with open(beside, "x", encoding="utf-8", newline="\n") as file:
            file.write(target.text)
        with suppress(OSError):
            os.chmod(beside, real.stat().st_mode & 0o777)
        os.replace(beside, real)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
