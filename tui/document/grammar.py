"""The Markdown parser: CommonMark, tables, strikethrough and footnotes of markdown-it, and rules of our own.

Own rules: citations `[@id, locator; @id]`, links `[[target#section|label]]`, footnote references that
know the footnotes of the whole text, cells beyond a table's headings, and source shown where nesting
goes too deep, so that nothing is dropped. Raw HTML is not parsed: it stays text, but for `<br>`, and so does what stands
in a block of it.
"""

from __future__ import annotations

import re
from collections import ChainMap
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tui.document.source_blocks import CITED, NO_REFERENCES, References, normal_label
from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

DEEPEST = 60
"""Block nesting at which text is shown as source; below markdown-it's own limit, past which it drops text."""

STEPS, STEPS_MORE = 4, 2_000
"""Steps that looking for the ends of brackets may take in one paragraph, for each character and beyond that. A bracket that
is open costs a look ahead to the paragraph's end; once the steps are used up, brackets stay as they were written."""

_ESCAPES = late_pattern(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = frozenset(";/?:@&=+$,#%")
"""Characters that stay escaped, since they would mean something else (as in markdown-it)."""

WIDE, MOST_MADE_UP = 100, 10_000
"""Columns of a table, and cells that its rows lack, past which it may be a bomb, and is one and is shown as source."""

_DELIMITERS = late_pattern(r"[ \t>]*[|:-][|: \t-]*-")
_CITATION = late_pattern(r"\[(@[^\s\[\]@;,`]+(?:,[^\[\]@;`]*)?(?:;\s*@[^\s\[\]@;,`]+(?:,[^\[\]@;`]*)?)*)\]")
_BREAK = late_pattern(r"<br[ \t]*/?>[ \t]*\n?[ \t]*", re.IGNORECASE)
_PLACE = late_pattern(r"\[\[([^\[\]|#`\\]*)(?:#([^\[\]|`\\]*))?(?:\\?\|([^\[\]`]*))?\]\]")


def environment(references: References = NO_REFERENCES) -> dict[str, Any]:
    """What markdown-it carries through one parse: definitions found on the way do not change `references`."""
    return {"references": ChainMap({}, references.links), "notes": references.notes}  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser; made once, and ready to be used by several threads at once."""
    from markdown_it import MarkdownIt
    from markdown_it.helpers import parseLinkDestination, parseLinkTitle
    from mdit_py_plugins.footnote.index import footnote_def

    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 100, "inline_definitions": True, "store_labels": True})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_inline"])
    block = markdown.block.ruler
    block.at("table", _table_with_all_cells, {"alt": ["paragraph", "reference"]})
    block.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    block.before("table", "too_deep", _too_deep)
    markdown.core.ruler.at("inline", _inline)
    helpers = SimpleNamespace(parseLinkLabel=_label_end, parseLinkDestination=parseLinkDestination, parseLinkTitle=parseLinkTitle)
    markdown.helpers = helpers  # type: ignore[assignment]
    inline = markdown.inline.ruler
    inline.at("entity", _reference)
    inline.at("image", _image)
    inline.before("autolink", "line_break", _line_break)
    inline.before("link", "citation", _citation)
    inline.before("link", "place", _place)
    inline.before("link", "note", _note)
    markdown.normalizeLinkText = shown_address  # type: ignore[method-assign,assignment]
    # Each makes its table of rules when it is first asked for them, and a second thread would get one that is half full.
    for ruler in (markdown.core.ruler, block, inline, markdown.inline.ruler2):
        ruler.getRules()
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
    written = match.group()
    shown, at = [], 0
    # A byte that is not UTF-8 becomes half a surrogate pair, which cannot be printed.
    for char in bytes.fromhex(written.replace("%", "")).decode("utf-8", "surrogateescape"):
        end = at + 3 * len(char.encode("utf-8", "surrogateescape"))
        shown.append(char if char.isprintable() and char not in _RESERVED else written[at:end])
        at = end
    return "".join(shown)


def _inline(state: StateCore) -> None:
    """Parse the inline text of every block, in steps that are counted."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            state.env["steps"] = STEPS * len(token.content) + STEPS_MORE
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _label_end(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """markdown-it's search for the bracket that closes the one at `start`, for as long as there are steps left."""
    if state.env["steps"] <= 0:
        return -1
    source, before, level = state.src, state.pos, 1
    disable_nested = disable_nested and state.env.get("image") != start
    end = -1
    state.pos = start + 1
    while state.pos < state.posMax:
        state.env["steps"] -= 1
        sign, position = source[state.pos], state.pos
        if sign == "]":
            level -= 1
            if level == 0:
                end = position
                break
        state.md.inline.skipToken(state)
        if sign == "[":
            if position == state.pos - 1:
                level += 1
            elif disable_nested:
                break
    state.pos = before
    return end


def _image(state: StateInline, silent: bool) -> bool:
    """An image: what would be a link after its sign. Its text is parsed once, where it stands, and not at each level."""
    from markdown_it.rules_inline import link

    opening, first = state.pos, len(state.tokens)
    if not state.src.startswith("![", opening):
        return False
    state.env["image"] = state.pos = opening + 1
    if not link(state, silent):
        state.pos = opening
        return False
    if not silent:
        made = next(token for token in state.tokens[first:] if token.type == "link_open")
        made.type, state.tokens[-1].type = "image_open", "image_close"
    return True


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

    if not silent and (line := _beyond_all_bounds(state, start, end)):
        token = state.push("source", "", 0)
        token.content = state.getLines(start, line, state.blkIndent, False)
        token.map = [start, line]
        state.line = line
        return True
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


def _beyond_all_bounds(state: StateBlock, start: int, end: int) -> int:
    """The line after what may be a table in which nearly all cells would be made up: a long head over many short rows; else 0."""
    columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
    if columns < WIDE or not _DELIMITERS.match(state.src, state.bMarks[start + 1] if start + 1 < end else len(state.src)):
        return 0
    line = start
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    length = state.eMarks[line - 1] - state.bMarks[start]
    return line if columns * (line - start) > 2 * length + MOST_MADE_UP else 0


def _cell(content: str, row: list[int]) -> list[Token]:
    from markdown_it.token import Token

    inline = Token("inline", "", 0, map=row, content=content, children=[])
    return [Token("td_open", "td", 1), inline, Token("td_close", "td", -1)]


def _line_break(state: StateInline, silent: bool) -> bool:
    """`<br>`, the one tag of HTML that is understood: in a cell of a table there is no other way to begin a line."""
    match = _BREAK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


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
    match = CITED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    label = match.group(1)
    if label not in state.env["notes"] and ":" + label not in state.env.get("footnotes", {}).get("refs", ()):
        return False
    if not silent:
        token = state.push("note", "", 0)
        token.content = label
    state.pos = match.end()
    return True


def link_definitions(texts: list[str]) -> dict[str, dict[str, Any]]:
    """What texts define links to be, by label as in `References`; none where the parser fails over them."""
    env = environment()
    markdown = parser()
    try:
        markdown.block.parse("\n\n".join(texts), markdown, env, [])
    except (RecursionError, ValueError, LookupError, RuntimeError, TypeError):
        return {}
    return dict(env["references"])
