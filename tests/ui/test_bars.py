"""The lines that frame a screen: what is cut, and what is left out, where there is no room."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.ui.widgets.bars import _whole_phrases

HINTS = " Space reads on · ? keys · / filters · s searches"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (49, HINTS),
        (48, " Space reads on · ? keys · / filters …"),
        (38, " Space reads on · ? keys · / filters …"),
        (37, " Space reads on · ? keys …"),
        (10, " Space re…"),
        (0, ""),
    ],
)
def test_phrases_are_left_out_whole_and_that_is_shown(room: int, shown: str) -> None:
    assert _whole_phrases(HINTS, room) == shown
    assert cell_len(shown) <= room


def test_a_sentence_that_begins_with_a_short_phrase_is_cut_within_the_long_one() -> None:
    assert _whole_phrases(" No · a very long sentence without an end to it", 30).endswith("…")
    assert len(_whole_phrases(" No · a very long sentence without an end to it", 30)) == 30
