"""Org files: text, structure and notes come along; what is to be done becomes actions; hostile ones take no longer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.store.formats.packed import written
from tests.yardstick import SHARE
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.read import read_file


def opened(folder: Path, text: str) -> Briefing:
    return read_file(written(folder, text.encode(), "a.org"))


def test_what_a_file_says_of_itself_and_of_what_is_to_be_done(tmp_path: Path) -> None:
    briefing = opened(
        tmp_path,
        "#+TITLE: The plan\n#+DATE: <2026-03-04 Wed>\n#+AUTHOR: Ann\n#+FILETAGS: :port:\n#+TODO: BEGUN(b) | GIVEN(g)\n\n"
        "TLP:AMBER\n\n* TODO [#A] Write it :urgent:\nDEADLINE: <2026-12-01 Tue> SCHEDULED: <2026-11-30 Mon>\n"
        ":PROPERTIES:\n:OWNER: Bo\n:END:\n"
        "** BEGUN Go\n** GIVEN Up\n* CANCELLED Old\n",
    )
    assert (briefing.title, briefing.authors, briefing.tags) == ("The plan", ("Ann",), ("port", "urgent"))
    assert briefing.handling == Marking("AMBER")
    assert [(one.text.text, one.status, one.due.text if one.due else "") for one in briefing.actions] == [
        ("Write it", "open", "2026-12-01"),
        ("Go", "open", ""),
        ("Up", "done", ""),
        ("Old", "dropped", ""),
    ]
    assert [(one.path, one.text) for one in briefing.other] == [("Write it: owner", "Bo")]


def test_text_with_all_that_stands_in_it(tmp_path: Path) -> None:
    briefing = opened(
        tmp_path,
        "Some *bold* and /italic/, =code=, a_b and [[https://example.org/a b][a link]][fn:1].\nSecond line [fn::by the way].\n\n"
        "- one\n- two\n  more\n  - deep\n    1. first\n- [X] done\n- term :: meaning\n\nAfter <2026-01-02 Fri 10:00>.\n\n"
        "| a | b |\n|---+---|\n| 1 | 2 |\n\n#+BEGIN_SRC python\n  x = 1\n  ,* no headline\n#+END_SRC\n\n"
        "#+begin_quote\nA quote\n#+end_quote\n\n: fixed\n\n# a comment\n\n[fn:1] At the foot\n",
    )
    assert briefing.body.text == (
        "Some **bold** and *italic*, `code`, a_b and [a link](https://example.org/a%20b)[^1]. Second line [^note-1].\n\n"
        "- one\n- two\n  more\n  - deep\n    1. first\n- [x] done\n- **term**: meaning\n\nAfter 2026-01-02 10:00.\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```python\nx = 1\n* no headline\n```\n\n> A quote\n\n```\nfixed\n```\n\n"
        "[^note-1]: by the way\n\n[^1]: At the foot"
    )
    assert [problem.code for problem in briefing.problems] == ["hidden-text-left-out"]


def test_signs_of_markdown_in_a_file_are_no_markup(tmp_path: Path) -> None:
    briefing = opened(tmp_path, "Before #hash, `x` <b> [@note] 1. > | ~ [[nowhere]]\n")
    assert briefing.body.text == "Before #hash, \\`x\\` \\<b\\> \\[@note\\] 1. \\> | \\~ nowhere"
    assert not briefing.problems


HOSTILE = {
    "signs": "*" * 4 + "/ =_" * 100_000,
    "opened": "[[" * 200_000,
    "half emphasis": "*a " * 150_000,
    "notes": "[fn:1:" * 60_000,
    "begun": "#+begin_quote\n" * 30_000,
    "drawers": ":a:\n" * 100_000,
    "deep list": "\n".join(" " * (at % 500) + "- x" for at in range(40_000)),
    "tags": "* x " + ":a" * 100_000,
    "stars": "*" * 300_000 + " x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_time_that_grows_with_their_length(tmp_path: Path, name: str) -> None:
    text = HOSTILE[name][: len(HOSTILE[name]) // SHARE]

    def seconds(share: int) -> float:
        start = time.process_time()
        opened(tmp_path, text[: len(text) // share])
        return time.process_time() - start

    opened(tmp_path, "warm")
    quarter = min(seconds(4) for _ in range(2))
    assert any(seconds(1) < 10 * quarter + 0.2 for _ in range(2))
