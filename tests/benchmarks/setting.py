"""What every measurement starts from: generated files, commands, and an environment that is the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from tests.benchmarks import generate
from tests.benchmarks.terminal import Terminal

SIZES = {"3 KB": 3_000, "300 KB": 300_000, "5 MB": 5_000_000}

TEXT_WIDTH = 82
"""Cells of a line of text in the reader at 120x40, so that baselines show the same lines."""


class Setting:
    """Files in a temporary folder, commands that open them, and how often to measure."""

    def __init__(self, folder: Path, runs: int) -> None:
        """Generate nothing yet; files are made when they are first asked for."""
        self.folder = folder
        self.runs = runs
        self._readers = 0
        kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ}
        home = folder / "home"
        home.mkdir()
        self.environment = {
            **kept,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        installed = Path(sys.executable).with_name("briefing")
        self.program = [str(installed)] if installed.exists() else [sys.executable, "-m", "tui"]
        if len(self.program) > 1:
            self.environment.setdefault("PYTHONPATH", os.getcwd())

    def briefing(self, size: str) -> Path:
        """A prose-heavy briefing: "3 KB", "300 KB" or "5 MB"."""
        return self._file(f"prose-{size.replace(' ', '')}.yaml", size)

    def structured(self, size: str) -> Path:
        """A structure-heavy briefing of one of the sizes."""
        return self._file(f"structured-{size.replace(' ', '')}.yaml", size)

    def _file(self, name: str, size: str) -> Path:
        path = self.folder / name
        if not path.exists():
            make = generate.structured if name.startswith("structured") else generate.prose
            path.write_text(make(SIZES[size]), "utf-8")
        return path

    def text(self, size: str) -> Path:
        """What `briefing show` prints of a briefing, at the width of the reader's page."""
        path = self.folder / f"text-{size.replace(' ', '')}.txt"
        if not path.exists():
            command = [*self.program, "show", "--width", str(TEXT_WIDTH), str(self.briefing(size))]
            path.write_bytes(subprocess.run(command, check=True, capture_output=True, env=self.environment).stdout)
        return path

    @cached_property
    def thousand(self) -> Path:
        """A folder of 1,000 briefings."""
        return generate.library(self.folder / "library", 1_000)

    def reader(self, size: str) -> list[str]:
        """The command that opens a briefing on the screen."""
        return [*self.program, str(self.briefing(size))]

    def bare(self, size: str = "3 KB") -> list[str]:
        """The command that opens the bare app on the same text."""
        script = Path(__file__).with_name("bare_app.py")
        return [sys.executable, "-P", str(script), str(self.text(size)), generate.SOUGHT, generate.TITLE]

    def open(
        self, command: list[str], *, same_reader: bool = False, has_margins: bool = False, bits: int | None = None
    ) -> Terminal:
        """Run a command in a terminal of 120x40: for somebody who has read nothing yet, or for the `same_reader` as before.

        The terminal may have left and right margins, and the line to it be limited to so many bits a second.
        """
        environment = self.environment
        if not same_reader:
            self._readers += 1
            environment = {**environment, "XDG_DATA_HOME": str(self.folder / f"reader-{self._readers}")}
        return Terminal(command, environment, has_margins=has_margins, bits=bits)

    def ready(self, command: list[str], *, has_margins: bool = False, bits: int | None = None) -> Terminal:
        """Run a command in a terminal and wait until it has painted, read everything, and rests."""
        terminal = self.open(command, has_margins=has_margins, bits=bits)
        terminal.first(generate.WORD.encode())
        terminal.rest()
        return terminal
