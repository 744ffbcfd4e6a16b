"""Briefings whose every word is known by a number, edited at random: where a passage really went is known.

A copy that is made after a note bears the numbers of what it was copied from, as its text comes from there; one that was
there before bears its own: a note may never be put on anything that stood elsewhere when it was made.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from tui.document.compose import compose
from tui.document.document import Document
from tui.model.briefing import Briefing, Prose, Section
from tui.model.place import Anchor
from tui.reading.notes.anchors import InPlace, Moved, Orphan, make_anchor, resolve
from tui.reading.notes.texts import Texts


class Numbered(NamedTuple):
    """A word and what it is known by."""

    word: str
    number: int
    copy: int = 0
    """0 for the original, which alone counts while it is there."""


Paragraph: TypeAlias = list[Numbered]


class Chapter(NamedTuple):
    """A section: its title and its paragraphs."""

    title: str
    paragraphs: list[Paragraph]


Text: TypeAlias = list[Chapter]


class Numbers:
    """Hands out numbers for words."""

    def __init__(self) -> None:
        self._next = 0

    def paragraph(self, text: str) -> Paragraph:
        """The words of a text as new ones."""
        words = []
        for word in text.split():
            self._next += 1
            words.append(Numbered(word, self._next))
        return words


def document_of(text: Text) -> Document:
    """The text composed as a briefing, with ids of sections made from their titles."""
    sections = tuple(
        Section(
            id=f"s{chapter.title}",
            title=chapter.title,
            body=Prose("\n\n".join(" ".join(w.word for w in p) for p in chapter.paragraphs)),
        )
        for chapter in text
        if chapter.paragraphs
    )
    return compose(Briefing(title="Edited", id="edited", sections=sections))


def flat_words(text: Text) -> list[list[Numbered]]:
    """The words of each section that is shown, in order."""
    return [[word for paragraph in chapter.paragraphs for word in paragraph] for chapter in text if chapter.paragraphs]


class Outcome(NamedTuple):
    """What became of one note."""

    kind: str
    """`in place`, `moved`, `orphan` or `wrong`."""
    survives: bool
    """Whether all of the passage's words are still there, in one piece and order."""
    old: str
    new: str


def note_on(document: Document, text: Text, chapter: int, first: int, last: int, texts: Texts) -> tuple[Anchor, list[Numbered]]:
    """An anchor on the words `first` to `last` of a section, and those words."""
    section = texts.of(chapter + 1)
    words = flat_words(text)[chapter]
    start = _offset(section.text, words, first)
    end = _offset(section.text, words, last) + len(words[last].word)
    anchor = make_anchor(document, section.point(start), section.end_point(end), texts)
    return anchor, words[first : last + 1]


def _offset(text: str, words: Sequence[Numbered], ordinal: int) -> int:
    at = text.index("\n") + 1
    for word in words[:ordinal]:
        at = text.index(word.word, at) + len(word.word)
    return text.index(words[ordinal].word, at)


def placed_words(document: Document, text: Text, found: InPlace | Moved, texts: Texts) -> list[Numbered]:
    """The words that a note was put on."""
    section = texts.of(found.section)
    start, end = section.offset(found.start), section.offset(found.end)
    words = flat_words(text)[found.section - 1]
    at = section.text.index("\n") + 1
    inside = []
    for word in words:
        at = section.text.index(word.word, at)
        if at < end and at + len(word.word) > start:
            inside.append(word)
        at += len(word.word)
    return inside


def outcome_of(anchor: Anchor, noted: Sequence[Numbered], document: Document, text: Text, texts: Texts) -> Outcome:
    """Resolve an anchor and hold it against the truth."""
    found = resolve(document, anchor, texts)
    now = [word for section in flat_words(text) for word in section]
    wanted = [word.number for word in noted]
    row = [word.number for word in now if not word.copy]
    survives = any(row[at : at + len(wanted)] == wanted for at in range(len(row)) if row[at] == wanted[0])
    old = " ".join(word.word for word in noted)
    if isinstance(found, Orphan):
        return Outcome("orphan", survives, old, "")
    placed = placed_words(document, text, found, texts)
    right = sum(word.number in wanted for word in placed)
    new = " ".join(word.word for word in placed)
    flat = texts.of(found.section).flat
    if isinstance(found, InPlace) and flat.count(f"{anchor.prefix}{anchor.exact}{anchor.suffix}") == 1:
        # The same words in the same surroundings are the passage, whichever of two like it was taken away.
        return Outcome("in place", survives, old, new)
    good = right * 3 >= min(len(placed), len(wanted))
    if not placed or not good:
        return Outcome("wrong", survives, old, new)
    return Outcome("in place" if isinstance(found, InPlace) else "moved", survives, old, new)


WORDS = (
    "the of a in and to forces Japan command the headquarters exercise agreed of the not ministers report planned "
    "likely risk supply border the in missile warning data shared with allies before winter talks continue unchanged no "
    "change observed during week status open closed pending review team of unit port ship aircraft base north south"
)
VOCABULARY = WORDS.split()


def made_up(rng: random.Random, numbers: Numbers, chapters: int = 4, boilerplate: float = 0.3) -> Text:
    """A text out of few words, much of it the same sentence with one word different or none."""
    sentences = [" ".join(rng.choices(VOCABULARY, k=rng.randint(1, 14))) for _ in range(6)]
    text: Text = []
    for number in range(chapters):
        paragraphs = []
        for _ in range(rng.randint(1, 9)):
            words: list[str] = []
            for _ in range(rng.randint(1, 4)):
                if rng.random() < boilerplate:
                    sentence = rng.choice(sentences).split()
                    if rng.random() < 0.5:
                        sentence[rng.randrange(len(sentence))] = rng.choice(VOCABULARY)
                    words += sentence
                else:
                    words += rng.choices(VOCABULARY, k=rng.randint(1, 25))
            paragraphs.append(numbers.paragraph(" ".join(words)))
        text.append(Chapter(f"C{number}", paragraphs))
    for _ in range(rng.randint(0, 6)):
        like = rng.choice(rng.choice(text).paragraphs)
        kept = [word.word for word in like if rng.random() < rng.choice((0.6, 0.9, 1.0))]
        home = rng.choice(text).paragraphs
        home.insert(rng.randint(0, len(home)), numbers.paragraph(" ".join(kept) or "x"))
    return text


def edited(text: Text, rng: random.Random, numbers: Numbers, times: int) -> Text:
    """The text after some edits."""
    text = [Chapter(chapter.title, [list(paragraph) for paragraph in chapter.paragraphs]) for chapter in text]
    copies = 0
    for _ in range(times):
        homes = [(c, p) for c, chapter in enumerate(text) for p in range(len(chapter.paragraphs))]
        if not homes:
            break
        c, p = rng.choice(homes)
        paragraph = text[c].paragraphs[p]
        other = rng.choice(text).paragraphs
        deed = rng.choice(
            ("insert", "delete", "move", "copy", "words", "words", "words", "drop", "split", "join", "anew", "swap", "imitate")
        )
        if deed == "insert":
            other.insert(rng.randint(0, len(other)), numbers.paragraph(" ".join(rng.choices(VOCABULARY, k=rng.randint(1, 30)))))
        elif deed == "delete" and len(homes) > 2:
            text[c].paragraphs.pop(p)
        elif deed == "move":
            other.insert(rng.randint(0, len(other)), text[c].paragraphs.pop(p)) if other is not text[c].paragraphs else None
        elif deed == "copy":
            copies += 1
            other.insert(rng.randint(0, len(other)), [word._replace(copy=copies) for word in paragraph])
        elif deed == "words":
            for _ in range(rng.randint(1, 3)):
                at = rng.randrange(len(paragraph) + 1)
                new = numbers.paragraph(rng.choice(VOCABULARY))
                paragraph[at : at + rng.randint(0, 1)] = new
        elif deed == "drop":
            low = rng.randrange(len(paragraph))
            del paragraph[low : low + rng.randint(1, 12)]
            if not paragraph:
                text[c].paragraphs.pop(p)
        elif deed == "split" and len(paragraph) > 3:
            at = rng.randrange(1, len(paragraph))
            text[c].paragraphs[p : p + 1] = [paragraph[:at], paragraph[at:]]
        elif deed == "join" and p + 1 < len(text[c].paragraphs):
            paragraph += text[c].paragraphs.pop(p + 1)
        elif deed == "anew":
            text[c].paragraphs[p] = [word for word in paragraph if rng.random() < 0.6] or numbers.paragraph("x")
        elif deed == "imitate":
            other.insert(rng.randint(0, len(other)), imitation) if (
                imitation := [w._replace(copy=1) for w in paragraph if rng.random() < 0.8]
            ) else None
        elif deed == "swap" and len(text[c].paragraphs) > 1:
            rng.shuffle(text[c].paragraphs)
    return text


def notes_and_outcomes(text: Text, rng: random.Random, numbers: Numbers, notes: int, times: int) -> list[Outcome]:
    """Put notes on random passages, edit, and see what becomes of them."""
    document = document_of(text)
    texts = Texts(document)
    words = flat_words(text)
    made = []
    for _ in range(notes):
        chapter = rng.randrange(len(words))
        first = rng.randrange(len(words[chapter]))
        last = min(len(words[chapter]) - 1, first + rng.choice((0, 0, 1, 2, 4, 8, 12, 20, 40, 80)))
        made.append(note_on(document, text, chapter, first, last, texts))
    now = edited(text, rng, numbers, times)
    after = document_of(now)
    found = Texts(after)
    return [outcome_of(anchor, noted, after, now, found) for anchor, noted in made]
