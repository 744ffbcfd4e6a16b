"""Every control, hidden in every form, out of every door: none of them leaves the program as itself."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import msgspec
import pytest

from tests.cli.shell import Done, Run, runner
from tests.hostile.controls import CONTROLS, DECIMAL, ESCAPES, MARK, PERCENT, RAW, journal, library
from tests.hostile.strings import harm_in
from tui.catalog.location import DATABASE, location_of
from tui.catalog.tables import Row
from tui.journal.journal import Journal
from tui.reading.notes.export import exported_notes
from tui.reading.pages.notebook import Notebook
from tui.ui.outside import copy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library, with a journal, a cache and a configuration of its own."""
    for name in ("BRIEFING_PATH", "BRIEFING_DEBUG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.chdir(tmp_path)
    return library(tmp_path / "lib")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process."""
    return runner(capsys, monkeypatch)


def harmless(done: Done) -> Done:
    """A run that has done what it was asked to, in an output that no terminal obeys."""
    assert "error of the program" not in done.err
    assert "Traceback" not in done.err
    assert harm_in(done.out.replace("\r\n", "\n") + done.err) == []
    return done


def test_briefings_are_harmless_through_every_command(folder: Path, run: Run) -> None:
    for arguments in (
        ("list", "-L", folder),
        ("list", "-L", folder, "--json"),
        ("list", "-L", folder, "--no-catalog"),
        ("list", "-L", folder, "--sort", "queue"),
        ("search", "-L", folder, "findme"),
        ("search", "-L", folder, "findme", "--json"),
        ("search", "-L", folder, "OWN", "--no-catalog"),
        ("search", "-L", folder, "is:marked OR is:unmarked", "--limit", "400", "--json"),
        ("check", folder),
        ("check", folder, "--json"),
        ("changes", "-L", folder, "--since", "2000"),
        ("changes", "-L", folder, "--since", "2000", "--json"),
        ("index", "-L", folder, "--progress-json"),
    ):
        done = harmless(run(*arguments))
        assert done.out or arguments[0] in ("index", "changes"), arguments
        if "--json" in arguments:
            assert all(json.loads(line) for line in done.out.splitlines()), arguments


def test_briefings_are_harmless_as_documents(folder: Path, run: Run) -> None:
    for path in sorted(folder.iterdir()):
        for more in (("--width", "0"), ("--width", "40"), ("--json",)):
            done = harmless(run("show", path, *more))
            assert done.out
            if more == ("--json",):
                assert os.path.samefile(json.loads(done.out)["path"], path)


def test_paths_in_json_open_their_files(folder: Path, run: Run) -> None:
    here = {path.name for path in folder.iterdir()} - {"library.yaml"}
    for arguments in (
        ("list", "-L", "lib", "--json"),
        ("list", "-L", "lib", "--json", "--no-catalog"),
        ("search", "-L", "lib", "is:marked OR is:unmarked", "--limit", "1000", "--json"),
        ("check", "lib", "--json"),
    ):
        paths = {json.loads(line)["path"] for line in harmless(run(*arguments)).out.splitlines()}
        assert all(os.path.exists(path) for path in paths)
        # What is checked and has nothing wrong is not named.
        assert arguments[0] == "check" or {os.path.basename(path) for path in paths} >= here


def test_paths_in_json_keep_bytes_that_are_not_utf8(tmp_path: Path, run: Run) -> None:
    (tmp_path / "lib").mkdir()
    names = [b"caf\xe9.md", b"caf\xe8.md", b"\xff\n\x1b.md"]
    try:
        for name in names:
            Path(os.fsdecode(os.fsencode(tmp_path / "lib") + b"/" + name)).write_text("# Named\n\nfindme\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system refuses such a name")
    for arguments in (("list", "--json"), ("search", "findme", "--json"), ("list", "--json", "--no-catalog")):
        done = harmless(run(*arguments, "-L", tmp_path / "lib"))
        found = [os.fsencode(json.loads(line)["path"]) for line in done.out.splitlines()]
        assert sorted(os.path.basename(path) for path in found) == sorted(names)


def test_an_imported_journal_is_harmless_through_every_command(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.jsonl").write_text(journal(), encoding="utf-8")
    assert harmless(run("journal", "import", "evil.jsonl")).status == 0
    (tmp_path / "bad.jsonl").write_text('{"type": "' + json.dumps(RAW)[1:-1] + '"}\n{' + RAW + "}\n", encoding="utf-8")
    assert harmless(run("journal", "import", "bad.jsonl")).status == 1
    for arguments in (
        *(("notes", "--to", form) for form in ("text", "md", "json", "csv")),
        ("search", "--read", "findme"),
        ("search", "--read", "findme", "--json"),
        ("journal", "export"),
        ("list", "-L", folder, "--sort", "queue"),
        ("changes", "-L", folder),
    ):
        done = harmless(run(*arguments))
        assert done.out or arguments[0] in ("list", "changes"), arguments
    assert harmless(run("journal", "export", "copy.jsonl")).status == 0
    assert harm_in((tmp_path / "copy.jsonl").read_text(encoding="utf-8")) == []
    harmless(run("journal", "forget", f"gone{RAW}"))


def test_notes_as_they_are_copied_are_harmless_whatever_the_journal_holds(tmp_path: Path) -> None:
    kept = Journal(tmp_path)
    kept.import_(line.encode() for line in journal().splitlines())
    dirty = [
        msgspec.structs.replace(note, title=RAW, citation=RAW, tags=(RAW,), section_title=RAW, text=RAW) for note in kept.notes()
    ]
    kept.close()
    found = Notebook(lambda: dirty, lambda key, marking: marking).all()
    assert len(found) == 2
    assert all(harm_in(piece) == [] for piece in exported_notes(found, "md"))
    assert all(harm_in(piece) == [] for piece in exported_notes(found, "json"))
    assert all(harm_in(piece.removesuffix("\r\n")) == [] for piece in exported_notes(found, "csv"))


def test_a_catalog_that_somebody_wrote_into_is_harmless(folder: Path, run: Run) -> None:
    run("index", "-L", folder)
    with sqlite3.connect(location_of([str(folder)]) / DATABASE) as db:
        for n, data in db.execute("SELECT n, row FROM briefings").fetchall():
            row = msgspec.msgpack.decode(data, type=Row)
            row.title = row.id = row.kind = row.series = row.bottom_line = RAW
            row.tags = (RAW,)
            db.execute("UPDATE briefings SET row = ? WHERE n = ?", (msgspec.msgpack.encode(row), n))
    db.close()
    for arguments in (("list",), ("list", "--json"), ("search", "findme"), ("search", "findme", "--json")):
        assert MARK in harmless(run(*arguments, "-L", folder)).out


def test_configuration_and_environment_are_harmless(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config" / "briefing").mkdir(parents=True)
    text = json.dumps(RAW)
    config = f"library: {text}\ntheme: {text}\nsearches: {{{text}: {text}, a: {text}}}\nmeasure: {text}\n{text}: {text}\n"
    (tmp_path / "config" / "briefing" / "config.yaml").write_text(config, encoding="utf-8")
    for arguments in ((), ("list",), ("list", "-L", folder), ("search", "--saved", "b"), ("search", "--saved", "a", "-L", folder)):
        assert MARK in harmless(run(*arguments)).err
    for name in ("BRIEFING_PATH", "BRIEFING_THEME", "TERM", "EDITOR", "LANG", "COLUMNS"):
        monkeypatch.setenv(name, RAW)
    assert MARK in harmless(run("list")).err
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / RAW[:120]))
    assert MARK in harmless(run("journal", "path")).out
    harmless(run("notes"))


def test_what_is_typed_is_repeated_harmlessly(folder: Path, run: Run) -> None:
    typed = RAW.replace(MARK, "qzx")
    for arguments in (
        ("show", typed),
        ("list", typed, "-L", folder),
        ("search", typed, "-L", folder),
        ("list", f"--{typed}"),
        (typed,),
    ):
        assert "qzx" in harmless(run(*arguments)).err


def test_a_control_has_one_picture_wherever_it_stands(tmp_path: Path, run: Run) -> None:
    alone = "\n\n".join(f"&#{ord(control)};" for control in CONTROLS)
    among = "\n\n".join(f"x&#{ord(control)};y" for control in CONTROLS)
    (tmp_path / "alone.md").write_text(alone, encoding="utf-8")
    (tmp_path / "among.md").write_text(among, encoding="utf-8")
    shown = [run("show", tmp_path / name).out.split("\n\n")[-len(CONTROLS) :] for name in ("alone.md", "among.md")]
    assert [f"x{one.strip()}y" for one in shown[0]] == [one.strip() for one in shown[1]]


def test_an_address_keeps_the_escapes_of_what_cannot_be_seen(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.md").write_text(f"# T\n\n<http://x/{PERCENT}> <http://x/%e6%97%a5%0a%26%9b>\n", encoding="utf-8")
    out = run("show", tmp_path / "a.md", "--width", "0").out
    assert f"http://x/{PERCENT} http://x/日%0a%26%9b" in out


def test_no_copy_holds_what_a_shell_would_obey() -> None:
    sent: list[str] = []
    copy(f"a\r\nb{RAW}{ESCAPES}\ud800", environ={"PATH": ""}, osc52=sent.append)
    assert len(sent) == 1
    assert sent[0].startswith("a\nb")
    assert harm_in(sent[0]) == []
    assert sent[0].count("\n") == 1


@pytest.fixture(autouse=True)
def _no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)


def test_the_forms_hold_what_they_should() -> None:
    assert set(harm_in(RAW)) == {f"U+{ord(control):04X}" for control in CONTROLS}
    assert harm_in(DECIMAL + PERCENT) == []
