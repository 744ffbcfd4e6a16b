"""Word documents: everything that has words in it comes along, labels first; what does not is counted."""

from __future__ import annotations

import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.store.confined import begun_by_the_system
from tests.store.formats.packed import STRICT, TRANSITIONAL, item, packed, paragraph, word, written
from tests.store.formats.words import kept
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.formats import confined
from tui.store.library import briefings
from tui.store.read import read_file


def opened(folder: Path, body: str, **parts: Any) -> Briefing:
    return read_file(written(folder, word(body, **parts)))


def codes(briefing: Briefing) -> list[str]:
    return [problem.code for problem in briefing.problems]


@pytest.mark.parametrize("space", [TRANSITIONAL, STRICT])
def test_headings_are_known_by_their_styles_in_either_edition_of_the_standard(tmp_path: Path, space: str) -> None:
    body = paragraph("The Report", "T") + paragraph("One", "H1") + paragraph("Text") + paragraph("Two", "Own")
    briefing = read_file(written(tmp_path, word(body, space=space)))
    assert briefing.title == "The Report"
    assert briefing.body.text == "# One\n\nText\n\n## Two"
    assert not briefing.problems


def test_a_document_of_several_bodies_is_read_whole(tmp_path: Path) -> None:
    assert opened(tmp_path, f"{paragraph('One')}</w:body><w:body>{paragraph('Two')}").body.text == "One\n\nTwo"


def test_headings_that_a_style_numbers_have_their_numbers(tmp_path: Path) -> None:
    briefing = opened(tmp_path, paragraph("One", "N1") + paragraph("Text") + paragraph("Two", "N1"))
    assert briefing.body.text == "# I. One\n\nText\n\n# II. Two"


def test_lists_keep_their_levels_and_the_letters_that_they_are_counted_by(tmp_path: Path) -> None:
    items = item("a", 5) + item("deep", 5, 1) + item("deeper", 5, 1) + item("b", 5) + paragraph("x") + item("c", 6) + item("d", 6)
    briefing = opened(tmp_path, items + paragraph("between") + item("e", 6))
    assert briefing.body.text == ("- a\n  - (a) deep\n  - (b) deeper\n- b\n\nx\n\n1. c\n2. d\n\nbetween\n\n3. e")


def test_how_a_sign_is_read_stands_behind_it_in_brackets(tmp_path: Path) -> None:
    reading, sign = "<w:rt><w:r><w:t>かん</w:t></w:r></w:rt>", "<w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase>"
    body = f"<w:p><w:r><w:ruby>{reading}{sign}</w:ruby></w:r><w:r><w:t>字</w:t></w:r></w:p>"
    assert opened(tmp_path, body).body.text == "漢(かん)字"


def test_what_is_merged_in_a_table_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    def cell(text: str, inner: str = "") -> str:
        return f"<w:tc><w:tcPr>{inner}</w:tcPr>{paragraph(text)}</w:tc>"

    down, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    rows = (
        f"<w:tr>{cell('A')}{cell('B')}{cell('C')}</w:tr>"
        f"<w:tr>{cell('down', down)}{cell('b|')}{cell('c')}</w:tr>"
        f"<w:tr>{cell('', on)}{cell('wide', wide)}</w:tr>"
    )
    briefing = opened(tmp_path, f"<w:tbl>{rows}</w:tbl>")
    assert briefing.body.text == "| A | B | C |\n| --- | --- | --- |\n| down | b\\| | c |\n| down | wide |  |"


def test_a_table_within_a_cell_is_flattened_and_counted(tmp_path: Path) -> None:
    inner = "<w:tbl><w:tr>" + 2 * f"<w:tc>{paragraph('in')}</w:tc>" + "</w:tr></w:tbl>"
    briefing = opened(tmp_path, f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{paragraph('out')}</w:tc></w:tr></w:tbl>")
    assert "in · in" in briefing.body.text
    assert codes(briefing) == ["tables-flattened"]


def test_notes_are_footnotes_and_comments_a_section_that_says_what_each_is_on(tmp_path: Path) -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="3"/><w:r><w:t>Claim</w:t></w:r><w:commentRangeEnd w:id="3"/>'
        '<w:r><w:footnoteReference w:id="1"/><w:endnoteReference w:id="1"/></w:r></w:p>'
    )
    briefing = opened(
        tmp_path,
        body,
        footnotes=f'<w:footnote w:id="1">{paragraph("At the foot")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{paragraph("At the end")}</w:endnote>',
        comments=f'<w:comment w:id="3" w:author="Ann" w:date="2026-05-04T10:00:00Z">{paragraph("Who says?")}</w:comment>',
    )
    assert briefing.body.text == (
        "Claim[^1][^2]\n\n# Comments in the file\n\n- Ann, 2026-05-04 on “Claim”: Who says?\n\n"
        "[^1]: At the foot\n\n[^2]: At the end"
    )


def test_labels_in_headers_and_footers_hold_and_the_strictest_wins(tmp_path: Path) -> None:
    briefing = opened(
        tmp_path,
        paragraph("TLP:GREEN") + paragraph("Text"),
        header=paragraph("TLP:AMBER+STRICT") + paragraph("Desk 7"),
        footer=paragraph("Page 3 of 9"),
    )
    assert briefing.handling == Marking("AMBER+STRICT")
    assert [(other.path, other.text) for other in briefing.other] == [("header", "Desk 7")]


@pytest.mark.parametrize(
    "line",
    [
        "SECRET//NOFORN</w:t><w:tab/><w:t>Page 1 of 3",
        "SECRET//NOFORN - 1 -",
        "Page 1 | SECRET//NOFORN",
        "Desk 7</w:t><w:tab/><w:t>SECRET//NOFORN</w:t><w:tab/><w:t>3",
        "Desk 7, SECRET//NOFORN, 3 March",
    ],
)
def test_a_banner_beside_the_number_of_a_page_and_other_words_of_a_footer_holds(tmp_path: Path, line: str) -> None:
    assert opened(tmp_path, paragraph("Text"), footer=paragraph(line)).handling.text == "SECRET//NOFORN"


@pytest.mark.parametrize("line", ["SECRET AGENTS WERE COMMON IN FICTION", "The RESTRICTED list", "Page 3"])
def test_words_of_a_footer_that_only_hold_one_of_a_banner_are_none(tmp_path: Path, line: str) -> None:
    assert opened(tmp_path, paragraph("Text"), footer=paragraph(line)).handling == Marking()


def test_a_watermark_is_a_label(tmp_path: Path) -> None:
    mark = '<w:p><w:r><w:pict><v:shape><v:textpath string="SECRET//NOFORN"/></v:shape></w:pict></w:r></w:p>'
    assert opened(tmp_path, paragraph("Text"), header=mark).handling.text == "SECRET//NOFORN"


def test_a_label_that_an_organisation_sets_holds(tmp_path: Path) -> None:
    custom = '<Properties><property name="MSIP_Label_1f_Name"><lpwstr>Internal Only</lpwstr></property></Properties>'
    file = written(tmp_path, word(paragraph("Text"), others={"docProps/custom.xml": custom}))
    assert read_file(file).handling.text == "Internal Only"


def test_tracked_changes_are_accepted_and_said(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>It is </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>so.</w:t></w:r></w:ins></w:p>"
    )
    briefing = opened(tmp_path, body)
    assert briefing.body.text == "It is so."
    assert [problem.message for problem in briefing.problems] == ["2 tracked changes are taken as accepted."]


def test_text_boxes_stand_behind_their_paragraph_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    briefing = opened(tmp_path, f"<w:p><w:r><w:t>Around</w:t></w:r><w:r>{both}</w:r></w:p>")
    assert briefing.body.text == "Around\n\nIn the box"


def test_links_are_links_whichever_way_they_are_written_and_pictures_what_they_show(tmp_path: Path) -> None:
    body = (
        '<w:p><w:hyperlink r:id="link"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org/b" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> there</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:drawing><wp:docPr descr="A map of the port"/><a:blip/></w:drawing></w:r></w:p>'
    )
    briefing = opened(tmp_path, body)
    assert briefing.body.text == "[here](https://example.org/a) [there](https://example.org/b)*A map of the port*"
    assert codes(briefing) == ["images-not-taken"]


def test_hidden_text_is_left_out_and_said(tmp_path: Path) -> None:
    briefing = opened(tmp_path, paragraph("Seen") + paragraph("Unseen", run="<w:rPr><w:vanish/></w:rPr>"))
    assert briefing.body.text == "Seen"
    assert codes(briefing) == ["hidden-text-left-out"]


def test_signs_of_markdown_in_a_document_are_no_markup(tmp_path: Path) -> None:
    said = "1. *not* a [[link]] `nor` # heading, [@note] a_b_c | ~~x~~"
    briefing = opened(tmp_path, paragraph(said))
    assert kept(said, briefing) == 1.0
    assert not briefing.sections


def test_macros_are_said_and_not_run(tmp_path: Path) -> None:
    file = written(tmp_path, word(paragraph("Text"), others={"word/vbaProject.bin": b"\0"}), "a.docm")
    assert codes(read_file(file)) == ["macros"]


def test_a_folder_of_documents_is_a_library(tmp_path: Path) -> None:
    written(tmp_path, word(paragraph("Text")))
    assert [briefing.title for briefing in briefings([tmp_path]).briefings] == ["a"]


def test_a_document_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, word(paragraph("Text")), "a.bin")).body.text == "Text"


# what strangers send


def test_an_encrypted_document_is_said_to_be_one(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    briefing = read_file(written(tmp_path, data))
    assert codes(briefing) == ["encrypted"]
    assert not briefing.body.text


def test_a_document_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(1 << 20))
    briefing = read_file(file)
    assert codes(briefing) == ["too-large"]
    assert "256 MB" in briefing.problems[0].message


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><document><body>&b;</body></document>'
    assert codes(read_file(written(tmp_path, packed({"word/document.xml": bomb})))) == ["entities"]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_damaged_document_is_a_sentence(tmp_path: Path, cut: float) -> None:
    data = word(paragraph("Text"))
    briefing = read_file(written(tmp_path, data[: int(len(data) * cut)]))
    (problem,) = briefing.problems
    assert "damaged" in problem.message
    assert not briefing.body.text


def test_tables_nested_ten_thousand_deep_keep_their_text(tmp_path: Path) -> None:
    depth = 10_000
    body = depth * "<w:tbl><w:tr><w:tc>" + paragraph("At the bottom") + depth * "</w:tc></w:tr></w:tbl>"
    assert "At the bottom" in opened(tmp_path, body).body.text


def test_a_document_that_takes_too_much_memory_is_ended_with_a_sentence_that_names_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "MOST_MEMORY", 1 << 28)
    briefing = opened(tmp_path, 1_200_000 * "<w:p/>")
    (problem,) = briefing.problems
    assert problem.code == "reader-stopped"
    assert "GB of memory" in problem.message


def test_no_word_of_it_stands_in_a_file_that_a_kill_would_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bytes] = []
    wait = subprocess.Popen.communicate

    def look(process: subprocess.Popen[bytes], *args: Any, **given: Any) -> Any:
        found = wait(process, *args, **given)
        left.extend(path.read_bytes() for path in (tmp_path / "temporary").rglob("*") if path.is_file())
        return found

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(subprocess.Popen, "communicate", look)
    monkeypatch.setattr(confined, "_status_of", begun_by_the_system)
    assert "Narwhal" in opened(tmp_path, paragraph("The Report", "T") + paragraph("Narwhal")).body.text
    assert not any(left)
