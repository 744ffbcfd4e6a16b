"""What holds for every test: nobody's own home, cache, configuration, journal or terminal is read or written."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator

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


def pytest_collection_finish() -> None:
    """Let no collection of garbage go through what there is before the first test: all tests, and all modules.

    Nor need it be collected after every seven hundred things that are made: a test makes many and is soon over.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


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
