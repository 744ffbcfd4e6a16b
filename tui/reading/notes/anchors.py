"""What notes hold on to: making an anchor of a passage, and finding the passage again after edits.

Everything here prefers saying "not found" to a look-alike. What counts as evidence was measured when the note
was made, against the whole briefing: the text on either side was taken as long as it takes to be found with the quote
only there, and `Anchor.rival` says how alike the most alike other passage was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tui.document.document import Document
from tui.model.place import AROUND, Anchor
from tui.reading.notes.evidence import (
    BETWEEN,
    CLOSE,
    NEAR,
    Exact,
    FlatSpan,
    Letters,
    Words,
    agreement_beside,
    note_words,
    occurrences,
    run_likeness,
    text_between,
    weight,
)
from tui.reading.notes.texts import FlatSection, Point, Texts, flattened, rows_about

SIDES = (AROUND, 64, 128, 256, 512)
"""Characters of the text beside a quote: the first of these that tells it from its rivals."""
FAR = 45
"""Percent of likeness of a rival from which likeness alone, without anything beside it, proves nothing."""
NEARLY = 75
"""Percent of likeness of a rival from which an edited passage is not known by what stands beside it either."""
TOLD_APART = 0.85
"""Likeness from which the few words by which a passage differs from its rivals say that it is the one."""
LEAST = 6
"""Characters of a side that say anything."""
UNMADE = 300_000
"""Characters of source that are parsed, when a note is made, to learn whether the briefing says the same elsewhere."""
DIGESTS = 50_000
"""Digests that are made, at most, to find a quote of which only a digest is kept."""


class InPlace(NamedTuple):
    """The passage stands where it stood: the same words in the same surroundings."""

    section: int
    start: Point
    end: Point
    """The gap after its last character."""


class Moved(NamedTuple):
    """The one passage that can be it, in other words or at another place."""

    section: int
    start: Point
    end: Point
    old: str
    new: str
    """The same as `old` where only the place is another."""


class Orphan(NamedTuple):
    """No passage is surely the one."""

    quote: str
    """What the note was on; "" where that was not kept."""
    why: Literal["gone", "several"]
    """Nothing like it is there, or nothing tells which of several it is."""


Resolved: TypeAlias = InPlace | Moved | Orphan


def make_anchor(document: Document, start: Sequence[int], end: Sequence[int], texts: Texts | None = None) -> Anchor:
    """An anchor for a passage of one section.

    Makes the document's remaining parts unless they are many; in a document that is not complete then, the anchor says
    that its rivals are not known, and is found again only by stronger evidence.

    Args:
        document: the document.
        start: part, block and offset of the first character.
        end: part, block and offset after the last one; of the same section (see `pieces`).
        texts: of the document, where they are at hand.

    Raises:
        ValueError: the passage holds nothing but white space, or reaches into another section.
    """
    texts = texts or Texts(document)
    index = document.parts[start[0]].section
    if document.parts[end[0]].section != index:
        raise ValueError("A note holds on to a passage of one section.")
    section = texts.of(index)
    low, high = section.offset(Point(*start)), section.offset(Point(*end), ends=True)
    taken = section.text[low:high]
    low += len(taken) - len(taken.lstrip())
    high -= len(taken) - len(taken.rstrip())
    if low >= high:
        raise ValueError("There is no text here that a note could hold on to.")
    about = set(section.about[section.block_at(low) : section.block_at(high - 1) + 1])
    known = document.complete or sum(part.size for part in document.parts if not part.made) <= UNMADE
    first, last = section.to_flat(low), section.to_flat(high - 1) + 1
    rival = _rival(texts, index, first, section.flat[first:last]) if known else -1
    return Anchor(
        section=document.sections[index].id,
        exact=section.text[low:high],
        prefix=_side(texts, section, (first, last), rival, before=True),
        suffix=_side(texts, section, (first, last), rival, before=False),
        start=low,
        length=high - low,
        about=about.pop() if len(about) == 1 else "",
        rival=rival,
        whole=section.digest,
    )


def pieces(document: Document, start: Sequence[int], end: Sequence[int]) -> list[tuple[Point, Point]]:
    """A passage cut at the bounds of sections: one piece, and so one note, for each section that it has text in."""
    found: list[tuple[Point, Point]] = []
    for part in range(start[0], end[0] + 1):
        blocks = document.parts[part].blocks
        low = Point(*start) if part == start[0] else Point(part, 0, 0)
        last = len(blocks) - 1
        high = Point(*end) if part == end[0] else Point(part, max(0, last), len(blocks[last].text) if blocks else 0)
        if not blocks or low >= high:
            continue
        if found and document.parts[found[-1][0].part].section == document.parts[part].section:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _side(texts: Texts, section: FlatSection, span: tuple[int, int], rival: int, *, before: bool) -> str:
    """As much of the text on one side as it takes for it to be found with the quote only here; "" where 512 are too few."""
    flat, (first, last) = section.flat, span
    text, at = f"{BETWEEN}{flat}{BETWEEN}", 1
    if rival >= 0:
        text, at = _text_around(texts, section.section), texts.in_whole(section.section, 0)
    for size in SIDES if 0 <= rival < CLOSE else SIDES[1:]:
        low, high = (max(0, first - size), last) if before else (first, min(len(flat), last + size))
        # The bound of the section is a sign as good as a character.
        from_, to = (at + low - (size > first), at + last) if before else (at + first, at + high + (last + size > len(flat)))
        needle = text[from_:to]
        here = text.find(needle)
        if here == from_ and text.find(needle, here + 1) < 0:
            side = flat[low:first] if before else flat[last:high]
            return side if len(side.strip()) >= LEAST else ""
        if size > (first if before else len(flat) - last):
            break
    return ""


def _text_around(texts: Texts, section: int) -> str:
    return texts.around(texts.document.sections[section].id)


def _rival(texts: Texts, section: int, first: int, quote: str) -> int:
    here, around = texts.in_whole(section, first), _text_around(texts, section)
    if len(occurrences(quote, around, 2)) > 1:
        return 100
    other = texts.words(around).likest(quote, (here, here + len(quote)))
    return min(99, round(100 * other.likeness)) if other else 0


def resolve(document: Document, anchor: Anchor, texts: Texts | None = None, digest: Callable[[str], str] | None = None) -> Resolved:
    """Find the passage of a note again.

    Parses the section that the anchor names; the rest of the document only if the passage is not surely there.

    Args:
        document: the briefing as it is now.
        anchor: what was remembered.
        texts: of the document, to be shared by the notes of one briefing.
        digest: how the journal digests a text that it must not keep; without it a digested anchor is found only in a section
            that has not changed at all.
    """
    texts = texts or Texts(document)
    found = _resolved(document, anchor, texts, digest)
    if isinstance(found, Orphan) and (rows := rows_about(texts, anchor)) is not None:
        section = texts.of(rows.section)
        found = _moved(section, rows.start, rows.end, anchor)
    if isinstance(found, InPlace) or texts.shown is None:
        return found
    # An older version of the program quoted what it had put in the place of links.
    older = _resolved(document, anchor, texts.shown, digest)
    return older if isinstance(older, InPlace) or isinstance(found, Orphan) else found


def _resolved(document: Document, anchor: Anchor, texts: Texts, digest: Callable[[str], str] | None) -> Resolved:
    index = texts.section_of(anchor.section)
    if index is None and anchor.digested and digest is not None:
        index = next((section.index for section in document.sections if digest(section.id) == anchor.section), None)
    if index is not None:
        section = texts.of(index)
        if anchor.whole and anchor.whole in (section.digest, digest(section.digest) if digest else ""):
            return _in_place(section, anchor.start, anchor.start + anchor.length)
    if anchor.digested:
        return _by_digest(texts, index, anchor, digest)
    quote = flattened(anchor.exact)
    if index is not None:
        section = texts.of(index)
        exact = Exact(anchor, quote, section.flat)
        found = exact.both() or exact.one()
        if found and (0 <= anchor.rival < CLOSE or _only_there(texts, index, anchor, quote, found)):
            return _span(section, found.start, found.end)
        item = _item(section, anchor, quote, document)
        if item:
            return item
        found = exact.alone()
        if found:
            return _span(section, found.start, found.end)
    return _by_letters(texts, index, anchor) or _elsewhere(texts, index, anchor, quote)


def _by_letters(texts: Texts, index: int | None, anchor: Anchor) -> InPlace | Moved | None:
    """The passage where it is shown otherwise than it was, with the same letters in it and beside it."""
    if index not in texts.letters:
        texts.letters[index] = Letters(texts.around(anchor.section) if index is None else texts.of(index).flat)
    found = texts.letters[index].passage(anchor, had_rivals=not 0 <= anchor.rival < CLOSE)
    if found is None:
        return None
    section, (first, last) = index, found
    if section is None:
        place = texts.found(first)
        section, first, last = place.section, place.start, place.start + last - first
    shown = texts.of(section)
    same = index is not None and shown.flat[first:last].split() == anchor.exact.split()
    return _span(shown, first, last) if same else _moved_flat(shown, first, last, anchor)


def _only_there(texts: Texts, index: int, anchor: Anchor, quote: str, found: FlatSpan) -> bool:
    """Whether the whole briefing says the same as the section: for quotes that had rivals."""
    exact = Exact(anchor, quote, _text_around(texts, index))
    best = exact.both() or exact.one()
    return best is not None and best.start == texts.in_whole(index, found.start)


def _in_place(section: FlatSection, start: int, end: int) -> InPlace:
    return InPlace(section.section, section.point(start), section.end_point(end))


def _span(section: FlatSection, first: int, last: int) -> InPlace:
    return _in_place(section, section.to_text(first), section.to_text(last - 1) + 1)


def _moved(section: FlatSection, start: int, end: int, anchor: Anchor) -> Moved:
    return Moved(section.section, section.point(start), section.end_point(end), anchor.exact, section.text[start:end])


def _moved_flat(section: FlatSection, first: int, last: int, anchor: Anchor) -> Moved:
    return _moved(section, section.to_text(first), section.to_text(last - 1) + 1, anchor)


def _item(section: FlatSection, anchor: Anchor, quote: str, document: Document) -> InPlace | Moved | None:
    """The passage in the entry of the item that the note was on; the entry's own row where the words are gone from it."""
    if not anchor.about:
        return None
    entries = section.entries(anchor.about)
    own = next((item for item in document.briefing.items() if item.id == anchor.about), None)
    if len(entries) != 1 or own is None or own.numbered:
        return None
    start, end = entries[0]
    flat = flattened(section.text[start:end])
    found = occurrences(quote, flat, 2)
    if len(found) == 1:
        first = section.to_flat(start) + found[0]
        return _span(section, first, first + len(quote))
    if found:
        return None
    alike = Words(flat).likest(quote)
    if alike is not None and alike.likeness >= 0.5:
        base = section.to_flat(start)
        return _moved_flat(section, base + alike.start, base + alike.end, anchor)
    return _moved(section, *section.block_span(start), anchor)


def _elsewhere(texts: Texts, index: int | None, anchor: Anchor, quote: str) -> Moved | Orphan:
    """The quote anywhere in the briefing, by exact words, then by likeness."""
    exact = Exact(anchor, quote, texts.around(anchor.section))
    strong = anchor.rival >= 0 and (exact.said >= 24 or (anchor.rival < FAR and len(exact.places) == 1))
    found = exact.both() or (exact.one() if strong else None) or exact.unique() or _once(texts, anchor, exact)
    if found is not None and not _stayed(texts, index, anchor, exact, found.start):
        place = texts.found(found.start)
        return _moved_flat(texts.of(place.section), place.start, place.start + len(quote), anchor)
    if exact.places:
        return Orphan(anchor.exact, "several")
    return _edited(texts, index, anchor, quote) or Orphan(anchor.exact, "gone")


def _once(texts: Texts, anchor: Anchor, exact: Exact) -> FlatSpan | None:
    """The one place that says what the quote says, where the likest other one lacks the words that tell them apart."""
    if len(exact.places) != 1 or not 0 <= anchor.rival < 100 or exact.said < 28:
        return None
    start, end = exact.places[0], exact.places[0] + len(exact.quote)
    second = texts.words(texts.around(anchor.section)).likest(exact.quote, (start, end))
    said = note_words(exact.quote)
    rival = note_words(texts.whole[second.start : second.end]) if second is not None else []
    return FlatSpan(start, end) if _told_apart(said, said, rival) else None


def _stayed(texts: Texts, index: int | None, anchor: Anchor, exact: Exact, found: int) -> bool:
    """Whether something in the quote's own section may be the passage too, so that what was found may be a copy of it."""
    if index is None:
        return False
    low = texts.in_whole(index, 0)
    high = low + len(texts.of(index).flat)
    if any(low <= at < high and at != found and exact.agreement(at) >= 16 for at in exact.places):
        return True
    other = texts.words(texts.around(anchor.section)).likest(exact.quote, (found, found + len(exact.quote)))
    return other is not None and low <= other.start < high and other.likeness >= max(0.5, anchor.rival / 100 + 0.1)


def _edited(texts: Texts, index: int | None, anchor: Anchor, quote: str) -> Moved | None:
    """The one passage that was made of the quote by editing."""
    wanted = note_words(quote)
    # Of two paragraphs one may have gone and another come in its place.
    if index is not None and 0 <= anchor.rival < (FAR if "\n" in quote else NEARLY):
        section = texts.of(index)
        whole = text_between(anchor, section.flat, len(quote))
        between = whole or (text_between(anchor, section.flat, len(quote), NEAR) if anchor.rival < FAR else None)
        if between is not None:
            first, last = between
            alike = run_likeness(wanted, note_words(section.flat[first:last]))
            if alike >= 0.5 and (whole or _beats(alike, anchor, 0.5)):
                return _moved_flat(section, first, last, anchor)
    if len(set(wanted)) < 4 or weight(wanted) < 16:
        return None
    words = texts.words(texts.around(anchor.section))
    best = words.likest(quote)
    if best is None or BETWEEN in texts.whole[best.start : best.end]:
        return None
    place = texts.found(best.start)
    second = words.likest(quote, (best.start, best.end))
    passage = texts.whole[best.start : best.end]
    rival = texts.whole[second.start : second.end] if second is not None else ""
    if best.likeness >= TOLD_APART and 0 <= anchor.rival < 100 and _told_apart(wanted, note_words(passage), note_words(rival)):
        return _moved_flat(texts.of(place.section), place.start, place.start + best.end - best.start, anchor)
    beside = place.section == index and agreement_beside(anchor, texts.whole, best.start, best.end) >= 16
    if anchor.rival >= (CLOSE if beside and "\n" not in quote else FAR):
        return None
    if not beside and (len(set(wanted)) < 5 or weight(wanted) < 30):
        return None
    needed = 0.65 if beside else 0.8 if place.section == index else 0.85
    if not _beats(best.likeness, anchor, needed):
        return None
    if second is not None and best.likeness - second.likeness < 0.2:
        return None
    return _moved_flat(texts.of(place.section), place.start, place.start + best.end - best.start, anchor)


def _told_apart(quote: Sequence[str], passage: Sequence[str], rival: Sequence[str]) -> bool:
    """Whether a passage has of a quote what tells it from the likest other one: its year, its number, its name."""
    telling = set(quote) - set(rival)
    return len(telling & set(passage)) >= max(2, 2 * len(telling) / 3)


def _beats(alike: float, anchor: Anchor, needed: float) -> bool:
    """Whether a passage is alike enough, and clearly more so than any other was when the note was made."""
    if not 0 <= anchor.rival < 100:
        return False
    return alike >= needed and alike >= anchor.rival / 100 + 0.15


def _by_digest(texts: Texts, index: int | None, anchor: Anchor, digest: Callable[[str], str] | None) -> Resolved:
    """The quote by its digest and that of what stands beside it, at the places of its section where a word begins."""
    if digest is None or index is None:
        return Orphan("", "gone")
    section = texts.of(index)
    text, flat = section.text, section.flat
    starts = [
        at
        for at in range(len(text))
        if text[at : at + 1].strip() and (not at or not (text[at - 1].isalnum() and text[at].isalnum()))
    ]
    starts.sort(key=lambda at: abs(at - anchor.start))
    found: list[int] = []
    for at in starts[:DIGESTS]:
        if at + anchor.length <= len(text) and digest(text[at : at + anchor.length]) == anchor.exact:
            first, last = section.to_flat(at), section.to_flat(at + anchor.length - 1) + 1
            sides = [flat[max(0, first - size) : first] for size in SIDES] + [flat[last : last + size] for size in SIDES]
            digests = {digest(side) for side in sides if side}
            if anchor.prefix in digests or anchor.suffix in digests:
                found.append(at)
    if len(found) == 1:
        return _in_place(section, found[0], found[0] + anchor.length)
    return Orphan("", "several" if found else "gone")
