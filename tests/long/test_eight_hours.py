"""Eight hours at one screen, and ten thousand random keys, the clock given and not slept: memory stays what it was."""

from __future__ import annotations

import gc
import os
import random
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.hostile.strings import TABLE, briefing_with
from tests.long.test_bursts import resident
from tests.ui.desk import NOON, report, short
from tests.ui.screens import read_into_memory
from tui.cli.inputs import Inputs
from tui.journal.journal import Journal
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.screens.base import BaseScreen
from tui.ui.screens.library import LibraryScreen
from tui.ui.start import composed_document

WHOLE = bool(os.environ.get("LONG"))
HOURS = 8 if WHOLE else 1
ROUNDS = 60 if WHOLE else 2
"""Things that are done in an hour: each is about a minute of somebody at work."""
GROWTH = 1.2
"""Of memory, from the end of the first hour to the end of the last."""
SIZES = [(100, 30), (80, 24), (40, 12), (120, 40), (160, 45), (200, 50)]

READING = (
    "space space space ] ] ) ) slash p a r a enter n n N escape tab j j tab K escape f escape",
    "i n o t e enter m a D right_curly_bracket escape v j j y equals_sign minus apostrophe a",
    "G g space I B ) d q slash v i l l a g e enter ampersand ampersand escape U",
    "question_mark j j escape ctrl+p e x p o escape E escape colon 1 2 enter z z x U",
)
LISTING = (
    "j j k",
    "s d e t e r down down enter space q escape",
    "J ) ) q",
    "t ) q",
    "ctrl+n ) q",
    "o c o enter q",
    "slash p a escape P q",
)


class AtWork:
    """Somebody at the screen, whose clock goes on with every key."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.library = folder / "library"
        self.library.mkdir()
        for number in range(12):
            name = f"coast-{number}"
            text = report().replace("id: coast", f"id: {name}").replace("the coast", f"the coast {number}")
            (self.library / f"{name}.yaml").write_text(text, encoding="utf-8")
        for number, hostile in enumerate(TABLE[:6]):
            (self.library / f"hostile-{number}.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
        (self.library / "long.md").write_text(
            "# Long\n\n" + "".join(f"## Part {n}\n\nWords of part {n}, see [[coast-1]].\n\n" for n in range(200)), encoding="utf-8"
        )
        shelf = Inputs([self.library])
        self.journal = Journal(folder / "data", now=lambda: self.now)
        self.session = Session(shelf, composed_document, journal=self.journal, now=lambda: self.now, clock=lambda: self.now)
        self.session.library = read_into_memory(self.session, shelf)
        self.app = BriefingApp(LibraryScreen(self.session, "library"))

    async def press(self, pilot: Pilot[None], keys: str) -> None:
        """Press keys, each a second and a half after the one before."""
        for key in keys.split():
            self.now += 1.5
            await pilot.press(key)
        await pilot.pause()

    async def to_the_list(self, pilot: Pilot[None]) -> None:
        """Leave whatever is open above the list."""
        for _ in range(30):
            if isinstance(self.app.screen, LibraryScreen) and len(self.app.screen_stack) == 1 and not self.app.screen.prompting:
                return
            await self.press(pilot, "escape" if not isinstance(self.app.screen, BaseScreen) or self.app.screen.prompting else "q")
        raise AssertionError(f"the list is not reached from {self.app.screen_stack}")

    def save(self, number: int) -> None:
        """A file is saved, and shows everywhere."""
        (self.library / "saved.yaml").write_text(short("Saved", text=f"It was saved {number} times."), encoding="utf-8")
        library = self.session.library
        assert library is not None
        library.look()
        library.renew()
        for screen in self.app.screen_stack:
            if isinstance(screen, BaseScreen):
                screen.library_changed()


async def test_memory_after_eight_hours_is_that_after_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(BriefingApp, "copy_out", lambda self, text: "to nowhere")
    work, chance, used = AtWork(tmp_path), random.Random(8), []
    async with work.app.run_test(size=(100, 30)) as pilot:
        for hour in range(HOURS):
            for minute in range(ROUNDS):
                await work.press(pilot, "j " * chance.randrange(6) + "enter")
                await work.press(pilot, READING[minute % len(READING)])
                for size in chance.sample(SIZES, 2):
                    await pilot.resize_terminal(*size)
                await work.to_the_list(pilot)
                await work.press(pilot, LISTING[minute % len(LISTING)])
                await work.to_the_list(pilot)
                if minute % 10 == 1:
                    work.save(hour * ROUNDS + minute)
                    await pilot.pause()
                work.now = max(work.now, NOON + hour * 3600 + minute * 60)
            gc.collect()
            used.append(resident())
    work.journal.close()
    with capsys.disabled():
        if WHOLE:
            print(f"\nkilobytes after each hour: {', '.join(f'{each:,}' for each in used)}")
    assert work.app.failure is None
    assert not WHOLE or used[-1] <= used[0] * GROWTH


KEYS = (
    "j k h l g G d u b f n N s o O t a c J r D K y Y i v m x X U e F E I B R z C space enter tab shift+tab escape up "
    "down left right pageup pagedown home end backspace delete f1 ctrl+d ctrl+u ctrl+f ctrl+b ctrl+y ctrl+n ctrl+p "
    "ctrl+g ctrl+l ctrl+e ctrl+r ctrl+w ampersand left_parenthesis right_parenthesis left_square_bracket "
    "right_square_bracket left_curly_bracket right_curly_bracket apostrophe grave_accent full_stop greater_than_sign "
    "less_than_sign equals_sign minus question_mark colon slash percent_sign plus exclamation_mark number_sign tilde 0 1 "
    "2 3 4 5 6 7 8 9 P L H V w"
)
"""What is pressed at random."""

PART = 1_250
"""Keys between two looks at the memory, eight of them in all."""


@pytest.mark.skipif(not WHOLE, reason="takes ten minutes: set LONG")
async def test_memory_after_random_keys_and_sizes_is_that_after_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    for name in ("VISUAL", "BROWSER"):
        monkeypatch.setenv(name, "true")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(BriefingApp, "copy_out", lambda self, text: "to nowhere")
    work, chance, used, keys = AtWork(tmp_path), random.Random(7), [], KEYS.split()
    async with work.app.run_test(size=(100, 30)) as pilot:
        for pressed in range(1, 8 * PART + 1):
            await work.press(pilot, chance.choice(keys))
            work.now += 8 * 3600 / (8 * PART) - 1.5
            if pressed % 10 == 0:
                await pilot.resize_terminal(chance.randrange(20, 220), chance.randrange(6, 60))
            if pressed % 300 == 0:
                await work.to_the_list(pilot)
                work.save(pressed)
            assert work.app.failure is None
            if pressed % PART == 0:
                await work.to_the_list(pilot)
                gc.collect()
                used.append(resident())
    work.journal.close()
    with capsys.disabled():
        print(f"\nkilobytes after each {PART:,} keys: {', '.join(f'{each:,}' for each in used)}")
    assert used[-1] <= used[0] * GROWTH
