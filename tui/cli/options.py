"""Options that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

library_option: Callable[[Any], Any] = click.option(
    "-L",
    "--library",
    multiple=True,
    metavar="PATH",
    help="A file or folder to read; may be given more than once. Default: $BRIEFING_PATH, else ./briefings, else the samples.",
)
json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def echo_json(fields: Mapping[str, object]) -> None:
    """Print one object on one line; escaped to ASCII where standard output cannot carry everything, so that nothing is lost."""
    everything = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(fields, ensure_ascii=not everything))
