"""The screen as one left it, drawn again before the program is there to draw it.

A start imports for a quarter of a second before it can show anything. What was on the screen when one left is kept with
all that it depends on; where none of that has changed, it is shown at once, and the program takes it over when it is there.
This runs before everything else, so it imports nothing but what the interpreter has loaded already.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

FORMAT = 2
FOLDER = "frames"
"""Below the user's folder for caches."""

LARGEST = 1_000_000
"""Bytes of a file that is looked at."""

MOST_FILES = 160
"""Files at the most on which a kept frame may depend: each is looked at before it is shown."""

NO_SCREEN = ("", "dumb", "unknown")
"""What `TERM` says of a terminal that nothing is drawn on."""

_NAMES = (
    *("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TZ", "LANG"),
    *("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "VTE_VERSION", "KITTY_WINDOW_ID", "ESCDELAY"),
    *("ACCESSIBLE", "COLORFGBG"),
)
_BEGINNINGS = ("BRIEFING_", "TEXTUAL", "LC_", "PYTHON")
_NAMED = ("TMUX", "STY")
"""Variables of which it counts whether they are there: what they say is another thing in every window."""

_ENTER, _LEAVE = b"\x1b[?1049h\x1b[?25l", b"\x1b[m\x1b[?1049l\x1b[?25h"


class DrawnFrame:
    """A kept frame that stands on the terminal."""

    def __init__(self, kept: dict[str, Any], attributes: list[Any]) -> None:
        """Have been drawn.

        Args:
            kept: what its file holds.
            attributes: of the terminal, as they were before.
        """
        self.rows: list[list[tuple[str, str]]] = kept["rows"]
        """As `tui.terminal.canvas.Canvas.kept` gave them."""
        self.size: tuple[int, int] = kept["size"]
        """Columns and rows."""
        self.window: tuple[int, ...] = kept["window"]
        """Where one was, for the screen that takes over."""
        self.words: str = kept["words"]
        """What was searched for; "" where it is no search."""
        self.attributes = attributes
        self.owner = os.getpid()


_drawn: DrawnFrame | None = None


def folder_of(environ: Mapping[str, str]) -> str:
    """The folder of kept frames; "" where there is to be none."""
    above = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(above):
        home = environ.get("HOME", "")
        if sys.platform != "linux" or not os.path.isabs(home):
            return ""
        above = os.path.join(home, ".cache")
    return os.path.join(above, "briefing", FOLDER)


def file_of(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The file of the frame of a command line given here; "" where there is to be none."""
    folder = folder_of(environ)
    return os.path.join(folder, f"{crc32(repr((os.getcwd(), *arguments)).encode()):08x}.frame") if folder else ""


def circumstances(arguments: Sequence[str], version: str, environ: Mapping[str, str]) -> tuple[object, ...]:
    """All that decides about a first screen and is in no file: the command, the program, the day, and the terminal's names."""
    from time import localtime

    said = {name: value for name, value in environ.items() if name in _NAMES or name.startswith(_BEGINNINGS)}
    said |= {name: "" for name in _NAMED if name in environ}
    return (
        *(FORMAT, version, sys.version, os.getcwd(), tuple(arguments), tuple(localtime()[:3])),
        file_state(__file__),
        tuple(sorted(said.items())),
    )


def file_state(path: str | bytes | os.PathLike[str]) -> tuple[int, ...] | None:
    """What tells a file from what it was; None where there is none, or only an empty one."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not found.st_size and not found.st_mode & 0o040000:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_mode


def stamped(state: tuple[int, ...] | None) -> tuple[int, int, int, int] | None:
    """What a stamp (`tui.model.file_stamp`) says of a file in a state: size, times and inode; None where there is none."""
    return (state[2], state[3], state[4], state[1]) if state is not None else None


def packed(kept: dict[str, Any]) -> bytes:
    """What a file of a frame holds."""
    data = marshal.dumps(kept)
    return crc32(data).to_bytes(4, "big") + data


def draw_frame(arguments: Sequence[str], version: str, environ: Mapping[str, str]) -> None:
    """Show the frame that was kept of a command, where there is one and all that it depends on is as it was."""
    try:
        if environ.get("TERM", "") in NO_SCREEN or not all(map(os.isatty, (0, 1, 2))) or os.tcgetpgrp(0) != os.getpgrp():
            return
        kept = _read(file_of(arguments, environ))
        if kept is None or kept["size"] != tuple(os.get_terminal_size(2)):
            return
        if kept["circumstances"] == circumstances(arguments, version, environ) and _are_same(kept["files"]):
            _take(kept)
    except Exception:
        # It is only for speed: whatever is wrong with it, the program starts as it would without.
        give_back()


def _read(path: str) -> dict[str, Any] | None:
    if not path:
        return None
    stream = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(stream)
        if found.st_uid != os.geteuid() or found.st_mode & 0o170077 != 0o100000 or found.st_size > LARGEST:
            return None
        data = os.read(stream, LARGEST)
    finally:
        os.close(stream)
    if crc32(data[4:]).to_bytes(4, "big") != data[:4]:
        return None
    kept: dict[str, Any] = marshal.loads(data[4:])
    return kept


def _are_same(files: Iterable[tuple[bytes, tuple[int, ...] | None]]) -> bool:
    return all(file_state(path) == before for path, before in files)


def _take(kept: dict[str, Any]) -> None:
    import signal
    import termios

    global _drawn
    before = termios.tcgetattr(0)
    ours = [*before[:6], [*before[6]]]
    ours[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    # Nothing is echoed into the frame; ctrl+c works still, and nothing stops here, where the terminal could not be given back.
    ours[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    ours[6][termios.VMIN] = 1
    ours[6][termios.VSUSP] = ours[6][termios.VQUIT] = b"\0"
    _drawn = DrawnFrame(kept, before)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _told_to_end)
    termios.tcsetattr(0, termios.TCSANOW, ours)
    _send(_ENTER + kept["screen"])


def _told_to_end(number: int, _: object) -> None:
    import signal

    give_back()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _send(data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(_TERMINAL, left) :]


_TERMINAL = 2
"""The stream that the program draws on."""


def drawn() -> DrawnFrame | None:
    """What stands on the terminal; None where nothing does, or somebody has taken it over."""
    return _drawn


def taken_over() -> None:
    """Somebody else gives the terminal back from now on."""
    global _drawn
    _drawn = None


def give_back() -> None:
    """Leave the terminal as it was found, where a frame was drawn and nobody has taken it over."""
    frame = _drawn
    if frame is None or frame.owner != os.getpid():
        return
    taken_over()
    import termios

    try:
        _send(_LEAVE)
        termios.tcsetattr(0, termios.TCSANOW, frame.attributes)
    except (OSError, termios.error):
        pass
