"""Copying text out, by the first way that can be known to work."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping

from tui.model.text import cleaned

_DESKTOP = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
)
TIMEOUT = 2.0
"""Seconds that a clipboard program may take."""


def _pipe(command: tuple[str, ...], text: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def copied(text: str) -> str:
    """A text as it may be pasted anywhere: a shell gets no control character from it, so none ends a bracketed paste."""
    return cleaned(text.replace("\r\n", "\n"))


def copy(text: str, *, environ: Mapping[str, str], osc52: Callable[[str], None]) -> str:
    """Copy what `copied` makes of a text, and say in a few words where to.

    The desktop's clipboard and tmux's buffer report back whether they took the text; the terminal's
    own clipboard (OSC 52) never does, and the words then say so.

    Args:
        text: what to copy.
        environ: the environment, for `TMUX`, `DISPLAY` and `WAYLAND_DISPLAY`.
        osc52: sends the text to the terminal as an OSC 52 sequence.
    """
    text = copied(text)
    if environ.get("TMUX") and _pipe(("tmux", "load-buffer", "-w", "-"), text):
        return "to tmux's buffer (paste with prefix ])"
    for variable, command in _DESKTOP:
        if (not variable or environ.get(variable)) and _pipe(command, text):
            return f"to the clipboard ({command[0]})"
    osc52(text)
    return "sent to the terminal's clipboard (if the terminal allows it)"
