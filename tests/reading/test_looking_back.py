"""Looking back over the last readings: what is kept of them, and which one a day means."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.shelves import Desk
from tui.journal.deeds import MOST_READINGS
from tui.reading.last_read import Comparison, LastReading
from tui.reading.looking_back import as_of, date_of, moment_of, readings_of

DAY = 86_400.0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    private_cache(monkeypatch, tmp_path)
    (tmp_path / "library").mkdir()
    desk = Desk(tmp_path / "library", in_memory=True)
    yield desk
    desk.journal.close()


def text(n: int) -> str:
    """A briefing in its n-th text."""
    return f"title: Talks\nid: talks\nbody: The talks went on for {n} days.\n"


def read_all(desk: Desk, count: int) -> list[float]:
    """Read a briefing in so many texts, one a day; when that was."""
    moments = []
    for n in range(count):
        desk.now += DAY
        desk.write(talks=text(n))
        desk.read("talks")
        moments.append(desk.now)
    return moments


def last_reading(desk: Desk) -> LastReading:
    """The last reading."""
    found = Comparison(desk.journal, desk.document("talks"), desk.now).last_reading
    assert found is not None
    return found


def said(desk: Desk, found: LastReading) -> list[str]:
    """What has changed since a reading."""
    changes = Comparison(desk.journal, desk.document("talks"), desk.now, (), found, last=found == last_reading(desk)).changes
    assert changes is not None
    return [block.before for _, block in changes.blocks()]


def test_what_changed_is_told_since_each_of_the_last_readings(desk: Desk) -> None:
    moments = read_all(desk, 3)
    found = readings_of(desk.journal, last_reading(desk))
    assert [one.since for one in found] == moments[::-1]
    assert said(desk, found[0]) == []
    assert said(desk, found[1]) == ["The talks went on for 1 days."]
    assert said(desk, found[2]) == ["The talks went on for 0 days."]


def test_a_day_means_what_was_known_when_it_began(desk: Desk) -> None:
    moments = read_all(desk, 3)
    last = last_reading(desk)
    assert as_of(desk.journal, last, moments[2] + 1).since == moments[2]
    assert as_of(desk.journal, last, moments[1] + 1).since == moments[1]
    assert as_of(desk.journal, last, moments[0] - 1).since == moments[0]


def test_of_many_readings_those_far_back_stay(desk: Desk) -> None:
    moments = read_all(desk, 4)
    for n in range(100, 100 + MOST_READINGS + 5):
        desk.now += 60
        desk.write(talks=text(n))
        desk.read("talks")
    found = [one.since for one in readings_of(desk.journal, last_reading(desk))]
    assert len(found) == MOST_READINGS + 1
    assert found[-1] == moments[0]
    assert found[-2] == moments[1]


def test_an_undone_deed_takes_its_reading_back(desk: Desk) -> None:
    read_all(desk, 1)
    desk.write(talks=text(9))
    desk.finish("talks")
    assert len(desk.journal.earlier("talks")) == 1
    desk.journal.undo()
    assert desk.journal.earlier("talks") == []


def test_what_is_forgotten_is_in_no_reading(desk: Desk) -> None:
    read_all(desk, 3)
    desk.journal.forget("talks")
    assert desk.journal.earlier("talks") == []


NOW = 1_721_995_200.0
"""26 July 2024, noon."""


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2024-07-26"),
        ("Yesterday", "2024-07-25"),
        ("3 Nov", "2023-11-03"),
        ("3 jul", "2024-07-03"),
        ("3. July 2022", "2022-07-03"),
        ("July 3rd", "2024-07-03"),
        ("3rd of July, 2022", "2022-07-03"),
        ("2024-07-03", "2024-07-03"),
    ],
)
def test_a_day_is_read_as_people_say_it(words: str, day: str) -> None:
    date = date_of(words, NOW)
    assert date.text == day
    assert time.strftime("%Y-%m-%d %H", time.localtime(moment_of(date))) == f"{day} 00"


def test_a_month_is_read_as_people_say_it() -> None:
    assert date_of("July  2022", NOW).text == "2022-07"


@pytest.mark.parametrize("words", ["", "31 Feb 2024", "3 Foo", "soon", "40 Nov"])
def test_what_is_no_day_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        date_of(words, NOW)
