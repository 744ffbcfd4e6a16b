"""What the journal costs: the first paint and the keys with and without it, empty and full; comparing two versions."""

from __future__ import annotations

import time
from pathlib import Path

from tests.benchmarks import generate
from tests.benchmarks.keys import in_turn
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Terminal
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.records import Identity, Note
from tui.model.place import Anchor

READ, NOTES = 100_000, 10_000
"""Briefings read and notes written in a full journal."""

COMPARED = 1_000_000
"""Bytes of the briefing whose two versions are compared."""


def measure(setting: Setting) -> list[Row]:
    """With a journal that holds little, then with a full one."""
    rows = _rows(setting, "")
    fill(setting)
    return rows + _rows(setting, ", full journal") + [_compared(setting)]


def _rows(setting: Setting, name: str) -> list[Row]:
    library = setting.thousand
    one = str(setting.briefing("3 KB"))
    rows = []
    for what, path, word in ((f"first text, 3 KB{name}", one, generate.WORD), (f"first list, 1,000{name}", str(library), " min")):
        ours, without = [*setting.program, "read", path], [*setting.program, "read", "--no-journal", path]
        _visit(setting, ours, word)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(1 + max(20, setting.runs)):
            for took, command in zip(times, (ours, without), strict=True):
                with setting.open(command, same_reader=True) as terminal:
                    took.append(terminal.first(word.encode()) - terminal.started)
        rows.append(pairs(what, "ms", times[0][1:], times[1][1:], "--no-journal", Target(1.05)))
    large = str(setting.briefing("5 MB"))
    with (
        _at_the_top(setting, [*setting.program, "read", large]) as screen,
        _at_the_top(setting, [*setting.program, "read", "--no-journal", large]) as other,
    ):
        for key in ("j", "space"):
            presses = [b" " if key == "space" else b"j"] * max(40, 2 * setting.runs)
            measured = in_turn(presses, screen, other)
            what = f"{key}, 5 MB{name}"
            rows += [
                pairs(what, "ms", measured.ours, measured.theirs, "--no-journal", Target(1.05), p95=p95) for p95 in (False, True)
            ]
    return rows


def _visit(setting: Setting, command: list[str], word: str) -> None:
    """Open once, so that there is a catalog, a place and something read."""
    with setting.open(command, same_reader=True) as terminal:
        terminal.first(word.encode())
        terminal.rest()
        time.sleep(1.5)


def _at_the_top(setting: Setting, command: list[str]) -> Terminal:
    terminal = setting.open(command, same_reader=True)
    terminal.first(b" left")
    terminal.rest()
    terminal.press(b"g", quiet=0.5)
    return terminal


def fill(setting: Setting) -> None:
    """Put as much into the journal as somebody has read and written in many years."""
    folder = data_folder(setting.environment)
    assert folder is not None
    journal = Journal(folder, now=lambda: 1_700_000_000.0)
    identities = [
        Identity(f"made-up-{n}", True, f"/made-up/{n}.yaml", n.to_bytes(16, "big"), title=f"Made up {n}") for n in range(READ)
    ]
    journal.set_done([(identity, None) for identity in identities], True, "made up").result(120)
    kept = []
    for n in range(NOTES):
        anchor = Anchor("text", f"quote number {n}", "before ", " after", n, 14)
        key = journal.key_of(identities[n])
        kept.append(journal.add_note(Note(f"note-{n}", key, f"made-up-{n}", "", f"Made up {n}", "Text", anchor, f"Comment {n}")))
    kept[-1].result(120)
    journal.close(30)


def _compared(setting: Setting) -> Row:
    """Seconds to compare two versions of a briefing that is parsed already."""
    from tui.changes.compare import compare
    from tui.changes.document_edition import edition_of
    from tui.document.compose import compose
    from tui.store.read import read_text

    text = generate.prose(COMPARED)
    lines = text.split("\n")
    changed = "\n".join(line + " changed" if number % 50 == 40 and len(line) > 40 else line for number, line in enumerate(lines))
    before, after = (edition_of(compose(read_text(version, name="x.yaml", kind="yaml"))) for version in (text, changed))
    took = []
    for _ in range(5):
        started = time.perf_counter()
        found = compare(before, after)
        assert found.sections
        took.append(time.perf_counter() - started)
    return Row("comparing two versions of 1 MB", sorted(took)[2], "ms", target=Target(500, absolute=True))


def main() -> None:
    """Measure this alone."""
    import tempfile

    from tests.benchmarks.table import printed

    with tempfile.TemporaryDirectory(prefix="briefing-journal-", ignore_cleanup_errors=True) as folder:
        print(printed(measure(Setting(Path(folder), 20))))


if __name__ == "__main__":
    main()
