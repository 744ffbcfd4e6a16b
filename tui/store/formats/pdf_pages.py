"""Reads the pages of a PDF: some at once, and single ones again in another way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tui.store.formats.pdf_furniture import Furniture
from tui.store.formats.rendition import Unread

MOST_PAGES = 5_000
PAGES_AT_ONCE = 250
"""Pages that are held in memory: each takes half a megabyte."""

_FEW = 6
"""Pages of which too few repeat anything to know their furniture: those at the end have that of the ones before."""

PATIENCE = 20.0
"""Seconds in which pages are read a second time."""


def _reader(**options: Any) -> Any:
    from liteparse import LiteParse

    return LiteParse(
        ocr_enabled=False,
        output_format="markdown",
        image_mode="off",
        num_workers=1,
        quiet=True,
        max_pages=MOST_PAGES,
        continue_on_page_error=True,
        extract_form_fields=True,
        **options,
    )


def pages_from(data: bytes, first: int) -> Any:
    """As many pages of a file as are held at once, from one on.

    Raises:
        Unread: it is encrypted or damaged.
    """
    from liteparse import ParseError

    try:
        some = f"{first}-{first + PAGES_AT_ONCE - 1}"
        return _reader(extract_document_metadata=first == 1, target_pages=some).parse(data)
    except ParseError as error:
        if "password" in str(error):
            raise Unread("This file is a PDF, and it is encrypted.", "encrypted", "save it without a password") from None
        raise Unread("This file is a PDF, and it is damaged.") from None


def all_pages(first: Any, data: bytes, seen: Counter[str]) -> Iterator[tuple[Any, Furniture]]:
    """The pages of a file, each with the furniture of those around it.

    Args:
        first: what `pages_from` gave for the first one.
        data: of the file.
        seen: is told how many `pages` there were, and how many `errors`.
    """
    for start in range(1, min(first.total_pages, MOST_PAGES) + 1, PAGES_AT_ONCE):
        some = pages_from(data, start) if start > 1 else first
        if start == 1 or len(some.pages) >= _FEW:
            furniture = Furniture(some.pages)
        seen["pages"] += len(some.pages)
        seen["errors"] += len(some.page_errors)
        while some.pages:
            # A page that was read takes no memory any more.
            yield some.pages.pop(0), furniture


class Again:
    """Reads single pages of a file once more, for as long as there is time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._until = time.monotonic() + PATIENCE
        self.ended_at = 0
        """The page from which on there was no time."""

    def read(self, page: Any, **options: Any) -> Any:
        """A page read in another way; None where that fails or takes too long."""
        from liteparse import ParseError

        if time.monotonic() > self._until:
            self.ended_at = self.ended_at or page.page_num
            return None
        try:
            pages = _reader(target_pages=str(page.page_num), **options).parse(self._data).pages
        except ParseError:
            return None
        return pages[0] if pages else None
