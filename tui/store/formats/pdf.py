"""PDFs: their text in the order in which it is read, headings, tables, and the page of each passage as a citation of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tui.model.counted import counted
from tui.model.part_path import OWN_SOURCE
from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, Unread

MOST_PAGES = 5_000
_LONGEST_TITLE = 300
_EDGE = 2
"""Lines at the head and the foot of a page that may repeat on others."""

_WORD = re.compile(r"[^\W_]+")
_HEADING = re.compile(r"#{1,6} +(.+)")
_MOMENT = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_EMPTY = re.compile(r"(?m)^```(?:text)?\n\s*^```$")
_LINKED = re.compile(r"\[(?=\[|[@^])")
"""What a text of a stranger would be taken for a link, a citation or a note by."""

_FEW_WORDS = 3
"""Words of a page that holds only a picture: a number, a stamp."""

_MISSING = 0.05


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    if b"%PDF-" not in data[:1_024]:
        raise NotOfThisFormat
    yield FilePart("", data, lambda: _rendition(data, file))


def _pages_of(data: bytes) -> Any:
    from liteparse import LiteParse, ParseError

    reader = LiteParse(
        ocr_enabled=False,
        output_format="markdown",
        image_mode="off",
        num_workers=1,
        quiet=True,
        max_pages=MOST_PAGES,
        continue_on_page_error=True,
        extract_document_metadata=True,
    )
    try:
        return reader.parse(data)
    except ParseError as error:
        if "password" in str(error):
            raise Unread("This file is a PDF, and it is encrypted.", "encrypted", "save it without a password") from None
        raise Unread("This file is a PDF, and it is damaged.") from None


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    read = _pages_of(data)
    made = Rendition(file)
    texts: list[str] = []
    edges: dict[str, str] = {}
    without: list[int] = []
    missing = words = 0
    for page in read.pages:
        plain = [line for raw in (page.text or "").split("\n") if (line := collapsed(raw))]
        text = _EMPTY.sub("", page.markdown or "").strip()
        made.handling += labels_in(plain)
        there, shown = _words(" ".join(plain)), _words(text)
        if sum(there.values()) <= _FEW_WORDS:
            without.append(page.page_num)
        for line in (*plain[:_EDGE], *plain[-_EDGE:]):
            if line not in text and not _words(line) <= shown:
                edges.setdefault(re.sub(r"\d+", "0", line), line)
                there -= _words(line)
        words += sum(there.values())
        missing += _lost(there - shown, shown - there)
        texts.append(_cited(_LINKED.sub(r"\\[", text), page.page_num) if read.num_pages > 1 else _LINKED.sub(r"\\[", text))
    _tell(made, read, without, missing / max(1, words))
    body = "\n\n".join(filter(None, texts))
    heading = _HEADING.match(body)
    title = clipped(re.sub(r"[*_`\\]", "", heading[1]), _LONGEST_TITLE) if heading else file.stem
    made.fields |= {"title": title, "body": body[heading.end() :].strip("\n") if heading else body}
    meta = read.doc_meta
    made.fields["date"] = _day(getattr(meta, "creation_date", None))
    changed = _day(getattr(meta, "mod_date", None))
    made.fields["updated"] = changed if changed != made.fields["date"] else ""
    made.losses["edges-left-out"] = len(edges)
    made.keep("heads and feet of pages", "\n".join(edges.values()))
    own_source(made, data, date=made.fields["date"], pages=f"1-{read.num_pages}" if read.num_pages > 1 else "1")
    return made


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _lost(missing: Counter[str], instead: Counter[str]) -> int:
    """How many words of a page are not in its text: the halves of one that was broken at the end of a line are there as one."""
    halves = {half for word in instead for at in range(1, min(len(word), 60)) for half in (word[:at], word[at:])}
    return sum(count for word, count in missing.items() if word not in halves)


def _cited(text: str, page: int) -> str:
    """The text of a page with the page behind its last paragraph, as a citation of the file."""
    if not text:
        return ""
    locator = f"[@{OWN_SOURCE}, p. {page}]"
    last = text.rpartition("\n\n")[2]
    on_line = not re.match(r"[#|>`~\-*+<]|\d+[.)] |    ", last) and "\n" not in last
    return f"{text} {locator}" if on_line else f"{text}\n\n{locator}"


def _tell(made: Rendition, read: Any, without: list[int], missing: float) -> None:
    if len(without) == len(read.pages):
        said = "This PDF holds no text: it is a scan, or a picture."
        made.problems.add("error", "no-text", said, suggestion="a program for text recognition makes a PDF with text of it")
    elif without:
        pages = ", ".join(map(str, without[:20])) + (", ..." if len(without) > 20 else "")
        message = f"{counted(len(without), 'page')} without text, perhaps scanned or a picture: {pages}."
        made.problems.add("warning", "no-text", message)
    elif missing > _MISSING:
        message = f"About {missing:.0%} of the words of this PDF are not in the text: look into the file where it matters."
        made.problems.add("warning", "words-missing", message)
    if len(read.pages) < (read.total_pages or 0) or read.page_errors:
        message = f"{read.total_pages} pages are in this file; {len(read.pages) - len(read.page_errors)} of them could be read."
        made.problems.add("warning", "pages-not-read", message)


def _day(moment: str | None) -> str:
    found = _MOMENT.match(moment or "")
    return "-".join(found.groups()) if found else ""
