"""The front of a document: title, what kind of thing it is, banners, the bottom line, and who made it for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tui.document.apparatus.entry import DOT, Context, Phrase, prose_blocks
from tui.document.apparatus.history import newest_first
from tui.document.block import Block
from tui.model.briefing import Briefing, HistoryEntry
from tui.model.counted import counted
from tui.model.dates import Date
from tui.model.problem import LEFT_OUT
from tui.model.recalls import Recall, recalls_of, touching

UNTITLED = "Untitled"


def front_blocks(context: Context, recalls: Sequence[Recall] = ()) -> list[Block]:
    """Title, what and when, the marking, and a banner for each thing a reader must know first.

    The details about the briefing stand here only where there is no bottom line to put them under.
    """
    briefing = context.briefing
    lines = [_what(briefing), _marking(briefing)]
    if not (briefing.bluf or briefing.why_it_matters):
        lines += _details(context)
    blocks = [Phrase(briefing.title or UNTITLED).block("title", context, line=1, role="title")]
    blocks += [phrase.block("meta", context, role="meta") for phrase in lines if phrase]
    blocks += [phrase.block("banner", context, role="banner", space=1) for phrase in _banners(briefing, recalls)]
    return blocks


def bottom_line(context: Context) -> list[Block]:
    """The bottom line up front, why it matters, then the details about the briefing."""
    briefing = context.briefing
    blocks = prose_blocks(briefing.bluf, context, "lead")
    why = prose_blocks(briefing.why_it_matters, context)
    if why:
        label = Phrase("Why it matters:", "label strong")
        if why[0].kind == "paragraph":
            label.inline(why[0].text, why[0].spans, " ")
            why[0] = replace(why[0], text=label.text, spans=label.spans)
        else:
            why.insert(0, label.block("paragraph", context, line=briefing.why_it_matters.line, space=1))
    details = [
        phrase.block("meta", context, role="meta", space=1 if index == 0 else 0) for index, phrase in enumerate(_details(context))
    ]
    return blocks + why + details


def _what(briefing: Briefing) -> Phrase:
    """The one line under the title; days without times."""
    phrase = Phrase(briefing.kind, "strong")
    phrase.add(" ".join(part for part in (briefing.series, briefing.number) if part), before=DOT)
    if briefing.status and briefing.status != "issued":
        phrase.add(briefing.status, "status", before=DOT)
    for word, date in _dates(briefing):
        if date is not None:
            phrase.add(word, "muted", before=DOT, after=" ")
            phrase.add(date.day, "date", before="" if word else DOT)
    return phrase


def _dates(briefing: Briefing) -> tuple[tuple[str, Date | None], ...]:
    return (("", briefing.date), ("updated", briefing.updated), ("cut-off", briefing.cutoff))


def _marking(briefing: Briefing) -> Phrase:
    own, whole = briefing.handling, briefing.effective_marking
    phrase = Phrase(str(whole), "marking")
    if own != whole:
        phrase.add(f"(in parts; the briefing itself {own or 'unmarked'})", "muted", before=" ")
    return phrase


def _details(context: Context) -> list[Phrase]:
    """The quiet lines about the briefing: by whom and for whom, the dates that go on, how it is filed."""
    briefing = context.briefing
    people = Phrase(briefing.producer).add(", ".join(briefing.authors), before=DOT).word("for", ", ".join(briefing.audience))
    dates = Phrase()
    for word, date in _dates(briefing):
        if date is not None and date.day != date.display:
            dates.date(word or "issued", date)
    dates.date("written", briefing.created)
    dates.date("review by", briefing.review_by).date("not before", briefing.embargo)
    filed = Phrase().word("precedence", briefing.priority or "", "status")
    filed.add(", ".join(briefing.tags), "muted", before=DOT)
    filed.word("language", briefing.lang, "muted")
    for index, old in enumerate(briefing.supersedes):
        filed.add("replaces" if index == 0 else "", "muted", before=DOT, after=" ")
        filed.add(context.names.label(old) or old, "link", old, before=", " if index else "")
    return [phrase for phrase in (people, dates, filed) if phrase]


def _banners(briefing: Briefing, recalls: Sequence[Recall]) -> Iterator[Phrase]:
    if briefing.status == "recalled":
        yield _recall(next((change for change in newest_first(briefing.history) if change.type == "recall"), None))
    if briefing.status == "superseded":
        yield Phrase("Superseded", "strong").literal(": a newer briefing takes its place.")
    if briefing.status == "draft":
        yield Phrase("Draft", "strong").literal(": not issued yet.")
    if briefing.embargo:
        yield Phrase("Embargo", "strong").literal(f": not to be used before {briefing.embargo.display}.")
    for recall in recalls or touching((), recalls_of(briefing), ()):
        happened, particulars = recall.said
        yield Phrase(happened, "strong").literal(": ").add(particulars)
    for problem in briefing.problems:
        if problem.code in ("foreign-format", LEFT_OUT):
            yield Phrase(problem.message)
    errors = sum(problem.severity == "error" for problem in briefing.problems)
    warnings = sum(problem.severity == "warning" for problem in briefing.problems)
    counts = " and ".join(counted(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number)
    if counts:
        phrase = Phrase(f"{counts} in this file", "problem strong")
        yield phrase.literal(": listed with line and column under ").add("Problems", "link", "#~problems").literal(".")


def _recall(change: HistoryEntry | None) -> Phrase:
    phrase = Phrase("Recalled", "strong")
    if change is None:
        return phrase.literal(": do not use it.")
    phrase.date("on", change.date, before=" ")
    phrase.add(change.reason, before=": ")
    return phrase.add(change.action, before=" What to do: ")
