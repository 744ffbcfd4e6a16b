"""From YAML to the model, against the C parser's events alone on the same file."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target

TARGET = Target(0.6, at_least=True)


def measure(setting: Setting) -> list[Row]:
    """Prose-heavy and structure-heavy, in bytes a second."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    from tui.store.read import read_text

    def events(data: bytes) -> None:
        get = CParser(data).get_event
        while get() is not None:
            pass

    def model(data: bytes) -> None:
        read_text(data, name="generated.yaml", kind="yaml")

    rows = []
    for kind, file in (("prose", setting.briefing), ("structure", setting.structured)):
        for size in ("300 KB", "5 MB"):
            data = file(size).read_bytes()
            times = [(_seconds(model, data), _seconds(events, data)) for _ in range(1 + max(7, setting.runs // 2))][1:]
            ours, alone = (len(data) / median(column) for column in zip(*times, strict=True))
            ratio = median(other / one for one, other in times)
            rows.append(Row(f"YAML to model, no index, {kind}, {size}", ours, "MB/s", alone, "events alone", ratio, TARGET))
    return rows


def _seconds(work: Callable[[bytes], None], data: bytes) -> float:
    started = time.perf_counter()
    work(data)
    return time.perf_counter() - started
