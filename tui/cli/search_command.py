"""`briefing search`: the sections of the library that hold what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.cli.hit_lines import ShownPassage, around, with_bold
from tui.cli.library_page import asked_text
from tui.cli.options import QueryCommand, catalog_option, ceiling_of, ceiling_option, json_option, library_option, named_path
from tui.cli.output import Pieces, out_object, out_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.catalog.catalog import Catalog, Results
    from tui.catalog.hits import Hit
    from tui.model.handling import Tlp
    from tui.search.query import Query
    from tui.search.query_pattern import QueryPattern

LIMIT = 50
CONTEXT = 160
LONGEST_CONTEXT = 400
"""Characters of a passage that the catalog gives."""


@click.command("search", cls=QueryCommand, short_help="Search the text of a library.")
@click.argument("query", nargs=-1)
@library_option
@json_option
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=LIMIT, show_default=True, help="Sections at most, the best first."
)
@click.option(
    "--context",
    type=click.IntRange(0, LONGEST_CONTEXT),
    default=CONTEXT,
    show_default=True,
    help="Characters of text around the first match.",
)
@click.option("--saved", metavar="NAME", default=None, help="A query of the configuration, to which QUERY is added.")
@click.option(
    "--read",
    "in_read",
    is_flag=True,
    help="Search what you last read, in the text as you read it, whether or not it is there still.",
)
@catalog_option
@ceiling_option
def command(
    query: tuple[str, ...],
    library: tuple[str, ...],
    as_json: bool,
    limit: int,
    context: int,
    saved: str | None,
    in_read: bool,
    no_catalog: bool,
    max_tlp: Tlp | None,
    allow_unmarked: bool,
) -> int:
    """Search the text of a library, and print the sections that answer as `path:line: section: context`, the best first.

    A QUERY holds words that must all be there, "phrases", -words that must not be there, begin*, this OR that, and
    fields: tag:japan date:2024-07..2024-09 likelihood:>=likely tlp:<=green is:recalled. The line is that of the
    match where the text stands line by line in the file, else where it begins.

    Fields of things find one judgment, event or action, with its sentence and its date: judgment:blockade horizon:..2025-03,
    event:exercise on:"next week" status:planned, due:<2024-09 owner:J3.

    With --read it searches the text of what you last read instead, kept in your journal, and prints `id: section: context —
    You read this on 3 Jul 2024; it has been removed since.`, the last read first: all of it, or with -L what is in that library.
    All words must be in one passage; of the fields, section: and read: count.
    """
    from tui.cli.exit_status import CANNOT_READ, FOUND, OK, USAGE, Stop, complain
    from tui.cli.inputs import Inputs
    from tui.cli.list_command import unmarked_left_out
    from tui.cli.lookup import ask, count_left_out, no_briefings
    from tui.cli.personal_filters import conditions
    from tui.search.parse import parse

    inputs = Inputs(library, ceiling=ceiling_of(max_tlp, allow_unmarked))
    if not in_read:
        inputs.introduce()
    asked = parse(asked_text(query, saved, inputs.config))
    for note in asked.notes:
        complain(note)
    if asked.everything:
        raise Stop("Say what to look for: words, “phrases” or fields such as tag:japan; `briefing list` lists everything.", USAGE)

    if in_read:
        from tui.cli.read_search import search_read

        return search_read(inputs, asked, here=bool(library), limit=limit, size=context, as_json=as_json, catalog=not no_catalog)

    def answer(held: Catalog) -> tuple[Catalog, Results, int]:
        resolved = own.resolve(held)
        return held, held.search(resolved, limit + 1, lines=True), count_left_out(held, resolved)

    with conditions(inputs, asked) as own:
        held, results, unmarked = ask(inputs, answer, catalog=not no_catalog)
    for problem in held.problems:
        complain(str(problem))
    _print(results.hits[:limit], asked, context, as_json)
    for word, near in results.did_you_mean:
        complain(f"“{word}” is not in this library; did you mean {' or '.join(f'“{one}”' for one in near)}?")
    if len(results.hits) > limit:
        of = f"the best of {results.sections:,} sections" if results.sections is not None else "the best of more sections"
        complain(f"{limit:,} shown, {of}; `--limit N` shows more")
    if unmarked:
        complain(unmarked_left_out(unmarked))
    if not held.count() and not inputs.left_out:
        complain(no_briefings(inputs.name, held))
    elif held.count() and not results.hits:
        from tui.search.explain import explain

        complain(f"nothing found in {inputs.name}. {explain(asked)}")
    if inputs.refused(held):
        return CANNOT_READ
    return OK if results.hits else FOUND


def _print(hits: Sequence[Hit], query: Query, size: int, as_json: bool) -> None:
    from tui.search.query_pattern import query_pattern

    pattern = query_pattern(query)
    for hit in hits:
        context = around(hit.context, hit.spans, size)
        if as_json:
            out_object(fields(hit, context))
        else:
            out_pieces(line(hit, context, pattern))


def fields(hit: Hit, context: ShownPassage) -> dict[str, object]:
    """The fields of a hit in `search --json`; they are stable.

    `spans` are pairs of offsets into `context`, in code points; `item` is the id of the judgment, event or other thing (`kind`) of
    which `context` is the sentence.
    """
    return {
        "id": hit.row.id,
        "section": hit.section,
        "section_title": _title(hit),
        "path": named_path(hit.row.real_path) or None,
        "line": max(1, hit.line),
        "score": round(hit.score, 3),
        "context": context.text,
        "spans": [list(span) for span in context.spans],
        "kind": hit.kind or None,
        "item": hit.item or None,
        "item_date": hit.date or None,
    }


def line(hit: Hit, context: ShownPassage, pattern: QueryPattern | None) -> Pieces:
    """A hit as `path:line: section: context`, what matched in bold."""
    from tui.model.text import one_line

    title = one_line(_title(hit))
    yield f"{named_path(hit.row.path) or '-'}:{max(1, hit.line)}: ", False
    yield from with_bold(title, pattern.spans(title) if pattern is not None else ())
    if context.text:
        yield f": {one_line(hit.entry)} · " if hit.entry else ": ", False
        yield from with_bold(context.text, context.spans)


def _title(hit: Hit) -> str:
    """The title of a section; of the front of a briefing, the briefing's."""
    from tui.model.apparatus import TITLES

    return hit.section_title or TITLES.get(hit.section) or hit.row.title
