"""What every deed of the reader needs: the key of its briefing, rows as they may be kept, and the writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from tui.journal.identities import Keys
from tui.journal.records import DeedKind, Identity, NotSaved
from tui.journal.redaction import Redaction
from tui.journal.stored_rows import CurrentRows
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.journal.writer import Writer


class Deeds:
    """Has rows written, as deeds that can be undone or without."""

    def __init__(self, writer: Writer, keys: Keys, redaction: Redaction, rows: CurrentRows, now: Callable[[], float]) -> None:
        """Nothing is done yet; `now` tells seconds since 1970."""
        self.writer = writer
        self.keys = keys
        self.redaction = redaction
        self.rows = rows
        self.now = now

    def key_of(self, identity: Identity) -> str:
        """The key of a briefing, given to it where it has none yet; "" for a text without file and id."""
        return self.keys.of(identity, make=True)

    def add(self, patches: Sequence[Patch]) -> None:
        """Have rows written that no undo takes back."""
        self.writer.add(Task(patches))

    def do(self, patches: Sequence[Patch], kind: DeedKind, said: str) -> Future[None]:
        """Have rows written as one deed; `said` is the deed in words."""
        return self.writer.add(Task(patches, kind=kind, said=said, at=self.now()))

    @staticmethod
    def nothing() -> Future[None]:
        """Of what nothing can be kept."""
        done: Future[None] = Future()
        done.set_exception(NotSaved("Nothing is kept of a text that has neither a file nor an id."))
        return done
