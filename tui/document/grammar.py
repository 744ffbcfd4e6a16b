"""The Markdown parser: CommonMark, tables, strikethrough and footnotes of markdown-it, and rules of our own.

Own rules: citations `[@id, locator; @id]`, links `[[target#section|label]]`, footnote references that
know the footnotes of the whole text, cells beyond a table's headings, and source shown where nesting
goes too deep, so that nothing is dropped. Raw HTML is not parsed: it stays text.
"""

from __future__ import annotations

import re
from collections import ChainMap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tui.document.references import NO_REFERENCES, References, normal_label
from tui.model.text import cleaned

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

DEEPEST = 96
"""Block nesting at which text is shown as source; below markdown-it's own limit, past which it drops text."""

MOST_OPEN = 60
"""Brackets open at once in a paragraph past which it is shown as source: each costs a look ahead to the paragraph's end."""

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = frozenset(";/?:@&=+$,#%")
"""Characters that stay escaped, since they would mean something else (as in markdown-it)."""

_BRACKETS = re.compile(r"[\[\]]+")
_CITATION = re.compile(r"\[(@[^\s\[\]@;,`]+(?:,[^\[\]@;`]*)?(?:;\s*@[^\s\[\]@;,`]+(?:,[^\[\]@;`]*)?)*)\]")
_PLACE = re.compile(r"\[\[([^\[\]|#`\\]*)(?:#([^\[\]|`\\]*))?(?:\\?\|([^\[\]`]*))?\]\]")


def environment(references: References = NO_REFERENCES) -> dict[str, Any]:
    """What markdown-it carries through one parse: definitions found on the way do not change `references`."""
    return {"references": ChainMap({}, references.links), "notes": references.notes}  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser; made once."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote.index import footnote_def

    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 100, "inline_definitions": True, "store_labels": True})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_block", "html_inline"])
    block = markdown.block.ruler
    block.at("table", _table_with_all_cells, {"alt": ["paragraph", "reference"]})
    block.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    block.before("table", "too_deep", _too_deep)
    markdown.core.ruler.at("inline", _inline_or_source)
    inline = markdown.inline.ruler
    inline.at("entity", _reference)
    inline.before("link", "citation", _citation)
    inline.before("link", "place", _place)
    inline.before("link", "note", _note)
    markdown.normalizeLinkText = shown_address  # type: ignore[method-assign,assignment]
    return markdown


def _reference(state: StateInline, silent: bool) -> bool:
    """A character reference; what it stands for is cleaned at once, before it is joined with the text beside it."""
    from markdown_it.rules_inline.entity import entity

    before = len(state.tokens)
    if not entity(state, silent):
        return False
    for token in state.tokens[before:]:
        token.content = cleaned(token.content)
    return True


def shown_address(url: str) -> str:
    """An address as text: escapes of letters decoded, those of anything that cannot be seen left as they are written."""
    from contextlib import suppress

    import mdurl
    from markdown_it import _punycode

    parsed = mdurl.parse(url, slashes_denote_host=True)
    if parsed.hostname and parsed.protocol in (None, "http:", "https:", "mailto:"):
        with suppress(Exception):
            parsed = parsed._replace(hostname=_punycode.to_unicode(parsed.hostname))
    return without_escapes(mdurl.format(parsed))


def without_escapes(address: str) -> str:
    """Percent-escapes decoded where they are UTF-8 for what can be seen and has no meaning in an address."""
    return _ESCAPES.sub(_decoded, address)


def _decoded(match: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(match.group().replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match.group()
    written = iter(re.findall("%..", match.group()))
    shown = []
    for char in text:
        escape = "".join(next(written) for _ in char.encode("utf-8"))
        shown.append(char if char.isprintable() and char not in _RESERVED else escape)
    return "".join(shown)


def _inline_or_source(state: StateCore) -> None:
    """Parse the inline text of every block, but leave what is a bomb of brackets as it is."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if token.content.count("[") > MOST_OPEN and _most_open(token.content) > MOST_OPEN:
            token.children.append(Token("text", "", 0, content=token.content))
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _most_open(text: str) -> int:
    """How many brackets are open at once, at most."""
    depth = most = 0
    for match in _BRACKETS.finditer(text):
        for bracket in match.group():
            depth = depth + 1 if bracket == "[" else max(0, depth - 1)
            most = max(most, depth)
    return most


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take everything that is nested too deep as source."""
    if silent or state.level < DEEPEST:
        return False
    line = start
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    line = max(line, start + 1)
    token = state.push("source", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False)
    token.map = [start, line]
    state.line = line
    return True


def _table_with_all_cells(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's table, with the cells that a row has beyond the headings, which it drops."""
    from markdown_it.rules_block.table import escapedSplit, table

    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if silent:
        return True
    made = state.tokens[before:]
    columns = sum(token.type == "th_open" for token in made)
    extra: list[str] = []
    kept: list[Token] = []
    row: list[int] = [start, start + 1]
    for token in made:
        if token.type == "tr_open" and token.map:
            row = token.map
            begin, stop = state.bMarks[row[0]] + state.tShift[row[0]], state.eMarks[row[0]]
            if state.src.count("|", begin, stop) >= columns:
                cells = escapedSplit(state.src[begin:stop].strip())
                cells = cells[1:] if cells and cells[0] == "" else cells
                cells = cells[:-1] if cells and cells[-1] == "" else cells
                extra = cells[columns:]
        elif token.type == "tr_close":
            for cell in extra:
                kept += _cell(cell.strip(), row)
            extra = []
        kept.append(token)
    state.tokens[before:] = kept
    return True


def _cell(content: str, row: list[int]) -> list[Token]:
    from markdown_it.token import Token

    inline = Token("inline", "", 0, map=row, content=content, children=[])
    return [Token("td_open", "td", 1), inline, Token("td_close", "td", -1)]


def _citation(state: StateInline, silent: bool) -> bool:
    """`[@id(, locator)?(; @id...)*]`; not where Markdown itself has a link of that text."""
    if not state.src.startswith("[@", state.pos):
        return False
    match = _CITATION.match(state.src, state.pos, state.posMax)
    if match is None or _is_link_text(state, match):
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match.group(1)
    state.pos = match.end()
    return True


def _place(state: StateInline, silent: bool) -> bool:
    r"""`[[target(#section)?(|label)?]]`, in a table cell with `\|`."""
    if not state.src.startswith("[[", state.pos):
        return False
    match = _PLACE.match(state.src, state.pos, state.posMax)
    if match is None or _is_link_text(state, match):
        return False
    target, section, label = (" ".join((part or "").split()) for part in match.groups())
    if not target and not section:
        return False
    if not silent:
        token = state.push("place", "", 0)
        token.meta = {"target": target, "section": section, "label": label}
    state.pos = match.end()
    return True


def _is_link_text(state: StateInline, match: re.Match[str]) -> bool:
    """Whether what matched is the text of an inline link, or the label of a link definition."""
    if state.src.startswith("(", match.end()):
        return True
    links = state.env.get("references")
    return links is not None and normal_label(match.group().removeprefix("[").removesuffix("]").strip("[]")) in links


def _note(state: StateInline, silent: bool) -> bool:
    """`[^label]`, where such a footnote is defined anywhere in the text."""
    source, start = state.src, state.pos
    if not source.startswith("[^", start):
        return False
    end = source.find("]", start + 2, state.posMax)
    if end < 0 or end == start + 2:
        return False
    label = source[start + 2 : end]
    if label not in state.env["notes"] and ":" + label not in state.env.get("footnotes", {}).get("refs", ()):
        return False
    if not silent:
        token = state.push("note", "", 0)
        token.content = label
    state.pos = end + 1
    return True
