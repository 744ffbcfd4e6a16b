"""The tables of keys for hands that know another program: what has a meaning here does what they expect.

A preset names the actions that have other keys than usual. All others keep theirs, but for a key that the preset gives away.
Sources: vim's `index.txt`, `less(1)`, the reference card of Emacs and its `view-mode` and `Info-mode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.ui.key_names import spelled

if TYPE_CHECKING:
    from tui.ui.keymap import Counting


class Preset(NamedTuple):
    """A table of keys over the usual one."""

    counting: Counting
    """How a number is typed before a key."""
    keys: dict[str, tuple[str, ...]]
    """By an action's id, its keys and sequences in the framework's spelling."""


_VIM = {
    # The page: `index.txt` 2.1 and `scroll.txt`.
    "move.down": ("j", "down", "ctrl+e", "ctrl+n"),
    "move.up": ("k", "up", "ctrl+y"),
    "move.page-down": ("ctrl+f", "Space", "PgDn", "shift+down"),
    "move.page-up": ("ctrl+b", "PgUp", "shift+up"),
    "move.half-down": ("ctrl+d",),
    "move.half-up": ("ctrl+u",),
    "move.top": ("gg", "Home", "ctrl+Home"),
    "move.bottom": ("G", "End", "ctrl+End"),
    "move.next-block": ("}", ")"),
    "move.previous-block": ("{", "("),
    "move.next-section": ("]]", "]["),
    "move.previous-section": ("[[", "[]"),
    # Searching.
    "find.open": ("/",),
    "find.earlier": ("Up", "ctrl+p"),
    "find.later": ("Down", "ctrl+n"),
    "find.cancel": ("Esc", "ctrl+c"),
    "find.line-end": ("ctrl+e",),
    # Links, tags and the jump list; ctrl+i is Tab to a terminal.
    "link.follow": ("Enter", "gf", "gx", "ctrl+]", "ctrl+w f", "ctrl+w ]"),
    "link.peek": ("K", "gd", "gD"),
    "place.back": ("ctrl+o", "ctrl+t", "ctrl+^", "Backspace"),
    "place.forward": ("Tab",),
    "place.recent": ("P", ":ju Enter", ":jumps Enter", ":marks Enter"),
    "mark.set": ("m",),
    "mark.go": ("'", "`"),
    # What changed, as in diff mode.
    "change.show": ("D", ":diff Enter"),
    "change.next": ("]c",),
    "change.previous": ("[c",),
    "note.list": ("gn", ":cl Enter", ":copen Enter"),
    "note.next": ("*", ":cn Enter", ":cnext Enter"),
    "notes.delete": ("dd", "Del"),
    # Files, buffers and tabs.
    "library.next": (">", "gt", "]b", ":n Enter", ":next Enter", ":bn Enter", ":bnext Enter", ":tabn Enter"),
    "library.previous": ("<", "gT", "[b", ":N Enter", ":prev Enter", ":bp Enter", ":bprev Enter", ":tabp Enter"),
    "library.quick-open": ("o", ":ls Enter", ":b Enter", ":buffers Enter", ":files Enter", ":find Enter"),
    "library.search": ("s", ":grep Enter", ":vimgrep Enter", ":vim Enter"),
    "file.reload": ("R", ":e Enter", ":e! Enter", ":edit Enter", ":edit! Enter", ":checktime Enter"),
    # Copying: visual mode and the register of the clipboard.
    "copy.select": ("v", "V", "ctrl+v"),
    "copy.text": ("y", "Y", '" + y', '" * y'),
    "copy.citation": ("gy",),
    # Windows.
    "focus.next": (
        "ctrl+w w",
        "ctrl+w ctrl+w",
        "ctrl+w h",
        "ctrl+w j",
        "ctrl+w k",
        "ctrl+w l",
        "ctrl+w p",
        "ctrl+w Left",
        "ctrl+w Right",
        "ctrl+w Up",
        "ctrl+w Down",
        "S-Tab",
    ),
    "focus.previous": ("ctrl+w W",),
    "look.zen": ("gz", "ctrl+w o", "ctrl+w ctrl+o", ":on Enter", ":only Enter"),
    "look.narrower": ("-", "ctrl+w <"),
    "look.wider": ("=", "+", "ctrl+w >"),
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
    "app.help": ("F1", ":h Enter", ":help Enter", ":map Enter"),
    "app.cancel": ("Esc",),
    "app.theme": ("T", ":colo Enter", ":colorscheme Enter"),
    "app.suspend": ("ctrl+z", ":sus Enter", ":st Enter"),
    "app.leave": (
        "q",
        "ZZ",
        "ZQ",
        "ctrl+w q",
        "ctrl+w c",
        ":q Enter",
        ":q! Enter",
        ":quit Enter",
        ":wq Enter",
        ":wq! Enter",
        ":x Enter",
        ":clo Enter",
        ":close Enter",
        ":bd Enter",
    ),
    "app.quit": (":qa Enter", ":qa! Enter", ":qall Enter", ":wqa Enter", ":xa Enter", ":cq Enter"),
}

_LESS = {
    "move.down": ("j", "Down", "e", "ctrl+e", "ctrl+n", "ctrl+j", "Enter"),
    "move.up": ("k", "Up", "y", "ctrl+y", "ctrl+k"),
    "move.page-down": ("Space", "PgDn", "f", "ctrl+f", "ctrl+v", "z", "alt+Space"),
    "move.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w"),
    "move.half-down": ("d", "ctrl+d"),
    "move.half-up": ("u", "ctrl+u"),
    "move.top": ("g", "<", "alt+<", "Home"),
    "move.bottom": ("G", ">", "alt+>", "End"),
    "find.open": ("/",),
    "find.only-matching": ("&",),
    "link.follow": ("o", "ctrl+]", "ctrl+o"),
    "link.hints": ("F",),
    "mark.set": ("m",),
    "mark.go": ("'", "ctrl+x ctrl+x"),
    "library.next": (":n",),
    "library.previous": (":p",),
    "library.quick-open": (":e", "ctrl+x ctrl+v", "E"),
    "library.search": ("s", "alt+/"),
    "file.edit": ("v",),
    "file.reload": ("R",),
    "app.repaint": ("r", "ctrl+r", "ctrl+l"),
    "go.sources": ("S",),
    "copy.select": ("V",),
    "copy.text": ("c",),
    "copy.citation": ("Y",),
    "go.command": ("O",),
    "look.zen": ("W",),
    "look.wider": ("+",),
    "sections.down": ("j", "Down", "e", "ctrl+e", "ctrl+n"),
    "sections.up": ("k", "Up", "y", "ctrl+y"),
    "sections.page-down": ("Space", "PgDn", "f", "ctrl+f", "ctrl+v", "z", "d", "ctrl+d"),
    "sections.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w", "u", "ctrl+u"),
    "sections.first": ("g", "<", "alt+<", "Home"),
    "sections.last": ("G", ">", "alt+>", "End"),
    "library.down": ("j", "Down", "e", "ctrl+e", "ctrl+n", "ctrl+j"),
    "library.up": ("k", "Up", "y", "ctrl+y", "ctrl+k"),
    "library.page-down": ("PgDn", "f", "ctrl+f", "ctrl+v", "z", "d", "ctrl+d"),
    "library.page-up": ("b", "PgUp", "ctrl+b", "alt+v", "w", "u", "ctrl+u"),
    "library.first": ("g", "<", "alt+<", "Home"),
    "library.last": ("G", ">", "alt+>", "End"),
    "library.select": ("V",),
    "library.filter": ("/", "&"),
    "library.sort": ("S",),
    "app.help": ("h", "H", "F1"),
    "app.cancel": ("Esc",),
    "app.leave": ("q", ":q", "ZZ"),
    "app.quit": ("Q", ":Q"),
}

_EMACS = {
    # Moving: the reference card.
    "move.down": ("ctrl+n", "Down", "j"),
    "move.up": ("ctrl+p", "Up", "k"),
    "move.page-down": ("ctrl+v", "PgDn", "Space"),
    "move.page-up": ("alt+v", "PgUp", "Backspace", "b"),
    "move.top": ("alt+<", "ctrl+Home", "Home", "<", "alt+g alt+g", "alt+g g"),
    "move.bottom": ("alt+>", "ctrl+End", "End", ">"),
    "move.next-block": ("alt+}", "alt+e", ")"),
    "move.previous-block": ("alt+{", "alt+a", "("),
    "move.next-section": ("]", "n", "ctrl+x ]"),
    "move.previous-section": ("[", "p", "ctrl+x ["),
    # Incremental search.
    "find.open": ("ctrl+s", "/"),
    "find.next": ("alt+g n", "alt+g alt+n"),
    "find.previous": ("alt+g p", "alt+g alt+p"),
    "find.only-matching": ("alt+s o", "&"),
    "find.regex": ("alt+r", "alt+s r"),
    "find.earlier": ("Up", "alt+p", "ctrl+p"),
    "find.later": ("Down", "alt+n", "ctrl+n"),
    "find.line-end": (),
    "find.cancel": ("ctrl+g", "Esc", "ctrl+c"),
    # Links and places: xref, Info, marks, registers and bookmarks.
    "link.follow": ("Enter", "alt+.", "ctrl+c ctrl+o"),
    "link.peek": ("K", "alt+s ."),
    "place.back": ("l", "alt+,", "ctrl+x ctrl+Space", "ctrl+c ctrl+b"),
    "place.forward": ("r", "ctrl+c ctrl+f"),
    "place.recent": ("P", "ctrl+x r l"),
    "mark.set": ("m", "ctrl+x r m", "ctrl+x r Space"),
    "mark.go": ("'", "ctrl+x r b", "ctrl+x r j", "ctrl+x ctrl+x"),
    "go.sources": ("S",),
    # Copying.
    "copy.select": ("ctrl+Space", "v"),
    "copy.text": ("alt+w", "ctrl+w", "y"),
    # Buffers, windows, files.
    "library.next": ("ctrl+x Right", "ctrl+x ctrl+Right"),
    "library.previous": ("ctrl+x Left", "ctrl+x ctrl+Left"),
    "library.quick-open": ("ctrl+x b", "ctrl+x ctrl+f", "ctrl+x ctrl+r", "ctrl+x ctrl+b", "o"),
    "library.search": ("s", "alt+s alt+s", "ctrl+x p g"),
    "focus.next": ("ctrl+x o", "Tab"),
    "focus.previous": ("S-Tab",),
    "look.zen": ("ctrl+x 1", "z"),
    "look.narrower": ("ctrl+x {", "-"),
    "look.wider": ("ctrl+x }", "=", "+"),
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
    "app.help": ("F1", "?", "ctrl+x ?"),
    "app.palette": ("alt+x",),
    "app.repaint": ("ctrl+x ctrl+l",),
    "app.suspend": ("ctrl+z", "ctrl+x ctrl+z"),
    "app.cancel": ("ctrl+g", "Esc"),
    "app.interrupt": ("ctrl+c ctrl+c",),
    "app.leave": ("q", "ctrl+x k", "ctrl+x 0"),
    "app.quit": ("ctrl+x ctrl+c",),
}

_TABLES: dict[str, tuple[Counting, dict[str, tuple[str, ...]]]] = {
    "vim": ("digits", _VIM),
    "less": ("digits", _LESS),
    "emacs": ("ctrl+u", _EMACS),
}


def preset_named(name: str) -> Preset:
    """One of the presets, its keys in the framework's spelling."""
    counting, keys = _TABLES[name]
    return Preset(counting, {id: tuple(map(spelled, written)) for id, written in keys.items()})
