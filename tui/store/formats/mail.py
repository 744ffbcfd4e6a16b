"""Mails: one to a file, a mailbox of them, and what is attached to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from functools import partial
from itertools import islice
from typing import NamedTuple

from tui.model.text import collapsed, fenced
from tui.store.file_kinds import kind_of
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import label_on, labels_in_markdown, marking_said
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.moments import edtf_of
from tui.store.formats.registry import format_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key
from tui.store.source_text import source_text

MOST_ATTACHED = 200
"""Attachments of one mail that are read."""

_POSTMARK = re.compile(rb"(?:\A|\n\r?\n)(?=From [^\n]*\d\d:\d\d[^\n]*\n[!-9;-~]+:)")
"""Where the mails of a mailbox begin: the line that is none of the mail's."""

_ID = re.compile(rb"^message-id:\s*<?\s*([^>\s]+)", re.I | re.M)
_PARENT = re.compile(rb"^in-reply-to:[^<\n]*<([^>\s]+)>", re.I | re.M)
_ENDS = re.compile(rb"\r?\n\r?\n")
_MAY_HOLD_FILES = re.compile(
    rb"^content-(?:disposition:\s*attachment|type:\s*(?:message/rfc822|multipart/digest))|name\*?\d?\*?=", re.I | re.M
)
"""Found in every mail that something is attached to, so that most others need not be parsed to know."""

_MARKED_BY = re.compile(r"tlp|classification|protective-?marking|handling|^sensitivity$", re.I)
_KEPT = ("Reply-To", "Organization", "Importance", "Keywords", "Comments", "List-Archive", "In-Reply-To", "Message-ID")
"""Headers that no field holds and that say something to a reader."""

_QUOTED = re.compile(r"^\s*>+ ?")
_ANSWER = 5
"""Quoted lines from which on a reply may quote the whole of what it answers."""


class _Mail(NamedTuple):
    """A mail that is not read yet."""

    data: bytes
    key: str
    parent: str
    """Message-ID of what it answers."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The mail of a file with what is attached to it, or all those of a mailbox."""
    if not _POSTMARK.match(data):
        if not _ID.search(_head(data)) and not re.match(rb"\s*[!-9;-~]+:", data[:1_000]):
            raise NotOfThisFormat
        yield from _parts_of(_mail(data), "", {}, file)
        return
    starts = [found.end() for found in _POSTMARK.finditer(data)]
    mails = [
        _mail(re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end]).partition(b"\n")[2])
        for start, end in zip(starts, [*starts[1:], len(data)], strict=True)
    ]
    known = {mail.key: mail for mail in mails}
    for mail in mails:
        yield from _parts_of(mail, mail.key, known, file)


def _head(data: bytes) -> bytes:
    ends = _ENDS.search(data)
    return data[: ends.start()] if ends else data[:100_000]


def _mail(data: bytes) -> _Mail:
    head = _head(data)
    named, answered = _ID.search(head), _PARENT.search(head)
    identity = named[1].decode("utf-8", "replace") if named else f"mail {len(data)} {hash_of(data)}"
    return _Mail(data, part_key(identity), answered[1].decode("utf-8", "replace") if answered else "")


def hash_of(data: bytes) -> str:
    """A few figures that tell a mail without an id from others."""
    from hashlib import blake2b

    return blake2b(data, digest_size=6).hexdigest()


def _parts_of(mail: _Mail, key: str, known: dict[str, _Mail], file: ForeignFile) -> Iterator[FilePart]:
    yield FilePart(key, mail.data, partial(_rendition, mail, known, file))
    if _MAY_HOLD_FILES.search(mail.data) is None:
        return
    try:
        attached = list(islice(_attached(_parsed(mail.data)), MOST_ATTACHED))
    except (RecursionError, ValueError, LookupError):
        # Reading the mail itself tells of it; those behind it in a mailbox are read all the same.
        return
    for name, content in attached:
        if content and _is_read(name, content):
            own = part_key(name)
            yield FilePart(f"{key}~{own}" if key else own, content, None, name)


def _parsed(data: bytes) -> Message:
    return BytesParser().parsebytes(data)


def _is_read(name: str, content: bytes) -> bool:
    from tui.store.encodings import binary_kind

    return format_of(name, content) is not None or (kind_of(name) != "auto" and binary_kind(content) is None)


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    """Name and content of what is attached to a mail, in its order, and of what is sent along within it."""
    texts = {id(text) for text in _texts_of(message)}
    waiting = [message]
    number = 0
    while waiting:
        one = waiting.pop()
        kind = one.get_content_type()
        if kind == "message/rfc822":
            for sent in _within(one):
                number += 1
                data = sent.as_bytes()
                named = _header(_headers_of(sent, data), "Subject")[:80] or f"mail {number}"
                yield f"{named}.eml".replace("/", "-"), data
        elif one.is_multipart():
            waiting += reversed(_within(one))
        elif id(one) not in texts and (_is_attached(one) or kind not in _TEXTS) and not _is_encrypted(one):
            number += 1
            content = one.get_payload(decode=True)
            name = _decoded_words(one.get_filename() or "") or f"attachment {number}"
            yield name.replace("/", "-").replace("\\", "-"), content if isinstance(content, bytes) else b""


_TEXTS = ("text/plain", "text/html")
_PAGES = ("text/html", "multipart/related", "multipart/mixed")


def _texts_of(message: Message) -> list[Message]:
    """The parts of a mail that are its text: of alternatives the page, else the best there is, and all that stands beside it."""
    found: list[Message] = []
    waiting = [message]
    while waiting:
        one = waiting.pop()
        kind = one.get_content_type()
        if kind == "message/rfc822":
            continue
        if one.is_multipart():
            within = _within(one)
            if kind == "multipart/alternative":
                pages = [part for part in within if part.get_content_type() in _PAGES]
                plain = [part for part in within if part.get_content_type() in _TEXTS]
                within = pages[-1:] or plain[:1] or within
            waiting += reversed(within)
        elif kind in _TEXTS and (one is message or not _is_attached(one)):
            found.append(one)
    return found


def _is_attached(part: Message) -> bool:
    return bool(part.get_filename()) or part.get_content_disposition() == "attachment"


def _within(message: Message) -> list[Message]:
    held = message.get_payload()
    return [part for part in held if isinstance(part, Message)] if isinstance(held, list) else []


_LONGEST_HEADER = 20_000
"""Characters of a header that are read."""


def _headers_of(message: Message, data: bytes) -> dict[str, str]:
    """The first header of each name, in small letters, as it was sent; bytes that name no encoding in that of the mail."""
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), str(value))
    loose = [name for name, value in found.items() if not value.isascii() and _STRAY_BYTE.search(value)]
    written = _encoding_of(message, data) if loose else ""
    for name in loose:
        found[name] = _decoded(found[name].encode("utf-8", "surrogateescape"), "utf-8", written)
    return found


_STRAY_BYTE = re.compile("[\udc80-\udcff]")


def _decoded(data: bytes, usual: str, otherwise: str) -> str:
    try:
        return data.decode(usual)
    except (LookupError, UnicodeDecodeError):
        return data.decode(otherwise, "replace")


def _encoding_of(message: Message, data: bytes) -> str:
    """What a mail is written in: what its first text names, else what its bytes are probably in."""
    named = next((charset for text in _texts_of(message) if (charset := text.get_content_charset())), "")
    if named and named != "us-ascii":
        with suppress(LookupError, UnicodeDecodeError):
            _head(data).decode(named)
            return named
    from tui.store.encodings import likely_encoding

    return likely_encoding(data).python


def _header(headers: Mapping[str, str], name: str) -> str:
    """A header as text on one line; "" where there is none."""
    value = headers.get(name.lower())
    return _decoded_words(value) if value else ""


def _decoded_words(value: str) -> str:
    """A header as it is meant: words in other encodings decoded, bytes that belong to none read as what they probably are."""
    value = value[:_LONGEST_HEADER]
    if not value.isascii():
        from tui.store.problems import Problems

        value = source_text(value.encode("utf-8", "surrogateescape"), Problems())
    if "=?" in value:
        with suppress(ValueError, LookupError, UnicodeError, HeaderParseError):
            value = str(make_header(decode_header(value)))
    return collapsed(value)


_ADDRESS = r"\s*+(?:[\w-][\w -]*+<[\w.+=-]++@[\w.-]++>|[\w.+=-]++@[\w.-]++)\s*+"
_USUAL_PEOPLE = re.compile(f"{_ADDRESS}(?:,{_ADDRESS})*+")
"""Names without any sign, with addresses behind them, and bare addresses: most headers, cut without a parser."""


def people_in(header: str) -> Iterator[tuple[str, str]]:
    """Names and addresses in a header, as `getaddresses` gives them."""
    if _USUAL_PEOPLE.fullmatch(header) is None:
        yield from getaddresses([header])
        return
    for one in header.split(","):
        name, found, address = one.strip().rstrip(">").rpartition("<")
        yield (name, address) if found else ("", address)


def _people(headers: Mapping[str, str], *names: str) -> list[str]:
    """Who stands in some headers: their names, else their addresses."""
    given = [one for name in names if (text := _header(headers, name)) for one in people_in(text)]
    return list(dict.fromkeys(collapsed(name) or address for name, address in given if name or address))[:500]


def _rendition(mail: _Mail, known: dict[str, _Mail], file: ForeignFile) -> Rendition:
    message = _parsed(mail.data)
    headers, texts = _headers_of(message, mail.data), _texts_of(message)
    subject = _header(headers, "Subject")
    made = Rendition(file, subject or "Mail without a subject")
    sender = _people(headers, "From", "Sender")
    date = edtf_of(_header(headers, "Date"))
    made.fields |= {
        "id": mail.key if _ID.search(_head(mail.data)) else "",
        "date": date,
        "kind": "mail",
        "producer": sender[0] if sender else "",
        "audience": _people(headers, "To", "Cc"),
        "series": _list_of(headers),
        "lang": _header(headers, "Content-Language").partition(",")[0],
    }
    _fill_body(made, message, texts)
    _handling(made, message, subject)
    for name in _KEPT:
        made.keep(name, _header(headers, name))
    if texts != [message]:
        _tell_attachments(made, message)
    parent = known.get(part_key(mail.parent)) if mail.parent else None
    if parent is not None:
        made.fields["supersedes" if _quotes_all(made, parent) else "related"] = [parent.key]
    own_source(made, mail.data, title=subject or file.name, date=date, author=sender[0] if sender else "", type="mail")
    return made


def _list_of(headers: Mapping[str, str]) -> str:
    said = _header(headers, "List-Id")
    name, _, rest = said.partition("<")
    return name.strip(" \"'") or rest.strip("> ")


def _text_of(part: Message, made: Rendition) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or ""
    try:
        return payload.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return source_text(payload, made.problems)


def _is_encrypted(message: Message) -> bool:
    kind = message.get_content_type()
    return kind == "multipart/encrypted" or (
        kind == "application/pkcs7-mime" and "signed" not in str(message.get_param("smime-type"))
    )


_SOFT_BREAK = re.compile(r"(?m)^(?!>|-- $)(.*\S) \r?\n(?=[^\s>-])")
"""The end of a line that goes on in the next one (RFC 3676)."""


def _fill_body(made: Rendition, message: Message, texts: list[Message]) -> None:
    if texts != [message] and _is_encrypted(message):
        made.problems.add("error", "encrypted", "This mail is encrypted: its text cannot be read.")
        return
    pages = [part.get_content_type() == "text/html" for part in texts]
    has_pages, written = any(pages), list[str]()
    for part, is_page in zip(texts, pages, strict=True):
        text = _text_of(part, made)
        if is_page:
            try:
                text = markdown_of(tree_of(text), made.losses)
            except TooManyNodes:
                text = fenced(text)
        elif "flowed" in str(part.get("content-type", "")).lower() and str(part.get_param("format") or "").lower() == "flowed":
            text = _SOFT_BREAK.sub(r"\1 ", text)
        if text.strip():
            written.append(text.rstrip() if is_page or not has_pages else fenced(text.rstrip()))
    made.fields["body"], made.plain = "\n\n".join(written), not has_pages


def _handling(made: Rendition, message: Message, subject: str) -> None:
    made.handling.append(label_on(subject))
    for name, value in message.raw_items():
        if _MARKED_BY.search(name):
            said = collapsed(str(value)[:400])[:200]
            if (name.lower(), said.lower()) != ("sensitivity", "normal"):
                made.handling.append(marking_said(said))
    made.handling += labels_in_markdown(made.fields.get("body", ""))


def _tell_attachments(made: Rendition, message: Message) -> None:
    listed: list[str] = []
    for name, content in _attached(message):
        listed.append(f"{name} ({len(content):,} bytes)")
        if name.lower() == "winmail.dat":
            said = "What “winmail.dat” holds, text or attachments in Outlook's own form, is not read."
            made.problems.add("warning", "winmail", said)
        elif not _is_read(name, content):
            made.losses["attachments-not-read"] += 1
    made.keep("attachments", "\n".join(listed))


def _quotes_all(made: Rendition, parent: _Mail) -> bool:
    """Whether a reply quotes the whole text of the mail that it answers."""
    if not made.plain:
        return False
    quoted = {collapsed(_QUOTED.sub("", line)) for line in made.fields["body"].split("\n") if line.lstrip().startswith(">")}
    if len(quoted) < _ANSWER:
        return False
    texts = _texts_of(_parsed(parent.data))
    if not texts:
        return False
    text = _text_of(texts[0], Rendition(ForeignFile("", "")))
    lines = [collapsed(_QUOTED.sub("", line)) for line in text.split("\n-- \n")[0].split("\n")]
    return all(line in quoted for line in lines if line)
