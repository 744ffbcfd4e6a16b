"""A few questions one after the other: each a list to choose from by letters, or a line to type."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

from tui.reading.searching import Named, choices, named
from tui.ui.content import wrapped
from tui.ui.screens.choice_sheet import SHOWN, ChoiceSheet

EDGE = 4
"""Cells beside a line of the list."""


class Question(NamedTuple):
    """One question."""

    mark: str
    """A word or two that stand before the line."""
    offers: Sequence[str] = ()
    """What can be chosen, the usual answer first; none where a line is to be typed."""
    text: str = ""
    """What stands in the line at first."""
    told: Callable[[str], Sequence[str]] = lambda text: ()
    """What is said below the line of what is typed in it, where there is nothing to choose."""


Dialogue = Callable[[], Generator[Question, str, Callable[[], object]]]
"""Asks one question after the other and is sent an offer, or what was typed. It returns what is to be done then, and is run
again from its beginning with the answers so far where somebody goes back by one: it must do nothing itself."""


class QuestionsScreen(ChoiceSheet[Callable[[], object]]):
    """Asks; its result is what is to be done, or nothing. Esc goes back by one question, and closes at the first."""

    def __init__(self, dialogue: Dialogue) -> None:
        """Ask the questions of a dialogue."""
        super().__init__()
        self._dialogue = dialogue
        self._answers: list[str] = []
        self._asking = dialogue()
        self._question = next(self._asking)
        self._offers: list[Named] = []

    def on_mount(self) -> None:
        """Take the keys."""
        self._show()

    def _show(self) -> None:
        question = self._question
        self._offers = named(question.offers)
        self.list.empty = "Nothing fits." if question.offers else ""
        self.prompt.rename(f"{question.mark} ")
        self.prompt.open(question.text)
        self.typed(self.prompt.text)

    def typed(self, text: str) -> None:
        """Show the offers that fit, or what is to be said of the line."""
        if self._offers:
            self.list.show(choices(text, self._offers, SHOWN))
        else:
            told = [line for one in self._question.told(text) for line in wrapped(one, max(1, self.list.size.width - EDGE))]
            self.list.show(choices("", named(told), SHOWN))

    def closed(self, accepted: bool) -> None:
        """Go on to the next question, or back to the one before."""
        if not accepted:
            self._back()
            return
        chosen = self.list.selected
        answer = self._question.offers[chosen.place] if self._offers and chosen is not None else self.prompt.text.strip()
        if (self._offers and chosen is None) or not answer:
            return
        try:
            self._question = self._asking.send(answer)
        except StopIteration as end:
            self.dismiss(end.value)
            return
        self._answers.append(answer)
        self._show()

    def _back(self) -> None:
        if not self._answers:
            self.dismiss(None)
            return
        self._answers.pop()
        self._asking = self._dialogue()
        self._question = next(self._asking)
        for answer in self._answers:
            self._question = self._asking.send(answer)
        self._show()
