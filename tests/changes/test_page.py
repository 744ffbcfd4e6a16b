"""The page of what changed, and the marks in the text."""

from __future__ import annotations

import json

import pytest

from tests.changes.editions import changes, document, edition
from tests.changes.test_items import BEFORE
from tests.document.layouts import check
from tests.hostile.strings import TABLE, Hostile
from tui.changes.compare import compare
from tui.changes.document_edition import edition_of
from tui.changes.gutter import ChangeMark, Gutter
from tui.changes.page import changes_document
from tui.document.compose import compose
from tui.document.document import Document
from tui.document.plain import plain_text
from tui.model.text import cleaned
from tui.store.read import read_text

PROSE = BEFORE + "\n  A second paragraph of it.\n\n  A third paragraph, the last.\n"
AFTER = (
    PROSE.replace("likelihood: likely,", "likelihood: unlikely, was: {likelihood: likely, date: 2024-07-21, why: No date.},")
    .replace("A second paragraph", "The second paragraph")
    .replace("A third paragraph, the last.", "A third paragraph, the last.\n\n  And one that is new.")
    + "history:\n- {date: 2024-08-01, type: correction, summary: The rank was wrong., reason: A slip., action: Read again.}\n"
)


def page(before: str, after: str, since: str = "you read it on 3 July") -> Document:
    return changes_document(changes(before, after), document(after).briefing, edition(before), since)


def text(before: str, after: str) -> str:
    return "\n".join(plain_text(page(before, after), 0))


def test_the_page_begins_with_the_summary_and_every_change_in_words() -> None:
    lines = text(PROSE, AFTER).splitlines()
    assert lines[2] == "What changed: Command in Japan"
    moved = "judgment “The headquarters will be working by the…” moved: likely → unlikely"
    assert lines[4].startswith(f"Since you read it on 3 July: 1 section changed, {moved}.")
    assert "• Judgment “The headquarters will be working by the end of March.” moved: likely → unlikely." in lines


def test_words_that_changed_stand_between_signs_and_have_roles() -> None:
    made = page(PROSE, AFTER)
    (part,) = (part for part in made.parts if made.sections[part.section].title == "Text")
    block = next(block for block in part.blocks if "second" in block.text)
    assert block.text == "[-A-]{+The+} second paragraph of it."
    assert [(block.text[span.start : span.end], span.role) for span in block.spans] == [
        ("[-A-]", "deleted"),
        ("{+The+}", "inserted"),
    ]
    assert "{+And one that is new.+}" in [block.text for block in part.blocks]


def test_what_the_author_says_stands_beside_it() -> None:
    shown = text(PROSE, AFTER)
    assert "• 1 Aug 2024 correction: The rank was wrong. · why: A slip. · what to do: Read again." in shown
    assert "The author: was likely on 21 Jul 2024: No date." in shown


def test_a_sentence_names_few_of_the_things_that_lean_on_a_source_and_the_page_all() -> None:
    facts = "".join(f"- {{text: Fact number {n} of many., sources: seed}}\n" for n in range(20))
    old = f"title: T\nfacts:\n{facts}sources: {{seed: {{title: Seed}}}}\n"
    shown = text(old, old.replace("title: Seed", "title: Seed, status: recalled"))
    assert "fact “Fact number 3 of many.” and 16 more lean on it." in shown
    assert "  • fact “Fact number 19 of many.”" in shown.splitlines()


def test_removed_text_is_shown() -> None:
    shown = text(PROSE, PROSE.replace("  A second paragraph of it.\n\n", ""))
    assert "[-A second paragraph of it.-]" in shown


def test_a_section_that_went_is_shown_with_its_text() -> None:
    old = "title: T\nsections:\n- {title: One, body: Text of one.}\n- {title: Two, body: All about two.}\n"
    shown = text(old, "title: T\nsections:\n- {title: One, body: Text of one.}\n")
    assert "This section was removed.\n\n[-All about two.-]" in shown


def test_long_unchanged_stretches_are_shortened() -> None:
    long = "word " * 500
    shown = text(f"title: T\nbody: {long}old {long}\n", f"title: T\nbody: {long}new {long}\n")
    assert "… word word" in shown
    assert "[-old-]{+new+}" in shown
    assert len(shown) < 1_000


def test_where_nothing_changed_a_sentence_says_so() -> None:
    assert "Nothing that is shown has changed since you read it on 3 July." in text(PROSE, PROSE)


def test_no_part_of_the_page_is_made_before_it_is_looked_at() -> None:
    assert not any(part.made for part in page(PROSE, AFTER).parts)


def test_links_lead_to_sections_of_the_briefing() -> None:
    made = page(PROSE, AFTER)
    known = {section.id for section in document(AFTER).sections}
    targets = {span.target for part in made.parts for block in part.blocks for span in block.spans if span.target.startswith("#")}
    assert {"#~judgments", "#~text", "#~history"} <= targets
    assert {target[1:] for target in targets} <= known


def test_the_marking_of_the_briefing_and_of_stricter_sections_is_shown() -> None:
    old = "title: T\ntlp: GREEN\nsections:\n- {title: A, tlp: RED, body: One word of it.}\n"
    lines = text(old, old.replace("One word", "Two words")).splitlines()
    assert lines[0] == lines[-1] == "TLP:RED"
    assert "[TLP:RED]" in lines
    assert "[end of TLP:RED]" in lines


@pytest.mark.parametrize("hostile", TABLE, ids=[one.name for one in TABLE])
def test_hostile_text_is_shown_as_it_is_and_fits_the_width(hostile: Hostile) -> None:
    old = json.dumps({"title": "T", "body": "A plain text.", "actors": {"a": {"name": "B"}}})
    new = json.dumps(
        {"title": f"T {hostile.text}", "body": f"A plain {hostile.text} text.", "actors": {"a": {"name": f"B {hostile.text}"}}}
    )
    read = (read_text(one.encode("utf-8", "replace"), name="x.json", kind="json") for one in (old, new))
    before, after = map(compose, read)
    made = changes_document(compare(edition_of(before), edition_of(after)), after.briefing, None, "then")
    for part in made.parts:
        for block in part.blocks:
            assert cleaned(block.text) == block.text
            check(block, 40)


def test_changed_blocks_have_marks_and_only_their_sections_are_parsed() -> None:
    old = "title: T\nsections:\n- title: A\n  body: |\n    One.\n\n    Two, which is longer.\n- {title: B, body: Untouched.}\n"
    now = document(old.replace("Two, which", "Two, that"))
    found = Gutter(changes(old, old.replace("Two, which", "Two, that")), now)
    assert found.sections == [1]
    assert not any(part.made for part in now.parts)
    (spot,) = found.of(1)
    assert now.parts[spot.part].blocks[spot.block].text == "Two, that is longer."
    assert found.kind_at(spot.part, spot.block) == "changed"
    assert not any(part.made for part in now.parts if part.section == 2)


def test_steps_lead_through_all_changes_and_back() -> None:
    now = document(AFTER)
    found = Gutter(changes(PROSE, AFTER), now)
    forward: list[ChangeMark] = []
    spot = found.after(0, -1)
    while spot is not None:
        forward.append(spot)
        spot = found.after(spot.part, spot.block)
    back: list[ChangeMark] = []
    spot = found.before(len(now.parts) - 1, 10_000)
    while spot is not None:
        back.append(spot)
        spot = found.before(spot.part, spot.block)
    assert forward == back[::-1]
    sections = [now.sections[now.parts[spot.part].section].id for spot in forward]
    assert sections == ["~text", "~text", "~judgments", "~history"]


def test_a_removed_last_paragraph_is_marked_at_what_is_left() -> None:
    now = document(PROSE.replace("  A third paragraph, the last.\n", ""))
    found = Gutter(changes(PROSE, PROSE.replace("  A third paragraph, the last.\n", "")), now)
    (spot,) = found.of(found.sections[0])
    assert spot.kind == "removed"
    assert now.parts[spot.part].blocks[spot.block].text == "A second paragraph of it."


FILED = "title: T\ndate: 2024-07-28\ntags: [a]\nreview_by: 2025-03-31\n"


@pytest.mark.parametrize(
    ("old", "new", "marked", "target"),
    [
        ("2025-03-31", "2025-04-30", ["Review by 30 Apr 2025"], "#~about"),
        ("2024-07-28", "2024-07-29", ["T"], "#~top"),
        ("tags: [a]\n", "", ["About"], "#~about"),
        ("tags: [a]\nreview_by: 2025-03-31\n", "", ["T"], "#~top"),
    ],
)
def test_a_change_of_the_briefing_itself_is_marked_and_linked_where_it_stands(
    old: str, new: str, marked: list[str], target: str
) -> None:
    now = document(FILED.replace(old, new))
    gutter = Gutter(changes(FILED, FILED.replace(old, new)), now)
    marks = [mark for section in gutter.sections for mark in gutter.of(section)]
    assert [now.parts[mark.part].blocks[mark.block].text for mark in marks] == marked
    blocks = [block for part in page(FILED, FILED.replace(old, new)).parts for block in part.blocks]
    assert {span.target for block in blocks for span in block.spans if span.target} == {target}
