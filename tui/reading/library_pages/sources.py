"""Every source of a library once: its grades, who rests on it, and how many origins there are behind all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import source_number
from tui.catalog.library_items import FoundItem, LibraryItems
from tui.catalog.source_groups import SourceGroup, SourceGroups
from tui.model.briefing import Source
from tui.model.counted import counted
from tui.model.handling import strictest
from tui.model.recalls import source_names
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageOf, PageSection
from tui.reading.library_pages.question import LateFields, PageQuestion, asked_of, date_text

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST_BRIEFINGS = 5
"""Briefings that an entry names; of more it says how many."""


def answer(question: PageQuestion) -> Composition:
    """Recalled and corrected sources, then the others, those that most briefings name first."""
    groups = SourceGroups(question.items)
    first, rest = groups.in_order
    if question.option("source"):
        asked = Source(id=question.option("id"), title=question.option("source"), url=question.option("url"))
        wanted = groups.named(source_number(name) for name in source_names(asked))
        first, rest = [[one for one in some if one in wanted] for some in (first, rest)]
    sections = [
        PageSection(
            id, title, FetchedEntries(some, partial(_fetched, question.items, groups), groups.marking(some)), size=250, lines=5
        )
        for id, title, some in (
            ("~withdrawn", "Recalled or corrected", first),
            ("~sources-of-all", "What most rests on first", rest),
        )
        if some
    ]
    return Composition(
        "~sources-of-library",
        "Sources",
        sections,
        partial(_summary, question, groups),
        "There are no sources here.",
        "A briefing names its sources under `sources:`, each with a grade, and what it is `derived_from`.",
    )


def _fetched(items: LibraryItems, groups: SourceGroups, sources: Sequence[int]) -> list[PageEntry]:
    """The entries of some sources: the newest briefing's word of it comes first."""
    known = groups.groups(sources)
    newest = groups.newest(list(known), MOST_BRIEFINGS)
    found = {one.key: one for one in items.found([key for keys in newest.values() for key in keys])}
    entries = []
    for source in sources:
        shown = [found[key] for key in newest.get(source, ()) if key in found]
        if shown:
            entries.append(_entry(source, known[source], shown, items, groups))
    return entries


def _summary(question: PageQuestion, groups: SourceGroups, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    origins = groups.origins
    phrase = Phrase(f"{counted(shown.count, 'source')}, {counted(origins.number, 'origin')}")
    withdrawn = sum(len(section.entries) for section in shown.sections if section.id == "~withdrawn")
    phrase.add(f"{withdrawn:,} recalled or corrected" if withdrawn else "", "problem", before=DOT)
    phrase.add(f"{len(origins.circular):,} in a circle" if origins.circular else "", "problem", before=DOT)
    return asked_of(question, phrase)


# one source


def _entry(source: int, known: SourceGroup, found: Sequence[FoundItem], items: LibraryItems, groups: SourceGroups) -> PageEntry:
    own: Source = found[0].item.source
    target = EntryTarget(found[0].row.id, found[0].row.real_path, "~sources", own.id, own.title)
    recall = groups.recalls.get(source)
    # The newest of those that it is shown with, then the one that most briefings give it.
    grades = dict.fromkeys([*[one.item.source.grade for one in found if one.item.source.grade], *known.grades])
    derived = [one.source.derived_from for _, one in items.contents(groups.derived_at(source))]
    fields: dict[str, object] = {
        "title": own.title,
        "publisher": own.publisher or None,
        "date": date_text(own.date),
        "url": own.url or None,
        "grades": list(grades),
        "status": known.status or (recall.status if recall is not None else None),
        "reason": (recall.reason or None) if recall is not None else None,
        "action": (recall.action or None) if recall is not None else None,
        "derived_from": list(dict.fromkeys(name for names in derived for name in names)),
        "circular": source in groups.origins.circular,
        "judgments": known.judgments,
        "facts": known.facts,
        "others": known.others,
    }

    def every() -> list[dict[str, object]]:
        naming = items.found(groups.places([source]).get(source, []))
        return [{"briefing": one.row.id, "title": one.row.title, "grade": one.item.source.grade or None} for one in naming]

    make = partial(_blocks, known.briefings, found, fields)
    marking = strictest([known.marking, *[one.marking for one in found]])
    page = PageOf(own.title, "sources", {"source": own.title, "url": own.url or ""})
    return PageEntry(str(source), make, target, marking, LateFields(fields, "briefings", every), page=page)


def _blocks(briefings: int, found: Sequence[FoundItem], fields: Mapping[str, object], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.names import grade_words

    own: Source = found[0].item.source
    status = str(fields["status"] or "")
    row = Phrase(own.title or own.id or "Untitled", "strong")
    yield row.add(status, "problem strong", before=" — ").block("row", context, space=1)
    details = Phrase(own.publisher).add(own.date.display if own.date else "", "date", before=DOT).add(own.type, before=DOT)
    details.add(own.url, "link", own.url.strip(), before=DOT)
    if details:
        yield details.block("detail", context, first="  ")
    told = Phrase("because", "muted").add(str(fields["reason"]), before=" ") if fields["reason"] else Phrase()
    told.add(str(fields["action"] or ""), "problem", before=DOT)
    if told:
        yield told.block("detail", context, first="  ")
    grades = [str(grade) for grade in list(fields["grades"])]  # type: ignore[call-overload]
    if len(grades) == 1:
        words = grade_words(own.reliability, own.credibility)
        yield Phrase(grades[0], "grade").add(words, before=" — ").block("detail", context, first="  ")
    elif grades:
        yield Phrase("graded", "muted").add(" and ".join(grades), "grade", before=" ").block("detail", context, first="  ")
    derived = Phrase()
    for name in list(fields["derived_from"]):  # type: ignore[call-overload]
        derived.add(str(name), "cite", before=DOT)
    if derived:
        phrase = Phrase("derived from", "muted").literal(" ").inline(derived.text, derived.spans)
        phrase.add("in a circle" if fields["circular"] else "", "problem", before=DOT)
        yield phrase.block("detail", context, first="  ")
    rests = [
        (int(str(fields[name])), word) for name, word in (("judgments", "judgment"), ("facts", "fact"), ("others", "other thing"))
    ]
    said = Phrase(f"in {counted(briefings, 'briefing')}")
    for number, word in rests:
        said.add(counted(number, word) if number else "", before=DOT)
    yield said.block("detail", context, first="  ")
    for one in found[:MOST_BRIEFINGS]:
        line = Phrase(one.row.title or one.row.id, "link").add(
            one.item.source.grade if len(grades) > 1 else "", "grade", before=DOT
        )
        yield line.add(str(one.marking), "marking", before=DOT).block("detail", context, first="  ")
    if briefings > MOST_BRIEFINGS:
        yield Phrase(f"and {briefings - MOST_BRIEFINGS:,} more", "muted").block("detail", context, first="  ")
