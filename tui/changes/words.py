"""Word differences between two texts, in bounded time: sentences first, then words; Chinese and Japanese by characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from tui.changes.align import matching
from tui.changes.results import BlockChange, FieldChange, Op, Segment

_CJK = "\u2e80-\u2fff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "[\ufe00-\ufe0f\u3099\u309a\U000e0100-\U000e01ef]*"
_BETWEEN = "\\s!-/:-@\\[-`{-~\u00a1\u00ab\u00b7\u00bb\u00bf\u2010-\u205e\u3000-\u3004\u3008-\u3040\u30fb\uff00-\uff0f\uff1a-\uff20"
_RUN = f"[^{_BETWEEN}{_CJK}]+"
_TOKEN = re.compile(rf"[{_CJK}]{_MARKS}|{_RUN}(?:['\u2019]{_RUN}|(?<=\d)[.,](?=\d){_RUN})*|\S")
_HAS_CJK = re.compile(f"[{_CJK}]")
_LIKE = re.compile(rf"(?=([{_CJK}]{{2}}))|{_RUN}")
_ASCII_LIKE = re.compile(r"[A-Za-z0-9]+")

_SENTENCE = re.compile("[.!?\u2026]+[\"'\u2019\u201d)\\]]*\\s+|[\u3002\uff01\uff1f]+[\u300d\u300f\uff09]*\\s*|\n|\t")
LONG_SENTENCE = 600
"""Characters after which a text without full stops is cut at words that its own words choose, so that both texts are cut alike."""
WHOLE = 1_500
"""Characters up to which texts are compared by words at once, without sentences in between."""

_WORD_GAP = re.compile(r"\s+\S+")


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """What was deleted and inserted between two texts.

    The equal and the deleted pieces joined are the old text, the equal and the inserted ones the new one; no
    piece is empty, and no two neighbours are of one kind. Of a change the deleted piece stands first.
    """
    if before == after:
        return (Segment("equal", after, 0),) if after else ()
    writer = _Writer()
    start, tail = _ends(before, after)
    writer.add("equal", after[:start])
    _compare(before[start : len(before) - tail], after[start : len(after) - tail], writer)
    writer.add("equal", after[len(after) - tail :])
    return writer.finish()


def segments_of(change: BlockChange | FieldChange) -> tuple[Segment, ...]:
    """What was inserted and deleted in a change, word by word."""
    return segments(change.before, change.after) if change.known else (Segment("equal", change.after, 0),)


def _ends(before: str, after: str) -> tuple[int, int]:
    """How many characters are equal at both ends, cut back to where words begin and end."""
    start = _common(before, after)
    while start and not (after[start - 1].isspace() and _on_edge(before, start) and _on_edge(after, start)):
        start -= 1
    rest = min(len(before), len(after)) - start
    tail = min(_common(before[::-1], after[::-1]), rest)
    while tail and not after[len(after) - tail].isspace():
        tail -= 1
    return start, tail


def _on_edge(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isspace()


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike; compares slices, since a loop is slow on a megabyte."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


class _Writer:
    """Segments in the making."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, str, str]] = []
        """Equal text, then what was deleted and what was inserted behind it."""
        self._equal: list[str] = []
        self._deleted: list[str] = []
        self._inserted: list[str] = []

    def add(self, op: Op, text: str) -> None:
        if not text:
            return
        if op == "equal":
            if self._deleted or self._inserted:
                self._close()
            self._equal.append(text)
        else:
            (self._deleted if op == "deleted" else self._inserted).append(text)

    def _close(self) -> None:
        self._runs.append(("".join(self._equal), "".join(self._deleted), "".join(self._inserted)))
        self._equal, self._deleted, self._inserted = [], [], []

    def finish(self) -> tuple[Segment, ...]:
        self._close()
        made: list[Segment] = []
        at = 0
        for equal, deleted, inserted in _readable(self._runs):
            if equal:
                made.append(Segment("equal", equal, at))
                at += len(equal)
            if deleted:
                made.append(Segment("deleted", deleted, at))
            if inserted:
                made.append(Segment("inserted", inserted, at))
                at += len(inserted)
        return tuple(made)


def _readable(runs: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Join changes that only a blank, a sign or a little word keeps apart."""
    waiting = runs[0]
    for equal, deleted, inserted in runs[1:]:
        before = len(waiting[1]) + len(waiting[2])
        behind = len(deleted) + len(inserted)
        if (waiting[1] or waiting[2]) and (deleted or inserted) and _is_scrap(equal, min(before, behind)):
            waiting = (waiting[0], waiting[1] + equal + deleted, waiting[2] + equal + inserted)
        else:
            yield waiting
            waiting = (equal, deleted, inserted)
    yield waiting


def _is_scrap(equal: str, around: int) -> bool:
    """Whether an equal piece says too little between two changes of `around` characters or more."""
    word = equal.strip()
    if not word:
        return around > 0
    return len(word) <= 3 and len(word) * 3 <= around and "\n" not in equal


def _compare(before: str, after: str, writer: _Writer) -> None:
    if not before or not after:
        writer.add("deleted", before)
        writer.add("inserted", after)
    elif len(before) + len(after) <= WHOLE:
        _by_words(before, after, writer)
    else:
        _by_sentences(before, after, writer)


def _by_sentences(before: str, after: str, writer: _Writer) -> None:
    old, new = _sentences(before), _sentences(after)
    here = there = 0
    for i, j in [*matching(old, new), (len(old), len(new))]:
        if i > here or j > there:
            _by_words("".join(old[here:i]), "".join(new[there:j]), writer)
        if i < len(old):
            writer.add("equal", old[i])
        here, there = i + 1, j + 1


def _sentences(text: str) -> list[str]:
    """A text cut behind its sentences; long ones behind words of their own choosing."""
    made: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(text):
        made += _short(text[start : match.end()])
        start = match.end()
    return made + _short(text[start:])


def _short(sentence: str) -> list[str]:
    if len(sentence) <= LONG_SENTENCE:
        return [sentence] if sentence else []
    if sentence.count(" ") * 40 < len(sentence):
        cuts = [
            n + 1
            for n, char in enumerate(sentence)
            if char in "\u3001\uff0c,; " or crc32(char.encode("utf-8", "replace")) % 64 == 0
        ]
    else:
        cuts = [m.end() for m in _WORD_GAP.finditer(sentence) if crc32(m.group().strip().encode("utf-8", "replace")) % 16 == 0]
    edges = [0, *cuts, len(sentence)]
    return [sentence[low:high] for low, high in pairwise(edges) if low < high]


def _by_words(before: str, after: str, writer: _Writer) -> None:
    """Compare by words; the blanks between go with the words that they stand between."""
    old, new = [*_TOKEN.finditer(before)], [*_TOKEN.finditer(after)]
    pairs = matching([match.group() for match in old], [match.group() for match in new])
    here = there = 0
    for i, j in pairs:
        _gap(before[here : old[i].start()], after[there : new[j].start()], writer)
        writer.add("equal", new[j].group())
        here, there = old[i].end(), new[j].end()
    _gap(before[here:], after[there:], writer)


def _gap(before: str, after: str, writer: _Writer) -> None:
    """What stands between two matches; blanks at its ends are no change."""
    if before == after:
        writer.add("equal", after)
        return
    lead = 0
    while lead < min(len(before), len(after)) and before[lead] == after[lead] and after[lead].isspace():
        lead += 1
    trail = 0
    while trail < min(len(before), len(after)) - lead and before[-1 - trail] == after[-1 - trail] and after[-1 - trail].isspace():
        trail += 1
    writer.add("equal", after[:lead])
    writer.add("deleted", before[lead : len(before) - trail])
    writer.add("inserted", after[lead : len(after) - trail])
    writer.add("equal", after[len(after) - trail :])


def profile(text: str) -> Counter[str]:
    """How often each word stands in a text, for `likeness`; of Chinese and Japanese, each pair of characters."""
    if text.isascii():
        return Counter(_ASCII_LIKE.findall(text.lower()))
    text = text.casefold()
    if _HAS_CJK.search(text):
        return Counter(match.group(1) or match.group() for match in _LIKE.finditer(text) if match.group(1) or match.group())
    return Counter(re.findall(_RUN, text))


def pairs_profile(texts: Iterable[str]) -> Counter[str]:
    """How often each two neighbouring words stand in several texts: what two long texts on one subject do not share."""
    made: Counter[str] = Counter()
    for text in texts:
        words = [match.group() for match in _TOKEN.finditer(text.casefold())]
        made.update(f"{one} {other}" for one, other in pairwise(words))
    return made


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much two texts have in common, from 0 to 1: twice the common words, of all words (Dice)."""
    total = one.total() + other.total()
    if not total:
        return 0.0
    if len(one) > len(other):
        one, other = other, one
    return 2 * sum(min(count, other[word]) for word, count in one.items() if word in other) / total


class Profiles:
    """Profiles of texts, each made once."""

    def __init__(self) -> None:
        self._made: dict[str, Counter[str]] = {}

    def of(self, text: str) -> Counter[str]:
        """The profile of a text."""
        made = self._made.get(text)
        if made is None:
            made = self._made[text] = profile(text)
        return made

    def of_all(self, texts: Iterable[str]) -> Counter[str]:
        """The profile of several texts together."""
        whole: Counter[str] = Counter()
        for text in texts:
            whole.update(self.of(text))
        return whole

    def likeness(self, one: str, other: str) -> float:
        """As `words.likeness`, of texts."""
        return likeness(self.of(one), self.of(other))
