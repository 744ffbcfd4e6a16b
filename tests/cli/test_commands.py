"""Every command: what it prints, where it complains, and the status it ends with."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Run
from tui import __version__
from tui.cli import COMMANDS

# list


def test_list_prints_newest_first_with_date_marking_minutes_id_and_title(run: Run, library: Path) -> None:
    done = run("list", "-L", library)
    assert done.status == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["2024-07-30", "TLP:AMBER", "1", "min", "talks", "Talks", "in", "Tokyo"],
        ["2024-06", "1", "min", "forum", "The", "forum"],
        ["0", "min", "broken", "Broken"],
    ]
    assert len({line.index(name) for line, name in zip(done.out.splitlines(), ("talks", "forum", "broken"), strict=True)}) == 1
    assert "1 other file left out" in done.err


def test_list_in_json_has_exactly_the_stable_fields(run: Run, library: Path) -> None:
    done = run("list", "-L", library, "--json")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert all(
        list(row) == ["id", "title", "date", "updated", "tlp", "tags", "kind", "path", "minutes", "problems"] for row in rows
    )
    assert rows[0] == {
        "id": "talks",
        "title": "Talks in Tokyo",
        "date": "2024-07-28",
        "updated": "2024-07-30",
        "tlp": "AMBER",
        "tags": ["japan", "command"],
        "kind": "assessment",
        "path": str(library / "talks.yaml"),
        "minutes": 1,
        "problems": 0,
    }
    assert rows[1]["kind"] is None
    assert rows[2]["problems"] == 2
    assert done.err == ""


def test_list_keeps_what_holds_all_words_in_any_spelling(run: Run, library: Path) -> None:
    assert [line.split()[4] for line in run("list", "-L", library, "JAPAN", "tokyo").out.splitlines()] == ["talks"]
    nothing = run("list", "-L", library, "zebra")
    assert (nothing.status, nothing.out) == (1, "")


def test_list_counts_for_a_status_bar(run: Run, library: Path) -> None:
    assert run("list", "-L", library, "--count").out == "3\n"
    done = run("list", "-L", library, "--count", "zebra")
    assert (done.status, done.out) == (1, "0\n")


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("date", ["talks", "forum", "broken"]),
        ("title", ["broken", "talks", "forum"]),
        ("updated", ["talks", "forum", "broken"]),
        ("id", ["broken", "forum", "talks"]),
    ],
)
def test_list_sorts_by_a_field(run: Run, library: Path, field: str, order: list[str]) -> None:
    done = run("list", "-L", library, "--json", "--sort", field)
    ids = [json.loads(line)["id"] for line in done.out.splitlines()]
    if field == "updated":
        assert ids[0] == order[0]
    else:
        assert ids == order


def test_list_of_several_libraries_is_one_list(run: Run, library: Path) -> None:
    done = run("list", "-L", library / "below", "-L", library / "talks.yaml", "--count")
    assert done.out == "2\n"


def test_list_of_a_folder_without_briefings_says_so_and_what_a_briefing_is(run: Run, tmp_path: Path) -> None:
    done = run("list", "-L", tmp_path)
    assert (done.status, done.out) == (1, "")
    assert "There are no briefings in" in done.err
    assert "A briefing is a .yaml file with a title" in done.err


# show


def test_show_prints_the_document_between_its_markings(run: Run, library: Path) -> None:
    done = run("show", "talks", "-L", library)
    lines = done.out.splitlines()
    assert (done.status, done.err) == (0, "")
    assert (lines[0], lines[-1]) == ("TLP:AMBER", "TLP:AMBER")
    assert "Talks in Tokyo" in lines
    assert any("See The forum." in line for line in lines)
    assert any("A secret fact." in line for line in lines)


def test_show_takes_a_file_a_former_id_or_standard_input(run: Run, library: Path) -> None:
    by_id = run("show", "talks", "-L", library).out
    assert run("show", "tokyo-talks", "-L", library).out == by_id
    by_file = run("show", library / "talks.yaml").out
    assert "Talks in Tokyo" in by_file
    assert run("show", "-", stdin=(library / "talks.yaml").read_bytes()).out == by_file


def test_show_prints_one_section_of_an_id_or_a_file(run: Run, library: Path) -> None:
    done = run("show", "talks#deterrence", "-L", library)
    assert "See The forum." in done.out
    assert "headquarters" not in done.out
    assert "headquarters" not in run("show", f"{library / 'talks.yaml'}#deterrence").out


def test_show_of_a_section_that_is_not_there_names_those_that_are(run: Run, library: Path) -> None:
    done = run("show", "talks#nowhere", "-L", library)
    assert (done.status, done.out) == (3, "")
    assert "“talks” has no section “nowhere”" in done.err
    assert "a-joint-headquarters, deterrence" in done.err


@pytest.mark.parametrize(
    ("name", "said"),
    [("talk", "did you mean “talks”?"), ("zebra", "`briefing list` lists them"), ("zebra.yaml", "There is no file “zebra.yaml”")],
)
def test_show_of_an_unknown_id_says_what_to_do(run: Run, library: Path, name: str, said: str) -> None:
    done = run("show", name, "-L", library)
    assert (done.status, done.out) == (3, "")
    assert said in done.err


def test_show_lays_out_at_a_width_and_unwrapped_at_none(run: Run, library: Path) -> None:
    narrow = run("show", "talks", "-L", library, "--width", "20").out
    assert max(map(len, narrow.splitlines())) <= 20
    unwrapped = run("show", "-", "--width", "0", stdin=b"title: x\nbody: " + b"word " * 200).out
    assert max(map(len, unwrapped.splitlines())) >= 990


def test_show_in_json_is_the_briefing_in_one_object(run: Run, library: Path) -> None:
    done = run("show", "talks", "-L", library, "--json")
    shown = json.loads(done.out)
    assert (shown["title"], shown["id"], shown["tlp"]) == ("Talks in Tokyo", "talks", "GREEN")
    assert shown["sections"][1]["id"] == "deterrence"


def test_show_in_json_says_what_comes_from_the_library(run: Run, library: Path) -> None:
    assert json.loads(run("show", "talks", "-L", library, "--json").out)["from_library"] is None
    shared = library / "library.yaml"
    shared.write_text("defaults: {tlp: AMBER, producer: The desk, lang: en}\n", encoding="utf-8")
    for what in (("talks", "-L", library), (library / "talks.yaml",)):
        known = json.loads(run("show", *what, "--json").out)["from_library"]
        assert known == {"path": str(shared), "fields": ["producer", "lang"]}


# check


def test_check_prints_every_problem_with_its_place_and_fails_on_errors(run: Run, library: Path) -> None:
    done = run("check", library)
    assert done.status == 1
    lines = done.out.splitlines()
    assert any(line.startswith(f"{library / 'broken.yaml'}:2:7: error bad-date ") for line in lines)
    assert any(f"{library / 'broken.yaml'}:3:1: warning unknown-key" in line and "did you mean “title”" in line for line in lines)
    assert "3 briefings: 1 error, 1 warning, " in done.err


def test_check_in_json_has_exactly_the_stable_fields(run: Run, library: Path) -> None:
    rows = [json.loads(line) for line in run("check", library / "broken.yaml", "--json").out.splitlines()]
    assert all(list(row) == ["path", "line", "column", "severity", "code", "message", "suggestion"] for row in rows)
    assert (rows[0]["line"], rows[0]["column"], rows[0]["code"]) == (2, 7, "bad-date")


def test_check_of_warnings_and_infos_alone_succeeds(run: Run, library: Path) -> None:
    assert run("check", library / "talks.yaml").status == 0
    assert run("check", "-", stdin=b"title: x\nzebra: y\n").status == 0


def test_check_passes_the_samples_without_errors_and_warnings(run: Run) -> None:
    done = run("check")
    assert done.status == 0
    assert "0 errors, 0 warnings" in done.err


# paths and standard input


def test_a_path_that_is_not_there_is_said_and_ends_with_three(run: Run, tmp_path: Path) -> None:
    for arguments in (["nope"], ["read", "nope"], ["list", "-L", "nope"], ["check", "nope"], ["show", "x", "-L", "nope"]):
        done = run(*arguments)
        assert (done.status, done.out) == (3, ""), arguments
        assert "There is no file or folder “nope”" in done.err


def test_a_library_of_the_environment_that_is_not_there_is_said_with_its_variable(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFING_PATH", "/nowhere/at/all")
    done = run("list")
    assert done.status == 3
    assert "$BRIEFING_PATH names “/nowhere/at/all”" in done.err


def test_without_a_path_the_library_is_the_environments_then_the_folders_then_the_samples(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = run("list")
    assert "sample briefings" in samples.err
    assert "us-japan-command" in samples.out
    Path("briefings").mkdir()
    Path("briefings/mine.yaml").write_text("title: Mine\n", encoding="utf-8")
    assert run("list", "--json").out.count("\n") == 1
    monkeypatch.setenv("BRIEFING_PATH", str(library))
    assert run("list", "--count").out == "3\n"


def test_an_unreadable_file_among_good_ones_is_named_and_the_rest_is_listed(run: Run, library: Path) -> None:
    (library / "locked.yaml").write_text("title: Locked\n", encoding="utf-8")
    (library / "locked.yaml").chmod(0)
    try:
        (library / "locked.yaml").read_bytes()
    except PermissionError:
        pass
    else:
        pytest.skip("whoever runs this may read everything")
    done = run("list", "-L", library)
    assert "talks" in done.out
    assert "You have no permission to read" in done.err
    assert run("show", library / "locked.yaml").status == 3


def test_a_broken_file_among_good_ones_is_shown_with_its_problem(run: Run, library: Path) -> None:
    (library / "worse.yaml").write_text("title: [\n", encoding="utf-8")
    assert run("list", "-L", library, "--count").out == "4\n"
    assert run("show", library / "worse.yaml").status == 0


def test_an_empty_file_and_an_empty_standard_input_open(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    done = run("show", tmp_path / "empty.yaml")
    assert done.status == 0
    assert "empty.yaml" in done.out
    assert run("show", "-", stdin=b"").status == 0


def test_a_folder_named_where_a_file_is_meant_is_said(run: Run, library: Path) -> None:
    done = run("show", library)
    assert done.status == 3
    assert done.err.startswith("briefing: There is no")


# without a screen


def test_paths_in_a_pipe_print_one_briefing_or_the_list_of_several(run: Run, library: Path) -> None:
    one = run(library / "talks.yaml")
    assert one == run("show", library / "talks.yaml")
    several = run(library)
    assert (several.status, several.out.count("\n")) == (0, 3)
    assert "`briefing show ID` prints a briefing" in several.err


def test_a_folder_with_one_briefing_prints_it(run: Run, library: Path) -> None:
    assert "Café industry." in run(library / "below").out


def test_a_folder_without_briefings_ends_with_one_and_says_what_a_briefing_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "void" / "x.yaml").write_text("a: 1", encoding="utf-8")
    done = run(tmp_path / "void")
    assert (done.status, done.out) == (1, "")
    assert "(1 other file: 1 .yaml)" in done.err


def test_standard_input_is_read_as_yaml_or_markdown(run: Run) -> None:
    assert "Tokyo" in run("-", stdin=b"# Tokyo\n\nSome *text*.\n").out
    assert "Some text." in run("-", stdin=b"# Tokyo\n\nSome *text*.\n").out
    assert run("-", stdin=b"title: Yaml\nbody: x\n").out.splitlines()[0] == "Yaml"
    assert run("-", stdin=b'{"title": "Json", "body": "x"}').out.splitlines()[0] == "Json"


def test_at_begins_at_a_section_in_a_pipe_too(run: Run, library: Path) -> None:
    assert "headquarters" not in run(library / "talks.yaml", "--at", "talks#deterrence").out


def test_at_prints_the_section_of_that_briefing_of_several(run: Run, library: Path) -> None:
    done = run("read", library, "--at", "talks#deterrence")
    assert done.status == 0
    assert "See The forum." in done.out
    assert "headquarters" not in done.out
    assert run(library, "--at", "tokyo-talks").out == run("show", "talks", "-L", library).out


def test_at_something_that_is_not_there_says_what_is_near(run: Run, library: Path) -> None:
    for paths in ([library], [library / "talks.yaml"]):
        done = run("read", *paths, "--at", "talk#deterrence")
        assert (done.status, done.out) == (3, "")
        assert "did you mean “talks”?" in done.err
    assert run("read", library, "--at", "talks#nowhere").status == 3
    done = run("read", library, "--at", "#deterrence")
    assert (done.status, done.out) == (2, "")
    assert "`--at ID#deterrence`" in done.err


def test_find_without_a_screen_is_said(run: Run, library: Path) -> None:
    done = run("read", library / "talks.yaml", "--find", "deterrence")
    assert "Talks in Tokyo" in done.out
    assert "`--find` needs the screen" in done.err


def test_several_briefings_in_a_pipe_are_listed_newest_first(run: Run, library: Path) -> None:
    (library / "zz.yaml").write_text("title: Newest\ndate: 2025-01-01\n", encoding="utf-8")
    assert run(library).out == run("list", "-L", library).out
    assert run(library).out.splitlines()[0].endswith("Newest")


# what cannot be read


def test_words_that_nothing_holds_are_said(run: Run, library: Path) -> None:
    done = run("list", "-L", library, "no", "where")
    assert (done.status, done.out) == (1, "")
    assert "holds “no where”" in done.err


def test_a_mistyped_command_is_taken_for_one(run: Run) -> None:
    done = run("lsit")
    assert (done.status, done.out) == (3, "")
    assert done.err == "briefing: There is no file or folder “lsit”; did you mean `briefing list`?\n"


def test_an_id_that_ends_in_a_command_is_not_taken_for_one(run: Run) -> None:
    assert "`briefing --at us-japan-command` opens a briefing by its id" in run("us-japan-command").err


def test_a_folder_given_as_a_word_is_said(run: Run, library: Path) -> None:
    said = f"briefing: “{library}” is taken for words to look for; `-L {library}` reads what is there\n"
    for command in ("list", "search"):
        assert said in run(command, "-L", library, library).err
        assert said not in run(command, "-L", library, f"{library}-none").err
    assert "`-L .` reads" in run("list", "-L", library, ".").err


def test_a_mistyped_path_is_answered_with_what_is_beside_it(run: Run, library: Path) -> None:
    assert f"did you mean “{library / 'talks.yaml'}”?" in run("check", library / "talsk.yaml").err
    assert f"did you mean “{library / 'talks.yaml'}”?" in run("check", library / "talks").err
    said = run("check", library / "nosuch").err
    assert "Give a file or a folder" in said
    assert "opens the default library" not in said


@pytest.mark.parametrize("command", [[""], ["read", ""], ["check", ""], ["list", "-L", ""], ["show", ""], ["show", "x", "-L", ""]])
def test_an_empty_path_is_refused(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert (done.status, done.out) == (2, "")
    assert "names nothing" in done.err


NAMED = [["check"], ["show"], ["read"], ["list", "-L"], ["index", "-L"]]


@pytest.mark.parametrize("command", NAMED, ids=lambda command: command[0])
def test_what_is_named_and_cannot_be_read_ends_with_three_and_one_sentence(
    run: Run, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere.yaml")
    for path, said in (
        (tmp_path / "loop.yaml", "This link leads to itself: “"),
        (tmp_path / "dangling.yaml", "This link leads nowhere: “"),
        (Path("/dev/zero"), "This is a device, not a file: “/dev/zero”."),
    ):
        done = run(*command, path)
        assert done.status == 3
        assert (done.out + done.err).count(said) == 1
        assert "cannot be read" not in done.err


def test_one_that_cannot_be_read_among_several_that_are_named_ends_with_three(run: Run, library: Path) -> None:
    done = run("check", library, "/dev/zero")
    assert done.status == 3
    assert "3 briefings" in done.err
    assert "talks" in run(library, "/dev/zero").out
    assert run(library, "/dev/zero").status == 3


def test_a_pipe_to_which_nobody_writes_ends_with_three(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.file_bytes._PATIENCE", 10)
    os.mkfifo(tmp_path / "fifo.yaml")
    for command in NAMED:
        done = run(*command, tmp_path / "fifo.yaml")
        assert done.status == 3
        assert done.err.startswith("briefing: Nobody writes to this pipe: “")


@pytest.mark.parametrize("command", [[], ["show"], ["read"]])
def test_a_pipe_that_is_named_is_read_as_standard_input_is(run: Run, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"# hi\n\nSome *text*.\n")
    os.close(writing)
    done = run(*command, f"/dev/fd/{reading}")
    os.close(reading)
    assert (done.status, done.err) == (0, "")
    assert "Some text." in done.out


def test_of_an_endless_standard_input_only_the_largest_file_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.source_text.MOST_BYTES", 1_000)
    monkeypatch.setattr("tui.store.read.MOST_BYTES", 1_000)
    done = run("check", "-", stdin=b"x" * 5_000)
    assert done.status == 1
    assert "too-large" in done.out
    assert sys.stdin.buffer.tell() == 1_001


def test_check_tells_apart_what_only_check_finds(run: Run, library: Path) -> None:
    (library / "part.yaml").write_text("title: T\ntitel: x\njudgments: [{likelihood: likely}]\n", encoding="utf-8")
    err = run("check", library / "part.yaml").err
    shown = run("show", library / "part.yaml").out
    assert "1 warning in this file" in shown
    assert "1 briefing: 0 errors, 3 warnings, 0 infos (2 warnings of these by rules that only `check` applies)" in err


# the program itself


def test_the_version_is_printed_by_both_spellings(run: Run) -> None:
    assert run("--version") == run("-V") == (0, f"briefing {__version__}\n", "")


def test_help_names_every_command(run: Run) -> None:
    done = run("--help")
    assert done.status == 0
    assert all(f"\n  {name} " in done.out for name in COMMANDS)
    assert "Exit status: 0 ok; 1 problems found" in done.out
    assert run("list", "--help").out.startswith("Usage: briefing list")


@pytest.mark.parametrize(
    "arguments", [["list", "--sort", "colour"], ["show"], ["--zebra"], ["list", "--zebra"], ["completion"], ["completion", "tcsh"]]
)
def test_wrong_usage_ends_with_two_and_says_what_is_right(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "Usage: briefing" in done.err


def test_the_schema_is_json_and_knows_the_fields(run: Run) -> None:
    schema = json.loads(run("schema").out)
    assert "title" in schema["properties"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert done.status == 0
    assert "_BRIEFING_COMPLETE" in done.out


def test_a_file_with_the_name_of_a_command_is_opened_with_read(run: Run) -> None:
    Path("list").write_text("title: A file called list\n", encoding="utf-8")
    assert "A file called list" in run("read", "list").out


def test_an_error_of_the_program_is_one_sentence_unless_one_asks_for_more(
    run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("it broke \x1b[31m")

    monkeypatch.setattr("tui.document.compose.compose", broken)
    monkeypatch.delenv("BRIEFING_DEBUG", raising=False)
    done = run("show", library / "talks.yaml")
    assert done.status == 1
    assert "this is an error of the program: RuntimeError: it broke ␛[31m" in done.err
    monkeypatch.setenv("BRIEFING_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run("show", library / "talks.yaml")


def test_one_long_id_does_not_push_the_other_titles_aside(run: Run, tmp_path: Path) -> None:
    (tmp_path / f"{'a' * 150}.md").write_text("# Long\n\nx\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Short\n\nx\n", encoding="utf-8")
    done = run("list", "-L", str(tmp_path))
    assert {line.index("Short") for line in done.out.splitlines() if line.endswith("Short")} == {
        line.index("aaa") + 50 for line in done.out.splitlines() if line.endswith("Long")
    }


def test_a_word_to_leave_out_may_begin_like_an_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Libya\n\njapan\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Other\n\njapan\n", encoding="utf-8")
    for library in (["-L", str(tmp_path)], [f"-L{tmp_path}"], [f"--library={tmp_path}"]):
        done = run("list", *library, "japan", "-Libya")
        assert (done.status, done.out.split()[-1]) == (0, "Other"), library
    assert run("search", "-L", str(tmp_path), "japan", "-Libya", "--json").out.count("\n") == 1


def test_one_missing_path_keeps_nobody_from_the_others(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here.md").write_text("# Here\n\nx\n", encoding="utf-8")
    here, away = str(tmp_path / "here.md"), str(tmp_path / "away")
    for arguments in (
        ["list", "-L", here, "-L", away],
        ["check", here, away],
        [away, here],
        ["search", "here", "-L", here, "-L", away],
    ):
        done = run(*arguments)
        assert (done.status, done.err.count(f"There is no file or folder “{away}”")) == (3, 1), arguments
        assert "Here" in done.out or arguments[0] == "check"
    monkeypatch.setenv("BRIEFING_PATH", os.pathsep.join([here, away]))
    done = run("list")
    assert done.status == 3
    assert "Here" in done.out
    assert f"$BRIEFING_PATH names “{away}”" in done.err


def test_where_every_path_is_missing_each_is_named(run: Run) -> None:
    done = run("list", "-L", "nope", "-L", "neither")
    assert (done.status, done.out) == (3, "")
    assert "“nope”" in done.err
    assert "“neither”" in done.err


@pytest.mark.parametrize("arguments", [("--help",), ("journal", "--help")])
def test_help_cuts_no_sentence_of_a_command(run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    commands = run(*arguments).out.partition("Commands:")[2]
    assert "..." not in commands
    if arguments == ("--help",):
        assert "what lists and searches are answered from." in " ".join(commands.split())


def test_files_that_are_no_briefings_are_listed_with_the_reason_and_not_named_under_a_ceiling(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\ntlp: GREEN\nbody: Text\n")
    (tmp_path / "ci.yml").write_text("jobs:\n  build: x\n")
    done = run("list", "-L", tmp_path, "--others", "--json")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == 0
    assert [(one["path"], one["kind"]) for one in told] == [(str(tmp_path / "ci.yml"), "YAML")]
    assert told[0]["reason"] == "It sets up a program: it has the key “jobs”."
    under = run("list", "-L", tmp_path, "--others", "--max-tlp", "green")
    assert under.status == 1
    assert "ci.yml" not in under.out + under.err
    assert run("list", "-L", tmp_path, "--others", "word").status == 2
