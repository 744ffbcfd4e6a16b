"""Names: the keys by which links and the check find things, and what each kind of thing is called."""

from __future__ import annotations

import pytest

from tui.model.briefing import Action, Actor, Agreement, Event, Fact, Item, Judgment, Prose, Source, Term
from tui.model.names import name_key, name_keys, names_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. Forces Japan", "u-s-forces-japan"),
        ("Straße", "STRASSE"),
        ("  Trilateral   Framework ", "trilateral framework"),
        ("木原稔", "木原稔"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_names_of_symbols_alone_keep_apart() -> None:
    assert name_key("→") != name_key("←")
    assert name_key(" → ") == name_key("→")


@pytest.mark.parametrize(
    ("item", "names"),
    [
        (Actor(id="u", name="Forces Japan", short="USFJ", aliases=("在日米軍",)), ("u", "Forces Japan", "USFJ", "在日米軍")),
        (
            Term(id="t", term="2+2", short="SCC", expansion="Committee", aliases=("talks",)),
            ("t", "2+2", "SCC", "Committee", "talks"),
        ),
        (Agreement(id="a", name="Memorandum", short="MoC"), ("a", "Memorandum", "MoC")),
        (Event(id="e", title="Talks"), ("e", "Talks")),
        (Source(id="s", title="Report", publisher="Gazette"), ("s", "Report")),
        (Fact(id="f", text=Prose("It rained.")), ("f",)),
        (Judgment(id="j", text=Prose("It will rain.")), ("j",)),
        (Action(id="x", text=Prose("Stay in.")), ("x",)),
    ],
)
def test_a_thing_is_known_by_its_id_and_what_it_is_called(item: Item, names: tuple[str, ...]) -> None:
    assert names_of(item) == names
    assert name_keys(item) == {name_key(name) for name in names}


def test_a_thing_without_a_name_has_no_empty_key() -> None:
    assert name_keys(Actor(id="u")) == {"u"}
