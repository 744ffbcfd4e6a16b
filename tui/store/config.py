"""The user's configuration: `config.yaml`, read by the same strict reader as briefings, and never written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tui.model.handling import Ceiling, Tlp
from tui.model.own_keys import OwnKeys, Written
from tui.model.problem import Problem
from tui.store.private_files import NOWHERE, at_home, user_folder

if TYPE_CHECKING:
    from tui.store.config_fields import ConfigField
    from tui.store.nodes import Node
    from tui.store.problems import Problems

FILE = "config.yaml"

_SAME = {"true": "yes", "on": "yes", "false": "no", "off": "no"}
"""Other words for yes and no."""

_OF_ONE_VALUE = frozenset(
    {"bad-number", "bad-choice", "not-a-text", "not-searches", "not-keys", "no-key", "not-commands", "not-export"}
)
"""Errors that concern a value which guards nothing, and nothing else."""


class Config(msgspec.Struct, frozen=True):
    """What the user has set; every value may be missing."""

    library: tuple[Path, ...] = ()
    """Absolute paths of the files and folders to read when none is named."""
    theme: str = ""
    """Name of a theme; whether there is one of that name only the screen knows. "" where none is set."""
    measure: int | None = None
    """Cells of a line."""
    words_per_minute: int | None = None
    """How fast the user reads."""
    accessible: str = "no"
    """Whether for ears and fingers: `yes` for a program of lines, `screen` for the screen with the terminal's own cursor."""
    signs: str = "auto"
    """What signs are drawn with: `unicode`, `ascii`, or what the terminal is known to have."""
    editor: str = ""
    """The command of the user's editor with its arguments, as a shell would split it; "" where none is set."""
    me: str = ""
    """The names and posts of the user, with commas between; "" where none is set."""
    searches: dict[str, str] = {}
    """Saved queries by name, in the order of the file."""
    share: dict[str, tuple[str, ...]] = {}
    """Commands to which what is read can be handed, each with its arguments, by the names that the user gave them."""
    export: dict[str, Path] = {}
    """The organisation's own files that documents are made from, by the format."""
    keep_text_up_to: Tlp | None = None
    """The strictest label whose text the journal may keep; None for all of them."""
    keep_unmarked_text: bool = True
    """Whether the journal and the catalog may keep the text of what has no label."""
    cache_text_up_to: Tlp | None = None
    """The strictest label whose text a catalog may hold; None for all of them."""
    keys: OwnKeys = OwnKeys()
    """The user's own keys as written; whether there are such actions and keys only the screen knows."""
    lines: dict[str, int] = {}
    """By its key, the line on which each of these values stands; that of a saved query by `searches: NAME`."""
    path: str = ""
    """The file that was read; "" where there is none."""
    doubt: str = ""
    """Why it is not certain that these three are what the user meant, in a sentence with the place: the file is there and
    could not be read whole. As little as possible is kept then, and nothing is removed. "" where it is certain."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of `me`, each by itself."""
        return tuple(dict.fromkeys(name.strip() for name in self.me.split(",") if name.strip()))

    @property
    def keeps_all(self) -> bool:
        """Whether text of any marking may be kept: no ceiling is set, and that is certain."""
        return not self.doubt and self.keep_text_up_to is None and self.keep_unmarked_text and self.cache_ceiling.allows_everything

    @property
    def cache_ceiling(self) -> Ceiling:
        """Up to which marking a catalog may hold text."""
        return Ceiling(self.cache_text_up_to, self.keep_unmarked_text or self.cache_text_up_to is None, not self.doubt)

    def minutes(self, minutes: int) -> int:
        """Minutes of reading at the user's pace, from those at the usual one (`tui.model.reading_time`)."""
        if self.words_per_minute is None or not minutes:
            return minutes
        from tui.model.reading_time import WORDS_PER_MINUTE

        return max(1, round(minutes * WORDS_PER_MINUTE / self.words_per_minute))


def config_folder(environ: Mapping[str, str]) -> Path:
    """The user's folder for the configuration of this program; one that cannot be there where there is no home."""
    return user_folder(environ, "config") or NOWHERE


def load_config(environ: Mapping[str, str], *, config_dir: Path | None = None) -> tuple[Config, tuple[Problem, ...]]:
    """Read the configuration. Never raises: what cannot be used is left out and told.

    Args:
        environ: the environment, which says where it is.
        config_dir: the folder that holds `config.yaml`, to look there instead.

    Returns:
        What is set, and what is wrong with the file. Both are empty where there is no file.
    """
    file = (config_folder(environ) if config_dir is None else config_dir) / FILE
    try:
        os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return Config(), ()
    except OSError:
        # It cannot even be seen whether there is one: reading it says why.
        pass
    from tui.model.text import cleaned
    from tui.store.file_bytes import CannotRead, read_bytes

    try:
        data = read_bytes(file)
    except CannotRead as error:
        from tui.store.guards import UNTIL

        return _in_doubt(
            Problem("error", "cannot-read", f"The configuration is not read. {error} {UNTIL}", path=cleaned(str(file)))
        )
    return _Reading(file, environ).config(data)


def _in_doubt(problem: Problem, *others: Problem, **values: Any) -> tuple[Config, tuple[Problem, ...]]:
    """A configuration that could not be read whole, and why."""
    from tui.store.guards import STRICTEST

    return Config(**{**values, **STRICTEST}, doubt=str(problem)), (problem, *others)


def _is_doubtful(problem: Problem, text: str) -> bool:
    """Whether a problem may have hidden or changed a line that guards text."""
    from tui.store.guards import names_guard

    if problem.severity != "error" or problem.code in _OF_ONE_VALUE:
        return False
    return problem.code != "duplicate-key" or names_guard(text.split("\n")[problem.line - 1]) != ""


class _Reading:
    """One file on its way to a configuration."""

    def __init__(self, file: Path, environ: Mapping[str, str]) -> None:
        from tui.model.text import cleaned
        from tui.store.problems import Problems

        self._file = file
        self._environ = environ
        self._path = cleaned(str(file))
        self._problems = Problems(self._path)
        self._lines: dict[str, int] = {}

    def config(self, data: bytes) -> tuple[Config, tuple[Problem, ...]]:
        from tui.store.guards import UNTIL
        from tui.store.source_text import MOST_BYTES, source_text

        node, text = None, ""
        if len(data) > MOST_BYTES:
            self._problems.add("error", "too-large", "The configuration is larger than 64 MB and is not read.")
        else:
            text = source_text(data, self._problems, strict=True)
            node = self._node(text)
        values = self._values(node)
        doubtful: list[Problem] = []
        certain: list[Problem] = []
        for problem in self._problems.sorted():
            (doubtful if _is_doubtful(problem, text) else certain).append(problem)
        if not doubtful:
            return Config(**values, path=self._path), tuple(certain)
        from msgspec.structs import replace

        told = [replace(problem, message=f"{problem.message} {UNTIL}") for problem in doubtful[:1]]
        return _in_doubt(*told, *doubtful[1:], *certain, **values, path=self._path)

    def _node(self, text: str) -> Node | None:
        """The file's top node, lines mended where that makes it readable; None where it is empty or cannot be parsed."""
        from dataclasses import replace

        from tui.store.build import TooDeep
        from tui.store.config_fields import CONFIG_FIELDS
        from tui.store.config_values import wrongly_indented
        from tui.store.events import read_node
        from tui.store.mend import read_mended
        from tui.store.misread import cut_by_comments, put_right
        from tui.store.problems import Problems

        def read(text: str) -> tuple[Node | None, Problems]:
            found = Problems(self._path)
            return read_node(text, found), found

        written = text
        text, traps = put_right(text, CONFIG_FIELDS.__contains__)
        try:
            top, text, mended = read_mended(text, read)
        except TooDeep as error:
            self._problems.add("error", "too-deep", "The configuration nests too deeply and is not read.", error.mark)
            return None
        # What stands there may not be what was meant, even where it can be read.
        at = wrongly_indented(written) if any(trap.code == "colon-in-text" for trap in mended) else -1
        for trap in [*traps, *mended]:
            if trap.code == "colon-in-text" and at >= trap.line:
                message = (
                    "This line is indented otherwise than those it stands with, so YAML takes it for a part of the text above."
                )
                mend = f"begin “{written.split(chr(10))[at].strip()[:60]}” in the column of the lines that it belongs with"
                self._problems.add("error", "indented", message, replace(trap, line=at, column=0), mend)
            else:
                self._problems.add("error", trap.code, trap.message, trap, trap.suggestion)
        if top is None:
            return None
        node, found = top
        self._problems.extend(found.sorted())
        self._problems.extend(cut_by_comments(text, self._path))
        return node

    def _values(self, top: Node | None) -> dict[str, Any]:
        from tui.store.config_fields import CONFIG_FIELDS, KeysReading
        from tui.store.config_values import SharingReading
        from tui.store.guards import STRICTEST
        from tui.store.nodes import MappingNode as MappingNode
        from tui.store.nodes import is_nothing, mark_of

        if top is None or is_nothing(top):
            return {}
        if not isinstance(top, MappingNode):
            message = "The configuration is no mapping, and none of it is used."
            self._problems.add("error", "not-a-mapping", message, mark_of(top), "write one “key: value” a line")
            return {}
        readers: dict[str, Callable[[ConfigField, Node], object]] = {
            "paths": self._paths,
            "text": lambda field, node: self._text(field.key, node),
            "number": self._number,
            "queries": self._queries,
            "label": self._label,
            "yes or no": self._choice,
            "choice": self._choice,
            "keys": KeysReading(self._problems).own_keys,
            "commands": SharingReading(self._problems).commands,
            "templates": partial(SharingReading(self._problems).templates, self._file.parent, self._environ),
        }
        values: dict[str, Any] = {}
        lines = self._lines
        preset: Written | None = None
        for written, (key_node, node) in top.entries.items():
            key = written.strip()
            if key in STRICTEST and (is_nothing(node) or not isinstance(getattr(node, "value", None), str)):
                message = f"“{key}” wants one value."
                self._problems.add(
                    "error", "no-value", message, mark_of(key_node), "write one after the colon, or leave the line out"
                )
            elif key in CONFIG_FIELDS:
                value = None if is_nothing(node) else readers[CONFIG_FIELDS[key].holds](CONFIG_FIELDS[key], node)
                if value is not None:
                    values[key] = value
                    lines[key] = mark_of(key_node).line + 1
                if key not in STRICTEST:
                    self._hidden(key, node)
            elif key == "preset":
                message = "“preset” stands below “keys”; it is read as if it did."
                self._problems.add("warning", "misplaced-key", message, mark_of(key_node), "write “keys: {preset: vim}”")
                preset = KeysReading(self._problems).written(key, node)
            else:
                self._unknown(key, key_node, node, tuple(CONFIG_FIELDS))
        own: OwnKeys = values.get("keys", OwnKeys())
        if preset is not None and own.preset is None:
            values["keys"], lines["keys"] = own._replace(preset=preset), lines.get("keys", preset.line)
        return {**values, "lines": lines} if lines else {}

    def _unknown(self, key: str, node: Node, value: Node, known: tuple[str, ...]) -> None:
        from difflib import get_close_matches

        from tui.store.config_fields import OTHER_NAMES
        from tui.store.guards import STRICTEST, guard_meant
        from tui.store.nodes import mark_of
        from tui.store.problems import quoted

        text = getattr(value, "value", None)
        guard = guard_meant(key, text if isinstance(text, str) else None, [name for name in known if name not in STRICTEST])
        name = key.lower().replace("-", "_")
        other = next((OTHER_NAMES[one] for one in (name, *get_close_matches(name, OTHER_NAMES, 1, 0.8)) if one in OTHER_NAMES), "")
        near = self._problems.nearest(key, known) or (f"did you mean “{other}”?" if other else f"the keys are {', '.join(known)}")
        near = f"did you mean “{guard}”?" if guard else near
        message = f"The configuration has no key {quoted(key)}."
        self._problems.add("error" if guard else "warning", "unknown-key", message, mark_of(node), near)
        if not guard:
            self._hidden(key, value)

    def _hidden(self, key: str, node: Node) -> None:
        """See that nothing that guards text stands inside of something else, where it would do nothing."""
        from tui.store.guards import guards_within
        from tui.store.nodes import mark_of
        from tui.store.problems import quoted

        for guard, place in guards_within(node):
            message = f"“{guard}” does nothing inside of {quoted(key)}."
            self._problems.add("error", "misplaced-key", message, mark_of(place), "write it at the beginning of a line")

    def _text(self, key: str, node: Node) -> str | None:
        from tui.store.nodes import SequenceNode, mark_of

        value = getattr(node, "value", None)
        if not isinstance(value, str):
            parts = [getattr(item, "value", None) for item in node.items] if isinstance(node, SequenceNode) else []
            words = [part for part in parts if isinstance(part, str) and part.strip()]
            whole = ("" if key != "me" else ",") + " "
            mend = f"write “{key}: {whole.join(words)}”" if words and len(words) == len(parts) < 8 else ""
            self._problems.add("error", "not-a-text", f"“{key}” wants one text.", mark_of(node), mend)
            return None
        return value.strip() or None

    def _label(self, field: ConfigField, node: Node) -> Tlp | None:
        from tui.model.handling import TLP_LABELS, parse_tlp
        from tui.store.nodes import mark_of
        from tui.store.problems import quoted

        text = self._text(field.key, node)
        if text is None:
            return None
        try:
            return parse_tlp(text)
        except ValueError:
            message = f"“{field.key}” wants a TLP 2.0 label, not {quoted(text)}."
            mend = self._problems.nearest(text, TLP_LABELS) or f"one of {', '.join(reversed(TLP_LABELS))}"
            self._problems.add("error", "bad-label", message, mark_of(node), mend)
            return None

    def _choice(self, field: ConfigField, node: Node) -> bool | str | None:
        from tui.store.nodes import mark_of
        from tui.store.problems import quoted

        text = self._text(field.key, node)
        if text is None:
            return None
        word, is_switch = _SAME.get(text.lower(), text.lower()), field.holds == "yes or no"
        choices = ("yes", "no") if is_switch else field.choices
        if word in choices:
            return word == "yes" if is_switch else word
        told = f"{', '.join(choices[:-1])} or {choices[-1]}"
        code = "not-yes-or-no" if is_switch else "bad-choice"
        mend = self._problems.nearest(text, choices) or f"write {told}"
        self._problems.add("error", code, f"“{field.key}” wants {told}, not {quoted(text)}.", mark_of(node), mend)
        return None

    def _number(self, field: ConfigField, node: Node) -> int | None:
        from tui.store.nodes import mark_of
        from tui.store.problems import quoted

        text = self._text(field.key, node)
        if text is None:
            return None
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
        if field.least <= number <= field.most:
            return number
        message = f"“{field.key}” wants a number of {field.unit} from {field.least} to {field.most:,}, not {quoted(text)}."
        figures = "".join(letter for letter in text if letter in "0123456789")
        mend = f"write {figures}" if 0 < len(figures) < 6 and field.least <= int(figures) <= field.most else ""
        self._problems.add("error", "bad-number", message, mark_of(node), mend)
        return None

    def _paths(self, field: ConfigField, node: Node) -> tuple[Path, ...]:
        from tui.store.nodes import SequenceNode

        paths = []
        for item in node.items if isinstance(node, SequenceNode) else [node]:
            text = self._text(field.key, item)
            if text is not None:
                paths.append(self._file.parent / at_home(text, self._environ))
        return tuple(dict.fromkeys(paths))

    def _queries(self, field: ConfigField, node: Node) -> dict[str, str] | None:
        from tui.store.nodes import MappingNode, mark_of

        if not isinstance(node, MappingNode):
            self._problems.add(
                "error",
                "not-searches",
                "“searches” wants names with queries.",
                mark_of(node),
                "write “searches: {tokyo: tag:japan}”",
            )
            return None
        found: dict[str, str] = {}
        for name, (written, query) in node.entries.items():
            text = self._text(f"{field.key}: {name.strip()}", query)
            if text is not None:
                found[name.strip()] = text
                self._lines[f"{field.key}: {name.strip()}"] = mark_of(written).line + 1
        return found
