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


_ALL = (
    QueryField("title", "words", "the title", "title:japan"),
    QueryField("section", "words", "the titles of sections", 'section:"joint headquarters"'),
    QueryField("body", "words", "the text", "body:deterrence"),
    QueryField("tag", "words", "the tags", "tag:command-and-control"),
    QueryField("actor", "words", "the actors: names, short names, aliases", "actor:INDOPACOM"),
    QueryField("source", "words", "the sources: titles, publishers, authors", "source:reuters"),
    QueryField("term", "words", "the terms that are explained", 'term:"extended deterrence"'),
    QueryField("author", "words", "the authors and the producer", "author:smith"),
    QueryField("series", "words", "the series", 'series:"Indo-Pacific weekly"'),
    QueryField("kind", "value", "the kind of briefing", "kind:assessment"),
    QueryField("status", "value", "the status", "status:draft"),
    QueryField("id", "value", "the id, or an earlier one", "id:us-japan*"),
    QueryField("lang", "value", "the language", "lang:en"),
    QueryField("priority", "ranked", "the priority", "priority:>=immediate"),
    QueryField("tlp", "ranked", "the strictest TLP label inside", "tlp:<=green"),
    QueryField("likelihood", "ranked", "the likelihood of its judgments", "likelihood:>=likely"),
    QueryField("confidence", "ranked", "the confidence of its judgments", "confidence:high"),
    QueryField("reliability", "ranked", "the reliability of its sources, A to F", "reliability:>=B"),
    QueryField("credibility", "ranked", "the credibility of its sources and facts, 1 to 6", "credibility:>=2"),
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

ALIASES = {
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
    "notes": "note",
}
"""Other names that are understood without a word."""

TEXT_FIELDS = frozenset({"", "title", "section", "body"})
"""Where words are looked for in running text, and so can be shown in an opened briefing; "" is all three together."""

NAME_FIELDS = tuple(
    field.name for field in _ALL if field.kind == "words" and field.name not in TEXT_FIELDS and field.name != "note"
)
"""Fields of words that are no running text but names: what a file says of them, each by itself."""

VALUE_FIELDS = tuple(field.name for field in _ALL if field.kind in ("value", "ranked") and field.name != "grade")
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
