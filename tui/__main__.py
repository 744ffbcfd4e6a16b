"""`briefing` and `python -m tui`: the quick ways in, before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui import __version__
from tui.cli import COMMANDS, OPTIONS, opens_paths

INTERRUPTED = 130
VERSION = ("--version", "-V")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    `--version`, and paths with no more than `--at` and `--find`, need no command-line parser; everything else goes to click.

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
        if opens_paths(sys.argv[1:]):
            from tui.cli.kept_frames import draw_kept

            draw_kept(sys.argv[1:])
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        _give_back()
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
            _give_back()
            os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _give_back() -> None:
    """Leave the terminal as it was found; where nothing was drawn on it, what draws was not imported, or not whole."""
    give_back = getattr(sys.modules.get("tui.terminal.kept_frame"), "give_back", None)
    if give_back is not None:
        give_back()


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
    plain = plain_read(given) if not completing else None
    if plain is not None:
        from tui.cli.screen import read

        paths, values = plain
        return guarded(lambda: read(paths, at=values.get("--at", ""), find=values.get("--find", "")))
    from tui.cli.main import run

    if not completing and given[0] not in COMMANDS and given[0] not in OPTIONS:
        given.insert(0, "read")
    return guarded(lambda: run(given))


def plain_read(given: Sequence[str]) -> tuple[list[str], dict[str, str]] | None:
    """The paths, and the values of `--at` and `--find`, of a command line that says no more than that; None for any other.

    To read it as the parser of command lines does takes no parser: importing that is a tenth of such a start.
    """
    rest = iter(given[1:] if given[:1] == ["read"] else given)
    if given and given[0] != "read" and given[0] in COMMANDS:
        return None
    paths: list[str] = []
    values: dict[str, str] = {}
    for each in rest:
        name, is_joined, value = each.partition("=")
        if each == "-" or not each.startswith("-"):
            paths.append(each)
        elif name not in ("--at", "--find"):
            return None
        else:
            values[name] = value if is_joined else next(rest, "-")
            if not is_joined and values[name].startswith("-"):
                return None
    return paths, values


def _version() -> None:
    from tui.cli.output import out

    out(f"briefing {__version__}")


if __name__ == "__main__":
    sys.exit(main())
