"""A report of an error of the program: where it was, and nothing of what was read."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from tui import __version__
from tui.store.private_files import make_private_folder, user_folder, write_private

KEPT = 10
"""Reports that are kept; the oldest go."""


def kept_report(error: BaseException, environ: Mapping[str, str]) -> Path | None:
    """Write a report that only the user can read. Returns its file; None where there is no place for one.

    It names errors by their kind: their words may be text of a briefing.
    """
    folder = user_folder(environ, "state")
    if folder is None:
        return None
    try:
        make_private_folder(folder)
        before = sorted(folder.glob("error-*.txt"))
        last = before[-1].stem.rpartition("-")[2] if before else ""
        path = folder / f"error-{int(last) + 1 if last.isdecimal() else 1:06}.txt"
        for old in before[: -KEPT + 1]:
            old.unlink()
        write_private(path, "".join(f"{line}\n" for line in _lines(error)).encode("utf-8", "replace"), new=True)
    except OSError:
        return None
    return path


def where(error: BaseException) -> str:
    """The last place of the program's own in the way of an error: `ui/screens/base.py:12`; "" where there is none."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    places = [
        f"{os.path.relpath(frame.filename, package)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if os.path.abspath(frame.filename).startswith(package + os.sep)
    ]
    return places[-1] if places else ""


def _lines(error: BaseException) -> Iterator[str]:
    yield f"briefing {__version__}, Python {platform.python_version()}, {sys.platform}"
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield ""
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        for frame in traceback.extract_tb(one.__traceback__)[-200:]:
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
            yield f"    {frame.line or ''}"
        one = one.__cause__ or one.__context__
