"""`python -m tests.benchmarks [NAME...] [--runs N] [--against REV]`: measure, and print one table.

Run it from the top of the project in the environment it is installed in. Names choose groups of
measurements; without any, all are made, which takes some minutes. Every figure stands beside a
baseline measured in the same run, ours and the baseline in turn: the ratios are what counts, since
no machine keeps one speed. With `--against REV` this tree and another commit are measured in turn
instead. The exit status is 1 where something could not be measured; it never depends on a time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from tests.benchmarks.against import compared
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, printed

GROUPS = {
    "commands": "whole_commands",
    "export": "handing_out",
    "paint": "first_paint",
    "start": "starting",
    "keys": "keys",
    "held": "held_key",
    "bytes": "sent_bytes",
    "slow": "slow_line",
    "find": "find_typing",
    "yaml": "reading_yaml",
    "memory": "memory",
    "leave": "leaving",
    "library": "library",
    "pages": "library_pages",
    "screen": "library_screen",
    "one": "one_thing",
    "extremes": "extremes",
    "journal": "journal",
    "others": "other_programs",
}
"""By name, the module whose `measure` makes the rows; imported when asked for: another commit may lack what one needs."""


def measured(name: str, setting: Setting) -> list[Row]:
    """The rows of a group."""
    rows: list[Row] = import_module(f"tests.benchmarks.{GROUPS[name]}").measure(setting)
    return rows


def main() -> int:
    """Measure the groups that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Speed and memory against baselines.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(GROUPS)}; by default everything")
    parser.add_argument("--runs", type=int, default=20, help="how often to measure (default: 20)")
    parser.add_argument("--against", metavar="REV", help="measure another commit in turn with this tree, and compare the two")
    parser.add_argument("--json", action="store_true", help="print each row as a list of JSON, its figures in seconds and bytes")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in GROUPS]
    if unknown:
        parser.error(f"no such measurement: {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    rows: list[Row] = []
    status = 0
    if arguments.against:
        print(printed(compared(arguments.names, arguments.against, min(arguments.runs, 5))))
        return 0
    with tempfile.TemporaryDirectory(prefix="briefing-benchmarks-", ignore_cleanup_errors=True) as folder:
        setting = Setting(Path(folder), max(3, arguments.runs))
        for name in arguments.names or GROUPS:
            started = time.perf_counter()
            try:
                rows += measured(name, setting)
            except Exception as error:  # one broken measurement must not cost the others
                print(f"{name}: given up, {type(error).__name__}: {error}", file=sys.stderr)
                status = 1
            print(f"{name}: measured in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if arguments.json:
        for row in rows:
            print(json.dumps(row))
    else:
        print(printed(rows))
    return status


if __name__ == "__main__":
    sys.exit(main())
