"""Lists of other programs: entries of JSON are briefings, outlines are lists with links."""

from __future__ import annotations

import json
from pathlib import Path

from tui.catalog.memory import CatalogInMemory
from tui.search.parse import parse
from tui.store.library import briefings
from tui.store.read import held_by, holds_many, read_file

WORDS = "The harbour was quiet that day, and the ships went out as the tide turned at noon."


def test_each_entry_of_a_list_in_json_is_a_briefing_that_keeps_its_key_when_others_come(tmp_path: Path) -> None:
    entries = [{"id": f"e{at}", "title": f"Entry {at}", "text": f"{WORDS} {at}", "date": "2024-01-02"} for at in range(3)]
    file = tmp_path / "a.json"
    file.write_text(json.dumps([entries[0], 7, {"a": 1}, entries[2]]))
    assert holds_many(file)
    before = {held.key: held.digest for held in held_by(file)}
    assert list(before) == ["e0", "e2"]
    file.write_text(json.dumps(entries))
    assert {held.key: held.digest for held in held_by(file)}.items() >= before.items()
    read = [held.read() for held in held_by(file)]
    assert [one.title for one in read] == ["Entry 0", "Entry 1", "Entry 2"]
    assert len(briefings([tmp_path]).briefings) == 3


def test_a_list_whose_script_has_no_spaces_is_read_and_each_of_its_hits_has_a_passage(tmp_path: Path) -> None:
    entries = [{"name": "港湾", "memo": "横浜港は再開した。"}, {"title": "空港", "text": "羽田空港は再開した。"}]
    (tmp_path / "a.json").write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
    report = json.dumps({"見出し": "港湾の状況", "本文": "横浜港は昨日の午後に再開し、神戸港は当面閉鎖される。"})
    (tmp_path / "b.json").write_text(report)
    catalog = CatalogInMemory([tmp_path])
    catalog.refresh()
    state = catalog.open()
    assert [row.bottom_line for row in state.rows(0, 10) if row.title in ("港湾", "空港")] == [
        "横浜港は再開した。",
        "羽田空港は再開した。",
    ]
    for words, count in (("空港", 2), ("再開", 3), ("閉鎖される", 1)):
        hits = state.search(parse(words)).hits
        assert len(hits) == count
        assert all(hit.context for hit in hits)


def test_a_list_with_nothing_to_read_is_no_briefing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"name": "pkg", "version": "1"}, {"name": "other"}]))
    assert not briefings([tmp_path]).briefings


def test_an_outline_is_a_list_with_its_links(tmp_path: Path) -> None:
    text = (
        '<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body><outline text="Ports">'
        '<outline type="rss" text="North" xmlUrl="https://example.org/n"/></outline><outline text="TLP:RED"/></body></opml>'
    )
    (tmp_path / "a.opml").write_text(text)
    briefing = read_file(tmp_path / "a.opml")
    assert briefing.title == "Feeds"
    assert briefing.body.text == "- Ports\n  - [North](https://example.org/n)\n- TLP:RED"
    assert briefing.handling.tlp == "RED"
