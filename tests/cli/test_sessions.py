"""The list of sessions: what was open, where in it one was, what was searched for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.cli.terminal import Terminal
from tui.cli.sessions import (
    FILE,
    MOST,
    MOST_FOLDED,
    LeftSession,
    folds_left,
    forget_sessions,
    keep_session,
    left_folds,
    left_sessions,
)
from tui.document.folds import FoldState
from tui.journal.location import data_folder
from tui.store.config import Config

FOLDED = {"talks": FoldState(True, frozenset(("j1", "j3"))), "forum": FoldState(False, frozenset())}
HERE = LeftSession(1_700_000_000.0, ("/srv/briefings",), "talks", "deterrence", "missile", left_folds(FOLDED))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A home of its own."""
    return {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}


def test_a_session_comes_back_as_it_was_left_and_the_newest_is_first(environ: dict[str, str]) -> None:
    keep_session(environ, Config(), HERE)
    other = HERE._replace(paths=("/srv/other",), words="")
    keep_session(environ, Config(), other)
    assert left_sessions(environ) == [other, HERE]
    later = HERE._replace(at=1_700_000_100.0, section="")
    keep_session(environ, Config(), later)
    assert left_sessions(environ) == [later, other]
    for number in range(2 * MOST):
        keep_session(environ, Config(), HERE._replace(paths=(f"/srv/{number}",)))
    assert len(left_sessions(environ)) == MOST
    folder = data_folder(environ)
    assert folder is not None
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    forget_sessions(environ)
    assert left_sessions(environ) == []


def test_what_was_searched_for_is_not_kept_under_a_ceiling_and_nothing_is_in_doubt(environ: dict[str, str]) -> None:
    keep_session(environ, Config(keep_text_up_to="GREEN"), HERE)
    assert left_sessions(environ) == [HERE._replace(words="")]
    forget_sessions(environ)
    keep_session(environ, Config(doubt="The configuration is not read."), HERE)
    assert left_sessions(environ) == []


def test_what_was_folded_comes_back_where_the_same_is_open_and_is_bounded(environ: dict[str, str]) -> None:
    assert folds_left(environ, HERE.paths) == {}
    keep_session(environ, Config(keep_text_up_to="GREEN"), HERE)
    assert folds_left(environ, HERE.paths) == FOLDED
    assert folds_left(environ, ("/srv/other",)) == folds_left(environ, ()) == {}
    keep_session(environ, Config(), HERE._replace(paths=("/srv/one", "/srv/gone")))
    assert folds_left(environ, ("/srv/one",)) == FOLDED, "one of the two is not there any more"
    assert HERE.bare.folds == ()
    many = {f"b{n}": FoldState(True, frozenset(f"j{m}" for m in range(200))) for n in range(50)}
    assert 0 < sum(len(id) for one in left_folds(many) for id in one.turned) <= MOST_FOLDED
    assert left_folds(many)[-1].briefing == "b49"


@pytest.mark.parametrize("held", ["7", "[7]", '[["a", 1, []]]', '[["a", true]]', '[[["a"], true, []]]'])
def test_what_is_damaged_of_the_folds_costs_no_session(environ: dict[str, str], held: str) -> None:
    folder = data_folder(environ)
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / FILE).write_text(f'[{{"at": 1, "paths": ["/a"], "folds": {held}}}]')
    assert left_sessions(environ) == [LeftSession(1.0, ("/a",))]


DAMAGED = (b"", b"{", b"[1, {}]", b'[{"at": "x", "paths": ["/a"]}]', b'[{"at": 1, "paths": []}]', b"\xff", b"[" * 90_000)


@pytest.mark.parametrize("held", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_file_is_an_empty_list(environ: dict[str, str], held: bytes) -> None:
    folder = data_folder(environ)
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(held)
    assert left_sessions(environ) == []
    keep_session(environ, Config(), HERE)
    assert left_sessions(environ) == [HERE]


def test_a_restart_and_resume_leave_folded_what_was(
    library: Path, tmp_path: Path, opened: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    judgments = "".join(f"- {{text: It holds {n}, basis: Reason {n}, indicators: Sign {n}}}\n" for n in (1, 2))
    path = library / "calm.yaml"
    path.write_text(f"title: Calm\nid: calm\njudgments:\n{judgments}")
    terminal = Terminal("read", str(path), "--at", "#~judgments", cwd=library)
    opened.append(terminal)
    terminal.wait_for("Reason 2")
    terminal.press("F")
    terminal.wait_for("2 judgments folded")
    terminal.press("q")
    assert terminal.end() == 0
    for arguments in (("read", str(path)), ("--resume", "1")):
        again = Terminal(*arguments, cwd=library)
        opened.append(again)
        again.wait_for("▸ 2 more")
        assert not again.shows("Reason")
        again.press("q")
        assert again.end() == 0


def test_resume_lists_and_goes_on_at_the_same_section(
    run: Run, library: Path, tmp_path: Path, opened: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run("read", "--resume").status == 1
    terminal = Terminal("read", str(library), "--at", "talks#deterrence", cwd=library)
    opened.append(terminal)
    terminal.wait_for("next section")
    terminal.press("q")
    assert terminal.end() == 0
    listed = run("read", "--resume")
    assert listed.out.startswith("1. ")
    assert "library · talks#deterrence" in listed.out
    assert run("read", "--resume", "2").status == 2
    assert run("read", "--resume", "1", os.fspath(library)).status == 2
    again = Terminal("--resume", "1", cwd=tmp_path)
    opened.append(again)
    again.wait_for("Talks in Tokyo")
    again.press("q")
    assert again.end() == 0
    # Under a ceiling nothing is named, and without the journal nothing is looked at.
    assert "talks" not in run("read", "--resume", "--max-tlp", "CLEAR").out
    assert run("read", "--resume", "--no-journal").status == 2
    # What was read has another id by now.
    (library / "talks.yaml").write_text((library / "talks.yaml").read_text().replace("id: talks", "id: other"))
    renamed = Terminal("--resume", "1", cwd=tmp_path)
    opened.append(renamed)
    renamed.wait_for("where you were, is not in")
    renamed.press("q")
    assert renamed.end() == 0
    library.rename(library.with_name("elsewhere"))
    assert "library not there now" in run("read", "--resume").out
    gone = run("read", "--resume", "1")
    assert gone.status == 3
    assert "What was open then is not there now" in gone.err
