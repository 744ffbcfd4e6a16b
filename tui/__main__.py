"""`briefing` and `python -m tui`: the quick ways in, before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui import __version__
from tui.cli import COMMANDS, OPTIONS
from tui.cli.kept_frames import draw_kept, give_back, opens_paths

INTERRUPTED = 130
VERSION = ("--version", "-V")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    `--version` and paths alone need no command-line parser; everything else goes to click.

    Args:
        arguments: a command line to run within another process; by default the program's own, which then also decides what
            an interrupt does.

    Returns:
        The exit status: 0 ok, 1 problems found or nothing found, 2 usage, 3 cannot read or print, 130 interrupted.
    """
    if arguments is not None:
        return _run(list(arguments))
    try:
        if len(sys.argv) != 2 or sys.argv[1] not in VERSION:
            # Importing it takes longer than saying the version.
            import signal

            signal.signal(signal.SIGINT, interrupted)
        draw_kept(sys.argv[1:])
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        give_back()
    if "tui.ui.app" in sys.modules:
        # The screen was open: all is saved, said and sent, and threads that still read are not worth waiting for.
        os._exit(status)
    return status


def interrupted(number: int, _: object) -> None:
    """End at once where ctrl+c meets an import, since what is half imported can only fail; elsewhere interrupt as usual."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            give_back()
            os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _run(given: list[str]) -> int:
    from tui.cli.output import open_closed_streams

    open_closed_streams()
    from tui.cli.exit_status import guarded

    if len(given) == 1 and given[0] in VERSION:
        return guarded(_version)
    completing = "_BRIEFING_COMPLETE" in os.environ
    if opens_paths(given):
        from tui.cli.screen import read

        return guarded(lambda: read(given, given=given))
    from tui.cli.main import run

    if not completing and given[0] not in COMMANDS and given[0] not in OPTIONS:
        given.insert(0, "read")
    return guarded(lambda: run(given))


def _version() -> None:
    from tui.cli.output import out

    out(f"briefing {__version__}")


if __name__ == "__main__":
    sys.exit(main())
