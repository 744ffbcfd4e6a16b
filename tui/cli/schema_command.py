"""`briefing schema`: the format for editors."""

from __future__ import annotations

import click

from tui.cli.output import out_json


@click.command("schema", short_help="Print the JSON Schema of the format.")
def command() -> None:
    """Print the JSON Schema of the format.

    Save it, and put `# yaml-language-server: $schema=PATH` on the first line of a briefing: editors then
    complete and check as you type.
    """
    import json

    from tui.store.schema import json_schema

    out_json(json.dumps(json_schema(), indent=2, ensure_ascii=False))
