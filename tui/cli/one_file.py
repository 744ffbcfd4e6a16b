"""One file of a library, read by itself: what of it may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.store.library import read_one

if TYPE_CHECKING:
    from tui.catalog.memory import CatalogInMemory
    from tui.model.briefing import Briefing
    from tui.store.withholding import Shown


def read_shown(
    path: str | Path, root: Path | None, shown: Shown, library: Sequence[str | Path], memory: CatalogInMemory | None
) -> Briefing:
    """Read a file; under a ceiling without references to briefings that may not be shown, or of which that is not known.

    Args:
        path: of the file.
        root: the folder of its library, as in `read_one`.
        shown: what may be shown.
        library: files and folders of its library; none where it stands alone.
        memory: the catalog of that library where it is in memory.

    Raises:
        OSError: it cannot be read, or may not be shown; the message is a sentence.
    """
    briefing = read_one(path, root=root, ceiling=shown.ceiling)
    if not shown.leaves_out:
        return briefing
    import sqlite3

    from tui.catalog.catalog import Catalog, NoCatalog
    from tui.store.outer_references import among

    try:
        held = memory.open() if memory is not None else Catalog(library, limit=shown.limit) if library else None
        return among(briefing, held.titles if held is not None else ())
    except (NoCatalog, sqlite3.Error):
        return among(briefing, ())
