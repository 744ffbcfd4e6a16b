"""The pieces of the apparatus: the one table of their ids, titles and fields, and whether they are read or looked up."""

from __future__ import annotations

from typing import NamedTuple

from tui.model.briefing import Action, Actor, Agreement, Event, Fact, Item, Judgment, Source, Term


class ApparatusPiece(NamedTuple):
    """A section that the program makes of one field of a briefing."""

    id: str
    """Of the section, with the `~`; without it, the name of the module that makes it."""
    title: str
    field: str
    """Key of the field that it shows; "" where it shows what is no field."""
    holds: type[Item] | None = None
    """The kind of item that stands here and nowhere else."""
    is_read: bool = False
    """Whether a reader reads it from its beginning; in the others things are looked up, and a briefing is read without them."""
    besides: tuple[str, ...] = ()
    """What else of a briefing it shows, as the briefing names it."""

    @property
    def shows(self) -> tuple[str, ...]:
        """What of a briefing it shows: without any of that there is no such piece. None where it shows a little of everything."""
        return (self.field, *self.besides) if self.field else self.besides


APPARATUS: tuple[ApparatusPiece, ...] = (
    ApparatusPiece("~actions", "Actions", "actions", Action, is_read=True),
    ApparatusPiece("~judgments", "Judgments", "judgments", Judgment, is_read=True),
    ApparatusPiece("~facts", "Facts", "facts", Fact, is_read=True),
    ApparatusPiece("~actors", "Actors", "actors", Actor),
    ApparatusPiece("~command", "Command structure", "relations", besides=("actors",)),
    ApparatusPiece("~relations", "Relations", "relations"),
    ApparatusPiece("~agreements", "Agreements", "agreements", Agreement),
    ApparatusPiece("~timeline", "Timeline", "events", Event),
    ApparatusPiece("~terms", "Terms", "terms", Term),
    ApparatusPiece("~sources", "Sources", "sources", Source, besides=("source_summary",)),
    ApparatusPiece("~questions", "Open questions", "questions"),
    ApparatusPiece("~related", "Related", "related"),
    ApparatusPiece("~history", "History", "history"),
    ApparatusPiece("~about", "About", ""),
    ApparatusPiece("~other", "Other fields", "", besides=("other",)),
    ApparatusPiece("~problems", "Problems", "", besides=("problems",)),
)
"""In the order in which they are read."""

PIECE_OF: dict[str, ApparatusPiece] = {piece.id: piece for piece in APPARATUS}
"""By the id of the section."""

PROBLEMS = "~problems"
"""What the program says of the file; it changes without the briefing, as when another one claims its id."""

ABOUT = "~about"
"""The briefing's own fields, most of which do not stand below its title; an edition keeps them with that."""

NOT_KEPT = frozenset({PROBLEMS, ABOUT})
"""What an edition has no section for."""

TOP = "~top"
"""Id in a document of the section of the title."""

FRONT = "~front"
"""What an edition calls that, with all of the briefing's own fields."""

BOTTOM_LINE = "~bottom-line"
TEXT = "~text"
"""The text of a briefing before its first heading."""

UNTITLED = "Untitled"
"""The title of a briefing and of a section that has none."""

TITLES: dict[str, str] = {TOP: "", BOTTOM_LINE: "Bottom line", TEXT: "Text"} | {piece.id: piece.title for piece in APPARATUS}
"""Of the sections that the program makes; nobody looks for these words."""

_LOOKED_UP = frozenset((TOP, FRONT, *(piece.id for piece in APPARATUS if not piece.is_read)))


def is_text(section_id: str) -> bool:
    """Whether a section of a document is the author's text, its title page among it, and no list of things."""
    return section_id not in PIECE_OF


def is_to_read(section_id: str) -> bool:
    """Whether a section, of a document or an edition, is one that there is to read; things are looked up in the others."""
    return section_id not in _LOOKED_UP
