"""Where lines may break: grapheme clusters, cell widths, and the rules for spaces, hyphens and CJK text.

Lines break at spaces, after a hyphen, slash or em dash between letters, and between CJK characters,
but never before closing punctuation or small kana and never after an opening bracket (the common
core of JIS X 4051 and of the Unicode line breaking algorithm, UAX 14). A word wider than the line is
folded between grapheme clusters (UAX 29), which are never split.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len

from tui.model.late_pattern import late_pattern

if TYPE_CHECKING:
    from regex import Pattern

Range: TypeAlias = tuple[int, int]
"""Offsets `(start, end)` in a text."""

_NOT_PLAIN = late_pattern(
    "[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2189\u2190-\u21ff\u2400-\u2426\u2500-\u25fc]"
)
"""Finds anything but characters of scripts with spaces that are one cell and one cluster, whatever stands beside them."""


def is_single_width(text: str) -> bool:
    """Whether every character is one cell and one grapheme cluster of its own, so that lengths are widths.

    Newlines and tabs are not.
    """
    return (text.isascii() and text.isprintable()) or _NOT_PLAIN.search(text) is None


@lru_cache(maxsize=1)
def _clusters() -> Pattern[str]:
    import regex

    return regex.compile(r"\X")


_FLAGS = late_pattern("[\U0001f1e6-\U0001f1ff]{32,}")
"""A long run of the halves of flags: which two belong together is asked by counting back to where it starts."""


def graphemes(text: str) -> list[str]:
    """The extended grapheme clusters of a text (UAX 29), in order."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    position = 0
    for run in _FLAGS.finditer(text):
        found += _clusters().findall(text, position, run.start())
        # The last half may have something after it that belongs to it.
        position = run.start() + (len(run.group()) - 1) // 2 * 2
        found += [text[at : at + 2] for at in range(run.start(), position, 2)]
    return found + _clusters().findall(text, position)


@lru_cache(maxsize=8192)
def _measure(cluster: str) -> int:
    cells = cell_len(cluster)
    return 1 if cells == 0 and "\ufe0f" in cluster else cells


def _units(text: str, room: int) -> Iterator[str]:
    """The clusters of a text; one wider than two cells and than `room` comes apart, since no terminal draws it as one."""
    most = max(2, room)
    for cluster in graphemes(text):
        if len(cluster) > 1 and _measure(cluster) > most:
            yield from cluster
        else:
            yield cluster


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script written without spaces between words in Chinese or Japanese; Hangul does not."""
    point = ord(char)
    if point < 0x2E80:
        return False
    return (
        point <= 0x312F
        or 0x3190 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0xFE30 <= point <= 0xFE4F
        or 0xFF01 <= point <= 0xFF9F
        or 0x20000 <= point <= 0x3FFFF
    )


_NOT_BEFORE = frozenset(
    "!%),.:;?]}'\"\u2019\u201d\u2026\u2030\u2103\u00bb\u203a\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\uff05"
    "\uff09\uff3d\uff5d\uff60\uff61\uff63\uff64\uff65\u3015\u3009\u300b\u300d\u300f\u3011\u3017\u3019\u301f\u301e\u2025"
    "\u30fc\uff70\u3005\u303b\u309d\u309e\u30fd\u30fe\u309b\u309c\uff9e\uff9f\u301c\uff5e\u30a0\u2010\u2013"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NOT_AFTER = frozenset(
    "([{\u2018\u201c\u00ab\u2039\uff08\u3014\uff3b\uff5b\u3008\u300a\u300c\u300e\u3010\u3016\u3018\u301d\uff5f\uff62"
    "\uffe5\uff04\u00a5$#@"
)
_SPACE, _CJK, _HEAD, _TAIL, _OPENS = 1, 2, 4, 8, 16


@lru_cache(maxsize=8192)
def _kind(char: str) -> int:
    """Flags of a cluster's first character: white space to break at, CJK, not before, not after, break allowed behind."""
    if char.isspace() and char not in "\u00a0\u202f\u2007":
        return _SPACE
    kind = _CJK if is_cjk(char) else 0
    if char in _NOT_BEFORE:
        kind |= _HEAD
    if char in _NOT_AFTER:
        kind |= _TAIL
    if char == "\u200b":
        kind |= _OPENS
    return kind


def _may_part(text: str, position: int) -> bool:
    """Whether a word may part at `position`, just after a hyphen, slash or em dash."""
    if text[position - 1] == "—":
        return text[position].isalnum()
    return position >= 2 and text[position].isalpha() and text[position - 2].isalpha()


def _break_plain(text: str, start: int, end: int, room: int, rest: int) -> list[Range]:
    lines: list[Range] = []
    rfind = text.rfind
    ascii_only = text.isascii()
    while end - start > room:
        limit = start + room
        if text[limit] == " ":
            cut = stop = limit
        else:
            stop = cut = rfind(" ", start, limit)
            inner = max(rfind("-", cut + 1, limit), rfind("/", cut + 1, limit))
            if not ascii_only:
                inner = max(inner, rfind("—", cut + 1, limit))
            if inner > start and _may_part(text, inner + 1):
                stop = cut = inner + 1
            elif cut < start:
                stop = cut = limit
        while text[stop - 1] == " " and stop > start:
            stop -= 1
        if stop > start:
            lines.append((start, stop))
            room = rest
        start = cut
        while start < end and text[start] == " ":
            start += 1
    if start < end:
        lines.append((start, end))
    return lines


def _break_mixed(text: str, start: int, end: int, room: int, rest: int) -> list[Range]:
    lines: list[Range] = []
    used = 0
    begin = offset = start
    next_start, stop, used_there = -1, -1, 0
    before = _SPACE
    for cluster in _units(text[start:end], min(room, rest)):
        kind = _kind(cluster[0])
        if kind & _SPACE and not cluster.isspace():
            kind = 0
        if kind & _SPACE:
            if offset == begin:
                begin += len(cluster)
            else:
                if not before & _SPACE:
                    stop = offset
                used += _measure(cluster)
                next_start, used_there = offset + len(cluster), used
            offset += len(cluster)
            before = kind
            continue
        cells = _measure(cluster)
        if (
            offset > begin
            and not before & (_SPACE | _TAIL)
            and not kind & _HEAD
            and ((before | kind) & _CJK or before & _OPENS or (text[offset - 1] in "-/—" and _may_part(text, offset)))
        ):
            next_start, stop, used_there = offset, offset, used
        while used + cells > room and offset > begin:
            if next_start > begin:
                lines.append((begin, stop))
                begin, used = next_start, used - used_there
                if used > rest:
                    # What fitted behind a break of the first line is too long for a narrower one.
                    return lines + _break_mixed(text, begin, end, rest, rest)
            else:
                lines.append((begin, offset))
                begin, used = offset, 0
            next_start, room = -1, rest
        used += cells
        offset += len(cluster)
        before = kind
    if next_start == end and stop > begin:
        offset = stop
    if offset > begin:
        lines.append((begin, offset))
    return lines


def break_lines(text: str, start: int, end: int, room: int, rest: int | None = None, *, plain: bool | None = None) -> list[Range]:
    """Break `text[start:end]` into lines; white space at their ends belongs to none of them.

    Args:
        text: without newlines between `start` and `end`.
        start: where to start.
        end: where to end.
        room: cells of the first line.
        rest: cells of every further line; `room` when left out.
        plain: whether `is_single_width(text)`, where the caller knows it already.

    Returns:
        At least one range; a single empty one where there is nothing but white space. No line is wider than
        its room, but for a cluster that alone is wider.
    """
    room = max(1, room)
    rest = room if rest is None else max(1, rest)
    if plain is None:
        plain = is_single_width(text[start:end])
    if plain:
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        return _break_plain(text, start, end, room, rest) or [(start, start)]
    return _break_mixed(text, start, end, room, rest) or [(start, start)]


def full_lines(text: str, start: int, end: int, room: int, rest: int | None = None) -> Iterator[Range]:
    """Cut `text[start:end]` into lines of at most `room` cells, wherever they are full, as code needs it.

    Yields at least one range; white space is kept. Arguments are those of `break_lines`.
    """
    room = max(1, room)
    rest = room if rest is None else max(1, rest)
    if is_single_width(text[start:end]):
        while end - start > room:
            yield start, start + room
            start, room = start + room, rest
        yield start, end
        return
    used, begin, offset = 0, start, start
    for cluster in _units(text[start:end], min(room, rest)):
        cells = _measure(cluster)
        if used + cells > room and offset > begin:
            yield begin, offset
            begin, used, room = offset, 0, rest
        used += cells
        offset += len(cluster)
    yield begin, offset


def clip_left(text: str, room: int) -> str:
    """The end of a text that fits in `room` cells."""
    if cell_len(text) <= room:
        return text
    kept: list[str] = []
    for cluster in reversed(graphemes(text)):
        room -= cell_len(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(reversed(kept))
