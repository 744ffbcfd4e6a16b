"""What a terminal sends, taken apart: keys are keys, pastes are pastes, and what nobody typed is nothing."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui.ui.driver import messages_of
from tui.ui.terminal_input import LONGEST, PASTE, Pasted, TerminalInput

ESCAPE_DELAY = 0.025

ANSWERS = {
    "XTVERSION of tmux": b"\x1bP>|tmux 3.3a\x1b\\",
    "XTVERSION of xterm": b"\x1bP>|xterm(390)\x1b\\",
    "DA1": b"\x1b[?1;2c",
    "DA2": b"\x1b[>0;276;0c",
    "DA3": b"\x1bP!|00000000\x1b\\",
    "DECRQSS": b"\x1bP1$r0m\x1b\\",
    "XTGETTCAP": b"\x1bP1+r544e=787465726d\x1b\\",
    "OSC 4": b"\x1b]4;1;rgb:cdcd/0000/0000\x07",
    "OSC 10": b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "OSC 11, ended by BEL": b"\x1b]11;rgb:0000/0000/0000\x07",
    "OSC 52": b"\x1b]52;c;" + b"QUJD" * 20 + b"\x1b\\",
    "OSC 52, long": b"\x1b]52;c;" + b"QUJD" * 9000 + b"\x07",
    "title": b"\x1b]lmyhost\x1b\\",
    "place of the cursor": b"\x1b[12;40R",
    "DECXCPR": b"\x1b[?12;40R",
    "kitty graphics": b"\x1b_Gi=31;OK\x1b\\",
    "colour scheme": b"\x1b[?997;1n",
    "mode": b"\x1b[?1049;2$y",
    "window": b"\x1b[8;24;80t",
    "unknown": b"\x1b[=1;2 z",
    "mouse of X10": b"\x1b[M \x98!",
    "mouse of urxvt": b"\x1b[32;120;5M",
    "eight bits": b"\x9b?62;1c",
    "eight bits in UTF-8": b"\xc2\x9b?62;1c",
    "release of a key": b"\x1b[97;1:3u",
    "end of a paste that never began": b"\x1b[201~",
}


def keys_of(*chunks: bytes, gap: float = 0.001) -> list[str]:
    """The keys that some bytes are, read in some pieces so many seconds apart; a paste is its text in brackets."""
    taken, parser, now = TerminalInput(ESCAPE_DELAY), XTermParser(), 0.0
    tokens = []
    for chunk in chunks:
        while taken.deadline is not None and taken.deadline <= now:
            tokens += taken.due(taken.deadline)
        tokens += taken.feed(chunk, now)
        now += gap
    while taken.deadline is not None:
        tokens += taken.due(taken.deadline)
    found: list[str] = []
    for token in tokens:
        for message in messages_of(token, parser):
            if isinstance(message, events.Key):
                found.append(message.key if message.character is None or not message.is_printable else message.character)
            elif isinstance(message, events.Paste):
                found.append(f"[{message.text}]")
            else:
                found.append(type(message).__name__)
    return found


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_swallowed_whole(answer: bytes) -> None:
    assert keys_of(b"a" + answer + b"j") == ["a", "j"]


@pytest.mark.parametrize(
    "answer", [a for a in ANSWERS.values() if len(a) < 100 and a[0] == 0x1B], ids=lambda a: a.decode("latin-1")
)
@pytest.mark.parametrize("gap", [0.001, 0.02, 0.09])
def test_an_answer_that_is_cut_in_two_anywhere_is_swallowed(answer: bytes, gap: float) -> None:
    for cut in range(2, len(answer)):
        assert keys_of(answer[:cut], answer[cut:] + b"j", gap=gap) == ["j"], cut


@pytest.mark.parametrize("gap", [0.001, 0.05])
def test_an_answer_that_comes_byte_by_byte_is_swallowed_but_for_an_esc_that_came_long_before(gap: float) -> None:
    for answer in (b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1bP>|tmux 3.3a\x1b\\", b"\x1b[?1;2c"):
        found = keys_of(*(bytes([byte]) for byte in answer), b"j", gap=gap)
        assert found in (["j"], ["escape", "j"])


@pytest.mark.parametrize("begun", [b"\x1b]11;rgb:00", b"\x1bP>|tm", b"\x1b[?1;2", b"\x1b_Gi=1", b"\x1b]52;c;" + b"A" * 50_000])
def test_an_answer_that_never_ends_is_waited_for_only_so_long(begun: bytes) -> None:
    assert keys_of(begun) == []
    assert keys_of(begun, b"jk", gap=LONGEST + 1) == ["j", "k"]


def test_enter_ends_an_answer_that_has_no_end() -> None:
    assert keys_of(b"\x1b]11;rgb:00\rj") == ["enter", "j"]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"j /x", ["j", " ", "/", "x"]),
        (b"\x1b", ["escape"]),
        (b"\x1bj", ["escape", "j"]),
        (b"\x1b\x1b\x1b", ["escape"] * 3),
        (b"\x1b]]P", ["escape", "]", "]", "P"]),
        (b"\x1bPjj", ["escape", "P", "j", "j"]),
        (b"\x1bXx", ["escape", "X", "x"]),
        (b"\x1b[", ["escape", "["]),
        (b"\x1b[[x", ["escape", "[", "[", "x"]),
        (b"\x1b\x1b[A\x1bOB", ["escape", "up", "down"]),
        (b"\x1b[5~\x1b[Z\x1b[1;5A\x1b[[A", ["pageup", "shift+tab", "ctrl+up", "f1"]),
        (b"\x10\x1b[6~", ["ctrl+p", "pagedown"]),
    ],
)
def test_keys_in_one_burst_come_in_order(data: bytes, keys: list[str]) -> None:
    assert keys_of(data) == keys
    assert keys_of(*(bytes([byte]) for byte in data)) == keys


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"\xe9a", ["\ufffd", "a"]),
        (b"\xe9", ["\ufffd"]),
        (b"\xf8j", ["\ufffd", "j"]),
        (b"\xe6\x97\x1b[A", ["\ufffd", "up"]),
        ("日本".encode(), ["日", "本"]),
    ],
)
def test_bytes_that_are_not_utf_8_are_replacement_characters(data: bytes, keys: list[str]) -> None:
    assert keys_of(data) == keys


def test_a_letter_of_several_bytes_may_come_in_pieces() -> None:
    assert keys_of(*(bytes([byte]) for byte in "日é".encode())) == ["日", "é"]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"\x1b[97:65;2:1u", ["A"]),
        (b"\x1b[97;2;65u", ["A"]),
        (b"\x1b[97u", ["a"]),
        (b"\x1b[97;;97u", ["a"]),
        (b"\x1b[97;5u", ["ctrl+a"]),
        (b"\x1b[97;5;97u", ["ctrl+a"]),
        (b"\x1b[27;5;106~", ["ctrl+j"]),
        (b"\x1b[0;;233u", ["é"]),
        (b"\x1b[27u\x1b[13u", ["escape", "enter"]),
        (b"\x1b[1;1:1A", ["up"]),
        (b"\x1b[99999999999u\x1b[55296u\x1b[97;;27uj", ["j"]),
        (b"\x1b[97;0u\x1b[:;:;:u\x1b[;;u\x1b[999~j", ["j"]),
    ],
)
def test_keys_of_kittys_protocol_are_read_with_and_without_colons(data: bytes, keys: list[str]) -> None:
    found = [key for key in keys_of(data) if key not in ("ctrl+@", "\x01")]
    assert found == keys


def test_a_paste_is_one_thing_however_it_comes() -> None:
    data = "one\rtwo é \x1b[A".encode()
    assert keys_of(b"\x1b[200~" + data + b"\x1b[201~j") == [f"[{data.decode()}]", "j"]
    assert keys_of(*(bytes([byte]) for byte in b"\x1b[200~" + data + b"\x1b[201~j")) == [f"[{data.decode()}]", "j"]
    assert keys_of(b"\x1b[200~a\xe9b\x1b[201~") == ["[a\ufffdb]"]


def test_a_paste_that_never_ends_has_ended_after_a_while() -> None:
    assert keys_of(b"\x1b[200~one", b"j", gap=2.0) == ["[one]", "j"]


def test_of_a_paste_so_much_is_kept_and_no_more() -> None:
    taken = TerminalInput(ESCAPE_DELAY)
    taken.feed(b"\x1b[200~", 0.0)
    tokens = [token for _ in range(100) for token in taken.feed(b"x" * 100_000, 0.0)]
    tokens += taken.feed(b"\x1b[201~", 0.0)
    assert [len(token.text) for token in tokens if isinstance(token, Pasted)] == [PASTE]


def test_whatever_bytes_come_nothing_is_raised_and_everything_is_over_soon() -> None:
    chance = random.Random(8)
    alphabet = b"\x1b\x1b\x1b[[[]P_O;:?>0123456789umM~\\\x07\x9b\xc2\xe9ajR \r"
    for _ in range(3000):
        taken, parser, now = TerminalInput(ESCAPE_DELAY), XTermParser(), 0.0
        for _ in range(chance.randint(1, 4)):
            data = bytes(chance.choice(alphabet) for _ in range(chance.randint(1, 24)))
            tokens = taken.feed(data, now)
            now += chance.choice((0.0, 0.03, 0.2, 3.0))
            for _ in range(60):
                if taken.deadline is None or taken.deadline > now:
                    break
                tokens += taken.due(taken.deadline)
            else:
                raise AssertionError(f"it never settles after {data!r}")
            for token in tokens:
                for message in messages_of(token, parser):
                    assert not isinstance(message, events.Key) or (message.character or "")[:1] < "\ud800" or message.is_printable
        while taken.deadline is not None:
            now = taken.deadline
            for token in taken.due(now):
                list(messages_of(token, parser))
