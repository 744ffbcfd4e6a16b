"""What is kept of a briefing in the program of lines: marks, the tray, a passage to copy, and where the rest is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.linear_page import NOT_KEPT, LinearPage
from tui.model.counted import counted

if TYPE_CHECKING:
    from tui.cli.linear_page import LineSurface


class LinearKeeping:
    """Keeps what was said last, or says how it is kept."""

    def __init__(self, on: LineSurface) -> None:
        self._on = on

    def _here(self) -> LinearPage | None:
        """What is read, where anything of it was said; else that is said."""
        page = self._on.page
        if page is None:
            self._on.say("No briefing is open: a number of the list opens one.")
        elif not page.said:
            self._on.say("Nothing was said yet: Enter reads on.")
        else:
            return page
        return None

    def mark(self, letter: str) -> None:
        """Set a mark at what was said last."""
        from tui.journal.records import identity_of
        from tui.reading.places import place_of

        if (page := self._here()) is None:
            return
        journal, identity = self._on.journal, identity_of(page.briefing)
        if journal is None or not identity.key:
            self._on.say(NOT_KEPT)
        elif not _is_letter(letter):
            self._on.say("“mark A” sets a mark, by any letter; “go A” goes there.")
        else:
            journal.mark(letter, identity, place_of(page.reader.document, *page.said[0])).result()
            self._on.say(f"Mark {letter} is set; “go {letter}” goes there.")

    def go(self, letter: str) -> None:
        """Go to the mark of a letter, in whichever briefing it is."""
        marks = self._on.journal.marks() if self._on.journal is not None else {}
        mark = marks.get(letter)
        if mark is None:
            letters = ", ".join(sorted(marks))
            self._on.say(f"There is no mark “{letter}”. {f'There are {letters}.' if letters else '“mark A” sets one.'}")
            return
        reader = self._on.session.open_kept(mark.briefing_id, mark.path)
        self._on.open(reader)
        reader.go_to_place(mark.place)
        if self._on.page is not None:
            self._on.page.show_current()

    def put(self, _: str) -> None:
        """Put what was said last into the tray."""
        from tui.journal.tray import Tray
        from tui.reading.pages.tray import references_to

        if (page := self._here()) is None:
            return
        journal = self._on.journal
        if journal is None:
            self._on.say("Without the journal nothing is put aside.")
            return
        tray = Tray(journal.folder)
        came = tray.add(references_to(page.reader.document, page.said, tray.digest, self._on.session.now()))
        count = counted(len(tray.references()), "thing")
        self._on.say(f"It is in the tray, {count} by now. “tray” says how it is printed." if came else "It is in the tray already.")

    def tray(self, _: str) -> None:
        """What is in the tray is printed by a command."""
        self._on.say("`briefing tray` prints what you put aside, and makes a draft of it.")

    def copy(self, _: str) -> None:
        """Print what was said last with its marking and its citation, to be copied."""
        if (page := self._here()) is None:
            return
        from tui.reading.selection import text_of

        for line in page.reader.marked(text_of(page.reader.document, page.said), page.said).splitlines():
            self._on.say(line)

    def export(self, form: str) -> None:
        """A file is written by a command."""
        page = self._on.page
        what = page.briefing.id if page is not None else "ID"
        self._on.say(
            f"`briefing export {what} --to {form or 'docx'}` writes it as a file; `briefing help formats` lists the formats."
        )


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()
