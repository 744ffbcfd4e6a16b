"""What goes out to other programs: a file to the person's own editor, copied text to the clipboard, the manual to a reader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from tui.model.text import cleaned

if TYPE_CHECKING:
    from textual.app import App


SAID = 1_000
"""Bytes of what a command says that are looked at."""

_PLUS = (
    *("vi", "vim", "nvim", "view", "vimx", "vis", "nano", "pico", "emacs", "emacsclient", "mg", "zile", "jove", "micro", "kak"),
    *("joe", "jmacs", "jstar", "jed", "ne", "le", "mcedit"),
)

AT_LINE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_PLUS, ("+{line}", "{file}")),
    **dict.fromkeys(["hx", "helix"], ("{file}:{line}",)),
    **dict.fromkeys(["zed", "zeditor"], ("--wait", "{file}:{line}")),
    **dict.fromkeys(["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"], ("--wait", "--goto", "{file}:{line}")),
    **dict.fromkeys(["subl", "sublime_text"], ("--wait", "{file}:{line}")),
    **dict.fromkeys(["gedit", "xed", "pluma"], ("--wait", "+{line}", "{file}")),
    "gnome-text-editor": ("--standalone", "+{line}", "{file}"),
    **dict.fromkeys(["gvim", "mvim"], ("--nofork", "+{line}", "{file}")),
    **dict.fromkeys(["mate", "mate_wait"], ("--wait", "--line", "{line}", "{file}")),
    "idea": ("--wait", "--line", "{line}", "{file}"),
    "pycharm": ("--wait", "--line", "{line}", "{file}"),
    "geany": ("--new-instance", "--line", "{line}", "{file}"),
    "kate": ("--block", "--line", "{line}", "{file}"),
}
"""By the name of an editor's command, what is put behind it to open a file at a line."""

_WAITING = frozenset(("--wait", "--nofork", "--block", "--standalone", "--new-instance"))
"""Options by which one with a window of its own comes back when the file is closed there."""

_WINDOWS = frozenset(
    (
        *(
            "code",
            "code-insiders",
            "codium",
            "vscodium",
            "cursor",
            "windsurf",
            "subl",
            "sublime_text",
            "kate",
            "gedit",
            "xed",
            "pluma",
        ),
        *("gnome-text-editor", "gvim", "mvim", "mate", "mate_wait", "idea", "pycharm", "geany", "zed", "zeditor"),
    )
)
"""Editors with a window of their own; all others that are known take the whole terminal, and echo what is typed themselves."""

WHOLE_SCREEN = AT_LINE.keys() - _WINDOWS


def editor_command(environ: Mapping[str, str], path: str, line: int, own: str = "") -> list[str] | None:
    """The command that opens a file at a line in the person's editor; None when none is set or found.

    `own` of the configuration, else `$VISUAL`, then `$EDITOR`; split like a shell would but run without one. Where it says
    `{file}` itself, and perhaps `{line}`, nothing is put behind it.
    """
    import shlex

    chosen = own or environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        words = shlex.split(chosen)
    except ValueError:
        return None
    if not words:
        words = next(([name] for name in ("nano", "vim", "vi") if shutil.which(name)), [])
    if not words or shutil.which(words[0]) is None:
        return None
    full = os.path.abspath(path)
    if not any("{file}" in word for word in words[1:]):
        words += AT_LINE.get(_editor_name(words[0]), ("{file}",))
    # What is asked for already is not asked for twice.
    words = [word for number, word in enumerate(words) if not (word in _WAITING and word in words[:number])]
    return [words[0], *(word.replace("{line}", str(line)).replace("{file}", full) for word in words[1:])]


def _editor_name(command: str) -> str:
    """The name of an editor by the path of its command, without what says its version: `/usr/bin/vim.gtk3` is vim."""
    name = os.path.basename(command).lower().removesuffix(".exe")
    return name if name in AT_LINE else name.replace("-", ".").partition(".")[0]


PATIENCE = 30.0
"""Seconds that a command may take which is handed something."""


def hand_to(name: str, command: Sequence[str], data: bytes, seconds: float = PATIENCE) -> tuple[str, bool]:
    """Hand bytes to a command on its standard input, and wait until it ends; for another thread.

    It has no terminal, since the screen has that.

    Args:
        name: what the person calls it.
        command: with its arguments; no shell runs it.
        data: what it is handed.
        seconds: how long it may take; then it is ended, with all that it started.

    Returns:
        What came of it, in a sentence, and whether it failed.
    """
    import signal

    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, start_new_session=True)
    except (OSError, ValueError) as error:
        return f"“{name}” cannot be run: {command[0]}: {getattr(error, 'strerror', None) or error}", True
    said = bytearray()
    threads = [Thread(target=_feed, args=(process, data), daemon=True), Thread(target=_hear, args=(process, said), daemon=True)]
    for thread in threads:
        thread.start()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"“{name}” did not end within {seconds:.0f} seconds, and was ended", True
    threads[1].join(1.0)
    lines = [line for line in cleaned(said.decode("utf-8", "replace")).splitlines() if line.strip()]
    told = f": {lines[0].strip()}" if lines else ""
    if process.returncode:
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"status {process.returncode}"
        return f"“{name}” failed with {how}{told}", True
    return f"Handed to “{name}”{told}", False


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    with suppress(OSError):
        if process.stdin is not None:
            with process.stdin:
                process.stdin.write(data)


def _hear(process: subprocess.Popen[bytes], said: bytearray) -> None:
    """Take all that a command says, and keep its beginning."""
    while process.stdout is not None and (piece := os.read(process.stdout.fileno(), 1 << 16)):
        said += piece[: max(0, SAID - len(said))]


@contextmanager
def without_echo(wanted: bool = True) -> Iterator[None]:
    """The terminal without an echo: what is typed while an editor opens or closes is not painted beside it."""
    import termios

    terminal, before = -1, None
    if wanted:
        with suppress(OSError, termios.error):
            terminal = os.open(os.ctermid(), os.O_RDWR | os.O_NOCTTY)
            before = termios.tcgetattr(terminal)
            quiet = termios.tcgetattr(terminal)
            quiet[3] &= ~termios.ECHO
            termios.tcsetattr(terminal, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(OSError, termios.error):
            if before is not None:
                termios.tcsetattr(terminal, termios.TCSANOW, before)
        if terminal >= 0:
            os.close(terminal)


def edit(app: App[None], path: str, line: int, own: str = "") -> str:
    """Hand a file to the person's editor and wait until it ends. Returns why that did not work, in a sentence, or "".

    Args:
        app: gives the terminal away meanwhile.
        path: of the file.
        line: at which to open it, from 1.
        own: the command that the configuration names; "" for none.
    """
    from textual.app import SuspendNotSupported

    command = editor_command(os.environ, path, line, own)
    if command is None and own:
        return f"There is no editor “{own}”, which config.yaml names: briefing config check"
    if command is None:
        return "No editor found: set $VISUAL or $EDITOR to the command of yours"
    name = os.path.basename(command[0])
    try:
        code = _in_terminal(app, command, is_quiet=_editor_name(name) in WHOLE_SCREEN)
    except SuspendNotSupported:
        return "An editor cannot be started from this terminal"
    except OSError as error:
        return f"The editor {name} could not be started: {error.strerror}"
    app.refresh()
    return f"The editor {name} ended with status {code}" if code else ""


def show_manual(app: App[None], *, theme: str, keeps: bool, topic: str = "") -> bool:
    """Open the manual in a reader of its own, and wait until one leaves it. Returns whether that worked.

    Args:
        app: gives the terminal away meanwhile.
        theme: what it looks like there.
        keeps: whether it may keep where one stopped, and what one noted.
        topic: what is to be read of it; "" for its contents.
    """
    from textual.app import SuspendNotSupported

    # `-P`: a folder named `tui` where somebody happens to stand is not this program.
    command = [sys.executable, "-P", "-m", "tui", "help", *(() if keeps else ("--no-journal",)), *(("--", topic) if topic else ())]
    try:
        status = _in_terminal(app, command, is_quiet=True, environ={**os.environ, "BRIEFING_THEME": theme})
    except (SuspendNotSupported, OSError):
        return False
    finally:
        app.refresh()
    return not status


def _in_terminal(app: App[None], command: list[str], *, is_quiet: bool, environ: Mapping[str, str] | None = None) -> int:
    """The status of a program that has the terminal for itself until it ends."""
    failed: OSError | None = None
    with app.suspend(), without_echo(is_quiet):
        try:
            return subprocess.run(command, check=False, env=environ).returncode
        except OSError as error:
            # The framework takes the terminal back only where nothing was raised here.
            failed = error
    raise failed


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
