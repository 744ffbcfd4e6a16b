"""What the screen asks of the machine: clipboards and editors; and how it cuts foreign text to size."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.hostile.strings import TABLE, Hostile, harm_in
from tui.ui.content import content, cut, pad, row_text
from tui.ui.outside import copy, editor_command


def program(folder: Path, name: str, script: str) -> None:
    """A program of the machine."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds every program of the machine there is."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    return tmp_path


def test_in_tmux_its_buffer_is_filled_and_named(machine: Path) -> None:
    program(machine, "tmux", f"cat > {machine}/buffer; echo $@ > {machine}/arguments")
    sent: list[str] = []
    assert "tmux's buffer" in copy("text é", environ={"TMUX": "/tmp/x"}, osc52=sent.append)
    assert (machine / "buffer").read_text(encoding="utf-8") == "text é"
    assert (machine / "arguments").read_text(encoding="utf-8") == "load-buffer -w -\n"
    assert sent == []


def test_a_desktop_takes_the_text_where_tmux_does_not(machine: Path) -> None:
    program(machine, "tmux", "exit 1")
    program(machine, "xclip", f"cat > {machine}/clipboard")
    assert "(xclip)" in copy("text", environ={"TMUX": "/tmp/x", "DISPLAY": ":0"}, osc52=lambda _: None)
    assert (machine / "clipboard").read_text(encoding="utf-8") == "text"


def test_the_terminals_own_clipboard_is_the_last_way_and_no_success_is_claimed(machine: Path) -> None:
    program(machine, "xclip", "exit 1")
    sent: list[str] = []
    said = copy("text", environ={"DISPLAY": ":0"}, osc52=sent.append)
    assert sent == ["text"]
    assert "if the terminal allows it" in said


def test_an_editor_is_started_without_a_shell_at_the_line(machine: Path) -> None:
    for name in ("vim", "code", "hx", "other"):
        program(machine, name, "")
    file = str(machine / "a b;c.yaml")
    assert editor_command({"EDITOR": "vim -R"}, file, 12) == ["vim", "-R", "+12", file]
    assert editor_command({"EDITOR": "vim", "VISUAL": "code"}, file, 12) == ["code", "--wait", "--goto", f"{file}:12"]
    assert editor_command({"EDITOR": "vim", "VISUAL": "code"}, file, 12, "other -n '$HOME; x'") == ["other", "-n", "$HOME; x", file]
    assert editor_command({"EDITOR": "hx"}, file, 3) == ["hx", f"{file}:3"]
    assert editor_command({"EDITOR": "other"}, file, 3) == ["other", file]
    assert editor_command({"EDITOR": f"'{machine}/vim'"}, file, 3) == [f"{machine}/vim", "+3", file]


@pytest.mark.parametrize(
    ("own", "behind"),
    [
        *(
            (name, "+12 FILE")
            for name in [
                "vi",
                "vim",
                "nvim",
                "emacs",
                "emacsclient",
                "nano",
                "micro",
                "kak",
                "mg",
                "joe",
                "mcedit",
                "vim.basic",
                "emacs-nox",
            ]
        ),
        *((name, "FILE:12") for name in ("hx", "helix")),
        *((name, "--wait --goto FILE:12") for name in ("code", "codium", "cursor")),
        ("code --wait", "--wait --goto FILE:12"),
        ("subl", "--wait FILE:12"),
        ("gvim", "--nofork +12 FILE"),
        ("kate", "--block --line 12 FILE"),
        ("my-editor", "FILE"),
        ("my-editor -l {line} {file} -x", "-l 12 FILE -x"),
        ("vim {file}", "FILE"),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(machine: Path, own: str, behind: str) -> None:
    program(machine, own.split()[0], "")
    file = str(machine / "a b.yaml")
    assert editor_command({}, file, 12, own) == [own.split()[0], *(word.replace("FILE", file) for word in behind.split())]


def test_an_editor_that_is_not_there_or_cannot_be_read_is_none(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine))
    assert editor_command({"EDITOR": "no-such-editor"}, "x", 1) is None
    assert editor_command({"EDITOR": "'unclosed"}, "x", 1) is None
    assert editor_command({}, "x", 1) is None
    program(machine, "vi", "")
    assert editor_command({"EDITOR": "vi"}, "x", 1, "no-such-editor") is None
    assert editor_command({}, "x", 1) == ["vi", "+1", str(Path("x").absolute())]


@given(st.text(), st.integers(0, 30))
def test_a_text_is_cut_and_padded_to_cells(text: str, width: int) -> None:
    line = row_text(text)
    assert cell_len(cut(line, width)) <= width
    assert cell_len(pad(line, width)) == width
    if cell_len(line) <= width:
        assert cut(line, width) == line


@given(st.text())
def test_one_line_is_one_line_without_harm(text: str) -> None:
    line = row_text(text)
    assert harm_in(line) == []
    assert not set(line) & set("\n\t\u200d\ufe0f")
    assert line == line.strip()


@pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)
def test_the_door_reads_no_markup_and_leaves_no_escape(hostile: Hostile) -> None:
    text = hostile.text
    made = content(text)
    assert len(made.plain) >= len(text) - sum(text.count(char) for char in "\x07\x08\x0b\x0c\r")
    assert made.spans == []
    assert harm_in(made.plain) == []
