"""What a catalog keeps of the things in briefings: a row for each judgment, event, action, actor, relation and so on.

Pages made from the whole library are made of these rows, so that no briefing needs to be decoded for them. Texts are plain,
links and references stand there by the names that a reader knows; what no such page shows is left out.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

import msgspec

from tui.model.briefing import (
    Action,
    Actor,
    ActorType,
    Agreement,
    AgreementStatus,
    Event,
    Fact,
    Item,
    Judgment,
    Relation,
    Source,
    SourceStatus,
    Term,
)
from tui.model.digests import blake2b
from tui.model.names import name_key
from tui.model.scales import CONFIDENCES, SCALES, Likelihood
from tui.model.text import fold

KINDS: tuple[type[Item], ...] = (Judgment, Fact, Event, Action, Actor, Relation, Agreement, Term, Source)
"""What has rows; a row bears the place of its kind here."""

KIND: dict[type[Item], int] = {kind: place for place, kind in enumerate(KINDS)}

OPEN_END = 1 << 62
"""A bound that a date does not have, below with its sign changed."""

WITHHELD = len(KINDS)
"""Kind of a row that stands for no thing: its `at` is how many parts of the briefing a ceiling left out."""

ACTOR_TYPES: tuple[str, ...] = ("", *get_args(ActorType))
"""What actors may be; "" where it is not said."""

AGREEMENT_STATES: tuple[str, ...] = ("", *get_args(AgreementStatus))
"""How agreements may stand; "" where it is not said."""

STANDING, SETTLED = 0, 1
"""States of a row: a judgment that stands, an action that is open, and everything else; a judgment or an action that is settled,
a source that was recalled or corrected."""


PARAGRAPH = 240
"""Characters of a paragraph that are kept of a link."""


LIKELIHOODS: tuple[Likelihood, ...] = tuple([word for scale in SCALES.values() for word in scale.values()])
"""The words of all scales; a row bears the place of its own here, from 1."""


class HeldOutcome(NamedTuple):
    """What is kept of a settled judgment, so that a track record is made of numbers alone."""

    name: int
    """The number of what it is known by in other editions of its briefing."""
    again: bool
    """Whether its briefing has stated it before."""
    came: bool | None
    """Whether it was borne out; None where that is not said."""
    likelihood: int
    """By its place in `LIKELIHOODS`, from 1; 0 for none."""
    confidence: int
    """By its place in `tui.model.scales.CONFIDENCES`, from 1; 0 for none."""
    label: int
    """As in `ItemRow`."""
    said_by: str
    topics: tuple[str, ...]
    """The tags of its briefing."""


class ItemRow(msgspec.Struct, array_like=True):
    """The row of a thing, before it has a number."""

    kind: int
    """Its place in `KINDS`."""
    state: int
    """`STANDING` or `SETTLED`."""
    at: int | None
    """What it is sorted by, in seconds from 1970: the last moment of a horizon or a due date, `OPEN_END` where it has none,
    of other dates the first; None without a date. Of an actor the number of its full name and of a term that of the term, so that
    their rows stand together."""
    lower: int | None
    """First second of its date, far below zero where it has no first; None without a date."""
    upper: int | None
    """Last second, far above where it has none."""
    rank: int
    """Of its likelihood, from 1; 0 for none. Of an actor what it is, by its place in `ACTOR_TYPES`, of an
    agreement how it stands, by that in `AGREEMENT_STATES`, of a source how much rests on it (`rests_of`)."""
    moved: int | None
    """Seconds of the last date on which it said something else; None where it never did. Of an actor those of its briefing,
    of a term a number for what it means, of a source its grade and its status (`grade_number`)."""
    label: int
    """How strict its label is (`tui.model.handling.strictness`), twice, and one more where it is restricted in words."""
    restricted: str
    """Those words."""
    said_by: str
    """Who makes the judgment: the producer, else the first author."""
    names: tuple[int, ...]
    """What it is known by in other briefings (`name_number`)."""
    item: bytes
    """The thing as msgpack; of a source a `HeldSource`, of an actor a `HeldActor`."""
    outcome: HeldOutcome | None = None
    """What came of a judgment that is settled."""


class HeldSource(msgspec.Struct, frozen=True, array_like=True):
    """A source, and how much of its briefing rests on it."""

    source: Source
    judgments: int = 0
    facts: int = 0
    others: int = 0
    """Events, relations and agreements."""


class HeldMention(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph of the author's text that links to an actor."""

    section: str
    """Id of the section of the document."""
    title: str
    """Of that section."""
    text: str
    """The paragraph as plain text, cut at `PARAGRAPH` characters."""


class HeldActor(msgspec.Struct, frozen=True, array_like=True):
    """An actor, and where the author's text links to it."""

    actor: Actor
    links: tuple[HeldMention, ...] = ()
    """At most `tui.catalog.item_rows.MOST_LINKS`."""
    more: int = 0
    """How many there are besides."""


class ActorRules(msgspec.Struct, array_like=True):
    """What the `library.yaml` of a root says of actors with like names, by the numbers of `actor_number`; no word of it."""

    same: list[list[int]] = []
    """Each list is one actor; a name alone where all who have it are one."""
    apart: list[list[int]] = []
    """Each list is several; a name alone where those who have it are several."""


_MOST = (1 << 20) - 1


def rests_of(judgments: int, facts: int, others: int) -> int:
    """How much of a briefing rests on a source, as one number."""
    return min(judgments, _MOST) | min(facts, _MOST) << 20 | min(others, _MOST) << 40


def rests_in(number: int) -> tuple[int, int, int]:
    """The judgments, facts and other things of such a number."""
    return number & _MOST, number >> 20 & _MOST, number >> 40


_GRADES = [f"{reliability}{credibility}" for reliability in ("", *"ABCDEF") for credibility in ("", *"123456")]
_STATUSES: tuple[SourceStatus | None, ...] = (None, "corrected", "recalled")


def grade_number(source: Source) -> int:
    """The grade and the status of a source as one number; one that was recalled or corrected has the highest."""
    status = _STATUSES.index(source.status) if source.status in _STATUSES else 0
    return status * len(_GRADES) + (_GRADES.index(source.grade) if source.grade in _GRADES else 0)


def grade_and_status(number: int) -> tuple[str, SourceStatus | None]:
    """The grade and the status of such a number; None where it is neither recalled nor corrected."""
    return _GRADES[number % len(_GRADES)], _STATUSES[number // len(_GRADES)]


DERIVED = 15
"""What stands in the place of a kind in the number of a name that a source is derived from."""

BELOW = 14
"""The same in the number of the name of an actor that a relation says stands below another one."""

KIND_BITS = 4
"""Lowest bits of the number of a name, which say of what kind of thing it is."""


def name_number(kind: type[Item], name: str) -> int:
    """A number of 63 bits for a name as people write it (`tui.model.names.name_key`)."""
    return key_number(kind, name_key(name))


def actor_number(said: str) -> int:
    """The number of an actor as `library.yaml` names it: by its full name, or by briefing and id (`fleet#kim`)."""
    briefing, found, item = said.partition("#")
    return key_number(Actor, f"{briefing.strip()}\0{item.strip()}") if found else name_number(Actor, said)


def key_number(kind: type[Item], key: str) -> int:
    """The same for a name that is written as `name_key` writes it, or for what is no name."""
    return _of_kind(kind, int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1)


def meaning_number(term: Term) -> int:
    """The number of what a term means: blanks, case and the last stop make no difference."""
    return key_number(Term, fold(term.meaning.text).strip(" ."))


def outcome_of(judgment: Judgment, label: int, said_by: str, topics: tuple[str, ...], before: set[int]) -> HeldOutcome:
    """What is kept of a settled judgment.

    Args:
        judgment: with plain words.
        label: as in `ItemRow`.
        said_by: who makes it.
        topics: the tags of its briefing.
        before: what those that stand before it in its briefing are known by; it is added.
    """
    name = key_number(Judgment, judgment.text.text.casefold() if judgment.numbered else judgment.id)
    again = name in before
    before.add(name)
    came = judgment.status == "borne out" if judgment.status in ("borne out", "not borne out") else None
    likelihood = LIKELIHOODS.index(judgment.likelihood) + 1 if judgment.likelihood is not None else 0
    confidence = CONFIDENCES.index(judgment.confidence) + 1 if judgment.confidence else 0
    return HeldOutcome(name, again, came, likelihood, confidence, label, said_by, topics)


def source_number(name: int, *, derived: bool = False) -> int:
    """The number of a name of a source (`tui.model.recalls.source_names`), or of what a source with this name is `derived` from."""
    return name >> KIND_BITS << KIND_BITS | (DERIVED if derived else KIND[Source])


def below_number(name: str) -> int:
    """The number of the name of an actor that stands below another one."""
    return name_number(Actor, name) >> KIND_BITS << KIND_BITS | BELOW


def _of_kind(kind: type[Item], number: int) -> int:
    return number >> KIND_BITS << KIND_BITS | KIND[kind]
