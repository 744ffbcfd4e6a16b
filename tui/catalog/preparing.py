"""Composing pages ahead, so that a briefing opens from the catalog without parsing its Markdown.

A refresh prepares what somebody is likely to open soon. `tui.catalog.preparing_rest` goes on with all others.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.catalog.keeping import whole
from tui.catalog.pages import pack
from tui.catalog.storing import Storing
from tui.catalog.titles import Titles
from tui.document.compose import compose
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of

NEWEST = 1_000
"""Briefings that are prepared whatever their size: those that somebody is likely to open."""

LARGE = 150_000
"""Bytes of a briefing from which on it is prepared whatever its age."""

COMMIT_EVERY = 3.0
"""Seconds."""


def prepare_pages(storing: Storing, shared: list[bytes], stop: Callable[[], bool], report: Callable[[int, int], None]) -> bool:
    """Compose what is likely to be opened, or slow to open. Returns whether it was stopped."""
    query = (
        "SELECT n, root FROM (SELECT n, root FROM briefings ORDER BY by_date DESC, by_title, n LIMIT ?) "
        "UNION SELECT n, root FROM files WHERE size >= ? AND state = 1 "
        "EXCEPT SELECT n, root FROM documents JOIN briefings USING (n) ORDER BY n DESC"
    )
    waiting = storing.db.execute(query, (NEWEST, LARGE)).fetchall()
    decode = decoder_of(Briefing).decode
    titles = Titles(storing.db)
    committed = time.monotonic()
    for done, (n, root) in enumerate(waiting):
        if stop():
            storing.commit()
            return True
        content = storing.db.execute("SELECT briefing FROM contents WHERE n = ?", (n,)).fetchone()[0]
        document = compose(whole(decode(content), shared[root]), library=titles)
        storing.change().execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (n, pack(document)))
        report(done + 1, len(waiting))
        if time.monotonic() - committed > COMMIT_EVERY:
            storing.commit()
            committed = time.monotonic()
    storing.commit()
    return False
