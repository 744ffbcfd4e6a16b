"""Markdown sources for tests, and the words that must be found again."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

from tui.document.block import Block
from tui.document.markdown import parse_markdown
from tui.document.split import split_body
from tui.model.briefing import Prose
from tui.model.text import cleaned

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"

_DESTINATION = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=[)\s])|\]\(<[^<>\n]*>")
_DEFINITION = re.compile(r"^([ >\-*+0-9.)]*\[[^\]\n]+\]:)[ \t]*\S+", re.M)
_ENTITY = re.compile(r"&#?\w+;")
_FENCE = re.compile(r"^([ >\-*+0-9.)]*(?:```+|~~~+))[ \t]*\w+", re.M)
_TASK = re.compile(r"\[[xX]\](?=\s)")
_PLACE = re.compile(r"\[\[[^\[\]|]*\|")
_WORD = re.compile(r"[\u2e80-\u2fff\u3005-\u9fff\uf900-\uffef]|[^\W_\u2e80-\u9fff\uf900-\uffef]+")


def words(text: str) -> set[str]:
    """Runs of letters and digits; every CJK character is one."""
    return set(_WORD.findall(text))


def words_to_keep(source: str) -> set[str]:
    """The words of a Markdown source that a reader must find, without addresses, entities, languages and ordinals."""
    source = _DESTINATION.sub("]( ", source)
    source = _DEFINITION.sub(r"\1", source)
    source = _ENTITY.sub(" ", source)
    source = _PLACE.sub("[[", source)
    source = _FENCE.sub(r"\1", source)
    source = _TASK.sub(" ", source)
    source = re.sub(r"^[ \t>]*(?:[-+*][ \t]+)*\d{1,9}[.)](?=\s|$)", "", source, flags=re.M)
    return words(source)


def words_lost(source: str, blocks: list[Block]) -> set[str]:
    """The words of a source that its blocks show nowhere."""
    text = text_of(blocks)
    return {word for word in words_to_keep(source) - words(text) if word not in text}


def blocks_of_pieces(source: str, line: int = 1) -> list[Block]:
    """The blocks of a text read in pieces, headings as blocks."""
    blocks: list[Block] = []
    for piece in split_body(Prose(source, line, 1)):
        if piece.heading_level:
            blocks.append(Block("heading", piece.heading, piece.spans, line=piece.line, level=piece.heading_level))
        else:
            blocks += parse_markdown(piece.text, line=piece.line, step=piece.step, references=piece.references)
    return blocks


def text_of(blocks: list[Block]) -> str:
    """All texts of blocks, decoration too."""
    return "\n".join(f"{block.first}{block.text}" for block in blocks)


def corpus(*patterns: str) -> list[Path]:
    """Files of the corpora beside the project; none where there are no corpora."""
    return sorted(path for pattern in patterns for path in CORPORA.glob(pattern) if path.is_file())


def read(path: Path) -> str:
    """A file as text, cleaned as the store cleans it."""
    return cleaned(path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))


_FRAGMENTS = (
    "# ",
    "## ",
    "- ",
    "* ",
    "1. ",
    "3) ",
    "> ",
    "    ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\n\n",
    "```",
    "~~~",
    "```py papa\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "](",
    "[alpha]",
    "[alpha]: /u",
    '[bravo]: /v "Victor yankee"',
    "[charlie][bravo]",
    "[delta](/x 'why')",
    "![echo](/y)",
    "[^november]",
    "[^november]: note",
    "[[",
    "]]",
    "[[papa#sierra|label]]",
    "[@seed, p. 4]",
    "[@seed; @other]",
    "|",
    "| - | - |",
    "|-|-|\n",
    "| xray | yes |\n",
    "| xray | yes | zulu |\n",
    "---",
    "===",
    "***",
    "<bold>",
    "<!-- comment -->",
    "&amp;",
    "&#27;",
    "\\",
    "http://hotel.india/juliet_kilo",
    "<http://lima.mike>",
    "  \n",
    "- [ ] task",
    "- [x] done",
    "ü",
    "漢字",
    "か",
    "é",
    "👩‍👩‍👧",
    "word",
    "two words",
    "Zed",
    "9",
    ".",
    "!",
    '"',
    "'",
)

markdown_texts = st.lists(st.sampled_from(_FRAGMENTS), max_size=30).map("".join)
"""Short texts in which everything of Markdown meets everything else."""
