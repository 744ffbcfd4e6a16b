"""Actions by the words that people type: in the palette, in the sheet of keys and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Literal, NamedTuple

from tui.model.late_pattern import late_pattern
from tui.model.text import fold
from tui.reading.searching import rank
from tui.ui.keymap import Keymap
from tui.ui.keys import Where, actions_in

Argument = Literal["", "format", "theme", "words", "title", "letter", "topic"]
"""What may stand behind the name of an action on the command line."""

WORDS: dict[str, str] = {
    "move.top": "beginning start first home",
    "move.bottom": "end last",
    "find.open": "find search look grep",
    "find.backward": "search reverse",
    "find.only-matching": "filter grep",
    "find.clear": "noh nohlsearch unhighlight",
    "find.same": "word",
    "link.follow": "go open url",
    "link.hints": "hints url jump",
    "link.peek": "info definition explain",
    "place.back": "previous return history",
    "place.recent": "places history jumps marks",
    "place.say": "file where position info",
    "mark.set": "mark bookmark",
    "mark.go": "goto bookmark jump",
    "change.show": "changes diff compare updates new",
    "read.done": "done finish finished complete archive",
    "read.unread": "unread unmark",
    "action.close": "tick complete",
    "note.write": "note annotate comment highlight",
    "note.list": "notes annotations comments",
    "library.next": "next",
    "library.previous": "previous",
    "copy.select": "select mark visual",
    "copy.text": "copy yank clipboard",
    "copy.citation": "cite citation reference quote",
    "copy.export": "export print save write pdf docx html mail send",
    "copy.share": "share hand pipe send command",
    "library.export": "export print save write pdf docx html mail send book",
    "go.timeline": "timeline dates events chronology",
    "go.actors": "actors people who names",
    "go.command": "command organisation chart hierarchy",
    "go.judgments": "judgments judgements likelihood assessment",
    "go.sources": "sources references bibliography",
    "look.narrower": "narrower width measure column",
    "look.wider": "wider width measure column",
    "look.zen": "zen focus fullscreen distraction hide only",
    "sections.wider": "pane outline contents sidebar",
    "sections.narrower": "pane outline contents sidebar",
    "fold.close-all": "fold collapse outline",
    "fold.open-all": "unfold expand outline",
    "file.edit": "edit editor change",
    "file.reload": "reload refresh",
    "page.judgments": "judgments judgements likelihood assessment",
    "page.timeline": "timeline dates events chronology",
    "page.sources": "sources references bibliography",
    "page.command": "command organisation chart hierarchy",
    "page.actions": "actions tasks todo due",
    "page.terms": "terms glossary acronyms definitions",
    "library.filter": "filter narrow only",
    "library.sort": "sort order",
    "library.group": "group queue month series",
    "library.done": "done finish finished complete archive",
    "library.unread": "unread unmark",
    "library.others": "others files ignored",
    "library.reload": "reload refresh",
    "library.older": "older versions lineage history",
    "library.search": "search grep query vimgrep",
    "library.quick-open": "open title switch buffer b find ls",
    "undo.undo": "undo revert",
    "app.help": "help keys shortcuts bindings map",
    "app.manual": "manual documentation guide help h",
    "app.palette": "palette actions",
    "app.theme": "theme colours colors dark light appearance colo colorscheme",
    "app.repaint": "repaint redraw refresh",
    "app.suspend": "suspend shell background sus stop",
    "app.leave": "quit q exit leave close wq x",
    "app.quit": "quitall qa qall exit quit end",
}
"""By an action's id what else people call it; on the command line each of these words is its name, the first the usual one."""

TAKES: dict[str, Argument] = {
    "copy.export": "format",
    "library.export": "format",
    "app.theme": "theme",
    "library.search": "words",
    "library.filter": "words",
    "find.open": "words",
    "library.quick-open": "title",
    "mark.set": "letter",
    "mark.go": "letter",
    "app.manual": "topic",
}

NO_COMMANDS: dict[str, str] = {
    **dict.fromkeys(("w", "w!", "write", "up", "update", "sav", "saveas"), "It is never written: :export writes it for others"),
    **dict.fromkeys(("sp", "split", "vs", "vsp", "vsplit", "new", "vnew", "tabnew", "tabe"), "There are two panes here, not split"),
    **dict.fromkeys(("set", "se", "setlocal", "let", "syntax", "sy"), "What can be set is in config.yaml: :manual configuration"),
    **dict.fromkeys(
        ("!", "r", "make", "term", "terminal", "so", "source", "cd", "pwd"),
        "Nothing is run from here: ⟦app.suspend⟧ goes to the shell",
    ),
    **dict.fromkeys(
        ("s", "%s", "d", "m", "norm", "normal", "global", "g", "v", "sort", "sor", "t", "co"),
        "It is read here: ⟦file.edit⟧ opens your editor",
    ),
    **dict.fromkeys(("red", "redo"), "What was undone cannot be done again by a command"),
    **dict.fromkeys(("reg", "registers", "di", "display"), "What is copied goes to the clipboard alone: ⟦copy.text⟧ copies"),
    **dict.fromkeys(("ve", "version", "mes", "messages", "his", "history"), "`briefing --version` and `briefing journal` say that"),
}
"""Commands of other programs that have no meaning here, and what is said of them."""

_SIGNED = late_pattern(r"(!)|(%?s|%?g|%?v)(?=[/#|,!])|([.$%]?(?:,[.$\d]*)?[smdg])(?=/)")
"""Commands with their text right behind them, as `:!ls` and `:%s/a/b/`."""


def meaningless(line: str) -> str:
    """What is said of a line that is a command of another program, without a meaning here; "" for any other."""
    signed = _SIGNED.match(line)
    name = line.partition(" ")[0] if signed is None else "!" if signed[1] else "s"
    return NO_COMMANDS.get(line, "") or NO_COMMANDS.get(name, "")


FIRST: dict[Where, tuple[str, ...]] = {
    "document": ("read.on", "move.next-section", "find.open", "link.hints", "undo.undo", "app.leave"),
    "sections": ("sections.down", "sections.up", "sections.open", "sections.fold", "focus.next", "app.leave"),
    "library": ("library.read-on", "library.open", "library.filter", "library.search", "undo.undo", "app.leave"),
    "tray": ("move.next-block", "link.follow", "tray.up", "tray.note", "tray.remove", "tray.draft"),
    "notes": ("move.next-block", "link.follow", "notes.filter", "notes.copy", "notes.delete", "app.leave"),
    "page": ("move.next-block", "link.follow", "page.sort", "find.open", "undo.undo", "app.leave"),
    "find": ("find.accept", "find.cancel", "find.earlier", "find.later", "find.regex", "edit.delete-word"),
    "note": ("note.keep", "note.leave", "note.new-line", "note.outside", "note.delete", "edit.delete-word"),
    "search": ("search.accept", "search.down", "search.up", "search.unfold", "search.read", "search.cancel"),
}
"""The six keys with which a newcomer begins in each part of the screen."""


class ActionLine(NamedTuple):
    """A line of the palette, of the sheet of keys or of the command line, and what Enter does on it."""

    title: str
    run: Callable[[], object]
    keys: str = ""
    """As people write them; for what is no action, what it is."""
    words: str = ""
    """What else it is found by."""
    id: str = ""
    """Of an action; by it is known when it was used last."""
    group: str = ""
    """The heading over it."""
    is_asked_for: bool = False
    """Whether it is listed only where something is typed."""
    completed: str = ""
    """What the key that completes puts in the line."""


def entries_of(
    places: Sequence[Where],
    keymap: Keymap,
    run: Callable[[str], Callable[[], object]],
    *,
    grouped: Mapping[Where, str] | None = None,
) -> list[ActionLine]:
    """The actions of some places in the order of the table; a key of an earlier place is not that of a later one.

    Args:
        places: of the key table, the nearest first.
        keymap: which keys do what.
        run: gives for an action's id what carries it out.
        grouped: the names of places that stand over their actions, where those without a key are left out.
    """
    from tui.ui.key_names import shown

    made: list[ActionLine] = []
    taken: set[str] = set()
    for where in dict.fromkeys(places):
        actions = actions_in(where)
        for action in actions:
            keys = " ".join(shown(key) for key in keymap.keys(action.id) if key not in taken)
            if keys or grouped is None:
                group = grouped[where] if grouped is not None else ""
                made.append(ActionLine(keymap.title(action), run(action.id), keys, WORDS.get(action.id, ""), action.id, group))
        taken |= {key for action in actions for key in keymap.keys(action.id)}
    return made


MOST = 500
"""Lines that are listed at once; more letters narrow them down."""


class ActionLines:
    """What can be chosen, made ready to be found by words when somebody types the first one."""

    def __init__(self, lines: Iterable[ActionLine]) -> None:
        """Choose among some lines, in the order of a table."""
        self.lines = list(lines)
        self._folded: list[tuple[str, str, str]] = []
        """Of each its title, its other words, both with a space before each word, and the first of the others."""

    def fitting(self, typed: str, used: Sequence[str] = ()) -> list[ActionLine]:
        """The lines that answer what was typed, the likeliest first; with nothing typed, those that were used last stand first.

        Args:
            typed: words, or beginnings of some, in any order; where none answers, letters of a title.
            used: ids of what was used, the last one at the end.
        """
        recent = {id: number for number, id in enumerate(used)}
        wanted = fold(typed).split()
        if not wanted:
            shown = [line for line in self.lines if not line.is_asked_for]
            return sorted(shown, key=lambda line: -recent.get(line.id, -1))
        if not self._folded:
            self._folded = [_ready(line) for line in self.lines]
        begun, whole = [f" {word}" for word in wanted], [f" {word} " for word in wanted]
        together, alone = " ".join(wanted), len(wanted) == 1
        ranked: list[tuple[tuple[int, ...], int]] = []
        for place, (title, others, usual) in enumerate(self._folded):
            if not all(word in title or word in others for word in begun):
                continue
            if title.startswith(together, 1) or (alone and usual.startswith(together)):
                kind = 0
            elif all(word in title or word in others for word in whole):
                kind = 1
            else:
                kind = 2 if all(word in title for word in begun) else 3
            ranked.append(((kind, -recent.get(self.lines[place].id, -1), place), place))
        if not ranked:
            fits = ((rank(together, title.strip()), place) for place, (title, _, _) in enumerate(self._folded))
            ranked = [((*fit, place), place) for fit, place in fits if fit is not None]
        return [self.lines[place] for _, place in nsmallest(MOST, ranked)]


def _ready(line: ActionLine) -> tuple[str, str, str]:
    words = f"{line.words} {line.id.replace('.', ' ')} {line.keys}"
    others = " ".join(fold(words).split())
    return f" {' '.join(fold(line.title).split())} ", f" {others} ", others.partition(" ")[0] if line.words else ""


def command_names(id: str) -> tuple[str, ...]:
    """What an action is called on the command line, the usual name first: its words, the page that it opens, and its id."""
    words = WORDS.get(id, "").split()
    page = id.removeprefix("page.")
    return (*words, *([page] if page != id and page not in words else ()), id)


def called(name: str, ids: Iterable[str]) -> list[str]:
    """The actions that a name, or its beginning, is that of: first those of which it is the whole, and the usual one."""
    wanted = fold(name.strip())
    ranked = []
    for place, id in enumerate(ids):
        names = command_names(id)
        at = next((number for number, one in enumerate(names) if one == wanted), None)
        if at is not None:
            ranked.append(((0, min(at, 1), place), id))
            continue
        begun = next((number for number, one in enumerate(names) if one.startswith(wanted)), None)
        if begun is not None:
            ranked.append(((1, min(begun, 1), place), id))
    return [id for _, id in sorted(ranked)]
