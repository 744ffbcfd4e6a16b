"""Every command line of the README and the manual, run: each ends as its page says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT
from tests.docs.pages import PAGES, TEXT, CommandLine, command_lines
from tui.__main__ import main

LINES = list(dict.fromkeys(command_lines("\n".join((TEXT, *PAGES.values())))))

FOR_A_SHELL = re.compile(r"^(?!briefing )|[|<>;&$*?~`#]|--linear")
"""What takes a shell, or a process of its own, in a command line."""


LEAVES_SOMETHING = re.compile(r" -o |>|\b(config|export|forget|import|index|journal|new|tray)\b")
"""What may leave something behind that another command line would find."""


def clone(folder: Path) -> Path:
    """Where the reader of a page stands."""
    shutil.copytree(ROOT / "briefings", folder / "briefings")
    shutil.copy(ROOT / "README.md", folder)
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone for all that only read, who find the catalog that the first of them has made."""
    return clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path, given: CommandLine) -> Path:
    """The clone that a command line is run in."""
    if LEAVES_SOMETHING.search(given.line) or FOR_A_SHELL.search(given.line):
        return clone(tmp_path)
    found: Path = request.getfixturevalue("shared")
    return found


def in_a_shell(line: str, folder: Path) -> tuple[int, str, str]:
    """Run a line as a shell does. Returns the exit status and what was written."""
    program = folder / "bin" / "briefing"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n')
    program.chmod(0o700)
    environment = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("given", LINES, ids=lambda given: given.line)
def test_a_command_line_ends_as_the_page_says(
    given: CommandLine, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if FOR_A_SHELL.search(given.line):
        status, out, err = in_a_shell(given.line, folder)
    else:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.chdir(folder)
        with open(os.devnull, encoding="utf-8") as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            status = main(shlex.split(given.line)[1:])
        out, err = capfd.readouterr()
    assert status == given.status, err
    assert out or given.status or ">" in given.line or " -o " in given.line
    assert "Traceback" not in err


def test_there_are_command_lines_to_try() -> None:
    assert len(LINES) > 20
