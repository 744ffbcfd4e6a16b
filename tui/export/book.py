"""A book: several briefings in one document, their sources numbered once and their terms merged behind them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TypeVar

from msgspec.structs import replace

from tui.document.block import Block, Span, Table
from tui.document.compose import compose
from tui.document.document import Document
from tui.document.names import Names
from tui.export.choice import SOURCES, TERMS, Change, changed
from tui.export.printout import Printout
from tui.model.briefing import Briefing, Item, Prose, Section, Source, Term
from tui.model.handling import Marking, strictest
from tui.model.names import name_key
from tui.model.text import collapsed
from tui.store.formats.markdown_writer import escaped
from tui.store.references import with_references

Thing = TypeVar("Thing", bound=Item)

LEFT_OUT = "~left-out"
"""The section that says what is not in a book."""

_TOLD = {"title": "title", "publisher": "publisher", "url": "address", "type": "type", "pages": "pages", "sha256": "SHA-256"}
"""What of a source is said again where two briefings have it otherwise, and how it is called."""


def as_book(printout: Printout) -> Printout:
    """A book as it is read: what its briefings share is told once, in a last document that they refer to.

    A source has the number under which it stands there, wherever it is cited. What one briefing says otherwise of a source
    than another is said with it; terms of one name that mean something else stay apart.

    Args:
        printout: of a book; one that is bound already stays as it is.
    """
    if printout.bound:
        return printout
    shared = _Shared()
    documents = [_referring(document, shared.added(document)) for document in printout.documents]
    last = shared.document(printout)
    if last is None:
        return printout
    return printout._replace(documents=[*documents, last], left_out=(), bound=True)


class _Shared:
    """What is told behind all briefings."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._numbers: dict[tuple[str, ...], int] = {}
        self._terms: dict[tuple[str, ...], Term] = {}

    def added(self, document: Document) -> Mapping[str, str]:
        """Take the sources and terms of a briefing. Returns what leads to each: `@id` or `[[id]]`, to the id that it has here."""
        briefing = document.briefing
        names = Names(briefing, None, document.sections)
        leads: dict[str, str] = {}
        numbers = [self._number(source) for source in briefing.sources]
        for source, number in zip(briefing.sources, numbers, strict=True):
            leads.setdefault(f"@{source.id}", str(number))
        for source, number in zip(briefing.sources, numbers, strict=True):
            self._take(replace(_marked(source, briefing.handling), note=_told(source.note, leads, names)), number, leads)
        for term in briefing.terms:
            meaning = _told(term.meaning, leads, names)
            key = _key(term, meaning)
            known = self._terms.get(key)
            id = known.id if known is not None else f"t{len(self._terms) + 1}"
            own = replace(_marked(term, briefing.handling), id=id, meaning=meaning, numbered=False)
            self._terms[key] = own if known is None else _one_term(known, own)
            leads.setdefault(f"[[{term.id}]]", id)
        return leads

    def _number(self, source: Source) -> int:
        key = _address(source.url) or (
            source.title.casefold(),
            source.publisher.casefold(),
            source.date.text if source.date else "",
        )
        if not any(key):
            key = (str(len(self._sources)),)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        if number > len(self._sources):
            self._sources.append(Source(id=str(number)))
        return number

    def _take(self, source: Source, number: int, leads: Mapping[str, str]) -> None:
        derived = tuple([leads.get(f"@{one}", one) for one in source.derived_from])
        own = replace(source, id=str(number), numbered=False, derived_from=derived)
        known = self._sources[number - 1]
        self._sources[number - 1] = own if known == Source(id=known.id) else _one_source(known, own)

    def document(self, printout: Printout) -> Document | None:
        """What stands behind the briefings; None where they have nothing of it."""
        told = [name for name, things in (("terms", self._terms), ("sources", self._sources)) if things]
        if not told and not printout.left_out:
            return None
        terms = sorted(self._terms.values(), key=lambda term: name_key(term.term or term.short or term.id))
        marking = strictest([Marking(item.tlp, item.marking) for item in (*self._sources, *terms)])
        title = f"{' and '.join(told).capitalize()} of all briefings" if told else "What was left out"
        left_out = "\n".join([f"- {escaped(sentence)}" for sentence in printout.left_out])
        section = Section(id=LEFT_OUT, title="Left out", body=Prose(left_out))
        briefing = Briefing(
            title=title,
            tlp=marking.tlp,
            marking=marking.text,
            sources=tuple(self._sources),
            terms=tuple(terms),
            sections=(section,) if left_out else (),
        )
        return compose(briefing)


def _address(url: str) -> tuple[str, ...]:
    return (url.strip().rstrip("/"),) if url.strip() else ()


def _key(term: Term, meaning: Prose) -> tuple[str, ...]:
    return name_key(term.term or term.short or term.id), term.short, term.expansion, collapsed(meaning.text)


def _marked(item: Thing, around: Marking) -> Thing:
    """A thing under the marking that holds for it where it stands, since here it stands elsewhere."""
    return replace(item, tlp=item.tlp or around.tlp, marking=item.marking or around.text)


def _strictest(one: Item, other: Item) -> dict[str, object]:
    marking = strictest([one.handling, other.handling])
    return {"tlp": marking.tlp, "marking": marking.text}


def _one_term(known: Term, other: Term) -> Term:
    aliases = tuple(dict.fromkeys((*known.aliases, *other.aliases)))
    return replace(known, aliases=aliases, **_strictest(known, other))


def _one_source(known: Source, other: Source) -> Source:
    """A source that two briefings have: what either of them says, and what they say otherwise."""
    fields: dict[str, object] = _strictest(known, other)
    otherwise = []
    for field in ("title", "publisher", "url", "archive", "type", "sha256", "pages", "status", "date"):
        mine, theirs = getattr(known, field), getattr(other, field)
        if theirs and not mine:
            fields[field] = theirs
        elif theirs and theirs != mine and field in _TOLD and (field != "url" or _address(theirs) != _address(mine)):
            otherwise.append(f"{_TOLD[field]} {theirs}")
        elif theirs and theirs != mine and field in ("status", "date", "archive"):
            otherwise.append(f"{field} {theirs.display if field == 'date' else theirs}")
    if other.grade and not known.grade:
        fields |= {"reliability": other.reliability, "credibility": other.credibility}
    elif other.grade and other.grade != known.grade:
        otherwise.append(f"grade {other.grade}")
    fields["author"] = tuple(dict.fromkeys((*known.author, *other.author)))
    fields["derived_from"] = tuple(dict.fromkeys((*known.derived_from, *other.derived_from)))
    accessed = [date for date in (known.accessed, other.accessed) if date is not None]
    fields["accessed"] = max(accessed, key=lambda date: date.sort_key[1], default=None)
    said = f"Elsewhere: {escaped('; '.join(otherwise))}." if otherwise else ""
    notes = [_as_markdown(known.note), *[text for text in (_as_markdown(other.note), said) if text not in known.note.text]]
    fields["note"] = Prose("\n\n".join(filter(None, notes)))
    return replace(known, **fields)


def _as_markdown(prose: Prose) -> str:
    from tui.store.formats.briefing_file import plain_as_markdown

    return plain_as_markdown(prose.text) if prose.plain else prose.text


def _told(prose: Prose, leads: Mapping[str, str], names: Names) -> Prose:
    """A text that stands apart from its briefing: it cites by the numbers of the book, and what it links to is words."""
    if not prose or prose.plain:
        return prose
    cited = {key[1:]: number for key, number in leads.items() if key.startswith("@")}
    text = with_references(prose.text, cited, lambda target: escaped(names.label(target) or target))
    return replace(prose, text=text) if text != prose.text else prose


def _referring(document: Document, leads: Mapping[str, str]) -> Document:
    """A briefing without its own lists of sources and terms, referring to those of the book."""
    changes: dict[int, Change] = {}
    summary = document.briefing.source_summary
    for index, part in enumerate(document.parts):
        section = document.sections[part.section].id
        if section == TERMS or (section == SOURCES and not summary):
            continue
        changes[index] = partial(_numbered, leads, section == SOURCES)
    sources = [replace(one, id=f"~{leads[f'@{one.id}']}") for one in document.briefing.sources]
    # Its marking is that of all it was.
    return changed(document, replace(document.briefing, sources=tuple(sources)), changes)


def _numbered(leads: Mapping[str, str], summary_alone: bool, blocks: Sequence[Block]) -> list[Block]:
    kept = [block for block in blocks if not summary_alone or block.kind not in ("row", "detail")]
    return [_with_numbers(block, leads) if block.spans else block for block in kept]


def _with_numbers(block: Block, leads: Mapping[str, str]) -> Block:
    """A block that cites by the numbers of the book."""
    found = [span for span in block.spans if span.target in leads]
    if not found:
        return block
    pieces: list[str] = []
    spans: list[Span] = []
    ends, shifts = [], []
    at = 0
    for span in block.spans:
        here = block.text[span.start : span.end]
        lead = leads.get(span.target)
        if lead is not None:
            mark = span.target[:1]
            new = here.replace(span.target[1:], lead, 1) if mark == "@" else here
            pieces += [block.text[at : span.start], new]
            at = span.end
            ends.append(span.end)
            shifts.append(len(new) - len(here))
            span = span._replace(target=f"@~{lead}" if mark == "@" else f"[[~{lead}]]")
        spans.append(span)
    total = [0, *accumulate(shifts)]

    def moved(offset: int) -> int:
        return offset + total[bisect_right(ends, offset)]

    text = "".join([*pieces, block.text[at:]])
    spans = [span._replace(start=moved(span.start), end=moved(span.end)) for span in spans]
    table = block.table
    if table is not None:
        rows = tuple(tuple((moved(start), moved(end)) for start, end in row) for row in table.rows)
        table = Table(rows, table.align, table.heads)
    return replace(block, text=text, spans=tuple(spans), table=table, label_end=moved(block.label_end) if block.label_end else 0)
