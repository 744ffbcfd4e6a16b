"""What all briefings of a library ask for: what is overdue, what is due, what has no date, and what is closed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import SETTLED, STANDING, name_number
from tui.catalog.library_items import FoundItem, ItemKey
from tui.model.briefing import Action
from tui.model.counted import counted
from tui.model.dates import DAY
from tui.model.names import name_key
from tui.reading.composed import Composition, PageEntry
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, item_entry, listed_section, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

SOON = 7
"""Days within which something is due."""

OVERDUE = "~overdue"


def answer(question: PageQuestion) -> Composition:
    """The open actions by their due dates, then those that are closed: by their files, or by the reader."""
    own = closed_by_reader(question)
    every = _owned(question, question.items.keys(Action, state=STANDING))
    keys = [one for one in every if one.key not in own] if own else every
    undated = next((place for place, one in enumerate(keys) if one.at is not None), len(keys))
    start = bisect_left(keys, question.day, undated, key=_moment)
    soon = bisect_left(keys, question.day + (SOON + 1) * DAY, start, key=_moment)
    groups: list[tuple[str, str, Sequence[ItemKey]]] = [
        (OVERDUE, "Overdue", keys[undated:start]),
        ("~soon", f"Due within {SOON} days", keys[start:soon]),
    ]
    if not question.option("due"):
        closed = _owned(question, question.items.keys(Action, state=SETTLED))
        groups += [
            ("~due", "Due later", keys[soon:]),
            ("~undated", "Without a date", keys[:undated]),
            ("~closed", "Done or dropped", closed[::-1]),
            ("~closed-by-you", "Closed by you", [one for one in every if one.key in own]),
        ]
    return Composition(
        "~actions-of-library",
        "Actions",
        [listed_section(question.items, id, title, some, _entry, size=160, lines=3) for id, title, some in groups if some],
        partial(_summary, question),
        "Nothing is asked of anybody here.",
        "A briefing asks its reader for something under `actions:`, with an owner and a date on which it is due.",
    )


def _moment(key: ItemKey) -> int:
    return key.at or 0


def closed_by_reader(question: PageQuestion) -> frozenset[int]:
    """The keys of the actions that are open by their files, and that the reader closed."""
    if question.held is None or question.journal is None:
        return frozenset()
    from tui.reading.personal_filters import PersonalFilters

    found: set[int] = set()
    for n, places in PersonalFilters(question.held, question.journal, question.now).closed_actions.items():
        keys = question.items.of_briefings(Action, [n])
        found |= {one.key for place, one in enumerate(keys) if place in places}
    return frozenset(found)


def _owned(question: PageQuestion, keys: list[ItemKey]) -> list[ItemKey]:
    """Those of the owners that were asked for, by any of some names, one a line."""
    owners = [name for name in question.option("owner").splitlines() if name_key(name)]
    if not owners:
        return keys
    own = {one.key for one in question.items.named(Action, [name_number(Action, name) for name in owners])}
    return [one for one in keys if one.key in own]


def _summary(question: PageQuestion, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    counts = {section.id: len(section.entries) for section in shown.sections}
    closed, own = counts.pop("~closed", 0), counts.pop("~closed-by-you", 0)
    phrase = Phrase(f"{counted(sum(counts.values()), 'action')} open")
    phrase.add(f"{counts[OVERDUE]:,} overdue" if counts.get(OVERDUE) else "", "problem", before=DOT)
    phrase.add(f"{closed:,} closed" if closed else "", before=DOT)
    phrase.add(f"{own:,} closed by you" if own else "", before=DOT)
    owners = " or ".join(question.option("owner").splitlines())
    phrase.add(f"of {owners}" if owners else "", before=DOT)
    return asked_of(question, phrase)


def _entry(found: FoundItem) -> PageEntry:
    return item_entry(found, "~actions", found.item.text.text, _blocks, _fields)


def _fields(found: FoundItem) -> dict[str, object]:
    action: Action = found.item
    return {"text": action.text.text, "owner": action.owner or None, "due": date_text(action.due), "status": action.status}


def _blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    action: Action = found.item
    yield Phrase(action.text.text or "Without words").block("row", context, space=1)
    said = Phrase(action.owner, "strong")
    said.word("due", action.due.display if action.due is not None else "", "date")
    said.add(action.status if action.status in ("done", "dropped") else "", "status", before=DOT)
    if said:
        yield said.block("detail", context, first="  ")
    yield said_in(found).block("detail", context, first="  ")
