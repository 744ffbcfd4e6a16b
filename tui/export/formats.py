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
    needs: str = ""
    """The library that it takes, from the extra."""

    @property
    def is_at_hand(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    def write(self, printout: Printout) -> PrintedFile:
        """Make the file."""
        module = import_module(f"tui.export.{self.module}")
        make: Callable[[Printout], PrintedFile] = getattr(module, self.function)
        return make(printout)


FORMATS = {
    one.name: one
    for one in (
        ExportFormat("docx", "a Word document", ".docx", "word", is_text=False, needs="docx"),
        ExportFormat("pdf", "a PDF", ".pdf", "pdf", is_text=False, needs="typst"),
        ExportFormat("html", "a web page of one file", ".html", "html"),
        ExportFormat("md", "Markdown with footnotes", ".md", "markdown"),
        ExportFormat("txt", "plain text", ".txt", "text"),
        ExportFormat("eml", "a message to be sent by a mail program", ".eml", "mail"),
        ExportFormat("json", "JSON", ".json", "data", "rendered_json"),
        ExportFormat("yaml", "an editable briefing", ".yaml", "data", "rendered_yaml"),
        ExportFormat("stix", "a STIX 2.1 bundle", ".stix.json", "stix"),
        ExportFormat("csv", "a table of judgments, actions, facts, events and sources", ".csv", "table"),
    )
}
