"""The format as one table: every key of a briefing, its shape and its meaning.

Decoding, the JSON Schema, the nearest known key of a typing error and the manual's field table all
come from here (`briefing help format`).
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple, get_args

from tui.model import briefing as b
from tui.model.handling import TLP_LABELS
from tui.model.scales import CONFIDENCES, SCALES


class Shape(Enum):
    """What stands in a field, and so how its text is read."""

    TEXT = "text"
    PROSE = "Markdown"
    TEXTS = "list of texts"
    SLUG = "id"
    SLUGS = "list of ids"
    DATE = "date"
    CHOICE = "one of"
    LIKELIHOOD = "likelihood"
    CONFIDENCE = "confidence"
    TLP = "TLP 2.0 label"
    RELIABILITY = "A to F"
    CREDIBILITY = "1 to 6"
    GRADE = "grade such as B2"
    THINGS = "list of"


class Field(NamedTuple):
    """One key of one kind of thing."""

    key: str
    shape: Shape
    note: str
    """A sentence for editors and the manual."""
    values: tuple[str, ...] = ()
    """What a CHOICE accepts."""
    of: type[Any] | None = None
    """The struct of each element of THINGS."""
    known: tuple[str, ...] = ()
    """Usual values of a TEXT; others are allowed."""

    @property
    def attribute(self) -> str:
        """The attribute of the struct that holds it."""
        return "from_" if self.key == "from" else self.key


def _text(key: str, note: str, known: tuple[str, ...] = ()) -> Field:
    return Field(key, Shape.TEXT, note, known=known)


def _prose(key: str, note: str) -> Field:
    return Field(key, Shape.PROSE, note)


def _texts(key: str, note: str) -> Field:
    return Field(key, Shape.TEXTS, note)


def _ids(key: str, note: str) -> Field:
    return Field(key, Shape.SLUGS, note)


def _date(key: str, note: str) -> Field:
    return Field(key, Shape.DATE, note)


def _choice(key: str, literal: Any, note: str) -> Field:
    return Field(key, Shape.CHOICE, note, values=get_args(literal))


def _things(key: str, of: type[Any], note: str) -> Field:
    return Field(key, Shape.THINGS, note, of=of)


_ID = Field("id", Shape.SLUG, "Stable name for links; made from the name or title where none is given.")
_HANDLING = (
    Field("tlp", Shape.TLP, "Traffic Light Protocol 2.0 label.", values=TLP_LABELS),
    _text("marking", "Handling restrictions in words."),
)
_SOURCES = _ids("sources", "Ids of the sources it rests on.")
_FORMERLY = _ids("formerly", "Earlier ids, so that links still lead here after a renaming.")

KINDS = ("assessment", "sitrep", "note", "article", "outlook", "incident", "warning", "readout", "handover")

FIELDS: dict[type[Any], tuple[Field, ...]] = {
    b.Action: (
        _prose("text", "What is asked."),
        _ID,
        _text("owner", "Who is asked."),
        _date("due", "By when."),
        _choice("status", b.ActionStatus, "How far it is."),
        *_HANDLING,
    ),
    b.Dissent: (
        _text("by", "Who thinks otherwise."),
        Field("likelihood", Shape.LIKELIHOOD, "Their likelihood."),
        _prose("text", "What they think."),
    ),
    b.Was: (
        Field("likelihood", Shape.LIKELIHOOD, "The likelihood before."),
        Field("confidence", Shape.CONFIDENCE, "The confidence before.", values=CONFIDENCES),
        _date("date", "When it was so."),
        _text("why", "Why it moved."),
    ),
    b.Judgment: (
        _prose("text", "What we think, in one sentence."),
        _ID,
        Field("likelihood", Shape.LIKELIHOOD, "A word of the briefing's scale.", values=tuple(SCALES["icd203"])),
        Field("confidence", Shape.CONFIDENCE, "In sources and reasoning, apart from likelihood.", values=CONFIDENCES),
        _prose("basis", "What it rests on."),
        _texts("assumptions", "What it takes for granted."),
        _texts("alternatives", "What else could be true."),
        _texts("indicators", "What would change it."),
        _date("horizon", "Until when it holds."),
        _SOURCES,
        _things("dissent", b.Dissent, "Who thinks otherwise."),
        _things("was", b.Was, "What it said before."),
        _choice("status", b.JudgmentStatus, "What became of it."),
        _date("resolved", "When it was settled."),
        _text("outcome", "What happened."),
        *_HANDLING,
    ),
    b.Fact: (
        _prose("text", "What we were told."),
        _ID,
        _text("said_by", "Who said it."),
        _SOURCES,
        Field("credibility", Shape.CREDIBILITY, "Of this item of information, by the Admiralty code."),
        _date("as_of", "The moment it describes."),
        _choice("status", b.FactStatus, "How it stands."),
        _text("value", "The figure, where it is one."),
        _text("was", "The figure before."),
        _prose("note", "What to know about it."),
        *_HANDLING,
    ),
    b.Section: (
        _text("title", "Heading."),
        _ID,
        _FORMERLY,
        _prose("lead", "The section in a sentence or two."),
        _prose("body", "Its text."),
        _things("sections", b.Section, "Sections inside it."),
        *_HANDLING,
    ),
    b.Actor: (
        _text("name", "Full name."),
        _ID,
        _text("short", "Short name."),
        _texts("aliases", "Other names and spellings."),
        _choice("type", b.ActorType, "What it is."),
        _text("rank", "Rank or grade."),
        _text("role", "What it does here."),
        _prose("description", "What to know about it."),
        _ids("reports_to", "Short for a relation of type `reports to`."),
        _ids("led_by", "Short for a relation of type `led by`."),
        _ids("part_of", "Short for a relation of type `part of`."),
        *_HANDLING,
    ),
    b.Relation: (
        Field("from", Shape.SLUG, "Id of an actor."),
        _text("type", "What the one is to the other.", known=b.RELATION_TYPES),
        Field("to", Shape.SLUG, "Id of an actor."),
        Field("likelihood", Shape.LIKELIHOOD, "That it holds: a word of the briefing's scale.", values=tuple(SCALES["icd203"])),
        Field("confidence", Shape.CONFIDENCE, "In sources and reasoning, apart from likelihood.", values=CONFIDENCES),
        _text("authority", "By what authority: operational, administrative, ..."),
        _choice("status", b.RelationStatus, "Whether it holds."),
        _date("since", "From when."),
        _date("until", "Until when."),
        _SOURCES,
        _prose("note", "What to know about it."),
        *_HANDLING,
    ),
    b.Agreement: (
        _text("name", "Full name."),
        _ID,
        _text("short", "Short name."),
        _ids("parties", "Ids of actors, or names."),
        _date("signed", "When it was signed."),
        _ids("signed_by", "Ids of actors, or names."),
        _choice("status", b.AgreementStatus, "How it stands."),
        _prose("text", "What it says."),
        _SOURCES,
        *_HANDLING,
    ),
    b.Event: (
        _date("date", "When; an interval means some time within."),
        _text("when", "The author's own words for the date."),
        _text("title", "What."),
        _ID,
        _choice("status", b.EventStatus, "Whether it happened."),
        _ids("actors", "Ids of actors, or names."),
        _text("place", "Where."),
        _SOURCES,
        _prose("note", "What to know about it."),
        *_HANDLING,
    ),
    b.Term: (
        _text("term", "The term."),
        _ID,
        _text("short", "Abbreviation."),
        _text("expansion", "The abbreviation in full."),
        _prose("meaning", "What it means here."),
        _texts("aliases", "Other words for it."),
        *_HANDLING,
    ),
    b.Source: (
        _text("title", "Title."),
        _ID,
        _text("publisher", "Who published it."),
        _texts("author", "Who wrote it."),
        _date("date", "When it was published."),
        _date("accessed", "When it was read."),
        _text("url", "Address."),
        _text("archive", "Address of a preserved copy."),
        _text("type", "What it is: article, statement, interview, ..."),
        Field("grade", Shape.GRADE, "Admiralty code, reliability and credibility together."),
        Field("reliability", Shape.RELIABILITY, "Of the source, by the Admiralty code."),
        Field("credibility", Shape.CREDIBILITY, "Of its information, by the Admiralty code."),
        _ids("derived_from", "Ids of the sources it draws on."),
        _text("sha256", "SHA-256 of the file it is, in hexadecimal digits."),
        _text("pages", "The pages that are meant, or how many it has."),
        _choice("status", b.SourceStatus, "Whether it still stands."),
        _prose("note", "Access, bias, age."),
        *_HANDLING,
    ),
    b.HistoryEntry: (
        _date("date", "When."),
        _choice("type", b.HistoryType, "What kind of change."),
        _prose("summary", "What changed."),
        _text("reason", "Why."),
        _text("action", "What a reader must do."),
    ),
    b.Briefing: (
        _text("title", "The only required field."),
        Field("id", Shape.SLUG, "Stable name; the path below the library's root where none is given."),
        _FORMERLY,
        _date("date", "Published."),
        _date("created", "Written, where that is not when it was published."),
        _date("updated", "Last changed."),
        _date("cutoff", "Information cut-off."),
        _date("review_by", "When to look at it again."),
        _date("embargo", "Not to be used before."),
        _text("kind", "What it is.", known=KINDS),
        _choice("status", b.Status, "Superseded and recalled are shown as a banner."),
        _choice("priority", b.Priority, "How soon it must be read."),
        _text("producer", "Who issued it."),
        _texts("authors", "Who wrote it."),
        _texts("audience", "Whom it is for."),
        _text("series", "What it is a number of."),
        _text("number", "Its place in the series."),
        _text("lang", "Language, as in `en` or `ja`."),
        _texts("tags", "Words to find it by."),
        _ids("supersedes", "Id of the briefing it replaces."),
        *_HANDLING,
        _prose("bluf", "The bottom line up front."),
        _prose("why_it_matters", "Why the reader should care."),
        _things("actions", b.Action, "What is asked of the reader."),
        _things("judgments", b.Judgment, "What we think."),
        _things("facts", b.Fact, "What we were told."),
        _things("sections", b.Section, "The text."),
        _prose("body", "The text in one piece, instead of sections: its headings become the sections."),
        _things("actors", b.Actor, "Who appears."),
        _things("relations", b.Relation, "Who is what to whom."),
        _things("agreements", b.Agreement, "What was signed."),
        _things("events", b.Event, "What happens when."),
        _things("terms", b.Term, "What words mean."),
        _things("sources", b.Source, "Where it comes from."),
        _prose("source_summary", "Strength and gaps of the sourcing (ICD 206)."),
        _ids("related", "Ids of other briefings."),
        _texts("questions", "What is open."),
        Field("scale", Shape.CHOICE, "The likelihood scale.", values=tuple(SCALES)),
        _things("history", b.HistoryEntry, "What the author changed."),
    ),
}
"""Every struct of the format with its keys, in the order in which they are documented."""

SPELLINGS: dict[str, str] = {
    "bottom_line": "bluf",
    "bottom_line_up_front": "bluf",
    "summary": "bluf",
    "timeline": "events",
    "judgement": "judgments",
    "judgements": "judgments",
    "judgment": "judgments",
    "key_judgments": "judgments",
    "key_judgements": "judgments",
    "open_questions": "questions",
    "command_structure": "relations",
    "cut_off": "cutoff",
    "information_cut_off": "cutoff",
    "information_cutoff": "cutoff",
    "probability": "likelihood",
}
"""Other names of fields, which the screen itself teaches; each counts only where the thing has that field, and not this one."""

_called: dict[type[Any], dict[str, str]] = {}


def field_called(key: str, of: type[Any]) -> str:
    """The field of a kind of thing that a key names: in any case, with spaces or hyphens, under another name; "" for none."""
    if len(key) > 40:
        return ""
    names = _called.get(of)
    if names is None:
        own = {field.key: field.key for field in FIELDS[of]}
        names = _called[of] = {**{other: name for other, name in SPELLINGS.items() if name in own}, **own}
    return names.get("_".join(key.replace("-", " ").casefold().split()), "")


MAIN: dict[type[Any], str] = {
    b.Action: "text",
    b.Dissent: "text",
    b.Was: "likelihood",
    b.Judgment: "text",
    b.Fact: "text",
    b.Section: "body",
    b.Actor: "name",
    b.Agreement: "name",
    b.Event: "title",
    b.Term: "meaning",
    b.Source: "title",
    b.HistoryEntry: "summary",
}
"""The field that a bare text stands for, where a thing is expected."""

NAME: dict[type[Any], str] = {
    b.Section: "title",
    b.Actor: "name",
    b.Agreement: "name",
    b.Event: "title",
    b.Term: "term",
    b.Source: "title",
}
"""The field an id is made from; it takes the key of a mapping keyed by id where it is not given itself."""

PREFIX: dict[type[Any], str] = {b.Action: "a", b.Judgment: "j", b.Fact: "f"}
"""Things without a name are numbered: `j1`, `j2`, ..."""
