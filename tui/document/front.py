"""The front of a document: title, what kind of thing it is, banners, the bottom line."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tui.document.apparatus.entry import DOT, Context, Phrase, prose_blocks
from tui.document.apparatus.history import newest_first
from tui.document.block import Block
from tui.model.briefing import Briefing, HistoryEntry

UNTITLED = "Untitled"


def front_blocks(context: Context) -> list[Block]:
    """Title, three quiet lines about the briefing, and a banner for each thing a reader must know first."""
    briefing = context.briefing
    lines = (_what(briefing), _when(briefing), _for_whom(context))
    blocks = [Phrase(briefing.title or UNTITLED).block("title", context, line=1, role="title")]
    blocks += [phrase.block("meta", context, role="meta") for phrase in lines if phrase]
    blocks += [phrase.block("banner", context, role="banner", space=1) for phrase in _banners(briefing)]
    return blocks


def bottom_line(context: Context) -> list[Block]:
    """The bottom line up front, then why it matters."""
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
    return blocks + why


def _what(briefing: Briefing) -> Phrase:
    phrase = Phrase(briefing.kind, "strong")
    phrase.add(" ".join(part for part in (briefing.series, briefing.number) if part), before=DOT)
    phrase.add(briefing.producer, before=DOT)
    phrase.add(", ".join(briefing.authors), before=DOT)
    if briefing.status and briefing.status != "issued":
        phrase.add(briefing.status, "status", before=DOT)
    return phrase


def _when(briefing: Briefing) -> Phrase:
    phrase = Phrase(briefing.date.display, "date") if briefing.date else Phrase()
    phrase.date("updated", briefing.updated).date("information to", briefing.cutoff).date("review by", briefing.review_by)
    return phrase.date("not before", briefing.embargo)


def _for_whom(context: Context) -> Phrase:
    briefing = context.briefing
    own, whole = briefing.handling, briefing.effective_marking
    phrase = Phrase(str(whole), "marking")
    if own != whole:
        phrase.add(f"(in parts; the briefing itself {own or 'unmarked'})", "muted", before=" ")
    phrase.word("precedence", briefing.priority or "", "status")
    phrase.word("for", ", ".join(briefing.audience))
    phrase.add(", ".join(briefing.tags), "muted", before=DOT)
    phrase.word("language", briefing.lang, "muted")
    for index, old in enumerate(briefing.supersedes):
        phrase.add("replaces" if index == 0 else "", "muted", before=DOT, after=" ")
        phrase.add(context.names.label(old) or old, "link", old, before=", " if index else "")
    return phrase


def _banners(briefing: Briefing) -> Iterator[Phrase]:
    if briefing.status == "recalled":
        yield _recall(next((change for change in newest_first(briefing.history) if change.type == "recall"), None))
    if briefing.status == "superseded":
        yield Phrase("Superseded", "strong").literal(": a newer briefing takes its place.")
    if briefing.status == "draft":
        yield Phrase("Draft", "strong").literal(": not issued yet.")
    if briefing.embargo:
        yield Phrase("Embargo", "strong").literal(f": not to be used before {briefing.embargo.display}.")
    recalled = [source.title or source.id for source in briefing.sources if source.status == "recalled"]
    if recalled:
        yield Phrase("Leans on a recalled source", "strong").literal(": ").add("; ".join(recalled))
    errors = sum(problem.severity == "error" for problem in briefing.problems)
    warnings = sum(problem.severity == "warning" for problem in briefing.problems)
    counts = " and ".join(_count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number)
    if counts:
        phrase = Phrase(f"{counts} in this file", "problem strong")
        yield phrase.literal(": “briefing check” names each with its line" + (" and what to do." if errors else "."))


def _recall(change: HistoryEntry | None) -> Phrase:
    phrase = Phrase("Recalled", "strong")
    if change is None:
        return phrase.literal(": do not use it.")
    phrase.date("on", change.date, before=" ")
    phrase.add(change.reason, before=": ")
    return phrase.add(change.action, before=" What to do: ")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
