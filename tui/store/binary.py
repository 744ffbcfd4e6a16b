"""What a file is that holds no text at all, by its first bytes: one sentence instead of garbage."""

from __future__ import annotations

from typing import NamedTuple

from tui.store.encodings import unicode_of


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

_LOOKED_AT = 8_192
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
        if data.startswith(sign) and not (sign.isalnum() and data[:_LOOKED_AT].isascii() and not _controls(data)):
            return kind
    share = _controls(data)
    if share > _MOST_BESIDE and (share > _MOST_CONTROLS or not _is_utf_8(data[:_LOOKED_AT])) and unicode_of(data) is None:
        return BinaryKind("binary data", "")
    return None


def _controls(data: bytes) -> float:
    head = data[:_LOOKED_AT]
    return 1 - len(head.translate(None, _CONTROLS)) / len(head) if head else 0.0


def _is_utf_8(head: bytes) -> bool:
    try:
        # A character may be cut at the end.
        head[:-3].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(head) - 3
    return True
