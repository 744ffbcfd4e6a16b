"""Where one stopped reading, at a glance: known before the journal is opened, so that a briefing need not wait for it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tui.journal.location import DATABASE
from tui.journal.records import Identity
from tui.model.decoders import decoder_of
from tui.model.place import Place

PATIENCE = 0.02
"""Seconds to wait where another program is writing."""


def stopped(folder: Path | None, identity: Identity) -> Place | None:
    """Where one stopped in a briefing; None where one never began, is done with it as it is, or where the journal must tell.

    A briefing that was renamed or moved since is recognised by the journal alone (`Journal.key_of`).

    Args:
        folder: the journal's.
        identity: the briefing's.
    """
    if folder is None or not identity.key or not (folder / DATABASE).is_file():
        return None
    import sqlite3

    try:
        db = sqlite3.connect(folder / DATABASE, timeout=PATIENCE)
        try:
            db.execute("PRAGMA query_only = ON")
            found = db.execute("SELECT place, done_at, digest FROM entries WHERE key = ?", (identity.key,)).fetchone()
        finally:
            db.close()
        if found is None or found[0] is None or (found[1] and found[2] == identity.digest):
            return None
        return decoder_of(Place).decode(found[0])
    except (sqlite3.Error, msgspec.DecodeError):
        # Whatever is wrong with it, the journal finds it too, and says so.
        return None
