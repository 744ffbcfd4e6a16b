"""What hands do by themselves in vim, less and Emacs, from their manuals: it has its meaning here, or is told to have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.screens import app_on, opened
from tui.model.own_keys import PRESETS, OwnKeys, Written
from tui.ui.chosen_keys import TOGETHER, chosen_keys
from tui.ui.commands import NO_COMMANDS, called, meaningless
from tui.ui.key_names import spelled
from tui.ui.keymap import Keymap, TypedKeys, command_of
from tui.ui.keys import ACTIONS, BY_ID
from tui.ui.presets import preset_named

NONE = ""
"""What has no meaning here: it is said so."""

VIM = {
    "move.down": "j ctrl+e ctrl+n ctrl+j Down gj 5j",
    "move.up": "k ctrl+y Up gk 10k",
    "read.on": "Space",
    "move.page-down": "ctrl+f PgDn shift+Down z+",
    "move.page-up": "ctrl+b PgUp shift+Up z^",
    "move.half-down": "ctrl+d",
    "move.half-up": "ctrl+u",
    "move.top": "gg 12gg Home ctrl+Home",
    "move.bottom": "G 12G End ctrl+End",
    "move.percent": "50%",
    "move.window-top": "H",
    "move.window-middle": "M",
    "move.window-bottom": "L",
    "move.to-window-top": "zt",
    "move.to-window-middle": "zz z.",
    "move.to-window-bottom": "zb z-",
    "move.next-block": "w W e } )",
    "move.previous-block": "b B ge gE { (",
    "move.next-section": "]] ][ zj",
    "move.previous-section": "[[ [] zk",
    "find.open": "/",
    "find.backward": "?",
    "find.next": "n",
    "find.previous": "N",
    "find.same": "* g*",
    "find.same-backward": "# g#",
    "find.clear": ":noh :nohlsearch",
    "mark.set": "m",
    "mark.go": "' `",
    "place.back": "ctrl+o ctrl+t ctrl+^",
    "place.forward": "Tab",
    "place.recent": ":ju :jumps :marks",
    "place.say": "ctrl+g :f :file",
    "fold.close": "zc zC",
    "fold.open": "zo zO zv",
    "fold.toggle": "za zA",
    "fold.close-all": "zM zm",
    "fold.open-all": "zR zr",
    "copy.select": "v V ctrl+v",
    "copy.text": 'y Y "+y "*y',
    "link.follow": "gf gx ctrl+] Enter",
    "link.peek": "K gd gD",
    "file.edit": "gF :vi :visual",
    "file.reload": ":e :e! :edit",
    "change.next": "]c",
    "change.previous": "[c",
    "change.show": ":diff",
    "library.next": "gt ]b ctrl+PgDn :n :next :bn :bnext",
    "library.previous": "gT [b ctrl+PgUp :N :prev :bp",
    "library.quick-open": ":ls :b :buffers :find",
    "library.search": ":grep :vimgrep",
    "focus.next": "ctrl+wctrl+w ctrl+ww ctrl+wj ctrl+wk ctrl+wl ctrl+wp",
    "focus.list": "h Left ctrl+wh",
    "sections.wider": "ctrl+w>",
    "sections.narrower": "ctrl+w<",
    "look.zen": "ctrl+wo :only",
    "undo.undo": "u U :u :undo",
    "command.open": ": Q",
    "app.leave": "ZZ ZQ ctrl+wq ctrl+wc :q :q! :wq :x :clo :bd",
    "app.quit": ":qa :qa! :qall :wqa :xa",
    "app.help": "F1 :h :help :map",
    "app.theme": ":colo :colorscheme",
    "app.repaint": "ctrl+l",
    "app.suspend": "ctrl+z :sus",
    "app.interrupt": "ctrl+c",
    NONE: "dd dw p gUU guu $ ^ zh zl ; , ctrl+r @a zf zd z= ctrl+ws ctrl+wv ctrl+wn ctrl+w= ctrl+wH ctrl+a "
    ":!ls :%s/a/b/ :s/a/b/g :g/x/d :2,5d/ :sort :reg :pwd :w :w! :sp :vs :new :tabnew :set :syntax :! :r :s :g :red",
}

LESS = {
    "move.down": "j e ctrl+e ctrl+n ctrl+j Enter Down 5j",
    "move.up": "k y ctrl+y ctrl+k ctrl+p Up",
    "read.on": "Space",
    "move.page-down": "f ctrl+f ctrl+v z alt+Space PgDn",
    "move.page-up": "b ctrl+b alt+v w PgUp",
    "move.half-down": "d ctrl+d",
    "move.half-up": "u ctrl+u",
    "move.top": "g < alt+< Home 12g",
    "move.bottom": "G > alt+> End F",
    "move.percent": "p % 50p",
    "find.open": "/",
    "find.backward": "?",
    "find.next": "n alt+n",
    "find.previous": "N alt+N",
    "find.only-matching": "&",
    "find.clear": "alt+u alt+U",
    "mark.set": "m M",
    "mark.go": "' ctrl+xctrl+x",
    "place.say": "= ctrl+g :f",
    "library.next": ":n",
    "library.previous": ":p",
    "library.quick-open": ":e E ctrl+xctrl+v",
    "library.search": "alt+/ alt+?",
    "link.follow": "ctrl+octrl+o ctrl+oo ctrl+]",
    "link.hints": "ctrl+octrl+n ctrl+on",
    "file.edit": "v",
    "file.reload": "R",
    "app.repaint": "r ctrl+r ctrl+l",
    "copy.share": "|",
    "app.help": "h H",
    "app.leave": "q :q ZZ",
    "app.quit": "Q :Q",
    "app.interrupt": "ctrl+c",
    "app.suspend": "ctrl+z",
    NONE: "-i -N -S _i ! # alt+( alt+) alt+{ alt+} Right ctrl+Right alt+F alt+ma :d :x",
}

EMACS = {
    "move.down": "ctrl+n Down",
    "move.up": "ctrl+p Up",
    "move.next-block": "ctrl+f alt+f alt+e alt+}",
    "move.previous-block": "ctrl+b alt+b alt+a alt+{",
    "read.on": "Space",
    "move.page-down": "ctrl+v PgDn",
    "move.page-up": "alt+v PgUp Backspace",
    "move.top": "alt+< ctrl+Home",
    "move.bottom": "alt+> ctrl+End",
    "move.half-down": "d",
    "move.half-up": "u",
    "move.to-window-middle": "ctrl+l",
    "move.window-middle": "alt+r",
    "move.next-section": "n ] ctrl+x]",
    "move.previous-section": "p [ ctrl+x[",
    "find.open": "ctrl+s",
    "find.backward": "ctrl+r",
    "find.only-matching": "alt+so",
    "find.same": "alt+salt+.",
    "mark.set": "ctrl+xrm ctrl+xrSpace",
    "mark.go": "ctrl+xrb ctrl+xrj ctrl+xctrl+x",
    "place.back": "l alt+,",
    "place.forward": "r",
    "link.follow": "Enter alt+.",
    "copy.select": "ctrl+Space alt+h",
    "copy.text": "alt+w ctrl+w",
    "library.next": "ctrl+xRight",
    "library.previous": "ctrl+xLeft",
    "library.quick-open": "ctrl+xctrl+f ctrl+xb ctrl+xctrl+b ctrl+xctrl+r",
    "library.search": "ctrl+xpg",
    "focus.next": "ctrl+xo Tab",
    "look.zen": "ctrl+x1",
    "sections.wider": "ctrl+x}",
    "sections.narrower": "ctrl+x{",
    "file.edit": "ctrl+xctrl+q",
    "file.reload": "g",
    "change.show": "ctrl+xv=",
    "undo.undo": "ctrl+/ ctrl+xu",
    "app.palette": "alt+x ctrl+ha ctrl+hf ctrl+hx",
    "app.help": "F1 ? ctrl+hb ctrl+hm ctrl+hk ctrl+h?",
    "app.manual": "ctrl+hi ctrl+hr ctrl+ht",
    "command.open": "alt+gg alt+galt+g alt+:",
    "app.cancel": "ctrl+g Esc",
    "app.suspend": "ctrl+z ctrl+xctrl+z",
    "app.leave": "q ctrl+xk ctrl+x0",
    "app.quit": "ctrl+xctrl+c",
    NONE: "ctrl+d ctrl+k ctrl+y ctrl+t ctrl+o alt+d alt+t alt+u alt+l alt+c alt+q alt+% alt+! ctrl+xctrl+s ctrl+xctrl+w ctrl+xs "
    "ctrl+x2 ctrl+x3 ctrl+x4f ctrl+x5f ctrl+x( ctrl+x) ctrl+a ctrl+e alt+m ctrl+xh ctrl+xnn",
}

HABITS = {"vim": VIM, "less": LESS, "emacs": EMACS}


def keys_of(habit: str) -> list[str]:
    """The keys of a habit, in the framework's spelling: letters one after the other, a key with ctrl or alt as one."""
    keys: list[str] = []
    rest = habit
    while rest:
        held = next((one for one in ("ctrl+", "alt+", "shift+") if rest.startswith(one)), "")
        name = next((one for one in NAMED if rest[len(held) :].startswith(one)), rest[len(held)])
        keys.append("ctrl+h" if held + name == "ctrl+h" else spelled(held + name))
        rest = rest[len(held) + len(name) :]
    return keys


NAMED = ("Down", "Up", "Left", "Right", "PgDn", "PgUp", "Home", "End", "Space", "Enter", "Tab", "Esc", "Backspace", "F1")


def comes_to(keymap: Keymap, habit: str) -> str:
    """The action that a habit comes to where one reads, or what is said instead."""
    # In less a command of one letter needs no Enter.
    if habit[0] == ":" and len(habit) > 1 and keymap.name != "less":
        name = habit[1:]
        own = keymap.commands.get(name)
        found = sorted(own) if own else [] if meaningless(name) else called(name, BY_ID)[:1]
        return found[0] if found else f"said: {meaningless(name)}"
    state = TypedKeys(keymap)
    here = {action.id for action in ACTIONS if action.where in TOGETHER[0]}
    then = None
    for key in keys_of(habit):
        then = state.press(key, lambda ids: bool(here & ids))
    assert then is not None
    if then.then == "run":
        return next(id for id in then.ids if id in here)
    return f"said: {then.said}" if then.once else then.then


@pytest.mark.parametrize("name", PRESETS[1:])
def test_hands_find_what_they_expect_or_are_told_once_that_there_is_nothing(name: str) -> None:
    keymap = chosen_keys(OwnKeys(Written(name))).keymap
    wrong = []
    for id, habits in HABITS[name].items():
        for habit in habits.split():
            found = comes_to(keymap, habit)
            if not (found.startswith("said: ") if id == NONE else found == id):
                wrong.append(f"{habit}: {found}, not {id or 'told'}")
    assert wrong == []


@pytest.mark.parametrize("name", PRESETS[1:])
def test_every_sentence_about_a_habit_names_keys_that_there_are(name: str) -> None:
    keymap = chosen_keys(OwnKeys(Written(name))).keymap
    for said in {*preset_named(name).meaningless.values(), *NO_COMMANDS.values()}:
        told = keymap.told(said)
        assert "⟦" not in told
        assert not any(f"{id} " in told for id in BY_ID), said


def test_a_command_of_a_preset_is_a_word_and_no_keys_one_after_the_other() -> None:
    keymap = chosen_keys(OwnKeys(Written("vim"))).keymap
    assert command_of("colon w q enter") == "wq"
    assert command_of("colon n") == command_of("g enter") == ""
    assert keymap.commands["wq"] == {"app.leave"}
    assert keymap.begun("colon") == frozenset()


async def test_what_hands_type_behind_a_key_is_no_command(library: Path) -> None:
    async with opened(app_on(library / "talks.yaml", chosen_keys(OwnKeys(Written("less"))).keymap)) as seen:
        # `&pattern` asks for the pattern; nothing is kept here, and still the letter of a mark is one.
        await seen.keys("ampersand", *"forces", "enter")
        assert " · only matching" in seen.status
        await seen.keys("ampersand")
        assert "only matching" not in seen.status
        await seen.keys("m", "t", "apostrophe", "q")
        assert seen.reader.section != seen.reader.document.section_of("~timeline")
        await seen.keys("percent_sign")
        assert seen.reader.view.current == (0, 0)
    async with opened(app_on(library / "talks.yaml", chosen_keys(OwnKeys(Written("vim"))).keymap)) as seen:
        await seen.keys("5", "0", "percent_sign")
        there = seen.reader.view.current
        await seen.keys("percent_sign")
        assert "A number before it" in seen.status
        assert seen.reader.view.current == there != (0, 0)
    async with opened(app_on(library / "talks.yaml", chosen_keys(OwnKeys(Written("emacs"))).keymap)) as seen:
        await seen.keys("alt+g", "g", "2", "0", "enter")
        assert seen.reader.view.current != (0, 0)
