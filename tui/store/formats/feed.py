"""Feeds, RSS in all its versions, Atom, RDF and JSON Feed: one briefing an entry, and the feed is its series."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from tui.model.counted import counted
from tui.model.text import clipped, collapsed, fold
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import label_on, labels_in_markdown
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import MOST_NODES, Element, TooManyNodes, tree_of
from tui.store.formats.json_values import json_held
from tui.store.formats.markdown_writer import plain_paragraphs
from tui.store.formats.moments import edtf_of
from tui.store.formats.registry import as_utf_8, begins_json
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, part_key
from tui.store.formats.web_page import page_text

_ENTITY = re.compile(r"<!ENTITY\s", re.I)

_ENTRIES = frozenset(f"{prefix}{tag}" for prefix in ("", "atom:", "rss:", "a:") for tag in ("entry", "item"))
"""Tags of what is never within another one, so that one without an end is over where the next begins."""

_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "date", "created", "dcterms:created")
_UPDATED = ("updated", "modified", "dcterms:modified", "lastbuilddate")
_CONTENT = (
    *("content:encoded", "content", "fullitem", "xhtml:body", "body"),
    *("description", "summary", "abstract", "media:description"),
)
_KEPT = ("rights", "copyright", "dc:rights", "comments", "source", "georss:point", "itunes:duration")


class _Feed:
    """What holds for every entry of a feed."""

    def __init__(self, title: str, address: str, said: str, producer: str, lang: str, what: str) -> None:
        self.title = title
        self.address = address
        self.said = said
        self.producer = producer
        self.lang = lang
        self.what = what
        self.left_out = 0
        """Entries that say nothing."""

    def rendition(self, file: ForeignFile, title: str) -> Rendition:
        """One of its entries, before anything of it is known."""
        made = Rendition(file, title)
        made.fields |= {"series": self.title, "producer": self.producer, "lang": self.lang, "kind": "article"}
        return made

    def part(self, key: str, data: bytes, read: Callable[[], Rendition], *, is_first: bool) -> FilePart:
        """One of its entries; the first one tells of those that say nothing."""
        if not is_first or not self.left_out:
            return FilePart(key, data, read)

        def rendition() -> Rendition:
            made = read()
            self.tell_left_out(made)
            return made

        return FilePart(key, b"%b %d" % (data, self.left_out), rendition)

    def tell_left_out(self, made: Rendition) -> None:
        """Say how many entries say nothing."""
        one = self.left_out == 1
        said = f"{counted(self.left_out, 'entry', 'entries')} of this feed {'has' if one else 'have'} neither a title nor any words"
        made.problems.add("info", "empty-entries", f"{said}, and {'is' if one else 'are'} left out.")

    def finish(self, made: Rendition, data: bytes, address: str) -> Rendition:
        """Give an entry its labels and its source."""
        made.handling.append(label_on(made.fields["title"]))
        made.handling += labels_in_markdown(made.fields.get("body", ""))
        date = made.fields.get("date", "")
        own_source(made, data, publisher=self.title, url=address or self.address, date=date, type=self.what, note=self.said)
        return made


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The entries of a feed; a feed without any is a briefing itself."""
    if begins_json(as_utf_8(data)):
        yield from _of_json(data, file)
    else:
        yield from _of_xml(data, file)


def _of_xml(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    decoded = Rendition(file)
    text = page_text(data, decoded)
    if _ENTITY.search(text, 0, 10_000):
        raise NotOfThisFormat("This feed declares entities of its own, as bombs do, and is not read: it is shown as it stands.")
    try:
        root = tree_of(text, xml=True, never_within=_ENTRIES)
    except TooManyNodes:
        raise NotOfThisFormat(f"This feed holds more than {MOST_NODES:,} elements; it is shown as it stands.") from None
    elements = root.walk()
    head = next((one for one in elements if one.tag in ("channel", "feed") or one.tag.endswith(":feed")), None)
    if head is None:
        raise NotOfThisFormat
    feed = _Feed(
        _plain(head, "title"),
        _address(head),
        _plain(head, "description", "subtitle", "tagline"),
        _person(head) or _plain(head, "dc:publisher", "title"),
        _plain(head, "language", "dc:language") or _lang(elements),
        "feed",
    )
    found = [one for one in elements if one.tag in ("item", "entry") or one.tag.endswith((":entry", ":item"))]
    entries = [one for one in found if _says_something(one)]
    feed.left_out = len(found) - len(entries)
    if not entries:
        yield FilePart("", data, lambda: feed.finish(_empty(feed, file), data, ""))
    for number, entry in enumerate(entries):
        identity = _identity(entry)
        said = entry.text() + "".join(one.get("href") for one in entry.walk() if one.tag == "link")
        key = part_key(identity) if identity else part_key(_plain(entry, "title") or f"entry {number + 1}")
        read = partial(_entry, entry, feed, identity, file, decoded, said)
        yield feed.part(key, said.encode("utf-8", "replace"), read, is_first=not number)


_SAYING = ("href", "url", "src", "rdf:about", "term", "label")
"""Attributes that say something by themselves."""


def _says_something(entry: Element) -> bool:
    return any(
        (isinstance(child, str) and child.strip()) or (isinstance(child, Element) and any(map(child.get, _SAYING)))
        for one in entry.walk()
        for child in (one, *one.children)
    )


def _empty(feed: _Feed, file: ForeignFile) -> Rendition:
    made = feed.rendition(file, feed.title or file.name)
    made.fields["body"] = plain_paragraphs(feed.said)
    if feed.left_out:
        feed.tell_left_out(made)
    else:
        made.problems.add("info", "no-entries", "This feed holds no entries.")
    return made


def _entry(entry: Element, feed: _Feed, identity: str, file: ForeignFile, decoded: Rendition, said: str) -> Rendition:
    title = _plain(entry, "title", "dc:title", "media:title")
    made = feed.rendition(file, title)
    made.problems.extend(decoded.problems.sorted())
    address = _address(entry)
    written: list[str] = []
    for name in _CONTENT:
        for content in _called(entry, name)[:20]:
            text = _markdown(content, made, address or feed.address)
            if text and not any(_holds(other, text) for other in written):
                written.append(text)
    made.fields |= {
        "id": part_key(identity) if identity else "",
        "title": title or clipped(re.sub(r"[\\*#>]", "", written[0] if written else address or "Entry without a title"), 80),
        "date": next((date for name in _PUBLISHED if (date := edtf_of(_plain(entry, name)))), ""),
        "updated": next((date for name in _UPDATED if (date := edtf_of(_plain(entry, name)))), ""),
        "authors": list(dict.fromkeys(filter(None, (_name(one) for one in entry.children if isinstance(one, Element))))),
        "tags": _tags(entry),
        "body": written[0] if written else "",
    }
    if not made.fields["date"]:
        made.fields["date"] = made.fields.pop("updated")
    for text in written[1:]:
        made.keep("summary", re.sub(r"\\([^\w\s])", r"\1", text))
    for name in _KEPT:
        made.keep(name, _plain(entry, name))
    for one in entry.children:
        if isinstance(one, Element) and (one.tag == "enclosure" or (one.tag == "link" and one.get("rel") == "enclosure")):
            made.keep("enclosure", one.get("url") or one.get("href"))
    if identity and identity != address:
        made.keep("guid", identity)
    return feed.finish(made, said.encode("utf-8", "replace"), address)


_FEW_WORDS = 8
"""Words up to which a text is held by another one only whole; the last word of a longer one may be cut."""


def _holds(whole: str, part: str) -> bool:
    """Whether a text says what another one does, which may be cut off."""
    words, others = re.findall(r"\w+", fold(whole)), re.findall(r"\w+", fold(part))
    if len(others) > _FEW_WORDS:
        others = others[:-1]
    return words[: len(others)] == others


def _called(element: Element, name: str) -> list[Element]:
    """The children by a name, with or without the prefix of Atom."""
    names = {name} if ":" in name else {name, f"atom:{name}", f"rss:{name}", f"a:{name}"}
    found = [one for one in element.children if isinstance(one, Element)]
    if name.startswith("media:"):
        groups = [one for one in found if one.tag == "media:group"]
        found += [one for group in groups for one in group.children if isinstance(one, Element)]
    return [one for one in found if one.tag in names]


def _text_in(element: Element) -> str:
    """The text of an element, decoded where it says that it was sent in Base64."""
    text, kind = element.text(), element.get("type")
    if element.get("mode") == "base64" or ("/" in kind and not kind.startswith("text/") and not kind.endswith(("xml", "html"))):
        with suppress(ValueError):
            return b64decode("".join(text.split()), validate=True).decode()
    return text


_NO_MARKUP = ("text", "text/plain", "xhtml", "application/xhtml+xml")
"""Kinds of texts that hold no signs of HTML once they are read."""


def _plain(element: Element, *names: str) -> str:
    """The text of the first child by one of some names that has any, on one line and without markup."""
    for name in names:
        found = next(iter(_called(element, name)), None)
        if found is None:
            continue
        text = _text_in(found)
        if ("<" in text or "&" in text) and found.get("type") not in _NO_MARKUP:
            text = tree_of(text).text()
        if text.strip():
            return collapsed(text)
    return ""


def _markdown(element: Element, made: Rendition, base: str) -> str:
    if any(isinstance(child, Element) for child in element.children):
        for one in element.walk():
            one.tag = one.tag.rpartition(":")[2]
        return markdown_of(element, made.losses, base)
    text = _text_in(element)
    if element.get("type") == "text" and "<" not in text:
        return plain_paragraphs(text)
    return markdown_of(tree_of(text), made.losses, base)


def _address(element: Element) -> str:
    links = [one for one in element.children if isinstance(one, Element) and one.tag.rpartition(":")[2] == "link"]
    for one in links:
        if one.get("href") and one.get("rel") in ("", "alternate"):
            return one.get("href").strip()
        if not one.get("href") and one.text().strip().startswith(("http://", "https://")):
            return one.text().strip()
    guid = next(iter(_called(element, "guid")), None)
    if guid is not None and guid.get("ispermalink") != "false" and guid.text().strip().startswith(("http://", "https://")):
        return guid.text().strip()
    about = element.get("rdf:about")
    return about if about.startswith(("http://", "https://")) else ""


def _identity(entry: Element) -> str:
    return _plain(entry, "guid", "id", "dc:identifier") or entry.get("rdf:about").strip() or _address(entry)


def _name(element: Element) -> str:
    """Whom an element names as the author; "" where it is of another kind."""
    if element.tag.rpartition(":")[2] not in ("author", "creator", "contributor"):
        return ""
    named = _plain(element, "name") or _plain(element, "email") or collapsed(element.text())
    # RSS writes “address (name)”.
    found = re.fullmatch(r"\S+@\S+\s+\((.+)\)", named)
    return found[1] if found else named


def _person(head: Element) -> str:
    named = next((name for one in head.children if isinstance(one, Element) and (name := _name(one))), "")
    return named or _plain(head, "managingeditor", "itunes:author")


def _lang(elements: list[Element]) -> str:
    return next((one.get("xml:lang") for one in elements[:20] if one.get("xml:lang")), "")


def _tags(entry: Element) -> list[str]:
    found = []
    for one in entry.children:
        if isinstance(one, Element) and one.tag.rpartition(":")[2] in ("category", "subject", "keywords"):
            found.append(collapsed(one.get("label") or one.get("term") or one.text()))
    return [tag for tag in dict.fromkeys(found) if tag]


def _of_json(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    held = json_held(data)
    if not isinstance(held, dict) or not isinstance(held.get("items", []), list):
        raise NotOfThisFormat
    authors = held.get("authors") or [held.get("author")]
    producer = _author(authors[0]) if isinstance(authors, list) and authors else ""
    title, address = _string(held.get("title")), _string(held.get("home_page_url"))
    said, lang = _string(held.get("description")), _string(held.get("language"))
    feed = _Feed(title, address, said, producer or title, lang, "feed")
    found = [entry for entry in held.get("items", []) if isinstance(entry, dict)]
    entries = [
        entry for entry in found if any(_string(value) or (isinstance(value, list | dict) and value) for value in entry.values())
    ]
    feed.left_out = len(found) - len(entries)
    if not entries:
        yield FilePart("", data, lambda: feed.finish(_empty(feed, file), data, ""))
    for number, entry in enumerate(entries):
        identity = str(entry.get("id") or entry.get("url") or f"entry {number + 1}")
        own = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        yield feed.part(part_key(identity), own, partial(_json_entry, entry, feed, identity, file, own), is_first=not number)


def _string(value: object) -> str:
    return collapsed(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _author(value: object) -> str:
    return _string(value.get("name")) or _string(value.get("url")) if isinstance(value, dict) else _string(value)


def _json_entry(entry: dict[str, Any], feed: _Feed, identity: str, file: ForeignFile, said: bytes) -> Rendition:
    page, text, summary = entry.get("content_html"), entry.get("content_text"), _string(entry.get("summary"))
    address = _string(entry.get("url"))
    made = feed.rendition(file, _string(entry.get("title")) or clipped(_string(text) or summary or address or "Entry", 80))
    body = markdown_of(tree_of(page), made.losses, address or feed.address) if isinstance(page, str) else ""
    if not body:
        body = plain_paragraphs(text if isinstance(text, str) else summary)
    people = entry.get("authors") if isinstance(entry.get("authors"), list) else [entry.get("author")]
    tags = entry.get("tags")
    made.fields |= {
        "id": part_key(identity),
        "date": edtf_of(_string(entry.get("date_published"))) or edtf_of(_string(entry.get("date_modified"))),
        "updated": edtf_of(_string(entry.get("date_modified"))) if entry.get("date_published") else "",
        "authors": [name for one in people or () if (name := _author(one))],
        "tags": [_string(tag) for tag in tags] if isinstance(tags, list) else [],
        "lang": _string(entry.get("language")) or feed.lang,
        "body": body,
    }
    if summary and not _holds(body, summary):
        made.keep("summary", summary)
    attached = entry.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        made.keep("enclosure", _string(one.get("url")) if isinstance(one, dict) else "")
    made.keep("external_url", _string(entry.get("external_url")))
    made.keep("guid", identity if identity != address else "")
    return feed.finish(made, said, address)
