"""What bytes that are no UTF-8 are probably written in: a guess, for the sentence that says how to convert the file.

Strict decoders rule encodings out; among those left, the signs of the language decide: kana for Japanese, the common
ranges for Chinese and Korean, the most usual letters for alphabets in single bytes. What is left over is Western.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_LOOKED_AT = 200_000
"""Bytes that are looked at."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Of two that begin alike, the longer one first."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff60]")
_CYRILLIC = "оеаинтсрвлкмді"
_ALPHABETS = (
    ("CP1251", "cp1251", _CYRILLIC),
    ("KOI8-R", "koi8_r", _CYRILLIC),
    ("CP1253", "cp1253", "αοιετσνηυρκπςάέήίόύώ"),
    ("CP1255", "cp1255", "יוהלארתבשמנםעד"),
    ("CP1256", "cp1256", "اليمونرتبةعدسهأ"),
    ("CP874", "cp874", "านรอกเงมยลทวดต่้ัีิ"),
)
"""Encodings of alphabets in single bytes, and the letters that make up most of a text in them."""
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def unicode_of(data: bytes) -> tuple[str, int] | None:
    """The encoding of UTF-16 and UTF-32, and the length of its mark, which may be missing; None for any other."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:400]
    if len(head) < 8 or b"\x00" not in head:
        return None
    zeros = [sum(byte == 0 for byte in head[place::4]) / len(head[place::4]) for place in range(4)]
    if min(zeros[1:]) > 0.9 and zeros[0] < 0.1:
        return "utf-32-le", 0
    if min(zeros[:3]) > 0.9 and zeros[3] < 0.1:
        return "utf-32-be", 0
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.6 and even < 0.05:
        return "utf-16-le", 0
    return ("utf-16-be", 0) if even > 0.6 and odd < 0.05 else None


def likely_encoding(data: bytes) -> str:
    """The name, as `iconv` knows it, of what bytes that are no UTF-8 are probably written in."""
    data = data[:_LOOKED_AT]
    if b"\x1b$B" in data or b"\x1b$@" in data:
        return "ISO-2022-JP"
    found: list[tuple[float, str]] = []
    for name, python, signs in (
        ("EUC-JP", "euc_jp", _KANA),
        ("SHIFT_JIS", "cp932", _KANA),
        ("EUC-KR", "cp949", _HANGUL),
        ("GB18030", "gb18030", _HAN),
        ("BIG5", "big5hkscs", _HAN),
    ):
        text = _decoded(data, python)
        others = len(_NOT_ASCII.findall(text)) if text else 0
        if not others:
            continue
        share = len(signs.findall(text)) / others
        if signs is _KANA and share > 0.1 and len(_HALF_KANA.findall(text)) < others * 0.3:
            found.append((2 + share, name))
        elif signs is _HANGUL and share > 0.9:
            found.append((1 + share, name))
        elif signs is _HAN and share > 0.9:
            found.append((0.5 + _common(data, name), name))
    if found and max(found)[0] > 0.9:
        return max(found)[1]
    alphabets = [(_usual_share(_decoded(data, python), usual), name) for name, python, usual in _ALPHABETS]
    if max(alphabets)[0] > 0.5:
        return max(alphabets)[1]
    return "WINDOWS-1252" if _decoded(data, "cp1252") else "ISO-8859-1"


def is_mostly_utf_8(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 stand in a text that is: it holds more characters of UTF-8 than other bytes."""
    text = data[:_LOOKED_AT].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return len(_NOT_ASCII.findall(text)) - wrong > wrong


def _decoded(data: bytes, encoding: str) -> str:
    """The bytes as text, a character that the end cuts left out; "" where they are not of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(data)
    except UnicodeDecodeError:
        return ""


def _common(data: bytes, name: str) -> float:
    """How many of the characters are of the most used part of a Chinese encoding."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", data)
    first, second = (range(0xB0, 0xD8), range(0xA1, 0xFF)) if name == "GB18030" else (range(0xA4, 0xC7), range(0x40, 0xFF))
    return sum(pair[0] in first and pair[1] in second for pair in pairs) / max(1, len(pairs))


def _usual_share(text: str, usual: str) -> float:
    """How many of the signs that are not ASCII are among the usual letters of a language."""
    others = _NOT_ASCII.findall(text)
    return sum(char in usual for char in others) / len(others) if others else 0.0


class BinaryKind(NamedTuple):
    """What a file is."""

    name: str
    """With its article: “a PDF”."""
    advice: str
    """What makes a text of it; "" where nothing does."""


_PANDOC = "pandoc makes Markdown of it: pandoc -t gfm FILE -o FILE.md"
_UNPACK = "unpack it, and name what it holds"

_MAGIC: tuple[tuple[bytes, BinaryKind], ...] = (
    (b"%PDF-", BinaryKind("a PDF", "pdftotext makes a text of it: pdftotext -layout FILE FILE.txt")),
    (b"\x89PNG\r\n\x1a\n", BinaryKind("a picture (PNG)", "")),
    (b"\xff\xd8\xff", BinaryKind("a picture (JPEG)", "")),
    (b"GIF8", BinaryKind("a picture (GIF)", "")),
    (b"II*\x00", BinaryKind("a picture (TIFF)", "")),
    (b"MM\x00*", BinaryKind("a picture (TIFF)", "")),
    (b"RIFF", BinaryKind("a picture or a recording (RIFF)", "")),
    (b"SQLite format 3\x00", BinaryKind("a database (SQLite)", "")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        BinaryKind("a document of an old Office", "save it as .docx"),
    ),
    (b"\x1f\x8b", BinaryKind("compressed (gzip)", _UNPACK)),
    (b"BZh", BinaryKind("compressed (bzip2)", _UNPACK)),
    (b"\xfd7zXZ\x00", BinaryKind("compressed (xz)", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", BinaryKind("compressed (zstd)", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", BinaryKind("an archive (7z)", _UNPACK)),
    (b"\x7fELF", BinaryKind("a program", "")),
)
"""First bytes, as file(1) knows them."""

_ZIPPED: tuple[tuple[bytes, BinaryKind], ...] = (
    (b"application/epub+zip", BinaryKind("an EPUB book", _PANDOC)),
    (b"application/vnd.oasis.opendocument", BinaryKind("an OpenDocument file", _PANDOC)),
    (b"word/", BinaryKind("a Word document", _PANDOC)),
    (b"xl/", BinaryKind("an Excel workbook", "save the sheets that you need as CSV")),
    (b"ppt/", BinaryKind("a PowerPoint presentation", "")),
)
"""What names within a ZIP archive say."""

_HEAD = 8_192
"""Bytes in which control characters are counted."""

_CONTROLS = bytes(sorted({*range(0x20), 0x7F} - {*b"\t\n\r\f\x1b"}))

_MOST_CONTROLS = 0.3
"""The share of control characters from which on nothing is text."""

_MOST_BESIDE = 0.05
"""The same where other bytes are no UTF-8."""


def binary_kind(data: bytes) -> BinaryKind | None:
    """What a file is that holds no text; None where it may be a text."""
    if data.startswith(b"PK\x03\x04"):
        names = data[: 1 << 16] + data[-(1 << 16) :]
        return next((kind for sign, kind in _ZIPPED if sign in names), BinaryKind("an archive (ZIP)", _UNPACK))
    for sign, kind in _MAGIC:
        if data.startswith(sign) and not (sign.isalnum() and data[:_HEAD].isascii() and not _controls(data)):
            return kind
    share = _controls(data)
    if share > _MOST_BESIDE and (share > _MOST_CONTROLS or not _is_utf_8(data[:_HEAD])) and unicode_of(data) is None:
        return BinaryKind("binary data", "")
    return None


def _controls(data: bytes) -> float:
    head = data[:_HEAD]
    return 1 - len(head.translate(None, _CONTROLS)) / len(head) if head else 0.0


def _is_utf_8(head: bytes) -> bool:
    try:
        # A character may be cut at the end.
        head[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(head) - 3
    return True
