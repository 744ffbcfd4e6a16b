"""The files of a library that are no briefings, as a page: under what they are, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from tui.model.counted import counted
from tui.model.text import shown_path
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection

if TYPE_CHECKING:
    from tui.catalog.other_files import OtherFile
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST = 2_000
"""Files that are looked into."""


def other_files_page(files: Sequence[OtherFile], number: int) -> Composition:
    """A page of files that are no briefings; the id of an entry is its index in `files`.

    Args:
        files: those that were looked into.
        number: of all there are.
    """
    ordered = sorted(enumerate(files), key=lambda one: (one[1].kind.casefold(), one[0]))
    sections = []
    for at, (kind, group) in enumerate(groupby(ordered, key=lambda one: one[1].kind), 1):
        entries = [_entry(index, file) for index, file in group]
        called = kind.removeprefix("an ").removeprefix("a ")
        sections.append(PageSection(f"~kind/{at}", called[:1].upper() + called[1:], entries))
    summary = partial(_summary, number=number)
    return Composition(
        "~other-files", "Other files", sections, summary, "There are no other files: all that are read are briefings."
    )


def _entry(index: int, file: OtherFile) -> PageEntry:
    fields = {"kind": file.kind, "reason": file.reason, "advice": file.advice or None}
    target = EntryTarget(path=shown_path(file.path))
    return PageEntry(str(index), partial(_file, file), target, fields=fields, size=140, lines=2)


def _summary(shown: Composition, number: int) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    more = f"; the first {shown.count:,} are listed" if number > shown.count else ""
    return Phrase(f"{counted(number, 'file')} {'is no briefing' if number == 1 else 'are no briefings'}{more}")


def _file(file: OtherFile, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    yield Phrase(file.shown, "strong").block("row", context, space=1)
    said = f"{file.reason} {file.advice[:1].upper()}{file.advice[1:]}." if file.advice else file.reason
    yield Phrase(said, "muted").block("detail", context, hang=2, space=0)
