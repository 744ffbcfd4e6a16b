"""The front of a document: title, what kind of thing it is, banners and the bottom line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tui.document.apparatus.about import below_title
from tui.document.apparatus.entry import Context, Phrase, prose_blocks
from tui.document.apparatus.history import newest_first
from tui.document.block import Block
from tui.model.apparatus import UNTITLED
from tui.model.briefing import Briefing, HistoryEntry
from tui.model.counted import counted
from tui.model.problem import LEFT_OUT
from tui.model.recalls import Recall, recalls_of, touching


def front_blocks(context: Context, recalls: Sequence[Recall] = ()) -> list[Block]:
    """Title, one line of when, by whom and what, and a banner for each thing a reader must know first.

    The marking is not among it: it stands at the top and the bottom of whatever shows or prints the page. The rest about the
    briefing stands at its end (`tui.document.apparatus.about`).
    """
    briefing = context.briefing
    blocks = [Phrase(briefing.title or UNTITLED).block("title", context, line=1, role="title")]
    if line := below_title(briefing):
        blocks.append(line.block("meta", context, role="meta"))
    blocks += [phrase.block("banner", context, role="banner", space=1) for phrase in _banners(briefing, recalls)]
    return blocks


def bottom_line(context: Context) -> list[Block]:
    """The bottom line up front, and why it matters."""
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
