"""What is found changed in sections and blocks: all of it, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.changes.editions import blocks, changes, edition, kinds, marked, new_of, old_of, prose, prose_changes, said
from tests.document.everything import everything, numbered
from tests.document.sources import markdown_texts
from tests.yardstick import cost_of
from tui.changes.compare import compare
from tui.changes.document_edition import edition_of, edition_to_compare, outline, plain_prose
from tui.changes.edition import Edition, KeptSection, digested
from tui.changes.results import Changes
from tui.changes.summary import reasons, summary_line
from tui.changes.wording import sentences
from tui.changes.words import segments_of
from tui.document.apparatus.entry import Context, prose_blocks
from tui.document.compose import compose
from tui.document.names import Names
from tui.model.briefing import Briefing, Prose, Source
from tui.model.text import collapsed

SECRET = b"s" * 32

FIRST = "The first paragraph says who did what, and when it was done."
SECOND = "The second one is about money: how much there was, and who took it."
THIRD = "The third tells what nobody expected to happen in the end."


def hidden(kept: Edition) -> Edition:
    """The edition with all its sections digested."""
    return replace(kept, sections=tuple(digested(section, SECRET) for section in kept.sections))


def texts(section: KeptSection) -> list[str]:
    return [block.text for block in section.blocks or ()]


# what holds for any two texts

paragraphs = st.lists(
    st.sampled_from([FIRST, SECOND, THIRD, "Yes.", "- one\n- two\n- three", "# Head", "## Sub", f"{FIRST} {SECOND}"]), max_size=12
)
documents = paragraphs.map("\n\n".join) | markdown_texts


@given(documents)
def test_nothing_changes_between_an_edition_and_itself(text: str) -> None:
    found = compare(edition_of(prose(text)), edition_of(prose(text)))
    assert not found
    assert (summary_line(found), reasons(found), sentences(found)) == ("", (), ())


@given(documents, documents)
@example("- # - ", "        - ")
def test_every_change_is_real_and_none_is_missing(before: str, after: str) -> None:
    old, new = edition_of(prose(before)), edition_of(prose(after))
    found = compare(old, new)
    untouched: Counter[str] = Counter()
    by_id = {change.id: change for change in found.sections if change.kind != "removed"}
    for section in new.sections:
        change = by_id.get(section.id)
        covered = {at for block in (change.blocks if change else ()) for at in range(block.at, block.at + block.count)}
        untouched.update(line.strip() for at, text in enumerate(texts(section)) if at not in covered for line in text.split("\n"))
        for block in change.blocks if change else ():
            assert block.after == "\n".join(texts(section)[block.at : block.at + block.count])
            assert old_of(segments_of(block)) == block.before
            assert new_of(segments_of(block)) == block.after
            assert block.kind == "moved" or block.before != block.after
    # White space is no change: what stands further in than before is untouched.
    gone = Counter(line.strip() for block in blocks(found) if block.kind != "added" for line in block.before.split("\n"))
    lines = (line.strip() for section in old.sections for text in texts(section) for line in text.split("\n"))
    assert untouched + gone == Counter(lines)


@given(documents, documents)
def test_the_same_sections_have_changed_where_only_digests_were_kept(before: str, after: str) -> None:
    old, new = edition_of(prose(before)), edition_of(prose(after))
    known, unknown = compare(old, new), compare(hidden(old), new, secret=SECRET)
    assert bool(known) == bool(unknown)
    for change in unknown.sections:
        assert all(not block.before for block in change.blocks)


# blocks


def test_a_changed_word_is_found_in_its_paragraph() -> None:
    (block,) = blocks(prose_changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{FIRST}\n\n{SECOND.replace('money', 'gold')}\n\n{THIRD}"))
    assert (block.kind, block.at, block.count) == ("changed", 1, 1)
    assert "[-money-]{+gold+}" in marked(segments_of(block))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("one two\nthree", "one\ntwo three"),
        ("*one* two", "one **two**"),
        ("1. a\n2. b", "4. a\n5. b"),
        ("- a\n- b", "* a\n* b"),
        ("Heading\n=======\n\nText", "# Heading\n\nText"),
        ("see [here](http://a.example)", "see [here](http://b.example)"),
        ("one  \ntwo", "one two"),
    ],
)
def test_wrapping_markup_and_numbering_are_no_change(before: str, after: str) -> None:
    assert not prose_changes(before, after)
    old, new = edition_of(prose(before)), edition_of(prose(after))
    assert [section.digest for section in old.sections] == [section.digest for section in new.sections]


def test_a_paragraph_that_moved_is_said_to_have_moved() -> None:
    (block,) = blocks(prose_changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{SECOND}\n\n{THIRD}\n\n{FIRST}"))
    assert (block.kind, block.at, block.before) == ("moved", 2, FIRST)


def test_a_paragraph_that_moved_to_another_section_is_recognised_there_though_it_was_edited() -> None:
    before = f"# A\n\n{FIRST}\n\n{SECOND}\n\n# B\n\n{THIRD}"
    after = f"# A\n\n{FIRST}\n\n# B\n\n{THIRD}\n\n{SECOND.replace('money', 'gold')}"
    found = prose_changes(before, after)
    (block,) = blocks(found)
    assert (block.kind, block.origin, found.sections[0].id) == ("moved", "a", "b")
    assert "[-money-]{+gold+}" in marked(segments_of(block))


def test_a_short_word_elsewhere_is_not_taken_for_one_that_moved() -> None:
    found = prose_changes(f"# A\n\n{FIRST}\n\nYes.\n\n# B\n\n{SECOND}", f"# A\n\n{FIRST}\n\n# B\n\n{SECOND}\n\nYes.")
    assert sorted(kinds(found)) == ["added", "removed"]


def test_a_paragraph_that_was_split_is_one_change() -> None:
    (block,) = blocks(prose_changes(f"{FIRST} {SECOND}\n\n{THIRD}", f"{FIRST}\n\n{SECOND}\n\n{THIRD}"))
    assert (block.kind, block.at, block.count) == ("changed", 0, 2)
    (back,) = blocks(prose_changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{FIRST} {SECOND}\n\n{THIRD}"))
    assert (back.kind, back.count, back.before) == ("changed", 1, f"{FIRST}\n{SECOND}")


def test_unlike_paragraphs_in_one_place_are_a_removal_and_an_addition() -> None:
    assert kinds(prose_changes(f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\nWholly other words stand here today.")) == ["removed", "added"]


def test_what_stands_beside_a_change_is_known() -> None:
    (section,) = prose_changes(f"{FIRST}\n\n{SECOND}\n\n{THIRD}", f"{FIRST}\n\n{THIRD}").sections
    assert section.around == ((0, FIRST), (1, THIRD))
    assert section.total == 2


# sections


def test_a_section_keeps_its_identity_through_a_new_title_and_id() -> None:
    found = prose_changes(
        f"# Old name\n\n{FIRST}\n\n{SECOND}\n\n# Other\n\n{THIRD}", f"# New name\n\n{FIRST}\n\n{SECOND}\n\n# Other\n\n{THIRD}"
    )
    (section,) = found.sections
    assert (section.renamed, section.was_title, section.blocks) == (True, "Old name", ())


def test_both_names_of_a_renamed_section_are_said_whole() -> None:
    old = "Separation of assets in the insolvency of the bank; postponement of payments due"
    new = "Separation of assets in the insolvency of the bank; postponement of claims"
    (sentence,) = sentences(prose_changes(f"# {old}\n\n{FIRST}", f"# {new}\n\n{FIRST}"))
    assert sentence.text == f"section “{new}”: renamed, from “{old}”"
    start, end = sentence.subject
    assert sentence.text[start:end] == f"“{new}”"


def test_a_renamed_section_is_known_by_its_former_id_or_by_its_text() -> None:
    before = f"title: T\nsections:\n- title: One\n  body: {FIRST}\n"
    by_id = changes(before, "title: T\nsections:\n- title: Two\n  formerly: one\n  body: Quite another text is here.\n")
    assert [section.was_title for section in by_id.sections] == ["One"]
    by_text = changes(before, f"title: T\nsections:\n- title: Two\n  body: {FIRST} And more.\n")
    assert [(section.was_title, len(section.blocks)) for section in by_text.sections] == [("One", 1)]


def test_two_sections_of_one_title_are_told_apart_when_another_comes_before_them() -> None:
    before = f"# Background\n\n{FIRST}\n\n# Background\n\n{SECOND}"
    found = prose_changes(before, f"# Background\n\n{THIRD}\n\n{before}")
    assert [(section.kind, section.blocks[0].after) for section in found.sections if section.blocks] == [("added", THIRD)]


def test_sections_that_came_went_and_moved_are_named() -> None:
    text = {name: f"# {name}\n\n{name}. {body}\n\n" for name, body in zip("ABCD", (FIRST, SECOND, THIRD, "Fourth."), strict=True)}
    before = "".join(text[name] for name in "ABCD")
    after = f"{text['D']}{text['A']}{text['C']}# E\n\nWholly other words stand here."
    found = {section.id: section for section in prose_changes(before, after).sections}
    assert {name: section.kind for name, section in found.items()} == {"b": "removed", "d": "changed", "e": "added"}
    assert (found["d"].moved, found["d"].blocks) == (True, ())


def test_a_section_that_was_moved_into_another_says_which() -> None:
    found = prose_changes("# A\n\nText of a.\n\n# B\n\nText of b.", "# A\n\nText of a.\n\n## B\n\nText of b.")
    assert [(section.id, section.moved, section.under) for section in found.sections] == [("b", True, "A")]


def test_new_handling_of_a_section_is_told_once() -> None:
    before = "title: T\ntlp: GREEN\nsections:\n- title: A\n  body: Text\n- title: B\n  body: Text of B\n"
    one = changes(before, before.replace("title: B", "title: B\n  tlp: RED"))
    assert [(section.id, str(section.was_marking), str(section.marking)) for section in one.sections] == [
        ("b", "TLP:GREEN", "TLP:RED")
    ]
    assert dict(one.handlings)["b"].tlp == "RED"
    whole = changes(before, before.replace("tlp: GREEN", "tlp: AMBER"))
    assert whole.sections == ()
    assert said(whole) == ["the briefing: TLP:GREEN → TLP:AMBER"]


# what was not read, and what was not kept


def test_sections_that_were_not_read_say_nothing_but_are_counted() -> None:
    before, after = prose(f"# A\n\n{FIRST}\n\n# B\n\n{SECOND}"), prose(f"# A\n\n{FIRST} More.\n\n# B\n\n{SECOND} More.")
    found = compare(edition_of(before, {"a"}), edition_of(after))
    assert [section.id for section in found.sections] == ["a"]
    assert (found.unread, found.read) == (("b",), 1)


def over(older: Edition, newer: Edition, *ids: str) -> Edition:
    """An edition that was read whole once, and of which some sections were read again later."""
    later = {section.id: replace(section, read_at=2.0) for section in newer.sections if section.id in ids}
    sections = [later.pop(section.id, replace(section, read_at=1.0)) for section in older.sections]
    return replace(older, sections=(sections[0], *later.values(), *sections[1:]))


def test_a_section_that_was_read_under_its_new_name_is_not_missed_under_the_old_one() -> None:
    old, new = (
        prose(f"# Old name\n\n{FIRST}\n\n{SECOND}\n\n# B\n\n{THIRD}"),
        prose(f"# New name\n\n{FIRST}\n\n{SECOND} More.\n\n# B\n\n{THIRD}"),
    )
    assert kinds(compare(edition_of(old), edition_of(new))) == ["changed"]
    assert not compare(over(edition_of(old), edition_of(new), "new-name"), edition_of(new))


def test_a_section_that_was_never_read_is_not_missed() -> None:
    assert not compare(
        edition_of(prose(f"# A\n\n{FIRST}\n\n# B\n\n{SECOND}"), {"a"}), edition_of(prose(f"# A\n\n{FIRST}"))
    ).sections


def test_the_briefings_new_label_is_not_told_of_sections_that_were_read_before_it_had_it() -> None:
    text = "title: T\ntlp: GREEN\nsections:\n- {title: A, body: Text}\n- {title: B, tlp: RED, body: Text of B}\n"
    old, new = edition(text), edition(text.replace("GREEN", "AMBER"))
    assert not compare(over(old, new, "~front"), new)
    assert said(compare(old, edition(text.replace(", tlp: RED", "")))) == ["section “B”: handling TLP:RED → TLP:GREEN"]


def test_a_relation_that_was_read_in_its_new_place_is_not_missed_in_the_old_one() -> None:
    actors = "title: T\nactors: {a: {name: A, reports_to: c}, b: {name: B}, c: {name: C}}\n"
    text = f"{actors}relations: [{{from: a, type: allied with, to: b}}]\n"
    old, new = edition(text), edition(text.replace("allied with", "reports to"))
    assert said(compare(old, new)) == ["the relation A → B: type allied with → reports to"]
    assert not compare(over(old, new, "~command"), new)


def test_an_outline_parses_nothing_and_a_comparison_only_what_it_needs() -> None:
    document = prose(f"# A\n\n{FIRST}\n\n# B\n\n{SECOND}\n\n# C\n\n{THIRD}")
    outline(document)
    assert not any(part.made for part in document.parts)
    read = edition_of(prose(f"# A\n\n{FIRST}\n\n# B\n\n{SECOND}"), {"a"})
    needed = edition_to_compare(document, read)
    assert [section.id for section in needed.sections if section.blocks is not None] == ["a", "c"]
    assert not any(part.made for part in document.parts if document.sections[part.section].id == "b")


def test_a_digested_edition_holds_no_word_of_its_text() -> None:
    word, given_words = numbered()
    document = compose(everything(word))
    kept = hidden(edition_of(document))
    bare = repr(kept.sections)
    assert given_words
    assert not [one for one in given_words if one in bare]
    assert not compare(kept, edition_of(document), secret=SECRET)


def test_that_a_digested_section_changed_is_told_without_its_old_text() -> None:
    old = hidden(edition_of(prose(f"{FIRST}\n\n{SECOND}")))
    found: Changes = compare(old, edition_of(prose(f"{FIRST}\n\n{SECOND} More.")), secret=SECRET)
    (block,) = blocks(found)
    assert (block.kind, block.at, block.known, marked(segments_of(block))) == ("changed", 1, False, f"{SECOND} More.")


def test_a_section_of_which_only_the_digest_is_left_is_known_to_have_changed() -> None:
    old = edition_of(prose(FIRST))
    gone = replace(old, sections=tuple(replace(section, blocks=None, read_at=1.0) for section in old.sections))
    assert not compare(gone, old)
    (section,) = compare(gone, edition_of(prose(SECOND))).sections
    assert not section.known


def test_an_edition_of_everything_says_every_word_of_it() -> None:
    word, given_words = numbered()
    kept = repr(edition_of(compose(everything(word))))
    # A problem is no part of what the author wrote.
    assert [one for one in given_words if one not in kept and not one.startswith("problem")] == []


def test_a_briefing_of_a_megabyte_is_compared_soon() -> None:
    text = "\n\n".join(
        f"# Head {n}\n\n" + "\n\n".join(f"Paragraph {n} {m} " + f"word{m * n} and another of them " * 10 for m in range(60))
        for n in range(60)
    )
    assert len(text) > 1_000_000
    old = edition_of(prose(text))
    new = edition_of(prose(text.replace(" and another of them", ", or another,", 3_000)))
    assert cost_of(lambda: compare(old, new)) < 75
    assert reasons(compare(old, new))


def test_editions_of_the_same_file_are_equal() -> None:
    text = "title: T\njudgments:\n- text: One\n  likelihood: likely\nbody: Text\n"
    assert edition(text) == edition(text)


CODE = "Before.\n\n```\nif a:\n  b\n\nc\n```\n\nAfter.\n"


@pytest.mark.parametrize("digests", [False, True])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CODE, CODE.replace("  b", "      b")),
        (CODE, CODE.replace("if a:\n  b\n\nc", "if a: b\nc")),
        ("- one\\\n  two\n- three\n", "- one two\n- three\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "| a  |  b |\n|---|---|\n|  c | d |\n"),
    ],
)
def test_white_space_alone_changes_nothing(before: str, after: str, *, digests: bool) -> None:
    old, new = edition_of(prose(before)), edition_of(prose(after))
    assert not compare(hidden(old) if digests else old, new, secret=SECRET)
    assert [section.digest for section in old.sections] == [section.digest for section in new.sections]


def test_code_that_changed_is_told_with_its_lines() -> None:
    (changed,) = blocks(prose_changes(CODE, CODE.replace("  b", "      d")))
    assert (changed.before, changed.after) == ("if a:\n  b\n\nc", "if a:\n      d\n\nc")


# what is kept of a field

plain_fields = st.text(st.sampled_from("ab1 s.,:-(')^@[]\n#|=+x"), max_size=40) | st.lists(
    st.sampled_from(
        ["One [s1] two", " ", "\n", "[s1]", "[@s2].", "  x", "[1]: y", "| a | b", "1) c", "a-b", "**b c**", "*d*", "**"]
    ),
    max_size=8,
).map("".join)


SOURCED = Briefing(id="t", title="T", sources=(Source(id="s1", title="One"), Source(id="s2", title="Two")))


@given(plain_fields)
@example("A first line [s1]\nand a second [s2].")
@example("[s1]: x")
@example("[s1](x)")
@example("[s1]\n===")
@example("One [@s1]. Two [@s2][@s1] [@x] [@s1](x) @s1")
@example("(**One, two**, *three*) **four** **five**.")
def test_what_is_surely_plain_is_kept_as_the_page_shows_it(text: str) -> None:
    context = Context(SOURCED, Names(SOURCED, None, ()), 0)
    shown = "\n".join(collapsed(block.text) for block in prose_blocks(Prose(text), context) if block.text.strip())
    assert plain_prose(Prose(text), context) == shown
