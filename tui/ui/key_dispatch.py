"""How keys come to what they stand for: one at a time, and by a keymap that is not the usual one.

Each is handed on when all that the one before it has begun is done.

The framework hands every key at once to what has the focus at that moment. Of keys that were typed ahead over a slow
line the second would reach the list that the first has just left, or a prompt that is not there yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.dom import DOMNode

from tui.ui.destinations import ToCommand
from tui.ui.key_names import shown
from tui.ui.keymap import TYPED_IN, Keymap, TypedKeys, keymap_of
from tui.ui.keys import BY_ID, KeyAction, Where
from tui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

SETTLED = 2
"""Times that all queues must have been gone through with nothing else on top, before the next key is handed on.

An action is carried out on the first way; what it sends to other widgets arrives on the second."""

REST = 0.025
"""Seconds after a key before the messenger is sent behind it where no other event has come: its frame is painted by then.

One that comes sooner sends the messenger at once, and waits for it."""

MOST = 12
"""Times after which the next key is handed on in any case."""

OVERDUE = 0.25
"""Seconds after which it is looked whether somebody on the way has gone."""

LOST = 2.0
"""Seconds after which the way is given up."""

UNREAD = 1.0
"""Seconds for which keys of the whole program, such as that for help, wait at the most until what a screen shows has been read."""

UNREAD_PAGE = 10.0
"""The same for keys that act on the page: before it has been read they would be lost."""


TYPED = events.Key | events.Paste | events.MouseDown | events.MouseUp
"""What waits until the one before it has been dealt with."""

LEAVING = frozenset({"app.leave", "app.quit"})
"""Actions that wait for nothing to be read."""

SILENT = frozenset({"escape", "ctrl+g", "ctrl+c", "ctrl+z"})
"""Keys of which nothing is said where there is nothing for them to do."""

IN_A_PROMPT = ("app.help", "app.suspend")
"""Actions that work everywhere, also while one types."""


class KeyQueue:
    """Events in their order, and the messenger that tells when one has been dealt with."""

    def __init__(self, app: App[None], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """`hand_on` gives an event to the framework, on the app's own task."""
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Event] = deque()
        self._way: list[MessagePump] = []
        """Who is still to be visited; empty while nothing is under way."""
        self._resting: asyncio.TimerHandle | None = None
        """Sends the messenger behind a key that has been handed on, or before one that was early, unless an event does."""
        self._sent = 0
        self._overdue: asyncio.TimerHandle | None = None
        self._reading: tuple[object, float] | None = None
        """A screen that was reading what it was opened on when a key came for it, and since when keys wait for that."""

    def __len__(self) -> int:
        """How many events wait, the one that is being dealt with counted."""
        return len(self._waiting) + bool(self._way or self._resting)

    async def take(self, event: events.Event) -> None:
        """Hand an event on, now or in its turn."""
        self._waiting.append(event)
        if self._resting is not None:
            self._set_out()
        elif not self._way:
            await self._next()

    async def _next(self) -> None:
        while self._waiting:
            if self._is_early:
                self._resting = asyncio.get_running_loop().call_later(REST, self._rested)
                return
            event = self._waiting.popleft()
            await self._hand_on(event)
            if isinstance(event, TYPED):
                if self._waiting:
                    self._send(0, 0)
                else:
                    self._resting = asyncio.get_running_loop().call_later(REST, self._rested)
                return

    @property
    def _is_early(self) -> bool:
        """Whether the screen has nothing yet that a key could act on: what was typed ahead would be lost there."""
        screen, event = self._app.screen, self._waiting[0]
        if not isinstance(screen, BaseScreen) or not screen.is_reading:
            self._reading = None
            return False
        if not isinstance(event, TYPED):
            return False
        ids = keymap_of(screen).ids(event.key) if isinstance(event, events.Key) else frozenset[str]()
        if not LEAVING.isdisjoint(ids):
            return False
        now = asyncio.get_running_loop().time()
        if self._reading is None or self._reading[0] is not screen:
            self._reading = screen, now
        is_of_program = ids and all(id.startswith("app.") for id in ids)
        return now < self._reading[1] + (UNREAD if is_of_program else UNREAD_PAGE)

    def _rested(self) -> None:
        # Through the app, which may be ending by then: it takes nothing more.
        self._app.post_message(events.Callback(callback=self._set_out))

    def _set_out(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
            self._send(0, 0)

    @property
    def _on_top(self) -> tuple[object, object]:
        return self._app.screen, self._app.focused

    def _send(self, times: int, settled: int) -> None:
        """Send the messenger from what has the keys up to the app, behind everything that waits there already."""
        self._sent += 1
        sent, on_top = self._sent, self._on_top
        target = self._app.focused or self._app.screen
        self._way = [*target.ancestors_with_self]
        self._watch(sent, LOST)

        # One function for all who are visited: the framework asks for the signature of each callback it has not seen.
        async def visit() -> None:
            if sent != self._sent:
                return
            self._way.pop(0)
            if self._way:
                go_on()
            else:
                await self._arrived(on_top, times, settled)

        def go_on() -> None:
            while not self._way[0].post_message(events.Callback(callback=visit)) and len(self._way) > 1:
                del self._way[0]

        go_on()

    async def _arrived(self, on_top: tuple[object, object], times: int, settled: int) -> None:
        settled = settled + 1 if on_top == self._on_top else 0
        if settled < SETTLED and times < MOST:
            self._send(times + 1, settled)
        else:
            await self._end()

    async def _end(self) -> None:
        self._sent += 1
        self._way = []
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
        await self._next()

    def _watch(self, sent: int, seconds: float) -> None:
        """Go on without the messenger where it does not come back: a screen that was left has taken it along."""
        if self._overdue is not None:
            self._overdue.cancel()
        self._overdue = asyncio.get_running_loop().call_later(OVERDUE, partial(self._look, sent, seconds - OVERDUE))

    def _look(self, sent: int, seconds: float) -> None:
        if sent != self._sent:
            return
        if seconds > 0 and all(node.is_running for node in self._way):
            self._watch(sent, seconds)
        else:
            self._app.call_later(self._end)


class KeyDispatch:
    """Finds what a key, or the last of several, stands for on the screen that is shown, and does it.

    With the table's own keys the framework's bindings do all of it.
    """

    def __init__(self, app: App[None], keymap: Keymap) -> None:
        self._app = app
        self._keymap = keymap
        self._typed = TypedKeys(keymap)
        self._told: set[str] = set()
        """Keys, and habits of other programs, of which it was said that they do nothing."""

    @property
    def waits(self) -> bool:
        """Whether keys were typed that are not complete."""
        return self._typed.waits

    def is_for_page(self, key: str) -> bool:
        """Whether a page made from the library or the journal has a use of its own for a key, which goes before that of its pane.

        The framework would ask the pane first.
        """
        page = self._page
        own = [id for id in self._keymap.ids(key) if BY_ID[id].where in ("notes", "tray", "page")]
        return bool(own) and page is not None and any(BY_ID[id].where in page.places() for id in own)

    def forget(self) -> None:
        """Give up what was typed."""
        self._typed.clear()
        self._show()

    async def press(self, key: str) -> bool:
        """Take a key. Returns whether it stood for anything."""
        page = self._page
        before = self._typed.waits
        typing = self._places[0] in TYPED_IN if page is not None else True
        pressed = self._typed.press(key, self._works, typing=typing)
        if before or pressed.then == "wait":
            self._show()
        if pressed.then == "command" and page is not None:
            page.ask(ToCommand(pressed.said))
            return True
        if pressed.said and page is not None and not (pressed.once and pressed.said in self._told):
            page.say(pressed.said)
        if pressed.once:
            self._told.add(pressed.said)
        if pressed.then == "run":
            return await self._run(pressed.ids, pressed.number)
        return pressed.then != "none" or await self._run_bound(key)

    def tell_idle(self, key: str) -> None:
        """Say once of a key that it does nothing here, with the nearest one that does."""
        page = self._page
        if page is None or page.prompting or key in self._told or key in SILENT:
            return
        self._told.add(key)
        for near in self._keymap.near(key):
            found = next(self._actions(self._keymap.ids(near)), None) if near != key else None
            if found is not None:
                does = self._keymap.title(found).partition(";")[0].partition(":")[0]
                page.say(f"{shown(key)} does nothing here · {shown(near)}: {does[:1].lower()}{does[1:]}")
                return
        page.say(f"{shown(key)} does nothing here · ⟦app.help⟧ shows the keys")

    async def run(self, ids: frozenset[str], number: int | None = None) -> bool:
        """Do the first of some actions that works on the page that is seen. Returns whether one does."""
        return await self._run(ids, number)

    def _show(self) -> None:
        page = self._page
        if page is not None:
            page.marks.typed = self._typed.said
            page.show_status()

    @property
    def _page(self) -> BaseScreen | None:
        screen = self._app.screen
        return screen if isinstance(screen, BaseScreen) else None

    @property
    def _places(self) -> tuple[Where, ...]:
        """The parts of the key table in which keys are looked up, the nearest first."""
        page = self._page
        assert page is not None
        places = page.places()
        return places if "everywhere" in places else (*places, "everywhere")

    def _works(self, ids: frozenset[str]) -> bool:
        if self._page is None:
            return any(binding.id in ids for _, binding in self._bound())
        return next(self._actions(ids), None) is not None

    def _actions(self, ids: frozenset[str]) -> Iterator[KeyAction]:
        """Those of some actions that work here, the nearest first."""
        page = self._page
        assert page is not None
        own = page.places()
        for where in self._places:
            for id in ids:
                action = BY_ID[id]
                open_to = where in own or not page.prompting or id in IN_A_PROMPT or action.call.startswith("app.")
                if action.where == where and open_to:
                    yield action

    async def _run(self, ids: frozenset[str], number: int | None) -> bool:
        if self._page is None:
            for node, binding in self._bound():
                if binding.id in ids and await self._app.run_action(binding.action, node):
                    return True
            return False
        for action in self._actions(ids):
            for count, call in enumerate(action.calls(number)):
                if not await self._app.run_action(call, self._actor(call)) and not count:
                    break
            else:
                return True
        return False

    def _actor(self, call: str) -> DOMNode:
        """What an action is one of: the nearest to what has the focus."""
        name = f"action_{call.partition('(')[0]}"
        focused = self._app.focused or self._app.screen
        return next((node for node in focused.ancestors_with_self if hasattr(node, name)), focused)

    async def _run_bound(self, key: str) -> bool:
        """Carry out what a widget or a sheet has bound by itself, beside the table."""
        for node, binding in self._bound():
            if not binding.id and binding.key == key and await self._app.run_action(binding.action, node):
                return True
        return False

    def _bound(self) -> Iterator[tuple[DOMNode, Binding]]:
        """What is bound from what has the focus upwards, as far as a sheet that is over the screen."""
        focused = self._app.focused or self._app.screen
        for node in focused.ancestors_with_self:
            for _, binding in node._bindings:
                yield node, binding
            if node.is_modal:
                return
