"""`briefing changes`: what changed since one read it, or from one briefing to another."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tui.cli.options import catalog_option, ceiling_of, ceiling_option, json_option, library_option, named_path
from tui.cli.output import out, out_object

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.tables import Row
    from tui.changes.other_pages import TwoNames
    from tui.changes.results import Changes, ChangeSummary
    from tui.cli.inputs import Inputs
    from tui.document.document import Document
    from tui.journal.journal import Journal
    from tui.journal.records import Identity
    from tui.model.briefing import Briefing
    from tui.model.dates import Date
    from tui.model.handling import Ceiling, Tlp
    from tui.reading.last_read import LastReading
    from tui.reading.read_state import Reading

LAST_READ = "last-read"


@click.command("changes", short_help="Print what changed since you read it, or between two briefings.")
@click.argument("what", required=False, default="", metavar="ID|FILE")
@click.argument("other", required=False, default="", metavar="ID|FILE")
@library_option
@click.option(
    "--since",
    default=LAST_READ,
    metavar="DATE|last-read",
    help="Since when: your last reading, or a day (3 Nov, yesterday, 2024-07-03); then the author's account is printed too.",
)
@click.option("--rev", default="", metavar="REV", help="Compare it with its file in a revision of git, such as HEAD~3 or a tag.")
@click.option("--width", type=click.IntRange(0, 10_000), default=None, help="Cells of a line; 0 leaves lines unwrapped.")
@json_option
@catalog_option
@ceiling_option
def command(
    what: str,
    other: str,
    library: tuple[str, ...],
    since: str,
    rev: str,
    width: int | None,
    as_json: bool,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Print what changed in a briefing since you last read it, or in an older number that it replaces; of two, what differs.
    With --rev REV: since a revision of git.

    Without a name: the briefings of the library that changed since you read them, each with the reasons.
    With --since DATE: what authors say has changed since then. Exit status 1 when nothing changed.
    """
    from tui.cli.exit_status import USAGE, Stop
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask
    from tui.cli.own_journal import own_journal
    from tui.cli.show_command import is_file

    date = _date(since)
    limit = ceiling_of(max_tlp, allow_unmarked)
    if rev:
        if other or not what or date is not None:
            raise Stop("--rev compares one briefing with what it was: give its id or its file, and no --since", USAGE)
        return _print_since_revision(_as_it_is(what, library, limit, catalog=not no_catalog), rev, limit, width, as_json=as_json)
    if other:
        if date is not None:
            raise Stop("--since is about one briefing: two are compared as they are", USAGE)
        before, after = [_as_it_is(one, library, limit, catalog=not no_catalog) for one in (what, other)]
        return _print_difference(before, after, width, as_json=as_json)
    named = [what] if what and is_file(what) else library
    inputs = Inputs(named, ceiling=limit)
    # A part that is left out would count as removed.
    inputs.whole = inputs.is_limited
    if not what:
        inputs.introduce()
    run = _Run(inputs, width, as_json, date)
    if date is not None and not what:
        return run.said_in_library(catalog=not no_catalog)
    with own_journal(inputs.config) as journal:
        if not what:
            changed, read = ask(inputs, lambda held: _changed(held, journal, inputs.ceiling), catalog=not no_catalog)
            return run.print_library(changed, read or journal.is_lost)
        single = named is not library
        found = ask(inputs, lambda held: _document(held, what, inputs.name, single=single), catalog=not no_catalog)
        return run.print_briefing(*found, journal)


def _as_it_is(what: str, library: Sequence[str], ceiling: Ceiling, *, catalog: bool) -> Document:
    """A briefing of the library, or in a file.

    Raises:
        Stop: there is none, or it may not be shown whole: a part that is left out would count as one that is not there.
    """
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask
    from tui.cli.show_command import is_file

    named = [what] if is_file(what) else library
    inputs = Inputs(named, ceiling=ceiling)
    inputs.whole = inputs.is_limited
    return ask(inputs, lambda held: _document(held, what, inputs.name, single=named is not library)[0], catalog=catalog)


def _print_since_revision(document: Document, revision: str, ceiling: Ceiling, width: int | None, *, as_json: bool) -> int:
    """Print what differs between a briefing and what its file is in a revision of git. Returns the exit status."""
    from tui.cli.inputs import composed
    from tui.cli.revisions import briefing_in_revision

    old, when = briefing_in_revision(document.briefing.real_path, revision, ceiling)
    return _print_difference(composed(old, {}), composed(document.briefing, {}), width, as_json=as_json, when=when)


def _print_difference(before: Document, after: Document, width: int | None, *, as_json: bool, when: str = "") -> int:
    """Print what differs between two briefings. Returns the exit status."""
    from tui.cli.exit_status import FOUND, OK
    from tui.cli.show_command import print_document
    from tui.reading.looking_back import compared_documents

    found = compared_documents(before, after, when)
    if as_json:
        for one in json_of(found.changes, after.briefing.id, found.names):
            out_object(one)
    else:
        print_document(found.page, width)
    return OK if found.changes else FOUND


def _date(since: str) -> Date | None:
    from tui.cli.exit_status import USAGE, Stop
    from tui.reading.looking_back import date_of

    if since == LAST_READ:
        return None
    try:
        return date_of(since, time.time())
    except ValueError as error:
        raise Stop(f"--since takes a date or `{LAST_READ}`: {error}", USAGE) from None


def _document(held: Catalog, what: str, library: str, *, single: bool) -> tuple[Document, list[Identity]]:
    """A briefing composed, and those that it replaces, the nearest first.

    Raises:
        Stop: there is none of that id.
    """
    from tui.cli.lookup import number_named
    from tui.reading.last_read import identity_of_row

    n = held.order()[0] if single else number_named(held, what, library)
    older = [] if single else held.rows_of(held.queue_facts.older(n))
    return held.document(n), [identity_of_row(row) for row in older]


def _changed(held: Catalog, journal: Journal, ceiling: Ceiling) -> tuple[list[tuple[Row, ChangeSummary]], bool]:
    """The briefings that changed since they were read, those that ask most for attention first; and whether any was read.

    Of those that were marked more strictly when they were read than a ceiling allows, nothing is said.
    """
    from tui.reading.read_state import readings, settled

    fresh = {one.key: (one.digest, one.summary) for one in settled(held, journal, readings(held, journal), time.time)}
    known = readings(held, journal, fresh).of

    def may_be_told(one: Reading) -> bool:
        if ceiling == ceiling_of(None, False):
            return True
        allowed = not one.lineage and ceiling.allows(journal.marking_read(one.key))
        return allowed and not _is_cut(held.briefing(one.n))

    told = [one for one in known.values() if one.state == "updated" and may_be_told(one)]
    found = {one.n: one.summary for one in told if one.summary}
    rows = held.rows_of(sorted(found))
    return sorted(((row, found[row.n]) for row in rows), key=lambda one: one[1].rank), bool(known)


def _is_cut(briefing: Briefing) -> bool:
    """Whether a reference to what may not be shown was taken out of a briefing: what was read of it may name that."""
    from tui.model.problem import LEFT_OUT

    return any(problem.code == LEFT_OUT for problem in briefing.problems)


class _Run:
    """One run of the command: how its answers are printed."""

    def __init__(self, inputs: Inputs, width: int | None, as_json: bool, since: Date | None) -> None:
        self._inputs = inputs
        self._width = width
        self._as_json = as_json
        self._since = since

    def print_briefing(self, document: Document, older: Sequence[Identity], journal: Journal) -> int:
        """Print what changed in a briefing, and what its author says where a date is given. Returns the exit status."""
        from tui.changes.page import changes_document
        from tui.cli.exit_status import FOUND, OK, complain
        from tui.reading.last_read import Comparison

        briefing = document.briefing
        if self._inputs.is_limited:
            from tui.journal.records import identity_of

            older = ()
            if _is_cut(briefing):
                complain(f"“{briefing.title}” refers to what may not be shown whole, so it is not compared with what you read")
                return FOUND
            marking = journal.marking_read(journal.key_of(identity_of(briefing)))
            if not self._inputs.ceiling.allows(marking):
                complain(f"what you read of “{briefing.title}” is {self._inputs.ceiling.excess}, so it is not compared")
                return FOUND
        back = Comparison(journal, document, time.time(), older)
        if self._since is not None and back.last_reading is not None:
            from tui.reading.looking_back import as_of, moment_of

            back = Comparison(
                journal, document, time.time(), older, as_of(journal, back.last_reading, moment_of(self._since)), last=False
            )
        reading, changes = back.last_reading, back.changes
        said = self._said(document)
        if changes is None or reading is None:
            if self._since is None:
                hint = "`--since DATE` prints what its author says has changed"
                complain(f"you have not read “{briefing.title}” yet, so there is nothing to compare it with; {hint}")
            return OK if said else FOUND
        if self._since is not None and not changes:
            return OK if said else FOUND
        if self._as_json:
            for one in json_of(changes, briefing.id):
                out_object(one)
        else:
            if self._since is not None:
                out("")
            self._print(changes_document(changes, briefing, reading.edition, when_read(reading)))
        return OK if changes or said else FOUND

    def _said(self, document: Document) -> bool:
        """Print what the author says, where a date is given. Returns whether there is anything."""
        if self._since is None:
            return False
        from tui.changes.other_pages import authors_document, said_since

        words = said_since(document.briefing, self._since)
        if self._as_json:
            for word in words:
                out_object(
                    {
                        **_BLANK,
                        "id": document.briefing.id,
                        "section": word.section,
                        "what": "author",
                        "change": word.what,
                        "item": word.item or None,
                        "date": word.date.text,
                        "said": word.text,
                        "why": word.reason or None,
                        "action": word.action or None,
                    }
                )
        else:
            self._print(authors_document(document.briefing, words, self._since.display))
        return bool(words)

    def _print(self, document: Document) -> None:
        from tui.cli.show_command import print_document

        print_document(document, self._width)

    def print_library(self, found: Sequence[tuple[Row, ChangeSummary]], read: bool) -> int:
        """Print briefings that changed, with the reasons. Returns the exit status."""
        from tui.cli.exit_status import FOUND, OK, complain

        for row, summary in found:
            self._print_line(row.id, row.title, row.real_path, summary.summary, summary.reasons)
        if not found:
            complain("nothing has changed since you read it" if read else f"you have read nothing of {self._inputs.name} yet")
        return OK if found else FOUND

    def _print_line(self, name: str, title: str, path: str, summary: str, reasons: Sequence[str]) -> None:
        from tui.model.text import one_line

        if self._as_json:
            about = {"id": name, "title": title, "path": named_path(path) or None}
            out_object({**about, "summary": summary, "reasons": list(reasons)})
        else:
            out(f"{one_line(name)}  {one_line(title)}\n    {one_line('; '.join(reasons))}")

    def said_in_library(self, *, catalog: bool) -> int:
        """Answer for a library, from what authors say since a date."""
        from tui.changes.other_pages import said_since
        from tui.cli.exit_status import FOUND, OK, complain
        from tui.cli.lookup import ask

        assert self._since is not None
        since = self._since

        def answer(held: Catalog) -> list[tuple[str, str, str, list[str]]]:
            told = held.told_since(since.sort_key[0])
            said = ((row, [f"{word.date.day}: {word.text}" for word in said_since(briefing, since)]) for row, briefing in told)
            return [(row.id, row.title, row.real_path, words) for row, words in said if words]

        found = ask(self._inputs, answer, catalog=catalog)
        for name, title, path, said in found:
            self._print_line(name, title, path, said[0], said)
        if not found:
            complain(f"no author says that anything has changed since {since.display}")
        return OK if found else FOUND


def when_read(reading: LastReading) -> str:
    """When the reading was that a briefing is compared with, to follow the word "since"."""
    from tui.reading.moments import day

    date = day(reading.since)
    if reading.own:
        return f"you read it on {date}"
    number = reading.edition.number
    return f"you read number {number} on {date}" if number else f"you read what it replaces on {date}"


_KEYS = (
    *("id", "section", "what", "change", "item", "name", "date", "said"),
    *("why", "action", "fields", "before", "after", "segments", "leaning"),
)
_BLANK: Mapping[str, Any] = dict.fromkeys(_KEYS)
"""The fields of a change in `--json`; they are stable, and null where they say nothing."""


def json_of(changes: Changes, briefing_id: str, names: TwoNames | None = None) -> Iterator[dict[str, Any]]:
    """The changes as objects, one for each thing, each changed section and each changed text.

    Args:
        changes: the outcome of a comparison.
        briefing_id: of the briefing as it is now.
        names: what two briefings are called of which neither is an earlier state of the other.
    """
    from tui.changes.other_pages import only_in, without_kind
    from tui.changes.wording import sentences
    from tui.changes.words import segments_of

    told = iter(sentences(changes))

    def said(kind: str) -> str:
        sentence = next(told)
        where = only_in(kind, names) if names is not None else ""
        return f"{where}: {without_kind(kind, sentence).text}" if where else sentence.text

    def line(**values: Any) -> dict[str, Any]:
        return {**_BLANK, "id": briefing_id, **values}

    for item in changes.items:
        yield line(
            section=item.section,
            what=item.what,
            change=item.kind,
            item=item.id or None,
            name=item.name or None,
            said=said(item.kind),
            leaning=[
                {"what": one.kind, "item": one.id or None, "name": one.name, "through": one.by or None} for one in item.leaning
            ],
            fields=[{"field": one.key, "before": one.before if one.known else None, "after": one.after} for one in item.fields],
        )
    for section in changes.sections:
        title = section.title or None
        yield line(section=section.id, what="section", change=section.kind, name=title, said=said(section.kind))
        for block in section.blocks:
            yield line(
                section=section.id,
                what="text",
                change=block.kind,
                name=title,
                before=block.before if block.known else None,
                after=block.after,
                segments=[[segment.op, segment.text] for segment in segments_of(block)] if block.known else None,
            )
