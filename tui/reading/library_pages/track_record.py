"""How good judgments were: of those that are resolved, how many were borne out, against the range that each word stands for.

The score is Brier's with the middle of the word's range on its own scale, in the parts into which Murphy (1973) takes it apart:
score = reliability - resolution + uncertainty. They are exact here, since all judgments of a word say the same probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.sorted_items import OutcomeSum, outcome_sums
from tui.model.counted import counted
from tui.model.handling import strictest
from tui.model.scales import CONFIDENCES, Likelihood, ScaleName
from tui.reading.composed import Composition, FetchedEntries, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

ENOUGH = 20
"""Resolved judgments below which nothing is said of how good they were."""


class Score(NamedTuple):
    """What came of some judgments."""

    n: int
    borne_out: int
    brier: float
    """0 for always right and sure, 0.25 for always 50%, 1 for always wrong and sure."""
    reliability: float
    """How far what was said lies from what came; less is better."""
    resolution: float
    """How far what came differs between the words; more is better."""
    uncertainty: float
    """Of what came itself."""

    @property
    def share(self) -> float:
        """Of those borne out, from 0 to 1."""
        return self.borne_out / self.n

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to say anything."""
        return self.n >= ENOUGH


def score(resolved: Iterable[OutcomeSum]) -> Score:
    """The score of some judgments, at least one."""
    counts: dict[tuple[ScaleName, int], list[int]] = {}
    middles: dict[tuple[ScaleName, int], float] = {}
    for one in resolved:
        word = one.likelihood.scale, one.likelihood.rank
        own = counts.get(word)
        if own is None:
            own = counts[word] = [0, 0]
            middles[word] = _middle(one.likelihood)
        own[one.borne_out] += one.number
    borne_out = sum(came for _, came in counts.values())
    n = borne_out + sum(not_so for not_so, _ in counts.values())
    base = borne_out / n
    brier = reliability = resolution = 0.0
    for word, (not_so, came) in counts.items():
        size, middle = not_so + came, middles[word]
        share = came / size
        reliability += size * (middle - share) ** 2 / n
        resolution += size * (share - base) ** 2 / n
        brier += (came * (middle - 1) ** 2 + not_so * middle**2) / n
    return Score(n, borne_out, brier, reliability, resolution, base * (1 - base))


def _middle(likelihood: Likelihood) -> float:
    return (likelihood.low + likelihood.high) / 200


def track_record(question: PageQuestion) -> Composition:
    """The track record: all together, by word, by desk, by topic and by confidence; where a beginning will do without topics."""
    resolved, by_topic = outcome_sums(question.items.with_replaced(), question.items.newest(), topics=not question.beginning)
    sections: list[PageSection] = []
    if resolved:
        sections.append(PageSection("~all", "All together", [_entry("all", "All judgments", resolved)]))
        by_word = sorted(
            _grouped((_word(one.likelihood), one) for one in resolved), key=lambda group: _order(group[1][0].likelihood)
        )
        sections.append(PageSection("~words", "By likelihood", [_word_entry(name, own) for name, own in by_word]))
        by_desk = [(one.said_by, one) for one in resolved if one.said_by]
        for id, title, some in (("~desks", "By desk", by_desk), ("~topics", "By topic", by_topic)):
            groups = sorted(_grouped(some), key=lambda group: (-sum(one.number for one in group[1]), group[0]))
            sections.append(_group_section(id, title, groups, sum(len(section.entries) for section in sections)))
        confidences = dict(_grouped((one.confidence, one) for one in resolved if one.confidence))
        ordered = [(f"{name} confidence", confidences[name]) for name in reversed(CONFIDENCES) if name in confidences]
        sections.append(PageSection("~confidences", "By confidence", [_entry(name, name, own) for name, own in ordered]))
    return Composition(
        "~record-of-judgments",
        "Track record",
        [section for section in sections if section.entries],
        partial(_summary, question, sum(one.number for one in resolved)),
        "No judgment here was resolved.",
        "A judgment is resolved by `status: borne out` or `status: not borne out`, and counts where it has a likelihood.",
        is_beginning=question.beginning and bool(resolved),
    )


def _group_section(id: str, title: str, groups: Sequence[tuple[str, list[OutcomeSum]]], first: int) -> PageSection:
    """Groups, of which none is scored before somebody looks at it: there may be thousands of topics."""

    def fetch(numbers: Sequence[int]) -> list[PageEntry]:
        return [_entry(str(number), *groups[number - first]) for number in numbers if 0 <= number - first < len(groups)]

    marking = strictest({one.marking for _, own in groups for one in own})
    return PageSection(id, title, FetchedEntries(range(first, first + len(groups)), fetch, marking), 120, 3)


def _grouped(resolved: Iterable[tuple[str, OutcomeSum]]) -> list[tuple[str, list[OutcomeSum]]]:
    groups: dict[str, list[OutcomeSum]] = {}
    for name, one in resolved:
        groups.setdefault(name, []).append(one)
    return list(groups.items())


def _word(likelihood: Likelihood) -> str:
    return f"{likelihood.word} ({likelihood.range})"


def _order(likelihood: Likelihood) -> tuple[str, int, int]:
    return likelihood.scale, -likelihood.rank, likelihood.row


def _summary(question: PageQuestion, number: int, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(f"{counted(number, 'judgment')} resolved")
    phrase.add(f"fewer than {ENOUGH} are too few to say how good they were", before=DOT)
    return asked_of(question, phrase)


def _entry(id: str, name: str, resolved: Sequence[OutcomeSum]) -> PageEntry:
    found = score(resolved)
    marking = strictest({one.marking for one in resolved})
    return PageEntry(id, partial(_blocks, name, found, ""), marking=marking, fields=_fields(name, found), size=120, lines=3)


def _word_entry(name: str, resolved: Sequence[OutcomeSum]) -> PageEntry:
    found, likelihood = score(resolved), resolved[0].likelihood
    percent = 100 * found.share
    verdict = "inside its range" if likelihood.low <= percent <= likelihood.high else "outside its range"
    fields = _fields(likelihood.word, found) | {
        "low": likelihood.low,
        "high": likelihood.high,
        "scale": likelihood.scale,
        "inside": likelihood.low <= percent <= likelihood.high if found.is_enough else None,
    }
    marking = strictest({one.marking for one in resolved})
    return PageEntry(f"word/{name}", partial(_blocks, name, found, verdict), marking=marking, fields=fields, size=120, lines=3)


def _fields(name: str, found: Score) -> dict[str, object]:
    told = {"name": name, "n": found.n, "borne_out": found.borne_out, "share": round(found.share, 4), "enough": found.is_enough}
    parts = {name: round(getattr(found, name), 4) for name in ("brier", "reliability", "resolution", "uncertainty")}
    return told | parts


def _blocks(name: str, found: Score, verdict: str, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    row, said = Phrase(name, "strong"), Phrase(f"{found.borne_out:,} of {found.n:,} borne out", "value")
    if not found.is_enough:
        row.inline(said.text, said.spans, before=": ").add("too few to say", "muted", before=DOT)
        yield row.block("row", context)
        return
    yield row.block("row", context, space=1)
    said.add(f"{100 * found.share:.0f}%", "value", before=DOT)
    said.add(verdict, "status" if verdict.startswith("inside") else "disputed", before=DOT)
    yield said.block("detail", context, first="  ")
    score = Phrase("Brier", "muted").add(f"{found.brier:.3f}", "value", before=" ")
    for word, value in (("reliability", found.reliability), ("resolution", found.resolution), ("uncertainty", found.uncertainty)):
        score.word(word, f"{value:.3f}", "value")
    yield score.block("detail", context, first="  ")
