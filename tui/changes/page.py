"""The pages of what changed, as a comparison found and as the author says: documents like any other, read by the same reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tui.changes.edition import Edition, document_id
from tui.changes.item_fields import shapes, shown_value
from tui.changes.results import BlockChange, Changes, FieldChange, ItemChange, SectionChange, Segment
from tui.changes.summary import summary_line
from tui.changes.wording import LONGEST, MOST_LEANING, TEXTS, Sentence, leaner, sentence_of, sentences, tell, word_of
from tui.changes.words import segments_of
from tui.document.apparatus import about
from tui.document.apparatus.entry import Context, Phrase
from tui.document.block import Block, BlockKind, Span
from tui.document.document import Document
from tui.document.page_frame import PageFrame
from tui.model.apparatus import ABOUT, FRONT, UNTITLED
from tui.model.briefing import Briefing, Was
from tui.model.fields import Shape
from tui.model.handling import Marking
from tui.model.text import clipped

AROUND = 160
"""Characters shown of an unchanged block beside a changed one."""

TOP = "~changes"
"""Id of the page's first section."""

_FRONT_TITLE = "The briefing itself"


def changes_document(changes: Changes, briefing: Briefing, before: Edition | None, since: str) -> Document:
    """Compose the page of what changed.

    Its first section has the summary and every change in words; then comes one section for each changed one.
    Links lead to sections of the briefing (`#section-id`). Parts are made when they are looked at.

    Args:
        changes: the outcome of a comparison.
        briefing: as it is now.
        before: the edition it was compared with; None where there was none.
        since: when that was, to follow the word "since": `you read it on 3 July`.
    """
    return PageOfChanges(changes, briefing, before, since).document()


class PageOfChanges:
    """The page in the making."""

    FIRST, REMOVED, ADDED = "What changed", "This section was removed.", "This section is new"

    def __init__(self, changes: Changes, briefing: Briefing, before: Edition | None, since: str) -> None:
        self.changes = changes
        self.briefing = briefing
        self._before = before
        self._since = since
        self._handlings: Mapping[str, Marking] = dict(changes.handlings)
        self._titles = dict(changes.titles)
        self._has_about = about.piece(briefing) is not None

    def document(self) -> Document:
        """The page, its parts not made yet."""
        frame = PageFrame(self.briefing)
        frame.open(TOP, self.FIRST, group="front")
        frame.add(self.top, 400, 4)
        for section_id, change, items in self._by_section():
            title = _FRONT_TITLE if section_id == FRONT else self._titles.get(section_id) or UNTITLED
            handling = self._handlings.get(section_id, Marking())
            size = 200 * len(items) + sum(len(block.after) + len(block.before) for block in change.blocks) if change else 200

            def make(
                context: Context,
                title: str = title,
                change: SectionChange | None = change,
                items: Sequence[ItemChange] = items,
                handling: Marking = handling,
            ) -> Iterator[Block]:
                heading = Phrase(title).add(str(handling), "marking", before=" ")
                yield heading.block("heading", context, role="heading1", level=1, space=2)
                yield from self._section(context, change, items)

            # Ids of their own: the same section of the briefing is another place.
            frame.open(f"{TOP}/{section_id}", title, handling=handling)
            frame.add(make, size, 4)
        return frame.document()

    def _by_section(self) -> Iterator[tuple[str, SectionChange | None, list[ItemChange]]]:
        """Every section that holds something changed: its id, what became of it, its changed things."""
        items: dict[str, list[ItemChange]] = {}
        for item in self.changes.items:
            items.setdefault(item.section, []).append(item)
        if FRONT in items:
            yield FRONT, None, items.pop(FRONT)
        for section in self.changes.sections:
            yield section.id, section, items.pop(section.id, [])
        for section_id, found in items.items():
            yield section_id, None, found

    # the first section

    def top(self, context: Context) -> Iterator[Block]:
        """The first section."""
        changes = self.changes
        yield Phrase(f"What changed: {self.briefing.title or UNTITLED}").block("title", context, role="title")
        if changes.before_number and changes.number and changes.before_number != changes.number:
            words = f"Number {changes.number}, compared with number {changes.before_number}, which you read before it."
            yield Phrase(words).block("meta", context, role="meta")
        if not changes:
            yield Phrase(f"Nothing that is shown has changed since {self._since}.").block("lead", context, space=1)
            yield from self._unread(context)
            return
        yield Phrase(f"Since {self._since}: {summary_line(changes)}.").block("lead", context, role="lead", space=1)
        told = sorted(enumerate(sentences(changes)), key=lambda one: (one[1].rank, one[0]))
        for number, (_, sentence) in enumerate(told):
            stop = "" if sentence.text.endswith(".”") else "."
            yield self.said(sentence, stop).block("item", context, first="• ", space=0 if number else 1)
        yield from self._unread(context)
        yield from self._history(context)

    def _unread(self, context: Context) -> Iterator[Block]:
        count = len(self.changes.unread)
        if count:
            text = "1 section that you have not read yet is" if count == 1 else f"{count} sections that you have not read yet are"
            yield Phrase(f"{text} not compared.", "muted").block("paragraph", context, space=1)

    def _history(self, context: Context) -> Iterator[Block]:
        """What the author says of the changes: the entries of the history that are new."""
        entries = [item for item in self.changes.items if item.what == "history" and item.kind == "added"]
        if entries:
            yield Phrase("What the author says", "label strong").block("row", context, space=1)
        for item in entries:
            values = {field.key: shown_value("history", field.key, field.after) for field in item.fields}
            phrase = Phrase(values.get("date", ""), "date").add(values.get("type", ""), "status", before=" ")
            phrase.add(values.get("summary", ""), before=": ").word("why:", values.get("reason", ""))
            yield phrase.word("what to do:", values.get("action", "")).block("item", context, first="• ", space=0)

    def sentence(self, kind: str, sentence: Sentence) -> Sentence:
        """What is said of a thing of which something became."""
        return sentence

    # the other sections

    def _section(self, context: Context, change: SectionChange | None, items: Sequence[ItemChange]) -> Iterator[Block]:
        if change is not None:
            yield from self._state(context, change)
            yield from self._prose(context, change)
        names = dict(self.changes.names)
        for item in items:
            sentence = sentence_of(item, tell(item, names))
            yield self.said(self.sentence(item.kind, sentence)).block("row", context, about=item.id, space=1)
            yield from self._details(context, item)

    def _state(self, context: Context, change: SectionChange) -> Iterator[Block]:
        """What became of the section as a whole, and the way to it."""
        phrase = Phrase()
        if change.kind == "removed":
            phrase.add(self.REMOVED, "status")
        else:
            words = self.ADDED if change.kind == "added" else "Go to the section"
            phrase.add(words, "link", f"#{document_id(change.id)}")
            if change.renamed:
                phrase.add(f"renamed, from “{change.was_title}”" if change.was_title else "renamed", "status", before=" · ")
            if change.moved:
                phrase.add(f"moved under “{change.under}”" if change.under else "moved", "status", before=" · ")
            if change.was_marking != change.marking:
                phrase.add(
                    f"handling: {change.was_marking or 'unmarked'} → {change.marking or 'unmarked'}", "marking", before=" · "
                )
        yield phrase.block("meta", context, role="meta", space=0)
        if not change.known:
            text = "Its text is not what you read; the old text was not kept, so it cannot be shown what changed."
            yield Phrase(text).block("paragraph", context, space=1)

    def _prose(self, context: Context, change: SectionChange) -> Iterator[Block]:
        """The changed blocks, each with what stands beside it."""
        shown_: list[tuple[int, int, BlockChange | str]] = [(at, 1, text) for at, text in change.around]
        shown_ += [(block.at, 0 if block.kind == "removed" else 1, block) for block in change.blocks]
        shown_.sort(key=lambda one: one[:2])
        expected = 0
        for at, _, what in shown_:
            if at > expected:
                yield Phrase("⋯", "guide").block("paragraph", context, space=1)
            if isinstance(what, str):
                yield Phrase(clipped(what, AROUND), "muted").block("paragraph", context, space=1)
                expected = at + 1
                continue
            if what.kind == "moved":
                yield Phrase(self._moved(change, what), "status").block("paragraph", context, space=1)
            yield from marked_blocks(what, context, space=0 if what.kind == "moved" else 1)
            expected = max(expected, at + what.count)
        if change.kind == "changed" and change.blocks and expected < change.total:
            yield Phrase("⋯", "guide").block("paragraph", context, space=1)

    def _moved(self, change: SectionChange, block: BlockChange) -> str:
        if block.origin == change.id:
            return "Moved within the section:"
        origin = self._titles.get(block.origin, "")
        return f"Moved here from “{origin}”:" if origin else "Moved here:"

    def said(self, sentence: Sentence, stop: str = "") -> Phrase:
        """A sentence with its first letter large, and what it tells of as a link to where that is."""
        start, end = sentence.subject
        spans = [Span(start, end, "link", f"#{self._place_of(sentence)}")] if sentence.section and end else []
        return Phrase().inline(f"{sentence.text[:1].upper()}{sentence.text[1:]}{stop}", spans)

    def _place_of(self, sentence: Sentence) -> str:
        """The section of the document where what a sentence tells of is to be seen."""
        if sentence.section == FRONT and self._has_about:
            keys = {field.key for item in self.changes.items if item.what == "briefing" for field in item.fields}
            return ABOUT if keys.isdisjoint(about.ON_TITLE) else document_id(FRONT)
        return document_id(sentence.section)

    def _details(self, context: Context, item: ItemChange) -> Iterator[Block]:
        """What a sentence does not say whole: changed texts word by word, and what the author says it was."""
        if item.kind == "changed":
            for field in item.fields:
                if field.known and _is_long(item.what, field):
                    change = BlockChange("changed", 0, field.before, field.after)
                    yield from marked_blocks(change, context, first="  ", label=word_of(field.key).capitalize(), about=item.id)
        elif item.kind == "added":
            text = next((field.after for field in item.fields if field.key in ("text", "meaning", "description", "note")), "")
            if len(text) > LONGEST:
                yield from marked_blocks(BlockChange("added", 0, "", text), context, first="  ", about=item.id)
        if len(item.leaning) > MOST_LEANING:
            yield Phrase("On it lean:", "muted").block("detail", context, first="  ", about=item.id)
            for one in item.leaning:
                yield Phrase(leaner(one)).block("detail", context, first="  • ", about=item.id)
        if item.what == "judgment":
            for was in next((judgment.was for judgment in self.briefing.judgments if judgment.id == item.id), ()):
                yield _was(was).block("detail", context, first="  ", about=item.id)


def _is_long(what: str, field: FieldChange) -> bool:
    shape = shapes(what).get(field.key, Shape.TEXT)
    return field.key == "text" or (shape in (*TEXTS, Shape.TEXTS) and max(len(field.before), len(field.after)) > LONGEST)


def _was(was: Was) -> Phrase:
    phrase = Phrase("The author: was", "muted").literal(" ")
    phrase.add(was.likelihood.word if was.likelihood else "", "former")
    phrase.add(f"{was.confidence} confidence" if was.confidence else "", "former", before=", " if was.likelihood else "")
    return phrase.date("on", was.date, before=" ").add(was.why, before=": ")


# changed texts

DELETED, INSERTED = ("[-", "-]"), ("{+", "+}")
"""The signs of word differences, as `git diff --word-diff` has them."""

NEAR = 120
"""Characters of an unchanged stretch that are shown beside a change, where the stretch is long."""

LONGEST_BLOCK = 8_000
"""Characters of one block; a longer text goes on in another."""

ENDED = "¶"
"""Stands for the end of a line that was inserted or deleted."""


def marked_blocks(
    change: BlockChange, context: Context, *, first: str = "", label: str = "", about: str = "", space: int = 1
) -> Iterator[Block]:
    """The blocks that show a change, long unchanged stretches of it shortened.

    Args:
        change: what to show.
        context: where it is shown.
        first: decoration before each line.
        label: what it is, before it.
        about: id of the item it belongs to.
        space: blank lines before it.
    """
    kind: BlockKind = "item" if change.block_kind == "item" else "code" if change.block_kind == "code" else "paragraph"
    if change.block_kind == "item":
        first += "• "
    text = ""
    pieces: list[Segment] = []
    for segment in _cut(_shortened(_segments(change))):
        if pieces and len(text) + len(segment.text) > LONGEST_BLOCK:
            yield _block(pieces, kind, context, first, label, about, space)
            pieces, text, label = [], "", ""
        pieces.append(segment)
        text += segment.text
    if pieces:
        yield _block(pieces, kind, context, first, label, about, space)


def _segments(change: BlockChange) -> Sequence[Segment]:
    if change.kind == "removed":
        return (Segment("deleted", change.before, 0),) if change.known else ()
    if change.kind == "added":
        return (Segment("inserted", change.after, 0),)
    return segments_of(change)


def _shortened(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments with the middle of long unchanged stretches left out, cut between words."""
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        text = segment.text
        if segment.op != "equal" or len(text) <= 3 * NEAR or last == 0:
            yield segment
            continue
        head = "" if index == 0 else text[:NEAR].rpartition(" ")[0] or text[:NEAR]
        tail = "" if index == last else text[-NEAR:].partition(" ")[2] or text[-NEAR:]
        yield Segment("equal", " … ".join((head, tail)) if head and tail else f"{head} …" if head else f"… {tail}", segment.start)


def _cut(segments: Iterator[Segment]) -> Iterator[Segment]:
    for segment in segments:
        for start in range(0, max(1, len(segment.text)), LONGEST_BLOCK):
            yield Segment(segment.op, segment.text[start : start + LONGEST_BLOCK], segment.start + start)


def _block(pieces: Sequence[Segment], kind: BlockKind, context: Context, first: str, label: str, about: str, space: int) -> Block:
    phrase = Phrase(label, "label").literal(": ") if label else Phrase()
    for segment in pieces:
        text = segment.text.replace("\t", " | ")
        if segment.op == "equal":
            phrase.literal(text)
            continue
        role, (opening, closing) = ("deleted", DELETED) if segment.op == "deleted" else ("inserted", INSERTED)
        if kind != "code":
            text = text.replace("\n", ENDED if segment.op == "deleted" else f"{ENDED}\n")
        marked = f"{opening}{text}{closing}"
        phrase.inline(marked, (Span(0, len(marked), role),))
    return phrase.block(kind, context, first=first, about=about, space=space)
