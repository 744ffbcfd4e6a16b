"""A driver that leaves at once, takes whatever bytes come, and asks the terminal itself how large it is.

The framework's own waits up to two tenths of a second in `select` when it ends; this one waits on a pipe as well, and
is told through it.
"""

from __future__ import annotations

import os
import selectors
import signal
import termios
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

import textual
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.messages import InBandWindowResize

from tui.model.late_pattern import late_pattern
from tui.terminal.device import STATUS
from tui.terminal.kept_frame import drawn, taken_over
from tui.ui.frames import Frames, frames_for
from tui.ui.key_names import CONTROL_H, character_key
from tui.ui.keymap import keymap_of
from tui.ui.terminal_input import ESCAPE, GROUND, Answered, Pasted, TerminalInput, Token, Typed, WithAlt, as_pressed, typed_ahead

if TYPE_CHECKING:
    from textual.message import Message

    from tui.ui.role_styles import FirstTheme

TRIED = ("8.2.",)
"""Versions of the framework whose driver has the parts that are replaced here."""

CROWDED = 200
"""Keys that may wait to be handled; more are left to the terminal's own line until there are fewer."""

CROWD_PAUSE = 0.02
"""Seconds after which it is looked again how many wait."""

ROUNDS = 3
"""Rounds of the loop after which it has handed on the signals that came while it waited: one to read them, one to tell."""

RESTORE = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""Takes back all that the framework has set: pastes, wrapping, mouse, keys, screen, cursor, focus."""


_HARMLESS = late_pattern(r"(?:\x07|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[?<=>][\d;]*\$?[a-z])*")
"""What changes nothing about the cells of the terminal, nor what it writes in: bells, titles, modes, questions."""

_TAKEN = STATUS.encode()

_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"

_OTHER_SCREEN = "\x1b[?1049"


class _Writer(WriterThread):
    """Writes until the terminal is gone; then it takes what there is to write all the same, or everything would wait for it."""

    def __init__(self, file: IO[str], frames: Frames | None) -> None:
        super().__init__(file)
        self._frames = frames

    def run(self) -> None:
        """Run the thread."""
        try:
            while (text := self._queue.get()) is not None:
                self._file.write(text)
                if self._queue.empty():
                    self._file.flush()
                    if self._frames is not None and self._frames.asks_writer:
                        termios.tcdrain(self._file.fileno())
                        self._frames.written()
            self._file.flush()
        except (OSError, ValueError, termios.error):
            while self._queue.get() is not None:
                pass


def terminal_size(*streams: int) -> tuple[int, int] | None:
    """Columns and rows of the first of some open files that is a terminal and knows them; None where there is none."""
    for stream in streams:
        with suppress(OSError, ValueError):
            columns, rows = os.get_terminal_size(stream)
            if columns > 0 and rows > 0:
                return columns, rows
    return None


class QuickDriver(LinuxDriver):
    """Reads keys until it is told to stop."""

    @property
    def _writer_thread(self) -> WriterThread | None:
        return self._writes

    @_writer_thread.setter
    def _writer_thread(self, thread: WriterThread | None) -> None:
        self._writes = _Writer(thread._file, self.frames) if thread is not None else None

    @cached_property
    def frames(self) -> Frames | None:
        """Draws the frames; None where all of them are sent as the framework writes them."""
        return frames_for(self._loop, super().write) if not self.is_inline else None

    def write(self, data: str) -> None:
        """Send something that is no frame."""
        if getattr(self._app, "shows_cursor", False):
            data = data.replace(_HIDE_CURSOR, _SHOW_CURSOR)
        if self._stands_there and _OTHER_SCREEN in data:
            # It is shown already, and would be cleared.
            return
        if self.frames is not None and (_OTHER_SCREEN in data or not _HARMLESS.fullmatch(data)):
            self.frames.invalidate()
        super().write(data)

    _stands_there = False
    """Whether a frame of an earlier start stands on the terminal while that is taken."""

    def _open_wake(self) -> None:
        if getattr(self, "_wake", None) is None:
            self._wake: tuple[int, int] | None = os.pipe()

    def _get_terminal_size(self) -> tuple[int, int]:
        """The window's; what the environment says only where there is none: it may have been exported long ago."""
        drawn_on = self._file.fileno() if self._file is not None else self.fileno
        size = terminal_size(drawn_on, self.fileno) or super()._get_terminal_size()
        if self.frames is not None and self.frames.holds != size:
            # It is asked when the window has changed, and the terminal has then moved what it showed.
            self.frames.invalidate()
        return size

    # A signal arrives in the middle of anything, also of what holds a lock that its handler would wait for.

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._continued)

    def _continued(self) -> None:
        """Come back to the terminal; a terminal that was closed sends this signal as well, behind another one."""
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            self._app.exit(None, 128 + signal.SIGHUP)
            return
        super()._sigcont_application()

    def start_application_mode(self) -> None:
        """Take the terminal, also when it was never given back: after SIGCONT there may be a reading thread already."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self.disable_input()
            LinuxDriver.close(self)
            with suppress(termios.error):
                if self.attrs_before is not None:
                    # What is read next as the terminal's own settings must not be ours.
                    termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self._open_wake()
        before = drawn() if self.frames is not None else None
        self._stands_there = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._stands_there = False
        if before is not None:
            # From here on it is this driver that gives the terminal back.
            self.attrs_before = before.attributes
            taken_over()
        if self.frames is not None and self._writer_thread is not None:
            self.frames.begin()
            if before is not None:
                self.frames.take_over(before)
        theme: FirstTheme | None = getattr(self._app, "first_theme", None)
        if theme is not None and theme.question:
            self.write(theme.question)

    def stop_application_mode(self) -> None:
        """Give the terminal back, once it has answered what was asked."""
        if self.frames is not None:
            self.frames.end()
        super().stop_application_mode()

    is_given_away = False
    """Whether another program has the terminal, and is meant by a key that sends a signal."""

    def suspend_application_mode(self) -> None:
        """Give the terminal to another program, for which the loop waits."""
        super().suspend_application_mode()
        self.is_given_away = True

    def resume_application_mode(self) -> None:
        """Take the terminal again."""
        super().resume_application_mode()
        self._come_back(ROUNDS)

    def _come_back(self, rounds: int) -> None:
        self.is_given_away = rounds > 0
        if rounds:
            self._loop.call_soon(self._come_back, rounds - 1)

    def process_message(self, message: Message) -> None:
        """Hand on what was read; where it is that the window is of another size, what the terminal shows is not known."""
        if isinstance(message, InBandWindowResize) and self.frames is not None:
            self._loop.call_soon_threadsafe(self._get_terminal_size)
        super().process_message(message)

    def disable_input(self) -> None:
        """Stop reading keys; the reading thread ends at once."""
        wake = getattr(self, "_wake", None)
        if wake is not None and self._key_thread is not None and self._key_thread.is_alive():
            os.write(wake[1], b"q")
        super().disable_input()

    def restore_at_once(self) -> None:
        """Give the terminal back without asking anybody: nothing else may work any more."""
        with suppress(OSError, termios.error, ValueError):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            drawn_on = self._file.fileno() if self._file is not None else 2
            os.set_blocking(drawn_on, False)
            os.write(drawn_on, RESTORE)
            os.set_blocking(drawn_on, True)

    def close(self) -> None:
        """Give everything back."""
        super().close()
        wake = getattr(self, "_wake", None)
        if wake is not None:
            self._wake = None
            os.close(wake[0])
            os.close(wake[1])

    def _run_input_thread(self) -> None:
        """Read keys; an error of the program here is one like any other."""
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read keys until a byte arrives on the pipe."""
        self._open_wake()
        assert self._wake is not None
        keys, wake = self.fileno, self._wake[0]
        app = self._app
        keymap = keymap_of(app)
        wanted = bool(keymap.ids(CONTROL_H) or keymap.begun(CONTROL_H))
        taken = TerminalInput(constants.ESCAPE_DELAY, keymap.alt)
        self._has_control_h = wanted and not _backspace_is_control_h(keys)
        parser = XTermParser(self._debug)
        if _is_ready(keys, 0.0):
            data = as_pressed(_read(keys))
            # Another program had the terminal: what it asked for is not for this one, what was typed when it ended is.
            self._send(taken.feed(typed_ahead(data) if getattr(self, "_was_ours", False) else data, time.monotonic()), parser)
        self._was_ours = True
        with selectors.SelectSelector() as selector:
            selector.register(keys, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while True:
                now = time.monotonic()
                if self._is_crowded:
                    if _is_ready(wake, CROWD_PAUSE):
                        break
                    continue
                deadline = taken.deadline
                ready = {key.fd for key, _ in selector.select(None if deadline is None else max(0.0, deadline - now))}
                if wake in ready:
                    break
                now = time.monotonic()
                if keys in ready:
                    data = _read(keys)
                    if not data:
                        self._app.call_later(self._app.exit, None, 128 + signal.SIGHUP)
                        selector.unregister(keys)
                        continue
                    if data == _TAKEN and taken.is_at_rest and self.frames is not None:
                        self.frames.heard(STATUS)
                        continue
                    self._send(taken.feed(data, now), parser)
                self._send(taken.due(now), parser)
        os.read(wake, 1)

    @property
    def _is_crowded(self) -> bool:
        """Whether so many keys wait to be handled that no more are to be read."""
        return getattr(self._app, "keys_waiting", 0) > CROWDED

    def _ground_told(self, answer: str) -> None:
        theme: FirstTheme | None = getattr(self._app, "first_theme", None)
        if theme is not None:
            theme.told(answer)

    def _send(self, tokens: Iterable[Token], parser: XTermParser) -> None:
        for token in tokens:
            if isinstance(token, Answered):
                if token.text.startswith(GROUND.decode()):
                    self._app.call_later(self._ground_told, token.text)
                elif self.frames is not None:
                    self.frames.heard(token.text)
                continue
            for message in messages_of(token, parser, control_h=getattr(self, "_has_control_h", False)):
                self.process_message(message)


def messages_of(token: Token, parser: XTermParser, *, control_h: bool = False) -> Iterator[Message]:
    """What the framework is told of a token.

    Args:
        token: what came.
        parser: the framework's.
        control_h: whether the byte 8 is the key ctrl+h, since Backspace sends another one; else it is Backspace.
    """
    if isinstance(token, Pasted):
        yield events.Paste(token.text)
    elif isinstance(token, Answered):
        return
    elif token == ESCAPE:
        yield events.Key("escape", "\x1b")
    elif control_h and isinstance(token, Typed) and "\b" in token.text:
        for number, between in enumerate(token.text.split("\b")):
            if number:
                yield events.Key(CONTROL_H, None)
            yield from parser.feed(between) if between else ()
    elif isinstance(token, WithAlt):
        yield events.Key(f"alt+{character_key(token.character)}", None)
    else:
        yield from parser.feed(token.text)


def _backspace_is_control_h(stream: int) -> bool:
    """Whether the terminal sends for Backspace what it sends for ctrl+h, as its line settings say."""
    import termios

    try:
        settings = termios.tcgetattr(stream)
    except termios.error:
        return True
    return bool(settings[6][termios.VERASE] == b"\b")


def _read(stream: int) -> bytes:
    """What has come; nothing where the terminal is gone."""
    try:
        return os.read(stream, 4096)
    except OSError:
        return b""


def _is_ready(stream: int, seconds: float) -> bool:
    with selectors.SelectSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def quick_driver() -> type[Driver] | None:
    """The quick driver where the framework is of a version it has been tried with; None for the framework's own."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return None
    # `textual.__version__` would import `importlib.metadata`, which costs as much as a tenth of the start.
    installed = Path(textual.__file__).parent.parent
    return QuickDriver if any(any(installed.glob(f"textual-{version}*.dist-info")) for version in TRIED) else None
