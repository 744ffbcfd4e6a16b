"""From the bytes of a file to text that is harmless and that every parser accepts, one character for one."""

from __future__ import annotations

import codecs
from unicodedata import normalize

from tui.model.late_pattern import late_pattern
from tui.model.text import clean
from tui.store.problems import Problems

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read (`briefing help format`)."""

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\t\n\r") + b"\x7f"
_HARMFUL = (
    late_pattern(rb"\xc2[\x80-\x9f]"),
    late_pattern(rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])"),
    late_pattern(rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
)
_BOM = "\ufeff"
_C1 = late_pattern("[\x80-\x9f]")
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b$)C")
"""Begin letters of the encodings ISO-2022, whose bytes are ASCII."""
_UNREADABLE_BY_YAML = str.maketrans({_BOM: "\u2060", "\ufffe": "\ufffd", "\uffff": "\ufffd"})
_NAMES = {0: "NUL", 7: "bell", 8: "backspace", 0x0C: "form feed", 0x0D: "carriage return", 0x1B: "escape", 0x7F: "delete"}


class _Place:
    """A place in a text, counted only when it is needed."""

    __slots__ = ("column", "index", "line")

    def __init__(self, text: str, index: int) -> None:
        self.index = index
        self.line = text.count("\n", 0, index)
        self.column = index - (text.rfind("\n", 0, index) + 1)


def line_and_column(text: str, index: int) -> _Place:
    """The line and column, from 0, of an offset in a text."""
    return _Place(text, index)


def _decoded(data: bytes, problems: Problems, strict: bool) -> tuple[str, bool]:
    """The text of bytes, and whether these are its UTF-8."""
    if data.startswith(_WIDE) or b"\x00" in data[:400]:
        from tui.store.encodings import unicode_of

        found = unicode_of(data)
        if found is not None:
            encoding, mark = found
            name = encoding[:6].upper()
            problems.add("info", name.lower(), f"The file is written in {name}; it is read, but UTF-8 is the rule.")
            return data[mark:].decode(encoding, "replace"), False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _in_another_encoding(data, error, problems, strict), False
    # One sign is looked for a hundred times as fast as two.
    if b"\x1b" in data and any(escape in data for escape in _ESCAPES):
        return _in_another_encoding(data, None, problems, strict), False
    if (b"+" in data or (b"~" in data and b"~{" in data)) and data.isascii():
        from tui.store.seven_bits import seven_bits

        if seven_bits(data):
            return _in_another_encoding(data, None, problems, strict), False
    return text, True


def _said_by_escapes(data: bytes) -> str:
    """What tells that bytes which are ASCII stand for other letters."""
    if b"\x1b$" in data:
        return "An escape begins Japanese or Korean text"
    return "“~{” begins Chinese text" if b"~{" in data else "“+” begins letters beyond ASCII"


def _in_another_encoding(data: bytes, error: UnicodeDecodeError | None, problems: Problems, strict: bool) -> str:
    """What bytes say that are no UTF-8, in the encoding that they are probably written in; that is said.

    Args:
        data: all of them.
        error: where they stop being UTF-8; None where they are, but say something else.
        problems: where it is said.
        strict: take no other encoding; say which one it may be.
    """
    from tui.store.encodings import is_mostly_utf_8, likely_encoding

    text = data.decode("utf-8", "replace")
    place = line_and_column(text, len(data[: error.start].decode("utf-8"))) if error is not None else None
    said = f"The byte 0x{data[error.start]:02X} is not UTF-8" if error is not None else _said_by_escapes(data)
    if error is not None and is_mostly_utf_8(data):
        message = f"{said}, though most of the file is; such bytes are shown as “\ufffd”."
        problems.add("error", "not-utf-8", message, place, "write those characters anew; the file was put together from two")
        return text
    import shlex

    likely = likely_encoding(data)
    file = shlex.quote(problems.path) if problems.path else "FILE"
    advice = f"save the file as UTF-8: iconv -f {likely.name} -t UTF-8 {file} > NEW"
    if strict:
        message = f"{said}; the file is probably written in {likely.name}. What cannot be read of it is shown as “\ufffd”."
        problems.add("error", "not-utf-8", message, place, advice)
        return text
    try:
        text = data.decode(likely.python)
    except UnicodeDecodeError as wrong:
        text = data.decode(likely.python, "replace")
        lost = text.count("\ufffd")
        message = f"{said}; the file is read as {likely.name}, in which {lost:,} of its bytes are no text: shown as “\ufffd”."
        mark = line_and_column(text, len(data[: wrong.start].decode(likely.python, "replace")))
        problems.add("error", "not-utf-8", message, mark, advice)
    else:
        if likely.python == "cp1258":
            # It writes tones apart from their vowels.
            text = normalize("NFC", text)
        odd = _C1.search(text) if likely.python == "latin_1" else None
        if odd is not None:
            message = (
                f"{said}, and what the file is written in is not known; it is read as {likely.name}, in which some is no text."
            )
            place = line_and_column(text, odd.start())
            problems.add("error", "not-utf-8", message, place, "save it as UTF-8 with the program that it comes from")
            return text
        message = f"{said}; the file is read as {likely.name}, which it is probably written in."
        problems.add("info", "other-encoding", message, place, advice)
    return text


def _is_harmless(data: bytes) -> bool:
    if len(data.translate(None, _CONTROLS)) != len(data):
        return False
    return data.isascii() or not any(pattern.search(data) for pattern in _HARMFUL)


def harmless(text: str, problems: Problems) -> str:
    """Replace every character that a terminal or a parser could take for something else, and report each kind once.

    What is replaced stays one character, so that every line and column stays what it is. Carriage
    returns are kept only where they do not end a line.
    """
    text = text.removeprefix(_BOM)
    if "\r" in text:
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    shown, found = clean(text)
    kinds: dict[str, tuple[int, int, int]] = {}
    for replaced in found:
        kind = "form feed" if replaced.code_point == 0x0C else replaced.kind
        first, point, count = kinds.get(kind, (replaced.offset, replaced.code_point, 0))
        kinds[kind] = (first, point, count + 1)
    for char in (_BOM, "\ufffe", "\uffff"):
        if char in shown:
            kind = "byte order mark" if char == _BOM else "noncharacter"
            kinds[kind] = (shown.index(char), ord(char), shown.count(char))
            shown = shown.translate(_UNREADABLE_BY_YAML)
    for kind, (first, point, count) in kinds.items():
        name = f"U+{point:04X}" + (f" ({_NAMES[point]})" if point in _NAMES else "")
        if count == 1:
            message = f"The text holds a {kind}, {name}; it is shown as a visible sign and does nothing."
        else:
            message = (
                f"The text holds {count:,} characters of the kind “{kind}”, the first one {name}; they are shown as visible signs."
            )
        problems.add("info", "character-made-visible", message, line_and_column(shown, first))
    return shown


def source_text(data: bytes | str, problems: Problems, *, strict: bool = False) -> str:
    """The text of a file: decoded, line ends as newlines, harmless.

    UTF-8 with or without byte order mark, or UTF-16; bytes that are neither are read in the encoding that they are probably
    written in, which is said. What cannot be read is shown as U+FFFD.

    Args:
        data: of the file, or its text.
        problems: where is said what was found.
        strict: guess no encoding: what follows from the text must be certain.
    """
    if isinstance(data, str):
        return harmless(data, problems)
    text, is_utf_8 = _decoded(data, problems, strict)
    if is_utf_8 and b"\r" not in data and b"\x00" not in data[:400] and not data.startswith(_WIDE) and _is_harmless(data):
        return text
    return harmless(text, problems)
