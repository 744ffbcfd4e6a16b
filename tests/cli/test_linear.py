"""The program of lines: a whole morning without a screen, each block said once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.shell import Run, environment
from tests.hostile.strings import TABLE, briefing_with


class Typing:
    """A standard input of lines that are typed one after the other; between them something may happen."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return False

    def readline(self) -> str:
        """The next line; nothing at the end."""
        return next(self._lines, "")


Typed = Callable[..., str]


@pytest.fixture
def typed(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """Gives what is printed where some lines are typed, in a library or what else is named; with a journal of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def type_lines(*lines: str | Callable[[], object], on: Path | None = None, options: tuple[str, ...] = ()) -> str:
        def each() -> Iterator[str]:
            for line in lines:
                if callable(line):
                    line()
                else:
                    yield f"{line}\n"

        monkeypatch.setattr(sys, "stdin", Typing(each()))
        done = run("read", "--linear", *options, on or library)
        assert done.status == 0, done.err
        return done.out

    return type_lines


def test_the_whole_queue_is_read_to_its_end_with_enter_alone(typed: Typed) -> None:
    told = typed(*[""] * 60)
    assert "3 in the queue, 3 briefings." in told
    for said in ("Washington will set up a headquarters.", "Café industry.", "Section 1 of 3, Bottom line, 1 minute."):
        assert told.count(said) == 1, said
    assert "1 of 3 done." in told
    assert "Done. 3 of 3." in told
    assert "That is the text." in told
    assert "\x1b" not in told
    assert "0 in the queue, 3 briefings." in typed("q")


def test_every_action_has_a_name_and_what_is_none_says_what_may_be_meant(typed: Typed) -> None:
    told = typed("help", "serch x", "99", "all", "1", "n", "sections", "3", "b", "where", "q", "done 1", "unread 1", "undo")
    for said in (
        "next, n: the next section.",
        "“serch” is nothing that can be asked for. Did you mean “search”?",
        "There is no 99 in the last list: it has 3.",
        "Section 2 of 3, A joint headquarters, 1 minute.",
        "“Talks in Tokyo”, TLP:AMBER, in “",
        "is unread again.",
        "Undone: ",
    ):
        assert said in told, said


def test_what_all_briefings_say_is_listed_and_a_number_opens_it(typed: Typed, library: Path) -> None:
    (library / "calm.yaml").write_text(
        "title: Calm\nid: calm\njudgments:\n  - {id: j, text: It stays calm., likelihood: likely, sources: s}\n"
        "sources:\n  s: {title: A report}\n"
    )
    told = typed("judgments", "1", "page.sources calm", "page", "judgments nothing", "app.theme", "tray")
    assert "Judgments, 1 entry." in told
    assert "1. It stays calm. likely, 55 to 80%. Calm" in told
    assert told.count("Reference 1 of 2, Judgments, 1 entry.") == 1
    assert "1. A report." in told
    assert "“page NAME” says what all briefings say: judgments" in told
    assert "that is for the screen alone" in told


def test_words_links_and_notes_are_at_hand_without_a_screen(typed: Typed) -> None:
    asked = ("search deterrence", "1", "links", "1", "return", "/ministers", "again")
    told = typed(*asked, "note Ask the desk #japan", "notes", "delete 1", "notes")
    for said in (
        "1. Talks in Tokyo, Deterrence: See forum.",
        "1. The forum",
        "The forum. Jun 2024",
        "Section 3 of 3, Deterrence",
        "Match 1 of 1.",
        "Noted on “Ministers met.”.",
        "1. on “Ministers met.”: Ask the desk #japan",
        "Note deleted",
        "0 notes.",
    ):
        assert said in told, said


def test_where_today_is_among_the_events_is_a_line_of_its_own(
    typed: Typed, run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_722_600_000.0)
    events = "[{date: 2024-07-01, title: Sailing}, {date: 2025-01-01/2025-02-03, title: Arrival}]"
    (library / "coast.yaml").write_text(f"title: Coast\nid: coast\nevents: {events}\n")
    said = typed(*[""] * 4, on=library / "coast.yaml").splitlines()
    assert said[said.index("1 Jul 2024: Sailing") + 1] == "Today, 2 Aug 2024."
    said = typed("timeline coast").splitlines()
    assert said[said.index("Today, 2 Aug 2024.") + 1].startswith("2. 1 Jan to 3 Feb 2025")
    assert "── today, 2 Aug 2024 ──" in run("show", library / "coast.yaml").out
    assert "Today, 2 Aug 2024." in run("show", "--linear", library / "coast.yaml").out


def test_passages_are_marked_put_aside_and_printed_to_be_copied(typed: Typed, library: Path) -> None:
    asked = ["all", "put", "1", "n", "mark b", "mark 1", "put", "put", "copy", "/secret", "copy"]
    asked += ["q", "go b", "go z", "tray"]
    told = typed(*asked)
    for said in (
        "No briefing is open: a number of the list opens one.",
        "Mark b is set; “go b” goes there.",
        "“mark A” sets a mark, by any letter",
        "It is in the tray, 1 thing by now.",
        "It is in the tray already.",
        "[TLP:AMBER]",
        "\n— “Talks in Tokyo”",
        "There is no mark “z”. There are b.",
        "`briefing tray` prints what you put aside",
    ):
        assert said in told, said
    assert told.count("A secret fact.") == 2
    assert told.count("[TLP:AMBER]") == 1


def test_a_briefing_is_written_for_others_where_nothing_is_yet(
    typed: Typed, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("all", "export md", "1", "export", "export markdwn", "export txt", "export TXT", f"export html {tmp_path}/out.html")
    told = typed(*asked, "export txt nowhere/x.txt", f"export yaml {library}", "copy.export json")
    for said in (
        "No briefing is open: a number of the list opens one. `briefing export",
        "“export FORMAT” or “export FORMAT FILE” writes this briefing for others: docx, pdf, ",
        "“markdwn” is no format.",
        "Written: talks.txt (TLP:AMBER).",
        "Written: talks-2.txt (TLP:AMBER).",
        f"Written: {tmp_path}/out.html (TLP:AMBER).",
        "There is no folder nowhere.",
        f"Written: {library}/talks-2.yaml (TLP:AMBER).",
        "Written: talks.json (TLP:AMBER).",
    ):
        assert said in told, said
    assert "Ministers met." in (tmp_path / "talks.txt").read_text(encoding="utf-8")


def test_words_are_found_however_long_a_briefing_is(typed: Typed, tmp_path: Path) -> None:
    sections = "".join(f"## Part {number}\n\nText {number} here.\n\n" for number in range(14_000))
    (tmp_path / "long.md").write_text(f"# Long\n\n{sections}", encoding="utf-8")
    told = typed("/text 13999", on=tmp_path / "long.md")
    assert "Match 1 of 1." in told
    assert "Text 13999 here." in told


def test_a_file_that_was_saved_the_moment_before_is_followed_as_well(
    typed: Typed, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.inputs.settled_stamp", lambda path: None)
    path = library / "talks.yaml"
    text = path.read_text(encoding="utf-8")
    told = typed("", lambda: path.write_text(text.replace("met.", "met again."), encoding="utf-8"), "", on=path)
    assert told.count("The file was saved: it was read again") == 1
    told = typed("", "", path.unlink, "", "", on=path)
    assert "it was read again" not in told
    assert told.count("the file is gone") == 1


def test_a_file_that_is_saved_is_read_again_and_what_changed_is_told(typed: Typed, library: Path) -> None:
    path = library / "talks.yaml"
    text = path.read_text(encoding="utf-8")

    def save() -> None:
        path.write_text(text.replace("Ministers met.", "Ministers met and quarrelled."), encoding="utf-8")
        os.utime(path, (1, 1))

    told = typed("", "", "done", on=path)
    assert "Done with “Talks in Tokyo”" in told
    told = typed("", save, "", "top", "changes", on=path)
    assert "The file was saved: it was read again" in told
    assert "quarrelled" in told
    assert "(added: and quarrelled)" in told
    told = typed("", path.unlink, "", on=path)
    assert told.count("the file is gone") == 1


def test_what_is_above_a_ceiling_is_counted_and_never_said(typed: Typed) -> None:
    told = typed("all", *[""] * 40, "search secret", options=("--max-tlp", "GREEN", "--allow-unmarked"))
    assert "Washington will set up a headquarters." in told
    assert "secret fact" not in told
    assert "left out" in told
    assert "Nothing is kept of what you read" in typed("1", "done", options=("--max-tlp", "GREEN", "--allow-unmarked"))


def test_hostile_text_says_nothing_to_the_terminal(typed: Typed, tmp_path: Path) -> None:
    for number, hostile in enumerate(TABLE[:12]):
        (tmp_path / f"{number}.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    told = typed("1", *[""] * 20, "links", "sections", on=tmp_path)
    assert not any(sign in told for sign in ("\x1b", "\x07", "\x9b", "\u202e"))


def test_it_opens_by_the_environment_and_loads_no_screen(library: Path) -> None:
    code = "import sys; from tui.__main__ import main; s = main(['read', '--linear', '.']); print(s, 'textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=library, input="1\nq\nq\n", env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("0 False\n")
