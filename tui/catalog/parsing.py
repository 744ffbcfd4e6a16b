"""From a file to everything that the catalog keeps of it; done in processes of its own where there are many.

They are forked, so that is for processes without threads only: the shell, and the child that a screen starts.
"""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from tui.catalog.file_changes import ReadTask
from tui.catalog.record import CatalogRecord, catalog_record
from tui.catalog.tables import BRIEFING, LEFT_OUT, OTHER, SEVERAL, SHARED, UNREADABLE
from tui.catalog.taken_back import scale_of, whole
from tui.catalog.wanted import EVERYTHING, Wanted
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.store.file_kinds import is_foreign
from tui.store.library import SHARED as SHARED_NAME
from tui.store.processes import WORTH_IT, Worker, can_fork
from tui.store.read import CannotRead, digest_of, held_in, read_bytes
from tui.store.standing import is_briefing, standing


class ParsedPart(msgspec.Struct, array_like=True):
    """What became of one briefing of a file that holds several."""

    key: str
    digest: bytes
    state: int
    """`BRIEFING` or `LEFT_OUT`."""
    briefing: CatalogRecord | None = None
    """None where what is known of it holds, and where it may not be shown."""


class Parsed(msgspec.Struct, array_like=True):
    """What became of a task."""

    number: int
    state: int
    """`BRIEFING`, `OTHER`, `SHARED`, `UNREADABLE`, `LEFT_OUT` or `SEVERAL`."""
    digest: bytes = b""
    size: int = 0
    """Bytes that were read."""
    same: bool = False
    """Whether the content is what was known already; then nothing else is given."""
    message: str = ""
    """Why it could not be read."""
    briefing: CatalogRecord | None = None
    parts: list[ParsedPart] = []
    """The briefings with keys of their own."""


@lru_cache(maxsize=256)
def _below(root: str, folder: bytes) -> str | None:
    """The path of a folder below a root, links followed, with `/` at its end; None where it is not below."""
    below = os.path.relpath(os.path.realpath(folder), os.path.realpath(os.fsencode(root)))
    if below.startswith(b".."):
        return None
    return "" if below == b"." else os.fsdecode(below).replace(os.sep, "/") + "/"


def path_below(root: str, folder: bytes, name: bytes) -> str:
    """The path of a file below its library's root, with `/`, links followed: where its id comes from."""
    path = os.path.join(folder, name)
    if os.path.islink(path):
        folder, name = os.path.split(os.path.realpath(path))
    return f"{_below(root, folder) or ''}{os.fsdecode(name)}"


def _named_below(path: str) -> str:
    """The path of a file that was named itself, below the folder of its `library.yaml` or else its own."""
    from tui.store.shared import library_root

    root = library_root(path)
    return os.path.basename(path) if root is None else Path(path).relative_to(root).as_posix()


def parse_file(roots: Sequence[str], shared: Sequence[bytes], task: ReadTask, wanted: Wanted = EVERYTHING) -> Parsed:
    """Read one file.

    Args:
        roots: absolute paths of the library.
        shared: what each root's briefings share, a `Shared` as msgpack.
        task: the file.
        wanted: what is made of it.
    """
    name = os.fsdecode(task.name)
    if not task.named and is_foreign(name):
        return Parsed(task.number, OTHER)
    try:
        data = read_bytes(os.path.join(os.fsdecode(task.folder), name))
    except CannotRead as error:
        if name == SHARED_NAME and not task.named and os.fsdecode(task.folder) == roots[task.root]:
            # The refresh tells of it, since it cannot be known what it would mark.
            return Parsed(task.number, SHARED)
        if not (wanted.shown.ceiling.unmarked or task.named):
            # What cannot be read is unmarked, and so is its name.
            return Parsed(task.number, LEFT_OUT)
        return Parsed(task.number, UNREADABLE, message=str(error))
    digest = digest_of(data)
    if digest == task.known:
        return Parsed(task.number, OTHER, digest, len(data), same=True)
    if not task.named:
        if name == SHARED_NAME:
            return Parsed(task.number, SHARED, digest, len(data))
        if standing(name, data) not in ("briefing", "foreign"):
            return Parsed(task.number, OTHER, digest, len(data))
    below = _named_below(roots[task.root]) if task.named else path_below(roots[task.root], task.folder, task.name)
    parsed = Parsed(task.number, SEVERAL, digest, len(data))
    for held in held_in(data, below=below, digest=digest, scale=scale_of(shared[task.root])):
        if held.key and task.parts.get(held.key) == held.digest:
            parsed.parts.append(ParsedPart(held.key, held.digest, BRIEFING))
            continue
        state, record = _kept(held.read(), task.named, shared[task.root], wanted)
        if held.key:
            parsed.parts.append(ParsedPart(held.key, held.digest, state, record))
        else:
            parsed.state, parsed.briefing = state, record
    return parsed


def _kept(briefing: Briefing, named: bool, shared: bytes, wanted: Wanted) -> tuple[int, CatalogRecord | None]:
    """What the catalog keeps of a briefing, and its state."""
    if not named and not is_briefing(briefing):
        return OTHER, None
    if not wanted.shown.is_limited:
        return BRIEFING, catalog_record(briefing, shared, text=wanted.text)
    shown = wanted.shown.of(whole(briefing, shared))
    return (
        (LEFT_OUT, None)
        if shown is None
        else (BRIEFING, catalog_record(shown, b"", text=wanted.text, alone=wanted.shown.leaves_out))
    )


TASKS_AT_ONCE = 48
COLLECT_EVERY = 20
"""Batches after which a worker looks for garbage."""


def parse_all(
    tasks: Sequence[ReadTask], roots: Sequence[str], shared: Sequence[bytes], processes: int, wanted: Wanted = EVERYTHING
) -> Iterator[Parsed]:
    """Read files, in any order.

    Args:
        tasks: the files.
        roots: absolute paths of the library.
        shared: what each root's briefings share, as msgpack.
        processes: how many may read at once; 1 to read in this one.
        wanted: what is made of each.
    """
    if processes < 2 or len(tasks) < WORTH_IT or not can_fork():
        yield from _parsed_here(tasks, roots, shared, wanted)
        return
    workers = _Workers(roots, shared, processes, wanted)
    try:
        yield from workers.parsed(tasks)
    finally:
        workers.stop()


def _parsed_here(tasks: Sequence[ReadTask], roots: Sequence[str], shared: Sequence[bytes], wanted: Wanted) -> Iterator[Parsed]:
    collecting = gc.isenabled()
    gc.disable()
    try:
        for count, task in enumerate(tasks, 1):
            yield parse_file(roots, shared, task, wanted)
            if count % (COLLECT_EVERY * TASKS_AT_ONCE) == 0:
                # What is new; to look through all that the process holds takes as long as reading a hundred files.
                gc.collect(0)
    finally:
        if collecting:
            gc.enable()


class _Workers:
    def __init__(self, roots: Sequence[str], shared: Sequence[bytes], count: int, wanted: Wanted) -> None:
        self._workers = [Worker(partial(_work, roots, shared, wanted)) for _ in range(count)]

    def parsed(self, tasks: Sequence[ReadTask]) -> Iterator[Parsed]:
        encode, decode = msgspec.msgpack.Encoder().encode, decoder_of(list[Parsed]).decode
        batches = [tasks[start : start + TASKS_AT_ONCE] for start in range(0, len(tasks), TASKS_AT_ONCE)]
        batches.reverse()
        waiting: dict[Connection, int] = dict.fromkeys((worker.connection for worker in self._workers), 0)
        for _ in range(2):
            for connection in waiting:
                if batches:
                    connection.send_bytes(encode(batches.pop()))
                    waiting[connection] += 1
        while any(waiting.values()):
            for ready in wait([one for one, count in waiting.items() if count]):
                connection = next(one for one in waiting if one is ready)
                data = connection.recv_bytes()
                waiting[connection] -= 1
                if batches:
                    connection.send_bytes(encode(batches.pop()))
                    waiting[connection] += 1
                yield from decode(data)

    def stop(self) -> None:
        for worker in self._workers:
            worker.end()


def _work(roots: Sequence[str], shared: Sequence[bytes], wanted: Wanted, connection: Connection) -> None:
    """Answer until the other end is closed."""
    gc.freeze()
    # Reading a file leaves next to nothing for the collector, which would run a thousand times for it.
    gc.disable()
    encode, decode = msgspec.msgpack.Encoder().encode, decoder_of(list[ReadTask]).decode
    for batch in itertools.count(1):
        if batch % COLLECT_EVERY == 0:
            gc.collect()
        tasks = decode(connection.recv_bytes())
        connection.send_bytes(encode([parse_file(roots, shared, task, wanted) for task in tasks]))
