"""All judgments of a library: those that are past their horizon, those that soon will be, the others, and what became of some."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import SETTLED
from tui.catalog.library_items import FoundItem
from tui.catalog.sorted_items import ItemStretch, SortedItems
from tui.model.briefing import Fact, Judgment, Was
from tui.model.counted import counted
from tui.model.dates import DAY, civil_of, day_number
from tui.reading.composed import Composition, PageEntry
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, details_of, item_entry, said_in, sorted_section

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

PAST, THIS_QUARTER = "~past", "~quarter"


def answer(question: PageQuestion) -> Composition:
    """The judgments that stand, in one of their orders, then those that are settled; or the track record, where it is wanted."""
    if question.option("record"):
        from tui.reading.library_pages.track_record import track_record

        return track_record(question)
    items = question.items
    grouped = {"horizon": _by_horizon, "likelihood": _by_likelihood, "change": _by_change}
    groups = grouped[question.option("sort") or "horizon"](question)
    settled = SortedItems(items, (Judgment,), state=SETTLED)
    groups.append(("~settled", "Settled", settled.stretch(0, len(settled), backwards=True)))
    sections = [sorted_section(items, id, title, keys, judgment_entry, size=400, lines=5) for id, title, keys in groups if keys]
    return Composition(
        "~judgments-of-library",
        "Judgments",
        sections,
        partial(_summary, question),
        "There are no judgments here.",
        "A briefing says what its authors think under `judgments:`, each with its likelihood, confidence and horizon.",
    )


_Groups = list[tuple[str, str, ItemStretch]]


def _by_horizon(question: PageQuestion) -> _Groups:
    standing = SortedItems(question.items, (Judgment,))
    undated, start, end = standing.undated, standing.place(question.day), standing.place(_next_quarter(question.day))
    return [
        (PAST, "Past their horizon, and not resolved", standing.stretch(undated, start)),
        (THIS_QUARTER, "Expiring this quarter", standing.stretch(start, end)),
        ("~later", "Later", standing.stretch(end, len(standing))),
        ("~open", "Without a horizon", standing.stretch(0, undated)),
    ]


def _next_quarter(moment: int) -> int:
    year, month, _ = civil_of(moment // DAY)
    following = 3 * ((month - 1) // 3) + 4
    return DAY * day_number(year + (following > 12), (following - 1) % 12 + 1, 1)


def _by_likelihood(question: PageQuestion) -> _Groups:
    standing = SortedItems(question.items, (Judgment,), "rank")
    unknown = standing.place(1)
    return [
        ("~likely", "The likeliest first", standing.stretch(unknown, len(standing), backwards=True)),
        ("~unknown", "Without a likelihood", standing.stretch(0, unknown)),
    ]


def _by_change(question: PageQuestion) -> _Groups:
    standing = SortedItems(question.items, (Judgment,), "moved")
    never = standing.undated
    return [
        ("~moved", "Moved, the last change first", standing.stretch(never, len(standing), backwards=True)),
        ("~unmoved", "Never moved", standing.stretch(0, never)),
    ]


def _summary(question: PageQuestion, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    counts = {section.id: len(section.entries) for section in shown.sections}
    settled = counts.pop("~settled", 0)
    phrase = Phrase(f"{counted(sum(counts.values()), 'judgment')} {'stands' if sum(counts.values()) == 1 else 'stand'}")
    for id, words in ((PAST, "past the horizon"), (THIS_QUARTER, "expiring this quarter")):
        phrase.add(f"{counts[id]:,} {words}" if counts.get(id) else "", "problem" if id == PAST else "status", before=DOT)
    phrase.add(f"{settled:,} settled" if settled else "", before=DOT)
    return asked_of(question, phrase)


# one judgment, or fact


def judgment_entry(found: FoundItem) -> PageEntry:
    """The entry of a judgment, which leads to it in its briefing."""
    return item_entry(found, "~judgments", found.item.text.text, _blocks, judgment_fields)


def judgment_fields(found: FoundItem) -> dict[str, object]:
    """What `--json` says of a judgment."""
    judgment: Judgment = found.item
    likelihood = judgment.likelihood
    return {
        "text": judgment.text.text,
        "likelihood": likelihood.word if likelihood else None,
        "low": likelihood.low if likelihood else None,
        "high": likelihood.high if likelihood else None,
        "scale": likelihood.scale if likelihood else None,
        "confidence": judgment.confidence,
        "horizon": date_text(judgment.horizon),
        "status": judgment.status,
        "was": [
            {
                "likelihood": was.likelihood.word if was.likelihood else None,
                "confidence": was.confidence,
                "date": date_text(was.date),
                "why": was.why,
            }
            for was in judgment.was
        ],
        "dissent": [
            {"by": one.by, "likelihood": one.likelihood.word if one.likelihood else None, "text": one.text.text}
            for one in judgment.dissent
        ],
        "resolved": date_text(judgment.resolved),
        "outcome": judgment.outcome or None,
        "said_by": found.said_by or None,
        "sources": list(judgment.sources),
    }


def _blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.document.apparatus.judgments import drawn_likelihood

    judgment: Judgment = found.item
    yield Phrase(judgment.text.text or "Without words").block("row", context, role="strong", space=1)
    said = drawn_likelihood(judgment.likelihood) if judgment.likelihood else Phrase()
    said.add(f"{judgment.confidence} confidence" if judgment.confidence else "", "confidence", before=DOT)
    said.word("horizon", judgment.horizon.display if judgment.horizon else "", "date")
    if said:
        yield said.block("detail", context, first="  ")
    for was in judgment.was:
        yield _was(was).block("detail", context, first="  ")
    for dissent in judgment.dissent:
        phrase = Phrase("dissent", "muted").add(dissent.by, "strong", before=" ")
        phrase.add(dissent.likelihood.word if dissent.likelihood else "", "likelihood", before=", ")
        yield phrase.add(dissent.text.text, before=": ").block("detail", context, first="  ")
    status = Phrase("" if judgment.status in (None, "standing") else judgment.status, "status")
    status.date("settled", judgment.resolved).add(judgment.outcome, before=": ")
    if status:
        yield status.block("detail", context, first="  ")
    yield said_in(found).block("detail", context, first="  ")


def _was(was: Was) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    phrase = Phrase("was", "muted").add(was.likelihood.word if was.likelihood else "", "former", before=" ")
    phrase.add(f"{was.confidence} confidence" if was.confidence else "", "former", before=", " if was.likelihood else " ")
    phrase.date("until", was.date, before=" ")
    return phrase.add(was.why, before=": ")


def fact_entry(found: FoundItem) -> PageEntry:
    """The entry of a fact."""
    return item_entry(found, "~facts", found.item.text.text, _fact_blocks, _fact_fields)


def _fact_fields(found: FoundItem) -> dict[str, object]:
    fact: Fact = found.item
    return {
        "text": fact.text.text,
        "status": fact.status,
        "said_by": fact.said_by or None,
        "as_of": date_text(fact.as_of),
        "value": fact.value or None,
        "credibility": fact.credibility or None,
        "sources": list(fact.sources),
    }


def _fact_blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    fact: Fact = found.item
    yield Phrase(fact.text.text or "Without words").block("row", context, space=1)
    said = Phrase(fact.status or "", "status").word("said by", fact.said_by).add(fact.value, before=DOT).date("as of", fact.as_of)
    if said:
        yield said.block("detail", context, first="  ")
    yield from details_of("", fact.sources, found, context)
