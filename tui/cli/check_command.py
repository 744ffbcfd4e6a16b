"""`briefing check`: every problem of every file."""

from __future__ import annotations

from collections import Counter

import click

from tui.cli.options import echo_json, json_option, library_option


@click.command("check", short_help="Report every problem of every file.")
@click.argument("path", nargs=-1)
@library_option
@json_option
def command(path: tuple[str, ...], library: tuple[str, ...], as_json: bool) -> int:
    """Report every problem as `path:line:column: severity code message`.

    Errors make the exit status 1; warnings and infos do not.
    """
    from tui.cli.guard import CANNOT_READ, FOUND, OK, complain
    from tui.cli.shelf import FileShelf
    from tui.model.problem import SEVERITIES
    from tui.store.check import check

    shelf = FileShelf([*path, *library])
    listing = shelf.read_all()
    problems = [*listing.problems]
    known = Counter(problem.severity for problem in problems)
    for briefing in listing.briefings:
        known.update(problem.severity for problem in briefing.problems)
        problems += check(briefing, library_ids=listing.ids)
    for problem in problems:
        if as_json:
            fields = ("path", "line", "column", "severity", "code", "message", "suggestion")
            echo_json({name: getattr(problem, name) for name in fields})
        else:
            click.echo(str(problem))
    counts = Counter(problem.severity for problem in problems)
    only = ", ".join(
        _counted(counts[severity] - known[severity], severity) for severity in SEVERITIES if counts[severity] > known[severity]
    )
    said = ", ".join(_counted(counts[severity], severity) for severity in SEVERITIES)
    files = _counted(len(listing.briefings), "briefing")
    complain(f"{files}: {said}" + (f" ({only} of these by rules that only `check` applies)" if only else ""))
    if shelf.refused(listing):
        return CANNOT_READ
    return FOUND if counts["error"] else OK


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
