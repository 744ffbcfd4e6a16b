"""The generated parts of the manual: each is all the text of one section of one page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.docs.environment import ENVIRONMENT
from tui.cli.command_texts import commands, option, options, paragraphs, usage
from tui.cli.keys_command import keys_tables
from tui.model.briefing import Briefing
from tui.model.fields import FIELDS, MAIN, Field, Shape
from tui.model.scales import SCALES
from tui.search.fields import FIELDS as QUERY_FIELDS
from tui.search.fields import FLAGS, HAS
from tui.ui.keymap import USUAL

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "tui" / "manual"


def cell(text: str) -> str:
    """A text that can stand in a cell of a table."""
    return text.replace("|", r"\|")


def keys_block() -> str:
    """A table of keys for each part of the screen, from the key table."""
    return keys_tables(USUAL)


def commands_block() -> str:
    """Every command: how it is called, what it does, its options."""
    parts = []
    for name, command in commands():
        part = [f"### `{usage(name, command)}`", "", paragraphs(command)]
        rows = [f"| `{cell(option(given))}` | {cell(given.help or '')} |" for given in options(command)]
        if rows:
            part += ["", "| option | what it does |", "|---|---|", *rows]
        parts.append("\n".join(part))
    return "\n\n".join(parts)


_UNCOUNTED = {"history entry": "history", "dissent": "dissent", "was": "was"}


def plural(struct: type[Any]) -> str:
    """The heading of a struct's table."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(struct.__name__)).lower()
    return _UNCOUNTED.get(name) or f"{name}s"


def _holds(field: Field) -> str:
    if field.shape is Shape.THINGS and field.of is not None:
        name = plural(field.of)
        return f"list of [{name}](#fields-of-{name})"
    if field.shape is Shape.CHOICE:
        return "one of " + ", ".join(f"`{value}`" for value in field.values)
    if field.shape is Shape.LIKELIHOOD:
        return "[likelihood](#likelihood-and-confidence)"
    if field.shape is Shape.CONFIDENCE:
        return ", ".join(f"`{value}`" for value in field.values)
    if field.shape is Shape.TLP:
        return ", ".join(f"`{value}`" for value in field.values)
    if field.shape is Shape.DATE:
        return "[date](#dates)"
    if field.known:
        return "text; usual: " + ", ".join(f"`{value}`" for value in field.known)
    return str(field.shape.value)


def fields_block() -> str:
    """A table for each kind of thing, the briefing first, from the table of fields."""
    structs: list[type[Any]] = [Briefing, *(struct for struct in FIELDS if struct is not Briefing)]
    parts = []
    for struct in structs:
        title = "the briefing" if struct is Briefing else plural(struct)
        part = [f"### Fields of {title}", ""]
        if struct in MAIN:
            part += [f"A bare text here is its `{MAIN[struct]}`.", ""]
        part += ["| field | holds | meaning |", "|---|---|---|"]
        part += [f"| `{field.key}` | {cell(_holds(field))} | {cell(field.note)} |" for field in FIELDS[struct]]
        parts.append("\n".join(part))
    return "\n\n".join(parts)


def scales_block() -> str:
    """The words of both scales with their ranges; words of one step on one line."""
    steps: dict[int, dict[str, list[str]]] = {}
    ranges: dict[tuple[int, str], str] = {}
    for scale, words in SCALES.items():
        for word, step in words.items():
            steps.setdefault(step.rank, {}).setdefault(scale, []).append(word)
            ranges[step.rank, scale] = step.range
    rows = []
    for rank, by_scale in sorted(steps.items()):
        cells = [f"{', '.join(by_scale[scale])} | {ranges[rank, scale]}" for scale in SCALES]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(("| `icd203` | means | `phia` | means |", "|---|---|---|---|", *rows))


def environment_block() -> str:
    """A table of environment variables."""
    rows = [f"| `{name}` | {cell(told)} |" for name, told in ENVIRONMENT.items()]
    return "\n".join(("| variable | what it does |", "|---|---|", *rows))


def queries_block() -> str:
    """A table of what can stand before a colon in a query, and those of what `is:` and `has:` know."""
    fields = [f"| `{name}:` | {cell(field.note)} | `{cell(field.example)}` |" for name, field in QUERY_FIELDS.items()]
    flags = [f"| `is:{name}` | {cell(told)} |" for name, told in FLAGS.items()]
    flags += ["", "| flag | the briefing has |", "|---|---|"]
    flags += [f"| `has:{name}` | {cell(told)} |" for name, told in HAS.items()]
    return "\n".join(
        ("| field | looks at | for example |", "|---|---|---|", *fields, "", "| flag | the briefing is |", "|---|---|", *flags)
    )


class Block(NamedTuple):
    """A section of the manual whose text is made from the code."""

    page: str
    """The file's name without its suffix."""
    heading: str
    """As it stands in the file, its signs included; what is below it up to the next heading of its level is made."""
    text: Callable[[], str]


BLOCKS: dict[str, Block] = {
    "queries": Block("searching", "### Every field", queries_block),
    "keys": Block("keys", "## All keys", keys_block),
    "commands": Block("commands", "## All commands", commands_block),
    "fields": Block("format", "## All fields", fields_block),
    "scales": Block("format", "### The words", scales_block),
    "environment": Block("configuration", "## Environment", environment_block),
}


def filled(page: str, block: Block) -> str:
    """A page of the manual with one block as it should be now.

    Raises:
        ValueError: it has no such heading, or more than one.
    """
    level = block.heading.partition(" ")[0]
    pattern = re.compile(rf"(^{re.escape(block.heading)}\n).*?(?=^#{{1,{len(level)}}} |\Z)", re.M | re.S)
    if len(pattern.findall(page)) != 1:
        raise ValueError(f"{block.page}.md must have one heading “{block.heading}”")
    return pattern.sub(lambda found: f"{found[1]}\n{block.text()}\n\n", page).rstrip("\n") + "\n"


def generated(name: str) -> str:
    """A page of the manual with every block as it should be now; `name` is that of the file without its suffix."""
    page = (MANUAL / f"{name}.md").read_text(encoding="utf-8")
    for block in BLOCKS.values():
        if block.page == name:
            page = filled(page, block)
    return page
