"""One changed thing in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tui.document.changes.items import values_of
from tui.document.changes.results import FieldChange, ItemChange, Leaning
from tui.document.changes.slips import slip
from tui.document.changes.values import clipped, shapes, shown
from tui.model.fields import Shape

RECALL, MOVED, HANDLING, STRUCTURE, SMALL = range(5)
"""Ranks of sentences, as in `Sentence.rank`."""

LISTS = (Shape.SLUGS, Shape.TEXTS)
TEXTS = (Shape.PROSE, Shape.TEXT, Shape.THINGS)
LONGEST = 60
"""Characters of a value that is said whole in a sentence; longer ones are shown below it."""

NAMED = 40
"""Characters of a name where several things are named in one sentence, or one in a list's reason."""

MOST_LEANING = 4
"""How many things a sentence names that lean on one source; the page has all of them."""

_WORDS = {"tlp": "TLP", "bluf": "bottom line", "said_by": "said by", "when": "the author’s words for the date"}
_BY_TEXT = ("judgment", "fact", "action", "event", "history")
"""What has no name but the beginning of its text; where it has no text either, its id stands for it in an edition."""
_SMALL = ("updated", "date", "number", "cutoff", "lang", "authors", "audience", "producer", "scale", "kind")


class Told(NamedTuple):
    """A change in words."""

    text: str
    short: Sequence[str]
    """What a list's reason says of it: `likely → unlikely`; nothing where it is only counted."""
    rank: int


def quoted(text: str, length: int = LONGEST) -> str:
    """A name or the beginning of a text in quotation marks."""
    return f"“{clipped(text, length)}”"


def label_of(item: ItemChange, length: int = LONGEST) -> str:
    """What a sentence calls a thing: by its name or the beginning of its text, as its page does, and by no id."""
    return _called(item.what, item.id, item.name, length)


def _called(what: str, id_: str, name: str, length: int) -> str:
    if what == "briefing":
        return "the briefing"
    if what in _BY_TEXT and name == id_:
        name = ""
    if what == "relation":
        return f"the relation {name}" if name else "a relation"
    if what == "other":
        return f"other field {name}"
    if what == "related":
        return f"related briefing {name}"
    word = "entry of the history" if what == "history" else what
    article = "an" if word[0] in "aeiou" else "a"
    return f"{word} {quoted(name, length)}" if name else f"{article} {word}"


def tell(item: ItemChange, names: Mapping[str, str]) -> Told:
    """A changed thing in words.

    Args:
        item: what changed.
        names: what people call the things that fields name by id.
    """
    if item.kind == "added":
        return _added(item)
    if item.kind == "removed":
        return Told(f"{label_of(item)} removed", (), STRUCTURE)
    if item.what == "briefing":
        return _briefing(item, names)
    if item.what == "judgment":
        return _judgment(item, names)
    if item.what == "source":
        return _source(item, names)
    if item.what == "relation":
        status = item.field("status")
        said = [f": {arrow(status, 'relation')}"] if status else []
        return _plain(item, names, said, ("status",))
    if item.what in ("event", "action"):
        return _dated(item, names, "date" if item.what == "event" else "due")
    return _plain(item, names, *_status(item))


def _added(item: ItemChange) -> Told:
    values = {field.key: shown(item.what, field.key, field.after) for field in item.fields}
    said = f"new {bare(label_of(item))}"
    extras = [values.get(key, "") for key in ("likelihood", "type" if item.what == "relation" else "", "status", "owner")]
    extras += [f"{values['confidence']} confidence"] if "confidence" in values else []
    extras += [f"due {values['due']}"] if "due" in values else []
    extras += [values["date"]] if item.what in ("event", "history") and "date" in values else []
    said += "".join(f", {extra}" for extra in extras if extra)
    if item.what == "history":
        recall = values.get("type") == "recall"
        return Told(f"{said}: a recall" if recall else said, ("a recall",) if recall else (), RECALL if recall else SMALL)
    fallen = item.what == "source" and values.get("status") in ("recalled", "corrected")
    return Told(said + _lean(item.leaning), (), RECALL if fallen else STRUCTURE)


def _briefing(item: ItemChange, names: Mapping[str, str]) -> Told:
    said: list[str] = []
    short: list[str] = []
    rank = SMALL
    for field in item.fields:
        clause = _clause(item, field, names)
        if field.key == "status" and field.after in ("recalled", "superseded"):
            clause = f"now {field.after}"
            rank = RECALL if field.after == "recalled" else min(rank, HANDLING)
            said.insert(0, clause)
            short.insert(0, field.after)
            continue
        said.append(clause)
        if field.key in ("tlp", "marking", "status", "priority", "embargo", "review_by"):
            rank = min(rank, HANDLING)
            short.append(clause)
        elif field.key not in _SMALL:
            rank = min(rank, STRUCTURE)
    return Told(f"the briefing: {'; '.join(said)}", short, rank)


def _judgment(item: ItemChange, names: Mapping[str, str]) -> Told:
    likelihood, confidence = item.field("likelihood"), item.field("confidence")
    short = []
    if likelihood:
        short.append(arrow(likelihood, item.what))
    if confidence:
        short.append(f"confidence {arrow(confidence, item.what)}")
    said = [f" moved: {', '.join(short)}"] if short else []
    status, done = _status(item)
    told = _plain(item, names, said + status, ("likelihood", "confidence", "was", *done))
    return Told(told.text, short, MOVED if short or status else STRUCTURE)


def _source(item: ItemChange, names: Mapping[str, str]) -> Told:
    status = item.field("status")
    said = []
    if status and status.after in ("recalled", "corrected"):
        said.append(f" {status.after}")
    elif status and status.before in ("recalled", "corrected"):
        said.append(f" stands again (was {status.before})")
    elif status:
        said.append(f": status {arrow(status, item.what)}")
    told = _plain(item, names, said, ("status",))
    fallen = bool(status and status.after in ("recalled", "corrected"))
    return Told(told.text + _lean(item.leaning), (), RECALL if fallen else told.rank)


def _dated(item: ItemChange, names: Mapping[str, str], key: str) -> Told:
    moved = item.field(key)
    said, done = _status(item)
    if moved and moved.before and moved.after:
        way, _ = slip(moved.before, moved.after)
        word = {1: "slipped", -1: "brought forward"}.get(way, "moved")
        due = " due date" if key == "due" else ""
        said.append(f"{due} {word}: {arrow(moved, item.what)}")
        done = (*done, key)
    return _plain(item, names, said, done)


def _status(item: ItemChange) -> tuple[list[str], tuple[str, ...]]:
    """`is now confirmed (was reported)`, and the fields that it says."""
    status = item.field("status")
    if status is None:
        return [], ()
    if not status.after:
        return [f" is no longer said to be {status.before}" if status.before else " changed its status"], ("status",)
    was = f" (was {status.before})" if status.before else ""
    return [f" is now {status.after}{was}"], ("status",)


def _plain(item: ItemChange, names: Mapping[str, str], said: Sequence[str] = (), done: Sequence[str] = ()) -> Told:
    """The label, what is said already, then the other fields."""
    text = label_of(item) + "; ".join([said[0], *(part.strip() for part in said[1:])] if said else [])
    rest = [_clause(item, field, names) for field in item.fields if field.key not in done]
    if rest:
        text += ("; " if said else ": ") + "; ".join(rest)
    return Told(text, (), STRUCTURE)


def arrow(field: FieldChange, what: str) -> str:
    """`likely → unlikely`; of dates also how far: `by Mar 2025 → by Jun 2025, three months later`."""
    new = _value(field.after, what, field.key) or "not given"
    if not field.known:
        return f"now {new} (what it was is not kept)"
    old = _value(field.before, what, field.key) or "not given"
    far = slip(field.before, field.after)[1] if shapes(what).get(field.key) is Shape.DATE else ""
    return f"{old} → {new}" + (f", {far}" if far else "")


def _value(text: str, what: str, key: str) -> str:
    if key == "tlp" and text:
        return f"TLP:{text}"
    return clipped(shown(what, key, text), LONGEST)


def word_of(key: str) -> str:
    """What people call a field."""
    return _WORDS.get(key, key.replace("_", " "))


def _clause(item: ItemChange, field: FieldChange, names: Mapping[str, str]) -> str:
    word = word_of(field.key)
    shape = shapes(item.what).get(field.key, Shape.TEXT)
    if not field.known:
        return f"{word} changed"
    if field.key == "text" or (item.what == "term" and field.key == "meaning"):
        return "reworded"
    if shape in LISTS and len(field.before) + len(field.after) < 4 * LONGEST:
        return _listed(word, field, names)
    if shape in LISTS or (shape in TEXTS and max(len(field.before), len(field.after)) > LONGEST):
        return f"{word} {'added' if not field.before else 'removed' if not field.after else 'changed'}"
    if not field.before:
        return f"{word} added: {_value(field.after, item.what, field.key)}"
    if not field.after:
        return f"{word} removed: {_value(field.before, item.what, field.key)}"
    if shape is Shape.SLUG:
        return f"{word} {names.get(field.before, field.before)} → {names.get(field.after, field.after)}"
    said = arrow(field, item.what)
    return said if field.key == "tlp" else f"{word} {said}"


def _listed(word: str, field: FieldChange, names: Mapping[str, str]) -> str:
    old, new = values_of(field.before), values_of(field.after)
    parts = [
        f"{action} {', '.join(names.get(value, value) for value in values)}"
        for action, values in (
            ("added", [value for value in new if value not in old]),
            ("removed", [value for value in old if value not in new]),
        )
        if values
    ]
    return f"{word}: {' and '.join(parts)}" if parts else f"{word} in another order"


def _lean(leaning: Sequence[Leaning]) -> str:
    """`; judgment “It will rain…” and fact “The sky is grey.” lean on it`."""
    if not leaning:
        return ""
    said = [leaner(one, NAMED) for one in leaning[:MOST_LEANING]]
    if len(leaning) > MOST_LEANING:
        said.append(f"{len(leaning) - MOST_LEANING} more")
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"; {listed} {'leans' if len(said) == 1 else 'lean'} on it"


def leaner(one: Leaning, length: int = LONGEST) -> str:
    """A thing that leans on a source, and through which other one."""
    name = _called(one.kind, one.id, one.name, length)
    return f"{name} (through {quoted(one.by, length)})" if one.by else name


def bare(label: str) -> str:
    """A label without its article."""
    return re.sub("^(?:the|an?) ", "", label)
