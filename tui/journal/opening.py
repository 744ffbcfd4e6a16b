"""The user's journal, where it belongs and as the configuration wants it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from tui.journal.editor_files import remove_left
from tui.journal.journal import Journal
from tui.journal.location import data_folder
from tui.journal.redaction import Keep
from tui.store.config import Config, load_config
from tui.store.private_files import remove_frames


def open_journal(environ: Mapping[str, str], config: Config | None = None, *, now: Callable[[], float] = time.time) -> Journal:
    """Open the journal of whoever runs the program. Never raises: its `troubles` tell what is wrong.

    Args:
        environ: the environment, which says where it is.
        config: the configuration; it is read where it is not given.
        now: seconds since 1970.
    """
    remove_left(environ)
    if config is None:
        config, _ = load_config(environ)
    if not config.keeps_all:
        with suppress(OSError):
            remove_frames(environ)
    keep = Keep(config.keep_text_up_to, config.keep_unmarked_text, not config.doubt, doubt=config.doubt)
    return Journal(data_folder(environ), now=now, keep=keep)
