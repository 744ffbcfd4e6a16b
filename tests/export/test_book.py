"""Several briefings in one document: what they share is told once, and no more of it than may go out."""

from __future__ import annotations

import pytest

from tests.export.printouts import SAMPLES, Page, printed, printout_of, words_of, words_shown
from tests.hostile.strings import harm_in
from tui.document.compose import compose
from tui.document.document import Document
from tui.export import html, markdown, text
from tui.export.book import as_book
from tui.export.choice import sections_named, with_blocks, with_sections
from tui.export.formats import FORMATS
from tui.export.printout import Printout
from tui.store.read import read_text

ALPHA = """
title: Alpha
id: alpha
tlp: GREEN
bluf: Says so [@one, p. 4; @two] and [[frog]].
sections:
  - {id: first, title: First, body: "See [[beta#other]].\\n\\n## Inner\\n\\nInner [@two]."}
  - {id: second, title: Second, tlp: AMBER, body: Amber., sections: [{id: below, title: Below, body: Deep.}]}
judgments: [{text: Rain, likelihood: likely, tlp: RED}]
sources:
  - {id: one, title: Report, url: "https://x.example/1", reliability: B, credibility: 2}
  - {id: two, title: Other, derived_from: [one], note: "Against [@one] and [[frog]]."}
terms: [{id: frog, term: Frog, meaning: An animal}]
"""
BETA = """
title: Beta
id: beta
tlp: CLEAR
source_summary: Few sources.
sections: [{id: other, title: Other, body: "Cites [@x]; [@one]."}]
sources:
  - {id: x, title: Report again, publisher: Somebody, url: "https://x.example/1/", reliability: C, credibility: 3, tlp: RED}
  - {id: one, title: Third}
terms: [{term: frog, meaning: An animal}, {id: f, term: Frog, meaning: A railway part}]
"""


def read(*sources: str) -> list[Document]:
    return [compose(read_text(source, name=f"{n}.yaml", kind="yaml")) for n, source in enumerate(sources)]


def book(*documents: Document, **changes: object) -> Printout:
    return as_book(printed(*documents, as_of="1 Aug 2024", title="Two", **changes))


def test_sources_are_merged_and_numbered_once_and_what_is_told_otherwise_is_said() -> None:
    printout = book(*read(ALPHA, BETA))
    told = list(text.lines(printout))
    assert "Says so [1, p. 4; 2] and Frog." in told
    assert "Cites [1]; [3]." in told
    last = printout.documents[-1].briefing
    assert [(source.id, source.title, source.tlp) for source in last.sources] == [
        ("1", "Report", "RED"),
        ("2", "Other", "GREEN"),
        ("3", "Third", "CLEAR"),
    ]
    assert last.sources[0].publisher == "Somebody"
    assert "title Report again; grade C3" in last.sources[0].note.text
    assert (last.sources[1].derived_from, last.sources[1].note.text) == (("1",), "Against [@1] and Frog.")
    # What its author says of the sourcing stays with the briefing.
    assert "Few sources." in told
    assert len([line for line in told if line.startswith("Sources")]) == 2


def test_terms_are_merged_where_they_mean_the_same() -> None:
    last = book(*read(ALPHA, BETA)).documents[-1].briefing
    assert [(term.term, term.meaning.text, term.tlp) for term in last.terms] == [
        ("Frog", "An animal", "GREEN"),
        ("Frog", "A railway part", "CLEAR"),
    ]


def test_every_reference_leads_somewhere_in_the_file() -> None:
    page = Page(html.as_printed(book(*read(ALPHA, BETA))).data.decode())
    inside = [link for link in page.links if link.startswith("#")]
    assert {link[1:] for link in inside} <= set(page.ids)
    assert "#b2-other" in inside
    assert len([link for link in inside if link.startswith("#b3-item")]) == 8
    written = markdown.as_printed(book(*read(ALPHA, BETA))).data.decode()
    assert "Says so [^1] (p. 4)[^2] and Frog." in written
    assert "\n[^1]: TLP:RED **Report**\n" in written


def test_no_word_of_the_samples_is_lost_in_a_book() -> None:
    documents = [printout_of(path).documents[0] for path in SAMPLES]
    found = sum((words_shown(document) for document in book(*documents).documents), words_of(""))
    ids = {word for document in documents for source in document.briefing.sources for word in words_of(source.id)}
    for document in documents:
        assert set(words_shown(document)) - set(found) <= ids


def test_what_was_left_out_is_a_list_of_its_own_where_it_is_to_be_said() -> None:
    assert "Left out" not in "\n".join(text.lines(book(*read(ALPHA))))
    told = list(text.lines(book(*read(ALPHA), left_out=("Alpha: 1 part [is] *left* out.", "2 briefings are left out."))))
    assert told[told.index("Left out") + 2 :][:2] == ["• Alpha: 1 part [is] *left* out.", "• 2 briefings are left out."]


@pytest.mark.parametrize("name", ["html", "md", "txt", "eml"])
def test_no_control_that_anybody_obeys_comes_by_the_title_of_a_book(name: str) -> None:
    title = "Two \x1b[2J\u202e of them"
    written = FORMATS[name].write(printed(*read(ALPHA, BETA), as_of="1 Aug 2024", title=title)).data.decode()
    assert harm_in(written.replace("\r\n", "\n")) == []


def test_each_briefing_of_a_book_begins_a_page_of_text() -> None:
    pages = text.paged(book(*read(ALPHA, BETA)), 40).data.decode().split("\n\f")
    assert [page.split("\n")[4] for page in pages if "TLP:" in page.split("\n")[2]] == [
        "Two",
        "Alpha",
        "Beta",
        "Terms and sources of all briefings",
    ]


def test_a_section_goes_out_with_the_sources_it_cites_and_nothing_else() -> None:
    [whole] = read(ALPHA)
    document = with_sections(whole, sections_named(whole, "inner"))
    assert [section.id for section in document.sections] == ["~top", "inner", "~sources"]
    told = "\n".join(text.lines(printed(document)))
    assert "Inner [two]." in told
    assert "Other" in told
    for word in ("Rain", "Amber", "beta", "Report", "Frog "):
        assert word not in told
    assert document.briefing.effective_marking.tlp == "GREEN"


def test_what_is_marked_as_what_it_stood_in_stays_so_alone() -> None:
    [whole] = read(ALPHA)
    document = with_sections(whole, ["below"])
    assert document.briefing.effective_marking.tlp == "AMBER"
    assert [(one.id, one.tlp) for one in document.briefing.sections] == [("below", "AMBER")]
    assert "[TLP:AMBER]" in list(text.lines(printed(document)))


def test_sections_are_named_as_people_call_them() -> None:
    [whole] = read(ALPHA)
    assert sections_named(whole, "judgments") == ["~judgments"]
    assert sections_named(whole, "text") == ["first", "inner", "second", "below"]
    assert sections_named(whole, "history") == []


def test_blocks_go_out_under_the_title() -> None:
    [whole] = read(ALPHA)
    spot = next(
        (number, index)
        for number, part in enumerate(whole.parts)
        for index, block in enumerate(part.blocks)
        if block.text.startswith("Says so")
    )
    document = with_blocks(whole, [spot])
    assert [block.text for part in document.parts for block in part.blocks if block.kind != "detail"] == [
        "Alpha",
        "Says so [one, p. 4; two] and Frog.",
        "Sources",
        "one Report",
        "two Other",
    ]


@pytest.mark.parametrize("name", ["json", "yaml", "csv", "stix", "html"])
def test_a_part_is_no_more_than_it_in_data_too(name: str) -> None:
    [whole] = read(ALPHA)
    document = with_sections(whole, ["~sources"])
    written = FORMATS[name].write(printed(compose(document.briefing))).data.decode()
    assert "Report" in written
    for word in ("Rain", "RED", "Amber", "AMBER", "animal"):
        assert word not in written


def test_a_source_without_address_or_title_is_merged_with_no_other() -> None:
    documents = read("title: A\nid: a\nsources: [{id: x}, {id: y}]\n", "title: B\nid: b\nsources: [{id: x}]\n")
    assert [source.id for source in book(*documents).documents[-1].briefing.sources] == ["1", "2", "3"]
