"""Reading many files at once: processes that are given tasks and send back what became of them.

They are forked, so this is for processes without threads only: the shell, and the child that a screen starts.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection, wait

import msgspec

from tui.catalog.file_changes import ReadTask
from tui.catalog.parsing import EVERYTHING, Parsed, Wanted, parse_file
from tui.model.decoders import decoder_of
from tui.store.processes import WORTH_IT, Worker, can_fork

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
