"""Reading in another process while this one starts the screen.

Importing the screen's framework takes longer than reading a briefing, and both need a processor: with
two of them, the briefing is there when the screen is.
"""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from tui.model.file_stamp import settled_stamp
from tui.store.processes import can_fork, forked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.document.prepared import PreparedDocument, PreparedRest
    from tui.model.briefing import Briefing


SIZE = 8
"""Bytes in which the length of a message is written before it."""

LATER = 10
"""How much nicer the other process is (`nice(2)`) once the first page can be shown: on one core that comes first."""


class ReadAhead:
    """What a child process is reading; each thing is asked for once."""

    def __init__(self, read: Callable[[], Iterator[object]], path: str | os.PathLike[str] | None = None) -> None:
        """Start reading, where the system can fork.

        Args:
            read: gives what `briefing` and `rest`, or `packed_catalog`, then return.
            path: the file that is read, where it is one.
        """
        self.stamp = settled_stamp(path) if path is not None else None
        """Of the file, from before it was read; None where a change since then might not show in it."""
        self._child, self._pipe = 0, -1
        if not can_fork():
            return
        try:
            self._pipe, writing = os.pipe()
            self._child = forked(lambda: _answer(writing, read), writing)
        except OSError:
            return
        os.close(writing)

    @property
    def started(self) -> bool:
        """Whether another process is reading."""
        return self._child > 0

    def ready(self, seconds: float) -> bool:
        """Whether the answer has begun to arrive within so many seconds."""
        import select

        return self.started and bool(select.select([self._pipe], [], [], seconds)[0])

    def stop(self) -> None:
        """End the other process where it still reads: nobody waits for it any more."""
        if self._child > 0:
            with suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGTERM)

    def _received(self) -> bytearray | None:
        """The next message; None where there is none, as the process has failed."""
        if self._child <= 0:
            return None
        size = self._exactly(SIZE)
        received = self._exactly(int.from_bytes(size, "big")) if size is not None else None
        if received is None:
            self._end()
        return received

    def _exactly(self, size: int) -> bytearray | None:
        """So many bytes; None where there are fewer."""
        received = bytearray(size)
        left = memoryview(received)
        while left and (count := os.readv(self._pipe, [left])):
            left = left[count:]
        return None if left else received

    def _end(self) -> None:
        """It has no more to say."""
        child, self._child = self._child, 0
        os.close(self._pipe)
        os.waitpid(child, 0)

    def briefing(self) -> tuple[Briefing, PreparedDocument] | None:
        """The single briefing and its document; None where it must be read here.

        Where the document has a rest, the other process is preparing that, until `rest` is asked.
        """
        data = self._received()
        if data is None:
            return None
        from tui.document.prepared import PreparedDocument
        from tui.model.briefing import Briefing
        from tui.model.decoders import decoder_of

        briefing, prepared = decoder_of(tuple[Briefing, PreparedDocument]).decode(data)
        if not prepared.has_rest:
            self._end()
        return briefing, prepared

    def rest(self) -> PreparedRest | None:
        """What was prepared behind the beginning of the document; None where it must be composed here."""
        data = self._received()
        if data is None:
            return None
        from tui.document.prepared import PreparedRest
        from tui.model.decoders import decoder_of

        self._end()
        return decoder_of(PreparedRest).decode(data)

    def packed_catalog(self) -> bytes | None:
        """The library, as a catalog in memory packs it; None where it must be read here."""
        data = self._received()
        if data is None:
            return None
        from tui.model.decoders import decoder_of

        self._end()
        return decoder_of(bytes).decode(data)


def _answer(pipe: int, read: Callable[[], Iterator[object]]) -> None:
    import msgspec

    # It reads one thing and ends: whatever it makes lives as long as it does.
    gc.disable()
    # Who interrupts the start waits for nothing that this process could still read.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for found in read():
        message = msgspec.msgpack.encode(found)
        for data in (len(message).to_bytes(SIZE, "big"), message):
            left = memoryview(data)
            while left:
                left = left[os.write(pipe, left) :]
        os.nice(LATER)
