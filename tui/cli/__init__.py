"""The commands of the shell; everything heavy is imported inside functions."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "read",
    "list",
    "show",
    "search",
    "check",
    "export",
    "import",
    "new",
    "index",
    "schema",
    "changes",
    "notes",
    "judgments",
    "timeline",
    "sources",
    "command",
    "actors",
    "agreements",
    "related",
    "actions",
    "terms",
    "tray",
    "handover",
    "journal",
    "keys",
    "config",
    "completion",
    "help",
)
"""Names that are commands when they come first; a file of that name is opened with `briefing read NAME`."""

OPTIONS = ("--help", "-h", "--version", "-V")
"""Options of the program itself rather than of `read`."""


def opens_paths(given: Sequence[str]) -> bool:
    """Whether a command line opens files and folders on the screen, and says nothing else."""
    only_paths = all(argument == "-" or not argument.startswith("-") for argument in given)
    return only_paths and "_BRIEFING_COMPLETE" not in os.environ and (not given or given[0] not in COMMANDS)
