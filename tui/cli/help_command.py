"""`briefing help`: the manual, which is a library of briefings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from tui.document.block import Block
    from tui.document.document import Document
    from tui.model.briefing import Briefing

MANUAL = Path(__file__).parent.parent / "manual"
KEYS_FILE = "keys.md"
CONTENTS = "manual"
"""The id of the page with the contents; those of the others are it, a hyphen, and their name."""


PAGE, COMMAND, HEADING, TAG = range(4)
"""What a name is of; where several have the same one, the first of these is meant."""


SHORTEST = 3
"""Letters of the beginning of a word from which on it may stand for it: what is shorter may be a key."""


class _Name(NamedTuple):
    """Something a topic can be named by, and where it is."""

    text: str
    page: str
    kind: int
    section: str = ""


@click.command("help", short_help="Open the manual, at a topic.", context_settings={"ignore_unknown_options": True})
@click.argument("topic", nargs=-1, metavar="[TOPIC...]")
@click.option("--no-journal", is_flag=True, help="Keep nothing of what you read, mark or write, and look at nothing kept before.")
def command(topic: tuple[str, ...], no_journal: bool) -> int:
    """Open the manual, at its contents or at a TOPIC: the name of a page or a command, a word of a heading, a field, a variable.

    Where output does not go to a terminal, the page or the section is printed.
    """
    from tui.cli.screen import is_dumb, read

    at = _place(" ".join(topic)) if topic else CONTENTS
    if is_dumb():
        return _print(at)
    own = own_keys_page()
    if own is None:
        return read([str(MANUAL)], at=at, journal=not no_journal, catalog=False, title="The manual")
    files = [str(path) for path in sorted(MANUAL.glob("*.md")) if path != MANUAL / KEYS_FILE]
    return read(files, at=at, journal=not no_journal, catalog=False, title="The manual", also=(own,))


def own_keys_page() -> Briefing | None:
    """The page of keys with the person's own; None where they are the usual ones."""
    from tui.model.own_keys import OwnKeys
    from tui.store.config import load_config

    config, _ = load_config(os.environ)
    if config.keys == OwnKeys():
        return None
    from msgspec.structs import replace

    from tui.cli.keys_command import keys_tables
    from tui.store.read import read_text
    from tui.ui.chosen_keys import chosen_keys

    before, heading, _ = (MANUAL / KEYS_FILE).read_text(encoding="utf-8").partition("## All keys\n")
    tables = keys_tables(chosen_keys(config.keys).keymap)
    page = read_text(f"{before}{heading}\nThese are your own.\n\n{tables}\n", name=KEYS_FILE, kind="md")
    # It is in no file that could be read again.
    return replace(page, path="")


def _print(at: str) -> int:
    from tui.cli.exit_status import OK
    from tui.cli.inputs import composed
    from tui.cli.lookup import none_of
    from tui.cli.show_command import print_section

    pages = _pages()
    titles = {page.id: page.title for page in pages}
    name, _, section = at.partition("#")
    page = next((page for page in pages if page.id == name), None)
    if page is None:
        raise none_of(list(titles), name, "the manual")
    print_section(composed(page, titles), section, None)
    return OK


def _pages() -> tuple[Briefing, ...]:
    """The pages, in the order in which the contents name them."""
    from tui.store.library import briefings

    own = own_keys_page()
    found = [own if own is not None and page.id == own.id else page for page in briefings([str(MANUAL)]).briefings]
    contents = next((page.body.text for page in found if page.id == CONTENTS), "")
    return tuple(sorted(found, key=lambda page: (page.id == CONTENTS, contents.find(f"[[{page.id}]]"))))


def _place(topic: str) -> str:
    """`PAGE` or `PAGE#SECTION` that a topic is about.

    Raises:
        Stop: there is none; the sentence names the nearest.
    """
    from tui.cli.exit_status import USAGE, Stop
    from tui.cli.inputs import composed

    wanted = _words(topic)
    documents = [composed(page, {}) for page in _pages()]
    names = [name for document in documents for name in _names(document)]
    ranked = [(rank, name) for name in names if wanted and (rank := _rank(name, wanted)) is not None]
    # Options have rows of their own: `--limit` is not what a heading says of limits.
    if ranked and not topic.startswith("-"):
        best = min(ranked, key=lambda one: one[0])[1]
        return f"{best.page}#{best.section}" if best.section else best.page
    if (said := _said(documents, topic, wanted)) is not None:
        return said
    from difflib import get_close_matches

    known = sorted({word for name in names for word in _words(name.text)})
    near = get_close_matches(" ".join(wanted), known, 1, 0.6)
    hint = f"; did you mean `briefing help {near[0]}`?" if near else "; `briefing help` opens its contents."
    raise Stop(f"The manual has nothing about “{topic}”{hint}", USAGE)


def _names(document: Document) -> Iterator[_Name]:
    """What a page and its sections go by, commands also without `briefing` and what they take."""
    page = document.briefing
    yield _Name(page.id.removeprefix(f"{CONTENTS}-"), page.id, PAGE)
    yield _Name(page.title, page.id, PAGE)
    for section in document.sections:
        if not section.id.startswith("~"):
            yield _Name(section.title, page.id, HEADING, section.id)
            if command := re.match(r"briefing ([a-z]+(?: [a-z]+)*)", section.title):
                yield _Name(command[1], page.id, COMMAND, section.id)
    for tag in page.tags:
        yield _Name(tag, page.id, TAG)


def _words(text: str) -> list[str]:
    """The words of a topic or a heading, folded."""
    from tui.model.text import fold

    return re.findall(r"[\w+]+(?:[-'][\w+]+)*", fold(text))


def _rank(name: _Name, wanted: list[str]) -> tuple[int, int, int] | None:
    """How well a name answers, the best the least; None where it does not.

    The whole of a name comes before some of its words, words before their beginnings, and headings before tags.
    """
    words = _words(name.text)
    if words == wanted and name.kind != TAG:
        return (0, name.kind, 0)
    if set(wanted) <= set(words):
        return (1, name.kind == TAG, len(words))
    if all(len(start) >= SHORTEST and any(word.startswith(start) for word in words) for start in wanted):
        return (2, name.kind == TAG, len(words))
    return None


def _said(documents: Sequence[Document], topic: str, wanted: list[str]) -> str | None:
    """Where a topic that no heading names is spoken of.

    Its row in a table comes first (a key, a field, a variable), then its line in an example, then the first block with its words.
    """
    blocks = [
        (f"{document.briefing.id}#{document.sections[part.section].id}", block)
        for document in documents
        for part in document.parts
        for block in part.blocks
    ]
    named = topic.strip()
    ways: tuple[Callable[[Block], bool], ...] = (
        lambda block: block.kind == "table" and any(named in _cell(row) for row in block.text.split("\n")),
        lambda block: block.kind == "code" and any(line.startswith(f"{named}:") for line in block.text.split("\n")),
        lambda block: bool(wanted) and set(wanted) <= set(_words(block.text)),
    )
    return next((place for way in ways for place, block in blocks if way(block)), None)


def _cell(row: str) -> list[str]:
    """The words in the first cell of a row of a table."""
    return row.partition("\t")[0].replace(",", " ").split()
