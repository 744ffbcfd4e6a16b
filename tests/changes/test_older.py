"""What an older version of the program kept: a text that is composed otherwise now has not changed; a word in it has."""

from __future__ import annotations

import pytest

from tests.changes.editions import document, said
from tui.changes.compare import compare
from tui.changes.document_edition import edition_of, section_of
from tui.changes.edition import Edition, KeptBlock, KeptItem, KeptSection
from tui.changes.results import Changes
from tui.document.compose import compose
from tui.store.read import read_text


def older(title: str, *sections: KeptSection, **fields: str) -> Edition:
    """What the first version kept of a briefing."""
    front = KeptSection(
        "~front", "", items=(KeptItem("briefing", "", title, {"title": title, "scale": "icd203", **fields}),), version=1
    )
    return Edition((front, *sections), title)


def text(name: str, title: str, *blocks: str, parent: str = "") -> KeptSection:
    """A section of prose as the first version kept it."""
    return KeptSection(name, title, parent, blocks=tuple(KeptBlock("paragraph", block) for block in blocks), read_at=1.0)


def other(**fields: str) -> KeptSection:
    """Unknown fields as the first version kept them."""
    return KeptSection("~other", "Other fields", items=tuple(KeptItem("other", key, key, {"text": fields[key]}) for key in fields))


def since(before: Edition, source: str, name: str) -> Changes:
    """What changed until a file holds a text."""
    return compare(before, edition_of(compose(read_text(source, name=name, kind="yaml" if name.endswith("yaml") else "auto"))))


SUMMARY = "Researchers found two issues in a gateway: a header could be written over."

COMPOSED_OTHERWISE = {
    "a key that means a field now": (
        older("T", other(summary=SUMMARY, bottom="x")),
        f'title: T\nbottom: x\nsummary: "{SUMMARY}"\n',
        "a.yaml",
    ),
    "a date that is read now": (older("T", other(date="4 January 2024")), "title: T\ndate: 4 January 2024\n", "a.yaml"),
    "null and lists": (
        older("T", other(empty="null", nested='[a, null, {b: "c\\n"}]')),
        'title: T\nempty: null\nnested: [a, null, {b: "c\\n"}]\n',
        "a.yaml",
    ),
    "a comment in a list": (
        older("T", other(topics="- one # not two - three")),
        "title: T\ntopics:\n- one # not two\n- three\n",
        "a.yaml",
    ),
    "a heading that was the title": (
        older("Late", text("~text", "Text", "Some text first.", "Under it."), text("sub", "Sub", "More text.")),
        "Some text first.\n\n# Late\n\nUnder it.\n\n## Sub\n\nMore text.\n",
        "a.md",
    ),
    "a label that is seen now": (
        older("T", other(distribution="tlp: label: AMBER")),
        "title: T\ndistribution:\n  tlp:\n    label: AMBER\n",
        "a.yaml",
    ),
    "front matter that was text": (
        older("X", text("~text", "Text", 'title = "Toml" date = 2024-01-02 tags = ["a"]', "Body text.", "y z")),
        '+++\ntitle = "Toml"\ndate = 2024-01-02\ntags = ["a"]\n+++\n\nBody text.\n\n# X\n\ny z\n',
        "a.md",
    ),
    "headings in a plain text, some of them not read": (
        older("a", text("~text", "Text", "First lines"), KeptSection("of-it", "Of it"), text("end", "End", "last words of it")),
        "First lines\n\n# Of it\nthat was not read\n\n# End\nlast   words\nof it\n",
        "a.txt",
    ),
}


@pytest.mark.parametrize("name", list(COMPOSED_OTHERWISE))
def test_what_is_composed_otherwise_has_not_changed(name: str) -> None:
    before, source, file = COMPOSED_OTHERWISE[name]
    found = since(before, source, file)
    assert not found.sections, found.sections
    assert not found.items, found.items


@pytest.mark.parametrize(
    ("name", "word", "by", "told"),
    [
        ("a key that means a field now", "header", "footer", "Bottom line"),
        ("null and lists", '"c\\n"', '"d\\n"', "other field nested"),
        ("a heading that was the title", "More text", "Less text", "Sub"),
        ("front matter that was text", "Body text", "Body words", "Text"),
    ],
)
def test_of_what_is_composed_otherwise_one_word_is_one_change(name: str, word: str, by: str, told: str) -> None:
    before, source, file = COMPOSED_OTHERWISE[name]
    found = since(before, source.replace(word, by), file)
    assert len(found.sections) + len([item for item in found.items if item.kind == "changed"]) == 1
    assert told in " ".join((*said(found), *(section.title for section in found.sections)))


def test_a_label_and_a_field_that_came_are_told() -> None:
    before = older("T", text("~text", "Text", "The red line of the report."), other(topics="one"))
    found = since(before, "title: T\ntlp: RED\nstatus: issued\ntopics: one\nbody: The red line of the report.\n", "a.yaml")
    (front,) = [item for item in found.items if item.what == "briefing"]
    assert {field.key for field in front.fields} >= {"tlp", "status"}


def test_what_the_program_said_of_a_file_is_not_missed() -> None:
    faulty = document("title: T\nfoo: bar\nsections:\n- title: A\n  body: One.\n")
    assert faulty.sections[-1].id == "~problems"
    read = Edition(tuple(section_of(faulty, index) for index in range(len(faulty.sections))), "T")
    found = compare(read, edition_of(document("title: T\nsections:\n- title: A\n  body: One.\n")))
    assert [section.title for section in found.sections] == []
