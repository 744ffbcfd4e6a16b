"""Programs that begin with their code imported: a process that has done so forks, and its child runs the program.

Most of what a start of the screen costs is importing, the same each time, and a hundred tests start it; so it is with a process
that reads one file or sets a PDF (`tests/store/confined.py`, `tests/export/confined.py`). The child has a session, a terminal, a
folder, an environment and standard streams of its own, and imports anew what looks at these as it is imported, or tells by what
is imported how far a start has come: the commands, the kept frame and the application. What it does not have is a start as the
system makes it; tests about that ask for one (`Terminal(..., fresh=True)`).
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

LIBRARIES = (
    *("msgspec", "yaml", "markdown_it", "regex", "sqlite3", "tantivy", "platformdirs", "asyncio", "logging", "concurrent.futures"),
    *("rich.console", "rich.text", "rich.table", "rich.markdown", "textual.app", "textual.screen", "textual.command"),
    *("textual.containers", "textual.widgets._input", "textual.widgets._static", "textual.widgets._footer", "textual.driver"),
    *("textual.scrollbar", "textual.layouts.horizontal", "watchfiles", "concurrent.futures.thread", "multiprocessing", "hashlib"),
    *("textual.drivers.linux_driver", "textual.drivers.headless_driver", "textual.pilot", "textual._xterm_parser"),
)
"""What a program that opens the screen imports of others."""

OWN = (
    *("tui.ui.screens.reader", "tui.ui.screens.library", "tui.ui.screens.search", "tui.reading.session"),
    *("tui.catalog.catalog", "tui.journal.journal"),
)
"""What it has of its own; nothing of `ANEW` is imported with it."""

ANEW = ("tui.__main__", "tui.cli", "tui.terminal.kept_frame", "tui.ui.app", "tui.ui.start")
"""What looks at the process that it is imported in, or is looked for there."""

READERS = (
    *("tui.store.formats.confined_reader", "tui.store.formats.word", "tui.store.formats.open_document", "tui.store.formats.epub"),
    *("tui.store.formats.pdf", "liteparse", "tui.store.formats.outlook", "olefile", "tui.store.formats.restructured"),
    *("docutils.core", "docutils.readers.standalone", "docutils.parsers.rst.states", "docutils.writers.null"),
)
"""What a process imports that reads one file of another program's (`tui/store/formats/confined.py`)."""

SETTER = ("tui.export.pdf", "tui.store.formats.confined_reader", "typst")
"""What one imports that sets a PDF."""

NUMBER = struct.Struct("i")
"""A process, and then how it ended, as the one that forks says them."""


class Prepared:
    """A program that was started so; it has what is asked of a `subprocess.Popen`."""

    def __init__(self, pid: int, told: int) -> None:
        """Know a process, and where it is told how it ended."""
        self.pid = pid
        self.returncode: int | None = None
        self.stdin = None
        self._told = told

    def poll(self) -> int | None:
        """The exit status, or minus the signal that ended it; None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            (self.returncode,) = NUMBER.unpack(os.read(self._told, NUMBER.size))
            os.close(self._told)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for the end, for so many seconds."""
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, where it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


@cache
def _server(environ: tuple[tuple[str, str], ...], modules: tuple[str, ...]) -> socket.socket:
    ours, theirs = socket.socketpair()
    command = [sys.executable, __file__, str(theirs.fileno()), *modules]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=dict(environ), cwd="/", stdin=subprocess.DEVNULL)
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def begin(
    command: Sequence[str],
    streams: Sequence[int],
    cwd: Path,
    environ: Mapping[str, str],
    modules: tuple[str, ...] = (*LIBRARIES, *OWN),
) -> Prepared:
    """Run `python -m tui ARGUMENTS` or `python -c CODE ARGUMENTS` in a session of its own.

    Args:
        command: what would be run, with the interpreter as its first word.
        streams: the standard input, output and errors; an output that is a terminal controls it.
        cwd: the folder it is run in.
        environ: its environment.
        modules: what is imported before it begins.
    """
    taken = tuple((name, environ[name]) for name in ("PATH", "PYTHONPATH", "TEXTUAL_ANIMATIONS") if name in environ)
    server = _server(taken, modules)
    told, tells = os.pipe()
    asked = json.dumps([list(command[1:]), str(cwd), dict(environ)]).encode() + b"\n"
    socket.send_fds(server, [asked], [*streams, tells])
    os.close(tells)
    (pid,) = NUMBER.unpack(os.read(told, NUMBER.size))
    return Prepared(pid, told)


Asked = tuple[list[str], str, dict[str, str]]


def _serve(asks: socket.socket) -> Asked | None:
    """Fork whenever somebody asks. Returns what is to be run in each child, and None here when nobody asks any more."""
    ended, ends = os.pipe()
    os.set_blocking(ends, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ends)
    children: dict[int, int] = {}
    while True:
        ready = select.select([asks.fileno(), ended], [], [])[0]
        if ended in ready:
            os.read(ended, 4096)
            for pid, tells in list(children.items()):
                known, status = os.waitpid(pid, os.WNOHANG)
                if known:
                    with suppress(BrokenPipeError):
                        os.write(tells, NUMBER.pack(os.waitstatus_to_exitcode(status)))
                    os.close(children.pop(pid))
        if asks.fileno() not in ready:
            continue
        data, files, _, _ = socket.recv_fds(asks, 1 << 18, 4)
        if not data:
            return None
        while not data.endswith(b"\n"):
            data += asks.recv(1 << 18)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            for number, file in enumerate(files[:3]):
                os.dup2(file, number)
            os.closerange(3, 1 << 10)
            if os.isatty(1):
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)
            asked: Asked = tuple(json.loads(data))
            return asked
        for file in files[:3]:
            os.close(file)
        children[pid] = files[3]
        with suppress(BrokenPipeError):
            os.write(files[3], NUMBER.pack(pid))


def _become(words: list[str], cwd: str, environ: dict[str, str]) -> None:
    """Be the interpreter that was asked for, and run what it is to run."""
    # Where no locale is set the interpreter takes one, and tells its children.
    taken = {name: os.environ[name] for name in ("LC_CTYPE",) if name in os.environ}
    os.environ.clear()
    os.environ.update(taken | environ)
    time.tzset()
    os.chdir(cwd)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        was = getattr(sys, name)
        buffering = 1 if os.isatty(number) or name == "stderr" else -1
        now = open(number, mode, buffering, was.encoding, was.errors, closefd=False)  # noqa: SIM115 - for as long as it runs
        setattr(sys, name, now)
        setattr(sys, f"__{name}__", now)
    if words[0] == "-m":
        sys.path[0] = cwd
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = ""
        sys.argv = ["-c", *words[2:]]
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(compile(words[1], "<string>", "exec"), vars(main))


if __name__ == "__main__":
    sys.path[0] = ""
    for name in sys.argv[2:]:
        import_module(name)
    assert not sys.modules.keys() & set(ANEW), "a start would be another one than that of the program"
    gc.freeze()
    to_run = _serve(socket.socket(fileno=int(sys.argv[1])))
    if to_run is not None:
        _become(*to_run)
