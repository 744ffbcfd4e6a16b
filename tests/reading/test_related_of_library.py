"""What is like a briefing: by the things that they share, else by their words."""

from __future__ import annotations

from pathlib import Path

from tests.reading.asked import asked, held, said

PIER = """
title: Pier
id: pier
tlp: GREEN
actors: [{name: Northern Fleet}]
sources: [{title: Gazette, url: 'https://x.example/g'}]
body: The pontoon was welded to the quay at dawn.
"""
SHIP = "title: Ship\nid: ship\ntlp: GREEN\nactors: [{name: northern fleet}]\nbody: Nothing else.\n"
PAPER = "title: Paper\nid: paper\nsources: [{title: The Gazette, url: 'http://www.x.example/g/'}]\nbody: Other words.\n"
QUAY = "title: Quay\nid: quay\ntlp: AMBER\nbody: A welded pontoon lies beside the quay, said the harbour clerk.\n"
CLERK = "title: Clerk\nid: clerk\nbody: The harbour clerk counts pontoons.\n"
FAR = "title: Far\nid: far\nbody: Mountains rise and rivers fall.\n"


def test_what_shares_things_comes_before_what_shares_words(tmp_path: Path) -> None:
    catalog = held(tmp_path, PIER, SHIP, PAPER, QUAY, CLERK, FAR)
    page = asked(catalog, "related", options={"id": "pier"})
    found = {section.title: [entry.target.briefing for entry in section.entries] for section in page.sections}
    assert set(found["With the same actors, sources or terms"]) == {"ship", "paper"}
    assert found["Alike in their texts"][0] == "quay"
    assert not {"pier", "far"} & {id for ids in found.values() for id in ids}
    records = {str(one["briefing"]): one for one in page.records()}
    assert (records["ship"]["actors"], records["paper"]["sources"]) == (["northern fleet"], ["The Gazette"])
    assert set(records["quay"]["words"]) == {"pontoon", "welded", "quay"}  # type: ignore[call-overload]
    assert records["quay"]["marking"] == "TLP:AMBER"
    assert "shares northern fleet" in said(page)


def test_words_that_only_the_best_hits_have_find_more(tmp_path: Path) -> None:
    """`clerk` has no word of `pier`, but those that `quay` has, which is like it."""
    page = asked(held(tmp_path, PIER, QUAY, CLERK, FAR, FAR.replace("far", "far2")), "related", options={"id": "pier"})
    assert [entry.target.briefing for entry in page.entries] == ["quay", "clerk"]


def test_an_id_that_is_gone_and_a_briefing_like_no_other(tmp_path: Path) -> None:
    catalog = held(tmp_path, PIER, FAR)
    assert "There is no briefing “gone” here." in said(asked(catalog, "related", options={"id": "gone"}))
    assert "Nothing here is like “Far”." in said(asked(catalog, "related", options={"id": "far"}))
