"""Blocks of raw HTML in Markdown (CommonMark 4.6): where they end, so that nothing inside is taken for Markdown."""

from __future__ import annotations

import re

from tui.document.references import BLANK_LINE

_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|"
    "figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|"
    "noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_TAG = r"[A-Za-z][\w-]*"
_ATTRIBUTE = r"[A-Za-z_:][\w.:-]*(?:=(?:[^ \t\n\"'=<>`]+|'[^'\n]*'|\"[^\"\n]*\"))?"
_START = re.compile(
    r"<(?:(?P<text>(?:pre|script|style|textarea)(?=[\s>]|\Z))|(?P<comment>!--)|(?P<processing>\?)|(?P<cdata>!\[CDATA\[)"
    rf"|(?P<declaration>![A-Za-z])|(?P<block>/?(?:{_NAMES})(?=\s|/?>|\Z))"
    rf"|(?P<tag>(?:/{_TAG}|{_TAG}(?:[ \t]+{_ATTRIBUTE})*[ \t]*/?)>[ \t]*(?=\n|\Z)))",
    re.I,
)
_ENDS = {
    "text": re.compile(r"</(?:pre|script|style|textarea)>", re.I),
    "comment": re.compile("-->"),
    "processing": re.compile(r"\?>"),
    "cdata": re.compile(r"\]\]>"),
    "declaration": re.compile(">"),
}


def html_end(text: str, start: int, *, interrupts: bool) -> int:
    """Where a block of raw HTML ends that begins at `start`; -1 where none does.

    Args:
        text: with `<` at `start`, at most three blanks from the start of its line.
        start: offset.
        interrupts: whether a paragraph stands directly above, which only some blocks end.

    Returns:
        The offset of the end of its last line.
    """
    begun = _START.match(text, start)
    if begun is None or (interrupts and begun.lastgroup == "tag"):
        return -1
    close = _ENDS.get(begun.lastgroup or "")
    if close is None:
        blank = BLANK_LINE.search(text, start)
        return blank.start() if blank else len(text.rstrip("\n"))
    ending = close.search(text, begun.end() if begun.lastgroup != "comment" else start + 2)
    end = text.find("\n", ending.end()) if ending else -1
    return end if end >= 0 else len(text)
