"""Signs in ASCII: as many cells, and no sign of the program is left."""

from __future__ import annotations

from rich.cells import cell_len

from tui.model.signs import in_ascii

SIGNS = "▸▌▏│◐✓☐☑☒━─├└╭╮╰╯→←↓↑▾…•·“”‘’–—▎▲⋯↪"


def test_every_sign_of_the_program_has_one_of_as_many_cells_in_ascii() -> None:
    assert in_ascii(SIGNS).isascii()
    assert cell_len(in_ascii(SIGNS)) == cell_len(SIGNS)


def test_letters_stay_as_they_are() -> None:
    assert in_ascii("Łódź – “東京”") == 'Łódź - "東京"'


def test_states_that_differ_have_signs_that_differ() -> None:
    assert len(set(in_ascii("☐☑☒"))) == len(set(in_ascii("◐✓ "))) == 3
    assert len(set(in_ascii("·━"))) == 2
