"""The one table of what can be set in `config.yaml`: reading it, `config show`, its JSON Schema and the manual are made from it."""

from __future__ import annotations

from typing import Literal, NamedTuple

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

Holds = Literal["paths", "text", "number", "label", "yes or no", "queries", "keys"]


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


CONFIG_FIELDS: dict[str, ConfigField] = {
    field.key: field
    for field in (
        ConfigField("library", "paths", "What to read when nothing is named.", "./briefings, else the samples"),
        ConfigField("theme", "text", "Name of a theme that the screen offers.", "briefing-dark"),
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
        ConfigField("editor", "text", "The command of your editor, with its arguments; no shell runs it.", "$VISUAL, then $EDITOR"),
        ConfigField("searches", "queries", "Saved queries by name.", "none"),
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
