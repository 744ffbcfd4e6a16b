"""One briefing in the program of lines: each block is said once, from its beginning or where one stopped, to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from tui.document.sentences import Sentences, in_words
from tui.model.apparatus import TOP, is_to_read
from tui.model.counted import counted
from tui.model.dates import today
from tui.reading.reading_log import ReadingLog, asked_still, open_log

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.model.briefing import Briefing
    from tui.reading.library import Library
    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Reader
    from tui.reading.session import Session
    from tui.reading.view import Spot

AT_ONCE = 12
"""Blocks of a section that are said at once; of more, the rest comes with the next Enter."""

MOST_REASONS = 3
"""Reasons that are told when a briefing that changed is opened."""

NOT_KEPT = "Nothing is kept of what you read here."


class LineSurface(Protocol):
    """The program of lines, as what is done for it knows it."""

    session: Session
    say: Callable[[str], None]
    left_out: Callable[[], str]
    page: LinearPage | None
    round: QueueRun | None

    @property
    def library(self) -> Library | None:
        """What is listed; None where one briefing is read."""

    @property
    def journal(self) -> Journal | None:
        """What is kept; None where nothing is."""

    def listed(self, lines: Iterator[str], choices: Sequence[Callable[[], None]]) -> None:
        """Say the first lines of a list; a number then does what it stands for."""

    def open(self, reader: Reader) -> None:
        """Read a briefing from now on."""

    def leave(self) -> None:
        """Leave what is read, and keep the place."""

    def search(self, words: str) -> None:
        """Find words in all briefings."""


class LinearPage:
    """A briefing that is read, and what is known of how far."""

    def __init__(self, session: Session, reader: Reader, say: Callable[[str], None]) -> None:
        """Open it, and say what it is.

        Args:
            session: opens briefings; knows the journal.
            reader: what is read.
            say: prints one line.
        """
        self._session = session
        self._say = say
        self._take(reader)
        self._introduce()

    def _take(self, reader: Reader) -> None:
        self.reader = reader
        self._sentences = Sentences(reader.document, today(self._session.now()))
        self.next: Spot | None = (0, 0)
        """The block that is said next; None behind the last one."""
        self.said: list[Spot] = []
        """The blocks that were said last: notes and links are of these."""
        journal = self._session.journal
        self.log: ReadingLog | None = None
        if journal is not None and not reader.briefing.id.startswith("~"):
            self.log = open_log(self._session, reader, journal)
            self.log.opened()

    @property
    def briefing(self) -> Briefing:
        """What is read."""
        return self.reader.briefing

    @property
    def kept(self) -> ReadingLog | None:
        """What is kept of how far one is; None where nothing is."""
        return self.log if self.log is not None and self.log.keeps else None

    def _introduce(self) -> None:
        reader, log = self.reader, self.log
        date = self.briefing.newest
        told = [date.display if date is not None else "", str(reader.marking), counted(reader.progress.minutes_left or 1, "minute")]
        self._say(f"{self.briefing.title}. {', '.join(filter(None, told))}.")
        if reader.doubt == "gone":
            self._say("Take note: the file is gone; this is what was read before.")
        if log is None or log.back.last_reading is None:
            return
        changes = log.back.changes if log.back.summary() else None
        if changes:
            from tui.changes.summary import reasons
            from tui.reading.looking_back import since_when

            what = in_words(", ".join(reasons(changes)[:MOST_REASONS]))
            self._say(f"Changed since {since_when(log.back, self._session.now())}: {what}. “changes” tells all of it.")
        if log.place is not None and not log.done and reader.go_to_place(log.place) and reader.view.current > (0, 0):
            self.next = reader.view.current
            title = reader.document.sections[reader.section].title or self.briefing.title
            self._say(f"You stopped in “{title}”: Enter goes on there, “top” begins anew.")

    # reading

    def look(self) -> None:
        """Count the time since the last block was said to what was said then."""
        if self.log is not None:
            self.log.look()

    def _blocks_from(self, spot: Spot) -> Iterator[Spot]:
        parts = self.reader.document.parts
        part, block = spot
        while part < len(parts):
            for number in range(block, len(parts[part].blocks)):
                yield part, number
            part, block = part + 1, 0

    def read_on(self) -> bool:
        """Say the rest of the section that comes next, or its next blocks. Returns False behind the end."""
        document = self.reader.document
        if self.next is None:
            return False
        chunk: list[Spot] = []
        after: Spot | None = None
        for spot in self._blocks_from(self.next):
            if chunk and (document.parts[spot[0]].section != document.parts[chunk[0][0]].section or len(chunk) >= AT_ONCE):
                after = spot
                break
            chunk.append(spot)
        self.next = after
        if not chunk:
            return False
        section = document.parts[chunk[0][0]].section
        if chunk[0] == (document.first_part(section), 0):
            self._say(self._sentences.announced(section))
        self._say_blocks(chunk)
        self._say_what_follows(section)
        return True

    def _say_blocks(self, chunk: list[Spot]) -> None:
        """Say blocks, and have them stand in the window: what was read is told by that, as on the screen."""
        view = self.reader.view
        view.resize(view.flow.width, self._rows(chunk))
        view.show(chunk[0], at_top=True)
        self.said = chunk
        for part, number in chunk:
            for line in self._sentences.at(part, number):
                self._say(line)
        if self.log is not None:
            self.log.look()
            self.log.keep_place()

    def _rows(self, chunk: list[Spot]) -> int:
        """How many lines blocks that follow each other would take on a screen."""
        flow, first, last = self.reader.view.flow, chunk[0], chunk[-1]
        wanted, top = 1, flow.top_of(*first)
        while True:
            lines = flow.window(first[0], top, wanted)
            behind = next((number for number, line in enumerate(lines) if (line.part, line.block) > last and line.row >= 0), 0)
            if behind or len(lines) < wanted:
                return max(1, next(n for n in range(len(lines), 0, -1) if (lines[n - 1].part, lines[n - 1].block) <= last))
            wanted *= 2

    def _say_what_follows(self, section: int) -> None:
        sections = self.reader.document.sections
        if self.next is None:
            self._say("This is the end. Enter: done with it." if self.kept is not None else "This is the end.")
            return
        following = sections[self.reader.document.parts[self.next[0]].section]
        if following.index == section:
            self._say("Enter: more of this section.")
        elif not is_to_read(following.id) and (is_to_read(sections[section].id) or section == 0) and following.id != TOP:
            self._say("That is the text. “done” is done with it, Enter goes on to what is looked up.")

    def go_to(self, section: int) -> None:
        """Say a section from its beginning."""
        self.next = self.reader.document.first_part(section), 0
        self.read_on()

    def step(self, sections: int) -> None:
        """Say the next section (1), or this one again and then the one before (-1)."""
        document = self.reader.document
        here = document.parts[self.said[0][0]].section if self.said else -1
        wanted = here + sections
        if sections < 0 and self.said and self.said[0] != (document.first_part(here), 0):
            wanted = here
        while 0 <= wanted < len(document.sections) and document.parts[document.first_part(wanted)].section != wanted:
            wanted += sections
        if not 0 <= wanted < len(document.sections):
            self._say("There is no section behind this one." if sections > 0 else "There is no section before this one.")
            return
        self.go_to(wanted)

    def show_current(self) -> None:
        """Say the block that is current, as after a jump, and go on behind it."""
        spot = self.reader.view.current
        section = self.reader.document.parts[spot[0]].section
        rest = self._blocks_from(spot)
        chunk = list(islice(rest, 2 if self.reader.view.current_block.kind == "heading" else 1))
        self._say(self._sentences.announced(section))
        self._say_blocks(chunk)
        self.next = next(rest, None)

    def find(self, words: str) -> None:
        """Find words, from where one is."""
        find = self.reader.find
        self._read_whole()
        find.begin()
        find.type(words)
        while not find.complete and not find.error:
            # Of a long briefing a key on the screen counts a little; here it is the answer that is waited for.
            find.advance(1.0)
        if find.match is None and find.total:
            find.step(1)
        if find.error or find.match is None:
            self._say(find.error or f"Nothing here has “{words}”.")
            find.cancel()
            return
        find.accept()
        self._say_match("")

    def _read_whole(self) -> None:
        """Have all of it composed, and counted in: somebody waits for a match, and for how many there are."""
        for part in self.reader.document.parts:
            _ = part.blocks
        while not self.reader.read_ahead_done:
            self.reader.read_ahead(1.0)

    def again(self, direction: int) -> None:
        """The next match, or the one before."""
        find = self.reader.find
        if not find.active:
            self._say("Nothing is looked for: “/WORDS” does.")
            return
        self._say_match(find.step(direction))

    def _say_match(self, said: str) -> None:
        find = self.reader.find
        self._say(f"Match {find.ordinal:,} of {find.total:,}.{f' {said}.' if said else ''}")
        self.show_current()

    # what is done with it

    def done(self) -> str:
        """Be done with it. Returns what is said of that."""
        log = self.kept
        if log is None:
            return NOT_KEPT
        log.set_done().result()
        asked = len(log.actions.left)
        unread = f"; {counted(log.unread, 'section')} not read" if log.unread else ""
        said = asked_still(asked).replace(", C closes", ", “close” closes") if asked else ""
        return f"Done with “{self.briefing.title}”{unread}." + (f" {said}." if said else "")

    def unread(self) -> str:
        """Take it for unread. Returns what is said of that."""
        if self.kept is None:
            return NOT_KEPT
        self.kept.set_unread().result()
        return "Unread again."

    def close_actions(self) -> str:
        """Close the open actions, or have them ask again. Returns what is said of that."""
        if self.kept is None:
            return NOT_KEPT
        about = self.reader.view.current_block.about
        kept, said = self.kept.actions.close_or_open(about)
        if kept is not None:
            kept.result()
        return said.partition(" · ")[0].partition(":")[0] + "."

    def changes(self) -> None:
        """Say what changed since it was read."""
        from tui.reading.looking_back import page_of_changes

        log = self.log
        if log is None:
            self._say(NOT_KEPT)
            return
        found = page_of_changes(log.back, self.briefing, self._session.now()) if log.back.last_reading is not None else None
        if found is None or not log.back.changes:
            self._say("Nothing is known to have changed since you read it." if found else "You have not read this before.")
            return
        sentences = Sentences(found)
        for part in found.parts:
            for block in part.blocks:
                for line in sentences.of(block):
                    self._say(line)
