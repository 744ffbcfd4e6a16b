"""Every control, hidden in every form, on every screen and in every copy."""

from __future__ import annotations

import os
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from tests.hostile.controls import CONTROLS, MARK, RAW, journal, library
from tests.hostile.strings import harm_in
from tests.hostile.test_screen import check, every_page
from tests.ui.conftest import copied, desk
from tests.ui.desk import Desk
from tests.ui.screens import Seen
from tui.ui.content import content, cut, pad, row_text, strip
from tui.ui.screens.reader import ReaderScreen

__all__ = ["copied", "desk"]

SIZE = (120, 60)


@pytest.fixture
def hostile(desk: Desk) -> Desk:
    """A desk with a library, a journal and file names full of controls."""
    library(desk.library)
    desk.journal.import_(line.encode() for line in journal().splitlines())
    assert desk.journal.flush(20)
    return desk


def test_a_painted_line_is_harmless_whatever_it_is_made_of() -> None:
    blank = Style.null()
    for text in (RAW, f"a\nb\tc{RAW}", "\ud800\udc9b", *CONTROLS, *(f"x{control}y" for control in CONTROLS)):
        for painted in (
            strip([(text, blank)], 40, blank),
            strip([("left", Style(bold=True)), (text, blank), (text, Style(dim=True))], 300, blank),
            strip([(cut(text, 20), blank), (pad(text, 20), blank)], 60, blank),
        ):
            assert harm_in(painted.text) == []
            assert "\n" not in painted.text
            assert "\t" not in painted.text
            assert painted.cell_length in (40, 60, 300)
            assert all(isinstance(segment, Segment) for segment in painted)
        assert harm_in(content(text).plain + row_text(text)) == []


async def test_lists_searches_and_notes_are_harmless(hostile: Desk, copied: list[str]) -> None:
    async with hostile.opened(size=SIZE) as seen:
        check(seen)
        assert MARK in seen.text
        for action in ("library.sort", "library.group", "library.older", "library.last", "library.done", "library.select"):
            await seen.press(action)
            check(seen)
        await seen.press("app.cancel")
        for action in ("app.help", "app.palette", "library.quick-open", "place.recent", "note.list", "mark.go"):
            await seen.press(action)
            check(seen)
            await seen.keys("down", "down")
            check(seen)
            if action == "note.list":
                await seen.keys("y")
            await seen.keys("escape", "escape")
        await seen.press("library.search")
        for words in ("findme", RAW, MARK):
            await seen.type(words)
            await seen.settle()
            check(seen)
        await seen.keys("ctrl+r")
        await seen.settle()
        check(seen)
    assert copied
    assert all(harm_in(text) == [] for text in copied)


@pytest.mark.parametrize(
    "name", ["markdown.md", "raw.md", "raw.yaml", "x.json", "character references.yaml", "percent-encoding.yaml"]
)
async def test_pages_and_copies_are_harmless(hostile: Desk, copied: list[str], name: str) -> None:
    async with hostile.opened(hostile.library / name, SIZE) as seen:
        assert isinstance(seen.screen, ReaderScreen)
        await every_page(seen)
        for _ in range(3):
            await copies(seen)
            await seen.press("move.next-section")
        for action in ("link.hints", "change.show"):
            await seen.press(action)
            check(seen)
            await seen.keys("escape")
        for target in {span.target for part in seen.reader.document.parts for block in part.blocks for span in block.spans}:
            seen.screen.links.follow(target)
            check(seen)
            await seen.keys("enter")
            check(seen)
    assert len(copied) > 6
    assert all(harm_in(text) == [] for text in copied)
    citations = [text for text in copied if text.startswith("“")]
    assert citations
    assert not any("\n" in text for text in [*citations, *(text for text in copied if "://" in text and text.startswith("http"))])


async def copies(seen: Seen) -> None:
    """What is under the cursor, copied in every way."""
    await seen.press("copy.citation", "copy.text", "copy.select")
    await seen.press("move.down", "copy.text")
    check(seen)


async def test_a_file_of_any_name_is_edited_and_read_again(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [b"new\nline.md", b"\x1b]0;OWN\x07.md", b"caf\xe9.md", b"caf\xe8.md"]
    edited: list[str] = []

    def edit(app: object, path: str, line: int, own: str) -> str:
        edited.append(path)
        return ""

    monkeypatch.setattr("tui.ui.outside.edit", edit)
    for number, name in enumerate(names):
        path = os.fsdecode(os.path.join(os.fsencode(desk.library), name))
        try:
            Path(path).write_text(f"# Named {number}\n\nBefore.\n", encoding="utf-8")
        except OSError:
            pytest.skip("this file system refuses such a name")
    async with desk.opened(size=SIZE) as seen:
        for _ in names:
            await seen.press("library.open")
            path = edited[-1] if edited else ""
            await seen.press("file.edit")
            assert edited[-1] != path
            assert os.path.exists(edited[-1])
            Path(edited[-1]).write_text("# Named\n\nAfterwards.\n", encoding="utf-8")
            await seen.press("file.reload")
            assert "Afterwards." in seen.text
            await seen.press("app.leave", "library.down")
    assert sorted(os.path.basename(os.fsencode(path)) for path in edited) == sorted(names)


# the real program, byte by byte

NEVER = re.compile(
    rb"[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xed[\xa0-\xbf]"
    rb"|\x1bOWN|\x07OWN|\x1b\]0|\x1b\]52|\x1b\[201|\rOWN|\x08OWN|\x9b31m"
)
"""What the framework never sends by itself, and what only a text of the library can have sent."""

COPY = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""What `Y` sends to the terminal's clipboard."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_byte_of_a_control_reaches_the_terminal(tmp_path: Path, terminals: list[object]) -> None:
    from tests.cli.terminal import Terminal

    folder = library(tmp_path / "lib")
    for keys in (
        ["j", "j", "\r", " ", "f", "\x1b", "K", "Y", "J", "\x1b"],
        ["s", "findme", "\r"],
        ["/", "raw", "\r", "\r", " ", " ", "t", "r"],
    ):
        terminal = Terminal(str(folder), cwd=tmp_path)
        terminals.append(terminal)
        terminal.wait_for("in all")
        for key in keys:
            terminal.press(key)
            terminal.read_for(0.1)
        # Out of whatever is open: a prompt takes a `q` as text, and Esc closes it.
        for _ in range(20):
            terminal.press("\x1b")
            terminal.read_for(0.1)
            terminal.press("q")
            if terminal.ends_within(0.1):
                break
        terminal.end()
        assert MARK.encode() in terminal.output
        sent = [b64decode(match[1]).decode("utf-8") for match in COPY.finditer(terminal.output)]
        assert [harm_in(text) for text in sent] == [[]] * ("Y" in keys)
        assert NEVER.findall(COPY.sub(b"", terminal.output)) == []


@pytest.fixture
def terminals() -> Iterator[list[object]]:
    opened: list[object] = []
    yield opened
    for terminal in opened:
        terminal.close()  # type: ignore[attr-defined]
