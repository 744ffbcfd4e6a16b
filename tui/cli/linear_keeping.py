"""What is kept of a briefing in the program of lines: marks, the tray, a passage to copy, and where the rest is written."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.linear_page import NOT_KEPT, LinearPage
from tui.model.counted import counted

if TYPE_CHECKING:
    from tui.cli.linear_page import LineSurface
    from tui.export.formats import ExportFormat


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

    def export(self, asked: str) -> None:
        """Write what is read for others: in a format, into a file or folder where one is named behind that."""
        from tui.export.formats import EXTRA, FORMATS

        name, _, place = asked.partition(" ")
        form, page = FORMATS.get(name.lower()), self._on.page
        if page is None:
            self._on.say("No briefing is open: a number of the list opens one. `briefing export --query WORDS` writes several.")
        elif form is None:
            near = get_close_matches(name.lower(), FORMATS, 1)
            unknown = f"“{name}” is no format.{f' Did you mean “{near[0]}”?' if near else ''} " if name else ""
            self._on.say(f"{unknown}“export FORMAT” or “export FORMAT FILE” writes this briefing for others: {', '.join(FORMATS)}.")
        elif not form.is_at_hand:
            self._on.say(f"{form.what[:1].upper()}{form.what[1:]} takes a library that is not installed: {EXTRA}")
        else:
            for line in self._written(page, form, place.strip()):
                self._on.say(line)

    def _written(self, page: LinearPage, form: ExportFormat, place: str) -> Iterator[str]:
        """Write a file where none is yet. Gives what is said of that. Raises OSError, with a sentence."""
        from tui.export.choice import for_others
        from tui.export.files import id_name, path_typed, write_beside
        from tui.export.printout import Printout, printed_marking
        from tui.journal.records import identity_of
        from tui.model.handling import NO_CEILING
        from tui.reading.for_others import MayBeShown, composed_for_others

        briefing, session = page.briefing, self._on.session
        held = self._on.library.held_elsewhere() if self._on.library is not None else None
        composed = partial(composed_for_others, held, identity_of(briefing))
        document, left_out = for_others(briefing, composed, NO_CEILING, MayBeShown(held, NO_CEILING))
        printout = Printout([document], document.sections[0].title, printed_marking([document]), left_out)
        template = session.preferences.templates.get(form.name, "")
        made = form.write(printout._replace(template=template, readers=session.preferences.names))
        path = path_typed(place, f"{id_name(briefing.id)}{form.suffix}") if place else Path(f"{id_name(briefing.id)}{form.suffix}")
        if not path.parent.is_dir():
            raise OSError(f"There is no folder {path.parent}.")
        suffix = form.suffix if path.name.endswith(form.suffix) else path.suffix
        path = write_beside(path.parent, path.name.removesuffix(suffix), suffix, made.data)
        yield f"Written: {path} ({printout.marking or 'not marked'})."
        yield from (*left_out, *made.notes)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and text.isalpha()
