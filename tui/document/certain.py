"""Markdown of which it is certain without the parser what it shows: paragraphs, and in them citations, stress and plain links.

That is most of what people write. Parsing it takes twenty times as long, and 80 modules before the first text. A test holds
both against each other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tui.document.block import Block, Role, Span
from tui.model.late_pattern import late_pattern

_NO_PARAGRAPH = late_pattern(r"\n(?:(?<=  \n)| {4}|[ \t]+\n| {0,3}(?:[\t#>|<+\-=~:]|\*(?=[ \t\n]|\Z|\*[ \t\n*]|\*\Z)|```|\d+[.)]))")
"""What a text, with a line end before it, has that holds anything but paragraphs, or a line that ends by itself; what is defined in
one has `]:`. This expression and the next begin with the sign that they are about, so that a text is passed over fast."""

_SIGNED = late_pattern(
    r"\[(?<![!\[\]\\]\[)(?:@(?P<cited>\w+(?:; ?@\w+)*)\](?![(\[:])"
    r"|(?P<words>\w(?:[\w ,.'-]*[\w.'])?)\]"
    r"\((?P<address>https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[\w./-]*)?(?:\?\w[\w=.-]*)?(?:#\w[\w.-]*)?)\))"
    r"|\*(?<![^\s(]\*)(?P<second>\*?)(?P<stressed>\w(?:[\w ,'-]*\w)?)\*(?P=second)(?![^\s.,;:)])",
    re.ASCII,  # What stands beside a sign decides what it is, and of other scripts that takes more to say.
)
_ODD_BLANK = late_pattern(r"[^\S \t\n]")
_MAY_MARK = late_pattern(r"&(?=[#A-Za-z])|\[(?!\w+\](?![(\[:]))")


def certain_inline(text: str) -> tuple[str, tuple[Span, ...]] | None:
    """The plain text and the spans of one paragraph, where they are certain; None where they are not.

    Args:
        text: Markdown that is one paragraph, cleaned, in which nothing is defined.
    """
    if not text.isascii() and (_ODD_BLANK.search(text) or ("\n" in text and max(text) >= "\u2e80")):
        # Other blanks stay where they are, and no blank is made of the end of a line in Chinese or Japanese.
        return None
    text = " ".join(text.split())
    if "[" not in text and "*" not in text:
        return None if _is_marked(text) else (text, ())
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for found in _SIGNED.finditer(text):
        between = text[at : found.start()]
        if _is_marked(between) or (spans and not between):
            return None
        kind, at = found.lastgroup, found.end()
        length += len(between)
        pieces.append(between)
        if kind == "cited":
            sources = found["cited"].replace(" ", "").replace("@", "").split(";")
            for number, source in enumerate(sources):
                shown = f"{'; ' if number else '['}{source}{']' if number + 1 == len(sources) else ''}"
                spans.append(Span(length, length + len(shown), "cite", f"@{source}"))
                length += len(shown)
                pieces.append(shown)
            continue
        shown, role, target = (
            (found["words"], "link", found["address"])
            if kind == "address"
            else (found["stressed"], "strong" if found["second"] else "emphasis", "")
        )
        spans.append(Span(length, length + len(shown), role, target))
        length += len(shown)
        pieces.append(shown)
    rest = text[at:]
    if _is_marked(rest):
        return None
    return "".join([*pieces, rest]), tuple(spans)


def _is_marked(text: str) -> bool:
    """Whether anything in a text may be markup. Most texts have none of these signs, and an expression looks at every character."""
    if "*" in text or "`" in text or "_" in text or "\\" in text or "<" in text or "~" in text or "://" in text:
        return True
    return ("[" in text or "&" in text) and _MAY_MARK.search(text) is not None


class Paragraph(NamedTuple):
    """A paragraph of a text."""

    line: int
    """Of the text, from 0."""
    text: str
    spans: tuple[Span, ...]


def certain_paragraphs(text: str) -> list[Paragraph] | None:
    """The paragraphs of a Markdown text, cleaned, where it is certain that it holds nothing else; None where it is not."""
    if "]:" in text or _NO_PARAGRAPH.search(f"\n{text}"):
        return None
    found: list[Paragraph] = []
    line = 0
    for paragraph in text.split("\n\n"):
        made = certain_inline(paragraph)
        if made is None:
            return None
        if made[0]:
            found.append(Paragraph(line + len(paragraph) - len(paragraph.lstrip("\n")), *made))
        line += paragraph.count("\n") + 2
    return found


def certain_blocks(text: str, *, section: int = 0, line: int = 0, step: int = 0, role: Role = "body") -> list[Block] | None:
    """The same as blocks; arguments as of `tui.document.markdown.parse_markdown`."""
    found = certain_paragraphs(text)
    if found is None:
        return None
    first = line and step
    return [Block("paragraph", one.text, one.spans, section, line + first * one.line, role) for one in found]
