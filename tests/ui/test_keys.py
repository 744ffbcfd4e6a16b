"""The table of keys: complete, without clashes, and the only place where keys are named."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

import tui.ui
from tui.ui.app import BriefingApp
from tui.ui.document_view import DocumentView
from tui.ui.key_names import shown
from tui.ui.keys import ACTIONS, WHERE_TITLES, Where, actions_in, bindings, keys_of
from tui.ui.library_list import LibraryList
from tui.ui.library_screen import LibraryScreen
from tui.ui.page import Page
from tui.ui.prompt import Prompt
from tui.ui.reader_screen import ReaderScreen
from tui.ui.section_list import SectionList

OWNERS: dict[Where, list[type]] = {
    "document": [ReaderScreen],
    "sections": [SectionList],
    "reader": [ReaderScreen],
    "library": [LibraryList],
    "find": [Prompt],
    "everywhere": [ReaderScreen, LibraryScreen],
}
"""Whose methods the actions of a place are; of another place, any class of the screen may own them."""

TOGETHER: list[tuple[Where, ...]] = [
    ("document", "reader", "everywhere"),
    ("sections", "reader", "everywhere"),
    ("library", "everywhere"),
]
"""Places whose keys work at the same time."""


def classes_of_the_screen() -> list[type]:
    """Every class of `tui.ui`."""
    modules = [import_module(f"tui.ui.{found.name}") for found in iter_modules(tui.ui.__path__)]
    return [thing for module in modules for thing in vars(module).values() if isinstance(thing, type)]


def owns(owner: type, call: str) -> bool:
    """Whether a class has the method of an action."""
    return hasattr(owner, "action_" + call.split("(")[0])


def test_every_action_has_an_id_of_its_own() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert all("." in id for id in ids)


@pytest.mark.parametrize("places", TOGETHER, ids="+".join)
def test_no_key_means_two_things_at_once(places: tuple[Where, ...]) -> None:
    keys = [key for action in actions_in(*places) for key in action.keys]
    assert sorted(keys) == sorted(set(keys))


def test_every_action_is_a_method_of_what_it_works_on() -> None:
    everyone = classes_of_the_screen()
    missing = []
    for action in ACTIONS:
        if action.call.startswith("app."):
            missing += [] if owns(BriefingApp, action.call.removeprefix("app.")) else [action.id]
        elif action.where in OWNERS and not action.call.startswith("screen."):
            missing += [f"{action.id}: {owner.__name__}" for owner in OWNERS[action.where] if not owns(owner, action.call)]
        else:
            missing += [] if any(owns(owner, action.call.removeprefix("screen.")) for owner in everyone) else [action.id]
    assert missing == []


@pytest.mark.parametrize(
    ("owner", "places"),
    [
        (DocumentView, ("document",)),
        (SectionList, ("sections",)),
        (LibraryList, ("library",)),
        (Prompt, ("find",)),
        (ReaderScreen, ("reader",)),
        (Page, ("everywhere",)),
    ],
)
def test_bindings_are_made_from_the_table_alone(owner: type, places: tuple[Where, ...]) -> None:
    assert owner.__dict__["BINDINGS"] == bindings(*places)


def test_no_default_key_needs_a_terminal_that_few_have() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert not key.startswith(("alt+", "ctrl+shift+", "super+", "shift+space")), action
            assert key != "ctrl+z" or action.id == "app.suspend", action
            assert key not in ("ctrl+i", "ctrl+m", "ctrl+h", "ctrl+s", "ctrl+q"), action


def test_keys_are_written_as_people_write_them() -> None:
    for action in ACTIONS:
        assert "_" not in keys_of(action), action
        assert action.title
        assert action.where in WHERE_TITLES
    assert (shown("right_square_bracket"), shown("j"), shown("ctrl+p")) == ("]", "j", "ctrl+p")


def test_the_program_itself_adds_no_keys() -> None:
    assert BriefingApp.__dict__["BINDINGS"] == []
