"""Text as it enters and leaves the program: cleaning, folding for matching, slugs.

Cleaning replaces one character by one character, so that offsets never move. It is done once on load,
and again at every way out, since text is also made after loading: references and escapes are decoded,
and a journal or a catalog may hold anything. Folding is for comparison only: nothing folded is ever shown.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from tui.model.late_pattern import late_pattern

_DIRTY = late_pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_CONTROL = "control character"
_C1 = "C1 control character"
_OVERRIDE = "text direction override"
_DIRECTION = "text direction mark"
_SEPARATOR = "line separator"
_SURROGATE = "half of a surrogate pair"
_NONCHARACTER = "noncharacter"


class Cleaned(NamedTuple):
    """One character that cleaning made visible or harmless."""

    offset: int
    """Code points from the start of the text; the same before and after cleaning."""
    code_point: int
    kind: str
    """What it was, in words: "control character", "text direction override", ..."""


def _replacement(char: str) -> tuple[str, str]:
    point = ord(char)
    if point < 0x20:
        return chr(0x2400 + point), _CONTROL
    if point == 0x7F:
        return "\u2421", _CONTROL
    if point <= 0x9F:
        return "\ufffd", _C1
    if point in (0x2028, 0x2029):
        return "\u2424", _SEPARATOR
    if point in (0x202D, 0x202E):
        return "\ufffd", _OVERRIDE
    if 0xD800 <= point <= 0xDFFF:
        return "\ufffd", _SURROGATE
    if point >= 0xFFFE:
        return "\ufffd", _NONCHARACTER
    return "\u2060", _DIRECTION


def clean(text: str) -> tuple[str, list[Cleaned]]:
    """Make every character harmless to a terminal, one for one.

    C0 controls (but newline and tab) and DEL become their Control Picture, C1 controls, lone
    surrogates, U+FFFE, U+FFFF and the bidi overrides U+FFFD, line and paragraph separators U+2424, the
    other bidi embeddings and isolates U+2060. U+200E and U+200F stay.

    Returns:
        The cleaned text, of the same length, and what was replaced, in order.
    """
    # Nothing of it is printable.
    if text.isprintable():
        return text, []
    if _DIRTY.search(text) is None:
        return text, []
    found: list[Cleaned] = []

    def replace(match: re.Match[str]) -> str:
        shown, kind = _replacement(match.group())
        found.append(Cleaned(match.start(), ord(match.group()), kind))
        return shown

    return _DIRTY.sub(replace, text), found


def cleaned(text: str) -> str:
    """The text of `clean`, for callers that do not report what was replaced."""
    return clean(text)[0]


_BREAKS = str.maketrans("\n\t", "\u240a ")


def cleaned_line(text: str) -> str:
    """The text of `clean` on one line, one character for one: a newline is shown as U+240A, a tab is a space."""
    if text.isprintable():
        return text
    return cleaned(text).translate(_BREAKS)


def one_line(text: str) -> str:
    """A text on one line, with single spaces for all its white space and nothing in it that a terminal obeys."""
    return " ".join(cleaned(text).split())


def collapsed(text: str) -> str:
    """A text with single spaces for all its white space."""
    return " ".join(text.split())


def clipped(text: str, length: int) -> str:
    """The beginning of a text on one line, at most `length` characters, cut between words where it is longer."""
    text = collapsed(text)
    if len(text) <= length:
        return text
    head, space, _ = text[:length].rpartition(" ")
    return (head if space and len(head) > length // 2 else text[: length - 1]) + "…"


def shown_path(path: str) -> str:
    """The name of a file as it is shown: on one line, and without anything that a terminal obeys."""
    return cleaned(path.replace("\n", "\u240a"))


def hidden_name(path: str, shown: str) -> bytes:
    """The name of a file in bytes, where it cannot be opened by its name as shown; else b""."""
    import os

    return b"" if path == shown else os.fsencode(path)


def real_path(shown: str, hidden: bytes) -> str:
    """The name by which a file can be opened; what is not UTF-8 in it is as `os.fsdecode` has it."""
    import os

    return os.fsdecode(hidden) if hidden else shown


def json_harmless(text: str) -> str:
    """JSON with every character that `clean` would replace written as an escape, so that it is harmless and loses nothing."""
    return text if _DIRTY.search(text) is None else _DIRTY.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def json_harmless_bytes(data: bytes) -> bytes:
    """The same for JSON in UTF-8."""
    if data.isascii() and b"\x7f" not in data:
        return data
    return json_harmless(data.decode("utf-8")).encode("utf-8")


_SPACE = late_pattern(r"\s+")
_MARKS = late_pattern("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WITHOUT_MARKS = (
    *(0x41, 0x5B, 0x61, 0x7B, 0xC0, 0x2B0, 0x370, 0x400, 0x400, 0x530, 0x1D00, 0x1DC0, 0x1E00, 0x2000, 0x2C60, 0x2C80),
    *(0xA720, 0xA800),
)
"""Where Latin, Greek and Cyrillic letters begin, and where what is behind them does, in turn: with marks they are as without."""
_POINTS = late_pattern(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_BREVE = "\u0306"
_TABLE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bb\u02bc\u02be\u02bf\u05f3\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u05f4\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        "\u00f8": "o",
        "\u00d8": "O",
        "\u0142": "l",
        "\u0141": "L",
        "\u0111": "d",
        "\u0110": "D",
        "\u00e6": "ae",
        "\u00c6": "AE",
        "\u0153": "oe",
        "\u0152": "OE",
        "\u00fe": "th",
        "\u00de": "TH",
        "\u00f0": "d",
        "\u00d0": "D",
        "\u0127": "h",
        "\u0126": "H",
        "\u0167": "t",
        "\u0166": "T",
        "\u0131": "i",
        "\u00df": "ss",
        "\u1e9e": "SS",
        "\u00ad": None,
        "\u200b": None,
    }
)


_TYPOGRAPHIC = (
    *(("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2013", "-"), ("\u2014", "-")),
    ("\u2026", "..."),
)


def with_plain_signs(text: str) -> str:
    """A text with the commonest typographic signs as folding has them: most texts are then ASCII, and the rest goes fast."""
    if not text.isascii():
        for sign, plain in _TYPOGRAPHIC:
            if sign in text:
                text = text.replace(sign, plain)
    return text


def _without_marks(run: re.Match[str]) -> str:
    marks, before = run[0], run.string[max(0, run.start() - 1) : run.start()]
    if before and bisect_right(_WITHOUT_MARKS, ord(before)) % 2:
        return _BREVE if before in "иИ" and _BREVE in marks else ""
    # Signs of Cyrillic numbers are among its letters.
    kept = next((place for place, mark in enumerate(marks, 1) if bisect_right(_WITHOUT_MARKS, ord(mark)) % 2), len(marks))
    return marks[:kept]


def _fold_runs(text: str, case: bool) -> str:
    text = unicodedata.normalize("NFKC", text.replace("\u00b4", "'"))
    if not case:
        text = text.casefold()
    text = unicodedata.normalize("NFD", text)
    text = _POINTS.sub("", _MARKS.sub(_without_marks, text))
    return unicodedata.normalize("NFC", text).translate(_TABLE)


def fold(text: str, *, case: bool = False) -> str:
    """The form of a text that find and the index compare.

    NFKC, casefold, marks dropped on Latin, Greek, Cyrillic (but not the breve of й), Hebrew and
    Arabic, recomposed; typographic quotes and dashes as their ASCII forms; soft hyphens and
    zero-width spaces gone; every run of white space one space.

    Args:
        text: cleaned text.
        case: keep the difference between capitals and small letters.
    """
    text = with_plain_signs(text)
    if text.isascii():
        folded = text if case else text.lower()
        folded = folded.replace("`", "'")
        if folded.isprintable() and "  " not in folded:
            return folded
        return _SPACE.sub(" ", folded)
    return _SPACE.sub(" ", _fold_runs(text, case))


@lru_cache(maxsize=8192)
def _is_mark(char: str) -> bool:
    # A mark may be newer than the interpreter's Unicode, which then gives it no category.
    category = unicodedata.category(char)
    return category[0] == "M" or (category == "Cn" and _MARKS.match(char) is not None)


def _segment_end(text: str, start: int) -> int:
    """The end of the run at `start` that must be folded together: white space, conjoining jamo, or a base with its marks."""
    length = len(text)
    end = start + 1
    char = text[start]
    if char.isspace():
        while end < length and text[end].isspace():
            end += 1
        return end
    while end < length:
        following = text[end]
        point = ord(following)
        if point < 0x300:
            break
        jamo = 0x1100 <= point <= 0x11FF or 0xA960 <= point <= 0xA97C or 0xD7B0 <= point <= 0xD7FB
        half_width = point in (0xFF9E, 0xFF9F) or 0xFFA0 <= point <= 0xFFDC
        if not (jamo or half_width or _is_mark(following)):
            break
        end += 1
    return end


class FoldMap(NamedTuple):
    """A folded text that knows where each of its characters came from."""

    folded: str
    starts: array[int]
    """For every folded character, the offset in the source where its segment starts."""
    ends: array[int]
    """For every folded character, the offset in the source just after its segment."""

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that folded to `[start, end)`, `start < end`."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _folded_alone(char: str, case: bool) -> str:
    return fold(char, case=case)


@lru_cache(maxsize=8192)
def _is_one_for_one(char: str, case: bool) -> bool:
    """Whether a character folds to one, whatever stands before it."""
    return len(_folded_alone(char, case)) == 1 and _segment_end(f"x{char}", 0) == 1


def folds_in_place(text: str, folded: str, *, case: bool = False) -> bool:
    """Whether it is certain that each character of a text stands where it stood, once it is folded; then no map is needed."""
    if len(folded) != len(text):
        return False
    return text.isascii() or all(char < "\x80" or _is_one_for_one(char, case) for char in set(text))


def fold_with_map(text: str, *, case: bool = False) -> FoldMap:
    """Fold like `fold` and keep, for every folded character, the span it came from.

    Some four million characters a second: for matched blocks, not for whole libraries.
    """
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    position, after_space = 0, False
    while position < len(text):
        end = _segment_end(text, position)
        piece = _folded_alone(text[position], case) if end - position == 1 else fold(text[position:end], case=case)
        if after_space and piece.startswith(" "):
            piece = piece[1:]
        for _ in piece:
            starts.append(position)
            ends.append(end)
        if piece:
            pieces.append(piece)
            after_space = piece.endswith(" ")
        position = end
    return FoldMap("".join(pieces), starts, ends)


_NOT_WORD = late_pattern(r"[^\w]+|_+")


def nfc_name(name: str) -> str:
    """A name as most systems write it, accents and letters in one (NFC): a Mac's files have them apart."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", name)


def slug(text: str) -> str:
    """A casefolded Unicode slug: words joined by single hyphens, never empty ("section" if nothing is left)."""
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    joined = _NOT_WORD.sub("-", folded).strip("-")
    return joined[:80].rstrip("-") or "section"


def unique(wanted: str, taken: dict[str, int]) -> str:
    """`wanted`, or with `-2`, `-3`, ... where it is taken; the result is added to `taken`.

    Args:
        wanted: the name.
        taken: the names given so far, each with the number up to which names made from it are taken;
            so any number of equal names takes time in proportion.
    """
    name, count = wanted, taken.get(wanted, 0)
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    if count > 1:
        taken[wanted] = count
    taken[name] = 1
    return name


_BACKTICKS = late_pattern("`+")


def _longer_than_in(text: str, least: int) -> str:
    """Backticks, more than any run of them in a text."""
    return "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1 if "`" * least in text else least)


def fenced(text: str, language: str = "") -> str:
    """A text as a block of code in Markdown, which keeps its lines and spaces whatever it holds."""
    fence = _longer_than_in(text, 3)
    return f"{fence}{language}\n{text}\n{fence}"


def code_span(text: str) -> str:
    """A text as code within a paragraph of Markdown, whatever it holds."""
    fence = _longer_than_in(text, 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Letters of scripts that part no words by spaces, as a class of characters."""
_UNSPACED = late_pattern(f"[{UNSPACED}]")


def blanks_in(text: str) -> int:
    """How many blanks part the words of a text, or would where its script had any: two letters of such a script make a word."""
    return text.count(" ") + (0 if text.isascii() else len(_UNSPACED.findall(text)) // 2)
