"""What a line means that is typed behind a colon: a number, the name of an action, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tui.ui.commands import TAKES, ActionLine, called, command_names, meaningless
from tui.ui.content import row_text
from tui.ui.destinations import ToSearch, ToTitles
from tui.ui.keymap import keymap_of
from tui.ui.screens.actions import actions_of, does, set_theme

if TYPE_CHECKING:
    from tui.ui.screens.base import BaseScreen


class CommandLine:
    """What a line means on a page: the number of a line, the name of an action and what stands behind it."""

    def __init__(self, page: BaseScreen) -> None:
        self._page = page
        self._keymap = keymap_of(page)
        self._entries = {entry.id: entry for entry in actions_of(page)}

    def look(self, typed: str) -> list[ActionLine]:
        """What can be meant, the likeliest first."""
        line = typed.lstrip(": ")
        if not line.strip():
            return []
        if (number := self._numbered(line.strip())) is not None:
            return [number]
        if line[0] in "/?":
            id = "find.open" if line[0] == "/" else "find.backward"
            return [self._with(self._entries[id], line[1:], "words")] if id in self._entries and line[1:].strip() else []
        name, space, rest = line.partition(" ")
        own = self._keymap.commands.get(line.strip()) or self._keymap.commands.get(name, frozenset())
        ids = [*(id for id in self._entries if id in own), *(id for id in called(name, self._entries) if id not in own)]
        if meaningless(line) and not own:
            return []
        if not space:
            return [self._named(id, name) for id in ids]
        # A whole name goes before the beginning of another one.
        whole = [id for id in ids if name in command_names(id) or id in own]
        taking = next((id for id in whole or ids if id in TAKES), "")
        return list(self._taking(taking, name, rest.strip())) if taking else []

    def nothing(self, typed: str) -> str:
        """Why a line means nothing."""
        line = typed.strip().lstrip(":").lstrip()
        name, _, rest = line.partition(" ")
        if not line:
            return "A line's number, an action's name · Tab completes"
        if told := meaningless(line):
            return told
        known = called(name, self._entries)
        whole = [id for id in known if name in command_names(id)]
        taken = next((TAKES[id] for id in whole or known if id in TAKES), "")
        if known and rest and taken:
            return f"“{row_text(rest.strip())}” is no {taken} that “{name}” takes"
        if known and rest:
            return f"“{name}” takes nothing behind it"
        import difflib

        names = [one for id in self._entries for one in command_names(id)]
        near = difflib.get_close_matches(name.lower(), names, 1, 0.5)
        return f"There is no command “{row_text(name)}” here" + (f": did you mean “{near[0]}”?" if near else "")

    def _numbered(self, line: str) -> ActionLine | None:
        percent, digits = line.endswith("%"), line.removesuffix("%")
        if line == "$":
            digits = "99999"
        if not (digits.isascii() and digits.isdecimal()):
            return None
        number = min(int(digits[:6]), 99_999)
        ids = ("move.percent",) if percent else ("library.last", "move.bottom")
        id = next((one for one in ids if one in self._entries), "")
        if not id:
            return None
        what = f"{number}% of the text" if percent else "The last line" if line == "$" else f"Line {number}"
        return ActionLine(what, does(self._page, id, max(1, number)), completed=line)

    def _named(self, id: str, typed: str) -> ActionLine:
        entry = self._entries[id]
        names = command_names(id)
        name = next((one for one in names if one == typed), next((one for one in names if one.startswith(typed.lower())), names[0]))
        more = f" {TAKES[id].upper()}" if id in TAKES else ""
        return entry._replace(title=f"{name}{more} · {entry.title}", completed=name + (" " if more else ""))

    def _with(self, entry: ActionLine, text: str, what: str) -> ActionLine:
        return entry._replace(title=f"{text} · {entry.title}", run=partial(self._do, entry.id, text), completed="")

    def _taking(self, id: str, name: str, text: str) -> Iterator[ActionLine]:
        """What can stand behind the name of an action."""
        entry = self._entries[id]
        offered = self._offered(id, text)
        if offered is None:
            if text or TAKES[id] in ("title", "words"):
                yield self._with(entry, text, TAKES[id])
            return
        for choice, note in offered:
            run = partial(self._do, id, choice)
            yield ActionLine(f"{choice} · {note}" if note else choice, run, entry.keys, id=id, completed=f"{name} {choice}")

    def _offered(self, id: str, text: str) -> list[tuple[str, str]] | None:
        if TAKES[id] == "format":
            from tui.export.formats import FORMATS

            return [(one.name, one.what) for one in FORMATS.values() if one.name.startswith(text.lower())]
        if TAKES[id] == "theme":
            return [(name, "") for name in sorted(self._page.app.available_themes) if name.startswith(text.lower())]
        if TAKES[id] == "letter":
            return [(text, "")] if len(text) == 1 and "a" <= text <= "z" else []
        return None

    def _do(self, id: str, text: str) -> None:
        page = self._page
        if id == "app.theme":
            set_theme(page, text)
        elif id == "library.search":
            page.ask(ToSearch(text))
        elif id == "library.quick-open":
            page.ask(ToTitles(text))
        elif id == "app.manual":
            page.program.show_manual(text)
        elif id in ("mark.set", "mark.go"):
            page.marks.answer("mark" if id == "mark.set" else "go", text)
        elif id == "copy.export":
            page.act("copies.export", text)
        elif id == "library.export":
            page.act("listing.export", text)
        elif id == "library.filter":
            page.act("filter.keep", text)
        else:
            page.act("find.words", text, -1 if id == "find.backward" else 1)
