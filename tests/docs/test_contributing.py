"""The pages for those who change the program against its code: what they name is there."""

from __future__ import annotations

import os
import re

import pytest

from tests.docs.blocks import ROOT
from tests.docs.pages import ARCHITECTURE, CONTRIBUTING, TEXT, chapter, code, fences, table
from tests.test_layers import BELOW


@pytest.mark.parametrize("page", [ARCHITECTURE, CONTRIBUTING], ids=["architecture", "contributing"])
def test_every_module_that_is_named_exists(page: str) -> None:
    named = set(re.findall(r"`((?:tui/|tests/)?[a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", page))
    assert len(named) > 10
    for path in named:
        whole = ROOT / path if path.startswith(("tui/", "tests/")) else ROOT / "tui" / path
        assert whole.exists() or list((ROOT / "tui").rglob(path)), path


def test_every_layer_is_described() -> None:
    layers = {folder.name for folder in (ROOT / "tui").iterdir() if (folder / "__init__.py").is_file()}
    assert set(re.findall(r"^\*\*`tui/(\w+)`\*\*", chapter(ARCHITECTURE, "The layers"), re.M)) == layers
    assert {code(row[0]) for row in table(CONTRIBUTING, "layer")} == layers
    assert layers <= set(BELOW)


def test_every_script_that_is_named_can_be_run() -> None:
    named = {code(row[0]) for row in table(CONTRIBUTING, "command")}
    assert named == {f".ci/{file.name}" for file in (ROOT / ".ci").iterdir() if not file.suffix}
    assert all(os.access(ROOT / path, os.X_OK) for path in named)


def test_setting_up_is_the_beginning_of_the_readmes_test_command() -> None:
    (command,) = fences("sh", CONTRIBUTING)
    assert any(line.startswith(command.strip()) for line in "".join(fences("sh", TEXT)).splitlines())


def test_no_word_is_explained_twice() -> None:
    words = [row[0] for row in table(CONTRIBUTING, "word")]
    assert len(words) > 15
    assert len(words) == len(set(words))
