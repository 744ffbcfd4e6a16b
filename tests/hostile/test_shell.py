"""Hostile text through every door of the shell commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Run, environment, process, runner
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


@pytest.mark.parametrize("name", [b"new\nline", b"\xff\xfe", b"caf\xe9", b"tab\there", b"\x1b]0;x\x07", b"-", b"#x#", b" "])
def test_names_that_are_no_text_are_harmless_too(tmp_path: Path, name: bytes) -> None:
    file = os.path.join(os.fsencode(tmp_path), name + b".yaml")
    try:
        with open(file, "wb") as out:
            out.write(b"date: 2024-13\nbody: text\n")
    except OSError:
        pytest.skip("this file system refuses such a name")
    code = (
        "import sys, os\nfrom tui.__main__ import main\n"
        "name = os.listdir('.')[0]\n"
        "file = './' + name\n"
        "for arguments in (['list','-L','.'], ['list','-L','.','--json'], ['search','-L','.','text'], ['check','.'],\n"
        "                  ['show',file], ['check',file]):\n"
        "    status = main(arguments)\n"
        "    assert status in (0, 1), (arguments, status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    printed = (done.stdout + done.stderr).decode("utf-8")
    assert harm_in(printed) == []
    assert "error of the program" not in printed


def test_a_line_of_a_megabyte_is_shown_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("title: Long\nbody: " + "x" * 1_000_000 + " end\n", encoding="utf-8")
    done = run("show", "long.yaml", "--width", "80")
    assert done.out.count("x") == 1_000_000
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\xff\xfe",
        b"\x00" * 100,
        b"[" * 30_000,
        b"{" * 30_000,
        b"- " * 10_000,
        b"&a [*a]",
        b"%",
        b"\xef\xbb\xbf",
        b"\xe9\xe8",
    ],
    ids=[
        "empty",
        "newline",
        "half a UTF-16 file",
        "zeros",
        "brackets",
        "braces",
        "dashes",
        "itself",
        "percent",
        "mark alone",
        "latin-1",
    ],
)
def test_data_that_is_no_text_opens_with_its_problem(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.yaml").write_bytes(data)
    for arguments in (["show", "x.yaml"], ["check", "x.yaml"]):
        done = process(*arguments, cwd=tmp_path)
        assert done.status in (0, 1)
        assert harm_in(done.out + done.err) == []
        assert "Traceback" not in done.err
        assert "error of the program" not in done.err
