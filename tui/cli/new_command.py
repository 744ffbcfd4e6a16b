"""`briefing new`: the beginning of a briefing, to be written on."""

from __future__ import annotations

from pathlib import Path

import click

from tui.cli.output import out

_JUDGED = ("assessment", "estimate", "warning")
"""Kinds of briefings that judge."""


@click.command("new", short_help="Begin a briefing from a template.")
@click.argument("title")
@click.option("--kind", metavar="KIND", default="briefing", help="What it is, such as briefing, assessment, note or update.")
@click.option(
    "--to", "shape", type=click.Choice(["md", "yaml"]), default=None, help="Markdown or YAML; an assessment is YAML by default."
)
@click.option("-o", "--output", metavar="FOLDER", default=".", help="Where to write; the current folder by default.")
def command(title: str, kind: str, shape: str | None, output: str) -> int:
    """Write a template under a TITLE, and print its path. A file of its name is left alone."""
    from datetime import date

    from tui.cli.exit_status import CANNOT_READ, OK, USAGE, Stop
    from tui.cli.options import named_path
    from tui.model.text import collapsed, slug
    from tui.store.formats.briefing_file import harmless_fields, written
    from tui.store.formats.importing import CannotWrite, ImportTarget, write

    title, kind = collapsed(harmless_fields(title)), collapsed(harmless_fields(kind))
    if not title or not kind:
        raise Stop("A briefing needs a title and a kind: give some words.", USAGE)
    judged = kind.casefold() in _JUDGED
    as_yaml = shape == "yaml" or (shape is None and judged)
    fields: dict[str, object] = {
        "title": title,
        "id": slug(title),
        "date": date.today().isoformat(),
        "kind": kind,
        "status": "draft",
        "bluf": "What the reader must know, in one or two sentences.",
    }
    if judged:
        judgment = {"id": "j1", "text": "What you judge, in one sentence.", "likelihood": "likely", "confidence": "moderate"}
        fields["sources"] = [{"id": "s1", "title": "The name of a source, with its url, date and grade where you know them."}]
        fields["judgments"] = [{**judgment, "basis": "Why you think so.", "sources": ["s1"]}]
    fields["body"] = (
        "# What happened\n\nThe facts, each with its source.\n\n# What it means\n\nWhat follows from them, and for whom."
    )
    path = Path(output, f"{slug(title)}.{'yaml' if as_yaml else 'md'}")
    comment = "# What each field means: briefing help format"
    try:
        write(ImportTarget(path, written(fields, "yaml" if as_yaml else "md", comment), "written"))
    except FileExistsError:
        raise Stop(f"“{named_path(str(path))}” is there already, and is left as it is.", CANNOT_READ) from None
    except CannotWrite as error:
        raise Stop(str(error), CANNOT_READ) from None
    out(named_path(str(path)))
    return OK
