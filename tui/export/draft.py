"""The draft of a briefing, made of passages and things of others: quoted and cited, their sources merged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from tui.export.data import editable_fields
from tui.model.briefing import Action, Actor, Briefing, Event, Fact, Item, Judgment, Relation, Source, Term
from tui.model.dates import MONTHS
from tui.model.handling import Marking, strictest
from tui.model.recalls import source_names
from tui.model.text import collapsed, slug
from tui.store.formats.briefing_file import harmless_fields, plain_as_markdown, written

_FIELDS: Mapping[type[Item], str] = {
    Judgment: "judgments",
    Fact: "facts",
    Event: "events",
    Action: "actions",
    Actor: "actors",
    Relation: "relations",
    Term: "terms",
    Source: "sources",
}
"""Where a thing stands in a briefing; an agreement is quoted as a passage."""

_CITED = re.compile(r"@([^\s\];,@]+)")


class DraftPiece(Protocol):
    """What goes into a draft: a thing of a briefing, or a passage."""

    @property
    def briefing(self) -> Briefing | None:
        """Where it comes from; None for what is gone."""

    @property
    def item(self) -> Item | None:
        """The thing; None for a passage."""

    @property
    def text(self) -> str:
        """What is read there; "" for what is gone."""

    @property
    def marking(self) -> Marking:
        """The one that holds for it, and for the title of its briefing."""

    @property
    def citation(self) -> str:
        """Where a passage comes from, in one line."""

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources that a passage cites."""

    @property
    def note(self) -> str:
        """The person's own words on it."""


class _Sources:
    """The sources of several briefings as those of one, each once."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, Any]] = {}
        """By the id that each has in the draft."""
        self._known: dict[int, str] = {}

    def take(self, briefing: Briefing, id: str) -> str:
        """The id that a source of a briefing has in the draft; "" where there is no such source."""
        source = next((one for one in briefing.sources if one.id == id), None)
        if source is None:
            return ""
        names = list(source_names(source))
        known = next((self._known[name] for name in names if name in self._known), "")
        if not known:
            known = _free(source.id, briefing.id, self.fields)
            self.fields[known] = {"id": known}
            fields = editable_fields(source) | {"id": known} | _marked(strictest([source.handling, briefing.handling]))
            derived = [self.take(briefing, other) or other for other in source.derived_from]
            self.fields[known] = fields | ({"derived_from": derived} if derived else {})
        self._known |= dict.fromkeys(names, known)
        return known


def _free(id: str, briefing: str, taken: Mapping[str, object]) -> str:
    """An id that nothing has yet."""
    for wanted in (id or briefing, f"{briefing}-{id}"):
        if wanted not in taken:
            return wanted
    return next(name for number in range(2, len(taken) + 3) if (name := f"{briefing}-{id}-{number}") not in taken)


def _marked(marking: Marking) -> dict[str, str]:
    return {name: value for name, value in (("tlp", marking.tlp or ""), ("marking", marking.text)) if value}


def draft_of(things: Sequence[DraftPiece], title: str, id: str, date: str) -> tuple[dict[str, Any], Marking]:
    """The fields of a briefing made of some pieces, and its marking: the strictest of all.

    Passages are quoted below the title of their briefing, with their citations; judgments, events and the like are things of the
    draft, each with the marking that holds for it; their sources are merged.

    Args:
        things: those that are gone do not count.
        title: of the draft.
        id: its own.
        date: of today.
    """
    there = [one for one in things if one.text and one.briefing is not None]
    marking = strictest(one.marking for one in there)
    fields: dict[str, Any] = {"title": title, "id": id, "date": date, "kind": "note", "status": "draft"} | _marked(marking)
    fields["bluf"] = "What the reader must know, in one or two sentences."
    sources, taken = _Sources(), dict[str, object]()
    sections: dict[str, list[DraftPiece]] = {}
    for one in there:
        briefing, item = one.briefing, one.item
        assert briefing is not None
        if item is None or type(item) not in _FIELDS:
            sections.setdefault(briefing.id, []).append(one)
        elif isinstance(item, Source):
            sources.take(briefing, item.id)
        else:
            made = _thing_fields(one, item, briefing, sources, taken)
            taken[made["id"]] = True
            fields.setdefault(_FIELDS[type(item)], []).append(made)
    if sections:
        fields["sections"] = [_section(own, sources) for own in sections.values()]
    if sources.fields:
        fields["sources"] = list(sources.fields.values())
    fields["related"] = list(dict.fromkeys(one.briefing.id for one in there if one.briefing is not None and one.briefing.id))
    return fields, marking


def _thing_fields(
    one: DraftPiece, item: Item, briefing: Briefing, sources: _Sources, taken: Mapping[str, object]
) -> dict[str, Any]:
    fields = editable_fields(item)
    fields["id"] = _free(item.id, briefing.id, taken)
    if "sources" in fields:
        fields["sources"] = [sources.take(briefing, id) or id for id in fields["sources"]]
    for name in ("actors", "reports_to", "led_by", "part_of"):
        if name in fields:
            fields[name] = [_actor_name(briefing, id) for id in fields[name]]
    for name in ("from", "to"):
        if name in fields:
            fields[name] = _actor_name(briefing, fields[name])
    for name in ("text", "note", "basis", "description", "meaning"):
        if isinstance(fields.get(name), str):
            fields[name] = _CITED.sub(lambda found: f"@{sources.take(briefing, found[1]) or found[1]}", fields[name])
            fields[name] = re.sub(r"\[\[#?([^\]|]+)\|([^\]]*)\]\]", r"\2", fields[name])
            fields[name] = re.sub(r"\[\[#?([^\]|]+)\]\]", lambda found: _actor_name(briefing, found[1]), fields[name])
    note = one.note
    if note:
        key = "note" if isinstance(item, Fact | Event | Relation) else "basis" if isinstance(item, Judgment) else ""
        if key:
            fields[key] = "\n\n".join(text for text in (fields.get(key, ""), note) if text)
    return fields | _marked(one.marking)


def _actor_name(briefing: Briefing, id: str) -> str:
    actor = next((one for one in briefing.actors if one.id == id), None)
    return (actor.name or actor.label) if actor is not None else id


def _section(things: Sequence[DraftPiece], sources: _Sources) -> dict[str, Any]:
    """The passages of one briefing, quoted."""
    briefing = things[0].briefing
    assert briefing is not None
    pieces = []
    for one in things:
        quoted = "\n".join(f"> {line}".rstrip() for line in plain_as_markdown(one.text).split("\n"))
        ids = [taken for id in one.cited if (taken := sources.take(briefing, id))]
        cited = f" [{'; '.join(f'@{id}' for id in ids)}]" if ids else ""
        link = f" [[{briefing.id}]]" if briefing.id else ""
        label = f"[{one.marking}] " if one.marking else ""
        pieces.append(f"{quoted}\n\n— {label}{plain_as_markdown(one.citation)}{link}{cited}")
        if one.note:
            pieces.append(one.note)
    whole = strictest(one.marking for one in things)
    return {"title": f"From “{briefing.title or briefing.id}”"} | _marked(whole) | {"body": "\n\n".join(pieces)}


def written_draft(things: Sequence[DraftPiece], shape: str, title: str, folder: Path, today: date) -> Path:
    """Write a draft of some pieces into a folder, and give its path.

    Args:
        things: what goes into it.
        shape: `md` or `yaml`.
        title: of the draft; "" for one with the day.
        folder: where to write.
        today: the day.

    Raises:
        FileExistsError: a file of its name is there; the message is its path.
        OSError: it cannot be written; the message is a sentence.
    """
    said = collapsed(title) or f"Draft of {today.day} {MONTHS[today.month - 1]} {today.year}"
    fields, marking = draft_of(things, said, slug(said), today.isoformat())
    return write_briefing(fields, marking, shape, folder)


def write_briefing(fields: dict[str, Any], marking: Marking, shape: str, folder: Path) -> Path:
    """Write the fields of a draft into a folder, as `written_draft`, and give its path."""
    from tui.store.formats.importing import CannotWrite, ImportTarget, write

    if shape == "md":
        parts = [f"# {one['title']}\n\n{one['body']}" for one in fields.pop("sections", [])]
        fields = {**fields, "body": "\n\n".join(parts)}
    path = folder / f"{fields['id']}.{shape}"
    comment = f"# {marking}" if marking else "# unmarked: nothing in it is labelled"
    try:
        write(ImportTarget(path, written(harmless_fields(fields), "md" if shape == "md" else "yaml", comment), "written"))
    except FileExistsError:
        raise FileExistsError(str(path)) from None
    except CannotWrite as error:
        raise OSError(str(error)) from None
    return path


def listed_draft(
    records: Sequence[Mapping[str, Any]], titles: Sequence[tuple[str, str]], today: date, marking: Marking
) -> dict[str, Any]:
    """The fields of a handover: each section of a page as a list, with links to the briefings.

    Args:
        records: entries of the page, as `--json` has them.
        titles: id and title of each section, in order.
        today: the day.
        marking: the strictest of all entries.
    """
    said = f"Handover of {today.day} {MONTHS[today.month - 1]} {today.year}"
    fields: dict[str, Any] = {"title": said, "id": slug(said), "date": today.isoformat(), "kind": "handover", "status": "draft"}
    fields |= _marked(marking) | {"bluf": "What the next shift must know first."}
    sections = []
    for id, title in titles:
        own = [one for one in records if one["under"] in (id, title)]
        lines = [_line(one) for one in own]
        if lines:
            sections.append({"title": title, "body": "\n".join(lines)})
    fields["sections"] = sections
    fields["related"] = list(dict.fromkeys(str(one["briefing"]) for one in records if one.get("briefing")))
    return fields


def _line(record: Mapping[str, Any]) -> str:
    def plain(text: object) -> str:
        return plain_as_markdown(" ".join(str(text).split()))

    label = f"[{record['marking']}] " if record.get("marking") else ""
    text = record.get("evidence") or record.get("title") or ""
    parts = [f"- {label}{plain(text)}", plain(record["said"]) if record.get("said") else ""]
    link = f" [[{record['briefing']}]]" if record.get("briefing") else ""
    return " — ".join(part for part in parts if part) + link
