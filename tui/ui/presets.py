"""The tables of keys for hands that know another program: what has a meaning here does what they expect.

A preset names the actions that have other keys than usual. All others keep theirs, but for a key that the preset gives away.
What the other program has a use for and this one none is named as well, each with the sentence that says so once.
Sources: vim's `index.txt`, `less(1)`, the reference card of Emacs and its `view-mode` and `Info-mode`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from tui.ui.key_names import CONTROL_H, spelled
from tui.ui.keymap import ANY

if TYPE_CHECKING:
    from tui.ui.keymap import Counting


class Preset(NamedTuple):
    """A table of keys over the usual one."""

    counting: Counting
    """How a number is typed before a key."""
    keys: dict[str, tuple[str, ...]]
    """By an action's id, its keys and sequences in the framework's spelling."""
    meaningless: Mapping[str, str]
    """Sequences that have no meaning here, perhaps with `ANY` at their end, and what is said of them."""


def _behind(first: str, keys: str) -> tuple[str, ...]:
    """Sequences of a key and each of some others behind it."""
    return tuple(f"{first} {key}" for key in keys.split())


_VIM = {
    # The page: `index.txt` 2.1 and `scroll.txt`.
    "move.down": ("j", "down", "ctrl+e", "ctrl+n", "ctrl+j", "gj"),
    "move.up": ("k", "up", "ctrl+y", "gk"),
    "read.on": ("Space",),
    "move.page-down": ("ctrl+f", "PgDn", "shift+down", "z+"),
    "move.page-up": ("ctrl+b", "PgUp", "shift+up", "z^"),
    "move.half-down": ("ctrl+d",),
    "move.half-up": ("ctrl+u",),
    "move.top": ("gg", "Home", "ctrl+Home"),
    "move.bottom": ("G", "End", "ctrl+End"),
    "move.percent": ("%",),
    "move.window-top": ("H",),
    "move.window-middle": ("M",),
    "move.window-bottom": ("L",),
    "move.to-window-top": ("zt", "z Enter"),
    "move.to-window-middle": ("zz", "z."),
    "move.to-window-bottom": ("zb", "z-"),
    "move.next-block": ("}", ")", "w", "W", "e"),
    "move.previous-block": ("{", "(", "b", "B", "ge", "gE"),
    "tray.open": (":tray Enter",),
    "move.next-section": ("]]", "][", "zj"),
    "move.previous-section": ("[[", "[]", "zk"),
    # Searching.
    "find.open": ("/",),
    "find.backward": ("?",),
    "find.same": ("*", "g *"),
    "find.same-backward": ("#", "g #"),
    "find.clear": (":noh Enter", ":nohlsearch Enter"),
    "find.earlier": ("Up", "ctrl+p"),
    "find.later": ("Down", "ctrl+n"),
    "find.step-next": ("ctrl+g",),
    "find.step-previous": ("ctrl+t",),
    "find.cancel": ("Esc", "ctrl+c"),
    "find.line-end": ("ctrl+e",),
    # Links, tags and the jump list; ctrl+i is Tab to a terminal.
    "link.follow": ("Enter", "l", "Right", "gf", "gx", "ctrl+]", "ctrl+w f", "ctrl+w ]"),
    "link.peek": ("K", "gd", "gD"),
    "place.back": ("ctrl+o", "ctrl+t", "ctrl+^", "Backspace"),
    "place.forward": ("Tab",),
    "place.recent": ("P", ":ju Enter", ":jumps Enter", ":marks Enter"),
    "place.say": ("ctrl+g", "g ctrl+g", ":f Enter", ":file Enter"),
    "mark.set": ("m",),
    "mark.go": ("'", "`"),
    # What changed, as in diff mode.
    "change.show": ("D", ":diff Enter"),
    "change.next": ("]c",),
    "change.previous": ("[c",),
    "note.list": ("gn", ":cl Enter", ":copen Enter"),
    "note.next": ("]n", ":cn Enter", ":cnext Enter"),
    "notes.delete": ("dd", "Del"),
    # Files, buffers and tabs.
    "library.next": (">", "gt", "]b", "ctrl+PgDn", ":n Enter", ":next Enter", ":bn Enter", ":bnext Enter", ":tabn Enter"),
    "library.previous": ("<", "gT", "[b", "ctrl+PgUp", ":N Enter", ":prev Enter", ":bp Enter", ":bprev Enter", ":tabp Enter"),
    "library.quick-open": ("o", ":ls Enter", ":b Enter", ":buffers Enter", ":files Enter", ":find Enter"),
    "library.search": ("s", ":grep Enter", ":vimgrep Enter", ":vim Enter"),
    "file.edit": ("gF", ":vi Enter", ":visual Enter", ":view Enter"),
    "file.reload": ("R", ":e Enter", ":e! Enter", ":edit Enter", ":edit! Enter", ":checktime Enter"),
    # Copying: visual mode and the register of the clipboard.
    "copy.select": ("v", "V", "ctrl+v"),
    "copy.text": ("y", "Y", '" + y', '" * y'),
    "copy.citation": ("gy",),
    # Windows.
    "focus.next": ("S-Tab", *_behind("ctrl+w", "w ctrl+w j k l p t b Right Up Down")),
    "focus.list": ("h", "Left", "ctrl+w h", "ctrl+w Left"),
    "focus.previous": ("ctrl+w W",),
    "look.zen": ("gz", "ctrl+w o", "ctrl+w ctrl+o", ":on Enter", ":only Enter"),
    "sections.narrower": ("ctrl+w <",),
    "sections.wider": ("ctrl+w >",),
    # Folds: of the levels of the section list, from the page as well.
    "fold.close": ("zc", "zC"),
    "fold.open": ("zo", "zO", "zv"),
    "fold.toggle": ("za", "zA", "zi"),
    "fold.close-all": ("zM", "zm", "zN"),
    "fold.open-all": ("zR", "zr", "zn"),
    # Lists.
    "sections.down": ("j", "Down", "ctrl+n", "ctrl+e"),
    "sections.up": ("k", "Up", "ctrl+y"),
    "sections.page-down": ("ctrl+f", "ctrl+d", "Space", "PgDn"),
    "sections.page-up": ("ctrl+b", "ctrl+u", "PgUp"),
    "sections.first": ("gg", "Home"),
    "sections.last": ("G", "End"),
    "library.down": ("j", "Down", "ctrl+n", "ctrl+e"),
    "library.up": ("k", "Up", "ctrl+y"),
    "library.page-down": ("ctrl+f", "ctrl+d", "PgDn"),
    "library.page-up": ("ctrl+b", "ctrl+u", "PgUp"),
    "library.first": ("gg", "Home"),
    "library.last": ("G", "End"),
    "library.select": ("v", "V", "ctrl+v"),
    "search.down": ("Down", "ctrl+n"),
    "search.up": ("Up", "ctrl+p"),
    "search.page-down": ("PgDn", "ctrl+f"),
    "search.page-up": ("PgUp", "ctrl+b"),
    "search.cancel": ("Esc", "ctrl+c"),
    # The rest of the command line.
    "undo.undo": ("u", "U", ":u Enter", ":undo Enter"),
    "command.open": (":", "Q"),
    "app.help": ("F1", ":h Enter", ":help Enter", ":map Enter"),
    "app.cancel": ("Esc",),
    "app.theme": ("T", ":colo Enter", ":colorscheme Enter"),
    "app.suspend": ("ctrl+z", ":sus Enter", ":st Enter"),
    "app.leave": (
        *("q", "ZZ", "ZQ", "ctrl+w q", "ctrl+w c"),
        *(f":{word} Enter" for word in ["q", "q!", "quit", "wq", "wq!", "x", "clo", "close", "bd"]),
    ),
    "app.quit": (":qa Enter", ":qa! Enter", ":qall Enter", ":wqa Enter", ":xa Enter", ":cq Enter"),
}

_LESS = {
    "move.down": ("j", "Down", "e", "ctrl+e", "ctrl+n", "ctrl+j", "Enter"),
    "move.up": ("k", "Up", "y", "ctrl+y", "ctrl+k", "ctrl+p"),
    "read.on": ("Space",),
    "move.page-down": ("PgDn", "f", "ctrl+f", "ctrl+v", "z", "alt+Space"),
    "move.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w"),
    "move.half-down": ("d", "ctrl+d"),
    "move.half-up": ("u", "ctrl+u"),
    "move.top": ("g", "<", "alt+<", "Home"),
    "move.bottom": ("G", ">", "alt+>", "End", "F"),
    "move.percent": ("p", "%"),
    "find.open": ("/",),
    "find.backward": ("?",),
    "find.only-matching": ("&",),
    "find.next": ("n", "alt+n"),
    "find.previous": ("N", "alt+N"),
    "find.clear": ("alt+u", "alt+U"),
    "find.step-next": ("ctrl+n",),
    "find.step-previous": ("ctrl+p",),
    "link.follow": ("o", "ctrl+]", "ctrl+o ctrl+o", "ctrl+o o", "ctrl+o l", "ctrl+o ctrl+l"),
    "link.hints": ("l", "ctrl+o ctrl+n", "ctrl+o n", "ctrl+o ctrl+p", "ctrl+o p"),
    "place.back": ("Backspace",),
    "place.say": ("=", "ctrl+g", ":f"),
    "mark.set": ("m", "M"),
    "note.list": ("I",),
    "tray.add": ("alt+i",),
    "tray.add-entry": ("alt+i",),
    "focus.list": ("Left",),
    "mark.go": ("'", "ctrl+x ctrl+x"),
    "library.next": (":n",),
    "library.previous": (":p",),
    "library.quick-open": (":e", "ctrl+x ctrl+v", "E"),
    "library.search": ("s", "alt+/", "alt+?"),
    "file.edit": ("v",),
    "file.reload": ("R",),
    "app.repaint": ("r", "ctrl+r", "ctrl+l"),
    "go.sources": ("S",),
    "page.sources": (":s",),
    "copy.select": ("V",),
    "copy.text": ("c",),
    "copy.citation": ("Y",),
    "copy.export": (":w",),
    "library.export": (":w",),
    "go.command": ("O",),
    "look.zen": ("W",),
    "fold.toggle": (";",),
    "look.narrower": ("alt+-",),
    "look.wider": ("+",),
    "sections.narrower": ("shift+Left",),
    "sections.wider": ("shift+Right",),
    "sections.down": ("j", "Down", "e", "ctrl+e", "ctrl+n"),
    "sections.up": ("k", "Up", "y", "ctrl+y", "ctrl+p"),
    "sections.page-down": ("Space", "PgDn", "f", "ctrl+f", "ctrl+v", "z", "d", "ctrl+d"),
    "sections.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w", "u", "ctrl+u"),
    "sections.first": ("g", "<", "alt+<", "Home"),
    "sections.last": ("G", ">", "alt+>", "End"),
    "library.down": ("j", "Down", "e", "ctrl+e", "ctrl+n", "ctrl+j"),
    "library.up": ("k", "Up", "y", "ctrl+y", "ctrl+k", "ctrl+p"),
    "library.page-down": ("PgDn", "f", "ctrl+f", "ctrl+v", "z", "d", "ctrl+d"),
    "library.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w", "u", "ctrl+u"),
    "library.first": ("g", "<", "alt+<", "Home"),
    "library.last": ("G", ">", "alt+>", "End"),
    "library.select": ("V",),
    "library.filter": ("/", "&"),
    "library.sort": ("S",),
    "command.open": ("alt+:",),
    "app.palette": ("alt+x",),
    "app.help": ("h", "H", "F1"),
    "app.cancel": ("Esc",),
    "app.leave": ("q", ":q", "ZZ"),
    "app.quit": ("Q", ":Q"),
}

_EMACS = {
    # Moving: the reference card.
    "move.down": ("ctrl+n", "Down", "j"),
    "move.up": ("ctrl+p", "Up", "k"),
    "read.on": ("Space",),
    "move.page-down": ("ctrl+v", "PgDn"),
    "move.page-up": ("alt+v", "PgUp", "Backspace", "b"),
    "move.half-down": ("d",),
    "move.half-up": ("u",),
    "move.top": ("alt+<", "ctrl+Home", "Home", "<"),
    "move.bottom": ("alt+>", "ctrl+End", "End", ">"),
    "move.next-block": ("alt+}", "alt+e", "alt+f", "ctrl+f", ")"),
    "move.previous-block": ("alt+{", "alt+a", "alt+b", "ctrl+b", "("),
    "move.next-section": ("]", "n", "ctrl+x ]"),
    "move.previous-section": ("[", "p", "ctrl+x ["),
    "move.to-window-middle": ("ctrl+l",),
    "move.window-middle": ("alt+r",),
    # Incremental search.
    "find.open": ("ctrl+s", "/"),
    "find.backward": ("ctrl+r",),
    "find.next": ("alt+g n", "alt+g alt+n"),
    "find.previous": ("alt+g p", "alt+g alt+p"),
    "find.only-matching": ("alt+s o", "&"),
    "find.step-next": ("ctrl+s",),
    "find.step-previous": ("ctrl+r",),
    "find.same": ("alt+s alt+.", "alt+s w"),
    "find.regex": ("alt+r", "alt+s r"),
    "find.earlier": ("Up", "ctrl+p"),
    "find.later": ("Down", "ctrl+n"),
    "find.line-end": (),
    "find.cancel": ("ctrl+g", "Esc", "ctrl+c"),
    # Links and places: xref, Info, marks, registers and bookmarks.
    "link.follow": ("Enter", "Right", "alt+.", "ctrl+c ctrl+o"),
    "focus.list": ("Left", "h"),
    "link.peek": ("K", "alt+s ."),
    "place.back": ("l", "alt+,", "ctrl+x ctrl+Space", "ctrl+c ctrl+b"),
    "place.forward": ("r", "ctrl+c ctrl+f"),
    "place.recent": ("P", "ctrl+x r l"),
    "place.say": ("ctrl+x =", "ctrl+x l"),
    "mark.set": ("m", "ctrl+x r m", "ctrl+x r Space"),
    "mark.go": ("'", "ctrl+x r b", "ctrl+x r j", "ctrl+x ctrl+x"),
    "go.sources": ("S",),
    # Copying.
    "copy.select": ("ctrl+Space", "v", "alt+h", "alt+@"),
    "copy.text": ("alt+w", "ctrl+w", "y"),
    # Buffers, windows, files.
    "library.next": ("ctrl+x Right", "ctrl+x ctrl+Right"),
    "library.previous": ("ctrl+x Left", "ctrl+x ctrl+Left"),
    "library.quick-open": ("ctrl+x b", "ctrl+x ctrl+f", "ctrl+x ctrl+r", "ctrl+x ctrl+b", "o"),
    "library.search": ("s", "alt+s alt+s", "ctrl+x p g"),
    "focus.next": ("ctrl+x o", "Tab"),
    "focus.previous": ("S-Tab",),
    "look.zen": ("ctrl+x 1", "z"),
    "sections.narrower": ("ctrl+x {",),
    "sections.wider": ("ctrl+x }",),
    "file.edit": ("ctrl+x ctrl+q", "e"),
    "file.reload": ("g", "R", "ctrl+x x g"),
    "change.show": ("D", "ctrl+x v ="),
    # Writing a note: what finishes a buffer, and what gives it up.
    "note.keep": ("Enter", "ctrl+c ctrl+c", "ctrl+x ctrl+s", "ctrl+x #"),
    "note.leave": ("ctrl+g", "Esc", "ctrl+c ctrl+k"),
    "note.delete": ("ctrl+c ctrl+d",),
    "note.outside": ("ctrl+c '",),
    "note.up": ("Up", "ctrl+p"),
    "note.down": ("Down", "ctrl+n"),
    "note.page-up": ("PgUp", "alt+v"),
    "note.page-down": ("PgDn", "ctrl+v"),
    "edit.left": ("Left", "ctrl+b"),
    "edit.right": ("Right", "ctrl+f"),
    "edit.word-left": ("ctrl+Left", "alt+b"),
    "edit.word-right": ("ctrl+Right", "alt+f"),
    "edit.earlier": ("ctrl+Up", "alt+p"),
    "edit.later": ("ctrl+Down", "alt+n"),
    "edit.start": ("ctrl+a", "Home"),
    "edit.end": ("ctrl+e", "End"),
    "edit.delete-right": ("ctrl+d", "Del"),
    "edit.delete-word": ("ctrl+w",),
    "edit.delete-to-start": ("ctrl+u",),
    "edit.delete-to-end": ("ctrl+k",),
    # Lists.
    "sections.down": ("ctrl+n", "Down", "j"),
    "sections.up": ("ctrl+p", "Up", "k"),
    "sections.page-down": ("ctrl+v", "PgDn", "Space"),
    "sections.page-up": ("alt+v", "PgUp", "Backspace", "b"),
    "sections.first": ("alt+<", "<", "Home"),
    "sections.last": ("alt+>", ">", "End"),
    "library.down": ("ctrl+n", "n", "Down", "j"),
    "library.up": ("ctrl+p", "p", "Up", "k"),
    "library.page-down": ("ctrl+v", "PgDn"),
    "library.page-up": ("alt+v", "PgUp", "Backspace", "b"),
    "library.first": ("alt+<", "<", "Home"),
    "library.last": ("alt+>", ">", "End"),
    "library.select": ("ctrl+Space", "v"),
    "library.filter": ("/", "ctrl+s"),
    "library.reload": ("g", "R"),
    "library.older": ("L",),
    "search.down": ("Down", "ctrl+n", "ctrl+s"),
    "search.up": ("Up", "ctrl+p"),
    "search.page-down": ("PgDn", "ctrl+v"),
    "search.page-up": ("PgUp", "alt+v"),
    # The program.
    "undo.undo": ("ctrl+/", "ctrl+x u", "U"),
    "command.open": (":", "alt+:", "alt+g alt+g", "alt+g g"),
    "app.help": ("F1", "?", "ctrl+x ?", *_behind("ctrl+h", "ctrl+h ? b m k c w")),
    "app.manual": ("F2", "ctrl+h i", "ctrl+h r", "ctrl+h t"),
    "app.palette": ("alt+x", "ctrl+h a", "ctrl+h f", "ctrl+h x"),
    "app.repaint": ("ctrl+x ctrl+l",),
    "app.suspend": ("ctrl+z", "ctrl+x ctrl+z"),
    "app.cancel": ("ctrl+g", "Esc"),
    "app.interrupt": ("ctrl+c ctrl+c",),
    "app.leave": ("q", "ctrl+x k", "ctrl+x 0"),
    "app.quit": ("ctrl+x ctrl+c",),
}

_READ_ONLY = "A briefing is read here, not written: ⟦file.edit⟧ opens it in your editor"
_NO_WINDOWS = "There are two panes here, which are not split: ⟦focus.next⟧ changes between them"
_NO_OPTIONS = "There are no options here: what can be set is in config.yaml (⟦app.manual⟧ opens the manual)"
_NO_SHELL = "Nothing is run from here: ⟦app.suspend⟧ goes to the shell, fg comes back"
_NO_COLUMNS = "Lines are never cut, so there is nothing beside them: ⟦look.narrower⟧ and ⟦look.wider⟧ change their width"
_NO_REDO = "What was undone cannot be done again by a key"
_NO_MACROS = "No keys are recorded here"
_ALL_OF_IT = "⟦copy.select⟧ begins a selection, which moves draw; ⟦copy.export⟧ hands out the whole briefing"

_WITHOUT_MEANING: dict[str, dict[str, tuple[str, ...]]] = {
    "vim": {
        _READ_ONLY: (f"d {ANY}", "p", f"g u {ANY}", f"g U {ANY}", f"g q {ANY}", "g p", "g i", "z =", "z g", "z w", "ctrl+a"),
        _NO_WINDOWS: _behind("ctrl+w", "s v n S H J K L r x T z P = + - _ | ctrl+s ctrl+v ctrl+n"),
        _NO_COLUMNS: ("$", "^", "z h", "z l", "z H", "z L", "z s", "z e", "g 0", "g $"),
        _NO_REDO: ("ctrl+r",),
        _NO_MACROS: (f"@ {ANY}",),
        "Sections and judgments are what is folded: ⟦sections.fold⟧ and ⟦sections.unfold⟧ in the section list": (
            *("z f", "z d", "z D", "z E", "z F", "z x", "z X"),
        ),
        "A line has no cursor here: ⟦link.hints⟧ labels every link, ⟦find.open⟧ finds words": (";", ","),
    },
    "less": {
        _NO_OPTIONS: (f"- {ANY}", f"_ {ANY}"),
        _NO_SHELL: ("!", "#"),
        _NO_COLUMNS: ("alt+(", "alt+)", "alt+{", "alt+}", "ctrl+Left", "ctrl+Right", "Right"),
        "Files are followed anyway: what is saved is shown at once": ("alt+F", "alt+f"),
        "A mark is taken away by setting it elsewhere": (f"alt+m {ANY}",),
        "No briefing is taken off the list: ⟦read.done⟧ is done with one": (": d",),
        "The list has no first one to go to from here: ⟦app.leave⟧ goes back to it": (": x",),
    },
    "emacs": {
        _READ_ONLY: (
            *("ctrl+d", "ctrl+k", "ctrl+t", "ctrl+y", "ctrl+o", "ctrl+q", "ctrl+j", "alt+d", "alt+k", "alt+t", "alt+y", "alt+u"),
            *("alt+l", "alt+c", "alt+q", "alt+;", "alt+%", "alt+z", "alt+/", "ctrl+x ctrl+s", "ctrl+x s", "ctrl+x i"),
        ),
        "It is never written: ⟦copy.export⟧ writes it for others": ("ctrl+x ctrl+w",),
        _NO_WINDOWS: ("ctrl+x 2", "ctrl+x 3", "ctrl+x +", f"ctrl+x 4 {ANY}", f"ctrl+x 5 {ANY}", f"ctrl+x t {ANY}"),
        _NO_SHELL: ("alt+!", "alt+|", "alt+&"),
        _NO_MACROS: ("ctrl+x (", "ctrl+x )", "ctrl+x e", "F3", "F4"),
        _NO_COLUMNS: ("ctrl+a", "ctrl+e", "alt+m"),
        _ALL_OF_IT: ("ctrl+x h",),
        "The whole briefing is there, always": (f"ctrl+x n {ANY}",),
    },
}

_TABLES: dict[str, tuple[Counting, dict[str, tuple[str, ...]]]] = {
    "default": ("", {}),
    "vim": ("digits", _VIM),
    "less": ("digits", _LESS),
    "emacs": ("ctrl+u", _EMACS),
}


def _spelled(written: str) -> str:
    """A sequence in the framework's spelling; `ctrl+h` is one here: a terminal whose Backspace sends another byte has it."""
    return " ".join(word if word == CONTROL_H else spelled(word) for word in written.split())


def _keys_of(written: str) -> str:
    """A sequence of another program in the framework's spelling; its last key may be any."""
    return f"{_spelled(written.removesuffix(ANY))} {ANY}" if written.endswith(f" {ANY}") else _spelled(written)


def preset_named(name: str) -> Preset:
    """One of the presets, its keys in the framework's spelling."""
    counting, keys = _TABLES[name]
    without = {_keys_of(one): said for said, habits in _WITHOUT_MEANING.get(name, {}).items() for one in habits}
    return Preset(counting, {id: tuple(map(_spelled, written)) for id, written in keys.items()}, without)
