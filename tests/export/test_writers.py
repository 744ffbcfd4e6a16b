"""What every format has in common: all words, no more than may go out, and nothing that anybody obeys."""

from __future__ import annotations

import base64
import csv
import email
import email.policy
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document as new_document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from tests.export.printouts import SAMPLES, printed, printout_of, read_again, unpacked, words_of, words_shown
from tests.hostile.controls import FORMS
from tests.hostile.strings import harm_in
from tui.document.compose import compose
from tui.document.markdown import parse_markdown
from tui.export import data, mail, markdown, pdf, stix, table, text, word
from tui.export.choice import with_sections
from tui.export.formats import FORMATS
from tui.model.briefing import Briefing
from tui.model.handling import Marking, shown_up_to
from tui.model.printed_note import PrintedNote
from tui.store.read import read_text
from tui.store.withholding import within

SECRET = "zyxw"
"""In everything that may not go out, and nowhere else."""

PLANTED = f"""
title: Open
id: open
tlp: GREEN
bluf: Words [@{SECRET}-source] and [@fine; @{SECRET}-source, p. 4] and [[{SECRET}-actor]] and [[{SECRET}-actor|somebody]].
related: [other]
judgments:
  - {{text: Fine one, likelihood: likely, sources: [fine, {SECRET}-source]}}
  - {{id: {SECRET}-judgment, text: {SECRET} is so, tlp: RED, basis: {SECRET}, {SECRET}: unknown}}
actors:
  - {{id: kept, name: Kept, reports_to: [{SECRET}-actor], led_by: [{SECRET}-actor]}}
  - {{id: {SECRET}-actor, name: {SECRET} Name, aliases: [{SECRET}], tlp: AMBER}}
relations:
  - {{from: kept, type: reports to, to: {SECRET}-actor}}
sources:
  - {{id: fine, title: Fine source, derived_from: [{SECRET}-source]}}
  - {{id: {SECRET}-source, title: {SECRET} source, url: "https://{SECRET}.example.org", tlp: AMBER}}
events:
  - {{date: 2024-05-01, title: An event, actors: [kept, {SECRET}-actor], sources: [{SECRET}-source]}}
  - {{date: 2024-05-02, title: {SECRET} event, tlp: RED}}
terms:
  - {{id: {SECRET}-term, term: {SECRET}, meaning: {SECRET}, tlp: RED}}
facts:
  - {{text: A fact, sources: [{SECRET}-source]}}
actions:
  - {{text: Do, id: {SECRET}-action, tlp: RED}}
sections:
  - {{id: first, title: First, body: "See [[#{SECRET}-part]] and [words](#{SECRET}-part)."}}
  - {{id: {SECRET}-part, title: {SECRET} title, tlp: AMBER, body: {SECRET}, sections: [{{title: {SECRET} below, body: {SECRET}}}]}}
"""


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_above_the_ceiling_is_anywhere_in_a_file(name: str) -> None:
    whole = read_text(PLANTED, name="open.yaml", kind="yaml")
    briefing = within(whole, shown_up_to("GREEN"))
    assert briefing is not None
    document, form = compose(briefing), FORMATS[name]
    other = compose(read_text("title: Other\nid: other\nsources: [{id: fine, title: Fine source}]", name="other.yaml", kind="yaml"))
    written = form.write(printed(document)).data
    in_book = form.write(printed(document, other, as_of="1 Aug 2024", title="Two")).data
    sections = form.write(printed(with_sections(document, ["first", "~judgments", "~timeline"]))).data
    for made in (written, in_book, sections):
        for seen in (made, unpacked(name, made)):
            assert SECRET not in seen.decode("utf-8", "replace")
    assert "Fine one" in unpacked(name, written).decode("utf-8", "replace")
    # It is found where it may be, so that this test can fail.
    assert SECRET in unpacked(name, FORMATS[name].write(printed(compose(whole))).data).decode("utf-8", "replace")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("form", FORMS)
def test_no_control_that_anybody_obeys_is_in_a_file(name: str, form: str) -> None:
    hidden = FORMS[form]
    source = {"title": f"T {hidden}", "id": "x", "bluf": hidden, "judgments": [{"text": hidden}], "sources": [{"title": hidden}]}
    written = FORMATS[name].write(printed(compose(read_text(json.dumps(source), name="x.yaml", kind="yaml")))).data
    if name in ("pdf", "docx"):
        text = read_again(written, f".{name}")
    else:
        text = unpacked(name, written).decode().removeprefix("\ufeff").replace("\r\n", "\n")
    # What stands there as a reference is a character to whoever reads it.
    read = html.unescape(text) if name == "html" else "".join(block.text for block in parse_markdown(text)) if name == "md" else ""
    assert harm_in(text + read) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_word_is_lost_in_markdown_and_other_programs_read_it(path: Path) -> None:
    printout = printout_of(path)
    written = markdown.as_printed(printout).data.decode()
    read = words_of(" ".join(block.text for block in parse_markdown(written)))
    lost = words_shown(printout.documents[0]) - read
    # A citation is a footnote there, under its own label.
    sources = {word for source in printout.documents[0].briefing.sources for word in words_of(source.id)}
    assert set(lost) <= sources
    assert written.startswith(f"**{printout.marking}**\n")
    assert written.endswith(f"**{printout.marking}**\n")


def test_markdown_keeps_what_nests() -> None:
    listed = "- one\n\n  second\n- two\n  1. in\n  2. er\n\n> quote\n>\n> - listed\n\n"
    source = f"{listed}```\ncode `x`\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    document = compose(read_text(f"---\ntitle: T\n---\n{source}\n", name="t.md"))
    written = parse_markdown(markdown.as_printed(printed(document)).data.decode())
    again = [(b.kind, b.text, b.first) for b in written if b.kind != "heading"]
    assert again == [(b.kind, b.text, b.first) for b in parse_markdown(source)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_word_is_lost_in_a_word_document(path: Path) -> None:
    printout = printout_of(path)
    document = printout.documents[0]
    # Footnotes are numbered there.
    labels = {block.about[1:] for part in document.parts for block in part.blocks if block.about.startswith("^")}
    lost = words_shown(document) - words_of(read_again(word.as_printed(printout).data, ".docx"))
    assert set(lost) <= labels


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_hardly_a_word_is_lost_in_a_pdf_which_breaks_addresses_at_the_ends_of_lines(path: Path) -> None:
    printout = printout_of(path)
    shown = words_shown(printout.documents[0])
    made = pdf.as_printed(printout)
    lost = shown - words_of(read_again(made.data, ".pdf"))
    assert lost.total() < 0.03 * shown.total()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made.data or made.notes


def test_a_word_document_has_the_marking_above_and_below_and_in_its_properties() -> None:
    printout = printout_of(SAMPLES[0])
    package = zipfile.ZipFile(io.BytesIO(word.as_printed(printout).data))
    for name in ("word/header1.xml", "word/footer1.xml", "docProps/core.xml"):
        assert str(printout.marking) in package.read(name).decode()
    core = package.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert printout.title in core


def test_a_word_document_runs_from_the_right_where_its_letters_do(monkeypatch: pytest.MonkeyPatch) -> None:
    # Rows are not looked for one by one: that takes 12 seconds for 2,000 of them.
    monkeypatch.setattr("docx.table.Table.rows", property(lambda table: pytest.fail("all rows are gone through for one")))
    source = "# T\n\nPlain.\n\nنص، (with) نص.\n\n| a |\n| - |\n| نص |\n"
    text = zipfile.ZipFile(io.BytesIO(word.as_printed(printed(compose(read_text(source, name="t.md")))).data))
    paragraphs = re.findall("<w:p>.*?</w:p>", text.read("word/document.xml").decode(), re.DOTALL)
    told = {re.sub("<[^>]+>", "", one): ("<w:bidi/>" in one, "<w:rtl/>" in one) for one in paragraphs}
    assert told["Plain."] == told["a"] == (False, False)
    assert told["نص، (with) نص."] == told["نص"] == (True, True)


@pytest.mark.parametrize(("language", "title"), [("English", "T"), ("de-CH", "A\ufeffB")])
def test_a_pdf_is_set_whatever_somebody_calls_a_language_and_writes(language: str, title: str) -> None:
    made = pdf.as_printed(printed(compose(read_text(json.dumps({"title": title, "id": "t", "lang": language}), name="t.json"))))
    assert made.data.startswith(b"%PDF")
    assert ["does not allow" in note for note in made.notes] == ([True] if "\ufeff" in title else [])


def test_what_a_word_document_is_made_of_is_what_word_knows() -> None:
    source = "# One\n\n1. a\n2. b\n\ntext\n\n1. c\n\n- d\n  - e\n\n> quote\n\n| h |\n| --- |\n| cell |\n\n"
    source += "Noted[^x].\n\n[^x]: The note.\n"
    document = compose(read_text(f"---\ntitle: T\n---\n{source}", name="t.md"))
    package = zipfile.ZipFile(io.BytesIO(word.as_printed(printed(document)).data))
    text = package.read("word/document.xml").decode()
    styles = set(re.findall(r'<w:pStyle w:val="(\w+)"', text))
    assert {"Title", "Heading1", "ListNumber", "ListBullet", "ListBullet2", "Quote"} <= styles
    # Each list that is counted begins anew.
    assert len(set(re.findall(r'<w:numId w:val="(\d+)"', text))) == 2
    assert "<w:tblHeader/>" in text
    assert text.count("<w:footnoteReference ") == 1
    assert "The note." in package.read("word/footnotes.xml").decode()
    assert "The note." not in text


@pytest.mark.parametrize("text", ['#panic(1) $x$ *a* _b_ `c` \\\\ @ref <label> // no /* no */ #read("/etc/passwd")', "=\n= H\n+ x"])
def test_a_pdf_takes_text_for_text(text: str) -> None:
    made = pdf.as_printed(
        printed(compose(read_text(json.dumps({"title": text, "id": "t", "facts": [{"text": text}]}), name="t.json")))
    )
    read = read_again(made.data, ".pdf")
    assert "root:" not in read
    assert words_of(text) - words_of(read) == {}


@pytest.mark.parametrize("memory", [1 << 20, 700 << 20])
def test_no_pdf_takes_more_memory_than_there_is_for_it(monkeypatch: pytest.MonkeyPatch, memory: int) -> None:
    """What is too much for sure is not begun; what may be ends in a process of its own."""
    monkeypatch.setattr(pdf, "memory_for_one", lambda: memory)
    monkeypatch.setattr(pdf, "MAPPED", -(600 << 20))
    document = compose(read_text(f"# T\n\n{'Words. ' * 3000}\n", name="t.md"))
    with pytest.raises(OSError, match=r"so much text takes more .* \(--sections\)"):
        pdf.as_printed(printed(document))


def test_a_stix_bundle_has_only_addresses_and_languages_that_are_such() -> None:
    source = "title: T\nid: t\nlang: {lang}\nsources: [{{title: S, url: '{url}'}}]\n"
    for lang, url, known in (("en-GB", "https://e.org/a?b=c", True), ("the King's", "/entry/3", False)):
        written = stix.as_printed(printed(compose(read_text(source.format(lang=lang, url=url), name="t.yaml", kind="yaml")))).data
        report = next(one for one in json.loads(written)["objects"] if one["type"] == "report")
        assert ("lang" in report, "url" in report["external_references"][0]) == (known, known)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_written_as_yaml_opens_as_the_same_briefing(path: Path) -> None:
    printout = printout_of(path)
    written = data.rendered_yaml(printout).data.decode()
    again = read_text(written, name="again.yaml", kind="yaml")
    assert data.editable_fields(again) == data.editable_fields(printout.documents[0].briefing)
    assert words_shown(compose(again)) == words_shown(printout.documents[0])


def test_what_no_field_holds_stays_where_it_stood_in_yaml() -> None:
    source = "title: T\nid: t\nshade: dark\nfacts:\n  - {text: a}\n  - {text: b, colour: red}\nsources:\n  - {id: s, label: L}\n"
    document = compose(read_text(source, name="t.yaml", kind="yaml"))
    written = data.rendered_yaml(printed(document)).data.decode()
    again = read_text(written, name="t.yaml", kind="yaml")
    assert [(one.path, one.text) for one in again.other] == [
        ("shade", "dark"),
        ("facts[2].colour", "red"),
        ("sources[1].label", "L"),
    ]


def test_a_spreadsheet_runs_no_cell() -> None:
    source = "title: T\nid: t\nfacts: [{text: '=1+1'}, {text: '@SUM(A1)'}, {text: '-2 degrees', said_by: '+49'}, {text: ＝1}]\n"
    written = table.as_printed(printed(compose(read_text(source, name="t.yaml", kind="yaml")))).data
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert written.startswith(b"\xef\xbb\xbf")
    assert [row[3] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)", "'-2 degrees", "'＝1"]
    assert [row[8] for row in rows[1:]] == ["", "", "'+49", ""]


def test_a_message_has_the_text_and_the_page_and_a_subject_that_says_how_it_is_marked() -> None:
    printout = printout_of(SAMPLES[0])
    message = email.message_from_bytes(mail.as_printed(printout).data, policy=email.policy.default)
    assert message["Subject"].strip() == f"{printout.marking.label} {printout.title}"
    plain, page = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content().replace("\r\n", "\n").rstrip() == text.as_printed(printout).data.decode().rstrip()
    assert page.get_content_type() == "text/html"
    assert message["To"] is message["From"] is None


def test_pages_of_plain_text_have_the_marking_above_and_below_and_their_number() -> None:
    printout = printout_of(SAMPLES[0])
    pages = text.paged(printout, 66).data.decode().split("\n\f")
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        lines = page.rstrip("\n").split("\n")
        assert len(lines) == 66
        assert lines[0].strip() == str(printout.marking)
        assert lines[-1].startswith(str(printout.marking))
        assert lines[-1].endswith(f"page {number} of {len(pages)}")


def test_a_json_file_tells_nothing_of_the_file_it_was_read_from(tmp_path: Path) -> None:
    path = tmp_path / "name.yaml"
    path.write_text("title: T\nid: t\njudgments: [{text: x}]\n")
    written = data.rendered_json(printout_of(path)).data.decode()
    assert json.loads(written)["title"] == "T"
    assert str(tmp_path) not in written
    assert "name.yaml" not in written


def test_an_unmarked_briefing_says_nothing_of_clear() -> None:
    for form in FORMATS.values():
        assert b"CLEAR" not in unpacked(form.name, form.write(printed(compose(Briefing(title="T", id="t")))).data)


def test_a_stix_bundle_says_the_same_again_when_it_is_read(tmp_path: Path) -> None:
    printout = printout_of(next(path for path in SAMPLES if path.stem == "us-japan-command"))
    written = stix.as_printed(printout)
    briefing, again = printout.documents[0].briefing, read_text(written.data, name="again.json")
    assert again.title == briefing.title
    assert {actor.name for actor in again.actors} >= {actor.name for actor in briefing.actors}
    named = {actor.id: actor.name for actor in briefing.actors}
    named_again = {actor.id: actor.name for actor in again.actors}
    assert {(named[one.from_], named[one.to]) for one in briefing.relations} <= {
        (named_again[one.from_], named_again[one.to]) for one in again.relations
    }
    assert again.effective_marking == briefing.effective_marking
    assert "3 actions" in written.notes[0]


def test_judgments_are_judgments_again_when_a_stix_bundle_is_read() -> None:
    judgment = "likelihood: highly likely, confidence: low, horizon: by 2025-03-31, basis: Clouds, status: standing"
    was = "[{likelihood: unlikely, date: 2024-01-01}]"
    dissent = "[{by: Joe, likelihood: unlikely, text: No rain}, {by: Ann, text: No}]"
    source = f"title: T\nid: t\nscale: phia\njudgments: [{{text: Rain, {judgment}, was: {was}, dissent: {dissent}}}]\n"
    briefing = read_text(source, name="t.yaml", kind="yaml")
    again = read_text(stix.as_printed(printed(compose(briefing))).data, name="again.json")
    (before,), (after,) = briefing.judgments, again.judgments
    kept = ("likelihood", "confidence", "horizon", "status")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (after.text.text, after.basis.text) == ("Rain", "Clouds")
    assert [(one.by, one.likelihood, one.text.text) for one in after.dissent] == [
        (one.by, one.likelihood, one.text.text) for one in before.dissent
    ]
    assert [(one.likelihood, one.date) for one in after.was] == [(one.likelihood, one.date) for one in before.was]
    assert (again.scale, again.sections, again.actors, [one.path for one in again.other]) == ("phia", (), (), ["STIX id"])


def test_a_second_export_updates_the_first_in_stix() -> None:
    def objects(text: str) -> dict[str, dict[str, object]]:
        document = compose(read_text(f"title: T\nid: t\njudgments: [{{id: j, text: {text}}}]\n", name="t.yaml", kind="yaml"))
        return {one["id"]: one for one in json.loads(stix.as_printed(printed(document)).data)["objects"]}

    before, after = objects("First"), objects("Second")
    assert before.keys() == after.keys()
    assert [one["content"] for one in after.values() if one["type"] == "note"] == ["Second"]


def test_what_describes_a_report_in_stix_is_marked_as_strictly_as_the_strictest_section() -> None:
    source = "title: T\nid: t\ntlp: GREEN\nsections: [{title: A, tlp: RED, body: Hidden}]\nfacts: [{text: Seen}]\n"
    held = json.loads(stix.as_printed(printed(compose(read_text(source, name="t.yaml", kind="yaml")))).data)["objects"]
    names = {one["id"]: one["name"] for one in held if one["type"] == "marking-definition"}
    marked = {one["type"]: [names[ref] for ref in one["object_marking_refs"]] for one in held if "object_marking_refs" in one}
    assert marked == {"report": ["TLP:RED"], "note": ["TLP:GREEN"]}


def test_nothing_that_stands_beside_the_text_of_a_template_goes_along(tmp_path: Path) -> None:
    """What Word saves has its own footnotes: with those of a template beside them it cannot be opened, and they are its text."""
    noted = "---\ntitle: T\n---\nNoted[^x].\n\n[^x]: {}\n"
    first = word.as_printed(printed(compose(read_text(noted.format("Zephyr in a footnote"), name="t.md")))).data
    house = new_document(io.BytesIO(first))
    run = house.paragraphs[0].add_run("Zephyr")
    house.add_comment(run, text="Zephyr in a comment")
    run.add_picture(io.BytesIO(base64.b64decode(PIXEL)))
    origin = OxmlElement("w:attachedTemplate")
    settings: Any = house.part._settings_part
    known = RELATIONSHIP_TYPE.SETTINGS.replace("settings", "attachedTemplate")
    origin.set(qn("r:id"), settings.relate_to("file:///Zephyr.dotx", known, is_external=True))
    house.settings.element.append(origin)
    path = tmp_path / "house.docx"
    house.save(str(path))
    printout = printed(compose(read_text(noted.format("Own note"), name="t.md")), template=str(path))
    note = PrintedNote("~text", "", "Noted", "", "Own comment", (), "", Marking())
    for notes, own in (((), "Own note"), (((note,),), "Own comment")):
        package = zipfile.ZipFile(io.BytesIO(word.as_printed(printout._replace(notes=notes)).data))
        names = package.namelist()
        assert len(names) == len(set(names))
        whole = b"".join(name.encode() + package.read(name) for name in names).decode("utf-8", "replace")
        assert "Zephyr" not in whole
        assert "media" not in whole
        assert own in whole


def test_a_template_gives_styles_heads_and_feet_and_none_of_its_text(tmp_path: Path) -> None:
    house = new_document()
    house.add_paragraph("Text of the template")
    head = house.sections[0].header.paragraphs[0]
    for piece in ("House ", "{mark", "ing} {title}, "):
        head.add_run(piece)
    head.add_run()._r.append(OxmlElement("w:ptab"))
    link = OxmlElement("w:hyperlink")
    head._p.append(link)
    link.append(Run(head.add_run("{date}{marking}")._r, head)._r)
    house.sections[0].different_first_page_header_footer = True
    for name in ("Quote", "List Number", "List Bullet"):
        style = house.styles[name].element
        style.getparent().remove(style)
    path = tmp_path / "house.docx"
    house.save(str(path))
    source = "---\ntitle: '{marking}'\ndate: 2024-01-01\ntlp: GREEN\n---\n> quoted\n\n1. one\n\n- two\n"
    printout = printed(compose(read_text(source, name="t.md")), template=str(path))
    made = word.as_printed(printout)
    package = zipfile.ZipFile(io.BytesIO(made.data))
    parts = {name: re.sub("<[^>]+>", "", package.read(name).decode()) for name in package.namelist() if name.endswith(".xml")}
    assert "Text of the template" not in parts["word/document.xml"]
    heads = [text for name, text in parts.items() if name.startswith("word/header")]
    assert sorted(text.strip() for text in heads) == ["House TLP:GREEN {marking}, 1 Jan 2024TLP:GREEN", "TLP:GREEN"]
    assert any("<w:ptab" in package.read(name).decode() for name in parts if name.startswith("word/header"))
    assert "1. one" in parts["word/document.xml"]
    assert made.notes == (
        "The template house.docx has no {marking} in its foot and no {marking} in its head: the marking was added there.",
        "The template house.docx has no style List Bullet, List Number, Quote: plain paragraphs stand for them.",
    )
    for wrong in (tmp_path / "none.docx", SAMPLES[0], tmp_path):
        with pytest.raises(OSError, match="The template"):
            word.as_printed(printout._replace(template=str(wrong)))
