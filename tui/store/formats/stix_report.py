"""A report of STIX 2.1 as a briefing, with the objects that are in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import filterfalse
from typing import Any

from tui.model.counted import counted
from tui.model.handling import Marking, covers, strictest
from tui.model.text import slug, unique
from tui.store.formats import markdown_writer as write
from tui.store.formats.decoding import own_source
from tui.store.formats.json_values import keep_rest, mapping_of, mappings, string, strings
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import ForeignFile, Rendition, part_key
from tui.store.formats.stix_objects import (
    ACTORS,
    ALIASES,
    AUTHOR,
    CLASSES,
    ENVELOPE,
    JUDGED,
    KNOWN_EXTENSIONS,
    OBSERVABLES,
    OF_EVENTS,
    OF_INDICATOR,
    OF_JUDGED,
    OF_RELATION,
    PLACED,
    REPORTS,
    Markings,
    address_of,
    beyond,
    called_of,
    cells_of_indicator,
    confidence_word,
    dissent_on,
    judged,
    judgment_of,
    opencti,
    reliability_of,
    span_of,
    times_of,
    undisputing,
    words_of_opinion,
)

_REPORT_TAKEN = ENVELOPE | {"published", "report_types", "labels", "object_refs", "context"}

_UNTOLD = frozenset({"marking-definition", "identity", "relationship", "extension-definition", "x-mitre-collection"})
"""Types of objects that a bundle is not about."""


def _named_of_all(objects: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a bundle without a report is called after: its collection, or the one object that it is about."""
    named = [one for one in objects if string(one.get("name"))]
    found = [one for one in named if one.get("type") == "x-mitre-collection"] or [
        one for one in named if one.get("type") not in _UNTOLD
    ]
    return found if len(found) == 1 else []


class Report:
    """One report on its way to a briefing."""

    def __init__(
        self, file: ForeignFile, known: dict[str, dict[str, Any]], report: dict[str, Any], objects: Sequence[dict[str, Any]]
    ) -> None:
        self._known = known
        self._report = report
        self._objects = [one for one in objects if one is not report and string(one.get("id")) not in (AUTHOR, JUDGED)]
        self._markings = Markings(known)
        self._marking_of = self._markings.of
        called = [] if string(report.get("name")) else _named_of_all(self._objects)
        self._made = Rendition(file, string(report.get("name")) or next((string(one["name"]) for one in called), "") or file.stem)
        self._restrict(*called)
        self._ids: dict[str, str] = {}
        """Ids of actors by those of their objects."""

    def made(self, data: bytes) -> Rendition:
        """The briefing; `data` is what it is read from."""
        made, report = self._made, self._report
        content = opencti(report, "content")
        types = [f"type/{one}" for one in strings(report.get("report_types")) + strings(report.get("context"))]
        published, modified = edtf_of(string(report.get("published"))), edtf_of(string(report.get("modified")))
        made.fields |= {
            "id": part_key(string(report.get("id"))) if report else "",
            "kind": "note" if report.get("type") == "grouping" else "assessment" if report else "",
            "date": published or edtf_of(string(report.get("created"))),
            "updated": modified if modified != published else "",
            "created": edtf_of(string(report.get("created"))) if published else "",
            "tags": [*strings(report.get("labels")), *types],
            "producer": self._name(string(report.get("created_by_ref"))),
            "lang": string(report.get("lang")),
            "body": _and(string(report.get("description")), content),
            "status": "recalled" if report.get("revoked") is True else "",
            "sources": self._sources(report),
        }
        if report.get("revoked") is True:
            made.fields["history"] = [{"date": modified, "type": "recall", "summary": "The report was revoked."}]
        made.handling.append(self._marking_of(report))
        self._restrict(*self._objects_of(report.get("created_by_ref")))
        made.losses["markings-of-parts"] += len(mappings(report.get("granular_markings")))
        made.keep("confidence", f"{string(report.get('confidence'))} (STIX)" if string(report.get("confidence")) else "")
        made.keep("STIX id", string(report.get("id")))
        rest, extensions = beyond(report)
        keep_rest(made, "report: extensions", extensions, ())
        keep_rest(made, "report", rest, _REPORT_TAKEN)
        self._actors()
        self._relations()
        self._judgments()
        made.fields["sections"] = [*self._notes(), *self._indicators(), *self._observables()]
        if made.fields["sections"] and made.fields["body"]:
            made.fields["sections"].insert(0, {"title": "Report", "body": made.fields.pop("body")})
        self._events()
        self._others()
        if self._markings.unknown:
            number = counted(self._markings.unknown, "reference")
            said_of_it = f"{number} to markings that are not defined in this bundle: what they mark counts as restricted."
            made.problems.add("warning", "unknown-marking", said_of_it)
        grade = "" if made.fields["sources"] else reliability_of(report)
        own_source(made, data, date=made.fields["date"], type="STIX bundle", publisher=made.fields["producer"], reliability=grade)
        return made

    def _labels(self, held: dict[str, Any], named: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
        """The label of an object, and those of others that are named in it."""
        marking = self._marking_of(held)
        others = strictest(one for one in map(self._marking_of, named) if one != Marking("CLEAR"))
        if others:
            marking = strictest((marking or self._marking_of(self._report), others))
        return {"tlp": marking.tlp or "", "marking": marking.text}

    def _restrict(self, *held: dict[str, Any]) -> None:
        """Restrict the whole by what objects are marked as that stand, or are named, where no label can go with them."""
        self._made.of_parts += map(self._marking_of, held)

    def _objects_of(self, *refs: object) -> list[dict[str, Any]]:
        return [self._known[ref] for some in refs for ref in strings(some) if ref in self._known]

    def _of(self, *types: str) -> list[dict[str, Any]]:
        return [one for one in self._objects if one.get("type") in types]

    def _name(self, ref: str) -> str:
        return called_of(self._known.get(ref, {})) or ref

    def _sources(self, held: dict[str, Any]) -> list[dict[str, str]]:
        found = [address_of(one) for one in mappings(held.get("external_references"))]
        if found and (grade := reliability_of(held)):
            found[0]["reliability"] = grade
        return found

    def _actors(self) -> None:
        taken: dict[str, int] = {}
        actors = []
        for one in self._of(*ACTORS):
            kind, name = string(one.get("type")), called_of(one) or string(one.get("id"))
            key = unique(slug(name), taken)
            self._ids[string(one.get("id"))] = key
            aliases = [alias for key in ALIASES for alias in strings(one.get(key))]
            taken_too = {"identity_class"} if string(one.get("identity_class")) in CLASSES else set()
            left = self._keep(name, [one], {*ALIASES, "roles", *taken_too})
            actors.append(
                {
                    "id": key,
                    "name": name,
                    "type": ACTORS[kind] or CLASSES.get(string(one.get("identity_class")), "organisation"),
                    "role": kind.removeprefix("x-mitre-").replace("-", " ")
                    if kind != "identity"
                    else ", ".join(strings(one.get("roles"))),
                    "aliases": [alias for alias in dict.fromkeys(aliases) if alias != name],
                    "description": _and(string(one.get("description")), left),
                    **self._labels(one),
                }
            )
            self._made.losses["markings-of-parts"] += len(mappings(one.get("granular_markings")))
        self._made.fields["actors"] = actors

    def _keep(self, name: str, held: Sequence[dict[str, Any]], taken: Collection[str]) -> str:
        """Keep what of an object has no home: where it is from, how sure somebody is, and what the standard does not know.

        It comes first, then others that are named in `name`. Where one of them is marked more strictly than the whole, what
        else would be kept is what this returns, to stand where their label is.
        """
        one, before = held[0], len(self._made.other)
        outside = [" ".join(filter(None, address_of(ref).values())) for ref in mappings(one.get("external_references"))]
        self._made.keep(f"{name}: references", "\n".join(outside))
        self._made.keep(f"{name}: confidence", "" if "confidence" in taken else string(one.get("confidence")))
        keep_rest(self._made, f"{name}: extensions", mapping_of(one.get("extensions")), KNOWN_EXTENSIONS)
        keep_rest(self._made, name, one, ENVELOPE.union(taken))
        whole = self._marking_of(self._report)
        if all(covers(whole, self._marking_of(one)) for one in held):
            return ""
        stricter = self._made.other[before:]
        del self._made.other[before:]
        return "\n\n".join(write.plain_paragraphs(f"{field.path}: {field.text}") for field in stricter)

    def _relations(self) -> None:
        relations = []
        for one in self._of("relationship"):
            ends = string(one.get("source_ref")), string(one.get("target_ref"))
            named = self._objects_of(*ends)
            kind = string(one.get("relationship_type")).replace("-", " ")
            text = f"{self._name(ends[0])} {kind} {self._name(ends[1])}"
            left = self._keep(text, [one, *named], OF_RELATION)
            if ends[0] in self._ids and ends[1] in self._ids:
                relations.append(
                    {
                        "from": self._ids[ends[0]],
                        "type": kind,
                        "to": self._ids[ends[1]],
                        "since": edtf_of(string(one.get("start_time"))),
                        "until": edtf_of(string(one.get("stop_time"))),
                        "confidence": confidence_word(one.get("confidence")),
                        "status": "former" if one.get("revoked") is True else "",
                        "note": _and(string(one.get("description")), left),
                        **self._labels(one),
                    }
                )
            else:
                self._made.keep("relation", "\n".join(filter(None, (text, string(one.get("description")), left))))
                self._restrict(one, *named)
                self._made.losses["relations-not-taken"] += not all(end in self._known for end in ends)
        self._made.fields["relations"] = relations

    def _section(self, title: str, body: str, objects: Sequence[dict[str, Any]]) -> dict[str, str]:
        markings = [self._marking_of(one) for one in objects]
        if any(markings):
            markings = [marking or self._marking_of(self._report) for marking in markings]
        whole = strictest(filter(None, markings))
        clear = whole.tlp == "CLEAR" and not all(markings)
        return {"title": title, "body": body, "tlp": "" if clear else whole.tlp or "", "marking": whole.text}

    def _judgments(self) -> None:
        against = dissent_on(self._of("note"), self._of("opinion"))
        for note in filter(judged, self._of("note")):
            held = [note, *against[string(note.get("id"))]]
            name = string(note.get("abstract")) or "Judgment"
            left = [self._keep(name, [one, *held], OF_JUDGED[string(one.get("type"))]) for one in held]
            self._made.fields.setdefault("judgments", []).append(judgment_of(*held, left=left) | self._labels(note, held[1:]))
            self._made.fields["scale"] = string(judged(note).get("scale"))

    def _notes(self) -> Iterator[dict[str, str]]:
        for note in filterfalse(judged, self._of("note")):
            authors = ", ".join(strings(note.get("authors")))
            body = string(note.get("content")) + (f"\n\n— {write.escaped(authors)}" if authors else "")
            left = self._keep(string(note.get("abstract")) or "Note", [note], ("abstract", "content", "authors", "object_refs"))
            yield self._section(string(note.get("abstract")) or "Note", _and(body, left), [note])
        opinions = undisputing(self._of("note"), self._of("opinion"))
        if opinions:
            lines, named, kept = [], [], []
            for one in opinions:
                about = ", ".join(map(self._name, strings(one.get("object_refs"))))
                lines.append(f"- {words_of_opinion(one, about)}")
                of_it = [one, *self._objects_of(one.get("object_refs"))]
                named += of_it[1:]
                kept.append(self._keep(f"Opinion on {about}", of_it, ("opinion", "explanation", "authors", "object_refs")))
            yield self._section("Opinions", _and("\n".join(lines), *kept), [*opinions, *named])

    def _indicators(self) -> Iterator[dict[str, str]]:
        found = self._of("indicator")
        if not found:
            return
        left = []
        rows = [["Indicator", "Pattern", "Valid", "Kinds", "Confidence", "About"]]
        for one in found:
            rows.append(cells_of_indicator(one))
            left.append(self._keep(string(one.get("name")) or string(one.get("id")), [one], OF_INDICATOR))
        yield self._section("Indicators", _and(write.markdown_table(rows), *left), found)

    def _observables(self) -> Iterator[dict[str, str]]:
        found = [one for one in self._objects if string(one.get("type")) in OBSERVABLES]
        if not found:
            return
        left = []
        rows = [["Kind", "Value"]]
        for one in found:
            value = string(one.get("value")) or string(one.get("name")) or string(one.get("key")) or string(one.get("subject"))
            rows.append([string(one.get("type")), value or string(one.get("id"))])
            left.append(self._keep(value or string(one.get("id")), [one], {"value", "key", "subject"}))
        yield self._section("Observables", _and(write.pipe_table(rows), *left), found)

    def _events(self) -> None:
        events = []
        for one in self._of("sighting", "observed-data", "incident"):
            kind = string(one.get("type"))
            of = self._name(string(one.get("sighting_of_ref"))) if kind == "sighting" else string(one.get("name")) or kind
            refs = strings(one.get("object_refs"))
            named = self._objects_of(one.get("sighting_of_ref"), one.get("where_sighted_refs"), refs)
            left = self._keep(f"{kind} {of}", [one, *named], OF_EVENTS)
            events.append(
                {
                    "date": span_of(one) or edtf_of(string(one.get("created"))),
                    "title": f"Sighting of {of}" if kind == "sighting" else of,
                    "note": _and(string(one.get("description")), times_of(one, map(self._name, refs)), left),
                    "actors": [self._ids.get(ref, self._name(ref)) for ref in strings(one.get("where_sighted_refs"))],
                    **self._labels(one, named),
                }
            )
        self._made.fields["events"] = events

    def _others(self) -> None:
        """Objects of kinds that have no place of their own."""
        placed = {*ACTORS, *OBSERVABLES, *PLACED, *REPORTS}
        for one in self._objects:
            if string(one.get("type")) in placed:
                continue
            self._made.losses["objects-not-taken"] += 1
            self._restrict(one)
            keep_rest(
                self._made, string(one.get("name")) or string(one.get("id")), one, ("id", "spec_version", "created", "modified")
            )


def _and(*texts: str) -> str:
    """Texts below each other, those that there are."""
    return "\n\n".join(filter(None, texts))


def _words(kind: str) -> str:
    return kind.removeprefix("x-mitre-").replace("-", " ")
