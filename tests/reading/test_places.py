"""Places: found again after the briefing has been edited; and the walk back through them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.briefings import TALKS, document_of, long_text, spot_of
from tui.document.document import Document
from tui.reading.places import History, Place, Visit, locate, place_of

BASE = """
    title: x
    sections:
      - title: One
        body: |
          First of one.

          Second of one.

          Third of one.
      - title: Two
        body: |
          First of two.

          Second of two.
"""


def found_after(edit: str, words: str, before: str = BASE, offset: int = 0) -> str | None:
    """The text at which a place taken before an edit is found after it; None when it is not."""
    document = document_of(before)
    place = place_of(document, *spot_of(document, words), offset)
    after = document_of(edit)
    spot = locate(after, place)
    return None if spot is None else after.parts[spot[0]].blocks[spot[1]].text[spot[2] :]


def test_a_place_is_found_where_it_was_taken() -> None:
    document = document_of(TALKS)
    for number, part in enumerate(document.parts):
        for index, block in enumerate(part.blocks):
            place = place_of(document, number, index, len(block.text) // 2)
            assert locate(document, place) == (number, index, len(block.text) // 2)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_place_in_a_long_document_is_found_exactly(data: st.DataObject) -> None:
    document = document_of(long_text(30))
    part = data.draw(st.integers(0, len(document.parts) - 1))
    block = data.draw(st.integers(0, len(document.parts[part].blocks) - 1))
    assert locate(document, place_of(document, part, block)) == (part, block, 0)


def test_a_block_is_found_after_text_was_put_before_it() -> None:
    assert (
        found_after(BASE.replace("First of one.", "New.\n\n          New too.\n\n          First of one."), "Third")
        == "Third of one."
    )


def test_a_block_is_found_after_it_moved_in_its_section() -> None:
    moved = BASE.replace("          Third of one.\n", "").replace("First of one.", "Third of one.\n\n          First of one.")
    assert found_after(moved, "Third") == "Third of one."


def test_a_block_is_found_after_its_end_was_rewritten() -> None:
    long = "A paragraph that begins with the same eight words and more of them than sixty-four characters, "
    assert found_after(
        BASE.replace("Second of one.", long + "new end."), "A paragraph", BASE.replace("Second of one.", long + "end.")
    ) == (long + "new end.")


def test_the_offset_is_kept_and_never_beyond_the_block() -> None:
    assert found_after(BASE, "Second of one", offset=7) == "of one."
    start = "A paragraph that begins with the same words and more of them than sixty-four folded characters"
    before = BASE.replace("Second of one.", f"{start} and a long end.")
    assert found_after(BASE.replace("Second of one.", f"{start}."), "A paragraph", before, offset=len(start) + 10) == ""


def test_equal_blocks_are_told_apart_by_their_order() -> None:
    same = BASE.replace("First of one.", "Same.").replace("Third of one.", "Same.")
    document = document_of(same)
    part, first = spot_of(document, "Same.")
    second = max(n for n, block in enumerate(document.parts[part].blocks) if block.text == "Same.")
    assert locate(document, place_of(document, part, second)) == (part, second, 0)
    edited = document_of(same.replace("Second of one.", "Changed."))
    assert locate(edited, place_of(document, part, second)) == (part, second, 0)
    assert first != second


def test_a_place_whose_block_is_gone_is_where_the_block_stood() -> None:
    assert found_after(BASE.replace("          Second of one.\n\n", ""), "Second of one") == "Third of one."
    assert found_after(BASE.replace("Second of one.", "Rewritten."), "Second of one") == "Rewritten."


def test_a_section_that_was_renamed_with_formerly_is_found() -> None:
    renamed = BASE.replace("title: One", "title: Uno\n        formerly: one")
    assert found_after(renamed, "Third") == "Third of one."


def test_the_text_of_a_section_that_is_gone_is_found_nearby() -> None:
    assert found_after(BASE.replace("title: One", "title: Uno"), "Third") == "Third of one."


def test_sections_that_changed_their_order_are_found_by_id() -> None:
    one, two = BASE.split("      - title: Two")
    head, one = one.split("      - title: One")
    assert found_after(f"{head}      - title: Two{two}      - title: One{one}", "Second of two") == "Second of two."


def test_a_place_in_the_apparatus_is_found_after_an_entry_was_added() -> None:
    edited = TALKS.replace("      - text: Japan asked", "      - text: A new fact.\n      - text: Japan asked")
    text = found_after(edited, "Japan asked", TALKS)
    assert text is not None
    assert "Japan asked" in text


def test_a_section_without_blocks_any_more_is_found_at_its_start() -> None:
    before = document_of(BASE)
    after = document_of("title: x\nsections:\n  - title: One\n")
    spot = locate(after, place_of(before, *spot_of(before, "Third")))
    assert spot is not None
    assert after.sections[after.parts[spot[0]].section].id == "one"


def test_a_place_never_makes_more_of_a_large_document_than_the_section_it_is_in() -> None:
    large = "title: x\nsections:\n" + "".join(
        f"  - title: Section {n}\n    body: |\n" + "".join(f"      Paragraph {n}-{i} {'word ' * 60}\n\n" for i in range(300))
        for n in range(5)
    )
    document, again = document_of(large), document_of(large)
    part = document.first_part(document.section_of("section-3") or 0) + 1
    spot = locate(again, place_of(document, part, 0))
    assert spot == (part, 0, 0)
    assert sum(made.made for made in again.parts) == 1


# the walk


def visit(name: str, briefing: str = "x") -> Visit:
    return Visit(f"/{briefing}", Place(name, "", ""))


def test_back_and_forward_walk_the_places_like_the_pages_of_a_browser() -> None:
    history = History()
    for name in ("a", "b"):
        history.leave(visit(name))
    now = visit("c")
    assert history.back(now) == visit("b")
    assert history.back(visit("b")) == visit("a")
    assert history.back(visit("a")) is None
    assert history.forward(visit("a")) == visit("b")
    assert history.forward(visit("b")) == visit("c")
    assert history.forward(visit("c")) is None


def test_scrolling_between_two_walks_is_where_one_returns_to() -> None:
    history = History()
    history.leave(visit("a"))
    assert history.back(visit("b")) == visit("a")
    assert history.forward(visit("a, scrolled")) == visit("b")
    assert history.back(visit("b")) == visit("a, scrolled")


def test_a_jump_from_the_past_forgets_what_was_ahead() -> None:
    history = History()
    history.leave(visit("a"))
    history.leave(visit("b"))
    assert history.back(visit("c")) == visit("b")
    history.leave(visit("b"))
    assert history.forward(visit("d")) is None
    assert history.back(visit("d")) == visit("b")


def test_jumping_twice_from_one_place_remembers_it_once() -> None:
    history = History()
    history.leave(visit("a"))
    history.leave(visit("a"))
    assert history.back(visit("b")) == visit("a")
    assert history.back(visit("a")) is None


def test_there_is_no_way_back_before_the_first_jump_and_none_forward() -> None:
    assert History().back(visit("a")) is None
    assert History().forward(visit("a")) is None


@settings(max_examples=100)
@given(st.lists(st.sampled_from(["leave", "back", "forward"]), max_size=40))
def test_any_walk_stays_inside_the_history(steps: list[str]) -> None:
    history = History()
    now = visit("start")
    for number, step in enumerate(steps):
        if step == "leave":
            history.leave(now)
            now = visit(f"place {number}")
        else:
            found = history.back(now) if step == "back" else history.forward(now)
            now = found or now


def test_the_history_does_not_grow_for_ever() -> None:
    history = History()
    for number in range(1000):
        history.leave(visit(str(number)))
    now, steps = visit("now"), 0
    while (found := history.back(now)) is not None:
        now, steps = found, steps + 1
    assert steps == History.LIMIT


def places_of(document: Document) -> list[Place]:
    """A place in every block."""
    return [place_of(document, part, block) for part, made in enumerate(document.parts) for block in range(len(made.blocks))]


def test_every_place_of_a_briefing_is_found_in_any_edit_that_keeps_its_sections() -> None:
    edited = document_of(
        TALKS.replace("Extended deterrence was discussed.", "Gone.").replace("Missile", "Much else\n\n          Missile")
    )
    for place in places_of(document_of(TALKS)):
        spot = locate(edited, place)
        assert spot is not None
        assert edited.sections[edited.parts[spot[0]].section].id == place.section
