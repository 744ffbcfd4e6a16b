"""A passage of a page, of JSON or of a mail is found in its file by its words."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tui.document.compose import compose
from tui.reading.file_lines import file_line, line_of_words
from tui.reading.reader import Reader
from tui.store.read import read_file

SAID = [f"Paragraph number {at} tells of ship {at} & its crew." for at in range(9)]
MARKED = [said.replace("&", "&amp;").replace("tells", "<b>tells</b>") for said in SAID]
PAGE = "<!doctype html>\n<body>\n" + "\n".join(f"<p>{said}</p>" for said in MARKED)
MAIL = "From: a@b.c\nDate: Mon, 2 Sep 2024 10:00:00 +0200\nSubject: x\n\n" + "\n\n".join(SAID)
CSAF = json.dumps(
    {
        "document": {
            "csaf_version": "2.0",
            "title": "T",
            "tracking": {"id": "a"},
            "notes": [{"category": "general", "title": f"Note {at}", "text": said} for at, said in enumerate(SAID)],
        }
    },
    indent=1,
)


@pytest.mark.parametrize(("name", "text"), [("a.html", PAGE), ("a.eml", MAIL), ("a.json", CSAF)], ids=["page", "mail", "json"])
def test_the_line_of_the_current_block_is_that_of_its_words(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    briefing = read_file(file)
    reader = Reader(briefing, compose(briefing), clock=lambda: 0.0)
    spots = [
        (number, index)
        for number, part in enumerate(reader.document.parts)
        for index, block in enumerate(part.blocks)
        if "number 7" in block.text
    ]
    reader.view.resize(80, 24)
    reader.view.show_whole(spots[0])
    lines = text.split("\n")
    line = file_line(reader, str(file))
    # Of a mail the whole text may be one block.
    assert line > 1
    assert "number 7" in (" ".join(lines[line - 1 :]) if name == "a.eml" else lines[line - 1])


def test_what_is_not_there_has_no_line_and_takes_little_time() -> None:
    assert line_of_words("a b c", ["", "x y z"]) == 0
    start = time.process_time()
    line_of_words("ship <" * 100_000, ["ship ship ship ship ship ship ship"])
    once = time.process_time() - start
    start = time.process_time()
    line_of_words("ship <" * 400_000, ["ship ship ship ship ship ship ship"])
    assert time.process_time() - start < 10 * once + 0.1
