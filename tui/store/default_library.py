"""Which briefings are meant when nobody says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.store.user_folders import at_home

if TYPE_CHECKING:
    from tui.store.config import Config


class DefaultLibrary(NamedTuple):
    """Paths to read, and a sentence that says where they come from where that is not obvious."""

    paths: list[Path]
    note: str
    named_by: str = ""
    """Who named the paths, for a path that is not there: `$BRIEFING_PATH`, or the configuration file; "" where the program did."""


def samples() -> Path:
    """The folder of the briefings that come with the program."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "samples"
    # In a checkout (and an editable install) the samples are beside the package; a wheel has them in it.
    return shipped if shipped.is_dir() else package.parent / "briefings"


def default_library(environ: Mapping[str, str], folder: Path, config: Config | None = None) -> DefaultLibrary:
    """`$BRIEFING_PATH`, else the configured library, else `./briefings`, else the samples.

    Args:
        environ: the environment; `BRIEFING_PATH` holds paths as `PATH` does.
        folder: the current folder.
        config: what the user has set; nothing when None.
    """
    named = [at_home(part, environ) for part in environ.get("BRIEFING_PATH", "").split(os.pathsep) if part]
    if named:
        return DefaultLibrary(named, "", "$BRIEFING_PATH")
    if config is not None and config.library:
        return DefaultLibrary(list(config.library), "", config.path)
    here = folder / "briefings"
    if here.is_dir():
        return DefaultLibrary([Path("briefings")], "")
    return DefaultLibrary([samples()], "These are the sample briefings: name a file or folder to read your own.")
