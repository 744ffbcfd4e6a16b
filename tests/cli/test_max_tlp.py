"""`--max-tlp`: what is above it, unmarked or restricted in words is counted, and nothing that is printed names it."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.store.formats.test_labels_of_parts import PLACES
from tests.store.test_withholding import SECRET, WHOLE
from tui.catalog.location import location_of
from tui.catalog.lock import WriteLock
from tui.catalog.packing import USUAL, content_in, inflated
from tui.changes.document_edition import edition_of
from tui.cli import COMMANDS
from tui.cli.main import group
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import Note, identity_of
from tui.model.file_stamp import TICK
from tui.model.handling import shown_up_to
from tui.reading.library_pages.registry import PAGE_OF
from tui.reading.notes.anchors import make_anchor
from tui.store.library import read_one
from tui.store.withholding import Shown

OPEN = """\
title: Tide tables
id: tides
tlp: GREEN
date: 2024-07-01
body: |
  High water at noon. See [[milder]] and no {secret}.
"""
NOTHING_TO_SHOW = {"schema", "new", "journal", "completion", "config", "help", "keys"}
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
        *[(name, *form) for name in PAGE_OF for form in ((), ("--json",))],
        ("judgments", "--record"),
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


@pytest.mark.parametrize(
    "asked", [("list", "--json"), ("list", "water"), ("search", "water", "--json"), ("show", "harbour"), ("changes",)], ids=" ".join
)
def test_a_catalog_of_what_may_be_shown_answers_as_the_files_do(run: Run, secrets: Path, asked: tuple[str, ...]) -> None:
    limited = (*asked, "-L", secrets, "--max-tlp", "green")
    from_files = run(*limited, "--no-catalog")
    made, kept = run(*limited), run(*limited)
    assert from_files == made == kept
    assert from_files.out


def test_a_catalog_of_what_may_be_shown_holds_nothing_else(run: Run, secrets: Path, tmp_path: Path) -> None:
    run("search", "water", "-L", secrets, "--max-tlp", "green")
    (database,) = (tmp_path / "cache").rglob("catalog.sqlite")
    with closing(sqlite3.connect(database)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in {*tables} - {"files"}:
            # Files are known by their names, so that they are not read again.
            cells = [cell for row in db.execute(f"SELECT * FROM {table}") for cell in row]
            if table == "contents":
                cells = [content_in(db, n) for (n,) in db.execute("SELECT n FROM contents")]
            elif table == "things":
                cells = [inflated(cell, USUAL) for cell in cells if isinstance(cell, bytes)]
            assert not [cell for cell in cells if SECRET.encode() in (cell if isinstance(cell, bytes) else str(cell).encode())]
    others = [file for file in database.parent.rglob("*") if file.is_file() and not file.name.startswith(database.name)]
    assert others
    assert not [file for file in others if SECRET.encode() in file.read_bytes()]


def test_each_ceiling_has_a_catalog_of_its_own(run: Run, secrets: Path, tmp_path: Path) -> None:
    limits: list[tuple[str, ...]] = [("--max-tlp", "green"), (), ("--max-tlp", "amber"), ("--max-tlp", "green", "--allow-unmarked")]
    before = [run("list", "-L", secrets, "--no-catalog", *limit).out for limit in limits]
    assert [run("list", "-L", secrets, *limit).out for limit in limits] == before
    assert [run("list", "-L", secrets, *limit).out for limit in limits] == before
    assert len(list((tmp_path / "cache").rglob("catalog.sqlite"))) == len(limits)
    # What is left out in part is left out whole where a journal is asked, which knows it whole.
    assert run("changes", "-L", secrets, "--max-tlp", "green").status in (0, 1)
    assert len(list((tmp_path / "cache").rglob("catalog.sqlite"))) == len(limits) + 1


def test_what_is_marked_more_strictly_since_is_left_out_at_once(run: Run, secrets: Path) -> None:
    limited = ("-L", secrets, "--max-tlp", "green")
    assert "Tide tables" in run("list", *limited).out
    text = (secrets / "tides.yaml").read_text(encoding="utf-8")
    (secrets / "tides.yaml").write_text(text.replace("GREEN", "RED"), encoding="utf-8")
    for asked in (("list",), ("search", "dawn"), ("show", "tides")):
        done = run(*asked, *limited)
        assert "Tide tables" not in done.out + done.err
        assert "4 briefings are above" in done.err


def test_what_a_library_shares_is_left_out_as_soon_as_it_is_marked_more_strictly(run: Run, secrets: Path) -> None:
    shared = secrets / "library.yaml"
    text = f"actors:\n  - {{id: moon, name: {SECRET} moon, tlp: GREEN}}\n"
    shared.write_text(text, encoding="utf-8")
    tides = secrets / "tides.yaml"
    tides.write_text(tides.read_text(encoding="utf-8").replace("dawn", "the rise of [[moon]]"), encoding="utf-8")
    asked = ("show", "tides", "-L", secrets, "--max-tlp", "green")
    assert f"{SECRET} moon" in run(*asked).out
    shared.write_text(text.replace("GREEN", "RED"), encoding="utf-8")
    done = run(*asked)
    assert "Tide tables" in done.out
    assert SECRET not in done.out + done.err


def test_files_that_have_not_changed_are_not_read_again(run: Run, secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in secrets.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    limited = ("list", "-L", secrets, "--max-tlp", "green")
    before = run(*limited)
    time.sleep(2 * TICK / 1e9)
    run(*limited)
    monkeypatch.setattr("tui.catalog.parsing.read_bytes", lambda path: pytest.fail(f"{path} is read again"))
    assert run(*limited) == before


def test_where_another_process_is_at_the_catalog_the_files_are_read(run: Run, secrets: Path) -> None:
    limited = ("list", "-L", secrets, "--max-tlp", "green")
    before = run(*limited)
    (secrets / "milder.yaml").write_text("title: Milder no more\nid: milder\ntlp: RED\n", encoding="utf-8")
    with WriteLock(location_of([secrets], Shown(shown_up_to("GREEN")).limit)):
        done = run(*limited)
    assert "Milder" in before.out
    assert "Milder" not in done.out + done.err
    assert "another process is refreshing it" in done.err


def test_every_command_that_prints_words_of_a_library_takes_it() -> None:
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        options = {option for parameter in command.params for option in parameter.opts}
        assert ({"--max-tlp", "--allow-unmarked"} <= options) is (name not in NOTHING_TO_SHOW), name


def test_what_was_read_of_a_briefing_is_not_compared_where_it_may_name_what_is_above(run: Run, secrets: Path) -> None:
    path = secrets / "tides.yaml"
    text = path.read_text(encoding="utf-8").replace("[[milder]]", f"[[{SECRET}-brief]]")
    path.write_text(text, encoding="utf-8")
    briefing = read_one(path, root=secrets)
    journal = Journal(data_folder(os.environ))
    document = compose(briefing, library={f"{SECRET}-brief": f"{SECRET} brief"})
    journal.set_done([(identity_of(briefing), edition_of(document))], True, "done").result(10)
    journal.close()
    path.write_text(text.replace("High water", "Low water"), encoding="utf-8")
    assert "Tide tables" in run("changes", "-L", secrets).out
    assert "Tide tables" not in run("changes", "-L", secrets, "--max-tlp", "green").out
    done = run("changes", "tides", "-L", secrets, "--max-tlp", "green")
    assert (done.status, done.out) == (1, "")
    assert SECRET not in done.err


@pytest.mark.parametrize(
    "place",
    [
        *("malware: references", "identity: extensions", "sighting: labels", "the name of a relation that leads out"),
        *[f'{part}, {{"distribution": "0"}}' for part in ("report", "cluster", "note on an attribute")],
    ],
)
def test_what_other_programs_mark_in_part_is_behind_every_door(run: Run, tmp_path: Path, place: str) -> None:
    file, page = tmp_path / "a.json", tmp_path / "a.html"
    file.write_text(json.dumps(PLACES[place]))
    assert SECRET in run("show", file).out
    assert SECRET in run("search", SECRET, "-L", tmp_path).out
    for asked in (("show", file), ("show", file, "--json"), ("check", file), ("list", "-L", tmp_path)):
        done = run(*asked, "--max-tlp", "green")
        assert SECRET not in done.out + done.err
    assert not run("search", SECRET, "-L", tmp_path, "--max-tlp", "green").out
    done = run("export", file, "--to", "html", "-o", page, "--max-tlp", "green")
    assert page.exists() is not done.err.endswith("left out.\n")
    assert not page.exists() or SECRET not in page.read_text(encoding="utf-8")
