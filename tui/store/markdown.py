"""Markdown files: where the front matter ends, and which heading is the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui.model.briefing import Prose
from tui.model.text import fold

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[>#|]|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:[-*_][ \t]*){3,}$|<)|    |\t")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_PLAIN_MARKS = re.compile(r"(\*\*|__|\*|`+|~~)(?=\S)(.+?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class _Heading:
    line: int
    """Index of its first line."""
    lines: int
    level: int
    markdown: str

    @property
    def plain(self) -> str:
        """Its text without the marks of Markdown."""
        text = _LINK.sub(r"\1", self.markdown)
        previous = ""
        while previous != text:
            previous, text = text, _PLAIN_MARKS.sub(r"\2", text)
        return " ".join(_ESCAPE.sub(r"\1", text).split())

    @property
    def says_more(self) -> bool:
        """Whether its Markdown holds something that its plain text does not: an address, a citation, HTML."""
        return any(sign in self.markdown for sign in ("](", "[", "<", "&", "{"))


@dataclass(frozen=True)
class MarkdownFile:
    """The front matter of a file and the text after it."""

    front_matter: str
    """YAML, without its `---` lines; "" where there is none."""
    front_line: int
    """Line of its first line, from 1."""
    body: str
    body_line: int
    """Line of the first line of `body`, from 1."""

    def whole(self, text: str) -> MarkdownFile:
        """The same file read as if it had no front matter."""
        return MarkdownFile("", 1, text, 1)

    def titled(self, given: str) -> tuple[str, Prose]:
        """The title and the body that remains.

        The first heading is the title where the front matter gives none. It is taken out of the
        body where it would only say the same again; its line stays, empty, so that lines count on.
        """
        lines = self.body.split("\n")
        headings = _headings(lines)
        title = given
        if headings:
            first = headings[0]
            title = given or first.plain
            alone = first.level == 1 or all(other.level > first.level for other in headings[1:])
            if alone and not first.says_more and fold(first.plain).strip() == fold(title).strip():
                lines[first.line : first.line + first.lines] = [""] * first.lines
        skipped = 0
        while skipped < len(lines) and not lines[skipped].strip():
            skipped += 1
        text = "\n".join(lines[skipped:]).rstrip()
        return title, Prose(text, self.body_line + skipped, 1) if text else Prose()


def _headings(lines: list[str]) -> list[_Heading]:
    """The headings outside fences; enough of them to know whether the first stands above all others."""
    found: list[_Heading] = []
    fence = ""
    paragraph = -1
    for index, line in enumerate(lines):
        opened = _FENCE.match(line)
        if fence:
            if opened and opened.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if opened:
            fence, paragraph = opened.group(1), -1
            continue
        if not line.strip():
            paragraph = -1
            continue
        atx = _ATX.fullmatch(line) if "#" in line else None
        setext = _SETEXT.fullmatch(line) if paragraph >= 0 else None
        if atx:
            if (atx.group(2) or "").strip():
                found.append(_Heading(index, 1, len(atx.group(1)), atx.group(2).strip()))
            paragraph = -1
        elif setext:
            text = " ".join(part.strip() for part in lines[paragraph:index])
            found.append(_Heading(paragraph, index - paragraph + 1, 1 if setext.group(1)[0] == "=" else 2, text))
            paragraph = -1
        elif paragraph < 0 and not _NO_PARAGRAPH.match(line):
            paragraph = index
        if len(found) > 1 and (found[0].level == 1 or found[-1].level <= found[0].level):
            break
    return found


def split_markdown(text: str) -> MarkdownFile:
    """Tell front matter from text.

    YAML stands between two lines `---`, the second one may be `...`; blank lines may stand before
    it. TOML between lines `+++` becomes a code block, line for line.
    """
    start = 0
    lines = text.split("\n", 1)
    blank = re.match(r"(?:[ \t]*\n)*", text)
    start = blank.end() if blank else 0
    first_line = text.count("\n", 0, start) + 1
    lines = text[start:].split("\n", 1)
    opener = lines[0].rstrip()
    if opener == "---" and len(lines) == 2:
        closing = re.search(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", lines[1], re.M)
        if closing:
            front = lines[1][: closing.start()]
            body = lines[1][closing.end() :]
            return MarkdownFile(front or "\n", first_line + 1, body, first_line + 2 + front.count("\n"))
    if opener == "+++" and len(lines) == 2:
        closing = re.search(r"^\+\+\+[ \t]*$", lines[1], re.M)
        if closing:
            longest = max((len(run) for run in re.findall("`{3,}", lines[1][: closing.start()])), default=2)
            fence = "`" * (longest + 1)
            body = f"{fence}toml\n{lines[1][: closing.start()]}{fence}{lines[1][closing.end() :]}"
            return MarkdownFile("", 1, body, first_line)
    return MarkdownFile("", 1, text, 1)


def unread_front_matter(text: str) -> str:
    """What looks like front matter that `split_markdown` does not read as such: TOML, or YAML without its second line `---`."""
    start = text.lstrip()
    if start.startswith("+++"):
        return start.partition("\n+++")[0]
    return re.split(r"\n[ \t]*\n", start, maxsplit=1)[0] if start.startswith("---") else ""
