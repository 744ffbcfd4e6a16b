"""Printing a page that is made from the library or the journal: as it is read, or its entries as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.output import out_object
from tui.model.counted import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.model.handling import Ceiling
    from tui.reading.composed import Composition


def _named(record: Mapping[str, object]) -> dict[str, object]:
    """What is said of an entry, and of others beside it, with paths as commands print them."""
    from tui.cli.options import named_path

    told: dict[str, object] = {}
    for name, value in record.items():
        if name == "path":
            value = named_path(str(value)) or None
        elif isinstance(value, list):
            value = [_named(one) if isinstance(one, dict) else one for one in value]
        told[name] = value
    return told


def print_page(page: Composition, ceiling: Ceiling, *, as_json: bool, left_out: int = 0) -> int:
    """Print what of a page may be shown, one object an entry with `as_json`. Returns the exit status.

    Args:
        page: what there is.
        ceiling: what is above it is counted on stderr, not named.
        as_json: whether programs read it.
        left_out: entries that were left out for the ceiling before.
    """
    from tui.cli.exit_status import FOUND, OK, complain
    from tui.cli.show_command import print_document

    shown, above = page.within(ceiling)
    if as_json:
        for record in shown.records():
            out_object(_named(record))
    elif shown.sections:
        print_document(shown.document(), None)
    if above + left_out:
        complain(f"{counted(above + left_out, 'entry', 'entries')} left out, since they are {ceiling.excess}")
    elif not shown.sections:
        complain(shown.empty)
    return OK if shown.sections else FOUND
