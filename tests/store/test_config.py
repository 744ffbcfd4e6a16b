"""The configuration: what is set, what is refused, and where the library comes from."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.inputs import default_library, samples
from tui.model.handling import Ceiling
from tui.reading import session
from tui.store import config_fields, file_bytes
from tui.store.config import Config, config_folder, load_config
from tui.store.file_bytes import CannotRead


def loaded(folder: Path, text: str | bytes) -> tuple[Config, list[str]]:
    """What a configuration sets, and its problems as `line:column code`."""
    (folder / "config.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    found, problems = load_config({"HOME": "/home/somebody"}, config_dir=folder)
    assert all(problem.path == str(folder / "config.yaml") for problem in problems)
    return found, [f"{problem.line}:{problem.column} {problem.code}" for problem in problems]


def test_no_file_is_no_problem_and_sets_nothing(tmp_path: Path) -> None:
    assert load_config({}, config_dir=tmp_path) == (Config(), ())
    assert load_config({}, config_dir=tmp_path / "nowhere") == (Config(), ())


@pytest.mark.parametrize("text", ["", "# nothing\n", "~\n", "library:\ntheme: ~\nsearches:\n"])
def test_a_file_that_says_nothing_sets_nothing(tmp_path: Path, text: str) -> None:
    found, problems = loaded(tmp_path, text)
    assert problems == []
    assert found == Config(path=str(tmp_path / "config.yaml"))
    assert found.lines == {}


def test_every_key_is_read(tmp_path: Path) -> None:
    text = (
        "library: [~/briefings, /srv/shared, beside]\ntheme: nord\nmeasure: 72\nwords_per_minute: 300\n"
        "editor: vim -R\nme: J3, Deputy director\n"
        "searches:\n  tokyo: tag:japan -is:draft\n  late: 'date:2024-07..'\n"
    )
    found, problems = loaded(tmp_path, text)
    assert problems == []
    assert found.library == (Path("/home/somebody/briefings"), Path("/srv/shared"), tmp_path / "beside")
    assert (found.theme, found.measure, found.words_per_minute) == ("nord", 72, 300)
    assert found.editor == "vim -R"
    assert found.names == ("J3", "Deputy director")
    assert list(found.searches.items()) == [("tokyo", "tag:japan -is:draft"), ("late", "date:2024-07..")]
    assert found.lines == {
        "library": 1,
        "theme": 2,
        "measure": 3,
        "words_per_minute": 4,
        "editor": 5,
        "me": 6,
        "searches": 7,
        "searches: tokyo": 8,
        "searches: late": 9,
    }


def test_a_single_path_is_a_list_of_one(tmp_path: Path) -> None:
    assert loaded(tmp_path, "library: /srv/shared\n")[0].library == (Path("/srv/shared"),)


def test_an_unknown_key_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("theme: nord\nmeasur: 72\n", encoding="utf-8")
    _, (problem,) = load_config({}, config_dir=tmp_path)
    assert str(problem) == (
        f"{tmp_path / 'config.yaml'}:2:1: warning unknown-key The configuration has no key “measur”. (did you mean “measure”?)"
    )
    (tmp_path / "config.yaml").write_text("zebra: 1\n", encoding="utf-8")
    _, (problem,) = load_config({}, config_dir=tmp_path)
    assert problem.suggestion == (
        "the keys are library, theme, accessible, signs, measure, words_per_minute, editor, me, searches, share, export, "
        "keep_text_up_to, keep_unmarked_text, cache_text_up_to, keys"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("measure: wide\n", "1:10 bad-number"),
        ("measure: 39\n", "1:10 bad-number"),
        ("accessible: loud\n", "1:13 bad-choice"),
        ("signs: [ascii]\n", "1:8 not-a-text"),
        ("measure: 161\n", "1:10 bad-number"),
        ("measure: -72\n", "1:10 bad-number"),
        ("words_per_minute: 10000000000000\n", "1:19 bad-number"),
        ("theme: [a, b]\n", "1:8 not-a-text"),
        ("searches: tokyo\n", "1:11 not-searches"),
        ("searches: {tokyo: [a]}\n", "1:19 not-a-text"),
        ("library: [{a: b}]\n", "1:11 not-a-text"),
        ("- theme\n", "1:1 not-a-mapping"),
        ("measure: 72\nmeasure: 80\n", "2:1 duplicate-key"),
        (b"theme: \xff\n", "1:8 not-utf-8"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place_and_the_rest_counts(tmp_path: Path, text: str | bytes, problem: str) -> None:
    _, problems = loaded(tmp_path, text)
    assert problems == [problem]


def test_a_bad_value_costs_only_itself(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, "measure: wide\ntheme: nord\nsearches: {a: x, b: [y]}\n")
    assert (found.theme, found.measure, found.searches) == ("nord", None, {"a": "x"})
    assert len(problems) == 2


def test_a_line_that_yaml_refuses_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, "theme: nord\nlibrary: @here\nmeasure: 72\n")
    assert [problem.split()[0].split(":")[0] for problem in problems] == ["2"]
    assert (found.theme, found.measure) == ("nord", 72)


@pytest.mark.parametrize("text", ["[" * 30_000, "{" * 100, "a: &a [*a]\n", "\x00\x1b[31m", "theme: \x1b]0;x\x07\n", "%"])
def test_a_hostile_file_ends_in_problems(tmp_path: Path, text: str) -> None:
    found, problems = load_config({}, config_dir=tmp_path)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    found, problems = load_config({}, config_dir=tmp_path)
    assert problems
    assert "\x1b" not in found.theme + "".join(map(str, problems))


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()
    found, (problem,) = load_config({}, config_dir=tmp_path)
    assert found == Config(keep_text_up_to="CLEAR", cache_text_up_to="CLEAR", keep_unmarked_text=False, doubt=str(problem))
    assert (problem.severity, problem.code) == ("error", "cannot-read")


def test_the_folder_is_the_users_own(tmp_path: Path) -> None:
    assert config_folder({"XDG_CONFIG_HOME": str(tmp_path), "HOME": "/home/x"}) == tmp_path / "briefing"
    if sys.platform == "linux":
        assert config_folder({"HOME": "/home/x"}) == Path("/home/x/.config/briefing")
        # The specification has a relative path ignored.
        assert config_folder({"XDG_CONFIG_HOME": "here", "HOME": "/home/x"}) == Path("/home/x/.config/briefing")


def test_without_a_file_no_reader_of_yaml_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tui.store.config import load_config; "
        f"load_config({{}}, config_dir=Path({str(tmp_path)!r})); assert not {{'yaml', 'platformdirs'}} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_measures_that_can_be_set_are_those_that_the_screen_knows() -> None:
    assert (config_fields.NARROWEST, config_fields.WIDEST) == (session.NARROWEST, session.WIDEST)


def test_minutes_are_at_the_readers_own_pace() -> None:
    assert Config().minutes(10) == 10
    assert Config(words_per_minute=460).minutes(10) == 5
    assert Config(words_per_minute=115).minutes(10) == 20
    assert Config(words_per_minute=2_000).minutes(1) == 1
    assert Config(words_per_minute=100).minutes(0) == 0


def test_the_library_is_the_environments_then_the_configured_one_then_the_folders_then_the_samples(tmp_path: Path) -> None:
    configured = Config(library=(Path("/srv/a"),), path="/etc/config.yaml")
    (tmp_path / "briefings").mkdir()
    environ = {"BRIEFING_PATH": "/x:/y"}
    assert default_library(environ, tmp_path, configured)[::2] == ([Path("/x"), Path("/y")], "$BRIEFING_PATH")
    assert default_library({}, tmp_path, configured) == ([Path("/srv/a")], "", "/etc/config.yaml")
    assert default_library({}, tmp_path, Config()).paths == [Path("briefings")]
    found = default_library({}, tmp_path / "briefings")
    assert found.paths == [samples()]
    assert found.note


def test_a_ceiling_for_kept_text_is_a_label_of_tlp(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, "keep_text_up_to: tlp:amber\nkeep_unmarked_text: no\ncache_text_up_to: green\n")
    assert (found.keep_text_up_to, found.keep_unmarked_text, found.doubt, problems) == ("AMBER", False, "", [])
    assert found.cache_ceiling == Ceiling("GREEN", False)
    assert (Config().keep_text_up_to, Config().keep_unmarked_text) == (None, True)
    assert loaded(tmp_path, "keep_unmarked_text: no\n")[0].cache_ceiling.allows_everything


IN_DOUBT: dict[str, tuple[str | bytes, str]] = {
    "a label misspelt": ("keep_text_up_to: GREN\n", "1:18 bad-label"),
    "a list of labels": ("keep_text_up_to: [GREEN]\n", "1:1 no-value"),
    "a mapping": ("keep_text_up_to: {up_to: GREEN}\n", "1:1 no-value"),
    "no value": ("theme: nord\nkeep_text_up_to:\n", "2:1 no-value"),
    "neither yes nor no": ("keep_unmarked_text: maybe\n", "1:21 not-yes-or-no"),
    "the catalog's label misspelt": ("cache_text_up_to: rot\n", "1:19 bad-label"),
    "an underscore missing": ("keep_text_upto: GREEN\n", "1:1 unknown-key"),
    "hyphens": ("keep-text-up-to: GREEN\n", "1:1 unknown-key"),
    "capitals": ("Keep_Text_Up_To: GREEN\n", "1:1 unknown-key"),
    "spaces": ("keep text up to: GREEN\n", "1:1 unknown-key"),
    "a letter of another alphabet": ("k\u0435ep_text_up_to: GREEN\n", "1:1 unknown-key"),
    "a letter missing": ("kep_unmarked_text: no\n", "1:1 unknown-key"),
    "another word": ("keep_up_to: GREEN\n", "1:1 unknown-key"),
    "the option of a command": ("max_tlp: GREEN\n", "1:1 unknown-key"),
    "another language": ("grenze: TLP:GREEN\n", "1:1 unknown-key"),
    "inside of another key": ("journal:\n  keep_text_up_to: GREEN\n", "2:3 misplaced-key"),
    "inside of a known key": ("searches:\n  tokyo: tag:japan\n  keep_text_up_to: GREEN\n", "3:3 misplaced-key"),
    "inside of an open text": ('theme: "nord\n\n  keep_text_up_to: GREEN"\n', "1:8 misplaced-key"),
    "given twice": ("keep_text_up_to: GREEN\nkeep_text_up_to: RED\n", "2:1 duplicate-key"),
    "no mapping": ("- keep_text_up_to: GREEN\n", "1:1 not-a-mapping"),
    "a second document": ("theme: nord\n---\nkeep_text_up_to: GREEN\n", "2:1 second-document"),
    "not UTF-8": (b"theme: \xff\nkeep_text_up_to: GREEN\n", "1:8 not-utf-8"),
}


@pytest.mark.parametrize("how", IN_DOUBT)
def test_where_what_guards_text_cannot_be_read_for_certain_it_counts_as_its_strictest(tmp_path: Path, how: str) -> None:
    text, problem = IN_DOUBT[how]
    found, problems = loaded(tmp_path, text)
    assert problem in problems
    assert (found.keep_text_up_to, found.keep_unmarked_text) == ("CLEAR", False)
    assert found.cache_ceiling == Ceiling("CLEAR", False, certain=False)
    line_and_column = problem.split()[0]
    assert f"config.yaml:{line_and_column}: error" in found.doubt
    assert "no text is kept but that of TLP:CLEAR" in found.doubt


@pytest.mark.parametrize(
    "text", ["theme: [nord\n", "a: b: c\n", "\ttheme: nord\n", "keep_text_up_to:GREEN\n", "[" * 5_000, "'", "%", "&a *b"]
)
def test_a_configuration_that_cannot_be_parsed_keeps_only_what_is_clear(tmp_path: Path, text: str) -> None:
    found, problems = loaded(tmp_path, text)
    assert problems
    assert (found.keep_text_up_to, found.cache_text_up_to, found.keep_unmarked_text) == ("CLEAR", "CLEAR", False)
    assert found.doubt


def test_a_configuration_that_is_no_file_keeps_only_what_is_clear(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").mkdir()
    (tmp_path / "leads").mkdir()
    (tmp_path / "leads" / "config.yaml").symlink_to(tmp_path / "nowhere")
    for folder in (tmp_path, tmp_path / "leads"):
        found, (problem,) = load_config({}, config_dir=folder)
        assert found.keep_text_up_to == "CLEAR"
        assert found.doubt == str(problem)


def test_a_configuration_that_may_not_be_read_keeps_only_what_is_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: object) -> bytes:
        raise CannotRead("Permission denied: config.yaml.")

    (tmp_path / "config.yaml").write_text("keep_text_up_to: GREEN\n", encoding="utf-8")
    monkeypatch.setattr(file_bytes, "read_bytes", refused)
    found, (problem,) = load_config({}, config_dir=tmp_path)
    assert found.keep_text_up_to == "CLEAR"
    assert "Permission denied" in problem.message


@pytest.mark.parametrize(
    "text", ["theme: nord\n", "zebra: 1\n", "measure: wide\n", "measure: 72\nmeasure: 80\n", "searches: {keepers: tag:x}\n"]
)
def test_what_guards_nothing_puts_nothing_in_doubt(tmp_path: Path, text: str) -> None:
    found, _ = loaded(tmp_path, text)
    assert (found.doubt, found.keep_text_up_to, found.keep_unmarked_text) == ("", None, True)


def test_every_line_that_is_mended_is_told_once_and_there_is_one_pass(tmp_path: Path) -> None:
    lines = "".join(f"theme{number}: a: b\n" for number in range(30))
    (tmp_path / "config.yaml").write_text(f"{lines}measure: 60\n", "utf-8")
    config, problems = load_config({}, config_dir=tmp_path)
    mended = [problem for problem in problems if problem.code != "unknown-key"]
    assert [problem.line for problem in mended] == list(range(1, 31))
    assert config.measure == 60
    assert config.doubt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("theme\uff1anord\nmeasure: 60\n", "full-width-colon"),
        ("theme:nord\nmeasure: 60\n", "no-space-after-colon"),
        ("theme: nord\n...\nmeasure: 60\n", "document-end"),
        ("theme: nord\nsearches:\n\u00a0\u00a0tokyo: tag:japan\nmeasure: 60\n", "no-break-space"),
    ],
)
def test_signs_that_yaml_does_not_know_are_put_right_as_in_briefings_and_it_is_not_certain_what_was_meant(
    tmp_path: Path, text: str, code: str
) -> None:
    found, (problem,) = loaded(tmp_path, text)
    assert problem.split()[-1] == code
    assert (found.theme, found.measure) == ("nord", 60)
    assert found.keep_text_up_to == "CLEAR"


def test_a_path_that_a_comment_cuts_short_is_told(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, "library: /srv/shelf #4 # which is the new one\ntheme: nord # my own\n")
    assert problems == ["1:20 comment-in-text"]
    assert (found.library, found.theme, found.doubt) == ((Path("/srv/shelf"),), "nord", "")


def test_a_choice_is_one_of_its_words_and_yes_has_others(tmp_path: Path) -> None:
    found, problems = loaded(tmp_path, "accessible: on\nsigns: ASCII\n")
    assert (found.accessible, found.signs, problems) == ("yes", "ascii", [])


def test_commands_and_templates_are_read_as_arguments_and_paths(tmp_path: Path) -> None:
    text = "share:\n  print: [lp, -o, sides=two-sided]\n  note: jrnl --tag 'a b'\n  both: {shell: 'gpg -ea | mail desk'}\n"
    found, problems = loaded(tmp_path, text + "export: {docx: {template: house.docx}}\n")
    assert problems == []
    assert found.share == {
        "print": ("lp", "-o", "sides=two-sided"),
        "note": ("jrnl", "--tag", "a b"),
        "both": ("/bin/sh", "-c", "gpg -ea | mail desk"),
    }
    assert found.export == {"docx": tmp_path / "house.docx"}
    wrong = 'share: {a: [x, [y]], b: "it\'s", c: {shell: x, more: y}, d: {}, e: ls}\nexport: {pdf: {template: x}}\nmeasure: 72\n'
    found, problems = loaded(tmp_path, wrong)
    assert found.share == {"e": ("ls",)}
    assert (found.export, found.measure, found.doubt) == ({}, 72, "")
    assert [problem.split()[1] for problem in problems] == ["not-commands"] * 4 + ["not-export"]
