"""Every command line of the README and the manual, run: each ends as its page says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT
from tests.docs.pages import PAGES, TEXT, CommandLine, command_lines

LINES = list(dict.fromkeys(command_lines("\n".join((TEXT, *PAGES.values())))))


@pytest.mark.parametrize("given", LINES, ids=lambda given: given.line)
def test_a_command_line_ends_as_the_page_says(given: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "briefings", tmp_path / "briefings")
    shutil.copy(ROOT / "README.md", tmp_path)
    program = tmp_path / "bin" / "briefing"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n')
    program.chmod(0o700)
    environment = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", given.line], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == given.status, done.stderr.decode()
    assert done.stdout or given.status or ">" in given.line or " -o " in given.line
    assert b"Traceback" not in done.stderr


def test_there_are_command_lines_to_try() -> None:
    assert len(LINES) > 20
