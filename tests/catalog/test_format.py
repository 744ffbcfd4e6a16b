"""What a catalog keeps: every field of a query, and in the shape that its version stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from inspect import get_annotations
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from tests.catalog.libraries import BOTH, Door, record_of, write
from tui.catalog.items import ActorRules, HeldActor, HeldSource, ItemRow
from tui.catalog.location import FORMAT
from tui.catalog.packing import USUAL
from tui.catalog.queue_facts import ActionFacts
from tui.catalog.tables import _SCHEMA, Row
from tui.document.prepared import PreparedDocument, _usual
from tui.model.briefing import Briefing
from tui.model.file_stamp import FileStamp
from tui.model.problem import Problem
from tui.model.recalls import Recall
from tui.search.fields import NAME_FIELDS, THING_STATUS, VALUE_FIELDS
from tui.search.parse import parse
from tui.store.library import briefings
from tui.store.shared import Shared

EVERYTHING = """
title: Everything
id: everything
kind: note
status: draft
lang: en
priority: immediate
tlp: GREEN
tags: [fuel]
authors: [Smith]
series: Weekly
actors: [INDOPACOM]
terms: [{term: deterrence, meaning: Keeping from.}]
judgments: [{text: It will rain., likelihood: likely, confidence: high}]
sources: [{id: reuters, title: Reuters, grade: B2}]
facts: [{text: There are 54 ships.}]
events: [{date: 2024-08-12, title: Exercise, status: happened}]
actions: [{text: Evacuate., owner: J3}]
relations: [{from: INDOPACOM, type: allied with, to: USFJ}]
body: Text, see [[elsewhere#part|there]].
"""

VALUES = {
    "tag": "fuel",
    "actor": "INDOPACOM",
    "source": "reuters",
    "term": "deterrence",
    "author": "smith",
    "series": "weekly",
    "kind": "note",
    "status": "draft",
    "id": "everything",
    "lang": "en",
    "links": "elsewhere",
    "priority": "immediate",
    "tlp": "green",
    "likelihood": "likely",
    "confidence": "high",
    "reliability": "B",
    "credibility": "2",
    "judgment": "rain",
    "fact": "ships",
    "event": "exercise",
    "action": "evacuate",
    "owner": "J3",
    "relation": "allied",
    THING_STATUS: "happened",
}
"""What of the briefing above each field finds it by."""

KEPT: tuple[type, ...] = (Briefing, Row, Shared, PreparedDocument, FileStamp, Problem, Recall, ActionFacts, ItemRow)
KEPT += (HeldSource, HeldActor, ActorRules)
"""What a catalog keeps as bytes in its tables."""

SHAPES = {FORMAT: "0507f642491b21f5"}
"""The shape of all that a catalog keeps, by the version it has."""


def kept_in(kind: Any) -> Iterator[type]:
    """The structs and named tuples that a type is made of."""
    if isinstance(kind, type) and (issubclass(kind, msgspec.Struct) or hasattr(kind, "_fields")):
        yield kind
    for part in get_args(kind):
        yield from kept_in(part)


def shape(*roots: type) -> str:
    """A digest of what is kept and all that it is made of: the names of fields in order, what is said of each, which are lists."""
    told: dict[type, str] = {}
    waiting = list(roots)
    while waiting:
        kept = waiting.pop()
        if kept in told:
            continue
        written = {name: said for base in reversed(kept.__mro__) for name, said in get_annotations(base).items()}
        names: Iterable[str] = getattr(kept, "__struct_fields__", ()) or getattr(kept, "_fields", ())
        listed = kept.__struct_config__.array_like if issubclass(kept, msgspec.Struct) else True
        told[kept] = f"{kept.__name__}({', '.join(f'{name}: {written[name]}' for name in names)}){'' if listed else ' by name'}"
        hints = get_type_hints(kept)
        waiting += [inner for name in names for inner in kept_in(hints[name])]
    whole = "\n".join(
        (
            *sorted(told.values()),
            " ".join(NAME_FIELDS),
            " ".join(VALUE_FIELDS),
            " ".join(_SCHEMA.split()),
            repr(USUAL),
            repr(_usual()),
        )
    )
    return blake2b(whole.encode(), digest_size=8).hexdigest()


def test_what_is_kept_has_the_shape_of_its_version() -> None:
    """Structs are kept as lists: what was kept under another shape would be read as if each value were its neighbour."""
    now = shape(*KEPT)
    assert {FORMAT: now} == SHAPES, "catalogs that are there would be misread: raise FORMAT in tui/catalog/location.py and pin this"


def test_a_field_more_is_another_shape() -> None:
    short = msgspec.defstruct("Kept", [("title", str)])
    long = msgspec.defstruct("Kept", [("title", str), ("place", str)])
    swapped = msgspec.defstruct("Kept", [("place", str), ("title", str)])
    around = [msgspec.defstruct("Around", [("kept", GenericAlias(tuple, (struct, ...)))]) for struct in (short, long, swapped)]
    assert len({shape(struct) for struct in around}) == 3


def test_a_briefing_answers_every_field_that_files_answer(tmp_path: Path) -> None:
    write(tmp_path, "everything.yaml", EVERYTHING)
    (briefing,) = briefings([str(tmp_path)]).briefings
    assert set(record_of(briefing).fields) == {*NAME_FIELDS, *VALUE_FIELDS}, (
        "say in tui/search/record.py what a briefing has of it, or in tui/search/things.py what a thing has, and here"
    )


@BOTH
def test_every_field_that_files_answer_finds_in_the_catalog(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library = tmp_path / "library"
    library.mkdir()
    write(library, "everything.yaml", EVERYTHING)
    write(library, "nothing.yaml", "title: Nothing\nid: nothing\nbody: Text.\n")
    held = door(library)
    asked = {name: f"{'status' if name == THING_STATUS else name}:{value}" for name, value in VALUES.items()}
    found = {name: [row.id for row in held.rows_matching(parse(text), "title")] for name, text in asked.items()}
    assert found == {name: ["everything"] for name in (*NAME_FIELDS, *VALUE_FIELDS)}
