"""What somebody who hears or feels the screen asks for, and what a terminal has signs for."""

from __future__ import annotations

import pytest

from tui.cli.access import access_of, has_ascii_signs
from tui.store.config import Config


@pytest.mark.parametrize(
    ("environ", "configured", "wanted"),
    [
        ({}, "no", "no"),
        ({}, "yes", "yes"),
        ({}, "screen", "screen"),
        ({"ACCESSIBLE": "1"}, "no", "yes"),
        ({"BRIEFING_ACCESSIBLE": "screen", "ACCESSIBLE": "1"}, "no", "screen"),
        ({"BRIEFING_ACCESSIBLE": "0"}, "yes", "no"),
        ({"BRIEFING_ACCESSIBLE": ""}, "yes", "yes"),
    ],
)
def test_the_environment_goes_before_the_configuration(environ: dict[str, str], configured: str, wanted: str) -> None:
    assert access_of(environ, Config(accessible=configured)) == wanted


@pytest.mark.parametrize(
    ("environ", "signs", "is_ascii"),
    [
        ({"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}, "auto", False),
        ({"TERM": "xterm-256color"}, "auto", False),
        ({"TERM": "linux", "LANG": "en_GB.UTF-8"}, "auto", True),
        ({"TERM": "xterm", "LANG": "C"}, "auto", True),
        ({"TERM": "xterm", "LANG": "C.utf8"}, "auto", False),
        ({"TERM": "xterm", "LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, "auto", True),
        ({"TERM": "linux"}, "unicode", False),
        ({"TERM": "xterm", "LANG": "de_DE.UTF-8"}, "ascii", True),
    ],
)
def test_signs_are_ascii_where_there_are_no_others(environ: dict[str, str], signs: str, is_ascii: bool) -> None:
    assert has_ascii_signs(environ, Config(signs=signs)) is is_ascii
