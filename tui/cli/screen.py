"""Opening the screen, or printing where there is no screen to open."""

from __future__ import annotations

import gc
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.access import access_of, has_ascii_signs
from tui.cli.exit_status import CANNOT_READ, FOUND, OK, USAGE, Stop, complain
from tui.cli.inputs import Inputs
from tui.cli.kept_frames import Keeping
from tui.cli.lookup import bring_up_to_date, index_saved, no_briefings
from tui.cli.output import is_terminal
from tui.cli.pipes import STDIN
from tui.model.handling import NO_CEILING, Ceiling
from tui.model.own_keys import OwnKeys

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.document.folds import FoldState
    from tui.journal.journal import Journal
    from tui.model.briefing import Briefing
    from tui.model.problem import Problem
    from tui.model.recalls import Recall
    from tui.reading.session import Preferences
    from tui.ui.keymap import Keymap


FIRST_ROWS = 60
"""Files of a large library that are read for its first rows, the newest ones, while its catalog is still to be made."""


def is_dumb() -> bool:
    """Whether there is no terminal to draw on: output goes elsewhere, or `TERM` says it cannot."""
    return not is_terminal() or os.environ.get("TERM", "dumb") in ("", "dumb", "unknown")


def _piped_in() -> bool:
    """Whether a file or a pipe stands on standard input, as in `cat x | briefing`."""
    if sys.stdin is None or sys.stdin.isatty():
        return False
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def read(
    paths: Sequence[str],
    *,
    at: str = "",
    find: str = "",
    journal: bool = True,
    catalog: bool = True,
    title: str = "",
    ceiling: Ceiling = NO_CEILING,
    also: tuple[Briefing, ...] = (),
    given: Sequence[str] | None = None,
    linear: bool = False,
    search: str = "",
    resumed: bool = False,
) -> int:
    """Open the screen on files and folders.

    Args:
        paths: what to read; with none, a pipe on standard input, else the default library.
        at: `ID`, `#SECTION` or `ID#SECTION` to begin at.
        find: words to find at once.
        journal: keep what is read and written down.
        catalog: use, make and refresh the library's catalog.
        title: what to call the library; by default its paths.
        ceiling: what may be shown. Under one, no journal is kept, and no catalog looked at but that of the ceiling.
        also: briefings that are in no file.
        given: the command line, where the screen is to be kept for the next start with the same one.
        search: words to search the library for at once.
        resumed: whether one goes on with what was left.
        linear: read by lines instead of on the screen, whatever the configuration says.
    """
    if not paths and not linear and _piped_in():
        paths = [STDIN]
    inputs = Inputs(paths, bare=not at and not find, title=title, ceiling=ceiling)
    inputs.from_pipes += also
    keeping = Keeping(given, inputs) if given is not None else None
    if linear or (access_of(os.environ, inputs.config) == "yes" and not is_dumb()):
        keeps = journal and not inputs.is_limited
        return _read_by_lines(inputs, at, find, search, catalog=catalog, journal=keeps, is_known=bool(title), resumed=resumed)
    if is_dumb():
        return _print(inputs, at, find, catalog=catalog)
    if inputs.config.doubt:
        complain(inputs.config.doubt)
    _take_terminal()
    catalog = catalog and not inputs.config.doubt
    if inputs.is_limited and catalog and not inputs.single and not inputs.from_pipes and _was_made(inputs):
        # What is marked more strictly since must not be seen for the moment until a refresh is through.
        bring_up_to_date(inputs)
    journal = journal and not inputs.is_limited
    if inputs.single or not (catalog and inputs.has_catalog):
        if inputs.single or not inputs.is_large():
            inputs.read_ahead()
        elif catalog:
            inputs.read_ahead(FIRST_ROWS)
    # Collecting garbage while everything is being imported costs a tenth of the start and finds nothing;
    # the screen starts collecting again.
    gc.disable()
    from tui.cli.prompt_history import keep_typed_texts, typed_before
    from tui.ui.start import Empty, open_screen

    opened: list[Journal] = []
    keymap = _keymap(inputs)
    before = typed_before(os.environ, inputs.config) if journal else []
    typed = list(before)
    try:
        return open_screen(
            inputs,
            at=at,
            find=find,
            catalog=catalog,
            preferences=_preferences(inputs),
            keymap=keymap,
            index_saved=None if inputs.is_limited else partial(index_saved, inputs.paths),
            limit=inputs.shown.limit,
            index_options=_index_options(ceiling),
            journal=partial(_journal, inputs, opened) if journal else None,
            say=complain,
            search=search,
            resumed=resumed,
            typed=typed,
            # The manual, which has a title of its own, is no work that one goes on with.
            left=partial(_keep_session, inputs) if journal and inputs.paths and not inputs.from_pipes and not title else None,
            folds=partial(_folds, inputs) if journal else dict,
            keeper=keeping if keeping is not None and journal and catalog and keeping.is_allowed else None,
        )
    except Empty as empty:
        raise Stop(inputs.left_out or no_briefings(inputs.name, empty.library), FOUND) from None
    finally:
        if inputs.ahead is not None:
            inputs.ahead.stop()
        if journal:
            keep_typed_texts(os.environ, inputs.config, before, typed)
        for one in opened:
            _tell_unsaved(one)


def _keep_session(inputs: Inputs, stood: tuple[str, str, str], folds: Mapping[str, FoldState]) -> None:
    """Keep where one was and what was folded, for `--resume` and the next time that the same is opened."""
    import time

    from tui.cli.sessions import LeftSession, keep_session, left_folds

    keep_session(os.environ, inputs.config, LeftSession(time.time(), _absolute(inputs), *stood, left_folds(folds)))


def _folds(inputs: Inputs) -> Mapping[str, FoldState]:
    """What was folded when one left."""
    from tui.cli.sessions import folds_left

    return folds_left(os.environ, _absolute(inputs))


def _absolute(inputs: Inputs) -> tuple[str, ...]:
    return tuple(os.path.abspath(path) for path in inputs.paths)


def _read_by_lines(
    inputs: Inputs, at: str, find: str, search: str, *, catalog: bool, journal: bool, is_known: bool, resumed: bool
) -> int:
    """The program of lines, on whatever is typed or piped in."""
    import time

    from tui.cli.linear import LineProgram, typed_lines
    from tui.cli.output import out
    from tui.document.compose import compose
    from tui.model.text import cleaned_line
    from tui.reading.library import Library
    from tui.reading.session import FoldsLeft, Session

    def composed(briefing: Briefing, titles: Mapping[str, str], recalls: Sequence[Recall] = ()) -> Document:
        return compose(briefing, library=titles, recalls=recalls)

    inputs.introduce()
    opened: list[Journal] = []
    journal_of = partial(_journal, inputs, opened) if journal else None
    now, shown = time.time, _preferences(inputs)
    folds, limit = FoldsLeft(partial(_folds, inputs) if journal else dict), inputs.shown.limit
    session = Session(inputs, composed, now=now, preferences=shown, open_journal=journal_of, limit=limit, folds=folds)
    program = LineProgram(session, lambda line: out(cleaned_line(line)), lambda: inputs.left_out)
    name, _, section = at.partition("#")
    try:
        if inputs.single:
            program.begin(session.open(*inputs.opened()), section, find)
        else:
            catalog = catalog and inputs.has_catalog and not inputs.from_pipes and bring_up_to_date(inputs)
            session.library = library = Library(session, inputs.name, inputs.paths, memory=None if catalog else inputs.in_memory())
            library.look()
            library.renew()
            if not library.count:
                raise Stop(inputs.left_out or f"There is no briefing in {inputs.name}.", FOUND)
            reader = session.open_id(name) if name else None
            if name and reader is None and resumed:
                program.say(f"“{name}”, where you were, is not in {inputs.name} any more.")
            elif name and reader is None:
                raise Stop(f"There is no briefing “{name}” in {inputs.name}; `briefing list` lists them.", CANNOT_READ)
            program.begin(reader, "" if resumed and journal else section, find)
            if search and reader is None:
                program.search(search)
        program.run(typed_lines())
    finally:
        session.close_journal()
        for one in opened:
            _tell_unsaved(one)
    if journal and inputs.paths and not inputs.from_pipes and not is_known:
        _keep_session(inputs, program.stood, folds.states)
    return OK


def _was_made(inputs: Inputs) -> bool:
    """Whether there is a catalog of what may be shown; the first one is made behind the screen, as without a ceiling."""
    from tui.catalog.location import DATABASE, location_of

    try:
        return (location_of(inputs.paths, inputs.shown.limit) / DATABASE).exists()
    except OSError:
        return False


def _index_options(ceiling: Ceiling) -> list[str]:
    """The options of `briefing index` by which it keeps the catalog of a ceiling."""
    if ceiling == NO_CEILING:
        return []
    return ["--max-tlp", str(ceiling.up_to), *(["--allow-unmarked"] if ceiling.unmarked else [])]


def _tell_unsaved(journal: Journal) -> None:
    """Say what is lost, and print what somebody wrote, so that it can be copied."""
    from tui.cli.output import err

    first, *notes = journal.unsaved().sentences or ("",)
    if first:
        complain(first)
    for text in filter(str.strip, notes):
        err("\n" + text.rstrip("\n"))


def _print(inputs: Inputs, at: str, find: str, *, catalog: bool) -> int:
    """What `show` prints for one briefing, what `list` prints for several."""
    from tui.cli.inputs import composed
    from tui.cli.list_command import print_rows
    from tui.cli.lookup import ask, document_now, none_of, number_named
    from tui.cli.show_command import print_section

    if find:
        complain("this is no terminal, so nothing is found in it; `--find` needs the screen")
    name, _, section = at.partition("#")
    if inputs.single:
        briefing = inputs.only()
        if name and name not in (briefing.id, *briefing.formerly):
            raise none_of([briefing.id], name, inputs.name)
        print_section(composed(briefing, {}), section, None)
        return CANNOT_READ if inputs.missing else OK

    def answer(held: Catalog) -> tuple[Catalog, Document | None, list[Row]]:
        if name or held.count() == 1:
            n = number_named(held, name, inputs.name) if name else held.order()[0]
            return held, document_now(held, inputs, n), []
        return held, None, held.rows(0, held.count())

    held, document, rows = ask(inputs, answer, catalog=catalog)
    for problem in held.problems:
        complain(str(problem))
    status = CANNOT_READ if inputs.refused(held) else OK
    if document is not None:
        print_section(document, section, None)
        return status
    if not held.count():
        if not inputs.left_out:
            complain(no_briefings(inputs.name, held))
        return status or FOUND
    if section:
        raise Stop(f"“{at}” is a section of which briefing? Write `--at ID#{section}`; `briefing list` lists the ids.", USAGE)
    print_rows(rows, inputs.config)
    complain("this is no terminal, so here is the list; `briefing show ID` prints a briefing")
    return status


def _take_terminal() -> None:
    """Keys from the terminal where standard input was a pipe, and drawing on it where stderr goes elsewhere."""
    try:
        if not os.isatty(0):
            terminal = os.open("/dev/tty", os.O_RDWR)
            os.dup2(terminal, 0)
            os.close(terminal)
        if not os.isatty(2):
            os.dup2(1, 2)
    except OSError:
        raise Stop("There is no terminal to read keys from; `briefing show FILE` prints instead.", CANNOT_READ) from None


def _journal(inputs: Inputs, opened: list[Journal]) -> Journal:
    """The reader's journal, put among those that were opened."""
    from tui.journal.opening import open_journal

    opened.append(open_journal(os.environ, inputs.config))
    return opened[-1]


def _keymap(inputs: Inputs) -> Keymap | None:
    """The person's own keys, None where they are the usual ones."""
    if inputs.config.keys == OwnKeys():
        return None
    from tui.ui.chosen_keys import chosen_keys

    return chosen_keys(inputs.config.keys).keymap


def config_notice(problems: Sequence[Problem], *, in_doubt: bool = False) -> str:
    """What is wrong with the configuration, in a sentence that tells of the first problem; how many there are comes before it.

    Args:
        problems: at least one, the first one to be told of.
        in_doubt: whether it is not known what text may be kept.
    """
    from tui.store.guards import UNTIL

    first = problems[0]
    told = first.message.removesuffix(f" {UNTIL}").removesuffix(".")
    told += f" ({first.suggestion})" if first.suggestion else ""
    told = told if first.code == "cannot-read" else f"line {first.line:,}: {told}"
    kept = "Only CLEAR is kept: " if in_doubt else ""
    if len(problems) == 1:
        return f"{kept}config.yaml, {told} · briefing config check"
    return f"{kept}{len(problems):,} problems in config.yaml: briefing config check lists them. The first, {told}"


def _what_is_wrong(inputs: Inputs) -> str:
    """What is wrong with the configuration, as the first notice of a screen; "" for nothing."""
    config, found = inputs.config, inputs.config_problems
    if not found and config.keys == OwnKeys():
        return ""
    from tui.ui.chosen_keys import chosen_keys

    if not found and all(problem.severity == "info" for problem in chosen_keys(config.keys).problems):
        return ""
    from tui.cli.config_command import beyond_the_file

    rest = sorted([*found[bool(config.doubt) :], *beyond_the_file(config)], key=lambda problem: (problem.line, problem.column))
    wrong = [*found[: bool(config.doubt)], *[problem for problem in rest if problem.severity != "info"]]
    return config_notice(wrong, in_doubt=bool(config.doubt)) if wrong else ""


def _preferences(inputs: Inputs) -> Preferences:
    """What the configuration says about the screen; what is wrong with it becomes the first notice."""
    from tui.reading.session import Preferences

    config, usual = inputs.config, Preferences()
    if wrong := _what_is_wrong(inputs):
        inputs.note = wrong
    elif inputs.missing:
        more = f" ({len(inputs.missing) - 1} more are missing)" if len(inputs.missing) > 1 else ""
        inputs.note = inputs.missing[0] + more
    return Preferences(
        config.theme,
        config.measure or usual.measure,
        config.words_per_minute or usual.words_per_minute,
        config.searches,
        config.editor,
        share=config.share,
        templates={name: str(path) for name, path in config.export.items()},
        shows_cursor=access_of(os.environ, config) == "screen",
        ascii_signs=has_ascii_signs(os.environ, config),
        doubt=inputs.note if config.doubt else "",
        names=config.names,
    )
