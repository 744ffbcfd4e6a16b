"""Asking a library: its catalog, brought up to date first, or where there can be none, one in memory of all its files."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui.cli.exit_status import CANNOT_READ, INTERRUPTED, Stop, complain
from tui.model.counted import other_files

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.update import Outcome
    from tui.cli.inputs import Inputs
    from tui.document.document import Document
    from tui.search.query import Query

Answer = TypeVar("Answer")


def ask(inputs: Inputs, question: Callable[[Catalog], Answer], *, catalog: bool = True) -> Answer:
    """Answer a question from the catalog of a library, as its files are now.

    Where no catalog can be had, that is said on stderr, and the files are read. It is not said where
    none is wanted: for files that are named themselves and for standard input.

    Args:
        inputs: the library.
        question: asks; it may be asked again where the catalog turns out to be damaged.
        catalog: whether to use one at all.

    Raises:
        Stop: somebody interrupted the refresh; what was read is kept.
    """
    # Where the configuration cannot be read, it is not known what a catalog may hold.
    wanted = catalog and not inputs.config.doubt and not inputs.from_pipes
    if wanted and any(Path(path).is_dir() for path in inputs.paths):
        from tui.catalog.state import DAMAGE

        paths = [str(Path(path)) for path in inputs.paths]
        for anew in (False, True):
            try:
                found = _up_to_date(paths, inputs, anew=anew)
                inputs.counted_left_out = found.left_out
                inputs.tell_left_out()
                return question(found)
            except DAMAGE:
                continue
            except _NoneToBeHad as error:
                complain(f"there is no catalog ({error}), so every file is read; `--no-catalog` does so without a word")
                break
        else:
            complain("the catalog is damaged and cannot be made good, so every file is read; it can be deleted at any time")
    from tui.store.processes import cores

    held = inputs.in_memory()
    held.refresh(processes=cores())
    inputs.tell_left_out()
    return question(held.open())


@contextmanager
def healed(inputs: Inputs) -> Iterator[None]:
    """Print what is fetched from the catalog meanwhile; where that turns out to be damaged, have it made anew the next time.

    Raises:
        Stop: it is damaged, so that something is missing in what was printed.
    """
    from tui.catalog.location import location_of
    from tui.catalog.state import DAMAGE, mark_damaged

    try:
        yield
    except DAMAGE:
        mark_damaged(location_of(inputs.paths, inputs.shown.limit))
        raise Stop(
            "the catalog is damaged, so this is not all; it is made anew when the command is run again", CANNOT_READ
        ) from None


def bring_up_to_date(inputs: Inputs) -> bool:
    """Bring the catalog of a library up to date before anything is shown of it; how far it is, is told on stderr.

    Returns:
        Whether that could be done, so that the catalog can be read.

    Raises:
        Stop: somebody interrupted it; what was read is kept.
    """
    from tui.catalog.state import DAMAGE

    try:
        inputs.counted_left_out = _up_to_date([str(Path(path)) for path in inputs.paths], inputs, anew=False).left_out
    except (*DAMAGE, _NoneToBeHad):
        return False
    inputs.is_up_to_date = True
    return True


class _NoneToBeHad(Exception):
    """There is no catalog, and none can be made."""


def _up_to_date(paths: Sequence[str], inputs: Inputs, *, anew: bool) -> Catalog:
    """The catalog, refreshed where any file is new, changed or gone; under a ceiling none that is not up to date.

    Raises:
        NoCatalog, sqlite3.Error: it cannot be read.
        _NoneToBeHad: it cannot be made, or made good.
    """
    from tui.catalog.catalog import Catalog, NoCatalog
    from tui.catalog.location import location_of
    from tui.catalog.state import is_damaged

    ceiling, limit = inputs.config.cache_ceiling, inputs.shown.limit
    if not ceiling.allows_everything:
        from tui.catalog.ceiling import enforce

        enforce(ceiling)
    if not anew and not is_damaged(location_of(paths, limit)):
        with suppress(NoCatalog):
            catalog = Catalog(paths, limit=limit)
            if catalog.complete and not catalog.files.refresh_needed():
                return catalog
            catalog.close()
    busy = _refresh(paths, inputs, anew)
    if busy and limit:
        raise _NoneToBeHad("another process is refreshing it")
    try:
        catalog = Catalog(paths, limit=limit)
    except NoCatalog:
        if busy:
            raise _NoneToBeHad("another process is making it") from None
        raise
    if busy:
        complain("another process is refreshing this library; this is what it has read so far")
    return catalog


def _refresh(paths: Sequence[str], inputs: Inputs, anew: bool) -> bool:
    """Refresh the catalog. Returns whether another process is at it, so that this one let it be."""
    from tui.catalog.lock import LockBusy
    from tui.catalog.refresh import refresh
    from tui.cli.refreshing import Teller, stopping
    from tui.store.processes import cores

    teller = Teller()
    try:
        with stopping() as stopped:
            outcome = refresh(
                paths,
                teller,
                rebuild=anew,
                processes=cores(),
                prepare=False,
                stop=stopped,
                ceiling=inputs.config.cache_ceiling,
                shown=inputs.shown,
            )
    except LockBusy:
        return True
    except ValueError as error:
        # The full-text library says so when its files vanish while it writes them.
        raise _NoneToBeHad(str(error)) from None
    except OSError as error:
        raise _NoneToBeHad(error.strerror or str(error)) from None
    finally:
        teller.end()
    if outcome.stopped:
        raise Stop("interrupted; what was read is kept, and the rest is read next time", INTERRUPTED)
    return False


def number_named(held: Catalog, name: str, library: str) -> int:
    """The number of a briefing by its id, a former one, or the one that it had before its file moved.

    Args:
        held: the catalog.
        name: the id.
        library: what to call the library.

    Raises:
        Stop: there is none; the sentence names the nearest id.
    """
    n = held.number_of(name)
    if n is None:
        raise none_of(list(held.titles), name, library)
    return n


def document_now(held: Catalog, inputs: Inputs, n: int) -> Document:
    """A briefing composed as its file is now: from the catalog where that says the same, else from the file.

    Raises:
        OSError: its file has gone meanwhile, or cannot be read.
    """
    if held.files.agreement(n).state == "same":
        return held.document(n)
    # It was saved since the files were looked at, or another process is reading them for the catalog.
    from tui.document.compose import compose

    return compose(inputs.read(held.row(n).real_path), library=held.titles, recalls=held.queue_facts.recalls(n))


def none_of(ids: Sequence[str], name: str, library: str) -> Stop:
    """What to raise where no briefing has an id; the sentence names the nearest one."""
    if "/" in name or "." in name:
        return Stop(f"There is no file “{name}”, and no briefing of that id in {library}.", CANNOT_READ)
    import difflib

    near = difflib.get_close_matches(name, ids, 1, 0.6)
    hint = f"; did you mean “{near[0]}”?" if near else "; `briefing list` lists them."
    return Stop(f"There is no briefing “{name}” in {library}{hint}", CANNOT_READ)


def index_saved(paths: Sequence[str | Path], files: Collection[str]) -> Outcome | None:
    """Bring a library's catalog up to date with files that were saved (`tui.catalog.refresh.refresh_saved`). Safe in any thread.

    The configuration is read again, since it may forbid by now what it allowed.
    """
    from tui.catalog.refresh import refresh_saved
    from tui.store.config import load_config

    config, _ = load_config(os.environ)
    return None if config.doubt else refresh_saved(paths, files, config.cache_ceiling)


def count_left_out(library: Catalog, query: Query) -> int:
    """How many briefings would answer but for `tlp:`, since they are unmarked or restricted in words: counted, never named."""
    from tui.search.query import Ranked

    if not any(isinstance(leaf, Ranked) and leaf.field == "tlp" for leaf in query.leaves()):
        return 0
    return library.count_matching(query.with_unmarked()) - library.count_matching(query)


class WithOtherFiles(Protocol):
    """A library, as far as it tells of files that are no briefings."""

    @property
    def others(self) -> int:
        """How many there are."""

    @property
    def other_kinds(self) -> Mapping[str, int]:
        """How many there are by the ends of their names, the most first."""


def no_briefings(name: str, held: WithOtherFiles) -> str:
    """What to say of a folder that holds none."""
    held_beside = f" ({other_files(held.others, held.other_kinds)})" if held.others else ""
    return (
        f"There are no briefings in {name}{held_beside}. A briefing is a .yaml file with a title, or a .md file; "
        "see `briefing help writing`."
    )
