"""One door for every kind of file, and for standard input."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from tui.store.file_bytes import read_pipe
from tui.store.read import CannotRead, kind_of, read_file, read_text


def markdown(text: str, name: str = "notes.md"):  # type: ignore[no-untyped-def]
    return read_text(text, name=name, kind="md")


def test_front_matter_is_the_briefing_and_the_rest_its_body() -> None:
    briefing = markdown("---\ntitle: T\ntags: [a]\n---\n\nText\n")
    assert (briefing.title, briefing.tags, briefing.body.text) == ("T", ("a",), "Text")
    assert (briefing.body.line, briefing.body.step) == (6, 1)
    assert not briefing.problems


@pytest.mark.parametrize("prefix", ["\n\n", "\ufeff", "  \n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_may_follow_blank_lines_and_a_byte_order_mark(prefix: str, end: str) -> None:
    text = f"{prefix}---\ntitle: T\nodd: x\n...\nText\n".replace("\n", end)
    briefing = markdown(text)
    assert (briefing.title, briefing.body.text) == ("T", "Text")
    assert briefing.problems[0].line == prefix.count("\n") + 3


def test_foreign_front_matter_is_kept_and_warned_about() -> None:
    briefing = markdown("---\ntitle: T\nslug: t\ntopics: [a, b]\n---\nText\n")
    assert [(other.path, other.text) for other in briefing.other] == [("slug", "t"), ("topics", "[a, b]")]
    assert {problem.severity for problem in briefing.problems} == {"warning"}


def test_text_between_two_rules_is_text() -> None:
    briefing = markdown("---\nJust words.\n\n---\n\nMore.\n")
    assert "Just words." in briefing.body.text
    assert "More." in briefing.body.text
    assert not briefing.problems


def test_toml_front_matter_is_read_like_yaml() -> None:
    front = 'title = "X # Y"\ndate = 2024-07-28T10:00:00Z\ntags = ["a", "b"]\ndraft = true\n\n[extra]\nn = 1_000\n'
    briefing = markdown(f"\n+++\n{front}+++\n# Heading\n\nText\n")
    assert briefing.title == "X # Y"
    assert briefing.date is not None
    assert briefing.date.text == "2024-07-28T10:00:00+00:00"
    assert briefing.tags == ("a", "b")
    assert {(other.path, other.line) for other in briefing.other} == {("draft", 6), ("extra", 8)}
    assert "1000" in briefing.other[-1].text
    assert (briefing.body.text, briefing.body.line) == ("# Heading\n\nText", 11)
    assert {problem.line for problem in briefing.problems} == {6, 8}


_BAD_TOML = ["title = X\n", "a = " + "[" * 5_000 + "\n", "a" + ".a" * 40_000 + " = 1\n", "a = " + "9" * 9_000 + "\n"]


@pytest.mark.parametrize("front", _BAD_TOML)
def test_toml_that_cannot_be_read_costs_no_text_and_is_said(front: str) -> None:
    briefing = markdown(f"+++\n{front}tlp = 'RED'\n+++\nText\n")
    assert briefing.title == "notes"
    assert front.strip() in briefing.body.text
    assert "Text" in briefing.body.text
    assert "RED" in str(briefing.handling)
    assert any(problem.code == "toml-syntax" for problem in briefing.problems)


def test_json_front_matter_is_read_like_yaml() -> None:
    briefing = markdown('{\n  "title": "X",\n  "odd": {"a": 1}\n}\n\nText\n')
    assert (briefing.title, briefing.body.text, briefing.body.line) == ("X", "Text", 6)
    assert [(other.path, other.line) for other in briefing.other] == [("odd", 3)]


@pytest.mark.parametrize("text", ["{a} text", "{\n", '{"a": 1} and more', "{}\ntext", "{\n" * 5_000])
def test_a_brace_that_begins_a_text_is_text(text: str) -> None:
    assert text.strip() in markdown(text).body.text


def test_a_toml_fence_does_no_harm() -> None:
    briefing = markdown('```toml\n[advisory]\n# no heading\nid = "R"\n```\n\n# The title\n\nText\n')
    assert briefing.title == "The title"
    assert "# The title" not in briefing.body.text
    assert "# no heading" in briefing.body.text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n\nText\n", "One"),
        ("One\n===\n\nText\n", "One"),
        ("# One #\nText\n", "One"),
        ("## One\n\nText\n", "One"),
        ("# **One** `two`\n\nText\n", "One two"),
        ("Text only\n", "notes"),
        ("```\n# code\n```\nText\n", "notes"),
        ("Before\n\n# One\n", "notes"),
        ("> a quote\n\nOne\n===\n", "notes"),
        ("<!-- a\n# comment -->\n\n# One\n", "One"),
        ("<!-- a --> # One\n", "notes"),
        ("Stomach | 4 |\nChest   | 3 |\n--------\n", "notes"),
        ("One\ntwo\nthree\n---\n", "notes"),
        ("# " + "long " * 100, "notes"),
        ("---\nname: N\nsummary: S\n---\nText\n", "N"),
        ("---\nsummary: S\n---\n# One\n", "One"),
        ("---\nsummary: S\n---\nText\n\n# One\n", "S"),
        (f"---\nsummary: {'long ' * 50}\n---\nText\n", "notes"),
    ],
)
def test_a_heading_that_begins_the_text_is_the_title_else_a_name_else_the_files_name(text: str, title: str) -> None:
    assert markdown(text).title == title


def test_the_heading_that_is_the_title_is_not_shown_twice_and_lines_count_on() -> None:
    briefing = markdown("# One\n\nText\n\n## Two\n")
    assert briefing.body.text == "Text\n\n## Two"
    assert briefing.body.line == 3
    behind = markdown("---\ntitle: One\n---\nBefore\n\n# One\n\nText\n")
    assert (behind.title, behind.body.text) == ("One", "Before\n\n# One\n\nText")


def test_a_heading_that_says_more_than_the_title_stays() -> None:
    briefing = markdown("# See [this](https://example.org)\n\nText\n")
    assert briefing.title == "See this"
    assert "https://example.org" in briefing.body.text
    assert "## A" in markdown("## A\n\n## B\n").body.text
    assert "# Other" in markdown("---\ntitle: T\n---\n# Other\n").body.text


def test_broken_front_matter_costs_no_text() -> None:
    text = "---\ntitle: T\n  kind: ```x\n bluf: [\n- }\n---\nText\n"
    briefing = markdown(text)
    assert all(line in briefing.body.text for line in ("kind: ```x", "bluf: [", "Text"))
    assert any(problem.severity == "error" for problem in briefing.problems)


def test_json_is_read_with_places_and_its_own_escapes() -> None:
    text = '{\n  "title": "\\ud83d\\ude00 \\u001b",\n  "odd": {"a": [1, true, null]},\n  "date": "2024-99"\n}\n'
    briefing = read_text(text, name="x.json", kind="json")
    assert briefing.title == "😀 ␛"
    assert [(problem.code, problem.line, problem.column) for problem in briefing.problems] == [
        ("character-made-visible", 2, 12),
        ("unknown-key", 3, 3),
        ("bad-date", 4, 11),
    ]
    assert briefing.other[0].text == '{"a": [1, true, null]}'


def test_json_takes_half_surrogates_long_keys_and_delete_characters() -> None:
    text = '{"title": "a\\ud800b", "' + "k" * 5_000 + '": "v", "kind": "x\x7fy"}'
    briefing = read_text(text, name="x.json", kind="json")
    assert briefing.title == "a\ufffdb"
    assert briefing.kind == "x␡y"
    assert len(briefing.other[0].path) == 5_000


@pytest.mark.parametrize(
    "text",
    ['{"title": "x",}', '{"title" "x"}', '{"title": "x"', '{"title": x}', '{"title": "x"} y', "{", "", '["a"', '{"a": "\\x"}'],
)
def test_bad_json_is_a_problem_with_its_place_and_opens_showing_its_text(text: str) -> None:
    briefing = read_text(text, name="x.json", kind="json")
    assert briefing.title == "x.json"
    assert briefing.problems[0].code == "json-syntax"
    assert text in briefing.body.text


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"title": "T", "odd": ' + "[" * 100_000 + "]" * 100_000 + "}", '{"a":' * 50_000 + "1" + "}" * 50_000]
)
def test_a_hundred_thousand_levels_of_json_are_a_problem(text: str) -> None:
    assert "too-deep" in [problem.code for problem in read_text(text, name="x.json", kind="json").problems]


def test_lists_of_things_in_json_are_read_like_those_in_yaml() -> None:
    data = {"title": "T", "actors": {"a": {"name": "A"}, "b": "B"}, "facts": ["F"], "judgments": {"text": "J"}, "scale": "phia"}
    briefing = read_text(json.dumps(data), name="x.json", kind="json")
    assert [actor.name for actor in briefing.actors] == ["A", "B"]
    assert briefing.judgments[0].text.text == "J"
    assert not briefing.problems


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("title: T\nbluf: x\n", "T"),
        ("# comment\n---\ntitle: T\n", "T"),
        ('{"title": "T"}', "T"),
        ("---\ntitle: T\n---\nText\n", "T"),
        ("# T\n\nText\n", "T"),
        ("Plain words: not a key.\n", "stdin"),
        ("One\n===\n\nText\n", "One"),
        ("", "stdin"),
    ],
)
def test_standard_input_is_read_by_its_content(text: str, title: str) -> None:
    assert read_text(text.encode(), name="stdin").title == title


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Stomach | 4 |\nChest   | 3 |\n--------\n", True),
        ("total 140\n-rw-r--r--  1 root root   43 Nov 28 22:23 a_b\n  * not a list\n", True),
        ("a[0] = b * c * d;\n", True),
        ("Text with **strong** words\n", False),
        ("Text with a [link](http://x)\n", False),
        ("- [ ] task\n", False),
        ("Text [@seed]\n", False),
        ("| a | b |\n|---|---|\n", False),
        ("```\ncode\n```\n", False),
    ],
)
def test_standard_input_without_a_sign_of_markdown_keeps_its_lines(text: str, plain: bool) -> None:
    assert read_text(text, name="-").body.plain is plain


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.TXT", "a.log"])
def test_a_text_file_keeps_its_lines_and_is_named_after_its_file(name: str) -> None:
    briefing = read_text("\n\n  A *b*\n=====\n# c\n", name=name, kind=kind_of(name))
    assert (briefing.title, briefing.body.text, briefing.body.line, briefing.body.plain) == ("a", "  A *b*\n=====\n# c", 3, True)
    assert not briefing.problems


def test_a_text_file_with_front_matter_is_markdown() -> None:
    briefing = read_text("---\ntitle: T\n---\n*b*\n", name="a.txt", kind="text")
    assert (briefing.title, briefing.body.plain) == ("T", False)


@pytest.mark.parametrize(("name", "language"), [("a.mdx", "MDX"), ("a.adoc", "AsciiDoc")])
def test_a_file_in_another_language_opens_as_it_was_written_and_says_what_it_is(name: str, language: str) -> None:
    briefing = read_text("Title\n=====\n\n| text\n", name=name, kind=kind_of(name))
    assert (briefing.title, briefing.body.text) == ("a", "Title\n=====\n\n| text")
    (problem,) = briefing.problems
    assert problem.code == "foreign-format"
    assert language in problem.message


def test_a_list_at_the_top_opens_under_the_files_name_with_everything_shown() -> None:
    briefing = read_text("- a\n- b: c\n", name="x.yaml", kind="yaml")
    assert briefing.title == "x.yaml"
    assert [problem.code for problem in briefing.problems] == ["not-a-mapping"]
    assert [other.text for other in briefing.other] == ["a", "b: c"]


def test_an_empty_file_opens_under_its_name() -> None:
    briefing = read_text(b"", name="x.yaml", kind="yaml")
    assert (briefing.title, [problem.code for problem in briefing.problems]) == ("x.yaml", ["empty"])


def test_the_id_is_the_path_below_the_root_without_suffix(tmp_path: Path) -> None:
    file = tmp_path / "asia" / "japan.v2.yaml"
    file.parent.mkdir()
    file.write_text("title: T\n")
    assert read_file(file, root=tmp_path).id == "asia/japan.v2"
    assert read_file(file).id == "japan.v2"
    file.write_text("title: T\nid: own\n")
    assert read_file(file, root=tmp_path).id == "own"


def test_problems_and_briefing_know_their_path(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("titel: T\n")
    briefing = read_file(file)
    assert briefing.path == str(file)
    assert {problem.path for problem in briefing.problems} == {str(file)}
    assert str(briefing.problems[0]).startswith(f"{file}:1:1: ")


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"There is no file “.*missing\.yaml”\."):
        read_file(tmp_path / "missing.yaml")
    with pytest.raises(CannotRead, match="is a folder, not a file"):
        read_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(CannotRead, match="is not a regular file"):
        read_file(tmp_path / "pipe.yaml")
    with pytest.raises(CannotRead, match="␛"):
        read_file(tmp_path / "a\x1b[31m.yaml")
    with pytest.raises(CannotRead):
        read_file(tmp_path / "nul\x00.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(CannotRead, match="This link leads to itself: “"):
        read_file(tmp_path / "loop.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(CannotRead, match="This link leads nowhere: “"):
        read_file(tmp_path / "dangling.yaml")
    with pytest.raises(CannotRead, match=r"^This is a device, not a file: “/dev/zero”\.$"):
        read_file("/dev/zero")


def test_an_empty_markdown_file_is_as_empty_as_a_yaml_file() -> None:
    for kind in ("md", "yaml"):
        (problem,) = read_text("\n", name="x", kind=kind).problems
        assert (problem.severity, problem.code) == ("error", "empty")


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb") as file:
            for part in (b"title: ", b"T\n" + b"#" * 200_000):
                file.write(part)
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    data = read_pipe(pipe)
    writer.join()
    assert data == b"title: T\n" + b"#" * 200_000


def test_a_pipe_to_which_nobody_writes_is_a_sentence_and_no_wait_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    monkeypatch.setattr("tui.store.file_bytes._PATIENCE", 10)
    with pytest.raises(CannotRead, match="Nobody writes to this pipe"):
        read_pipe(tmp_path / "pipe.yaml")


def test_of_an_endless_pipe_only_the_largest_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.file_bytes.MOST_BYTES", 100_000)
    pipe, writing = os.pipe()
    os.set_blocking(writing, False)
    os.write(writing, b"x" * 60_000)
    writer = threading.Thread(target=lambda: os.write(writing, b"x" * 60_000))
    os.set_blocking(writing, True)
    writer.start()
    try:
        assert len(read_pipe(Path(f"/dev/fd/{pipe}"))) == 100_001
    finally:
        os.close(pipe)
        writer.join()
        os.close(writing)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("title: T\n")
    file.chmod(0)
    with pytest.raises(CannotRead, match="permission"):
        read_file(file)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04\x14\x00\x00\x00a.txt", "an archive (ZIP)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture (PNG)"),
        (b"SQLite format 3\x00\x10\x00", "a database (SQLite)"),
        (b"\x00\x01\x02\xff\xfe\xfd" * 100, "binary data"),
    ],
)
@pytest.mark.parametrize("name", ["file", "file.md", "file.yaml"])
def test_what_is_no_text_is_named_and_not_shown(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    read = read_file(file)
    assert [problem.message for problem in read.problems] == [f"This file is {what}, which cannot be read yet."]
    assert (read.title, read.body.text) == (name, "")


@pytest.mark.parametrize("text", ["title: a\x00b\n", "RIFF raff\n", "BZhang said\n", "title: 防衛\n"])
def test_a_text_with_odd_characters_is_a_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text, "utf-8")
    assert all(problem.code != "not-a-text" for problem in read_file(file).problems)
