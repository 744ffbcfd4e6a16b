"""`briefing keys`: the keys of the screen as they are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tui.cli.options import json_option
from tui.cli.output import out, out_object
from tui.model.own_keys import PRESETS

if TYPE_CHECKING:
    from tui.ui.keymap import Keymap


def keys_tables(keymap: Keymap) -> str:
    """Tables in Markdown of the keys in each part of the screen, for the manual."""
    from tui.ui.key_names import shown
    from tui.ui.keys import WHERE_TITLES, actions_in

    parts = []
    for where, title in WHERE_TITLES.items():
        rows = []
        for action in actions_in(where):
            keys = " ".join(f"`{_cell(shown(key))}`" for key in keymap.keys(action.id))
            rows.append(f"| {keys or 'none'} | {_cell(keymap.title(action))} |")
        parts.append("\n".join((f"### {title}", "", "| keys | what they do |", "|---|---|", *rows)))
    return "\n\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


@click.command("keys", short_help="List the keys of the screen as they are.")
@click.option("--preset", type=click.Choice(PRESETS), help="List the keys of a preset, without your own.")
@json_option
def command(preset: str | None, as_json: bool) -> int:
    """List every action of the screen: its id, which a configuration names, its keys, and what it does.

    With `keys` in your configuration these are your own. An action without a key can be given one, and is in the palette.
    """
    from tui.cli.exit_status import OK, complain
    from tui.model.own_keys import OwnKeys, Written
    from tui.store.config import load_config
    from tui.ui.chosen_keys import chosen_keys
    from tui.ui.key_names import shown
    from tui.ui.keys import WHERE_TITLES, actions_in

    config, _ = load_config(os.environ)
    keymap, problems = chosen_keys(OwnKeys(Written(preset)) if preset else config.keys, config.path)
    for problem in problems:
        if problem.severity != "info":
            complain(str(problem))
    for where, title in WHERE_TITLES.items():
        if not as_json:
            out(f"{title}:")
        for action in actions_in(where):
            keys = [shown(key) for key in keymap.keys(action.id)]
            if as_json:
                out_object({"id": action.id, "keys": keys, "title": keymap.title(action), "where": where, "preset": keymap.name})
            else:
                out(f"  {action.id:<24} {'  '.join(keys) or 'none':<20} {keymap.title(action)}")
    return OK
