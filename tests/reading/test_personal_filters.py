"""What only the reader did or the day can tell, in queries of both doors, and the queue that a library keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.asked import under
from tests.reading.shelves import NOW, Desk
from tui.catalog.location import QUEUE, location_of
from tui.catalog.memory import CatalogInMemory
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.records import Note
from tui.journal.redaction import Keep
from tui.model.place import Anchor, Place
from tui.reading.library import Library
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page
from tui.reading.personal_filters import PersonalFilters, QueueMaker
from tui.reading.reading_log import AskedActions
from tui.reading.session import Session
from tui.search.parse import parse
from tui.search.query import EVERYTHING, Not, Numbered
from tui.store.read import read_file

FILES = {
    "a": "title: A\nid: a\ndate: 2024-07-20\nbody: Missiles over Tokyo.\n",
    "b": "title: B\nid: b\ndate: 2024-07-21\nactions: [{text: Act., due: 2024-07-26}]\nbody: Talks.\n",
    "c": "title: C\nid: c\ndate: 2024-07-22\nbody: Missiles and talks.\n",
    "d": "title: D\nid: d\ndate: 2024-07-19\nreview_by: 2024-07-01\nbody: Quiet.\n",
    "old": "title: E\nid: e1\ndate: 2024-07-01\nbody: Old.\n",
    "new": "title: E\nid: e2\ndate: 2024-07-02\nsupersedes: e1\nbody: New.\n",
}


@pytest.fixture(params=[False, True], ids=["catalog", "memory"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A reader at a small library."""
    private_cache(monkeypatch, tmp_path)
    desk = Desk(tmp_path / "library", in_memory=request.param)
    desk.write(**FILES)
    yield desk
    desk.journal.close()


def found(desk: Desk, text: str) -> str:
    """The ids of what answers a query, by title order, as one word."""
    query = PersonalFilters(desk.held, desk.journal, desk.now, lambda moment: 0.0).resolve(parse(text))
    rows = desk.held.rows_matching(query)
    assert desk.held.count_matching(query) == len(rows)
    assert {hit.row.id for hit in desk.held.search(query, 100).hits} == {row.id for row in rows}
    return " ".join(sorted(row.id for row in rows))


def note(desk: Desk, briefing_id: str, quote: str, text: str, *tags: str) -> None:
    """Write a note."""
    identity = desk.identity(briefing_id)
    key = desk.journal.key_of(identity, make=True)
    anchor = Anchor("~text", quote)
    made = Note(f"{briefing_id}-{text}", key, briefing_id, identity.path, identity.title, "Text", anchor, text, tags)
    desk.journal.add_note(made).result(20)


def test_nothing_is_read_in_an_empty_journal(desk: Desk) -> None:
    assert found(desk, "is:unread") == found(desk, "is:new") == "a b c d e1 e2"
    assert found(desk, "is:queue") == "a b c d e2"
    assert found(desk, "is:read") == found(desk, "is:done") == found(desk, "is:updated") == found(desk, "has:note") == ""
    assert found(desk, "is:due") == "b d"
    filters = PersonalFilters(desk.held, None, desk.now)
    assert filters.resolve(parse("is:unread")).root == EVERYTHING
    assert desk.held.matching(filters.resolve(parse("-is:unread"))) == frozenset(), "what is not what all are is none"
    assert desk.held.matching(filters.resolve(parse("-is:unread OR is:new"))) == frozenset(desk.held.order())


def test_states_are_found_wherever_they_stand_in_a_query(desk: Desk) -> None:
    desk.read("a")
    desk.finish("b")
    assert found(desk, "is:read") == "a b"
    assert found(desk, "is:done") == "b"
    assert found(desk, "is:unread") == "c d e1 e2"
    assert found(desk, "is:unread missiles") == "c"
    assert found(desk, "missiles -is:unread") == "a"
    assert found(desk, "talks OR is:done") == "b c"
    assert found(desk, "-(missiles is:read)") == "b c d e1 e2"
    assert found(desk, "is:due") == "b d"
    assert found(desk, "is:queue") == "b c d e2"


def test_done_is_not_doing_an_open_action_is_due_until_it_is_closed_or_another_one(desk: Desk) -> None:
    action = "id: z\ndate: 2024-07-01\nactions: [{text: Act., due: 2024-07-20}, {text: Done., due: 2024-07-01, status: done}]\n"
    desk.write(z=f"title: D\n{action}")
    desk.finish("z")
    assert "z" in found(desk, "is:due").split()
    (act,) = desk.held.queue_facts.open_actions(desk.number("z"))
    identity = desk.identity("z")
    desk.journal.close_actions(identity, [act.stamp], True, "closed").result(20)
    assert "z" not in found(desk, "is:due").split()
    assert "z" not in found(desk, "is:queue").split()
    desk.write(z=f"title: D, retitled\n{action}")
    assert "z" not in found(desk, "is:due").split()
    desk.journal.undo()
    assert "z" in found(desk, "is:due").split()
    desk.journal.close_actions(identity, [act.stamp], True, "closed").result(20)
    desk.write(z=f"title: D\n{action.replace('2024-07-20', '2024-07-21')}")
    desk.finish("z")
    assert "z" in found(desk, "is:due").split()


def test_what_the_reader_closed_is_closed_on_the_page_of_actions(desk: Desk) -> None:
    text = "title: D\nid: z\ndate: 2024-07-01\nactions:\n"
    desk.write(
        z=f"{text}- {{text: Act., owner: J3, due: 2024-07-20}}\n- {{text: Done., status: done}}\n- {{text: Wait., owner: J5}}\n"
    )
    act, _ = desk.held.queue_facts.open_actions(desk.number("z"))
    desk.journal.close_actions(desk.identity("z"), [act.stamp], True, "closed").result(20)

    def page(owner: str = "") -> dict[str, list[str]]:
        among = desk.held.matching(parse("id:z"))
        asked = PageQuestion(desk.held.items(among), desk.now, "", {"owner": owner}, desk.held, desk.journal)
        return under(made_page("actions", asked))

    assert page() == {"Without a date": ["Wait."], "Done or dropped": ["Done."], "Closed by you": ["Act."]}
    assert page("j3\nDeputy director") == {"Closed by you": ["Act."]}
    desk.journal.undo()
    assert "Closed by you" not in page()


REOPENED = "id: z\ndate: 2024-07-01\nactions: [{text: Act., due: 2024-07-20STATUS}]\n"


@pytest.mark.parametrize("seen", ["in the list", "on its page"])
def test_an_action_that_its_file_says_is_done_and_opens_again_asks_again_though_it_was_closed(desk: Desk, seen: str) -> None:
    def write_and_look(status: str) -> bool:
        desk.write(z="title: D\n" + REOPENED.replace("STATUS", status))
        if seen == "in the list":
            QueueMaker(lambda: desk.held, lambda: desk.held, lambda: desk.journal, lambda: desk.now).make()
        else:
            AskedActions(desk.document("z").briefing, desk.journal, desk.identity("z"))
        assert desk.journal.flush(20)
        return "z" in found(desk, "is:due").split()

    assert write_and_look(", status: open")
    desk.finish("z")
    (act,) = desk.held.queue_facts.open_actions(desk.number("z"))
    desk.journal.close_actions(desk.identity("z"), [act.stamp], True, "closed").result(20)
    assert not write_and_look("")
    desk.write(z="title: D\nid: z\ndate: 2024-07-01\n")
    assert not write_and_look(", status: open"), "a file that was half written said nothing of the action"
    assert not write_and_look(", status: done")
    assert write_and_look(", status: open")
    desk.journal.close_actions(desk.identity("z"), [act.stamp], True, "closed").result(20)
    assert not write_and_look(", status: open")


def test_what_changed_is_updated_and_unread_until_it_is_read_again(desk: Desk) -> None:
    desk.read("a")
    desk.write(a=FILES["a"] + "tags: changed\n")
    assert found(desk, "is:updated") == found(desk, "is:unread is:updated") == "a"
    assert found(desk, "is:read") == ""
    desk.read("e1")
    assert found(desk, "is:updated") == "a e2"


def test_notes_are_found_by_their_words_quotes_and_tags(desk: Desk) -> None:
    note(desk, "a", "Missiles over Tokyo", "Ask about ranks.", "follow-up")
    note(desk, "d", "Quiet", "")
    assert found(desk, "has:note") == "a d"
    assert found(desk, "note:rank") == found(desk, "note:tokyo") == found(desk, "note:follow*") == "a"
    assert found(desk, 'note:"ask about"') == "a"
    assert found(desk, "note:missing") == ""
    assert found(desk, "-note:quiet has:note") == "a"
    desk.journal.mark("m", desk.identity("c"), Place("~text", "paragraph", "missiles")).result(20)
    assert found(desk, "has:mark") == "c"
    assert found(desk, "has:mark OR has:note") == "a c d"


def test_days_of_reading_are_found_in_the_readers_own_time(desk: Desk) -> None:
    desk.read("a")
    assert found(desk, "read:2024-07-26") == found(desk, "read:2024-07..") == found(desk, "read:<=2024-08") == "a"
    assert found(desk, "read:2024-07-25") == found(desk, "read:..2024-06") == ""
    east = PersonalFilters(desk.held, desk.journal, desk.now, lambda moment: 13 * 3600.0)
    assert east.numbers(parse("read:2024-07-27").root) == {desk.number("a")}  # type: ignore[arg-type]
    assert east.numbers(parse("read:2024-07-26").root) == frozenset()  # type: ignore[arg-type]


def test_more_than_half_of_a_library_is_asked_for_by_the_other_half(desk: Desk) -> None:
    desk.read("a")
    sets = PersonalFilters(desk.held, desk.journal, desk.now)
    unread, read = sets.resolve(parse("is:unread")).root, sets.resolve(parse("-is:unread")).root
    assert unread == Not(Numbered(numbers=frozenset((desk.number("a"),)), said="-is:unread"))
    assert isinstance(read, Numbered)
    assert read.numbers == {desk.number("a")}


class OnDisk:
    """The shelf of a library's screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> object:
        """One file."""
        return read_file(Path(path), root=self.folder)


def library_of(desk: Desk, *, in_memory: bool) -> Library:
    """The library as the screen has it."""
    shelf = OnDisk(desk.folder)
    session = Session(
        shelf,  # type: ignore[arg-type]
        lambda briefing, titles: compose(briefing, library=titles),
        journal=desk.journal,
        now=lambda: desk.now,
    )
    memory = CatalogInMemory([desk.folder]) if in_memory else None
    library = Library(session, "library", [desk.folder], memory=memory)
    library.look()
    library.renew()
    return library


@pytest.fixture(params=[False, True], ids=["catalog", "memory"])
def shown(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, bool]]:
    """A reader, and whether the screen has the library in memory."""
    private_cache(monkeypatch, tmp_path)
    desk = Desk(tmp_path / "library")
    desk.write(**FILES)
    yield desk, request.param
    desk.journal.close()


def test_the_screens_list_is_grouped_as_the_queue_and_filtered(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    library = library_of(desk, in_memory=in_memory)
    rows, groups = library.grouped("", "queue")
    assert [row.id for row in rows] == ["b", "c", "a", "d", "e2"]
    assert [(group.start, group.title) for group in groups] == [(0, "Asked of you"), (1, "New")]
    queue = library.queues.last()
    assert queue is not None
    assert queue.reasons[rows[0].n] == "due today"
    rows, groups = library.grouped("missiles", "queue")
    assert [row.id for row in rows] == ["c", "a"]
    assert [(group.start, group.title) for group in groups] == [(0, "New")]
    desk.finish("c")
    assert [row.id for row in library.rows("is:unread missiles", "date")] == ["a"]
    assert [row.id for row in library.search("is:unread missiles", 10).rows] == ["a"]
    rows, groups = library.grouped("", "queue")
    assert [row.id for row in rows] == ["b", "a", "d", "e2", "c"]
    assert groups[-1] == (4, "Everything else")
    assert [identity.id for identity in library.older(desk.document("e2").briefing)] == ["e1"]


def test_what_may_be_updated_is_compared_behind_the_screen(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    desk.read("a")
    desk.read("c")
    desk.write(a=FILES["a"].replace("Tokyo", "Seoul"), c=FILES["c"] + "# nothing\n")
    library = library_of(desk, in_memory=in_memory)
    queue = library.queues.make()
    assert len(queue.unsettled) == 2
    assert library.queues.settle() == 2
    rows, groups = library.grouped("", "queue")
    last = library.queues.last()
    assert last is not None
    assert [row.id for row in rows] == ["b", "a", "d", "e2", "c"]
    assert (groups[1].title, last.reasons[rows[1].n]) == ("Updated", "1 paragraph")
    assert library.queues.settle() == 0


def test_what_is_marked_too_strictly_to_be_kept_is_compared_once_in_a_run(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    desk.journal.close()
    desk.journal = Journal(desk.folder.parent / "data", now=lambda: desk.now, keep=Keep("GREEN"))
    desk.write(a=FILES["a"] + "tlp: RED\n")
    desk.read("a")
    desk.write(a=FILES["a"].replace("Tokyo", "Seoul") + "tlp: RED\n")
    library = library_of(desk, in_memory=in_memory)
    library.queues.make()
    assert library.queues.settle() == 1
    last = library.queues.last()
    assert last is not None
    assert last.unsettled == ()
    assert "1 paragraph" in last.reasons[library.rows("is:updated", "date")[0].n]
    assert library.queues.settle() == 0


def test_what_was_done_unread_and_changed_is_updated_without_a_comparison(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    desk.journal.set_done([(desk.identity("a"), None)], True, "done").result(20)
    library = library_of(desk, in_memory=in_memory)
    assert [row.id for row in library.rows("is:done", "date")] == ["a"]
    desk.write(a=FILES["a"].replace("Tokyo", "Seoul"))
    library = library_of(desk, in_memory=in_memory)
    library.queues.make()
    assert library.queues.settle() == 1
    assert [row.id for row in library.rows("is:updated", "date")] == ["a"]
    assert library.queues.settle() == 0


def test_a_queue_is_kept_with_the_catalog_while_nothing_changes(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    if in_memory:
        pytest.skip("what is in memory is not kept")
    library_of(desk, in_memory=False).queues.make()
    again = library_of(desk, in_memory=False).queues
    assert again.at_hand() is not None
    desk.read("a")
    assert again.at_hand() is None
    again.make()
    desk.now = NOW + 2 * 86_400
    assert again.at_hand() is None


def test_the_queue_that_was_kept_goes_when_a_briefing_does(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    if in_memory:
        pytest.skip("what is in memory is not kept")
    library_of(desk, in_memory=False).queues.make()
    kept = location_of([desk.folder]) / QUEUE
    assert kept.exists()
    desk.look()
    assert kept.exists()
    (desk.folder / "b.yaml").unlink()
    desk.look()
    assert not kept.exists()


def test_without_a_journal_the_list_is_as_it_was(shown: tuple[Desk, bool]) -> None:
    desk, in_memory = shown
    library = library_of(desk, in_memory=in_memory)
    library._session.journal = None
    rows, groups = library.grouped("", "queue")
    assert groups == []
    assert [row.id for row in rows][:3] == ["c", "b", "a"]
    assert not len(library.rows("is:read", "date"))
