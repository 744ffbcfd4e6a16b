"""What the catalog keeps of a briefing: its row, its sections, and what the full-text index takes of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from tui.catalog.asked_things import things_in
from tui.catalog.index import NO_DATE, Indexed
from tui.catalog.item_rows import item_rows
from tui.catalog.items import ItemRow
from tui.catalog.packing import ALONE, NEAR, SMALLEST, content_in, deflated, in_batches, place_in, things_deflated, told_at, told_by
from tui.catalog.queue_facts import UNDATED, RecordedFacts, recorded_facts
from tui.catalog.rows import opening, row_of
from tui.catalog.section_source import SectionSource
from tui.catalog.section_texts import PlainTexts, section_sources, sections_in_order
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row, meta
from tui.catalog.taken_back import shared_in, whole
from tui.catalog.tokens import token_texts, value_token
from tui.model.apparatus import BOTTOM_LINE, TEXT
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.handling import Marking
from tui.model.text import fold
from tui.search.fields import NAME_FIELDS, VALUE_FIELDS
from tui.search.record import dates_of, fields_of, flags_of
from tui.search.things import thing_fields

SHORT = 6_000
"""Bytes of a briefing up to which its sections are made again for a hit: a fifth of a millisecond, and half the room."""


class CatalogRecord(msgspec.Struct, array_like=True):
    """What the catalog keeps of a briefing."""

    id: str
    formerly: tuple[str, ...]
    by_date: int
    by_updated: int
    by_title: str
    links: bool
    """Whether its page shows titles of other briefings."""
    row: bytes
    """A `Row` without number, its path below the root."""
    content: bytes
    """The `Briefing` as it was read, packed."""
    sections: list[tuple[str, str, int, int, bytes]]
    """Id, title, line, about where its text begins in `content` or `ALONE`, blocks with their entries as packed msgpack; none
    where `content` is short: they are made of that again."""
    indexed: Indexed | None
    """None where that is to be made of `content` later, by `indexed_again`; then there are no `sections` either."""
    facts: RecordedFacts
    claims: tuple[str, str, tuple[str, ...]] | None
    """Series, number and what it replaces (`tui.catalog.lineage.Claim`); None where it claims nothing."""
    items: list[ItemRow]
    """Of the things in it."""
    things: list[bytes]
    """What these rows are of, `tui.catalog.packing.THINGS_AT_ONCE` packed together."""


_encode = msgspec.msgpack.Encoder().encode


def catalog_record(own: Briefing, shared: bytes, *, text: bool = True, alone: bool = False) -> CatalogRecord:
    """What the catalog keeps of a briefing as it was read.

    Args:
        own: without what its library shares.
        shared: that, a `Shared` as msgpack; b"" for nothing.
        text: whether what the index takes is made now.
        alone: whether no row names another briefing, since it is not known which may be shown.
    """
    briefing = _told(whole(own, shared), alone)
    texts = PlainTexts(briefing)
    sources = section_sources(briefing, texts)
    marking = briefing.effective_marking
    content = _encode(own)
    items = item_rows(briefing, sources, texts, alone=alone)
    dates = [date.sort_key[1] for date in (briefing.date, briefing.updated) if date is not None]
    by_date = max(dates, default=UNDATED)
    links = bool(briefing.related or briefing.supersedes) or b"[[" in content
    row = _encode(_row(briefing, marking, texts))
    things = in_batches([item.item for item in items[:SECTIONS_PER_BRIEFING]])
    return CatalogRecord(
        briefing.id,
        briefing.formerly,
        by_date,
        briefing.updated.sort_key[1] if briefing.updated else UNDATED,
        fold(briefing.title).strip(),
        links,
        row,
        deflated(content, told_by(row, things[0] if things else b"")),
        _sections(sources, content) if text and len(content) > SHORT else [],
        indexed(briefing, sources, by_date, items, marking) if text else None,
        recorded_facts(briefing, content),
        (briefing.series, briefing.number, briefing.supersedes)
        if (briefing.series and briefing.number) or briefing.supersedes
        else None,
        items,
        [things_deflated(some) for some in things],
    )


def _told(briefing: Briefing, alone: bool) -> Briefing:
    """The briefing of which rows and index are made."""
    if not alone:
        return briefing
    from tui.store.outer_references import in_plain_words

    return in_plain_words(briefing)


def _sections(sources: Sequence[SectionSource], content: bytes) -> list[tuple[str, str, int, int, bytes]]:
    found: list[tuple[str, str, int, int, bytes]] = []
    at = 0
    for one in sources:
        blocks, data = one.blocks, _encode((one.blocks, one.text.entries))
        if len(content) <= NEAR and len(data) >= SMALLEST:
            at = place_in(content, blocks, at)
            found.append((one.id, one.title, one.line, at, deflated(data, told_at(content, at))))
        else:
            found.append((one.id, one.title, one.line, ALONE, deflated(data)))
    return found


def _row(briefing: Briefing, marking: Marking, texts: PlainTexts) -> Row:
    if briefing.body.plain and not (briefing.bluf or briefing.why_it_matters):
        # What is no Markdown is not to be read as such.
        return row_of(briefing, marking=marking)
    said = (block for text in opening(briefing) for block in texts.of(text))
    return row_of(briefing, bottom_line=next(said, ""), marking=marking)


def indexed(
    briefing: Briefing, sources: Sequence[SectionSource], by_date: int, items: Iterable[ItemRow], marking: Marking | None = None
) -> Indexed:
    """What the full-text index takes of a briefing and its things, whose `effective_marking` may be handed in."""
    marking = briefing.effective_marking if marking is None else marking
    fields = fields_of(briefing, marking) | thing_fields(things_in([(one.kind, one.item) for one in items]))
    names = [name for name in NAME_FIELDS if name in fields]
    texts: list[Sequence[str]] = [(briefing.title,), *[fields[name] for name in names]]
    for source in sources:
        texts += ((source.title if source.id[:1] != "~" else "",), source.values)
    found = token_texts(texts)
    words = dict(zip(("title", *names), found, strict=False))
    after = len(words)
    sections = list(zip(found[after::2], found[after + 1 :: 2], strict=True))
    facts = [value_token(name, value) for name in VALUE_FIELDS if name in fields for value in fields[name]]
    facts += [value_token("is", flag) for flag in flags_of(briefing, marking)]
    if "tlp" not in fields:
        facts.append(value_token("tlp", ""))
    things = [place for place, source in enumerate(sources) if source.id[:1] == "~" and source.id not in (BOTTOM_LINE, TEXT)]
    return Indexed(sections, words, " ".join(facts), _bounds(briefing), _newness(by_date), things)


def indexed_again(db: sqlite3.Connection, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, Indexed]]:
    """What the index takes of briefings as a catalog keeps them, each with its number: of some, or of all."""
    decode = decoder_of(Briefing).decode
    rows = db.execute("SELECT n, root, by_date FROM briefings ORDER BY n").fetchall()
    wanted = None if numbers is None else frozenset(numbers)
    shared = {root: shared_in(db, root) for root in {root for _, root, _ in rows}}
    alone = meta(db, "limited") == 1
    for n, root, by_date in rows:
        if wanted is None or n in wanted:
            briefing = _told(whole(decode(content_in(db, n)), shared[root]), alone)
            texts = PlainTexts(briefing)
            sources = section_sources(briefing, texts)
            yield n, indexed(briefing, sources, by_date, item_rows(briefing, sources, texts, alone=alone))


def _bounds(briefing: Briefing) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, (lower, upper) in dates_of(briefing).items():
        found[f"{name}_from"] = NO_DATE[0] if lower is None else lower
        found[f"{name}_to"] = NO_DATE[1] if upper is None else upper
    return found


def _newness(by_date: int) -> float:
    """From 0 for 1970 and before to 1 for 2106."""
    return min(max(by_date / (1 << 32), 0.0), 1.0)


TOLD = 40_000
"""Characters of a briefing whose words are counted."""


def told_words(briefing: Briefing) -> dict[str, int]:
    """How often each word stands in the title and the text of a briefing, lists of things and short words left out.

    Args:
        briefing: with what its library shares.
    """
    texts, size = [briefing.title], 0
    for source in sections_in_order(briefing):
        if source.id[:1] == "~" and source.id not in (BOTTOM_LINE, TEXT):
            continue
        for text in (source.title, *source.blocks):
            texts.append(text[: TOLD - size])
            size += len(texts[-1])
        if size >= TOLD:
            break
    counts: dict[str, int] = {}
    for word in token_texts([texts])[0].split():
        # Of a script that is written without spaces a token is two characters.
        if word.isalpha() and (len(word) > 3 or not word.isascii()):
            counts[word] = counts.get(word, 0) + 1
    return counts
