"""Running the program as the shell does, in this process or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

import tui
from tui.__main__ import main

ROOT = Path(tui.__file__).parent.parent


class Done(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Done]
"""`run("list", "-L", path, stdin=b"...")`: in this process."""


def runner(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process."""

    def run(*arguments: str | Path, stdin: bytes | None = None) -> Done:
        capsys.readouterr()
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return run


def environment(**changes: str) -> dict[str, str]:
    """An environment for a process of its own, without this machine's habits."""
    kept_names = ("PATH", "HOME", "SYSTEMROOT", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    kept = {name: os.environ[name] for name in kept_names if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **changes}


def process(*arguments: str | Path, cwd: Path, stdin: bytes | None = None, environ: Mapping[str, str] | None = None) -> Done:
    """Run the program in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tui", *map(str, arguments)],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=cwd,
        env=environment() if environ is None else dict(environ),
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
