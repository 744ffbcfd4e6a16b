"""Small libraries for the tests of the catalog, and the plain look at them that it is held against."""

from __future__ import annotations

import os
import random
import re
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from tui.catalog.asked_things import things_in
from tui.catalog.catalog import Catalog
from tui.catalog.item_rows import item_rows
from tui.catalog.memory import CatalogInMemory
from tui.catalog.packing import LARGEST
from tui.catalog.refresh import refresh
from tui.catalog.section_texts import section_sources
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.briefing import Briefing
from tui.search.record import Record, RecordSection, dates_of, fields_of, flags_of
from tui.search.things import thing_fields


def write(folder: Path, name: str, text: str, *, age: float = 100.0) -> Path:
    """A file of a library, last changed `age` seconds ago, so that its time can be trusted."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def private_cache(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let this test have a cache of its own."""
    cache = folder / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return cache


def bytes_below(folder: Path) -> bytes:
    """Every byte of a file, or of all below a folder, with whatever is packed in them, also where nothing refers to it any more."""
    files = [path.read_bytes() for path in (folder, *folder.rglob("*")) if path.is_file()]
    found = list(files)
    for data in files:
        for start in re.finditer(rb"[\x48\x58\x78][\x00-\xff]", data):
            place = start.start()
            if int.from_bytes(start[0], "big") % 31 == 0:
                # What it was told of beforehand is not known here, and stands elsewhere: all else that it says is read.
                told = bool(start[0][1] & 0x20)
                opened = zlib.decompressobj(-15, zdict=bytes(1 << 15)) if told else zlib.decompressobj(-15)
                with suppress(zlib.error):
                    found.append(opened.decompress(data[place + (6 if told else 2) : place + LARGEST], LARGEST))
    return b"\0".join(found)


def on_disk(library: Path) -> Catalog:
    """A library's catalog on disk, brought up to date."""
    refresh([library], prepare=False)
    return Catalog([library])


def in_memory(*paths: Path, loose: Sequence[Briefing] = ()) -> Catalog:
    """A catalog of files and of briefings that stand in none, kept in memory alone."""
    held = CatalogInMemory(paths, loose)
    held.refresh()
    return held.open()


BOTH = pytest.mark.parametrize("door", [on_disk, in_memory])
"""Wherever the catalog is kept."""

Door = Callable[[Path], Catalog]


def records(catalog: Catalog) -> dict[int, Record]:
    """Every briefing of a catalog as a query is held against it, made from the briefing itself."""
    found = {}
    for n in catalog.order():
        found[n] = record_of(catalog.briefing(n))
    return found


def record_of(briefing: Briefing) -> Record:
    """A briefing as a query is held against it."""
    sections = tuple(
        RecordSection(source.id, "" if source.id.startswith("~") else source.title, tuple(source.values))
        for source in section_sources(briefing)
    )
    things = things_in([(row.kind, row.item) for row in item_rows(briefing, section_sources(briefing))])
    fields = fields_of(briefing) | thing_fields(things)
    return Record(briefing.title, sections, fields, dates_of(briefing), flags_of(briefing), things=things)


def key(n: int, ordinal: int) -> int:
    """The key of a section."""
    return n * SECTIONS_PER_BRIEFING + ordinal


WORDS = (
    "tokyo",
    "manila",
    "seoul",
    "deterrence",
    "deterrent",
    "agreement",
    "agreements",
    "planned",
    "plan",
    "planning",
    "policy",
    "policies",
    "radar",
    "pier",
    "the",
    "of",
    "and",
    "in",
    "日本の",
    "統合",
    "司令部",
    "ガイド",
    "команда",
    "й",
    "naïve",
    "naive",
    "co-op",
    "U.S.",
    "Ph.D.",
    "x1",
    "don't",
)
"""Few enough that random queries find something."""

TAGS = ("japan", "command-and-control", "fuel", "日本")
KINDS = ("note", "assessment", "sit rep")
DATES = ("2024", "2024-07", "2024-07-28", "by 2024-03", "after 2024-08", "2024-05/2024-08", "2025-01")


def _prose(rng: random.Random, words: int) -> str:
    pieces = []
    for _ in range(words):
        word = rng.choice(WORDS)
        pieces.append(
            rng.choice((word, word, word, word.capitalize(), f"**{word}**", f"[{word}](http://x.example/radar)", f"`{word}`"))
        )
        if rng.random() < 0.06:
            pieces.append(rng.choice((".", ",", "\n\n", "\n- ", "\n")))
    return " ".join(pieces)


def random_briefing(rng: random.Random) -> str:
    """The text of a briefing of few words, with some of every field that a query can name."""
    thing: dict[str, object] = {"title": " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))}
    maybe = rng.random
    if maybe() < 0.7:
        thing["date"] = rng.choice(("2023", "2024-07", "2024-07-28", "by 2024-03", "2024-05/2024-08", "2025-01-01T06:00Z"))
    if maybe() < 0.4:
        thing["updated"] = rng.choice(("2024-08-01", "2025"))
    if maybe() < 0.6:
        thing["tags"] = rng.sample(TAGS, rng.randint(1, 2))
    if maybe() < 0.5:
        thing["kind"] = rng.choice(KINDS)
    if maybe() < 0.5:
        thing["tlp"] = rng.choice(("RED", "AMBER+STRICT", "GREEN", "CLEAR"))
    if maybe() < 0.2:
        thing["marking"] = "No release"
    if maybe() < 0.4:
        thing["status"] = rng.choice(("draft", "issued", "recalled"))
    if maybe() < 0.4:
        thing["lang"] = rng.choice(("en", "en-GB", "ja"))
    if maybe() < 0.4:
        thing["priority"] = rng.choice(("flash", "routine"))
    if maybe() < 0.5:
        thing["bluf"] = _prose(rng, 8)
    if maybe() < 0.4:
        likelihoods = ("likely", "unlikely", "almost certain")
        thing["judgments"] = [
            {
                "text": _prose(rng, 6),
                "likelihood": rng.choice(likelihoods),
                "confidence": rng.choice(("low", "high")),
                "horizon": rng.choice(DATES),
            }
            for _ in range(rng.randint(1, 2))
        ]
    if maybe() < 0.4:
        thing["actors"] = {"a1": {"name": " ".join(rng.choices(WORDS, k=2)), "short": rng.choice(WORDS)}}
    if maybe() < 0.4:
        thing["sources"] = {"s1": {"title": " ".join(rng.choices(WORDS, k=2)), "grade": rng.choice(("A1", "F6", "B2"))}}
    if maybe() < 0.5:
        thing["events"] = [
            {
                "date": rng.choice(DATES),
                "title": " ".join(rng.choices(WORDS, k=3)),
                "status": rng.choice(("planned", "happened", "disputed")),
            }
            for _ in range(rng.randint(1, 3))
        ]
    if maybe() < 0.4:
        thing["actions"] = [
            {"text": _prose(rng, 4), "owner": rng.choice(WORDS), "due": rng.choice(DATES)} for _ in range(rng.randint(1, 2))
        ]
    if maybe() < 0.3:
        thing["facts"] = [{"text": _prose(rng, 4), "status": rng.choice(("reported", "disputed")), "credibility": "2"}]
    if maybe() < 0.3:
        thing["relations"] = [{"from": rng.choice(WORDS), "type": "allied with", "to": rng.choice(WORDS), "status": "planned"}]
    if maybe() < 0.3:
        thing["terms"] = {"planned pier": "A pier."}
    if maybe() < 0.15:
        thing["titel"] = "radar"
    thing["sections"] = [
        {"title": " ".join(rng.choices(WORDS, k=rng.randint(1, 2))), "body": _prose(rng, rng.randint(1, 25))}
        for _ in range(rng.randint(0, 3))
    ]
    return msgspec.json.encode(thing).decode()


def random_query(rng: random.Random) -> str:
    """A query of the kinds that people type."""
    parts = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        word = rng.choice(WORDS)
        field = rng.choice(("title", "section", "body", "actor", "source", "term"))
        parts.append(
            rng.choice(
                (
                    word,
                    word,
                    f"{word[:2]}*",
                    f'"{word} {rng.choice(WORDS)}"',
                    f'"{word} {rng.choice(WORDS)[:2]}"*',
                    f'"{word}"',
                    f"{field}:{word}",
                    f'{field}:"{word} {rng.choice(WORDS)}"',
                    f"-{field}:{word}",
                    f"-{word}",
                    f"-{word[:2]}*",
                    f"{word} OR {rng.choice(WORDS)}",
                    f"{word} OR tag:{rng.choice(TAGS)}",
                    f"tag:{rng.choice(TAGS)}",
                    f"kind:{rng.choice(('note', 'ass*', chr(34) + 'sit rep' + chr(34)))}",
                    f"lang:{rng.choice(('en', 'ja', 'en-gb'))}",
                    rng.choice(("tlp:<=green", "tlp:red", "-tlp:red", "tlp:>=amber", "priority:flash", "status:draft")),
                    rng.choice(
                        ("date:2024", "date:2024-07..2024-09", "date:>=2024-08", "date:..2023", "updated:2024", "-date:2024")
                    ),
                    rng.choice(("likelihood:>=likely", "confidence:high", "reliability:>=B", "grade:B2", "credibility:1")),
                    rng.choice(("is:marked", "is:unmarked", "is:recalled", "is:broken", "-is:draft", "is:restricted")),
                )
            )
        )
    return " ".join(parts)


def random_thing_query(rng: random.Random) -> str:
    """A query about the things of briefings, now and then with something else beside it."""

    def word() -> str:
        some = rng.choices(WORDS, k=3)
        return rng.choice((some[0], some[0], f'"{some[0]} {some[1]}"', f"{some[0][:2]}*"))

    dates = ("2024-07", "..2024-06", ">=2024-08", '"28 Jul 2024"', "<2024-07", "2024-06..2024-07")
    said = {
        "judgment": (f"horizon:{rng.choice(dates)}", "likelihood:>=likely", "confidence:high", "status:standing"),
        "event": (f"on:{rng.choice(dates)}", "status:planned", "status:disputed"),
        "action": (f"due:{rng.choice(dates)}", f"owner:{word()}", "status:open"),
        "fact": ("status:disputed", "credibility:>=2"),
        "source": ("reliability:>=B", "credibility:1"),
        "relation": ("status:planned",),
        "actor": ("is:marked",),
    }
    kind = rng.choice(list(said))
    conditions = [f"{kind}:{word()}"] if rng.random() < 0.7 else []
    conditions += rng.sample(said[kind], rng.randint(0 if conditions else 1, 1))
    written = rng.choice((" ".join(conditions), " ".join(conditions), f"({' '.join(conditions)})", f"-({' '.join(conditions)})"))
    if rng.random() < 0.2:
        written = f"{kind}:({word()} {word()}) {' '.join(conditions)}"
    beside = rng.choice(("", "", "", rng.choice(WORDS), f"-{rng.choice(WORDS)}", "event:planned", "OR tag:japan", "tag:fuel"))
    return f"{written} {beside}".strip()
