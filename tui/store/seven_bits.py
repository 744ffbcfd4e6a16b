"""Texts whose bytes are ASCII and stand for other letters: UTF-7 and HZ."""

from __future__ import annotations

import re

from tui.model.late_pattern import late_pattern

_MOST = 200_000
"""Bytes that are looked at."""

_FEW, _LONG = 3, 30
"""Signs of letters that stand for others, and letters of such a sign, up to which nothing is believed."""
_HAN = late_pattern("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff60]")
_NOT_ASCII = late_pattern("[^\x00-\x7f]")
_RARE = b"\xd8"
"""Where GB2312 begins with what is rare; small letters of ASCII would all stand for such."""
_SHIFTED = late_pattern(rb"\+(?![A-Z]?[a-z]+\b|\d+\b)[A-Za-z0-9+/]{3,}+-?(?![\w.+-]*@)")
"""Letters that stand for others; a word or a number is none, such as the tag of an address."""
_IN_HZ = late_pattern(rb"~\{(?:[\x21-\x77][\x21-\x7e]){2,}(?:~\}|~?\n)")
_ONE_SCRIPT = (
    *("[\u00a1-\u024f\u1e00-\u1eff]", "[\u0370-\u03ff\u1f00-\u1fff]", "[\u0400-\u052f]", "[\u0590-\u05ff]", "[\u0600-\u06ff]"),
    *("[\u0900-\u097f]", "[\u0e00-\u0e7f]", "[\u1100-\u11ff\uac00-\ud7a3]"),
)
_TYPOGRAPHIC = "[\u00a0\u2010-\u2027\u2030-\u203a\u20ac\u3000-\u303f\uff00-\uff60]"


def seven_bits(data: bytes) -> str:
    """The encoding of bytes that are ASCII and stand for other letters, UTF-7 or HZ; "" where they are what they look like.

    Little of what looks like UTF-7 is: a formula, an address, a key. All of it must be decoded, to letters of one script.
    """
    if not data.isascii():
        return ""
    sample = data[:_MOST]
    if b"~{" in sample and _IN_HZ.search(sample):
        text = _strictly(data, "hz")
        signs = len(_NOT_ASCII.findall(text))
        if signs > _FEW and len(_HAN.findall(text)) > 0.9 * signs:
            common = [char for char in _HAN.findall(text) if char.encode("gb2312") < _RARE]
            return "hz" if 2 * len(common) > signs else ""
    shifted = _SHIFTED.findall(sample)
    if len(shifted) < _FEW and max(map(len, shifted), default=0) < _LONG:
        return ""
    text = _strictly(data, "utf_7")
    count = len(_NOT_ASCII.findall(text))
    if count < _FEW:
        return ""
    usual = len(re.findall(_TYPOGRAPHIC, text))
    scripts = [len(re.findall(script, text)) for script in _ONE_SCRIPT]
    east = [char for char in _EAST.findall(text) if _is_usual_east_asian(char)]
    return "utf_7" if usual + max(*scripts, len(east)) > 0.97 * count and usual < count else ""


_EAST = late_pattern("[\u3041-\u30fa\u4e00-\u9fff]")


def _is_usual_east_asian(char: str) -> bool:
    for encoding in ("gb2312", "shift_jis"):
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _strictly(data: bytes, encoding: str) -> str:
    """The bytes as text; "" where they are not of this encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""
