"""`briefing notes`: one's notes in the shell."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tui.document.compose import compose
from tui.journal.opening import open_journal
from tui.journal.records import Note, identity_of
from tui.reading.notes.anchors import make_anchor
from tui.store.read import read_file


@pytest.fixture
def talks(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A briefing with a note on it, and one on its fact that is marked AMBER."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = library / "talks.yaml"
    briefing = read_file(path)
    document = compose(briefing)
    journal = open_journal(os.environ)
    identity = identity_of(briefing)
    for number, words in enumerate(("Washington will set up a headquarters.", "A secret fact.")):
        part, block = next(
            (p, b) for p, made in enumerate(document.parts) for b, block in enumerate(made.blocks) if words in block.text
        )
        start = document.parts[part].blocks[block].text.index(words)
        anchor = make_anchor(document, (part, block, start), (part, block, start + len(words)))
        title = document.sections[document.parts[part].section].title
        key = journal.key_of(identity, make=True)
        marking = briefing.facts[0].handling if number else briefing.handling
        names = (f"id-{number}", key, briefing.id, identity.path, briefing.title, title)
        journal.add_note(
            Note(*names, anchor, f"Comment {number}.", ("rank",) if number else (), marking, "cited", 1.0, 1.0)
        ).result(5)
    journal.close()
    return path


def test_notes_are_printed_with_their_marking_before_and_after(run: Run, talks: Path) -> None:
    done = run("notes")
    lines = done.out.splitlines()
    assert (done.status, done.err) == (0, "")
    assert (lines[0], lines[-1]) == ("[TLP:AMBER]", "[end of TLP:AMBER]")
    assert "Talks in Tokyo (talks)" in lines
    assert "    “Washington will set up a headquarters.”" in lines
    assert lines.index("  [TLP:GREEN]") < lines.index("    Comment 0.") < lines.index("  [end of TLP:GREEN]")


def test_words_and_tags_choose_notes(run: Run, talks: Path) -> None:
    assert "Comment 1." in run("notes", "--tag", "rank").out
    assert "Comment 0." not in run("notes", "tag:rank").out
    assert "Comment 0." in run("notes", "washington", "-secret").out
    nothing = run("notes", "nowhere")
    assert (nothing.status, nothing.out) == (1, "")
    assert nothing.err == "briefing: No note of yours has “nowhere”.\n"


def test_without_notes_it_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing"))
    done = run("notes")
    assert (done.status, done.out, done.err) == (1, "", "briefing: You have written no notes yet.\n")


def test_an_edit_of_the_file_is_told(run: Run, talks: Path) -> None:
    talks.write_text(
        talks.read_text().replace("will set up a headquarters", "will set up a joint headquarters").replace("A secret", "No")
    )
    found = [json.loads(line) for line in run("notes", "--to", "json").out.splitlines()]
    assert [(one["state"], one["now"]) for one in found] == [
        ("moved", "Washington will set up a joint headquarters."),
        ("orphan", ""),
    ]
    assert [one["quote"] for one in found] == ["Washington will set up a headquarters.", "A secret fact."]


def test_a_file_that_is_gone_leaves_the_notes(run: Run, talks: Path) -> None:
    talks.unlink()
    found = [json.loads(line) for line in run("notes", "--to", "json").out.splitlines()]
    assert [(one["state"], one["comment"]) for one in found] == [("", "Comment 0."), ("", "Comment 1.")]


@pytest.mark.parametrize(("form", "begins"), [("md", "TLP:AMBER\n\n# Notes\n"), ("csv", "marking,briefing,title")])
def test_other_forms(run: Run, talks: Path, form: str, begins: str) -> None:
    assert run("notes", "--to", form).out.startswith(begins)


def spoil(file: Path, table: str) -> None:
    """Overwrite the first page of a table in a journal without copies."""
    for backup in (file.parent / "backups").glob("*"):
        backup.unlink()
    db = sqlite3.connect(file)
    (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)


def test_damage_that_is_found_late_is_told_and_notes_are_brought_over(run: Run, talks: Path, tmp_path: Path) -> None:
    spoil(tmp_path / "data" / "briefing" / "journal.db", "entries")
    done = run("notes")
    assert "The journal was damaged. It is set aside as" in done.err
    assert (done.status, "Comment 0." in done.out, "Comment 1." in done.out) == (0, True, True)
    assert run("notes").err == ""


def test_a_damaged_journal_is_not_said_to_have_had_no_notes(run: Run, talks: Path, tmp_path: Path) -> None:
    spoil(tmp_path / "data" / "briefing" / "journal.db", "notes")
    told, nothing = run("notes").err.splitlines()
    assert "The journal was damaged. It is set aside as" in told
    assert nothing == "briefing: There are no notes in what is left of your journal."


@pytest.mark.parametrize(
    ("arguments", "table"),
    [
        (("changes", "-L", "LIBRARY"), "entries_seen"),
        (("list", "is:unread", "-L", "LIBRARY"), "entries_seen"),
        (("search", "is:read", "tokyo", "-L", "LIBRARY"), "entries_seen"),
        (("journal", "export"), "notes"),
    ],
)
def test_every_command_tells_of_damage_that_it_finds(
    run: Run, talks: Path, library: Path, tmp_path: Path, arguments: tuple[str, ...], table: str
) -> None:
    spoil(tmp_path / "data" / "briefing" / "journal.db", table)
    done = run(*(str(library) if argument == "LIBRARY" else argument for argument in arguments))
    set_aside = list((tmp_path / "data" / "briefing").glob("journal-corrupt-*.db"))
    assert len(set_aside) == done.err.count("The journal was damaged") == 1
    assert "nothing of" not in done.err


def test_a_file_that_was_renamed_is_found_in_the_library(run: Run, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talks.rename(talks.parent / "below" / "renamed.yaml")
    monkeypatch.setenv("BRIEFING_PATH", str(talks.parent))
    found = [json.loads(line) for line in run("notes", "--to", "json").out.splitlines()]
    assert [one["state"] for one in found] == ["in place", "in place"]


def test_a_library_that_is_not_there_keeps_no_notes_back(run: Run, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talks.unlink()
    monkeypatch.setenv("BRIEFING_PATH", str(talks.parent / "nowhere"))
    done = run("notes", "--to", "json")
    assert (done.status, len(done.out.splitlines())) == (0, 2)


def test_only_the_notes_on_one_library_are_wanted(run: Run, talks: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "else.yaml").write_text("title: Else\nbody: Nothing.\n", encoding="utf-8")
    assert "Comment 0." in run("notes", "-L", talks.parent).out
    nothing = run("notes", "-L", other)
    assert (nothing.status, nothing.out) == (1, "")
    assert run("notes", "-L", tmp_path / "missing").status == 3


def test_annotations_go_to_other_programs_and_come_back(run: Run, talks: Path, tmp_path: Path) -> None:
    done = run("notes", "--to", "annotations")
    collection = json.loads(done.out)
    first, second = collection["first"]["items"]
    assert (collection["type"], collection["total"], first["type"]) == ("AnnotationCollection", 2, "Annotation")
    assert first["target"]["source"] == "urn:briefing:talks"
    assert first["target"]["selector"][0]["exact"] == "Washington will set up a headquarters."
    assert [body["value"] for body in second["body"]] == ["Comment 1.", "rank"]
    assert "AMBER" not in run("notes", "--to", "annotations", "--max-tlp", "GREEN").out
    # Nothing comes twice.
    (tmp_path / "anno.json").write_text(done.out, encoding="utf-8")
    assert (
        run("notes", "--import", tmp_path / "anno.json", "-L", talks.parent).err.splitlines()[-1].endswith("2 were there already")
    )
    # What another program wrote: without positions, hostile, on what is not here.
    target = {"source": "urn:briefing:talks", "selector": {"type": "TextQuoteSelector", "exact": "A secret fact."}}
    foreign = [
        {"type": "Annotation", "body": "Mine \x1b[2J\u202e", "target": target, "marking": "TLP:CLEAR"},
        {"type": "Annotation", "body": {"value": "x"}, "target": target | {"source": "urn:briefing:nowhere"}},
        {"target": target | {"selector": [{"type": "TextQuoteSelector", "exact": "Words that nobody wrote anywhere at all"}]}},
        {"target": "https://example.org/page"},
        7,
    ]
    (tmp_path / "foreign.json").write_text(json.dumps(foreign), encoding="utf-8")
    done = run("notes", "--import", tmp_path / "foreign.json", "-L", talks.parent)
    assert done.status == 1
    assert [line.removeprefix("briefing: ") for line in done.err.splitlines()] == [
        "brought in: 1 note",
        "1 is on a briefing that is not in this library",
        "1 is on words that are not in its briefing any more",
        "2 are no annotations of words in briefings",
    ]
    found = [json.loads(line) for line in run("notes", "mine", "--to", "json").out.splitlines()]
    # It is marked as its passage is, whatever it says of itself.
    assert [(note["comment"], note["marking"], note["quote"]) for note in found] == [
        ("Mine ␛[2J\ufffd", "TLP:AMBER", "A secret fact.")
    ]
    for wrong in ("[1", "[" * 100_000):
        assert run("notes", "--import", "-", stdin=wrong.encode()).status == 3
