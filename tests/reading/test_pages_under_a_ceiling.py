"""Pages made from the things of a library, made anew of what may go out: nothing above a ceiling is on any of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.reading.asked import NOW, held
from tui.catalog.catalog import Catalog
from tui.document.plain import plain_text
from tui.model.handling import NO_CEILING, Ceiling, shown_up_to
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import PAGES, LibraryPage, made_page

SECRET = "zephyr"


def briefing(id: str, word: str, label: str, inner: str = "") -> str:
    """A briefing with a thing of every kind in it, all of which have a word."""
    own = f", tlp: {inner}" if inner else ""
    return f"""
title: Title {"open" if inner else word}
id: {id}
tlp: {label}
date: 2024-11-28
priority: flash
body: Northern Fleet met Harbour Board and Open Command.
actors:
  - {{id: fleet, name: Northern Fleet, aliases: [{word} fleet]{own}}}
  - {{id: {word}-post, name: {word} post, reports_to: [fleet]{own}}}
  - {{id: command, name: Open Command}}
relations:
  - {{from: fleet, type: reports to, to: command, note: {word} note, since: 2024-01{own}}}
judgments:
  - {{text: {word} will rise, horizon: 2024-11-20, likelihood: likely, was: {{date: 2024-11-28, why: {word}}}{own}}}
  - {{text: {word} rose, horizon: 2024-10, likelihood: likely, status: borne out, outcome: {word}, resolved: 2024-10{own}}}
facts: [{{text: Northern Fleet and {word}, sources: [gazette]{own}}}]
events: [{{date: 2024-11-28, title: {word} event, actors: [fleet]{own}}}]
actions: [{{text: Do {word}, owner: {word}, due: 2024-11-20{own}}}]
agreements: [{{name: {word} pact, parties: [fleet], signed: 2024-01, status: in force{own}}}]
terms: [{{term: Known term, meaning: It means {word}{own}}}, {{term: {word} term, meaning: No{own}}}]
sources:
  - {{id: gazette, title: Gazette, note: {word}, status: recalled{own}}}
  - {{id: {word}-source, title: {word} source, derived_from: [gazette]{own}}}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("pages")
    texts = [briefing("calm", "calm", "GREEN"), briefing("inner", SECRET, "GREEN", "RED"), briefing("shut", SECRET, "RED")]
    return held(folder, *texts)


def said(library: Catalog, name: str, options: Mapping[str, str], ceiling: Ceiling) -> str:
    question = PageQuestion(library.items(None, ceiling), NOW, "", options, library)
    shown, _ = made_page(name, question).within(ceiling)
    return "\n".join([*plain_text(shown.document(), 200), *map(str, shown.records())]).lower()


OPTIONS = {
    "related": [{"id": "calm"}, {"id": "inner"}],
    "actors": [{}, {"name": "Northern Fleet"}, {"name": "Open Command"}],
    "judgments": [{}, {"record": "yes"}, {"sort": "change"}],
    "agreements": [{}, {"sort": "party"}],
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_nothing_above_a_ceiling_is_on_a_page(library: Catalog, page: LibraryPage) -> None:
    name = page.name
    for options in OPTIONS.get(name, [{}]):
        # A record of judgments counts them, and names none.
        assert "record" in options or SECRET in said(library, name, options, NO_CEILING)
        assert SECRET not in said(library, name, options, shown_up_to("GREEN"))
    # What else there is, is told all the same.
    options = OPTIONS.get(name, [{}])[0]
    assert name == "related" or "calm" in said(library, name, options, shown_up_to("GREEN"))
