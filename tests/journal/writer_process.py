"""A process that writes to a journal until it is killed, and prints what was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.journal.things import PATIENCE, edition, identity, note, place, section
from tui.journal.journal import Journal


def main(folder: str, name: str, count: str) -> None:
    """Write notes, marks, readings and places; a line on stdout for each that is durable."""
    journal = Journal(Path(folder))
    print("open", flush=True)
    for turn in range(int(count)):
        briefing = identity(f"{name}-{turn % 7}")
        key = journal.key_of(briefing, make=True)
        if turn % 4 == 0:
            journal.add_note(note(f"{name}-n{turn}", key, text="x" * (turn % 50) * 40)).result(PATIENCE)
            print(f"note {name}-n{turn}", flush=True)
        elif turn % 4 == 1:
            one = section(f"s{turn}", "text " * turn)
            journal.read(briefing, edition(one), [one]).result(PATIENCE)
            print(f"read {key} s{turn}", flush=True)
        elif turn % 4 == 2:
            journal.set_done([(briefing, None)], True, "done").result(PATIENCE)
            print(f"done {key}", flush=True)
        else:
            journal.keep_place(briefing, place(offset=turn))
            journal.mark("abcdefg"[turn % 7], briefing, place(offset=turn)).result(PATIENCE)
            print(f"mark {'abcdefg'[turn % 7]} {turn}", flush=True)
    journal.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
