"""Notes find their passage again after edits, or say that they cannot; never a look-alike."""

from __future__ import annotations

from textwrap import dedent

import pytest
from msgspec.structs import replace

from tests.reading.briefings import TALKS, document_of, spot_of
from tests.yardstick import SHARE, cost_of
from tui.changes.older import without_markup
from tui.document.compose import compose
from tui.document.document import Document
from tui.model.digests import text_digest
from tui.model.place import Anchor
from tui.reading.notes.anchors import InPlace, Moved, Orphan, Resolved, make_anchor, pieces, resolve
from tui.reading.notes.texts import Texts
from tui.store.read import read_text

PLACES = """
    title: Places
    sections:
      - title: North
        body: |
          The port of Odesa was closed for three days after the strike on the grain terminal.

          Nothing was reported from the river crossings. The situation is unchanged.

          - Open: yes
          - Closed: no
          - Open: yes
      - title: South
        body: |
          The airfield works at half of its capacity, as fuel comes by road only.

          Nothing was reported from the coast. The situation is unchanged.
"""


def anchor_on(document: Document, words: str, within: str = "") -> Anchor:
    """An anchor on some words of the first block that holds `within` (or the words)."""
    part, block = spot_of(document, within or words)
    start = document.parts[part].blocks[block].text.index(words)
    return make_anchor(document, (part, block, start), (part, block, start + len(words)))


def text_at(document: Document, found: Resolved) -> str:
    """What a note was put on."""
    assert not isinstance(found, Orphan)
    block = document.parts[found.start.part].blocks[found.start.block].text
    return block[found.start.offset : found.end.offset]


def after(words: str, old: str, new: str, text: str = PLACES, within: str = "") -> tuple[Resolved, Document]:
    """What becomes of a note on some words when `old` becomes `new` in the file."""
    anchor = anchor_on(document_of(text), words, within)
    assert old in text
    document = document_of(text.replace(old, new))
    return resolve(document, anchor), document


def test_an_anchor_remembers_the_quote_and_what_stands_beside_it() -> None:
    anchor = anchor_on(document_of(PLACES), "grain terminal")
    assert (anchor.section, anchor.exact, anchor.length) == ("north", "grain terminal", 14)
    assert anchor.prefix.endswith("after the strike on the ")
    assert anchor.suffix.startswith(".\nNothing was reported")
    assert 0 <= anchor.rival < 60


def test_what_stands_beside_is_taken_as_long_as_it_takes_to_tell_the_quote_from_the_same_words_elsewhere() -> None:
    document = document_of(PLACES)
    anchor = anchor_on(document, "unchanged", within="river crossings")
    assert anchor.rival == 100
    assert Texts(document).whole.count(anchor.prefix + anchor.exact) == 1


def test_in_an_unchanged_briefing_every_passage_is_in_place() -> None:
    document = document_of(PLACES)
    for part, made in enumerate(document.parts):
        for number, block in enumerate(made.blocks):
            for start, end in ((0, len(block.text)), (0, 1), (len(block.text) // 2, len(block.text))):
                if block.text[start:end].strip() and (block.kind != "heading" or end > 1):
                    anchor = make_anchor(document, (part, number, start), (part, number, end))
                    found = resolve(document_of(PLACES), anchor)
                    assert isinstance(found, InPlace)
                    assert text_at(document, found) == block.text[found.start.offset : end].strip()
                    assert (found.start.part, found.start.block) == (part, number)


def test_edits_above_and_below_leave_a_note_in_place() -> None:
    found, document = after("grain terminal", "title: North\n", "title: North\n        lead: A new lead.\n")
    assert isinstance(found, InPlace)
    assert text_at(document, found) == "grain terminal"


def test_a_number_before_the_section_changes_nothing() -> None:
    found, _ = after("North", "    sections:\n", "    sections:\n      - {title: First, body: New.}\n")
    assert isinstance(found, InPlace)


def test_a_note_stays_in_place_where_the_text_around_it_was_edited() -> None:
    found, document = after("grain terminal", "three days after the strike on the", "nine days, since a missile fell on the")
    assert isinstance(found, InPlace)
    assert text_at(document, found) == "grain terminal"


def test_a_passage_in_another_section_is_moved() -> None:
    sentence = "The airfield works at half of its capacity, as fuel comes by road only."
    text = PLACES.replace(f"          {sentence}\n\n", "").replace(
        "          The port of", f"          {sentence}\n\n          The port of"
    )
    document = document_of(text)
    found = resolve(document, anchor_on(document_of(PLACES), sentence))
    assert isinstance(found, Moved)
    assert (found.old, found.new) == (sentence, sentence)
    assert document.sections[found.section].id == "north"


def test_an_edited_passage_is_moved_and_carries_both_texts() -> None:
    found, document = after("closed for three days", "closed for three days", "closed for nine long days")
    assert isinstance(found, Moved)
    assert (found.old, found.new) == ("closed for three days", "closed for nine long days")
    assert text_at(document, found) == found.new


def test_a_passage_that_is_gone_is_an_orphan_with_its_quote() -> None:
    sentence = "The airfield works at half of its capacity, as fuel comes by road only."
    found, _ = after(sentence, sentence, "Fuel is short.")
    assert found == Orphan(sentence, "gone")


@pytest.mark.parametrize("words", ["The situation is unchanged.", "unchanged", "Nothing was reported from the"])
def test_boilerplate_that_remains_elsewhere_is_not_taken_for_what_was_deleted(words: str) -> None:
    gone = "          Nothing was reported from the river crossings. The situation is unchanged.\n\n"
    found, _ = after(words, gone, "", within="river crossings")
    assert isinstance(found, Orphan)


def test_of_list_items_that_repeat_none_is_taken_for_another() -> None:
    document = document_of(PLACES)
    part, block = spot_of(document, "Closed: no")
    anchor = make_anchor(document, (part, block + 1, 0), (part, block + 1, len("Open: yes")))
    assert isinstance(resolve(document_of(PLACES), anchor), InPlace)
    assert isinstance(resolve(document_of(PLACES.replace("          - Closed: no\n          - Open: yes\n", "")), anchor), Orphan)


@pytest.mark.parametrize("words", ["the", "on", "The"])
def test_a_short_word_is_lost_with_its_sentence(words: str) -> None:
    sentence = "The port of Odesa was closed for three days after the strike on the grain terminal."
    found, _ = after(words, sentence, "The rail line on the east bank is open again.", within="Odesa")
    assert isinstance(found, Orphan)


def test_a_row_of_a_table_that_repeats_is_an_orphan_once_it_is_gone() -> None:
    text = "title: T\nbody: |\n  | day | state |\n  |---|---|\n  | 1 July | open |\n  | 2 July | open |\n  | 3 July | open |\n"
    document = document_of(text)
    part, block = spot_of(document, "2 July")
    start = document.parts[part].blocks[block].text.index("open", document.parts[part].blocks[block].text.index("2 July"))
    anchor = make_anchor(document, (part, block, start), (part, block, start + 4))
    found = resolve(document_of(text.replace("  | 1 July | open |\n", "")), anchor)
    gone = resolve(document_of(text.replace("  | 2 July | open |\n", "")), anchor)
    assert isinstance(gone, Orphan)
    assert isinstance(found, Orphan) or found.start.offset == start - len("1 July\topen\n")


def test_a_section_that_was_renamed_is_followed() -> None:
    found, document = after("airfield", "title: South\n", "title: The south\n        formerly: south\n")
    assert isinstance(found, InPlace)
    assert document.sections[found.section].title == "The south"


def test_a_renamed_section_that_does_not_say_so_leaves_its_passages_moved() -> None:
    sentence = "The airfield works at half of its capacity"
    found, _ = after(sentence, "title: South\n", "title: Coast and sea\n")
    assert isinstance(found, Moved)


def test_a_note_on_an_item_follows_the_item_when_its_text_is_rewritten() -> None:
    text = TALKS + "    judgments:\n      j1: It will work by spring.\n      j2: Tokyo will pay for most of the headquarters.\n"
    found, document = after(
        "Tokyo will pay for most of the headquarters.", "Tokyo will pay for most of the headquarters.", "Costs are shared.", text
    )
    assert isinstance(found, Moved)
    assert found.old == "Tokyo will pay for most of the headquarters."
    assert "Costs are shared." in found.new
    assert document.parts[found.start.part].blocks[found.start.block].about == "j2"


def test_a_note_on_an_item_without_an_id_is_not_put_on_the_one_that_has_its_number_now() -> None:
    text = TALKS + "    judgments:\n      - It will work by spring.\n      - Tokyo pays.\n      - Seoul looks on in silence.\n"
    assert isinstance(after("Tokyo pays.", "      - Tokyo pays.\n", "", text)[0], Orphan)
    found, document = after("Seoul looks on in silence.", "      - Tokyo pays.\n", "", text)
    assert isinstance(found, InPlace | Moved)
    assert text_at(document, found) == "Seoul looks on in silence."


def test_an_item_that_is_gone_leaves_an_orphan() -> None:
    text = TALKS + "    judgments:\n      j1: It will work by spring.\n      j2: Tokyo pays.\n"
    assert isinstance(after("Tokyo pays.", "      j2: Tokyo pays.\n", "", text)[0], Orphan)


def test_a_selection_over_several_sections_makes_one_piece_for_each() -> None:
    document = document_of(PLACES)
    first, last = spot_of(document, "Odesa"), spot_of(document, "airfield")
    found = pieces(document, (*first, 4), (*last, 12))
    assert len(found) == 2
    anchors = [make_anchor(document, *piece) for piece in found]
    assert [anchor.section for anchor in anchors] == ["north", "south"]
    assert anchors[0].exact.startswith("port of Odesa")
    assert anchors[1].exact.endswith("The airfield")
    with pytest.raises(ValueError, match="one section"):
        make_anchor(document, (*first, 4), (*last, 12))


def test_there_is_no_note_on_nothing() -> None:
    document = document_of(PLACES)
    part, block = spot_of(document, "Odesa")
    with pytest.raises(ValueError, match="no text"):
        make_anchor(document, (part, block, 3), (part, block, 4))


def digested(anchor: Anchor, secret: bytes = b"secret") -> Anchor:
    """The anchor as a journal keeps it that may not keep its text."""
    names = ("exact", "prefix", "suffix", "about", "whole", "section")
    return replace(anchor, digested=True, **{name: text_digest(getattr(anchor, name), secret) for name in names})


def test_a_digested_note_is_found_by_digests_alone() -> None:
    anchor = digested(anchor_on(document_of(PLACES), "grain terminal"))
    assert "grain" not in str(anchor)
    edited = document_of(PLACES.replace("three days", "nine or ten days"))
    for document in (document_of(PLACES), edited):
        found = resolve(document, anchor, digest=lambda text: text_digest(text, b"secret"))
        assert isinstance(found, InPlace)
        assert text_at(document, found) == "grain terminal"
    gone = document_of(PLACES.replace("grain terminal", "silo"))
    assert resolve(gone, anchor, digest=lambda text: text_digest(text, b"secret")) == Orphan("", "gone")
    assert resolve(edited, anchor) == Orphan("", "gone")


def test_re_wrapped_text_is_the_same_text() -> None:
    found, document = after("strike on the grain terminal", "the strike on the grain", "the strike\n          on the grain")
    assert isinstance(found, InPlace)
    assert text_at(document, found) == "strike on the grain terminal"


def test_a_thousand_notes_in_a_large_briefing_are_found_quickly() -> None:
    count = 250 // SHARE
    body = "\n\n".join(
        "\n\n".join(
            f"Paragraph {section}-{number} says that unit {number * 7919 % 1013} moved to place {section * 31 % 97}."
            for number in range(60)
        )
        for section in range(1)
    )
    sections = "".join(
        f"  - title: Part {section}\n    body: |\n"
        + "".join(f"      {line}\n" for line in body.replace("0-", f"{section}-").split("\n"))
        for section in range(count)
    )
    text = f"title: Large\nsections:\n{sections}"
    assert len(text) > 900_000 // SHARE
    document = document_of(dedent(text))
    texts = Texts(document)
    anchors = []
    for number in range(4 * count):
        held = texts.of(1 + number % count)
        start = held.text.index(f"-{number % 60} says")
        anchors.append(make_anchor(document, held.point(start), held.end_point(start + 30), texts))
    changed = document_of(text.replace("-7 says", "-7 claims"))
    assert changed.complete is False
    found = Texts(changed)
    for section in range(1, 1 + count):
        found.of(section)
    assert cost_of(lambda: [resolve(changed, anchor, found) for anchor in anchors]) < 100 / SHARE**1.5
    outcomes = [resolve(changed, anchor, found) for anchor in anchors]
    assert sum(isinstance(outcome, InPlace) for outcome in outcomes) > 3.6 * count


def test_only_the_sections_that_have_notes_are_parsed() -> None:
    anchor = anchor_on(document_of(PLACES), "airfield")
    document = document_of(PLACES.replace("half", "a third"))
    assert isinstance(resolve(document, anchor), InPlace)
    north = document.section_of("north")
    assert not any(part.made for part in document.parts if part.section == north)


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (
            "The first line and  the second\n    one of it, which goes on.",
            "The first line and\nthe second one of it,\n\nwhich goes on.",
            "second one",
        ),
        ("Words before <br/>a tag, then words<BR>behind it.", "Words before a tag, then words behind it.", "words<BR>behind"),
        (
            r"The town of G\u00e4rten lies in the north of it.",
            "The town of Gärten lies in the north of it.",
            r"of G\u00e4rten lies",
        ),
        (
            "See!A map of the north and of the south of it.",
            "See! A map (north) of the north and of the south of it.",
            "the north and of",
        ),
    ],
)
def test_a_note_holds_its_passage_where_a_newer_version_shows_it_otherwise(was: str, now: str, words: str) -> None:
    def plain(text: str) -> Document:
        return compose(read_text(text, name="a.txt", kind="text"))

    document = plain(" ".join(was.split()))
    found = resolve(plain(now), anchor_on(document, words))
    assert not isinstance(found, Orphan)
    letters = [char for char in without_markup(words) if char.isalnum()]
    assert [char for char in text_at(plain(now), found) if char.isalnum()] == letters


def test_a_note_is_on_no_passage_that_only_has_its_letters() -> None:
    was = "Nothing was seen of it in 1.5 hours.\n\nThe rest is as it was before all of this.\n"
    now = "The rest is as it was before all of this.\n\nIt took 15 hours to find out what this was.\n"
    document = compose(read_text(was, name="a.txt", kind="text"))
    found = resolve(compose(read_text(now, name="a.txt", kind="text")), anchor_on(document, "1.5"))
    assert isinstance(found, Orphan)


# links whose words the program supplies

LINKING = """
    title: Ports
    sections:
      - title: North
        body: |
          Nothing is new in [[strait]] and [[ports|the ports]], as [[forum]] says: ships stay in port.

          Another paragraph on [[forum]].
"""
TITLES = {"forum": "The industry forum of Tokyo", "strait": "Strait of Hormuz: shipping"}
RETITLED = {"forum": "Factories", "strait": "The Gulf"}


def linking(titles: dict[str, str], text: str = LINKING) -> Document:
    """A briefing that links to others with these titles."""
    return compose(read_text(dedent(text).encode(), name="ports.yaml"), library=titles)


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("in Strait of Hormuz: shipping and the ports", "in The Gulf and the ports"),
        ("as The industry forum of Tokyo says: ships", "as Factories says: ships"),
        ("Strait of Hormuz: shipping", "The Gulf"),
        ("of Tokyo says: ships", "Factories says: ships"),
        ("in Strait of", "in The Gulf"),
        ("ships stay in port", "ships stay in port"),
        ("Nothing is new in Strait of Hormuz: shipping and the ports, as The industry forum of Tokyo says", ""),
    ],
)
def test_a_note_on_a_link_stays_where_it_is_when_what_it_leads_to_is_retitled(words: str, now: str) -> None:
    anchor = anchor_on(linking(TITLES), words)
    assert "Tokyo" not in repr(anchor)
    assert "Hormuz" not in repr(anchor)
    for titles in (RETITLED, {}, TITLES):
        document = linking(titles)
        found = resolve(document, anchor)
        assert isinstance(found, InPlace)
        if titles is RETITLED and now:
            assert text_at(document, found) == now
    edited = linking(RETITLED, LINKING.replace("Another paragraph", "One more paragraph").replace("North", "The north"))
    assert isinstance(resolve(edited, anchor), InPlace | Moved)


@pytest.mark.parametrize("words", ["The industry forum of Tokyo says: ships", "Strait of Hormuz: shipping", "ships stay in port"])
def test_a_note_of_an_older_version_that_quotes_a_title_is_found_as_long_as_that_is_shown(words: str) -> None:
    document = linking(TITLES)
    part, block = spot_of(document, words)
    start = document.parts[part].blocks[block].text.index(words)
    place = (part, block, start), (part, block, start + len(words))
    old = make_anchor(document, *place, Texts(document, as_shown=True))
    assert old.exact == words
    edited = linking(TITLES, LINKING.replace("Another paragraph", "One more paragraph"))
    for now in (document, edited):
        found = resolve(now, old)
        assert isinstance(found, InPlace)
        assert text_at(now, found) == words


def test_every_character_of_a_text_with_links_leads_to_one_that_is_shown_and_back() -> None:
    section = Texts(linking(TITLES)).of(1)
    assert "[[strait]] and the ports, as [[forum]] says" in section.text
    for offset in range(len(section.text)):
        there = section.point(offset)
        back = section.offset(there)
        assert back <= offset
        assert section.text[back:offset] == "" or section.text[back:].startswith("[[")
        # What a block ends with is no character of it.
        if section.text[offset] != "\n":
            assert section.offset(section.end_point(offset + 1), ends=True) > offset


FILED = "title: T\nproducer: Desk\nauthors: [Ada, Bo]\naudience: [staff]\ncutoff: 2024-07-28\nreview_by: 2025-03-31\nbluf: Act.\n"


@pytest.mark.parametrize(
    ("quote", "rows"),
    [
        ("Desk · Ada, Bo · for staff", "By Ada, Bo\nFor staff"),
        ("cut-off 28 Jul 2024 · review by 31 Mar 2025", "Cut-off 28 Jul 2024\nReview by 31 Mar 2025"),
        ("review by 31 Mar 2025", "Review by 31 Mar 2025"),
        ("precedence flash · language en", ""),
    ],
)
def test_a_note_on_a_line_about_the_briefing_goes_to_the_rows_that_say_it_now(quote: str, rows: str) -> None:
    document = document_of(FILED)
    found = resolve(document, Anchor("~bottom-line", quote, "Act. ", "", 5, len(quote), whole="gone"))
    if not rows:
        assert isinstance(found, Orphan)
        return
    assert isinstance(found, Moved)
    assert document.sections[found.section].id == "~about"
    first, last = (document.parts[point.part].blocks[point.block].text for point in (found.start, found.end))
    assert (first, last) == (rows.split("\n")[0], rows.split("\n")[-1])
