"""The filter of the library's list: a prompt with the language of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.ui.keys import Where
    from tui.ui.library.listing import ListingController
    from tui.ui.surface import LibrarySurface

FILTER = "words, title: tag: date:2024-07.. is:draft …"
"""What stands in the empty filter."""


class FilterController:
    """Types in the filter of one screen."""

    where: Where = "find"

    def __init__(self, on: LibrarySurface, listing: ListingController) -> None:
        """Filter what a screen lists."""
        self._on = on
        self._listing = listing
        self.prompt = Prompt("/", FILTER, self, id="prompt")

    @property
    def is_open(self) -> bool:
        """Whether the prompt is open."""
        return self.prompt.is_open

    def feed(self, character: str) -> None:
        """Type a character into the filter."""
        self.prompt.feed(character)

    def take_keys(self) -> None:
        """See that the filter has the keys."""
        self.prompt.take_keys()

    def clicked_beside(self) -> None:
        """Go on typing."""

    def open(self) -> None:
        """Open the prompt."""
        self.prompt.open(self._listing.words)
        self.prompt.say("⟦find.accept⟧ keeps · ⟦find.cancel⟧ shows all")
        self._on.status.display = False

    def typed(self, text: str) -> None:
        """Show only what answers."""
        listing = self._listing
        listing.filter(text)
        said = f"{len(listing.rows):,} of {self._on.library.count:,} · {listing.explained}"
        self.prompt.say(said if text.strip() else "")

    def closed(self, accepted: bool) -> None:
        """Keep the filter, or show all again."""
        self.prompt.close()
        self._on.status.display = True
        self._on.set_focus(self._on.list)
        self._listing.filter(self._listing.words if accepted else "")

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose a row while the filter is open."""
        self._on.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        self.prompt.say("the filter takes plain words; / in a briefing takes expressions")
