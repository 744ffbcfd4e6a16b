"""What is being written is kept, whatever ends the program, and offered again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui.journal.drafts import FOLDER, Drafts, forget_drafts


def left_by_another_run(folder: Path, about: str, text: str, base: str = "") -> None:
    """Keep a draft in a process that has ended since."""
    code = (
        "import sys; from pathlib import Path; from tui.journal.drafts import Drafts; Drafts(Path(sys.argv[1])).keep(*sys.argv[2:])"
    )
    subprocess.run([sys.executable, "-c", code, str(folder), about, "key", text, base], check=True, timeout=60)


def test_a_draft_of_a_run_that_has_ended_is_there(tmp_path: Path) -> None:
    left_by_another_run(tmp_path, "note", "half written", "before")
    found = Drafts(tmp_path).of("note")
    assert found is not None
    assert (found.text, found.base, found.key) == ("half written", "before", "key")
    assert [draft.about for draft in Drafts(tmp_path).left()] == ["note"]


def test_going_on_with_it_takes_it_over_and_dropping_it_leaves_nothing(tmp_path: Path) -> None:
    left_by_another_run(tmp_path, "note", "half")
    drafts = Drafts(tmp_path)
    assert drafts.of("note") is not None
    assert drafts.keep("note", "key", "half and more")
    assert len(list((tmp_path / FOLDER).iterdir())) == 1
    drafts.drop("note")
    assert list((tmp_path / FOLDER).iterdir()) == []
    assert drafts.of("note") is None


def test_two_programs_do_not_overwrite_each_others(tmp_path: Path) -> None:
    left_by_another_run(tmp_path, "key", "the other's")
    assert Drafts(tmp_path).keep("key", "key", "mine")
    assert sorted(draft.text for draft in Drafts(tmp_path).left()) == ["mine", "the other's"]


def test_a_draft_is_private(tmp_path: Path) -> None:
    Drafts(tmp_path / "data").keep("note", "key", "text")
    (path,) = (tmp_path / "data" / FOLDER).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_cannot_be_written_is_kept_in_memory_and_known_to_be_only_there(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    drafts = Drafts(tmp_path / "data")
    assert not drafts.keep("note", "key", "text")
    found = drafts.of("note")
    assert found is not None
    assert found.text == "text"
    assert list(drafts.unsaved) == ["note"]
    assert Drafts(None).left() == []


def test_a_damaged_draft_harms_nothing(tmp_path: Path) -> None:
    left_by_another_run(tmp_path, "note", "half")
    for name, data in [("a.json", b"{"), ("b.json", b"\xff"), ("c.json", b'{"about": 1}'), ("d.json", b"")]:
        (tmp_path / FOLDER / name).write_bytes(data)
    assert [draft.about for draft in Drafts(tmp_path).left()] == ["note"]


def test_a_briefing_that_is_forgotten_takes_its_drafts_along(tmp_path: Path) -> None:
    left_by_another_run(tmp_path, "note", "secret")
    Drafts(tmp_path).keep("other", "another key", "stays")
    half_made = tmp_path / FOLDER / "x.json.1-2.new"
    half_made.write_text("secret", encoding="utf-8")
    assert forget_drafts(tmp_path, {"key"}) == 1
    assert "secret" not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / FOLDER).iterdir())
    assert len(os.listdir(tmp_path / FOLDER)) == 1


def test_what_is_released_may_be_taken_while_its_writer_is_still_ending(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tui.journal.drafts import Drafts; "
        "drafts = Drafts(Path(sys.argv[1])); drafts.keep('note', 'key', 'half'); print(flush=True); sys.stdin.readline(); "
        "drafts.release(); print(flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdout.readline()
        assert Drafts(tmp_path).left() == []
        writer.stdin.write(b"\n")
        writer.stdin.flush()
        writer.stdout.readline()
        assert [draft.text for draft in Drafts(tmp_path).left()] == ["half"]
        writer.stdin.write(b"\n")


def test_what_the_journal_has_is_not_told_of_twice_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    drafts = Drafts(tmp_path / "data")
    drafts.keep("kept", "key", "my own words")
    drafts.keep("open", "key", "half")
    drafts.hand_over("kept")
    drafts.release()
    assert list(drafts.unsaved) == ["open"]


def test_what_is_written_again_after_the_journal_had_it_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    drafts = Drafts(tmp_path / "data")
    drafts.keep("note", "key", "my own words")
    drafts.hand_over("note")
    drafts.keep("note", "key", "my own words, and more")
    drafts.release()
    assert list(drafts.unsaved) == ["note"]
