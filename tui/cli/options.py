"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
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
