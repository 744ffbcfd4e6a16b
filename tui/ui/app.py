"""The program on the screen: themes, screens, and what must hold for all of them."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.driver import Driver
from textual.geometry import Offset
from textual.screen import Screen

from tui.model.garbage import collect_from_now_on, share_what_is_freed
from tui.ui.content import AsciiSigns
from tui.ui.destinations import Asked
from tui.ui.frames import PaintedOnce
from tui.ui.kept_screen import HELD, RestingScreen, take_over
from tui.ui.key_dispatch import KeyDispatch, KeyQueue
from tui.ui.key_names import name_arrows
from tui.ui.keymap import USUAL, Keymap
from tui.ui.navigation import Navigation
from tui.ui.role_styles import DARK, LIGHT, FirstTheme, RoleStyles
from tui.ui.screens.base import BaseScreen, Prompting, size_names
from tui.ui.widgets.line_widget import cursor_of

if TYPE_CHECKING:
    from tui.ui.indexer import Indexer
    from tui.ui.reader.links import LinkController

LAST_RESORT = 1.5
"""Seconds that leaving may take when a signal asks for it."""

INDEX_AFTER = 0.3
"""Seconds after the start from which on files are watched and the catalog is looked after."""

SETTLED = 1.0
"""Seconds after the start from which on garbage is collected again."""


FROM_KEYS = frozenset({signal.SIGINT, signal.SIGQUIT})
"""Signals that a key sends to every program that has to do with the terminal; the one that has it is meant."""

SAVES = "done"
"""The group of threads that keep something in the journal, which leaving waits for."""


class Threads(ThreadPoolExecutor):
    """The threads behind the screens; leaving waits for those that save something, and not for one that reads."""

    save = False
    """Whether any of them saves."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Begin nothing more; called when the loop ends."""
        super().shutdown(wait and self.save, cancel_futures=cancel_futures or not self.save)


class LastResort:
    """Ends the program in any case, also where ending properly does not work."""

    _timer: threading.Timer | None = None

    def set(self, status: int, restore: Callable[[], None]) -> None:
        """End soon, unless it has ended by then.

        Args:
            status: the exit status.
            restore: gives the terminal back.
        """
        if self._timer is None:
            self._timer = threading.Timer(LAST_RESORT, self._give_up, (status, restore))
            self._timer.daemon = True
            self._timer.start()

    def _give_up(self, status: int, restore: Callable[[], None]) -> None:
        restore()
        os._exit(status)

    def over(self) -> None:
        """It has ended properly."""
        if self._timer is not None:
            self._timer.cancel()


class BriefingApp(PaintedOnce, inherit_bindings=False):
    """Shows the first screen it is given, and the ones that open from it."""

    TITLE = "briefing"
    CSS_PATH = "styles.tcss"
    ENABLE_COMMAND_PALETTE = False
    """The framework's own key for it: the table has one."""
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        first: BaseScreen,
        driver_class: type[Driver] | None = None,
        theme: str = "",
        indexer: Indexer | None = None,
        keymap: Keymap = USUAL,
    ) -> None:
        """Begin with a screen.

        Args:
            first: the screen.
            driver_class: draws and reads keys; the framework's own when None.
            theme: its name; `$BRIEFING_THEME` goes before it.
            indexer: keeps the library up to date behind the screens.
            keymap: which keys do what.
        """
        share_what_is_freed()
        self.keymap = keymap
        self._threads = Threads()
        self._dispatch = KeyDispatch(self, keymap)
        self._role_styles: RoleStyles | None = None
        self.last_resort = LastResort()
        self.failure: Exception | None = None
        """What ended the program, where it was an error of its own."""
        super().__init__(driver_class=driver_class)
        self._key_queue = KeyQueue(self, self._hand_on)
        self._first = first
        self.resting = RestingScreen(self, first)
        self.navigation = Navigation(self, first)
        self._indexer = indexer
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.first_theme = FirstTheme(self, os.environ.get("BRIEFING_THEME", "") or theme, os.environ)
        self.theme = self.first_theme.name
        self.style_with_theme()
        preferences = first.session.preferences
        self.shows_cursor = preferences.shows_cursor
        """Whether the terminal's own cursor is seen."""
        name_arrows(in_ascii=preferences.ascii_signs)
        if preferences.ascii_signs:
            self._filters.append(AsciiSigns())

    def on_load(self) -> None:
        """Leave properly when told to by a signal, from before the terminal is taken on."""
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP, *FROM_KEYS):
                loop.add_signal_handler(number, self._told_to_leave, number)

    def action_suspend_process(self) -> None:
        """Stop until the shell goes on with it; where no shell is there to do so, it would never go on."""
        if self.is_headless or os.getpgrp() != os.getsid(0):
            super().action_suspend_process()
        else:
            self.navigation.page.say("There is no shell here to come back from", problem=True)

    def on_mount(self) -> None:
        """Show the first screen."""
        self.app_resume_signal.subscribe(self, lambda _: self.action_repaint())
        if self.first_theme.missing:
            self._first.say(f"There is no theme “{self.first_theme.missing}”: ⟦app.theme⟧ lists them", problem=True)
        asyncio.get_running_loop().set_default_executor(self._threads)
        self.set_timer(SETTLED, self._come_to_rest)
        self.set_timer(HELD, partial(take_over, self, self._first))
        self.resting.begin()
        if self._indexer is not None:
            self.set_timer(INDEX_AFTER, partial(self._indexer.start, self))

    def get_default_screen(self) -> Screen[None]:
        """The first screen lies at the bottom: an empty one below it would be laid out and painted for nothing."""
        # It would be laid out twice if these came with the framework's first message.
        self._first.add_class(*size_names(self.size))
        return self._first

    def _come_to_rest(self) -> None:
        """Nothing more of the start is under way: collect garbage again."""
        self.first_paint.end()
        collect_from_now_on()

    def exit(self, result: None = None, return_code: int = 0, message: object = None) -> None:
        """Leave; what is being written is kept as a draft, and the watch ends meanwhile."""
        self.resting.leave(return_code)
        self._keep_drafts()
        self._threads.save = any(worker.group == SAVES and not worker.is_finished for worker in self.workers)
        if self._indexer is not None:
            self._indexer.stop_soon()
        super().exit(result, return_code)

    def _told_to_leave(self, number: int) -> None:
        """Leave properly; at once where that does not work, as when the terminal is gone and takes no more output."""
        if number not in FROM_KEYS or not getattr(self._driver, "is_given_away", False):
            self._in_any_case(128 + number)
            self.exit(return_code=128 + number)

    def _in_any_case(self, status: int) -> None:
        self.last_resort.set(status, getattr(self._driver, "restore_at_once", lambda: None))

    def _keep_drafts(self) -> None:
        """Keep what is being written on any screen; never in the way of ending."""
        with suppress(Exception):
            for screen in self.screen_stack:
                if isinstance(screen, BaseScreen):
                    screen.keep_draft()
            self._first.session.release_drafts()

    def _handle_exception(self, error: Exception) -> None:
        self._fail(error)
        super()._handle_exception(error)

    def panic(self, *renderables: object) -> None:
        """End; what happened is said by the command, in one sentence, when the terminal is the shell's again."""
        self._fail(RuntimeError("the framework gave up"))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        # The framework would print a traceback over the shell.
        self._close_messages_no_wait()

    def _fail(self, error: Exception) -> None:
        if self.failure is None:
            self.failure = error
            self._keep_drafts()
            if not self.is_headless:
                self._in_any_case(1)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor stands: on what is current, or in what one types."""
        links: LinkController | None = getattr(self.screen, "links", None)
        return cursor_of((links.come_up if links is not None else None) or self.screen.focused, self._cursor_set)

    @cursor_position.setter
    def cursor_position(self, at: Offset) -> None:
        # By the framework, for what one types in: that is asked whenever something is drawn.
        self._cursor_set = at

    def action_repaint(self) -> None:
        """Paint everything anew: another program may have written over it."""
        self.first_paint.end()
        if self._driver is not None and not self.is_headless:
            self._driver.write("\x1b[?25l\x1b[m")
        self.refresh(layout=True)

    async def on_event(self, event: events.Event) -> None:
        """Hand on what is typed, pasted or clicked in its turn; what comes back from there is the framework's business."""
        if isinstance(event, events.Resize) and event.size != self.size:
            self.first_paint.end()
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            self.release_frames()
            self.resting.stirred()
            await self._key_queue.take(event)
        else:
            await super().on_event(event)

    async def _hand_on(self, event: events.Event) -> None:
        if self._dispatch.waits:
            if isinstance(event, events.Key):
                # Whatever has the focus: the key belongs to those before it.
                await self._dispatch.press(event.key)
                return
            self._dispatch.forget()
        if isinstance(event, events.Key | events.Paste) and isinstance(self.screen, Prompting):
            line = self.screen.typed_in
            if line is not None:
                line.take_keys()
        await super().on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        if priority:
            return self.keymap.is_usual and await super()._check_bindings(key, priority)
        if self.keymap.is_usual and not self.keymap.begun(key) and not self._dispatch.is_for_page(key):
            done = await super()._check_bindings(key)
        else:
            done = await self._dispatch.press(key)
        if not done:
            self._dispatch.tell_idle(key)
        return done

    @property
    def keys_waiting(self) -> int:
        """How many events wait for their turn, or are being dealt with."""
        return len(self._key_queue)

    def on_key(self, event: events.Key) -> None:
        """Give the prompt what was typed so fast after opening it that it went to the pane that had the focus before."""
        screen = self.screen
        line = screen.typed_in if isinstance(screen, Prompting) else None
        if line is not None and event.is_printable and event.character:
            line.feed(event.character)

    @property
    def role_styles(self) -> RoleStyles:
        """The looks of roles in the theme of the moment."""
        if self._role_styles is None:
            self._role_styles = RoleStyles(self.theme_variables)
        return self._role_styles

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables; whatever was painted while they were about to change is painted anew."""
        self._role_styles = None
        return super().get_css_variables()

    async def carry_out(self, ids: frozenset[str], number: int | None = None) -> bool:
        """Do the first of some actions of the key table that works where one is. Returns whether one does."""
        return await self._dispatch.run(ids, number)

    def on_asked(self, message: Asked) -> None:
        """Take somebody where they want to go."""
        self.navigation.go(message.destination)

    def action_manual(self) -> None:
        """Open the manual in a reader of its own, and come back here when one leaves it."""
        self.show_manual("")

    def show_manual(self, topic: str) -> None:
        """Open the manual, at a topic where one is given."""
        from tui.ui.outside import show_manual

        page = self.navigation.page
        keeps = page.session.journal_waits or page.session.journal is not None
        if not show_manual(self, theme=self.theme, keeps=keeps, topic=topic):
            page.say("The manual could not be opened here: `briefing help` in a shell opens it", problem=True)

    def send_osc52(self, text: str) -> None:
        """Send a text to the terminal's clipboard; whether it takes it cannot be known."""
        if self._driver is not None:
            encoded = base64.b64encode(text.encode()).decode("ascii")
            self._driver.write(f"\x1b]52;c;{encoded}\a")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what the mouse selected, when the framework asks for it."""
        where = self.copy_out(text)
        if isinstance(self.screen, BaseScreen):
            self.screen.say(f"Copied the selected text {where}")

    def copy_out(self, text: str) -> str:
        """Copy a text, and say in a few words where to."""
        from tui.ui.outside import copy

        return copy(text, environ=os.environ, osc52=self.send_osc52)
