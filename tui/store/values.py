"""Nodes -> values of single fields: text, prose, dates in any spelling that is certain, choices, words of the scales."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from tui.model.briefing import OtherField, Prose
from tui.model.dates import Date, date_advice, meant_date, parse_date
from tui.model.fields import FIELDS, Field, Shape, field_called
from tui.model.handling import TLP_LABELS, Marking, Tlp, parse_tlp
from tui.model.scales import (
    CONFIDENCES,
    SCALES,
    Confidence,
    Likelihood,
    ScaleName,
    parse_confidence,
    parse_credibility,
    parse_grade,
    parse_likelihood,
    parse_reliability,
    percent_advice,
)
from tui.model.text import nfc_name
from tui.store.ids import as_id
from tui.store.labels import handling_in, handling_under, inside, is_key, not_understood
from tui.store.nodes import NOTHING, MappingNode, Node, Scalar, SequenceNode, is_nothing, line_with, mark_of, node_text, raw_text
from tui.store.problems import Problems, quote, quoted
from tui.store.rendering import rendered

Where: TypeAlias = "tuple[Where | None, str | int]"
"""A place in the tree of keys: the place it is in, and a key or a position from 0."""

FieldReader: TypeAlias = Callable[[Any, Node, Field, Where], Any]
"""A method that reads one value; it gives None where nothing is given or it cannot be read."""

Plan: TypeAlias = dict[str, tuple[str, FieldReader, Field]]
"""How a kind of thing is read: for each key the attribute, the method and the field."""

METHODS: dict[Shape, str] = {
    Shape.TEXT: "text",
    Shape.PROSE: "prose",
    Shape.TEXTS: "texts",
    Shape.SLUG: "slug",
    Shape.SLUGS: "slugs",
    Shape.DATE: "date",
    Shape.CHOICE: "choice",
    Shape.LIKELIHOOD: "likelihood",
    Shape.CONFIDENCE: "confidence",
    Shape.TLP: "tlp",
    Shape.RELIABILITY: "reliability",
    Shape.CREDIBILITY: "credibility",
    Shape.GRADE: "grade",
    Shape.THINGS: "things",
}


def _spaces(text: str, start: int) -> int:
    end = start
    while text[end : end + 1] == " ":
        end += 1
    return end - start


def path_text(where: Where | None) -> str:
    """A place as people write it, positions from 1: `sections[2].colour`."""
    steps: list[str] = []
    while where is not None:
        where, step = where
        steps.append(f"[{step + 1}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).removeprefix(".")


def _indent(node: Scalar, source: str) -> int:
    """The columns that a block literal is indented by."""
    value = node.value
    line_start = source.find("\n", node.start_mark.index) + 1
    blank = 0
    while value[blank] == "\n":
        line_start = source.find("\n", line_start) + 1
        blank += 1
    return max(0, _spaces(source, line_start) - _spaces(value, blank))


def _tell_of_cut_texts(node: SequenceNode, field: Field, source: str, problems: Problems) -> None:
    """`[A command with Japan, on the Korean model.]`: one text, certainly, and YAML sees two."""
    for before, item in zip(node.items, node.items[1:], strict=False):
        if not (isinstance(before, Scalar) and isinstance(item, Scalar)) or before.style or item.style:
            continue
        start, rest = before.value, item.value
        if start[:1].isupper() and start.count(" ") > 1 and start[-1] not in ".!?" and rest[:1].islower() and rest[-1] in ".!?":
            message = f"Inside [...] a comma ends a text, so {quoted(rest)} became a text of its own in “{field.key}”."
            between = (before.start_mark.index, item.end_mark.index)
            whole = quote(f"{start}, {rest}")
            mend = line_with(source, *between, whole) or f"put the whole text in quotes: {whole}"
            problems.add("warning", "comma-in-brackets", message, item.start_mark, mend)


_plans: dict[tuple[type[Any], type[Any]], Plan] = {}
"""Made once for every kind of reader and thing."""


class ValueReader:
    """Reads the values of one file's fields, and keeps what it could not read."""

    def __init__(self, text: str, problems: Problems, scale: ScaleName = "icd203") -> None:
        self.source = text
        self.problems = problems
        self.scale = scale
        self.scale_given = False
        self.other: list[OtherField] = []
        self.handling: list[Marking] = []
        """Handling found where no thing can carry it: it holds for the whole briefing."""
        self._dates: dict[str, Date] = {}
        self._words: dict[tuple[str, str], Any] = {}

    def plan(self, of: type[Any]) -> Plan:
        """For every key of a kind of thing: its attribute, what reads it, and its field."""
        plan = _plans.get((type(self), of))
        if plan is None:
            readers: dict[str, FieldReader] = {
                name: getattr(type(self), name) for name in METHODS.values() if hasattr(type(self), name)
            }
            plan = {field.key: (field.attribute, readers[METHODS[field.shape]], field) for field in FIELDS[of]}
            _plans[type(self), of] = plan
        return plan

    def spelled(self, key: Scalar, of: type[Any]) -> str:
        """The field that a key names in other words or another case, which is reported; "" for none."""
        name = field_called(key.value, of)
        if not name or is_key(name):
            return ""
        message = f"The key {quoted(key.value)} is read as “{name}”."
        self.problems.add("info", "key-spelling", message, key.start_mark, f"write it “{name}”")
        return name

    def unread(self, node: Node, where: Where, code: str, message: str, suggestion: str = "") -> None:
        """Report a value that cannot be read, and keep it as text."""
        self.problems.add("error", code, message, mark_of(node), suggestion)
        self.keep(node, where, message)

    def keep(self, node: Node, where: Where, problem: str = "") -> None:
        """Keep a value among the other fields; the handling in it holds for the briefing."""
        if found := self.kept(node, where, problem):
            self.handling.append(found)

    def kept(self, node: Node, where: Where, problem: str = "") -> Marking:
        """Keep a value among the other fields, and give the handling in it."""
        text, lines = rendered(node, self.source)
        self.other.append(OtherField(path_text(where), text, mark_of(node).line + 1, problem, lines))
        return handling_in(node)

    def text(self, node: Node, field: Field, where: Where) -> str | None:
        """Plain text on one line."""
        if node.__class__ is not Scalar:
            return " ".join(self._typed(node, field, where).split())
        value: str = node.value
        if not node.style:
            if value in NOTHING:
                return None
            return value if "\n" not in value else " ".join(value.split())
        return (" ".join(value.split()) if "\n" in value else value.strip()) or None

    def prose(self, node: Node, field: Field, where: Where) -> Prose | None:
        """Markdown with its source line: exact for `|`, else the start."""
        if node.__class__ is not Scalar:
            return Prose(self._typed(node, field, where), mark_of(node).line + 1, 0)
        value: str = node.value
        style = node.style
        line = node.start_mark.line + 1
        if not style:
            return None if value in NOTHING else Prose(value, line, 0)
        if not value or value.isspace():
            return None
        if style == "|":
            return Prose(value, line + 1, 1, _indent(node, self.source))
        return Prose(value, line + (style == ">"), 0)

    def _typed(self, node: Node, field: Field, where: Where) -> str:
        """The author's text where YAML saw a list or a mapping: shown as it was typed."""
        raw = raw_text(node, self.source)
        what = "mapping" if isinstance(node, MappingNode) else "list"
        certain = "\n" not in raw
        code = {"mapping": "text-became-mapping", "list": "text-became-list"}[what] if certain else "expected-text"
        start = mark_of(node).index
        if certain:
            mend = line_with(self.source, start, start + len(raw), quote(raw))
        elif isinstance(where[1], str):
            mend = f"{where[1]}: | and the text on the lines below, indented"
        else:
            mend = "- |"
        message = f"A text is expected for “{field.key}”, but this reads as a {what}; it is shown as it was typed."
        self.problems.add("warning", code, message, mark_of(node), mend)
        if found := inside(raw):
            self.handling.append(found)
        return raw

    def texts(self, node: Node, field: Field, where: Where) -> tuple[str, ...] | None:
        """A list of texts; a single text is a list of one."""
        if isinstance(node, SequenceNode):
            if node.flow:
                _tell_of_cut_texts(node, field, self.source, self.problems)
            read = [self.text(item, field, (where, index)) for index, item in enumerate(node.items)]
            return tuple([text for text in read if text])
        text = self.text(node, field, where)
        return (text,) if text else None

    def slug(self, node: Node, field: Field, where: Where) -> str | None:
        """An id. One that links could not name is made a slug, with a warning."""
        text = self._id(node, where)
        if text is None or field.key != "id":
            return text
        made = as_id(text)
        if made != text:
            message = f"{quoted(text)} cannot stand in a link as it is; the id is “{made}”."
            self.problems.add("warning", "bad-id", message, mark_of(node), f"id: {made}")
        return made

    def _id(self, node: Node, where: Where) -> str | None:
        if node.__class__ is not Scalar:
            self.unread(
                node, where, "expected-id", "An id is expected here, not a list or a mapping.", "write the id as plain text"
            )
            return None
        if not node.style and node.value in NOTHING:
            return None
        return nfc_name(node.value.strip()) or None

    def slugs(self, node: Node, field: Field, where: Where) -> tuple[str, ...] | None:
        """A list of ids; a single one is a list of one."""
        if node.__class__ is SequenceNode:
            read = [self._id(item, (where, index)) for index, item in enumerate(node.items)]
            return tuple([text for text in read if text])
        text = self._id(node, where)
        return (text,) if text else None

    def _word(self, node: Node, where: Where, code: str, what: str) -> str | None:
        if not isinstance(node, Scalar):
            self.unread(node, where, code, f"A single {what} is expected here, not a list or a mapping.")
            return None
        return None if is_nothing(node) else node.value.strip() or None

    def date(self, node: Node, field: Field, where: Where) -> Date | None:
        """A date of the format."""
        if node.__class__ is Scalar and node.value in self._dates:
            return self._dates[node.value]
        text = self._word(node, where, "bad-date", "date")
        if text is None:
            return None
        try:
            date = parse_date(text)
        except ValueError as error:
            said = f"{' '.join(str(error).split())}."
            meant = meant_date(text)
            if meant is None:
                self.unread(node, where, "bad-date", said, date_advice(text))
                return None
            said += f" It is read as {meant.text}."
            self.problems.add("warning", "bad-date", said, mark_of(node), f"{field.key}: {meant.text}")
            return meant
        self._dates[text] = date
        return date

    def choice(self, node: Node, field: Field, where: Where) -> str | None:
        """One of a few words, in any case, with spaces, hyphens or underscores."""
        if node.__class__ is Scalar and node.value in field.values:
            return node.value
        text = self._word(node, where, "bad-choice", "word")
        if text is None or text in field.values:
            return text
        wanted = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
        for value in field.values:
            if wanted in (value, value.replace(" ", "")):
                return value
        message = f"{quoted(text)} is not a value of “{field.key}”: {', '.join(field.values)}."
        self.unread(node, where, "bad-choice", message, self.problems.nearest(wanted, field.values))
        return None

    def _of_scale(self, node: Node, where: Where, code: str, what: str, parse: Callable[[str], Any], known: Iterable[str]) -> Any:
        text = self._word(node, where, code, what)
        if text is None:
            return None
        if (known_word := self._words.get((what, text))) is not None:
            return known_word
        try:
            return self._words.setdefault((what, text), parse(text))
        except ValueError as error:
            suggestion = (what == "likelihood" and percent_advice(text, self.scale)) or self.problems.nearest(text, known)
            self.unread(node, where, code, " ".join(str(error).split()) + ".", suggestion)
            return None

    def likelihood(self, node: Node, field: Field, where: Where) -> Likelihood | None:
        """A word of the briefing's scale."""
        return self._of_scale(node, where, "bad-likelihood", "likelihood", self._likelihood, SCALES[self.scale])  # type: ignore[no-any-return]

    def _likelihood(self, text: str) -> Likelihood:
        return parse_likelihood(text, self.scale)

    def confidence(self, node: Node, field: Field, where: Where) -> Confidence | None:
        """high, moderate or low."""
        return self._of_scale(node, where, "bad-confidence", "confidence", parse_confidence, (*CONFIDENCES, "medium"))  # type: ignore[no-any-return]

    def tlp(self, node: Node, field: Field, where: Where) -> Tlp | Marking | None:
        """A TLP 2.0 label; WHITE is read as CLEAR with a warning. One that cannot be read is a restriction in words."""
        if not isinstance(node, Scalar) and (marking := handling_under("tlp", node)).tlp:
            message = f"The label stands inside a list or a mapping; it is read as {marking.tlp}."
            self.problems.add("warning", "tlp-inside", message, mark_of(node), f"tlp: {marking.tlp}")
            self.kept(node, where, message)
            return marking.tlp
        label = self._of_scale(node, where, "bad-tlp", "label", parse_tlp, TLP_LABELS)
        if label is None and not is_nothing(node) and (text := node_text(node, self.source).strip()):
            return not_understood(text)
        if label == "CLEAR" and isinstance(node, Scalar) and "WHITE" in node.value.upper():
            message = "WHITE was renamed CLEAR in TLP 2.0; it is read as CLEAR."
            self.problems.add("warning", "tlp-white", message, mark_of(node), "tlp: CLEAR")
        return label  # type: ignore[no-any-return]

    def reliability(self, node: Node, field: Field, where: Where) -> str | None:
        """Admiralty code, A to F."""
        return self._of_scale(node, where, "bad-grade", "letter", parse_reliability, ())  # type: ignore[no-any-return]

    def credibility(self, node: Node, field: Field, where: Where) -> str | None:
        """Admiralty code, 1 to 6."""
        return self._of_scale(node, where, "bad-grade", "figure", parse_credibility, ())  # type: ignore[no-any-return]

    def grade(self, node: Node, field: Field, where: Where) -> tuple[str, str] | None:
        """Admiralty code, both halves."""
        return self._of_scale(node, where, "bad-grade", "grade", parse_grade, ())  # type: ignore[no-any-return]
