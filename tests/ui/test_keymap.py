"""Keys from a configuration, without a screen: how they are written, presets, conflicts, sequences and numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tui
from tui.model.own_keys import PRESETS, OwnKeys, Written
from tui.store.config import load_config
from tui.ui.chosen_keys import TOGETHER, WAYS_OUT, ChosenKeys, chosen_keys
from tui.ui.key_names import BadKey, shown, spelled
from tui.ui.keymap import TYPED_IN, USUAL, Keymap, TypedKeys, command_of
from tui.ui.keys import ACTIONS, BY_ID
from tui.ui.presets import preset_named


def chosen(folder: Path, keys: str) -> ChosenKeys:
    """The keys that a configuration chooses, of which `keys` are the lines below `keys:`."""
    indented = "".join(f"  {line}\n" for line in keys.splitlines())
    (folder / "config.yaml").write_text(f"keys:\n{indented}", encoding="utf-8")
    config, problems = load_config({}, config_dir=folder)
    assert problems == ()
    return chosen_keys(config.keys, "config.yaml")


def preset(name: str) -> Keymap:
    """One of the presets, alone."""
    return chosen_keys(OwnKeys(Written(name))).keymap


# how keys are written


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("j", "j"),
        ("G", "G"),
        ("]", "right_square_bracket"),
        ("-", "minus"),
        ("^", "circumflex_accent"),
        ("é", "é"),
        ("PgDn", "pagedown"),
        ("Return", "enter"),
        ("Esc", "escape"),
        ("↓", "down"),
        ("F2", "f2"),
        ("Space", "space"),
        ("S-Tab", "shift+tab"),
        ("shift+a", "A"),
        ("ctrl+p", "ctrl+p"),
        ("Ctrl-P", "ctrl+p"),
        ("C-p", "ctrl+p"),
        ("^P", "ctrl+p"),
        ("<C-p>", "ctrl+p"),
        ("ctrl+Space", "ctrl+@"),
        ("ctrl+/", "ctrl+underscore"),
        ("ctrl+]", "ctrl+right_square_bracket"),
        ("ctrl+left", "ctrl+left"),
        ("shift+f1", "f13"),
        ("alt+x", "alt+x"),
        ("M-<", "alt+less_than_sign"),
        ("alt+shift+q", "alt+Q"),
        ("g g", "g g"),
        ("gg", "g g"),
        ("gt", "g t"),
        ("ZZ", "Z Z"),
        ("]c", "right_square_bracket c"),
        ("ctrl+x ctrl+c", "ctrl+x ctrl+c"),
        ("C-x o", "ctrl+x o"),
        (":wq Enter", "colon w q enter"),
        ("<CR>", "enter"),
    ],
)
def test_a_key_is_understood_as_people_write_it(written: str, key: str) -> None:
    assert spelled(written) == key
    assert spelled(shown(key)) == key


@pytest.mark.parametrize(
    ("written", "said", "mend"),
    [
        ("ctrl+shift+a", "same for “ctrl+shift+a” as for “ctrl+a”", "“ctrl+a”"),
        ("cmd+x", "never reaches a program in a terminal", "“ctrl+x”"),
        ("super+left", "never reaches", "“ctrl+left”"),
        ("ctrl+i", "as for Tab", "“Tab”"),
        ("ctrl+m", "as for Enter", "“Enter”"),
        ("ctrl+h", "as for Backspace", "“Backspace”"),
        ("ctrl+[", "as for Esc", "“Esc”"),
        ("ctrl+1", "No terminal sends", "letters"),
        ("ctrl+enter", "as for Enter", "“Enter”"),
        ("shift+space", "as for Space", "“Space”"),
        ("shift+1", "another sign on each keyboard", "write the sign itself"),
        ("alt+left", "sends Esc and then ←", "letters"),
        ("alt+[", "could be told from other keys", "another letter"),
        ("ctrl+alt+x", "could be told from other keys", "another letter"),
        ("spcae", "There is no key “spcae”", "did you mean “Space”?"),
        ("ctrl+pgdwn", "There is no key “pgdwn”", "pgd"),
        ("zebra", "There is no key “zebra”", "with a space between them"),
    ],
)
def test_what_no_terminal_sends_is_told_with_what_would_do(written: str, said: str, mend: str) -> None:
    with pytest.raises(BadKey) as told:
        spelled(written)
    assert said in str(told.value)
    assert mend in told.value.suggestion


def test_every_key_of_the_table_can_be_written_as_it_is_shown() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert spelled(shown(key)) == key, action


# what a configuration chooses


def test_own_keys_take_the_place_of_the_usual_ones(tmp_path: Path) -> None:
    keymap, problems = chosen(
        tmp_path, "move.down: [n, down]\nfind.next: w\napp.theme: none\nmove.up: [gg, ctrl+x ctrl+c]\nmove.top: Home"
    )
    assert problems == ()
    assert keymap.keys("move.down") == ("n", "down")
    assert keymap.keys("find.next") == ("w",)
    assert keymap.keys("app.theme") == ()
    assert keymap.keys("move.up") == ("g g", "ctrl+x ctrl+c")
    assert keymap.keys("move.page-down") == USUAL.keys("move.page-down")
    assert not keymap.is_usual


@pytest.mark.parametrize("way", WAYS_OUT)
def test_nothing_takes_the_last_key_of_what_one_leaves_by(tmp_path: Path, way: str) -> None:
    keymap, (problem,) = chosen(tmp_path, f"{way}: none")
    assert keymap.keys(way) == USUAL.keys(way)
    assert (problem.severity, problem.code) == ("error", "no-way-out")
    keymap, problems = chosen(tmp_path, f"{way}: ctrl+x")
    assert keymap.keys(way) == ("ctrl+x",)
    assert problems == ()


def test_a_key_that_is_the_last_one_of_a_way_out_is_not_given_to_another(tmp_path: Path) -> None:
    keymap, problems = chosen(tmp_path, "read.done: [q, ZZ, w]")
    assert keymap.keys("app.leave") == ("q", "Z Z")
    assert keymap.keys("read.done") == ("w",)
    told = {(problem.severity, problem.code, problem.suggestion) for problem in problems}
    assert told == {("error", "no-way-out", "give app.leave another key first")}
    # Where another one is left, that is the way out, and so it is told.
    keymap, (problem,) = chosen(tmp_path, "read.done: q")
    assert (keymap.keys("app.leave"), problem.severity) == (("Z Z",), "info")
    keymap, problems = chosen(tmp_path, "read.done: q\napp.leave: ctrl+x")
    assert (keymap.keys("read.done"), keymap.keys("app.leave")) == (("q",), ("ctrl+x",))
    assert problems == ()


def test_letters_that_yaml_takes_for_something_else_are_letters(tmp_path: Path) -> None:
    keymap, problems = chosen(tmp_path, "find.next: y\nfind.previous: 1\ncopy.text: '~'\nread.done: no")
    assert [keymap.keys(id) for id in ("find.next", "find.previous", "copy.text")] == [("y",), ("1",), ("tilde",)]
    assert keymap.keys("read.done") == ("n o",) or problems


@pytest.mark.parametrize(
    ("keys", "place", "code", "said", "mend"),
    [
        ("move.donw: j", "2:3", "unknown-action", "There is no action “move.donw”", "did you mean “move.down”?"),
        ("down: j", "2:3", "unknown-action", "“down”", "down"),
        ("move.down: spcae", "2:14", "bad-key", "There is no key “spcae”", "“Space”"),
        ("move.down: [j, cmd+x]", "2:18", "bad-key", "never reaches", "ctrl+x"),
        ("preset: vmi", "2:11", "unknown-preset", "There is no preset “vmi”", "did you mean “vim”?"),
        ("find.next: w\nfind.previous: w", "3:18", "two-actions", "“w” is the key of find.next already", "another key"),
        ("find.next: gx", "2:14", "begins-with-a-key", "begins with “g”, which is the key of move.top", "give move.top"),
        ("find.next: w\nfind.previous: w w", "3:18", "begins-with-a-key", "begins with “w”", "give find.next"),
        ("find.next: w w\nfind.previous: w", "3:18", "begins-with-a-key", "“ww” of find.next begins with “w”", "another key"),
        ("find.accept: j", "2:16", "types-a-character", "“j” types where find.accept works", "ctrl or alt"),
        ("MOVE.DOWN: j", "2:3", "unknown-action", "There is no action “MOVE.DOWN”", "did you mean “move.down”?"),
        ("read-done: x", "2:3", "unknown-action", "There is no action “read-done”", "did you mean “read.done”?"),
        ("quit: Q", "2:3", "unknown-action", "There is no action “quit”", "did you mean “app.quit”?"),
        ("zebra.stripe: Q", "2:3", "unknown-action", "There is no action “zebra.stripe”", "`briefing keys` lists them"),
        ("find.next: ctrl", "2:14", "bad-key", "“ctrl” is held down while another key is pressed", "“ctrl+x”"),
        ("find.next: ctrl+", "2:14", "bad-key", "“ctrl+” is held down", "“ctrl+x”"),
        ("find.next: alt+shift", "2:14", "bad-key", "“alt+shift” is held down", "“alt+shift+x”"),
        ("find.next: ctrl+x ctrl", "2:14", "bad-key", "“ctrl” is held down", "“ctrl+x”"),
        ("find.next: ctl+x", "2:14", "bad-key", "There is no key “ctl+x”", "did you mean “ctrl+x”?"),
        ("find.next: cntrl-x", "2:14", "bad-key", "There is no key “cntrl-x”", "did you mean “ctrl+x”?"),
        ("find.next: <C-x", "2:14", "bad-key", "There is no key “<C-x”", "did you mean “ctrl+x”?"),
        ("find.next: f99", "2:14", "bad-key", "There is no key “f99”", "did you mean “F9”?"),
        ("find.next: Pg Dn", "2:14", "bad-key", "“Pg Dn” is several keys one after the other", "did you mean “PgDn”?"),
        ("find.next: spacebar", "2:14", "bad-key", "There is no key “spacebar”", "did you mean “Space”?"),
        ("find.next: mouse1", "2:14", "bad-key", "There is no key “mouse1”", "one after the other"),
        ("find.next: ': x'", "2:14", "begins-with-a-key", "“:x” begins with “:”", "“:x Enter” would be a word of the command line"),
        ("find.next: ctrl+é", "2:14", "bad-key", "No terminal sends “ctrl+é”", "letters"),
        ("find.next: [w, w]\nfind.previous: w", "3:18", "two-actions", "“w” is the key of find.next already", "another key"),
        ("preset: emcas", "2:11", "unknown-preset", "There is no preset “emcas”", "did you mean “emacs”?"),
    ],
)
def test_what_cannot_be_is_told_with_its_place_and_the_rest_holds(
    tmp_path: Path, keys: str, place: str, code: str, said: str, mend: str
) -> None:
    keymap, problems = chosen(tmp_path, keys + "\nlook.zen: Z")
    (problem,) = [problem for problem in problems if problem.severity != "info"]
    assert (f"{problem.line}:{problem.column}", problem.code, problem.severity) == (place, code, "error")
    assert said in problem.message
    assert mend in problem.suggestion
    assert keymap.keys("look.zen") == ("Z",)
    # An action none of whose own keys can be keeps the usual ones.
    assert all(keymap.keys(action.id) for action in ACTIONS if action.keys)


@pytest.mark.parametrize(
    ("keys", "place", "code", "mend"),
    [
        ("find.next:", "2:13", "no-key", "“none”"),
        ("find.next: ''", "2:14", "no-key", "“none”"),
        ("find.next: j\nfind.next: k", "3:3", "duplicate-key", "remove one of the two"),
        ("preset: [vim, less]", "2:11", "not-a-text", ""),
    ],
)
def test_what_is_no_key_in_the_file_is_told_where_it_stands(tmp_path: Path, keys: str, place: str, code: str, mend: str) -> None:
    indented = "".join(f"  {line}\n" for line in keys.splitlines())
    (tmp_path / "config.yaml").write_text(f"keys:\n{indented}", encoding="utf-8")
    config, (problem,) = load_config({}, config_dir=tmp_path)
    assert (f"{problem.line}:{problem.column}", problem.code) == (place, code)
    assert mend in problem.suggestion
    assert chosen_keys(config.keys).keymap.keys("find.next")


def test_the_same_key_in_places_that_are_never_together_is_no_conflict(tmp_path: Path) -> None:
    keymap, problems = chosen(tmp_path, "move.down: w\nsections.down: w\nlibrary.down: w\nnotes.copy: c")
    assert problems == ()
    assert keymap.ids("w") == {"move.down", "sections.down", "library.down"}


def test_a_key_that_another_action_had_is_told_and_so_is_an_action_that_has_none_left(tmp_path: Path) -> None:
    keymap, problems = chosen(tmp_path, "file.reload: [r, down]")
    places = [(problem.severity, problem.line, problem.column) for problem in problems]
    assert places == [("warning", 2, 17), ("info", 2, 20), ("info", 2, 20)]
    lost, kept, _ = problems
    assert "go.sources (Sources), which has no key now" in lost.message
    assert "go.sources: none" in lost.suggestion
    assert "move.down (Line down), which has j ctrl+n ctrl+e now" in kept.message
    assert keymap.keys("go.sources") == ()
    assert chosen(tmp_path, "file.reload: r\ngo.sources: none").problems == ()


def test_own_keys_go_over_the_preset(tmp_path: Path) -> None:
    keymap, _ = chosen(tmp_path, "preset: vim\nmove.top: Home\nread.done: dd")
    assert (keymap.name, keymap.counting) == ("vim", "digits")
    assert keymap.keys("move.top") == ("home",)
    assert keymap.keys("read.done") == ("d d",)
    assert keymap.keys("move.bottom") == preset("vim").keys("move.bottom")


@pytest.mark.parametrize("text", ["keys: vim", "keys: {preset: vim}", "preset: vim"])
def test_a_preset_alone_can_be_written_shortly(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(f"{text}\n", encoding="utf-8")
    config, problems = load_config({}, config_dir=tmp_path)
    assert chosen_keys(config.keys).keymap.name == "vim"
    assert [problem.code for problem in problems] == (["misplaced-key"] if text == "preset: vim" else [])


@pytest.mark.parametrize("text", ["keys: [a, b]", "keys: {move.down: {a: b}}", "keys: {move.down: [[a]]}"])
def test_keys_of_another_form_are_told_and_change_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(f"{text}\nmeasure: 60\n", encoding="utf-8")
    config, problems = load_config({}, config_dir=tmp_path)
    assert [problem.severity for problem in problems] == ["error"]
    assert (config.measure, config.doubt) == (60, "")
    assert chosen_keys(config.keys).keymap.is_usual


def test_what_guards_text_is_seen_among_keys(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("keys:\n  keep_text_up_to: GREEN\n", encoding="utf-8")
    config, _ = load_config({}, config_dir=tmp_path)
    assert config.doubt


# presets


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_no_conflict_and_takes_the_last_key_of_no_action(name: str) -> None:
    keymap = preset(name)
    for places in TOGETHER:
        ids = {action.id for action in ACTIONS if action.where in places}
        taken = [(key, id) for id in ids for key in keymap.keys(id)]
        for key, id in taken:
            if command_of(key):
                continue
            clash = [other for one, other in taken if other != id and not command_of(one) and f"{one} ".startswith(f"{key} ")]
            assert not clash, (key, id, clash)
    lost = {action.id for action in ACTIONS if action.keys and not keymap.keys(action.id)}
    # Its key is that of edit.end there.
    assert lost <= {"find.line-end"}, f"{name} gives their keys to other actions: give them others in tui/ui/presets.py"


@pytest.mark.parametrize("name", PRESETS[1:])
def test_a_preset_knows_every_action_it_names_and_keeps_every_key_it_gives(name: str) -> None:
    given = preset_named(name).keys
    assert set(given) <= set(BY_ID)
    for id, keys in given.items():
        assert preset(name).keys(id) == keys, id
        if BY_ID[id].where in TYPED_IN:
            assert all(len(key.split(" ")[0]) > 1 for key in keys), id


def test_the_default_preset_is_the_table_and_one_habit_alone_waits_in_it() -> None:
    assert preset("default") is USUAL or preset("default").is_usual
    assert {key for action in ACTIONS for key in action.keys if " " in key} == {"Z Z"}
    assert USUAL.counting == ""


# keys one after the other


def typed(keymap: Keymap, *keys: str, typing: bool = False) -> tuple[str, list[str], int | None]:
    """What comes of the last of some keys in a page: what then, which actions, and the number before it."""
    state = TypedKeys(keymap)
    pressed = None
    for key in keys:
        pressed = state.press(key, lambda ids: any(BY_ID[id].where in TOGETHER[0] for id in ids), typing=typing)
    assert pressed is not None
    here = sorted(id for id in pressed.ids if BY_ID[id].where in TOGETHER[0])
    return pressed.then, here, pressed.number


@pytest.mark.parametrize(
    ("name", "keys", "id", "number"),
    [
        ("vim", "g g", "move.top", None),
        ("vim", "5 j", "move.down", 5),
        ("vim", "1 0 j", "move.down", 10),
        ("vim", "1 2 g g", "move.top", 12),
        ("vim", "Z Z", "app.leave", None),
        ("vim", "ctrl+w w", "focus.next", None),
        ("vim", "1 backspace 2 j", "move.down", 2),
        ("less", "colon n", "library.next", None),
        ("less", "3 z", "move.page-down", 3),
        ("emacs", "ctrl+x ctrl+c", "app.quit", None),
        ("emacs", "ctrl+u ctrl+n", "move.down", 4),
        ("emacs", "ctrl+u ctrl+u ctrl+n", "move.down", 16),
        ("emacs", "ctrl+u 1 2 ctrl+n", "move.down", 12),
        ("emacs", "alt+7 ctrl+n", "move.down", 7),
        ("emacs", "ctrl+u 1 2 alt+g alt+g", "command.open", 12),
    ],
)
def test_sequences_and_numbers_come_to_their_action(name: str, keys: str, id: str, number: int | None) -> None:
    assert typed(preset(name), *keys.split(" ")) == ("run", [id], number)


@pytest.mark.parametrize(("name", "keys"), [("vim", "g"), ("vim", "5"), ("vim", "5 g"), ("emacs", "ctrl+u"), ("less", "colon")])
def test_what_is_not_complete_is_waited_for(name: str, keys: str) -> None:
    assert typed(preset(name), *keys.split(" "))[0] == "wait"


@pytest.mark.parametrize(
    ("name", "keys"), [("vim", "g escape"), ("vim", "g ctrl+g"), ("vim", "5 escape"), ("vim", "g 9"), ("vim", "5 backspace")]
)
def test_what_leads_nowhere_is_given_up(name: str, keys: str) -> None:
    state = TypedKeys(preset(name))
    for key in keys.split(" "):
        pressed = state.press(key, lambda ids: True)
    assert pressed.then == ("run" if keys == "g ctrl+g" and pressed.ids else "stop")
    assert not state.waits


def test_digits_are_nothing_in_the_default_preset_and_text_where_one_types() -> None:
    assert typed(USUAL, "5")[0] == "none"
    assert typed(preset("vim"), "5", typing=True)[0] == "none"
    assert typed(preset("vim"), "0")[0] == "none"
    assert typed(preset("emacs"), "5")[0] == "none"


def test_what_was_typed_is_shown_as_people_write_it() -> None:
    state = TypedKeys(preset("vim"))
    for key in ("1", "2", "g"):
        state.press(key, lambda ids: True)
    assert state.said == "12 g"
    assert state.press("9", lambda ids: True).said == "g9 does nothing here"


def test_a_number_is_bounded() -> None:
    assert typed(preset("vim"), *"999999999999", "j")[2] == 99_999
    assert BY_ID["move.down"].calls(5) == ["screen.act('moves.line', 5)"]
    assert BY_ID["move.up"].calls(5) == ["screen.act('moves.line', -5)"]
    assert BY_ID["find.next"].calls(3) == ["screen.act('find.match', 1)"] * 3
    assert len(BY_ID["find.next"].calls(99_999)) == 100
    assert BY_ID["app.help"].calls(5) == ["screen.act('way.keys')"]


def test_what_the_screen_says_of_keys_names_actions_that_there_are() -> None:
    package = Path(tui.__file__).parent
    modules = [module for module in package.rglob("*.py") if module.name != "keymap.py"]
    named = [id for module in modules for id in re.findall(r"⟦([^⟧]*)⟧", module.read_text(encoding="utf-8"))]
    assert len(named) > 60
    assert set(named) <= set(BY_ID)


def test_a_sentence_says_keys_as_they_are_and_leaves_all_else_alone(tmp_path: Path) -> None:
    keymap, _ = chosen(tmp_path, "undo.undo: [ctrl+u, w]\nlook.zen: none")
    assert keymap.told("Done · ⟦undo.undo⟧ undoes, ⟦app.leave⟧ leaves") == "Done · ^U undoes, q leaves"
    assert keymap.told("⟦look.zen⟧ is text only") == "look.zen is text only"
    assert keymap.told("⟦oops⟧ ⟦app.leave ⟧ [/x]") == "⟦oops⟧ ⟦app.leave ⟧ [/x]"


def test_hints_name_keys_as_they_are_and_leave_out_what_has_none(tmp_path: Path) -> None:
    keymap, _ = chosen(tmp_path, "undo.undo: z\nlook.zen: none\napp.leave: [Q, q]")
    told = keymap.hints(("undo.undo", "undoes"), ("look.zen", "text only"), ("app.leave", "goes back"), before=" · ")
    assert told == " · z undoes · Q goes back"
    assert keymap.hints(("look.zen", "text only"), before=" · ") == ""
    assert keymap.alt == set()
    assert "x" in preset("emacs").alt
