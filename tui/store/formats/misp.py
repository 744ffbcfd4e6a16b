"""Exports of MISP: events with their reports, attributes and clusters, reports alone, and galaxies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from functools import partial
from typing import Any

from tui.model.handling import Marking
from tui.model.text import slug, unique
from tui.store.formats import markdown_writer as write
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import tlp_named
from tui.store.formats.json_values import json_held, keep_rest, labels_within, mapping_of, mappings, string, strings
from tui.store.formats.misp_analysts import SAID, analyst_data, holders
from tui.store.formats.misp_tags import estimate, graded, tag_names, take_tags
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key

_ANALYSIS = {"0": "draft", "1": "draft", "2": "issued"}
_DISTRIBUTION = {
    "0": "Your organisation only",
    "1": "This community only",
    "2": "Connected communities",
    "4": "Sharing group",
}
"""Who may have an event; “all communities” (3) restricts nobody."""

_THREAT = {"1": "high", "2": "medium", "3": "low"}

_MOST_ROWS = 20_000


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The events of an export, or the one report or galaxy of a file."""
    held = json_held(data)
    if isinstance(held, dict) and isinstance(held.get("values"), list):
        yield FilePart("", data, lambda: _galaxy(held, data, file))
        return
    if isinstance(held, dict) and isinstance(held.get("EventReport"), dict):
        yield FilePart("", data, lambda: _report(mapping_of(held.get("EventReport")), data, file))
        return
    events = [mapping_of(one.get("Event")) for one in _exported(held)]
    events = [event for event in events if event]
    if not events:
        raise NotOfThisFormat
    for event in events:
        own = json.dumps(event).encode() if len(events) > 1 else data
        key = part_key(string(event.get("uuid")) or string(event.get("id"))) if len(events) > 1 else ""
        yield FilePart(key, own, partial(_event, event, own, file))


def _exported(held: object) -> Sequence[dict[str, Any]]:
    if isinstance(held, dict) and "Event" not in held:
        held = held.get("response")
    return [held] if isinstance(held, dict) else mappings(held)


def _event(event: dict[str, Any], data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file, string(event.get("info")) or file.stem)
    date = edtf_of(string(event.get("date")))
    producer = string(mapping_of(event.get("Orgc")).get("name")) or string(mapping_of(event.get("Org")).get("name"))
    threat = _THREAT.get(string(event.get("threat_level_id")), "")
    grade, tags = graded(take_tags(made, tag_names(event)))
    made.fields |= {
        "id": part_key(string(event.get("uuid"))) if string(event.get("uuid")) else "",
        "date": date,
        "updated": _of_seconds(string(event.get("publish_timestamp"))),
        "kind": "incident",
        "status": _ANALYSIS.get(string(event.get("analysis")), ""),
        "producer": producer,
        "tags": [*tags, f"threat-level/{threat}"] if threat else tags,
        "sources": [],
    }
    _restrict(made, event)
    made.fields["sections"] = [
        {"title": string(one.get("name")) or "Report", "body": string(one.get("content"))}
        for one in mappings(event.get("EventReport"))
    ]
    ids = _clusters(made, event)
    _attributes(made, event)
    _table(made, "Relationships", analyst_data(made, event, ids))
    made.keep("MISP uuid", string(event.get("uuid")))
    keep_rest(made, "Event", event, _OF_EVENT)
    own_source(made, data, date=date, publisher=producer, type="MISP event", **grade)
    return made


_OF_EVENT = (
    *("info", "date", "publish_timestamp", "Orgc", "Org", "analysis", "threat_level_id", "Tag", "EventReport", "Galaxy"),
    *("Attribute", "Object", "Note", "Opinion", "Relationship", "distribution", "SharingGroup", "uuid"),
)


def _restrict(made: Rendition, whole: dict[str, Any]) -> None:
    """Take over who may have a thing, and whatever part of it, however deep, fewer may have or is labelled."""
    may = _who_may_have(whole)
    made.handling.append(Marking(None, may))
    made.of_parts += labels_within({**whole, "Tag": None})
    judged: set[tuple[str, str]] = set()
    waiting: list[object] = list(whole.values())
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += [held for held in one.values() if held and (held.__class__ is dict or held.__class__ is list)]
            if one.get("Tag"):
                made.of_parts += [tlp_named(tag) for tag in tag_names(one) if tag.lower().startswith("tlp:")]
            level, number, group = one.get("distribution"), one.get("sharing_group_id"), one.get("SharingGroup")
            if level is None and number is None and not group:
                continue
            if not group:
                # What two numbers say they say of every other part too.
                numbers = str(level), str(number)
                if numbers in judged:
                    continue
                judged.add(numbers)
            words = _who_may_have(one)
            if words and words != may and not _is_closer(whole, one):
                made.of_parts.append(Marking(None, words))


def _who_may_have(one: dict[str, Any]) -> str:
    """Whom a thing is for, in words; "" for everybody, or those who may have what it is in."""
    level, group = string(one.get("distribution")), mapping_of(one.get("SharingGroup"))
    number = string(one.get("sharing_group_id")).strip("0")
    named = string(group.get("name")) or string(group.get("uuid")) or (number and f"number {string(one.get('sharing_group_id'))}")
    words = _DISTRIBUTION.get(level, _DISTRIBUTION["4"] if number and not group else "")
    return ": ".join(filter(None, (words, named)))


def _is_closer(whole: dict[str, Any], part: dict[str, Any]) -> bool:
    """Whether fewer may have the whole than may have a part of it anyway: both by levels, which say so."""
    levels = [string(one.get("distribution")) for one in (whole, part)]
    grouped = any(one.get("SharingGroup") or string(one.get("sharing_group_id")).strip("0") for one in (whole, part))
    return not grouped and all(level in ("0", "1", "2", "3") for level in levels) and levels[0] < levels[1]


def _of_seconds(text: str) -> str:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if text.strip("0") else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _clusters(made: Rendition, event: dict[str, Any]) -> dict[str, str]:
    """Take the clusters as actors; their ids by those of MISP."""
    ids: dict[str, str] = {}
    taken: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    addresses: dict[str, None] = {}
    actors = []
    for galaxy in [one for holder in holders(event) for one in mappings(holder.get("Galaxy"))]:
        kind = string(galaxy.get("name"))
        if ("", kind) not in seen:
            seen.add(("", kind))
            keep_rest(made, kind, galaxy, _OF_GALAXY)
        for cluster in mappings(galaxy.get("GalaxyCluster")):
            meta = mapping_of(cluster.get("meta"))
            name = string(cluster.get("value"))
            if (name, kind) in seen:
                continue
            seen.add((name, kind))
            actors.append(_actor(name, unique(slug(name), taken), cluster, meta, kind))
            ids[string(cluster.get("uuid")) or name] = actors[-1]["id"]
            addresses |= dict.fromkeys(strings(meta.get("refs")))
            keep_rest(made, name, meta, ("synonyms", "refs"))
            keep_rest(made, name, cluster, _OF_CLUSTER)
    made.fields["actors"] = actors
    made.fields["sources"] += [{"title": address, "url": address} for address in addresses]
    return ids


_OF_GALAXY = ("GalaxyCluster", "name", "uuid", "id", "icon")
_OF_CLUSTER = ("value", "description", "meta", "uuid", "id", "galaxy_id", "tag_id", "collection_uuid", "type", *SAID)


def _actor(name: str, key: str, cluster: dict[str, Any], meta: dict[str, Any], kind: str) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "type": "organisation" if "actor" in kind.lower() else "other",
        "role": kind.lower().replace("-", " "),
        "aliases": [alias for alias in strings(meta.get("synonyms")) if alias != name],
        "description": string(cluster.get("description")),
    }


_COLUMNS = ("category", "type", "value")
_SIGHTED = {"0": "seen", "1": "false positive", "2": "expired"}


def _attributes(made: Rendition, event: dict[str, Any]) -> None:
    rows = [["Object", "Part", "Category", "Type", "Value", "For detection", "First seen", "Last seen", "Comment", "Tags"]]
    sightings = [["Value", "Date", "What", "By", "Where"]]
    objects = mappings(event.get("Object"))
    groups = [("", mappings(event.get("Attribute")))]
    groups += [(string(one.get("name")), mappings(one.get("Attribute"))) for one in objects]
    for name, attributes in groups:
        for one in attributes:
            tags = tag_names(one)
            made.losses["embedded-files-not-taken"] += bool(string(one.get("data")))
            cells = [string(one.get(key)) for key in _COLUMNS]
            seen = [edtf_of(string(one.get(key))) for key in ("first_seen", "last_seen")]
            detects = "yes" if one.get("to_ids") is True else ""
            part = string(one.get("object_relation"))
            rows.append([name, part, *cells, detects, *seen, string(one.get("comment")), ", ".join(tags)])
            sightings += [_sighting(cells[2], sighting) for sighting in mappings(one.get("Sighting"))]
            keep_rest(made, f"{cells[2]}: proposals", {"proposed": one.get("ShadowAttribute")}, ())
    _table(made, "Indicators", rows)
    _table(made, "Sightings", sightings)
    _objects(made, event, objects)


def _table(made: Rendition, title: str, rows: list[list[str]]) -> None:
    """A section with a table, without the columns in which there is nothing."""
    if len(rows) > _MOST_ROWS:
        made.losses["rows-not-taken"] += len(rows) - _MOST_ROWS
        del rows[_MOST_ROWS:]
    if len(rows) > 1:
        kept = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:])]
        table = write.pipe_table([[row[column] for column in kept] for row in rows])
        made.fields["sections"].append({"title": title, "body": table})


def _sighting(value: str, one: dict[str, Any]) -> list[str]:
    who = string(mapping_of(one.get("Organisation")).get("name"))
    what = string(one.get("type"))
    return [value, _of_seconds(string(one.get("date_sighting"))), _SIGHTED.get(what, what), who, string(one.get("source"))]


def _objects(made: Rendition, event: dict[str, Any], objects: Sequence[dict[str, Any]]) -> None:
    """What objects say besides their attributes: what they are, each kind once, and what they have to do with each other."""
    called = {string(one.get("uuid")): string(one.get("value")) for one in holders(event) if "value" in one}
    called |= {string(one.get("uuid")): string(one.get("name")) for one in objects}
    references = [["Object", "Relation", "To", "Comment"]]
    told: set[tuple[str, str]] = set()
    for one in objects:
        name = string(one.get("name"))
        made.keep(f"{name}: comment", string(one.get("comment")))
        for key in ("description", "meta-category"):
            text = string(one.get(key))
            if (name + key, text) not in told:
                told.add((name + key, text))
                made.keep(f"{name}: {key}", text)
        for reference in mappings(one.get("ObjectReference")):
            to = string(reference.get("referenced_uuid"))
            what = string(reference.get("relationship_type")).replace("-", " ")
            references.append([name, what, called.get(to, to), string(reference.get("comment"))])
    _table(made, "Relations of objects", references)


def _report(report: dict[str, Any], data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file, string(report.get("name")) or file.stem)
    made.fields |= {
        "id": part_key(string(report.get("uuid"))) if string(report.get("uuid")) else "",
        "updated": _of_seconds(string(report.get("timestamp"))),
        "body": string(report.get("content")),
    }
    made.fields["tags"] = take_tags(made, tag_names(report))
    _restrict(made, report)
    keep_rest(made, "EventReport", report, ("name", "content", "uuid", "timestamp", "Tag", "distribution"))
    own_source(made, data, type="MISP report")
    return made


def _galaxy(held: dict[str, Any], data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file, string(held.get("name")) or file.stem)
    _restrict(made, held)
    clusters = mappings(held.get("values"))
    if not clusters or not all(string(one.get("value")) for one in clusters[:100]):
        raise NotOfThisFormat
    taken: dict[str, int] = {}
    keys = [unique(slug(string(one.get("value"))), taken) for one in clusters]
    ids = {uuid: key for one, key in zip(clusters, keys, strict=True) if (uuid := string(one.get("uuid")))}
    actors, relations, addresses = [], [], []
    kind = string(held.get("type"))
    for one, key in zip(clusters, keys, strict=True):
        meta, name = mapping_of(one.get("meta")), string(one.get("value"))
        actors.append(_actor(name, key, one, meta, kind))
        addresses += strings(meta.get("refs"))
        keep_rest(made, name, meta, ("synonyms", "refs"))
        keep_rest(made, name, one, ("value", "uuid", "description", "meta", "related"))
        for related in mappings(one.get("related")):
            other, what = string(related.get("dest-uuid")), string(related.get("type")).replace("-", " ")
            tags = strings(related.get("tags"))
            if other in ids:
                relations.append({"from": key, "type": what, "to": ids[other], **estimate(tags)})
            else:
                made.losses["relations-not-taken"] += 1
                made.keep(f"{name}: relation", f"{what} {other} {' '.join(tags)}")
    made.fields |= {
        "id": part_key(string(held.get("uuid"))) if string(held.get("uuid")) else "",
        "number": string(held.get("version")),
        "authors": strings(held.get("authors")),
        "tags": [one for one in (kind, string(held.get("category"))) if one],
        "body": string(held.get("description")),
        "actors": actors,
        "relations": relations,
        "sources": [{"title": address, "url": address} for address in dict.fromkeys(addresses)],
    }
    keep_rest(made, "galaxy", held, ("name", "uuid", "version", "authors", "type", "category", "description", "values"))
    own_source(made, data, type="MISP galaxy", note=string(held.get("source")))
    return made
