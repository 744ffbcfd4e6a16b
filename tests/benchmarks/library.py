"""Libraries of thousands of small briefings with natural word frequencies, and what the catalog makes of them.

Run alone with `python -m tests.benchmarks library`, or for another size with `python -m tests.benchmarks.library 100000`.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks import ripgrep
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, percentile

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog

SIZES = (1_000, 10_000, 100_000)
"""Briefings; each has eight sections, four of them pieces of the apparatus or the front."""

USUAL = 10_000
"""What a run of all benchmarks measures."""

VOCABULARY = 6_000
SYLLABLES = tuple(re.findall("..", "badifoguhakelimonuparesitovuwaxeyizojalaterminsolqu"))
CJK = "日本統合司令部防衛省海上自衛隊米軍基地訓練協定外務大臣会談共同声明抑止力拡大核兵器中国台湾朝鮮半島"
FOLDERS_OF = 400
"""Files in one folder."""


class Words:
    """A vocabulary, and words of it as often as in natural text (Zipf: the nth word comes up in proportion to 1/n)."""

    def __init__(self, seed: int = 1) -> None:
        rng = random.Random(seed)
        found = dict.fromkeys(("the", "of", "and", "to", "in", "deterrence", "alliance", "command"))
        while len(found) < VOCABULARY:
            found["".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
        self.all = list(found)
        self._weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(self.all))))

    def some(self, rng: random.Random, count: int) -> list[str]:
        """Words of a text."""
        return rng.choices(self.all, cum_weights=self._weights, k=count)


def prose_of(rng: random.Random, words: Words, count: int) -> str:
    """Sentences of a paragraph, some with markup and a citation."""
    found = words.some(rng, count)
    sentences = []
    for start in range(0, len(found), 14):
        sentence = " ".join(found[start : start + 14])
        sentences.append(sentence[:1].upper() + sentence[1:] + ".")
    if rng.random() < 0.3:
        sentences.append(f"**{found[0]}** is said to be [{found[-1]}](https://example.org/{rng.randrange(10_000)}) [@s1].")
    return " ".join(sentences)


def briefing(rng: random.Random, words: Words, number: int) -> str:
    """A briefing of about 2.5 KB: bottom line, three sections, a judgment, an actor, a source; CJK in one of ten."""
    title = " ".join(words.some(rng, 5))
    year, month, day = rng.randrange(2015, 2026), rng.randrange(1, 13), rng.randrange(1, 29)
    lines = [
        f"title: {title.capitalize()} {number}",
        f"date: {year}-{month:02}-{day:02}",
        f"kind: {rng.choice(('assessment', 'note', 'sitrep'))}",
        f"tags: [{words.some(rng, 1)[0]}, {rng.choice(('japan', 'philippines', 'korea', 'fuel'))}]",
        f"tlp: {rng.choice(('CLEAR', 'CLEAR', 'GREEN', 'AMBER'))}",
        f"bluf: {prose_of(rng, words, 30)!r}",
        "sections:",
    ]
    for _ in range(3):
        lines += [f"  - title: {' '.join(words.some(rng, 3)).capitalize()}", "    body: |"]
        lines += [f"      {prose_of(rng, words, rng.randrange(60, 110))}\n" for _ in range(1)]
        if number % 10 == 0:
            lines.append("      " + "".join(rng.choices(CJK, k=40)) + "。")
    lines += [
        "judgments:",
        f"  - text: {prose_of(rng, words, 18)!r}",
        f"    likelihood: {rng.choice(('likely', 'unlikely', 'very likely'))}",
        "    confidence: low",
        "    sources: s1",
        "actors:",
        f"  a1: {{name: {' '.join(words.some(rng, 2)).title()}, type: organisation}}",
        "sources:",
        f"  s1: {{title: Report {number} on {words.some(rng, 1)[0]}, grade: B2}}",
    ]
    return "\n".join(lines) + "\n"


def generate(folder: Path, count: int) -> Path:
    """A library of `count` briefings, the same ones on every machine."""
    words, rng = Words(), random.Random(count)
    then = time.time() - 1_000
    for number in range(count):
        path = folder / f"{number // FOLDERS_OF:04}" / f"b{number:06}.yaml"
        if number % FOLDERS_OF == 0:
            path.parent.mkdir(parents=True)
        path.write_text(briefing(rng, words, number), "utf-8")
        os.utime(path, (then, then))
    return folder


LINES = 40
"""Rows of the terminal in which somebody searches."""


class Query(NamedTuple):
    """A kind of query, and several of the kind."""

    name: str
    texts: list[str]
    limit: float = 15.0
    """Milliseconds that 99 of 100 may take at 100,000 sections."""
    large: float = 40.0
    """The same at 100,000 briefings."""


def queries() -> list[Query]:
    """What people type, by kind; words from the common to the rare."""
    all_words = Words().all
    common, middle, rare = all_words[:20], all_words[200:260], all_words[4_000:4_060]
    rng = random.Random(9)
    pick = rng.choice
    typed, phrase = "deterrence alliance", f"the {middle[3]} of {middle[7]}"
    return [
        Query("common word", common),
        Query("rare word", rare),
        Query("two words", [f"{pick(common)} {pick(middle)}" for _ in range(40)]),
        Query("two common words", [f"{pick(common)} {pick(common)}" for _ in range(40)]),
        Query("two rare words", [f"{pick(middle)} {pick(rare)}" for _ in range(40)]),
        Query("phrase", [f'"{pick(middle)} {pick(middle)}"' for _ in range(40)]),
        Query("phrase of common words", [f'"{pick(common)} {pick(common)}"' for _ in range(40)], 15.0, 60.0),
        Query("prefix", [f"{word[:3]}*" for word in middle]),
        Query("without a word", [f"{pick(common)} -{pick(middle)}" for _ in range(40)]),
        Query("field", [f"tag:japan {word}" for word in middle]),
        Query("range", [f"date:2024-0{month}..2024-09 {pick(common)}" for month in range(1, 9)], 15.0, 60.0),
        Query("CJK", [CJK[at : at + 2] for at in range(0, 30, 3)]),
        Query("one CJK character", list(CJK[:10])),
        Query("no such word", [f"{word}q" for word in middle[:20]]),
        Query("typed letter by letter", [typed[:end] for end in range(1, len(typed) + 1)]),
        Query("phrase letter by letter", [f'"{phrase}'[:end] for end in range(1, len(phrase) + 2)], 15.0, 60.0),
        Query("phrase, a letter of its last word", [f'"{pick(common)} {word[0]}' for word in middle[:20]], 15.0, 60.0),
        Query("one letter", list("abcdefghijklmnopqrstuvwxyz")),
        Query("designation", [f"{letter}-{number}" for letter in "bdf" for number in range(10, 20)]),
        Query("body:", [f"body:{word}" for word in common + middle]),
        Query("section:", [f"section:{word}" for word in common + middle]),
        Query("source: and actor:", [f"{field}:{word}" for word in common for field in ("source", "actor")]),
    ]


def latencies(library: Path, query: Query, rounds: int) -> list[float]:
    """Seconds from a query to the lines of hits that the screen asks for, each query once in a catalog that was just opened.

    The last word may be a beginning, as it may on the screen, and no query is left out, nor the first one. Its index is open by
    then: the screen opens it when the prompt is, while somebody types.
    """
    from tui.catalog.catalog import Catalog

    _on_the_screen()
    found: list[float] = []
    for _ in range(rounds):
        catalog = Catalog([library])
        with catalog.searching():
            pass
        for text in query.texts:
            started = time.perf_counter()
            searched(catalog, text)
            found.append(time.perf_counter() - started)
        catalog.close()
    return found


def _on_the_screen() -> None:
    """What is there before the first letter: what the list imports behind itself, the decoder that it made, and a start set aside.

    The program leaves what its start made alone when it collects garbage (`tui.ui.app`); what this process has imported for
    other measurements would be looked through instead, some 40 ms at a time.
    """
    for name in ("searching", "section_texts", "taken_back"):
        importlib.import_module(f"tui.catalog.{name}")
    for name in ("search.explain", "search.parse", "search.query_pattern", "ui.screens.search"):
        importlib.import_module(f"tui.{name}")
    from tui.model.briefing import Briefing
    from tui.model.decoders import decoder_of

    decoder_of(Briefing)
    gc.collect()
    gc.freeze()


def searched(catalog: Catalog, text: str) -> int:
    """How many lines a search on the screen finds; asked as `tui.reading.library_searcher.LibrarySearcher` asks."""
    from tui.model.garbage import nothing_collected
    from tui.reading.searching import HITS, listed_hits
    from tui.search.parse import parse
    from tui.ui.screens.search import SHOWN

    with nothing_collected():
        _, lines = listed_hits(catalog.best(parse(text, typing=True), SHOWN, HITS, LINES))
    return len(lines)


def events_alone(library: Path) -> tuple[float, int]:
    """Seconds to read all files and to parse them to events, and their bytes."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    started, size = time.perf_counter(), 0
    for path in sorted(library.rglob("*.yaml")):
        data = path.read_bytes()
        size += len(data)
        get = CParser(data).get_event
        while get() is not None:
            pass
    return time.perf_counter() - started, size


def looked_at(library: Path) -> float:
    """Seconds to ask the system for the size and time of every file."""
    started = time.perf_counter()
    waiting = [str(library)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    entry.stat()
    return time.perf_counter() - started


def index(library: Path, *options: str) -> float:
    """Seconds of `briefing index` from its start to its end: with the interpreter, its imports, and the pages that it composes.

    With "one" everything is done on one core, the threads of the index too, where the system can arrange that.
    """
    code = (
        "import os, sys; 'one' in sys.argv and hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {0});"
        "from tui.__main__ import main;"
        f"main(['index', '-L', {str(library)!r}, '--processes', '2' if 'two' in sys.argv else '1',"
        "*(['--rebuild'] if 'rebuild' in sys.argv else [])])"
    )
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *options], check=True, capture_output=True)
    return time.perf_counter() - started


def prepare(library: Path) -> None:
    """Compose the rest of the pages, as the screen has it done behind it."""
    # It ends when its input does, so nobody may close that before it is done.
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tui.catalog.prepared_pages", str(library)], stdin=subprocess.PIPE
    ) as process:
        process.wait()


def memory(library: Path) -> int | None:
    """Bytes of its own (RssAnon) that a process holds that has opened the catalog, listed and searched."""
    code = (
        "from tui.catalog.catalog import Catalog; from tui.search.parse import parse;"
        f"c = Catalog([{str(library)!r}]); c.rows(0, 50); c.rows(c.count() - 50, c.count());"
        "[c.search(parse(q)) for q in ('the', 'the of', 'deterrence')];"
        "print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('RssAnon')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return int(done.stdout) * 1024 if done.returncode == 0 and done.stdout.strip() else None


def opening(library: Path) -> float:
    """Seconds to open the catalog and have the first fifty rows."""
    from tui.catalog.catalog import Catalog

    started = time.perf_counter()
    catalog = Catalog([library])
    catalog.rows(0, 50)
    seconds = time.perf_counter() - started
    catalog.close()
    return seconds


def sections(library: Path) -> int:
    """How many sections a library has."""
    from tui.catalog.location import location_of
    from tui.catalog.tables import connect, meta

    db = connect(location_of([library]))
    counted = meta(db, "sections")
    db.close()
    return counted


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measured(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """The rows of the table for a library of one size."""
    library = generate(folder / "briefings", count)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    name = f"{count:,} briefings"
    for cores, options in (("one core", ("one",)), ("two cores", ("two",))):
        times = [(events_alone(library), index(library, "rebuild", *options)) for _ in range(3 if count <= USUAL else 1)]
        ratio = median(events[0] / took for events, took in times)
        (seconds, size), took = times[-1]
        target = Target(0.13 if cores == "one core" else 0.20, at_least=True)
        yield Row(
            f"cold index with imports and pages, {name}, {cores}",
            size / took,
            "MB/s",
            size / seconds,
            "events alone",
            ratio,
            target,
        )
    yield Row(f"cold index, {name}, two cores, sections a second", sections(library) / took, "/s")
    prepare(library)
    kept = _size(folder / "cache")
    yield Row(f"size of the catalog with all pages, {name}", kept, "MB", size, "files", kept / size, Target(2.0))
    full_text = sum(_size(path) for path in (folder / "cache").rglob("index-*"))
    yield Row(f"size of the full-text index, {name}", full_text, "MB", size, "files", full_text / size)
    looks = [(index(library), looked_at(library)) for _ in range(max(3, runs // 4))]
    ratio = median(ours / theirs for ours, theirs in looks)
    ours, theirs = (median(column) for column in zip(*looks, strict=True))
    yield Row(f"refresh of nothing changed, {name}", ours, "ms", theirs, "scandir and stat", ratio, Target(1.5))
    _change(library, max(1, count // 100))
    yield Row(f"refresh of 1% changed, {name}", index(library), "ms", theirs, "scandir and stat")
    yield Row(f"open and list, {name}", median(opening(library) for _ in range(runs)), "ms")
    for query in queries():
        found = latencies(library, query, max(2, runs // 4))
        yield Row(f"search, {query.name}, {name}, p50", percentile(found, 50), "ms")
        limit = Target(query.limit if count <= USUAL else query.large, absolute=True)
        yield Row(f"search, {query.name}, {name}, p99", percentile(found, 99), "ms", target=limit)
    yield from ripgrep.rows(library, name)
    held = memory(library)
    if held is not None:
        yield Row(f"memory after listing and searching, {name}", held, "MB")


def _change(library: Path, count: int) -> None:
    words, rng = Words(), random.Random(7)
    for number, path in enumerate(itertools.islice(sorted(library.rglob("*.yaml")), count)):
        path.write_text(briefing(rng, words, number), "utf-8")


def measure(setting: Setting) -> list[Row]:
    """The catalog of a library of the usual size."""
    return list(measured(setting.folder / "catalog", USUAL, setting.runs))


def main() -> None:
    """Measure libraries of the sizes that are named."""
    from tests.benchmarks.table import printed

    for argument in sys.argv[1:] or [str(USUAL)]:
        with tempfile.TemporaryDirectory(prefix="briefing-library-", ignore_cleanup_errors=True) as folder:
            print(printed(list(measured(Path(folder), int(argument), 20))), flush=True)


if __name__ == "__main__":
    main()
