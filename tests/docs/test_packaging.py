"""What is installed: the samples, the style sheet and the type marker; no tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT
from tui import __version__

hatchling = pytest.importorskip("hatchling", reason="the build backend is not installed here")

SAMPLES = {file.name for file in (ROOT / "briefings").glob("*.yaml")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's contents."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program in an empty folder."""
    environment = {"PYTHONPATH": str(installed), "HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath)}
    environment["PYTHONIOENCODING"] = "utf-8"
    command = [sys.executable, "-m", "tui", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_the_samples_the_style_sheets_and_the_type_marker(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"tui/samples/{name}" for name in SAMPLES} <= names
    sheets = {str(file.relative_to(ROOT)) for file in (ROOT / "tui").rglob("*.tcss")}
    assert sheets
    assert sheets <= names
    assert "tui/py.typed" in names


def test_the_wheel_holds_every_module_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(file.relative_to(ROOT)) for file in (ROOT / "tui").rglob("*.py")}
    assert modules <= names
    assert {name.split("/")[0] for name in names} == {"tui", f"briefing_reader-{__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or "test" in name.lower()]


def test_the_wheel_has_the_version_of_the_program_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = f"briefing_reader-{__version__}.dist-info"
        assert "briefing = tui.__main__:main" in archive.read(f"{info}/entry_points.txt").decode()
        assert f"\nVersion: {__version__}\n" in archive.read(f"{info}/METADATA").decode()


def test_what_is_installed_lists_the_samples_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "list", "--json")
    assert done.returncode == 0
    paths = {Path(json.loads(line)["path"]) for line in done.stdout.splitlines()}
    assert {path.name for path in paths} == SAMPLES
    assert {path.parent for path in paths} == {installed / "tui" / "samples"}
    assert "sample briefings" in done.stderr


def test_what_is_installed_says_its_version(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"briefing {__version__}\n")


def test_the_source_distribution_holds_what_the_tests_need(tmp_path: Path) -> None:
    from hatchling.builders.sdist import SdistBuilder

    built = next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"briefings/{name}" for name in SAMPLES} <= names
    assert {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "tests/docs/test_packaging.py", ".ci/run"} <= names
