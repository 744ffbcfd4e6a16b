"""What options are called means one thing in every command: `--to` a form, `-o` a place, `--since` a date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.shell import Run
from tui.cli.command_texts import commands

OPTIONS = [(name, option) for name, command in commands() for option in command.params if isinstance(option, click.Option)]


def named(*names: str) -> Iterator[tuple[str, click.Option]]:
    """The options of all commands that go by one of some names."""
    return ((command, option) for command, option in OPTIONS if set(names) & set(option.opts))


def test_to_is_a_form() -> None:
    found = list(named("--to"))
    assert found
    assert [command for command, option in found if not isinstance(option.type, click.Choice)] == []


def test_o_is_a_place() -> None:
    found = list(named("-o", "--output"))
    assert found
    assert [command for command, option in found if option.metavar not in ("PLACE", "FOLDER")] == []


@pytest.mark.parametrize("name", ["--since", "--until"])
def test_since_and_until_are_dates(name: str) -> None:
    assert [command for command, option in named(name) if not str(option.metavar).startswith("DATE")] == []


def test_no_form_and_no_place_goes_by_another_name() -> None:
    assert list(named("--format", "--form", "--as", "--out", "--file", "--dest", "--after", "--before", "--from")) == []


def test_json_and_the_library_are_written_alike_everywhere() -> None:
    for names in ({"--json"}, {"-L", "--library"}, {"--max-tlp"}, {"--width"}):
        found = [set(option.opts) for _, option in OPTIONS if names & set(option.opts)]
        assert found == [names] * len(found)


def test_an_export_goes_to_its_place_by_either_name_not_to_two(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for before, written in (["-o"], tmp_path / "a.jsonl"), ([], tmp_path / "b.jsonl"):
        done = run("journal", "export", *before, written)
        assert done.status == 0, done.err
        assert json.loads(written.read_text(encoding="utf-8").splitlines()[0])["type"] == "journal"
        assert written.stat().st_mode & 0o077 == 0
    assert run("journal", "export", tmp_path / "c", "-o", tmp_path / "d").status == 2
