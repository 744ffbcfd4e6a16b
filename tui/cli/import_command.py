"""`briefing import`: editable briefings of files of other programs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tui.cli.options import ceiling_of, ceiling_option, json_option, named_path
from tui.cli.output import err_is_terminal, err_over, out, out_object
from tui.cli.pipes import STDIN
from tui.model.counted import counted

if TYPE_CHECKING:
    from tui.model.handling import Ceiling, Tlp
    from tui.model.problem import Problem
    from tui.store.formats.importing import ImportedBriefing, ImportTarget

_TOLD_EVERY = 50
"""Briefings of one file between two lines of progress."""


@click.command("import", short_help="Make editable briefings of files of other programs.")
@click.argument("source", nargs=-1, required=True)
@click.option(
    "--to", "shape", type=click.Choice(["md", "yaml"]), default=None, help="Write Markdown or YAML; by default what fits."
)
@click.option(
    "-o", "--output", metavar="FOLDER", default=".", show_default=False, help="Where to write; the current folder by default."
)
@click.option("--update", is_flag=True, help="Renew what was imported from a source that has changed; your own edits stay.")
@click.option("--strict", is_flag=True, help="End with status 1 where anything was not taken over.")
@json_option
@ceiling_option
def command(
    source: tuple[str, ...],
    shape: Literal["md", "yaml"] | None,
    output: str,
    update: bool,
    strict: bool,
    as_json: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Make an editable briefing of each SOURCE, and say what was not taken over. - reads standard input.

    A mailbox or a feed becomes one file an entry, a folder those of all its files that are no briefings yet. No file is ever
    overwritten. The same source has the same id, so that importing again makes nothing twice.
    """
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, complain

    work = _Import(Path(output), shape, update, as_json, ceiling_of(max_tlp, allow_unmarked))
    for each in source:
        work.take(each)
    done = ", ".join(f"{number:,} {state}" for state, number in work.states.items())
    complain(f"{counted(sum(work.states.values()), 'briefing')}" + (f": {done}" if done else ""))
    if work.failed:
        return CANNOT_READ
    return FOUND if work.states["conflict"] or (strict and work.lost) else OK


class _Import:
    """Goes through sources, and writes and tells what comes of each."""

    def __init__(self, folder: Path, shape: Literal["md", "yaml"] | None, update: bool, as_json: bool, ceiling: Ceiling) -> None:
        self._folder = folder
        self._shape = shape
        self._update = update
        self._as_json = as_json
        self._ceiling = ceiling
        self.states: Counter[str] = Counter()
        self.failed = self.lost = False

    def take(self, source: str) -> None:
        """Import a file, what is in a folder, or standard input."""
        from tui.store.file_bytes import CannotRead
        from tui.store.formats.importing import CannotWrite, imported_from
        from tui.store.formats.rendition import Unread

        problems: list[Problem] = []
        left_out: list[str] = []
        for name, whence, read in _sources(source, self._folder, problems, left_out):
            shown = named_path(name)
            try:
                data = read()

                for number, one in enumerate(imported_from(data, os.path.basename(name), shown), 1):
                    self._one(one, shown, whence)
                    if number % _TOLD_EVERY == 0 and err_is_terminal():
                        err_over(f"{shown}: {number:,}")
            except CannotWrite as error:
                self._failed(shown, str(error), "", "cannot-write")
            except (CannotRead, Unread, OSError) as error:
                if getattr(error, "code", "") == "no-import" and name != source:
                    # A folder may hold briefings among the others.
                    continue
                said = getattr(error, "strerror", None) or str(error) or "This file is of no format that is read."
                self._failed(shown, said, getattr(error, "suggestion", ""), getattr(error, "code", "cannot-read"))
        for problem in problems:
            if problem.severity != "info":
                self._failed(problem.path, problem.message, problem.suggestion, problem.code)
        if not self._ceiling.allows_everything:
            # What nobody has read is unmarked: it is not named.
            self.states["left out"] += len(left_out)
            return
        for name in left_out:
            self._failed(named_path(name), "Nothing here reads files that end so; it is left out.", "", "no-import")

    def _one(self, one: ImportedBriefing, source: str, whence: str) -> None:
        from tui.store.formats.importing import target_for, write

        self.lost = self.lost or one.lost
        if not one.fields:
            self._failed(f"{source}::{one.key}", one.problems[0].message, one.problems[0].suggestion, one.problems[0].code)
            return
        if not self._ceiling.allows_everything and not self._may_be_shown(one):
            self.states["left out"] += 1
            return
        target = target_for(one, whence, self._folder, self._shape, update=self._update)
        if target.text:
            try:
                write(target)
            except FileExistsError:
                target = target._replace(state="conflict", reason="a file of this name has just come")
        self.states[target.state] += 1
        self._tell(one, source, target)

    def _may_be_shown(self, one: ImportedBriefing) -> bool:
        """Whether all of a briefing may be shown: what is written is whole, or not at all."""
        from tui.store.formats.briefing_file import written
        from tui.store.read import read_text
        from tui.store.withholding import within

        briefing = read_text(written(one.fields, "yaml", ""), name="import", kind="yaml")
        return within(briefing, self._ceiling) is briefing

    def _tell(self, one: ImportedBriefing, source: str, target: ImportTarget) -> None:
        path = named_path(str(target.path))
        if self._as_json:
            known = {"source": source, "key": one.key, "path": path, "id": one.fields["id"], "title": one.fields["title"]}
            problems = [_object(problem) for problem in one.problems]
            out_object({**known, "state": target.state, "reason": target.reason, "problems": problems})
            return
        out(f"{path}: {target.state}{f': {target.reason}' if target.reason else ''}")
        if target.text:
            for problem in one.problems:
                out(f"  {problem.severity} {problem.code} {problem.message}")

    def _failed(self, source: str, said: str, suggestion: str, code: str) -> None:
        from tui.cli.exit_status import complain

        skipped = code in ("no-import", "attachment-not-imported")
        self.failed = self.failed or not skipped
        self.states["skipped" if skipped else "not written" if code == "cannot-write" else "not read"] += 1
        if self._as_json:
            problem = {"severity": "error", "code": code, "message": said, "suggestion": suggestion}
            out_object({"source": source, "state": "not-read", "problems": [problem]})
        else:
            complain(
                f"{source}: {said}"
                + (f" {suggestion[:1].upper()}{suggestion[1:]}." if suggestion and suggestion not in said else "")
            )


def _object(problem: Problem) -> dict[str, object]:
    return {name: getattr(problem, name) for name in ("severity", "code", "message", "suggestion")}


class _Read:
    """Reads a source when it is its turn."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self) -> bytes:
        if self._path == STDIN:
            from tui.cli.pipes import standard_input
            from tui.store.source_text import MOST_BYTES

            return standard_input().read(MOST_BYTES + 1)
        from tui.store.read import read_bytes

        return read_bytes(Path(self._path))


def _sources(source: str, folder: Path, problems: list[Problem], left_out: list[str]) -> Iterator[tuple[str, str, _Read]]:
    """What a source on the command line stands for: names, what they are from the folder of the briefings, and how to read them.

    Files of a folder that nothing reads, by the ends of their names, are added to `left_out`.
    """
    from tui.store.file_kinds import is_foreign
    from tui.store.file_system import as_on_disk
    from tui.store.walk import walk

    if source == STDIN:
        yield STDIN, STDIN, _Read(STDIN)
        return
    source = as_on_disk(source) if not source.isascii() else source
    if not os.path.isdir(source):
        yield source, os.path.relpath(source, folder), _Read(source)
        return
    for walked in walk([source], problems):
        for name, *_ in walked.files:
            path = os.path.join(source, os.path.relpath(os.path.join(walked.path, name), os.path.abspath(source)))
            if is_foreign(name):
                left_out.append(path)
            elif not name.startswith("~$"):
                yield path, os.path.relpath(path, folder), _Read(path)
