"""A secret in every field of the format, one thing of each kind at a time, and no trace of it in any file below its marking."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.export.printouts import printed, unpacked
from tui.document.compose import compose
from tui.export.choice import for_others, with_sections
from tui.export.formats import FORMATS
from tui.model.briefing import THINGS, Section
from tui.model.fields import FIELDS, Shape
from tui.model.handling import shown_up_to
from tui.store.read import read_text

SECRET = "zephyrine"
LIKELY, DAY = "almost certain", "1987-06-05"
"""What may stand in fields that take no words: nothing that goes out has either."""

KINDS: Mapping[str, type] = {
    one.__name__: one for one in FIELDS if one.__name__ not in ("Briefing", "Dissent", "Was", "HistoryEntry")
}
KEPT: dict[str, Any] = {
    "title": "Open",
    "id": "open",
    "tlp": "CLEAR",
    "actors": [{"id": "kept", "name": "Kept"}],
    "sources": [{"id": "fine", "title": "Fine one"}],
    "sections": [{"id": "first", "title": "First", "body": "Kept [@fine]."}],
}
HIDDEN: dict[str, Any] = {
    "actors": [{"id": f"{SECRET}-actor", "name": f"{SECRET} actor", "tlp": "RED"}],
    "sources": [{"id": f"{SECRET}-source", "title": f"{SECRET} source", "tlp": "RED"}],
    "sections": [{"id": f"{SECRET}-part", "title": f"{SECRET} part", "body": f"# {SECRET} heading\n\nText.", "tlp": "RED"}],
}
REFERS = f"See [[{SECRET}-actor]], [@{SECRET}-source, p. 3; @fine], [it](#{SECRET}-part), [[#{SECRET}-heading]]."


def key_of(kind: type) -> str:
    """The field of a briefing that things of a kind stand in."""
    return "sections" if kind is Section else next(key for key in THINGS if key[:4] == kind.__name__.lower()[:4])


def filled(kind: type, prose: str, word: str, *, is_hidden: bool) -> dict[str, Any]:
    """A thing with something in each of its fields."""
    found: dict[str, Any] = {}
    for field in FIELDS[kind]:
        match field.shape:
            case Shape.TEXT | Shape.SLUG:
                found[field.key] = word
            case Shape.PROSE:
                found[field.key] = prose
            case Shape.TEXTS | Shape.SLUGS:
                found[field.key] = [word]
            case Shape.DATE if is_hidden:
                found[field.key] = DAY
            case Shape.LIKELIHOOD if is_hidden:
                found[field.key] = LIKELY
    if kind.__name__ == "Judgment":
        found |= {"dissent": [{"by": word, "text": prose}], "was": [{"likelihood": "likely", "why": word}]}
    return found


def planted() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, kind in KINDS.items():
        hidden = filled(kind, f"{SECRET} words", f"{SECRET}-x", is_hidden=True) | {"tlp": "RED", SECRET: SECRET}
        yield f"{name} that is hidden", {key_of(kind): [hidden]}
        refers = filled(kind, REFERS, f"{SECRET}-actor", is_hidden=False)
        refers = {key: value for key, value in refers.items() if key not in ("id", "formerly", "marking")}
        shown = {"title": "Shown", "name": "Shown", "term": "Shown"}
        yield f"{name} that refers", {key_of(kind): [refers | {key: shown[key] for key in shown if key in refers}]}


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        found |= {key: [*found.get(key, []), *value] if isinstance(value, list) else value for key, value in part.items()}
    return found


@pytest.mark.parametrize(("case", "things"), list(planted()), ids=[case for case, _ in planted()])
def test_no_field_above_a_ceiling_leaves_a_trace(case: str, things: dict[str, Any]) -> None:
    source = json.dumps(merged(KEPT, HIDDEN, things))
    document, _ = for_others(read_text(source, name="open.json"), compose, shown_up_to("GREEN"))
    for name, form in FORMATS.items():
        if name == "pdf":
            # It is set from the same blocks as plain text, in a process that takes its time.
            continue
        for made in (document, with_sections(document, ["first"])):
            written = unpacked(name, form.write(printed(made)).data).decode("utf-8", "replace").lower()
            assert SECRET not in written
            assert LIKELY not in written
            assert "1987" not in written.replace("boundary", "")
