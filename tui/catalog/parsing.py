"""From a file to everything that the catalog keeps of it; done in processes of its own where there are many."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import msgspec

from tui.catalog.index import Indexed
from tui.catalog.tables import BRIEFING, OTHER, SHARED, UNREADABLE, Row
from tui.catalog.texts import SectionSource, section_sources
from tui.catalog.tokens import fact, stems_of, token_text, with_stems
from tui.model.briefing import Briefing
from tui.model.reading_time import minutes
from tui.model.text import fold
from tui.search.briefing_record import dates_of, fields_of, flags_of

UNDATED = -(1 << 62)
"""Sorts what has no date behind everything that has one."""

_FACTS = ("kind", "status", "id", "lang", "priority", "tlp", "likelihood", "confidence", "reliability", "credibility")
_WORDS = ("tag", "actor", "source", "term", "author", "series")
_LABELS = frozenset(("tag", "author", "series"))
_BOTTOM_LINE = 300
"""Characters of the bottom line that a list shows."""


class Job(msgspec.Struct, array_like=True):
    """A file to read."""

    number: int
    """Of the job, to tell answers apart."""
    root: int
    folder: bytes
    name: bytes
    named: bool
    """Whether it was named itself, so that it is a briefing whatever it holds."""
    known: bytes = b""
    """The digest of what the catalog holds of it; the file is not parsed if it is the same."""


class Parsed(msgspec.Struct, array_like=True):
    """What became of a job."""

    number: int
    state: int
    """`BRIEFING`, `OTHER`, `SHARED` or `UNREADABLE`."""
    digest: bytes = b""
    size: int = 0
    """Bytes that were read."""
    same: bool = False
    """Whether the content is what was known already; then nothing else is given."""
    message: str = ""
    """Why it could not be read."""
    briefing: Kept | None = None


class Kept(msgspec.Struct, array_like=True):
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
    """The `Briefing` as it was read."""
    sections: list[tuple[str, str, int, bytes]]
    """Id, title, line, blocks as msgpack."""
    indexed: Indexed


@lru_cache(maxsize=4096)
def _real(folder: bytes) -> bytes:
    return os.path.realpath(folder)


def path_below(roots: Sequence[str], job: Job) -> str:
    """The path of a file below its library's root, with `/`, links followed: where its id comes from."""
    if job.named:
        return os.fsdecode(job.name)
    path = os.path.join(job.folder, job.name)
    real = os.path.realpath(path) if os.path.islink(path) else os.path.join(_real(job.folder), job.name)
    below = os.path.relpath(real, _real(os.fsencode(roots[job.root])))
    return os.fsdecode(job.name if below.startswith(b"..") else below).replace(os.sep, "/")


def parse_file(roots: Sequence[str], shared: Sequence[bytes], job: Job) -> Parsed:
    """Read one file.

    Args:
        roots: absolute paths of the library.
        shared: what each root's briefings share, a `Shared` as msgpack.
        job: the file.
    """
    from pathlib import Path

    from tui.store.library import SHARED as SHARED_NAME
    from tui.store.library import is_briefing, may_be_briefing
    from tui.store.read import CannotRead, read_bytes, read_data

    path = os.path.join(job.folder, job.name)
    try:
        data = read_bytes(Path(os.fsdecode(path)))
    except CannotRead as error:
        return Parsed(job.number, UNREADABLE, message=str(error))
    digest = blake2b(data, digest_size=16).digest()
    if digest == job.known:
        return Parsed(job.number, OTHER, digest, len(data), same=True)
    name = os.fsdecode(job.name)
    if not job.named:
        if name == SHARED_NAME:
            return Parsed(job.number, SHARED, digest, len(data))
        if not may_be_briefing(name, data):
            return Parsed(job.number, OTHER, digest, len(data))
    briefing = read_data(data, below=path_below(roots, job))
    if not job.named and not is_briefing(briefing):
        return Parsed(job.number, OTHER, digest, len(data))
    return Parsed(job.number, BRIEFING, digest, len(data), briefing=kept(briefing, shared[job.root]))


@lru_cache(maxsize=64)
def _shared(data: bytes) -> object:
    from tui.store.shared import Shared

    return msgspec.msgpack.decode(data, type=Shared)


def whole(briefing: Briefing, shared: bytes) -> Briefing:
    """The briefing with what its library shares, a `Shared` as msgpack; b"" for nothing."""
    if not shared:
        return briefing
    from tui.store.shared import Shared, with_shared

    found = _shared(shared)
    assert isinstance(found, Shared)
    return with_shared(briefing, found)


_encode = msgspec.msgpack.Encoder().encode


def kept(own: Briefing, shared: bytes) -> Kept:
    """What the catalog keeps of a briefing as it was read."""
    briefing = whole(own, shared)
    sources = section_sources(briefing)
    dates = [date.sort_key[1] for date in (briefing.date, briefing.updated) if date is not None]
    by_date = max(dates, default=UNDATED)
    links = bool(briefing.related or briefing.supersedes) or any("[[" in text for text in _prose(briefing))
    return Kept(
        briefing.id,
        briefing.formerly,
        by_date,
        briefing.updated.sort_key[1] if briefing.updated else UNDATED,
        fold(briefing.title).strip(),
        links,
        _encode(_row(briefing, sources)),
        _encode(own),
        [(source.id, source.title, source.line, _encode(source.blocks)) for source in sources],
        indexed(briefing, sources, by_date),
    )


def _prose(briefing: Briefing) -> list[str]:
    texts = [briefing.bluf.text, briefing.why_it_matters.text, briefing.body.text]
    texts += [text for section in briefing.all_sections() for text in (section.lead.text, section.body.text)]
    texts += [judgment.text.text for judgment in briefing.judgments]
    texts += [fact_.text.text for fact_ in briefing.facts]
    return texts


def _row(briefing: Briefing, sources: Sequence[SectionSource]) -> Row:
    bottom_line = next((block for source in sources[:2] if source.id == "~bottom-line" for block in source.blocks), "")
    severities = [problem.severity for problem in briefing.problems]
    return Row(
        0,
        briefing.path,
        briefing.id,
        briefing.title,
        briefing.date.display if briefing.date else "",
        briefing.date.text if briefing.date else "",
        briefing.updated.display if briefing.updated else "",
        briefing.updated.text if briefing.updated else "",
        briefing.kind,
        briefing.status or "",
        briefing.priority or "",
        briefing.series,
        briefing.number,
        briefing.lang,
        briefing.effective_marking,
        briefing.tags,
        minutes(briefing),
        severities.count("error"),
        severities.count("warning"),
        bottom_line[:_BOTTOM_LINE],
        briefing.formerly,
        briefing.supersedes,
    )


def indexed(briefing: Briefing, sources: Sequence[SectionSource], by_date: int) -> Indexed:
    """What the full-text index takes of a briefing."""
    everything: set[str] = set()
    sections: list[tuple[str, str]] = []
    for source in sources:
        title = token_text((source.title,)) if source.title and not source.id.startswith("~") else ""
        text = token_text(source.blocks) if source.blocks else ""
        tokens = set(text.split())
        everything |= tokens
        # Stems behind the text: no phrase reaches them, and the tokens stay as they are.
        sections.append((with_stems(title) if title else "", _stemmed(text, tokens)))
        if title:
            everything.update(title.split())
    fields = fields_of(briefing)
    title = token_text((briefing.title,))
    everything.update(title.split())
    words = {"title": with_stems(title)}
    for name in _WORDS:
        if name in fields:
            tokens_ = token_text(fields[name])
            words[name] = tokens_ if name in _LABELS else with_stems(tokens_)
    facts = [fact(name, value) for name in _FACTS for value in fields.get(name, ())]
    facts += [fact("is", flag) for flag in flags_of(briefing)]
    if "tlp" not in fields:
        facts.append(fact("tlp", ""))
    everything.update(stems_of(everything))
    return Indexed(sections, words, " ".join(everything), " ".join(facts), _bounds(briefing), _newness(by_date))


def _stemmed(text: str, tokens: set[str]) -> str:
    from tui.search.words import BREAK

    found = stems_of(tokens)
    return f"{text} {BREAK} {' '.join(found)}" if found else text


def _bounds(briefing: Briefing) -> dict[str, int]:
    from tui.catalog.index import NO_DATE

    found: dict[str, int] = {}
    for name, (lower, upper) in dates_of(briefing).items():
        found[f"{name}_from"] = NO_DATE[0] if lower is None else lower
        found[f"{name}_to"] = NO_DATE[1] if upper is None else upper
    return found


def _newness(by_date: int) -> float:
    """From 0 for 1970 and before to 1 for 2106."""
    return min(max(by_date / (1 << 32), 0.0), 1.0)
