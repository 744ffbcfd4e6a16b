"""Keys and pastes handed on one at a time, each when all that the one before it has begun is done.

The framework hands every key at once to what has the focus at that moment. Of keys that were typed ahead over a slow
line the second would reach the list that the first has just left, or a prompt that is not there yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events

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


class Turns:
    """Events in their order, and the messenger that tells when one has been dealt with."""

    def __init__(self, app: App[None], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """`hand_on` gives an event to the framework, on the app's own task."""
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Event] = deque()
        self._way: list[MessagePump] = []
        """Who is still to be visited; empty while nothing is under way."""
        self._resting: asyncio.TimerHandle | None = None
        """Sends the messenger behind a key that has been handed on, unless an event that comes before does."""
        self._sent = 0
        self._overdue: asyncio.TimerHandle | None = None

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
            event = self._waiting.popleft()
            await self._hand_on(event)
            if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseUp):
                if self._waiting:
                    self._send(0, 0)
                else:
                    self._resting = asyncio.get_running_loop().call_later(REST, self._rested)
                return

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
