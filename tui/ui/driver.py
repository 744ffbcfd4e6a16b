"""A driver that leaves at once.

The framework's own waits up to two tenths of a second in `select` when it ends. This one waits on a
pipe as well, and is told through it.
"""

from __future__ import annotations

import os
import selectors
import termios
from codecs import getincrementaldecoder
from pathlib import Path

import textual
from textual import constants
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

TRIED = ("8.2.",)
"""Versions of the framework whose driver has the parts that are replaced here."""

IDLE = 0.5
"""Seconds between looks at the parser's own timers when no key is under way."""


class QuickDriver(LinuxDriver):
    """Reads keys until it is told to stop."""

    def _open_wake(self) -> None:
        if getattr(self, "_wake", None) is None:
            self._wake: tuple[int, int] | None = os.pipe()

    def start_application_mode(self) -> None:
        """Take the terminal, also when it was never given back: after SIGCONT there may be a reading thread already."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self.disable_input()
            LinuxDriver.close(self)
            if self.attrs_before is not None:
                # What is read next as the terminal's own settings must not be ours.
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self._open_wake()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def disable_input(self) -> None:
        """Stop reading keys; the reading thread ends at once."""
        wake = getattr(self, "_wake", None)
        if wake is not None and self._key_thread is not None and self._key_thread.is_alive():
            os.write(wake[1], b"q")
        super().disable_input()

    def close(self) -> None:
        """Give everything back."""
        super().close()
        wake = getattr(self, "_wake", None)
        if wake is not None:
            self._wake = None
            os.close(wake[0])
            os.close(wake[1])

    def run_input_thread(self) -> None:
        """Read keys until a byte arrives on the pipe."""
        self._open_wake()
        assert self._wake is not None
        keys, wake = self.fileno, self._wake[0]
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        with selectors.SelectSelector() as selector:
            selector.register(keys, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            timeout = IDLE
            while True:
                ready = {key.fd for key, _ in selector.select(timeout)}
                timeout = IDLE
                if wake in ready:
                    os.read(wake, 1)
                    break
                if keys in ready:
                    try:
                        data = os.read(keys, 4096)
                    except OSError:  # the terminal is gone
                        data = b""
                    if not data:
                        selector.unregister(keys)
                        continue
                    text = decode(data)
                    for event in parser.feed(text):
                        self.process_message(event)
                    # A lone Esc is told from the start of a sequence by time alone.
                    if "\x1b" in text[-16:]:
                        timeout = constants.ESCAPE_DELAY
                for event in parser.tick():
                    self.process_message(event)
        try:
            for _ in parser.feed(""):
                pass
        except (EOFError, ParseError):
            pass


def quick_driver() -> type[Driver] | None:
    """The quick driver where the framework is of a version it has been tried with; None for the framework's own."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return None
    # `textual.__version__` would import `importlib.metadata`, which costs as much as a tenth of the start.
    installed = Path(textual.__file__).parent.parent
    return QuickDriver if any(any(installed.glob(f"textual-{version}*.dist-info")) for version in TRIED) else None
