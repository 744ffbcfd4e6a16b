"""`briefing` and `python -m tui`: the quick ways in, before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui import __version__
from tui.cli import COMMANDS, OPTIONS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    `--version` and paths alone need no command-line parser; everything else goes to click.

    Returns:
        The exit status: 0 ok, 1 problems found or nothing found, 2 usage, 3 cannot read, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given in (["--version"], ["-V"]):
        sys.stdout.write(f"briefing {__version__}\n")
        return 0
    only_paths = all(argument == "-" or not argument.startswith("-") for argument in given)
    completing = "_BRIEFING_COMPLETE" in os.environ
    if only_paths and not completing and (not given or given[0] not in COMMANDS):
        from tui.cli.guard import guarded
        from tui.cli.screen import read

        return guarded(lambda: read(given))
    from tui.cli.guard import guarded
    from tui.cli.main import run

    if not completing and given[0] not in COMMANDS and given[0] not in OPTIONS:
        given.insert(0, "read")
    return guarded(lambda: run(given))


if __name__ == "__main__":
    sys.exit(main())
