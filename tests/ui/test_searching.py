"""The search on the screen: what is listed, what opens, and where."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.geometry import Size

from tests.ui.bursts import Keyboard
from tests.ui.desk import Desk, short
from tests.ui.screens import opened
from tui.catalog.memory import IndexInMemory
from tui.reading.library import Library
from tui.reading.searching import Search
from tui.search.explain import explain
from tui.search.parse import parse
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.search import SearchScreen

FILLER = " ".join(f"filler{number}" for number in range(60))
PLAN = f"""\
# Doc

The missile was mentioned. {FILLER}

Production of tyres rose. {FILLER}

The plan for missile production in Nagoya is final.
"""
WIND = """\
title: Wind
date: 2024-07-28
judgments:
  j1: {text: The mill opens., likelihood: unlikely, basis: A heron said so.}
events:
  - {date: 2024-08-02, title: Mill due}
sections:
"""


@pytest.fixture(params=[False, True], ids=["in memory", "catalog"])
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A long briefing, and short ones."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk = Desk(tmp_path)
    desk.write("plan.md", PLAN)
    desk.write("wind.yaml", WIND + "".join(f"- {{title: S{n}, body: The heron number {n}.}}\n" for n in range(1, 301)))
    for name in ("One", "Two", "Three"):
        desk.write(f"{name}.yaml", short(name, text="A heron, once."))
    desk.catalog = request.param
    yield desk
    desk.journal.close()


async def test_a_hit_opens_at_the_passage_that_it_shows(desk: Desk) -> None:
    async with desk.opened(size=(100, 16)) as seen:
        await seen.press("library.search")
        await seen.type("text:missile production")
        await seen.settle()
        assert "The plan for missile production in Nagoya" in seen.text
        await seen.press("search.accept")
        assert seen.reader.view.current_block.text == "The plan for missile production in Nagoya is final."
        assert seen.reader.find.ordinal == 3
        await seen.press("library.search")
        await seen.type("zzqq")
        await seen.settle()
        assert "0 briefings" in seen.status
        assert "opens" not in seen.status, "there is nothing to open"


async def test_hits_and_their_section_are_sent_with_no_wait_for_the_next_frame(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.opened(size=(140, 20)) as seen:
        await seen.press("library.search")
        screen = seen.app.screen
        assert isinstance(screen, SearchScreen)
        await seen.settle()
        sent: list[Size] = []
        refresh = screen._compositor_refresh

        def recorded() -> None:
            sent.extend(region.size for region in screen._compositor._dirty_regions)
            refresh()

        monkeypatch.setattr(screen, "_compositor_refresh", recorded)
        monkeypatch.setattr(screen, "_on_timer_update", lambda: None)
        await seen.type("missile")
        await seen.settle()
        widths = {size.width for size in sent}
        assert {screen.hits.size.width, screen.preview.size.width} <= widths


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Searches behind the screen that do not end before this is set."""
    go_on = threading.Event()
    whole: Callable[..., Search] = Library.search

    def search(library: Library, *asked: object) -> Search:
        if threading.current_thread() is not threading.main_thread():
            go_on.wait(10)
        return whole(library, *asked)

    monkeypatch.setattr(Library, "search", search)
    yield go_on
    go_on.set()


@pytest.mark.parametrize(
    ("keys", "title", "words"),
    [
        (b"smissile production\r", "Doc", "missile production"),
        (b"sthe\x7f\x7f\x7ftyres\r", "Doc", "tyres"),
        (b"sheron once\x1b[B\x1b[B\r", "Three", "heron once"),
    ],
)
async def test_keys_typed_ahead_mean_what_the_words_before_them_find(
    desk: Desk, slow: threading.Event, keys: bytes, title: str, words: str
) -> None:
    async with desk.opened(size=(100, 16)) as seen:
        await Keyboard(seen.app, seen.pilot).send(keys)
        slow.set()
        await seen.settle()
        assert (seen.reader.briefing.title, seen.reader.find.query) == (title, words)


async def test_every_briefing_is_listed_and_says_how_many_hits_it_has(desk: Desk) -> None:
    async with desk.opened(size=(100, 30)) as seen:
        await seen.press("library.search")
        await seen.type("heron")
        await seen.settle()
        assert "4 briefings" in seen.status
        assert all(name in seen.text for name in ("Wind", "One", "Two", "Three"))
        assert "4 of 301 sections" in seen.text
        while "Wind" not in next(line for line in seen.lines if "▸" in line):
            before = seen.text
            await seen.press("search.down")
            if seen.text == before:
                await seen.press("search.page-up", "search.page-up", "search.up")
        await seen.press("search.unfold")
        await seen.settle()
        assert "4 of 301 sections" not in seen.text
        assert sum("The heron number" in line for line in seen.lines) > 10
        await seen.press("search.unfold")
        await seen.settle()
        assert "4 of 301 sections" in seen.text


async def test_a_burst_of_keys_goes_past_the_hits_that_fill_the_screen(desk: Desk) -> None:
    for number in range(40):
        desk.write(f"more{number:02}.yaml", short(f"More {number:02}", text="A bittern, once."))
    async with desk.opened(size=(100, 12)) as seen:
        await seen.press("library.search")
        await seen.type("bittern")
        await seen.settle()
        assert "40 briefings, the first" in seen.status
        await Keyboard(seen.app, seen.pilot).send(b"\x1b[B" * 78)
        await seen.settle()
        assert "▸" in next(line for line in reversed(seen.lines) if "bittern" in line)
        assert seen.status.strip().startswith("40 briefings ·")


async def test_a_date_is_found_as_it_is_typed_and_is_marked_on_the_page(desk: Desk) -> None:
    for typed in ("2 aug 2024", "2024-08-02", "August 2, 2024"):
        async with desk.opened(size=(100, 16)) as seen:
            await seen.press("library.search")
            await seen.type(typed)
            await seen.settle()
            assert "1 briefing" in seen.status
            assert "Timeline" in seen.text
            await seen.press("search.accept")
            assert "Mill due" in seen.reader.view.current_block.text
            assert seen.reader.find.total == 1


async def test_a_hit_in_a_judgment_says_which_and_how_likely(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("library.search")
        await seen.type("said so")
        await seen.settle()
        assert "unlikely: The mill opens. · A heron said so." in seen.text


@pytest.mark.parametrize("width", [40, 80, 120])
async def test_what_may_have_been_meant_is_never_cut_within_a_word(desk: Desk, width: int) -> None:
    async with desk.opened(size=(width, 14)) as seen:
        await seen.press("library.search")
        await seen.type("missles tyers")
        await seen.settle()
        said = " ".join(" ".join(seen.lines[4:-1]).split())
        assert "did you mean missile?" in said
        whole = f"^R looks for it in what you read · {explain(parse('missles tyers', typing=True))}"
        assert {word for line in seen.lines[2:4] for word in line.split()} <= {*whole.split(), "…"}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (70, 20)])
async def test_a_briefing_has_one_date_in_list_and_hits_and_it_says_whether_it_is_that_of_a_change(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    for name, dates in {
        "Alpha": "date: 2024-07-01\nupdated: 2024-07-28",
        "Beta": "date: 2024-07-28\nupdated: 2024-07-01",
        "Gamma": "date: 2024-07-28\nupdated: 2024-07-28",
        "Delta": "updated: 2024-07-28",
    }.items():
        (folder / f"{name}.yaml").write_text(f"title: {name}\n{dates}\nbody: Harbour.\n")
    async with opened(folder, size) as seen:

        def shown() -> dict[str, str]:
            found = [re.search(r"(upd )?\d+ Jul 2024", line) for line in seen.lines]
            names = [re.search("Alpha|Beta|Gamma|Delta", line) for line in seen.lines]
            return {name.group(): date.group() for name, date in zip(names, found, strict=True) if name and date}

        wanted = {"Alpha": "upd 28 Jul 2024", "Beta": "28 Jul 2024", "Gamma": "28 Jul 2024", "Delta": "upd 28 Jul 2024"}
        assert shown() == wanted
        await seen.press("library.search")
        await seen.type("harbour")
        await seen.settle()
        assert shown() == wanted


async def test_a_filter_answers_by_titles_while_the_texts_are_not_there_to_be_asked_yet(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title, text in {"Harbour": "It is calm.", "Island": "It has a harbour.", "River": "It flows."}.items():
        desk.write(f"{title}.yaml", short(title, text=text))
    may_index, of = threading.Event(), IndexInMemory.of

    def held(self: IndexInMemory, db: sqlite3.Connection) -> object:
        assert may_index.wait(20)
        return of(self, db)

    monkeypatch.setattr(IndexInMemory, "of", held)
    async with opened(desk.app()) as seen:
        await seen.press("library.filter")
        for key in "harb":
            await seen.pilot.press(key)
        assert isinstance(seen.app.screen, LibraryScreen)
        assert [row.title for row in seen.app.screen.listing.rows] == ["Harbour"]
        assert "Titles alone" in "\n".join(seen.lines)
        may_index.set()
        await seen.settle()
        assert [row.title for row in seen.app.screen.listing.rows] == ["Harbour", "Island"]
        assert "Titles alone" not in "\n".join(seen.lines)


async def test_on_a_row_that_is_reversed_a_match_is_what_is_not(library: Path) -> None:
    async with opened(library) as seen:
        seen.app.theme = "ansi-dark"
        await seen.press("library.search")
        await seen.type("headquarters")
        await seen.settle()
        looks = {
            "headquarters" in segment.text.casefold(): bool(segment.style and segment.style.reverse)
            for strip in seen.app.screen._compositor.render_strips()
            if strip.text.startswith("▸")
            for segment in strip
            if segment.text.strip()
        }
        assert looks == {True: False, False: True}
