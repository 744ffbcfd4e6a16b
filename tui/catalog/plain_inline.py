"""The text of a paragraph, an item or a cell of Markdown, where all of its markup is of a kind that cannot be taken for another."""

from __future__ import annotations

import re
from collections.abc import Callable

from tui.document.source_blocks import References
from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned

Label = Callable[[str], str | None]
"""The words for the target of a link between things, such as `[[usfj]]`; None to show the target itself."""


def has_markup_signs(text: str) -> bool:
    """Whether a text has any of the signs that markup within a line begins with. An expression takes ten times as long to look."""
    if "*" in text or "[" in text or "`" in text or "_" in text or "&" in text:
        return True
    return "<" in text or "|" in text or "~" in text or "\\" in text


_INLINE = late_pattern(
    r"`(?<!``)(?P<code>[^`]{1,2000})`(?!`)"
    r"|\\(?:(?P<escaped>[!-/:-@\[-`{-~])|(?P<ended>\n))"
    r"|\[(?<!!\[)(?:"
    r"(?P<cited>@[^\s\[\]@;,`\\]+(?:,[^\[\]@;`\\]*)?(?:;\s*@[^\s\[\]@;,`\\]+(?:,[^\[\]@;`\\]*)?)*)\](?!\()"
    r"|\^(?P<note>[\w-]{1,200})\](?![\[(:])"
    r"|\[(?P<target>[^\[\]|#`\\\n]{0,400})(?:#(?P<section>[^\[\]|`\\\n]{0,400}))?(?:\|(?P<label>[^\[\]`\\\n]{0,400}))?\]\](?![\[(:])"
    r"|(?P<words>(?:[^\[\]`\\<&~]|\\[!-/:-@\[-`{-~]|&(?![#\w])|`(?<!``)[^`\[\]\\]{1,400}`(?!`)){1,2000})\]"
    r"\((?:<(?=[^\s<>\\][^<>\\\n]{0,2000}>)(?![jJ]ava|[vV]b|[fF]ile|[dD]ata)(?:[^<>\\\n&]|&(?=\w+=))+>"
    r"|(?![jJ]ava|[vV]b|[fF]ile|[dD]ata)(?:[^\s()<>\\&]|&(?=\w+=)|\([^\s()<>\\&]{0,200}\)){1,2000})"
    r"(?:[ \t]+\"(?P<title>[^\"\\&\n*_~`]{0,500})\")?\)"
    r"|(?P<sic>[^\[\]`\\*_<&~!@^]{0,400})\](?![\[(:]))"
    r"|<(?:(?P<break>[Bb][Rr])[ \t]*/?|(?P<address>https?://[a-z0-9./?=#-]{1,1000}))>"
    r"|&(?:#(?P<number>1[6-9]\d|[2-9]\d\d|[1-9]\d{3,4})|(?P<entity>[A-Za-z][A-Za-z0-9]{1,31}));"
)
_CODE = late_pattern(r"`([^`]*)`")
_ESCAPED = late_pattern(r"\\(.)")
_EMPHASIS = late_pattern(
    r"([*_])(?:(?<![^\s].)|(?<=\(.)(?=[*_]{0,2}[^\W_]))(?P<more>\1{0,2})(?=[^\s*_])(?P<inner>[^*_~]{0,4000}?[^\s*_~])"
    r"(?:(?<=[^\W_])\1(?P=more)(?![\w*])|\1(?P=more)(?=\s|\Z))"
)
"""Emphasis whose signs can only open and only close (CommonMark 6.2)."""
_LEFT = late_pattern(r"[`\[]|<(?=[A-Za-z][A-Za-z0-9+.-]*:|[^\s<>]{1,100}@|[Bb][Rr])|&(?=#|[A-Za-z]\w*;)|~~|\\\n")
_LOOSE_STARS = late_pattern(r"\*(?<!\*\*)\**(?:(?=\S)|(?<=\S\*)|(?<=\S\*\*)|(?<=\S\*\*\*)|(?<=\*\*\*\*))")
_LOOSE_LINES = late_pattern(r"(?<!\w)_+(?!_|\s|\Z)|(?<=[^\W_])_+(?!_)(?=\W|\Z)|(?<=[^\w\s])_+(?!_)(?=\s|\Z)")
_STAND_INS = [(chr(0xFDD0 + place), sign) for place, sign in enumerate("*_`[]<&~\\!|")]
"""Noncharacters for signs that stand for themselves, in code and behind a backslash, until the others are gone."""
_EDGE = "\ufdef"  # where markup was, which is neither space nor letter
_LITERAL = {ord(sign): stand_in for stand_in, sign in _STAND_INS}


def plain_inline(part: str, label: Label, references: References) -> str | None:
    """The text of one paragraph, where it is sure what it is."""
    if not has_markup_signs(part):
        return part
    if "[" in part or "`" in part or "\\" in part or "<" in part or "&" in part:
        if references.links and ("[@" in part or "[[" in part):
            return None
        part = _INLINE.sub(_words(label, references), part)
    if _LEFT.search(part):
        return None
    if "*" in part or "_" in part:
        part, emphasised = _EMPHASIS.subn(r"\g<inner>", part)
        if emphasised and ("*" in part or "_" in part):
            part = _EMPHASIS.sub(r"\g<inner>", part)
        if ("*" in part and len(_LOOSE_STARS.findall(part)) > (not emphasised)) or ("_" in part and _LOOSE_LINES.search(part)):
            return None
    if part.isascii():
        return part
    part = part.replace(_EDGE, "")
    for stand_in, sign in _STAND_INS:
        part = part.replace(stand_in, sign)
    return part


def _words(label: Label, references: References) -> Callable[[re.Match[str]], str]:
    def words(found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind == "escaped":
            return found[kind].translate(_LITERAL)
        if kind == "break":
            return " "
        if kind == "ended":
            return f"{_EDGE} "
        if kind in ("words", "title"):
            shown, title = found["words"], found["title"]
            if "`" in shown:
                shown = _CODE.sub(lambda code: code[1].translate(_LITERAL), shown)
            if "\\" in shown:
                shown = _ESCAPED.sub(lambda sign: sign[1].translate(_LITERAL), shown)
            if "*" in shown or "_" in shown:
                shown = _EMPHASIS.sub(r"\g<inner>", shown)
            return f"{_EDGE}{shown} ({title}){_EDGE}" if title else f"{_EDGE}{shown}{_EDGE}"
        if kind == "code" or kind == "address":
            shown = found[kind]
        elif kind == "number":
            shown = cleaned(chr(int(found[kind])))
        elif kind == "entity":
            from html.entities import html5

            shown = cleaned(html5.get(f"{found[kind]};", found.group()))
        elif kind == "cited":
            shown = f"[{'; '.join(map(_source, filter(str.strip, found[kind].split(';'))))}]"
        elif kind == "note" or kind == "sic":
            shown = f"[{'^' if kind == 'note' and found[kind] not in references.notes else ''}{found[kind]}]"
        else:
            shown = _place(found, label)
        return f"{_EDGE}{shown.translate(_LITERAL)}{_EDGE}"

    return words


def _source(cited: str) -> str:
    """A source and where in it, as in `tui.document.inline`."""
    source, _, locator = cited.strip().partition(",")
    return source.strip().removeprefix("@") + (f", {locator.strip()}" if locator.strip() else "")


def _place(found: re.Match[str], label: Label) -> str:
    """The words of a link between things, as in `tui.document.inline`."""
    target, section, own = (" ".join((found[part] or "").split()) for part in ("target", "section", "label"))
    if not target and not section:
        return found.group()
    leads_to = f"#{section}" if not target else f"[[{target}#{section}]]" if section else f"[[{target}]]"
    return own or label(leads_to) or (f"{target} § {section}" if target and section else target or section)
