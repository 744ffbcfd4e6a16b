"""`briefing check`: every problem of every file."""

from __future__ import annotations

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
    from tui.cli.guard import FOUND, OK, complain
    from tui.cli.shelf import FileShelf
    from tui.store.check import check

    shelf = FileShelf([*path, *library])
    listing = shelf.read_all()
    problems = [*listing.problems]
    for briefing in listing.briefings:
        problems += check(briefing, library_ids=listing.ids)
    for problem in problems:
        if as_json:
            fields = ("path", "line", "column", "severity", "code", "message", "suggestion")
            echo_json({name: getattr(problem, name) for name in fields})
        else:
            click.echo(str(problem))
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in ("error", "warning", "info")}
    said = ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items())
    files = len(listing.briefings)
    complain(f"{files} briefing{'' if files == 1 else 's'}: {said}")
    return FOUND if counts["error"] else OK
