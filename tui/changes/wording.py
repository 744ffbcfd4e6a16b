"""Changes in words: a sentence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from tui.changes.item_fields import shapes, shown_value, values_of
from tui.changes.results import Changes, FieldChange, ItemChange, LeaningThing, SectionChange
from tui.model.counted import counted
from tui.model.dates import DAY, Date, civil_of, parse_date
from tui.model.fields import Shape
from tui.model.text import clipped

RECALL, MOVED, HANDLING, STRUCTURE, SMALL = range(5)
"""Ranks of sentences: how much a change asks for attention, recalls most."""

LONGEST_TITLE = 300
"""Characters of the titles of a section that was renamed."""

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


class Sentence(msgspec.Struct, frozen=True, array_like=True):
    """One change in words."""

    text: str
    """`judgment “It will rain.” moved: likely → unlikely`; the first letter is small, no full stop."""
    section: str
    """Id of the section where it is to be seen now; "" where that is gone."""
    rank: int
    """How much it asks for attention: `RECALL` most, `SMALL` least."""
    subject: tuple[int, int] = (0, 0)
    """The piece of the text that names what it tells of."""


class Told(NamedTuple):
    """A change in words."""

    text: str
    short: Sequence[str]
    """What a list's reason says of it: `likely → unlikely`; nothing where it is only counted."""
    rank: int


def in_quotes(text: str, length: int = LONGEST) -> str:
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
    return f"{word} {in_quotes(name, length)}" if name else f"{article} {word}"


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
    values = {field.key: shown_value(item.what, field.key, field.after) for field in item.fields}
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
    short = [arrow(likelihood, item.what)] if likelihood else []
    if confidence:
        short.append(f"confidence {arrow(confidence, item.what)}")
    said = [f" moved: {', '.join(short)}"] if short else []
    status, done = _status(item)
    if {field.key for field in item.fields} == {"was"}:
        said = [": its history changed"]
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
    return clipped(shown_value(what, key, text), LONGEST)


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


def _lean(leaning: Sequence[LeaningThing]) -> str:
    """`; judgment “It will rain…” and fact “The sky is grey.” lean on it`."""
    if not leaning:
        return ""
    said = [leaner(one, NAMED) for one in leaning[:MOST_LEANING]]
    if len(leaning) > MOST_LEANING:
        said.append(f"{len(leaning) - MOST_LEANING} more")
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"; {listed} {'leans' if len(said) == 1 else 'lean'} on it"


def leaner(one: LeaningThing, length: int = LONGEST) -> str:
    """A thing that leans on a source, and through which other one."""
    name = _called(one.kind, one.id, one.name, length)
    return f"{name} (through {in_quotes(one.by, length)})" if one.by else name


def bare(label: str) -> str:
    """A label without its article."""
    return re.sub("^(?:the|an?) ", "", label)


# sentences


def sentences(changes: Changes) -> tuple[Sentence, ...]:
    """Every change of structure in words, then what became of sections; texts are counted with their section."""
    names = dict(changes.names)
    made = []
    for item in changes.items:
        told = tell(item, names)
        made.append(sentence_of(item, told))
    for section in changes.sections:
        text, title = _section(section), _title(section)
        there = "" if section.kind == "removed" else section.id
        made.append(Sentence(text, there, 3 if section.kind != "changed" else 4, _place(text, title)))
    return tuple(made)


def sentence_of(item: ItemChange, told: Told) -> Sentence:
    """What is said of a thing, with where it is to be seen and which words name it."""
    return Sentence(told.text, "" if item.kind == "removed" else item.section, told.rank, _place(told.text, label_of(item)))


def _place(text: str, name: str) -> tuple[int, int]:
    name = bare(name)
    start = text.find(name)
    return (start, start + len(name)) if start >= 0 else (0, 0)


def _title(section: SectionChange) -> str:
    """The title of a section; of one that was renamed all of it, since the old and the new may begin alike."""
    return _whole(section.title) if section.renamed else in_quotes(section.title)


def _whole(title: str) -> str:
    return f"“{clipped(title, LONGEST_TITLE)}”"


def _section(section: SectionChange) -> str:
    title = _title(section) if section.title else "a section"
    if section.kind == "added":
        return f"new section {title}"
    if section.kind == "removed":
        return f"section {title} removed" if section.title else "a section removed"
    said = []
    if section.renamed:
        said.append(f"renamed, from {_whole(section.was_title)}" if section.was_title else "renamed")
    if section.moved:
        said.append(f"moved under {in_quotes(section.under)}" if section.under else "moved")
    if section.was_marking != section.marking:
        said.append(f"handling {section.was_marking or 'unmarked'} → {section.marking or 'unmarked'}")
    said += text_counts([section])
    if not section.known:
        said.append("its text changed; how is not known, since the old text was not kept")
    return f"section {title}: {', '.join(said)}"


def text_counts(sections: list[SectionChange]) -> list[str]:
    """How much text changed: `2 paragraphs changed`, `1 paragraph added`."""
    counts: Counter[str] = Counter()
    for section in sections:
        for block in section.blocks:
            counts[block.kind] += 1
    return [f"{counted(counts[kind], 'passage')} {kind}" for kind in ("changed", "added", "removed", "moved") if counts[kind]]


# dates

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def slip(before: str, after: str) -> tuple[int, str]:
    """How far a date of the format moved.

    Returns:
        1 for later, -1 for earlier, 0 where it cannot be told; and the distance, `three months later`, or "".
    """
    try:
        old, new = parse_date(before), parse_date(after)
    except ValueError:
        return 0, ""
    ends = _ends(old, new)
    if ends is None or ends[0] == ends[1]:
        return 0, ""
    way = 1 if ends[1] > ends[0] else -1
    return way, f"{_distance(min(ends), max(ends))} {'later' if way > 0 else 'earlier'}"


def _ends(old: Date, new: Date) -> tuple[int, int] | None:
    """The moments to compare: the ends of both, so that a month is over where it is over; else the beginnings."""
    if old.upper is not None and new.upper is not None:
        return old.upper + 1, new.upper + 1
    if old.lower is not None and new.lower is not None and old.upper is None and new.upper is None:
        return old.lower, new.lower
    return None


def _distance(first: int, last: int) -> str:
    (year, month, day), (year_, month_, day_) = civil_of(first // DAY), civil_of(last // DAY)
    months = (year_ - year) * 12 + month_ - month
    days = round((last - first) / DAY)
    if day == day_ and months and first % DAY == last % DAY:
        return _in_words(months // 12, "year") if months % 12 == 0 else _in_words(months, "month")
    if last - first < DAY:
        hours = (last - first) // 3600
        return _in_words(hours, "hour") if hours else _in_words(max(1, (last - first) // 60), "minute")
    if days % 7 == 0 and days <= 56:
        return _in_words(days // 7, "week")
    return _in_words(days, "day") if days <= 60 else f"about {_in_words(max(2, round(days / 30.44)), 'month')}"


def _in_words(number: int, word: str) -> str:
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{said} {word}" if number == 1 else f"{said} {word}s"
