"""Rules of the trade about one briefing: words of likelihood, dates, markings, what is missing."""

from __future__ import annotations

import re
from typing import Any

from tui.model.briefing import Briefing, Event, HistoryEntry, Item, Judgment, Relation, Was
from tui.model.fields import MAIN, NAME
from tui.model.handling import strictness
from tui.model.scales import SCALES, Likelihood, ScaleName, parse_likelihood
from tui.store.problems import Problems, quoted
from tui.store.references import things_of

_ADVERBS = (
    "probably",
    "improbably",
    "highly probably",
    "very probably",
    "almost certainly",
    "nearly certainly",
    "even chance",
    "even odds",
)
_VAGUE = frozenset(("remote",))
"""Words of a scale that mean other things as often: `a remote island`."""
_HEDGED = re.compile(r"(?:\b(?:not|more|less|most|least|as|highly|extremely|so|how|n't)\s+)$", re.I)
_CONFIDENCE = re.compile(
    r"\b(?:(?:high|moderate|medium|low)(?:\s+\w+){0,1}\s+confidence|confidence\s+(?:is|remains)|confident)\b", re.I
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(\[])|\n\n+")
_words: dict[ScaleName, re.Pattern[str]] = {}


def _likelihoods(text: str, scale: ScaleName) -> list[Likelihood]:
    """The steps of the scale that a text names, in order; words that mean something else beside "not" or "more" are left out."""
    pattern = _words.get(scale)
    if pattern is None:
        words = sorted((set(SCALES[scale]) | set(_ADVERBS)) - _VAGUE, key=len, reverse=True)
        pattern = _words[scale] = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b".replace(r"\ ", r"\s+"), re.I)
    found: list[Likelihood] = []
    for match in pattern.finditer(text):
        if _HEDGED.search(text, 0, match.start()) and not match.group().lower().startswith("highly"):
            continue
        try:
            found.append(parse_likelihood(match.group(), scale))
        except ValueError:
            continue
    return found


def lint(briefing: Briefing, problems: Problems) -> None:
    """Report what no parser can see. Severities: information where the author may well mean it, else warning."""
    _dates(briefing, problems)
    _markings(briefing, problems)
    _rows(briefing, problems)
    for judgment in briefing.judgments:
        _wording(judgment, briefing.scale, problems)
    for thing in things_of(briefing):
        _missing(thing, problems)
    if briefing.body and briefing.sections:
        message = "The briefing has both a “body” and “sections”; both are shown."
        problems.add("info", "body-and-sections", message, line=briefing.body.line)


def _dates(briefing: Briefing, problems: Problems) -> None:
    date, updated, cutoff = briefing.date, briefing.updated, briefing.cutoff
    if date and updated and updated.upper is not None and date.lower is not None and updated.upper < date.lower:
        message = f"It was updated ({updated.display}) before it was published ({date.display})."
        problems.add("warning", "updated-before-date", message, suggestion="correct one of the two dates")
    if cutoff is None or cutoff.upper is None:
        return
    for event in briefing.events:
        _against_cutoff(event, cutoff.upper, cutoff.display, problems)


def _against_cutoff(event: Event, upper: int, shown: str, problems: Problems) -> None:
    if event.status == "happened" and event.date and event.date.lower is not None and event.date.lower > upper:
        message = f"{quoted(event.title)} is said to have happened ({event.date.display}), after the information cut-off ({shown})."
        problems.add(
            "warning",
            "event-after-cutoff",
            message,
            line=event.line,
            suggestion="correct the date or the status, or move the cut-off",
        )


def _markings(briefing: Briefing, problems: Problems) -> None:
    for thing in things_of(briefing):
        if isinstance(thing, Item) and thing.tlp and strictness(thing.tlp) > strictness(briefing.tlp):
            own = f"marked TLP:{briefing.tlp}" if briefing.tlp else "unmarked"
            message = f"This part is marked TLP:{thing.tlp}, the briefing itself is {own}; the stricter label holds for the whole."
            problems.add("info", "stricter-part", message, line=thing.line)


def _rows(briefing: Briefing, problems: Problems) -> None:
    """ICD 203 asks a product to keep to one of its two rows of words."""
    first: dict[int, tuple[str, int]] = {}
    for judgment in briefing.judgments:
        steps = [judgment.likelihood, *(was.likelihood for was in judgment.was), *(other.likelihood for other in judgment.dissent)]
        for step in steps:
            if step is not None and step.row:
                first.setdefault(step.row, (step.word, judgment.line))
    if len(first) > 1:
        (word, _), (other, line) = sorted(first.values(), key=lambda found: found[1])[:2]
        message = f"“{word}” and “{other}” are of different rows of ICD 203; one briefing keeps to one row."
        problems.add("warning", "mixed-rows", message, line=line, suggestion="use the words of one row")


def _wording(judgment: Judgment, scale: ScaleName, problems: Problems) -> None:
    text = judgment.text.text
    for sentence in _SENTENCE.split(text):
        if _CONFIDENCE.search(sentence) and _likelihoods(sentence, scale):
            message = "Likelihood and confidence stand in one sentence; ICD 203 keeps them apart."
            problems.add(
                "warning",
                "likelihood-and-confidence",
                message,
                line=judgment.text.line,
                suggestion="say the confidence in a sentence of its own",
            )
            break
    said = {step.rank: step for step in _likelihoods(text, scale)}
    if judgment.likelihood and len(said) == 1 and judgment.likelihood.rank not in said:
        (step,) = said.values()
        message = f"The text says “{step.word}”, the field “{judgment.likelihood.word}”."
        problems.add("warning", "likelihood-disagrees", message, line=judgment.text.line, suggestion="make them agree")


def _missing(thing: Any, problems: Problems) -> None:
    kind = type(thing)
    wanted = [key for key in dict.fromkeys((NAME.get(kind, ""), MAIN.get(kind, ""))) if key]
    if kind in (Briefing, Was, Relation, HistoryEntry) or not wanted or any(getattr(thing, key) for key in wanted):
        return
    name = kind.__name__.lower()
    message = f"This {name} has no “{wanted[0]}”."
    problems.add("warning", "missing-text", message, line=getattr(thing, "line", 0), suggestion=f"add “{wanted[0]}”")
