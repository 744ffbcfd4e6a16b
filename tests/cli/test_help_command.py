"""`briefing help`: the manual at a topic, on the screen and in a pipe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tui.cli import COMMANDS
from tui.cli.help_command import own_keys_page


def test_without_a_topic_the_contents_are_printed(run: Run) -> None:
    done = run("help")
    assert (done.status, done.err) == (0, "")
    assert "The manual" in done.out.splitlines()
    assert "Your journal: what is kept" in done.out


@pytest.mark.parametrize(
    ("topic", "heading"),
    [
        ("tlp", "Markings and TLP"),
        ("TLP", "Markings and TLP"),
        ("searching", "Searching"),
        ("query fields", "Query fields"),
        ("traps", "YAML's traps"),
        ("journal", "Your journal"),
        ("list", "briefing list [OPTION...] [QUERY...]"),
        ("journal forget", "briefing journal forget ID"),
        ("likeli", "Likelihood and confidence"),
        ("vim", "Keys"),
        ("NO_COLOR", "Environment"),
        ("keep_unmarked_text", "The file"),
        ("bluf", "Fields of the briefing"),
        ("--limit", "briefing search [OPTION...] [QUERY...]"),
        ("}", "Briefing"),
    ],
)
def test_a_topic_prints_the_place_that_is_about_it(run: Run, topic: str, heading: str) -> None:
    done = run("help", *topic.split())
    assert (done.status, done.err) == (0, "")
    first = next(line for line in done.out.splitlines() if line and not line.startswith("TLP:"))
    assert first.lstrip("0123456789. ") == heading


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("journal", "keys", "notes", "help")])
def test_the_name_of_a_command_leads_to_it(run: Run, command: str) -> None:
    assert f"briefing {command}" in run("help", command).out.splitlines()[2]


def test_the_manual_shows_keys_as_they_are(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "Library" in run("help", "keys").out
    assert "`gg`" not in run("help", "keys").out
    (tmp_path / "briefing").mkdir()
    (tmp_path / "briefing" / "config.yaml").write_text("keys: {preset: vim, look.zen: Z}\n", encoding="utf-8")
    told = run("help", "keys").out
    assert "These are your own." in told
    assert re.search(r"gg Home ctrl\+Home .* Top", told)
    assert re.search(r"\bZ .* Text only, or everything", told)
    page = own_keys_page()
    assert page is not None
    assert (page.id, page.path) == ("manual-keys", "")
    assert run("help", "keys", "library").status == run("help", "tlp").status == 0


def test_a_word_that_the_manual_does_not_know_is_answered_with_the_nearest(run: Run) -> None:
    done = run("help", "serching")
    assert (done.status, done.out) == (2, "")
    assert done.err == "briefing: The manual has nothing about “serching”; did you mean `briefing help searching`?\n"


@pytest.mark.parametrize("topic", ["", "   ", "!!", "qqqqqq", "\x1b[31m"])
def test_a_topic_that_is_like_nothing_is_told_where_to_begin(run: Run, topic: str) -> None:
    done = run("help", topic)
    assert (done.status, done.out) == (2, "")
    assert "`briefing help` opens its contents" in done.err
    assert "\x1b" not in done.err


def test_the_manual_is_in_no_library_but_its_own(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("title: One\nbody: Text.\n", encoding="utf-8")
    run("help", "tlp")
    assert run("list", "-L", tmp_path, "--count").out == "1\n"
    assert run("search", "-L", tmp_path, "reading").status == 1
