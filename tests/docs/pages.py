"""Reading the README and the manual as a test does: their code blocks, tables and keys."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.docs.blocks import MANUAL, README, ROOT

TEXT = README.read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "tui" / "README.md").read_text(encoding="utf-8")
PAGES = {file.stem: file.read_text(encoding="utf-8") for file in sorted(MANUAL.glob("*.md"))}
"""The pages of the manual, by the name of the file."""
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


class CommandLine(NamedTuple):
    """A line that a person may type, and how it should end."""

    line: str
    status: int


def fences(language: str, text: str) -> list[str]:
    """The contents of all code blocks of a language, in order."""
    return [body for found, body in _FENCE.findall(text) if found == language]


def chapter(text: str, title: str) -> str:
    """The text below a heading, up to the next one of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.M | re.S)
    assert found is not None, f"there is no chapter “{title}”"
    return found[2]


def command_lines(text: str) -> list[CommandLine]:
    """Every line of shell that calls `briefing`; `# exits N` says which status is right where it is not 0."""
    lines = []
    for line in "".join(fences("sh", text)).splitlines():
        command, _, remark = re.sub(r"\s+# ", "\0", line, count=1).partition("\0")
        if re.search(r"(^|\| )briefing\b", command):
            status = re.search(r"exits (\d+)", remark)
            lines.append(CommandLine(command, int(status[1]) if status else 0))
    return lines


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so; cells without their white space."""
    rows: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and cells[0] == heading:
            inside = True
        elif inside and not cells:
            break
        elif inside and set("".join(cells)) - set("-"):
            rows.append(cells)
    assert rows, f"there is no table headed “{heading}”"
    return rows


def code(cell: str) -> str:
    """The words inside a cell's backticks."""
    return cell.strip("`")


def anchors(text: str) -> set[str]:
    """What a link inside a page can lead to: its headings, as GitHub and others spell them."""
    headings = re.findall(r"^#+ (.*)$", re.sub(_FENCE, "", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
