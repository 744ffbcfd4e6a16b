"""Characters, cells and looks: what is certain of them, and what is sent for them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from rich.cells import cell_len, get_character_cell_size

from tests.terminal.emulator import Emulator
from tui.terminal.cells import FILLED, CellText, Pieces
from tui.terminal.looks import PLAIN, Looks, LooksExhausted


def cells(text: str) -> str:
    return Pieces().cells([CellText(text, PLAIN)]).text


def test_a_character_is_certain_only_where_nobody_doubts_its_width() -> None:
    pieces, certain = Pieces(), 0
    # Behind the letters of Chinese there are no characters up to the tags.
    for number in (*range(0x20, 0x33500), *range(0xE0000, 0xE0200)):
        if number % 1000 == 0:
            pieces = Pieces()
        character = chr(number)
        found = pieces.cells([CellText(character, PLAIN)]).text
        if not found.startswith(character):
            continue
        certain += 1
        width = len(found)
        assert width == get_character_cell_size(character), f"U+{number:04X}"
        assert unicodedata.category(character) not in ("Mn", "Me", "Mc", "Cf", "Cc", "Cn", "Cs", "Co"), f"U+{number:04X}"
        assert unicodedata.bidirectional(character) not in ("R", "AL", "AN"), f"U+{number:04X}"
        assert (unicodedata.east_asian_width(character) in "WF") == (width == 2), f"U+{number:04X}"
    assert certain > 40_000, "what nearly everybody writes is certain"


TEXTS = (*("plain", "naïve — “x”", "日本語 text", "❤️ and 👍🏽", "हिन्दी", "e\u0301e", "🇯🇵", "👩‍👩‍👧", "が", "\u0301x", "a\u200db"),)


@pytest.mark.parametrize("text", TEXTS)
def test_text_takes_as_many_cells_as_the_layout_gave_it(text: str) -> None:
    found = Pieces().cells([CellText(text, PLAIN)])
    assert len(found.text) == len(found.looks) == cell_len(text)
    assert Pieces().spelt(cells("日本")) == "日本"


def test_what_has_no_width_joins_the_cell_before_it_also_in_another_look() -> None:
    pieces = Pieces()
    row = pieces.cells([CellText("cafe", PLAIN), CellText("\u0301s", PLAIN)])
    assert pieces.spelt(row.text) == "cafe\u0301s"
    assert len(row.text) == 5
    assert row.disputed_from == 3


def test_no_control_character_reaches_the_terminal() -> None:
    pieces = Pieces()
    row = pieces.cells([CellText("a\x1b]0;OWNED\x07\x9bz\nb\x00", PLAIN)])
    assert re.search(r"[\x00-\x1f\x7f-\x9f]", pieces.spelt(row.text)) is None


def test_a_line_is_cut_without_half_a_character() -> None:
    row = Pieces().cells([CellText("a日b", PLAIN)])
    assert row.text == f"a日{FILLED}b"
    assert row.cut(2).text == "a "
    assert row.cut(3).text == f"a日{FILLED}"


LOOKS = (
    *("", "1", "2", "1;2", "3;4", "7", "9;31", "38;5;244", "21;53;44", "51;91;107"),
    *("1;38;2;1;2;3;48;2;4;5;6", "2;38;2;1;2;3;48;2;4;5;6"),
)


@pytest.mark.parametrize("before", LOOKS)
def test_a_change_of_looks_leads_where_setting_all_of_it_leads(before: str) -> None:
    looks = Looks()
    for after in LOOKS:
        changed, anew = Emulator(4, 1), Emulator(4, 1)
        change = looks.change(looks.named(before), looks.named(after))
        changed.feed(f"\x1b[0;{before}m{change}")
        anew.feed(f"\x1b[0;{after}m")
        assert changed.style == anew.style
        assert len(change) <= len(f"\x1b[0;{after}m")


def test_looks_are_as_many_as_there_are_characters_for_them() -> None:
    looks = Looks()

    def use_all() -> None:
        for number in range(1_000_000):
            looks.named(f"38;2;{number >> 16};{number >> 8 & 255};{number & 255}")

    with pytest.raises(LooksExhausted):
        use_all()
