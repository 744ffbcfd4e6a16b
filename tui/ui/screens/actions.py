"""One sheet for all that can be done: the keys of a pane, the palette, the command line, and choices of a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.reading.library_pages.registry import saved_page
from tui.ui.commands import FIRST, ActionLine, entries_of
from tui.ui.content import content, row_text
from tui.ui.destinations import ToLibraryPage, ToSearch
from tui.ui.keymap import keymap_of
from tui.ui.keys import BY_ID, WHERE_TITLES, Where, bound
from tui.ui.widgets.action_list import ActionList
from tui.ui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.ui.screens.base import BaseScreen

Kind = Literal["keys", "palette", "command"]

AT_ONCE = 8
"""Lines over the command line at the most."""


class ActionSheet(ModalScreen[ActionLine], inherit_bindings=False):
    """A list of what can be done, and a line to find it by; its result is what was chosen."""

    AUTO_FOCUS = ""
    """The line takes the keys where it is open."""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bound(id, "leave") for id in ("app.cancel", "app.leave", "app.help", "app.interrupt")),
        Binding("enter", "choose", "Do it", show=False),
        bound("app.manual", "app.manual"),
        bound("app.quit", "app.quit"),
        bound("find.open", "filter"),
        bound("search.unfold", "complete"),
        bound("search.down", "row(1)"),
        bound("search.up", "row(-1)"),
        bound("search.page-down", "page(1)"),
        bound("search.page-up", "page(-1)"),
        bound("move.down", "row(1)"),
        bound("move.up", "row(-1)"),
        bound("read.on", "page(1)"),
        bound("move.page-down", "page(1)"),
        bound("move.page-up", "page(-1)"),
        bound("move.half-down", "page(1)"),
        bound("move.half-up", "page(-1)"),
        bound("move.top", "end(-1)"),
        bound("move.bottom", "end(1)"),
        bound("sections.unfold", "across(1)"),
        bound("sections.fold", "across(-1)"),
    ]

    def __init__(
        self,
        look: Callable[[str], Sequence[ActionLine]],
        kind: Kind = "palette",
        *,
        title: str = "",
        placeholder: str = "words of an action, or its beginning",
        nothing: Callable[[str], str] = lambda typed: "Nothing fits",
        past: list[str] | None = None,
        begun: str = "",
    ) -> None:
        """ActionLine some entries.

        Args:
            look: gives those that answer what was typed.
            kind: where and how they are listed: by groups with their keys before them, found by words, or called by names.
            title: over the sheet.
            placeholder: in the line while it is empty.
            nothing: what to say where no entry answers what was typed.
            past: what was typed in prompts, oldest first; what is chosen by it is kept there.
            begun: what was typed of it already.
        """
        super().__init__(classes=f"-{kind}")
        self._look, self._kind, self._title, self._begun = look, kind, title, begun
        self._nothing = nothing
        mark = ":" if kind == "command" else "/" if kind == "keys" else "> "
        self.prompt = Prompt(mark, placeholder, self, id="prompt", past=past)
        self.list = ActionList(id="choices")

    def compose(self) -> ComposeResult:
        """The line over the list; the command line below it, where the bottom line was."""
        with Vertical(id="sheet"):
            yield from (self.list, self.prompt) if self._kind == "command" else (self.prompt, self.list)

    def on_mount(self) -> None:
        """Take the keys."""
        sheet = self.query_one("#sheet")
        if self._kind == "keys":
            self.prompt.close()
            self.set_focus(self.list)
            sheet.border_title = content(self._title)
            told = keymap_of(self).hints(
                ("find.open", "finds"), ("search.accept", "does it"), ("app.manual", "manual"), ("app.cancel", "closes")
            )
            sheet.border_subtitle = content(told)
        else:
            if self._title:
                sheet.border_title = content(self._title)
            self.prompt.open(self._begun)
        self.typed(self._begun)

    def on_resize(self, event: events.Resize) -> None:
        """Be as high as what is listed."""
        self._fit()

    def _fit(self) -> None:
        width, height = self.size
        if self._kind == "command":
            self.list.styles.height = min(AT_ONCE, max(1, height - 2), self.list.height_at(width))
        elif self._kind == "keys":
            inside = min(width, 132) - 4
            self.list.styles.height = max(1, min(height - 2 - self.prompt.is_open, self.list.height_at(inside)))

    @property
    def typed_in(self) -> Prompt | None:
        """The line, while it is open."""
        return self.prompt if self.prompt.is_open else None

    # what is typed

    def typed(self, text: str) -> None:
        """List what answers."""
        found = self._look(text)
        said = row_text(keymap_of(self).told(self._nothing(text)))
        self.list.show(found, grouped=self._kind == "keys" and not text.strip(), empty=said)
        if self._kind != "command":
            self.prompt.say(f"{len(found)}" if found else "")
        self._fit()

    def recalled(self, steps: int, draft: str) -> None:
        """The arrow keys choose; on the command line, above the first one is what was typed before."""
        if self._kind == "command" and steps < 0 and not self.list.cursor:
            self.prompt.recall(steps)
        else:
            self.stepped(steps)

    def stepped(self, steps: int) -> None:
        """Choose another one."""
        self.prompt.chosen(self.list)
        self.list.move(steps)

    def regex_toggled(self) -> None:
        """Words are taken as they are."""

    def closed(self, accepted: bool) -> None:
        """Do what is chosen, or close."""
        if accepted:
            self._choose()
        elif self._kind == "keys" and self.prompt.is_open:
            self.prompt.close()
            self.set_focus(self.list)
            self.typed("")
        else:
            self.dismiss(None)

    def _choose(self) -> None:
        chosen, typed = self.list.selected, self.prompt.text
        if chosen is None and typed.strip() and self._kind == "command":
            said = self._nothing(typed)
            chosen = ActionLine(said, partial(self._tell, said))
        if self.is_current:
            self.dismiss(chosen)

    def _tell(self, said: str) -> None:
        from tui.ui.screens.base import BaseScreen

        below = self.app.screen
        if isinstance(below, BaseScreen):
            below.say(said, problem=True)

    def on_action_list_chosen(self) -> None:
        """Do what was clicked."""
        self._choose()

    # keys

    def action_choose(self) -> None:
        """Do what is chosen."""
        self._choose()

    def action_leave(self) -> None:
        """Close it, or the line of the sheet of keys."""
        if self._kind == "keys" and self.prompt.is_open:
            self.closed(accepted=False)
        elif self.is_current:
            self.dismiss(None)

    def action_filter(self) -> None:
        """Find by words."""
        self.prompt.open("")
        self._fit()

    def action_complete(self) -> None:
        """Put what is chosen in the line."""
        chosen = self.list.selected
        if chosen is not None and chosen.completed:
            self.prompt.replace(chosen.completed)

    def action_row(self, rows: int) -> None:
        """Choose another one."""
        self.list.move(rows)

    def action_page(self, pages: int) -> None:
        """Choose one a page further."""
        self.prompt.chosen(self.list)
        self.list.page(pages)

    def action_end(self, direction: int) -> None:
        """Choose the first or the last one."""
        self.list.go(0 if direction < 0 else 10**6)

    def action_across(self, columns: int) -> None:
        """Go to the other column."""
        self.list.across(columns)


def chosen(page: BaseScreen, entry: ActionLine | None) -> None:
    """Do what was chosen on a sheet over a page."""
    if entry is None:
        return
    if entry.id:
        used = page.session.used
        if entry.id in used:
            used.remove(entry.id)
        used.append(entry.id)
    entry.run()


async def _carry_out(page: BaseScreen, id: str, number: int | None = None) -> None:
    if not await page.program.carry_out(frozenset((id,)), number):
        await page.app.run_action(BY_ID[id].calls(number)[0], page.actor_of(BY_ID[id].where))


def does(page: BaseScreen, id: str, number: int | None = None) -> Callable[[], object]:
    """What carries out an action of the key table on a page, as with a number that was typed before its key."""
    return partial(page.app.call_later, _carry_out, page, id, number)


def keys_of(page: BaseScreen, places: Sequence[Where], *, queries: bool) -> list[ActionLine]:
    """The sheet of keys: six to begin with, then those of each place; with `queries`, what can be asked for as well."""
    entries = entries_of(places, keymap_of(page), partial(does, page), grouped=WHERE_TITLES)
    place = next((where for where in places if where in FIRST), None)
    by_id = {entry.id: entry for entry in entries}
    first = [by_id[id]._replace(group="To begin with") for id in FIRST[place] if id in by_id] if place is not None else []
    asked: list[ActionLine] = []
    if queries:
        from tui.search.fields import FIELDS

        told = [
            ("“a phrase”  -not  OR  begin*", "plain words must all be there"),
            *((one.example, one.note) for one in FIELDS.values()),
        ]
        asked = [
            ActionLine(note, partial(_type, page, example), example, group="What a query can ask for") for example, note in told
        ]
    return [*first, *asked, *entries]


def _type(page: BaseScreen, text: str) -> None:
    if page.typed_in is not None:
        page.typed_in.feed(text)


def actions_of(page: BaseScreen) -> list[ActionLine]:
    """Every action of a page, but those that lead here."""
    made = entries_of(page.palette_places(), keymap_of(page), partial(does, page))
    return [line for line in made if line.id not in ("app.palette", "command.open")]


def palette_of(page: BaseScreen) -> list[ActionLine]:
    """Every action of a page, the person's own searches, and what the page itself has: sections, actors."""
    made = actions_of(page)
    from tui.ui.screens.reader import ReaderScreen, sections_and_actors

    found = sections_and_actors(page) if isinstance(page, ReaderScreen) else ()
    first = next((FIRST[where] for where in page.palette_places() if where in FIRST), ())
    made.sort(key=lambda entry: first.index(entry.id) if entry.id in first else len(first))
    if page.session.library is not None:
        made += saved_of(page)
    return [*made, *(ActionLine(title, run, kind, words, is_asked_for=True) for title, kind, words, run in found)]


def saved_of(page: BaseScreen) -> list[ActionLine]:
    """The searches and pages that the person has saved."""
    made = []
    for name, query in page.session.preferences.searches.items():
        saved = saved_page(query)
        title = f"{saved[0].title if saved else 'Search'}: {row_text(name)}"
        go = partial(page.ask, ToLibraryPage(saved[0].name, saved[1]) if saved else ToSearch(query))
        made.append(ActionLine(title, go, "saved page" if saved else "saved search", query, f"search:{name}"))
    return made


def themes_of(page: BaseScreen) -> list[ActionLine]:
    """The themes."""
    return [ActionLine(name, partial(set_theme, page, name), "theme") for name in sorted(page.app.available_themes)]


def set_theme(page: BaseScreen, name: str) -> None:
    """Show everything in a theme; an undo brings back the one before."""
    app, before = page.app, page.app.theme
    if name != before:
        app.theme = name
        page.session.stepped(f"the theme {name}", partial(setattr, app, "theme", before))
