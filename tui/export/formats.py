"""The formats in which briefings leave the program, one row each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.export.printout import PrintedFile, Printout

EXTRA = "pip install 'briefing-reader[export]'"
"""What installs the libraries that some formats need."""


class ExportFormat(NamedTuple):
    """One format."""

    name: str
    what: str
    """A few words for people."""
    suffix: str
    module: str
    """What writes it, below this package."""
    function: str = "as_printed"
    is_text: bool = True
    """Whether it may go to a terminal; else it is written to a file where no place is named."""
    is_page: bool = True
    """Whether it is written from the page as it is read; else from fields, which a page of the library has none of."""
    takes_notes: bool = True
    """Whether it has a place for what a reader wrote beside a briefing."""
    has_marking: bool = True
    """Whether it has a place for the marking of the file itself."""
    has_comments: bool = False
    """Whether that stands beside the passages; else it is told in a list at the end."""
    needs: str = ""
    """The library that it takes, from the extra."""

    @property
    def is_at_hand(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    def write(self, printout: Printout) -> PrintedFile:
        """Make the file."""
        if self.is_page and printout.is_book:
            from tui.export.book import as_book

            printout = as_book(printout)
        if self.is_page and not self.has_comments and printout.notes:
            from tui.export.notes import with_notes

            printout = with_notes(printout)
        module = import_module(f"tui.export.{self.module}")
        make: Callable[[Printout], PrintedFile] = getattr(module, self.function)
        return make(printout)


FORMATS = {
    one.name: one
    for one in (
        ExportFormat("docx", "a Word document", ".docx", "word", is_text=False, has_comments=True, needs="docx"),
        ExportFormat("pdf", "a PDF", ".pdf", "pdf", is_text=False, needs="typst"),
        ExportFormat("html", "a web page of one file", ".html", "html"),
        ExportFormat("md", "Markdown with footnotes", ".md", "markdown"),
        ExportFormat("txt", "plain text", ".txt", "text"),
        ExportFormat("eml", "a message to be sent by a mail program", ".eml", "mail"),
        ExportFormat("json", "JSON", ".json", "data", "rendered_json", is_page=False),
        ExportFormat("yaml", "an editable briefing", ".yaml", "data", "rendered_yaml", is_page=False, takes_notes=False),
        ExportFormat("stix", "a STIX 2.1 bundle", ".stix.json", "stix", is_page=False),
        ExportFormat(
            "csv", "a table of judgments, actions, facts, events and sources", ".csv", "table", is_page=False, has_marking=False
        ),
    )
}
