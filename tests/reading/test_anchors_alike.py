"""Notes where the briefing says nearly the same elsewhere: in its own fields, or in paragraphs that differ by a few words."""

from __future__ import annotations

import random

import pytest

from tests.reading.test_anchors import anchor_on, text_at
from tui.document.compose import compose
from tui.document.document import Document
from tui.reading.notes.anchors import InPlace, Moved, Orphan, make_anchor, resolve
from tui.store.read import read_text

SENTENCE = "We recently sat down with developer Kaitlin Devine and asked her questions about the project."
FRONT = f'---\ntitle: Interview\nexcerpt: "{SENTENCE}"\n---\n\n'
BODY = f"{SENTENCE}\n\nSecond paragraph, old wording.\n\nThird paragraph stays.\n"


def document(text: str) -> Document:
    return compose(read_text(text.encode(), name="x.md"))


def spot(shown: Document, words: str, section: str) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Where some words stand in a section."""
    for part, made in enumerate(shown.parts):
        if shown.sections[made.section].id == section:
            for block, one in enumerate(made.blocks):
                if words in one.text:
                    start = one.text.index(words)
                    return (part, block, start), (part, block, start + len(words))
    raise AssertionError(words)


@pytest.mark.parametrize("words", ["sat down with developer", SENTENCE, SENTENCE[:-1]])
@pytest.mark.parametrize(
    ("after", "state"),
    [
        (FRONT + BODY.replace("old wording", "new wording"), InPlace),
        (FRONT.replace("title", "date: 2024-01-01\ntitle") + BODY, InPlace),
        (FRONT + f"{SENTENCE}\n\nThird paragraph stays.\n", InPlace),
        (FRONT + BODY.replace("the project", "this project"), Moved),
        ((FRONT + BODY).replace("the project", "this project"), Moved),
        (FRONT + BODY.replace(SENTENCE, ""), Orphan),
    ],
)
def test_what_the_front_matter_repeats_is_no_rival_of_a_sentence_and_never_taken_for_it(
    words: str, after: str, state: type
) -> None:
    before, now = document(FRONT + BODY), document(after)
    found = resolve(now, make_anchor(before, *spot(before, words, "~text")))
    assert isinstance(found, InPlace if state is Moved and words in after.split("---")[2] else state)
    if not isinstance(found, Orphan):
        assert now.sections[found.section].id == "~text"


REPORT = (
    "In the {quarter} quarter of {year} the committee approved {number} million euros for the rebuilding of roads, bridges and "
    "schools in the district of {place}, and it asked the ministry to report by the end of the year on what was spent."
)
PLACES = ["Odesa", "Lviv", "Poltava", "Sumy", "Kharkiv", "Dnipro", "Kherson", "Rivne", "Lutsk", "Uman", "Izium", "Bucha"]


def paragraphs(chance: random.Random, count: int) -> list[str]:
    """Paragraphs that are more than nine tenths alike, no two the same."""
    quarters = ("first", "second", "third", "fourth")
    places = chance.sample(PLACES, count)
    return [
        REPORT.format(
            quarter=chance.choice(quarters), year=chance.randrange(2015, 2025), number=chance.randrange(10, 90), place=place
        )
        for place in places
    ]


def edited(chance: random.Random, text: str) -> str:
    """A paragraph with one word that is not its name changed."""
    words = text.split(" ")
    at = chance.choice([n for n, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 3])
    return " ".join([*words[:at], "otherwise", *words[at + 1 :]])


def test_among_paragraphs_that_are_alike_a_note_is_on_its_own_or_on_none() -> None:
    chance = random.Random(8)
    kept = 0
    for turn in range(120):
        held = paragraphs(chance, chance.randrange(3, 7))
        own = chance.choice(held)
        title = "# Reports\n\n"
        anchor = anchor_on(document(title + "\n\n".join(held)), own)
        act = ("edit", "remove", "replace", "shuffle", "edit others", "edit all")[turn % 6]
        now = {one: one for one in held}
        if act == "edit":
            now[own] = edited(chance, own)
        elif act == "remove":
            del now[own]
        elif act == "replace":
            other = next(place for place in PLACES if all(place not in one for one in held))
            now[own] = REPORT.format(quarter="first", year=2030, number=7, place=other)
        elif act == "edit others":
            now = {one: one if one is own else edited(chance, one) for one in held}
        elif act == "edit all":
            now = {one: one.replace("committee", "board") for one in held}
        order = list(now)
        if act == "shuffle":
            chance.shuffle(order)
        shown = document(title + "\n\n".join(now[one] for one in order))
        found = resolve(shown, anchor)
        if act in ("remove", "replace"):
            assert isinstance(found, Orphan), (act, own, now)
        elif not isinstance(found, Orphan):
            kept += 1
            assert text_at(shown, found).strip(".") in now[own], (act, own)
    assert kept >= 70
