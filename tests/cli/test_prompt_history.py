"""What was typed in prompts comes back in the next run, bounded, private, and only where text may be kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tests.cli.terminal import Terminal
from tui.cli.prompt_history import FILE, LONGEST, forget_typed, keep_typed_texts, typed_before
from tui.journal.location import data_folder
from tui.reading.places import HISTORY
from tui.store.config import Config


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A home of its own."""
    return {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}


def keep(environ: dict[str, str], *texts: str, config: Config = Config()) -> None:  # noqa: B008  it is frozen
    keep_typed_texts(environ, config, [], texts)


def test_what_was_typed_comes_back_and_two_programs_lose_nothing_of_each_other(environ: dict[str, str]) -> None:
    keep(environ, "carrier", "tag:japan")
    one, two = typed_before(environ, Config()), typed_before(environ, Config())
    # One types a text anew and a new one, the other a third; nobody who typed nothing brings the old ones to the end.
    keep_typed_texts(environ, Config(), one, ["tag:japan", "pier", "carrier"])
    keep_typed_texts(environ, Config(), two, [*two, "\ud800 odd"])
    keep_typed_texts(environ, Config(), two, two)
    assert typed_before(environ, Config()) == ["tag:japan", "pier", "carrier", "\ud800 odd"]
    folder = data_folder(environ)
    assert folder is not None
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_it_is_bounded(environ: dict[str, str]) -> None:
    keep(environ, "x" * (LONGEST + 1), *(f"word {number}" for number in range(3 * HISTORY)))
    kept = typed_before(environ, Config())
    assert (len(kept), kept[-1]) == (HISTORY, f"word {3 * HISTORY - 1}")


def test_under_a_ceiling_nothing_is_kept_and_what_was_is_removed_and_in_doubt_neither(environ: dict[str, str]) -> None:
    keep(environ, "carrier")
    doubt = Config(doubt="The configuration is not read.")
    keep(environ, "pier", config=doubt)
    assert typed_before(environ, doubt) == []
    assert typed_before(environ, Config()) == ["carrier"]
    strict = Config(keep_text_up_to="GREEN")
    keep(environ, "pier", config=strict)
    assert typed_before(environ, strict) == []
    assert typed_before(environ, Config()) == []


@pytest.mark.parametrize("held", [b"", b"{", b"{}", b"[1, null, {}]", b"\xff", b"[" * 90_000], ids=range(6))
def test_a_damaged_file_is_an_empty_list(environ: dict[str, str], held: bytes) -> None:
    folder = data_folder(environ)
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(held)
    assert typed_before(environ, Config()) == []
    keep(environ, "carrier")
    assert typed_before(environ, Config()) == ["carrier"]
    forget_typed(environ)
    assert typed_before(environ, Config()) == []


def test_a_prompt_recalls_what_was_typed_in_the_run_before(
    run: Run, library: Path, tmp_path: Path, opened: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first = Terminal("read", str(library / "talks.yaml"), cwd=library)
    opened.append(first)
    first.wait_for("next section")
    first.press("/deterr\r")
    first.wait_for("/deterr")
    first.press("q")
    assert first.end() == 0
    again = Terminal("read", str(library / "talks.yaml"), cwd=library)
    opened.append(again)
    again.wait_for("next section")
    again.press("/\x1b[1;5A\r")
    again.wait_for("/deterr")
    again.press("q")
    assert again.end() == 0
    run("journal", "forget", "talks")
    assert typed_before(os.environ, Config()) == []
