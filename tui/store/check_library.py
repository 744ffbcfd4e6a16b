"""Checking every file of a library, in several processes where there are many.

Links are checked against the ids of the whole library, so every process reads its share of the files and keeps it,
learns the ids of all, and then checks its share.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.problem import Problem
from tui.store.duplicate_ids import clashes
from tui.store.library import FoundFile, files, read_found, with_problems
from tui.store.lint import check
from tui.store.processes import WORTH_IT, Worker, can_fork
from tui.store.shared import Sharing, above

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Checked(msgspec.Struct, frozen=True):
    """What is wrong with a library."""

    briefings: int
    """How many there are."""
    problems: tuple[Problem, ...]
    """Those of the library itself: what cannot be read."""
    of_briefings: tuple[Problem, ...]
    """Those of each briefing, in the order of the files."""
    by_reading: tuple[str, ...]
    """The severities of those that reading alone finds, in no order."""


class _Read(msgspec.Struct, array_like=True):
    """What became of one briefing, or of a file that holds none."""

    id: str = ""
    path: str = ""
    is_briefing: bool = False
    shared: list[str] = []
    problem: Problem | None = None


class _Told(msgspec.Struct, array_like=True):
    """What a share must know before it is checked."""

    ids: frozenset[str]
    claimed: list[tuple[Problem, ...]]
    """For each briefing of the share, the problems that only the whole library shows."""


class _Found(msgspec.Struct, array_like=True):
    """What is wrong with one briefing."""

    problems: list[Problem]
    by_reading: list[str]
    """Severities."""


def check_library(paths: Iterable[str | os.PathLike[str]], *, also: Sequence[Briefing] = (), processes: int = 1) -> Checked:
    """Check every briefing of some files and folders, as `tui.store.library.briefings` finds them.

    Args:
        paths: files and folders.
        also: briefings that come from no file, such as one from standard input; they stand first.
        processes: how many may read at once; more than one only where this process has no threads.
    """
    problems: list[Problem] = []
    found = list(files(paths, problems))
    for under in dict.fromkeys([one.under for one in found]):
        problems += [problem for problem in above(under).problems if problem not in problems]
    if processes > 1 and len(found) >= WORTH_IT and can_fork():
        try:
            return _checked([_Elsewhere(found[start::processes]) for start in range(processes)], also, problems)
        except (EOFError, OSError):
            # A process was killed; this one can do it alone.
            pass
    return _checked([_Here(found)], also, problems)


class _Share:
    """Some of the files; asked in turn what they hold and what is wrong with them."""

    def read(self) -> list[list[_Read]]:
        """What became of each file: of the briefings that it holds."""
        raise NotImplementedError

    def begin_checking(self, told: _Told) -> None:
        """Start to check; `check` waits for the end."""
        raise NotImplementedError

    def check(self) -> list[_Found]:
        """What is wrong with each briefing among them."""
        raise NotImplementedError

    def end(self) -> None:
        """Let go of what was read."""


class _Here(_Share):
    """A share that this process reads."""

    def __init__(self, found: Sequence[FoundFile]) -> None:
        self._files = found
        self._briefings: list[Briefing] = []
        self._told = _Told(frozenset(), [])

    def read(self) -> list[list[_Read]]:
        outcome = []
        sharing = Sharing()
        for found in self._files:
            of_file: list[_Read] = []
            for held in read_found(found, sharing.of(found.under)):
                if isinstance(held, Briefing):
                    self._briefings.append(held)
                    of_file.append(_Read(held.id, held.path, True))
                elif isinstance(held, Problem):
                    of_file.append(_Read(problem=held))
                else:
                    of_file.append(_Read(shared=held or []))
            outcome.append(of_file)
        return outcome

    def begin_checking(self, told: _Told) -> None:
        self._told = told

    def check(self) -> list[_Found]:
        for briefing, claimed in zip(self._briefings, self._told.claimed, strict=True):
            with_problems(briefing, claimed)
        return [found_in(briefing, self._told.ids) for briefing in self._briefings]


class _Elsewhere(_Share):
    """A share that a process of its own reads."""

    def __init__(self, found: Sequence[FoundFile]) -> None:
        self._worker = Worker(partial(_work, _Here(found)))

    def read(self) -> list[list[_Read]]:
        return decoder_of(list[list[_Read]]).decode(self._worker.connection.recv_bytes())

    def begin_checking(self, told: _Told) -> None:
        self._worker.connection.send_bytes(msgspec.msgpack.encode(told))

    def check(self) -> list[_Found]:
        return decoder_of(list[_Found]).decode(self._worker.connection.recv_bytes())

    def end(self) -> None:
        self._worker.end()


def _work(share: _Here, connection: Connection) -> None:
    """Read, learn the ids, check."""
    connection.send_bytes(msgspec.msgpack.encode(share.read()))
    share.begin_checking(decoder_of(_Told).decode(connection.recv_bytes()))
    connection.send_bytes(msgspec.msgpack.encode(share.check()))


def found_in(briefing: Briefing, ids: frozenset[str]) -> _Found:
    """What is wrong with a briefing of a library with these ids."""
    problems = check(briefing, library_ids=ids)
    if briefing.hidden:
        problems = [replace(problem, hidden=briefing.hidden) for problem in problems]
    return _Found(problems, [problem.severity for problem in briefing.problems])


def _checked(shares: Sequence[_Share], also: Sequence[Briefing], problems: Sequence[Problem]) -> Checked:
    """Have shares of the files, dealt out in turn, read and checked; the outcome is in the order of the files."""
    try:
        read = [share.read() for share in shares]
        by_file = [read[number % len(shares)][number // len(shares)] for number in range(sum(map(len, read)))]
        in_order = [(number % len(shares), one) for number, of_file in enumerate(by_file) for one in of_file]
        own = [one for _, one in in_order if one.is_briefing]
        shared = [id for _, one in in_order for id in one.shared]
        ids = frozenset([*(one.id for one in own), *(briefing.id for briefing in also), *shared])
        claims = iter(clashes([(one.id, one.path) for one in own]))
        claimed: list[list[tuple[Problem, ...]]] = [[] for _ in shares]
        for share_number, one in in_order:
            if one.is_briefing:
                claimed[share_number].append(next(claims))
        for share, for_it in zip(shares, claimed, strict=True):
            share.begin_checking(_Told(ids, for_it))
        checked = [iter(share.check()) for share in shares]
        found = [found_in(briefing, ids) for briefing in also]
        found += [next(checked[share_number]) for share_number, one in in_order if one.is_briefing]
    finally:
        for share in shares:
            share.end()
    of_library = (*problems, *(one.problem for _, one in in_order if one.problem is not None))
    return Checked(
        len(found),
        of_library,
        tuple([problem for one in found for problem in one.problems]),
        tuple([severity for one in found for severity in one.by_reading]),
    )
