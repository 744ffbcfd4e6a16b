"""What a terminal sends, taken apart: letters, sequences for keys and the mouse, pastes, and answers that nobody typed.

Bytes come from anywhere: not UTF-8, sequences cut in two by a slow line, answers to what an editor or a shell has asked
before. The framework's own reader ends the program on the first, and types the last as keys.

Sources: ECMA-48 5.4 and 5.6 (control sequences and strings), xterm's control sequences (X10 and SGR mouse reports,
replies), the keyboard protocol of kitty.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Literal, NamedTuple

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS

from tui.model.late_pattern import late_pattern
from tui.terminal.device import ANSWER

MOMENT = 0.1
"""Seconds to wait for the rest of what may be a sequence, or of a letter of several bytes."""

LATE = 0.3
"""Seconds after a lone Esc within which the rest of an answer may come still."""

PATIENCE = 1.0
"""Seconds of silence after which an answer, or a paste, that never ends is taken to have ended."""

LONGEST = 10.0
"""Seconds after which an answer has ended in any case."""

PASTE = 4_000_000
"""Bytes of a paste that are kept."""

HELD = 8192
"""Bytes of an answer that are held; of a longer one, nothing is."""


class Typed(NamedTuple):
    """Letters, and control characters that are keys."""

    text: str


class Sequence(NamedTuple):
    """One whole sequence that the framework knows, or a lone Esc."""

    text: str


class WithAlt(NamedTuple):
    """A character that was typed with Alt held, or behind an Esc that came with it."""

    character: str


class Pasted(NamedTuple):
    """What was pasted, as it came."""

    text: str


class Answered(NamedTuple):
    """What the terminal says to a question of `tui.terminal.device`."""

    text: str


Token = Typed | Sequence | WithAlt | Pasted | Answered

ESCAPE = Sequence("\x1b")

_Kind = Literal["key", "answer", "escape", "moment", "patience", "soon"]
"""Of what begins with Esc: a sequence to hand on; one to swallow; the key Esc, with other keys behind it; or something that
is not complete, and for how long the rest is waited for (`soon`: as long as after a lone Esc)."""

_INTRODUCER = late_pattern(rb"\x1b|(?<![\x80-\xff])\xc2?(?:\x9b(?=[?>=<\d])|\x9d(?=\d+;)|\x90(?=[>!01])|\x9f(?=G))")
"""Esc, or its likes in eight bits, as a terminal in another mode sends them in its answers."""

_SEVEN_BITS = {0x9B: b"\x1b[", 0x9D: b"\x1b]", 0x90: b"\x1bP", 0x9F: b"\x1b_"}

_STRINGS = b"P]X^_"
"""Behind Esc: DCS, OSC, SOS, PM and APC."""

_BEGUN = late_pattern(rb"\x1b(?:\]\d{1,4};|P[\d;?<=>!+$]|_G)")
"""How answers begin, and nothing that one types."""

_MAY_BEGIN = late_pattern(rb"\x1b(?:\]\d{0,4}|P|_)")

GROUND = b"\x1b]11;"
"""How the answer begins that says of what colour the ground is."""

_LATE = late_pattern(rb"[\[\]P_]")
"""How an answer goes on whose Esc came so long before that it was taken for the key."""

_ENDS = late_pattern(rb"[\x00-\x08\x0a-\x1f]")
"""What ends a string, rightly or not: any control but a tab."""

_CONTROL_SEQUENCE = late_pattern(rb"\x1b\[[0-?]*[ -/]*")

_MOUSE = late_pattern(r"\x1b\[<\d{1,3};-?\d{1,5};-?\d{1,5}[mM]")
_MODE = late_pattern(r"\x1b\[\?(?:2026|2048);\d\$y")
_EXTENDED = late_pattern(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~ABCDEFHPQS])")

_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"

_SHIFT, _ALT, _LOCKS = 1, 2, 64 | 128


_OF_ANSWERS = late_pattern(rb"[^\t\r\n -~\x80-\xff]|;|[?>=]\d|\d[cnuxyR$]|rgba?:|[0-9a-fA-F]{4}/")
"""What stands in answers to what another program asked, or in the rest of one of which that program took the beginning."""


def typed_ahead(data: bytes) -> bytes:
    """What was typed while another program had the terminal, as it waits there; nothing where it may be an answer to that one."""
    return b"" if _OF_ANSWERS.search(data) else data


def as_pressed(data: bytes) -> bytes:
    """What was typed before the terminal was ours: its line settings have made a line feed of Enter."""
    return data.replace(b"\n", b"\r")


class TerminalInput:
    """Takes bytes, gives tokens. What is not complete is waited for, but never for ever."""

    def __init__(self, escape_delay: float, alt: frozenset[str] = frozenset()) -> None:
        """Wait for bytes.

        Args:
            escape_delay: how many seconds an Esc may be the beginning of something.
            alt: characters that are keys of their own with Alt; of all others Esc and the character are two keys.
        """
        self._escape_delay = escape_delay
        self._alt = {character.encode() for character in alt if character.isascii()}
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._buffer = bytearray()
        self._paste: bytearray | None = None
        self._discarding = False
        self._heard = self._begun = 0.0
        self._patience: float | None = None
        self._told_at: float | None = None
        self._told = False
        """Whether the Esc at the beginning of what is held has been taken for the key already."""

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing has come that is not handed on yet, or may be the end of something that came before."""
        return not self._buffer and not self._discarding and self._patience is None and self._told_at is None

    @property
    def deadline(self) -> float | None:
        """When `due` should be asked, on the clock of `feed`; None while nothing is waited for."""
        if self._patience is None:
            return None
        return min(self._heard + self._patience, self._begun + LONGEST) if self._paste is None else self._heard + self._patience

    def feed(self, data: bytes, now: float) -> list[Token]:
        """Take what came.

        Args:
            data: bytes as they were read.
            now: seconds on a clock that never goes back.
        """
        if not self._buffer and not self._discarding:
            self._begun = now
        if self._told_at is not None and data:
            self._told = now - self._told_at < LATE and not self._buffer and _LATE.match(data) is not None
            self._told_at = None
            if self._told:
                data = b"\x1b" + data
        self._heard = now
        self._buffer += data
        return list(self._tokens(now, waited=False))

    def due(self, now: float) -> list[Token]:
        """What nothing more is to be waited for."""
        deadline = self.deadline
        if deadline is None or now < deadline:
            return []
        return list(self._tokens(now, waited=True))

    def _tokens(self, now: float, *, waited: bool) -> Iterator[Token]:
        self._patience = None
        while True:
            if self._paste is not None:
                yield from self._pasted(waited)
                if self._paste is not None:
                    return
            elif self._discarding:
                if not self._discarded(waited):
                    return
            elif not self._buffer:
                break
            found = _INTRODUCER.search(self._buffer)
            if found is None:
                yield from self._typed(bytes(self._buffer))
                self._buffer.clear()
                break
            if found.start():
                yield from self._typed(bytes(self._buffer[: found.start()]))
                del self._buffer[: found.start()]
            yield from self._settled()
            self._in_seven_bits()
            kind, length = _measured(self._buffer)
            if kind in ("soon", "moment", "patience"):
                if not waited:
                    self._wait_for(kind)
                    return
                kind, length = self._given_up(kind, now)
            taken = bytes(self._buffer[:length])
            del self._buffer[:length]
            if taken == _PASTE_BEGINS:
                self._paste = bytearray()
            elif kind == "escape" and not self._told:
                with_alt = bytes(self._buffer[:1])
                if with_alt in self._alt:
                    del self._buffer[:1]
                    yield WithAlt(with_alt.decode())
                else:
                    yield ESCAPE
            elif kind == "key":
                sequence = taken.decode("latin-1")
                known = _known(sequence)
                if known:
                    yield Sequence(known)
                elif ANSWER.fullmatch(sequence):
                    yield Answered(sequence)
            elif taken.startswith(GROUND):
                yield Answered(taken.decode("latin-1"))
            waited = self._told = False
        if waited:
            yield from self._settled()
        elif self._decoder.getstate()[0]:
            self._patience = MOMENT

    def _wait_for(self, kind: _Kind) -> None:
        self._patience = {"soon": self._escape_delay, "moment": MOMENT}.get(kind, PATIENCE)
        if kind == "patience" and len(self._buffer) > HELD and self._buffer[1] in _STRINGS:
            self._buffer.clear()
            self._discarding = True

    def _given_up(self, kind: _Kind, now: float) -> tuple[_Kind, int]:
        """What it is after all, as no more has come."""
        if kind == "patience":
            return "answer", len(self._buffer)
        if len(self._buffer) == 1:
            self._told_at = now
        return "escape", 1

    def _discarded(self, waited: bool) -> bool:
        """Throw away more of a long answer. Returns whether it has ended."""
        found = _ENDS.search(self._buffer)
        if found is None and not waited:
            self._buffer.clear()
            self._patience = PATIENCE
            return False
        end = found.start() if found is not None else len(self._buffer)
        if self._buffer[end : end + 2] == b"\x1b" and not waited:
            del self._buffer[:end]
            self._patience = PATIENCE
            return False
        end += 2 if self._buffer[end : end + 2] == b"\x1b\\" else 1 if self._buffer[end : end + 1] == b"\x07" else 0
        del self._buffer[:end]
        self._discarding = False
        return True

    def _pasted(self, waited: bool) -> Iterator[Token]:
        """Take more of a paste, and hand it on where it has ended."""
        assert self._paste is not None
        end = self._buffer.find(_PASTE_ENDS)
        ended = end >= 0
        # The end may be cut in two.
        taken = end if ended else len(self._buffer) if waited else max(0, len(self._buffer) - len(_PASTE_ENDS) + 1)
        self._paste += self._buffer[: min(taken, max(0, PASTE - len(self._paste)))]
        del self._buffer[: taken + (len(_PASTE_ENDS) if ended else 0)]
        if ended or waited:
            text = self._paste.decode("utf-8", "replace").replace("\x00", "")
            self._paste = None
            yield Pasted(text)
        else:
            self._patience = PATIENCE

    def _typed(self, data: bytes) -> Iterator[Token]:
        text = self._decoder.decode(data)
        if text:
            yield Typed(text)

    def _settled(self) -> Iterator[Token]:
        """The beginning of a letter whose rest will not come."""
        text = self._decoder.decode(b"", True)
        if text:
            yield Typed(text)

    def _in_seven_bits(self) -> None:
        """Spell an introducer of eight bits with Esc."""
        wide = 1 if self._buffer[0] == 0xC2 else 0
        spelt = _SEVEN_BITS.get(self._buffer[wide])
        if spelt is not None:
            self._buffer[: wide + 1] = spelt


def _measured(data: bytearray) -> tuple[_Kind, int]:
    """What stands at the beginning of some bytes, of which the first is Esc, and how many of them it takes."""
    if len(data) == 1:
        return "soon", 0
    second = data[1:2]
    if second == b"[":
        return _control_sequence(data)
    if second in _STRINGS:
        return _string(data)
    if second == b"O":
        if len(data) == 2:
            return "soon", 0
        return ("key", 3) if data[:3].decode("latin-1") in ANSI_SEQUENCES_KEYS else ("escape", 1)
    return "escape", 1


def _control_sequence(data: bytearray) -> tuple[_Kind, int]:
    if len(data) == 2:
        return "moment", 0
    if data[2:3] == b"[":
        # The function keys of the Linux console.
        if len(data) == 3:
            return "moment", 0
        return ("key", 4) if data[:4].decode("latin-1") in ANSI_SEQUENCES_KEYS else ("escape", 1)
    if data[2:3] == b"M":
        # The mouse, as X10 told it: three bytes of any kind.
        return ("answer", 6) if len(data) >= 6 else ("patience", 0)
    found = _CONTROL_SEQUENCE.match(data)
    assert found is not None
    end = found.end()
    if end == len(data):
        return ("patience", 0) if end < HELD else ("answer", end)
    if 0x40 <= data[end] <= 0x7E:
        return ("key", end + 1) if end < 64 else ("answer", end + 1)
    return ("answer", end) if end > 2 else ("escape", 1)


def _string(data: bytearray) -> tuple[_Kind, int]:
    begun = _BEGUN.match(data) is not None
    found = _ENDS.search(data, 2)
    if found is None:
        may_begin = _MAY_BEGIN.fullmatch(data) is not None
        return "patience" if begun else "moment" if may_begin or len(data) > 2 else "soon", 0
    end = found.start()
    if data[end : end + 2] == b"\x1b\\":
        return "answer", end + 2
    if end + 1 == len(data) and data[end] == 0x1B:
        return ("patience" if begun else "moment"), 0
    if not begun:
        return "escape", 1
    return "answer", end + 1 if data[end] == 0x07 else end


def _known(sequence: str) -> str:
    """A sequence as the framework reads it rightly; "" for one to swallow."""
    keys = ANSI_SEQUENCES_KEYS.get(sequence)
    if keys is not None:
        return sequence if keys is not IGNORE_SEQUENCE else ""
    if sequence in ("\x1b[I", "\x1b[O") or _MOUSE.fullmatch(sequence) or _MODE.fullmatch(sequence):
        return sequence
    found = _EXTENDED.fullmatch(sequence)
    return _extended(*(part or "" for part in found.groups())) if found is not None else ""


def _extended(code: str, modifiers: str, text: str, end: str) -> str:
    """A key of kitty's protocol, or of xterm's, without the parts behind colons; "" where it cannot be one."""
    number, *others = code.split(":")
    held, _, event = modifiers.partition(":")
    if event.startswith("3"):
        return ""  # released
    bits = int(held) - 1 if held and len(held) <= 3 else 0
    if bits < 0 or len(held) > 3 or not _is_letter(number or "1"):
        return ""
    letters = ":".join(letter for letter in text.split(":") if _is_letter(letter) and chr(int(letter)).isprintable())
    if text and not letters:
        return ""
    if end == "~" and number == "27" and letters:
        number, letters, end = letters.split(":")[0], "", "u"  # xterm's way of telling it
    if bits & ~(_SHIFT | _ALT | _LOCKS):
        letters = ""
    if end != "u" and f"{number or 1}{end}" not in FUNCTIONAL_KEYS:
        return ""
    if end == "u" and not letters and not bits & ~(_SHIFT | _LOCKS) and f"{number}u" not in FUNCTIONAL_KEYS:
        letter = chr(int(number or "1"))
        if letter.isprintable() and letter != " ":
            shifted = others[0] if others and _is_letter(others[0]) else str(ord(letter.upper()[0]))
            letters = shifted if bits & _SHIFT else str(ord(letter))
    return f"\x1b[{number};{bits + 1};{letters}{end}" if letters or bits else f"\x1b[{number}{end}"


def _is_letter(number: str) -> bool:
    """Whether a number in decimal digits is that of a character."""
    return number.isdecimal() and len(number) <= 7 and int(number) <= 0x10FFFF and not 0xD800 <= int(number) <= 0xDFFF
