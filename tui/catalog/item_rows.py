"""Makes the rows of the things in a briefing (`tui.catalog.items`), with where its text links to its actors and names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec
from msgspec.structs import replace

from tui.catalog.items import (
    ACTOR_TYPES,
    AGREEMENT_STATES,
    KIND,
    OPEN_END,
    PARAGRAPH,
    SETTLED,
    STANDING,
    WITHHELD,
    HeldActor,
    HeldMention,
    HeldSource,
    ItemRow,
    actor_number,
    below_number,
    grade_number,
    key_number,
    meaning_number,
    name_number,
    outcome_of,
    rests_of,
    source_number,
)
from tui.catalog.plain_inline import Label
from tui.catalog.plain_text import plain_blocks
from tui.catalog.section_source import SectionSource
from tui.catalog.section_texts import PlainTexts, WrittenSection
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.document.names import Names
from tui.model.actions import is_open
from tui.model.briefing import (
    NO_PROSE,
    Action,
    Actor,
    Agreement,
    Briefing,
    Event,
    Fact,
    Item,
    Judgment,
    Prose,
    Relation,
    Source,
    Term,
)
from tui.model.dates import Date
from tui.model.handling import Marking, strictest, strictness
from tui.model.names import name_key
from tui.model.recalls import briefing_number, source_names
from tui.search.named import NameFinder
from tui.store.references import references
from tui.store.withholding import parts_left_out

LONGEST = 2_000
"""Characters of a text that are kept; a longer one ends with an ellipsis."""

AROUND = 2_000
"""Characters before and behind a link that are looked at for its paragraph."""

MOST_LINKS = 20
"""Paragraphs that are kept of the links to one actor in one briefing."""

_encode = msgspec.msgpack.Encoder().encode
_NONE_REST: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
"""How many things rest on the sources of a briefing that has none."""


def item_rows(
    briefing: Briefing, sections: Sequence[SectionSource], texts: PlainTexts | None = None, *, alone: bool = False
) -> list[ItemRow]:
    """The rows of the things in a briefing, in the order in which they stand there.

    Args:
        briefing: with what its library shares.
        sections: its own (`tui.catalog.section_texts.section_sources`).
        texts: its own, where they are at hand.
        alone: whether nothing names another briefing.
    """
    left_out = parts_left_out(briefing)
    withheld = [ItemRow(WITHHELD, STANDING, left_out, None, None, 0, None, 0, "", "", (), b"")] if left_out else []
    if next(briefing.items(), None) is None and not briefing.relations:
        return withheld
    rows = _Rows(briefing, sections, texts or PlainTexts(briefing), alone)
    return [
        *withheld,
        *[rows.judgment(one) for one in briefing.judgments],
        *[rows.fact(one) for one in briefing.facts],
        *[rows.event(one) for one in briefing.events],
        *[rows.action(one) for one in briefing.actions],
        *[rows.actor(one) for one in briefing.actors],
        *[rows.relation(one) for one in stated_relations(briefing)],
        *[rows.agreement(one) for one in briefing.agreements],
        *[rows.term(one) for one in briefing.terms],
        *[rows.source(one) for one in briefing.sources],
    ]


class _Rows:
    """Makes the rows of one briefing."""

    def __init__(self, briefing: Briefing, sections: Sequence[SectionSource], texts: PlainTexts, alone: bool) -> None:
        self._briefing = briefing
        self._alone = alone
        self._sections = sections
        newest = briefing.newest
        self._date = newest.sort_key[1] if newest is not None else None
        self._around = briefing.handling
        self._texts = texts
        self._names = texts.names
        self._said_by = briefing.producer or next(iter(briefing.authors), "")
        self._named: list[Marking] = []
        """Of what is named in the row that is being made."""
        self._settled: set[int] = set()
        """What the settled judgments before are known by."""

    @cached_property
    def _resting(self) -> tuple[Counter[str], ...]:
        """How many judgments, facts and other things rest on a source, by its id."""
        briefing = self._briefing
        if not (briefing.judgments or briefing.facts or briefing.events or briefing.relations or briefing.agreements):
            return _NONE_REST
        others: list[Event | Relation | Agreement] = [*briefing.events, *briefing.relations, *briefing.agreements]
        return _citations(briefing.judgments), _citations(briefing.facts), _citations(others)

    @cached_property
    def _actors_in(self) -> NamedActors:
        return NamedActors(self._briefing.actors, self._names)

    def _named_in(self, prose: Prose, plain: Prose) -> list[int]:
        return [name_number(Actor, name) for name in self._actors_in(prose, plain.text)] if self._briefing.actors else []

    @cached_property
    def _links(self) -> Mapping[int, list[HeldMention]]:
        return links_to_actors(self._sections, self._names, self._texts.words)

    def _plain(self, prose: Prose) -> Prose:
        """A Markdown field as one line of plain text."""
        if not prose.text:
            return NO_PROSE
        # A text is never shorter than what is shown of it by much; what lies far behind is not looked at.
        source = prose.text[: 4 * LONGEST]
        text = " ".join(source.split()) if prose.plain else " ".join(self._texts.of(source))
        return Prose(_cut(text, more=len(prose.text) > len(source)), plain=True)

    def _actors(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple([self._actor_name(name) for name in names])

    def _actor_name(self, name: str) -> str:
        """The full name of an actor that a field names; else what is written there."""
        found = self._names.item(name) if name else None
        if found is not None:
            self._named.append(found.handling)
        return (found.name or found.label) if isinstance(found, Actor) else name

    def _sources(self, names: Sequence[str]) -> tuple[str, ...]:
        self._named += [found.handling for name in names if (found := self._names.item(f"@{name}")) is not None]
        return tuple([label or name for name in names if (label := self._names.label(f"@{name}")) or not self._alone])

    def _row(
        self,
        item: Item,
        date: Date | None = None,
        *,
        at: int | None = None,
        state: int = STANDING,
        rank: int = 0,
        moved: int | None = None,
        names: Iterable[int] = (),
        said_by: str = "",
        held: msgspec.Struct | None = None,
    ) -> ItemRow:
        # The title of the briefing, the names of actors and the titles of sources stand beside it.
        named, self._named = self._named, []
        marking = strictest([item.handling, self._around, *named])
        lower = upper = None
        if date is not None:
            lower = -OPEN_END if date.lower is None else date.lower
            upper = OPEN_END if date.upper is None else date.upper
            at = date.sort_key[0] if at is None else at
        return ItemRow(
            KIND[type(item)],
            state,
            at,
            lower,
            upper,
            rank,
            moved,
            2 * strictness(marking.tlp) + bool(marking.text),
            marking.text,
            said_by,
            tuple(dict.fromkeys(names)),
            _encode(item if held is None else held),
        )

    def judgment(self, judgment: Judgment) -> ItemRow:
        settled = judgment.status in ("withdrawn", "borne out", "not borne out") or judgment.resolved is not None
        kept = replace(
            judgment,
            text=self._plain(judgment.text),
            basis=NO_PROSE,
            assumptions=(),
            alternatives=(),
            indicators=(),
            sources=self._sources(judgment.sources),
            dissent=tuple([replace(one, text=self._plain(one.text)) for one in judgment.dissent]),
            outcome=_cut(judgment.outcome),
        )
        row = self._row(
            kept,
            judgment.horizon,
            at=_deadline(judgment.horizon),
            state=SETTLED if settled else STANDING,
            rank=judgment.likelihood.rank if judgment.likelihood is not None else 0,
            moved=max((was.date.sort_key[1] for was in judgment.was if was.date is not None), default=None),
            names=self._named_in(judgment.text, kept.text),
            said_by=self._said_by,
        )
        if settled:
            row.outcome = outcome_of(kept, row.label, self._said_by, self._briefing.tags, self._settled)
        return row

    def fact(self, fact: Fact) -> ItemRow:
        kept = replace(fact, text=self._plain(fact.text), note=NO_PROSE, sources=self._sources(fact.sources))
        names = [*self._named_in(fact.text, kept.text), *_numbers(Actor, (self._actor_name(fact.said_by),))]
        return self._row(kept, fact.as_of, names=names)

    def event(self, event: Event) -> ItemRow:
        kept = replace(event, note=self._plain(event.note), actors=self._actors(event.actors), sources=self._sources(event.sources))
        names = (*_numbers(Event, (event.title,)), *_numbers(Actor, kept.actors))
        return self._row(kept, event.date, names=names)

    def action(self, action: Action) -> ItemRow:
        kept = replace(action, text=self._plain(action.text))
        state, owner = STANDING if is_open(action) else SETTLED, _numbers(Action, (action.owner,))
        return self._row(kept, action.due, at=_deadline(action.due), state=state, names=owner)

    def actor(self, actor: Actor) -> ItemRow:
        kept = replace(
            actor,
            description=self._plain(actor.description),
            reports_to=self._actors(actor.reports_to),
            led_by=self._actors(actor.led_by),
            part_of=self._actors(actor.part_of),
        )
        name = actor.name or actor.id
        links = self._links.get(id(actor), ())
        return self._row(
            kept,
            at=name_number(Actor, name),
            rank=ACTOR_TYPES.index(actor.type or ""),
            moved=self._date,
            names=(*_numbers(Actor, (name, actor.short, *actor.aliases)), actor_number(f"{self._briefing.id}#{actor.id}")),
            held=HeldActor(kept, tuple(links[:MOST_LINKS]), max(0, len(links) - MOST_LINKS)),
        )

    def relation(self, relation: Relation) -> ItemRow:
        both = (self._actor_name(relation.from_), self._actor_name(relation.to))
        kept = replace(
            relation, from_=both[0], to=both[1], sources=self._sources(relation.sources), note=self._plain(relation.note)
        )
        kind, inverse = ORDER_OF_TYPES.get(known_type(relation.type), (None, False))
        below = [below_number(both[inverse])] if kind is not None and all(both) else []
        row = self._row(kept, names=[*_numbers(Actor, both), *below])
        since, until = relation.since, relation.until
        row.lower = -OPEN_END if since is None or since.lower is None else since.lower
        row.upper = OPEN_END if until is None or until.upper is None else until.upper
        row.at = since.sort_key[0] if since is not None else None
        return row

    def agreement(self, agreement: Agreement) -> ItemRow:
        kept = replace(
            agreement,
            parties=self._actors(agreement.parties),
            signed_by=self._actors(agreement.signed_by),
            text=self._plain(agreement.text),
            sources=self._sources(agreement.sources),
        )
        parties = (*kept.parties, *kept.signed_by)
        names = (*_numbers(Agreement, (agreement.name, agreement.short)), *_numbers(Actor, parties))
        return self._row(kept, agreement.signed, rank=AGREEMENT_STATES.index(agreement.status or ""), names=names)

    def term(self, term: Term) -> ItemRow:
        kept = replace(term, meaning=self._plain(term.meaning))
        names = _numbers(Term, (term.term, term.short, term.expansion, *term.aliases))
        return self._row(kept, at=name_number(Term, term.term or term.id), moved=meaning_number(kept), names=names)

    def source(self, source: Source) -> ItemRow:
        counts = [resting[source.id] for resting in self._resting]
        kept = replace(source, note=self._plain(source.note), derived_from=self._sources(source.derived_from))
        names = [source_number(name) for name in self._known_by(source)]
        names += [source_number(self._origin(name), derived=True) for name in source.derived_from]
        held = HeldSource(kept, *counts)
        state = SETTLED if source.status in ("recalled", "corrected") else STANDING
        told = grade_number(source)
        return self._row(source, source.date, state=state, rank=rests_of(*counts), moved=told, names=names, held=held)

    def _origin(self, name: str) -> int:
        """The number of what a source is derived from: another source of the briefing, or a briefing."""
        found = self._names.item(f"@{name}")
        return self._known_by(found)[0] if isinstance(found, Source) else briefing_number(name)

    def _known_by(self, source: Source) -> list[int]:
        """The numbers that a source is known by; one of its own where neither an address nor a title tells it from others."""
        return list(source_names(source)) or [key_number(Source, f"{self._briefing.id}\0{source.id}")]


def _deadline(date: Date | None) -> int | None:
    """When something is past; never, where its date has no end."""
    return None if date is None else OPEN_END if date.upper is None else date.upper


def _citations(things: Iterable[Judgment | Fact | Event | Relation | Agreement]) -> Counter[str]:
    return Counter(source for thing in things for source in dict.fromkeys(thing.sources))


def _numbers(kind: type[Item], names: Iterable[str]) -> list[int]:
    keys = dict.fromkeys(name_key(name) for name in names if name)
    return [key_number(kind, key) for key in keys if key]


def _cut(text: str, *, more: bool = False) -> str:
    return f"{text[: LONGEST - 1]}…" if more or len(text) > LONGEST else text


def links_to_actors(sections: Iterable[SectionSource], names: Names, words: Label) -> dict[int, list[HeldMention]]:
    """By the identity of an actor (`id`) the paragraphs that link to it, without text beyond the first `MOST_LINKS`.

    Args:
        sections: of a briefing.
        names: of the things in it.
        words: gives those of a link.
    """
    found: dict[int, list[HeldMention]] = {}
    for section in sections:
        if not isinstance(section, WrittenSection):
            continue
        for prose, _ in section.proses:
            told: set[tuple[int, int]] = set()
            for reference in references(prose.text) if not prose.plain else ():
                actor = names.item(reference.target) if not (reference.cites or reference.section) else None
                if not isinstance(actor, Actor):
                    continue
                own = found.setdefault(id(actor), [])
                start, end = _paragraph(prose.text, reference.offset)
                if (id(actor), start) not in told:
                    told.add((id(actor), start))
                    said = " ".join(plain_blocks(prose.text[start:end], words)) if len(own) < MOST_LINKS else ""
                    own.append(HeldMention(section.id, section.title, _cut_paragraph(said)))
    return found


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    """Where the paragraph of a text begins and ends that an offset is in; of a long one the part around it."""
    start, end = text.rfind("\n\n", max(0, offset - AROUND), offset), text.find("\n\n", offset, offset + AROUND)
    return max(0, offset - AROUND, start + 2 if start >= 0 else 0), end if end >= 0 else min(len(text), offset + AROUND)


def _cut_paragraph(text: str) -> str:
    return f"{text[: PARAGRAPH - 1]}…" if len(text) > PARAGRAPH else text


class NamedActors:
    """Tells which actors of a briefing a text links to or names."""

    def __init__(self, actors: Sequence[Actor], names: Names) -> None:
        """Look for some actors, among the `names` of all things of their briefing."""
        self._names = names
        self._finder = NameFinder((name, actor) for actor in actors for name in (actor.name, actor.short, *actor.aliases))

    def __call__(self, prose: Prose, plain: str) -> Iterator[str]:
        """The full names of those that a text names as `plain` text, and of those that it links to."""
        for named in self._finder.find(plain):
            yield named.value.name or named.value.id
        for reference in references(prose.text) if not prose.plain else ():
            actor = self._names.item(reference.target) if not (reference.cites or reference.section) else None
            if isinstance(actor, Actor):
                yield actor.name or actor.id


def stated_relations(briefing: Briefing) -> Iterator[Relation]:
    """The relations of a briefing, those that its actors state in short among them."""
    yield from briefing.relations
    for actor in briefing.actors:
        for type, targets in (("reports to", actor.reports_to), ("led by", actor.led_by), ("part of", actor.part_of)):
            for target in targets:
                # It stands in no list of its own, so that it is shown where its actor is.
                yield Relation(
                    id=actor.id, line=actor.line, tlp=actor.tlp, marking=actor.marking, from_=actor.id, type=type, to=target
                )
