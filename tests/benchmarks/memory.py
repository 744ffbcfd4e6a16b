"""Memory of the running screen that is its own (RssAnon), after it has read everything."""

from __future__ import annotations

from statistics import median

from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target


def measure(setting: Setting) -> list[Row]:
    """The bare app, 3 KB, 5 MB. Nothing where the system does not tell."""
    commands = {"bare": setting.bare(), "3 KB": setting.reader("3 KB"), "5 MB": setting.reader("5 MB")}
    found: dict[str, list[int]] = {name: [] for name in commands}
    for _ in range(3):
        for name, command in commands.items():
            with setting.ready(command) as terminal:
                held = terminal.anonymous_memory()
            if held is None:
                return []
            found[name].append(held)
    bare, small, large = (median(values) for values in found.values())
    return [
        Row("memory, 3 KB", small, "MB", bare, "bare app", small / bare, Target(1.5)),
        Row("memory, 5 MB", large, "MB", bare, "bare app", large / bare),
    ]
