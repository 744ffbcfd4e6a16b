"""What the queue learns of a library, from its catalog and from memory: the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.libraries import BOTH, Door, in_memory, on_disk, private_cache, write
from tui.catalog.refresh import refresh
from tui.document.plain import plain_text
from tui.model.dates import day_number
from tui.search.parse import parse

FILES = {
    "seed.yaml": "title: Seed\nid: seed-desk\ndate: 2024-07-01\nsources: {seed: {title: Seed article, status: recalled}}\n"
    "history: [{date: 2024-07-03, type: recall, reason: forged, action: Do not cite it.}]\n",
    "leans.yaml": "title: Leans\nid: leans\ndate: 2024-07-02\nsources: {seed: {title: Seed article}}\n",
    "links.yaml": "title: Links\nid: links\nbluf: As [[gone]] says.\n",
    "gone.yaml": "title: Gone\nid: gone\nstatus: recalled\n",
    "asks.yaml": "title: Asks\nid: asks\ndate: 2024-07-05\npriority: flash\nreview_by: 2024-08\nactions:\n"
    "  - {text: A, due: 2024-08-09}\n  - {text: B, due: by 2024-08-02, status: open}\n"
    "  - {text: C, due: 2024-01-01, status: done}\n  - {text: D}\n",
    "w1.yaml": "title: Weekly 1\nseries: Weekly\nnumber: 1\n",
    "w2.yaml": "title: Weekly 2\nseries: Weekly\nnumber: 2\n",
    "w3.yaml": "title: Weekly 3\nseries: Weekly\nnumber: 3\n",
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with a recalled source, a recalled briefing, actions and a series."""
    private_cache(monkeypatch, tmp_path)
    for name, text in FILES.items():
        write(tmp_path / "library", name, text)
    refresh([tmp_path / "library"])
    return tmp_path / "library"


@BOTH
def test_the_open_actions_and_the_review_are_known(library: Path, door: Door) -> None:
    held = door(library)
    asks = next(one for one in held.queue_facts.briefings() if one.id == "asks")
    assert (asks.due, asks.open, asks.review, asks.priority) == (day_number(2024, 8, 2), 3, day_number(2024, 8, 31), 3)
    weekly = next(one for one in held.queue_facts.briefings() if one.id == "w1")
    assert (weekly.due, weekly.open, weekly.review, weekly.priority, weekly.named) == (None, 0, None, 0, False)
    assert held.row(weekly.n).digest == weekly.digest != b""


@BOTH
def test_every_briefing_is_told_of_by_the_number_of_its_row(library: Path, door: Door) -> None:
    held = door(library)
    assert {one.id: one.n for one in held.queue_facts.briefings()} == {row.id: row.n for row in held.rows_matching(parse(""))}
    assert {held.row(n).id: path for n, path in held.queue_facts.paths().items()} == {
        name: str(library / f"{name}.yaml") for name in ("w1", "w2", "w3")
    }


@BOTH
def test_older_briefings_of_a_lineage_come_nearest_first(library: Path, door: Door) -> None:
    held = door(library)
    number = {row.id: row.n for row in held.rows_matching(parse(""))}
    assert held.queue_facts.older(number["w3"]) == [number["w2"], number["w1"]]
    assert held.queue_facts.older(number["w2"]) == [number["w1"]]
    assert held.queue_facts.lines() == {number["w3"]: [number["w2"], number["w1"]]}
    assert set(held.queue_facts.replaced) == {number["w1"], number["w2"]}


@BOTH
def test_what_leans_on_something_recalled_is_found_shown_and_told(library: Path, door: Door) -> None:
    held = door(library)
    rows = {row.id: row for row in held.rows_matching(parse("is:affected"))}
    assert set(rows) == {"seed-desk", "leans", "links"}
    assert all(row.affected for row in rows.values())
    assert not held.rows_matching(parse("gone is:affected -links"))
    assert {row.id for row in held.rows_matching(parse("-is:affected"))} == {"gone", "asks", "w1", "w2", "w3"}
    said = [": ".join(recall.said) for recall in held.queue_facts.recalls(rows["leans"].n)]
    assert said == ["Leans on a recalled source: Seed article (recalled 3 Jul 2024: forged); required action: Do not cite it."]
    assert [recall.title for recall in held.queue_facts.recalls(rows["links"].n)] == ["Gone"]


def test_the_page_of_an_affected_briefing_begins_with_what_was_recalled_and_what_to_do(library: Path) -> None:
    catalog = on_disk(library)
    n = catalog.number_of("leans")
    assert n is not None
    shown = " ".join(" ".join(plain_text(catalog.document(n), 300)).split())
    assert "Leans on a recalled source: Seed article (recalled 3 Jul 2024: forged); required action: Do not cite it." in shown


def test_a_recall_that_is_taken_back_affects_nothing_any_more(library: Path) -> None:
    write(library, "seed.yaml", "title: Seed\nid: seed-desk\nsources: {seed: {title: Seed article}}\n", age=50)
    refresh([library])
    assert {row.id for row in on_disk(library).rows_matching(parse("is:affected"))} == {"links"}
    (library / "gone.yaml").unlink()
    refresh([library])
    assert on_disk(library).rows_matching(parse("is:affected")) == []


def test_what_the_library_shares_and_recalls_affects_all_that_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    folder = tmp_path / "library"
    write(folder, "library.yaml", "sources: {wire: {title: Wire}}\n")
    write(folder, "a.yaml", "title: A\nid: a\nbluf: Says so. [@wire]\n")
    write(folder, "b.yaml", "title: B\nid: b\n")
    refresh([folder])
    assert on_disk(folder).rows_matching(parse("is:affected")) == []
    write(folder, "library.yaml", "sources: {wire: {title: Wire, status: recalled, note: Made up.}}\n", age=50)
    refresh([folder])
    catalog = on_disk(folder)
    assert [row.id for row in catalog.rows_matching(parse("is:affected"))] == ["a"]
    n = catalog.number_of("a")
    assert n is not None
    assert [recall.reason for recall in catalog.queue_facts.recalls(n)] == ["Made up."]


def test_numbers_that_stand_for_what_the_reader_did_are_found_in_an_index(library: Path) -> None:
    catalog = on_disk(library)
    number = {row.id: row.n for row in catalog.rows_matching(parse(""))}
    some = frozenset((number["leans"], number["w1"]))

    def ids(text: str) -> set[str]:
        from tui.search.query import Numbered

        query = parse(text).replaced(lambda leaf: Numbered(numbers=some, said=str(leaf)))
        found = {row.id for row in catalog.rows_matching(query)}
        assert {row.id for row in catalog.rows_of(sorted(catalog.matching(query)))} == found
        assert catalog.count_matching(query) == len(found)
        assert found == {catalog.row(hit.row.n).id for hit in catalog.search(query).hits}
        held = in_memory(library)
        there = frozenset(row.n for row in held.rows_matching(parse("")) if row.id in ("leans", "w1"))
        again = parse(text).replaced(lambda leaf: Numbered(numbers=there, said=str(leaf)))
        assert {row.id for row in held.rows_matching(again)} == found
        return found

    assert ids("is:unread") == {"leans", "w1"}
    assert ids("weekly is:unread") == {"w1"}
    assert ids("weekly -is:unread") == {"w2", "w3"}
    assert ids("is:unread OR gone") == {"leans", "w1", "gone", "links"}
    assert ids("-(weekly is:unread)") == set(number) - {"w1"}
