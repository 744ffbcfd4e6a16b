"""The one door by which files and standard input become briefings.

Whatever the text is, a briefing comes out: a file that is broken, or that is no briefing at all,
opens under its name with its problems and everything that it holds.
"""

from __future__ import annotations

import gc
import os
import re
from pathlib import Path
from typing import Any

from msgspec.structs import force_setattr

from tui.model.briefing import Briefing, OtherField, Prose
from tui.model.problem import Problem
from tui.model.scales import ScaleName
from tui.model.text import cleaned, hidden_name, shown_path
from tui.store.build import TooDeep
from tui.store.decode_file import FileDecoder
from tui.store.file_bytes import CannotRead as CannotRead
from tui.store.file_bytes import digest_of as digest_of
from tui.store.file_bytes import read_bytes as read_bytes
from tui.store.guess import Kind as Kind
from tui.store.guess import guess
from tui.store.guess import kind_of as kind_of
from tui.store.ids import give_ids
from tui.store.json_reader import JsonError, json_events
from tui.store.labels import at_margin, in_unparsed, with_handling
from tui.store.markdown import MarkdownFile, split_markdown, unread_front_matter
from tui.store.mend import Mending
from tui.store.nodes import Sequence, mark_of
from tui.store.problems import Problems
from tui.store.source_text import MOST_BYTES, place_of, source_text
from tui.store.suffixes import FOREIGN
from tui.store.suffixes import SUFFIXES as SUFFIXES
from tui.store.traps import cut_by_comments
from tui.store.yaml_reader import ParseError, YamlStream, nests_too_deeply


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
    made_id = cleaned(below.with_suffix("").as_posix()) if below.name.strip(".") else below.name
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
    made_id = shown[: len(shown) - len(name)] + (stem if dot and stem else name)
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
    text = source_text(data, problems)
    kind = guess(text) if kind == "auto" else kind
    reading = _Reading(text, name, problems, scale)
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


class _Reading:
    """One text on its way to the values of a briefing."""

    def __init__(self, text: str, name: str, problems: Problems, scale: ScaleName | None) -> None:
        self.text = text
        self.name = name
        self.problems = problems
        self._scale: ScaleName = scale or "icd203"

    def yaml(self) -> dict[str, Any]:
        values = self._mapping(self.text)
        if values is None:
            return self._as_code("yaml")
        if not any(values.values()) and self.text.strip():
            values["body"] = as_code(self.text, "yaml")
        if not values.get("title"):
            if not self.text.strip():
                self._is_empty()
            elif not any(problem.code == "not-a-mapping" for problem in self.problems.sorted()):
                advice = "add a line such as “title: What it is about”"
                self.problems.add("error", "missing-title", "The briefing has no title.", suggestion=advice)
            values["title"] = self.name
        return values

    def json(self) -> dict[str, Any]:
        decoder = FileDecoder(self.text, self.problems, self._scale)
        try:
            stream = YamlStream(self.text, self.problems, json_events(self.text), plain_json=True)
            values = self._values(stream, decoder)
        except JsonError as error:
            self.problems.add("error", "json-syntax", f"This is no JSON: {error}.", place_of(self.text, error.index))
            return self._as_code("json")
        except TooDeep as error:
            self._too_deep(error.mark)
            return self._as_code("json")
        if not values.get("title"):
            self.problems.add("error", "missing-title", "The briefing has no title.", suggestion="add a “title”")
            values["title"] = self.name
        return values

    def _is_empty(self) -> None:
        self.problems.add("error", "empty", "The file is empty.", suggestion="give it at least a title")

    def _as_code(self, language: str) -> dict[str, Any]:
        """A file that cannot be parsed: its text, under the handling that stands in it."""
        values: dict[str, Any] = {"title": self.name, "body": as_code(self.text, language)}
        with_handling(values, (in_unparsed(self.text),))
        return values

    def markdown(self) -> dict[str, Any]:
        file = split_markdown(self.text)
        values: dict[str, Any] = {}
        if not self.text.strip():
            self._is_empty()
        if file.front_matter:
            found = self._front_matter(file)
            if found is None:
                with_handling(values, (at_margin(file.front_matter),))
                file = file.whole(self.text)
            else:
                values = found
        elif begun := unread_front_matter(self.text):
            with_handling(values, (at_margin(begun),))
        title, body = file.titled(values.get("title", ""), _name_in(values))
        if body:
            if "body" in values:
                held = values["body"]
                problem = "Text follows the front matter and is shown as the body instead."
                self.problems.add("warning", "two-bodies", f"The front matter has a “body”. {problem}", line=held.line)
                values["other"] = (*values.get("other", ()), OtherField("body", held.text, held.line, problem))
            values["body"] = body
        values["title"] = title or Path(self.name).stem or self.name
        return values

    def plain(self) -> dict[str, Any]:
        """A text that keeps its lines; one that begins with front matter is Markdown, since nothing else does."""
        language = FOREIGN.get(os.path.splitext(self.name)[1].lower(), "")
        if not language and split_markdown(self.text).front_matter:
            return self.markdown()
        if not self.text.strip():
            self._is_empty()
        if language:
            message = f"This file is {language}, which is not read: its lines are shown as they were written."
            advice = "pandoc makes Markdown of many kinds of files: pandoc -t gfm FILE -o FILE.md"
            self.problems.add("info", "foreign-format", message, suggestion=advice)
        start = len(self.text) - len(self.text.lstrip())
        start = self.text.rfind("\n", 0, start) + 1
        text = self.text[start:].rstrip()
        values: dict[str, Any] = {"title": Path(self.name).stem or self.name}
        if text:
            values["body"] = Prose(text, self.text.count("\n", 0, start) + 1, 1, 0, True)
        return values

    def _front_matter(self, file: MarkdownFile) -> dict[str, Any] | None:
        """The values of the front matter; None where it is text between two rules, or cannot be read."""
        if file.language != "yaml":
            return self._front_matter_in(file)
        whole, self.problems = self.problems, Problems(self.problems.path)
        values = self._mapping("\n" * (file.front_line - 1) + file.front_matter)
        found, self.problems = self.problems.sorted(), whole
        if any(problem.code == "not-a-mapping" for problem in found):
            return None
        whole.extend(found)
        return values

    def _front_matter_in(self, file: MarkdownFile) -> dict[str, Any] | None:
        """The values of front matter in TOML or JSON; None where it cannot be read, which is said."""
        problems = Problems(self.problems.path)
        try:
            if file.language == "toml":
                from tui.store.front_matter import TomlError, json_of_toml

                try:
                    text = json_of_toml(file.front_matter, file.front_line)
                except TomlError as error:
                    self.problems.add("error", "toml-syntax", f"This is no TOML: {error}.", line=error.line)
                    return None
            else:
                text = "\n" * (file.front_line - 1) + file.front_matter
            values = self._values(
                YamlStream(text, problems, json_events(text), plain_json=True), FileDecoder(text, problems, self._scale)
            )
        except (JsonError, TooDeep):
            return None
        self.problems.extend(problems.sorted())
        return values

    def _mapping(self, text: str) -> dict[str, Any] | None:
        """The values of a YAML text, lines mended where that makes it readable; None where it is not."""
        try:
            values, problems = self._decoded(text)
        except TooDeep as error:
            self._too_deep(error.mark)
            return None
        except ParseError as error:
            if nests_too_deeply(error):
                self._too_deep(getattr(error, "problem_mark", None))
                return None
            mending = Mending(text)
            mended = mending.mended(error)
            self._add(mending.problems)
            if mended is None:
                return None
            text = mended
            try:
                values, problems = self._decoded(text)
            except (TooDeep, ParseError) as deep:
                self._too_deep(getattr(deep, "mark", None))
                return None
            begun = {trap.line + 1 for trap in mending.problems if trap.code == "no-colon"}
            problems = tuple([found for found in problems if found.code != "unknown-key" or found.line not in begun])
        self.problems.extend(problems)
        self.problems.extend(cut_by_comments(text, self.problems.path))
        return values

    def _decoded(self, text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        problems = Problems(self.problems.path)
        values = self._values(YamlStream(text, problems), FileDecoder(text, problems, self._scale))
        return values, problems.sorted()

    def _add(self, problems: list[Any]) -> None:
        for found in problems:
            self.problems.add(found.severity, found.code, found.message, found, found.suggestion)

    def _values(self, stream: YamlStream, decoder: FileDecoder) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if stream.is_mapping:
            values = decoder.values_of(stream)
            stream.finish()
        elif not stream.is_empty:
            values = self._no_mapping(stream, decoder)
        if stream.second:
            decoder.other.append(OtherField("second document", stream.second, 0, "A file holds one briefing."))
            with_handling(values, (in_unparsed(stream.second),))
        values["other"] = tuple(decoder.other)
        return values

    def _no_mapping(self, stream: YamlStream, decoder: FileDecoder) -> dict[str, Any]:
        node = stream.builder.node(stream.top)
        stream.finish()
        what = "a list" if isinstance(node, Sequence) else "a text"
        decoder.problems.add(
            "error",
            "not-a-mapping",
            f"The file holds {what} at its top; a briefing is a mapping, with keys such as title, bluf and sections.",
            mark_of(node),
            "begin with “title: ...”",
        )
        values: dict[str, Any] = {}
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                decoder.keep(item, (None, index))
        else:
            values["body"] = as_code(self.text)
        with_handling(values, (*decoder.handling, at_margin(self.text)))
        return values

    def _too_deep(self, mark: Any) -> None:
        self.problems.add("error", "too-deep", "The file is nested so deeply that it is shown as it is.", mark, "nest less")


_LONGEST_NAME = 120
"""Characters of a summary that may stand for a title."""


def _name_in(values: dict[str, Any]) -> str:
    """What front matter without a title calls the text: its `name`, else a short `summary`."""
    other = {field.path.casefold(): field.text for field in reversed(values.get("other", ()))}
    bluf = values.get("bluf")
    for given in (other.get("name", ""), other.get("summary", ""), bluf.text if bluf else ""):
        name = " ".join(given.split()).strip("\"'")
        if name and len(name) <= _LONGEST_NAME and name[0] not in "[{":
            return name
    return ""


def as_code(text: str, language: str = "") -> Prose:
    """A whole file as Markdown that shows it as it is: in a code fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return Prose(f"{fence}{language}\n{text.rstrip()}\n{fence}", 0, 0) if text.strip() else Prose()
