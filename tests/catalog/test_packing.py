"""What a catalog keeps of text, packed: unpacked as it was, whatever it was packed with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from tests.catalog.libraries import BOTH, Door, private_cache, write
from tui.catalog.packing import LARGEST, SMALLEST, THINGS_AT_ONCE, deflated, inflated, place_in, things_in_rows, told_at
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.briefing import Fact

TEXT = " ".join(f"{number * 7919 % 99_991:x}" for number in range(50_000))


@BOTH
def test_every_thing_is_found_by_its_key_however_many(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)
    many = 2 * THINGS_AT_ONCE + 1
    facts = "".join(f"- There are {number} ships.\n" for number in range(many))
    write(tmp_path / "library", "many.yaml", f"title: Many\nfacts:\n{facts}")
    write(tmp_path / "library", "one.yaml", "title: One\nfacts:\n- There is one ship.\n")
    held = door(tmp_path / "library")
    keys = [one.key for one in held.items().of_briefings(Fact, held.order())]
    assert len(keys) == many + 1
    said = {one.key: one.item.text.text for one in held.items().found(keys)}
    assert [said[key] for key in keys] == [one.text.text for _, one in held.items().contents(keys)]
    assert sorted(said.values()) == sorted([*[f"There are {number} ships." for number in range(many)], "There is one ship."])
    gone = [max(keys) + 1, max(keys) + THINGS_AT_ONCE, 7 * SECTIONS_PER_BRIEFING]
    assert things_in_rows(held._db, [*gone, keys[0]]).keys() == {keys[0]}


@pytest.mark.parametrize("size", [1, SMALLEST - 9, SMALLEST, 2_000, 13_000, 70_000, LARGEST, LARGEST + 1])
def test_what_was_packed_is_unpacked_as_it_was(size: int) -> None:
    data = msgspec.msgpack.encode([TEXT[: max(0, size - 5)]])
    for known in (b"", data[size // 2 :], TEXT.encode()):
        assert inflated(deflated(data, known), known) == data


def test_what_is_said_again_takes_next_to_no_room() -> None:
    content = msgspec.msgpack.encode(["The pier", TEXT[:30_000]])
    section = msgspec.msgpack.encode([TEXT[20_000:24_000]])
    at = place_in(content, [TEXT[20_000:24_000]], 9)
    assert at == content.index(TEXT[20_000:20_030].encode())
    assert len(deflated(section, told_at(content, at))) < len(deflated(section)) / 5


def test_what_was_packed_with_something_else_is_no_text() -> None:
    packed = deflated(msgspec.msgpack.encode([TEXT[:2_000]]), TEXT[:500].encode())
    with pytest.raises(sqlite3.DatabaseError):
        inflated(packed, TEXT[1:501].encode())


@pytest.mark.parametrize("left", [0, 1, 2, 20])
def test_what_was_cut_off_is_no_text(left: int) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        inflated(deflated(msgspec.msgpack.encode([TEXT[:2_000]]))[:left])
