"""The queue: its groups, their order, the reasons, and what is kept of it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.libraries import private_cache
from tests.reading.shelves import Desk
from tui.catalog.queue_facts import BriefingFacts
from tui.changes.results import ChangeSummary
from tui.model.dates import day_number, today
from tui.model.place import Place
from tui.reading.last_read import State
from tui.reading.queue import GROUPS, KeptQueue, Left, Queue, day_in_words, key_of, left_of, queue_of
from tui.reading.read_state import Reading, Readings
from tui.reading.rows import Group

DAY = day_number(2024, 8, 1)


def asking(n: int, due: int | None = None, open: int = 0, review: int | None = None, priority: int = 0) -> BriefingFacts:
    """A briefing that asks; without days it asks for nothing."""
    return BriefingFacts(n, f"b{n}", True, b"", due, open, review, priority, 0)


def known(*readings: tuple[int, State, ChangeSummary | None]) -> Readings:
    """Where one stands: number, state, summary; the first were opened last."""
    found = {n: Reading(n, f"b{n}", state, 3, 8, 1000.0 - place, summary) for place, (n, state, summary) in enumerate(readings)}
    return Readings(found, {})


def listed(queue: Queue) -> dict[str, list[int]]:
    """The numbers below each heading."""
    ends = [*[group.start for group in queue.groups], len(queue.order)][1:]
    return {group.title: list(queue.order[group.start : end]) for group, end in zip(queue.groups, ends, strict=True)}


NOTHING_READ = Readings({}, {})


def queue(asks: Sequence[BriefingFacts], stand: Readings = NOTHING_READ, replaced: Sequence[int] = ()) -> Queue:
    """The queue of some briefings that are newest first in the order given."""
    return queue_of(asks, replaced, stand, [one.n for one in asks], DAY)


def test_every_briefing_is_in_the_first_group_that_takes_it() -> None:
    asks = [
        asking(1),
        asking(2, due=DAY + 1, open=1),
        asking(3),
        asking(4, review=DAY),
        asking(5),
        asking(6, due=DAY, open=1),
        asking(7),
        asking(8),
    ]
    summary = ChangeSummary(rank=1, reasons=("“It will rain.” likely → unlikely", "2 paragraphs"), sections=("a",))
    stand = known((1, "partly read", None), (3, "updated", summary), (4, "read", None), (5, "read", None), (7, "done", None))
    found = queue(asks, stand)
    assert listed(found) == {
        "Continue": [1],
        "Asked of you": [6, 2],
        "Updated": [3],
        "New": [8],
        "Review due": [4],
        "Everything else": [5, 7],
    }
    assert found.length == 6
    assert list(found.asked) == [1, 6, 2, 3, 8, 4]
    assert found.reasons == {
        1: "3 of 8 sections read",
        2: "due 2 Aug",
        3: "“It will rain.” likely → unlikely, 2 paragraphs",
        4: "review due today",
        6: "due today",
    }
    assert [found.state(place) for place in range(8)] == [
        *("partly read", "new", "new", "updated", "new", "read"),
        *("read", "done"),
    ]


def test_a_few_are_continued_the_last_one_opened_first_and_the_others_were_begun_earlier() -> None:
    asks = [asking(n, open=n == 8, due=None) for n in range(1, 9)]
    stand = known(*[(n, "partly read", None) for n in (3, 1, 2, 6, 5, 4, 7, 8)])
    assert listed(queue(asks, stand)) == {"Continue": [3, 1, 2, 6, 5], "Asked of you": [8], "Begun earlier": [4, 7]}


def test_what_is_asked_comes_overdue_first_then_soonest_then_undated() -> None:
    asks = [
        asking(1, open=2),
        asking(2, due=DAY + 30, open=1),
        asking(3, due=DAY - 400, open=3),
        asking(4, open=1, priority=3),
    ]
    found = queue(asks)
    assert listed(found) == {"Asked of you": [3, 2, 4, 1]}
    assert found.reasons == {1: "2 actions", 2: "due 31 Aug", 3: "overdue since 28 Jun 2023 (3 actions)", 4: "1 action"}


def test_updates_come_recalled_first_then_moved_judgments_then_others() -> None:
    ranks = {1: 4, 2: 1, 3: 0, 4: 1}
    stand = known(
        *[(n, "updated", ChangeSummary(rank=rank, reasons=("x",), sections=("a",))) for n, rank in ranks.items()],
        (5, "updated", None),
    )
    found = queue([asking(n) for n in range(1, 6)], stand)
    assert listed(found) == {"Recalled": [3], "Updated": [2, 4, 1, 5]}
    assert found.unsettled == (5,)
    assert found.reasons[5] == "changed"


def test_what_is_new_comes_flash_first_and_then_by_date() -> None:
    asks = [asking(1), asking(2, priority=2), asking(3), asking(4, priority=3)]
    assert listed(queue(asks)) == {"New": [4, 2, 1, 3]}


def test_a_recall_comes_first_wherever_it_stands() -> None:
    asks = [asking(1), asking(2, due=DAY - 1, open=1), asking(3), asking(4), asking(5), asking(6), asking(7)]
    stand = known((1, "partly read", None), (3, "partly read", None), (5, "done", None), (6, "read", None))
    found = queue_of(asks, [], stand, range(1, 8), DAY, {2: 3, 3: 2, 4: 1, 5: 1, 6: 2, 7: 4})
    assert listed(found) == {"Recalled": [4, 3, 2, 7], "Continue": [1], "Everything else": [5, 6]}
    assert found.reasons == {
        1: "3 of 8 sections read",
        2: "leans on a recalled briefing · overdue since 31 Jul",
        3: "leans on a recalled source · 3 of 8 sections read",
        4: "recalled",
        7: "something in it was recalled",
    }


def test_what_was_read_and_asks_for_nothing_is_not_in_the_queue() -> None:
    found = queue([asking(1, review=DAY - 1)], known((1, "done", None)))
    assert listed(found) == {"Everything else": [1]}
    assert found.length == 0


def test_done_is_not_doing_what_is_open_still_asks_below_all_that_is_to_be_read() -> None:
    asks = [asking(1, due=DAY - 1, open=1, review=DAY - 1), asking(2), asking(3, open=2), asking(4)]
    found = queue(asks, known((1, "done", None), (3, "done", None), (4, "done", None)))
    assert listed(found) == {"New": [2], "Asked of you, read already": [1, 3], "Everything else": [4]}
    assert (found.length, found.reading) == (3, 1)
    assert list(found.to_read) == [2]
    assert found.reasons == {1: "overdue since 31 Jul", 3: "2 actions"}


def test_what_is_left_of_a_queue_is_what_asks_still_and_not_what_came_since() -> None:
    asks = [asking(1, due=DAY, open=1), asking(2), asking(3), asking(4, review=DAY), asking(5)]
    shown = queue(asks, known((4, "read", None), (5, "done", None)))
    assert (shown.left, left_of(shown, shown)) == (Left(4, 0), Left(4, 0))
    since = queue(asks, known((1, "done", None), (2, "done", None), (3, "partly read", None), (4, "read", None)))
    assert left_of(shown, since) == Left(2, 1)
    closed = queue([asking(1), *asks[1:]], known(*((n, "done", None) for n in range(1, 6))))
    assert left_of(shown, closed) == Left(0, 0)


def test_of_a_lineage_only_the_newest_is_there() -> None:
    assert listed(queue([asking(1), asking(2)], replaced=[2])) == {"New": [1]}


def test_an_updated_briefing_that_asks_for_something_says_both() -> None:
    stand = known((1, "updated", ChangeSummary(reasons=("1 source recalled",), sections=("a",))))
    assert queue([asking(1, due=DAY + 1, open=1)], stand).reasons == {1: "due 2 Aug · 1 source recalled"}


def test_days_name_their_year_only_where_it_is_another_one() -> None:
    assert day_in_words(DAY + 1, DAY) == "2 Aug"
    assert day_in_words(day_number(2023, 12, 31), DAY) == "31 Dec 2023"
    assert today(1_722_513_600.0) in (DAY, DAY - 1, DAY + 1)


STATES: list[State] = ["new", "partly read", "read", "updated", "done"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(STATES),
            st.none() | st.integers(DAY - 5, DAY + 5),
            st.integers(0, 2),
            st.none() | st.integers(DAY - 2, DAY + 2),
            st.integers(0, 3),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_each_briefing_stands_there_once_below_headings_in_their_order(
    drawn: list[tuple[State, int | None, int, int | None, int, bool]],
) -> None:
    asks = [
        asking(n, due if open else None, open, review, priority) for n, (_, due, open, review, priority, _) in enumerate(drawn, 1)
    ]
    stand = known(*[(n, state, None) for n, (state, *_) in enumerate(drawn, 1) if state != "new"])
    older = [n for n, (*_, replaced) in enumerate(drawn, 1) if replaced]
    found = queue(asks, stand, older)
    assert sorted(found.order) == [n for n in range(1, len(drawn) + 1) if n not in older]
    titles = [group.title for group in found.groups]
    assert titles == [title for title in GROUPS if title in titles]
    assert all(numbers for numbers in listed(found).values())
    assert all(drawn[n - 1][0] != "done" for n in found.to_read)
    assert all(drawn[n - 1][2] for n in found.asked[found.reading :])


# kept between two runs


def test_a_queue_is_kept_privately_under_all_that_it_depends_on(tmp_path: Path) -> None:
    kept = KeptQueue(tmp_path)
    key = key_of(b"7", b"stamp", DAY)
    assert kept.load(key) is None
    made = Queue(array("q", [3, 1]), (Group(0, "New"),), {3: "due 2 Aug"}, b"\0\3", frozenset({3}), (1,))
    kept.save(key, made)
    assert kept.load(key) == made
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["queue"]
    for other in (key_of(b"8", b"stamp", DAY), key_of(b"7", b"other", DAY), key_of(b"7", b"stamp", DAY + 1)):
        assert kept.load(other) is None


def test_a_damaged_or_unwritable_queue_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "queue").write_bytes(b"\xc1 no queue")
    assert KeptQueue(tmp_path).load(b"") is None
    KeptQueue(tmp_path / "missing").save(b"", Queue(array("q")))
    assert not (tmp_path / "missing").exists()


# with a library and a journal


@pytest.fixture(params=[False, True], ids=["catalog", "memory"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A reader at a small library."""
    private_cache(monkeypatch, tmp_path)
    desk = Desk(tmp_path / "library", in_memory=request.param)
    desk.write(
        a="title: A\nid: a\ndate: 2024-07-20\nbody: Text.\n",
        b="title: B\nid: b\ndate: 2024-07-21\nactions: [{text: Act., due: 2024-08-02}]\n",
        c="title: C\nid: c\ndate: 2024-07-22\npriority: flash\nbody: Text.\n",
        w1="title: W 1\nid: w1\ndate: 2024-07-01\nseries: W\nnumber: 1\nbody: Quiet.\n",
        w2="title: W 2\nid: w2\ndate: 2024-07-08\nseries: W\nnumber: 2\nbody: Ships.\n",
    )
    yield desk
    desk.journal.close()


def groups(desk: Desk) -> dict[str, list[str]]:
    """The ids below each heading."""
    ids = {one.n: one.id for one in desk.held.queue_facts.briefings()}
    asks = desk.held.queue_facts
    found = queue_of(asks.briefings(), asks.replaced, desk.readings, desk.held.order("date"), today(desk.now))
    return {title: [ids[n] for n in numbers] for title, numbers in listed(found).items()}


def test_a_text_of_one_section_that_was_left_half_way_is_continued(desk: Desk) -> None:
    """Nothing of it counts as read yet: all that is kept is a place beyond its first page."""
    desk.journal.keep_place(desk.identity("a"), Place("~text", "paragraph", "text."), begun=True)
    assert groups(desk)["Continue"] == ["a"]
    desk.journal.keep_place(desk.identity("c"), Place("~text", "paragraph", "text."))
    assert "c" in groups(desk)["New"]


def test_a_library_that_nobody_has_read_is_asked_and_new(desk: Desk) -> None:
    assert groups(desk) == {"Asked of you": ["b"], "New": ["c", "a", "w2"]}


def test_what_is_read_and_done_leaves_the_queue_and_comes_back_when_it_changes(desk: Desk) -> None:
    desk.finish("b")
    desk.read("a")
    desk.read("w1")
    assert groups(desk) == {"Updated": ["w2"], "New": ["c"], "Asked of you, read already": ["b"], "Everything else": ["a"]}
    desk.write(b="title: B\nid: b\ndate: 2024-07-21\nactions: [{text: Act now., due: 2024-08-02}]\n")
    desk.settle()
    assert groups(desk)["Asked of you"] == ["b"]
