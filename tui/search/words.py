"""Words and tokens: what the index holds and what a query looks for.

A word is a run of letters or a run of digits, with the marks that belong to them; where one goes over into the other, it
is two (`F35` and `F-35` are `f`, `35`). Letters that follow digits without a space or a sign keep a mark of that (`35A` is
`35`, `_a`), so that `F-35A` is not found where `F-35 a` stands.

Signs inside words go: `U.S.` is `us`, `Ph.D.` is `phd`, `O'Brien` is `obrien`, `1,234` is `1234`, צה"ל is צהל; an English
possessive goes whole (`Japan's` is `japan`). What stands between such signs is found as well (`brien`, `234`), but not single
letters between dots: a text that has any is indexed a second time with them apart, behind a `BREAK`.

Scripts that are written without spaces, or whose particles are glued to words (Chinese, Japanese, Korean, Thai, Lao, Khmer,
Burmese): there, every character is a token together with the next one of its run (`日本の` gives `日本`, `本の`, `の`), so
that two or more characters are a phrase of pairs and one character is a prefix. Every token stands at the next position after
the one before it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tui.model.late_pattern import late_pattern
from tui.model.text import fold

VERSION = 4
"""Goes up when the tokens of any text change, so that an index made with other ones is made anew."""

BREAK = "¶"
"""Stands between the tokens of two blocks or two values, where no phrase may cross; no token is like it."""

GLUED = "_"
"""Stands before letters that follow digits without anything between them."""

PAIRED = (
    *("\u3005", "\u3007", "\u3041\u3096", "\u3099\u309a", "\u309d\u309f", "\u30a1\u30fa", "\u30fc\u30ff", "\u3105\u312f"),
    *("\u31a0\u31bf", "\u31f0\u31ff", "\u3400\u4dbf", "\u4e00\u9fff", "\uf900\ufaff", "\U00020000\U0003ffff"),
    *("\u1100\u11ff", "\ua960\ua97f", "\uac00\ud7a3", "\ud7b0\ud7c6", "\ud7cb\ud7fb"),
    *("\u0e01\u0e3a", "\u0e40\u0e4e", "\u0e81\u0ebd", "\u0ec0\u0ece", "\u0edc\u0edf"),
    *("\u1780\u17d3", "\u17d7", "\u17dc\u17dd"),
    *("\u1000\u103f", "\u1050\u108f", "\u109a\u109d", "\ua9e0\ua9ef", "\ua9fa\ua9fe", "\uaa60\uaa7f"),
)
"""Han, kana and bopomofo, Hangul, Thai and Lao, Khmer, and Burmese: the first and the last character of each range."""

_PAIRED_BOUNDS = sorted(bound for each in PAIRED for bound in (ord(each[0]), ord(each[-1]) + 1))
"""Where a range begins, and where what is behind it does, in turn."""
_CLASS = "".join(map("-".join, PAIRED))
_OTHER = late_pattern("[^\x00-\u02ff\u2000-\u20cf\u2100-\u2cee]")
"""Where all marks and scripts in pairs are: a text without any of these has but Latin letters, and signs such as dashes.

The class is written by what it leaves out, since `re` goes through every character of a range while it compiles one."""
_MARK_BLOCKS = (
    (0x0300, 0x2000),
    (0x20D0, 0x2100),
    (0x2CEF, 0x2E00),
    (0xA66F, 0xABF0),
    (0xFB1E, 0xFB1F),
    (0xFE20, 0xFE30),
    (0x10A00, 0x12000),
    (0x1E000, 0x1E960),
)
_MARK_BOUNDS = [bound for block in _MARK_BLOCKS for bound in block]
_MAY_BE_MARK = late_pattern(f"[{''.join([f'{chr(first)}-{chr(end - 1)}' for first, end in _MARK_BLOCKS])}]")
_HEBREW = "\u05d0-\u05ea"
JOINT = "\x02"
"""Stands for a sign inside a word until the words are cut; no cleaned text holds it."""


@lru_cache(maxsize=1)
def marks() -> str:
    """The marks that belong to the letter before them, as ranges for a character class; those among `PAIRED` as well."""
    ranges: list[str] = []
    for first, end in _MARK_BLOCKS:
        start = -1
        for point in range(first, end + 1):
            inside = point < end and unicodedata.category(chr(point))[0] == "M"
            if inside and start < 0:
                start = point
            elif not inside and start >= 0:
                ranges.append(f"{chr(start)}-{chr(point - 1)}")
                start = -1
    return "".join(ranges)


class Placed(NamedTuple):
    """A token with the piece of a folded text that it was made of."""

    token: str
    start: int
    end: int


_INNER_DOT = late_pattern(r"\.(?<=\w\.)(?=\w)")
"""A dot between two characters of words: few texts have one, and without it none has a dot that the two expressions are about."""


class _Cutting(NamedTuple):
    """Expressions for folded texts: of ASCII alone, of Latin letters, without marks, or of any.

    A class of characters that leaves out scripts takes long to compile: expressions with several of them take any letter, and
    whether one of a script in pairs is there is asked of what they found.
    """

    words: re.Pattern[str]
    """A run of letters, of digits, or of a script in pairs; letters may have `GLUED` before them."""
    dot: re.Pattern[str]
    """The dot between two single letters."""
    abbreviation: re.Pattern[str]
    """The dot between a single letter and a few, as in `Ph.D.` and `M.Sc.`, where no more of the kind stands beside them."""
    comma: re.Pattern[str]
    """The comma before three digits."""
    ending: re.Pattern[str]
    """An English ending, with its apostrophe, unless the group is there: the letter behind another apostrophe."""
    negation: re.Pattern[str]
    """The apostrophe of `n't`."""
    sign: re.Pattern[str]
    """A sign inside a word."""
    joined: re.Pattern[str]
    """A digit beside a letter. Of the groups the first is there where one is before it, the second where on both sides."""
    pairs: bool
    """Whether what all but `words` find may be beside a script in pairs, and is then not meant."""


def _cutting(letter: str, mark: str = "", pairs: str = "") -> _Cutting:
    """The expressions, given what is a letter, a mark behind one, and a run of a script in pairs; "" for none.

    All but the first begin with the sign that they are about, so that a text is passed over fast.
    """
    # Each class is written once, since it is compiled as often as it is written.
    letters = rf"(?:{letter}+{mark}*)+" if mark else f"{letter}+"
    digit, any_letter = (r"\d", r"[^\W\d_]") if pairs else ("[0-9]", letter)
    sign = rf"'(?<={any_letter}'|{mark}')(?={any_letter})" if mark else rf"'(?<={any_letter}')(?={any_letter})"
    few = "|".join(rf"(?<={any_letter * count}\.)(?<![\w.{JOINT}]{any_letter * count}\.)" for count in (2, 3, 4))
    hebrew = rf"|\"(?<=[{_HEBREW}]\")(?=[{_HEBREW}])" if mark else ""
    return _Cutting(
        words=late_pattern(f"{pairs}|{GLUED}?{letters}|\\d+" if pairs else f"{GLUED}?{letters}|\\d+"),
        dot=late_pattern(rf"\.(?<={any_letter}\.)(?<!\w{any_letter}\.)(?={any_letter}(?!\w))"),
        abbreviation=late_pattern(
            rf"\.(?:(?<={any_letter}\.)(?<![\w.{JOINT}]{any_letter}\.)(?={any_letter}{{2,4}}(?!\w|\.\w))"
            rf"|(?={any_letter}(?!\w|\.\w|{JOINT}))(?:{few}))"
        ),
        comma=late_pattern(r",(?<=\d,)(?=\d\d\d(?!\d))"),
        ending=late_pattern(rf"'(?<=[.]'|{any_letter}')(?:s|re|ve|ll|d|m)(?!\w)(?:(?='({any_letter})))?"),
        negation=late_pattern(r"'(?<=n')(?=t(?!\w|'))"),
        sign=late_pattern(sign + hebrew),
        joined=late_pattern(rf"{digit}(?:(?<={any_letter}{digit})()(?:(?={any_letter})())?|(?={any_letter}))"),
        pairs=pairs != "",
    )


_ASCII = _cutting("[a-z]")
_LATIN = _cutting(r"[^\W\d_]")
_UNMARKED = _cutting(rf"[^\W\d_{_CLASS}]", pairs=f"[{_CLASS}]+")


@lru_cache(maxsize=1)
def _of_any_script() -> _Cutting:
    return _cutting(rf"[^\W\d_{_CLASS}]", f"[{marks()}]", f"[{_CLASS}]+")


def _cutting_of(folded: str) -> _Cutting:
    """The expressions for a folded text; those for any script take ten milliseconds to make, and many texts have none."""
    if folded.isascii():
        return _ASCII
    if _OTHER.search(folded) is None:
        return _LATIN
    return _UNMARKED if _MAY_BE_MARK.search(folded) is None else _of_any_script()


def _for_dots(sign: str, dots: re.Pattern[str], text: str, cutting: _Cutting) -> str:
    """A text with a sign for dots, but for those that have one of a script in pairs in the words beside them."""
    return dots.sub(lambda dot: dot[0] if _beside_pairs(dot) else sign, text) if cutting.pairs else dots.sub(sign, text)


def _beside_pairs(dot: re.Match[str]) -> bool:
    text, (start, end) = dot.string, dot.span()
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return any(map(is_paired, text[start:end]))


def _without_ending(ending: re.Match[str]) -> str:
    """Blanks for an English ending that is meant."""
    before, after = ending.string[ending.start() - 1], ending[1]
    return ending[0] if (after and not is_paired(after)) or is_paired(before) else " " * len(ending[0])


def _joint_without_pairs(sign: re.Match[str]) -> str:
    """A sign inside a word that is meant: with no letter of a script in pairs on either side."""
    before, after = sign.string[sign.start() - 1], sign.string[sign.end()]
    return sign[0] if is_paired(after) or (before.isalnum() and is_paired(before)) else JOINT


def _without_own(folded: str) -> str:
    """A folded text without what is put into one here."""
    text = folded.replace(GLUED, " ") if GLUED in folded else folded
    return text.replace(JOINT, " ") if JOINT in text else text


def _marked(folded: str, cutting: _Cutting) -> tuple[str, str]:
    """A folded text, as long as it was, with `JOINT` for signs inside words, and one with it only for those that part no words."""
    text = folded
    has_dots = "." in text and _INNER_DOT.search(text) is not None
    if has_dots:
        text = _for_dots(JOINT, cutting.dot, text, cutting)
    if "'" in text:
        text = cutting.ending.sub(_without_ending, text)
        text = cutting.negation.sub(JOINT, text)
    apart = text
    if has_dots:
        text = _for_dots(JOINT, cutting.abbreviation, text, cutting)
    if "," in text:
        text = cutting.comma.sub(JOINT, text)
    if "'" in text or '"' in text:
        text = cutting.sign.sub(_joint_without_pairs if cutting.pairs else JOINT, text)
    return text, apart


def has_signs(folded: str) -> bool:
    """Whether a folded text may have signs inside words; where it has none, its words are its runs of letters and digits."""
    if GLUED in folded or JOINT in folded:
        text, apart = _marked(_without_own(folded), _cutting_of(folded))
        return text is not apart or text != folded.replace(GLUED, " ")
    cutting = _cutting_of(folded)
    if "." in folded and _INNER_DOT.search(folded) and (cutting.dot.search(folded) or cutting.abbreviation.search(folded)):
        return True
    if "'" in folded and (cutting.ending.search(folded) or cutting.negation.search(folded)):
        return True
    if "," in folded and cutting.comma.search(folded):
        return True
    return ("'" in folded or '"' in folded) and cutting.sign.search(folded) is not None


def without_signs(folded: str) -> tuple[str, str]:
    """A folded text without the signs inside words, and one whose words are cut at them: the same one where it has none.

    What is left between the words is no letter or digit, but `GLUED` where it marks letters.
    """
    text, apart = _marked(_without_own(folded), _cutting_of(folded))
    same = apart is text or apart == text
    text = _unjointed(text)
    return text, text if same else _unjointed(apart)


_MIXED = late_pattern(r"[0-9](?<![0-9][0-9])(?:(?<=[a-z][0-9])()|(?=[0-9]*+[a-z]))[a-z0-9]*+")
"""An ASCII word with letters and digits from its first digit on; the group is there where letters are before that."""
_DIGITS = late_pattern("([0-9]+)")


def _unjointed(text: str) -> str:
    text = text.replace(JOINT, "") if JOINT in text else text
    cutting = _cutting_of(text)
    if cutting is _ASCII:
        return _MIXED.sub(_parted_whole, text)
    return cutting.joined.sub(_parted_without_pairs if cutting.pairs else _parted, text)


def _parted_whole(word: re.Match[str]) -> str:
    """The same for all of a word at once: a digest is little else than letters beside digits."""
    pieces = _DIGITS.split(word[0])
    if not pieces[-1]:
        del pieces[-1]
    pieces[2::2] = [GLUED + letters for letters in pieces[2::2]]
    return " ".join(pieces) if word[1] is not None else " ".join(pieces[1:])


def _parted(digit: re.Match[str]) -> str:
    before, both = digit.groups()
    if before is None:
        return f"{digit[0]} {GLUED}"
    return f" {digit[0]}" if both is None else f" {digit[0]} {GLUED}"


def _parted_without_pairs(digit: re.Match[str]) -> str:
    """The same where one of a script in pairs is no letter."""
    text, place = digit.string, digit.start()
    after = (digit[1] is None or digit[2] is not None) and not is_paired(text[place + 1])
    before = " " if digit[1] is not None and not is_paired(text[place - 1]) else ""
    return f"{before}{digit[0]} {GLUED}" if after else f"{before}{digit[0]}"


def without_abbreviations(folded: str) -> str:
    """A folded text with spaces for the dots of `Ph.D.` and its like: it may be written so, or cut where more is beside it."""
    if "." not in folded or _INNER_DOT.search(folded) is None:
        return folded
    cutting = _cutting_of(folded)
    without = _for_dots(JOINT, cutting.dot, folded, cutting)
    return _for_dots(" ", cutting.abbreviation, without, cutting).replace(JOINT, ".")


def is_paired(word: str) -> bool:
    """Whether a word is a run of a script whose tokens are pairs."""
    # The expression for it takes longer to compile than one search takes.
    return not word.isascii() and bisect_right(_PAIRED_BOUNDS, ord(word[0])) % 2 == 1


_PAIR, _PAIR_MARK, _PAIR_SIGN, _MARK = "_", "\x05", "\x06", "\x07"
"""What stands in a text's shape for one of a script in pairs that is a letter, a mark, or neither, and for any other mark.

`_` is what an expression takes for a part of a word and for no letter, and no text is marked that has it; the others stand in no
cleaned text.
"""


class _Shapes(dict[int, str]):
    """By code point what stands for a character in the shape of a text: letters, digits and signs for themselves.

    The expressions for shapes have no classes of whole scripts, which take longer to compile than all else that a search does.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        is_mark = bisect_right(_MARK_BOUNDS, point) % 2 == 1 and unicodedata.category(char)[0] == "M"
        if is_paired(char):
            shape = _PAIR if char.isalnum() else _PAIR_MARK if is_mark else _PAIR_SIGN
        else:
            shape = _MARK if is_mark else char
        self[point] = shape
        return shape


_SHAPES = _Shapes(dict.fromkeys(map(ord, (GLUED, JOINT, _PAIR_MARK, _PAIR_SIGN, _MARK)), " "))
_SHAPED = _cutting(r"[^\W\d_]", f"[{_PAIR_MARK}{_MARK}]", f"[{_PAIR}{_PAIR_MARK}{_PAIR_SIGN}]+")._replace(pairs=False)


def placed_tokens(folded: str) -> tuple[list[Placed], list[Placed]]:
    """The tokens of a folded text, each with its place: without the signs inside words, and cut at them.

    The second list is empty where it would be the first one.
    """
    cutting = _ASCII if folded.isascii() else _SHAPED
    text, apart = _marked(_without_own(folded) if cutting is _ASCII else folded.translate(_SHAPES), cutting)
    return _placed(text, folded, cutting), [] if apart is text or apart == text else _placed(apart, folded, cutting)


def _placed(marked: str, folded: str, cutting: _Cutting) -> list[Placed]:
    """The tokens of a folded text, given it or its shape with `JOINT` for signs inside words."""
    text: str = folded
    places: Sequence[int] = range(len(folded))
    if JOINT in marked:
        places = [place for place, char in enumerate(marked) if char != JOINT]
        text = "".join([folded[place] for place in places])
        marked = marked.replace(JOINT, "")
    found: list[Placed] = []
    for match in cutting.words.finditer(marked):
        start, end = match.span()
        word = text[start:end]
        if is_paired(word):
            found += [Placed(text[at : at + 2], places[at], places[at] + 2) for at in range(start, end - 1)]
            found.append(Placed(word[-1], places[end - 1], places[end - 1] + 1))
        else:
            is_glued = start and text[start - 1].isdecimal() and not (word.isascii() and word.isdecimal())
            found.append(Placed(GLUED + word if is_glued else word, places[start], places[end - 1] + 1))
    return found


def folded_tokens(folded: str) -> list[str]:
    """The tokens of a folded text, in order, and behind a `BREAK` those cut at the signs inside words where that differs."""
    global _cut_by_shape
    if not folded.isascii() and _cut_by_shape < _FEW:
        _cut_by_shape += len(folded)
        own, others = placed_tokens(folded)
        tokens = [token for token, _, _ in own]
        return [*tokens, BREAK, *[token for token, _, _ in others]] if others else tokens
    text, apart = without_signs(folded)
    found = _tokens(text)
    return found if apart is text or apart == text else [*found, BREAK, *_tokens(apart)]


_FEW = 40_000
"""Characters of other scripts that a process cuts by their shape: of more, the expressions for them are worth compiling."""
_cut_by_shape = 0


def _tokens(text: str) -> list[str]:
    cutting = _cutting_of(text)
    found = cutting.words.findall(text)
    if not cutting.pairs:
        return found
    return [token for word in found for token in ([word[at : at + 2] for at in range(len(word))] if is_paired(word) else (word,))]


def tokens(text: str) -> list[str]:
    """The tokens of any cleaned text, in order."""
    return folded_tokens(fold(text))


def tokens_of(texts: Iterable[str]) -> list[str]:
    """The tokens of several blocks or values, with `BREAK` between them."""
    found: list[str] = []
    for text in texts:
        if found:
            found.append(BREAK)
        found += tokens(text)
    return found
