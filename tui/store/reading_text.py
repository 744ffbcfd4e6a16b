"""One text on its way to the values of a briefing: as YAML, JSON, Markdown or plain text, mended where that makes it readable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tui.model.briefing import Briefing, OtherField, Prose
from tui.model.handling import Marking
from tui.model.problem import Problem
from tui.model.scales import ScaleName
from tui.model.text import fenced
from tui.store.build import TooDeep
from tui.store.decode_file import FileDecoder
from tui.store.events import JsonError, YamlStream, json_events
from tui.store.file_kinds import FOREIGN
from tui.store.formats.handling_lines import CLASSIFIED, labels_in_markdown
from tui.store.labels import KEYS, at_margin, in_unparsed, with_handling
from tui.store.markdown import MarkdownFile, split_markdown, unread_front_matter
from tui.store.mend import read_mended
from tui.store.mend_lines import Trap
from tui.store.misread import cut_by_comments, put_right
from tui.store.nodes import Node, Scalar, SequenceNode, mark_of
from tui.store.problems import Problems
from tui.store.references import without_code
from tui.store.source_text import line_and_column


class ReadingText:
    """One text on its way to the values of a briefing."""

    def __init__(self, text: str, name: str, problems: Problems, scale: ScaleName | None, *, shares: bool = False) -> None:
        self._shares = shares
        self._unknown: list[tuple[Scalar, Node]] = []
        self.defaults: Briefing | None = None
        self.default_scale: ScaleName | None = None
        self.names: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.text = text
        self.name = name
        self.problems = problems
        self._scale: ScaleName = scale or "icd203"

    def yaml(self) -> dict[str, Any]:
        """The values of a briefing, by the attributes of `Briefing`, of the text as YAML."""
        values = self._mapping(self.text)
        if values is None:
            return self._as_code("yaml")
        if self._unknown and not self._shares:
            from tui.store.foreign_mapping import take_foreign

            take_foreign(values, self._unknown, self.name, self.problems)
        if not any(values.values()) and self.text.strip():
            values["body"] = as_code(self.text, "yaml")
        if not values.get("title") and not self._is_called(values):
            if not self.text.strip():
                self._is_empty()
            elif not any(problem.code == "not-a-mapping" for problem in self.problems.sorted()):
                advice = "add a line such as “title: What it is about”"
                self.problems.add("error", "missing-title", "The briefing has no title.", suggestion=advice)
            values["title"] = self.name
        return values

    def json(self) -> dict[str, Any]:
        """The same of the text as JSON."""
        decoder = FileDecoder(self.text, self.problems, self._scale)
        try:
            stream = YamlStream(self.text, self.problems, json_events(self.text), plain_json=True)
            values = self._values(stream, decoder)
        except JsonError as error:
            self.problems.add("error", "json-syntax", f"This is no JSON: {error}.", line_and_column(self.text, error.index))
            return self._as_code("json")
        except TooDeep as error:
            self._too_deep(error.mark)
            return self._as_code("json")
        if self._unknown and not self._shares:
            from tui.store.foreign_mapping import take_foreign

            take_foreign(values, self._unknown, self.name, self.problems)
        if not values.get("title") and not self._is_called(values):
            self.problems.add("error", "missing-title", "The briefing has no title.", suggestion="add a “title”")
            values["title"] = self.name
        return values

    def _is_called(self, values: dict[str, Any]) -> bool:
        """Whether a key that the format does not have says what the file is called: its value is the title then."""
        if not self._unknown or self._shares:
            return False
        from tui.store.foreign_mapping import take_name

        return take_name(values, self._unknown, self.problems)

    def _is_empty(self) -> None:
        self.problems.add("error", "empty", "The file is empty.", suggestion="give it at least a title")

    def _as_code(self, language: str) -> dict[str, Any]:
        """A file that cannot be parsed: its text, under the handling that stands in it."""
        values: dict[str, Any] = {"title": self.name, "body": as_code(self.text, language)}
        with_handling(values, (in_unparsed(self.text),))
        return values

    def markdown(self) -> dict[str, Any]:
        """The same of Markdown, with front matter or without."""
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
        if not KEYS & values.keys():
            # Where its author gave no label as a field, one that stands in a line of the text counts.
            with_handling(values, _labels_in(file.body))
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
            from tui.store.formats.plain_message import fill_plain

            fill_plain(values, text, self.text.count("\n", 0, start) + 1, self.problems)
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
                from tui.store.markdown import TomlError, json_of_toml

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
        text, misread = put_right(text)
        self._add(misread)
        try:
            read, text, mended = read_mended(text, self._decoded)
        except TooDeep as error:
            self._too_deep(error.mark)
            return None
        self._add(mended)
        if read is None:
            return None
        values, problems = read
        begun = {trap.line + 1 for trap in mended if trap.code == "no-colon"}
        if begun:
            problems = tuple([found for found in problems if found.code != "unknown-key" or found.line not in begun])
        self.problems.extend(problems)
        self.problems.extend(cut_by_comments(text, self.problems.path))
        return values

    def _decoded(self, text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        problems = Problems(self.problems.path)
        decoder = FileDecoder(text, problems, self._scale)
        decoder.shares = self._shares
        values = self._values(YamlStream(text, problems), decoder)
        self.defaults, self.default_scale, self.names = decoder.defaults, decoder.default_scale, decoder.names
        return values, problems.sorted()

    def _add(self, problems: list[Trap]) -> None:
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
            decoder.decoder.other.append(OtherField("second document", stream.second, 0, "A file holds one briefing."))
            with_handling(values, (in_unparsed(stream.second),))
        values["other"] = tuple(decoder.decoder.other)
        self._unknown = decoder.unknown
        return values

    def _no_mapping(self, stream: YamlStream, decoder: FileDecoder) -> dict[str, Any]:
        node = stream.builder.node(stream.top)
        stream.finish()
        what = "a list" if isinstance(node, SequenceNode) else "a text"
        decoder.decoder.problems.add(
            "error",
            "not-a-mapping",
            f"The file holds {what} at its top; a briefing is a mapping, with keys such as title, bluf and sections.",
            mark_of(node),
            "begin with “title: ...”",
        )
        values: dict[str, Any] = {}
        if isinstance(node, SequenceNode):
            for index, item in enumerate(node.items):
                decoder.decoder.keep(item, (None, index))
        else:
            values["body"] = as_code(self.text)
        with_handling(values, (*decoder.decoder.handling, at_margin(self.text)))
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


def _labels_in(body: str) -> list[Marking]:
    """The labels in lines of a text of ours: in capitals, and not in code, where they are examples."""
    if "TLP" not in body and not any(word in body for word in CLASSIFIED):
        return []
    lines = without_code(body).split("\n")
    return labels_in_markdown("\n".join([line for line in lines if "TLP" in line or "tlp" not in line.lower()]))


def as_code(text: str, language: str = "") -> Prose:
    """A whole file as Markdown that shows it as it is: in a code fence longer than any run of backticks in it."""
    return Prose(fenced(text.rstrip(), language), 0, 0) if text.strip() else Prose()
