"""Find as somebody uses it: as they type, from where they stand, round the end and back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from tui.document.document import Document, Part
from tui.document.flow import Flow
from tui.model.text import fold
from tui.reading.folding import restore
from tui.reading.places import keep_typed
from tui.reading.view import Spot, Top, View
from tui.search.find import Finder, Match, SectionCounts
from tui.search.patterns import BadPattern, Pattern, compile_pattern

BUDGET = 0.02
"""Seconds that one key press may spend on counting; the rest is counted in idle moments."""

AROUND = 40
"""Characters more than a passage has that are compared with it: a page may have more blanks."""


def _plain(text: str) -> str:
    """Letters and digits alone, so that signs and blanks make no difference."""
    return "".join([char for char in fold(text) if char.isalnum()])


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(at for at in range(length) if one[at] != other[at])


def _heads(parts: Sequence[Part], matching: Iterable[int]) -> Iterator[int]:
    """The first parts of the sections of some parts, which are in order."""
    section, before = -1, 0
    for number in matching:
        if parts[number].section != section:
            section = parts[number].section
            yield bisect_left(parts, section, before, number, key=attrgetter("section"))
        before = number


class Find:
    """Finding in one view: the words typed, the match one is on, and where it all began."""

    def __init__(self, document: Document, view: View, clock: Callable[[], float], past: list[str]) -> None:
        """Find in `view`.

        Args:
            document: the document of the view.
            view: moved to the matches.
            clock: seconds, monotonic.
            past: earlier queries, oldest first; added to when a find is accepted.
        """
        self._view = view
        self._clock = clock
        self._past = past
        self._finder = Finder(document)
        self._origin: tuple[Top, Spot, str, bool, Match | None, Pattern | None] | None = None
        self._awaits: Spot | None = None
        """Where one waits for the first match, the prompt closed before there was any."""
        self._folded = view.folds.state
        self._recalled = 0
        self._draft = ""
        self.query = ""
        self.regex = False
        self.error = ""
        """What is wrong with what was typed, as a sentence for the prompt."""
        self.match: Match | None = None
        """The match one is on."""
        self.complete = True
        """Whether the whole document has been counted."""
        self.only_matching = False
        self.direction = 1
        """In which one goes on: -1 where words are found backwards."""

    @property
    def active(self) -> bool:
        """Whether something is being looked for, so that its matches are shown."""
        return self._finder.pattern is not None

    @property
    def prompting(self) -> bool:
        """Whether the prompt is open."""
        return self._origin is not None

    @property
    def origin(self) -> Spot | None:
        """The block that was current when the prompt was opened; None while it is closed."""
        return self._origin[1] if self._origin else None

    @property
    def total(self) -> int:
        """Matches counted so far."""
        return self._finder.total

    @property
    def ordinal(self) -> int:
        """The number of the current match, from 1; 0 when there is none."""
        return self._finder.ordinal(self.match) if self.match else 0

    @property
    def progress(self) -> float:
        """How much of the document has been counted, 0 to 1."""
        parts = len(self._view.document.parts)
        return self._finder.counted / parts if parts else 1.0

    def in_sections(self) -> SectionCounts:
        """How many matches each section holds, as far as is known. Another one when that changes."""
        return self._finder.in_sections()

    def spans(self, part: int, block: int) -> list[tuple[int, int]]:
        """The matches in one block, for painting it."""
        if not self.active:
            return []
        try:
            return [(match.start, match.end) for match in self._finder.matches(part) if match.block == block]
        except BadPattern:
            return []

    # the prompt

    def begin(self, direction: int = 1) -> None:
        """Open the prompt: remember where one stands, and find from there forwards, or backwards with -1."""
        self.direction = direction
        self._origin = (self._view.top, self._view.current, self.query, self.regex, self.match, self._finder.pattern)
        self._folded = self._view.folds.state
        self._recalled, self._draft = 0, ""
        self.error = ""

    def type(self, query: str, *, regex: bool | None = None) -> None:
        """Look for what has been typed so far, from where find began.

        A regular expression that is malformed or too slow sets `error` and changes nothing else.
        """
        wanted = self.regex if regex is None else regex
        self.error = ""
        try:
            pattern = compile_pattern(query, regex=wanted)
        except BadPattern as bad:
            self.error = str(bad)
            return
        before, match, top = self._finder.pattern, self.match, self._view.top
        try:
            self._look_for(pattern)
            if self._origin is not None:
                restore(self._view, self._folded)
                if not self.only_matching:
                    self._view.top = self._origin[0]
                self._to_first(self._origin[1])
        except BadPattern as bad:
            self._finder.look_for(before)
            self.complete = False
            self.advance()
            self.match, self._view.top = match, top
            self.error = str(bad)
            return
        self.query, self.regex = query, wanted

    @property
    def _began(self) -> Spot | None:
        """From where the first match is gone to once it is found; None where nobody waits for it, or who did has gone on."""
        if self._origin is not None:
            return self._origin[1]
        return self._awaits if self._awaits == self._view.current else None

    def _look_for(self, pattern: Pattern | None) -> None:
        self._awaits = None
        self._finder.look_for(pattern, (self.origin or self._view.current)[0], self.direction)
        self.match = None
        self.complete = self._finder.advance(BUDGET, self._clock)

    def _to_first(self, spot: Spot) -> None:
        last = len(self._view.document.parts), 0, 0
        if self.direction > 0:
            self.match = self._finder.after(*spot, 0) or self._finder.after(0, 0, 0)
        else:
            self.match = self._finder.before(*spot, 0) or self._finder.before(*last)
        if self.match:
            self._view.show((self.match.part, self.match.block), self.match.start)
        self._refresh_filter()

    def adopt(self, pattern: Pattern | None, query: str) -> None:
        """Walk what a search of the library found: its own pattern, shown under the words that were typed there."""
        self.regex, self.error, self.query, self.direction = False, "", query if pattern is not None else "", 1
        self._look_for(pattern)

    def adopt_from(self, other: Find) -> None:
        """Look for the same as another find, in this document."""
        self.regex, self.query = other.regex, other.query
        self._look_for(other._finder.pattern)
        self.show_only_matching(other.only_matching)

    def to_passage(self, section: int, passage: str, start: int) -> None:
        """To the match in a section around which the text is most like a passage, if it has any; its parts are made for it.

        Args:
            section: its index.
            passage: some of its text, perhaps cut at its ends; "" for the first match.
            start: where in it the match begins.
        """
        parts = self._view.document.parts
        behind = _plain(passage[start:])
        before = _plain(passage[:start])[::-1]
        best: tuple[int, Match] | None = None
        for number in range(self._view.document.first_part(section), len(parts)):
            if parts[number].section != section:
                break
            for match in self._finder.matches(number):
                text = parts[number].blocks[match.block].text
                alike = _common(behind, _plain(text[match.start : match.start + len(passage) + AROUND]))
                alike += _common(before, _plain(text[max(0, match.start - start - AROUND) : match.start])[::-1])
                if best is None or alike > best[0]:
                    best = alike, match
            if best is not None and best[0] >= len(behind) + len(before):
                break
        if best is not None:
            self.match = best[1]
            self._view.show((best[1].part, best[1].block), best[1].start)

    def accept(self) -> None:
        """Close the prompt and stay; the matches remain shown."""
        if self.query.strip() and self.active:
            keep_typed(self._past, self.query)
        awaits = self._origin is not None and self.active and not self.complete and self.match is None
        self._awaits = self._view.current if awaits else None
        self._origin = None
        self.error = ""

    def cancel(self) -> None:
        """Close the prompt and go back to where it was opened, with what was found then."""
        if self._origin is None:
            return
        top, spot, query, regex, match, pattern = self._origin
        self._origin = None
        self.regex = regex
        self.error = ""
        self.query = query
        self._look_for(pattern)
        self.match = match
        restore(self._view, self._folded)
        self._refresh_filter()
        if not self.only_matching:
            self._view.top = top
        self._view.restore(spot)

    def clear(self) -> None:
        """Look for nothing any more."""
        self._origin = None
        self.query, self.error = "", ""
        self._look_for(None)
        self.show_only_matching(False)

    def recall(self, steps: int, draft: str) -> str | None:
        """An earlier query: `steps` -1 is the one before, 1 the one after; None when there is none.

        Args:
            steps: which way to go.
            draft: what stands in the prompt, given back after the newest query.
        """
        wanted = self._recalled - steps
        if not 0 <= wanted <= len(self._past):
            return None
        if self._recalled == 0:
            self._draft = draft
        self._recalled = wanted
        return self._draft if wanted == 0 else self._past[-wanted]

    # the matches

    def advance(self, seconds: float = BUDGET) -> bool:
        """Count on for a moment. Returns whether something changed that is worth a repaint."""
        if not self.active or self.complete:
            return False
        before, began = self._finder.counted, self._began
        try:
            self.complete = self._finder.advance(seconds, self._clock)
        except BadPattern as bad:
            self.error = str(bad)
            self._finder.look_for(None)
            self.match, self.complete = None, True
            return True
        changed = self._finder.counted != before
        if changed and self.match is None and self.total and began is not None:
            self._awaits = None
            self._to_first(began)
        elif changed and self.only_matching:
            self._refresh_filter()
        return changed

    def fold_ahead(self, part: int) -> None:
        """Make a part ready to be searched."""
        self._finder.fold_ahead(part)

    def step(self, direction: int) -> str:
        """To the next match (1) or the one before (-1), round the ends; the other way round where one finds backwards.

        Returns:
            A notice for the reader: "" or a sentence such as "Continued at the top".
        """
        if not self.active:
            return "Nothing to find yet: type ⟦find.open⟧ and some words"
        direction *= self.direction
        part, block = self._view.current
        offset = 0
        if self.match and (self.match.part, self.match.block) == (part, block):
            offset = self.match.start + (1 if direction > 0 else 0)
        finder = self._finder
        notice = ""
        try:
            found = finder.after(part, block, offset) if direction > 0 else finder.before(part, block, offset)
            if found is None:
                last = len(self._view.document.parts)
                found = finder.after(0, 0, 0) if direction > 0 else finder.before(last, 0, 0)
                notice = "Continued at the top" if direction > 0 else "Continued at the end"
        except BadPattern as bad:
            return str(bad)
        if found is None:
            # While it is read on, the count of matches says so, and goes on saying how things are.
            return "No match" if self.complete else ""
        self.match = found
        self._view.show((found.part, found.block), found.start)
        return notice

    # only matching blocks

    def show_only_matching(self, only: bool) -> None:
        """Show only the blocks that match (and the headings above them), or all again."""
        if only == self.only_matching:
            return
        self.only_matching = only
        self._refresh_filter()

    def _refresh_filter(self) -> None:
        view, finder = self._view, self._finder
        if self.only_matching and self.active:
            parts = view.document.parts
            headed = set(_heads(parts, finder.matching_parts()))

            def keep(part: int) -> list[int]:
                if not finder.known(part) and part not in headed:
                    return []
                kept = {match.block for match in finder.matches(part)} if finder.known(part) else set()
                last = max(kept, default=0)
                for number, block in enumerate(parts[part].blocks[: last + 1]):
                    if block.kind == "heading" and (kept or number == 0):
                        kept.add(number)
                return sorted(kept)

            view.replace_flow(
                Flow(
                    view.document,
                    view.flow.width,
                    keep,
                    lambda part: 3 * (finder.known(part) + (part in headed)),
                    folds=view.folds,
                    today=view.flow.today,
                )
            )
        elif view.flow.keep is not None:
            view.replace_flow(Flow(view.document, view.flow.width, folds=view.folds, today=view.flow.today))
