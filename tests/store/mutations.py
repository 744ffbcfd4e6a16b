"""Files that somebody is still typing, or that arrive in pieces: cut, doubled, shuffled, with signs put in."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tui.store.lint import check
from tui.store.read import Kind, read_text

SIGNS = (
    *"[]{}&*?|>'\":,-#!%@`\\\t\n =~",
    "\n  ",
    "\n- ",
    ": ",
    " #",
    "...\n",
    "---\n",
    "<<: *a",
    "\u00a0",
    "\uff1a",
    "\\ud83d",
    "\\u00e9",
    "&a ",
    "*a",
    '"',
    "tlp: ",
    "title: ",
    "\n\t",
)

HALF_TYPED = (
    "affected:\n- versions:\n  - 1\n  - 2\nreferences:\n- type: WEB\nali",
    "title: T\njudgments:\n- was:\n    likelihood: likely\n  indicators:\n  - One\n  - Two\nsources:\n- title: S\nta\n",
    "- e: g\n   a: b\ne: c\nx",
    "a: b: c\nd: 'e\nf: \"g\nh\n",
    "title: T\nbody: |\n  a\n b: c\n- d\ne",
    "{a: [b, {c: d}, 'e', \"f\"], g: h}\ni",
    'title: "T"\nactors: {a: {name: A, B}, b: [c, d]}\nevents:\n- date: 2024-01\n  title: E: F\n',
    '{"title": "T", "body": "a\\nb", "sections": [{"title": "S", "body": "\\ud83d\\ude00"}], "x": [1, null, {"y": []}]}',
)


class Cost(NamedTuple):
    """What one text took."""

    seconds: float
    text: str
    kind: Kind


def mutated(seeds: Iterable[str], count: int, seed: int) -> Iterator[str]:
    """Texts made of others by a few changes, the same ones for the same arguments."""
    chance = random.Random(seed)
    texts = list(seeds)
    for _ in range(count):
        text = chance.choice(texts)
        if len(text) > 3_000:
            start = chance.randrange(len(text) - 1_000)
            text = text[text.rfind("\n", 0, start) + 1 :][: chance.randrange(100, 3_000)]
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(text) + 1)
            match chance.randrange(6):
                case 0:
                    text = text[:at]
                case 1:
                    text = text[:at] + text[at + chance.randrange(1, 10) :]
                case 2:
                    lines = text.split("\n")
                    line = chance.randrange(len(lines))
                    lines[line] = " " * chance.randrange(5) + lines[line].lstrip()
                    text = "\n".join(lines)
                case 3:
                    text = text[:at] + text[max(0, at - chance.randrange(1, 60)) :]
                case _:
                    text = text[:at] + chance.choice(SIGNS) + text[at:]
        yield text


def dearest(texts: Iterable[str], kind: Kind) -> Cost:
    """The text that takes longest to read and check, in seconds of the processor."""
    worst = Cost(0.0, "", kind)
    for text in texts:
        started = time.process_time()
        check(read_text(text, name="x", kind=kind))
        seconds = time.process_time() - started
        if seconds > worst.seconds:
            worst = Cost(seconds, text, kind)
    return worst


def most_memory() -> int:
    """Bytes of memory that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def seeds_in(folders: Iterable[Path], endings: tuple[str, ...]) -> list[str]:
    """The texts of the files of some folders, in order of name, up to 100 KB each."""
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in endings and file.is_file())
    return [file.read_bytes()[:100_000].decode("utf-8", "replace") for file in files]
