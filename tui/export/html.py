"""A web page of one file: no script, nothing that is fetched, readable on a phone and on paper.

Sources: HTML Living Standard; WCAG 2.2 (1.3.1, 1.4.3, 1.4.10, 2.4.1); CSP Level 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tui.document.block import Block
from tui.document.document import Document
from tui.export.anchors import Anchors
from tui.export.inline_styles import inlined, without_dark
from tui.export.nesting import Begin, Container, Nested, nested
from tui.export.printout import (
    Mark,
    MarkingBegins,
    MarkingEnds,
    PrintedFile,
    Printout,
    SectionBegins,
    StyledText,
    stretches,
    styled_texts,
)
from tui.model.apparatus import TEXT
from tui.model.text import cleaned_line

STYLE = """
:root { color-scheme: light dark; --ink: #1b1d22; --paper: #fdfdfb; --quiet: #565b64; --line: #c9ccd1; --link: #0b4f9e;
  --lift: #f0f0ec; --head: #6b4a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #d9dbe0; --paper: #15171b; --quiet: #a3a8b1; --line: #3c4048;
  --link: #8fbdf5; --lift: #1f2228; --head: #e3bd7d; } }
* { box-sizing: border-box; }
html { font: 100%/1.55 Georgia, "Times New Roman", serif; color: var(--ink); background: var(--paper); }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
h1, h2, h3, h4, h5, h6 { font-family: system-ui, sans-serif; line-height: 1.25; margin: 2.2em 0 .6em; color: var(--head); }
h1 { font-size: 1.7rem; margin-top: 1rem; color: var(--ink); }
h2 { font-size: 1.25rem; } h3 { font-size: 1.1rem; } h4, h5, h6 { font-size: 1rem; }
a { color: var(--link); } a:focus-visible { outline: 2px solid; }
.handling { margin: 0; padding: .35rem 1rem; font: 700 .9rem/1.4 system-ui, sans-serif; text-align: center;
  color: var(--ink); background: var(--lift); border-block: 1px solid var(--line); }
.within { margin: 1.2rem 0; font: 700 .85rem system-ui, sans-serif; }
.meta, .quiet, nav { color: var(--quiet); font: .9rem/1.5 system-ui, sans-serif; } .meta { margin: .2rem 0; }
.banner { border: 2px solid; padding: .4rem .8rem; font-weight: 700; }
.lead { font-style: italic; } .bottom-line .lead { font-style: normal; font-size: 1.1rem; }
nav ol { list-style: none; padding: 0; margin: .5rem 0; } nav ol ol { padding-left: 1.2rem; margin: 0; } nav a { color: inherit; }
.entry { margin: 1rem 0; } .entry p, .tree p { margin: .15rem 0; } .entry .detail { padding-left: 1.2rem; }
.label { color: var(--quiet); font-weight: 600; margin-right: .5em; } .sign { color: var(--quiet); }
.tree { list-style: none; padding-left: 1.2rem; margin: .2rem 0; border-left: 1px solid var(--line); }
.bar { font-family: monospace; letter-spacing: -.05em; }
cite { font-style: normal; color: var(--quiet); font-size: .85em; }
table { border-collapse: collapse; font: .92rem/1.4 system-ui, sans-serif; }
.wide { margin: 1rem 0; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: start; vertical-align: top; }
.right { text-align: right; } .center { text-align: center; }
pre { white-space: pre-wrap; background: var(--lift); padding: .6rem; font-size: .85rem; } code { font-size: .9em; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
.briefing + .briefing { border-top: 3px double var(--line); margin-top: 3rem; }
@media print {
  @page { margin: 22mm 18mm; }
  html { background: none; color: #000; font-size: 10.5pt; } body { padding: 0; } main { max-width: none; }
  h1, h2, h3, h4 { color: #000; break-after: avoid; } .entry, tr { break-inside: avoid; }
  body { display: table; width: 100%; } main { display: table-row-group; }
  header.handling { display: table-header-group; break-inside: avoid; }
  footer.handling { display: table-footer-group; break-inside: avoid; }
  .handling span { display: block; padding: 0 0 5mm; color: #000; background: #fff; } footer.handling span { padding: 5mm 0 0; }
  .wide { overflow-x: visible; } .briefing + .briefing { break-before: page; border: 0; } nav, .skip { display: none; }
  a { color: inherit; text-decoration: none; }
}
"""
"""Contrast of every colour with its ground is 4.5 or more."""

WORTH_CONTENTS = 4
"""Sections of a briefing from which on it has a list of contents."""

_FROM_THE_RIGHT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from the right."""

_INLINE = (("strong", "strong"), ("emphasis", "em"), ("strike", "s"), ("inserted", "ins"), ("deleted", "del"), ("code", "code"))
_QUIET = ("muted", "meta", "planned", "former", "date", "guide")


SKIP = '<a class="skip" href="#content">Skip to the text</a>\n'


def as_printed(printout: Printout) -> PrintedFile:
    """The page."""
    return PrintedFile("".join(_page(printout, STYLE, SKIP)).encode())


def as_message(printout: Printout) -> str:
    """The page for mail programs, which drop style sheets and have keys of their own: light, its styles in its elements."""
    style = without_dark(STYLE)
    return inlined("".join(_page(printout, style, "")), style)


def _page(printout: Printout, style: str, skip: str) -> Iterator[str]:
    said = escape(str(printout.marking))
    own = escape(cleaned_line(printout.title))
    title = f"{escape(printout.marking.label)} {own}".strip()
    language = next((document.briefing.lang for document in printout.documents if document.briefing.lang), "en")
    direction = ' dir="rtl"' if language.partition("-")[0].lower() in _FROM_THE_RIGHT else ""
    yield f'<!DOCTYPE html>\n<html lang="{escape(language)}"{direction}>\n<head>\n<meta charset="utf-8">\n'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    yield skip
    yield f'<header class="handling"><span>{said}</span></header>\n' if said else "<header></header>\n"
    anchors = Anchors(printout)
    yield '<main id="content">\n'
    if printout.is_book:
        yield f'<h1>{own}</h1>\n<p class="meta">As of {escape(printout.as_of)}</p>\n'
    for sentence in printout.left_out:
        yield f'<p class="meta">{escape(sentence)}</p>\n'
    yield from _contents(printout, anchors)
    for number, document in enumerate(printout.documents):
        yield from _Writer(document, number, anchors, printout).article()
    yield "</main>\n"
    yield f'<footer class="handling"><span>{said}</span></footer>\n' if said else "<footer></footer>\n"
    yield "</body>\n</html>\n"


def _contents(printout: Printout, anchors: Anchors) -> Iterator[str]:
    """Of a book its briefings, of a briefing its sections."""
    named: list[tuple[str, str, str]] = []
    for number, document in enumerate(printout.documents):
        if printout.is_book:
            marking = str(document.briefing.effective_marking)
            named.append((anchors.of_section(number, document.sections[0].id), document.sections[0].title, marking))
        elif not printout.parts:
            for section in document.sections[1:]:
                title = f"{section.number} {section.title}".strip()
                named.append((anchors.of_section(number, section.id), title, str(section.handling)))
    if len(named) < WORTH_CONTENTS and not printout.is_book:
        return
    yield '<nav aria-label="Contents">\n<ol>\n'
    for name, title, marking in named:
        yield f'<li><a href="#{name}">{escape(title)}</a>{escape(f" ({marking})") if marking else ""}</li>\n'
    yield "</ol>\n</nav>\n"


class _Writer:
    """Writes one document."""

    def __init__(self, document: Document, number: int, anchors: Anchors, printout: Printout) -> None:
        self._document = document
        self._number = number
        self._anchors = anchors
        self._printout = printout
        self._deeper = 1 if printout.is_book else 0
        self._named: set[str] = set()
        self._closing: list[str] = []
        """Ends of the entry and of the branches of a tree that are open."""
        self._depth = 0
        self._level = 1 + self._deeper
        self._open = ""
        """The element of the section that is open."""
        self._whole = "article" if printout.is_book else "div"

    def article(self) -> Iterator[str]:
        marking = self._document.briefing.effective_marking
        yield f'<{self._whole} class="briefing">\n'
        if self._deeper and marking:
            yield self._within(str(marking))
        for event in stretches(self._document):
            yield from self._blocks(event) if isinstance(event, list) else self._mark(event)
        if self._open:
            yield f"</{self._open}>\n"
        if self._deeper and marking:
            yield self._within(f"End of {marking}")
        yield f"</{self._whole}>\n"

    def _mark(self, event: Mark) -> Iterator[str]:
        if isinstance(event, SectionBegins):
            if self._open:
                yield f"</{self._open}>\n"
            # What has the title is no part of what it is the title of.
            self._open = "section" if event.section.index and event.section.id != TEXT else "div"
            name = self._anchors.of_section(self._number, event.section.id)
            kind = ' class="bottom-line"' if event.section.id == "~bottom-line" else ""
            yield f'<{self._open} id="{name}"{kind}>\n'
        elif isinstance(event, MarkingBegins):
            yield self._within(event.marking)
        elif isinstance(event, MarkingEnds):
            yield self._within(f"End of {event.marking}")

    def _within(self, words: str) -> str:
        return f'<p class="within">[{escape(words)}]</p>\n'

    def _blocks(self, blocks: list[Block]) -> Iterator[str]:
        for event in nested(blocks):
            yield from self._nested(event)
        yield from self._end_entry()

    def _nested(self, event: Nested) -> Iterator[str]:
        if isinstance(event, Block):
            yield from self._block(event)
            return
        yield from self._end_entry()
        begins = isinstance(event, Begin)
        yield _begun(event.container) if begins else _ended(event.container)

    def _block(self, block: Block) -> Iterator[str]:
        if block.kind not in ("detail", "tree"):
            yield from self._end_entry()
        inner = self._inline(block)
        match block.kind:
            case "title":
                yield self._heading(1 + self._deeper, inner)
            case "heading":
                # No level is skipped, whatever an author has skipped.
                self._level = min(block.level + 1 + self._deeper, self._level + 1, 6)
                yield self._heading(self._level, inner)
            case "meta":
                yield f'<p class="meta">{inner}</p>\n'
            case "banner":
                yield f'<p class="banner" role="note">{inner}</p>\n'
            case "item":
                yield f"{inner}\n"
            case "code":
                yield f"<pre><code>{inner}</code></pre>\n"
            case "rule":
                yield "<hr>\n"
            case "table" if block.table is not None:
                yield self._table(block)
            case "row":
                yield f'<div class="entry"{self._name(block)}>\n<p>{self._sign(block)}{inner}</p>\n'
                self._closing.append("</div>\n")
            case "detail":
                yield f'<p class="detail"{self._name(block)}>{self._sign(block)}{inner}</p>\n'
            case "tree":
                yield from self._branch(block, inner)
            case _:
                look = "lead" if "lead" in block.role.split(" ") else "quiet" if "muted" in block.role.split(" ") else ""
                yield f"<p{f' class={chr(34)}{look}{chr(34)}' if look else ''}{self._name(block)}>{inner}</p>\n"

    def _heading(self, level: int, inner: str) -> str:
        self._level = level
        return f"<h{level}>{inner}</h{level}>\n"

    def _name(self, block: Block) -> str:
        """An id for the first block of an entry or a footnote."""
        if not block.about or block.about in self._named:
            return ""
        self._named.add(block.about)
        name = self._anchors.of_thing(self._number, block.about)
        return f' id="{name}"' if name else ""

    def _sign(self, block: Block) -> str:
        sign = block.first.strip()
        return f'<span class="sign" aria-hidden="true">{escape(sign)}</span> ' if sign else ""

    def _branch(self, block: Block, inner: str) -> Iterator[str]:
        sign = block.first.strip(" │")
        depth = (len(block.first) // 3 if sign else 0) + 1
        goes_on = not sign and block.first and self._depth
        if goes_on:
            yield f'<p class="quiet">{inner}</p>\n'
            return
        while self._depth > depth:
            yield self._closing.pop()
            self._depth -= 1
        if self._depth == depth:
            yield f"</li>\n<li{self._name(block)}><p>{inner}</p>\n"
            return
        while self._depth < depth:
            self._depth += 1
            self._closing.append("</li>\n</ul>\n")
            yield '<ul class="tree">\n<li>' if self._depth < depth else f'<ul class="tree">\n<li{self._name(block)}>'
        yield f"<p>{inner}</p>\n"

    def _end_entry(self) -> Iterator[str]:
        while self._closing:
            yield self._closing.pop()
        self._depth = 0

    def _table(self, block: Block) -> str:
        assert block.table is not None
        # What may be wider than a phone is scrolled by keys too.
        lines = ['<div class="wide" role="group" aria-label="Table" tabindex="0">\n<table>\n']
        for number, row in enumerate(block.table.rows):
            is_head = number < block.table.heads
            cells = []
            for column, (start, end) in enumerate(row):
                align = block.table.align[column] if column < len(block.table.align) else "left"
                look = f' class="{align}"' if align != "left" else ""
                tag = "th" if is_head else "td"
                scope = ' scope="col"' if is_head else ""
                cells.append(f"<{tag}{scope}{look}>{self._inline(block, start, end)}</{tag}>")
            lines.append(f"<tr>{''.join(cells)}</tr>\n")
        return "".join([*lines, "</table>\n</div>\n"])

    def _inline(self, block: Block, start: int = 0, end: int | None = None) -> str:
        found: list[str] = []
        if block.label_end and not start:
            found.append(f'<span class="label">{self._run(block, 0, block.label_end)}</span>')
            start = block.label_end
        return "".join([*found, self._run(block, start, end)])

    def _run(self, block: Block, start: int, end: int | None) -> str:
        return "".join([self._piece(piece, block.kind) for piece in styled_texts(block, start, end)])

    def _piece(self, piece: StyledText, kind: str) -> str:
        text, is_meta = escape(piece.text), kind == "meta"
        if kind == "code":
            return text
        text = text.replace("\n", "<br>\n")
        if piece.has("guide", "likelihood") and not any(map(str.isalnum, piece.text)):
            return f'<span class="bar" aria-hidden="true">{text}</span>'
        for role, tag in _INLINE:
            if piece.has(role):
                text = f"<{tag}>{text}</{tag}>"
        if piece.has("cite"):
            text = f"<cite>{text}</cite>"
        elif piece.has("term"):
            text = f"<dfn>{text}</dfn>"
        elif piece.has(*_QUIET) and not is_meta:
            text = f'<span class="quiet">{text}</span>'
        address = self._anchors.address(self._number, piece.target) if piece.target else ""
        if address and not piece.has("image"):
            rel = ' rel="noreferrer noopener"' if not address.startswith("#") else ""
            return f'<a href="{escape(address)}"{rel}>{text}</a>'
        return text


def _begun(container: Container) -> str:
    if container.kind == "quote":
        return "<blockquote>\n"
    if container.kind == "item":
        return "<li>"
    start = f' start="{container.number}"' if container.number > 1 else ""
    return f"<ol{start}>\n" if container.number else "<ul>\n"


def _ended(container: Container) -> str:
    if container.kind == "quote":
        return "</blockquote>\n"
    if container.kind == "item":
        return "</li>\n"
    return "</ol>\n" if container.number else "</ul>\n"
