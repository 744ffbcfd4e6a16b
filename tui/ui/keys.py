"""The one table of keys: bindings, help, palette and manual are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from textual.binding import Binding, BindingType

Where = Literal[
    "document", "sections", "reader", "notes", "tray", "page", "library", "find", "note", "search", "edit", "everywhere"
]
"""Where a key works: detail pane, section list, both, page of notes or of the library (before both), library list, find prompt,
note editor, search of the library, whatever one types in, everywhere."""

WHERE_TITLES: dict[Where, str] = {
    "document": "Reading",
    "sections": "Section list",
    "reader": "Briefing",
    "notes": "Page of notes",
    "tray": "Tray",
    "page": "Page of the library",
    "library": "Library",
    "find": "Find prompt",
    "note": "Writing a note",
    "search": "Search",
    "edit": "Typing",
    "everywhere": "Everywhere",
}


MOST_TIMES = 100
"""How often something is done again for a number that was typed before it, where each time is a step of its own."""

_IN_ONE_GO = frozenset({"line", "page", "half", "block", "row"})
"""Methods that take any number of steps at once."""


class KeyAction(NamedTuple):
    """Something a person can do, and the keys that do it."""

    id: str
    """Stable and dotted: what a configuration names."""
    keys: tuple[str, ...]
    """In the framework's spelling: `right_square_bracket`; none where only a preset or a person gives it one."""
    title: str
    """What they do; the id of another action in braces stands for its key: `{app.leave} comes back`."""
    where: Where
    call: str
    """Who does it and how: `row(1)` by the widget or screen that has the key, `app.repaint` and `screen.done` by those,
    `find.match(1)` by a controller of the screen."""
    numbered: str = ""
    """The same where a number was typed first, which takes the place of `{}`: `to_line({})`."""

    @property
    def owner(self) -> str:
        """The controller that does it; "" where a widget, the screen or the program does."""
        before = self.call.partition("(")[0].rpartition(".")[0]
        return "" if before in ("app", "screen") else before

    @property
    def on_screen(self) -> str:
        """The call as the framework makes it: of the screen, which hands it to its controller, or of the widget itself."""
        name, _, arguments = self.call.rstrip(")").partition("(")
        return f"screen.act('{name}'{arguments and ', '}{arguments})" if self.owner else self.call

    def calls(self, number: int | None) -> list[str]:
        """The calls to make one after the other, where a number was typed first or None was."""
        if number is None:
            return [self.on_screen]
        name, _, argument = self.call.rstrip(")").partition("(")
        if self.numbered:
            return [self._replace(call=self.numbered.format(number)).on_screen]
        if argument not in ("1", "-1"):
            return [self.on_screen]
        if name.rpartition(".")[2] in _IN_ONE_GO:
            return [self._replace(call=f"{name}({int(argument) * number})").on_screen]
        return [self.on_screen] * min(number, MOST_TIMES)


def _action(id: str, keys: str, title: str, where: Where, call: str, numbered: str = "") -> KeyAction:
    # Two capital letters are typed one after the other.
    written = tuple(" ".join(key) if len(key) == 2 and key.isupper() else key for key in keys.split())
    return KeyAction(id, written, title, where, call, numbered)


_GO = "Go to a mark: its letter; {mark.go} again for where you were"
_SELECT = "Select blocks; then {move.down} {move.up} extend, {copy.text} copies, {note.write} notes"
_UNDO = "Undo what you last did: done, unread, closed, marks, notes, and how things look"
_SELECT_ROWS = "Select several; then {library.down} {library.up} extend, {library.done} and {library.unread} act on all"

ACTIONS: tuple[KeyAction, ...] = (
    _action("move.down", "j down ctrl+n ctrl+e", "Line down", "document", "moves.line(1)"),
    _action("move.up", "k up ctrl+y", "Line up", "document", "moves.line(-1)"),
    _action("read.on", "space", "Page down; where the text ends done, and on to the next", "document", "moves.read_on"),
    _action("move.page-down", "pagedown ctrl+f", "Page down; at the very end done, and on", "document", "moves.page(1)"),
    _action("move.page-up", "b pageup ctrl+b", "Page up", "document", "moves.page(-1)"),
    _action("move.half-down", "d ctrl+d", "Half a page down", "document", "moves.half(1)"),
    _action("move.half-up", "u ctrl+u", "Half a page up", "document", "moves.half(-1)"),
    _action("move.top", "g home", "Top; behind a number, that line", "document", "moves.top", "moves.to_line({})"),
    _action("move.bottom", "G end", "Bottom; behind a number, that line", "document", "moves.bottom", "moves.to_line({})"),
    _action("move.percent", "", "Behind a number, so many hundredths down", "document", "moves.percent(0)", "moves.percent({})"),
    _action("move.window-top", "", "Block at the top of the window", "document", "panes.choose_at(0)"),
    _action("move.window-middle", "", "Block in the middle of the window", "document", "panes.choose_at(50)"),
    _action("move.window-bottom", "", "Block at the bottom of the window", "document", "panes.choose_at(100)"),
    _action("move.to-window-top", "", "Current block to the top of the window", "document", "panes.current_to(0)"),
    _action("move.to-window-middle", "", "Current block to the middle of the window", "document", "panes.current_to(50)"),
    _action("move.to-window-bottom", "", "Current block to the bottom of the window", "document", "panes.current_to(100)"),
    _action("move.next-block", "right_parenthesis", "Next block", "document", "moves.block(1)"),
    _action("move.previous-block", "left_parenthesis", "Previous block", "document", "moves.block(-1)"),
    _action("move.next-section", "right_square_bracket", "Next section", "reader", "moves.section(1)"),
    _action("move.previous-section", "left_square_bracket", "Previous section", "reader", "moves.section(-1)"),
    _action("find.open", "slash", "Find in the briefing as you type", "reader", "find.open"),
    _action("find.backward", "", "Find backwards as you type", "reader", "find.open(-1)"),
    _action("find.next", "n", "Next match", "reader", "find.match(1)"),
    _action("find.previous", "N", "Previous match", "reader", "find.match(-1)"),
    _action("find.only-matching", "ampersand", "Only matching blocks, or all", "reader", "find.only_matching"),
    _action("find.clear", "", "Show the matches no more", "reader", "find.clear"),
    _action("find.same", "", "Find the selected words again, or else what is linked here", "reader", "find.same(1)"),
    _action("find.same-backward", "", "Find them backwards", "reader", "find.same(-1)"),
    _action("link.follow", "enter l right", "Follow the link of the current block", "document", "links.follow_here"),
    _action("link.hints", "f", "Label every link on screen, to type one", "reader", "links.label"),
    _action("link.peek", "K", "Peek at what is linked or named here; again: its page", "reader", "links.peek"),
    _action("place.back", "H backspace", "Back to where you jumped from", "reader", "moves.back"),
    _action("place.forward", "L", "Forward again", "reader", "moves.forward"),
    _action("place.say", "", "Say what this is, and where you are in it", "reader", "panes.say_place"),
    _action("mark.set", "m", "Set a mark: then a letter", "reader", "marks.wait('mark')"),
    _action("change.show", "D", "What changed since you read it; again: since the reading before", "reader", "changes.show"),
    _action("change.next", "right_curly_bracket", "Next change", "reader", "changes.go(1)"),
    _action("change.previous", "left_curly_bracket", "Previous change", "reader", "changes.go(-1)"),
    _action("read.done", "x", "Done with it", "reader", "finishing.done"),
    _action("read.unread", "X", "Unread again", "reader", "finishing.unread"),
    _action("action.close", "C", "Close its open actions: no longer asked of you", "reader", "finishing.close_actions"),
    _action("read.next-unread", "full_stop", "Next unread section, then briefing", "reader", "finishing.next_unread"),
    _action("note.write", "i", "Note on the selection or the current block", "reader", "notes.write"),
    _action("note.next", "asterisk", "Next note in the briefing", "reader", "notes.next"),
    _action("library.next", "greater_than_sign", "Next briefing of the list", "reader", "moves.briefing(1)"),
    _action("library.previous", "less_than_sign", "Previous briefing of the list", "reader", "moves.briefing(-1)"),
    _action("copy.select", "v", _SELECT, "reader", "copies.select"),
    _action("copy.text", "y", "Copy the selection, or this section", "reader", "copies.text"),
    _action("copy.citation", "Y", "Copy the citation", "reader", "copies.citation"),
    _action("tray.add", "I", "Into the tray: the selection, the thing, the block or the section", "reader", "copies.to_tray"),
    _action("copy.export", "E", "Write it for others: Word, PDF, web page, mail…", "reader", "copies.export"),
    _action("copy.share", "vertical_line", "Hand the section or the selection to a command of yours", "reader", "copies.share"),
    _action("go.timeline", "t", "Timeline", "reader", "moves.apparatus('~timeline')"),
    _action("go.actors", "a", "Actors", "reader", "moves.apparatus('~actors')"),
    _action("go.command", "c", "Command structure", "reader", "moves.apparatus('~command')"),
    _action("go.judgments", "J", "Judgments", "reader", "moves.apparatus('~judgments')"),
    _action("go.sources", "r", "Sources", "reader", "moves.apparatus('~sources')"),
    _action("go.related", "tilde", "What in the library is like it", "reader", "links.related"),
    _action("look.narrower", "minus", "Narrower lines", "reader", "panes.measure(-1)"),
    _action("look.wider", "equals_sign plus", "Wider lines", "reader", "panes.measure(1)"),
    _action("look.zen", "z", "Text only, or everything", "reader", "panes.zen"),
    _action("fold.close", "", "Fold this judgment; else the current section in the list", "reader", "panes.fold(1)"),
    _action("fold.open", "", "Unfold it", "reader", "panes.fold(0)"),
    _action("fold.toggle", "F", "Fold or unfold this judgment; else the section in the list", "reader", "panes.fold(-1)"),
    _action("fold.close-all", "", "Fold all judgments, and all levels of the section list", "reader", "panes.fold_all(1)"),
    _action("fold.open-all", "", "Unfold all of them", "reader", "panes.fold_all(0)"),
    _action("sections.wider", "ctrl+right", "Wider section list", "reader", "panes.widen(1)"),
    _action("sections.narrower", "ctrl+left", "Narrower section list", "reader", "panes.widen(-1)"),
    _action("file.edit", "e", "Open in your editor; come back to this place", "reader", "file.edit"),
    _action("file.reload", "R", "Read the file again, place held", "reader", "file.reload"),
    _action("focus.list", "h left", "To the section list", "document", "panes.list"),
    _action("focus.next", "tab", "Other pane", "reader", "panes.other"),
    _action("focus.previous", "shift+tab", "Other pane", "reader", "panes.other"),
    _action("sections.down", "j down ctrl+n ctrl+e", "Next section", "sections", "row(1)"),
    _action("sections.up", "k up ctrl+y", "Previous section", "sections", "row(-1)"),
    _action("sections.page-down", "space pagedown ctrl+f ctrl+d", "Page down", "sections", "page(1)"),
    _action("sections.page-up", "b pageup ctrl+b ctrl+u", "Page up", "sections", "page(-1)"),
    _action("sections.first", "g home", "First section", "sections", "first"),
    _action("sections.last", "G end", "Last section", "sections", "last"),
    _action("sections.open", "enter", "Read it", "sections", "open"),
    _action("sections.fold", "h left", "Fold its sections; where it has none, to the one above it", "sections", "fold"),
    _action("sections.unfold", "l right", "Unfold its sections; where they are, read it", "sections", "unfold"),
    _action("notes.filter", "ampersand", "Only notes with these words or #tags", "notes", "composed.filter"),
    _action("notes.copy", "y", "Copy all notes that are listed, as Markdown", "notes", "composed.copy"),
    _action("notes.delete", "ctrl+d delete", "Delete the current note", "notes", "composed.delete"),
    _action("tray.up", "less_than_sign", "One place up", "tray", "composed.move(-1)"),
    _action("tray.down", "greater_than_sign", "One place down", "tray", "composed.move(1)"),
    _action("tray.note", "i", "Your own words on it", "tray", "composed.note"),
    _action("tray.remove", "ctrl+d delete", "Take it out", "tray", "composed.remove"),
    _action("tray.draft", "D", "Make a draft of a briefing of it", "tray", "composed.draft"),
    _action("tray.add-entry", "I", "Into the tray", "page", "composed.to_tray"),
    _action("page.sort", "S", "The next order", "page", "composed.sort"),
    _action("page.record", "J", "Judgments: the track record, or what they are", "page", "composed.record"),
    _action("page.later", "right_curly_bracket", "Command: at the next change", "page", "composed.turn(1)"),
    _action("page.earlier", "left_curly_bracket", "Command: at the change before", "page", "composed.turn(-1)"),
    _action("page.mine", "A", "Actions: yours alone, or everybody's", "page", "composed.mine"),
    _action("page.aside", "x", "Actor: put the mention aside, or take it back", "page", "composed.aside"),
    _action("page.show-aside", "X", "Actor: what was put aside as well, or not", "page", "composed.show_aside"),
    _action("library.down", "j down ctrl+n ctrl+e", "Next briefing", "library", "row(1)"),
    _action("library.up", "k up ctrl+y", "Previous briefing", "library", "row(-1)"),
    _action("library.read-on", "space", "Read on through the queue; in other orders, page down", "library", "queue.read_on"),
    _action("library.page-down", "pagedown ctrl+f ctrl+d", "Page down", "library", "page(1)"),
    _action("library.page-up", "b pageup ctrl+b ctrl+u", "Page up", "library", "page(-1)"),
    _action("library.first", "g home", "First briefing; behind a number, that one", "library", "first", "to_row({})"),
    _action("library.last", "G end", "Last briefing; behind a number, that one", "library", "last", "to_row({})"),
    _action("library.open", "enter right", "Read the briefing", "library", "open"),
    _action("library.select", "v", _SELECT_ROWS, "library", "queue.select"),
    _action("library.compare", "D", "Compare the first and the last that are selected", "library", "listing.compare"),
    _action("library.done", "x", "Done with what is selected", "library", "queue.done"),
    _action("library.unread", "X", "Unread again", "library", "queue.unread"),
    _action("library.close-actions", "C", "Close its open actions: no longer asked of you", "library", "queue.close_actions"),
    _action("library.all-done", "A", "Done with all that are listed", "library", "queue.all_done"),
    _action("library.next-unread", "full_stop", "Next unread", "library", "listing.next_unread"),
    _action("library.export", "E", "Write what is listed for others: Word, PDF, web page, mail…", "library", "listing.export"),
    _action("library.filter", "slash", "Only briefings with these words", "library", "filter.open"),
    _action("library.sort", "S", "Sort by date, last change or title", "library", "listing.sort"),
    _action("library.group", "i", "Group as the queue, by month, by series, or not", "library", "listing.group"),
    _action("page.judgments", "J", "Judgments of all that is listed", "library", "listing.page('judgments')"),
    _action("page.timeline", "t", "Timeline of all that is listed", "library", "listing.page('timeline')"),
    _action("page.sources", "r", "Sources of all that is listed", "library", "listing.page('sources')"),
    _action("page.actors", "a", "Actors of all that is listed", "library", "listing.page('actors')"),
    _action("page.command", "c", "Who reports to whom, by all that is listed", "library", "listing.page('command')"),
    _action("page.actions", "", "Actions of all that is listed, by due date", "library", "listing.page('actions')"),
    _action("page.handover", "W", "Handover: what happened in the last twelve hours", "library", "listing.page('handover')"),
    _action("page.terms", "", "Terms of all that is listed, with their meanings", "library", "listing.page('terms')"),
    _action(
        "page.agreements", "", "Agreements of all that is listed, by state or by party", "library", "listing.page('agreements')"
    ),
    _action("page.related", "tilde", "What is like this briefing", "library", "listing.related"),
    _action("library.older", "l", "Older ones that this briefing replaces", "library", "listing.older"),
    _action("library.others", "O", "Other files: those that are no briefings, and why", "library", "way.others"),
    _action("library.reload", "R", "Read the folder again", "library", "screen.reload"),
    _action("find.accept", "enter", "Stay at the match", "find", "accept"),
    _action("find.cancel", "escape ctrl+g ctrl+c", "Back to where you were", "find", "cancel"),
    _action("find.step-next", "", "Next match, and go on typing", "find", "step(1)"),
    _action("find.step-previous", "", "Previous match, and go on typing", "find", "step(-1)"),
    _action("find.earlier", "up ctrl+p", "Earlier words", "find", "recall(-1)"),
    _action("find.later", "down ctrl+n", "Later words", "find", "recall(1)"),
    _action("find.line-end", "ctrl+e", "End of the line", "find", "line_end"),
    _action("find.regex", "ctrl+r", "Plain words, or a regular expression", "find", "regex"),
    _action("note.keep", "enter", "Keep the note", "note", "keep"),
    _action("note.leave", "escape ctrl+g ctrl+c", "Leave it; what is written is offered again", "note", "leave_note"),
    _action("note.new-line", "ctrl+j", "New line", "note", "new_line"),
    _action("note.outside", "ctrl+e", "Go on in your own editor", "note", "outside"),
    _action("note.delete", "ctrl+d", "Delete the note", "note", "delete_note"),
    _action("note.up", "up", "Line up", "note", "cursor_up"),
    _action("note.down", "down", "Line down", "note", "cursor_down"),
    _action("note.page-up", "pageup", "Page up", "note", "cursor_page_up"),
    _action("note.page-down", "pagedown", "Page down", "note", "cursor_page_down"),
    _action("search.down", "down ctrl+n", "Next hit", "search", "row(1)"),
    _action("search.up", "up ctrl+p", "Previous hit", "search", "row(-1)"),
    _action("search.page-down", "pagedown", "Page down", "search", "page(1)"),
    _action("search.page-up", "pageup", "Page up", "search", "page(-1)"),
    _action("tray.add-hit", "ctrl+t", "Into the tray", "search", "to_tray"),
    _action("search.unfold", "tab", "All hits of the briefing, or its best alone", "search", "unfold"),
    _action("search.accept", "enter", "Read at the hit; {place.back} comes back here", "search", "open_hit"),
    _action("search.read", "ctrl+r", "Look in what you read, whether or not it is there still", "search", "read_again"),
    _action("search.cancel", "escape ctrl+g ctrl+c", "Back", "search", "leave_search"),
    _action("edit.left", "left", "Left", "edit", "edit('left')"),
    _action("edit.right", "right", "Right", "edit", "edit('right')"),
    _action("edit.word-left", "ctrl+left", "A word left", "edit", "edit('word_left')"),
    _action("edit.word-right", "ctrl+right", "A word right", "edit", "edit('word_right')"),
    _action("edit.start", "home ctrl+a", "Beginning of the line", "edit", "edit('start')"),
    _action("edit.end", "end", "End of the line", "edit", "edit('end')"),
    _action("edit.earlier", "ctrl+up", "What was typed before in any prompt", "edit", "edit('earlier')"),
    _action("edit.later", "ctrl+down", "What was typed after it", "edit", "edit('later')"),
    _action("edit.delete-left", "backspace", "Delete the letter before", "edit", "edit('delete_left')"),
    _action("edit.delete-right", "delete", "Delete the letter behind", "edit", "edit('delete_right')"),
    _action("edit.delete-word", "ctrl+w", "Delete the word before", "edit", "edit('delete_word')"),
    _action("edit.delete-to-start", "ctrl+u", "Delete to the beginning of the line", "edit", "edit('delete_to_start')"),
    _action("edit.delete-to-end", "ctrl+k", "Delete to the end of the line", "edit", "edit('delete_to_end')"),
    _action("library.search", "s", "Search the library as you type", "everywhere", "way.search"),
    _action("library.quick-open", "o", "Open a briefing by a few letters of its title", "everywhere", "way.titles"),
    _action("mark.go", "apostrophe", _GO, "everywhere", "marks.wait('go')"),
    _action("note.list", "M", "Your notes: of this briefing, or of the library", "everywhere", "way.notes"),
    _action("place.recent", "P", "Where you were: the last places, to go back to", "everywhere", "way.places"),
    _action("tray.open", "B", "The tray: what you put aside", "everywhere", "way.tray"),
    _action(
        "undo.undo",
        "U",
        _UNDO,
        "everywhere",
        "deeds.undo",
    ),
    _action("app.help", "question_mark f1", "Keys of this pane", "everywhere", "way.keys"),
    _action("app.manual", "f2", "The manual, in a reader of its own; {app.leave} comes back", "everywhere", "app.manual"),
    _action("app.palette", "ctrl+p", "Palette: every action by name", "everywhere", "way.palette"),
    _action(
        "command.open",
        "colon",
        "Command line: a line's number, an action's name, :export docx…",
        "everywhere",
        "way.command",
        "way.command({})",
    ),
    _action("app.theme", "T", "Choose a theme", "everywhere", "way.themes"),
    _action("app.repaint", "ctrl+l", "Paint the screen anew", "everywhere", "app.repaint"),
    _action("app.interrupt", "ctrl+c", "Leave a selection; else say how to leave", "everywhere", "interrupt"),
    _action("app.suspend", "ctrl+z", "Suspend; fg in the shell comes back", "everywhere", "app.suspend_process"),
    _action("app.cancel", "escape ctrl+g", "Close, clear, cancel", "everywhere", "cancel"),
    _action("app.leave", "q ZZ", "Leave this screen; on the last one, quit", "everywhere", "way.back"),
    _action("app.quit", "", "Quit, whatever is open", "everywhere", "app.quit"),
)
"""Every action, in the order in which help lists them."""


BY_ID = {action.id: action for action in ACTIONS}


def actions_in(*where: Where) -> list[KeyAction]:
    """The actions of some places, in the order of the table."""
    return [action for action in ACTIONS if action.where in where]


def bindings(*where: Where) -> list[BindingType]:
    """The framework's bindings for some places; each carries its action's id, by which the keymap finds it."""
    return [bound(action.id, action.on_screen) for action in actions_in(*where)]


def bound(id: str, call: str) -> Binding:
    """A binding of the keys of one action, whatever they are, to an action of a widget or a screen of its own."""
    from textual.binding import Binding

    action = BY_ID[id]
    # What has no key still needs a binding, so that a preset can give it one; this is none that can be typed.
    return Binding(",".join(action.keys) or f"<{id}>", call, action.title, show=False, id=id)
