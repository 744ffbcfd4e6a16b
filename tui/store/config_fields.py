"""The one table of what can be set in `config.yaml`: reading it, `config show`, its JSON Schema and the manual are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.model.own_keys import KeyLine, OwnKeys, Written

if TYPE_CHECKING:
    from tui.store.nodes import Node
    from tui.store.problems import Problems

NO_KEY = "none"
"""What one writes where an action is to have no key."""

NARROWEST, WIDEST = 40, 160
"""Cells of a line."""

SLOWEST, FASTEST = 50, 2_000
"""Words a minute."""

THEMES = (
    "briefing-dark",
    "briefing-light",
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "catppuccin-mocha",
    "dracula",
    "tokyo-night",
    "monokai",
    "flexoki",
    "catppuccin-latte",
    "catppuccin-frappe",
    "catppuccin-macchiato",
    "solarized-light",
    "solarized-dark",
    "rose-pine",
    "rose-pine-moon",
    "rose-pine-dawn",
    "atom-one-dark",
    "atom-one-light",
    "ansi-dark",
    "ansi-light",
)
"""Names of themes that the screen offers; a test compares them, since a command must not load the screen for them."""

Holds = Literal["paths", "text", "number", "label", "yes or no", "choice", "queries", "keys", "commands", "templates"]


class ConfigField(NamedTuple):
    """One key of the configuration."""

    key: str
    holds: Holds
    note: str
    """What it sets, in a sentence."""
    usual: str
    """What holds where it is not set, in words."""
    least: int = 0
    most: int = 0
    """Of a number."""
    unit: str = ""
    """Of a number, in words."""
    choices: tuple[str, ...] = ()
    """Of a choice."""


CONFIG_FIELDS: dict[str, ConfigField] = {
    field.key: field
    for field in (
        ConfigField("library", "paths", "What to read when nothing is named.", "./briefings, else the samples"),
        ConfigField("theme", "text", "Name of a theme that the screen offers.", "briefing-dark"),
        ConfigField(
            "accessible",
            "choice",
            "For ears and fingers: yes for a program of lines, screen for the screen with the terminal's own cursor shown.",
            "no",
            choices=("yes", "screen", "no"),
        ),
        ConfigField(
            "signs",
            "choice",
            "What signs are drawn with.",
            "auto: ascii where the terminal or the locale has no others",
            choices=("unicode", "ascii", "auto"),
        ),
        ConfigField("measure", "number", "Cells of a line.", "88", NARROWEST, WIDEST, "cells"),
        ConfigField(
            "words_per_minute",
            "number",
            "Your pace, for the minutes of reading.",
            "230",
            SLOWEST,
            FASTEST,
            "words a minute",
        ),
        ConfigField(
            "editor",
            "text",
            "The command of your editor; {file} and {line} in it where it has a way of its own. No shell runs it.",
            "$VISUAL, then $EDITOR",
        ),
        ConfigField("me", "text", "Who you are in briefings: your names and posts, with commas between.", "nobody"),
        ConfigField("searches", "queries", "Saved queries by name; one that begins with `page:NAME` is a page.", "none"),
        ConfigField("share", "commands", "Commands that take what is read, by names of your own; no shell runs them.", "none"),
        ConfigField("export", "templates", "Your organisation's own file that Word documents are made from.", "none"),
        ConfigField("keep_text_up_to", "label", "The strictest label whose text the journal may keep.", "all of them"),
        ConfigField("keep_unmarked_text", "yes or no", "Whether it may keep the text of what has no label.", "yes"),
        ConfigField(
            "cache_text_up_to",
            "label",
            "The same for catalogs: a library with anything stricter in it has none.",
            "all of them",
        ),
        ConfigField(
            "keys",
            "keys",
            "Keys of actions by their ids, as `briefing keys` lists them; `preset` names the table that they change.",
            "the preset default",
        ),
    )
}
"""By its key, in the order in which they are told."""

OTHER_NAMES = {
    **dict.fromkeys(("keymap", "keybindings", "bindings", "shortcuts", "map"), "keys"),
    **dict.fromkeys(("preset", "presets", "key_preset"), "keys: preset"),
    **dict.fromkeys(("wpm", "pace", "speed", "reading_speed"), "words_per_minute"),
    **dict.fromkeys(("width", "columns", "line_length", "wrap", "max_width"), "measure"),
    **dict.fromkeys(("color", "colors", "colour", "colours", "colorscheme", "color_scheme", "style", "palette"), "theme"),
    **dict.fromkeys(("path", "paths", "folder", "folders", "libraries", "briefings", "briefing_path"), "library"),
    **dict.fromkeys(("queries", "saved", "saved_searches", "filters"), "searches"),
    **dict.fromkeys(("template", "templates", "docx"), "export"),
    **dict.fromkeys(("commands", "pipe", "print", "mail"), "share"),
    **dict.fromkeys(("name", "user", "names", "author", "who"), "me"),
    **dict.fromkeys(("linear", "screen_reader", "screenreader", "a11y", "accessibility"), "accessible"),
    **dict.fromkeys(("ascii", "unicode", "glyphs", "icons", "symbols"), "signs"),
    **dict.fromkeys(("visual", "pager_editor"), "editor"),
}
"""Words that other programs have for these keys."""


class KeysReading:
    """The value of `keys` on its way to somebody's own keys."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def own_keys(self, field: ConfigField, node: Node) -> OwnKeys | None:
        """Actions with their keys, and the name of a preset; None where it is neither."""
        from tui.store.nodes import MappingNode, mark_of

        if not isinstance(node, MappingNode):
            if isinstance(getattr(node, "value", None), str):
                # The preset alone: `keys: vim`.
                return OwnKeys(self.written(field.key, node))
            mend = "write “keys: {move.down: j}”, or the name of a preset"
            self._problems.add("error", "not-keys", "“keys” wants actions with keys.", mark_of(node), mend)
            return None
        preset: Written | None = None
        lines = []
        for id, (id_node, value) in node.entries.items():
            if id.strip() == "preset":
                preset = self.written("preset", value)
                continue
            mark = mark_of(id_node)
            keys = self._keys_of(id.strip(), value)
            if keys is not None:
                lines.append(KeyLine(Written(id.strip(), mark.line + 1, mark.column + 1), keys))
        return OwnKeys(preset, tuple(lines))

    def _keys_of(self, id: str, node: Node) -> tuple[Written, ...] | None:
        """The keys of one action, none where it is to have none; None where nothing of what is written can be a key."""
        from tui.store.nodes import SequenceNode, is_nothing, mark_of

        if is_nothing(node):
            message = f"There is no key behind “{id.strip()}”, so it keeps its own."
            self._problems.add("error", "no-key", message, mark_of(node), f"write one, or “{NO_KEY}” where it is to have none")
            return None
        items = node.items if isinstance(node, SequenceNode) else [node]
        written = [(item, self.written(id, item)) for item in items if not is_nothing(item)]
        keys = tuple(key for _, key in written if key is not None and key.text.lower() != NO_KEY)
        return keys if keys or all(key is not None for _, key in written) else None

    def written(self, key: str, node: Node) -> Written | None:
        """One text with its place; None where it is none."""
        from tui.store.nodes import mark_of

        value = getattr(node, "value", None)
        if not isinstance(value, str):
            self._problems.add("error", "not-a-text", f"“{key}” wants one text.", mark_of(node))
            return None
        mark = mark_of(node)
        return Written(value if value.isspace() else value.strip(), mark.line + 1, mark.column + 1)
