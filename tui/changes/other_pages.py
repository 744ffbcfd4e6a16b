"""Other pages of changes: of two briefings that are no states of one, and of what the author of one says has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from tui.changes.edition import Edition
from tui.changes.page import PageOfChanges
from tui.changes.results import Changes
from tui.changes.wording import Sentence, in_quotes, sentences
from tui.document.apparatus.entry import Context, Phrase
from tui.document.block import Block
from tui.document.document import Document
from tui.document.page_frame import PageFrame
from tui.model.apparatus import TOP as PAGE_TOP
from tui.model.apparatus import UNTITLED
from tui.model.briefing import Briefing, HistoryEntry, Judgment, Was
from tui.model.dates import Date

_NEW, _REMOVED = "new ", " removed"


class TwoNames(NamedTuple):
    """What the two are called."""

    one: str
    """Of the one that is compared with."""
    other: str


def are_apart(one: Briefing, other: Briefing) -> bool:
    """Whether neither of two briefings is an earlier state of the other, by id, title, series, and what they replace."""
    ids = [{briefing.id, *briefing.formerly, *briefing.supersedes} - {""} for briefing in (one, other)]
    alike = [getattr(one, name) and getattr(one, name) == getattr(other, name) for name in ("title", "series")]
    return not (ids[0] & ids[1] or any(alike))


def only_in(kind: str, names: TwoNames) -> str:
    """Where something is that has no counterpart: a phrase, "" for what is in both."""
    name = {"added": names.other, "removed": names.one}.get(kind)
    return f"only in “{name}”" if name is not None else ""


def without_kind(kind: str, sentence: Sentence) -> Sentence:
    """A sentence without the words that say that something is new or was removed."""
    text, (start, end) = sentence.text, sentence.subject
    if kind == "added" and text.startswith(_NEW):
        moved = len(_NEW)
        subject = (start - moved, end - moved) if start >= moved else (0, 0)
        return replace(sentence, text=text.removeprefix(_NEW), subject=subject)
    return replace(sentence, text=text.removesuffix(_REMOVED)) if kind == "removed" else sentence


def apart_document(changes: Changes, briefing: Briefing, before: Edition, names: TwoNames) -> Document:
    """Compose the page of what differs between two briefings.

    Args:
        changes: the outcome of a comparison.
        briefing: the other one, to whose sections links lead.
        before: the edition of the one that it was compared with.
        names: what the two are called.
    """
    return _ApartPage(changes, briefing, before, names).document()


class _ApartPage(PageOfChanges):
    def __init__(self, changes: Changes, briefing: Briefing, before: Edition, names: TwoNames) -> None:
        super().__init__(changes, briefing, before, names.one)
        self._names = names
        self.FIRST = "What differs"
        self.REMOVED = f"Only in “{names.one}”."
        self.ADDED = f"Only in “{names.other}”"

    def sentence(self, kind: str, sentence: Sentence) -> Sentence:
        return without_kind(kind, sentence)

    def top(self, context: Context) -> Iterator[Block]:
        names, changes = self._names, self.changes
        yield Phrase(f"Compared: {names.other}").block("title", context, role="title")
        yield Phrase(f"with {names.one}").block("meta", context, role="meta")
        if not changes:
            yield Phrase("Nothing that is shown differs.").block("lead", context, space=1)
            return
        kinds: list[str] = [*[one.kind for one in changes.items], *[one.kind for one in changes.sections]]
        told = list(zip(kinds, sentences(changes), strict=True))
        for wanted, title in (
            ("removed", f"Only in “{names.one}”"),
            ("added", f"Only in “{names.other}”"),
            ("", "In both, and otherwise"),
        ):
            own = [one for kind, one in told if kind == wanted or (not wanted and kind not in ("added", "removed"))]
            if own:
                yield Phrase(f"{title}: {len(own):,}", "label strong").block("row", context, space=1)
            for sentence in sorted(own, key=lambda one: one.rank):
                said_so = without_kind(wanted, sentence)
                yield self.said(said_so, "" if said_so.text.endswith(".”") else ".").block("item", context, first="• ")


# the author's words


class AuthorsWord(NamedTuple):
    """One thing that the author says has changed."""

    date: Date
    what: str
    """`update`, `correction` or `recall` of the history; `judgment`; `updated` or `published` for the briefing as a whole."""
    section: str
    """Id of the section of the document where it stands."""
    item: str
    """Id of the judgment; "" otherwise."""
    text: str
    reason: str = ""
    action: str = ""


def said_since(briefing: Briefing, since: Date) -> list[AuthorsWord]:
    """What the author dates on or after the beginning of a day, newest first; what has no date is left out."""
    found = [_from_history(entry, entry.date) for entry in briefing.history if entry.date]
    found += [_from_judgment(judgment, was, was.date) for judgment in briefing.judgments for was in judgment.was if was.date]
    if briefing.updated:
        found.append(AuthorsWord(briefing.updated, "updated", PAGE_TOP, "", "last changed"))
    if briefing.date:
        found.append(AuthorsWord(briefing.date, "published", PAGE_TOP, "", "published"))
    start = since.sort_key[0]
    return sorted((word for word in found if word.date.sort_key[1] >= start), key=lambda word: word.date.sort_key[1], reverse=True)


def _from_history(entry: HistoryEntry, date: Date) -> AuthorsWord:
    return AuthorsWord(date, entry.type or "update", "~history", "", _plain(entry.summary.text), entry.reason, entry.action)


def _plain(text: str) -> str:
    from tui.document.inline import parse_inline

    return parse_inline(" ".join(text.split()))[0]


def _from_judgment(judgment: Judgment, was: Was, date: Date) -> AuthorsWord:
    then, now = (_strength(one) or "not given" for one in (was, judgment))
    name = f"judgment {in_quotes(_plain(judgment.text.text))}" if judgment.text.text.strip() else "a judgment"
    return AuthorsWord(date, "judgment", "~judgments", judgment.id, f"{name} was {then}; it is {now} now", was.why)


def _strength(what: Judgment | Was) -> str:
    likelihood = what.likelihood.word if what.likelihood else ""
    return ", ".join(part for part in (likelihood, f"{what.confidence} confidence" if what.confidence else "") if part)


def authors_document(briefing: Briefing, words: list[AuthorsWord], since: str) -> Document:
    """The page of what the author says has changed.

    Args:
        briefing: whose author it is.
        words: what he says.
        since: when, to follow the word "since".
    """

    def make(context: Context) -> Iterator[Block]:
        yield Phrase(f"What the author of “{briefing.title or UNTITLED}” says").block("title", context, role="title")
        if not words:
            yield Phrase(f"Nothing is said to have changed since {since}.").block("lead", context, space=1)
        for number, word in enumerate(words):
            phrase = Phrase(word.date.display, "date").literal(" ")
            phrase.add(word.what if word.section == "~history" else "", "status", after=": ")
            phrase.add(word.text, "link", f"#{word.section}").word("why:", word.reason).word("what to do:", word.action)
            yield phrase.block("item", context, first="• ", space=0 if number else 1)

    frame = PageFrame(briefing)
    frame.open("~said", "What the author says", group="front")
    frame.add(make, 200 * (1 + len(words)), 2 * (1 + len(words)))
    return frame.document()
