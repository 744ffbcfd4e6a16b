"""Mails: one to a file, a mailbox of them, and what is attached to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from email.utils import getaddresses
from functools import cached_property, lru_cache, partial
from itertools import islice, pairwise

from tui.model.counted import counted
from tui.model.handling import Marking
from tui.model.text import collapsed, fenced
from tui.store.file_kinds import kind_of
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import label_on, labels_in_markdown, marking_said
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import TooManyNodes, tree_of
from tui.store.formats.mail_headers import header_of
from tui.store.formats.mail_message import (
    MailPart,
    PlainMail,
    attached_to,
    headers_of,
    is_encrypted,
    mail_in,
    mails_in,
    plain_mail,
    texts_of,
)
from tui.store.formats.moments import edtf_of
from tui.store.formats.registry import as_utf_8, format_of, is_mail
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key
from tui.store.source_text import source_text

MOST_ATTACHED = 200
"""Attachments of one mail that are read."""
DEEPEST = 20
"""Mails in one another that are read, below the first."""
_LONGEST_KEY = 150
"""Characters of a key behind which that of an attachment stands."""

_POSTMARK = re.compile(rb"(?:\A|\n\r?\n)(?=From [^\n]*\d\d:\d\d[^\n]*\n[!-9;-~]+:)")
"""Where the mails of a mailbox begin: the line that is none of the mail's."""

_ID = re.compile(rb"^message-id:\s*<?\s*([^>\s]+)", re.I | re.M)
_PARENT = re.compile(rb"^in-reply-to:[^<\n]*<([^>\s]+)>", re.I | re.M)
_ENDS = re.compile(rb"\r?\n\r?\n")
_MAY_HOLD_FILES = re.compile(
    rb"^content-(?:disposition:\s*attachment|type:\s*(?:message/|multipart/digest))|name\*?\d?\*?=", re.I | re.M
)
"""Found in every mail that something is attached to, so that most others need not be parsed to know."""
_OF_FILES = (b"name", b"attachment", b"message/", b"multipart/digest")
"""One of them is in whatever that finds."""
_FIRST_HEADER = re.compile(rb"\s*[!-9;-~]+:")
_MANGLED = re.compile(rb"(?m)^>(>*From )")

_MARKED_BY = re.compile(r"tlp|classification|protective-?marking|handling|^sensitivity$", re.I)
_KEPT = {
    name.lower(): name
    for name in ("Reply-To", "Organization", "Importance", "Keywords", "Comments", "List-Archive", "In-Reply-To", "Message-ID")
}
"""Headers by their names in small letters that no field holds and that say something to a reader."""

_QUOTED = re.compile(r"^\s*>+ ?")
_ANSWER = 5
"""Quoted lines from which on a reply may quote the whole of what it answers."""


class _Mail:
    """A mail that is not read yet."""

    __slots__ = ("below", "data", "end", "is_unicode", "key", "named", "parent")

    def __init__(self, data: bytes, is_unicode: bool, below: int = 0) -> None:
        """Look at its headers.

        Args:
            data: of it, in UTF-8 where it was in another form of Unicode.
            is_unicode: whether it was: what its parts say of their encodings holds no more.
            below: mails in it that are not read.
        """
        ends = _ENDS.search(data)
        head = data[: ends.start()] if ends else data[:100_000]
        small = head.lower()
        named, answered = (
            one.search(head, place) if (place := small.find(sign)) >= 0 else None
            for one, sign in ((_ID, b"message-id:"), (_PARENT, b"in-reply-to:"))
        )
        identity = named[1].decode("utf-8", "replace") if named else f"mail {len(data)} {hash_of(data)}"
        self.data = data
        self.end = ends.start() if ends else -1
        """Where its headers end; below 0 where nothing follows them."""
        self.is_unicode = is_unicode
        self.below = below
        self.named = named is not None
        self.key = part_key(identity)
        self.parent = answered[1].decode("utf-8", "replace") if answered else ""
        """Message-ID of what it answers."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The mail of a file with what is attached to it, or all those of a mailbox."""
    text = as_utf_8(data).removeprefix(b"\xef\xbb\xbf")
    is_unicode = text is not data
    if not _POSTMARK.match(text):
        mail = _Mail(text, is_unicode)
        if not mail.named and not _FIRST_HEADER.match(text[:1_000]):
            raise NotOfThisFormat
        yield from _parts_of(mail, "", {}, file, data)
        return
    starts = [found.end() for found in _POSTMARK.finditer(text)]
    mails = [_Mail(_unmangled(text[start:end]), is_unicode) for start, end in pairwise([*starts, len(text)])]
    known = {mail.key: mail for mail in mails}
    for mail in mails:
        yield from _parts_of(mail, mail.key, known, file, mail.data)


def _unmangled(data: bytes) -> bytes:
    """A mail of a mailbox, without the line before it and the signs that keep its lines from being taken for such ones."""
    data = data.partition(b"\n")[2]
    return _MANGLED.sub(rb"\1", data) if b">From " in data else data


def hash_of(data: bytes) -> str:
    """A few figures that tell a mail without an id from others."""
    from hashlib import blake2b

    return blake2b(data, digest_size=6).hexdigest()


def _parts_of(mail: _Mail, key: str, known: dict[str, _Mail], file: ForeignFile, data: bytes) -> Iterator[FilePart]:
    """A mail and what is attached to it; `data` is what tells whether it has changed."""
    if not _may_hold_files(mail.data):
        yield FilePart(key, data, partial(_rendition, mail, known, file, data))
        return
    seen: list[MailPart] = []
    yield FilePart(key, data, partial(_rendition, mail, known, file, data, seen))
    first = seen.pop() if seen else mail_in(mail.data)
    waiting = [(first, mail, key, 1, _Around(first, mail.is_unicode))]
    while waiting:
        message, mail, above, depth, around = waiting.pop()
        within: list[tuple[MailPart, _Mail, str, int, _Around]] = []
        for name, part in islice(attached_to(message), MOST_ATTACHED):
            own = _key_of(name, above)
            content = part.content()
            if _is_mail(name, part, content):
                inner = part.held[0] if part.held else mail_in(content)
                below = _below(inner) if depth == DEEPEST else 0
                sent = _Mail(content, mail.is_unicode and not part.is_encoded, below)
                yield FilePart(own, content, partial(_rendition, sent, {}, file, content, around=around))
                if depth < DEEPEST:
                    within.append((inner, sent, own, depth + 1, _Around(inner, sent.is_unicode, around)))
            elif content and _is_read(name, content):
                yield FilePart(own, content, None, name, around.said)
        waiting += reversed(within)


def _key_of(name: str, above: str) -> str:
    own = part_key(name)
    if not above:
        return own
    return f"{above}~{own}" if len(above) < _LONGEST_KEY else part_key(f"{above}~{name}")


def _is_mail(name: str, part: MailPart, content: bytes) -> bool:
    return part.is_mail or (name.lower().endswith(".eml") and not _POSTMARK.match(content) and is_mail(content))


def _below(message: MailPart) -> int:
    """How many mails there are in one, those that are attached to it as files among them."""
    files = [part for name, part in attached_to(message) if not part.is_mail and name.lower().endswith(".eml")]
    return mails_in(message) + len(files)


def _is_read(name: str, content: bytes) -> bool:
    return format_of(name, content) is not None or (kind_of(name) != "auto" and not _is_no_text(content))


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
    given = [one for name in names if (text := header_of(headers, name)) for one in people_in(text)]
    return list(dict.fromkeys(collapsed(name) or address for name, address in given if name or address))[:500]


def _may_hold_files(data: bytes) -> bool:
    small = data.lower()
    return any(sign in small for sign in _OF_FILES) and _MAY_HOLD_FILES.search(data) is not None


def _rendition(
    mail: _Mail,
    known: dict[str, _Mail],
    file: ForeignFile,
    data: bytes,
    seen: list[MailPart] | None = None,
    around: _Around | None = None,
) -> Rendition:
    """The briefing of a mail, sent along with the one `around` it; `seen` gets it in parts, for whoever reads what is attached."""
    message: MailPart | PlainMail | None = None
    if seen is None and mail.end > 0:
        message = plain_mail(mail.data, mail.end)
    if message is None:
        message = mail_in(mail.data)
        if seen is not None:
            seen[:] = [message]
    headers = headers_of(message)
    texts: Sequence[MailPart | PlainMail] = [message] if isinstance(message, PlainMail) else texts_of(message)
    subject = header_of(headers, "Subject")
    made = Rendition(file, subject or "Mail without a subject")
    sender = _people(headers, "From", "Sender")
    date = edtf_of(header_of(headers, "Date"))
    made.fields |= {
        "id": mail.key if mail.named else "",
        "date": date,
        "kind": "mail",
        "producer": sender[0] if sender else "",
        "audience": _people(headers, "To", "Cc"),
        "series": _list_of(headers),
        "lang": header_of(headers, "Content-Language").partition(",")[0],
    }
    _fill_body(made, message, texts, mail.is_unicode)
    _handling(made, message, subject)
    made.handling += around.labels if around is not None else []
    for small, name in _KEPT.items():
        if small in headers:
            made.keep(name, header_of(headers, small))
    if isinstance(message, MailPart) and texts != [message]:
        _tell_attachments(made, message, mail.is_unicode)
    if mail.below:
        _tell_below(made, mail.below)
    parent = known.get(part_key(mail.parent)) if mail.parent else None
    if parent is not None:
        made.fields["supersedes" if _quotes_all(made, parent) else "related"] = [parent.key]
    own_source(made, data, title=subject or file.name, date=date, author=sender[0] if sender else "", type="mail")
    return made


def _list_of(headers: Mapping[str, str]) -> str:
    said = header_of(headers, "List-Id")
    name, _, rest = said.partition("<")
    return name.strip(" \"'") or rest.strip("> ")


_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32", "ucs-2", "ucs-4")
"""How the names of encodings begin in which letters look like bytes of something else."""


def _is_no_text(data: bytes) -> bool:
    from tui.store.encodings import binary_kind

    return binary_kind(data) is not None


def _text_of(part: MailPart | PlainMail, made: Rendition, is_unicode: bool) -> str:
    payload, charset = part.content(), part.kind.charset
    if part.is_encoded:
        if not charset.startswith(_WIDE) and _is_no_text(payload):
            said = f"{counted(len(payload), 'byte')} that this mail calls text are none once they are decoded, and are left out."
            made.problems.add("warning", "text-not-decoded", said, suggestion="open it in the program that it came from")
            return ""
        if part.is_cut:
            made.problems.add("warning", "text-cut", "The text of this mail breaks off: what is missing was not in the file.")
    elif is_unicode:
        charset = "utf-8"
    try:
        return payload.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return source_text(payload, made.problems)


_SOFT_BREAK = re.compile(r"(?m)^(?!>|-- $)(.*\S) \r?\n(?=[^\s>-])")
"""The end of a line that goes on in the next one (RFC 3676)."""


def _fill_body(made: Rendition, message: MailPart | PlainMail, texts: Sequence[MailPart | PlainMail], is_unicode: bool) -> None:
    if isinstance(message, MailPart) and texts != [message] and is_encrypted(message):
        made.problems.add("error", "encrypted", "This mail is encrypted: its text cannot be read.")
        return
    pages = [part.kind.type == "text/html" for part in texts]
    has_pages, written = any(pages), list[str]()
    for part, is_page in zip(texts, pages, strict=True):
        text = _text_of(part, made, is_unicode)
        if is_page:
            try:
                text = markdown_of(tree_of(text), made.losses)
            except TooManyNodes:
                text = fenced(text)
        elif part.kind.flowed and (" \n" in text or " \r" in text):
            text = _SOFT_BREAK.sub(r"\1 ", text)
        if text.strip():
            written.append(text.rstrip() if is_page or not has_pages else fenced(text.rstrip()))
    made.fields["body"], made.plain = "\n\n".join(written), not has_pages


@lru_cache(maxsize=256)
def _may_mark(header: str) -> bool:
    return _MARKED_BY.search(header) is not None


def _handling(made: Rendition, message: MailPart | PlainMail, subject: str) -> None:
    made.handling.append(label_on(subject))
    for name, value in message.raw_items():
        if _may_mark(name):
            said = collapsed(str(value)[:400])[:200]
            if (name.lower(), said.lower()) != ("sensitivity", "normal"):
                made.handling.append(marking_said(said))
    made.handling += labels_in_markdown(made.fields.get("body", ""))


class _Around:
    """A mail that others were sent along with."""

    def __init__(self, message: MailPart, is_unicode: bool, around: _Around | None = None) -> None:
        self._message, self._is_unicode, self._around = message, is_unicode, around

    def said(self) -> list[Marking]:
        """The same, for whoever reads later what is attached to it."""
        return self.labels

    @cached_property
    def labels(self) -> list[Marking]:
        """What it says of the handling of all that it holds, and what those say that hold it; CLEAR is said of itself alone."""
        above = self._around.labels if self._around is not None else []
        own = [one for one in _labels_of(self._message, self._is_unicode) if one != Marking("CLEAR")]
        return list(dict.fromkeys([*above, *own]))


def _labels_of(message: MailPart, is_unicode: bool) -> list[Marking]:
    """What a mail says of handling, in its headers and its text."""
    made = Rendition(ForeignFile("", ""))
    _fill_body(made, message, texts_of(message), is_unicode)
    _handling(made, message, header_of(headers_of(message), "Subject"))
    return [one for one in made.markings if one]


def _labels_within(message: MailPart, is_unicode: bool) -> Iterator[Marking]:
    """What the mails that were sent along with one, and those within them, say of handling: their subjects are named in it."""
    waiting = [(message, is_unicode, 0)]
    while waiting:
        message, is_unicode, depth = waiting.pop()
        for name, part in islice(attached_to(message), MOST_ATTACHED):
            yield label_on(name)
            if part.held:
                within = is_unicode and not part.is_encoded
                yield from _labels_of(part.held[0], within)
                waiting += [(part.held[0], within, depth + 1)] if depth < DEEPEST else []


def _tell_attachments(made: Rendition, message: MailPart, is_unicode: bool) -> None:
    made.handling += dict.fromkeys(one for one in _labels_within(message, is_unicode) if one and one != Marking("CLEAR"))
    listed: list[str] = []
    for number, (name, part) in enumerate(attached_to(message)):
        content = part.content()
        listed.append(f"{name} ({len(content):,} bytes)")
        if name.lower() == "winmail.dat":
            said = "What “winmail.dat” holds, text or attachments in Outlook's own form, is not read."
            made.problems.add("warning", "winmail", said)
        elif number >= MOST_ATTACHED or not _is_read(name, content):
            made.losses["attachments-not-read"] += 1
    made.keep("attachments", "\n".join(listed))


def _tell_below(made: Rendition, below: int) -> None:
    left = f"{counted(below, 'mail')} in this one {'is' if below == 1 else 'are'} not"
    said = f"Mails in one another are read {DEEPEST} deep: {left}."
    made.problems.add("warning", "mails-too-deep", said, suggestion="open them in the program that they came from")


def _quotes_all(made: Rendition, parent: _Mail) -> bool:
    """Whether a reply quotes the whole text of the mail that it answers."""
    if not made.plain:
        return False
    quoted = {collapsed(_QUOTED.sub("", line)) for line in made.fields["body"].split("\n") if line.lstrip().startswith(">")}
    if len(quoted) < _ANSWER:
        return False
    texts = texts_of(mail_in(parent.data))
    if not texts:
        return False
    text = _text_of(texts[0], Rendition(ForeignFile("", "")), parent.is_unicode)
    lines = [collapsed(_QUOTED.sub("", line)) for line in text.split("\n-- \n")[0].split("\n")]
    return all(line in quoted for line in lines if line)
