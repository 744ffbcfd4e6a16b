"""The table of keys: complete, without clashes, and the only place where keys are named."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import tui.ui
from tests.ui.screens import app_on
from tui.ui.app import BriefingApp
from tui.ui.key_names import shown
from tui.ui.keys import ACTIONS, WHERE_TITLES, Where, actions_in, bindings
from tui.ui.library.listing import FilterController, ListingController
from tui.ui.library.queue import QueueController
from tui.ui.pages.library import LibraryItemsPage
from tui.ui.pages.notes import NotesPage
from tui.ui.pages.tray import TrayPage
from tui.ui.reader.changes import ChangeController
from tui.ui.reader.copies import CopyController
from tui.ui.reader.file import FileController
from tui.ui.reader.find import FindController
from tui.ui.reader.finishing import FinishController
from tui.ui.reader.links import LinkController
from tui.ui.reader.moves import MoveController
from tui.ui.reader.notes import NoteController
from tui.ui.reader.panes import PaneController
from tui.ui.screens.base import BaseScreen
from tui.ui.screens.controllers import DeedController, MarkController, WayController
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.widgets.document_view import DocumentView
from tui.ui.widgets.library_list import LibraryList
from tui.ui.widgets.prompt import Prompt
from tui.ui.widgets.section_list import SectionList

CONTROLLERS: dict[str, type] = {
    "changes": ChangeController,
    "composed": NotesPage,
    "copies": CopyController,
    "deeds": DeedController,
    "file": FileController,
    "filter": FilterController,
    "find": FindController,
    "finishing": FinishController,
    "links": LinkController,
    "listing": ListingController,
    "marks": MarkController,
    "moves": MoveController,
    "notes": NoteController,
    "panes": PaneController,
    "queue": QueueController,
    "way": WayController,
}
"""Who owns the actions whose calls begin with a name."""

OWNERS: dict[Where, list[type]] = {
    "sections": [SectionList],
    "reader": [ReaderScreen],
    "library": [LibraryList],
    "find": [Prompt],
    "everywhere": [ReaderScreen, LibraryScreen],
}
"""Whose methods the actions of a place are that no controller owns; of another place, any class of the screen may own them."""

TOGETHER: list[tuple[Where, ...]] = [
    ("document", "reader", "everywhere"),
    ("sections", "reader", "everywhere"),
    ("library", "everywhere"),
]
"""Places whose keys work at the same time."""


def classes_of_the_screen() -> list[type]:
    """Every class of `tui.ui`."""
    modules = [import_module(found.name) for found in walk_packages(tui.ui.__path__, "tui.ui.")]
    return [thing for module in modules for thing in vars(module).values() if isinstance(thing, type)]


def owns(owner: type, call: str) -> bool:
    """Whether a class has the method of an action."""
    return hasattr(owner, "action_" + call.split("(")[0])


def test_every_controller_of_the_table_is_one_of_the_screen(library: Path) -> None:
    for path, places in ((library / "talks.yaml", ("document", "reader", "everywhere")), (library, ("library", "everywhere"))):
        screen = app_on(path).navigation.page
        owners = {action.owner for action in ACTIONS if action.where in places and action.owner}
        assert {name: type(screen.controllers[name]) for name in owners} == {name: CONTROLLERS[name] for name in owners}


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
        if action.owner:
            owners = {"page": LibraryItemsPage, "tray": TrayPage}
            owner = owners.get(action.where, CONTROLLERS[action.owner])
            method = action.call.partition(".")[2].partition("(")[0]
            missing += [] if callable(getattr(owner, method, None)) else [f"{action.id}: {owner.__name__}"]
        elif action.call.startswith("app."):
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
        (BaseScreen, ("everywhere",)),
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
        assert not any("_" in shown(key) for key in action.keys), action
        assert action.title
        assert action.where in WHERE_TITLES
    assert (shown("right_square_bracket"), shown("j"), shown("ctrl+p")) == ("]", "j", "ctrl+p")


def test_the_program_itself_adds_no_keys() -> None:
    assert BriefingApp.__dict__["BINDINGS"] == []
