"""What is installed: the samples, the manual, the style sheet, the type marker and pages for `man`; no tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.docs.blocks import MANUAL, ROOT
from tui import __version__
from tui.cli.command_texts import commands

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
    folders = {"tui", f"briefing_reader-{__version__}.dist-info", f"briefing_reader-{__version__}.data"}
    assert {name.split("/")[0] for name in names} == folders
    assert not [name for name in names if "__pycache__" in name or "test" in name.lower()]


def test_the_wheel_holds_the_manual(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    manual = {f"tui/manual/{file.name}" for file in MANUAL.iterdir()}
    assert len(manual) > 10
    assert manual <= names


def test_what_is_installed_prints_the_manual(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "help", "tlp")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Markings and TLP" in done.stdout


@pytest.fixture(scope="module")
def man_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the wheel's pages for `man`, as an installation puts it beside the program."""
    folder = tmp_path_factory.mktemp("environment")
    data = f"briefing_reader-{__version__}.data/data/"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(data):
                file = folder / name.removeprefix(data)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(name))
    return folder / "share" / "man"


def test_the_wheel_holds_a_page_for_man_of_the_program_and_of_every_command(man_folder: Path) -> None:
    names = {file.name for file in (man_folder / "man1").iterdir()}
    wanted = {f"briefing-{name.replace(' ', '-')}.1" for name, _ in commands()}
    assert len(wanted) > 10
    assert names == {"briefing.1"} | wanted


@pytest.mark.parametrize(("name", "words"), [("briefing", "briefing-completion(1)"), ("briefing-list", "--sort date|title|")])
@pytest.mark.skipif(shutil.which("man") is None or shutil.which("groff") is None, reason="there is no man here")
def test_man_finds_and_shows_the_pages(man_folder: Path, tmp_path: Path, name: str, words: str) -> None:
    environment = {"MANPATH": str(man_folder), "PATH": os.environ.get("PATH", os.defpath), "HOME": str(tmp_path)}
    environment |= {"MANWIDTH": "120", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "", "MANPAGER": "cat"}
    done = subprocess.run(["man", name], env=environment, capture_output=True, encoding="utf-8", check=False)
    if "minimized" in done.stdout:
        pytest.skip("man is there in name alone")
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout.replace("\u2010", "-")


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_every_page_for_man_is_without_a_warning(man_folder: Path) -> None:
    for file in sorted((man_folder / "man1").iterdir()):
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-z", str(file)], capture_output=True, encoding="utf-8", check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), file.name


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
    needed = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "tests/docs/test_packaging.py", ".ci/run"}
    assert needed | {".github/CONTRIBUTING.md", "tui/README.md", "tui/manual/contents.md"} <= names
