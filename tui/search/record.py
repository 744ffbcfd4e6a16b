"""What a query is held against: the texts and fields of one briefing, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from tui.search.words import tokens_of

Bounds = tuple[int | None, int | None]
"""First and last second that a date can mean, as in `tui.model.dates.Date`."""


class RecordSection:
    """The text of one section; its tokens are made once."""

    def __init__(self, id: str, title: str, texts: tuple[str, ...]) -> None:
        """Make one.

        Args:
            id: as in the composed document, `~timeline` for a piece of the apparatus.
            title: in the author's words; "" where the title is the program's ("Timeline", "Bottom line").
            texts: the plain texts of its blocks, without that title; a phrase never crosses from one to the next.
        """
        self.id = id
        self.title = title
        self.texts = texts

    @cached_property
    def tokens(self) -> list[str]:
        """The tokens of the text, `BREAK` between blocks."""
        return tokens_of(self.texts)

    @cached_property
    def title_tokens(self) -> list[str]:
        """The tokens of the title."""
        return tokens_of((self.title,))


class Record:
    """One briefing as search sees it."""

    def __init__(
        self,
        title: str,
        sections: tuple[RecordSection, ...] = (),
        fields: Mapping[str, tuple[str, ...]] | None = None,
        dates: Mapping[str, Bounds] | None = None,
        flags: frozenset[str] = frozenset(),
        number: int = 0,
    ) -> None:
        """Make one.

        Args:
            title: of the briefing.
            sections: in document order.
            fields: values by the name of a field (`tui.search.fields`); ranked ones in the spelling of `tui.model`.
                `tlp` is the strictest label inside, absent when unmarked.
            dates: bounds of `date` and `updated`, absent where they are not given.
            flags: which of `tui.search.fields.FLAGS` hold.
            number: of the briefing in its library, from 1; 0 where it has none.
        """
        self.title = title
        self.sections = sections
        self.fields: Mapping[str, tuple[str, ...]] = fields or {}
        self.dates: Mapping[str, Bounds] = dates or {}
        self.flags = flags
        self.number = number

    @cached_property
    def title_tokens(self) -> list[str]:
        """The tokens of the title."""
        return tokens_of((self.title,))

    def only(self, section: int) -> Record:
        """The same briefing with one of its sections."""
        return Record(self.title, (self.sections[section],), self.fields, self.dates, self.flags, self.number)
