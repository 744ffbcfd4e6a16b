"""The one writer of the shell's commands: everything they print leaves through here.

Whatever a text was made of, nothing in it is obeyed by a terminal. JSON keeps every character, harmful
ones as escapes. What the program itself sends to a terminal is bold and the start of a line, and nothing
else. A test holds that no command writes past these functions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


class CannotPrint(Exception):
    """Standard output takes nothing any more; the message says why."""


class ReaderLeft(CannotPrint):
    """Whoever read our output has left: `briefing show x | head -1`."""


Pieces = Iterable[tuple[str, bool]]
"""Pieces of a line, each with whether it is bold."""


def out(text: str, end: str = "\n") -> None:
    """Print a text, of one line or several, on standard output."""
    _write(_cleaned(text) + end)


def out_pieces(pieces: Pieces) -> None:
    """Print one line on standard output, where a person sees it with some pieces in bold."""
    from tui.model.text import cleaned_line

    shown = [(cleaned_line(text), bold) for text, bold in pieces]
    if shows_bold():
        _write("".join(f"{BOLD}{text}{PLAIN}" if bold else text for text, bold in shown) + "\n")
    else:
        _write("".join(text for text, _ in shown) + "\n")


def out_object(fields: Mapping[str, object]) -> None:
    """Print one object on one line of JSON."""
    import json

    out_json(json.dumps(fields, ensure_ascii=False))


def out_json(text: str) -> None:
    """Print JSON; escaped to ASCII where standard output cannot carry everything, so that nothing is lost."""
    from tui.model.text import json_harmless

    everything = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    text = json_harmless(text)
    _write((text if everything else _in_ascii(text)) + "\n")


def out_json_bytes(data: bytes) -> None:
    """Print JSON in UTF-8, whatever the encoding of standard output is."""
    from tui.model.text import json_harmless_bytes

    data = json_harmless_bytes(data)
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        _write(data.decode("utf-8"))
        return
    flush()
    try:
        stream.write(data)
    except (OSError, ValueError) as error:
        raise _failure(error) from None


def out_file(data: bytes) -> None:
    """Write a file that was made to standard output: to a pipe as it is, to a terminal as text that it does not obey."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None or is_terminal():
        out(data.decode("utf-8", "replace").removeprefix("\ufeff"), end="")
        return
    flush()
    try:
        stream.write(data)
    except (OSError, ValueError) as error:
        raise _failure(error) from None


def flush() -> None:
    """Send what was printed.

    Raises:
        CannotPrint: it cannot be sent; it is then given up.
    """
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        raise _failure(error) from None


def err(text: str, end: str = "\n") -> None:
    """Say something on standard error; where that takes nothing there is nobody to tell."""
    _say(_cleaned(text) + end)


def err_over(text: str) -> None:
    """Write a line over the one before it on a terminal; an empty text leaves the line empty."""
    from tui.model.text import cleaned_line

    _say("\r" + cleaned_line(text))


def err_json(data: bytes) -> None:
    """Write an object on one line of JSON to standard error."""
    from tui.model.text import json_harmless_bytes

    _say(json_harmless_bytes(data).decode("utf-8") + "\n")


def is_terminal() -> bool:
    """Whether a person sees what is printed."""
    return _is_terminal(sys.stdout)


def err_is_terminal() -> bool:
    """Whether a person sees what is said on standard error."""
    return _is_terminal(sys.stderr)


def shows_bold() -> bool:
    """Whether what matches may be printed in bold."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _cleaned(text: str) -> str:
    if text.isprintable():
        return text
    from tui.model.text import cleaned

    return cleaned(text)


def _in_ascii(text: str) -> str:
    import json
    import re

    return re.sub("[^\x00-\x7f]", lambda match: json.dumps(match.group())[1:-1], text)


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    try:
        return isatty is not None and bool(isatty())
    except ValueError:
        return False


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except (OSError, ValueError) as error:
        raise _failure(error) from None


def _say(text: str) -> None:
    # What is said is not for a screen that is shown until the program is there.
    from tui.terminal.kept_frame import give_back

    give_back()
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        _give_up(sys.stderr)


def _failure(error: OSError | ValueError) -> CannotPrint:
    """What to raise where printing failed; what was not sent is thrown away, or Python would try again when it ends."""
    _give_up(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return ReaderLeft("")
    import errno

    reason = getattr(error, "strerror", None) or str(error)
    if getattr(error, "errno", None) == errno.EBADF:
        reason = "it is closed"
    return CannotPrint(f"nothing can be written to standard output: {reason}")


def _give_up(stream: object) -> None:
    """Send to nowhere what is in a stream still."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return


def open_closed_streams() -> None:
    """Put something in the place of standard streams that the shell has closed.

    Else the first files that are opened take their numbers, and whatever is printed goes into them. Reading from
    what was closed, or printing to it, fails; what is said on a closed standard error goes nowhere.
    """
    import io

    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is the one wanted, since those below it are taken by now.
            os.open(os.devnull, os.O_RDONLY if name == "stdout" else os.O_WRONLY)
        try:
            stream = io.TextIOWrapper(
                io.BufferedReader(io.FileIO(number, "r", closefd=False))
                if name == "stdin"
                else io.BufferedWriter(io.FileIO(number, "w", closefd=False)),
                encoding="utf-8",
                errors="replace",
                line_buffering=name == "stderr",
            )
        except (OSError, ValueError):
            continue
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def carry_any_text() -> None:
    """Let any text be printed in any locale; what the locale lacks becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
