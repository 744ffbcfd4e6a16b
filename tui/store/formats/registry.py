"""The formats of other programs that are read, and how a file of each is known. A reader is imported when such a file is met.

To add one: a module in this folder with a function `parts`, and its row here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from tui.model.late_pattern import late_pattern

if TYPE_CHECKING:
    from tui.store.formats.rendition import FilePart, ForeignFile

_HEAD = 8_192
"""Bytes at the beginning of a file in which its signs are looked for."""


def never(data: bytes) -> bool:
    """For formats that only the end of a name tells."""
    return False


class Format(NamedTuple):
    """A format and its reader."""

    name: str
    """With its article: “a web page”."""
    module: str
    """In this folder."""
    suffixes: tuple[str, ...] = ()
    """Endings of the names of files that are taken for one, in small letters, unless they are certainly something else."""
    is_certain: Callable[[bytes], bool] = never
    """Whether bytes can be nothing else, whatever the file is called."""
    many: bool = False
    """Whether a file may hold several briefings, each of which has a path of its own."""
    binary: bool = False
    """Whether its files are no texts."""
    confined: bool = False
    """Whether its reader is run in a process of its own, with limits; it gives one briefing a file then."""
    needs: str = ""
    """The module of the library that the reader needs, which the extra `import` installs."""
    becomes: str = ""
    """The module of the format that its reader makes of a file, and that is read then; "" where it gives a rendition."""

    @property
    def can_be_read(self) -> bool:
        """Whether what its reader needs is installed."""
        return not self.needs or find_spec(self.needs) is not None


def as_utf_8(data: bytes) -> bytes:
    """A text in UTF-8 where it is one in UTF-16 or UTF-32; all else as it is."""
    if b"\x00" not in data[:400]:
        return data
    from tui.store.encodings import unicode_of

    found = unicode_of(data)
    return data[found[1] :].decode(found[0], "replace").encode("utf-8", "replace") if found is not None else data


def _head(data: bytes) -> bytes:
    """The beginning of a text, without what may stand before a document."""
    return data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()


_PAGE = late_pattern(rb"(?:<\?xml[^>]*+>|(?><!--.*?-->)|\s)*+(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.I | re.S)


def is_page(data: bytes) -> bool:
    """Whether a text begins as a web page does."""
    return _PAGE.match(_head(data)) is not None


_PROLOG = rb"(?:<\?[^>]*+>|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\])?[^>]*+>|(?><!--.*?-->)|\s)*+"
_FEED = late_pattern(_PROLOG + rb"<(?:rss|(?:\w+:)?feed|rdf:RDF(?=[^>]*purl\.org/rss|[^>]*my\.netscape|[^>]*channel))[\s>]", re.S)


def is_feed(data: bytes) -> bool:
    """Whether a text begins as a feed does, or is a JSON Feed."""
    if begins_json(data):
        return _head(data)[:1] == b"{" and b"://jsonfeed.org/version" in data[:100_000]
    return _FEED.match(_head(data)) is not None


_HEADERS = late_pattern(rb"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*+)++")
_OF_MAIL = late_pattern(rb"^(?:from|date|subject|message-id|received|return-path|mime-version|delivered-to):", re.I | re.M)


def is_mail(data: bytes) -> bool:
    """Whether a text begins as a mail or a mailbox does: with at least three of the headers that every mail has."""
    found = _HEADERS.match(_head(data).replace(b"\r\n", b"\n"))
    if found is None:
        return False
    named: set[bytes] = set()
    for one in _OF_MAIL.finditer(found[0]):
        named.add(one[0].lower())
        if len(named) > 2:
            return True
    return False


def begins_json(data: bytes) -> bool:
    """Whether a text begins as JSON that holds something does."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def is_csaf(data: bytes) -> bool:
    """Whether a JSON text is an advisory of CSAF."""
    return b'"csaf_version"' in data and begins_json(data)


def is_stix(data: bytes) -> bool:
    """Whether a JSON text is a bundle of STIX 2."""
    return b'"bundle--' in data[:100_000] and b'"objects"' in data and begins_json(data)


_CLUSTERS = late_pattern(rb'"values"\s*:\s*\[')


def is_misp(data: bytes) -> bool:
    """Whether a JSON text is an event, a report or a galaxy of MISP."""
    if not begins_json(data):
        return False
    if b'"Event"' in data and (b'"Attribute"' in data or b'"info"' in data):
        return True
    return b'"EventReport"' in data or (b'"uuid"' in data and b'"value"' in data and _CLUSTERS.search(data) is not None)


_ENTRIES = late_pattern(rb'\[\s*\{[^\[\]]{0,4000}?"(?:title|name|headline|subject)"\s*:\s*"', re.I)


def is_json_list(data: bytes) -> bool:
    """Whether a JSON text is a list whose first entry is called something."""
    return _ENTRIES.match(_head(data)) is not None


_OPML = late_pattern(_PROLOG + rb"<opml[\s>]")


def is_outline(data: bytes) -> bool:
    """Whether a text begins as an outline does."""
    return _OPML.match(_head(data)) is not None


_ZIP = b"PK\x03\x04"


def _is_packed(data: bytes, sign: bytes) -> bool:
    return data.startswith(_ZIP) and (sign in data[: 1 << 16] or sign in data[-(1 << 16) :])


def is_word(data: bytes) -> bool:
    """Whether an archive is a Word document, by the names in it."""
    return _is_packed(data, b"word/")


def is_book(data: bytes) -> bool:
    """Whether an archive is an EPUB book, by its first part."""
    return data.startswith(_ZIP) and b"mimetypeapplication/epub+zip" in data[:200]


def is_open_document(data: bytes) -> bool:
    """Whether an archive is an OpenDocument text, by its first part."""
    return data.startswith(_ZIP) and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]


def is_pdf(data: bytes) -> bool:
    """Whether bytes begin as a PDF does."""
    return data.startswith(b"%PDF-")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_MESSAGES = b"".join(b"%c\0" % letter for letter in b"__properties_version1.0")
"""In UTF-16, the codec of which a start does without."""


def is_outlook(data: bytes) -> bool:
    """Whether a container of Office holds a message."""
    return data.startswith(_OLE) and _OF_MESSAGES in data


FORMATS: tuple[Format, ...] = (
    Format("a web page", "web_page", (".html", ".htm", ".xhtml", ".xht"), is_page),
    Format("a mail", "mail", (".eml", ".mbox", ".mbx"), is_mail, many=True),
    Format("a feed", "feed", (".rss", ".atom", ".rdf"), is_feed, many=True),
    Format("a CSAF advisory", "csaf", (), is_csaf),
    Format("a STIX bundle", "stix", (), is_stix, many=True),
    Format("an export of MISP", "misp", (), is_misp, many=True),
    Format("a Word document", "word", (".docx", ".docm", ".dotx"), is_word, binary=True, confined=True),
    Format("an EPUB book", "epub", (".epub",), is_book, binary=True, confined=True),
    Format("an OpenDocument text", "open_document", (".odt", ".ott"), is_open_document, binary=True, confined=True),
    Format("a PDF", "pdf", (".pdf",), is_pdf, binary=True, confined=True, needs="liteparse"),
    Format("an Outlook message", "outlook", (".msg",), is_outlook, True, True, True, "olefile", "mail"),
    Format("an outline", "outlines", (".opml",), is_outline),
    Format("a list", "json_list", (), is_json_list, many=True),
    Format("a table", "table", (".csv", ".tsv")),
    Format("an Org file", "org", (".org",)),
    Format("reStructuredText", "restructured", (".rst", ".rest"), confined=True, needs="docutils"),
)
"""Every format. What is certain comes before what an ending says; of several, the first."""

SUFFIXES_READ = tuple(dict.fromkeys([*(suffix for one in FORMATS for suffix in one.suffixes), ".xml"]))
"""The endings of files of a folder that may be of one of the formats."""


def readers_missing() -> str:
    """Which readers lack their library, as a part of a name: `-pdf`; "" where all can read."""
    return "".join(f"-{one.module}" for one in FORMATS if not one.can_be_read)


_OWN = (".yaml", ".yml", ".md", ".markdown")
"""Endings of files that are never taken for anything else."""


_last: list[tuple[str, bytes, Format | None]] = []
"""The last small file whose format was asked for, and its format: of each it is asked twice."""
_SMALL = 1 << 16


def format_of(name: str, data: bytes) -> Format | None:
    """The format that a file has; None where it is one of the program's own, or of none that is known.

    Args:
        name: of the file; "-" or the like where there is none.
        data: its bytes.
    """
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _OWN:
        return None
    if len(data) > _SMALL:
        return _known(suffix, data)
    if not (_last and _last[0][1] is data and _last[0][0] == suffix):
        _last[:] = [(suffix, data, _known(suffix, data))]
    return _last[0][2]


def _known(suffix: str, data: bytes) -> Format | None:
    """The same for the end of a name, in small letters."""
    text = as_utf_8(data)
    certain = next((one for one in FORMATS if one.is_certain(text)), None)
    if certain is not None:
        return certain
    called = next((one for one in FORMATS if suffix in one.suffixes), None)
    if called is None:
        return None
    from tui.store.encodings import binary_kind

    return called if called.binary or binary_kind(data) is None else None


def may_hold_many(name: str) -> bool:
    """Whether a file of this name may hold several briefings: where it is certain that it does not, nobody need look into it."""
    suffix = os.path.splitext(name)[1].lower()
    return suffix in _MAY_HOLD_MANY or any(suffix in one.suffixes for one in FORMATS if one.many)


_MAY_HOLD_MANY = (".json", ".xml", "")
"""Endings of files of many formats."""


def parts_of(found: Format, data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The briefings of a file, in its order.

    Raises:
        NotOfThisFormat: it is not of the format after all.
    """
    if found.confined or found.needs:
        confined = import_module("tui.store.formats.confined")
        whole: Iterator[FilePart] = (confined.converted if found.becomes else confined.whole_file)(found, data, file)
        return whole
    reader = import_module(f"tui.store.formats.{found.module}")
    parts: Iterator[FilePart] = reader.parts(data, file)
    return parts
