"""What can be asked for in a briefing that the program of lines reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.linear_page import NOT_KEPT, LinearPage
from tui.model.counted import counted
from tui.reading.links import Link, links_of, safe_address

if TYPE_CHECKING:
    from tui.cli.linear_page import LineSurface
    from tui.journal.records import Note
    from tui.reading.notes.margin import Margin


def links_said(page: LinearPage) -> list[tuple[str, str]]:
    """What the blocks said last lead to: each in words, with its target."""
    reader, found = page.reader, dict[str, Link]()
    for part, number in page.said:
        for link in links_of(part, number, reader.document.parts[part].blocks[number]):
            found.setdefault(link.target, link)
    told = []
    for target, link in found.items():
        words = " ".join(reader.document.parts[link.part].blocks[link.block].text[link.start : link.end].split())
        more = safe_address(target) or reader.names.peek(target) or ""
        told.append((f"{words}{f': {more}' if more and more != words else ''}", target))
    return told


class LinearReading:
    """Does what is asked for where a briefing is open, and says so where none is."""

    def __init__(self, on: LineSurface) -> None:
        """Nothing is asked for yet."""
        self._on = on
        self._noted: Sequence[Note] = ()
        """The notes that were listed last."""

    def _here(self) -> LinearPage | None:
        if self._on.page is None:
            self._on.say("No briefing is open: a number of the list opens one.")
        return self._on.page

    def next_section(self, _: str) -> None:
        """The next section."""
        if (page := self._here()) is not None:
            page.step(1)

    def previous_section(self, _: str) -> None:
        """This section again, then the one before."""
        if (page := self._here()) is not None:
            page.step(-1)

    def top(self, _: str) -> None:
        """From the beginning."""
        if (page := self._here()) is not None:
            page.go_to(0)

    def sections(self, _: str) -> None:
        """The sections, numbered."""
        if (page := self._here()) is None:
            return
        shown = page.reader.document.sections
        lines = (f"{n}. {' '.join(one.title.split())}" for n, one in enumerate(shown, 1))
        self._on.listed(iter(lines), [partial(page.go_to, one.index) for one in shown])

    def find(self, words: str) -> None:
        """Find words in what is read; in a list, in all briefings."""
        if self._on.page is None:
            self._on.search(words)
        elif words:
            self._on.page.find(words)
        else:
            self._on.say("“/WORDS” finds words here.")

    def again(self, _: str) -> None:
        """The next match."""
        if (page := self._here()) is not None:
            page.again(1)

    def before(self, _: str) -> None:
        """The match before."""
        if (page := self._here()) is not None:
            page.again(-1)

    def links(self, _: str) -> None:
        """What was said last leads to."""
        if (page := self._here()) is None:
            return
        found = links_said(page)
        if not found:
            self._on.say("Nothing that was said last leads anywhere.")
        lines = (f"{n}. {told}" for n, (told, _) in enumerate(found, 1))
        self._on.listed(lines, [partial(self._follow, page, target) for _, target in found])

    def _follow(self, page: LinearPage, target: str) -> None:
        reader = page.reader
        if (address := safe_address(target)) is not None:
            self._on.say(f"The address is {address}")
            return
        elsewhere, place = reader.names.elsewhere(target), reader.names.place(target)
        self._on.session.leave(reader, page.said[0] if page.said else None)
        if elsewhere is not None:
            other = self._on.session.open_id(elsewhere[0])
            if other is None:
                self._on.say(f"There is no briefing “{elsewhere[0]}” in this library.")
                return
            self._on.open(other)
            if elsewhere[1] and other.go_to_item(elsewhere[1]) and self._on.page is not None:
                self._on.page.show_current()
        elif place is None:
            self._on.say(f"“{target}” leads nowhere in this library.")
        else:
            reader.go_to_item(place.section, place.item)
            page.show_current()

    def go_back(self, _: str) -> None:
        """Back to where a link was followed from."""
        if (page := self._here()) is None:
            return
        found = self._on.session.walk(page.reader, -1)
        if found is None:
            self._on.say("There is nothing to go back to.")
            return
        reader, place = found
        if reader is not page.reader:
            self._on.open(reader)
        reader.go_to_place(place)
        if self._on.page is not None:
            self._on.page.show_current()

    def _margin_of(self, page: LinearPage) -> Margin | None:
        """The notes on a briefing; None where none can be kept."""
        journal, log = self._on.session.journal, page.kept
        if journal is None or log is None:
            return None
        from tui.reading.notes.margin import Margin

        return Margin(page.reader, journal, log.identity, self._on.session.now)

    def _write(self, page: LinearPage, text: str) -> str:
        """Keep a note on the block that was said last. Returns what is said of that."""
        from tui.reading.notes.writing import tags_of

        margin = self._margin_of(page)
        if margin is None:
            return NOT_KEPT
        passage = next((found for spot in reversed(page.said) if (found := margin.passage([spot])) is not None), None)
        if passage is None:
            return "There is no text yet that a note could be about: Enter reads on."
        try:
            margin.write(passage, text, tags_of(text)).result()
        except ValueError as error:
            return str(error)
        return f"Noted on “{passage.quote}”."

    def note(self, text: str) -> None:
        """Write a note on what was said last."""
        if (page := self._here()) is not None:
            self._on.say(self._write(page, text) if text else "“note TEXT” writes a note on what was said last.")

    def notes(self, _: str) -> None:
        """The notes on what is read."""
        if (page := self._here()) is None:
            return
        margin = self._margin_of(page)
        if margin is None:
            self._on.say(NOT_KEPT)
            return
        margin.renew()
        notes = list(margin.notes)
        self._on.say(f"{counted(len(notes), 'note')}.")

        def told(number: int) -> str:
            note = notes[number]
            quote = "" if note.anchor.digested else f" on “{' '.join(note.anchor.exact.split())[:80]}”"
            return f"{number + 1}.{quote}: {' '.join(note.text.split()) or 'marked'}"

        def go(number: int) -> None:
            spot = margin.spot_of(notes[number])
            if spot is None:
                self._on.say("Its passage is not there any more.")
            else:
                page.reader.view.show(spot)
                page.show_current()

        self._noted = notes
        self._on.listed(map(told, range(len(notes))), [partial(go, number) for number in range(len(notes))])

    def delete(self, which: str) -> None:
        """Delete a note."""
        page = self._here()
        margin = self._margin_of(page) if page is not None else None
        if margin is None:
            return
        notes = self._noted
        place = int(which) - 1 if which.isascii() and which.isdecimal() and len(which) < 10 else -1
        if not 0 <= place < len(notes):
            self._on.say("Which? “notes” lists them, and “delete N” deletes one.")
            return
        margin.delete(notes[place]).result()
        self._on.say("Note deleted; “undo” undoes.")

    def changes(self, _: str) -> None:
        """What changed since it was read."""
        if (page := self._here()) is not None:
            page.changes()

    def close_actions(self, _: str) -> None:
        """Close what is asked, or open it again."""
        if (page := self._here()) is not None:
            self._on.say(page.close_actions())

    def where(self, _: str) -> None:
        """What this is, and where one is in it."""
        page = self._on.page
        if page is None:
            self._on.say(f"The list of {self._on.library.name}." if self._on.library is not None else "Nothing is open.")
            return
        reader = page.reader
        section = reader.document.sections[reader.section].title or page.briefing.title
        left = counted(reader.progress.minutes_left, "minute")
        position = f", {self._on.round.position} of the queue" if self._on.round is not None and self._on.round.position else ""
        self._on.say(f"“{page.briefing.title}”, {reader.marking or 'not marked'}, in “{section}”, {left} left{position}.")
