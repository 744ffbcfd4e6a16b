"""Sessions that were left: what was open, where in it one was, and what was searched for; `--resume` goes on with one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.journal.location import data_folder

if TYPE_CHECKING:
    from tui.document.folds import FoldState
    from tui.store.config import Config

FILE, LOCK = "sessions.json", "sessions.lock"

MOST = 20
"""Sessions that are kept, the newest."""

LONGEST = 1_000
"""Characters of anything that is kept of one."""

MOST_FOLDED = 4_000
"""Characters of ids that are kept of what was folded in one session."""

LARGEST = 400_000
"""Bytes of the file that are read."""


class LeftFolds(NamedTuple):
    """What was folded in one briefing: all that can be or nothing of it, but for some."""

    briefing: str
    """Its id."""
    at_first: bool
    """Whether all is folded but for these; nothing else otherwise."""
    turned: tuple[str, ...]
    """Ids of what is otherwise."""


class LeftSession(NamedTuple):
    """How one left the screen."""

    at: float
    """Seconds since 1970."""
    paths: tuple[str, ...]
    """The files and folders that were open."""
    briefing: str = ""
    """Id of the briefing that was read; "" in a list."""
    section: str = ""
    """Id of the section one was in."""
    words: str = ""
    """What was searched for; "" where nothing was, and where text of briefings may not be kept."""
    folds: tuple[LeftFolds, ...] = ()
    """What was folded in the briefings that were read, where that is not as at first."""

    @property
    def place(self) -> str:
        """`ID#SECTION`; "" in a list."""
        return f"{self.briefing}#{self.section}" if self.section else self.briefing

    @property
    def bare(self) -> LeftSession:
        """The same without what was read and what was searched for."""
        return self._replace(briefing="", section="", words="", folds=())

    @property
    def gone(self) -> tuple[str, ...]:
        """The files and folders that are not there any more."""
        return tuple(path for path in self.paths if not os.path.lexists(path))


def left_sessions(environ: Mapping[str, str]) -> list[LeftSession]:
    """The sessions that were left, the newest first; whatever is wrong with the file, what can be read of it."""
    folder = data_folder(environ)
    if folder is None:
        return []
    try:
        with open(folder / FILE, "rb") as file:
            data = file.read(LARGEST)
        import json

        held = json.loads(data)
    except (OSError, ValueError, RecursionError):
        return []
    return [session for one in held if (session := _session(one)) is not None][:MOST] if isinstance(held, list) else []


def _session(held: object) -> LeftSession | None:
    if not isinstance(held, dict) or not isinstance(at := held.get("at"), int | float) or not isinstance(held.get("paths"), list):
        return None
    paths = [path for path in held["paths"] if isinstance(path, str) and path]
    briefing, section, words = (text if isinstance(text := held.get(name), str) else "" for name in LeftSession._fields[2:5])
    folds = (
        tuple(found for one in some if (found := _folds(one)) is not None) if isinstance(some := held.get("folds"), list) else ()
    )
    return LeftSession(float(at), tuple(paths), briefing, section, words, folds) if paths and 0 <= at < 1e11 else None


def _folds(held: object) -> LeftFolds | None:
    match held:
        case [str(briefing), bool(at_first), [*turned]]:
            return LeftFolds(briefing, at_first, tuple(id for id in turned if isinstance(id, str)))
    return None


def left_folds(states: Mapping[str, FoldState]) -> tuple[LeftFolds, ...]:
    """What is kept of how briefings are folded, by their ids; of too many the first are left out."""
    kept: list[LeftFolds] = []
    room = MOST_FOLDED
    for briefing, state in reversed(list(states.items())):
        room -= len(briefing) + sum(map(len, state.turned))
        if room >= 0:
            kept.insert(0, LeftFolds(briefing, state.at_first, tuple(sorted(state.turned))))
    return tuple(kept)


def folds_left(environ: Mapping[str, str], paths: Sequence[str]) -> dict[str, FoldState]:
    """What was folded, by the ids of briefings, when the same files and folders were left last, or more than these."""
    from tui.document.folds import FoldState

    wanted = set(paths)
    found = [one for one in left_sessions(environ) if wanted and wanted <= set(one.paths)]
    last = next((one for one in found if one.paths == tuple(paths)), found[0] if found else None)
    return {one.briefing: FoldState(one.at_first, frozenset(one.turned)) for one in last.folds} if last is not None else {}


def keep_session(environ: Mapping[str, str], config: Config, left: LeftSession) -> None:
    """Keep how one left, in the place of the last time the same was open; never fails. What may not be kept is left out."""
    folder = data_folder(environ)
    if folder is None or config.doubt or max(map(len, (*left.paths, left.place, left.words))) > LONGEST:
        return
    import json

    from tui.store.private_files import locked, make_private_folder, replace_private

    kept = left if config.keeps_all else left._replace(words="")
    with suppress(OSError, ValueError):
        make_private_folder(folder)
        with locked(folder / LOCK):
            others = [
                one if config.keeps_all else one._replace(words="") for one in left_sessions(environ) if one.paths != left.paths
            ]
            data = json.dumps([one._asdict() for one in (kept, *others)[:MOST]], ensure_ascii=False)
            replace_private(folder / FILE, data.encode("utf-8", "surrogatepass"))


def forget_sessions(environ: Mapping[str, str]) -> None:
    """Remove all of them: they may name what is to be forgotten. Raises OSError."""
    folder = data_folder(environ)
    if folder is not None:
        Path(folder, FILE).unlink(missing_ok=True)


def numbered_sessions(sessions: Sequence[LeftSession]) -> list[str]:
    """The sessions as a list, numbered."""
    from time import localtime, strftime

    from tui.model.text import one_line

    lines = []
    for number, one in enumerate(sessions, 1):
        where = [", ".join(map(os.path.basename, map(os.path.normpath, one.paths)))]
        where += [one.place] if one.briefing else []
        where += [f"{', '.join(map(os.path.basename, map(os.path.normpath, one.gone)))} not there now"] if one.gone else []
        where += [f"searched “{one.words}”"] if one.words else []
        lines.append(one_line(f"{number:>2}. {strftime('%d %b %Y %H:%M', localtime(one.at))}  {' · '.join(where)}"))
    return lines
