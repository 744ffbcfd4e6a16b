"""The README against the program: nothing in it may be untrue."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.blocks import BLOCKS, ROOT, filled
from tests.docs.readme import TEXT, CommandLine, anchors, chapter, code, command_lines, fences, table
from tests.pictures.scenes import SCENES
from tui.cli import guard
from tui.model.dates import parse_date
from tui.model.problem import Problem
from tui.search.parse import parse
from tui.store.check import check
from tui.store.config import Config, load_config
from tui.store.read import read_text
from tui.store.shared import shared_of, with_shared
from tui.ui.keys import ACTIONS, shown
from tui.ui.themes import LIGHT

SHARED = fences("yaml", chapter("What briefings share"))
EXAMPLES = [example for example in fences("yaml", chapter("Writing a briefing")) if example not in SHARED]
PICTURES = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", TEXT)
LARGEST_PICTURE = 150_000
"""Bytes."""


def told(text: str) -> list[Problem]:
    """The errors and warnings that `check` has about a briefing."""
    found = check(read_text(text, name="example.yaml", kind="yaml"))
    return [problem for problem in found if problem.severity != "info"]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_generated_table_says_what_the_code_says(name: str) -> None:
    assert filled(TEXT, name, BLOCKS[name]()) == TEXT, "run `python -m tests.docs.generate`"


def test_there_is_a_long_example_and_one_in_shorthand() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("example", EXAMPLES, ids=["long", "shorthand"])
def test_an_example_passes_check_without_errors_or_warnings(example: str) -> None:
    assert told(example) == []


def test_the_configuration_is_read_as_the_page_says(tmp_path: Path) -> None:
    example = fences("yaml", chapter("Configuration"))[0]
    (tmp_path / "config.yaml").write_text(example, encoding="utf-8")
    config, problems = load_config({"HOME": "/home/someone"}, config_dir=tmp_path)
    assert problems == ()
    assert config.library == (Path("/home/someone/briefings"), Path("/home/someone/notes"))
    assert config.theme == LIGHT.name
    assert set(example_keys(example)) == {name for name in Config.__struct_fields__ if name not in ("path", "doubt")}
    assert all(getattr(config, name) for name in Config.__struct_fields__ if name != "doubt")
    for query in config.searches.values():
        assert parse(query).notes == ()


def example_keys(text: str) -> list[str]:
    """The keys at the left of a YAML text."""
    return re.findall(r"^(\w+):", text, re.M)


def test_what_is_shared_reaches_a_briefing_that_leaves_it_out() -> None:
    shared = shared_of(SHARED[0].encode())
    own = read_text("title: Ferry\nbluf: The [[ministry]] reads the [[survey]] [@harbour].\n", name="ferry.yaml", kind="yaml")
    whole = with_shared(own, shared)
    assert [item.id for item in (*whole.actors, *whole.terms, *whole.sources)] == ["ministry", "survey", "harbour"]
    assert (whole.tlp, whole.producer, whole.lang) == ("GREEN", "Northern desk", "en")


@pytest.mark.parametrize("row", table(chapter("Searching a library"), "you type"), ids=lambda row: code(row[0]))
def test_a_query_of_the_page_is_understood(row: list[str]) -> None:
    query = parse(code(row[0]))
    assert query.notes == ()
    assert not query.everything


def test_a_query_is_explained_as_the_page_says() -> None:
    said = re.search(r"understood: `([^`]+)` is\s“(.*?\.)” A", " ".join(chapter("Searching a library").split()))
    assert said is not None
    assert parse(said[1], typing=True).explain == said[2]


@pytest.mark.parametrize("row", table(chapter("YAML's traps"), "you write"), ids=lambda row: code(row[2]))
def test_a_trap_is_told_by_its_code_and_its_mend_helps(row: list[str]) -> None:
    written, codes, mended = code(row[0]), code(row[2]), code(row[3])
    head = "" if written.startswith("title:") else "title: A title\n"
    assert codes in [problem.code for problem in told(head + written)]
    assert told(head + mended) == []


def test_every_date_that_is_shown_is_understood() -> None:
    dates = re.split(r"\s{2,}|\n", fences("text", chapter("Dates"))[0].strip())
    assert len(dates) > 10
    for date in dates:
        assert parse_date(date).display


@pytest.mark.parametrize("given", command_lines(), ids=lambda given: given.line)
def test_a_command_line_ends_as_the_page_says(given: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "briefings", tmp_path / "briefings")
    shutil.copy(ROOT / "README.md", tmp_path)
    program = tmp_path / "bin" / "briefing"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n')
    program.chmod(0o700)
    environment = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", given.line], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == given.status, done.stderr.decode()
    assert done.stdout or given.status or ">" in given.line
    assert b"Traceback" not in done.stderr


def test_there_are_command_lines_to_try() -> None:
    assert len(command_lines()) > 10


def test_every_key_of_the_chapters_is_in_the_key_table() -> None:
    known = {shown(key) for action in ACTIONS for key in action.keys}
    named = set(re.findall(r"\*\*`([^`/]+|/)`\*\*", TEXT.partition("## How it is built")[0]))
    assert len(named) > 30
    assert named - known == set()


def test_every_picture_is_there_is_small_and_is_described() -> None:
    assert len(PICTURES) >= 6
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


def test_every_link_inside_the_page_leads_to_a_heading() -> None:
    targets = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert targets
    assert targets - anchors() == set()


def test_the_exit_statuses_are_those_of_the_program() -> None:
    statuses = [int(row[0]) for row in table(chapter("In the shell"), "exit status")]
    assert statuses == [guard.OK, guard.FOUND, guard.USAGE, guard.CANNOT_READ, guard.INTERRUPTED]


def test_every_module_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:tui/)?[a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", chapter("How it is built")))
    assert len(named) > 10
    for path in named:
        whole = ROOT / path if path.startswith("tui/") else ROOT / "tui" / path
        assert whole.exists() or list((ROOT / "tui").rglob(path)), path


def test_every_layer_is_described() -> None:
    layers = {folder.name for folder in (ROOT / "tui").iterdir() if (folder / "__init__.py").is_file()}
    assert set(re.findall(r"^\*\*`tui/(\w+)`\*\*", chapter("How it is built"), re.M)) == layers


def test_the_continuous_check_takes_its_test_command_from_the_page() -> None:
    command = fences("sh")[1].strip()
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
    wanted = names_in(project["dependencies"])
    locked = names_in((ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines())
    assert len(wanted) > 10
    for name, bounds in wanted.items():
        # regex counts by dates: no release of it says that it breaks.
        assert re.fullmatch(r">=[\d.]+" if name == "regex" else r">=[\d.]+,<[\d.]+", bounds), name
        version = tuple(map(int, locked[name].removeprefix("==").split(".")))
        lower, _, upper = bounds.removeprefix(">=").partition(",<")
        assert tuple(map(int, lower.split("."))) <= version, name
        assert not upper or version < tuple(map(int, upper.split("."))), name
    assert names_in(project["optional-dependencies"]["test"]).keys() <= locked.keys()


def test_the_oldest_releases_that_are_tried_are_those_that_are_allowed() -> None:
    script = [sys.executable, str(ROOT / ".ci" / "lowest.py"), str(ROOT / "pyproject.toml")]
    said = subprocess.run(script, capture_output=True, text=True, check=True).stdout.split()
    assert "tantivy==0.27" in said
    assert len(said) == len(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"])
