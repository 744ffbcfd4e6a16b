"""A mail cut into its parts, in one pass over its lines however deep they are in one another."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from functools import lru_cache
from string import ascii_letters, digits
from typing import NamedTuple

from tui.store.formats.mail_headers import LONGEST_HEADER, decoded_words, header_of

_ENDS = re.compile(r"\r?\n(?![ \t])")
"""The end of a header, which goes on in lines that begin with a space."""
_HEAD = re.compile(r"(?:From [^\n]*\n)?(?:(?!--)[!-9;-~]*:[^\n]*(?:\n|\Z)|[ \t][^\n]*(?:\n|\Z))*+")
_BLANK = re.compile(r"\r?\n")
_DASHES = re.compile(r"^--[^\r\n]+", re.M)
"""A line that may part what a mail is made of."""

_MAILS = ("message/rfc822", "message/global", "message/news")
_NOTICES = ("message/delivery-status", "message/disposition-notification", "message/feedback-report", "text/rfc822-headers")
"""Told by machines, as lines for people to read."""
_TEXTS = ("text/plain", "text/html", *_NOTICES)
_PAGES = ("text/html", "multipart/related", "multipart/mixed")
_NO_BASE64 = bytes(set(range(256)) - set(ascii_letters.encode() + digits.encode() + b"+/"))
_AS_IT_IS = ("", "7bit", "8bit", "binary")


class MailPart(Message):
    """A mail or a part of one: its headers, and either what is in it or what it holds, in the encoding it was sent in."""

    def __init__(self, text: str) -> None:
        """One that nothing is known of yet.

        Args:
            text: of the whole mail.
        """
        super().__init__()
        self.text = text
        self.start = self.end = 0
        """Where in the text this part lies, without its headers."""
        self.held: list[MailPart] = []
        """What is in it; of a mail that was sent along that mail."""
        self.kind = _PLAIN
        """What it says that it is."""
        self.encoding = ""
        """How its bytes were sent, in small letters; "" where it does not say."""

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail that was sent along."""
        return self.kind.type in _MAILS

    @property
    def is_encoded(self) -> bool:
        """Whether its bytes were sent as other ones."""
        return self.encoding not in _AS_IT_IS

    def content(self) -> bytes:
        """What it holds, decoded; of a mail that was sent along its bytes, as they were sent."""
        if self.held:
            return self.text[self.start : self.end].encode("ascii", "surrogateescape")
        if self.is_cut:
            return b64decode(self._letters()[:-1])
        found = self.get_payload(decode=True)
        return found if isinstance(found, bytes) else b""

    @property
    def is_cut(self) -> bool:
        """Whether it was sent in Base64 and breaks off within a byte; the standard library gives its letters then."""
        return self.encoding == "base64" and not self.held and len(self._letters()) % 4 == 1

    def _letters(self) -> bytes:
        """What counts in Base64; nothing where there are signs of an end within it, which the standard library sees to."""
        said = self.text[self.start : self.end].rstrip("= \t\r\n")
        return b"" if "=" in said else said.encode("ascii", "replace").translate(None, _NO_BASE64)


class SaidKind(NamedTuple):
    """What a part says that it is."""

    type: str
    """`text/plain`."""
    charset: str
    flowed: bool
    """Whether its lines go on where they end with a space (RFC 3676)."""


_PLAIN = SaidKind("text/plain", "", False)


@lru_cache(maxsize=256)
def _kind_of(said: str, default: str) -> SaidKind:
    one: Message = Message()
    one.set_default_type(default)
    one["Content-Type"] = said.replace("\r", "").replace("\n", "")
    flowed = "flowed" in said.lower() and str(one.get_param("format") or "").lower() == "flowed"
    return SaidKind(one.get_content_type(), one.get_content_charset() or "", flowed)


class PlainMail:
    """A mail that is one text, sent as it is, under headers in ASCII, as most small ones are; it answers as a part of one does."""

    held: tuple[MailPart, ...] = ()
    is_mail = is_encoded = is_cut = False

    def __init__(self, headers: list[tuple[str, str]], kind: SaidKind, body: bytes) -> None:
        """One that was read.

        Args:
            headers: in their order.
            kind: what it says that it is.
            body: what stands below the headers.
        """
        self._headers, self.kind, self._body = headers, kind, body

    def raw_items(self) -> Iterator[tuple[str, str]]:
        """Its headers, as `MailPart` gives them."""
        return iter(self._headers)

    def content(self) -> bytes:
        """Its text."""
        return self._body


_USUAL_HEADERS = re.compile(r"(?:(?!--)[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)++")
_USUAL_HEADER = re.compile(r"([!-9;-~]+):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)")


def plain_mail(data: bytes, end: int) -> PlainMail | None:
    """A mail that is read without being cut into parts; None for one of any other kind, which `mail_in` reads.

    Args:
        data: of the mail.
        end: where the first empty line begins that ends its headers: the end of the line before it.
    """
    ended = b"\r\n" if data.startswith(b"\r\n", end) else b"\n"
    head = data[:end].replace(ended, b"\n")
    if not head.isascii() or len(head) > LONGEST_HEADER or not data.startswith(2 * ended, end):
        return None
    text = head.decode("ascii") + "\n"
    if "\r" in text or (ended == b"\r\n" and data.count(b"\n", 0, end) != data.count(ended, 0, end)):
        return None
    if _USUAL_HEADERS.fullmatch(text) is None:
        return None
    headers = _USUAL_HEADER.findall(text)
    kind = None
    for name, value in headers:
        small = name.lower()
        if small == "content-type" and kind is None:
            kind = _kind_of(value, _PLAIN.type)
        elif small == "content-transfer-encoding" and value.strip().lower() not in _AS_IT_IS:
            return None
    kind = kind or _PLAIN
    return PlainMail(headers, kind, data[end + 2 * len(ended) :]) if kind.type in _WHOLE else None


_WHOLE = ("text/plain", "text/html")
"""What a mail without parts may be."""


def mail_in(data: bytes) -> MailPart:
    """A mail from its bytes; whatever they are, something comes of them."""
    text = data.decode("ascii", "surrogateescape")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    return _Cutting(text).mail


class _Cutting:
    """One pass over the lines of a mail: each belongs to the innermost part that is not over."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[MailPart, str]] = []
        """The parts that are not over, the outermost first, each with the line that parts what is in it; "" for none."""
        self._places: dict[str, int] = {}
        """Where in `_open` the part with a line stands."""
        self.mail = MailPart(text)
        start = self._begin(self.mail, 0)
        if self._places:
            self._cut(start)
        self._close(0, len(text))

    def _cut(self, start: int) -> None:
        text = self._text
        while line := _DASHES.search(text, start):
            start = line.end()
            said = line[0].rstrip(" \t")
            place = self._places.get(said)
            ends = place is None and said.endswith("--")
            if ends:
                place = self._places.get(said[:-2])
            if place is None:
                continue
            before = line.start()
            before -= 2 if text.startswith("\r\n", before - 2) and before > 1 else 1 if before else 0
            self._close(place if ends else place + 1, before)
            if ends:
                if not self._places:
                    return
                continue
            broken = _BLANK.search(text, start)
            start = broken.end() if broken else len(text)
            outer = self._open[place][0]
            start = self._begin(self._within(outer), start)

    def _within(self, outer: MailPart) -> MailPart:
        part = MailPart(self._text)
        if outer.kind.type == "multipart/digest":
            part.set_default_type("message/rfc822")
        outer.held.append(part)
        return part

    def _begin(self, part: MailPart, start: int) -> int:
        """Read the headers of a part, and of the mails that begin there. Returns where what they hold begins."""
        while True:
            start = self._read_head(part, start)
            kind = part.kind.type
            boundary = part.get_boundary() if kind.startswith("multipart/") else None
            line = f"--{boundary.rstrip()}" if boundary else ""
            if line in self._places:
                line = ""
            if line:
                self._places[line] = len(self._open)
            self._open.append((part, line))
            if not kind.startswith("message/") or kind in _NOTICES or part.is_encoded:
                return start
            part = self._within(part)

    def _read_head(self, part: MailPart, start: int) -> int:
        head = _HEAD.match(self._text, start)
        assert head is not None
        for header in _ENDS.split(head[0]):
            name, colon, value = header.partition(":")
            if name and colon and " " not in name:
                part.set_raw(name, value.lstrip(" \t").rstrip("\r\n"))
        blank = _BLANK.match(self._text, head.end())
        said, default = part.get("content-type"), part.get_default_type()
        part.encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
        if said is not None or default != _PLAIN.type:
            part.kind = _kind_of(str(said), default) if said is not None else SaidKind(default, "", False)
        part.start = blank.end() if blank else head.end()
        return part.start

    def _close(self, place: int, end: int) -> None:
        """Let the parts from a place on be over."""
        for part, line in self._open[place:]:
            if line:
                del self._places[line]
            part.end = max(part.start, end)
            if not part.held:
                part.set_payload(self._text[part.start : part.end])
        del self._open[place:]


def texts_of(message: MailPart) -> list[MailPart]:
    """The parts of a mail that are its text: of alternatives the page, else the best there is, and all that stands beside it."""
    if not message.held:
        return [message] if _is_text(message) else []
    found: list[MailPart] = []
    waiting = [message]
    while waiting:
        one = waiting.pop()
        kind = one.kind.type
        if one.is_mail:
            continue
        if one.held:
            within = one.held
            if kind == "multipart/alternative":
                pages = [part for part in within if part.kind.type in _PAGES]
                plain = [part for part in within if part.kind.type in _TEXTS]
                within = pages[-1:] or plain[:1] or within
            waiting += reversed(within)
        elif _is_text(one) and not _is_attached(one):
            found.append(one)
    return found


def _is_text(part: MailPart) -> bool:
    """Whether a part is to be read; one that should have others in it and has none is, since what it holds must be there."""
    return part.kind.type in _TEXTS or (part.kind.type.startswith("multipart/") and not (part.held or is_encrypted(part)))


def _is_attached(part: MailPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def is_encrypted(part: MailPart) -> bool:
    """Whether a mail or a part of one can be read by its receiver alone."""
    kind = part.kind.type
    return kind == "multipart/encrypted" or (kind == "application/pkcs7-mime" and "signed" not in str(part.get_param("smime-type")))


def attached_to(message: MailPart) -> Iterator[tuple[str, MailPart]]:
    """What is attached to a mail, in its order, each with its name; what is attached to a mail among them is not given."""
    texts = {id(text) for text in texts_of(message)}
    waiting = [message]
    number = 0
    while waiting:
        one = waiting.pop()
        if one.is_mail:
            number += 1
            named = header_of(headers_of(one.held[0]), "Subject") if one.held else ""
            yield f"{named[:80] or f'mail {number}'}.eml".replace("/", "-"), one
        elif one.held:
            waiting += reversed(one.held)
        elif id(one) not in texts and (one.kind.type not in _TEXTS or _is_attached(one)) and not is_encrypted(one):
            number += 1
            name = decoded_words(one.get_filename() or "") or f"attachment {number}"
            yield name.replace("/", "-").replace("\\", "-"), one


def mails_in(message: MailPart) -> int:
    """How many mails there are in one, however deep."""
    found, waiting = 0, [message]
    while waiting:
        one = waiting.pop()
        found += one.is_mail
        waiting += one.held
    return found


def headers_of(message: MailPart | PlainMail) -> dict[str, str]:
    """The first header of each name, in small letters, as it was sent; bytes that name no encoding in that of the mail."""
    if isinstance(message, PlainMail):
        return {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value))
    loose = [name for name, value in found.items() if not value.isascii() and _STRAY_BYTE.search(value)]
    written = _encoding_of(message) if loose else ""
    for name in loose:
        found[name] = _decoded(found[name].encode("utf-8", "surrogateescape"), "utf-8", written)
    return found


_STRAY_BYTE = re.compile("[\udc80-\udcff]")


def _decoded(data: bytes, usual: str, otherwise: str) -> str:
    try:
        return data.decode(usual)
    except (LookupError, UnicodeDecodeError):
        return data.decode(otherwise, "replace")


def _encoding_of(message: MailPart) -> str:
    """What a mail is written in: what its first text names, else what its bytes are probably in."""
    named = next((charset for text in texts_of(message) if (charset := text.kind.charset)), "")
    head = "\n".join([f"{name}: {value}" for name, value in message.raw_items()]).encode("utf-8", "surrogateescape")
    if named and named != "us-ascii":
        with suppress(LookupError, UnicodeDecodeError):
            head.decode(named)
            return named
    from tui.store.encodings import likely_encoding

    return likely_encoding(head + message.text[message.start : message.end].encode("utf-8", "surrogateescape")).python
