"""Documents that are archives of XML: Word, OpenDocument, EPUB. What a stranger has packed is bounded."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from xml.etree import ElementTree

from tui.model.counted import counted
from tui.store.formats.rendition import NotOfThisFormat, Rendition, Unread

MOST_UNPACKED = 256 << 20
"""Bytes of all that is unpacked of one file."""

_MOST_ENTRIES = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMESPACES = (("/math", "m:"), ("/drawingml/main", "a:"), ("/drawingml/2006/main", "a:"))
"""Of what has names that the text uses as well; all other names are unique without theirs, in any edition of the standard."""


class Package:
    """What is packed in a file."""

    def __init__(self, data: bytes, what: str) -> None:
        """Open an archive.

        Args:
            data: of the file.
            what: it is, with its article.

        Raises:
            NotOfThisFormat: it is no archive.
            Unread: it is encrypted, or damaged.
        """
        self._what = what
        if data.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise Unread(f"This file is {what}, and it is encrypted.", "encrypted", "save it without a password")
            raise Unread("This file is a document of an old Office, which is not read.", suggestion="save it as .docx")
        if not data.startswith(b"PK"):
            raise NotOfThisFormat
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise Unread(f"This file is {what}, and it is damaged: the list of what is in it cannot be read.") from None
        entries = self._archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise Unread(f"This file is {what} of more than {_MOST_ENTRIES:,} parts, which is more than is read.", "too-large")
        self._entries = {entry.filename: entry for entry in entries}
        self._left = MOST_UNPACKED

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the archive."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """A part; b"" where there is none.

        Raises:
            Unread: it is encrypted or damaged, or more is packed than may be unpacked.
        """
        entry = self._entries.get(name)
        if entry is None:
            return b""
        if entry.flag_bits & 1:
            raise Unread(f"This file is {self._what}, and it is encrypted.", "encrypted", "save it without a password")
        try:
            with self._archive.open(entry) as part:
                data = part.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError):
            raise Unread(f"This file is {self._what}, and it is damaged: “{name}” in it cannot be unpacked.") from None
        self._left -= len(data)
        if self._left < 0:
            most = f"{MOST_UNPACKED >> 20} MB"
            raise Unread(f"This file is {self._what}, and unpacks to more than {most}, which is more than is read.", "too-large")
        return data

    def xml(self, name: str) -> ElementTree.Element | None:
        """A part of XML with the names of its elements and attributes without namespaces; None where there is none.

        Raises:
            Unread: it is no XML, or it defines entities.
        """
        data = self.read(name)
        if not data.strip():
            return None
        if _defines(data):
            said = f"This file is {self._what}, and “{name}” in it defines entities, which none needs and some use to fill memory."
            raise Unread(said, "entities")
        try:
            root = ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError, LookupError):
            raise Unread(f"This file is {self._what}, and it is damaged: “{name}” in it is no XML.") from None
        for element in root.iter():
            element.tag = _local(element.tag)
            if element.attrib:
                element.attrib = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        return root

    def relations_of(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to, by id: the last word of the kind, and the name of a part or an address outside."""
        folder, _, base = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for one in root if root is not None else ():
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found

    def tell_macros(self, made: Rendition) -> None:
        """Say where programs are in a document; nothing runs them."""
        programs = [
            name for name in self._entries if name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
        ]
        if programs:
            message = f"The file holds programs ({counted(len(programs), 'part')}); they are never run."
            made.problems.add("info", "macros", message)


def _defines(data: bytes) -> bool:
    """Whether XML defines entities, in any encoding that a parser knows without being told."""
    return any("<!ENTITY".encode(encoding) in data for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def _local(tag: str) -> str:
    space, _, name = tag.rpartition("}")
    return next((f"{prefix}{name}" for end, prefix in _NAMESPACES if space.endswith(end)), name)
