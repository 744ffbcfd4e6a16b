"""What holds for every test: nobody's own home, cache, configuration, journal or terminal is read or written."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

import pytest
from hypothesis import HealthCheck, settings

OF_A_TERMINAL = (
    *("TMUX", "DISPLAY", "WAYLAND_DISPLAY", "COLUMNS", "LINES", "NO_COLOR", "VISUAL", "EDITOR", "BROWSER", "XDG_RUNTIME_DIR"),
    *("BRIEFING_PATH", "BRIEFING_THEME", "BRIEFING_DEBUG"),
)
"""Variables that say where and for whom the tests happen to run."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means: three for two processors, since tests wait for disks and other processes for a third of their time."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2


# Garbage need not be looked for after every seven hundred things that are made: collecting tests makes none, a test is soon over.
gc.set_threshold(50_000, 10, 10)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Have each test module compiled by one worker: all collect all of them, and would compile them all at the same time."""
    count, number = (os.environ.get(f"PYTEST_XDIST_WORKER{name}", "") for name in ("_COUNT", ""))
    if not count or sys.dont_write_bytecode or session.config.args_source is not session.config.ArgsSource.TESTPATHS:
        return
    modules = sorted(path.relative_to(session.config.rootpath) for path in session.config.rootpath.glob("tests/**/test_*.py"))
    for module in modules[int(number.removeprefix("gw")) :: int(count)]:
        if module.parts[1] not in ("long", "benchmarks"):
            # What is wrong with it is said when it is collected.
            with suppress(Exception):
                import_module(".".join(module.with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Let no collection of garbage go through what there is before the first test: all tests, and all modules."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _folders_of_a_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in OF_A_TERMINAL:
            patch.delenv(name, raising=False)
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One time zone wherever the test runs."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


# A loaded machine is no reason to fail; what must be quick is measured in processor time where it is tested.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
