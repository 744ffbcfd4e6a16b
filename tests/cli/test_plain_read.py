"""Paths with `--at` and `--find` are read as the parser of command lines would, without importing it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.shell import environment
from tui.__main__ import plain_read
from tui.cli.read_command import command


@pytest.mark.parametrize(
    "line",
    [
        "read library --at id#section",
        "library --at id",
        "--at id library other",
        "read --at=id --find=words library",
        "read - --find a=b",
        "read --at one --at two",
        "read --at= library",
        "read read",
        "library list --at #s",
        "read",
    ],
)
def test_it_is_understood_as_the_parser_does(line: str) -> None:
    given = line.split()
    plain = plain_read(given)
    assert plain is not None
    paths, values = plain
    parsed = command.make_context("read", given[1:] if given[0] == "read" else given).params
    assert (tuple(paths), values.get("--at", ""), values.get("--find", "")) == (parsed["path"], parsed["at"], parsed["words"])
    assert not any(parsed[name] for name in ("no_journal", "no_catalog", "max_tlp", "allow_unmarked"))


@pytest.mark.parametrize(
    "line",
    [
        "list library",
        "read --at",
        "read --at -x",
        "read --no-journal",
        "--help",
        "-h",
        "read -- --at",
        "read --max-tlp CLEAR",
        "--att x",
    ],
)
def test_whatever_else_is_said_is_for_the_parser(line: str) -> None:
    assert plain_read(line.split()) is None


def test_no_parser_is_imported() -> None:
    opened = "screen.read = lambda *paths, **values: 'click' in sys.modules"
    code = f"import sys; from tui.cli import screen; {opened}; from tui.__main__ import main; sys.exit(main(['a', '--at', 'id']))"
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
