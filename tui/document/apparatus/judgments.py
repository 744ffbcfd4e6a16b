"""What we think: likelihood and confidence apart, as ICD 203 asks, and what would change it."""

from __future__ import annotations

from msgspec.structs import replace

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, cite, listed
from tui.document.block import Block
from tui.model.briefing import Briefing, Dissent, Judgment, Was
from tui.model.scales import Likelihood

HANG = 15
"""Cells of the column of labels."""

BAR = 20
"""Cells of the bar: five percent each, so that every band of both scales ends between two cells."""

_SETTLED = {"revised": "planned", "withdrawn": "former", "borne out": "status", "not borne out": "disputed"}


def piece(briefing: Briefing) -> Piece | None:
    """The judgments, in the author's order, numbered."""
    judgments = briefing.judgments
    digits = len(str(len(judgments)))

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, judgments[index], f"{index + 1:>{digits}}  "), start, end)

    if not judgments:
        return None
    return Piece("~judgments", len(judgments), entries, judgments, size=400, rows=8)


def bar(likelihood: Likelihood) -> tuple[str, int, int]:
    """One row of text that shows the band on a scale from 0 to 100, and where in it the band starts and ends."""
    step = 100 // BAR
    start = min(likelihood.low // step, BAR - 1)
    end = max(start + 1, -(-likelihood.high // step))
    return "·" * start + "━" * (end - start) + "·" * (BAR - end), start, end


def _entry(context: Context, judgment: Judgment, number: str) -> list[Block]:
    entry = Entry(context, judgment, indent=" " * len(number), fields=HANG)
    entry.row(Phrase().marking(judgment), judgment.text, first=number)
    if entry.blocks:
        entry.blocks[0] = replace(entry.blocks[0], role="strong")
    entry.detail(in_one_line(judgment))
    if judgment.resolved or judgment.outcome:
        entry.field("Status", _status(judgment))
    shown = len(entry.blocks)
    entry.field("Basis", Phrase(), judgment.basis)
    for was in judgment.was:
        entry.field("Was", _was(was))
    for dissent in judgment.dissent:
        entry.field("Dissent", _dissent(dissent), dissent.text, before=": ")
    entry.fields("Assumes", judgment.assumptions)
    entry.fields("Alternatives", judgment.alternatives)
    entry.fields("Watch for", judgment.indicators)
    entry.field("Sources", cite(Phrase(), judgment.sources))
    folding = entry.blocks[shown:]
    # One line would take the room of what stands for it.
    folds = len(folding) > 1 and shown > 0 and bool(judgment.id)
    return [*entry.blocks[:shown], *[replace(block, folds=True) for block in folding]] if folds else entry.blocks


def drawn_likelihood(likelihood: Likelihood) -> Phrase:
    """A likelihood as a bar, its word and its range."""
    drawing, start, end = bar(likelihood)
    phrase = Phrase(drawing[:start], "guide").add(drawing[start:end], "likelihood").add(drawing[end:], "guide")
    return phrase.literal(" ").add(likelihood.word, "likelihood", after=", ").add(likelihood.range, "value")


def in_one_line(judgment: Judgment, *, drawn: bool = True) -> Phrase:
    """How likely, how sure, until when, what it was before, and how it stands, in one line; with a bar where it is `drawn`."""
    likelihood, phrase = judgment.likelihood, Phrase()
    if likelihood and drawn:
        phrase = drawn_likelihood(likelihood)
    elif likelihood:
        phrase.add(likelihood.word, "likelihood", after=", ").add(likelihood.range, "value")
    if judgment.confidence:
        phrase.add(f"{judgment.confidence} confidence", "confidence", before=DOT)
    if judgment.horizon:
        phrase.add(judgment.horizon.display, "date", before=DOT)
    before = next((was.likelihood for was in judgment.was if was.likelihood), None)
    if before is not None and (likelihood is None or before.word != likelihood.word):
        phrase.add(f"was {before.word}", "former", before=DOT)
    if judgment.status and not (judgment.resolved or judgment.outcome):
        standing = judgment.status == "standing"
        phrase.add(judgment.status, "muted" if standing else _SETTLED.get(judgment.status, "status"), before=DOT)
    return phrase


def _was(was: Was) -> Phrase:
    phrase = Phrase()
    if was.likelihood:
        phrase.add(f"{was.likelihood.word}, {was.likelihood.range}", "former")
    if was.confidence:
        phrase.add(f"{was.confidence} confidence", "former", before=DOT)
    phrase.date("on", was.date, before=" ")
    return phrase.add(was.why, before=": ")


def _dissent(dissent: Dissent) -> Phrase:
    phrase = Phrase(dissent.by, "strong")
    if dissent.likelihood:
        phrase.add(dissent.likelihood.word, "likelihood", before=", ", after=", ").add(dissent.likelihood.range, "value")
    return phrase


def _status(judgment: Judgment) -> Phrase:
    phrase = Phrase()
    phrase.add(judgment.status or "", _SETTLED.get(judgment.status or "", "status"))
    phrase.date("settled", judgment.resolved)
    return phrase.add(judgment.outcome, before=": ")
