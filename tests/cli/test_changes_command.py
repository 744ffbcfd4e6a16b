"""`briefing changes`: what changed since one read it, of one briefing and of a library."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tui.changes.document_edition import edition_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import identity_of
from tui.store.library import read_one

TALKS = """\
title: Talks in Tokyo
id: talks
date: 2024-07-28
tlp: GREEN
judgments:
- {text: The headquarters will open., likelihood: likely}
sections:
- {title: Deterrence, body: Ministers met in Tokyo.}
"""
NEW = TALKS.replace(
    "likelihood: likely", "likelihood: unlikely, was: {likelihood: likely, date: 2024-08-01, why: No date.}"
).replace("Tokyo.", "Seoul.")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of two briefings, and a journal that nothing was written in."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (folder / "forum.yaml").write_text("title: The forum\nid: forum\ndate: 2024-06\nbody: Text.\n", encoding="utf-8")
    return folder


def read(shelf: Path, name: str = "talks") -> None:
    """Read a briefing of the library to its end."""
    journal = Journal(data_folder(os.environ))
    briefing = read_one(shelf / f"{name}.yaml", root=shelf)
    journal.set_done([(identity_of(briefing), edition_of(compose(briefing)))], True, "done").result(10)
    journal.close()


def test_a_briefing_that_was_never_read_says_so(run: Run, shelf: Path) -> None:
    done = run("changes", "talks", "-L", shelf)
    assert (done.status, done.out) == (1, "")
    assert "you have not read “Talks in Tokyo” yet" in done.err


def test_what_changed_is_printed_as_the_page_shows_it(run: Run, shelf: Path) -> None:
    read(shelf)
    (shelf / "talks.yaml").write_text(NEW, encoding="utf-8")
    done = run("changes", "talks", "-L", shelf, "--width", "0")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == lines[-1] == "TLP:GREEN"
    assert "• Judgment “The headquarters will open.” moved: likely → unlikely." in lines
    assert "Ministers met in [-Tokyo-]{+Seoul+}." in lines


def test_nothing_changed_is_a_sentence_and_status_1(run: Run, shelf: Path) -> None:
    read(shelf)
    (shelf / "talks.yaml").write_text(TALKS.replace("body: Ministers met", "body: Ministers *met*"), encoding="utf-8")
    done = run("changes", "talks", "-L", shelf, "--width", "0")
    assert done.status == 1
    assert "Nothing that is shown has changed since you read it on " in done.out
    assert run("changes", "-L", shelf).status == 1


def test_json_has_one_object_for_each_change_all_with_the_same_fields(run: Run, shelf: Path) -> None:
    read(shelf)
    (shelf / "talks.yaml").write_text(NEW, encoding="utf-8")
    done = run("changes", "talks", "-L", shelf, "--json")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["what"], one["change"]) for one in found] == [("judgment", "changed"), ("section", "changed"), ("text", "changed")]
    assert len({tuple(one) for one in found}) == 1
    assert found[0]["fields"][0] == {"field": "likelihood", "before": "likely", "after": "unlikely"}
    assert found[2]["segments"] == [["equal", "Ministers met in "], ["deleted", "Tokyo"], ["inserted", "Seoul"], ["equal", "."]]


@pytest.mark.parametrize("catalog", [(), ("--no-catalog",)])
def test_a_library_lists_what_changed_with_the_reasons(run: Run, shelf: Path, catalog: tuple[str, ...]) -> None:
    assert "you have read nothing of" in run("changes", "-L", shelf, *catalog).err
    read(shelf)
    read(shelf, "forum")
    (shelf / "talks.yaml").write_text(NEW, encoding="utf-8")
    done = run("changes", "-L", shelf, *catalog)
    assert (done.status, done.out) == (
        0,
        "talks  Talks in Tokyo\n    “The headquarters will open.” likely → unlikely; 1 paragraph\n",
    )
    (line,) = run("changes", "-L", shelf, "--json", *catalog).out.splitlines()
    assert {"id": "talks", "reasons": ["“The headquarters will open.” likely → unlikely", "1 paragraph"]}.items() <= json.loads(
        line
    ).items()


def test_a_new_number_is_compared_with_the_last_one_that_was_read(run: Run, shelf: Path) -> None:
    series = "title: Weekly {n}\nid: weekly-{n}\nseries: Weekly\nnumber: {n}\nbody: Number {n} says the same as ever, and more.\n"
    for n in (1, 2, 3):
        (shelf / f"weekly-{n}.yaml").write_text(series.format(n=n), encoding="utf-8")
    read(shelf, "weekly-1")
    done = run("changes", "weekly-3", "-L", shelf, "--width", "0")
    assert done.status == 0
    assert "Number 3, compared with number 1, which you read before it." in done.out
    assert "you read number 1 on " in done.out
    assert "Number [-1-]{+3+} says the same" in done.out


def test_a_file_can_be_named(run: Run, shelf: Path) -> None:
    read(shelf)
    (shelf / "talks.yaml").write_text(NEW, encoding="utf-8")
    assert "[-Tokyo-]{+Seoul+}" in run("changes", shelf / "talks.yaml").out


def test_since_a_date_the_author_is_heard(run: Run, shelf: Path) -> None:
    (shelf / "talks.yaml").write_text(NEW + "history: [{date: 2024-08-02, type: correction, summary: A name.}]\n", encoding="utf-8")
    done = run("changes", "talks", "-L", shelf, "--since", "2024-08", "--width", "0")
    assert done.status == 0
    assert "• 2 Aug 2024 correction: A name." in done.out
    assert "• 1 Aug 2024 judgment “The headquarters will open.” was likely; it is unlikely now · why: No date." in done.out
    assert "published" not in done.out
    assert run("changes", "-L", shelf, "--since", "2024-08").out.startswith("talks  Talks in Tokyo\n    2 Aug 2024: A name.; ")
    nothing = run("changes", "-L", shelf, "--since", "2030")
    assert (nothing.status, nothing.out) == (1, "")


def test_what_cannot_be_understood_is_said(run: Run, shelf: Path) -> None:
    assert run("changes", "-L", shelf, "--since", "someday").status == 2
    wrong = run("changes", "talk", "-L", shelf)
    assert (wrong.status, "did you mean “talks”" in wrong.err) == (3, True)


def test_two_briefings_are_compared_by_id_or_file_whoever_read_them(run: Run, shelf: Path) -> None:
    (shelf / "later.yaml").write_text(NEW.replace("id: talks", "id: later").replace("GREEN", "AMBER"), encoding="utf-8")
    done = run("changes", "talks", str(shelf / "later.yaml"), "-L", shelf)
    assert done.status == 0
    assert "Since “Talks in Tokyo” of 28 Jul 2024" in done.out
    assert done.out.startswith("TLP:AMBER")
    told = [json.loads(line) for line in run("changes", "talks", "later", "-L", shelf, "--json").out.splitlines()]
    assert {(one["id"], one["what"], one["change"]) for one in told} >= {
        ("later", "judgment", "changed"),
        ("later", "text", "changed"),
    }
    assert run("changes", "talks", "talks", "-L", shelf).status == 1
    above = run("changes", "talks", "later", "-L", shelf, "--max-tlp", "green")
    assert (above.status, above.out) == (3, "")
    assert run("changes", "talks", "later", "-L", shelf, "--since", "2024").status == 2
