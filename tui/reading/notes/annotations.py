"""Notes as W3C Web Annotations, to go to other programs and come back from them.

Sources: Web Annotation Data Model, W3C 2017: TextQuoteSelector and TextPositionSelector, AnnotationCollection with its first page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from tui.journal.records import Note, identity_of
from tui.model.handling import Marking, parse_tlp, strictest
from tui.model.place import Anchor
from tui.model.text import cleaned, json_harmless, one_line
from tui.reading.moments import from_utc, in_utc
from tui.reading.pages.notebook import Noted

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.reading.notes.anchors import InPlace
    from tui.reading.notes.texts import FlatSection, Texts

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SOURCE = "urn:briefing:"
"""Stands before the id of a briefing, which has no address on the web."""
MOST_TEXT = 100_000
"""Characters of a comment, and of a quote, that are taken."""
MOST_PLACES = 1_000
"""Places with the same words that are looked at."""
_OWN = re.compile(r"[0-9A-Za-z-]{1,64}")


def as_annotations(notes: Sequence[Noted]) -> str:
    """Notes as one collection of annotations. A quote that may not be kept is left out, and the position alone is told."""
    whole = strictest([noted.marking for noted in notes])
    page = {"type": "AnnotationPage", "startIndex": 0, "items": [_annotation(noted) for noted in notes]}
    collection = {
        "@context": [CONTEXT, {"marking": f"{SOURCE}marking", "section": f"{SOURCE}section"}],
        "type": "AnnotationCollection",
        "label": "Notes",
        "marking": str(whole),
        "total": len(notes),
        "first": page,
    }
    return json_harmless(json.dumps(collection, indent=2, ensure_ascii=False)) + "\n"


def _annotation(noted: Noted) -> dict[str, Any]:
    note, anchor = noted.note, noted.note.anchor
    body = [{"type": "TextualBody", "value": note.text, "format": "text/markdown", "purpose": "commenting"}] if note.text else []
    body += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in note.tags]
    position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.start + anchor.length}
    words = {"type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix}
    return {
        "id": f"urn:uuid:{note.id}",
        "type": "Annotation",
        "motivation": "commenting" if note.text else "highlighting",
        "created": in_utc(note.created),
        "modified": in_utc(note.modified),
        "marking": str(noted.marking),
        "body": body,
        "target": {
            "source": SOURCE + quote(note.briefing_id, safe=""),
            "section": anchor.section,
            "selector": [*([] if anchor.digested else [words]), position],
        },
    }


class Annotation(NamedTuple):
    """What is taken of an annotation of any program."""

    id: str
    briefing: str
    """Id of the briefing."""
    section: str
    exact: str
    prefix: str
    suffix: str
    text: str
    tags: tuple[str, ...]
    marking: Marking
    created: float
    modified: float


def annotations_in(data: object) -> Iterator[Annotation | None]:
    """The annotations of a collection, a page, a list, or one alone: foreign text, cleaned. None for each that cannot be used.

    Args:
        data: as JSON gives it.
    """
    for one in _items(data):
        yield _read(one) if isinstance(one, dict) else None


def _items(data: object) -> Iterable[object]:
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return [data]
    first = data.get("first")
    if isinstance(first, dict):
        data = first
    items = data.get("items")
    return items if isinstance(items, list) else [data]


def _read(one: dict[str, Any]) -> Annotation | None:
    targets = one.get("target")
    target = targets[0] if isinstance(targets, list) and targets else targets
    target = target if isinstance(target, dict) else {}
    source = target.get("source")
    source = source.get("id") if isinstance(source, dict) else source
    if not isinstance(source, str) or not source.startswith(SOURCE):
        return None
    selectors = target.get("selector")
    found = [each for each in (selectors if isinstance(selectors, list) else [selectors]) if isinstance(each, dict)]
    words: dict[str, Any] = next((each for each in found if each.get("type") == "TextQuoteSelector"), {})
    bodies = one.get("body")
    held = [each for each in (bodies if isinstance(bodies, list) else [bodies]) if isinstance(each, dict | str)]
    texts = [_text(each) for each in held if not _is_tag(each)]
    tags = [one_line(_text(each)).strip("# ") for each in held if _is_tag(each)]
    exact = _text(words.get("exact"))
    if not exact.strip():
        return None
    return Annotation(
        _id(one),
        cleaned(unquote(source.removeprefix(SOURCE))),
        _text(target.get("section")),
        exact,
        _text(words.get("prefix")),
        _text(words.get("suffix")),
        "\n\n".join(filter(None, texts)),
        tuple(filter(None, tags)),
        _marking(_text(one.get("marking"))),
        from_utc(_text(one.get("created"))),
        from_utc(_text(one.get("modified")) or _text(one.get("created"))),
    )


def _is_tag(body: object) -> bool:
    return isinstance(body, dict) and body.get("purpose") == "tagging"


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("value")
    return cleaned(value[:MOST_TEXT]) if isinstance(value, str) else ""


def _id(one: Mapping[str, Any]) -> str:
    """The id of the note that it is or was; of what has none, one that is the same whenever it is read."""
    said = one.get("id")
    own = said.removeprefix("urn:uuid:") if isinstance(said, str) else ""
    if own != said and _OWN.fullmatch(own):
        return own
    return str(uuid5(NAMESPACE_URL, own or json.dumps(one, sort_keys=True)))


def _marking(said: str) -> Marking:
    label, _, rest = said.partition(" · ")
    try:
        return Marking(parse_tlp(label), rest)
    except ValueError:
        return Marking(None, said)


def placed(document: Document, found: Sequence[Annotation], key: str) -> list[Note]:
    """Notes of annotations whose passages stand in a briefing, each marked as its passage is and as it says itself.

    Args:
        document: the briefing as it is now.
        found: annotations of it.
        key: of the briefing in the journal.
    """
    from tui.document.names import Names
    from tui.reading.notes.anchors import Orphan, make_anchor, resolve
    from tui.reading.notes.texts import Texts
    from tui.reading.selection import block_marking, citation_of, page_at

    texts, briefing, notes = Texts(document), document.briefing, []
    names_of_things = Names(briefing, None, document.sections)
    for one in found:
        guess = Anchor(one.section, one.exact, one.prefix, one.suffix, length=len(one.exact), rival=0)
        place = _only_place(texts, one) or resolve(document, guess, texts)
        if isinstance(place, Orphan):
            continue
        anchor = make_anchor(document, place.start, place.end, texts)
        section = document.sections[document.parts[place.start.part].section]
        spots = [
            (part, block)
            for part in range(place.start.part, place.end.part + 1)
            for block in range(len(document.parts[part].blocks))
            if (place.start.part, place.start.block) <= (part, block) <= (place.end.part, place.end.block)
        ]
        marking = strictest([one.marking, *[block_marking(document, names_of_things, *spot) for spot in spots]])
        cited = citation_of(briefing, section, page_at(document, spots[0]))
        names = (key, briefing.id, identity_of(briefing).path, briefing.title, section.title)
        notes.append(Note(one.id, *names, anchor, one.text, one.tags, marking, cited, one.created, one.modified))
    return notes


def _only_place(texts: Texts, one: Annotation) -> InPlace | None:
    """The only place of a briefing that has the quote and what stood around it; None where there are several, or none.

    Other programs tell less of a passage than this one remembers.
    """
    from tui.reading.notes.anchors import InPlace
    from tui.reading.notes.texts import flattened

    quote, before, after = flattened(one.exact.strip()), flattened(one.prefix).strip(), flattened(one.suffix).strip()
    places: list[tuple[FlatSection, int]] = []
    for section in texts.document.sections:
        held = texts.of(section.index)
        at = held.flat.find(quote)
        while at >= 0 and len(places) < MOST_PLACES:
            places.append((held, at))
            at = held.flat.find(quote, at + 1)
    around = [
        (held, at)
        for held, at in places
        if held.flat[:at].rstrip().endswith(before) and held.flat[at + len(quote) :].lstrip().startswith(after)
    ]
    found = places if len(places) == 1 else around
    if len(found) != 1:
        return None
    held, at = found[0]
    return InPlace(held.section, held.point(held.to_text(at)), held.end_point(held.to_text(at + len(quote) - 1) + 1))
