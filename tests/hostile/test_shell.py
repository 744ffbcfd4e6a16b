"""Hostile text through every door of the shell commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.shell import Run, environment, runner
from tests.hostile.strings import TABLE, Hostile, briefing_with, harm_in, plain_fields, prose_fields, shown, words

EACH = pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the program in this process, in the test's own folder."""
    monkeypatch.delenv("BRIEFING_PATH", raising=False)
    monkeypatch.delenv("BRIEFING_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)
    return runner(capsys, monkeypatch)


@EACH
def test_every_field_is_shown_as_it_is_written_and_nothing_harmful_is_printed(run: Run, tmp_path: Path, hostile: Hostile) -> None:
    (tmp_path / "x.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    done = run("show", "x.yaml", "--width", "0")
    assert done.status == 0
    assert harm_in(done.out + done.err) == []
    page = shown(done.out)
    lost = [key for key in sorted(plain_fields()) if shown(words(key, hostile.text)) not in page]
    if hostile.prose:
        lost += [key for key in sorted(prose_fields()) if shown(words(key, hostile.text)) not in page]
    assert lost == []
    assert shown("other " + hostile.text) in page


@EACH
def test_lists_checks_and_json_are_harmless_and_lose_nothing(run: Run, tmp_path: Path, hostile: Hostile) -> None:
    (tmp_path / "x.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    listed = run("list", "-L", ".")
    assert shown(words("title", hostile.text)) in listed.out
    assert listed.out.count("\n") == 1
    row = json.loads(run("list", "-L", ".", "--json").out)
    assert shown(row["title"]) == shown(words("title", hostile.text))
    found = run("search", "is:marked OR is:unmarked", "-L", ".")
    assert found.out.count("\n") == 1
    assert found.out.startswith("x.yaml:1: ")
    checked = run("check", ".")
    assert all(line.startswith("x.yaml:") for line in checked.out.splitlines())
    problems = run("check", ".", "--json").out
    assert all(json.loads(line)["path"] == "x.yaml" for line in problems.splitlines())
    for done in (listed, found, checked, run("list", "-L", ".", "--json"), run("show", "x.yaml", "--json")):
        assert harm_in(done.out + done.err) == []


@EACH
def test_what_somebody_types_is_repeated_harmlessly(run: Run, tmp_path: Path, hostile: Hostile) -> None:
    (tmp_path / "x.yaml").write_text("title: X\nid: x\n", encoding="utf-8")
    text = hostile.text
    for arguments in (
        ["show", "-L", ".", "--", text],
        ["show", "-L", ".", "--", f"x#{text}"],
        ["list", "-L", ".", "--", text],
        ["search", "-L", ".", "--", text],
        ["search", "-L", ".", "--saved", text],
        ["check", "--", text],
        ["list", "-L", text],
        ["read", "--", text],
        [text],
        ["list", "--sort", text],
        ["show", "x", "-L", ".", "--width", text],
        [f"--{text}"],
        ["list", f"--{text}"],
        ["completion", text],
        ["schema", text],
    ):
        done = run(*arguments)
        assert done.status in (0, 1, 2, 3), arguments
        assert harm_in(done.out + done.err) == [], arguments
        assert "error of the program" not in done.err, arguments


def possible(hostile: Hostile) -> bool:
    """Whether a file can have this name."""
    return "/" not in hostile.text and "\0" not in hostile.text


@pytest.mark.parametrize("hostile", [h for h in TABLE if possible(h)], ids=lambda hostile: hostile.name)
def test_file_names_are_harmless_everywhere(run: Run, tmp_path: Path, hostile: Hostile) -> None:
    folder = tmp_path / hostile.text
    folder.mkdir()
    (folder / f"{hostile.text}.yaml").write_text("date: 2024-13\nbody: text\n", encoding="utf-8")
    (folder / f"{hostile.text}.md").write_text("text\n", encoding="utf-8")
    path = f"./{hostile.text}/{hostile.text}.yaml"
    for arguments in (
        ["list", "-L", "."],
        ["list", "-L", ".", "--json"],
        ["search", "-L", ".", "text"],
        ["search", "-L", ".", "text", "--json"],
        ["search", "-L", ".", "text", "--no-catalog"],
        ["check", "."],
        ["check", path],
        ["show", path],
        [path],
        ["."],
    ):
        done = run(*arguments)
        assert done.status in (0, 1), arguments
        assert harm_in(done.out + done.err) == [], arguments
        assert "error of the program" not in done.err, arguments
    assert run("list", "-L", ".", "--count").out == "2\n"


# One process runs all the commands of a table, each in a folder of its own: what ends it is seen, and what it decodes is bytes.
IN_FOLDERS = """\
import base64, io, json, os, sys
from tui.__main__ import main
told = os.fdopen(os.dup(1), "w", encoding="ascii")
for folder, commands in json.loads(sys.stdin.read()).items():
    os.chdir(folder)
    name = os.listdir(".")[0]
    for arguments in commands:
        with open(os.path.join(os.environ["HOME"], "printed"), "w+b") as printed:
            os.dup2(printed.fileno(), 1)
            os.dup2(printed.fileno(), 2)
            status = main([argument.replace("FILE", "./" + name) for argument in arguments])
            sys.stdout.flush()
            sys.stderr.flush()
            printed.seek(0)
            data = base64.b64encode(printed.read()).decode("ascii")
        print(json.dumps([folder, arguments, status, data]), file=told, flush=True)
"""


class Ran(NamedTuple):
    """A command that was run."""

    arguments: list[str]
    status: int
    printed: str


def in_folders(tables: Mapping[str, Sequence[Sequence[str]]], home: Path) -> dict[str, list[Ran]]:
    """Run commands in folders, `FILE` being the only file of each, in one process."""
    done = subprocess.run(
        [sys.executable, "-c", IN_FOLDERS],
        cwd=home,
        env=environment(HOME=str(home)),
        input=json.dumps(tables).encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    ran: dict[str, list[Ran]] = {folder: [] for folder in tables}
    for line in done.stdout.splitlines():
        folder, arguments, status, data = json.loads(line)
        ran[folder].append(Ran(arguments, status, b64decode(data).decode("utf-8")))
    return ran


NAMES = [b"new\nline", b"\xff\xfe", b"caf\xe9", b"tab\there", b"\x1b]0;x\x07", b"-", b"#x#", b" "]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> dict[bytes, list[Ran] | None]:
    """What is printed about a file of each name; None where the file system refuses the name."""
    root = tmp_path_factory.mktemp("names")
    folders: dict[bytes, Path] = {}
    for number, name in enumerate(NAMES):
        folder = root / f"n{number}"
        folder.mkdir()
        try:
            with open(os.path.join(os.fsencode(folder), name + b".yaml"), "wb") as out:
                out.write(b"date: 2024-13\nbody: text\n")
        except OSError:
            continue
        folders[name] = folder
    commands = [
        ["list", "-L", "."],
        ["list", "-L", ".", "--json"],
        ["search", "-L", ".", "text"],
        ["check", "."],
        ["show", "FILE"],
        ["check", "FILE"],
    ]
    ran = in_folders({str(folder): commands for folder in folders.values()}, tmp_path_factory.mktemp("home"))
    return {name: ran[str(folders[name])] if name in folders else None for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_names_that_are_no_text_are_harmless_too(named: dict[bytes, list[Ran] | None], name: bytes) -> None:
    ran = named[name]
    if ran is None:
        pytest.skip("this file system refuses such a name")
    assert len(ran) == 6
    for done in ran:
        assert done.status in (0, 1), done.arguments
        assert harm_in(done.printed) == []
        assert "error of the program" not in done.printed


def test_a_line_of_a_megabyte_is_shown_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("title: Long\nbody: " + "x" * 1_000_000 + " end\n", encoding="utf-8")
    done = run("show", "long.yaml", "--width", "80")
    assert done.out.count("x") == 1_000_000
    assert max(map(len, done.out.splitlines())) <= 80


NO_TEXT = {
    "empty": b"",
    "newline": b"\n",
    "half a UTF-16 file": b"\xff\xfe",
    "zeros": b"\x00" * 100,
    "brackets": b"[" * 30_000,
    "braces": b"{" * 30_000,
    "dashes": b"- " * 10_000,
    "itself": b"&a [*a]",
    "percent": b"%",
    "mark alone": b"\xef\xbb\xbf",
    "latin-1": b"\xe9\xe8",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Ran]]:
    """What is printed about files that are no text."""
    root = tmp_path_factory.mktemp("data")
    for name, data in NO_TEXT.items():
        (root / name).mkdir()
        (root / name / "x.yaml").write_bytes(data)
    commands = [["show", "x.yaml"], ["check", "x.yaml"]]
    ran = in_folders({str(root / name): commands for name in NO_TEXT}, tmp_path_factory.mktemp("home"))
    return {name: ran[str(root / name)] for name in NO_TEXT}


@pytest.mark.parametrize("name", NO_TEXT)
def test_data_that_is_no_text_opens_with_its_problem(opened: dict[str, list[Ran]], name: str) -> None:
    assert len(opened[name]) == 2, "it ends the process"
    for done in opened[name]:
        assert done.status in (0, 1)
        assert harm_in(done.printed) == []
        assert "Traceback" not in done.printed
        assert "error of the program" not in done.printed
