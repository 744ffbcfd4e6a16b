"""The table of the apparatus, and that documents, editions and progress go by it."""

from __future__ import annotations

from msgspec.structs import replace

from tests.document.everything import everything, numbered
from tui.changes.document_edition import outline
from tui.document.apparatus.hierarchy import ordering
from tui.document.compose import compose
from tui.document.pieces import apparatus_of
from tui.model.apparatus import APPARATUS, FRONT, NOT_KEPT, TITLES, TOP, is_to_read
from tui.model.briefing import Briefing, Relation
from tui.model.fields import FIELDS


def full() -> Briefing:
    """A briefing with content for every piece, a chain of command and another relation among it."""
    word, _ = numbered()
    relations = (Relation(type="reports to", from_="one", to="two"), Relation(type="counterpart of", from_="one", to="three"))
    briefing = replace(everything(word), relations=relations)
    assert all(ordering(briefing)), "one that orders, and one that does not"
    return briefing


def test_the_pieces_are_composed_in_the_order_of_the_table_and_under_its_titles() -> None:
    assert [piece.id for piece in apparatus_of(full())] == [row.id for row in APPARATUS]
    sections = [(section.id, section.title) for section in compose(full()).sections if section.group == "reference"]
    assert sections == [(row.id, row.title) for row in APPARATUS]


def test_a_piece_shows_a_field_that_there_is_and_the_items_of_its_kind() -> None:
    briefing = full()
    keys = {field.key: field for field in FIELDS[Briefing]}
    kinds = {type(item) for item in briefing.items()}
    assert {row.holds for row in APPARATUS} - {None} == kinds
    for row in APPARATUS:
        if row.field:
            assert row.field in keys
        if row.holds is not None:
            assert keys[row.field].of is row.holds


def test_an_edition_keeps_the_things_of_every_piece_and_of_the_briefing_itself() -> None:
    kept = {section.id for section in outline(compose(full())).sections if section.items}
    assert kept == {FRONT, *(row.id for row in APPARATUS)} - NOT_KEPT


def test_sections_of_the_author_and_three_pieces_are_read_and_in_the_others_things_are_looked_up() -> None:
    assert [row.id for row in APPARATUS if is_to_read(row.id)] == ["~actions", "~judgments", "~facts"]
    assert all(map(is_to_read, ("~bottom-line", "~text", "an-authors-own")))
    assert not any(map(is_to_read, (TOP, FRONT)))
    assert set(TITLES) == {TOP, "~bottom-line", "~text", *(row.id for row in APPARATUS)}
