"""`briefing import` and `briefing new`: files that open as what they were made from, and that keep what one wrote in them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.shell import Run
from tests.hostile.controls import RAW
from tests.hostile.strings import harm_in
from tests.store.formats.packed import item, paragraph, word
from tests.store.formats.words import words_of
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.read import read_file

PAGE = b"""<html><head><title>Port closed - News</title><meta name="author" content="Ann Lee"></head><body><h1>Port closed</h1>
<p>TLP:GREEN</p><p>It is <b>shut</b>, see <a href="https://example.org/x">here</a>.</p><h2>Why</h2>
<ul><li>one<li>two</ul><table><tr><th>A<th>B<tr><td>1|2<td>#3</table><pre>x   y\n---\n</pre></body></html>"""
MAIL = b"""From: Ann <ann@example.org>\nTo: desk@example.org\nDate: Mon, 4 May 2026 10:00:00 +0200\nMessage-ID: <one@example.org>
Subject: [TLP:AMBER] Ships\n\nTwo ships left.\n- one\n- two\n\n    Name    Flag\n    Ida     NO\n"""
TABLE = b"Name;Rank\nSmith;General | Staff\n"
BOX = b"".join(
    b"From ann Mon May  4 10:00:00 2026\nFrom: Ann <ann@example.org>\nDate: Mon, 4 May 2026 10:00:00 +0200\n"
    b"Message-ID: <%d@example.org>\nSubject: No. %d\n\nText %d\n\n" % (number, number, number)
    for number in range(3)
)


def document(*texts: str) -> bytes:
    """A Word document of headings, each with a paragraph."""
    return word(
        "".join(paragraph(f"Part {number}", "H1") + paragraph(text) for number, text in enumerate(texts)) + item("an item", 5),
        header=paragraph("TLP:AMBER") + paragraph("Desk 7"),
    )


SOURCES = {
    "a.docx": document("One", "Two"),
    "page.html": PAGE,
    "ships.eml": MAIL,
    "people.csv": TABLE,
    "note.txt": b"A note\n\nof *lines*\nand 1. signs\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "a.docx", data: bytes | None = None) -> Path:
        file = tmp_path / name
        file.write_bytes(SOURCES[name] if data is None else data)
        return file

    return make


def said(briefing: Briefing) -> dict[str, object]:
    """What a briefing says, without where it stands; what no field holds as words."""
    other = words_of(" ".join(f"{one.path} {one.text}" for one in briefing.other)) - words_of("other_fields")
    names = ("title", "date", "updated", "handling", "authors", "producer", "audience", "series", "tags", "kind", "lang")
    found = {name: getattr(briefing, name) for name in names}
    return found | {"other": other, "sources": [replace(source, line=0) for source in briefing.sources]}


@pytest.mark.parametrize("shape", ["md", "yaml"])
@pytest.mark.parametrize("name", list(SOURCES))
def test_what_is_written_opens_as_what_it_was_made_from(
    run: Run, source: Callable[..., Path], tmp_path: Path, name: str, shape: str
) -> None:
    file = source(name)
    done = run("import", file, "-o", tmp_path / "out", "--to", shape)
    assert (done.status, done.err) == (0, "briefing: 1 briefing: 1 written\n")
    (made,) = (tmp_path / "out").iterdir()
    assert made.suffix == f".{shape}"
    before, after = read_file(file), read_file(made)
    if name == "note.txt":
        assert words_of(before.body.text) <= words_of(after.body.text)
    else:
        assert said(after) == said(before)
        assert before.body.plain or after.body.text == before.body.text
    assert run("check", made).status == 0


def test_plain_text_keeps_its_lines_and_columns(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    run("import", source("ships.eml"), "-o", tmp_path / "out")
    (made,) = (tmp_path / "out").iterdir()
    assert "Two ships left.\\\n\\- one\\\n\\- two\n\n```\n    Name    Flag\n    Ida     NO\n```" in made.read_text()


def test_importing_again_makes_nothing_twice(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    file = source()
    run("import", file, "-o", tmp_path / "out")
    before = (tmp_path / "out" / "a.md").read_bytes()
    assert run("import", file, "-o", tmp_path / "out").out.endswith("a.md: unchanged\n")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.md"]
    assert (tmp_path / "out" / "a.md").read_bytes() == before


def test_no_file_of_another_origin_is_touched(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.md").write_text("# Mine\n")
    file = source()
    for _ in range(2):
        run("import", file, "-o", tmp_path / "out")
    assert (tmp_path / "out" / "a.md").read_text() == "# Mine\n"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-2.md", "a.md"]
    assert read_file(tmp_path / "out" / "a-2.md").id == "a-2"


def test_a_source_that_has_changed_is_said_and_renewed_only_when_asked(
    run: Run, source: Callable[..., Path], tmp_path: Path
) -> None:
    made = tmp_path / "out" / "a.md"
    run("import", source(), "-o", tmp_path / "out")
    before = made.read_text()
    file = source(data=document("One", "Three"))
    assert "a.md: changed: its source has changed" in run("import", file, "-o", tmp_path / "out").out
    assert made.read_text() == before
    assert run("import", file, "-o", tmp_path / "out", "--update").out.endswith("a.md: updated\n")
    assert "Three" in made.read_text()
    assert "Two" not in made.read_text()
    assert run("import", file, "-o", tmp_path / "out", "--update").out.endswith("a.md: unchanged\n")


def test_what_the_author_wrote_stays_when_the_source_is_renewed(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    made = tmp_path / "out" / "a.md"
    run("import", source(), "-o", tmp_path / "out")
    text = made.read_text().replace("title: a\n", "title: Mine  # better\ntags: [x]\n", 1).replace("One", "One, and my own words")
    made.write_text(text + "\n# My part\n\nMine as well.\n")
    assert run("import", source(data=document("One", "Three")), "-o", tmp_path / "out", "--update").status == 0
    renewed = made.read_text()
    assert "title: Mine  # better\ntags: [x]\n" in renewed
    assert "One, and my own words" in renewed
    assert "Three" in renewed
    assert renewed.endswith("# My part\n\nMine as well.\n")


@pytest.mark.parametrize(
    ("own", "said"),
    [("tags: &a [x]\nother_fields: *a\n", "it cannot be read any more"), ("{}\n", ""), ("{tags: x, number: y}\n", "")],
)
def test_what_an_author_may_write_is_renewed_or_refused(
    run: Run, source: Callable[..., Path], tmp_path: Path, own: str, said: str
) -> None:
    made = tmp_path / "out" / "a.md"
    run("import", source(), "-o", tmp_path / "out")
    made.write_text(made.read_text().replace("title: a\n", f"title: a\n{own}", 1))
    done = run("import", source(data=document("One", "Three")), "-o", tmp_path / "out", "--update")
    assert said in done.out
    assert "Traceback" not in done.out + done.err
    assert done.status == 0 or made.read_text().count("Two")


def test_a_section_that_both_changed_is_refused_and_named(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    made = tmp_path / "out" / "a.md"
    run("import", source(), "-o", tmp_path / "out")
    made.write_text(made.read_text().replace("Two", "Mine"))
    before = made.read_bytes()
    done = run("import", source(data=document("One", "Three")), "-o", tmp_path / "out", "--update")
    assert done.status == 1
    assert "the section “Part 1” was changed here and in the source" in done.out
    assert made.read_bytes() == before


def test_a_mailbox_becomes_a_file_for_each_mail(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    done = run("import", source("in.mbox", BOX), "-o", tmp_path / "out", "--json")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one["title"] for one in told] == ["No. 0", "No. 1", "No. 2"]
    assert len({one["path"] for one in told}) == len({one["id"] for one in told}) == 3
    assert all(os.path.exists(one["path"]) for one in told)
    assert run("import", tmp_path / "in.mbox", "-o", tmp_path / "out").err == "briefing: 3 briefings: 3 unchanged\n"


LIST: list[dict[str, Any]] = [
    {"headline": "One", "description": "A longer text.\n\nWith two paragraphs.", "tlp": {"label": "AMBER"}, "n": 3},
    {"name": "Two", "text": "What there is to read"},
    {"title": "Three", "body": "Text", "date": "2026-05-04"},
]


def test_a_list_in_json_becomes_a_file_for_each_entry_without_a_fault(
    run: Run, source: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run("import", source("list.json", json.dumps(LIST).encode()), "-o", out).err == "briefing: 3 briefings: 3 written\n"
    made = {one.title: one for one in (read_file(path) for path in out.iterdir())}
    assert sorted(made) == ["One", "Three", "Two"]
    assert made["One"].handling == Marking("AMBER")
    assert [(one.title, one.body.text) for one in made["One"].sections] == [("Description", LIST[0]["description"])]
    assert [(one.path, one.text) for one in made["One"].other] == [("n", "3")]
    assert [one.problems for one in made.values()] == [()] * 3
    assert [one.sources[0].id for one in made.values()] == ["this-file"] * 3
    assert run("import", tmp_path / "list.json", "-o", out, "--max-tlp", "GREEN").err.endswith("left out\n")


def test_standard_input_is_imported_by_what_it_is(run: Run, tmp_path: Path) -> None:
    assert run("import", "-", "-o", tmp_path / "out", stdin=PAGE).status == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["port-closed.md"]


def test_a_folder_stands_for_its_files(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    source("in/page.html", PAGE), source("in/people.csv", TABLE), source("in/own.md", b"# Own\n")
    assert run("import", folder, "-o", tmp_path / "out").err == "briefing: 2 briefings: 2 written\n"


def test_what_is_lost_is_told_and_strict_makes_it_a_failure(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    file = source("x.html", b"<html><body><p>Text</p><img src=a.png alt='A map'></body></html>")
    done = run("import", file, "-o", tmp_path / "out")
    assert (done.status, done.out.splitlines()[1].split()[:2]) == (0, ["info", "images-not-taken"])
    assert run("import", file, "-o", tmp_path / "two", "--strict").status == 1
    assert run("import", source(), "-o", tmp_path / "three", "--strict").status == 0


def test_what_cannot_be_read_costs_nothing_but_itself(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    done = run("import", source("bad.docx", document("x")[:300]), tmp_path / "none.docx", source(), "-o", tmp_path / "out")
    assert done.status == 3
    assert "bad.docx: This file is a Word document, and it is damaged" in done.err
    assert "none.docx" in done.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.md"]


def test_a_briefing_needs_no_import(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    done = run("import", source("own.md", b"# Own\n"), "-o", tmp_path / "out")
    assert done.status == 0
    assert "needs no import" in done.err
    assert not (tmp_path / "out").exists()


def test_what_is_above_the_ceiling_is_counted_and_never_named(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    done = run("import", source("ships.eml"), source("page.html"), "-o", tmp_path / "out", "--max-tlp", "green")
    assert "1 left out" in done.err
    assert "ships" not in done.out + done.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["page.md"]


@pytest.mark.parametrize("arguments", [[], ["--kind", "assessment"], ["--kind", "note", "--to", "yaml"]])
def test_a_template_has_no_problems(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    done = run("new", "Ships: what # next?", "-o", tmp_path, *arguments)
    made = Path(done.out.strip())
    assert (done.status, read_file(made).title) == (0, "Ships: what # next?")
    checked = run("check", made)
    assert (checked.status, checked.out) == (0, "")
    before = made.read_bytes()
    assert run("new", "Ships: what # next?", "-o", tmp_path, *arguments).status == 3
    assert made.read_bytes() == before


def test_a_folder_stands_for_all_that_the_library_would_open(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    for folder in ("in", "in/.git", "in/box", "in/box/cur", "in/box/tmp"):
        (tmp_path / folder).mkdir()
    advisory = {"document": {"csaf_version": "2.0", "title": "Patch now", "tracking": {"id": "A-1"}}}
    source("in/a.json", json.dumps(advisory).encode()), source("in/note.txt", b"A note\n"), source("in/box/cur/1.host:2,S", MAIL)
    source("in/own.md", b"# Own\n"), source("in/.git/page.html", PAGE), source("in/old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    done = run("import", tmp_path / "in", "-o", tmp_path / "out")
    assert done.status == 0
    assert "old.doc: Nothing here reads files that end so; it is left out.\n" in done.err
    assert done.err.endswith("briefing: 4 briefings: 3 written, 1 skipped\n")
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"a-1.md", "note.md"} < made
    assert len(made) == 3


def test_files_of_a_folder_that_nothing_reads_are_named_and_only_counted_under_a_ceiling(
    run: Run, source: Callable[..., Path], tmp_path: Path
) -> None:
    source("one.eml", MAIL)
    folder = source("figures.xlsx", b"PK").parent
    done = run("import", str(folder), "-o", str(tmp_path / "out"))
    assert done.status == 0
    assert "figures.xlsx: Nothing here reads files that end so; it is left out." in done.err
    assert "1 skipped" in done.err
    done = run("import", str(folder), "-o", str(tmp_path / "other"), "--max-tlp", "amber")
    assert "figures" not in done.out + done.err
    assert "1 left out" in done.err


def test_an_attachment_that_is_not_imported_is_named(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    parts = [b"Content-Type: text/plain\n\nText", b'Content-Disposition: attachment; filename="note.md"\n\n# Note']
    parts += [b'Content-Disposition: attachment; filename="bad.docx"\n\nPK broken']
    body = b"".join(b"--q\n%s\n" % part for part in parts) + b"--q--\n"
    head = MAIL.partition(b"\n\n")[0] + b'\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="q"\n\n'
    done = run("import", source("ships.eml", head + body), "-o", tmp_path / "out", "--strict")
    assert "“note.md” is a briefing or a text already" in done.err
    assert "a Word document, and it is damaged" in done.err
    assert done.err.endswith("3 briefings: 1 written, 1 skipped, 1 not read\n")


@pytest.mark.parametrize(("label", "page"), [("AMBER", "AMBER"), ("CLEAR", "GREEN")])
def test_what_is_attached_to_a_marked_mail_is_imported_under_its_label(
    run: Run, source: Callable[..., Path], tmp_path: Path, label: str, page: str
) -> None:
    parts = [b"Content-Type: text/plain\n\nText", b'Content-Disposition: attachment; filename="p.html"\n\n' + PAGE]
    parts += [b'Content-Disposition: attachment; filename="t.csv"\n\n' + TABLE]
    body = b"".join(b"--q\n%s\n" % part for part in parts) + b"--q--\n"
    head = MAIL.replace(b"AMBER", label.encode()).partition(b"\n\n")[0]
    mail = head + b'\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="q"\n\n' + body
    run("import", source("ships.eml", mail), "-o", tmp_path / "out")
    labels = {read_file(path).title: read_file(path).handling.tlp for path in (tmp_path / "out").iterdir()}
    assert labels == {f"[TLP:{label}] Ships": label, "Port closed": page, "t": None if label == "CLEAR" else label}


@pytest.mark.parametrize("command", ["new", "import"])
def test_what_cannot_be_written_is_named_with_the_reason(
    run: Run, source: Callable[..., Path], tmp_path: Path, command: str
) -> None:
    source("taken", b"")
    done = run(command, *(["A"] if command == "new" else [source()]), "-o", tmp_path / "taken")
    assert done.status == 3
    assert f"taken{os.sep}a.md” cannot be written: what it would be in is no folder." in done.err
    assert "is there already" not in done.err + done.out


MESSAGE = b"TLP:RED\n\n021000Z SEP 24\nFM UNIT A\nTO HQ\nSUBJ/Bridges//\nText of it\n"


def test_a_message_keeps_its_label_and_what_it_says_of_itself(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    file = source("msg.txt", MESSAGE)
    run("import", file, "-o", tmp_path / "out")
    before, after = read_file(file), read_file(tmp_path / "out" / "msg.md")
    names = ("title", "date", "handling", "producer", "audience", "priority")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert after.tlp == "RED"


def test_a_message_above_the_ceiling_is_left_out(run: Run, source: Callable[..., Path], tmp_path: Path) -> None:
    ceiling = ("--max-tlp", "green", "--allow-unmarked")
    assert "1 left out" in run("import", source("msg.txt", MESSAGE), "-o", tmp_path / "out", *ceiling).err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "This file is empty."), (b"---\ntitle: Mine\n---\n\n*Text*\n", "needs no import")],
    ids=["empty", "own"],
)
def test_standard_input_that_needs_no_import_is_said_so(run: Run, tmp_path: Path, data: bytes, said: str) -> None:
    assert said in run("import", "-", "-o", tmp_path / "out", stdin=data).err
    assert not (tmp_path / "out").exists()


def test_a_source_beyond_the_limit_is_refused_and_never_cut(
    run: Run, source: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("tui.store.source_text", "tui.store.formats.importing", "tui.store.file_bytes"):
        monkeypatch.setattr(f"{module}.MOST_BYTES", len(BOX) - 1, raising=False)
    for given, stdin in ((source("in.mbox", BOX), b""), ("-", BOX)):
        done = run("import", given, "-o", tmp_path / "out", stdin=stdin)
        assert done.status == 3
        assert "is not read" in done.err
    assert not (tmp_path / "out").exists()


def test_a_text_from_standard_input_has_a_name(run: Run, tmp_path: Path) -> None:
    assert run("import", "-", "-o", tmp_path / "two", stdin=b"A note\n").status == 0
    assert [path.name for path in (tmp_path / "two").iterdir()] == ["standard-input.md"]


def test_what_is_written_holds_nothing_that_a_terminal_obeys_in_its_keys_either(
    run: Run, source: Callable[..., Path], tmp_path: Path
) -> None:
    report = {"type": "report", "spec_version": "2.1", "id": "report--1", "name": "Ships", "published": "2024-01-01T00:00:00Z"}
    other = [{"type": f"x-{RAW}", "id": f"x-{RAW}--1", "name": RAW, RAW: RAW}, {"type": "x-\x1b", "id": "x-\x07--2", "name": "two"}]
    file = source("report.json", json.dumps({"type": "bundle", "id": "bundle--1", "objects": [report, *other]}).encode())
    for shape in ("md", "yaml"):
        assert run("import", file, "-o", tmp_path / shape, "--to", shape).status == 0
        (made,) = (tmp_path / shape).iterdir()
        assert harm_in(made.read_text(encoding="utf-8")) == []
        assert not [one for one in read_file(made).problems if one.severity == "error"]


@pytest.mark.parametrize(
    "head",
    [
        b"To: " + b'"<' * 20_000,
        b"From: " + b"(" * 50_000,
        b"Content-Type: message/rfc822\n\nFrom: a@b.c\nSubject: x\n" * 3_000,
    ],
    ids=["quotes", "brackets", "mails in mails"],
)
def test_a_mail_that_its_reader_stumbles_over_is_a_sentence(
    run: Run, source: Callable[..., Path], tmp_path: Path, head: bytes
) -> None:
    data = b"From: a@b.c\nSubject: x\nMessage-ID: <1>\n" + head + b"\n\nbody\n\n"
    for name, made in (("a.eml", data), ("a.mbox", b"From a Mon May  4 10:00:00 2026\n" + data + BOX)):
        done = run("import", str(source(name, made)), "-o", str(tmp_path / "out"))
        assert "error of the program" not in done.err
        assert done.status in (0, 3)
    texts = [file.read_text("utf-8") for file in (tmp_path / "out").iterdir()]
    assert all(any(f"Text {number}" in text for text in texts) for number in range(3)), "the other mails of the mailbox"
