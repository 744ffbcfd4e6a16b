"""The fields a query can name, and the flags of `is:`: one table for parser, matcher, catalog, help and manual."""

from __future__ import annotations

from typing import Literal, NamedTuple

FieldKind = Literal["words", "value", "ranked", "date", "flag"]


class QueryField(NamedTuple):
    """A name that can stand before a colon."""

    name: str
    kind: FieldKind
    """How it is compared: `words` by words, `value` as a whole, `ranked` by rank, `date` by bounds; a `flag` is so or not."""
    note: str
    """What it looks at, to follow "in" or to stand alone in help."""
    example: str
    of: tuple[str, ...] = ()
    """The kinds of things it tells of, where it holds of one and the same thing as what stands beside it: fields of `THINGS`."""


_ALL = (
    QueryField("title", "words", "the title", "title:japan"),
    QueryField("section", "words", "the titles of sections", 'section:"joint headquarters"'),
    QueryField("body", "words", "the text", "body:deterrence"),
    QueryField("tag", "words", "the tags", "tag:command-and-control"),
    QueryField("actor", "words", "the actors: names, short names, aliases", "actor:INDOPACOM", ("actor",)),
    QueryField("source", "words", "the sources: titles, publishers, authors", "source:reuters", ("source",)),
    QueryField("term", "words", "the terms that are explained", 'term:"extended deterrence"'),
    QueryField("judgment", "words", "a judgment", "judgment:blockade", ("judgment",)),
    QueryField("horizon", "date", "the horizon of a judgment", "horizon:..2025-03", ("judgment",)),
    QueryField("fact", "words", "a fact", "fact:54", ("fact",)),
    QueryField("event", "words", "an event", "event:exercise", ("event",)),
    QueryField("on", "date", "the date of an event; event: takes one as well", 'on:"28 Jul 2024"', ("event",)),
    QueryField("action", "words", "an action", "action:evacuation", ("action",)),
    QueryField("owner", "words", "the owner of an action", "owner:J3", ("action",)),
    QueryField("due", "date", "the date on which an action is due", "due:<2024-09", ("action",)),
    QueryField("relation", "words", "a relation (its type, both actors)", 'relation:"reports to"', ("relation",)),
    QueryField("author", "words", "the authors and the producer", "author:smith"),
    QueryField("series", "words", "the series", 'series:"Indo-Pacific weekly"'),
    QueryField("kind", "value", "the kind of briefing", "kind:assessment"),
    QueryField("status", "value", "the status of a briefing, or of a thing", "status:planned"),
    QueryField("id", "value", "the id, or an earlier one", "id:us-japan*"),
    QueryField("links", "value", "what it links to, names as related, or replaces", "links:us-japan-command"),
    QueryField("lang", "value", "the language", "lang:en"),
    QueryField("priority", "ranked", "the priority", "priority:>=immediate"),
    QueryField("tlp", "ranked", "the strictest TLP label inside", "tlp:<=green"),
    QueryField("likelihood", "ranked", "the likelihood of its judgments", "likelihood:>=likely", ("judgment",)),
    QueryField("confidence", "ranked", "the confidence of its judgments", "confidence:high", ("judgment",)),
    QueryField("reliability", "ranked", "the reliability of its sources, A to F", "reliability:>=B", ("source",)),
    QueryField("credibility", "ranked", "the credibility of its sources and facts, 1 to 6", "credibility:>=2", ("source", "fact")),
    QueryField("grade", "ranked", "reliability and credibility at once", "grade:>=B2"),
    QueryField("date", "date", "the date", "date:2024-07..2024-09"),
    QueryField("updated", "date", "the date of the last change", "updated:>=2024-07"),
    QueryField("is", "flag", "what it is", "is:recalled"),
    QueryField("has", "flag", "what you left in it", "has:note"),
    QueryField("note", "words", "your notes", "note:rank"),
    QueryField("read", "date", "the days on which you read it", "read:2024-07"),
)

FIELDS: dict[str, QueryField] = {field.name: field for field in _ALL}
"""Every field by its name, in the order of help."""

THINGS: tuple[str, ...] = ("judgment", "fact", "event", "action", "actor", "relation", "source")
"""Fields of words that are about one thing of a briefing."""

WORDS_OF_THINGS: dict[str, tuple[str, ...]] = {field.name: field.of for field in _ALL if field.kind == "words" and field.of}
"""Fields of words that hold of a thing of a briefing, with the kinds that have them: those of `THINGS`, and others as `owner`."""

THING_STATUSES: dict[str, tuple[str, ...]] = {
    "judgment": ("standing", "revised", "withdrawn", "borne out", "not borne out"),
    "fact": ("reported", "confirmed", "disputed", "denied"),
    "event": ("happened", "planned", "expected", "proposed", "refused", "disputed", "cancelled"),
    "action": ("open", "done", "dropped"),
    "relation": ("current", "planned", "proposed", "refused", "disputed", "former"),
    "source": ("active", "corrected", "recalled"),
}
"""The statuses of things, as `status:` asks for them; a briefing's own come first where both have one."""

ALIASES = {
    "judgments": "judgment",
    "facts": "fact",
    "events": "event",
    "actions": "action",
    "relations": "relation",
    "tags": "tag",
    "actors": "actor",
    "sources": "source",
    "terms": "term",
    "authors": "author",
    "by": "author",
    "producer": "author",
    "sections": "section",
    "heading": "section",
    "text": "body",
    "language": "lang",
    "link": "links",
    "related": "links",
    "notes": "note",
}
"""Other names that are understood without a word."""

TEXT_FIELDS = frozenset({"", "title", "section", "body"})
"""Where words are looked for in running text, and so can be shown in an opened briefing; "" is all three together."""

NAME_FIELDS = tuple(
    field.name for field in _ALL if field.kind == "words" and field.name not in TEXT_FIELDS and field.name != "note"
)
"""Fields of words that are no running text but names: what a file says of them, each by itself."""

THING_STATUS = "thing"
"""What the statuses of things are kept under, each behind its kind: `event planned`."""

VALUE_FIELDS = (*(field.name for field in _ALL if field.kind in ("value", "ranked") and field.name != "grade"), THING_STATUS)
"""Fields whose values are compared as a whole; a grade is its two halves."""

LABELS = frozenset({"tag", "author", "series"})
"""Fields of names and labels: only the written form of a word counts there, never its stem."""

FLAGS: dict[str, str] = {
    "draft": "a draft",
    "issued": "issued",
    "superseded": "superseded",
    "recalled": "recalled",
    "broken": "broken (its file has errors)",
    "disputed": "disputed in part (a fact, event or relation)",
    "marked": "marked",
    "unmarked": "unmarked (no label, no restriction)",
    "restricted": "restricted in words",
    "affected": "affected by a recall (it leans on a source, or a briefing, that was recalled or corrected)",
    "queue": "in your queue",
    "new": "new to you",
    "unread": "unread, at least in part, or updated since",
    "read": "read to its end, or done",
    "updated": "updated since you read it",
    "done": "done",
    "due": "due (an action or a review)",
}
"""What `is:` knows, and how to say it."""

HAS: dict[str, str] = {"note": "a note of yours", "mark": "a mark of yours"}
"""What `has:` knows, and how to say it."""

OWN_FLAGS: dict[str, str] = {
    "queue": "a place in your queue",
    "new": "the state “new”",
    "unread": "the state “unread”",
    "read": "the state “read”",
    "updated": "changes since you read them",
    "done": "the state “done”",
    "due": "something due",
}
"""The flags that depend on the reader or on the day, and how to say them after "with"; no file tells them."""


def nearest(name: str, known: list[str]) -> str:
    """The known name most like another, "" when none is near; deterministic."""
    import difflib

    found = difflib.get_close_matches(name[:40], known, 1, 0.6)
    return found[0] if found else ""
