"""Org files (Emacs): headlines, lists, tables, blocks, notes; what is to be done becomes actions.

It is our own code since each line says what it is, while the libraries give a tree of headlines and leave the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.model.text import clipped, collapsed, fenced
from tui.store.formats import markdown_writer as write
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in
from tui.store.formats.moments import edtf_of
from tui.store.formats.org_line import OrgLine
from tui.store.formats.rendition import FilePart, ForeignFile, Rendition
from tui.store.source_text import source_text

_LONGEST_TITLE = 300
_MOST_ACTIONS = 2_000

_HEADLINE = re.compile(r"(\*+)[ \t]+(.*)")
_TAGS = re.compile(r"[ \t]+:([\w@#%:]{1,200}):[ \t]*$")
_PRIORITY = re.compile(r"\[#(\w{1,2})\][ \t]*")
_KEYWORD = re.compile(r"[ \t]*#\+(\w+(?:\[[^\]]*\])?):[ \t]*(.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)[ \t]*(\S*)", re.I)
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*$")
_PROPERTY = re.compile(r"[ \t]*:([\w+-]+):[ \t]+(.*)")
_PLANNED = re.compile(r"(SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[](\d{4}-\d\d-\d\d)[^>\]\n]{0,60}[>\]]")
_ITEM = re.compile(r"([ \t]*)([-+]|(?<=[ \t])\*|\d{1,9}[.)]|[A-Za-z][.)])[ \t]+(?:\[@\d+\][ \t]+)?(.*)")
_CHECK = re.compile(r"\[([ Xx-])\][ \t]+")
_TERM = re.compile(r"(.{1,200}?)[ \t]+::(?:[ \t]+|$)")
_NOTE = re.compile(r"\[fn:([\w-]{1,60})\][ \t]*(.*)")

_OPEN = ("TODO", "NEXT", "STARTED", "WAITING", "WAIT", "HOLD", "INPROGRESS")
_DONE = ("DONE",)
_DROPPED = ("CANCELLED", "CANCELED", "KILL", "DROPPED")

_EMACS_SETTINGS = """
options startup property setupfile include macro latex latex_header html_head html_head_extra attr_html attr_latex attr_org bind
priorities constants columns link tags exclude_tags select_tags results header name call export_file_name tblfm plot archive
category stat
"""
_SETTINGS = frozenset(_EMACS_SETTINGS.split())
"""The keywords that say something to Emacs alone."""


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file)
    lines = source_text(data, made.problems).expandtabs(8).split("\n")
    made.handling += labels_in(line.strip("#*+: ") for line in lines)
    reading = _Text(made, lines)
    body = reading.written()
    made.fields["title"] = clipped(reading.title or file.stem, _LONGEST_TITLE)
    made.fields |= {"actions": reading.actions, "body": body}
    made.fields["tags"] = list(dict.fromkeys(made.fields.get("tags", [])))
    own_source(made, data, date=made.fields.get("date", ""), author=", ".join(made.fields.get("authors", [])))
    return made


class _Text:
    """Goes through the lines of a file once."""

    def __init__(self, made: Rendition, lines: list[str]) -> None:
        self._made = made
        self._lines = lines
        self._at = 0
        self._ends_at = 0
        """The line, from the last one that was asked for, that ends a drawer or begins a headline."""
        self._words: dict[str, str] = {
            **dict.fromkeys(_OPEN, "open"),
            **dict.fromkeys(_DONE, "done"),
            **dict.fromkeys(_DROPPED, "dropped"),
        }
        """What is to be done, by the words that headlines begin with."""
        self._line = OrgLine()
        self._blocks: list[str] = []
        self._paragraph: list[str] = []
        self._under = ""
        """The headline that one is below."""
        self.title = ""
        self.actions: list[dict[str, str]] = []

    def written(self) -> str:
        """The Markdown of all of it."""
        while self._at < len(self._lines):
            self._next()
        self._end()
        return "\n\n".join([*filter(None, self._blocks), *self._line.notes()])

    def _end(self) -> None:
        """End a paragraph."""
        if self._paragraph:
            text = " ".join(" ".join(self._paragraph).split())
            self._blocks.append(write.escaped_start(self._line.markdown(text)))
            self._paragraph = []

    def _add(self, block: str) -> None:
        self._end()
        self._blocks.append(block)

    def _next(self) -> None:
        line = self._lines[self._at]
        self._at += 1
        stripped = line.strip()
        if not stripped:
            self._end()
        elif found := _HEADLINE.match(line):
            self._headline(len(found[1]), found[2])
        elif found := _BEGIN.match(line):
            self._block(found[1].lower(), found[2])
        elif found := _KEYWORD.match(line):
            self._keyword(found[1].partition("[")[0].lower(), found[2].strip())
        elif stripped == "#" or stripped.startswith("# "):
            self._end()
            self._made.losses["hidden-text-left-out"] += 1
        elif stripped == ":" or stripped.startswith(": "):
            self._add(fenced("\n".join(self._run(": ", line))))
        elif stripped.startswith("|"):
            self._table(line)
        elif (found := _DRAWER.match(line)) and self._has_end():
            self._drawer(found[1])
        elif _ITEM.match(line) and not self._paragraph:
            self._at -= 1
            self._list()
        elif found := _NOTE.match(line):
            self._end()
            self._line.note(found[1], " ".join([found[2], *self._rest()]))
        elif re.fullmatch(r"-{5,}", stripped):
            self._add("***")
        elif _PLANNED.match(stripped):
            self._end()
            self._made.keep(f"{self._under or 'file'}: planned", stripped)
        else:
            self._paragraph.append(stripped)

    def _rest(self) -> Iterator[str]:
        """The lines up to the next one that is empty or begins something."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip() or line[0] in "*#" or _NOTE.match(line):
                return
            self._at += 1
            yield line.strip()

    def _run(self, sign: str, first: str) -> Iterator[str]:
        """What stands behind a sign in lines that all begin with it."""
        line = first
        while True:
            yield line.strip().removeprefix(sign.strip()).removeprefix(" ")
            if self._at >= len(self._lines) or not (f"{self._lines[self._at].strip()} ").startswith(sign):
                return
            line = self._lines[self._at]
            self._at += 1

    def _has_end(self) -> bool:
        """Whether a drawer that begins here ends before the next headline."""
        at = max(self._at, self._ends_at)
        while at < len(self._lines) and self._lines[at][:1] != "*" and self._lines[at].strip().lower() != ":end:":
            at += 1
        self._ends_at = at
        return at < len(self._lines) and self._lines[at][:1] != "*"

    def _headline(self, level: int, text: str) -> None:
        self._end()
        tags = _TAGS.search(text)
        if tags:
            text = text[: tags.start()]
            self._made.fields.setdefault("tags", []).extend(tag for tag in tags[1].split(":") if tag)
        word, _, rest = text.partition(" ")
        status = self._words.get(word, "")
        said = _PRIORITY.sub("", rest if status else text, count=1).strip()
        planned = dict(_PLANNED.findall(self._lines[self._at])) if self._at < len(self._lines) else {}
        if planned:
            self._at += 1
        if status and len(self.actions) < _MOST_ACTIONS:
            due = planned.get("DEADLINE") or planned.get("SCHEDULED") or ""
            self.actions.append({"text": self._line.markdown(said or word), "status": status, "due": edtf_of(due)})
        self._under = collapsed(said)[:80]
        shown = self._line.markdown(f"{word} {said}" if status else said)
        self._blocks.append(f"{'#' * min(level, 6)} {shown or 'Without a title'}")
        if planned:
            self._blocks.append(" · ".join(f"{name.capitalize()} {day}" for name, day in planned.items()))

    def _keyword(self, name: str, value: str) -> None:
        if name in ("todo", "seq_todo", "typ_todo"):
            still, bar, done = value.partition("|")
            words = [re.sub(r"\(.*?\)", "", word) for word in still.split()]
            ends = [re.sub(r"\(.*?\)", "", word) for word in done.split()] if bar else [words.pop()] if words else []
            self._words |= dict.fromkeys(words, "open")
            self._words |= {word: self._words.get(word, "done") for word in ends}
        elif name == "caption":
            self._add(f"*{self._line.markdown(value)}*" if value else "")
        elif name == "title":
            self.title = collapsed(f"{self.title} {value}")
        elif name == "date":
            found = re.search(r"\d{4}-\d\d-\d\d", value)
            self._made.fields["date"] = edtf_of(found[0] if found else value)
        elif name == "author":
            self._made.fields.setdefault("authors", []).extend(filter(None, [value]))
        elif name in ("filetags", "keywords"):
            self._made.fields.setdefault("tags", []).extend(tag for tag in re.split(r"[:,\s]+", value) if tag)
        elif name == "language":
            self._made.fields["lang"] = value
        elif name not in _SETTINGS:
            self._made.keep(name, value)

    def _block(self, kind: str, language: str) -> None:
        self._end()
        end = f"#+end_{kind}"
        held: list[str] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            if line.strip().lower() == end:
                break
            held.append(line)
        if kind in ("src", "example", "export"):
            least = min((len(line) - len(line.lstrip()) for line in held if line.strip()), default=0)
            # A comma keeps Org from taking a line of an example for its own.
            text = "\n".join(re.sub(r"^,(?=[*,]|#\+)", "", line[least:].rstrip()) for line in held)
            known = language if kind == "src" and re.fullmatch(r"[\w+#-]{1,20}", language) else ""
            self._blocks.append(fenced(text, known) if text.strip() else "")
        elif kind == "comment":
            self._made.losses["hidden-text-left-out"] += 1
        elif kind == "verse":
            self._blocks.append(
                "\\\n".join(write.escaped_start(self._line.markdown(line.strip())) for line in held if line.strip())
            )
        else:
            inner = self._of(held)
            self._blocks.append(
                "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if kind == "quote" and inner else inner
            )

    def _of(self, lines: list[str]) -> str:
        """The Markdown of what stands in a block."""
        outer = self._lines, self._at, self._blocks, self._ends_at
        self._lines, self._at, self._blocks, self._ends_at = lines, 0, [], 0
        # A headline within a block is none, and no block is within another.
        while self._at < len(self._lines):
            self._lines[self._at] = re.sub(r"^(?=\*+ |[ \t]*#\+begin_)", ",", self._lines[self._at], flags=re.I)
            self._next()
        self._end()
        inner = "\n\n".join(filter(None, self._blocks))
        self._lines, self._at, self._blocks, self._ends_at = outer
        return inner

    def _drawer(self, name: str) -> None:
        self._end()
        held: list[str] = []
        while (line := self._lines[self._at].strip()).lower() != ":end:":
            held.append(line)
            self._at += 1
        self._at += 1
        for line in held:
            found = _PROPERTY.match(line) if name.lower() == "properties" else None
            if found and not self._under and found[1].lower() == "id":
                self._made.keep("id", found[2])
            elif found:
                self._made.keep(f"{self._under or 'file'}: {found[1].lower()}", found[2])
        if name.lower() != "properties":
            self._made.keep(f"{self._under or 'file'}: {name.lower()}", "\n".join(held))

    def _table(self, first: str) -> None:
        rows: list[list[str]] = []
        line = first
        while True:
            stripped = line.strip()
            if not stripped.startswith("|-"):
                cells = stripped.removeprefix("|").removesuffix("|").split("|")
                rows.append([self._line.markdown(cell.strip()) for cell in cells])
            if self._at >= len(self._lines) or not self._lines[self._at].strip().startswith("|"):
                break
            line = self._lines[self._at]
            self._at += 1
        self._add(write.markdown_table(rows))

    def _list(self) -> None:
        """A list up to two empty lines or a line that is less indented than its items."""
        self._end()
        written: list[str] = []
        levels: list[tuple[int, int]] = []
        """Of the items that are open: their indent, and that of what is in them in Markdown."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            indent = len(line) - len(line.lstrip())
            found = None if _HEADLINE.match(line) else _ITEM.match(line)
            if found:
                levels = [level for level in levels if level[0] < indent]
                sign = "- " if found[2] in "-+*" else f"{found[2].rstrip('.)')}. " if found[2][0].isdigit() else "1. "
                beside = levels[-1][1] if levels else 0
                written.append(" " * beside + sign + _item(self._line, found[3]))
                levels.append((indent, beside + len(sign)))
            elif line.strip() and levels and indent > levels[0][0] and not _BEGIN.match(line):
                levels = [level for level in levels if level[0] < indent]
                written.append(" " * levels[-1][1] + write.escaped_start(self._line.markdown(line.strip())))
            elif not line.strip() and self._goes_on(levels[0][0] if levels else 0):
                pass
            else:
                break
            self._at += 1
        self._blocks.append("\n".join(written))

    def _goes_on(self, indent: int) -> bool:
        """Whether a list goes on behind an empty line."""
        after = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        if not after.strip() or _HEADLINE.match(after) or _BEGIN.match(after):
            return False
        return len(after) - len(after.lstrip()) > indent or ((found := _ITEM.match(after)) is not None and len(found[1]) >= indent)


def _item(line: OrgLine, text: str) -> str:
    """What stands in an item of a list."""
    box = _CHECK.match(text)
    if box:
        return f"[{'x' if box[1] in 'Xx' else ' '}] {line.markdown(text[box.end() :])}"
    term = _TERM.match(text)
    if term:
        return f"**{line.markdown(term[1].strip())}**: {line.markdown(text[term.end() :])}".rstrip(": ")
    return write.escaped_start(line.markdown(text))
