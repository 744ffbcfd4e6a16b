"""Messages that Outlook keeps (`.msg`), made mails of: what reads mails reads them then, with what is attached to them.

The container is read with olefile; what is in it are MAPI properties, by their numbers (MS-OXMSG, MS-OXPROPS).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Any, NamedTuple

from tui.model.counted import counted
from tui.model.text import collapsed
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.rendition import NotOfThisFormat, Unread
from tui.store.formats.rich_text import plain_of, unpacked

_MOST_ATTACHED = 200
_MOST_PEOPLE = 1_000
_DEEPEST = 5
"""Messages within messages that are opened."""

_SUBJECT, _FROM, _FROM_ADDRESS, _FROM_SMTP, _HEADERS = 0x0037, 0x0C1A, 0x0C1F, 0x5D01, 0x007D
_ID, _ANSWERED, _REFERENCES = 0x1035, 0x1042, 0x1039
_SENT, _ARRIVED, _MADE = 0x0039, 0x0E06, 0x3007
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_IMPORTANCE, _SENSITIVITY = 0x0017, 0x0036
_NAME, _ADDRESS, _SMTP, _KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
_FILE_NAME, _LONG_NAME, _FILE, _METHOD, _TYPE, _CONTENT_ID = 0x3704, 0x3707, 0x3701, 0x3705, 0x370E, 0x3712
_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE

_TO = {1: "To", 2: "Cc", 3: "Bcc"}
_OWN = ("content-", "mime-version")
"""How headers begin that say how a mail was sent, and nothing of what it has become."""

_WRITTEN_OUT = re.compile(r"<(?:https?|mailto|cid):[^<>]{0,2000}>", re.I)
_MOST_HEADERS = 500_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Converted(NamedTuple):
    """What a message has become."""

    data: bytes
    """A mail."""
    said: str = ""
    """A sentence about what was lost on the way; "" where nothing was."""


def converted(data: bytes) -> Converted:
    """The mail that a message is.

    Raises:
        NotOfThisFormat: it is no message.
        Unread: it is damaged.
    """
    import olefile

    if not data.startswith(olefile.MAGIC):
        raise NotOfThisFormat
    try:
        file = olefile.OleFileIO(io.BytesIO(data))
        message = _Message(file, [], 32)
        if not message.is_one:
            raise NotOfThisFormat("This file is a document of an old Office, which is not read.")
        made = message.mail(0)
    except (OSError, struct.error, IndexError):
        raise Unread("This file is an Outlook message, and it is damaged.") from None
    output = io.BytesIO()
    BytesGenerator(output, mangle_from_=False).flatten(made)
    return Converted(output.getvalue(), " ".join(dict.fromkeys(message.lost)))


class _Properties:
    """The properties in one storage."""

    def __init__(self, file: Any, path: list[str], before: int) -> None:
        """Read what has a fixed size.

        Args:
            file: as olefile has it.
            path: of the storage.
            before: bytes that stand before the first property.
        """
        self._file = file
        self.path = path
        self._fixed: dict[int, bytes] = {}
        held = self._stream("__properties_version1.0")
        self.is_one = bool(held)
        for at in range(before, len(held) - 15, 16):
            _, number, _, value = struct.unpack_from("<HHI8s", held, at)
            self._fixed.setdefault(number, value)
        page = self.number(_CODE_PAGE)
        self._encoding = "utf-8" if page == 65001 else f"cp{page}" if page else "cp1252"

    def _stream(self, name: str) -> bytes:
        path = [*self.path, name]
        if self._file.get_type(path) != 2:
            return b""
        with self._file.openstream(path) as stream:
            held: bytes = stream.read()
        return held

    def number(self, number: int) -> int:
        """A small number; 0 where there is none."""
        return int(struct.unpack_from("<I", self._fixed.get(number, bytes(8)))[0])

    def moment(self, number: int) -> datetime | None:
        """A moment; None where there is none."""
        ticks = struct.unpack("<Q", self._fixed.get(number, bytes(8)))[0]
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def data(self, number: int) -> bytes:
        """Bytes."""
        return self._stream(f"__substg1.0_{number:04X}0102")

    def text(self, number: int) -> str:
        """A text, in whichever of the two kinds there are."""
        wide = self._stream(f"__substg1.0_{number:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(f"__substg1.0_{number:04X}001E")
        try:
            return narrow.decode(self._encoding, "replace").rstrip("\0")
        except LookupError:
            return narrow.decode("cp1252", "replace").rstrip("\0")

    def said(self, number: int) -> str:
        """A text on one line."""
        return collapsed(self.text(number))


class _Message(_Properties):
    """A message, or one that is attached to another."""

    def __init__(self, file: Any, path: list[str], before: int) -> None:
        super().__init__(file, path, before)
        self.lost: list[str] = []
        """Sentences about what is not in the mail."""

    def _within(self, name: str, most: int) -> Iterator[list[str]]:
        """The storages of a kind in this one."""
        depth = len(self.path) + 1
        found = [
            path
            for path in self._file.listdir(streams=False, storages=True)
            if len(path) == depth and path[:-1] == self.path and path[-1].startswith(name)
        ]
        yield from sorted(found)[:most]

    def mail(self, depth: int) -> Message[Any, Any]:
        """The mail that it is."""
        texts = self._texts()
        files = [part for path in self._within("__attach_version1.0_#", _MOST_ATTACHED) if (part := self._attached(path, depth))]
        made: Message[Any, Any] = texts[0]
        if len(texts) > 1:
            made = MIMEMultipart("alternative", _subparts=texts)
        if files:
            made = MIMEMultipart("mixed", _subparts=[made, *files])
        self._head(made)
        return made

    def _head(self, made: Message[Any, Any]) -> None:
        there = HeaderParser().parsestr(self.text(_HEADERS)[:_MOST_HEADERS].lstrip())
        for name, value in there.raw_items():
            if not name.lower().startswith(_OWN) and name.isascii():
                made[name] = str(value) if str(value).isascii() else Header(collapsed(str(value)), "utf-8")
        people: dict[str, list[str]] = {}
        for path in self._within("__recip_version1.0_#", _MOST_PEOPLE):
            one = _Properties(self._file, path, 8)
            written = _written(one.said(_NAME), one.said(_SMTP) or one.said(_ADDRESS))
            if written:
                people.setdefault(_TO.get(one.number(_KIND), "To"), []).append(written)
        at = self.moment(_SENT) or self.moment(_ARRIVED) or self.moment(_MADE)
        known = {
            "Subject": self.said(_SUBJECT),
            "From": _written(self.said(_FROM), self.said(_FROM_SMTP) or self.said(_FROM_ADDRESS)),
            **{name: ", ".join(some) for name, some in people.items()},
            "Date": format_datetime(at) if at is not None else "",
            "Message-ID": self.said(_ID),
            "In-Reply-To": self.said(_ANSWERED),
            "References": self.said(_REFERENCES),
            "Importance": {2: "high"}.get(self.number(_IMPORTANCE), ""),
            "Sensitivity": {1: "Personal", 2: "Private", 3: "Company-Confidential"}.get(self.number(_SENSITIVITY), ""),
        }
        for name, value in known.items():
            if value and name not in made:
                made[name] = value if value.isascii() else Header(value, "utf-8")

    def _texts(self) -> list[Message]:
        """The text in each of its forms, the best one last."""
        found: list[Message] = []
        plain, page, charset = self.text(_BODY), self.data(_HTML), self._charset()
        if not page:
            page, charset = self.text(_HTML).encode("utf-8", "replace"), "utf-8"
        if not page.strip() and (packed := self.data(_RTF)):
            # Where the page was packed in it, it says more than the text that was made of the page.
            said, page = plain_of(unpacked(packed))
            plain = plain if plain.strip() else said
            if not plain.strip() and not page.strip():
                self.lost.append("The text of this message is in a form of Outlook's own that cannot be read.")
        if plain.strip() or not page.strip():
            found.append(MIMEText(plain.replace("\r\n", "\n"), "plain", "utf-8"))
        if page.strip() and (not plain.strip() or _says_as_much(page, plain)):
            part = MIMENonMultipart("text", "html", policy=compat32, charset=charset)
            part.set_payload(page)
            _in_base64(part)
            found.append(part)
        return found

    def _charset(self) -> str:
        page = self.number(_INTERNET_CODE_PAGE)
        return {0: "utf-8", 65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1"}.get(page, f"cp{page}")

    def _attached(self, path: list[str], depth: int) -> Message | None:
        one = _Properties(self._file, path, 8)
        name = one.said(_LONG_NAME) or one.said(_FILE_NAME) or one.said(_NAME) or "attachment"
        inner = [*path, "__substg1.0_3701000D"]
        if one.number(_METHOD) == 5 and self._file.get_type(inner) == 1:
            if depth >= _DEEPEST:
                within = [one for one in self._file.listdir(streams=False, storages=True) if one[-1] == inner[-1]]
                below = sum(one[: len(inner)] == inner for one in within)
                left = f"{counted(below, 'message')} in this one {'is' if below == 1 else 'are'} not"
                self.lost.append(f"Messages in one another are read {_DEEPEST} deep: {left}.")
                return None
            message = _Message(self._file, inner, 24)
            made = MIMEMessage(message.mail(depth + 1))
            self.lost += message.lost
            return made
        main, _, sub = (one.said(_TYPE) or "application/octet-stream").partition("/")
        known = re.fullmatch(r"(?!multipart|message)[\w-]+", main, re.A) and re.fullmatch(r"[\w.+-]+", sub, re.A)
        part = MIMEBase(main, sub) if known else MIMEBase("application", "octet-stream")
        part.set_payload(one.data(_FILE))
        _in_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
        return part


def _says_as_much(page: bytes, plain: str) -> bool:
    """Whether a page is no mere shell around a text that stands beside it."""
    try:
        said = tree_of(page.decode("utf-8", "replace")).text()
    except TooManyNodes:
        return False
    # A text that was made of a page has the addresses of its links and pictures.
    return len("".join(said.split())) * 2 >= len("".join(_WRITTEN_OUT.sub("", plain).split()))


def _in_base64(part: Message) -> None:
    from email.encoders import encode_base64

    encode_base64(part)


def _written(name: str, address: str) -> str:
    """A person as a header has one; an address of Exchange's own says nothing to others."""
    address = address if "@" in address and address.isascii() and " " not in address else ""
    if not address:
        return formataddr((name, "")).removesuffix(" <>") if name.isascii() else str(Header(name, "utf-8").encode()) if name else ""
    return formataddr((name if name != address else "", address))
