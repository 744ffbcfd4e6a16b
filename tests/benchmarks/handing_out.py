"""Briefings written for others: one of 5 KB in every format, and books of 200. Seconds of the processor, not of the clock."""

from __future__ import annotations

import resource
import subprocess
import sys

from tests.benchmarks import generate
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tui.export.formats import FORMATS

SIZE, BOOK = 5_000, 200
ONE, ONE_PDF, WHOLE = Target(500, absolute=True), Target(2_000, absolute=True), Target(20_000, absolute=True)
BOOKS = ("docx", "pdf", "html")


def measure(setting: Setting) -> list[Row]:
    """Every format, each time after an interpreter that does nothing."""
    folder = setting.folder / "handing-out"
    folder.mkdir(exist_ok=True)
    text = generate.prose(SIZE)
    for number in range(BOOK):
        (folder / f"b{number}.yaml").write_text(text.replace("title:", f"id: b{number}\ntitle:", 1), encoding="utf-8")
    target = str(setting.folder / "written")
    rows = []
    for name in FORMATS:
        what = [*setting.program, "export", str(folder / "b0.yaml"), "--to", name, "-o", target, "--force"]
        rows.append(_row(setting, f"export, 5 KB, {name}", what, ONE_PDF if name == "pdf" else ONE, setting.runs))
    for name in BOOKS:
        what = [*setting.program, "export", "-L", str(folder), "--query", "", "--book", "--to", name, "-o", target, "--force"]
        rows.append(_row(setting, f"export, a book of {BOOK}, {name}", what, WHOLE, 3))
    return rows


def _row(setting: Setting, name: str, command: list[str], target: Target, runs: int) -> Row:
    ours, python = [], []
    for _ in range(1 + runs):
        python.append(_seconds(setting, [sys.executable, "-c", "pass"]))
        ours.append(_seconds(setting, command))
    return pairs(name, "ms", ours[1:], python[1:], "python -c pass", target)


def _seconds(setting: Setting, command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=setting.environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
