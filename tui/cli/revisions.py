"""A briefing as a revision of git has its file: git is asked for bytes alone, and nothing that a repository configures is run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.exit_status import CANNOT_READ, USAGE, Stop
from tui.model.text import cleaned, shown_path

if TYPE_CHECKING:
    from tui.model.briefing import Briefing
    from tui.model.handling import Ceiling

PATIENCE = 20
"""Seconds that git may take for an answer."""

_MOST_BYTES = 64 << 20
_ALWAYS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "protocol.allow=never",
)
_NOT_PASSED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_TRACE")


class Revision(NamedTuple):
    """A file as it was."""

    data: bytes
    name: str
    """The beginning of the revision's own name."""
    date: str
    """The day on which it was made, as `2024-07-03`."""


def briefing_in_revision(path: str, revision: str, ceiling: Ceiling) -> tuple[Briefing, str]:
    """What a briefing was in a revision of git, and which revision that is in words, to follow the word "since".

    Args:
        path: of its file, or of a briefing in one that holds several; "" where it has none.
        revision: as git takes it.
        ceiling: what may be shown.

    Raises:
        Stop: it cannot be had, or not all of it may be shown.
    """
    from tui.model.dates import parse_date
    from tui.model.part_path import part_of
    from tui.store.library import briefing_in
    from tui.store.withholding import Shown

    if not path:
        raise Stop("What was read from standard input has no revisions.", CANNOT_READ)
    found = file_in_revision(path if os.path.exists(path) else part_of(path)[0], revision)
    old = briefing_in(found.data, path)
    if old is None:
        raise Stop(f"“{shown_path(path)}” is no briefing in the revision “{cleaned(revision)}”.", CANNOT_READ)
    kept = Shown(ceiling, whole=True).of(old)
    if kept is None:
        raise Stop(f"What it was in the revision “{cleaned(revision)}” is {ceiling.excess}, or has parts that are.", CANNOT_READ)
    return kept, f"revision {found.name}" + (f" of {parse_date(found.date).display}" if found.date else "")


def file_in_revision(path: str | Path, revision: str) -> Revision:
    """What a file was in a revision of the git repository that it lies in.

    Args:
        path: of the file, where it is now.
        revision: as git takes it: `HEAD~3`, a branch, a tag, the beginning of a hash.

    Raises:
        Stop: there is no git, no repository, no such revision, or no such file in it; the message is a sentence.
    """
    real = Path(os.path.realpath(path))
    shown, said = shown_path(str(path)), cleaned(revision)
    if not revision or revision.startswith("-") or "\0" in revision:
        raise Stop(f"“{said}” is no revision: give one as git takes it, such as HEAD~1.", USAGE)
    if _asked(real.parent, "rev-parse", "--is-inside-work-tree") != b"true\n":
        raise Stop(f"“{shown}” lies in no git repository, so it has no revisions.", CANNOT_READ)
    found = _asked(real.parent, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not found:
        raise Stop(f"There is no revision “{said}” in the repository of “{shown}”; `git log` lists them.", CANNOT_READ)
    commit = found.decode("ascii", "replace").strip()
    listed = _asked(real.parent, "ls-tree", "-z", "-l", commit, "--", os.fsencode(real.name)) or b""
    kind, blob, size = [*listed.partition(b"\t")[0].split()[1:], b"", b"", b""][:3]
    if kind != b"blob":
        raise Stop(f"“{shown}” is not in the revision “{said}”: it may have had another name or folder there.", CANNOT_READ)
    if not size.isdigit() or int(size) > _MOST_BYTES:
        raise Stop(f"“{shown}” is larger than {_MOST_BYTES >> 20} MB in the revision “{said}”, and is not read.", CANNOT_READ)
    data = _asked(real.parent, "cat-file", "blob", blob.decode("ascii"))
    if data is None:
        raise Stop(f"git does not give “{shown}” as it was in the revision “{said}”.", CANNOT_READ)
    day = _asked(real.parent, "show", "--no-patch", "--no-show-signature", "--format=%cd", "--date=format:%Y-%m-%d", commit) or b""
    return Revision(data, commit[:9], cleaned(day.decode("utf-8", "replace").strip()))


def _asked(folder: Path, *question: str | bytes) -> bytes | None:
    """What git answers on standard output; None where it says no.

    Raises:
        Stop: there is no git, or it does not answer.
    """
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED}
    environ |= {"GIT_PAGER": "cat", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_ALWAYS, "-C", os.fsencode(folder), *question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Stop(f"git cannot be asked ({cleaned(reason)}); `--rev` needs it.", CANNOT_READ) from None
    except subprocess.TimeoutExpired:
        raise Stop(f"git has not answered within {PATIENCE} seconds.", CANNOT_READ) from None
    return done.stdout if done.returncode == 0 else None
