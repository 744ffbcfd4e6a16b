"""Commands from start to end: `--version`, `list`, `show`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.setting import SIZES, Setting
from tests.benchmarks.table import Row, Target, pairs

SAMPLES = Path(__file__).parents[2] / "briefings"


def measure(setting: Setting) -> list[Row]:
    """Every command, each time after an interpreter that does nothing."""
    commands = {
        "--version": (["--version"], Target(2.0)),
        "list, the samples": (["list", "-L", str(SAMPLES)], None),
        "list, 1,000 briefings": (["list", "-L", str(setting.thousand)], Target(9.0)),
        **{f"show, {size}": (["show", str(setting.briefing(size))], None) for size in SIZES},
    }
    rows = []
    for name, (arguments, target) in commands.items():
        ours: list[float] = []
        python: list[float] = []
        heavy = "1,000" in name or "5 MB" in name
        for _ in range(1 + (max(3, setting.runs // 5) if heavy else setting.runs)):
            python.append(_seconds(setting, [sys.executable, "-c", "pass"]))
            ours.append(_seconds(setting, [*setting.program, *arguments]))
        rows.append(pairs(name, "ms", ours[1:], python[1:], "python -c pass", target))
    return rows


def _seconds(setting: Setting, command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=setting.environment)
    return time.perf_counter() - started
