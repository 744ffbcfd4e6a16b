"""What was on the screen when one left is shown at once by the next start, as long as nothing that it shows has changed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import process
from tests.cli.terminal import LIMIT, Terminal
from tests.journal.test_secrecy import do_everything
from tui.journal.opening import open_journal
from tui.model.file_stamp import TICK
from tui.model.handling import Marking

BEGINS = b"\x1b[?1000h"
"""With this the program takes the terminal: what came before it, it has not sent."""

TEXT = "The harbour pilots wait for the tide."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody whose folders are nobody else's."""
    folder = tmp_path / "home"
    for kind in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME"):
        (folder / kind).mkdir(parents=True)
        monkeypatch.setenv(f"XDG_{kind}", str(folder / kind))
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a briefing of several pages, and another one."""
    made = tmp_path / "library"
    made.mkdir()
    paragraphs = "\n\n  ".join([TEXT, *(f"Paragraph {number} of the report." for number in range(60))])
    (made / "tide.yaml").write_text(f"title: Tide tables\ntlp: GREEN\nbody: |\n  {paragraphs}\n", encoding="utf-8")
    (made / "other.yaml").write_text("title: Another report\nbody: Short.\n", encoding="utf-8")
    # What was written a moment before it is read may be written again unnoticed: it is read again before its frame is kept.
    time.sleep(TICK / 1e9)
    return made


def frames(home: Path) -> list[Path]:
    """The files of frames that there are."""
    return sorted((home / "CACHE_HOME" / "briefing" / "frames").glob("*.frame"))


def leave(opened: list[Terminal], folder: Path, *arguments: str, words: str = "min left", keys: str = "") -> Terminal:
    """Open something, press keys, and leave it."""
    terminal = Terminal(*arguments, cwd=folder)
    opened.append(terminal)
    terminal.wait_for(words)
    # Whoever leaves in the first moment leaves a page that has not come to rest.
    terminal.read_for(1.0)
    if keys:
        terminal.press(keys)
        terminal.read_for(0.5)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []
    return terminal


def at_once(terminal: Terminal) -> bytes:
    """What is sent before the program takes the terminal."""
    terminal.wait_for(BEGINS.decode())
    return terminal.output.partition(BEGINS)[0]


def kill(terminal: Terminal) -> None:
    """End it as a machine does that fails."""
    terminal.process.kill()
    terminal.process.wait(LIMIT)


def start(opened: list[Terminal], folder: Path, *arguments: str, fresh: bool = False) -> Terminal:
    terminal = Terminal(*arguments, cwd=folder, fresh=fresh)
    opened.append(terminal)
    return terminal


def test_a_briefing_stands_there_before_the_program_and_nothing_of_it_is_sent_again(
    folder: Path, home: Path, opened: list[Terminal]
) -> None:
    leave(opened, folder, "tide.yaml", keys="jjjjjjjjjjjjjjjjjjjjjj")
    (kept,) = frames(home)
    assert kept.stat().st_mode & 0o777 == 0o600
    terminal = start(opened, folder, "tide.yaml", fresh=True)
    assert b"Paragraph 9 of the report" in at_once(terminal)
    before = [list(row) for row in terminal.screen.cells]
    # It answers when it has taken over.
    terminal.press("/")
    terminal.wait_for("ords to find")
    assert terminal.output.count(b"Paragraph 9 of the report") == 1
    assert terminal.output.count(b"\x1b[?1049h") == 1
    terminal.press("\x1b")
    terminal.read_for(0.7)
    assert terminal.screen.cells[:-1] == before[:-1]
    painted = len(terminal.output)
    terminal.press("\x0c")
    terminal.wait_for("Paragraph 9 of the report", after=painted)
    terminal.read_for(0.3)
    assert terminal.screen.cells[:-1] == before[:-1], "painted as a whole it is the same"
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_a_file_that_is_saved_as_it_was_while_it_is_opened_is_kept_while_one_rests_on_it(
    folder: Path, home: Path, opened: list[Terminal]
) -> None:
    terminal = start(opened, folder, "tide.yaml")
    while b"min left" not in terminal.output:
        os.utime(folder / "tide.yaml")
        terminal.read_for(0.01)
    until = time.monotonic() + LIMIT
    while not frames(home) and time.monotonic() < until:
        terminal.read_for(0.1)
    assert frames(home)
    kill(terminal)
    assert TEXT.encode() in at_once(start(opened, folder, "tide.yaml"))


def test_a_library_stands_there_before_the_program(folder: Path, opened: list[Terminal]) -> None:
    assert process("index", "-L", ".", cwd=folder).status == 0
    leave(opened, folder, ".", words="in all", keys="j")
    terminal = start(opened, folder, ".", fresh=True)
    assert b"Tide tables" in at_once(terminal)
    terminal.press("j")
    terminal.press("\r")
    terminal.wait_for("min left")
    assert terminal.output.count(b"Another report") <= 2
    terminal.press("qq")
    assert terminal.end() == 0


def test_a_search_that_was_open_when_the_window_was_closed_stands_there_before_the_program(
    folder: Path, opened: list[Terminal]
) -> None:
    assert process("index", "-L", ".", cwd=folder).status == 0
    terminal = start(opened, folder, ".")
    terminal.wait_for("in all")
    terminal.press("s")
    terminal.press("pilots")
    terminal.wait_for("The harbour")
    terminal.read_for(0.5)
    terminal.process.send_signal(signal.SIGHUP)
    terminal.process.wait(LIMIT)
    again = start(opened, folder, ".", fresh=True)
    assert b"The harbour" in at_once(again)
    again.press("x")
    again.wait_for("pilotsx")
    again.press("\x1b\x1b")
    again.read_for(0.5)
    again.press("q")
    assert again.end() == 0


def test_keys_that_are_typed_before_the_program_is_there_are_not_lost(folder: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for(TEXT)
    terminal.press("/Paragraph 41 of\r")
    terminal.wait_for("1/1 match")
    assert terminal.shows("Paragraph 41 of the report")
    assert b"/Paragraph 41 of\r" not in terminal.output, "nothing is echoed into the frame"
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_a_window_of_another_size_meanwhile_is_painted_whole(folder: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for(TEXT)
    terminal.resize(100, 36)
    painted = len(terminal.output)
    terminal.wait_for("min left", after=painted)
    terminal.wait_for("Paragraph 12 of the report", after=painted)
    assert terminal.shows(TEXT)
    terminal.press("q")
    assert terminal.end() == 0


def test_whatever_ends_it_before_the_program_is_there_gives_the_terminal_back(folder: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # What is not prepared takes its time until it is there.
        terminal = start(opened, folder, "tide.yaml", fresh=True)
        terminal.wait_for(TEXT)
        assert BEGINS not in terminal.output, "this is the frame"
        terminal.end_by(number)
        assert terminal.restored == [], number.name
        assert b"Traceback" not in terminal.output, number.name


def test_a_program_that_fails_behind_the_frame_says_so_on_the_shells_own_screen(
    folder: Path, opened: list[Terminal], tmp_path: Path
) -> None:
    leave(opened, folder, "tide.yaml")
    broken = "import sys; from tui.cli import screen; screen.is_dumb = None; sys.argv = ['x', 'tide.yaml']"
    command = [sys.executable, "-c", f"{broken}; from tui.__main__ import main; sys.exit(main())"]
    terminal = Terminal(cwd=folder, command=command)
    opened.append(terminal)
    assert terminal.end() == 1
    assert terminal.restored == []
    left = terminal.output.rfind(b"\x1b[?1049l")
    assert terminal.output.find(b"error of the program") > left >= 0


def edit(path: Path) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file = folder / path if not path.is_absolute() else path
        file.write_text(file.read_text(encoding="utf-8").replace("wait for", "look at"), encoding="utf-8")

    return change


def same_size_and_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "tide.yaml"
    times = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("pilots", "towers"), encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = folder / "new"
    other.write_bytes((folder / "tide.yaml").read_bytes())
    other.replace(folder / "tide.yaml")


def shared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "library.yaml").write_text("tlp: AMBER\n", encoding="utf-8")


def configured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "briefing"
    config.mkdir()
    (config / "config.yaml").write_text("measure: 60\n", encoding="utf-8")


def noted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = open_journal(os.environ)
    do_everything(journal, Marking("CLEAR"))
    journal.close()


CHANGES: dict[str, Callable[[Path, pytest.MonkeyPatch], None]] = {
    "the file": edit(Path("tide.yaml")),
    "the file, its size and time as before": same_size_and_time,
    "another file in its place": replaced,
    "library.yaml": shared,
    "the configuration": configured,
    "the journal": noted,
}


def test_nothing_is_shown_that_may_be_another_by_now(
    folder: Path, home: Path, opened: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(opened, folder, "tide.yaml")
    for what, change in CHANGES.items():
        assert frames(home), f"before {what} there is one that could be shown"
        change(folder, monkeypatch)
        terminal = start(opened, folder, "tide.yaml")
        assert at_once(terminal) in (b"", b"\x1b[?1049h"), what
        terminal.wait_for("min left")
        terminal.read_for(1.0)
        terminal.press("q")
        assert terminal.end() == 0


def test_nothing_is_shown_under_other_circumstances(folder: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    for variable in ("BRIEFING_THEME=nord", "TZ=XXX-23:59", "LC_ALL=C", "COLORTERM=truecolor", "TERM=screen", "NO_COLOR=1"):
        terminal = Terminal("tide.yaml", cwd=folder, environ=dict([variable.split("=")]))
        opened.append(terminal)
        assert TEXT.encode() not in at_once(terminal), variable
        terminal.process.kill()
        terminal.process.wait(LIMIT)
    assert TEXT.encode() in at_once(start(opened, folder, "tide.yaml")), "under those it was kept under it is"


def test_nothing_is_drawn_where_there_is_nothing_to_draw_on(folder: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    for variable in ("TERM=dumb", "TERM=", "XDG_CACHE_HOME="):
        terminal = Terminal("tide.yaml", cwd=folder, environ=dict([variable.split("=")]))
        opened.append(terminal)
        terminal.wait_for(TEXT)
        if "TERM" in variable:
            terminal.end()
            assert b"\x1b[?1049h" not in terminal.output, variable
        else:
            kill(terminal)


def test_one_that_is_not_the_persons_own_or_is_damaged_is_not_shown(folder: Path, home: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    (kept,) = frames(home)
    whole = kept.read_bytes()
    for data, mode in ((whole[:-7], 0o600), (whole, 0o644)):
        kept.write_bytes(data)
        kept.chmod(mode)
        terminal = start(opened, folder, "tide.yaml")
        assert TEXT.encode() not in at_once(terminal)
        terminal.wait_for("min left")
        terminal.process.kill()
        terminal.process.wait(LIMIT)


def test_none_is_kept_where_a_ceiling_is_set_or_may_be_meant(folder: Path, home: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    (kept,) = frames(home)
    frame = kept.read_bytes()
    (home / "CONFIG_HOME" / "briefing").mkdir()
    for config in ("keep_text_up_to: AMBER\n", "cache_text_up_to: GREEN\n", "keep_unmarked_text: false\n", "x: [\n"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(frame)
        kept.chmod(0o600)
        (home / "CONFIG_HOME" / "briefing" / "config.yaml").write_text(config, encoding="utf-8")
        assert process("list", "-L", ".", cwd=folder).status == 0
        assert frames(home) == [], f"what was kept before is gone with the next command: {config}"
        leave(opened, folder, "tide.yaml")
        assert frames(home) == [], config


def test_a_briefing_that_is_forgotten_is_in_no_frame(folder: Path, home: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    assert frames(home)
    assert process("journal", "forget", "tide", cwd=folder).status == 0
    assert frames(home) == []


def test_a_page_on_which_something_was_unfolded_is_not_shown_as_a_start_folds_it_again(
    folder: Path, opened: list[Terminal]
) -> None:
    judgments = "".join(
        f"  - {{text: It holds {n}., likelihood: likely, basis: B{n}., assumptions: [Rain {n}.]}}\n" for n in range(20)
    )
    with (folder / "tide.yaml").open("a", encoding="utf-8") as file:
        file.write(f"judgments:\n{judgments}")
    leave(opened, folder, "tide.yaml", keys="JjjF")
    assert b"Rain 0" in opened[-1].output
    assert b"Rain 0" not in at_once(start(opened, folder, "tide.yaml"))
    opened[-1].press("q")
    assert opened[-1].end() == 0


def test_what_comes_through_a_pipe_is_never_kept(folder: Path, home: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("-", cwd=folder, stdin=b"# Piped in\n\nid: x\n\nSome text.\n")
    opened.append(terminal)
    terminal.wait_for("Piped in")
    terminal.read_for(0.5)
    terminal.press("q")
    assert terminal.end() == 0
    assert frames(home) == []


def test_only_some_are_kept(folder: Path, home: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    (kept,) = frames(home)
    for number in range(60):
        (kept.parent / f"{number:08x}.frame").write_bytes(b"old")
        os.utime(kept.parent / f"{number:08x}.frame", (number, number))
    leave(opened, folder, "tide.yaml")
    assert len(frames(home)) == 40
    assert kept in frames(home)


def beneath(home: Path, words: str) -> bool:
    """Whether some words stand in a frame that is kept."""
    return any(words.encode() in path.read_bytes() for path in frames(home))


def press_q_at_once(terminal: Terminal) -> None:
    """Leave before the screen can have looked at anything again."""
    terminal.press("q")
    assert terminal.end() == 0


def test_a_file_that_is_saved_in_the_moment_one_leaves_is_not_shown_as_it_was(folder: Path, opened: list[Terminal]) -> None:
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    terminal.read_for(1.0)
    edit(Path("tide.yaml"))(folder, pytest.MonkeyPatch())
    press_q_at_once(terminal)
    assert TEXT.encode() not in at_once(start(opened, folder, "tide.yaml"))


def test_a_file_of_a_list_that_is_saved_in_the_moment_one_leaves_is_not_shown_as_it_was(
    folder: Path, opened: list[Terminal]
) -> None:
    assert process("index", "-L", ".", cwd=folder).status == 0
    terminal = start(opened, folder, ".")
    terminal.wait_for("in all")
    terminal.read_for(1.0)
    other = folder / "other.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("Another", "Withdrawn"), encoding="utf-8")
    press_q_at_once(terminal)
    assert b"Another report" not in at_once(start(opened, folder, "."))


def test_a_marking_that_comes_in_the_moment_one_leaves_is_shown(folder: Path, opened: list[Terminal]) -> None:
    terminal = start(opened, folder, "other.yaml")
    terminal.wait_for("Short.")
    terminal.read_for(1.0)
    shared(folder, pytest.MonkeyPatch())
    press_q_at_once(terminal)
    assert b"Short." not in at_once(start(opened, folder, "other.yaml"))


@pytest.mark.parametrize("config", ["keep_text_up_to: CLEAR\n", "cache_text_up_to: CLEAR\n", "x: [\n"])
def test_none_is_kept_where_a_ceiling_was_set_while_the_screen_was_open(
    folder: Path, home: Path, opened: list[Terminal], config: str
) -> None:
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    terminal.read_for(1.0)
    (home / "CONFIG_HOME" / "briefing").mkdir()
    (home / "CONFIG_HOME" / "briefing" / "config.yaml").write_text(config, encoding="utf-8")
    press_q_at_once(terminal)
    assert not beneath(home, TEXT)
    assert TEXT.encode() not in at_once(start(opened, folder, "tide.yaml"))


def test_a_screen_that_was_open_when_something_was_forgotten_is_not_kept(folder: Path, home: Path, opened: list[Terminal]) -> None:
    leave(opened, folder, "tide.yaml")
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    assert process("journal", "forget", "tide", cwd=folder).status == 0
    press_q_at_once(terminal)
    assert frames(home) == []
    leave(opened, folder, "tide.yaml")
    assert len(frames(home)) == 1, "the next one is kept again"
