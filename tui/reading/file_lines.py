"""Where in a file of another format a passage stands, so that an editor opens it there: by the passage's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui.model.part_path import OWN_SOURCE

if TYPE_CHECKING:
    from tui.reading.reader import Reader

MOST_BYTES = 16 << 20
"""Bytes of a file that are looked through."""

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"""(?:<[^<>]{0,300}>|&\#?\w{1,8};|\\[nrt"/]|=\r?\n|[^\w<&\\]|_){1,60}+"""
"""What may stand between two words of a text in a page, in JSON, in a mail."""

_TOGETHER = (6, 3)
"""How many words in a row are looked for."""
_STARTS = 4
"""Places of a text from which that is done."""
_MOST_BLOCKS = 6
"""Blocks before the current one whose words are looked for where its own are not found."""


def line_of_words(text: str, passages: Iterable[str]) -> int:
    """The line of a text, from 1, on which the first of some passages begins that is found in it; 0 where none is."""
    for passage in passages:
        words = _WORD.findall(passage)
        for together in _TOGETHER:
            for start in range(0, min(len(words), _STARTS * together), together):
                some = words[start : start + together]
                if len(some) < min(together, len(words)) or not some:
                    continue
                found = re.search(rf"(?<!\w){_BETWEEN.join(map(re.escape, some))}(?!\w)", text)
                if found is not None:
                    return text.count("\n", 0, found.start()) + 1
    return 0


def file_line(reader: Reader, path: str) -> int:
    """The line of a file, from 1, that the current block comes from; where nothing is known of lines, that of its words."""
    line = reader.source_line
    if line > 1 or not any(source.id == OWN_SOURCE for source in reader.briefing.sources):
        return line
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES)
    except OSError:
        return line
    if b"\0" in data[:8_192]:
        return line
    part, number = reader.view.current
    blocks = reader.document.parts[part].blocks[max(0, number - _MOST_BLOCKS) : number + 1]
    return line_of_words(data.decode("utf-8", "replace"), (block.text for block in reversed(blocks))) or line
