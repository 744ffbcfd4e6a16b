"""Documents to be written, and what is in the files that were."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from tui.document.compose import compose
from tui.document.document import Document
from tui.export.printout import Printout, printed_marking
from tui.model.handling import NO_CEILING, Ceiling
from tui.store.read import read_file, read_text
from tui.store.withholding import within

SAMPLES = sorted((Path(__file__).parents[2] / "briefings").glob("*.yaml"))

VOID = {"meta", "br", "hr"}


def printout_of(path: Path, ceiling: Ceiling = NO_CEILING) -> Printout:
    briefing = within(read_file(path), ceiling)
    assert briefing is not None
    return printed(compose(briefing))


def printed(*documents: Document, **changes: object) -> Printout:
    made = Printout(documents, documents[0].sections[0].title, printed_marking(documents))
    return made._replace(**changes)  # type: ignore[arg-type]


def read_again(written: bytes, suffix: str) -> str:
    """The text of a file as the program's own reader finds it."""
    briefing = read_text(written, name=f"again{suffix}")
    return "\n".join(block.text for part in compose(briefing).parts for block in part.blocks)


def unpacked(name: str, written: bytes) -> bytes:
    """All that a file holds: what is packed in it unpacked, what is drawn as text."""
    if name == "eml":
        message = email.message_from_bytes(written, policy=email.policy.default)
        parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        return str(message["Subject"]).encode() + b"\n".join(part for part in parts if isinstance(part, bytes))
    if name == "docx":
        package = zipfile.ZipFile(io.BytesIO(written))
        return b"\n".join([entry.filename.encode() + package.read(entry) for entry in package.infolist()])
    if name == "pdf":
        return written + read_again(written, ".pdf").encode()
    return written


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def words_shown(document: Document) -> Counter[str]:
    """The words of a document's blocks."""
    found: Counter[str] = Counter()
    for part in document.parts:
        for block in part.blocks:
            found += words_of(block.text)
    return found


class Page(HTMLParser):
    """A page of HTML, held to what a browser need not mend."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.text.append(data)
