"""The README against the program: nothing in it may be untrue."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib

from tests.docs.blocks import ROOT
from tests.docs.pages import TEXT, fences
from tests.pictures.scenes import SCENES
from tui.store.lint import check
from tui.store.read import read_text
from tui.ui.key_names import shown
from tui.ui.keys import ACTIONS

PICTURES = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", TEXT)
LARGEST_PICTURE = 150_000
"""Bytes."""

LONGEST_PAGE = 12 * 1024
"""Bytes."""


def test_every_key_of_the_chapters_is_in_the_key_table() -> None:
    known = {shown(key) for action in ACTIONS for key in action.keys}
    named = set(re.findall(r"\*\*`([^`/]+|/)`\*\*", TEXT))
    assert len(named) > 15
    assert named - known == set()


def test_every_picture_is_there_is_small_and_is_described() -> None:
    assert len(PICTURES) >= 4
    for description, path in PICTURES:
        assert 0 < (ROOT / path).stat().st_size < LARGEST_PICTURE
        assert description.endswith(".")


def test_every_scene_has_its_picture_and_no_picture_is_left_over() -> None:
    kept = {file.stem for file in (ROOT / "tests" / "pictures").glob("*.svg")}
    assert kept == {scene.name for scene in SCENES}


def test_no_picture_fetches_anything() -> None:
    for _, path in PICTURES:
        svg = (ROOT / path).read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?https?:|href=", svg)


def test_the_page_is_short() -> None:
    assert len(TEXT.encode()) <= LONGEST_PAGE


def test_every_link_leads_to_a_file() -> None:
    targets = set(re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", TEXT))
    assert len(targets) > 3
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_briefing_that_is_shown_passes_check_without_a_warning() -> None:
    (example,) = fences("yaml", TEXT)
    found = check(read_text(example, name="example.yaml", kind="yaml"))
    assert [str(problem) for problem in found if problem.severity != "info"] == []


def test_the_continuous_check_takes_its_test_command_from_the_page() -> None:
    command = fences("sh", TEXT)[1].strip()
    assert command.startswith(
        "python3 -m venv .venv && .venv/bin/pip install -c .ci/constraints.txt -e '.[test]' && .venv/bin/pytest"
    )
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def names_in(lines: list[str]) -> dict[str, str]:
    """What requirement lines say, by the normalised name of each package."""
    found = {}
    for line in lines:
        match = re.match(r"([\w.-]+)(.*)", line)
        if match and not line.startswith("#"):
            found[re.sub(r"[-_.]+", "-", match[1]).lower()] = match[2].strip()
    return found


def test_every_dependency_has_a_lower_bound_and_is_locked_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = names_in([*project["dependencies"], *extras["import"]])
    locked = names_in((ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines())
    assert len(wanted) > 10
    for name, bounds in wanted.items():
        # regex counts by dates: no release of it says that it breaks.
        assert re.fullmatch(r">=[\d.]+" if name == "regex" else r">=[\d.]+,<[\d.]+", bounds), name
        version = tuple(map(int, locked[name].removeprefix("==").split(".")))
        lower, _, upper = bounds.removeprefix(">=").partition(",<")
        assert tuple(map(int, lower.split("."))) <= version, name
        assert not upper or version < tuple(map(int, upper.split("."))), name
    assert names_in(extras["test"]).keys() - {"briefing-reader"} <= locked.keys()


def test_the_oldest_releases_that_are_tried_are_those_that_are_allowed() -> None:
    script = [sys.executable, str(ROOT / ".ci" / "lowest.py"), str(ROOT / "pyproject.toml")]
    said = subprocess.run(script, capture_output=True, text=True, check=True).stdout.split()
    assert "tantivy==0.27" in said
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(said) == len(project["dependencies"]) + sum(
        len(project["optional-dependencies"][extra]) for extra in ("import", "export")
    )
