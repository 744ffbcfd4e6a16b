"""The reader's journal as commands use it: opened, told about, and closed again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.store.config import Config


@contextmanager
def own_journal(config: Config | None = None) -> Iterator[Journal]:
    """The journal of whoever runs the command; what is wrong with it is said on stderr: at once, and at the end what came up since.

    Args:
        config: the configuration, of which it was said what is wrong; it is read, and that said, where it is not given.
    """
    from tui.cli.exit_status import complain
    from tui.journal.opening import open_journal

    if config is None:
        from tui.store.config import load_config

        config, problems = load_config(os.environ)
        for problem in problems:
            complain(str(problem))
    journal = open_journal(os.environ, config)
    told = journal.troubles
    for trouble in told:
        complain(trouble)
    try:
        yield journal
    finally:
        journal.close()
        for trouble in journal.troubles:
            if trouble not in told:
                complain(trouble)
