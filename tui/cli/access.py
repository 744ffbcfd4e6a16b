"""What somebody who hears or feels the screen has asked for, and what the terminal has signs for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from tui.store.config import Config

Access = Literal["no", "yes", "screen"]
"""The screen as it is; a program of lines; or the screen with the terminal's own cursor shown."""

VARIABLES = ("BRIEFING_ACCESSIBLE", "ACCESSIBLE")
"""The second is the one that other programs know."""

_OFF = ("0", "no", "false", "off")


def access_variable(environ: Mapping[str, str]) -> str:
    """The name of the variable that says it; "" where none does."""
    return next((name for name in VARIABLES if environ.get(name, "").strip()), "")


def access_of(environ: Mapping[str, str], config: Config) -> Access:
    """Which of them is wanted, by the environment, else by the configuration."""
    name = access_variable(environ)
    said = environ[name].strip().lower() if name else config.accessible
    return cast("Access", said) if said in ("screen", "no") else "no" if said in _OFF else "yes"


def has_ascii_signs(environ: Mapping[str, str], config: Config) -> bool:
    """Whether signs are to be drawn with ASCII alone: as the configuration says, else by what is known of the terminal.

    The system's own console has a font of 256 or 512 characters, and a locale without UTF-8 may go with a terminal of its kind.
    Where no locale is named, nothing is known.
    """
    if config.signs != "auto":
        return config.signs == "ascii"
    if environ.get("TERM") == "linux":
        return True
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "UTF-8")
    return "utf8" not in locale.lower().replace("-", "")
