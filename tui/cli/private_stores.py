"""The one register of what the program keeps in the user's folders: where it lies, what it may hold, and how it goes.

Whatever writes there is named here; a test looks through the code for writers, and holds every store to what is said of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from tui.store.private_files import user_folder

Where = Literal["data", "cache", "state", "runtime"]
"""One of the user's own folders: for data, caches and state (with what is emptied at the end of a session)."""

Ceiling = Literal["", "keep_text_up_to", "cache_text_up_to"]
"""The key of the configuration that says up to which marking text of briefings is kept; "" where there is none in it."""


class PrivateStore(NamedTuple):
    """Files of one purpose."""

    name: str
    where: tuple[Where, ...]
    pattern: str
    """A regular expression for the whole path of a file below that folder."""
    holds: str
    """In words, for the person whose it is."""
    ceiling: Ceiling
    """Which one it is under; with "" it holds no text of a briefing."""
    own_words: bool
    """Whether it holds what the person wrote, which no ceiling takes away."""
    forgotten: str
    """What becomes of it when a briefing is to be forgotten."""
    goes: str
    """When it goes by itself."""
    writers: tuple[str, ...]
    """The modules that open it for writing."""


_CATALOG = r"[0-9a-f]{20}-[^/]*/"

STORES = (
    PrivateStore(
        "journal",
        ("data",),
        r"journal\.db(-wal|-shm)?",
        "places, read marks, marks, notes, and what you last read",
        "keep_text_up_to",
        True,
        "its rows go, and so do the bytes that they were",
        "never",
        (
            "tui.journal.database_file",
            "tui.journal.database",
            "tui.journal.takeover",
            "tui.journal.files",
            "tui.journal.takeover",
            "tui.journal.restoring",
            "tui.journal.salvage",
            "tui.journal.transcript",
        ),
    ),
    PrivateStore(
        "copies of the journal",
        ("data",),
        r"backups/(journal-[^/]*|new-[^/]*)",
        "the journal as it was, once a day",
        "keep_text_up_to",
        True,
        "they go",
        "the oldest of several, and what was not finished",
        ("tui.journal.backups",),
    ),
    PrivateStore(
        "journals set aside",
        ("data",),
        r"journal-(corrupt|replaced)-[^/]*|journal\.db\.new-[^/]*",
        "a damaged or replaced journal, and one that was being put in place",
        "keep_text_up_to",
        True,
        "they go",
        "what was half made",
        ("tui.journal.recovery", "tui.journal.takeover", "tui.journal.restoring", "tui.journal.salvage", "tui.journal.files"),
    ),
    PrivateStore(
        "drafts",
        ("data",),
        r"drafts/[^/]*",
        "notes that you are writing",
        "",
        True,
        "those of the briefing go",
        "when the note is kept or left empty",
        ("tui.journal.drafts",),
    ),
    PrivateStore(
        "tray",
        ("data",),
        r"tray\.(json|lock)(\..*\.new)?",
        "what you put aside: where it stands, and your own words on it",
        "",
        True,
        "what is of the briefing goes",
        "when you take it out",
        ("tui.journal.tray",),
    ),
    PrivateStore(
        "locks",
        ("data",),
        r"journal\.lock|backups\.lock",
        "nothing but who holds them",
        "",
        False,
        "nothing of it is in them",
        "never",
        ("tui.journal.location", "tui.journal.database", "tui.journal.files", "tui.journal.backups", "tui.journal.recovery"),
    ),
    PrivateStore(
        "sessions",
        ("data",),
        r"sessions\.(json|lock)(\..*\.new)?",
        "which files you had open, where you were in them, what was folded there, and what you searched for, for `--resume`",
        "keep_text_up_to",
        True,
        "they go",
        "the oldest of twenty; what was searched for is not kept where a ceiling is set",
        ("tui.cli.sessions",),
    ),
    PrivateStore(
        "what you typed",
        ("data",),
        r"typed\.(json|lock)(\..*\.new)?",
        "the last fifty texts that you typed in prompts, so that they can be recalled",
        "keep_text_up_to",
        True,
        "all of it goes",
        "the oldest of fifty; all of it at the next start where a ceiling is set",
        ("tui.cli.prompt_history",),
    ),
    PrivateStore(
        "notes in your editor",
        ("runtime", "state"),
        r"editing-[0-9a-f]+/.*",
        "the note that your own editor has open",
        "",
        True,
        "it goes when the editor ends",
        "when the editor ends; after a crash at the next start",
        ("tui.journal.editor_files",),
    ),
    PrivateStore(
        "catalogs",
        ("cache",),
        _CATALOG + r"(?!queue|withheld).*",
        "rows, texts and pages of libraries, so that they open and are searched at once",
        "cache_text_up_to",
        False,
        "those that may hold a word of it go",
        "after 90 days without use, and with their libraries",
        (
            "tui.catalog.tables",
            "tui.catalog.index",
            "tui.catalog.lock",
            "tui.catalog.location",
            "tui.catalog.progress",
            "tui.catalog.state",
            "tui.catalog.removal",
        ),
    ),
    PrivateStore(
        "orders of the queue",
        ("cache",),
        _CATALOG + r"queue[^/]*",
        "the last order of your queue, with titles and reasons",
        "cache_text_up_to",
        False,
        "they go",
        "with their catalog",
        ("tui.reading.queue",),
    ),
    PrivateStore(
        "frames",
        ("cache",),
        r"frames/[^/]*",
        "the screen as you left it, with text of briefings, so that the next start shows it at once",
        "keep_text_up_to",
        False,
        "they go",
        "the oldest of forty; none is kept where a ceiling is set",
        ("tui.cli.kept_frames",),
    ),
    PrivateStore(
        "what forbids a catalog",
        ("cache",),
        _CATALOG + r"withheld[^/]*",
        "the name of the file that is marked too strictly for a catalog",
        "",
        False,
        "it goes with the place of the catalog",
        "when nothing forbids it any more",
        ("tui.catalog.ceiling",),
    ),
    PrivateStore(
        "reports of errors",
        ("state",),
        r"error-\d+\.txt",
        "where the program failed, and no text of anything",
        "",
        False,
        "nothing of it is in them",
        "all but the last ten",
        ("tui.cli.report",),
    ),
)
"""All of them. What is not listed here the program must not write."""


def store_folders(environ: Mapping[str, str]) -> Iterator[tuple[Where, Path]]:
    """The user's folders for this program that there can be, each with what it is for."""
    kinds: tuple[Literal["data", "cache", "state"], ...] = ("data", "cache", "state")
    for kind in kinds:
        folder = user_folder(environ, kind)
        if folder is not None:
            yield kind, folder
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(runtime):
        yield "runtime", Path(runtime) / "briefing"


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, links not followed; none where it cannot be read."""
    for above, _, names in os.walk(folder):
        for name in names:
            yield Path(above, name)


def store_of(where: Where, path: str) -> PrivateStore | None:
    """The store that a file belongs to, by its path below a folder; None where it belongs to none."""
    return next((store for store in STORES if where in store.where and re.fullmatch(store.pattern, path)), None)


class StoreSize(NamedTuple):
    """How much there is of a store."""

    store: PrivateStore
    folder: Path
    files: int
    size: int
    """In bytes."""


def kept_in(environ: Mapping[str, str]) -> Iterator[StoreSize]:
    """Every store with how much there is of it, in the order of the register; one in two folders twice."""
    for store in STORES:
        for where, folder in store_folders(environ):
            if where in store.where:
                found = [path for path in files_below(folder) if store_of(where, path.relative_to(folder).as_posix()) is store]
                sizes = [path.lstat().st_size for path in found if os.path.lexists(path)]
                yield StoreSize(store, folder, len(sizes), sum(sizes))
