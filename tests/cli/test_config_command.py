"""`briefing config`, `briefing keys` and the schema of the configuration, as the shell meets them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.shell import Run
from tests.ui.screens import TALKS, app_on
from tui.cli.screen import config_notice
from tui.model.own_keys import PRESETS
from tui.store.config import load_config
from tui.store.config_fields import CONFIG_FIELDS, THEMES
from tui.store.schema import config_schema
from tui.ui.app import BriefingApp
from tui.ui.chosen_keys import chosen_keys
from tui.ui.keymap import USUAL
from tui.ui.keys import ACTIONS

SCHEMA = config_schema({action.id: USUAL.title(action) for action in ACTIONS}, PRESETS)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the configuration, in a folder of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("BRIEFING_PATH", "BRIEFING_THEME", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "config" / "briefing" / "config.yaml"
    file.parent.mkdir(parents=True)
    return file


def test_without_a_configuration_nothing_is_wrong(run: Run, config: Path) -> None:
    done = run("config", "check")
    assert (done.status, done.out) == (0, "")
    assert f"it would be {config}" in done.err


def test_a_right_configuration_ends_with_0(run: Run, config: Path) -> None:
    config.write_text("theme: nord\nkeys: {preset: vim, read.done: dd}\nsearches: {a: tag:x}\n", encoding="utf-8")
    done = run("config", "check")
    assert (done.status, done.out) == (0, "")
    assert "nothing is wrong" in done.err


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("them: nord\n", "1:1: warning unknown-key", "did you mean “theme”?"),
        ("measure: 20\n", "1:10: error bad-number", "from 40 to 160"),
        ("theme: nrd\n", "1:1: warning unknown-theme", "did you mean “nord”?"),
        ("library: /nowhere/at/all\n", "1:1: warning no-such-path", "/nowhere/at/all leads to nothing"),
        ("searches:\n  a: x\n  b: tg:japan\n", "3:1: warning odd-query", "did you mean “tag:”?"),
        ("keys:\n  move.donw: j\n", "2:3: error unknown-action", "did you mean “move.down”?"),
        ("keys:\n  move.down: ctrl+shift+a\n", "2:14: error bad-key", "ctrl+a"),
        ("keys: vmi\n", "1:7: error unknown-preset", "did you mean “vim”?"),
        ("keep_text_up_to: GREN\n", "1:18: error bad-label", "no text is kept"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_mend_and_ends_with_1(run: Run, config: Path, text: str, line: str, said: str) -> None:
    config.write_text(text, encoding="utf-8")
    done = run("config", "check")
    assert done.status == 1
    assert done.out.startswith(f"{config}:{line} ")
    assert said in done.out
    (told,) = [json.loads(row) for row in run("config", "check", "--json").out.splitlines()]
    assert (told["path"], f"{told['line']}:{told['column']}") == (str(config), ":".join(line.split(":")[:2]))
    assert set(told) == {"path", "line", "column", "severity", "code", "message", "suggestion"}


def test_every_problem_is_told_in_the_order_of_the_lines(run: Run, config: Path) -> None:
    config.write_text("theme: nrd\nkeys:\n  move.donw: j\nmeasure: 1\n", encoding="utf-8")
    assert [row.split(":")[1] for row in run("config", "check").out.splitlines()] == ["1", "3", "4"]


def test_what_is_only_told_does_not_make_the_status_1(run: Run, config: Path) -> None:
    config.write_text("keys: {file.reload: down}\n", encoding="utf-8")
    done = run("config", "check")
    assert done.status == 0
    assert "info key-taken" in done.out


def shown(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    """What `config show --json` prints, by key."""
    return {row["key"]: row for row in map(json.loads, run("config", "show", "--json", *arguments).out.splitlines())}


def test_every_value_is_shown_with_where_it_comes_from(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text("measure: 72\ntheme: nord\nkeep_text_up_to: amber\nkeys: {look.zen: Z}\n", encoding="utf-8")
    monkeypatch.setenv("BRIEFING_THEME", "dracula")
    monkeypatch.setenv("EDITOR", "nano -w")
    found = shown(run, "-L", "/srv/x")
    assert set(found) == set(CONFIG_FIELDS)
    assert (found["measure"]["value"], found["measure"]["source"]) == (72, f"{config}:1")
    assert (found["words_per_minute"]["value"], found["words_per_minute"]["source"]) == (230, "default")
    assert (found["theme"]["value"], found["theme"]["source"]) == ("dracula", "$BRIEFING_THEME")
    assert (found["library"]["value"], found["library"]["source"]) == (["/srv/x"], "option")
    assert (found["editor"]["value"], found["editor"]["source"]) == ("nano -w", "$EDITOR")
    assert (found["keep_text_up_to"]["value"], found["keep_text_up_to"]["source"]) == ("AMBER", f"{config}:3")
    assert found["keys"]["value"] == {"preset": "default", "look.zen": ["Z"], "app.leave": ["q"]}


def test_an_editor_of_the_configuration_comes_before_those_of_the_environment(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(f"theme: nord\neditor: {sys.executable} -X 'a b'\n", encoding="utf-8")
    monkeypatch.setenv("VISUAL", "nano")
    editor = shown(run)["editor"]
    assert (editor["value"], editor["source"]) == (f"{sys.executable} -X 'a b'", f"{config}:2")
    assert run("config", "check").status == 0


@pytest.mark.parametrize("command", ["no-such-editor -w", "vim 'unclosed", "''"])
def test_an_editor_that_cannot_be_started_is_told_with_its_line(run: Run, config: Path, command: str) -> None:
    config.write_text(f'theme: nord\neditor: "{command}"\n', encoding="utf-8")
    done = run("config", "check")
    assert done.status == 1
    assert f"{config}:2:1: warning no-such-editor" in done.out


def test_what_guards_text_is_shown_as_its_strictest_where_the_file_is_in_doubt(run: Run, config: Path) -> None:
    config.write_text("keep_text_up_to: AMBER\ncache_text_upto: GREEN\n", encoding="utf-8")
    found = shown(run)
    for key, value in (("keep_text_up_to", "CLEAR"), ("cache_text_up_to", "CLEAR"), ("keep_unmarked_text", False)):
        assert (found[key]["value"], found[key]["source"].split(",")[0]) == (value, "strictest")


def test_what_is_shown_can_be_read_again_as_a_configuration(run: Run, config: Path) -> None:
    text = "library: [/srv/a b, '/srv/c']\nmeasure: 72\nsearches: {a: 'tag:x -y'}\nkeys: {preset: vim, find.next: [w, 'c c']}\n"
    config.write_text(text, encoding="utf-8")
    before, _ = load_config({}, config_dir=config.parent)
    written = "\n".join(row for row in run("config", "show").out.splitlines())
    config.write_text(written + "\n", encoding="utf-8")
    after, problems = load_config({}, config_dir=config.parent)
    assert problems == ()
    assert (after.library, after.measure, after.searches) == (before.library, before.measure, before.searches)
    one, two = (chosen_keys(each.keys).keymap for each in (before, after))
    assert [one.keys(action.id) for action in ACTIONS] == [two.keys(action.id) for action in ACTIONS]


def test_the_table_names_every_theme_that_there_is(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    app: BriefingApp = app_on(path)
    assert set(app.available_themes) == set(THEMES)


# keys


def test_keys_are_listed_as_they_are(run: Run, config: Path) -> None:
    config.write_text("keys: {preset: vim, look.zen: Z, move.donw: j}\n", encoding="utf-8")
    done = run("keys")
    assert done.status == 0
    assert "move.top                 gg  Home" in done.out
    assert "look.zen                 Z " in done.out
    assert "unknown-action" in done.err
    rows = [json.loads(row) for row in run("keys", "--json").out.splitlines()]
    assert next(row["id"] for row in rows if row["where"] == "library") == "library.down"
    assert {row["id"] for row in rows} == {action.id for action in ACTIONS}
    zen = next(row for row in rows if row["id"] == "look.zen")
    assert (zen["keys"], zen["preset"]) == (["Z"], "vim")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_listed_without_ones_own_keys(run: Run, config: Path, preset: str) -> None:
    config.write_text("keys: {preset: vim, look.zen: Q}\n", encoding="utf-8")
    rows = [json.loads(row) for row in run("keys", "--preset", preset, "--json").out.splitlines()]
    assert {row["preset"] for row in rows} == {preset}
    assert next(row for row in rows if row["id"] == "look.zen")["keys"] != ["Q"]


def test_a_preset_that_does_not_exist_is_wrong_usage(run: Run, config: Path) -> None:
    assert run("keys", "--preset", "nano").status == 2


# the schema


def accepted(text: str) -> bool:
    """Whether an editor that types YAML as most do accepts it."""
    return bool(Draft202012Validator(SCHEMA).is_valid(json.loads(json.dumps(yaml.safe_load(text), default=str))))


def test_the_schema_is_printed_and_valid(run: Run) -> None:
    printed = json.loads(run("schema", "--config").out)
    Draft202012Validator.check_schema(printed)
    assert printed == SCHEMA
    assert list(printed["properties"]) == list(CONFIG_FIELDS)
    assert all(field["description"] for field in printed["properties"].values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "library: /srv/x\n",
        "library: [~/a, b]\ntheme: nord\nmeasure: 72\nwords_per_minute: 200\n",
        "measure: '72'\n",
        "keep_text_up_to: TLP:AMBER\nkeep_unmarked_text: no\ncache_text_up_to: amber+strict\n",
        "keep_unmarked_text: 'off'\n",
        "searches: {a: tag:x, b: 2024}\n",
        "library:\ntheme: ~\nmeasure:\nsearches:\nkeys:\n",
        "keys: emacs\n",
        "keys: {preset: less, move.down: j, find.next: [y, 1], read.done: none, copy.text: no}\n",
    ],
)
def test_the_schema_and_the_reader_accept_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    assert load_config({}, config_dir=tmp_path)[1] == ()
    assert accepted(text)


@pytest.mark.parametrize(
    "text",
    [
        "them: nord\n",
        "- theme\n",
        "measure: 20\n",
        "measure: wide\n",
        "theme: [a]\n",
        "library: {a: b}\n",
        "searches: tokyo\n",
        "searches: {a: [b]}\n",
        "keep_text_up_to: [GREEN]\n",
        "keep_unmarked_text: maybe\n",
        "keys: [a]\n",
        "keys: {move.donw: j}\n",
        "keys: {move.down: {a: b}}\n",
        "keys: {preset: vmi}\n",
        "keys: vmi\n",
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config, problems = load_config({}, config_dir=tmp_path)
    assert problems or chosen_keys(config.keys).problems
    assert not accepted(text)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            "measure: 999",
            "config.yaml, line 1: “measure” wants a number of cells from 40 to 160, not “999” · briefing config check",
        ),
        (
            "theme: nord\nmesure: 99\nsearches: 3",
            "2 problems in config.yaml: briefing config check lists them. "
            "The first, line 2: The configuration has no key “mesure” (did you mean “measure”?)",
        ),
        (
            "\n" * 1233 + "keep_text_upto: GREEN",
            "Only CLEAR is kept: config.yaml, line 1,234: The configuration has no key “keep_text_upto” "
            "(did you mean “keep_text_up_to”?) · briefing config check",
        ),
        (
            b"\xff\xfe\x00",
            "Only CLEAR is kept: 2 problems in config.yaml: briefing config check lists them. The first, line 1: ",
        ),
    ],
    ids=["one", "three", "guards", "no text"],
)
def test_what_is_wrong_is_said_in_one_sentence_with_the_first_of_it(tmp_path: Path, lines: str | bytes, wanted: str) -> None:
    folder = tmp_path / "config" / "briefing"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_bytes(lines if isinstance(lines, bytes) else lines.encode())
    config, problems = load_config({"XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path)})
    notice = config_notice(problems, in_doubt=bool(config.doubt))
    assert notice.startswith(wanted)
    assert notice == wanted or isinstance(lines, bytes)


@pytest.mark.parametrize(
    ("written", "line", "told"),
    [
        ("wpm: 200", 1, "did you mean “words_per_minute”?"),
        ("theme: nord\nkeymap: vim", 2, "did you mean “keys”?"),
        ("presett: vim", 1, "did you mean “keys: preset”?"),
        ("colour_scheme: dark", 1, "did you mean “theme”?"),
        ("measure: 80 cells", 1, "write 80"),
        ("accessible: screan", 1, "did you mean “screen”?"),
        ("keep_text_up_to: AMBAR", 1, "did you mean “AMBER”?"),
        ("me: [J3, Deputy director]", 1, "write “me: J3, Deputy director”"),
        ("export: {docx: {tempalte: x}}", 1, "did you mean “template”?"),
        ("searches:\n  a: tag:japan\n  b: 'page:judgement x'", 3, "did you mean “page:judgments”?"),
        ("keys: {down: j}", 1, "did you mean “move.down”?"),
        ("editor: sh {fil}", 1, "“{fil}” stands for nothing"),
        ("theme: dark", 1, "did you mean “briefing-dark”?"),
        ("theme: nord\n  measure: 80", 2, "begin “measure: 80” in the column"),
        ("keys:\n  move.down: j\n move.up: k", 3, "begin “move.up: k” in the column"),
    ],
)
def test_what_was_meant_is_said_with_its_line(run: Run, config: Path, written: str, line: int, told: str) -> None:
    config.write_text(written, encoding="utf-8")
    found = [json.loads(each) for each in run("config", "check", "--json").out.splitlines()]
    assert any(one["line"] == line and told in f"{one['message']} {one['suggestion']}" for one in found), found
