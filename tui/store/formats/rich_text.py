"""Rich text (RTF) as Outlook keeps it: unpacked, and the text or the page that it stands for."""

from __future__ import annotations

import re
import struct

_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans Serif"
    b"SymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What packed texts may refer to before they begin (MS-OXRTFCP 2.1.3.1.1)."""

_WINDOW = 4_096
_MOST = 64 << 20
"""Bytes that are unpacked."""


def unpacked(data: bytes) -> bytes:
    """The rich text that is packed; b"" where it is damaged (MS-OXRTFCP)."""
    if len(data) < 16:
        return b""
    _, size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:
        return data[16 : 16 + size]
    if kind != 0x75465A4C or size > _MOST:
        return b""
    window = bytearray(_BEGINNING.ljust(_WINDOW, b"\0"))
    at, end, output = 16, len(data), bytearray()
    place = len(_BEGINNING)
    while at < end and len(output) < size:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end or len(output) >= size:
                break
            if not flags >> bit & 1:
                byte = data[at]
                at += 1
                output.append(byte)
                window[place] = byte
                place = (place + 1) % _WINDOW
                continue
            if at + 1 >= end:
                return bytes(output)
            pair = data[at] << 8 | data[at + 1]
            at += 2
            start, length = pair >> 4, (pair & 15) + 2
            if start == place:
                return bytes(output)
            for step in range(length):
                byte = window[(start + step) % _WINDOW]
                output.append(byte)
                window[place] = byte
                place = (place + 1) % _WINDOW
    return bytes(output)


_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"sect": "\n", b"page": "\n"}
_SIGNS = {
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
}
_NO_TEXT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr themedata datastore listtable"
    b" listoverridetable rsidtbl generator fldinst xmlnstbl latentstyles mhtmltag bkmkstart bkmkend".split()
)
_DEEPEST = 2_000


def plain_of(rich: bytes) -> tuple[str, bytes]:
    """The text that rich text says, and the page that is packed in it; one of them is empty (MS-OXRTFEX)."""
    is_page = b"\\fromhtml" in rich[:1_000]
    found = re.search(rb"\\ansicpg(\d{2,5})", rich[:2_000])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    try:
        b"".decode(encoding)
    except LookupError:
        encoding = "cp1252"
    written: list[str] = []
    raw = bytearray()
    # Whether a group is no text, whether it is of the page, and whether it is for those alone that know no pages.
    state = (False, False, False)
    groups: list[tuple[bool, bool, bool]] = []
    pass_over = 0
    begins = 0
    """Whether a group has just begun: 1; with the sign of one that may be passed over: 2."""

    def flush() -> None:
        if raw:
            written.append(raw.decode(encoding, "replace"))
            raw.clear()

    for token in _TOKEN.finditer(rich):
        word, number, code, sign, brace, text = token.groups()
        hidden, page, rtf = state
        if brace == b"{":
            if len(groups) < _DEEPEST:
                groups.append(state)
            begins = 1
            continue
        if brace == b"}":
            state = groups.pop() if groups else state
            continue
        shown = not hidden and not rtf
        if word is not None:
            if word == b"htmltag":
                state = (False, True, rtf)
            elif word == b"htmlrtf":
                state = (hidden, page, number != b"0")
            elif word in _NO_TEXT or begins == 2:
                state = (True, page, rtf)
            elif shown and word == b"u" and number:
                flush()
                written.append(chr(int(number) % 65_536))
                pass_over = 1
            elif shown and (said := _BREAKS.get(word) or _SIGNS.get(word)):
                flush()
                written.append(said)
        elif sign == b"*" and begins:
            begins = 2
            continue
        elif shown:
            if code is not None:
                if pass_over:
                    pass_over = 0
                else:
                    raw.append(int(code, 16))
            elif text is not None:
                raw += text[1:] if pass_over else text
                pass_over = 0
            elif sign in (b"\\", b"{", b"}"):
                raw += sign
            elif sign == b"~":
                flush()
                written.append("\u00a0")
        begins = 0
    flush()
    said = "".join(written).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return ("", said.encode()) if is_page else (said, b"")
