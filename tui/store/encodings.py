"""What bytes that are no UTF-8 are written in, as far as it can be told, and what files are that hold no text.

Strict decoders rule encodings out; among those left, the signs of the language decide: kana for Japanese, the common
ranges for Chinese and Korean; a library tells the alphabets apart, and the most usual letters those of Latin script.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from tui.model.late_pattern import late_pattern
from tui.store.seven_bits import seven_bits

_LOOKED_AT = 200_000
"""Bytes that are looked at."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Of two that begin alike, the longer one first."""

_KANA = late_pattern("[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = late_pattern("[\uff61-\uff9f]")
_HANGUL = late_pattern("[\uac00-\ud7a3]")
_HAN = late_pattern("[\u4e00-\u9fff\u3000-\u303f\uff00-\uff60]")
_CYRILLIC_LETTERS = late_pattern("[\u0400-\u04ff]")
_NOT_ASCII = late_pattern("[^\x00-\x7f]")


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


class Encoding(NamedTuple):
    """An encoding of texts."""

    python: str
    """Its name in Python."""
    name: str
    """Its name as `iconv` knows it."""


_NAMES = {
    "cp932": "SHIFT_JIS",
    "shift_jis": "SHIFT_JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "euc_kr": "EUC-KR",
    "gb2312": "GB18030",
    "gbk": "GB18030",
    "gb18030": "GB18030",
    "big5": "BIG5",
    "big5hkscs": "BIG5",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "cp1252": "WINDOWS-1252",
    "latin_1": "ISO-8859-1",
    "iso2022_jp": "ISO-2022-JP",
    "iso2022_kr": "ISO-2022-KR",
    "cp1125": "CP866",
    "cp037": "IBM037",
    "mac_roman": "MACINTOSH",
    "utf_7": "UTF-7",
    "hz": "HZ",
}
"""How `iconv` calls what Python calls otherwise than with a hyphen or in capitals."""

_WIDER = {
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "iso8859_1": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
}
"""Encodings that hold all of another one and more, as files in them do."""

_PUNCTUATION = "‘’“”„«»–—…•€£°§\u00a0"
_WESTERN = ("äöüß", "àâçéèêëîïôùûüœæ", "áéíñóúü¿¡", "áâãàçéêíóôõú", "àèéìòù", "åäöæøéü", "áéíóúýþæöð")
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľŕô", "áéíóöőúüű", "ăâîşţ", "čćđšž")
_TURKISH = ("ğışçöüâîû",)
_LATIN = (("cp1252", _WESTERN), ("cp1250", _CENTRAL), ("iso8859_2", _CENTRAL), ("cp1254", _TURKISH))
"""Encodings of Latin letters, and the letters beyond ASCII of each language that is written in them."""

_OLDER = (("cp850", _WESTERN), ("mac_roman", _WESTERN), ("cp852", _CENTRAL))
"""Those of DOS and of old Macs, believed where nearly all is among the letters of one language, and much less is in any other."""

_ALPHABETS = (
    ("cp1251", "оеаинтсрвлкмдія"),
    ("koi8_r", "оеаинтсрвлкмдія"),
    ("mac_cyrillic", "оеаинтсрвлкмдія"),
    ("iso8859_5", "оеаинтсрвлкмдія"),
    ("cp866", "оеаинтсрвлкмдія"),
    ("cp1253", "αοιετσνηυρκπςάέήίόύώ"),
    ("cp1255", "יוהלארתבשמנםעד"),
    ("cp1256", "اليمونرتبةعدسهأ"),
    ("iso8859_6", "اليمونرتبةعدسهأ"),
    ("cp874", "านรอกเงมยลทวดต่้ัีิ"),
)
"""Encodings of alphabets in single bytes, and the letters, small or capital, that make up most of a text in them."""

_OTHER_LETTERS = late_pattern("[\u0370-\u1dff\u1f00-\u1fff\u3040-\ud7a3]")

_WITHIN_WORDS = late_pattern("(?<=[a-z])[¹²³¿¡¼½¾ºª£¥±¶×÷ø](?=[a-z])")
"""Signs that stand within no word: there they are letters of another alphabet."""

_FEW = 3
"""Signs beyond ASCII up to which nothing but a Western text is believed."""


def likely_encoding(data: bytes) -> Encoding:
    """What bytes that are no UTF-8 are probably written in.

    `charset-normalizer` tells alphabets apart; which Latin letters are meant it cannot tell well, and those are counted.
    """
    beyond = _BEYOND_ASCII.search(data)
    first = beyond.start() if beyond else 0
    start = data.rfind(b"\n", 0, max(0, first - _BEFORE)) + 1
    sample = data[start : start + _SAMPLE]
    if len(sample) == _SAMPLE and (end := sample.rfind(b"\n")) > _SAMPLE // 2:
        sample = sample[:end]
    if b"\x1b$B" in sample or b"\x1b$@" in sample:
        return _encoding("iso2022_jp")
    if b"\x1b$)C" in sample:
        return _encoding("iso2022_kr")
    if _is_of_mainframes(sample):
        return _encoding("cp037")
    if seven := seven_bits(data):
        return _encoding(seven)
    if _is_vietnamese(sample):
        return _encoding("cp1258")
    east_asian = _east_asian(sample)
    if east_asian and not (east_asian in ("gb18030", "big5hkscs") and _is_thai(sample)):
        return _encoding(east_asian)
    from charset_normalizer import from_bytes

    if 5 * sum(byte > 0x7F for byte in sample) > len(sample):
        # Half of what follows is written in letters beyond ASCII: no Latin text is.
        shares = [(_usual_share(sample.decode(python, "replace").lower(), usual), python) for python, usual in _ALPHABETS]
        share, python = max(shares, key=lambda one: one[0])
        if share > 0.5:
            return _encoding(_of_its_kind(python, sample))
    best = from_bytes(sample).best() if sum(byte > 0x7F for byte in sample) > _FEW else None
    if best is not None and _OTHER_LETTERS.search(str(best)):
        return _encoding(_WIDER.get(best.encoding, best.encoding))
    scores = [
        (max(_usual_share(text.casefold(), letters + _PUNCTUATION) for letters in languages), python)
        for python, languages in _LATIN
        if (text := _decoded(sample, python))
    ]
    share, python = max(scores, key=lambda score: score[0], default=(0.0, ""))
    older = [
        (max(_usual_share(sample.decode(python, "replace").casefold(), letters + _PUNCTUATION) for letters in languages), python)
        for python, languages in _OLDER
    ]
    if max(older)[0] > max(0.9, share + 0.15):
        return _encoding(max(older)[1])
    return _encoding(python if share > 0.5 else "cp1252" if _decoded(sample, "cp1252") else "latin_1")


_OF_WINDOWS = late_pattern(rb"[\xc0-\xde]{2}|(?<![\xc0-\xff])[\xc0-\xde][\xe0-\xff]|\xff(?![\x80-\x9f])")
_OF_MAC = late_pattern(rb"[\x80-\x9f]{2}|(?<![\x80-\xff])[\x80-\x9f][\xe0-\xfe]|[\xe0-\xfe]\xdf")
"""Capitals at the beginning of words and in words of capitals, and the small я."""


_UKRAINIAN = late_pattern(rb"(?<=[\xc0-\xff])[\xa4\xa6\xa7\xad]|[\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd](?=[\xc0-\xff])")
"""Letters of KOI8-U that are lines of boxes in KOI8-R, beside other letters."""


def _of_its_kind(python: str, data: bytes) -> str:
    """Which of several encodings that nearly agree a Cyrillic text is written in; any other encoding as it is."""
    if python in ("cp1251", "mac_cyrillic"):
        return "mac_cyrillic" if len(_OF_MAC.findall(data)) > len(_OF_WINDOWS.findall(data)) else "cp1251"
    return "koi8_u" if python == "koi8_r" and _UKRAINIAN.search(data) else python


def _is_thai(data: bytes) -> bool:
    """Whether bytes are Thai, two letters of which often make a Chinese sign."""
    return _usual_share(data.decode("cp874", "replace"), dict(_ALPHABETS)["cp874"]) > 0.5


_TONED = late_pattern(rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd\xc2\xc3\xca\xd4\xd5\xdd]([\xcc\xd2\xde\xec\xf2])")


def _is_vietnamese(data: bytes) -> bool:
    """Whether bytes are Vietnamese in CP1258: its tones are signs of their own behind vowels, which no other text has there."""
    tones = sum(map(data.count, (b"\xcc", b"\xd2", b"\xde", b"\xec", b"\xf2")))
    behind = _TONED.findall(data)
    beyond = sum(byte > 0x7F for byte in data)
    if len(behind) < _FEW or len(behind) < 0.9 * tones or 2 * beyond > len(data) or not 6 * tones > beyond:
        return False
    # Capitals of other alphabets: they stand behind no small letter.
    return len(set(behind)) > 2 and any(one in (b"\xcc", b"\xd2", b"\xde") for one in behind) and bool(_decoded(data, "cp1258"))


def _is_of_mainframes(data: bytes) -> bool:
    """Whether bytes are EBCDIC: the blanks of ASCII are missing in it, and nearly all is letters, figures and blanks."""
    blanks = data.count(b"@")
    if 20 * blanks < len(data) or data.count(b" ") > blanks // 10:
        return False
    text = data.decode("cp037")
    return sum(char.isalnum() or char in " \n\x85.,;:-'" for char in text) > 0.9 * len(text)


_BEYOND_ASCII = late_pattern(rb"[\x80-\xff]|\x1b\$")

_BEFORE, _SAMPLE = 2_000, 60_000
"""Bytes before the first sign beyond ASCII, and in all, that an encoding is told by."""


def _encoding(python: str) -> Encoding:
    return Encoding(python, _NAMES.get(python, python.upper().replace("_", "-").replace("ISO8859", "ISO-8859")))


def _east_asian(data: bytes) -> str:
    """The East Asian encoding that bytes are certainly written in; "" where none is certain."""
    found: list[tuple[float, str]] = []
    for python, signs in (
        ("euc_jp", _KANA),
        ("cp932", _KANA),
        ("cp949", _HANGUL),
        ("gb18030", _HAN),
        ("big5hkscs", _HAN),
    ):
        text = _decoded(data, python)
        others = len(_NOT_ASCII.findall(text)) if text else 0
        if others < 2 * _FEW:
            continue
        share = len(signs.findall(text)) / others
        if signs is _KANA and share > 0.1 and len(_HALF_KANA.findall(text)) < others * 0.3:
            found.append((2 + share, python))
        elif signs is _HANGUL and share > 0.9 and not _CYRILLIC_LETTERS.search(text) and _is_usual_korean(data):
            found.append((1 + share, python))
        elif signs is _HAN and share > 0.9:
            found.append((0.5 + _common(data, python), python))
    return max(found)[1] if found and max(found)[0] > 0.9 else ""


_IN_PAIRS = late_pattern(rb"[\xa1-\xfe]{2}")


def _is_usual_korean(data: bytes) -> bool:
    """Whether most signs are of the older part of the Korean encoding, in which no second byte is a letter of ASCII."""
    return 2 * len(_IN_PAIRS.findall(data)) > 0.8 * sum(byte > 0x7F for byte in data)


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
    first, second = (range(0xB0, 0xD8), range(0xA1, 0xFF)) if name == "gb18030" else (range(0xA4, 0xC7), range(0x40, 0xFF))
    return sum(pair[0] in first and pair[1] in second for pair in pairs) / max(1, len(pairs))


def _usual_share(text: str, usual: str) -> float:
    """How many of the signs that are not ASCII are among the usual letters of a language."""
    others = _NOT_ASCII.findall(text)
    return (sum(char in usual for char in others) - len(_WITHIN_WORDS.findall(text))) / len(others) if others else 0.0


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
    (b"ppt/", BinaryKind("a PowerPoint presentation", "save it as a PDF")),
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
