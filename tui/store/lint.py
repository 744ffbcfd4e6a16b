"""Everything that is wrong or doubtful in one briefing, for its author: what reading found, and the rules of the trade."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import chain
from typing import Any

from tui.model.briefing import Agreement, Briefing, Event, HistoryEntry, Item, Judgment, Prose, Relation, Source, Was
from tui.model.fields import FIELDS, MAIN, NAME, Shape
from tui.model.handling import strictness
from tui.model.names import name_key, name_keys
from tui.model.part_path import OWN_SOURCE
from tui.model.problem import Problem, Severity
from tui.model.scales import SCALES, Likelihood, ScaleName, parse_likelihood
from tui.store.problems import Problems, quoted
from tui.store.references import Places, Reference, prose_of, references, section_ids, things_of

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


_TO_BRIEFINGS = frozenset(("related", "supersedes"))
_TO_SOURCES = frozenset(("sources", "derived_from"))
_NOT_LINKS = frozenset(("id", "formerly"))
_OR_NAMES: dict[type[Any], frozenset[str]] = {Agreement: frozenset(("parties", "signed_by")), Event: frozenset(("actors",))}
_LARGEST_TABLE = 5_000
"""Characters before and behind a link in which the rule of its table is looked for."""
_TABLE_RULE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")


class _References:
    """The references of one briefing on their way to what they name."""

    def __init__(self, briefing: Briefing, library_ids: Container[str] | None, problems: Problems) -> None:
        self.briefing = briefing
        self.library = library_ids
        self.problems = problems
        self.items: dict[str, Item] = {item.id: item for item in briefing.items()}
        self._named: dict[str, list[Item]] = {}
        for item in briefing.items():
            for key in name_keys(item):
                self._named.setdefault(key, []).append(item)
        self._clashing = _clashing(briefing, self.items)
        self.sections = section_ids(briefing)
        self.cited: set[str] = set()
        self.prose_cites: set[int] = set()
        """Identities of the things whose text cites something."""

    def dead(self, target: str, line: int, column: int, what: str, known: Any) -> None:
        severity: Severity = "warning"
        message = f"{quoted(target)} is not the id of {what}."
        if self.library is None and what.endswith("briefing"):
            severity = "info"
            message = f"{quoted(target)} leads out of this briefing; without its library it is not known where to."
        self._report(severity, "dead-reference", message, line, column, self.problems.nearest(target, known))

    def _report(self, severity: Severity, code: str, message: str, line: int, column: int, suggestion: str = "") -> None:
        self.problems.add(severity, code, message, _Place(line, column), suggestion)

    def find(self, target: str) -> list[Item]:
        """The items that a target names: by id, else by a name, short name or alias, case and hyphens aside."""
        item = self.items.get(target)
        return [item, *self._clashing.get(target, ())] if item is not None else self._named.get(name_key(target), [])

    def to_source(self, target: str, line: int, column: int) -> None:
        found = self.find(target)
        sources = [item for item in found if isinstance(item, Source)]
        self.cited.update(item.id for item in sources or found)
        if sources:
            self._if_several(target, sources, line, column)
        elif found:
            item = found[0]
            message = f"{quoted(target)} is cited, but it is {_article(item)}, not a source."
            self._report("warning", "not-a-source", message, line, column)
        elif self.library is None or target not in self.library:
            self.dead(target, line, column, "a source", (source.id for source in self.briefing.sources))

    def to_item(self, target: str, line: int, column: int) -> None:
        found = self.find(target)
        self.cited.update(item.id for item in found)
        self._if_several(target, found, line, column)
        if not found and (self.library is None or target not in self.library):
            self.dead(target, line, column, "anything in this briefing", self.items)

    def _if_several(self, target: str, found: Sequence[Item], line: int, column: int) -> None:
        if len(found) > 1 and target not in self._clashing:
            places = " and ".join(f"{_article(item)} ({quoted(item.id)})" for item in found[:2])
            message = f"{quoted(target)} names more than one thing: {places}."
            self._report("warning", "ambiguous-reference", message, line, column, "use the id")

    def to_briefing(self, target: str, line: int) -> None:
        target = target.partition("#")[0]
        if target == self.briefing.id:
            self._report("warning", "self-reference", f"{quoted(target)} is this briefing itself.", line, 1, "remove it")
        elif self.library is None or target not in self.library:
            self.dead(target, line, 1, "a briefing", ())

    def link(self, found: Reference, line: int, column: int) -> None:
        if found.cites:
            self.to_source(found.target, line, column)
            return
        here = not found.target or found.target == self.briefing.id
        if here and found.section and not found.section.startswith("~") and found.section not in self.sections:
            message = f"There is no section {quoted(found.section)} here."
            self._report("warning", "dead-section", message, line, column, self.problems.nearest(found.section, self.sections))
        if here:
            return
        in_library = self.library is not None and found.target in self.library
        items = [] if found.section else self.find(found.target)
        if items:
            self.cited.update(item.id for item in items)
            self._if_several(found.target, items, line, column)
            if in_library:
                item = _article(items[0])
                message = f"{quoted(found.target)} is both {item} here and an id of the library; the link leads to the first."
                self._report("warning", "ambiguous-reference", message, line, column, "rename one of them")
        elif not in_library:
            self.dead(found.target, line, column, "anything here, nor of a briefing", chain(self.items, self.sections))


def _clashing(briefing: Briefing, items: dict[str, Item]) -> dict[str, list[Item]]:
    """Id -> the things that claim it as well and were given another; that they do is told already."""
    lines = {problem.line for problem in briefing.problems if problem.code == "duplicate-id"}
    if not lines:
        return {}
    renamed: dict[str, list[Item]] = {}
    for item in items.values():
        own, hyphen, number = item.id.rpartition("-")
        if hyphen and number.isdecimal() and own in items and not item.numbered:
            renamed.setdefault(own, []).append(item)
    return {own: others for own, others in renamed.items() if any(item.line in lines for item in others)}


class _Place:
    def __init__(self, line: int, column: int) -> None:
        self.line, self.column, self.index = max(line, 1) - 1, max(column, 1) - 1, 0


def _article(item: Any) -> str:
    name = type(item).__name__.lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _in_table(prose: Prose, offset: int) -> bool:
    """Whether an offset is in a row of a table: a delimiter row stands above it in the same paragraph, or just below."""
    text = prose.text
    from_, to = max(0, offset - _LARGEST_TABLE), offset + _LARGEST_TABLE
    start = max(text.rfind("\n", from_, offset) + 1, from_)
    below = text[offset:to].split("\n", 2)[1:2]
    above = text[max(text.rfind("\n\n", from_, offset) + 1, from_) : start].split("\n")
    return any("|" in line and _TABLE_RULE.match(line) for line in (*above, *below))


def lint_references(briefing: Briefing, library_ids: Container[str] | None, problems: Problems) -> None:
    """Report references that lead nowhere or two ways, links that a table cuts, sources never cited, judgments without a source."""
    found = _References(briefing, library_ids, problems)
    for thing in things_of(briefing):
        _fields(thing, found)
    for thing, _, prose in prose_of(briefing):
        places: Places | None = None
        for reference in references(prose.text) if not prose.plain else ():
            places = places or Places(prose)
            line, column = places.of(reference.offset)
            found.link(reference, line, column)
            if reference.cites:
                found.prose_cites.add(id(thing))
            if reference.bare_bar and _in_table(prose, reference.offset):
                message = "The bar in this link ends the table's cell."
                problems.add(
                    "warning", "bar-in-table", message, _Place(line, column), "write it with a backslash: [[target\\|label]]"
                )
    _sourcing(briefing, found, problems)


def _fields(thing: Any, found: _References) -> None:
    line = getattr(thing, "line", 1)
    for field in FIELDS[type(thing)]:
        if field.shape is Shape.SLUGS and field.key not in _NOT_LINKS:
            for target in getattr(thing, field.attribute):
                if field.key in _TO_BRIEFINGS:
                    found.to_briefing(target, line)
                elif field.key in _TO_SOURCES:
                    found.to_source(target, line, 1)
                elif field.key not in _OR_NAMES.get(type(thing), ()):
                    found.to_item(target, line, 1)
        elif field.shape is Shape.SLUG and field.key not in _NOT_LINKS:
            target = getattr(thing, field.attribute)
            if target:
                found.to_item(target, line, 1)
            else:
                found.problems.add(
                    "warning", "missing-end", f"This relation has no “{field.key}”.", line=line, suggestion=f"add “{field.key}”"
                )


def _sourcing(briefing: Briefing, found: _References, problems: Problems) -> None:
    if any(source.id == OWN_SOURCE for source in briefing.sources):
        # It is a file of another format, whose author cites in another way.
        return
    uncited = [source for source in briefing.sources if source.id not in found.cited]
    if uncited and len(uncited) == len(briefing.sources):
        message = "Nothing in the briefing says what it rests on: none of its sources is cited."
        problems.add("info", "uncited-source", message, line=uncited[0].line, suggestion="cite them with “sources:” or [@id]")
    else:
        for source in uncited:
            message = f"The source {quoted(source.id)} is never cited."
            problems.add(
                "warning", "uncited-source", message, line=source.line, suggestion=f"cite it with [@{source.id}], or remove it"
            )
    for judgment in briefing.judgments:
        if not judgment.sources and id(judgment) not in found.prose_cites:
            _unsourced(judgment, problems)


def _unsourced(judgment: Judgment, problems: Problems) -> None:
    message = f"The judgment {quoted(judgment.id)} names no source."
    problems.add("warning", "unsourced-judgment", message, line=judgment.line, suggestion="add “sources:”, or cite in its basis")


def check(briefing: Briefing, *, library_ids: Container[str] | None = None) -> list[Problem]:
    """All problems of a briefing in order of place.

    Args:
        briefing: as it was read; its own problems come first where places are equal.
        library_ids: the ids that links may name besides its own: of other briefings and of shared
            entries. None where the library is not known: links that lead out of the briefing are
            then told as information only.
    """
    problems = Problems(briefing.path)
    problems.extend(briefing.problems)
    lint(briefing, problems)
    lint_references(briefing, library_ids, problems)
    return list(problems.sorted())
