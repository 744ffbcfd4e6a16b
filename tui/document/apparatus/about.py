"""What there is to know about a briefing besides what its title page says: for whom it is, until when it holds, how it is filed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece
from tui.document.block import Block
from tui.model.apparatus import ABOUT
from tui.model.briefing import Briefing
from tui.model.dates import Date

COLUMN = 12
"""Cells of the column of labels."""

LABELS: dict[str, tuple[str, ...]] = {
    "Series": ("series", "number"),
    "Status": ("status",),
    "By": ("authors",),
    "For": ("audience",),
    "Issued": ("date",),
    "Updated": ("updated",),
    "Cut-off": ("cutoff",),
    "Written": ("created",),
    "Review by": ("review_by",),
    "Not before": ("embargo",),
    "Precedence": ("priority",),
    "Tags": ("tags",),
    "Language": ("lang",),
    "Replaces": ("supersedes",),
    "Marking": ("tlp", "marking"),
}
"""The rows in their order: label -> keys of the fields that stand there."""

ON_TITLE = frozenset({"title", "date", "updated", "producer", "kind", "status", "embargo"})
"""Keys of fields that stand on the title page as well, where a change of them is seen first."""


def made_by(briefing: Briefing) -> str:
    """Who answers for a briefing, as it stands below the title: its desk, else its authors."""
    return briefing.producer or ", ".join(briefing.authors)


def in_parts(briefing: Briefing) -> str:
    """How a briefing is marked itself that holds something marked otherwise; "" where nothing is."""
    own = briefing.handling
    return f"in parts; the briefing itself {own or 'unmarked'}" if own != briefing.effective_marking else ""


def told_by_time(briefing: Briefing) -> list[tuple[str, Date]]:
    """The dates below the title of which that line tells the day alone."""
    dates = (("Issued", briefing.date), ("Updated", briefing.updated))
    return [(label, date) for label, date in dates if date is not None and date.day != date.display]


def piece(briefing: Briefing) -> Piece | None:
    """The rows about a briefing; none where the line below its title says all of it."""

    def entries(context: Context, start: int, end: int) -> Sequence[Block]:
        return _rows(context)

    return Piece(ABOUT, 0, entries, size=200, rows=8) if _says_more(briefing) else None


def _says_more(briefing: Briefing) -> bool:
    return bool(
        told_by_time(briefing)
        or (briefing.producer and briefing.authors)
        or (briefing.status and briefing.status != "issued")
        or any(
            (
                briefing.series,
                briefing.number,
                briefing.audience,
                briefing.cutoff,
                briefing.created,
                briefing.review_by,
                briefing.embargo,
                briefing.priority,
                briefing.tags,
                briefing.lang,
                briefing.supersedes,
            )
        )
    )


def _rows(context: Context) -> list[Block]:
    briefing = context.briefing
    entry = Entry(context, column=COLUMN)

    def row(label: str, value: Phrase) -> None:
        if value:
            entry.labelled(Phrase(label, "label"), value)

    row("Series", Phrase(" ".join(part for part in (briefing.series, briefing.number) if part)))
    row("Status", Phrase(briefing.status if briefing.status and briefing.status != "issued" else "", "status"))
    row("By", Phrase(", ".join(briefing.authors if briefing.producer else ())))
    row("For", Phrase(", ".join(briefing.audience)))
    for label, date in told_by_time(briefing):
        row(label, Phrase().date("", date))
    row("Cut-off", Phrase().date("", briefing.cutoff))
    row("Written", Phrase().date("", briefing.created))
    row("Review by", Phrase().date("", briefing.review_by))
    row("Not before", Phrase().date("", briefing.embargo))
    row("Precedence", Phrase(briefing.priority or "", "status"))
    row("Tags", Phrase(", ".join(briefing.tags)))
    row("Language", Phrase(briefing.lang))
    replaced = Phrase()
    for index, old in enumerate(briefing.supersedes):
        replaced.add(context.names.label(old) or old, "link", old, before=", " if index else "")
    row("Replaces", replaced)
    row("Marking", Phrase(in_parts(briefing)))
    return [replace(entry.blocks[0], space=1), *entry.blocks[1:]] if entry.blocks else []


def stands_in(block: Block) -> tuple[str, ...]:
    """The keys of the fields that stand in a row; none where a block is no such row."""
    return LABELS.get(block.text[: block.label_end], ()) if block.label_end else ()


def below_title(briefing: Briefing) -> Phrase:
    """The one line under the title: when, by whom, what; days without times."""
    phrase = Phrase()
    if briefing.date is not None:
        phrase.add(briefing.date.day, "date")
    if briefing.updated is not None:
        phrase.add("updated", "muted", before=DOT, after=" ")
        phrase.add(briefing.updated.day, "date")
    phrase.add(made_by(briefing), before=DOT).add(briefing.kind, "strong", before=DOT)
    return phrase.add(briefing.priority or "", "status", before=DOT) if briefing.priority in URGENT else phrase


URGENT = ("flash", "immediate")
"""Precedences that a reader must know first."""
