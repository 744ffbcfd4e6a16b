"""What analysts said of an event of MISP and its parts: notes, opinions, and what has to do with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui.model.text import clipped
from tui.store.formats import markdown_writer as write
from tui.store.formats.json_values import keep_rest, mappings, string
from tui.store.formats.misp_tags import estimate, tag_names
from tui.store.formats.rendition import Rendition

SAID = ("Note", "Opinion", "Relationship", "GalaxyClusterRelation")
"""What hangs on parts of an event and is read here."""

_LONGEST_NAME = 80


def holders(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An event, its attributes, its objects and their attributes: whatever galaxies and what analysts said hang on."""
    yield event
    yield from mappings(event.get("Attribute"))
    for one in mappings(event.get("Object")):
        yield one
        yield from mappings(one.get("Attribute"))


def _named(event: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """All that analysts can say something of, with what it is called: the parts of an event, and what others said of them."""
    waiting = [(one, string(one.get("value")) or string(one.get("name"))) for one in holders(event)]
    waiting[0] = event, ""
    waiting += [(one, string(one.get("name")) or "a report") for one in mappings(event.get("EventReport"))]
    galaxies = [one for holder in holders(event) for one in mappings(holder.get("Galaxy"))]
    waiting += [(one, string(one.get("value"))) for galaxy in galaxies for one in mappings(galaxy.get("GalaxyCluster"))]
    for holder, name in waiting:
        yield holder, clipped(" ".join(name.split()), _LONGEST_NAME)
        for key, called in (("Note", "a note"), ("Opinion", "an opinion")):
            for one in mappings(holder.get(key)):
                who = string(one.get("authors"))
                waiting.append((one, f"{called} by {who}" if who else called))


def analyst_data(made: Rendition, event: dict[str, Any], ids: dict[str, str]) -> list[list[str]]:
    """Take over what analysts said; the rows of a table of what has to do with what, but for actors, which have relations.

    An opinion is a number from 0 to 100 on anything. A briefing knows dissent of judgments alone, which an event has none of,
    so that opinions are a section.
    """
    whole = string(event.get("info")) or "The event"
    called = {uuid: name or whole for holder, name in _named(event) if (uuid := string(holder.get("uuid")))}
    notes: dict[tuple[str, str], None] = {}
    opinions: dict[str, None] = {}
    rows: dict[tuple[str, ...], None] = {("From", "Relation", "To", "By"): None}
    relations: dict[tuple[str, ...], dict[str, str]] = {}
    for holder, name in _named(event):
        for one in mappings(holder.get("Note")):
            who = string(one.get("authors"))
            body = string(one.get("note")) + (f"\n\n— {write.escaped(who)}" if who else "")
            notes[f"Note on {name}" if name else "Note", body] = None
        for one in mappings(holder.get("Opinion")):
            number, who = string(one.get("opinion")), string(one.get("authors"))
            words = f"{number} of 100" if number else "No number"
            text = f"{words}{f' ({who})' if who else ''}{f', on {name}' if name else ''}: {string(one.get('comment'))}"
            opinions[f"- {write.escaped(' '.join(text.split()))}"] = None
        for one, (start, kind, end) in _related(holder):
            who, what = string(one.get("authors")), kind.replace("-", " ")
            ends = called.get(start) or start or name or whole, called.get(end) or end
            if start in ids and end in ids:
                relation = {"from": ids[start], "type": what, "to": ids[end], **estimate(tag_names(one))}
                relation["note"] = "\n\n".join(filter(None, (relation.get("note", ""), who and f"— {write.escaped(who)}")))
                relations[tuple(relation.values())] = relation
            else:
                rows[ends[0], what, ends[1], ", ".join(filter(None, (who, *tag_names(one))))] = None
            keep_rest(made, f"{ends[0]} {what} {ends[1]}", one, _OF_RELATIONSHIP)
    made.fields["sections"] += [{"title": title, "body": body} for title, body in notes]
    if opinions:
        made.fields["sections"].append({"title": "Opinions", "body": "\n".join(opinions)})
    made.fields["relations"] = list(relations.values())
    return [list(row) for row in rows]


def _related(holder: dict[str, Any]) -> Iterator[tuple[dict[str, Any], tuple[str, str, str]]]:
    """What something has to do with something else, with the id of the one, the word for it, and the id of the other."""
    own = string(holder.get("uuid"))
    for one in mappings(holder.get("Relationship")):
        start, end = string(one.get("object_uuid")) or own, string(one.get("related_object_uuid"))
        yield one, (start, string(one.get("relationship_type")), end)
    for one in mappings(holder.get("GalaxyClusterRelation")):
        end = string(one.get("referenced_galaxy_cluster_uuid"))
        yield one, (own, string(one.get("referenced_galaxy_cluster_type")), end)


_OF_RELATIONSHIP = frozenset(
    (
        *("object_uuid", "related_object_uuid", "object_type", "related_object_type", "relationship_type", "authors", "Tag"),
        *("uuid", "id", "created", "modified", "distribution", "sharing_group_id", "SharingGroup", "note_type", "note_type_name"),
        *("referenced_galaxy_cluster_uuid", "referenced_galaxy_cluster_type", "referenced_galaxy_cluster_id"),
        *("galaxy_cluster_uuid", "galaxy_cluster_id", "locked", "org_uuid", "orgc_uuid"),
    )
)
"""Properties of relations that are taken over, or that only carry them."""
