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

from tui.store.processes import can_fork, forked

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.document.prepared import PreparedDocument
    from tui.model.briefing import Briefing


class ReadAhead:
    """What a child process is reading; asked for once."""

    def __init__(self, read: Callable[[], object]) -> None:
        """Start reading, where the system can fork; `read` gives what `briefing` or `packed_catalog` then returns."""
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
        if self._child <= 0:
            return None
        received = bytearray()
        while chunk := os.read(self._pipe, 1 << 20):
            received += chunk
        os.close(self._pipe)
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return received if status == 0 else None

    def briefing(self) -> tuple[Briefing, PreparedDocument] | None:
        """The single briefing and its document; None where it must be read here."""
        data = self._received()
        if data is None:
            return None
        from tui.document.prepared import PreparedDocument
        from tui.model.briefing import Briefing
        from tui.model.decoders import decoder_of

        return decoder_of(tuple[Briefing, PreparedDocument]).decode(data)

    def packed_catalog(self) -> bytes | None:
        """The library, as a catalog in memory packs it; None where it must be read here."""
        data = self._received()
        if data is None:
            return None
        from tui.model.decoders import decoder_of

        return decoder_of(bytes).decode(data)


def _answer(pipe: int, read: Callable[[], object]) -> None:
    import msgspec

    # It reads one thing and ends: whatever it makes lives as long as it does.
    gc.disable()
    # Who interrupts the start waits for nothing that this process could still read.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    data = memoryview(msgspec.msgpack.encode(read()))
    while data:
        data = data[os.write(pipe, data) :]
