"""What a briefing's author says has changed since a day: its history, what judgments said before, its last change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tui.changes.wording import in_quotes
from tui.document.apparatus.entry import Context, Phrase
from tui.document.block import Block
from tui.document.document import Document
from tui.document.front import UNTITLED
from tui.document.page_frame import PageFrame
from tui.model.apparatus import TOP
from tui.model.briefing import Briefing, HistoryEntry, Judgment, Was
from tui.model.dates import Date


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
    found = [_entry(entry, entry.date) for entry in briefing.history if entry.date]
    found += [_moved(judgment, was, was.date) for judgment in briefing.judgments for was in judgment.was if was.date]
    if briefing.updated:
        found.append(AuthorsWord(briefing.updated, "updated", TOP, "", "last changed"))
    if briefing.date:
        found.append(AuthorsWord(briefing.date, "published", TOP, "", "published"))
    start = since.sort_key[0]
    return sorted((word for word in found if word.date.sort_key[1] >= start), key=lambda word: word.date.sort_key[1], reverse=True)


def _entry(entry: HistoryEntry, date: Date) -> AuthorsWord:
    return AuthorsWord(date, entry.type or "update", "~history", "", _plain(entry.summary.text), entry.reason, entry.action)


def _plain(text: str) -> str:
    from tui.document.markdown import parse_inline

    return parse_inline(" ".join(text.split()))[0]


def _moved(judgment: Judgment, was: Was, date: Date) -> AuthorsWord:
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
