"""`--max-tlp`: what is above it, unmarked or restricted in words is counted, and nothing that is printed names it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.store.test_withholding import SECRET, WHOLE
from tui.changes.document_edition import edition_of
from tui.cli import COMMANDS
from tui.cli.main import group
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import Note, identity_of
from tui.reading.notes.anchors import make_anchor
from tui.store.library import read_one

OPEN = """\
title: Tide tables
id: tides
tlp: GREEN
date: 2024-07-01
body: |
  High water at noon. See [[harbour]] and [[{secret}-brief]].
"""
NOTHING_TO_SHOW = {"index", "schema", "journal", "completion", "config", "help", "keys"}
"""Commands that print no words of a library."""


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library in which some may be shown, all of it read, noted and changed since."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "secrets"
    folder.mkdir()
    texts = {
        "harbour.yaml": WHOLE,
        "tides.yaml": OPEN.format(secret="moon"),
        f"{SECRET}.yaml": f"title: {SECRET} brief\nid: {SECRET}-brief\ntlp: RED\nbody: |\n  {SECRET} water at noon.\n",
        f"{SECRET}-unmarked.yaml": f"title: {SECRET} unmarked\nbody: |\n  {SECRET} water at noon.\n",
        f"{SECRET}-words.yaml": f"title: {SECRET} words\ntlp: GREEN\nmarking: {SECRET} only\nbody: |\n  Water.\n",
        f"{SECRET}-milder.yaml": f"title: {SECRET} milder\nid: milder\ntlp: RED\nbody: |\n  {SECRET} before, water.\n",
    }
    journal = Journal(data_folder(os.environ))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        briefing = read_one(folder / name, root=folder)
        document = compose(briefing)
        identity = identity_of(briefing)
        journal.set_done([(identity, edition_of(document))], True, "done").result(10)
        part, block, words = next(
            (p, b, found.text) for p, made in enumerate(document.parts) for b, found in enumerate(made.blocks) if found.text
        )
        anchor = make_anchor(document, (part, block, 0), (part, block, len(words)))
        key = journal.key_of(identity, make=True)
        comment = f"On {briefing.title}."
        note = Note(
            f"n-{name}", key, briefing.id, identity.path, briefing.title, "", anchor, comment, (), briefing.handling, "", 1.0, 1.0
        )
        journal.add_note(note, marking=identity.marking).result(10)
    journal.close()
    (folder / "tides.yaml").write_text(OPEN.format(secret="moon").replace("noon", "dawn"), encoding="utf-8")
    # What is milder now was strict when it was read.
    milder = "title: Milder now\nid: milder\ntlp: GREEN\nbody: |\n  After, water.\n"
    (folder / f"{SECRET}-milder.yaml").rename(folder / "milder.yaml").write_text(milder, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "asked",
    [
        ("list",),
        ("list", "--json"),
        ("list", "--sort", "queue"),
        ("list", "is:updated"),
        ("list", "water"),
        ("list", "zebr"),
        ("search", "water"),
        ("search", "zebr*"),
        ("search", "zebar"),
        ("search", "water", "--json"),
        ("search", "water", "--read"),
        ("show", "harbour"),
        ("show", "harbour", "--json"),
        ("show", "harbour", "--links"),
        ("show", "tides"),
        ("show", "brief"),
        ("check",),
        ("check", "--json"),
        ("changes",),
        ("changes", "tides"),
        ("changes", "milder"),
        ("changes", "harbour"),
        ("changes", "--since", "2020-01-01"),
        ("notes",),
        ("notes", "--to", "json"),
        ("notes", "--to", "md"),
        ("read",),
    ],
    ids=" ".join,
)
def test_no_command_names_what_may_not_be_shown(run: Run, secrets: Path, asked: tuple[str, ...]) -> None:
    where = [str(secrets)] if asked[0] == "read" else ["-L", str(secrets)]
    done = run(*asked, *where, "--max-tlp", "green")
    own_words = asked[-1] if asked[-1].startswith("zeb") else SECRET
    assert SECRET not in (done.out + done.err).replace(own_words, SECRET if own_words == SECRET else "")
    assert done.err.strip() or done.out.strip()


@pytest.mark.parametrize(
    "asked", [("list",), ("search", "water"), ("search", "water", "--read"), ("notes",), ("changes", "milder")]
)
def test_the_same_commands_name_it_without(run: Run, secrets: Path, asked: tuple[str, ...]) -> None:
    assert SECRET in run(*asked, "-L", secrets).out


def test_what_may_be_shown_is_shown(run: Run, secrets: Path) -> None:
    listed = run("list", "-L", secrets, "--max-tlp", "TLP:GREEN")
    assert [line.split()[-1] for line in listed.out.splitlines()] == ["tables", "watch", "now"]
    assert "3 briefings are above TLP:GREEN, unmarked or restricted in words, and left out." in listed.err
    assert "High water at dawn" in run("search", "water", "-L", secrets, "--max-tlp", "green").out
    assert "noon" in run("changes", "tides", "-L", secrets, "--max-tlp", "green").out
    assert "On Tide tables." in run("notes", "--max-tlp", "green").out
    assert "6 notes" not in run("notes", "--max-tlp", "red", "--allow-unmarked").err


def test_everything_is_shown_at_red_with_what_is_unmarked(run: Run, secrets: Path) -> None:
    without, limited = run("list", "-L", secrets), run("list", "-L", secrets, "--max-tlp", "red", "--allow-unmarked")
    assert (limited.out, limited.err) == (without.out, without.err)


def test_a_file_that_may_not_be_shown_is_refused(run: Run, secrets: Path) -> None:
    done = run("show", secrets / "harbour.yaml", "--max-tlp", "clear")
    assert (done.status, done.out) == (3, "")
    assert "is above TLP:CLEAR, unmarked or restricted in words, and left out." in done.err


def test_standard_input_is_measured_too(run: Run) -> None:
    done = run("show", "-", "--max-tlp", "green", stdin=f"title: {SECRET}\ntlp: RED\n".encode())
    assert (done.status, done.out) == (3, "")
    assert SECRET not in done.err
    assert "TLP:GREEN" in run("show", "-", "--max-tlp", "green", stdin=b"title: A\ntlp: GREEN\nbody: b\n").out


def test_what_is_no_label_is_usage(run: Run, secrets: Path) -> None:
    done = run("list", "-L", secrets, "--max-tlp", "purple")
    assert (done.status, done.out) == (2, "")
    assert "“purple” is not a TLP 2.0 label" in done.err


def test_nothing_is_kept_of_what_is_shown_so(run: Run, secrets: Path, tmp_path: Path) -> None:
    run("list", "-L", secrets, "--max-tlp", "green")
    assert not list((tmp_path / "cache").rglob("*.sqlite"))


def test_every_command_that_prints_words_of_a_library_takes_it() -> None:
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        assert ({"--max-tlp", "--allow-unmarked"} <= options) is (name not in NOTHING_TO_SHOW), name
