"""Plain text as `briefing show` prints it, and the same in pages for a printer."""

from __future__ import annotations

from collections.abc import Iterator

from tui.document.plain import plain_text
from tui.export.printout import PrintedFile, Printout
from tui.model.text import cleaned

WIDTH = 72
"""Cells of a line (RFC 7994)."""
FURNITURE = 4
"""Lines of a page that its head and its foot take, each with an empty line."""


def as_printed(printout: Printout) -> PrintedFile:
    """The text of the file."""
    return PrintedFile(("\n".join(lines(printout)).rstrip("\n") + "\n").encode())


def lines(printout: Printout, width: int = WIDTH) -> Iterator[str]:
    """The lines of all documents, those of a book behind its title and its contents."""
    for number, chapter in enumerate(_chapters(printout, width)):
        if number:
            yield from ("", "=" * width, "")
        yield from chapter
    if printout.is_book and printout.marking:
        yield from ("", str(printout.marking))


def _chapters(printout: Printout, width: int) -> Iterator[Iterator[str]]:
    """What begins on a page of its own: of a book what stands before the briefings, and each of them."""
    if printout.is_book:
        yield _before(printout)
    for document in printout.documents:
        if printout.is_book:
            yield plain_text(document, width, links=True)
        else:
            yield plain_text(document, width, links=True, marking=str(printout.marking), below=printout.left_out)


def _before(printout: Printout) -> Iterator[str]:
    marking = str(printout.marking)
    if marking:
        yield from (marking, "")
    yield from (cleaned(printout.title), f"As of {printout.as_of}", "")
    for document in printout.documents:
        own = str(document.briefing.effective_marking)
        yield f"  {cleaned(document.sections[0].title)}{f'  [{own}]' if own else ''}"
    yield ""
    yield from _left_out(printout)


def _left_out(printout: Printout) -> Iterator[str]:
    for sentence in printout.left_out:
        yield from (sentence, "")


def paged(printout: Printout, height: int) -> PrintedFile:
    """The same in pages, each with the marking above and below it, and its number.

    Args:
        printout: what to write.
        height: lines of a page, more than its head and foot take.
    """
    marking = str(printout.marking)
    room = height - FURNITURE
    chapters = [list(chapter) for chapter in _chapters(printout, WIDTH)]
    pages = [text[at : at + room] for text in chapters for at in range(0, max(1, len(text)), room)]
    written: list[str] = []
    for number, page in enumerate(pages, 1):
        said = f"page {number} of {len(pages)}"
        head = marking.center(WIDTH).rstrip()
        foot = f"{marking}{said.rjust(max(len(said) + 2, WIDTH - len(marking)))}"
        written.append("\n".join([head, "", *page, *[""] * (room - len(page)), "", foot]))
    return PrintedFile(("\n\f".join(written) + "\n").encode())
