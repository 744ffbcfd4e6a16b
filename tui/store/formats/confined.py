"""Readers run in a process of their own: whatever a stranger's file does to one, it costs no more than that file.

Each file gets a fresh process with a folder of its own and limits on memory, time and size; it inherits no open file.
What comes back is JSON, and is decoded and cleaned as everything foreign is.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tui.model.briefing import OtherField
from tui.model.handling import Marking, parse_tlp
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, Unread

if TYPE_CHECKING:
    from tui.store.formats.registry import Format

SECONDS = 60
"""For one file."""
MOST_MEMORY = 2 << 30
"""Bytes of a process's memory."""
MOST_WRITTEN = 128 << 20
"""Bytes of what a reader gives back, and of any file that it writes."""

INSTALL = "pip install 'briefing-reader[import]'"
"""The command that installs what readers need."""

CHILD = """import sys
sys.path[:] = {path!r}
from tui.store.formats.confined_reader import read_confined
read_confined({limits!r}, {module!r}, {converts!r}, {file!r})
"""
"""What the process runs."""


def whole_file(found: Format, data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one briefing of a file, which a process of its own reads when it is asked for."""
    yield FilePart("", data, lambda: _rendition(found, data, file))


def converted(found: Format, data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The briefings of a file that a process of its own has made another format of, as the reader of that one has them.

    Raises:
        NotOfThisFormat: it is not of the format after all.
        Unread: as of a rendition, where the first one is asked for.
    """
    said = _answer(found, data, file)
    reader = import_module(f"tui.store.formats.{found.becomes}")
    for part in reader.parts(b64decode(said["data"]), file):
        yield part if part.key else FilePart("", data, partial(_as_of, part.rendition, data, said["said"]))


def _as_of(read: Callable[[], Rendition], data: bytes, said: str) -> Rendition:
    """What was made of a converted file, with the digest of the file itself and what was lost."""
    made = read()
    for source in made.fields.get("sources", ())[:1]:
        source["sha256"] = sha256(data).hexdigest()
    if said:
        made.problems.add("warning", "not-converted", said)
    return made


def _answer(found: Format, data: bytes, file: ForeignFile) -> dict[str, Any]:
    """What the reader of a format says of a file.

    Raises:
        NotOfThisFormat: it is not of the format after all.
        Unread: the reader's library is not installed, or the reader failed; the sentence names the limit that it met.
    """
    if not found.can_be_read:
        raise Unread(f"This file is {found.name}; `{INSTALL}` installs what reads it.", "reader-missing", INSTALL)
    said = _said(found, data, file)
    if "not" in said:
        raise NotOfThisFormat(said["not"])
    if "unread" in said:
        raise Unread(*map(str, said["unread"]))
    if "failed" in said:
        raise Unread(f"This file is {found.name}, and reading it failed ({said['failed']}).")
    return said


def _rendition(found: Format, data: bytes, file: ForeignFile) -> Rendition:
    """What the reader of a format makes of a file; errors as of `_answer`."""
    said = _answer(found, data, file)
    made = Rendition(file)
    made.fields = dict(said["fields"])
    made.plain, made.lines_from = bool(said["plain"]), int(said["lines_from"])
    made.handling = [Marking(parse_tlp(tlp) if tlp else None, words) for tlp, words in said["handling"]]
    for severity, code, message, suggestion in said["problems"]:
        made.problems.add(severity, code, message, suggestion=suggestion)
    made.losses.update(said["losses"])
    made.other = [OtherField(path, text) for path, text in said["other"]]
    return made


def _said(found: Format, data: bytes, file: ForeignFile) -> dict[str, Any]:
    """What the process that reads a file says of it."""
    limits = (MOST_MEMORY, SECONDS, MOST_WRITTEN)
    path = [os.path.abspath(each) for each in sys.path]
    code = CHILD.format(path=path, limits=limits, module=found.module, converts=bool(found.becomes), file=tuple(file))
    try:
        # What comes back is in a file without a name: whatever ends the two processes, no word of the text stays behind.
        with (
            tempfile.TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as folder,
            tempfile.TemporaryFile() as output,
        ):
            status = _status_of([sys.executable, "-I", "-c", code], data, output.fileno(), folder)
            output.seek(0)
            told = output.read()
    except OSError as error:
        raise Unread(f"This file is {found.name}, and no process could be started to read it: {error.strerror}.") from None
    if status == 0:
        with suppress(ValueError):
            said: dict[str, Any] = json.loads(told)
            return said
    raise Unread(f"This file is {found.name}, and {_end_of(status)}.", "reader-stopped")


def _status_of(command: list[str], data: bytes, output: int, folder: str) -> int:
    """The exit status of a process; below 0 the signal that ended it."""
    known = {name: value for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if (value := os.environ.get(name))}
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**known, "HOME": folder, "TMPDIR": folder, "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        child.communicate(data, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM
    finally:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    return child.returncode


def _end_of(status: int) -> str:
    """How reading ended, in the words that a sentence goes on with."""
    if -status in (signal.SIGALRM, signal.SIGXCPU):
        return f"reading it took longer than the {SECONDS} seconds that a file may take"
    if status == MEMORY_STATUS:
        return f"reading it takes more than the {MOST_MEMORY >> 30} GB of memory that a file may take"
    if status == SIZE_STATUS or -status == signal.SIGXFSZ:
        return f"what comes of it is larger than the {MOST_WRITTEN >> 20} MB that a file may give"
    with suppress(ValueError):
        return (
            f"what reads it crashed ({signal.Signals(-status).name}); it may take {MOST_MEMORY >> 30} GB of memory "
            f"and {SECONDS} seconds"
        )
    return f"what reads it ended with status {status}"


MEMORY_STATUS, SIZE_STATUS = 70, 71
"""Exit statuses of a process that met a limit."""
