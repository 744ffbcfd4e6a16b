"""Whatever is thrown at the reader: a briefing comes out, clean, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.yardstick import SHARE, cost_of, part_of
from tui.model.briefing import Briefing
from tui.model.text import clean
from tui.store.lint import check
from tui.store.read import Kind, read_file, read_text

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
KINDS: tuple[Kind, ...] = ("yaml", "md", "json", "auto")


def texts_of(briefing: Briefing) -> str:
    problems = [part for problem in check(briefing) for part in (problem.message, problem.suggestion)]
    other = [part for field in briefing.other for part in (field.path, field.text)]
    return "\n".join([briefing.title, briefing.id, briefing.body.text, briefing.bluf.text, *briefing.tags, *other, *problems])


BOMBS = {
    "a line of a megabyte": "title: T\nbluf: " + "word " * 200_000,
    "a line of a megabyte with a trap": "title: T\nbluf: a: " + "word " * 200_000,
    "thousands of traps": "title: T\n" + "".join(f"k{number}: a: b\n" for number in range(3_000)),
    "quotes never closed": 'title: "x\n' * 2_000,
    "tabs": "title: T\nsections:\n" + "\t- title: x\n" * 2_000,
    "many aliases": "title: &t T\nquestions:\n" + "- *t\n" * 20_000,
    "many anchors": "title: T\n" + "".join(f"k{number}: &a{number} x\n" for number in range(5_000)),
    "the same key": "title: T\n" + "k: v\n" * 20_000,
    "question marks": "? " * 5_000,
    "many documents": "---\n" * 2_000,
    "steps": "title: T\nsections:\n" + "".join("  " * depth + "- sections:\n" for depth in range(1, 1_500)),
    "NUL bytes": "\x00" * 10_000,
    "brackets in prose": "title: T\nbody: |\n  " + "[[" * 20_000 + "\n",
    "citations in prose": "title: T\nbody: |\n  " + "[@a" * 20_000 + "\n",
    "backticks": "title: T\nbody: |\n  " + "` `` ``` " * 5_000 + "\n",
    "stars in a heading": "# " + "*" * 20_000 + "x",
    "links in a heading": "# " + "[" * 20_000,
    "bars": "title: T\nbody: |\n  " + "|-" * 20_000 + "\n",
    "a confidence of spaces": "title: T\njudgments: ['high" + " " * 20_000 + "']\n",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_opens_soon(name: str, kind: Kind) -> None:
    made: list[Briefing] = []

    def opened() -> None:
        made.append(read_text(part_of(BOMBS[name]), name="x", kind=kind))
        check(made[0])

    assert cost_of(opened) < 400 / SHARE
    assert made[0].title


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(KINDS)
)
def test_any_bytes_become_a_briefing_with_a_title_and_clean_text(data: bytes, kind: Kind) -> None:
    briefing = read_text(data, name="x", kind=kind)
    assert briefing.title
    assert clean(texts_of(briefing))[1] == []


YAML_SIGNS = [
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "? ",
    "|\n",
    ">\n",
    "'",
    '"',
    ": ",
    " #",
    "~",
    "---\n",
    "!x ",
    "- ",
    "  ",
    "\t",
    "\n",
]
YAML_WORDS = ["title: T\n", "bluf: a: b\n", "sections:\n", "  - title: x\n", "judgments:\n", "j1: "]


@settings(max_examples=200, deadline=None)
@example("{? }")
@given(st.lists(st.sampled_from(YAML_SIGNS + YAML_WORDS), max_size=25).map("".join))
def test_any_heap_of_yaml_signs_becomes_a_briefing(text: str) -> None:
    briefing = read_text(text, name="x", kind="yaml")
    assert briefing.title
    check(briefing)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abc #*-=`\n|[]()!<>&\\", max_size=120))
def test_markdown_loses_no_word(text: str) -> None:
    briefing = read_text(text, name="0", kind="md")
    shown = briefing.title + briefing.body.text
    assert all(text.count(char) <= shown.count(char) for char in "abc")


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("folder", sorted(path.name for path in CORPORA.iterdir() if path.is_dir()) if CORPORA.is_dir() else [])
def test_every_file_of_the_corpora_opens_clean(folder: str) -> None:
    for file in sorted((CORPORA / folder).rglob("*")):
        if file.is_file():
            briefing = read_file(file)
            assert briefing.title, file
            assert clean(texts_of(briefing))[1] == [], file
