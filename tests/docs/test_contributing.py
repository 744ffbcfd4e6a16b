"""The pages for those who change the program against its code: what they name is there."""

from __future__ import annotations

import os
import re

from tests.docs.blocks import ROOT
from tests.docs.pages import ARCHITECTURE, CONTRIBUTING, TEXT, chapter, code, fences, table
from tests.test_layers import BELOW
from tui.ui.key_names import shown
from tui.ui.keys import ACTIONS

SOURCE = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / "tui").rglob("*.py"))}
PATH = r"[a-z_]+(?:/[a-z_]+)*(?:\.py|\.md|/)"
LAYERS, WALKS = chapter(ARCHITECTURE, "The layers"), chapter(ARCHITECTURE, "Walks")


def quoted(text: str, pattern: str) -> list[str]:
    """What stands in backticks and is all of a pattern."""
    return re.findall(rf"`({pattern})`", text)


def test_every_path_for_contributors_begins_at_the_root() -> None:
    named = set(quoted(CONTRIBUTING, PATH)) - {"contents.md"}
    assert len(named) > 20
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_module_of_a_layer_is_in_it() -> None:
    described = re.split(r"^\*\*`tui/(\w+)`\*\*", LAYERS, flags=re.M)[1:]
    named = [(layer, path) for layer, text in zip(described[::2], described[1::2], strict=True) for path in quoted(text, PATH)]
    assert len(named) > 20
    assert [f"{layer}: {path}" for layer, path in named if not (ROOT / "tui" / layer / path).exists()] == []


def test_every_module_of_a_walk_is_where_it_leads() -> None:
    named = [path.removeprefix("tui/") for path in quoted(WALKS, PATH)]
    assert len(named) > 30
    assert [path for path in named if not (ROOT / "tui" / path).exists()] == []


def test_every_name_of_the_code_is_defined_there() -> None:
    """A class, constant, function or attribute that is gone or has another name."""
    adding = chapter(CONTRIBUTING, "To add")
    names = {name for text in (ARCHITECTURE, adding) for name in quoted(text, r"[A-Z]\w+")}
    names |= set(quoted(adding, r"[a-z]+_[a-z_]+|ask|command|controllers|piece|waiting"))
    assert len(names) > 15
    defined = {
        name
        for text in SOURCE.values()
        for name in re.findall(r"^ *(?:async )?(?:def|class) (\w+)|^ *(?:self\.)?(\w+)(?:: .*)? = ", text, re.M)
        for name in name
    }
    assert sorted(names - defined) == []


def test_every_key_of_a_walk_does_what_it_says() -> None:
    told = re.findall(r"`(\S)` is `([\w.]+(?:\([^`]*\))?)`", WALKS)
    assert len(told) >= 2
    assert set(told) <= {(shown(key), action.call) for action in ACTIONS for key in action.keys}


def test_the_diagram_shows_every_layer() -> None:
    (diagram,) = fences("text", ARCHITECTURE)
    assert {layer for layer in BELOW if layer} <= set(re.findall(r"\w+", diagram))


def test_every_layer_is_described() -> None:
    layers = {folder.name for folder in (ROOT / "tui").iterdir() if (folder / "__init__.py").is_file()}
    assert set(re.findall(r"^\*\*`tui/(\w+)`\*\*", chapter(ARCHITECTURE, "The layers"), re.M)) == layers
    assert {code(row[0]) for row in table(CONTRIBUTING, "layer")} == layers
    assert layers <= set(BELOW)


def test_every_script_that_is_named_can_be_run() -> None:
    named = {code(row[0]) for row in table(CONTRIBUTING, "command")}
    assert named == {f".ci/{file.name}" for file in (ROOT / ".ci").iterdir() if file.is_file() and not file.suffix}
    assert all(os.access(ROOT / path, os.X_OK) for path in named)


def test_setting_up_is_the_beginning_of_the_readmes_test_command() -> None:
    (command,) = fences("sh", CONTRIBUTING)
    assert any(line.startswith(command.strip()) for line in "".join(fences("sh", TEXT)).splitlines())


def test_no_word_is_explained_twice() -> None:
    words = [row[0] for row in table(CONTRIBUTING, "word")]
    assert len(words) > 15
    assert len(words) == len(set(words))


def is_there(path: str) -> bool:
    """Whether there is such a module or package, or a module with the names that follow it."""
    parts = path.split(".")
    if ROOT.joinpath(*parts).is_dir():
        return True
    for end in range(len(parts), 1, -1):
        module = ROOT.joinpath(*parts[:end]).with_suffix(".py")
        if module in SOURCE:
            return all(re.search(rf"\b{name}\b", SOURCE[module]) for name in parts[end:])
    return False


def test_every_module_that_the_code_speaks_of_is_there() -> None:
    named = [(file, path) for file, text in SOURCE.items() for path in quoted(text, r"tui(?:\.\w+)+")]
    assert len(named) > 20
    assert [f"{file.relative_to(ROOT)}: {path}" for file, path in named if not is_there(path)] == []
    assert not is_there("tui.search.nothing")
    assert not is_there("tui.search.fields.NOTHING")
