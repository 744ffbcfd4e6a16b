"""What a catalog may hold and for how long: ceilings, what is to be forgotten, and catalogs that nobody needs."""

from __future__ import annotations

import os
import random
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import bytes_below, private_cache, random_briefing, write
from tui.catalog import writer
from tui.catalog.catalog import Catalog
from tui.catalog.ceiling import Withheld, enforce
from tui.catalog.location import DATABASE, QUEUE, catalogs, location_of
from tui.catalog.lock import WriteLock
from tui.catalog.refresh import refresh
from tui.catalog.removal import forget_in_catalogs, sweep
from tui.model.handling import NO_CEILING, Ceiling

SECRET = "quetzalcoatl"
GREEN = Ceiling("GREEN")
A_DAY = 86_400.0


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of its own, with everything readable by others unless the program sees to it."""
    before = os.umask(0)
    yield private_cache(monkeypatch, tmp_path)
    os.umask(before)


@pytest.fixture
def library(tmp_path: Path, cache: Path) -> Path:
    """Two briefings, one of them marked RED."""
    folder = tmp_path / "library"
    write(folder, "a.yaml", "title: Open\ntlp: GREEN\nbluf: A harbour opens.\n")
    write(folder, "b.yaml", f"title: Closed\ntlp: RED\nbluf: Nobody may know of {SECRET}.\n")
    return folder


def test_a_library_with_something_above_the_ceiling_has_no_catalog(library: Path, cache: Path) -> None:
    with pytest.raises(Withheld, match=r"b\.yaml” is marked TLP:RED, and `cache_text_up_to` is GREEN"):
        refresh([library], ceiling=GREEN)
    assert SECRET.encode() not in bytes_below(cache)
    assert b"Closed" not in bytes_below(cache)
    # It is known without reading the library again, until the file changes.
    (library / "a.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(Withheld):
        refresh([library], ceiling=GREEN)
    write(library, "a.yaml", "title: Open\ntlp: GREEN\n")
    write(library, "b.yaml", "title: Closed\ntlp: GREEN\nbluf: Everybody knows.\n")
    assert refresh([library], ceiling=GREEN).new == 2


def test_a_ceiling_that_is_lowered_removes_what_is_above_it_from_every_catalog(library: Path, cache: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", "c.yaml", "title: Other\ntlp: CLEAR\n")
    refresh([library])
    refresh([tmp_path / "other"])
    old = location_of([library]).with_name(f"{'0' * 20}-1.1-0.1")
    shutil.copytree(location_of([library]), old)
    assert SECRET.encode() in bytes_below(cache)
    enforce(Ceiling("CLEAR", False, certain=False))
    assert SECRET.encode() in bytes_below(cache)
    enforce(GREEN)
    assert SECRET.encode() not in bytes_below(cache)
    assert b"Closed" not in bytes_below(cache)
    assert Catalog([tmp_path / "other"]).count() == 1
    # And again where it was raised in between.
    refresh([library], ceiling=NO_CEILING)
    enforce(GREEN)
    assert SECRET.encode() not in bytes_below(cache)


def test_a_word_that_was_made_stricter_is_not_left_in_the_index(library: Path, cache: Path) -> None:
    write(library, "b.yaml", f"title: Closed\ntlp: GREEN\nbluf: Nobody may know of {SECRET}.\n")
    refresh([library], ceiling=GREEN)
    write(library, "b.yaml", f"title: Closed\ntlp: RED\nbluf: Nobody may know of {SECRET} and more.\n")
    with pytest.raises(Withheld):
        refresh([library], ceiling=GREEN)
    assert SECRET.encode() not in bytes_below(cache)


def test_what_is_unmarked_goes_by_what_is_said_of_it(library: Path) -> None:
    write(library, "b.yaml", "title: Unmarked\n")
    with pytest.raises(Withheld, match=r"b\.yaml” is not marked"):
        refresh([library], ceiling=Ceiling("GREEN", False))
    assert refresh([library], ceiling=GREEN).new == 2


def test_a_briefing_that_is_forgotten_is_in_no_catalog(library: Path, cache: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", "c.yaml", "title: Other\n")
    refresh([library])
    refresh([tmp_path])
    refresh([tmp_path / "other"])
    for folder in catalogs():
        (folder / QUEUE).write_bytes(SECRET.encode())
        (folder / f"{QUEUE}.4711").write_bytes(SECRET.encode())
    (library / "b.yaml").unlink()
    assert forget_in_catalogs(frozenset({"b"}), str(library / "b.yaml")) == []
    assert SECRET.encode() not in bytes_below(cache)
    assert Catalog([tmp_path / "other"]).count() == 1


def test_a_catalog_that_was_half_removed_is_removed(library: Path, cache: Path) -> None:
    refresh([library])
    folder = location_of([library])
    (folder / DATABASE).unlink()
    (folder / "index-1").mkdir(exist_ok=True)
    (folder / "index-1" / "words").write_text(SECRET)
    forget_in_catalogs(frozenset({"b"}), "")
    assert SECRET.encode() not in bytes_below(cache)


def test_an_index_that_may_hold_words_of_what_is_gone_is_removed(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LITTLE", 0)
    monkeypatch.setattr(writer, "LITTLE_ENOUGH", 0)
    for number in range(20):
        write(library, f"many/{number}.json", random_briefing(random.Random(number)))
    refresh([library])
    (library / "b.yaml").unlink()
    refresh([library])
    folder = location_of([library])
    assert list(folder.glob("index-*"))
    forget_in_catalogs(frozenset({"b"}), str(library / "b.yaml"))
    assert not list(folder.glob("index-*"))


def test_a_catalog_that_another_process_is_writing_to_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.catalog.removal._PAUSE", 0.0)
    refresh([library])
    with WriteLock(location_of([library])):
        assert forget_in_catalogs(frozenset({"b"}), "") == [location_of([library])]


def test_a_catalog_of_a_library_that_is_gone_is_removed(library: Path, tmp_path: Path) -> None:
    refresh([library])
    write(tmp_path / "other", "c.yaml", "title: Other\n")
    refresh([tmp_path / "other"])
    here = location_of([tmp_path / "other"])
    assert sweep(time.time(), here) == 0
    shutil.rmtree(library)
    assert sweep(time.time(), here) == 1
    assert catalogs() == [here]


def test_a_catalog_of_a_disk_that_is_not_mounted_waits_as_long_as_any_other(library: Path, tmp_path: Path) -> None:
    refresh([library])
    folder = location_of([library])
    record = folder / "library"
    device = str(tmp_path.stat().st_dev)
    record.write_text(record.read_text("utf-8").replace(f"[{device}]", f"[{int(device) + 1}]"), encoding="utf-8")
    shutil.rmtree(library)
    now = time.time()
    assert sweep(now + 89 * A_DAY, tmp_path) == 0
    assert sweep(now + 91 * A_DAY, tmp_path) == 1


def test_a_catalog_that_somebody_looks_at_is_never_removed(library: Path, tmp_path: Path) -> None:
    refresh([library])
    later = time.time() + 1_000 * A_DAY
    catalog = Catalog([library])
    shutil.rmtree(library)
    assert sweep(later, tmp_path) == 0
    catalog.close()
    assert sweep(later, tmp_path) == 1


def test_every_file_of_the_cache_is_private_whatever_it_was_before(library: Path, cache: Path) -> None:
    refresh([library])
    for path in cache.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    write(library, "c.yaml", "title: New\n")
    refresh([library])
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (cache / "briefing").rglob("*")}
    assert modes <= {(True, 0o700), (False, 0o600)}
