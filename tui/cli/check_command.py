"""`briefing check`: every problem of every file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from tui.cli.options import ceiling_of, ceiling_option, json_option, library_option
from tui.cli.output import out, out_object
from tui.model.counted import counted
from tui.store.processes import cores

if TYPE_CHECKING:
    from tui.model.handling import Tlp


@click.command("check", short_help="Report every problem of every file.")
@click.argument("path", nargs=-1)
@library_option
@json_option
@ceiling_option
def command(path: tuple[str, ...], library: tuple[str, ...], as_json: bool, max_tlp: Tlp | None, allow_unmarked: bool) -> int:
    """Report every problem as `path:line:column: severity code message`.

    Errors make the exit status 1; warnings and infos do not.
    """
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, complain
    from tui.cli.inputs import Inputs
    from tui.cli.lookup import ask
    from tui.model.problem import SEVERITIES
    from tui.model.text import one_line
    from tui.store.check_library import check_library
    from tui.store.duplicate_ids import DUPLICATE_ID, clashes

    inputs = Inputs([*path, *library], ceiling=ceiling_of(max_tlp, allow_unmarked))
    inputs.introduce()
    checked = check_library(inputs.paths, also=inputs.from_pipes, processes=cores())
    problems = [*checked.problems, *checked.of_briefings]
    if inputs.is_limited:
        # Problems quote what they are about.
        inputs.whole = True
        rows = ask(inputs, lambda held: held.rows(0, held.count()), catalog=False)
        shown = {row.real_path for row in rows}
        problems = [problem for problem in problems if problem.real_path in shown and problem.code != DUPLICATE_ID]
        # Those that claim an id name each other.
        problems += [problem for claimed in clashes([(row.id, row.path) for row in rows]) for problem in claimed]
    known: Counter[str] = Counter([*checked.by_reading, *(problem.severity for problem in checked.problems)])
    for problem in problems:
        if as_json:
            fields = ("line", "column", "severity", "code", "message", "suggestion")
            out_object({"path": problem.real_path, **{name: getattr(problem, name) for name in fields}})
        else:
            out(one_line(str(problem)))
    counts = Counter(problem.severity for problem in problems)
    only = ", ".join(
        counted(counts[severity] - known[severity], severity) for severity in SEVERITIES if counts[severity] > known[severity]
    )
    said = ", ".join(counted(counts[severity], severity) for severity in SEVERITIES)
    files = counted(checked.briefings, "briefing")
    complain(f"{files}: {said}" + (f" ({only} of these by rules that only `check` applies)" if only else ""))
    if inputs.refused(checked):
        return CANNOT_READ
    return FOUND if counts["error"] else OK
