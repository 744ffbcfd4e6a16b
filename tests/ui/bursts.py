"""Random bursts of bytes, as a slow line or a cat delivers them, into the program on a library of odd files."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from tests.hostile.strings import TABLE, briefing_with
from tui.ui.app import BriefingApp
from tui.ui.driver import messages_of
from tui.ui.terminal_input import TerminalInput

# fmt: off
KEYS = [*(bytes([code]) for code in range(33, 127)), b" ", b"\r", b"\t", b"\x7f", b"\x1b"]
SEQUENCES = [
    *(b"\x1b[" + end for end in (b"A", b"B", b"C", b"D", b"H", b"F", b"5~", b"6~", b"3~", b"2~", b"Z", b"1;5A", b"1;2D")),
    *(bytes([code]) for code in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16, 16, 18, 20, 21, 22, 23, 24, 25, 0, 28, 29, 31)),
    *(b"\x1bO" + end for end in (b"P", b"Q", b"A", b"x")),
    b"\x1b[11~", b"\x1b[15~", b"\x1b[97:65;2:1u", b"\x1b[27u", b"\x1b[13;5u", b"\x1b[106;3u", b"\x1b[I", b"\x1b[O",
]
FOREIGN = [
    b"\xe9a", b"\xf8", b"\xff\xfe", b"\x1b[M \x98!", b"\x1bP>|tmux 3.3a\x1b\\", b"\x1b[?1;2c", b"\x1b[>0;276;0c",
    b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1b]lhost\x1b\\", b"\x1b[12;40R", b"\x1b_Gi=1;OK\x1b\\", "é日本語🇯🇵‮x".encode(),
    b"\x1b[200~one\rtwo\n[/b]\x1b[201~", b"\x1b[200~" + b"long " * 3000 + b"\x1b[201~", b"\x1b[200~\x1b]0;x\x07\xe9\x1b[201~",
    b"\x1b[201~", b"\x1b[9999999999u", b"\x1b[<0;9999;9999M", b"\x1b[<64;3;3M", b"\x1b[<65;3;3M",
]
TOGETHER = [
    b"j /x", b"\x10\x1b[6~", b"T\r\r\r\r", b"v/", b"v/abc\x1b", b"iab\rq", b"i\x1bq", b"s\x1b[B\r", b"otok\r", b"M&x\r\r", b"P\r",
    b"ma'a", b"m\x1b", b"''", b"f\x1b", b"fa", b"xxUU", b"?qq", b"?jjjq", b"\rqj\rq", b"   >>><<<", b"/\x12(a+)+$\r", b"sx\x12",
    b"itwo\x0alines\x05",
    b"i\x04", b"vjjji#tag\r*i\x04", b"D}}{{", b"G   ", b"\x10the\r", b"\x10\x1b[B\x1b[B\r", b"/a\r&n&", b"SSSiiii",
]
# fmt: on
SIZES = [(100, 30), (80, 24), (40, 12), (120, 40), (20, 5), (8, 3), (1, 1), (200, 50)]
ENOUGH = 60
"""Times that one goes back and leaves: every screen that was opened is left then."""


def odd_library(folder: Path, corpora: Path | None = None, most: int = 60) -> None:
    """A folder of odd files: hostile texts, briefings of every kind of structure, empty and broken ones; and some real ones."""
    folder.mkdir()
    for number, hostile in enumerate(TABLE):
        (folder / f"hostile-{number}.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    # fmt: off
    texts = {
        "empty.md": b"", "latin.md": b"# Caf\xe9\n\n\xe9\xe8 text\n",
        "wide.md": "# 日本語\n\n".encode() + "日本語テキスト。".encode() * 80,
        "long.md": b"# Long\n\n" + b"".join(b"## Part %d\n\nWords of part %d, see [[wide]].\n\n" % (n, n) for n in range(60)),
        "broken.yaml": b"title: [a\nbody: x\n  - y: {", "half.yaml": b"title: Half\nsections:\n  - title",
        "line.md": b"# One\n\n" + b"x" * 9000,
        "recall.yaml": b"title: R\nid: r\nstatus: recalled\nactions: [{text: Do it, due: 2020-01-01}]\nbody: gone\n",
        "judged.yaml":
            b"title: J\njudgments: [{text: A, likelihood: likely}]\nevents: [{date: 2024, title: E}]\nactors: {a: {name: A}}\n",
        "table.md": b"# T\n\n| a | b |\n|---|---|\n| 1 | [x](https://example.org) |\n", "new\nline.md": b"# N\n\ntext\n",
    }
    # fmt: on
    for name, data in texts.items():
        (folder / name).write_bytes(data)
    os.close(os.open(os.fsencode(folder) + b"/caf\xe9.md", os.O_CREAT | os.O_WRONLY))
    if corpora is not None and corpora.is_dir():
        found = sorted(path for path in corpora.rglob("*") if path.is_file() and path.suffix in (".md", ".yaml", ".json", ".yml"))
        for path in random.Random(1).sample(found, min(most, len(found))):
            if path.stat().st_size < 200_000:
                (folder / f"real-{path.name}").write_bytes(path.read_bytes())


def state_of(folder: Path) -> str:
    """A digest of all files of a library."""
    digest = hashlib.sha256()
    for path in sorted(os.scandir(os.fsencode(folder)), key=lambda entry: entry.name):
        digest.update(path.name + b"\0" + hashlib.sha256(Path(os.fsdecode(path.path)).read_bytes()).digest())
    return digest.hexdigest()


def burst(chance: random.Random) -> bytes:
    """Some bytes at once."""
    pieces: list[bytes] = []
    for _ in range(chance.choice((1, 2, 3, 5, 8, 20))):
        kind = chance.random()
        source: Sequence[bytes] = KEYS if kind < 0.5 else TOGETHER if kind < 0.75 else SEQUENCES if kind < 0.9 else FOREIGN
        piece = chance.choice(source)
        pieces.append(piece * chance.choice((1, 1, 1, 1, 12)) if len(piece) < 4 else piece)
    if chance.random() < 0.15:
        x, y = chance.randint(1, 100), chance.randint(1, 30)
        pieces.append(b"\x1b[<0;%d;%dM\x1b[<32;%d;%dM\x1b[<0;%d;%dm" % (x, y, chance.randint(1, 120), chance.randint(1, 40), x, y))
    data = b"".join(pieces)
    if chance.random() < 0.05:
        data = bytes(chance.randrange(256) for _ in range(chance.randint(1, 40)))
    return data


class Keyboard:
    """Bytes into a running program, as its driver would take them."""

    def __init__(self, app: BriefingApp, pilot: Pilot[None]) -> None:
        self._app, self._pilot = app, pilot
        # The framework remembers keys by the parser that asked for them, and so every program that took one.
        XTermParser._parse_extended_key.cache_clear()
        self._input = TerminalInput(0.025)
        self._parser = XTermParser()
        self._now = 0.0

    async def send(self, data: bytes) -> None:
        """Send bytes at once, and wait until everything they ask for has been done."""
        self._now += 1.0
        tokens = self._input.feed(data, self._now)
        while self._input.deadline is not None:
            self._now = self._input.deadline
            tokens += self._input.due(self._now)
        driver = self._app._driver
        assert driver is not None
        for token in tokens:
            for message in messages_of(token, self._parser):
                driver.process_message(message)
        # Keys wait for what is being read, up to a second for each of the screens that they open.
        given_up = time.monotonic() + 60
        while time.monotonic() < given_up:
            await self._pilot.pause(0.001)
            if not self._app.keys_waiting or not self._app.is_running:
                await self._pilot.pause()
                return
        raise AssertionError(f"the keys of {data!r} are never dealt with")


async def leave(app: BriefingApp, keyboard: Keyboard) -> None:
    """Go back with Esc and q until the program ends; fails where a prompt stays that no key closes."""
    for _ in range(ENOUGH):
        if not app.is_running or app.return_code is not None:
            return
        await keyboard.send(b"\x1b")
        await keyboard.send(b"\x1b")
        await keyboard.send(b"q")
    raise AssertionError(
        f"it cannot be left: {app.screen_stack}, focus {app.focused}, prompting {getattr(app.screen, 'prompting', None)}"
    )


async def session(make: Callable[[], BriefingApp], seed: int, bursts: int, said: Callable[[str], None] = lambda text: None) -> int:
    """One run of the program under so many bursts, and out of it again. Returns how many it took; it may have been left."""
    chance = random.Random(seed)
    app = make()
    sent: list[bytes] = []
    try:
        async with app.run_test(size=chance.choice(SIZES), notifications=True, tooltips=True) as pilot:
            keyboard = Keyboard(app, pilot)
            if chance.random() < 0.5:
                await pilot.pause()
            for _ in range(bursts):
                sent.append(burst(chance))
                await keyboard.send(sent[-1])
                if not app.is_running or app.return_code is not None:
                    break
                if chance.random() < 0.1:
                    for size in chance.sample(SIZES, 3):
                        await pilot.resize_terminal(*size)
            await leave(app, keyboard)
    except BaseException as error:
        error.add_note(f"seed {seed}, after {sent[-4:]!r}")
        raise
    assert app.failure is None, f"seed {seed}, after {sent[-4:]!r}: {app.failure!r}"
    return len(sent)
