"""What only a process of its own shows: locales, pipes that close, terminals that are none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import environment, process


def test_the_module_runs_like_the_command(library: Path) -> None:
    done = process("list", "--count", "-L", library, cwd=library)
    assert (done.status, done.out) == (0, "3\n")


@pytest.mark.parametrize(
    "changes",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["C", "POSIX without coercion", "ascii"],
)
def test_any_locale_prints_every_text(library: Path, changes: dict[str, str]) -> None:
    environ = environment(**changes)
    for arguments in (["show", "forum"], ["list"]):
        done = process(*arguments, "-L", library, cwd=library, environ=environ)
        assert done.status == 0
        assert "Traceback" not in done.err
    rows = process("list", "--json", "Café", "-L", library, cwd=library, environ=environment(**changes, PYTHONHASHSEED="1"))
    assert all(json.loads(line) for line in rows.out.splitlines())


def test_json_loses_nothing_where_the_locale_cannot_carry_it(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("title: 防衛省 é\n", encoding="utf-8")
    done = process("list", "--json", "-L", tmp_path, cwd=tmp_path, environ=environment(PYTHONIOENCODING="ascii"))
    assert json.loads(done.out)["title"] == "防衛省 é"
    assert done.out.isascii()
    assert "防衛省 é" in process("list", "--json", "-L", tmp_path, cwd=tmp_path, environ=environment(PYTHONUTF8="1")).out


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("title: Long\nbody: |\n" + "  A line of text.\n\n" * 20_000, encoding="utf-8")
    shown = subprocess.Popen(
        [sys.executable, "-m", "tui", "show", "long.yaml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
        env=environment(),
    )
    assert shown.stdout is not None
    assert shown.stderr is not None
    assert shown.stdout.readline() == b"Long\n"
    shown.stdout.close()
    assert shown.stderr.read() == b""
    assert shown.wait(30) == 0
    shown.stderr.close()


def test_a_shell_that_completes_is_given_commands_and_never_a_screen(tmp_path: Path) -> None:
    environ = environment(_BRIEFING_COMPLETE="bash_complete", COMP_WORDS="briefing ch", COMP_CWORD="1")
    done = process(cwd=tmp_path, environ=environ)
    assert (done.status, done.out, done.err) == (0, "plain,check\nplain,changes\n", "")


@pytest.mark.parametrize("changes", [{"TERM": "dumb"}, {"TERM": "dumb", "NO_COLOR": "1"}, {"NO_COLOR": "1"}])
def test_output_in_a_pipe_has_no_escape_sequence_whatever_the_terminal(library: Path, changes: dict[str, str]) -> None:
    done = process(library / "talks.yaml", cwd=library, environ=environment(**changes))
    assert done.status == 0
    assert "\x1b" not in done.out + done.err
    assert "Talks in Tokyo" in done.out


def test_a_pipe_on_standard_input_is_read_without_being_asked(tmp_path: Path) -> None:
    done = process(cwd=tmp_path, stdin=b"# Piped\n\ntext\n")
    assert done.out.splitlines()[0] == "Piped"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_a_dumb_terminal_prints_the_briefing(library: Path) -> None:
    ours, theirs = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tui", str(library / "talks.yaml")],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
            env=environment(TERM="dumb"),
        )
        shown = os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 0
    assert b"Talks in Tokyo" in shown
    assert b"\x1b" not in shown


def test_an_interrupt_ends_with_a_hundred_and_thirty(library: Path) -> None:
    code = (
        "import tui.cli.inputs, sys\n"
        "def stop(*_): raise KeyboardInterrupt\n"
        "tui.cli.inputs.Inputs.in_memory = stop\n"
        "from tui.__main__ import main\n"
        f"sys.exit(main(['list', '--no-catalog', '-L', {str(library)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=False, env=environment(), stdin=subprocess.DEVNULL
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
