"""The terminal itself: what it is known to do, by its name and by what it answers, and when it is ready for more.

Only what is certain is made use of: a terminal that answers nothing, or says what nobody knows, is sent more bytes.

Sources: ECMA-48 (CUP, CUD, CUF, CUB, CHA, VPA, NEL, HT, RI, CPR); IND and DECSC of DEC VT100; terminfo's `bce`;
DECRQM and DECRPM (mode 69, DECLRMM) and DA2 in xterm's control sequences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.terminal.shift import Shift

ASK_STATUS = "\x1b[5n"
STATUS = "\x1b[0n"
"""What is sent behind a frame, and what comes back once a terminal has taken the frame (DSR)."""

TAB = 8
"""Columns from one tab stop to the next, where nobody has set them otherwise."""

ASK_TAB = "\x1b7\x1b[2H\t\x1b[6n\x1b8"
"""Asks where the cursor stands behind a tab from the beginning of the second row; it is put back where it was.

In the first row the answer would be that of F3 with modifiers.
"""

_TAB_STANDS = f"\x1b[2;{TAB + 1}R"

_ASK = f"\x1b[>c\x1b[?69$p{ASK_TAB}"

_NAMES = re.compile(
    r"(?:xterm|linux|rxvt|foot|alacritty|kitty|wezterm|vte|gnome|konsole|st|mintty|iterm|contour|ghostty|putty)(?:[-+.]|\d|$)"
)
"""Beginnings of names of terminals that erase to the colour that is set, and move lines."""

_MULTIPLEXERS = re.compile(r"(?:screen|tmux)(?:[-.]|$)")

_MARGINS = re.compile(r"\x1b\[\?69;(\d)\$y")
_KIND = re.compile(r"\x1b\[>(\d+)[;\d]*c")
_SCREEN = "83"
"""What GNU screen says of itself, whatever name it gives itself."""

ANSWER = re.compile(rf"{re.escape(STATUS)}|{_MARGINS.pattern}|{_KIND.pattern}|\x1b\[2;\d+R")
"""What terminals answer to any of these questions."""


class Abilities(NamedTuple):
    """What a terminal is known to do."""

    erases_to_colour: bool = False
    """Erasing leaves the colour that is set (terminfo's `bce`)."""
    has_margins: bool = False
    """Lines can be moved between a left and a right margin (DECLRMM, DECSLRM)."""
    moves_lines: bool = True
    """Lines can be moved at all."""
    keeps_looks: bool = True
    """What is set of a look stays as it was when something else is set. GNU screen takes a colour it does not know apart."""
    has_tabs: bool = False
    """Its tab stops stand where they do from the beginning. A person may have set others (`tabs -4`)."""
    copies_what_is_written: bool = False
    """A copy of its screen ends where nothing more was written on a line: what was erased behind has no colour there."""


UNKNOWN_TERMINAL = Abilities()
"""What every terminal does that has a name one knows."""


def by_name(environment: Mapping[str, str]) -> Abilities | None:
    """What the terminal does that a program was started in; None where nobody knows what it is."""
    name = environment.get("TERM", "")
    plain = UNKNOWN_TERMINAL._replace(keeps_looks=environment.get("COLORTERM", "") not in ("truecolor", "24bit"))
    if environment.get("STY") and not environment.get("TMUX"):
        return plain
    if environment.get("TMUX"):
        # It names itself so from 3.2 on.
        is_new = environment.get("TERM_PROGRAM") == "tmux"
        return Abilities(erases_to_colour=is_new, copies_what_is_written=is_new)
    if _MULTIPLEXERS.match(name):
        return plain
    if not _NAMES.match(name):
        return None
    return Abilities(erases_to_colour=environment.get("TERMINAL_EMULATOR") != "JetBrains-JediTerm")


def expands_tabs(stream: int) -> bool:
    """Whether the system makes spaces of the tabs that an open file is written (termios' TAB3): they would be seen."""
    import termios

    try:
        return bool(termios.tcgetattr(stream)[1] & termios.TABDLY == termios.TAB3)
    except (termios.error, ValueError, AttributeError):
        return False


def questions(environment: Mapping[str, str], *, has_tabs: bool = True) -> str:
    """What to ask the terminal; nothing where it would show the question instead of answering.

    Args:
        environment: the variables that name it.
        has_tabs: whether a tab reaches it as one.
    """
    name = environment.get("TERM", "")
    if environment.get("TMUX") or environment.get("STY") or _MULTIPLEXERS.match(name) or name.startswith("linux"):
        return ""
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return ""
    return _ASK if has_tabs else _ASK.removesuffix(ASK_TAB)


_PART = "([0-9a-fA-F]{1,4})"
_COLOUR = rf"\x1b\]11;rgba?:{_PART}/{_PART}/{_PART}(?:/[0-9a-fA-F]{{1,4}})?(?:\x1b\\|\x07)"

ASK_GROUND = "\x1b]11;?\x1b\\"
"""Asks of what colour the ground is (OSC 11 of xterm)."""

MIDDLE = 0.5
"""Lightness from which on a ground is a light one."""


def ground_question(environment: Mapping[str, str]) -> str:
    """What to ask a terminal of its ground; nothing where the question might be shown."""
    is_asked = _NAMES.match(environment.get("TERM", "")) or environment.get("TMUX")
    return ASK_GROUND if is_asked and not environment.get("STY") and environment.get("TERM") != "linux" else ""


def has_light_ground(answer: str) -> bool | None:
    """Whether a terminal's ground is a light one, by what it answers; None where that says nothing."""
    found = re.fullmatch(_COLOUR, answer)
    if found is None:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.299 * red + 0.587 * green + 0.114 * blue >= MIDDLE)


def light_by_name(environment: Mapping[str, str]) -> bool | None:
    """The same by `COLORFGBG`, in which some terminals name the numbers of their two colours; None where it is not known."""
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return ground not in ("0", "1", "2", "3", "4", "5", "6", "8") if ground.isdecimal() else None


def learnt(abilities: Abilities, answer: str) -> Abilities:
    """What the terminal does, now that it has answered."""
    margins = _MARGINS.fullmatch(answer)
    if margins is not None:
        return abilities._replace(has_margins=margins[1] in ("1", "2"))
    if answer.endswith("R"):
        return abilities._replace(has_tabs=answer == _TAB_STANDS)
    kind = _KIND.fullmatch(answer)
    return Abilities(keeps_looks=False) if kind is not None and kind[1] == _SCREEN else abilities


NEAR = 4
"""Rows that the cursor goes down one by one."""


@lru_cache(1024)
def way(cursor: tuple[int, int] | None, y: int, x: int, *, has_tabs: bool = False) -> str:
    """The shortest way of the cursor into a row and a column.

    Args:
        cursor: the row and the column in which it is; None where nobody knows.
        y: the row, from 0.
        x: the column, from 0.
        has_tabs: whether the tab stops are where they are from the beginning.
    """
    straight = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1 if y else ''}H"
    if cursor is None:
        return straight
    from_y, from_x = cursor
    by = y - from_y
    if not by:
        return _way_along(from_x, x, has_tabs=has_tabs)
    along = _way_along(from_x, x, has_tabs=has_tabs)
    if 0 < by <= NEAR:
        # The system's terminal line may make two characters of a newline; of an index (IND) and of a next line (NEL) it does not.
        down, back = "\x1bD" if by == 1 else f"\x1b[{by}B", "\x1bE" * by + _way_along(0, x, has_tabs=has_tabs)
        return min(down + along, back, straight, key=len)
    row = "\x1bM" if by == -1 else f"\x1b[{y + 1}d"
    return min(row + along, straight, key=len)


def _way_along(from_x: int, x: int, *, has_tabs: bool) -> str:
    """The shortest way within a row."""
    by = x - from_x
    if not by:
        return ""
    if not x:
        return "\r"
    if -4 < by < 0:
        return "\b" * -by
    step = f"\x1b[{abs(by) if abs(by) > 1 else ''}{'C' if by > 0 else 'D'}"
    column = f"\x1b[{x + 1}G"
    ways = [step, column]
    if has_tabs:
        stop, rest = divmod(x, TAB)
        beyond = f"\x1b[{rest if rest > 1 else ''}C" if rest else ""
        if by > 0 and stop > from_x // TAB:
            ways.append("\t" * (stop - from_x // TAB) + beyond)
        ways.append("\r" + "\t" * stop + beyond)
    return min(ways, key=len)


def shifting(shift: Shift, columns: int) -> tuple[str, tuple[int, int] | None]:
    """What moves a part of the screen of so many columns, and where that leaves the cursor: None where nobody knows."""
    is_narrow = shift.left > 0 or shift.right < columns
    count = abs(shift.by)
    moved = f"\x1b[{count if count > 1 else ''}{'M' if shift.by > 0 else 'L'}"
    text = f"\x1b[{shift.top + 1};{shift.bottom}r{way((0, 0), shift.top, shift.left)}{moved}\x1b[r"
    if not is_narrow:
        return text, (0, 0)
    return f"\x1b[?69h\x1b[{shift.left + 1};{shift.right}s{text}\x1b[?69l", None


PATIENCE = 0.25
"""Seconds that an answer is waited for beyond what its like have taken."""

TIMES = 4
"""How many times as long as its like have taken an answer is waited for."""

LONGEST = 5.0
"""Seconds that an answer is waited for at the most, for every five that it might have taken."""

UNASKED = 400
"""Bytes that may be under way without being asked about: 80 ms at 40 kbit/s."""

UNFELT, MOST_UNASKED = 0.01, 32_768
"""Seconds of output, at the pace of the last answers, that are not asked about either, and its bytes at the most."""

LITTLE = 500
"""Bytes of a frame for which it is all the same how few they are."""

SILENT = 8
"""Answers in a row that did not come, after which a terminal is taken for one that gives none."""


class Pace:
    """Whether the terminal has taken what it was sent.

    It says so in an answer. One that has never answered, or does not any more, is taken to be ready when the system has
    taken what was written. What is under way no longer than an answer, or than anybody feels, is not asked about.
    """

    def __init__(self) -> None:
        """Know nothing of the terminal; nothing has been sent."""
        self._answers = False
        self._until: float | None = None
        self._unasked = 0
        self._size = 0
        self._since = 0.0
        self._slowness = 0.0
        """Seconds a byte, of the slowest of the last frames."""
        self._missed = 0

    @property
    def is_free(self) -> bool:
        """Whether a frame may be sent."""
        return self._until is None

    @property
    def until(self) -> float | None:
        """When `is_overdue` should be asked, on the clock of `sent`; None while nothing is waited for."""
        return self._until

    @property
    def has_answered(self) -> bool:
        """Whether the terminal is one that gives answers."""
        return self._answers

    @property
    def waits_for_writer(self) -> bool:
        """Whether it has to be told when the system has taken what was written."""
        return self._until is not None and not self._answers

    def sent(self, size: int, now: float) -> bool:
        """A frame is about to be sent.

        Args:
            size: its bytes.
            now: seconds on a clock that never goes back.

        Returns:
            Whether the terminal is to be asked behind it: no other may be sent before it has answered.
        """
        self._unasked += size
        if self._answers and self._unasked <= self._allowed:
            return False
        self._size = max(LITTLE, self._unasked)
        self._unasked = 0
        self._since = now
        patience = min(PATIENCE + TIMES * self._slowness * self._size, LONGEST)
        self._until = now + patience * 2 ** min(self._missed, 4)
        return True

    @property
    def _allowed(self) -> float:
        """Bytes that may be under way without being asked about: to ask costs as much as a small frame."""
        return max(UNASKED, min(UNFELT / self._slowness, MOST_UNASKED)) if self._slowness else UNASKED

    def answered(self, now: float) -> None:
        """The terminal has answered: it has taken all there was."""
        if self._until is not None and not self._missed:
            self._slowness = max((now - self._since) / self._size, 0.8 * self._slowness)
        self._answers = True
        self._until = None
        self._missed = 0

    def written(self) -> None:
        """The system has taken all there was."""
        if not self._answers:
            self._until = None

    def is_overdue(self, now: float) -> bool:
        """Whether something has been waited for too long; then it is not waited for any more."""
        if self._until is None or now < self._until:
            return False
        self._until = None
        self._missed += 1
        if self._missed >= SILENT:
            self._answers = False
        return True

    def begin(self) -> None:
        """The terminal was somebody else's: nothing is under way."""
        self._until = None
        self._missed = self._unasked = 0
