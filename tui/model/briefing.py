"""What a briefing is: frozen structs for every field of the format (`briefing help format`).

Lists are tuples, text is cleaned, absent text is "". A field whose value could not be read is
absent here and kept, with its problem, among `Briefing.other`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from tui.model.dates import Date
from tui.model.handling import Marking, Tlp, strictest
from tui.model.problem import Problem
from tui.model.scales import Confidence, Likelihood, ScaleName
from tui.model.text import real_path

Status = Literal["draft", "issued", "superseded", "recalled"]
Priority = Literal["flash", "immediate", "priority", "routine"]
ActionStatus = Literal["open", "done", "dropped"]
JudgmentStatus = Literal["standing", "revised", "withdrawn", "borne out", "not borne out"]
FactStatus = Literal["reported", "confirmed", "disputed", "denied"]
ActorType = Literal["person", "post", "unit", "organisation", "state", "place", "system", "other"]
RelationStatus = Literal["current", "planned", "proposed", "refused", "disputed", "former"]
AgreementStatus = Literal["proposed", "signed", "in force", "suspended", "ended"]
EventStatus = Literal["happened", "planned", "expected", "proposed", "refused", "disputed", "cancelled"]
SourceStatus = Literal["active", "corrected", "recalled"]
HistoryType = Literal["update", "correction", "recall"]

Texts: TypeAlias = tuple[str, ...]


class Prose(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Markdown text that knows where it stands in its file."""

    text: str = ""
    line: int = 0
    """Source line of the text's first line, from 1; 0 when it has none."""
    step: int = 0
    """Source lines per line of text: 1 for block literals and Markdown bodies, 0 where only the start is known."""
    indent: int = 0
    """How many columns the text is indented in its file; for `step` 1 only."""
    plain: bool = False
    """Whether it is no Markdown, but plain text that keeps its lines."""

    def __bool__(self) -> bool:
        return bool(self.text)

    def source_line(self, offset_lines: int) -> int:
        """The source line of the text's line number `offset_lines`, from 0."""
        return self.line + self.step * offset_lines


NO_PROSE = Prose()


class Item(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What sections and every structured item share."""

    id: str = ""
    line: int = 0
    """Source line where the item starts, from 1; 0 when unknown."""
    numbered: bool = False
    """Whether its id was made from its number in the list, so that it is another's when one before it goes."""
    tlp: Tlp | None = None
    marking: str = ""

    @property
    def handling(self) -> Marking:
        """The marking written on this item itself."""
        return Marking(self.tlp, self.marking)


class Action(Item, frozen=True, kw_only=True):
    """What is asked of the reader."""

    text: Prose = NO_PROSE
    owner: str = ""
    due: Date | None = None
    status: ActionStatus | None = None


class Dissent(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Who thinks otherwise, and what."""

    by: str = ""
    likelihood: Likelihood | None = None
    text: Prose = NO_PROSE


class Was(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a judgment said before."""

    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    date: Date | None = None
    why: str = ""


class Judgment(Item, frozen=True, kw_only=True):
    """What we think: likelihood and confidence are apart (ICD 203)."""

    text: Prose = NO_PROSE
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    basis: Prose = NO_PROSE
    assumptions: Texts = ()
    alternatives: Texts = ()
    indicators: Texts = ()
    horizon: Date | None = None
    sources: Texts = ()
    dissent: tuple[Dissent, ...] = ()
    was: tuple[Was, ...] = ()
    status: JudgmentStatus | None = None
    resolved: Date | None = None
    outcome: str = ""


class Fact(Item, frozen=True, kw_only=True):
    """What we were told, and by whom."""

    text: Prose = NO_PROSE
    said_by: str = ""
    sources: Texts = ()
    credibility: str = ""
    as_of: Date | None = None
    status: FactStatus | None = None
    value: str = ""
    was: str = ""
    note: Prose = NO_PROSE


class Section(Item, frozen=True, kw_only=True):
    """A titled part of a briefing; sections nest."""

    title: str = ""
    formerly: Texts = ()
    lead: Prose = NO_PROSE
    body: Prose = NO_PROSE
    sections: tuple[Section, ...] = ()


class Actor(Item, frozen=True, kw_only=True):
    """A person, post, unit, organisation, state, place or system."""

    name: str = ""
    short: str = ""
    aliases: Texts = ()
    type: ActorType | None = None
    rank: str = ""
    role: str = ""
    description: Prose = NO_PROSE
    reports_to: Texts = ()
    led_by: Texts = ()
    part_of: Texts = ()

    @property
    def label(self) -> str:
        """The shortest name a reader knows it by."""
        return self.short or self.name or self.id


class Relation(Item, frozen=True, kw_only=True):
    """One actor's relation to another; `type` is one of `RELATION_TYPES` or the author's own."""

    from_: str = msgspec.field(default="", name="from")
    type: str = ""
    to: str = ""
    likelihood: Likelihood | None = None
    confidence: Confidence | None = None
    authority: str = ""
    status: RelationStatus | None = None
    since: Date | None = None
    until: Date | None = None
    sources: Texts = ()
    note: Prose = NO_PROSE


RELATION_TYPES: Texts = (
    "reports to",
    "commands",
    "led by",
    "leads",
    "part of",
    "replaces",
    "counterpart of",
    "allied with",
    "opposed to",
    "supplies",
)


class Agreement(Item, frozen=True, kw_only=True):
    """What parties signed or are about to sign."""

    name: str = ""
    short: str = ""
    parties: Texts = ()
    signed: Date | None = None
    signed_by: Texts = ()
    status: AgreementStatus | None = None
    text: Prose = NO_PROSE
    sources: Texts = ()


class Event(Item, frozen=True, kw_only=True):
    """Something dated; an interval means some time within."""

    date: Date | None = None
    when: str = ""
    """The author's own words for the date."""
    title: str = ""
    status: EventStatus | None = None
    actors: Texts = ()
    place: str = ""
    sources: Texts = ()
    note: Prose = NO_PROSE


class Term(Item, frozen=True, kw_only=True):
    """A term of the trade and what it means here."""

    term: str = ""
    short: str = ""
    expansion: str = ""
    meaning: Prose = NO_PROSE
    aliases: Texts = ()


class Source(Item, frozen=True, kw_only=True):
    """Where something comes from, graded by the Admiralty code."""

    title: str = ""
    publisher: str = ""
    author: Texts = ()
    date: Date | None = None
    accessed: Date | None = None
    url: str = ""
    archive: str = ""
    type: str = ""
    reliability: str = ""
    """A to F, or ""."""
    credibility: str = ""
    """1 to 6, or ""."""
    derived_from: Texts = ()
    sha256: str = ""
    pages: str = ""
    status: SourceStatus | None = None
    note: Prose = NO_PROSE

    @property
    def grade(self) -> str:
        """`B2`, or the half that is given."""
        return self.reliability + self.credibility


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The author's own account of a change (ODNI Revision Recall: type, date, reason, required action)."""

    date: Date | None = None
    type: HistoryType | None = None
    summary: Prose = NO_PROSE
    reason: str = ""
    action: str = ""


class OtherField(msgspec.Struct, frozen=True, array_like=True):
    """Something in the file that no field holds: an unknown key, or a value that could not be read."""

    path: str
    """Where it stands, from the top: `sections[2].colour`."""
    text: str
    """Its value as text, decoded: nested values are indented, one a line; "" where nothing is given."""
    line: int = 0
    problem: str = ""
    """Why it could not be read; "" for a key that is merely unknown."""
    lines: tuple[int, ...] = ()
    """For each line of the text its line in the file, where it was not a single text."""


class Briefing(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One document: metadata, sections, apparatus."""

    title: str = ""
    id: str = ""
    formerly: Texts = ()
    date: Date | None = None
    created: Date | None = None
    updated: Date | None = None
    cutoff: Date | None = None
    review_by: Date | None = None
    embargo: Date | None = None
    kind: str = ""
    status: Status | None = None
    priority: Priority | None = None
    producer: str = ""
    authors: Texts = ()
    audience: Texts = ()
    series: str = ""
    number: str = ""
    lang: str = ""
    tags: Texts = ()
    supersedes: Texts = ()
    tlp: Tlp | None = None
    marking: str = ""
    bluf: Prose = NO_PROSE
    why_it_matters: Prose = NO_PROSE
    actions: tuple[Action, ...] = ()
    judgments: tuple[Judgment, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    body: Prose = NO_PROSE
    actors: tuple[Actor, ...] = ()
    relations: tuple[Relation, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    events: tuple[Event, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    source_summary: Prose = NO_PROSE
    related: Texts = ()
    questions: Texts = ()
    scale: ScaleName = "icd203"
    history: tuple[HistoryEntry, ...] = ()

    other: tuple[OtherField, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What was wrong with the file as it was read, in order of place."""
    path: str = ""
    """The file it was read from, as shown to people; "" for stdin."""
    named: bool = False
    """Whether its author gave it its id; else that is made from its path and moves with the file."""
    digest: bytes = b""
    """BLAKE2b, 16 bytes, of the file's bytes; b"" where it is not known. Tells whether a file is the one that was read."""
    hidden: bytes = b""
    """The name of its file in bytes, where that cannot be opened by `path`, since something in it is shown otherwise."""

    @property
    def real_path(self) -> str:
        """The name by which its file can be opened; "" for stdin."""
        return real_path(self.path, self.hidden)

    @property
    def newest(self) -> Date | None:
        """The later of date and last change: what lists are sorted by."""
        return max((date for date in (self.date, self.updated) if date), key=lambda date: date.sort_key[1], default=None)

    @property
    def dates(self) -> list[Date]:
        """When its author says that something of it changed: the entries of its history, what judgments said before, itself."""
        own = (self.date, self.updated, *[entry.date for entry in self.history])
        return [date for date in (*own, *[was.date for one in self.judgments for was in one.was]) if date is not None]

    @property
    def handling(self) -> Marking:
        """The marking written on the briefing itself."""
        return Marking(self.tlp, self.marking)

    def items(self) -> Iterator[Item]:
        """Every structured item that shares the briefing's one namespace of ids."""
        for name in ITEMS:
            yield from getattr(self, name)

    def all_sections(self) -> Iterator[Section]:
        """Every section, nested ones after their parent."""
        nested = [section for section in self.sections if section.sections]
        return self._nested_sections() if nested else iter(self.sections)

    def _nested_sections(self) -> Iterator[Section]:
        waiting = list(reversed(self.sections))
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.sections))

    @property
    def effective_marking(self) -> Marking:
        """The strictest label and every restriction of the briefing and all that is in it."""
        groups = ((self,), *[getattr(self, name) for name in THINGS], self.all_sections())
        found = [part.handling for group in groups for part in group if part.tlp or part.marking]
        return strictest(found) if len(found) != 1 else found[0]


def _holds_items(said: str) -> bool:
    """Whether the type of a field, as it is written above, is that of any number of items."""
    kind = globals().get(said.removeprefix("tuple[").removesuffix(", ...]"))
    return said.startswith("tuple[") and isinstance(kind, type) and issubclass(kind, Item)


ITEMS: tuple[str, ...] = tuple(
    name for name, said in Briefing.__annotations__.items() if name not in ("sections", "relations") and _holds_items(str(said))
)
"""The fields of a briefing that hold items which share its one namespace of ids: what is added to the format is among them."""

THINGS: tuple[str, ...] = (*ITEMS, "relations")
"""The fields that hold all that can have a marking of its own, besides sections: what a ceiling measures."""
