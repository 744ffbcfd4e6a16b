"""The tray: what one puts aside for a briefing of one's own, to be put in order, noted on, and made a draft of."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from weakref import ref

from msgspec.structs import replace
from textual.binding import BindingType
from textual.containers import Horizontal

from tui.journal.tray import Tray, TrayReference
from tui.model.counted import counted
from tui.reading.pages.tray import TrayThing, found_again, reference_to, references_to, tray_page, with_what_is_below
from tui.ui.content import row_text
from tui.ui.keys import bindings
from tui.ui.pages.composed import EntriesPage
from tui.ui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.document.document import Document
    from tui.reading.composed import Composition, PageEntry
    from tui.reading.library import Library
    from tui.reading.reader import Reader
    from tui.reading.searching import Line, Search
    from tui.reading.session import Session
    from tui.reading.view import Spot
    from tui.ui.keys import Where
    from tui.ui.surface import ReaderSurface, Surface, TakesText


class TrayPanes(Horizontal):
    """The panes of the tray: its keys come behind those of the pane that has the focus, before those of every page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("tray")


class TrayPage(EntriesPage):
    """Shows what is in the tray; Enter goes to where it stands."""

    HINT = "⟦link.follow⟧ goes there · ⟦tray.up⟧ ⟦tray.down⟧ order · ⟦tray.note⟧ note · ⟦tray.remove⟧ removes · ⟦tray.draft⟧ draft"
    PLACES: tuple[Where, ...] = ("tray",)
    where: Where = "find"

    def __init__(self, on: ReaderSurface, tray: Tray) -> None:
        """Make the page of a tray."""
        super().__init__(on)
        self._tray = tray
        self._things: list[TrayThing] = []
        self._prompt = Prompt("Note ", "your own words on it, for the draft", self, id="tray-note")
        self._noted = ""
        """Id of what a note is written on."""

    def compose(self) -> Composition:
        """What is in it, read anew."""
        try:
            opened = lru_cache(maxsize=8)(self._opened)
            self._things = [self._found(one, opened(one.briefing, one.path)) for one in self._tray.references()]
        except OSError as error:
            self._things = []
            return replace(tray_page(()), empty=str(error), explained="")
        return tray_page(self._things)

    def _opened(self, briefing: str, path: str) -> Document | None:
        try:
            return self._on.session.open_kept(briefing, path).document
        except OSError:
            return None

    def _found(self, reference: TrayReference, document: Document | None) -> TrayThing:
        return found_again(reference, document, self._tray.digest) if document is not None else TrayThing(reference)

    def library_changed(self, *, busy: bool = False) -> bool:
        """Show what stands there by now, place held."""
        self._show_anew()
        return True

    def resumed(self) -> None:
        """Show what was put in meanwhile."""
        self._show_anew()

    def _show_anew(self) -> None:
        before = self._on.reader
        if before is None or self._on.prompting or before.selection.active:
            return
        fresh = self.read()
        fresh.take_over(before)
        self._on.show_reader(fresh)

    @property
    def panes(self) -> type[Horizontal]:
        """The panes have the keys of the tray."""
        return TrayPanes

    # keys

    def move(self, steps: int) -> None:
        """Move the current thing up or down."""
        self._change(lambda id: self._tray.move(id, steps))

    def remove(self) -> None:
        """Take the current thing out; an undo puts it back, with the note on it."""
        found = ((place, one.reference) for place, one in enumerate(self._things) if one.reference.id == self.entry)
        place, reference = next(found, (-1, None))
        if self._change(self._tray.remove) and reference is not None:
            self._on.session.stepped("what was taken out of the tray", partial(_put_back, self._tray, ref(self), reference, place))
            self._on.say("Taken out of the tray · ⟦undo.undo⟧ undoes")

    def show_put_back(self, trouble: str) -> None:
        """Show what was put back, or why it was not."""
        if trouble:
            self._on.say(trouble, problem=True)
        if self._on.is_attached:
            self._show_anew()

    def _change(self, change: Callable[[str], None]) -> bool:
        """Change something about the current thing. Returns whether that was done."""
        entry = self.entry
        if not entry:
            self._on.say("Choose something first, with ) and (")
            return False
        try:
            change(entry)
        except OSError as error:
            self._on.say(str(error), problem=True)
            return False
        self._show_anew()
        self._go_to(entry)
        return True

    def _go_to(self, entry: str) -> None:
        """Stand on an entry, wherever it is now."""
        reader = self._on.reader
        if reader is None:
            return
        for number, part in enumerate(reader.document.parts):
            for place, block in enumerate(part.blocks):
                if block.about == entry:
                    reader.view.show_whole((number, place))
                    self._on.repaint()
                    return

    def draft(self) -> None:
        """Make a draft of a briefing in the folder one is in."""
        from tui.export.draft import written_draft

        there = [one for one in self._things if one.is_there]
        if not there:
            self._on.say("Nothing here can be written: the tray is empty, or what is in it is gone")
            return
        try:
            path = written_draft(there, "yaml", "", Path.cwd(), date.today())
        except FileExistsError as error:
            self._on.say(f"“{row_text(Path(str(error)).name)}” is there already, and is left as it is", problem=True)
            return
        except OSError as error:
            self._on.say(str(error), problem=True)
            return
        self._on.say(f"Written here: {row_text(path.name)}, for your editor")

    # a note

    @property
    def text(self) -> TakesText:
        """The note."""
        return self

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return self._prompt.is_open

    def feed(self, character: str) -> None:
        """Type a character into the note."""
        self._prompt.feed(character)

    def take_keys(self) -> None:
        """See that the note has the keys."""
        self._prompt.take_keys()

    def clicked_beside(self) -> None:
        """Keep the note."""
        self.closed(accepted=True)

    async def note(self) -> None:
        """Write one's own words on the current thing."""
        one = next((one for one in self._things if one.reference.id == self.entry), None)
        if one is None:
            self._on.say("Choose something first, with ) and (")
            return
        if not self._prompt.is_attached:
            await self._on.attach(self._prompt)
        self._noted = one.reference.id
        self._on.set_class(True, "-prompting")
        self._prompt.open(one.reference.note)
        self._prompt.say("⟦find.accept⟧ keeps · ⟦find.cancel⟧ leaves it as it was")

    def typed(self, text: str) -> None:
        """Nothing is kept before it is done."""

    def closed(self, accepted: bool) -> None:
        """Keep the note, or leave it as it was."""
        text = self._prompt.text
        self._on.set_class(False, "-prompting")
        self._prompt.close()
        self._on.focus_page()
        if accepted:
            try:
                self._tray.write_note(self._noted, text.strip())
            except OSError as error:
                self._on.say(str(error), problem=True)
        self._show_anew()

    def recalled(self, steps: int, draft: str = "") -> None:
        """There are no earlier notes to choose from."""

    stepped = recalled

    def regex_toggled(self) -> None:
        """A note has no expressions."""


def put_blocks(on: Surface, reader: Reader, spots: list[Spot]) -> None:
    """Put blocks of a briefing into the tray, and say so."""
    session = on.session
    put_in(on, lambda tray: references_to(reader.document, spots, tray.digest, session.now()))


def put_hit(on: Surface, found: Search | None, line: Line | None, library: Library) -> None:
    """Put what a search found into the tray: the thing, else the block with the words; of a briefing's own line its beginning."""
    if found is None or line is None:
        return
    try:
        reader = library.open(found.rows[line.briefing])
    except OSError as error:
        on.say(str(error), problem=True)
        return
    reader.search_for(found.query)
    if line.section:
        reader.go_to_hit(line.section, line.context.text, line.context.start, line.item)
    put_blocks(on, reader, with_what_is_below(reader.document, reader.view.current))


def _put_back(tray: Tray, page: ref[TrayPage], reference: TrayReference, place: int) -> None:
    """Put something back, on a page that may have been closed, and is not held by what is taken back."""
    trouble = ""
    try:
        tray.put_back(reference, place)
    except OSError as error:
        trouble = str(error)
    there = page()
    if there is not None:
        there.show_put_back(trouble)


def put_entry(on: Surface, entry: PageEntry) -> None:
    """Put what an entry of a page leads to into the tray: a thing of a briefing."""
    target, session = entry.target, on.session
    if not target.section or not target.item:
        on.say("This line is about no single thing of a briefing")
        return
    put_in(on, lambda tray: [reference_to(target.briefing, target.path, target.section, target.item, tray.digest, session.now())])


def put_in(on: Surface, make: Callable[[Tray], list[TrayReference]]) -> None:
    """Put something into the tray, and say so, or why not."""
    tray = tray_of(on.session)
    if tray is None:
        on.say("Without the journal nothing is put aside")
        return
    try:
        came = tray.add(make(tray))
        count = len(tray.references())
    except OSError as error:
        on.say(str(error), problem=True)
        return
    what = counted(came, "thing") if came > 1 else ""
    beside = f", with {count - came:,} more" if count > came else ""
    on.say(f"In the tray{': ' * bool(what)}{what}{beside} · ⟦tray.open⟧ opens it" if came else "It is in the tray already")


def tray_of(session: Session) -> Tray | None:
    """The tray beside the journal; None where nothing is kept."""
    return Tray(session.journal.folder) if session.journal is not None else None
