"""PDFs: columns in order, heads and feet out of the text, the page of each passage; scans and locks are named."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.formats.packed import pdf, written
from tests.store.formats.words import kept
from tui.document.compose import compose
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.reading.reader import Reader
from tui.reading.selection import page_at
from tui.store.formats import confined, registry
from tui.store.formats.pdf import has_letters
from tui.store.formats.pdf_columns import Box, reading_order
from tui.store.formats.rendition import ForeignFile
from tui.store.library import briefings
from tui.store.read import read_file

pytest.importorskip("liteparse", reason="comes with the extra `import`, which `test` asks for")

Page = list[tuple[int, int, int, str]]


def page(number: int, *texts: str, title: str = "") -> Page:
    """A page with a banner above and its number below."""
    lines = [(250, 760, 9, "TLP:AMBER"), *([(50, 700, 20, title)] if title else [])]
    lines += [(50, 640 - 14 * at, 11, text) for at, text in enumerate(texts)]
    return [*lines, (290, 30, 9, f"Page {number} of 3")]


def columns(left: str, right: str, rows: int = 20) -> Page:
    """A page in two columns."""
    lines: Page = [(50, 700, 20, "Columns")]
    for at in range(rows):
        lines += [
            (50, 660 - 14 * at, 10, f"{left} {at} talks of the port."),
            (320, 660 - 14 * at, 10, f"{right} {at} talks of the sea."),
        ]
    return lines


def opened(folder: Path, *pages: Page, trailer: str = "") -> Briefing:
    return read_file(written(folder, pdf(*pages, trailer=trailer), "a.pdf"))


def test_letters_that_a_font_does_not_tell_are_said(tmp_path: Path) -> None:
    """The font has numbers of shapes and no table that says which letters they draw."""
    said = "".join(f"{ord(letter) - 29:04x}" for letter in "The harbour was quiet that day and the ships went out").encode()
    content = b"".join(b"BT /F1 12 Tf 50 %d Td <%s> Tj ET\n" % (700 - 15 * at, said) for at in range(20))
    system = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd%s/DW 600/FontDescriptor 7 0 R>>" % system,
        b"<</Type/FontDescriptor/FontName/Odd/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/StemV 80>>",
    ]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    briefing = read_file(written(tmp_path, data + b"trailer<</Root 1 0 R>>\n", "a.pdf"))
    assert [(problem.severity, problem.code) for problem in briefing.problems] == [("error", "unreadable-letters")]
    assert briefing.problems[0].message.startswith("1 page has no letters that can be read")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("\uf0b7 One thing is said here, and then another.\n" * 40, True),
        ("if (a[i] < b[j]) { x = y|z; } // d:\\a\\b\n" * 40, True),
        ("Die Häfen öffnen früh.\n" * 40, True),
        ("\ue001\ue002\ue003 \ue004\ue005\n" * 40, False),
        ("\x03\x04\x05\x06 \x07\x08\n" * 40, False),
        ("H\\\\Y˙\\\\UfVcif˙kUg˙ei]Yh\n" * 40, False),
    ],
)
def test_signs_among_words_are_no_font_without_letters(text: str, letters: bool) -> None:
    assert has_letters(text) == letters


SAID = tuple(f"Sentence {at} of this page says what the ships in the port did that day." for at in range(9))


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    text = opened(tmp_path, columns("Left", "Right")).body.text
    assert [int(at) for at in re.findall(r"Left (\d+)", text)] == list(range(20))
    assert text.index("Left 19") < text.index("Right 0")


def test_columns_with_tables_in_them_are_read_one_after_the_other(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst", reason="comes with the extra `export`, which `test` asks for")
    rng, said = random.Random(1), itertools.count()
    written = ['#set page(paper: "a4", columns: 3)\n#set columns(gutter: 12pt)\n#set text(size: 8pt)\n#set par(justify: true)\n']
    for part in range(14):
        words = [f"{rng.choice(('a', 'of', 'in', 'to'))}{next(said)}" for _ in range(rng.randrange(60, 110))]
        cells = [f"[c{next(said)}]" for _ in range(15 * (part % 2))]
        written += [" ".join(words), ".\n\n", f"#table(columns: 3, stroke: none, {', '.join(cells)})\n\n" if cells else ""]
    (tmp_path / "a.pdf").write_bytes(typst.compile("".join(written).encode()))
    briefing = read_file(tmp_path / "a.pdf")
    read = [int(number) for number in re.findall(r"(?:a|of|in|to|c)(\d+)", f"{briefing.title} {briefing.body.text}")]
    assert sorted(read) == list(range(next(said)))
    assert sum(after == before + 1 for before, after in itertools.pairwise(read)) >= 0.99 * len(read)


def test_a_table_whose_cells_are_sentences_is_read_by_its_rows(tmp_path: Path) -> None:
    rows = [[f"{name}{row} says what the ships of the port did" for name in ("left", "right")] for row in range(12)]
    lines = [(50 + 260 * at, 700 - 30 * row, 11, cell) for row, cells in enumerate(rows) for at, cell in enumerate(cells)]
    ruled = [Box(40, 70 + 30 * row, 560, 70 + 30 * row) for row in range(12)]
    boxes = [Box(x, 792 - y, x + 230, 800 - y) for x, y, _, _ in lines]
    assert len(reading_order(boxes)) == 2
    assert len(reading_order(boxes, ruled)) == 1


def test_a_page_that_is_turned_is_read_upright(tmp_path: Path) -> None:
    rows: Page = [(60 + 150 * cell, 560 - 20 * row, 11, f"r{row}c{cell}") for row in range(8) for cell in range(4)]
    text = read_file(written(tmp_path, pdf(rows, turned=True), "a.pdf")).body.text
    assert re.findall(r"r\dc\d", text) == [f"r{row}c{cell}" for row in range(8) for cell in range(4)]


@given(st.lists(st.tuples(*[st.floats(0, 600)] * 4), max_size=40))
def test_every_line_of_a_page_stands_in_one_part_of_it(corners: list[tuple[float, float, float, float]]) -> None:
    lines = [Box(left, top, left + wide / 4 + 1, top + high / 40 + 1) for left, top, wide, high in corners]
    parts = reading_order(lines)
    assert all(any(part.holds(line) for part in parts) for line in lines)


def test_a_citation_of_a_passage_says_its_page(tmp_path: Path) -> None:
    pages = [page(number, *(f"{number}: {said}" for said in SAID)) for number in (1, 2, 3)]
    text = opened(tmp_path, *pages).body.text
    cut = re.split(r"\[@this-file, p\. (\d)\]", text)
    assert cut[1::2] == ["1", "2", "3"]
    assert all(f"{number}: Sentence 8" in cut[2 * number - 2] for number in (1, 2, 3))


def test_heads_and_feet_are_no_part_of_the_text_and_labels_in_them_hold(tmp_path: Path) -> None:
    briefing = opened(tmp_path, *(page(number, *SAID) for number in (1, 2, 3)))
    assert briefing.handling == Marking("AMBER")
    assert "of 3" not in briefing.body.text
    assert [problem.code for problem in briefing.problems] == ["edges-left-out"]
    assert "of 3" in briefing.other[0].text


def test_all_words_of_a_document_are_there(tmp_path: Path) -> None:
    briefing = opened(tmp_path, page(1, *SAID, title="What the ships did"), page(2, *SAID))
    assert briefing.title == "What the ships did"
    assert kept(" ".join(2 * SAID), briefing) == 1.0


def test_a_document_is_called_as_it_says_where_it_has_no_heading(tmp_path: Path) -> None:
    def called(title: str) -> str:
        return read_file(written(tmp_path, pdf(page(1, *SAID), title=title), "a.pdf")).title

    assert called("What the ships did") == "What the ships did"
    assert called("Microsoft Word - ships.doc") == "a"


@pytest.mark.parametrize(
    ("heading", "below"), [("It proposes to", "supersede a rule that the ships have."), ("AGENCY: Harbour", "Administration (HA).")]
)
def test_a_heading_whose_sentence_goes_on_below_it_is_none(tmp_path: Path, heading: str, below: str) -> None:
    briefing = opened(tmp_path, page(1, below, *SAID, title=heading))
    assert briefing.title == "a"
    assert f"\n\n{heading} {below}" in briefing.body.text


def test_signs_of_links_in_a_document_lead_nowhere(tmp_path: Path) -> None:
    briefing = opened(tmp_path, page(1, "See [[secrets]] and [@other] in this sentence of the first page.", *SAID))
    assert [problem.code for problem in briefing.problems if "link" in problem.code or "cit" in problem.code] == []


def test_a_scan_is_named_as_one(tmp_path: Path) -> None:
    (problem,) = opened(tmp_path, [], []).problems
    assert (problem.code, problem.severity) == ("no-text", "error")


def test_a_page_without_text_is_named(tmp_path: Path) -> None:
    briefing = opened(tmp_path, page(1, *SAID), [], page(3, *SAID))
    assert "1 page without text, perhaps scanned or a picture: 2." in [problem.message for problem in briefing.problems]


def test_a_locked_document_is_said_to_be_one(tmp_path: Path) -> None:
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<{'43' * 16}> <{'43' * 16}>]"
    (problem,) = opened(tmp_path, page(1, *SAID), trailer=lock).problems
    assert problem.code == "encrypted"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(5_000), pdf(page(1, *SAID))[:300]])
def test_a_damaged_document_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    briefing = read_file(written(tmp_path, data, "a.pdf"))
    (problem,) = briefing.problems
    assert "a PDF" in problem.message
    assert not briefing.body.text


def test_without_its_library_a_document_says_what_it_is_and_what_installs_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    written(tmp_path, pdf(page(1, *SAID)), "a.pdf")
    (briefing,) = briefings([tmp_path]).briefings
    (problem,) = briefing.problems
    assert problem.code == "reader-missing"
    assert problem.message == "This file is a PDF; `pip install 'briefing-reader[import]'` installs what reads it."
    assert (briefing.title, briefing.body.text) == ("a.pdf", "")


def test_a_reader_that_hangs_is_ended_with_a_sentence_that_names_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "SECONDS", 1)
    monkeypatch.setattr(confined, "CHILD", "import time; time.sleep(600)")
    (problem,) = opened(tmp_path, page(1, *SAID)).problems
    assert problem.code == "reader-stopped"
    assert "1 seconds" in problem.message


def test_a_reader_that_crashes_costs_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "CHILD", "import os; os.abort()")
    (problem,) = opened(tmp_path, page(1, *SAID)).problems
    assert "crashed (SIGABRT)" in problem.message


def test_every_paragraph_of_a_document_is_cited_with_its_page(tmp_path: Path) -> None:
    pages = [page(number, *(f"{number}: {said}" for said in SAID), title=f"Part {number}") for number in (1, 2, 3)]
    briefing = opened(tmp_path, *pages)
    document = compose(briefing)
    spots = {
        block.text[0]: (number, index)
        for number, part in enumerate(document.parts)
        for index, block in enumerate(part.blocks)
        if ": Sentence" in block.text
    }
    assert {name: page_at(document, spot) for name, spot in spots.items()} == {"1": "p. 1", "2": "p. 2", "3": "p. 3"}
    reader = Reader(briefing, document, clock=lambda: 0.0)
    reader.view.restore(spots["2"])
    assert ", p. 2 (a)" in reader.citation()
    assert ", p. 1 to p. 3 (a)" in reader.selected_passage()[0]
    assert page_at(document, (0, 0)) == ""


def test_what_was_filled_into_a_form_is_read(tmp_path: Path) -> None:
    data = pdf(page(1, *SAID), filled={"Name of vessel": "Northern Star", "Flag": ""})
    text = read_file(written(tmp_path, data, "a.pdf")).body.text
    assert "- Name of vessel: Northern Star" in text
    assert "Flag" not in text


def test_a_page_whose_whole_text_is_like_that_of_others_is_no_head(tmp_path: Path) -> None:
    pages: list[Page] = [[(50, 700, 12, f"The ship number {at} came into the port.")] for at in (1, 2, 3)]
    text = opened(tmp_path, *pages).body.text
    assert [int(at) for at in re.findall(r"ship number (\d)", text)] == [1, 2, 3]


def sentences(number: int, top: str) -> Page:
    """A page of body text in one font, every sentence of which stands on it again and again, under a head and over a foot."""
    said = [
        *([top] if top else []),
        *("The council met on the northern route.", f"It met {number} times.", "Nothing was agreed.") * 9,
    ]
    lines: Page = [(50, 770, 8, "Quarterly review of ports"), (500, 30, 8, f"Page {number} of 5")]
    return lines + [(50, 720 - 14 * at, 10, text) for at, text in enumerate(said)]


@pytest.mark.parametrize("top", ["", "This page is one of five."])
def test_sentences_that_repeat_are_no_heads_and_feet(tmp_path: Path, top: str) -> None:
    """What repeats is left out only where it stands apart from the text or in another font."""
    briefing = opened(tmp_path, *(sentences(number, top) for number in range(1, 6)))
    text = " ".join(briefing.body.text.split())
    assert text.count("The council met on the northern route.") + ("council" in briefing.title) == 45
    assert text.count("Nothing was agreed.") == 45
    assert [text.count(f"It met {number} times.") for number in range(1, 6)] == [9] * 5
    assert not top or text.count(top) + (top in briefing.title) == 5
    assert "Quarterly" not in text
    assert [one.text for one in briefing.other] == ["Quarterly review of ports\nPage 1 of 5"]
    assert [problem.message for problem in briefing.problems] == [
        "2 lines of the heads or feet of pages are kept under “Other fields” alone."
    ]


def test_of_feet_that_differ_in_more_than_the_page_all_are_kept(tmp_path: Path) -> None:
    def page(number: int) -> Page:
        lines = [(50, 700 - 14 * at, 11, f"On this day ship {number}{at} left {'abcd'[number]} for the port.") for at in range(8)]
        return [*lines, (50, 50, 9, f"Case {7919 * number % 1000} of 2024"), (290, 30, 9, f"Page {number + 3} of 9")]

    briefing = opened(tmp_path, *map(page, range(4)))
    (kept,) = [one.text for one in briefing.other]
    assert sorted(kept.split("\n")) == ["Case 0 of 2024", "Case 757 of 2024", "Case 838 of 2024", "Case 919 of 2024", "Page 3 of 9"]


@pytest.mark.parametrize("pages", [2, 4])
def test_headings_that_count_the_pages_are_no_heads_of_them(tmp_path: Path, pages: int) -> None:
    def page(number: int) -> Page:
        lines = [(50, 700 - 14 * at, 11, f"On this day ship {number}{at} left {'abcd'[number]} for the port.") for at in range(8)]
        return [(50, 740, 20, f"Day {number}"), *lines, (290, 30, 9, f"Page {number}")]

    briefing = opened(tmp_path, *map(page, range(pages)))
    text = f"{briefing.title}\n{briefing.body.text}"
    assert [number for number in range(pages) if f"Day {number}" not in text] == []
    assert "Page" not in text


def test_a_line_that_is_nowhere_in_the_text_stands_at_the_end_of_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As what is written along the side of a page."""
    from tui.store.formats import pdf as reader

    page_of = reader._markdown
    monkeypatch.setattr(reader, "_markdown", lambda page: page_of(page).replace("Read #this", ""))
    data = pdf([(50, 700, 10, "All is well here."), (50, 400, 10, "Read #this")])
    made = next(reader.parts(data, ForeignFile("a.pdf", "a.pdf"))).rendition
    assert made is not None
    assert made().fields["body"].endswith("\n\nRead #this")


def test_a_long_document_is_read_some_pages_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that its memory is bounded; heads and feet are told by the pages around."""
    from tui.store.formats import pdf as reader
    from tui.store.formats import pdf_pages

    held: list[int] = []
    pages_from = pdf_pages.pages_from

    def counted_pages(data: bytes, first: int) -> Any:
        some = pages_from(data, first)
        held.append(len(some.pages))
        return some

    data = pdf(*(sentences(number, "") for number in range(1, 6)))
    whole = next(reader.parts(data, ForeignFile("a.pdf", "a.pdf"))).rendition
    assert whole is not None
    expected = whole().fields
    monkeypatch.setattr(pdf_pages, "PAGES_AT_ONCE", 2)
    for module in (reader, pdf_pages):
        monkeypatch.setattr(module, "pages_from", counted_pages)
    assert whole().fields["body"].count("It met") == expected["body"].count("It met") == 45
    assert held == [2, 2, 1]
    assert [f"p. {number}]" in whole().fields["body"] for number in range(1, 6)] == [True] * 5
    assert expected["sources"][0]["pages"] == "1-5"


def test_the_last_pages_of_a_long_document_have_heads_and_feet_like_those_before(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.store.formats import pdf as reader
    from tui.store.formats import pdf_pages

    monkeypatch.setattr(pdf_pages, "PAGES_AT_ONCE", 6)
    pages = [page(number, *(f"Sentence {at} of part {number} tells of ships." for at in range(9))) for number in range(1, 8)]
    whole = next(reader.parts(pdf(*pages), ForeignFile("a.pdf", "a.pdf"))).rendition
    assert whole is not None
    body = whole().fields["body"]
    assert (body.count("tells of ships"), body.count("Page"), body.count("TLP")) == (63, 0, 0)
