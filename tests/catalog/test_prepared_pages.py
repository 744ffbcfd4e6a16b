"""Pages are composed ahead, the rest of them in a process that disturbs nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from tests.catalog.libraries import private_cache, write
from tui.catalog import prepared_pages
from tui.catalog.catalog import Catalog
from tui.catalog.location import PREPARING, location_of
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.packing import content_in
from tui.catalog.prepared_pages import prepare_rest, prepare_until_input_ends
from tui.catalog.refresh import refresh
from tui.catalog.tables import connect
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.document.prepared import RestoredDocument, pack, unpack
from tui.store.read import read_text


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve briefings, of which a refresh prepares the newest two."""
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setattr("tui.catalog.refresh.NEWEST", 2)
    for number in range(12):
        text = f"title: T{number}\ndate: 20{10 + number}\nbluf: A *harbour* {number}.\nrelated: b{(number + 1) % 12}\n"
        write(tmp_path / "library", f"b{number}.yaml", text)
    refresh([tmp_path / "library"])
    return tmp_path / "library"


def prepared(library: Path) -> set[str]:
    """The ids of the briefings whose pages are prepared."""
    catalog = Catalog([library])
    return {catalog.row(n).id for n in catalog.order() if isinstance(catalog.document(n), RestoredDocument)}


def test_the_rest_is_prepared_and_is_what_would_be_composed(library: Path) -> None:
    assert prepared(library) == {"b11", "b10"}
    before = Catalog([library])
    composed = {n: list(plain_text(before.document(n), 60)) for n in before.order()}
    assert prepare_rest([library]) == 10
    assert len(prepared(library)) == 12
    assert not before.changed, "nobody has to read the catalog again"
    assert {n: list(plain_text(before.document(n), 60)) for n in before.order()} == composed
    assert prepare_rest([library]) == 0


def test_of_a_large_mailbox_those_mails_are_prepared_that_are_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    monkeypatch.setattr("tui.catalog.refresh.NEWEST", 1)
    monkeypatch.setattr("tui.catalog.refresh.LARGE", 3_000)
    mails = [f"From: a@b.org\nSubject: M{n}\nDate: Mon, {n} Jan 2024 10:00:00 +0000\nMessage-ID: <m{n}@b>\n\n" for n in range(1, 9)]
    mails[2] += "".join(f"{number * number:x} " for number in range(3_000))
    text = "".join(f"From x Tue Sep 03 10:00:00 2024\n{mail}\n" for mail in mails)
    write(tmp_path / "library", "all.mbox", text)
    refresh([tmp_path / "library"])
    assert {one[:2] for one in prepared(tmp_path / "library")} == {"m3", "m8"}


def test_the_newest_come_first_and_what_was_done_is_kept(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_pages, "BATCH", 0.0)
    asked = iter([False] * 8)
    prepare_rest([library], lambda: next(asked, True))
    some = prepared(library)
    assert 2 < len(some) < 12
    assert some == {f"b{number}" for number in range(12 - len(some), 12)}
    assert prepare_rest([library]) == 12 - len(some)


def test_it_stops_where_the_pages_take_too_much_room(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_pages, "BATCH", 0.0)
    held = Catalog([library])
    size = len(pack(held.document(1), content_in(connect(location_of([library])), 1)))
    monkeypatch.setattr(prepared_pages, "MOST_BYTES", 5 * size)
    prepare_rest([library])
    assert 4 <= len(prepared(library)) <= 7
    monkeypatch.setattr(prepared_pages, "MOST_BYTES", 1 << 40)
    monkeypatch.setattr(prepared_pages, "LEAVE_FREE", 1 << 62)
    assert prepare_rest([library]) == 0


def test_it_waits_for_whoever_writes_and_begins_anew_when_the_library_changed(library: Path) -> None:
    tries = 0

    def stop() -> bool:
        nonlocal tries
        tries += 1
        if tries == 3:
            write(library, "new.yaml", "title: New\n")
            refresh([library])
        return False

    prepare_rest([library], stop)
    assert len(prepared(library)) == 13


def test_a_page_of_a_briefing_that_has_gone_is_not_kept(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = location_of([library])
    write_pages = prepared_pages._write

    def late(catalog: Catalog, *arguments: object) -> bool:
        (library / "b0.yaml").unlink(missing_ok=True)
        refresh([library])
        return write_pages(catalog, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(prepared_pages, "_write", late)
    prepare_rest([library])
    db = connect(folder)
    kept = {n for (n,) in db.execute("SELECT n FROM documents")}
    assert kept == {n for (n,) in db.execute("SELECT n FROM briefings")}


@pytest.mark.parametrize("how", ["its starter ends", "it is killed"])
def test_it_ends_with_the_process_that_started_it_and_can_be_killed(library: Path, how: str) -> None:
    command = [sys.executable, "-P", "-m", "tui.catalog.prepared_pages", str(library)]
    with WriteLock(location_of([library])):
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        assert child.stdin is not None
        time.sleep(0.3 if how == "it is killed" else 0)
        assert child.poll() is None, "it waits for the lock"
        if how == "it is killed":
            child.kill()
        else:
            child.stdin.close()
        assert child.wait(10) == (-9 if how == "it is killed" else 0)
    assert prepare_rest([library]) == 10


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("title: T3\ndate: 2013\nbluf: Another text.\nrelated: b4\n", 11),
        ("title: Other\ndate: 2013\nbluf: A text.\nrelated: b4\n", 10),
        ("title: T3\nid: new\ndate: 2013\n", 10),
    ],
    ids=["text", "title", "id"],
)
def test_pages_are_composed_again_where_a_title_that_they_show_changed_and_only_then(library: Path, change: str, left: int) -> None:
    prepare_rest([library])
    write(library, "b3.yaml", change, age=50)
    refresh([library])
    assert len(prepared(library)) == left
    catalog = Catalog([library])
    n = catalog.number_of("b2")
    assert n is not None
    shown = " ".join(plain_text(catalog.document(n), 60))
    assert ("Other" in shown) == ("Other" in change)


def test_one_process_at_a_time_prepares(library: Path) -> None:
    with WriteLock(location_of([library]), PREPARING), pytest.raises(LockBusy):
        prepare_rest([library])
    assert prepare_rest([library]) == 10


def test_where_there_is_no_catalog_it_just_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "nice", lambda by: 0)
    private_cache(monkeypatch, tmp_path)
    assert prepare_until_input_ends([str(tmp_path)]) == 1


def test_what_all_pages_have_takes_next_to_no_room() -> None:
    text = (
        "{title: T, tlp: GREEN, date: 2024-10-04, kind: note, tags: [fuel], sources: {s1: {title: Report, grade: B2}},"
        "judgments: [{text: It will rain., likelihood: unlikely, confidence: low, sources: s1}],"
        "actors: {a1: {name: Navy, type: organisation}}}"
    )
    briefing = read_text(text, name="t.yaml", kind="yaml")
    known = msgspec.msgpack.encode(briefing)
    assert len(pack(compose(briefing), known)) < 270


def test_a_page_is_kept_packed_unless_it_is_large() -> None:
    for size in (10, 300_000):
        document = compose(read_text(f"title: T\nbody: {'harbour ' * (size // 8)}\n", name="a.yaml", kind="yaml"))
        known = msgspec.msgpack.encode(document.briefing)
        data = pack(document, known)
        assert (data[:1] == b"\x78") == (size == 10)
        assert unpack(data, known).sections == tuple(document.sections)
