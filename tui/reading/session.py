"""What a run of the program knows: the library's list, how briefings are opened, the way back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import msgspec

from tui.model.briefing import Briefing, Prose
from tui.model.dates import today
from tui.model.reading_time import WORDS_PER_MINUTE
from tui.reading.current_files import BriefingInputs, CurrentFiles
from tui.reading.places import History, Place, Visit, place_of

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.document.folds import FoldState
    from tui.journal.drafts import Drafts
    from tui.journal.journal import Journal
    from tui.journal.records import Identity
    from tui.model.file_stamp import FileStamp
    from tui.model.recalls import Recall
    from tui.reading.library import Library
    from tui.reading.reader import Reader
    from tui.reading.view import Spot, View

MEASURE = 88
"""Cells of a comfortable line."""
NARROWEST, WIDEST = 40, 160
MEASURE_STEP = 8


class Preferences(msgspec.Struct, frozen=True):
    """What the person at the screen likes."""

    theme: str = ""
    """Name of a theme; "" for the program's own."""
    measure: int = MEASURE
    words_per_minute: int = WORDS_PER_MINUTE
    searches: Mapping[str, str] = {}
    """Saved queries by name."""
    editor: str = ""
    """The command of the person's editor; "" for what the environment says."""
    shows_cursor: bool = False
    """Whether the terminal's own cursor is seen where one stands."""
    ascii_signs: bool = False
    """Whether signs are drawn with ASCII alone."""
    share: Mapping[str, Sequence[str]] = {}
    """Commands to which what is read can be handed, each with its arguments, by names."""
    templates: Mapping[str, str] = {}
    """The files that documents are made from, by the format."""
    doubt: str = ""
    """Why it is not certain what may be kept, in a sentence; "" where it is."""
    names: tuple[str, ...] = ()
    """Of the person, as briefings may ask for something."""


Compose: TypeAlias = "Callable[..., Document]"
"""Makes a document of a `Briefing`, given titles of the others by id, and the `Recall`s that it leans on where there are any."""


MOST_STEPS = 100
"""Changes of looks that can be taken back."""


class Step(NamedTuple):
    """A change of how things look."""

    said: str
    back: Callable[[], object]
    """Takes it back."""
    deeds: int
    """How many deeds of this run the journal could undo then."""


MOST_LEFT = 20
"""Briefings of which it is known, the last ones."""


class FoldsLeft:
    """How briefings were folded when one left them, where that is not as they are at first."""

    def __init__(self, before: Callable[[], Mapping[str, FoldState]]) -> None:
        """Begin as one left an earlier session.

        Args:
            before: gives what was folded then, by the ids of briefings; asked when the first is opened that has anything to fold.
        """
        self._before: Callable[[], Mapping[str, FoldState]] | None = before
        self._known: dict[str, FoldState] = {}

    @property
    def states(self) -> Mapping[str, FoldState]:
        """What is known, by the ids of briefings, the last one that was left at the end."""
        if self._before is not None:
            before, self._before = self._before, None
            self._known = dict(before())
        return self._known

    def opened(self, view: View) -> None:
        """Fold as it was left."""
        briefing = view.document.briefing
        if briefing.judgments and (state := self.states.get(briefing.id)) is not None:
            from tui.reading.folding import restore

            restore(view, state)

    def left(self, view: View) -> None:
        """Remember how it is folded."""
        briefing, state = view.document.briefing, view.folds.state
        if briefing.judgments and self.states.get(briefing.id) != state:
            from tui.document.folds import EntryFolds

            self._known.pop(briefing.id, None)
            if state != EntryFolds(briefing).state:
                self._known[briefing.id] = state
            for id in [*self._known][:-MOST_LEFT]:
                del self._known[id]


class Session:
    """The briefings at hand, and what is remembered from one to the next."""

    def __init__(
        self,
        inputs: BriefingInputs,
        compose: Compose,
        clock: Callable[[], float] = time.monotonic,
        preferences: Preferences | None = None,
        journal: Journal | None = None,
        now: Callable[[], float] = time.time,
        open_journal: Callable[[], Journal] | None = None,
        limit: str = "",
        folds: FoldsLeft | None = None,
    ) -> None:
        """Begin with nothing read.

        Args:
            inputs: reads files.
            compose: makes a document of a briefing.
            clock: seconds, monotonic.
            preferences: of the person at the screen.
            journal: keeps what the person does; None where nothing is to be kept.
            now: seconds since 1970.
            open_journal: opens it when it is first asked for, instead: what is read at once needs none to be shown.
            limit: what of a library may be shown, as its catalog on disk is known by (`tui.catalog.location.location_of`).
            folds: knows how briefings were folded that were left; None where that is not to be known.
        """
        self.folds = folds
        self._journal = journal
        self._open_journal = open_journal
        self.now = now
        self.preferences = preferences or Preferences()
        self._inputs = inputs
        self.limit = limit
        self.files = CurrentFiles(self, inputs)
        self._compose = compose
        self.clock = clock
        self.typed: list[str] = []
        """What was typed in prompts and kept, oldest first: every prompt recalls it."""
        self.steps: list[Step] = []
        """What was changed of how things look, oldest first; what is done with briefings is in the journal."""
        self.used: list[str] = []
        """Ids of the actions that were chosen by name, the last one at the end."""
        self._drafts: Drafts | None = None
        self.history = History(self._earlier)
        self.library: Library | None = None
        """What can be searched; None where a single briefing was opened."""
        self.window: tuple[int, ...] = ()
        """Where one left the briefing that is opened first, while it is shown as one left it: see `restore_window` of a view."""
        self.measure = self.preferences.measure
        """Cells of a line, for every briefing that is read."""
        self.list_width = 0
        """Cells of the section list, as somebody chose it; 0 for what the size of the screen asks for."""

    @property
    def journal(self) -> Journal | None:
        """Keeps what the person does; None where nothing is to be kept. It is opened now if it was not yet."""
        if self._open_journal is not None:
            opening, self._open_journal = self._open_journal, None
            self._journal = opening()
        return self._journal

    @journal.setter
    def journal(self, journal: Journal | None) -> None:
        self._open_journal, self._journal = None, journal

    @property
    def journal_waits(self) -> bool:
        """Whether there is to be a journal that has not been opened yet."""
        return self._open_journal is not None

    @property
    def drafts(self) -> Drafts:
        """What is written in notes and not kept, of this run and of those before."""
        if self._drafts is None:
            from tui.journal.drafts import Drafts

            self._drafts = Drafts(self.journal.folder if self.journal is not None else None, self.now)
        return self._drafts

    def release_drafts(self) -> None:
        """The program ends: the next one may go on with what was being written."""
        if self._drafts is not None:
            self._drafts.release()

    @property
    def unsaved_drafts(self) -> list[str]:
        """What somebody was writing and could be kept nowhere."""
        return [draft.text for draft in self._drafts.unsaved.values()] if self._drafts is not None else []

    def close_journal(self) -> None:
        """Write what is left to be kept."""
        self._open_journal = None
        if self._journal is not None:
            self._journal.close()

    @property
    def titles(self) -> Mapping[str, str]:
        """Briefing id -> title, for links."""
        return self.library.titles if self.library is not None else {}

    def open_id(self, briefing_id: str) -> Reader | None:
        """Read a briefing of the library by its id or a former one; None where there is none. Raises OSError."""
        row = self.library.row_with_id(briefing_id) if self.library is not None else None
        return self.library.open(row) if self.library is not None and row is not None else None

    def open_kept(self, briefing_id: str, path: str) -> Reader:
        """Read the briefing that something was kept of: the library's with this id, else the file where it last was.

        Raises:
            OSError: it is not to be found, or cannot be read; the message is a sentence.
        """
        row = self.library.row_with_id(briefing_id) if self.library is not None and briefing_id else None
        # An id that is made from a path says nothing outside its own library.
        there = row is not None and (row.named or not os.path.exists(path) or self.files.are_one(row.real_path, path))
        if self.library is not None and row is not None and there:
            return self.library.open(row)
        if not path:
            raise FileNotFoundError(f"There is no briefing “{briefing_id}” in this library.")
        return self.files.open_last(path)

    def stepped(self, said: str, back: Callable[[], object]) -> None:
        """Something looks otherwise now: an undo calls `back`, in its turn among what the journal can undo."""
        self.steps = [*self.steps[1 - MOST_STEPS :], Step(said, back, self._deeds_done)]

    def step_back(self) -> str:
        """Take back what was changed last of how things look, where nothing else was done since.

        Returns:
            What that was; "" where the journal is to be asked.
        """
        if not self.steps or self.steps[-1].deeds != self._deeds_done:
            return ""
        *self.steps, last = self.steps
        last.back()
        return last.said

    @property
    def _deeds_done(self) -> int:
        return self._journal.deeds_done if self._journal is not None else 0

    def change_measure(self, steps: int) -> int:
        """Make lines wider, or narrower when negative. Returns their cells."""
        self.measure = max(NARROWEST, min(WIDEST, self.measure + steps * MEASURE_STEP))
        return self.measure

    def open(self, briefing: Briefing, document: Document | None = None, stamp: FileStamp | None = None) -> Reader:
        """Read a briefing, composed now where it has not been.

        Args:
            briefing: what is read.
            document: the same composed.
            stamp: of its file, from before that was read.
        """
        from tui.reading.reader import Reader

        titles = self.titles
        if document is None:
            recalls = self.recalls(briefing)
            document = self._compose(briefing, titles, recalls) if recalls else self._compose(briefing, titles)
        day = today(self.now())
        reader = Reader(briefing, document, clock=self.clock, past_queries=self.typed, titles=titles, day=day)
        reader.progress.words_per_minute = self.preferences.words_per_minute
        reader.stamp = stamp
        if self.folds is not None:
            self.folds.opened(reader.view)
        self.files.was_opened(briefing, stamp)
        return reader

    def recalls(self, briefing: Briefing) -> Sequence[Recall]:
        """What a briefing leans on that was recalled or corrected anywhere in its library."""
        return self.library.recalls(briefing) if self.library is not None and briefing.path else ()

    def composed(self, briefing: Briefing) -> Document:
        """A briefing composed anew, for another thread. Safe in any."""
        return self._compose(briefing, self.titles)

    def older(self, briefing: Briefing) -> Sequence[Identity]:
        """The briefings of the library that one replaces, the nearest first."""
        return self.library.older(briefing) if self.library is not None else ()

    def warm(self) -> None:
        """Compose something small, so that the first briefing opens without importing anything. Safe in another thread."""
        for part in self._compose(Briefing(title="-", body=Prose("-")), {}).parts:
            _ = part.blocks

    def open_path(self, path: str) -> Reader:
        """Read a file. Raises OSError, with a sentence, when it cannot be read."""
        stamp = self.files.stamp(path)
        return self.open(self._inputs.read(path), stamp=stamp)

    def read_file(self, path: str) -> Briefing:
        """A file as a briefing. Safe in another thread. Raises OSError, with a sentence, when it cannot be read."""
        return self._inputs.read(path)

    def origin_of(self, path: str) -> str:
        """Which values come from the library and which from the file. Safe in another thread. Raises OSError, with a sentence."""
        return self._inputs.origin_of(path)

    # the way back

    def _earlier(self) -> list[Visit]:
        """The places of earlier runs, as the journal has them."""
        visits = self.journal.visits() if self.journal is not None else []
        return [Visit(visit.path, visit.place, visit.briefing_id) for visit in visits]

    def _visit(self, reader: Reader, place: Place) -> Visit:
        return Visit(reader.briefing.path, place, reader.briefing.id)

    def here(self, reader: Reader) -> Visit:
        """Where a reader is, for the history."""
        return self._visit(reader, reader.place())

    def leave(self, reader: Reader, spot: Spot | None = None) -> None:
        """Remember where a reader is (or the block it was at), before a jump."""
        place = place_of(reader.document, *spot) if spot else reader.place()
        self.history.leave(self._visit(reader, place))
        self._keep(reader, place)

    def _keep(self, reader: Reader, place: Place) -> None:
        """Let the journal know a place, for other runs."""
        if self.journal is not None and not reader.briefing.id.startswith("~"):
            from tui.journal.records import identity_of

            self.journal.visit(identity_of(reader.briefing), place)

    def close(self, reader: Reader) -> None:
        """Remember where a reader is when it is left for good, and what is folded there."""
        self.keep_folds(reader)
        self._keep(reader, reader.place())

    def keep_folds(self, reader: Reader) -> None:
        """Remember what is folded, for the next time that this briefing is opened."""
        if self.folds is not None:
            self.folds.left(reader.view)

    def walk(self, reader: Reader, step: int) -> tuple[Reader, Place] | None:
        """Back (-1) or forward (1): the reader, another one where it was another briefing, and the place in it.

        Raises:
            OSError: the other briefing can no longer be read.
        """
        now = self.here(reader)
        visit = self.history.back(now) if step < 0 else self.history.forward(now)
        if visit is None:
            return None
        if visit.where == now.where:
            return reader, visit.place
        return self.open_kept(visit.id, visit.path), visit.place
