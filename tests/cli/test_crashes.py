"""However the program ends: a status, a sentence, the terminal as it was, and what was being written offered again."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import LIMIT, Terminal

SECRET = "Kestrel nine"

BROKEN = """
import os, sys
from tui.ui.widgets import document_view
from tui.ui.reader import panes
where = os.environ["BREAK"]
class Broken(Exception): pass
def fail(*_, **__):
    what = MemoryError if where == "memory" else Broken
    raise what({secret!r})
if where in ("handler", "memory"):
    panes.PaneController.zen = fail
elif where == "render":
    paint = document_view.DocumentView.paint
    document_view.DocumentView.paint = lambda self, y: fail() if self.screen.has_class("-zen") else paint(self, y)
elif where == "timer":
    panes.PaneController.zen = lambda self: self._on.set_timer(0.01, fail)
elif where == "worker":
    from textual import work
    async def worked(self): fail()
    panes.PaneController.zen = lambda self: self._on.run_worker(worked(self))
elif where == "reading keys":
    from tui.ui import driver
    driver.messages_of = fail
from tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    (tmp_path / "coast.yaml").write_text(
        f"title: Coast\nid: coast\nbody: |\n  {SECRET} is quiet.\n\n  More of it.\n", encoding="utf-8"
    )
    return tmp_path


def begin(home: Path, opened: list[Terminal], *code: str, shown: str = "done with it") -> Terminal:
    command = [sys.executable, "-c", code[0], "coast.yaml"] if code else []
    terminal = Terminal("coast.yaml", cwd=home, command=command)
    opened.append(terminal)
    terminal.wait_for(shown)
    return terminal


def begin_with_journal(home: Path, opened: list[Terminal], shown: str = "done with it") -> Terminal:
    """The same, once the journal says that the briefing was opened: that is after the first paint, and a note needs it."""
    started = time.time()
    terminal = begin(home, opened, shown=shown)
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        terminal.read_for(0.05)
        try:
            with closing(sqlite3.connect(f"file:{home}/data/briefing/journal.db?mode=ro", uri=True)) as db:
                (at,) = db.execute("SELECT max(opened_at) FROM entries").fetchone()
        except sqlite3.Error:
            continue
        if at is not None and at >= started:
            return terminal
    raise AssertionError("the journal is never opened")


def is_offered_again(home: Path, opened: list[Terminal], text: str) -> bool:
    # Something else is said for some seconds where the keys stand.
    terminal = begin_with_journal(home, opened, "Coast")
    terminal.press("i")
    until = time.monotonic() + LIMIT / 2
    while not terminal.shows(text) and time.monotonic() < until:
        terminal.read_for(0.2)
    found = terminal.shows(text)
    terminal.close()
    opened.remove(terminal)
    return found


@pytest.mark.parametrize("where", ["handler", "memory", "render", "timer", "worker", "reading keys"])
def test_an_error_of_the_program_is_one_sentence_and_a_report_without_text(
    home: Path, opened: list[Terminal], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    code = BROKEN.format(secret=SECRET).replace('os.environ["BREAK"]', repr(where))
    terminal = begin(home, opened, code)
    before = len(terminal.output)
    terminal.press("z")
    assert terminal.end() == 1
    assert terminal.restored == []
    said = terminal.output[before:].rpartition(b"\x1b[?1004l")[2].decode().replace("\r\n", "").strip()
    assert "this is an error of the program" in said
    assert said.count("briefing: ") == 1
    assert "Traceback" not in said
    (report,) = (home / "state" / "briefing").iterdir()
    assert str(report) in said
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text(encoding="utf-8")
    assert SECRET not in text
    assert "fail" in text


TOLD_AT_ONCE = """
import os, signal
from tui.ui.app import BriefingApp

mount = BriefingApp.get_default_screen

def told(self):
    os.kill(os.getpid(), signal.{name})
    return mount(self)

BriefingApp.get_default_screen = told
from tui.__main__ import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_between_taking_the_terminal_and_the_first_screen_gives_it_back(
    home: Path, opened: list[Terminal], number: signal.Signals
) -> None:
    code = TOLD_AT_ONCE.format(name=number.name)
    terminal = Terminal("coast.yaml", cwd=home, command=[sys.executable, "-c", code, "coast.yaml"])
    opened.append(terminal)
    terminal.wait_for("\x1b[?1049h")
    assert terminal.end() == 128 + number
    assert terminal.restored == []
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("end", ["SIGTERM", "SIGHUP", "SIGKILL", "hang up"])
def test_what_is_being_written_is_offered_again(home: Path, opened: list[Terminal], end: str) -> None:
    terminal = begin_with_journal(home, opened)
    terminal.press("ihalf written")
    terminal.wait_for("half written")
    if end == "SIGKILL":
        # It is kept every second.
        until = time.monotonic() + LIMIT
        while not list(home.glob("data/briefing/drafts/*.json")) and time.monotonic() < until:
            terminal.read_for(0.1)
    if end == "hang up":
        terminal.hang_up()
    else:
        terminal.process.send_signal(getattr(signal, end))
    assert (terminal.process.wait(LIMIT) if end == "hang up" else terminal.end()) != 0
    if end == "SIGTERM":
        assert terminal.restored == []
        assert b"ended by SIGTERM" in terminal.output
    assert is_offered_again(home, opened, "half written")


def test_ctrl_q_while_a_note_is_written_loses_nothing(home: Path, opened: list[Terminal]) -> None:
    terminal = begin_with_journal(home, opened)
    terminal.press("ihalf written\x11")
    terminal.read_for(0.5)
    terminal.press(" and more")
    terminal.wait_for("and more")
    os.kill(terminal.process.pid, signal.SIGTERM)
    terminal.end()
    assert is_offered_again(home, opened, "half written and more")
