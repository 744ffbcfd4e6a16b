"""The pages made of what the journal holds: what was read and found again, and the places one was at."""

from __future__ import annotations

import time

import pytest
from msgspec.structs import replace

from tests.hostile.strings import TABLE, Hostile, harm_in
from tui.changes.edition import Edition, KeptBlock, KeptSection
from tui.document.plain import plain_text
from tui.journal.records import Visited
from tui.model.handling import Marking
from tui.model.place import Place
from tui.model.text import cleaned, fold
from tui.reading.composed import Composition
from tui.reading.kept_briefings import About
from tui.reading.moments import day_name
from tui.reading.pages.read_again import LONGEST, ReadBefore, in_order, read_again_page
from tui.reading.pages.recent_places import recent, recent_places_page
from tui.search.explain import explain
from tui.search.parse import parse

NOON = 1_721_995_200.0
"""26 July 2024, 12:00 UTC."""
DAY = 86_400.0


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def text_of(page: Composition) -> str:
    """A page as text."""
    return "\n".join(plain_text(page.document(), 80))


def as_it_is(key: str, marking: Marking) -> Marking:
    """A title is marked no more strictly than what stands below it."""
    return marking


class Kept:
    """What was last read of some briefings."""

    def __init__(self, editions: dict[str, Edition]) -> None:
        self._editions = editions

    def edition(self, key: str) -> Edition | None:
        return self._editions.get(key)

    def marking_read(self, key: str) -> Marking:
        return Marking()


def about(key: str) -> About:
    """Every briefing is called by its key."""
    return About(key, key, f"/{key}.yaml", f"Title of {key}")


def test_the_page_of_what_was_read_says_when_and_what_became_of_it() -> None:
    found = [
        ReadBefore("a", "s", "First", "Ships sail.", NOON, Marking("AMBER"), "removed"),
        ReadBefore("b", "s", "Other", "Ships sink.", NOON - DAY, Marking("GREEN"), "changed", "Ships sank."),
        ReadBefore("a", "~front", "", "Ships · yes", NOON - 2 * DAY, Marking("GREEN"), "there"),
    ]
    page = read_again_page(in_order(found), parse("ships"), about, as_it_is, more=True)
    text, document = text_of(page), page.document()
    assert document.briefing.title == "What you read: ships"
    assert "3 passages in 2 briefings · 1 removed since · 1 changed since · more not shown" in text
    assert "First · You read this on 26 Jul 2024; it has been removed since." in text
    assert "now: Ships sank." in text
    assert [section.title for section in document.sections[1:]] == ["Title of a", "Title of b"]
    assert [section.count for section in document.sections[1:]] == [2, 1]
    assert str(document.briefing.handling) == "TLP:AMBER"
    assert [str(section.handling) for section in document.sections[1:]] == ["", "TLP:GREEN"]
    numbers = [block.about for part in document.parts for block in part.blocks if block.about]
    assert list(dict.fromkeys(numbers)) == ["0", "1", "2"]


def test_an_empty_page_says_how_the_words_were_understood() -> None:
    text = text_of(read_again_page([], parse("zebra"), about, as_it_is))
    assert "Nothing of what you read has this." in text
    assert explain(parse("zebra")) in text


def test_a_very_long_passage_is_shown_around_what_was_looked_for() -> None:
    found = [ReadBefore("a", "s", "", "x " * 5_000 + "zebra " + "y " * 5_000, NOON)]
    (quote,) = [
        block
        for block in read_again_page(found, parse("zebra"), about, as_it_is).document().parts[1].blocks
        if block.kind == "quote"
    ]
    assert "zebra" in quote.text
    assert len(quote.text) == LONGEST + 2


def visit(key: str, section: str, at: float, quote: str = "") -> Visited:
    """Somebody was there."""
    return Visited(key, key, f"/{key}.yaml", f"Title of {key}", Place(section, "paragraph", fold(quote)), at)


def test_the_newest_place_of_a_section_stands_for_it() -> None:
    visits = [visit("a", "s", 1), visit("b", "s", 2), visit("a", "t", 3), visit("a", "s", 4)]
    assert [(one.key, one.place.section, one.at) for one in recent(visits)] == [("a", "s", 4), ("a", "t", 3), ("b", "s", 2)]
    assert [one.at for one in recent(visits, 2)] == [4, 3]


def test_places_stand_under_their_days_with_the_words_that_were_read_there() -> None:
    blocks = (KeptBlock("paragraph", "They Met at noon."),)
    kept = Edition((KeptSection("talks-in-rome", "Talks in Rome", marking=Marking("AMBER"), blocks=blocks),))
    places = [
        visit("a", "talks-in-rome", NOON, "They Met at noon."),
        visit("a", "~judgments", NOON - DAY),
        visit("b", "some-section", NOON - 9 * DAY, "Gone."),
    ]
    page = recent_places_page(places, Kept({"a": kept}), NOON + 60)
    document = page.document()
    assert [section.title for section in document.sections[1:]] == ["Today", "Yesterday", "17 Jul 2024"]
    assert str(document.briefing.handling) == "TLP:AMBER"
    text = text_of(page)
    assert "12:00  Title of a › Talks in Rome\n       They Met at noon." in text
    assert "Title of a › Judgments" in text
    assert "Title of b › some-section" in text
    assert "No place yet." in text_of(recent_places_page([], Kept({}), NOON))


def test_of_what_must_not_be_kept_only_the_time_is_told() -> None:
    secret = "0123456789abcdef01234567"
    text = text_of(recent_places_page([replace(visit("a", secret, NOON), title="")], Kept({}), NOON))
    assert "12:00  a\n" in f"{text}\n"
    assert secret not in text


@pytest.mark.parametrize(("hours", "name"), [(-1, "Today"), (-13, "Yesterday"), (-36, "Yesterday"), (-37, "24 Jul 2024")])
def test_days_have_names(hours: int, name: str) -> None:
    assert day_name(NOON + hours * 3600, NOON) == name


@pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)
def test_hostile_text_on_these_pages_is_plain_text(hostile: Hostile) -> None:
    text = cleaned(hostile.text)
    name = About("k", text, text, text)
    found = [ReadBefore("k", "s", text, text, NOON, Marking(None, text), "changed", text)]
    places = [Visited("k", text, text, text, Place(text, "paragraph", fold(text)), NOON)]
    kept = Edition((KeptSection(text, text, blocks=(KeptBlock("paragraph", text),)),))
    for page in (
        read_again_page(found, parse(text), lambda key: name, as_it_is),
        recent_places_page(places, Kept({place.key: kept for place in places}), NOON),
    ):
        shown = text_of(page)
        assert harm_in(shown) == []
        assert " ".join(text.split())[:20] in " ".join(shown.replace("│ ", "").split())
