"""Saved web pages: their article, or the whole page, as Markdown, and what they say of themselves in their heads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tui.model.text import clipped, collapsed, fold
from tui.store.encodings import unicode_of
from tui.store.formats.article import article_of
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in_markdown
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import MOST_NODES, Element, TooManyNodes, tree_of
from tui.store.formats.moments import edtf_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition
from tui.store.source_text import source_text

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,200}encoding=[\"']([\w.-]{2,40})", re.I
)

_LONGEST_TITLE = 300
_ADDRESS = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
"""A link, of which the words are kept."""

_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3})(\S[^\n*]*?)\1")


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one page of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file)
    fill(made, page_text(data, made), file.stem)
    own_source(made, data, url=made.fields.get("url", "") or "", date=made.fields.get("date", ""))
    made.fields.pop("url", None)
    return made


def page_text(data: bytes, made: Rendition) -> str:
    """The text of a page: in UTF-8 where it is that, else as it says itself, else as it probably is."""
    if unicode_of(data) is None:
        try:
            data.decode()
        except UnicodeDecodeError:
            found = _CHARSET.search(data[:4_096])
            named = (found[1] or found[2]).decode("ascii").lower() if found else ""
            try:
                text = data.decode("cp1252" if named in ("iso-8859-1", "latin1") else named or "utf-8")
            except (LookupError, UnicodeDecodeError):
                pass
            else:
                made.problems.add("info", "other-encoding", f"The page is read as {named.upper()}, as it says itself.")
                return text
    return source_text(data, made.problems)


def fill(made: Rendition, text: str, otherwise: str) -> None:
    """Fill a rendition with a page: title, text, date, authors, labels; its address stands under `url` then.

    Args:
        made: with what is known already, which wins.
        text: of the page.
        otherwise: its title, where it has none.
    """
    try:
        root = tree_of(text)
    except TooManyNodes:
        raise NotOfThisFormat(
            f"This page holds more than {MOST_NODES:,} elements, which is more than is read; it is shown as it stands."
        ) from None
    head = _Head(root)
    body = markdown_of(root, losses := Counter[str](), head.address)
    made.handling += labels_in_markdown(body)
    body, losses = _article(made, root, head, body, losses)
    made.losses += losses
    known = {
        "title": head.title or clipped(otherwise, _LONGEST_TITLE),
        "date": head.date("published"),
        "updated": head.date("modified"),
        "authors": head.authors,
        "producer": head.site,
        "lang": head.lang,
        "url": head.address,
    }
    for name, value in known.items():
        if value and not made.fields.get(name):
            made.fields[name] = value
    made.fields["body"] = _without_title(body, made.fields["title"])
    if head.description and fold(head.description) not in fold(body):
        made.keep("description", head.description)


_DATES = {
    "published": (
        "datePublished",
        ("article:published_time", "datepublished", "dc.date", "dcterms.created", "dcterms.issued", "citation_date", "date"),
    ),
    "modified": ("dateModified", ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified")),
}
"""Where the dates of a page stand: in JSON-LD, and in its head."""


class _Head:
    """What a page says of itself."""

    def __init__(self, root: Element) -> None:
        self.lang = ""
        self._titles: list[str] = []
        self._headings: list[str] = []
        self._said: dict[str, list[str]] = {}
        self._article: dict[str, Any] = {}
        for element in root.walk():
            tag = element.tag
            if tag == "html":
                self.lang = self.lang or element.get("lang") or element.get("xml:lang")
            elif tag == "title":
                self._titles.append(collapsed("".join(child for child in element.children if isinstance(child, str))))
            elif tag == "h1":
                self._headings.append(collapsed(element.text()))
            elif tag == "meta":
                name = (element.get("property") or element.get("name") or element.get("itemprop")).lower()
                if name and element.get("content").strip():
                    self._said.setdefault(name, []).append(collapsed(element.get("content")))
            elif tag == "link" and element.get("rel").lower() == "canonical":
                self._said.setdefault("og:url", []).append(element.get("href"))
            elif tag == "script" and element.get("type").lower() == "application/ld+json" and not self._article:
                self._article = _article_in("".join(child for child in element.children if isinstance(child, str)))

    def _first(self, *names: str) -> str:
        return next((self._said[name][0] for name in names if name in self._said), "")

    @property
    def title(self) -> str:
        headings = [heading for heading in self._headings if heading and len(heading) <= _LONGEST_TITLE]
        named = _text(self._article.get("headline")) or self._first("og:title", "dc.title", "citation_title", "twitter:title")
        whole = next((title for title in self._titles if title), "")
        if len(headings) == 1 and (not (named or whole) or fold(headings[0]) in fold(named or whole)):
            return headings[0]
        return clipped(named or whole or next(iter(headings), ""), _LONGEST_TITLE)

    def date(self, which: str) -> str:
        """When it was `published` or `modified`."""
        key, names = _DATES[which]
        return edtf_of(_text(self._article.get(key))) or edtf_of(self._first(*names))

    @property
    def authors(self) -> list[str]:
        given = self._article.get("author")
        people = given if isinstance(given, list) else [given]
        named = [_text(one.get("name") if isinstance(one, dict) else one) for one in people[:50]]
        found = [name for name in named if name] or self._said.get("author", []) or self._said.get("dc.creator", [])
        return [name for name in dict.fromkeys(found) if not name.startswith(("http://", "https://"))]

    @property
    def site(self) -> str:
        publisher = self._article.get("publisher")
        named = _text(publisher.get("name")) if isinstance(publisher, dict) else ""
        return self._first("og:site_name", "application-name") or named

    @property
    def address(self) -> str:
        found = self._first("og:url")
        return found if found.startswith(("http://", "https://")) else ""

    @property
    def description(self) -> str:
        return self._first("description", "og:description", "dc.description")


def _article(made: Rendition, root: Element, head: _Head, whole: str, losses: Counter[str]) -> tuple[str, Counter[str]]:
    """The article of a page and what was lost of it, where it has one; what stands around it is kept."""
    found = article_of(root)
    if found is None:
        return whole, losses
    body = markdown_of(found, own := Counter[str](), head.address)
    begins = " ".join(fold(head.description).split()[:6])
    plain, said = (" ".join(fold(_ADDRESS.sub(r"\1", text)).split()) for text in (whole, body))
    named = [word for word in fold(head.title).split() if len(word) > 3]
    if begins in plain and begins not in said and sum(word in said for word in named) < len(named) / 3:
        return whole, losses
    taken = set(body.split("\n"))
    rest = [line for line in whole.split("\n") if line.strip() and line not in taken]
    own["around-the-article"] = len(rest)
    said = _EMPHASIS.sub(r"\2", _ADDRESS.sub(r"\1", "\n".join(rest)))
    made.keep("around the article", re.sub(r"(?m)^#{1,6} |\\(?=[^\w\s])", "", said))
    return body, own


def _article_in(text: str) -> dict[str, Any]:
    """The article that JSON-LD tells of; empty where there is none."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return {}
    for _ in range(1_000):
        if not waiting:
            break
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if "headline" in one or "datePublished" in one:
                return one
            waiting += [held for held in one.values() if isinstance(held, list | dict)]
    return {}


def _text(value: object) -> str:
    return collapsed(value) if isinstance(value, str) else ""


def _without_title(body: str, title: str) -> str:
    """The text without a heading at its beginning that only says the title again; headings below it keep their level."""
    first, _, rest = body.partition("\n")
    said = fold(re.sub(r"[\\*_`#]", "", first)).strip()
    if re.match(r"#{1,6} ", first) and said == fold(re.sub(r"[\\*_`#]", "", title)).strip():
        return rest.strip("\n")
    return body
