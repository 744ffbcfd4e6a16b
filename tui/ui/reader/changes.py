"""What changed in a briefing since it was read: comparing, the signs in the gutter, the way to the page that tells of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.reading.folding import unfold
from tui.ui.destinations import Back, ToChanges

if TYPE_CHECKING:
    from tui.changes.gutter import Gutter
    from tui.document.document import Document
    from tui.reading.last_read import Comparison
    from tui.reading.looking_back import Further
    from tui.reading.reader import Reader
    from tui.reading.reading_log import ReadingLog
    from tui.ui.destinations import ShownPage
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.links import LinkController
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface

MOST_REASONS = 2
"""Reasons that are told when a briefing that changed is opened."""

SIGNS = {"added": "+", "changed": "~", "moved": "→", "removed": "-"}
"""What stands in the gutter beside a block that is not as it was read."""


class ChangeController:
    """Compares what one screen shows with what was read of it."""

    def __init__(
        self, on: ReaderSurface, reading_log: ReadingLogController, links: LinkController, composed: ComposedPage | None
    ) -> None:
        """Know of no change yet.

        Args:
            on: the screen.
            reading_log: knows what was read.
            links: follow those of the pages that tell of changes.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._reading_log = reading_log
        self._links = links
        self._composed = composed
        self.since: Comparison | None = None
        """What changed since the last reading; None until that is known, and where there was none."""
        self.changed: Gutter | None = None
        self.announced = False
        """Whether it was said that this briefing has changed."""
        self._page: ShownPage | None = None
        self._step = 0
        """How many readings before the last one the page looks back."""

    def begin(self, again: bool) -> None:
        """Compare what is read from now on; `again` where it is the same briefing as before."""
        self.since, self.changed = None, None
        if self._reading_log.log is not None:
            self.announced = again
            self._on.call_after_refresh(self.compare)

    def renew(self) -> None:
        """Compare anew: what was read is not what it was."""
        if self._reading_log.log is not None:
            self._reading_log.log.renew()
            self.since, self.changed = None, None
            self._reading_log.touched = self.announced = True
            self.compare()

    def compare(self) -> None:
        """Compare with what was read, a large briefing in another thread."""
        reader, log = self._on.reader, self._reading_log.log
        if reader is None or log is None or log.back.last_reading is None:
            return
        if reader.document.is_small:
            log.back.summary()
            self._compared(reader, log.back)
        else:
            self._on.in_thread(partial(self._compare_in_thread, reader, log), "compare")

    def _compare_in_thread(self, reader: Reader, log: ReadingLog) -> None:
        # A document of its own: the one on the screen makes its parts in the screen's thread.
        back = log.returned(self._on.session.composed(reader.briefing))
        back.summary()
        self._on.from_thread(self._compared, reader, back)

    def _compared(self, reader: Reader, back: Comparison) -> None:
        """Show what was found, and go to the first change unless somebody has begun to read."""
        log = self._reading_log.log
        if reader is not self._on.reader or log is None:
            return
        self.since = back
        changes = back.changes if back.summary() else None
        self._renew_page(reader, back)
        if not changes:
            return
        from tui.changes.gutter import Gutter
        from tui.changes.summary import reasons
        from tui.reading.looking_back import since_when

        self.changed = Gutter(changes, reader.document)
        unfold(reader.view, [item.id for item in changes.items if item.id and item.kind == "changed"])
        touched = [*(section.id for section in changes.sections), *(item.section for item in changes.items)]
        parts = self.changed.sections if reader.document.is_small else ()
        log.changed(touched, [spot[:2] for section in parts for spot in self.changed.of(section)])
        first = self.changed.after(0, -1)
        if not self.announced:
            self.announced = True
            what = ", ".join(reasons(changes)[:MOST_REASONS])
            since = since_when(back, self._on.session.now())
            self._on.say(f"Changed: {what} · ⟦change.show⟧ shows it · ⟦change.next⟧ the next · since {since}")
        if not self._reading_log.touched and first is not None:
            reader.view.show((first.part, first.block))
        self._on.repaint()

    def sign(self, part: int, block: int) -> str:
        """What stands in the gutter beside a block; of an item of the apparatus, beside its first one."""
        changed, reader = self.changed, self._on.reader
        kind = changed.kind_at(part, block) if changed is not None else ""
        if changed is None or reader is None or not kind:
            return ""
        blocks = reader.document.parts[part].blocks
        about = blocks[block].about
        goes_on = about and block and blocks[block - 1].about == about and changed.kind_at(part, block - 1) == kind
        return "" if goes_on else SIGNS.get(kind, "")

    def go(self, step: int) -> None:
        """Go to the next change, or the one before; on a page that was made, to the next block."""
        reader = self._on.reader
        if reader is None:
            return
        if self._composed is not None:
            self._on.act("moves.block", step)
            return
        if self.changed is None:
            self.show()
            return
        here = reader.view.current
        spot = self.changed.after(*here) if step > 0 else self.changed.before(*here)
        if spot is None:
            self._on.say("This is the last change" if step > 0 else "This is the first change")
            return
        self._on.session.leave(reader)
        reader.view.show((spot.part, spot.block))
        self._on.repaint()

    # the pages

    def show(self) -> None:
        """Show what changed since it was last read, as a page; on that page, since the reading before."""
        from tui.reading.looking_back import page_of_changes, since_when

        reader, log, back, session = self._on.reader, self._reading_log.log, self.since, self._on.session
        if self._composed is not None:
            self._composed.further()
        elif reader is None or log is None:
            self._on.say("Without the journal nothing is known of what you have read")
        elif log.back.last_reading is None:
            self._on.say("You have not read this before: there is nothing to compare it with")
        elif back is None:
            self._on.say("Still comparing; press D again in a moment")
        elif self.changed is None and log.journal.earlier(log.key):
            self.further(1)
        elif self.changed is None:
            self._on.say(f"Nothing that is shown has changed since {since_when(back, session.now())}")
        else:
            document = page_of_changes(back, reader.briefing, session.now())
            if document is not None:
                self._show(document, 0)

    def _renew_page(self, reader: Reader, back: Comparison) -> None:
        """Have the page that is open say what has changed by now."""
        from tui.reading.looking_back import page_of_changes

        if self._page is None or not self._page.is_open:
            return
        if self._step:
            self._on.in_thread(partial(self._look_back, self._step, again=True), "compare")
            return
        document = page_of_changes(back, reader.briefing, self._on.session.now())
        if document is not None:
            self._page.renew(document, reader.doubt)

    def tell_page(self) -> None:
        """Let the page that is open say where the file is not what is compared on it."""
        if self._page is not None and self._on.reader is not None and self._page.is_open:
            self._page.doubted(self._on.reader.doubt)

    def _show(self, document: Document, step: int) -> None:
        self._step = step
        shown = ToChanges(document, self._links.follow, partial(self.further, step + 1), self._shown)
        self._on.ask(shown)

    def _shown(self, page: ShownPage) -> None:
        self._page = page

    def further(self, step: int) -> None:
        """Compare with one of the readings before the last one, in another thread, and show what changed since.

        Args:
            step: how many readings before the last one.
        """
        self._on.in_thread(partial(self._look_back, step), "compare")

    def _look_back(self, step: int, *, again: bool = False) -> None:
        from tui.reading.looking_back import further_back

        log, reader, session = self._reading_log.log, self._on.reader, self._on.session
        if log is not None and reader is not None:
            # A document of its own: the one on the screen makes its parts in the screen's thread.
            found = further_back(log, lambda: session.composed(reader.briefing), step, session.now())
            self._on.from_thread(partial(self._looked_back, found, again=again))

    def _looked_back(self, found: Further, *, again: bool) -> None:
        if again:
            if found.page is not None and self._page is not None and self._on.reader is not None:
                self._page.renew(found.page, self._on.reader.doubt)
            return
        page = self._page if self._page is not None and self._page.is_current else None
        if page is None and not self._on.is_current:
            return
        if found.page is not None:
            if page is not None:
                self._on.ask(Back())
            self._show(found.page, found.step)
        elif page is not None:
            page.say("Nothing further is kept: this is the first reading")
        else:
            self._on.say(f"Nothing that is shown has changed since {found.before}")
