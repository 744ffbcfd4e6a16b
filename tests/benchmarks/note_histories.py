"""Replay the history of a text file in any git repository: what becomes of notes on its older versions in newer ones.

`python -m tests.benchmarks.note_histories REPOSITORY FILE [PAIRS]` puts notes on random passages of random versions and looks for
them some versions later. It counts those in place, moved and orphaned, and prints every note that was put where a difference
of the two texts (`difflib`, by lines and words) has kept nothing of the passage, unless its words stand nowhere else in
either: to be judged by reading, since such a difference follows no passage that was moved.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from difflib import SequenceMatcher

from tui.document.compose import compose
from tui.reading.notes.anchors import InPlace, Orphan, make_anchor, resolve
from tui.reading.notes.texts import Texts
from tui.store.read import read_text

NOTES = 40
_WORD = re.compile(r"\w+|[^\w\s]")


def git(repository: str, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8", "replace")


def versions(repository: str, path: str) -> list[str]:
    """Every text that the file has had, oldest first."""
    texts: list[str] = []
    for revision in reversed(git(repository, "log", "--format=%H", "--diff-filter=AM", "--", path).split()):
        text = git(repository, "show", f"{revision}:{path}")
        if text.strip() and text not in texts[-1:]:
            texts.append(text)
    return texts


def texts_of(text: str) -> Texts:
    """A version as a briefing."""
    whole = text if text.startswith("---") else f"---\ntitle: History\n---\n{text}"
    return Texts(compose(read_text(whole, name="history.md", kind="md")))


def kept_words(before: str, after: str) -> dict[int, int]:
    """Where a difference keeps words: offset in the older text -> offset in the newer one."""
    lines = [[(m.group(), m.start() + at) for m in _WORD.finditer(line)] for line, at in _lines(before)]
    others = [[(m.group(), m.start() + at) for m in _WORD.finditer(line)] for line, at in _lines(after)]
    kept: dict[int, int] = {}
    words = [tuple(word for word, _ in line) for line in lines], [tuple(word for word, _ in line) for line in others]
    for tag, a, b, c, d in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        old, new = [w for line in lines[a:b] for w in line], [w for line in others[c:d] for w in line]
        if tag == "equal":
            kept.update((one[1], other[1]) for one, other in zip(old, new, strict=True))
        elif tag == "replace" and len(old) * len(new) <= 4_000_000:
            matcher = SequenceMatcher(None, [w for w, _ in old], [w for w, _ in new], autojunk=False)
            for i, j, size in matcher.get_matching_blocks():
                kept.update((old[i + n][1], new[j + n][1]) for n in range(size))
    return kept


def _lines(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for line in re.split("[\n\x00]", text):
        found.append((line, at))
        at += len(line) + 1
    return found


def replay(older: Texts, newer: Texts, rng: random.Random, counts: Counter[str]) -> None:
    """Put notes on one version, and look for them in another."""
    before, after = older.whole, newer.whole
    kept = kept_words(before, after)
    words = list(_WORD.finditer(before))
    for _ in range(NOTES if words else 0):
        first = rng.randrange(len(words))
        low, high = words[first].start(), words[min(len(words), first + rng.choice((1, 2, 4, 8, 15, 30))) - 1].end()
        if "\x00" in before[low:high]:
            continue
        section, start = older.found(low)
        held = older.of(section)
        points = held.point(held.to_text(start)), held.end_point(held.to_text(start + high - low - 1) + 1)
        anchor = make_anchor(older.document, *points, older)
        found = resolve(newer.document, anchor, newer)
        if isinstance(found, Orphan):
            counts["orphan"] += 1
            continue
        counts["in place" if isinstance(found, InPlace) else "moved"] += 1
        there = newer.of(found.section)
        at = newer.in_whole(found.section, there.to_flat(there.offset(found.start)))
        end = newer.in_whole(found.section, there.to_flat(max(0, there.offset(found.end) - 1))) + 1
        unique = before.count(before[low:high]) == 1 == after.count(before[low:high]) and after[at:end] == before[low:high]
        if not unique and not any(at <= to < end for offset, to in kept.items() if low <= offset < high):
            counts["to be judged"] += 1
            print(f"- {before[max(0, low - 60) : low]!r} [{before[low:high]}] {before[high : high + 60]!r}")
            print(f"  {after[max(0, at - 60) : at]!r} [{after[at:end]}] {after[end : end + 60]!r}")


def main(repository: str, path: str, pairs: int = 30) -> None:
    """Replay and print the counts."""
    texts, rng, counts = versions(repository, path), random.Random(1), Counter[str]()
    for _ in range(pairs if len(texts) > 1 else 0):
        older = rng.randrange(len(texts) - 1)
        newer = min(len(texts) - 1, older + rng.choice((1, 2, 5, 20, 100)))
        replay(texts_of(texts[older]), texts_of(texts[newer]), rng, counts)
    print(f"{path}: {len(texts)} versions; {dict(counts)}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
