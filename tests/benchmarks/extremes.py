"""Files made to be slow: 50,000 sections, 64 MB, 5,000 notes on one page.

`python -m tests.benchmarks.extremes [SHARE]` measures them at a share of their size, such as 0.1.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.generate import SOUGHT, WORD, prose
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, percentile
from tests.benchmarks.terminal import COLUMNS, ROWS, Terminal
from tests.terminal.emulator import Emulator
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import Note, identity_of
from tui.reading.notes.texts import Texts

SECTIONS, SIZE, NOTES = 50_000, 64_000_000, 5_000

LONGEST = 30
"""Characters of a passage that a note is on."""

SILENCE = 0.08
"""Seconds without output after which a letter of the find is answered."""


def measure(setting: Setting) -> list[Row]:
    """All of them, in full."""
    return list(measured(setting))


def measured(setting: Setting, share: float = 1.0) -> Iterator[Row]:
    """The rows of the table, for files of a share of the size."""
    yield from _of_sections(setting, int(SECTIONS * share))
    yield from _of_megabytes(setting, int(SIZE * share))
    yield from _of_notes(setting, int(NOTES * share))


def _of_sections(setting: Setting, count: int) -> Iterator[Row]:
    path, name = setting.folder / "sections.yaml", f"{count:,} sections"
    body = "".join(f"  - title: Section {n}\n    body: Text of number {n}.\n" for n in range(count))
    path.write_text(f"title: Many\nbluf: The {WORD} of it.\nsections:\n{body}", "utf-8")
    firsts: list[float] = []
    for _ in range(3):
        with setting.open([*setting.program, str(path)]) as terminal:
            firsts.append(terminal.first(WORD.encode()) - terminal.started)
    yield Row(f"first text, {name}", sorted(firsts)[1], "ms", target=Target(600, absolute=True))
    with setting.ready([*setting.program, str(path)]) as terminal:
        held = terminal.anonymous_memory(children=True)
        if held is not None:
            yield Row(f"memory, {name}", held, "MB", target=Target(120, absolute=True))
        yield _worst(f"j, {name}", [terminal.press(b"j").seconds for _ in range(40)], 30)
        yield _worst(f"find, a letter, {name}", list(_found(terminal, "number 499")), 60)


def _of_megabytes(setting: Setting, size: int) -> Iterator[Row]:
    path, name = setting.folder / "megabytes.yaml", f"{size / 1e6:,.0f} MB"
    path.write_text(prose(size), "utf-8")
    letters: list[float] = []
    leaving: list[float] = []
    for _ in range(2):
        with setting.open([*setting.program, str(path)]) as terminal:
            terminal.first(WORD.encode())
            letters += _found_in(terminal, SOUGHT[:6])
            leaving.append(terminal.wait_for_end(terminal.send(b"\x1bq")))
    yield _worst(f"find while reading, a letter, {name}", letters, 100)
    yield _worst(f"q while reading, {name}", leaving, 300)


def _of_notes(setting: Setting, count: int) -> Iterator[Row]:
    path, name = setting.briefing("300 KB"), f"{count:,} notes on 300 KB"
    _write_notes(setting, path, count)
    times: list[float] = []
    for _ in range(3):
        with setting.open([*setting.program, str(path)], same_reader=True) as terminal:
            times.append(terminal.first(WORD.encode()) - terminal.started)
    yield Row(f"first text, {name}", sorted(times)[1], "ms")
    with setting.open([*setting.program, str(path)], same_reader=True) as terminal:
        terminal.first(WORD.encode())
        terminal.rest()
        yield _worst(f"j, {name}", [terminal.press(b"j").seconds for _ in range(40)], 30)
        yield _worst(f"M, {name}", [terminal.press(b"M", quiet=0.3).seconds], 300)


def _write_notes(setting: Setting, path: Path, count: int) -> None:
    """Notes on words of the page, as many as wanted, one after another."""
    from tui.document.compose import compose
    from tui.reading.notes.anchors import make_anchor
    from tui.store.read import read_file

    folder = data_folder(setting.environment)
    assert folder is not None
    briefing = read_file(path)
    document = compose(briefing)
    texts = Texts(document)
    journal = Journal(folder, now=lambda: 1_700_000_000.0)
    one = identity_of(briefing)
    key = journal.key_of(one, make=True)
    spots = [
        (part, block, len(shown.text))
        for part, made in enumerate(document.parts)
        for block, shown in enumerate(made.blocks)
        if shown.kind == "paragraph" and len(shown.text) > LONGEST
    ]
    kept = []
    for n in range(count):
        part, block, length = spots[n % len(spots)]
        start = (7 * n) % (length - LONGEST)
        anchor = make_anchor(document, (part, block, start), (part, block, start + LONGEST), texts)
        kept.append(journal.add_note(Note(f"note-{n}", key, one.id, one.path, one.title, "Text", anchor, f"Comment {n}")))
    kept[-1].result(300)
    journal.close(30)


PATIENCE = 60.0
"""Seconds that a letter is waited for."""


def _found(terminal: Terminal, words: str) -> Iterator[float]:
    """Seconds of each letter of a find, which is left again."""
    terminal.press(b"/", quiet=0.3)
    for letter in words.encode():
        yield terminal.press(bytes([letter]), quiet=SILENCE).seconds
    terminal.press(b"\x1b", quiet=0.3)


def _found_in(terminal: Terminal, words: str) -> Iterator[float]:
    """The same while the file is still read, and the bottom line says how far that is: until the letter stands in the prompt."""
    terminal.press(b"/")
    shown = Emulator(COLUMNS, ROWS, is_strict=False)
    terminal.send(b"\x0c")
    for end in range(1, len(words) + 1):
        started = terminal.send(words[end - 1 : end].encode())
        while not any(f"{words[:end]} " in line for line in shown.lines) and (data := terminal.read(PATIENCE)):
            shown.feed(data.decode("utf-8", "replace"))
        yield time.perf_counter() - started


def _worst(what: str, seconds: list[float], limit: float) -> Row:
    return Row(f"{what}, p95", percentile(seconds, 95), "ms", target=Target(limit, absolute=True))


def main() -> None:
    """Measure files of a share of the size."""
    from tests.benchmarks.table import printed

    with tempfile.TemporaryDirectory(prefix="briefing-extremes-", ignore_cleanup_errors=True) as folder:
        started = time.perf_counter()
        print(printed(list(measured(Setting(Path(folder), 3), float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))))
        print(f"measured in {time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
