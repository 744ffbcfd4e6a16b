"""A STIX 2.1 bundle: a report, and the actors, relations, judgments and events that it is about.

Identifiers are made of those of the briefing and of each thing in it, so that a second export of it updates the first. What STIX
has no place for is counted.

Sources: OASIS STIX 2.1 (report 4.16, note 4.13, opinion 4.14, identity 4.5, relationship 5.1, marking definitions 7.2); the
markings of TLP 2.0 as published by OASIS CTI.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from tui.document.block import Block
from tui.document.document import Document
from tui.export.notes import line_about
from tui.export.printout import PrintedFile, Printout, SectionBegins, events
from tui.model.briefing import Item, Judgment, Relation, Source
from tui.model.counted import counted
from tui.model.dates import Date
from tui.model.handling import Marking, Tlp
from tui.model.printed_note import PrintedNote
from tui.model.scales import Likelihood
from tui.store.formats.stix_objects import AUTHOR, CONFIDENCE, JUDGED

OURS = UUID("6f1d0d0c-4d53-5b0e-9f1c-8a5b6c1f2e70")
"""The namespace of all identifiers that are made here."""

_TLP_2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP: dict[Tlp, str] = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_CLASSES = {"person": "individual", "post": "individual", "unit": "group", "organisation": "organization", "state": "organization"}
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LONG_AGO = "2000-01-01T00:00:00.000Z"
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+", re.IGNORECASE)
"""An address that says how it is reached (RFC 3986): one below another is none by itself."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
"""A tag of RFC 5646, about."""
_SIGNS = re.compile(r"[^a-z0-9-]+")

Thing = dict[str, Any]


def as_printed(printout: Printout) -> PrintedFile:
    """The bundle."""
    objects: dict[str, Thing] = {}
    lost: dict[str, int] = {}
    for number, document in enumerate(printout.documents):
        written = _Report(document, printout, printout.notes[number] if printout.notes else ())
        objects |= {one["id"]: one for one in written.objects()}
        for what, number in written.lost().items():
            lost[what] = lost.get(what, 0) + number
    name = " ".join(sorted(objects))
    bundle = {"type": "bundle", "id": f"bundle--{uuid5(OURS, name)}", "objects": list(objects.values())}
    counts = ", ".join(counted(number, what) for what, number in lost.items() if number)
    notes = (f"STIX has no place for {counts}; dates are exact there, and sections have no order.",) if counts else ()
    return PrintedFile((json.dumps(bundle, indent=2, ensure_ascii=False) + "\n").encode(), notes)


class _Report:
    """One briefing as objects."""

    def __init__(self, document: Document, printout: Printout, notes: Sequence[PrintedNote] = ()) -> None:
        self._document = document
        self._briefing = document.briefing
        self._printout = printout
        self._beside = notes
        self._markings: dict[str, Thing] = {}
        self._at = {"created": _moment(self._briefing.date) or _LONG_AGO}
        self._at["modified"] = max(_moment(self._briefing.newest) or _LONG_AGO, self._at["created"])
        self._report = self._id("report", "")
        self._things: dict[str, str] = {}
        """What each thing of the briefing is here, by its id."""
        self._ids = {actor.id: self._id("identity", actor.id) for actor in self._briefing.actors}

    def lost(self) -> dict[str, int]:
        """How much of each kind has no place in STIX."""
        briefing = self._briefing
        grades = sum(bool(source.grade) for source in briefing.sources)
        kinds = {"grade": grades, "agreement": len(briefing.agreements), "action": len(briefing.actions)}
        return kinds | {"question": len(briefing.questions)}

    def objects(self) -> Iterator[Thing]:
        held = [*self._actors(), *self._relations(), *self._notes()]
        held += [self._written_beside(note) for note in self._beside]
        producer = self._producer()
        refs = [one["id"] for one in (*producer, *held)]
        # Its description is of all sections, however they are marked.
        whole = self._printout.marking if not self._printout.is_book else self._briefing.effective_marking
        report = self._thing(whole, "report", "", id=self._report) | {
            "name": self._document.sections[0].title,
            "description": self._text(),
            "report_types": ["threat-report"],
            "published": self._at["created"],
            "object_refs": refs or [self._report],
        }
        sources = [_reference(source) for source in self._briefing.sources]
        labels = list(self._briefing.tags)
        report |= {key: value for key, value in (("external_references", sources), ("labels", labels)) if value}
        if _LANGUAGE.fullmatch(self._briefing.lang):
            report["lang"] = self._briefing.lang
        if producer:
            report["created_by_ref"] = producer[0]["id"]
        lineage = [self._relation(self._report, "derived-from", f"report--{uuid5(OURS, id)}") for id in self._briefing.supersedes]
        extension = [_extension(), _author()] if self._briefing.judgments else []
        yield from (*self._markings.values(), *extension, *producer, *held, report, *lineage)

    def _id(self, kind: str, item: str) -> str:
        name = f"{self._briefing.id}/{kind}/{item}" if item or kind != "report" else self._briefing.id
        return f"{kind}--{uuid5(OURS, name)}"

    def _thing(self, item: Item | Marking | None, kind: str, name: str, *, id: str = "") -> Thing:
        """What every object has; its markings are its own, or those of the briefing."""
        own = item.handling if isinstance(item, Item) else item or Marking()
        around = self._briefing.handling
        marked = self._marked(Marking(own.tlp or around.tlp, own.text or around.text))
        if isinstance(item, Item) and not isinstance(item, Relation) and kind in ("note", "identity"):
            self._things[item.id] = self._id(kind, name)
        made: Thing = {"type": kind, "spec_version": "2.1", "id": id or self._id(kind, name), **self._at}
        return made | ({"object_marking_refs": marked} if marked else {})

    def _marked(self, marking: Marking) -> list[str]:
        refs = []
        if marking.tlp is not None:
            refs.append(TLP[marking.tlp])
            self._markings[refs[-1]] = {
                "type": "marking-definition",
                "spec_version": "2.1",
                "id": refs[-1],
                "created": "2022-10-01T00:00:00.000Z",
                "name": marking.label,
                "extensions": {_TLP_2: {"extension_type": "property-extension", "tlp_2_0": marking.tlp.lower()}},
            }
        if marking.text:
            refs.append(f"marking-definition--{uuid5(OURS, f'statement/{marking.text}')}")
            self._markings[refs[-1]] = {
                "type": "marking-definition",
                "spec_version": "2.1",
                "id": refs[-1],
                "created": _LONG_AGO,
                "definition_type": "statement",
                "definition": {"statement": marking.text},
            }
        return refs

    def _producer(self) -> list[Thing]:
        name = self._briefing.producer
        if not name:
            return []
        id = f"identity--{uuid5(OURS, f'producer/{name}')}"
        return [self._thing(None, "identity", "", id=id) | {"name": name, "identity_class": "organization"}]

    def _actors(self) -> Iterator[Thing]:
        for actor in self._briefing.actors:
            made = self._thing(actor, "identity", actor.id) | {
                "name": actor.name or actor.label,
                "identity_class": "system" if actor.type == "system" else _CLASSES.get(actor.type or "", "unknown"),
            }
            words = " · ".join(filter(None, (actor.rank, actor.role, _words(actor.description.text))))
            roles = [actor.role] if actor.role else []
            also = [name for name in (actor.short, *actor.aliases) if name]
            told = f"{words}{' · ' if words and also else ''}{'also ' + ', '.join(also) if also else ''}"
            yield made | {key: value for key, value in (("description", told), ("roles", roles)) if value}

    def _relations(self) -> Iterator[Thing]:
        for number, one in enumerate(self._briefing.relations, 1):
            if one.from_ in self._ids and one.to in self._ids:
                made = self._relation(self._ids[one.from_], one.type, self._ids[one.to], one, name=f"{number}-{one.id}")
                start, stop = _moment(one.since), _moment(one.until, last=True)
                if start:
                    made["start_time"] = start
                if stop and stop > start:
                    made["stop_time"] = stop
                if one.confidence:
                    made["confidence"] = CONFIDENCE[one.confidence]
                words = " · ".join(filter(None, (one.status, one.authority, _words(one.note.text))))
                yield made | ({"description": words} if words else {})
        for actor in self._briefing.actors:
            for kind, ids in (("reports-to", actor.reports_to), ("led-by", actor.led_by), ("part-of", actor.part_of)):
                yield from (self._relation(self._ids[actor.id], kind, self._ids[id], actor) for id in ids if id in self._ids)

    def _relation(self, source: str, kind: str, target: str, item: Item | None = None, *, name: str = "") -> Thing:
        kind = _SIGNS.sub("-", kind.lower().replace(" ", "-")).strip("-") or "related-to"
        made = self._thing(item, "relationship", f"{source}/{kind}/{target}/{name}")
        return made | {"relationship_type": kind, "source_ref": source, "target_ref": target}

    def _notes(self) -> Iterator[Thing]:
        for number, judgment in enumerate(self._briefing.judgments, 1):
            note = self._note(judgment, f"Judgment {number}", _words(judgment.text.text))
            note["extensions"] = {JUDGED: {"extension_type": "property-extension", **_judged(judgment, self._briefing.scale)}}
            if judgment.confidence:
                note["confidence"] = CONFIDENCE[judgment.confidence]
            yield note
            for place, dissent in enumerate(judgment.dissent):
                said = self._thing(judgment, "opinion", f"{judgment.id}/{place}") | {
                    "opinion": "disagree",
                    "explanation": " · ".join(filter(None, (_word(dissent.likelihood), _words(dissent.text.text)))),
                    "object_refs": [note["id"]],
                }
                yield said | ({"authors": [dissent.by]} if dissent.by else {})
        for number, fact in enumerate(self._briefing.facts, 1):
            yield self._note(fact, f"Fact {number}", " · ".join(filter(None, (fact.status, _words(fact.text.text), fact.said_by))))
        for event in self._briefing.events:
            when = event.date.display if event.date else event.when
            yield self._note(event, f"Event {when}".strip(), " · ".join(filter(None, (event.title, event.status, event.place))))
        for term in self._briefing.terms:
            yield self._note(term, f"Term {term.term}", _words(term.meaning.text) or term.expansion or term.term)

    def _note(self, item: Item, abstract: str, content: str) -> Thing:
        made = self._thing(item, "note", item.id) | {"abstract": abstract, "content": content or abstract}
        return made | {"object_refs": [self._report]}

    def _written_beside(self, note: PrintedNote) -> Thing:
        """What the reader wrote beside it: a note on the thing whose passage it is on, else on the report."""
        made = self._thing(note.marking, "note", "", id=f"note--{uuid5(OURS, f'reader/{note.id}')}")
        created = _timestamp(note.created) or self._at["created"]
        made |= {"created": created, "modified": max(_timestamp(note.modified), created)}
        where = " · ".join(filter(None, (note.section_title, line_about(note))))
        made |= {"abstract": f"Note of a reader on {where}" if where else "Note of a reader"}
        made |= {"content": f"“{note.quote}” — {note.text}" if note.quote else note.text or "…"}
        made |= {key: list(value) for key, value in (("authors", self._printout.readers), ("labels", note.tags)) if value}
        return made | {"object_refs": [self._things.get(note.item, self._report)]}

    def _text(self) -> str:
        """The words of the bottom line and of the author's sections."""
        texts: list[str] = []
        wanted = False
        for event in events(self._document):
            if isinstance(event, SectionBegins):
                wanted = event.section.group == "text" or event.section.id == "~bottom-line"
            elif isinstance(event, Block) and wanted and event.kind != "meta":
                texts.append(event.text)
        return "\n\n".join(texts)


def _judged(judgment: Judgment, scale: str) -> Thing:
    said: Thing = {"scale": scale}
    if judgment.likelihood is not None:
        said |= {"likelihood": judgment.likelihood.word, "likelihood_range": [judgment.likelihood.low, judgment.likelihood.high]}
    if judgment.horizon is not None:
        said["horizon"] = judgment.horizon.text
    if judgment.status:
        said["status"] = judgment.status
    if judgment.basis:
        said["basis"] = _words(judgment.basis.text)
    was = [{"likelihood": _word(one.likelihood), "date": one.date.text if one.date else ""} for one in judgment.was]
    return said | ({"was": was} if was else {})


def _word(likelihood: Likelihood | None) -> str:
    return likelihood.word if likelihood is not None else ""


def _author() -> Thing:
    at = {"created": _LONG_AGO, "modified": _LONG_AGO}
    made = {"type": "identity", "spec_version": "2.1", "id": AUTHOR, **at}
    return made | {"name": "briefing", "identity_class": "system"}


def _extension() -> Thing:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": JUDGED,
        "created": _LONG_AGO,
        "modified": _LONG_AGO,
        "created_by_ref": AUTHOR,
        "name": "Judgment of a briefing",
        "schema": "likelihood, likelihood_range (percent, from and to), scale, horizon (EDTF), status, basis, was",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _reference(source: Source) -> Thing:
    made = {"source_name": source.publisher or source.title or source.id, "description": source.title or source.id}
    made |= {"external_id": source.id} if source.id else {}
    return made | ({"url": source.url} if _URI.fullmatch(source.url) else {})


def _timestamp(moment: str) -> str:
    """A moment in UTC to the second as a timestamp; "" for none."""
    return moment.replace("Z", ".000Z")


def _words(markdown: str) -> str:
    from tui.document.markdown import parse_markdown

    return " ".join(" ".join([block.text for block in parse_markdown(markdown)]).split())


def _moment(date: Date | None, *, last: bool = False) -> str:
    """A date as a timestamp: its first second, or its last; "" where it has none that a timestamp can have."""
    bound = None if date is None else date.upper if last else date.lower
    if bound is None:
        return ""
    try:
        return f"{_FIRST + timedelta(seconds=bound):%Y-%m-%dT%H:%M:%S}.000Z"
    except OverflowError:
        return ""
