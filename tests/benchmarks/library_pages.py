"""Pages made from the things of thousands of briefings, and searches for things: CPU time, since other work must not count.

Run alone with `python -m tests.benchmarks pages`, or for other sizes with `python -m tests.benchmarks.library_pages 100000`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.benchmarks import library
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, printed

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.reading.composed import Composition

USUAL = 5_000
"""What a run of all benchmarks measures."""

PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("judgments", {}),
    ("judgments", {"sort": "likelihood"}),
    ("judgments", {"record": "yes"}),
    ("timeline", {}),
    ("sources", {}),
    ("actions", {}),
    ("actors", {}),
    ("terms", {}),
    ("handover", {}),
    ("related", {"id": ""}),
    ("command", {}),
)
"""Each with the options it is asked with; of an id that of the newest briefing."""

QUERIES = ("judgment:alliance", "judgment:alliance likelihood:>=likely", "event:command on:2024-08", "status:planned", "due:<2020")

NOW = 1_790_000_000.0
"""When the pages are asked for."""


def structured(rng: random.Random, words: library.Words, number: int) -> str:
    """A briefing with three judgments and events, an action, four actors, two relations, four sources and a term."""

    def date() -> str:
        return f"{rng.randrange(2015, 2028)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"

    def said(count: int) -> str:
        return repr(" ".join(words.some(rng, count)))

    lines = [library.briefing(rng, words, number).partition("judgments:")[0].rstrip(), "judgments:"]
    for _ in range(3):
        lines += [
            f"  - text: {said(18)}",
            f"    likelihood: {rng.choice(('likely', 'unlikely', 'very likely'))}",
            "    confidence: low",
        ]
        lines += [f"    horizon: {date()}", "    sources: s1"]
        lines += [f"    status: {rng.choice(('borne out', 'not borne out'))}"] if rng.random() < 0.2 else []
    lines.append("events:")
    for _ in range(3):
        lines += [f"  - {{date: {date()}, title: {said(rng.choice((2, 6)))}, status: {rng.choice(('happened', 'planned'))}}}"]
    lines += ["actions:", f"  - {{text: {said(10)}, owner: {rng.choice(('J3', 'J5', 'Japan desk'))}, due: {date()}}}", "actors:"]
    # A thousand actors and some thousand sources come up again and again.
    actors = [rng.randrange(1_000) for _ in range(4)]
    lines += [f"  a{at}: {{name: Unit {number} of the command, type: unit}}" for at, number in enumerate(actors)]
    lines += [
        "relations:",
        "  - {from: a0, type: reports to, to: a1}",
        f"  - {{from: a2, type: reports to, to: a3, since: {date()}}}",
    ]
    lines.append("sources:")
    for at in range(1, 5):
        shared = int(rng.paretovariate(0.5)) % 60_000
        lines += [f"  s{at}: {{title: Report {shared}, url: 'https://example.org/{shared}', grade: B2}}"]
    lines += ["terms:", f"  {words.some(rng, 1)[0]}: {{meaning: {said(6)}}}"]
    return "\n".join(lines) + "\n"


def generate(folder: Path, count: int) -> Path:
    """A library of `count` briefings with structure, the same ones on every machine."""
    words, rng = library.Words(), random.Random(count)
    then = time.time() - 1_000
    for number in range(count):
        path = folder / f"{number // library.FOLDERS_OF:04}" / f"b{number:06}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(structured(rng, words, number), "utf-8")
        os.utime(path, (then, then))
    return folder


def seconds(ask: Callable[[], object], runs: int) -> float:
    """Seconds of CPU time of the process, the median of some runs."""
    found = []
    for _ in range(runs):
        started = time.process_time()
        ask()
        found.append(time.process_time() - started)
    return median(found)


def page(catalog: Catalog, name: str, options: dict[str, str], *, beginning: bool) -> Composition:
    """What the screen asks for, first of all or behind that; as `tui.reading.library_pages.asking.asked_page` asks."""
    from tui.reading.library_pages.asking import MOST
    from tui.reading.library_pages.question import PageQuestion
    from tui.reading.library_pages.registry import made_page

    items = catalog.items()
    return made_page(name, PageQuestion(items, NOW, "", options, catalog, beginning=beginning)).some(MOST, "")


def first_window(catalog: Catalog, name: str, options: dict[str, str]) -> Composition:
    """Ask for a page, and have the lines of its first window, in a terminal of 40 rows."""
    from tui.reading.reader import Reader
    from tui.ui.pages.composed import beginning_of

    made = page(catalog, name, options, beginning=True)
    document = made.document()
    reader = Reader(document.briefing, document, clock=time.monotonic)
    reader.view.resize(88, 40)
    start = beginning_of(made, reader)
    if start is not None:
        reader.view.show(start)
    reader.view.window()
    return made


def whole(catalog: Catalog, name: str, options: dict[str, str]) -> Composition:
    """Ask for all of a page, whose entries are made when somebody looks at them."""
    made = page(catalog, name, options, beginning=False)
    made.document()
    return made


def search(catalog: Catalog, text: str) -> int:
    """Search as the screen does, every time anew. Returns how many lines there are."""
    catalog.reload()
    return library.searched(catalog, text)


def measured(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """The rows of the table for a library of one size."""
    from tui.catalog.catalog import Catalog

    library_ = generate(folder / "briefings", count)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    before = os.times()
    library.index(library_)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    size = sum(path.stat().st_size for path in library_.rglob("*.yaml"))
    yield Row(f"index of {count:,} briefings with structure, CPU", size / spent, "MB/s")
    kept = sum(path.stat().st_size for path in (folder / "cache").rglob("*") if path.is_file())
    yield Row(f"size of the catalog, {count:,} briefings with structure", kept, "MB", size, "files", kept / size)
    catalog = Catalog([library_])
    target = Target(50.0 if count <= 10_000 else 300.0, absolute=True)
    newest = catalog.rows(0, 1)[0].id
    for name, options in PAGES:
        own = options | ({"id": newest} if "id" in options else {})
        said = " ".join([name, *(f"--{option}" for option, value in options.items() if value)])
        made = first_window(catalog, name, own)
        spent = seconds(lambda name=name, own=own: first_window(catalog, name, own), runs)  # type: ignore[misc]
        yield Row(f"page {said}, first window, {count:,} briefings", spent, "ms", target=target)
        if made.is_beginning:
            spent = seconds(lambda name=name, own=own: whole(catalog, name, own), runs)  # type: ignore[misc]
            yield Row(f"page {said}, the rest of it behind that, {count:,} briefings", spent, "ms")
    for text in QUERIES:
        search(catalog, text)
        yield Row(f"search {text}, {count:,} briefings", seconds(lambda text=text: search(catalog, text), runs), "ms")  # type: ignore[misc]
    catalog.close()


def measure(setting: Setting) -> list[Row]:
    """Pages of a library of the usual size."""
    return list(measured(setting.folder / "pages", USUAL, 5))


def main() -> None:
    """Measure libraries of the sizes that are named."""
    for argument in sys.argv[1:] or [str(USUAL)]:
        with tempfile.TemporaryDirectory(prefix="briefing-pages-", ignore_cleanup_errors=True) as folder:
            print(printed(list(measured(Path(folder), int(argument), 5))), flush=True)


if __name__ == "__main__":
    main()
