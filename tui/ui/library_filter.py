"""The filter of the library's list: a prompt with the language of the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.catalog.tables import Row
from tui.reading.library import Library
from tui.ui.content import row_text
from tui.ui.prompt import Prompt

if TYPE_CHECKING:
    from tui.ui.bars import Bar
    from tui.ui.library_list import LibraryList
    from tui.ui.page import Page

    Base = Page
else:
    Base = object


class FilterActions(Base):
    """Typing in the filter."""

    list: LibraryList
    prompt: Prompt
    status: Bar
    _rows: Sequence[Row]
    _words: str
    _filtering: bool

    @property
    def library(self) -> Library:
        """What is listed; the screen's own."""
        raise NotImplementedError

    def show_rows(self) -> None:
        """Show the list anew; the screen's own."""
        raise NotImplementedError

    @property
    def prompting(self) -> bool:
        """Whether the filter's prompt is open."""
        return self._filtering

    def feed(self, character: str) -> None:
        """Type a character into the filter, if it is open."""
        if self._filtering:
            self.prompt.feed(character)

    def take_keys(self) -> None:
        """See that the filter has the keys, if it is open."""
        if self._filtering:
            self.prompt.take_keys()

    @property
    def takes_query(self) -> bool:  # type: ignore[override]
        """Whether a query is typed: while the filter is open."""
        return self._filtering

    @property
    def engaged(self) -> bool:
        """Whether several rows are being selected, or a letter is waited for."""
        return self.list.selecting or super().engaged

    def explained(self) -> str:
        """How the filter was understood."""
        from tui.search.parse import parse

        query = parse(self._words, typing=True)
        from tui.search.explain import explain

        return row_text(" ".join((explain(query), *query.notes)))

    def action_filter(self) -> None:
        """Open the prompt."""
        self._filtering = True
        self.prompt.open(self._words)
        self.prompt.say("⟦find.accept⟧ keeps · ⟦find.cancel⟧ shows all")
        self.status.display = False

    def action_older(self) -> None:
        """The whole lineage of the selected briefing: what it replaces as well."""
        row = self.list.selected
        if row is None or not (row.series or row.supersedes):
            self.say("This briefing replaces none and is of no series")
            return
        names = " OR ".join(f'id:"{name}"' for name in (row.id, *row.supersedes))
        self._words = f'series:"{row.series}"' if row.series else names
        self.show_rows()
        self.say("All of the lineage, the older ones too · ⟦app.cancel⟧ shows the whole library")

    def typed(self, text: str) -> None:
        """Show only what answers."""
        self._words = text
        self.show_rows()
        self.prompt.say(f"{len(self._rows):,} of {self.library.count:,} · {self.explained()}" if text.strip() else "")

    def closed(self, accepted: bool) -> None:
        """Keep the filter, or show all again."""
        if not accepted:
            self._words = ""
        self._filtering = False
        self.prompt.close()
        self.status.display = True
        self.set_focus(self.list)
        self.show_rows()

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose a row while the filter is open."""
        self.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        self.prompt.say("the filter takes plain words; / in a briefing takes expressions")
