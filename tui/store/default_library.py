"""Which briefings are meant when nobody says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class DefaultLibrary(NamedTuple):
    """Paths to read, and a sentence that says where they come from where that is not obvious."""

    paths: list[Path]
    note: str


def samples() -> Path:
    """The folder of the briefings that come with the program."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "samples"
    # In a checkout (and an editable install) the samples are beside the package; a wheel has them in it.
    return shipped if shipped.is_dir() else package.parent / "briefings"


def default_library(environ: Mapping[str, str], folder: Path) -> DefaultLibrary:
    """`$BRIEFING_PATH`, else `./briefings`, else the samples.

    Args:
        environ: the environment; `BRIEFING_PATH` holds paths as `PATH` does.
        folder: the current folder.
    """
    configured = [Path(part).expanduser() for part in environ.get("BRIEFING_PATH", "").split(os.pathsep) if part]
    if configured:
        return DefaultLibrary(configured, "")
    here = folder / "briefings"
    if here.is_dir():
        return DefaultLibrary([Path("briefings")], "")
    return DefaultLibrary([samples()], "These are the sample briefings: name a file or folder to read your own.")
