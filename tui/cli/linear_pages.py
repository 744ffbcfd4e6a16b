"""The pages of the library in the program of lines: judgments, events, sources, … each entry one line, and a number opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from tui.document.sentences import Sentences
from tui.document.today_rule import rule_said
from tui.model.counted import counted

if TYPE_CHECKING:
    from tui.cli.linear_page import LineSurface
    from tui.reading.composed import Composition

NAMES = ("judgments", "timeline", "sources", "handover", "actions", "terms", "actors", "agreements", "command")
"""Those that are about the whole library, in the order in which they are told."""


class LinearPages:
    """Says what the library says of its things."""

    def __init__(self, on: LineSurface) -> None:
        """Say nothing yet."""
        self._on = on

    def page(self, asked: str) -> None:
        """A page by its name, with a query behind it or not."""
        name, _, words = asked.partition(" ")
        if name not in NAMES:
            self._on.say(f"“page NAME” says what all briefings say: {', '.join(NAMES)}; words behind it choose briefings.")
            return
        if self._on.library is None:
            self._on.say("There is one briefing alone here.")
            return
        from tui.reading.library_pages.asking import asked_page

        self._on.library.make_index()
        found = asked_page(self._on.session, name, words.strip(), {})
        self._on.say(f"{found.heading or found.title}, {counted(found.count, 'entry', 'entries')}.")
        if not found.count:
            self._on.say(found.empty)
            return
        self._on.listed(
            _lines(found, self._on.library.loss.notice), [partial(self._open, found, number) for number in range(found.count)]
        )
        self._on.say("A number opens the briefing that says so.")

    def _open(self, page: Composition, number: int) -> None:
        entry = next(islice(page.entries, number, None))
        target = entry.target
        if not (target.briefing or target.path):
            self._on.say("This is about several briefings, and leads to none.")
            return
        reader = self._on.session.open_kept(target.briefing, target.path)
        self._on.open(reader)
        if target.section:
            reader.go_to_item(target.section, target.item)
        if self._on.page is not None:
            self._on.page.show_current()


def _lines(page: Composition, on_trouble: Callable[[Exception], None]) -> Iterator[str]:
    """Each heading, and each entry in one line with its number."""
    document = page.document(on_trouble)
    sentences, number = Sentences(document), 0
    for part in document.parts:
        about, said = "", list[str]()
        for block in part.blocks:
            if said and block.about != about:
                yield f"{number}. {' '.join(said)}"
                said = []
            about = block.about
            if today := rule_said(block.text):
                if said:
                    yield f"{number}. {' '.join(said)}"
                    said = []
                yield today
                continue
            if not about:
                if block.kind == "heading":
                    yield f"{block.text}:"
                continue
            number += not said
            said += [text if text.endswith((".", "?", "!", ":")) else f"{text}." for text in sentences.of(block)]
        if said:
            yield f"{number}. {' '.join(said)}"
