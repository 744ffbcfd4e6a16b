"""`briefing schema`: the format, what a library shares, and the configuration, for editors."""

from __future__ import annotations

import click

from tui.cli.output import out_json


@click.command("schema", short_help="Print the JSON Schema of the format, or of the configuration.")
@click.option("--config", is_flag=True, help="Print that of config.yaml instead, with every action that can have keys.")
@click.option("--shared", is_flag=True, help="Print that of library.yaml, what a library shares, instead.")
def command(config: bool, shared: bool) -> None:
    """Print the JSON Schema of the format, or of the configuration.

    Save it, and put `# yaml-language-server: $schema=PATH` on the first line of a briefing: editors then
    complete and check as you type.
    """
    import json

    from tui.store.schema import config_schema, json_schema, library_schema

    if config:
        from tui.model.own_keys import PRESETS
        from tui.ui.keymap import USUAL
        from tui.ui.keys import ACTIONS

        schema = config_schema({action.id: USUAL.title(action) for action in ACTIONS}, PRESETS)
    else:
        schema = library_schema() if shared else json_schema()
    out_json(json.dumps(schema, indent=2, ensure_ascii=False))
