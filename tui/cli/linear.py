"""The program of lines, for whoever hears it or reads it with the fingers: the same session without a screen.

Lists are numbered, nothing that was printed is printed over, and every action has a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.linear_keeping import LinearKeeping
from tui.cli.linear_lists import LinearLists
from tui.cli.linear_page import NOT_KEPT, LinearPage
from tui.cli.linear_pages import NAMES, LinearPages
from tui.cli.linear_reading import LinearReading
from tui.document.sentences import in_words
from tui.reading.last_read import identity_of_row
from tui.reading.queue_run import MOST, QueueRun

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.reading.library import Library
    from tui.reading.reader import Reader
    from tui.reading.session import Session

AT_ONCE = 10
"""Briefings, hits or links that are listed at once."""


class Verb(NamedTuple):
    """A thing that one can ask for."""

    names: tuple[str, ...]
    """The first is the one that is told; then others for the same, and the ids of the screen's actions."""
    told: str
    call: str
    """Who does it (`program`, `lists`, `reading`…), and its method, which is given what stands behind the name."""


VERBS: tuple[Verb, ...] = (
    Verb(
        ("read", "move.page-down", "library.open"),
        "or Enter alone: reads on; at the end done, and on to the next.",
        "program.on",
    ),
    Verb(("next", "n", "move.next-section"), "the next section.", "reading.next_section"),
    Verb(("back", "b", "move.previous-section"), "this section again, then the one before.", "reading.previous_section"),
    Verb(("top", "move.top"), "from the beginning.", "reading.top"),
    Verb(("sections", "contents"), "the sections, numbered.", "reading.sections"),
    Verb(("find", "find.open"), "or “/WORDS”: finds words here; in a list, in all briefings.", "reading.find"),
    Verb(("again", "find.next"), "the next match.", "reading.again"),
    Verb(("before", "find.previous"), "the match before.", "reading.before"),
    Verb(("search", "s", "search.open"), "WORDS: finds them in all briefings.", "lists.search"),
    Verb(("links", "f", "link.hints"), "what was said last leads to, numbered; a number follows it.", "reading.links"),
    Verb(("return", "place.back"), "back to where you followed a link from.", "reading.go_back"),
    Verb(("note", "i", "note.write"), "TEXT: writes a note on what was said last.", "reading.note"),
    Verb(("notes", "note.list"), "your notes on this briefing, numbered; “delete N” deletes one.", "reading.notes"),
    Verb(("delete", "note.delete"), "N: deletes a note of the list.", "reading.delete"),
    Verb(("changes", "D", "change.show"), "what changed since you read it.", "reading.changes"),
    Verb(
        ("done", "x", "read.done", "library.done"),
        "done with it, and on to the next of the queue; in a list “done N”.",
        "program.done",
    ),
    Verb(("unread", "X", "read.unread", "library.unread"), "takes it for unread; in a list “unread N”.", "program.unread"),
    Verb(("close", "action.close"), "closes what is asked of you here, or opens it again.", "reading.close_actions"),
    Verb(("undo", "U", "undo.undo"), "takes back what you did last.", "program.undo"),
    Verb(("list", "l", "app.leave"), "back to the queue.", "lists.queue"),
    Verb(("all",), "all briefings by date, without the queue; “all WORDS” those that answer.", "lists.all"),
    Verb(("more", "m"), "more of a list.", "program.more"),
    Verb(("page",), "NAME: what all briefings say: judgments, timeline, sources, actors, actions, terms…", "pages.page"),
    Verb(("mark", "mark.set"), "A: a mark, by any letter, at what was said last.", "keeping.mark"),
    Verb(("go", "mark.go"), "A: to the mark of that letter.", "keeping.go"),
    Verb(("put", "tray.add"), "puts what was said last into the tray.", "keeping.put"),
    Verb(("tray", "tray.open"), "what you put aside.", "keeping.tray"),
    Verb(("copy", "copy.text", "copy.citation"), "prints what was said last with its marking and its citation.", "keeping.copy"),
    Verb(
        ("export", "copy.export", "copy.share"),
        "FORMAT: writes this as a file; alone it names the formats.",
        "keeping.export",
    ),
    Verb(("where", "place.say"), "what this is, and where you are in it.", "reading.where"),
    Verb(("help", "?", "app.help"), "this list.", "program.help"),
    Verb(("quit", "q", "app.quit"), "in a briefing back to the list; in the list the end.", "program.quit"),
)

_NAMED = {name: verb for verb in VERBS for name in verb.names}


def _unknown(word: str) -> str:
    """What is said of a word that is no name here."""
    from difflib import get_close_matches

    from tui.ui.keys import BY_ID

    if word in BY_ID:
        return f"{BY_ID[word].title}: that is for the screen alone. “help” lists what can be asked for here."
    near = get_close_matches(word.lower(), [verb.names[0] for verb in VERBS], 1)
    return f"“{word}” is nothing that can be asked for.{f' Did you mean “{near[0]}”?' if near else ''} “help” lists all."


def _stood(page: LinearPage) -> tuple[str, str, str]:
    """The ids of the briefing and of the section that one is in, and "" for a search."""
    section = page.reader.document.parts[(page.next or page.reader.view.current)[0]].section
    return page.briefing.id, page.reader.document.sections[section].id, ""


class LineProgram:
    """Reads a library, or one briefing, by lines."""

    def __init__(self, session: Session, say: Callable[[str], None], left_out: Callable[[], str] = lambda: "") -> None:
        """Begin with nothing open.

        Args:
            session: its library is what is listed; None where one briefing is read.
            say: prints one line.
            left_out: counts in a sentence what may not be shown; "" where nothing is left out.
        """
        self.session = session
        self.say = say
        self.left_out = left_out
        self.page: LinearPage | None = None
        """What is read; None in a list."""
        self.round: QueueRun | None = None
        """The round through the queue that one is on; None elsewhere."""
        self.lists = LinearLists(self)
        self.reading = LinearReading(self)
        self.pages = LinearPages(self)
        self.keeping = LinearKeeping(self)
        self._numbered: Sequence[Callable[[], None]] = ()
        """What a number does, by the list that was printed last."""
        self._rest: Iterator[str] = iter(())
        """What “more” prints."""
        self._ended = False
        self.stood = ("", "", "")
        """At the end: the ids of the briefing and of the section that were read, and nothing that was searched for."""

    @property
    def library(self) -> Library | None:
        """What is listed; None where one briefing is read."""
        return self.session.library

    @property
    def journal(self) -> Journal | None:
        """What is kept; None where nothing is."""
        return self.session.journal

    def begin(self, reader: Reader | None, section: str = "", words: str = "") -> None:
        """Open a briefing, at a section or at words; the queue with none."""
        if reader is None:
            self.lists.queue("")
            return
        self.open(reader)
        if section and self.page is not None:
            index = reader.document.section_of(section)
            if index is None:
                self.say(f"There is no section “{section}” in it.")
            else:
                self.page.go_to(index)
        elif words and self.page is not None:
            self.page.find(words)

    def run(self, lines: Iterator[str]) -> None:
        """Do what each line asks for, until one ends the program or there are no more."""
        for line in lines:
            self.do(line)
            if self._ended:
                break
        self.stood = _stood(self.page) if self.page is not None else self.stood
        self.leave()

    def do(self, line: str) -> None:
        """Do what one line asks for; whatever cannot be read is said."""
        text = line.strip()
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if self.page is not None:
            self.page.look()
            self._follow_file(self.page)
        try:
            if not text:
                self.on("")
            elif text.startswith("/"):
                self.reading.find(text[1:].strip())
            elif word.isascii() and word.isdecimal():
                self._choose(word)
            else:
                verb = _NAMED.get(word) or _NAMED.get(word.lower())
                page = word.lower().removeprefix("page.")
                if verb is None and page in NAMES:
                    self.pages.page(f"{page} {rest}")
                elif verb is None:
                    self.say(_unknown(word))
                else:
                    owner, _, name = verb.call.partition(".")
                    getattr(self if owner == "program" else getattr(self, owner), name)(rest)
        except OSError as error:
            self.say(str(error))

    def _choose(self, number: str) -> None:
        place = int(number) - 1 if len(number) < 10 else -1
        if 0 <= place < len(self._numbered):
            self._numbered[place]()
        else:
            count = len(self._numbered)
            self.say(f"There is no {number} in the last list: it has {count}." if count else "There is no list to choose from.")

    def listed(self, lines: Iterator[str], choices: Sequence[Callable[[], None]]) -> None:
        """Say the first lines of a list; a number then does what it stands for."""
        self._numbered, self._rest = choices, lines
        self.more("")

    def more(self, _: str) -> None:
        """More of a list."""
        for said, line in enumerate(self._rest):
            if said == AT_ONCE:
                self._rest = _before(line, self._rest)
                self.say("“more” goes on.")
                return
            self.say(line)

    # from briefing to briefing

    def open(self, reader: Reader) -> None:
        """Read a briefing from now on."""
        self.leave()
        self.page, self._numbered = LinearPage(self.session, reader, self.say), ()

    def search(self, words: str) -> None:
        """Find words in all briefings."""
        self.lists.search(words)

    def leave(self) -> None:
        """Leave what is read, and keep the place."""
        page, self.page = self.page, None
        if page is not None:
            if page.log is not None:
                page.log.look()
                page.log.look_away()
            self.session.close(page.reader)

    def _follow_file(self, page: LinearPage) -> None:
        """Read the file again where it was saved, the place held; say so where it is gone."""
        reader, files = page.reader, self.session.files
        if not page.briefing.path:
            return
        now = files.stamp(page.briefing.real_path)
        if now is not None and (now == reader.stamp or files.confirm(reader)):
            return
        if now is None:
            if reader.doubt != "gone":
                reader.doubt = "gone"
                self.say("Take note: the file is gone; this is what was read before.")
            return
        try:
            fresh = files.reload(reader)
        except OSError as error:
            reader.stamp = now
            self.say(f"{error} What is said is what was read before.")
            return
        self.say("The file was saved: it was read again, and goes on from the same place.")
        place = fresh.view.current
        self.page = LinearPage(self.session, fresh, self.say)
        self.page.next = place

    def on(self, _: str) -> None:
        """Read on; at the end done, and on to the next; in a list, its first."""
        if self.page is None:
            if self.lists.is_finished:
                self.say("Nothing asks to be read; a number opens a briefing, “quit” ends the program.")
            elif self._numbered:
                self._numbered[0]()
            else:
                self.lists.queue("")
        elif not self.page.read_on():
            if self.page.kept is None:
                self.say("This is the end.")
            else:
                self.done("")

    def done(self, which: str) -> None:
        """Be done with what is read, or with one of a list; then the next of the round."""
        page = self.page
        if page is None:
            self._mark(which, done=True)
            return
        said, log = page.done(), page.kept
        self.say(said)
        if log is None:
            return
        if self.round is None or self.library is None:
            return
        self.round.finish(log.identity, log.key)
        found = self.round.next()
        if found is None:
            self.say(self.round.said)
            asked, beyond = self.library.asked(MOST)
            more = self.round.offer(asked, beyond=beyond)
            if more:
                self.say(f"{more:,} more ask to be read by now.")
            self.lists.queue("")
            return
        row, reason = found
        self.say(f"{self.round.said} Now: {in_words(reason or 'new')}.")
        self.open(self.library.open(row))

    def _mark(self, which: str, *, done: bool) -> None:
        journal, place = self.journal, int(which) - 1 if which.isascii() and which.isdecimal() and len(which) < 10 else -1
        if journal is None:
            self.say(NOT_KEPT)
        elif not 0 <= place < len(self.lists.rows):
            self.say(f"Which? “{'done' if done else 'unread'} N” means a number of the list of briefings.")
        else:
            row = self.lists.rows[place]
            identity = identity_of_row(row)
            if done:
                journal.set_done([(identity, None)], True, f"done with “{row.title}”").result()
            else:
                journal.set_unread([identity], f"“{row.title}” unread again").result()
            self.say(f"Done with “{row.title}”." if done else f"“{row.title}” is unread again.")

    def unread(self, which: str) -> None:
        """Take what is read, or one of a list, for unread."""
        if self.page is None:
            self._mark(which, done=False)
        else:
            self.say(self.page.unread())

    def undo(self, _: str) -> None:
        """Take back what was done last."""
        from tui.journal.records import NotSaved

        try:
            deed = self.journal.undo() if self.journal is not None else None
        except NotSaved as error:
            self.say(str(error))
            return
        self.say(f"Undone: {deed.said}." if deed is not None else "There is nothing to undo.")
        if deed is not None and self.page is not None and self.page.log is not None:
            self.page.log.renew()

    def help(self, _: str) -> None:
        """What can be asked for."""
        for verb in VERBS:
            short = [name for name in verb.names[1:] if len(name) < 3]
            self.say(f"{verb.names[0]}{f', {short[0]}' if short else ''}: {verb.told}")

    def quit(self, _: str) -> None:
        """End, or go back from a briefing to the list."""
        if self.page is not None and self.library is not None:
            self.lists.queue("")
        else:
            self._ended = True


def _before(line: str, rest: Iterator[str]) -> Iterator[str]:
    yield line
    yield from rest


def typed_lines() -> Iterator[str]:
    """What is typed, line after line, with the system's editing of lines where there is a terminal; ctrl+d ends it."""
    import sys
    from contextlib import suppress

    from tui.cli.output import flush, out

    if sys.stdin is None:
        return
    with suppress(ImportError):
        # Whoever types has the arrow keys, and what was typed before.
        import readline  # noqa: F401
    is_typed = sys.stdin.isatty()
    while True:
        flush()
        try:
            if is_typed:
                yield input("> ")
            else:
                line = sys.stdin.readline()
                if not line:
                    return
                yield line
        except EOFError:
            out("")
            return
        except KeyboardInterrupt:
            out("“quit” ends the program.")
