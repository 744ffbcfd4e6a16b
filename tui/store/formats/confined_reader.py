"""The process that reads one file for `tui.store.formats.confined`: limits first, then the reader, then JSON on standard output."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from base64 import b64encode
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from tui.store.formats.confined import MEMORY_STATUS, SIZE_STATUS
from tui.store.formats.rendition import ForeignFile, NotOfThisFormat, Rendition, Unread


def read_confined(limits: tuple[int, int, int], module: str, converts: bool, file: Sequence[str]) -> NoReturn:
    """Read standard input as a file and say what it holds; the exit status is 0 unless a limit was met.

    Args:
        limits: bytes of memory, seconds, bytes of a file that is written.
        module: of the reader.
        converts: whether it makes another format of the file.
        file: what it is called, as `ForeignFile` has it.
    """
    confine(*limits)
    # What a library prints goes nowhere.
    given = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        said = json.dumps(_said(sys.stdin.buffer.read(), module, converts, ForeignFile(*file))).encode()
        while said:
            said = said[os.write(given, said) :]
    except MemoryError:
        os._exit(MEMORY_STATUS)
    except OSError as error:
        os._exit(SIZE_STATUS if error.errno == errno.EFBIG else MEMORY_STATUS if error.errno == errno.ENOMEM else 1)
    # Nothing that a library would still do is waited for.
    os._exit(0)


def confine(memory: int, seconds: int, written: int) -> None:
    """Have this process end where it takes more bytes of memory, more seconds, or writes a file of more bytes."""
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(kind, (least, least))
        except (OSError, ValueError):
            # A system that does not know a limit has the others, and the parent's patience.
            continue
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Where nobody is left to end it, it ends itself.
    signal.alarm(seconds + 5)


def _said(data: bytes, module: str, converts: bool, file: ForeignFile) -> dict[str, Any]:
    try:
        reader = import_module(f"tui.store.formats.{module}")
        if converts:
            whole = reader.converted(data)
            return {"data": b64encode(whole.data).decode(), "said": whole.said}
        part = next(iter(reader.parts(data, file)))
        made: Rendition = part.rendition()
    except NotOfThisFormat as reason:
        return {"not": str(reason)}
    except Unread as reason:
        return {"unread": [str(reason), reason.code, reason.suggestion]}
    except (MemoryError, OSError):
        raise
    except Exception as error:
        return {"failed": type(error).__name__}
    return {
        "fields": made.fields,
        "plain": made.plain,
        "lines_from": made.lines_from,
        "handling": [[marking.tlp, marking.text] for marking in made.markings],
        "problems": [[one.severity, one.code, one.message, one.suggestion] for one in made.problems.sorted()],
        "losses": dict(made.losses),
        "other": [[one.path, one.text] for one in made.other],
    }
